//! Envelopes: JSON around the responses of an action.

use bindery_vocabulary::json::JsonValue;

/// Placeholder of the response in an envelope.
const VALUE: &str = "$value";

/// JSON template around the responses of an action: `{ok: true, result: $value}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// JSON with the string `$value` in the place of the response.
    pub template: JsonValue,
    /// Steps from the top level to the response: keys of objects, positions in lists.
    pub path: Vec<String>,
}

impl Envelope {
    /// Returns all places of the response in a template.
    pub(crate) fn places(template: &JsonValue) -> Vec<Vec<String>> {
        let inside = |step: String, inner: &JsonValue| {
            let mut places = Self::places(inner);
            places.iter_mut().for_each(|place| place.insert(0, step.clone()));
            places
        };
        match template {
            JsonValue::Text(text) if text == VALUE => vec![Vec::new()],
            JsonValue::List(items) => {
                let items = items.iter().enumerate();
                items.flat_map(|(position, item)| inside(position.to_string(), item)).collect()
            }
            JsonValue::Object(entries) => {
                entries.iter().flat_map(|(key, value)| inside(key.clone(), value)).collect()
            }
            JsonValue::Null | JsonValue::Bool(_) | JsonValue::Number(_) | JsonValue::Text(_) => Vec::new(),
        }
    }

    /// Returns the JSON text before and after the response.
    pub fn sides(&self) -> (String, String) {
        let text = self.template.to_string();
        let placeholder = JsonValue::text(VALUE).to_string();
        let (before, after) = text.split_once(&placeholder).unwrap_or((&text, ""));
        (before.to_owned(), after.to_owned())
    }

    /// Returns a response in the envelope, as JSON text.
    pub fn around(&self, json: &str) -> String {
        let (before, after) = self.sides();
        [&before, json, &after].concat()
    }

    /// Returns a response in the envelope.
    pub fn with(&self, value: JsonValue) -> JsonValue {
        let mut whole = self.template.clone();
        let mut place = Some(&mut whole);
        for step in &self.path {
            place = place.and_then(|inside| match inside {
                JsonValue::List(items) => items.get_mut(step.parse::<usize>().ok()?),
                JsonValue::Object(entries) => {
                    entries.iter_mut().find(|(key, _)| key == step).map(|(_, value)| value)
                }
                JsonValue::Null | JsonValue::Bool(_) | JsonValue::Number(_) | JsonValue::Text(_) => None,
            });
        }
        if let Some(place) = place {
            *place = value;
        }
        whole
    }
}

/// Shows the template as JSON.
impl std::fmt::Display for Envelope {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.template.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_response_is_put_in_its_place() {
        for (template, json, path) in [
            (r#"{"d":"$value"}"#, r#"{"d":7}"#, vec!["d"]),
            (r#"["ok",{"a":["x","$value"]}]"#, r#"["ok",{"a":["x",7]}]"#, vec!["1", "a", "1"]),
            (r#"{"note":"\"$value\"","1":"$value"}"#, r#"{"note":"\"$value\"","1":7}"#, vec!["1"]),
        ] {
            let template = JsonValue::parse(template).expect("JSON");
            let mut places = Envelope::places(&template);
            assert_eq!(places, [path]);
            let envelope = Envelope { template, path: places.remove(0) };
            assert_eq!(envelope.around("7"), json);
            assert_eq!(envelope.with(JsonValue::number(7)).to_string(), json);
        }
    }
}
