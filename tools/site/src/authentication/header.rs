//! API keys in headers.

use bindery_model::{AuthId, Header};
use maud::{Markup, html};

use super::shared::{Explained, block, inputs, with_credential};
use crate::context::PageContext;
use crate::highlight::Language;
use crate::signing::KEY;

pub(super) fn explained(context: &PageContext<'_>, id: AuthId, header: &Header) -> Explained {
    Explained { kind: "API key in a header", steps: steps(header), example: example(context, id, header) }
}

fn steps(header: &Header) -> Markup {
    html! {
        p {
            "Send the header " code { (header.name) }
            @match &header.written { Some(written) => { " with every request, in the format " code { (written.replacen("{}", "KEY", 1)) } "." }, None => { " with every request. Its value is the key." } }
        }
    }
}

fn example(context: &PageContext<'_>, id: AuthId, header: &Header) -> Markup {
    let written = header.written.as_deref().unwrap_or("{}").replacen("{}", KEY, 1);
    html! {
        (inputs(&[("Key", KEY)]))
        (block(context, "Header", Language::Text, &format!("{}: {written}", header.name)))
        (with_credential(context, id, id))
    }
}
