//! The authentication schemes that an action requires.

use super::mapping::mapping;
use super::read::{At, Read};
use super::values::{Flag, Many, Text};
use crate::diagnostic::{Diagnostics, Span};
use crate::schema::parts::{Definitions, JsonValue, any_of};
use crate::yaml::{Kind, Node};

/// The authentication schemes that an action requires.
#[derive(Clone, Debug, Default)]
pub(crate) struct AuthUse<'a> {
    /// The schemes that are all required.
    pub(crate) schemes: Vec<SchemeUse<'a>>,
    /// Ways to authenticate, one of which is enough, each with the schemes that it requires, and the place; none when
    /// all schemes are required.
    pub(crate) any: Option<(Vec<Many<Text<'a>>>, Span)>,
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
    /// Several ways to authenticate; one is enough.
    "choice" AnyAuthDoc {
        /// The ways, at least two: the name of a scheme, or a list of schemes that are required together. An empty list
        /// needs no credentials.
        need any: Vec<Many<Text<'a>>> = "any",
    }
}

impl<'a> Read<'a> for AuthUse<'a> {
    fn read(node: Node<'a>, at: At<'_>, sink: &mut Diagnostics) -> Option<Self> {
        match node.kind {
            Kind::Map(_) => {
                let ways = AnyAuthDoc::read(node, at, sink)?.any?;
                Some(Self { schemes: Vec::new(), any: Some((ways, at.span)) })
            }
            _ => Some(Self { schemes: Read::read(node, at, sink)?, any: None }),
        }
    }

    fn schema(definitions: &mut Definitions) -> JsonValue {
        let list = <Vec<SchemeUse<'a>>>::schema(definitions);
        any_of(vec![list, AnyAuthDoc::schema(definitions)])
    }
}
