//! The authentication schemes that an action requires.

use super::mapping::mapping;
use super::read::{At, Read};
use super::values::{Flag, Text};
use crate::diagnostic::{Diagnostics, Span};
use crate::schema::parts::{Definitions, JsonValue, any_of};
use crate::yaml::{Kind, Node};

/// The authentication schemes that an action requires.
#[derive(Clone, Debug, Default)]
pub(crate) struct AuthUse<'a> {
    /// The schemes.
    pub(crate) schemes: Vec<SchemeUse<'a>>,
    /// Place of `any`, which makes one scheme enough; none when all schemes are required.
    pub(crate) any: Option<Span>,
}

mapping! {
    /// An authentication scheme of an action. A plain string is its name.
    "use of an auth scheme" SchemeUse short scheme {
        /// Name of the scheme.
        need scheme: Text<'a> = "scheme",
        /// Whether the credential may be missing: clients send it if they have it, servers check it if it is there.
        /// Default: false.
        may optional: Flag = "optional",
    }
}

mapping! {
    /// Alternative authentication schemes; one is enough.
    "choice" AnyAuthDoc {
        /// Names of the schemes, at least two, of the kinds `oauth1` and `oauth2`.
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

    fn schema(definitions: &mut Definitions) -> JsonValue {
        let list = <Vec<SchemeUse<'a>>>::schema(definitions);
        any_of(vec![list, AnyAuthDoc::schema(definitions)])
    }
}
