//! Secrets that are never sent, and schemes that a program's own code implements.

use bindery_model::AuthId;
use maud::html;

use super::shared::{Explained, configured, with_credential};
use crate::context::PageContext;

pub(super) fn secret(context: &PageContext<'_>, id: AuthId) -> Explained {
    let steps = html! {
        p { "Both sides know this secret. It is never sent: signatures are made with it." }
    };
    Explained { kind: "Secret for signatures", steps, example: with_credential(context, id, id) }
}

pub(super) fn explained(context: &PageContext<'_>, id: AuthId, header: Option<&str>) -> Explained {
    let steps = html! {
        p {
            "Your own code signs each request before it is sent"
            @if let Some(header) = header { ", in the header " code { (header) } } "."
            " A server verifies it with code of its own."
        }
    };
    let example = match context.calls.auth(id) {
        Some(constant) => configured(context, id, &[constant], &format!(".signer({constant}, signer)")),
        None => html! {},
    };
    Explained { kind: "Signature by your own code", steps, example }
}
