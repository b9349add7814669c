//! Signatures as they are sent: the text around the digits, and the parameters in it.

use bindery_vocabulary::recipe::{Part, Template, Value};
use bindery_vocabulary::{from_base64, to_base64};

use crate::algorithm::{from_hex, hex};
use crate::function::base64url;

/// What a received signature contains.
#[derive(Debug, Default)]
pub struct Received<'r> {
    /// Digits of the signatures.
    pub digits: Vec<&'r str>,
    /// Names and texts of the parameters in it.
    pub carried: Vec<(String, &'r str)>,
}

/// Returns bytes in the form of a placeholder.
pub fn digits(form: &Value, bytes: &[u8]) -> String {
    match form {
        Value::UpperHex => hex(bytes).to_ascii_uppercase(),
        Value::Base64 => to_base64(bytes),
        Value::Base64Url => base64url(bytes),
        _ => hex(bytes),
    }
}

/// Returns the bytes of digits in the form of a placeholder.
pub fn signature_bytes(form: &Value, digits: &str) -> Option<Vec<u8>> {
    match form {
        Value::Base64 => from_base64(digits),
        Value::Base64Url => from_base64(&digits.replace('-', "+").replace('_', "/")),
        _ => from_hex(digits),
    }
}

/// Returns the placeholder of the digits.
pub fn digits_of(written: &Template) -> Option<Value> {
    written.values().into_iter().find(|value| value.is_digits()).cloned()
}

/// Reads a signature by its template, in which mode and digest are filled already; `None` if it has another format.
/// `separator` is the text between several signatures.
pub fn read_signature<'r>(
    written: &Template,
    separator: Option<&str>,
    received: &'r str,
) -> Option<Received<'r>> {
    if written.values().len() > 1 {
        return read_items(written, received);
    }
    let (before, after) = match written.parts() {
        [Part::Value(_)] => ("", ""),
        [Part::Text(before), Part::Value(_)] => (before.as_str(), ""),
        [Part::Value(_), Part::Text(after)] => ("", after.as_str()),
        [Part::Text(before), Part::Value(_), Part::Text(after)] => (before.as_str(), after.as_str()),
        _ => return None,
    };
    let inner = |text: &'r str| text.trim().strip_prefix(before)?.strip_suffix(after);
    let digits: Vec<&str> = match separator {
        None => inner(received).into_iter().collect(),
        Some(separator) => received.split(separator).filter_map(inner).collect(),
    };
    (!digits.is_empty()).then(|| Received { digits, carried: Vec::new() })
}

/// Reads a signature that is a list of items with names, such as `t=1,v1=ab`. Items that the template does not have are
/// skipped, because vendors add some.
fn read_items<'r>(written: &Template, received: &'r str) -> Option<Received<'r>> {
    let items = Items::of(written)?;
    let mut found = Received::default();
    for item in received.trim().strip_prefix(items.prefix)?.split(items.separator) {
        let Some((name, text)) = item.trim().split_once('=') else { continue };
        let text = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text);
        match items.named.iter().find(|(known, _)| *known == name) {
            Some((_, value)) if value.is_digits() => found.digits.push(text),
            Some((_, Value::Parameter(parameter))) => {
                // Which of two would have been signed is unknown.
                if found.carried.iter().any(|(known, _)| known == parameter) {
                    return None;
                }
                found.carried.push((parameter.clone(), text));
            }
            _ => {}
        }
    }
    (!found.digits.is_empty()).then_some(found)
}

/// Items of a signature.
#[derive(Debug, PartialEq, Eq)]
struct Items<'t> {
    /// Text before the first name.
    prefix: &'t str,
    /// Character between two items.
    separator: char,
    /// Name and value of each item.
    named: Vec<(&'t str, &'t Value)>,
}

impl<'t> Items<'t> {
    /// Returns the items of a template; `None` if it has another shape.
    fn of(written: &'t Template) -> Option<Self> {
        let mut items = Self { prefix: "", separator: ',', named: Vec::new() };
        let mut parts = written.parts().iter();
        while let Some(part) = parts.next() {
            let (Part::Text(text), Some(Part::Value(value))) = (part, parts.next()) else {
                // Nothing but the end of a quoted value may be behind the last one.
                let is_end = *part == Part::Text("\"".to_owned()) && !items.named.is_empty();
                return is_end.then_some(items);
            };
            // The text after a quoted value.
            let text = text.strip_prefix('"').unwrap_or(text);
            let before = text.strip_suffix('"').unwrap_or(text).strip_suffix('=')?;
            let at = before.rfind([',', ';', '&', ' ']).map_or(0, |at| at + 1);
            let (head, name) = before.split_at_checked(at)?;
            if items.named.is_empty() {
                items.prefix = head;
            } else {
                items.separator = head.trim().chars().next().or(head.chars().next())?;
            }
            items.named.push((name, value));
        }
        Some(items)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(written: &str, separator: Option<&str>, received: &str) -> Option<(Vec<String>, Vec<String>)> {
        let template = Template::parse(written).expect(written);
        let found = read_signature(&template, separator, received)?;
        let carried = found.carried.iter().map(|(name, text)| format!("{name}:{text}"));
        Some((found.digits.iter().map(|digits| (*digits).to_owned()).collect(), carried.collect()))
    }

    #[test]
    fn signatures_are_found_in_their_texts() {
        let one = |digits: &str| Some((vec![digits.to_owned()], Vec::new()));
        assert_eq!(found("{hex}", None, " ab "), one("ab"));
        assert_eq!(found("v0={hex}", None, "v0=ab"), one("ab"));
        assert_eq!(found("v0={hex}", None, "v1=ab"), None);
        assert_eq!(found("v1,{base64}", Some(" "), "v1,a= v2,b v1,c"), {
            Some((vec!["a=".to_owned(), "c".to_owned()], Vec::new()))
        });
        let both = |digits: &[&str]| {
            Some((digits.iter().map(|one| (*one).to_owned()).collect(), vec!["t:7".to_owned()]))
        };
        assert_eq!(found("t={parameter:t},v1={hex}", None, "t=7,v1=ab"), both(&["ab"]));
        assert_eq!(found("t={parameter:t},v1={hex}", None, "v0=x, v1=ab,t=7 ,v1=cd"), both(&["ab", "cd"]));
        assert_eq!(found("t={parameter:t},v1={hex}", None, "t=7,t=8,v1=ab"), None);
        assert_eq!(found("t={parameter:t},v1={hex}", None, "t=7"), None);
        let quoted = "HMAC key=\"{parameter:t}\", signature=\"{base64}\"";
        assert_eq!(found(quoted, None, "HMAC key=\"7\", signature=\"ab==\""), both(&["ab=="]));
        assert_eq!(found(quoted, None, "Basic key=\"7\", signature=\"ab==\""), None);
    }
}
