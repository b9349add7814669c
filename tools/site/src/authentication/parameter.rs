//! Tokens in a parameter.

use bindery_model::AuthId;
use maud::{Markup, html};

use super::shared::{Explained, block, inputs, users};
use crate::context::PageContext;
use crate::highlight::Language;
use crate::{curl, rust, samples};

pub(super) fn explained(context: &PageContext<'_>, id: AuthId, parameter: &str) -> Explained {
    let steps = html! {
        p { "Send the token as the parameter " code { (parameter) } ", with the other parameters." }
    };
    Explained { kind: "Token in a parameter", steps, example: example(context, id, parameter) }
}

fn example(context: &PageContext<'_>, id: AuthId, parameter: &str) -> Markup {
    let Some((module, position, action)) = users(context, id).next() else { return html! {} };
    let request = samples::request(context.api, action);
    let value = request.iter().find(|(field, _)| field.name == parameter).map(|(_, value)| value.plain());
    html! {
        @if let Some(value) = value { (inputs(&[(parameter, &value)])) }
        (block(context, &format!("Request: {}", action.name), Language::Shell, &curl::command(context, module, action)))
        @if let Some(text) = rust::example(context, module, position) { (block(context, "Rust", Language::Rust, &text)) }
    }
}
