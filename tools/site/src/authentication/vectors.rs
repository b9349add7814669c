//! Worked examples of signatures, as the documents print them, with the text that is signed worked out.

use bindery_model::{Signature, Vector};
use bindery_signing::{Filling, fill, hex};
use bindery_vocabulary::recipe::Value;
use maud::{Markup, html};

use super::shared::{block, inputs};
use crate::context::PageContext;
use crate::highlight::Language;
use crate::parts;

/// Renders the worked examples of a signature.
pub(super) fn worked_out(context: &PageContext<'_>, signature: &Signature) -> Markup {
    html! {
        @for vector in &signature.vectors {
            h3 { "Worked example" }
            (parts::paragraph(&vector.about))
            (inputs(&given(vector)))
            @if let Some(text) = text(signature, vector) { (block(context, "Signed text", Language::Text, &text)) }
            (block(context, "Signature", Language::Text, &vector.signature))
            (parts::evidence(context, &vector.evidence))
        }
    }
}

/// The values of the example, the key first.
fn given(vector: &Vector) -> Vec<(&str, &str)> {
    let keys = [("Secret", &vector.secret), ("Public key", &vector.public)];
    let keys = keys.into_iter().filter_map(|(name, key)| Some((name, key.as_deref()?)));
    keys.chain(vector.values.iter().map(|(name, text)| (name.as_str(), text.as_str()))).collect()
}

/// The text that is signed; its bytes in hexadecimal digits if it is no text.
fn text(signature: &Signature, vector: &Vector) -> Option<String> {
    let (_, template) = signature.modes.iter().nth(vector.mode)?;
    let value = |value: &Value| {
        if *value == Value::Secret {
            return vector.secret.as_deref().map(Filling::from).ok_or(());
        }
        let name = value.to_string();
        let found = vector.values.iter().find(|(known, _)| *known == name);
        found.map(|(_, text)| Filling::from(text.as_str())).ok_or(())
    };
    let text = fill(&template, &value).ok()?.to_vec();
    Some(String::from_utf8(text).unwrap_or_else(|bytes| hex(bytes.as_bytes())))
}
