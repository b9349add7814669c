//! The JSON index compared with serde_json: both accept the same texts, and read the same values.

use bindery_vocabulary::json::{Extent, Fault, Index, Kind, MAX_DEPTH, Node, Text};
use serde_json::Value;
use serde_json::value::RawValue;

/// Any text.
pub(crate) fn index(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let indexed = Index::new(text, Extent::ANY);
    let raw = serde_json::from_str::<&RawValue>(text);
    let Ok(indexed) = &indexed else {
        let is_deep = matches!(indexed, Err(Fault::Depth));
        assert!(raw.is_err() || (is_deep && depth(text) > MAX_DEPTH), "{text:?}: {indexed:?}, {raw:?}");
        return;
    };
    let raw = raw.unwrap_or_else(|error| panic!("{text:?} is indexed: {error}"));
    assert_eq!(indexed.root().written(), raw.get(), "{text:?}");
    // serde_json rejects lone surrogates and numbers outside of `f64`, and its depth limit is one level lower.
    if let Ok(value) = serde_json::from_str::<Value>(text) {
        same(indexed.root(), &value);
    }
}

fn same(node: Node<'_>, value: &Value) {
    match (node.kind(), value) {
        (Kind::Null, Value::Null) => {}
        (Kind::Bool(found), Value::Bool(flag)) => assert_eq!(found, *flag),
        (Kind::Number(written), Value::Number(number)) => {
            let literal: Value = serde_json::from_str(written).expect("a number is JSON");
            assert_eq!(literal, Value::Number(number.clone()), "{written}");
        }
        (Kind::Text(text), Value::String(expected)) => assert_eq!(said(text), *expected),
        (Kind::List(items), Value::Array(expected)) => {
            assert_eq!(items.len(), expected.len());
            items.zip(expected).for_each(|(item, expected)| same(item, expected));
        }
        (Kind::Object(entries), Value::Object(expected)) => {
            // The last of several equal names counts.
            let entries: std::collections::BTreeMap<String, Node<'_>> =
                entries.map(|(name, value)| (said(name), value)).collect();
            assert_eq!(entries.len(), expected.len());
            for ((name, value), (wanted, expected)) in entries.iter().zip(expected) {
                assert_eq!(name, wanted);
                same(*value, expected);
            }
        }
        (kind, value) => panic!("{kind:?} is {value}"),
    }
}

fn said(text: Text<'_>) -> String {
    text.value().expect("no half characters where serde_json found none").into_owned()
}

/// Returns the depth of brackets outside of strings.
fn depth(text: &str) -> usize {
    let (mut depth, mut deepest, mut in_text) = (0_usize, 0, false);
    let mut letters = text.bytes();
    while let Some(letter) = letters.next() {
        match letter {
            b'"' => in_text = !in_text,
            b'\\' if in_text => drop(letters.next()),
            b'{' | b'[' if !in_text => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}
