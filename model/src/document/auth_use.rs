//! Which authentication schemes something needs.

use super::mapping::mapping;
use super::read::{At, Read};
use super::values::{Flag, Text};
use crate::diagnostic::{Diagnostics, Span};
use crate::schema::parts::{Definitions, Json, any_of};
use crate::yaml::{Kind, Node};

/// The schemes that something needs.
#[derive(Clone, Debug, Default)]
pub(crate) struct AuthUse<'a> {
    /// The schemes.
    pub(crate) schemes: Vec<SchemeUse<'a>>,
    /// Where it is said that one of them is enough; none when all of them are needed.
    pub(crate) any: Option<Span>,
}

mapping! {
    /// An authentication scheme of an action. A bare text is its name.
    "use of an auth scheme" SchemeUse short scheme {
        /// The scheme's name.
        need scheme: Text<'a> = "scheme",
        /// Whether it is sent if it is there, and not needed.
        may optional: Flag = "optional",
    }
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
                let names = AnyAuthDoc::read(node, at, sink)?.any?;
                let one = |name: Text<'a>| SchemeUse { scheme: Some(name), ..SchemeUse::default() };
                Some(Self { schemes: names.into_iter().map(one).collect(), any: Some(at.span) })
            }
            _ => Some(Self { schemes: Read::read(node, at, sink)?, any: None }),
        }
    }

    fn schema(definitions: &mut Definitions) -> Json {
        let list = <Vec<SchemeUse<'a>>>::schema(definitions);
        any_of(vec![list, AnyAuthDoc::schema(definitions)])
    }
}
