//! Keys in headers.

use bindery_model::{AuthId, Header};
use maud::{Markup, html};

use super::shared::{Explained, block, inputs, with_credential};
use crate::context::Context;
use crate::highlight::Language;
use crate::signing::KEY;

pub(super) fn explained(context: &Context<'_>, id: AuthId, header: &Header) -> Explained {
    Explained { kind: "A key in a header", steps: steps(header), example: example(context, id, header) }
}

fn steps(header: &Header) -> Markup {
    html! {
        p {
            "Every request carries the header " code { (header.name) }
            @match &header.written { Some(written) => { ", written " code { (written.replacen("{}", "KEY", 1)) } "." }, None => { " with the key alone." } }
        }
    }
}

fn example(context: &Context<'_>, id: AuthId, header: &Header) -> Markup {
    let written = header.written.as_deref().unwrap_or("{}").replacen("{}", KEY, 1);
    html! {
        (inputs(&[("Key", KEY)]))
        (block(context, "Header", Language::Text, &format!("{}: {written}", header.name)))
        (with_credential(context, id, id))
    }
}
