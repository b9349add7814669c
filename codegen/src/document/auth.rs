//! Which authentication schemes something needs, and what tokens may be good for.

use super::mapping::mapping;
use super::read::{At, Read};
use super::values::{About, Text};
use crate::diagnostic::{Diagnostics, Span};
use crate::schema::{Definitions, Json};
use crate::yaml::{Kind, Node};

/// The schemes that something needs.
#[derive(Clone, Debug, Default)]
pub(crate) struct AuthUse<'a> {
    /// The schemes.
    pub(crate) schemes: Vec<Text<'a>>,
    /// Where it is said that one of them is enough; none when all of them are needed.
    pub(crate) any: Option<Span>,
}

mapping! {
    /// Authentication schemes of which one is enough.
    "choice" AnyAuthDoc {
        /// The schemes.
        need any: Vec<Text<'a>> = "any",
    }
}

impl<'a> Read<'a> for AuthUse<'a> {
    fn read(node: Node<'a>, at: At<'_>, sink: &mut Diagnostics) -> Option<Self> {
        match node.kind {
            Kind::Map(_) => {
                let doc = AnyAuthDoc::read(node, at, sink)?;
                Some(Self { schemes: doc.any?, any: Some(at.span) })
            }
            _ => Some(Self { schemes: Read::read(node, at, sink)?, any: None }),
        }
    }

    fn schema(definitions: &mut Definitions) -> Json {
        let list = <Vec<Text<'a>>>::schema(definitions);
        Json::any_of(vec![list, AnyAuthDoc::schema(definitions)])
    }
}

mapping! {
    /// What a token may be good for. A bare text says what it allows.
    "scope" ScopeDoc short about {
        /// What it allows.
        need about: About<'a> = "about",
        /// The name in Rust where the derived one is bad.
        may rust: Text<'a> = "rust",
    }
}
