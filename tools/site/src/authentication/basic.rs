//! HTTP Basic authentication.

use maud::html;

use super::shared::{Explained, block, check, inputs};
use crate::context::PageContext;
use crate::highlight::Language;
use crate::{curl, signing};

pub(super) fn explained(context: &PageContext<'_>) -> Explained {
    let (user, password) = signing::LOGIN;
    let joined = format!("{user}:{password}");
    let header = signing::basic(user, password).unwrap_or_default();
    let text = format!(
        "use {}::Client;\n\nlet client = Client::builder()\n    .login({user:?}, {password:?})\n    .build()?;",
        context.library()
    );
    let steps = html! {
        ol {
            li { "Join the user name and the password with a colon. The user name must not contain a colon." }
            li { "Encode the result in Base64." }
            li { "Send it with every request in the header " code { "Authorization" } ", after " code { "Basic" } " and a space." }
        }
    };
    let example = html! {
        (inputs(&[("User", user), ("Password", password)]))
        (block(context, "Joined", Language::Text, &joined))
        (block(context, "Header", Language::Text, &format!("Authorization: {header}")))
        (check(context, &format!("printf '%s' {} | base64", curl::quoted(&joined))))
        (block(context, "Rust", Language::Rust, &text))
    };
    Explained { kind: "HTTP Basic", steps, example }
}
