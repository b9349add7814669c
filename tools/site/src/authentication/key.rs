//! API keys in the query and in cookies.

use bindery_model::{AuthId, KeyParameter, Place};
use maud::{Markup, html};

use super::shared::{Explained, block, inputs, users, with_credential};
use crate::context::PageContext;
use crate::curl;
use crate::highlight::Language;
use crate::signing::KEY;

pub(super) fn explained(context: &PageContext<'_>, id: AuthId, key: &KeyParameter) -> Explained {
    let kind = if key.place == Place::Cookie { "API key in a cookie" } else { "API key in the query" };
    Explained { kind, steps: steps(key), example: example(context, id) }
}

fn steps(key: &KeyParameter) -> Markup {
    let noun = if key.place == Place::Cookie { "cookie" } else { "query parameter" };
    html! {
        p {
            "Send the " (noun) " " code { (key.name) }
            @match &key.written {
                Some(written) => { " with every request, in the format " code { (written.replacen("{}", "KEY", 1)) } "." },
                None => { " with every request. Its value is the key." },
            }
        }
    }
}

fn example(context: &PageContext<'_>, id: AuthId) -> Markup {
    html! {
        (inputs(&[("Key", KEY)]))
        @if let Some((module, _, action)) = users(context, id).next() {
            (block(context, &format!("Request: {}", action.name), Language::Shell, &curl::command(context, module, action)))
        }
        (with_credential(context, id, id))
    }
}
