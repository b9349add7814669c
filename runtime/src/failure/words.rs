//! Texts for people from values of error responses.

use crate::wire::{Shape, Value};

/// Maximum length of a message that is joined from several texts, in bytes.
const LONGEST_MESSAGE: usize = 2_000;

/// Renders a value as text for people: a string or number unchanged, the items of an array or object joined, with the
/// names of object entries. `None` when there is no text.
pub(crate) fn words_of(value: &Value<'_>) -> Option<String> {
    let together = |words: &mut dyn Iterator<Item = String>| {
        let mut all = String::new();
        for words in words {
            if all.len() + words.len() > LONGEST_MESSAGE {
                all.push_str(if all.is_empty() { "…" } else { "; …" });
                break;
            }
            if !all.is_empty() {
                all.push_str("; ");
            }
            all.push_str(&words);
        }
        all
    };
    let words = match value.shape() {
        Shape::Null => return None,
        Shape::List => together(&mut value.items(&mut None).ok()?.filter_map(|item| words_of(&item))),
        Shape::Object => {
            let mut room = None;
            let entries = value.entries(&mut room).ok()?;
            together(&mut entries.iter().filter_map(|(name, value)| {
                let words = words_of(value)?;
                Some(if name.is_empty() { words } else { format!("{name}: {words}") })
            }))
        }
        // The meaning of a lone surrogate is unknown; the rest is readable.
        Shape::BrokenText => match value {
            Value::Json(node) => node.written().trim_matches('"').to_owned(),
            Value::Text(text) => text.clone().into_owned(),
            Value::Attached(_) => return None,
        },
        Shape::Text(_) | Shape::Number(_) | Shape::Bool(_) => value.scalar_text()?.into_owned(),
    };
    (!words.trim().is_empty()).then_some(words)
}
