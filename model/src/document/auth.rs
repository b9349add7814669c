//! Authentication schemes as they are written.

use bindery_vocabulary::Word;

use super::choices::{Choice, CoversName, Signed};
use super::keys::{Forms, Keyed, Scopes};
use super::mapping::mapping;
use super::read::{At, Read};
use super::values::{About, DeviationDoc, EvidenceDoc, Flag, Many, Text};
use crate::diagnostic::{Diagnostics, Span};
use crate::model::{Carrier, Digest, Method, SchemeName as Scheme, Ways};
use crate::schema::parts::{Definitions, Json as Schema, any_of};
use crate::yaml::{Kind, Node};

mapping! {
    /// An authentication scheme.
    "auth scheme" AuthDoc {
        /// How it works.
        need scheme: Choice<Scheme> = "scheme",
        /// The wire name of the parameter that carries it, where a parameter does.
        may parameter: Text<'a> = "parameter",
        /// The name of the header that carries it, for the schemes `header` and `signature`.
        may header: Text<'a> = "header",
        /// What a signature covers: `body`, the bytes that are sent, or `pairs`, the parameters sorted by name and written as `name=value` joined by `&`, or `values`, the values of the parameters in the documented order. A map gives several modes by their names on the wire; the first is what clients use.
        may covers: OneOrNamed<'a, CoversName> = "covers",
        /// For `pairs`: whether parameters with empty values are left out of what is signed. A list of both says that servers take either way; clients use the first.
        some skip_empty: Many<Flag> = "skip-empty",
        /// How a signature is made: a digest of the data followed by the secret, or an HMAC of the data keyed by the secret. A map gives several by their names on the wire; the first is what clients use.
        may digest: OneOrNamed<'a, Digest> = "digest",
        /// How a signature is written: a text with one of `{hex}`, `{HEX}` and `{base64}` in it, and with `{mode}` and `{digest}` where there are several. How a key in a header is written: a text with `{}` in it, such as `Bearer {}`.
        may written: Text<'a> = "written",
        /// The names of digests that are used only by a client or server that asks for them.
        some discouraged: Vec<Text<'a>> = "discouraged",
        /// Whether requests without a body are signed too: `signed`.
        may empty: Choice<Signed> = "empty",
        /// Whether the server signs its answers in the same way, which clients verify: `signed`.
        may answers: Choice<Signed> = "answers",
        /// For `issued-header`: the action whose answer issues the header, as `module/action`.
        may issued_by: Text<'a> = "issued-by",
        /// For `issued-header`: the field of that answer with the header's name.
        may name: Text<'a> = "name",
        /// For `issued-header`: the field of that answer with the header's value.
        may value: Text<'a> = "value",
        /// For `issued-header`: the header in which a caller without a log-in sends a token of its own making.
        may guest: Text<'a> = "guest",
        /// For `issued-header`: the action after which the header is of no use any more, as `module/action`.
        may ended_by: Text<'a> = "ended-by",
        /// The scheme whose credential is a signature's secret; left out when the signature has a credential of its own.
        may secret: Text<'a> = "secret",
        /// The signature scheme that this one may stand in for; a client or a server chooses it, actions never name it.
        may instead_of: Text<'a> = "instead-of",
        /// For `oauth1`: the address that gives request tokens.
        may request_token: Text<'a> = "request-token",
        /// For `oauth1` and `oauth2`: the address that asks the user.
        may authorize: Text<'a> = "authorize",
        /// For `oauth1`: the address that gives access tokens.
        may access_token: Text<'a> = "access-token",
        /// For `oauth1`: the HTTP method of the two calls for tokens; POST when it is left out.
        may method: Choice<Method> = "method",
        /// For `oauth1`: where the parameters of the protocol stand, `header` or `query`; in the header when it is left out.
        may send: Choice<Carrier> = "send",
        /// For `oauth2`: the address that gives tokens.
        may token: Text<'a> = "token",
        /// For `oauth2`: the address that says what a token is worth; `{token}` in it stands for the token.
        may status: Text<'a> = "status",
        /// For `oauth2`: the address that ends a token.
        may revoke: Text<'a> = "revoke",
        /// For `oauth2`: what a token may be good for, by the names on the wire.
        may scopes: Keyed<'a, Scopes, ScopeDoc<'a>> = "scopes",
        /// For `oauth2`: the error for a token that lacks a scope, where `refused` is wrong.
        may lacking: Text<'a> = "lacking",
        /// The error that a server refuses with, where `login` under `refusals` is wrong.
        may refused: Text<'a> = "refused",
        /// Where the credentials come from.
        need about: About<'a> = "about",
        /// How we know.
        some evidence: Many<EvidenceDoc<'a>> = "evidence",
        /// Where the spec knowingly departs from a source.
        some deviates: Many<DeviationDoc<'a>> = "deviates",
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

/// One word, or several by the names that they have on the wire.
#[derive(Clone, Debug)]
pub(crate) enum OneOrNamed<'a, W> {
    /// One.
    One(Choice<W>),
    /// Several.
    Named(Keyed<'a, Forms, Choice<W>>),
}

impl<W: Word> OneOrNamed<'_, W> {
    /// Where it stands.
    pub(crate) fn span(&self) -> Span {
        match self {
            OneOrNamed::One(choice) => choice.span,
            OneOrNamed::Named(items) => items.span,
        }
    }

    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        matches!(self, OneOrNamed::Named(items) if items.is_empty())
    }

    /// Whether they have names.
    pub(crate) fn has_names(&self) -> bool {
        self.ways().is_some_and(|ways| ways.named().next().is_some())
    }

    /// All that could be read, if there is one.
    pub(crate) fn ways(&self) -> Option<Ways<W>> {
        match self {
            OneOrNamed::One(choice) => Some(Ways::only(choice.value)),
            OneOrNamed::Named(items) => Ways::new(
                items
                    .iter()
                    .filter_map(|item| Some((item.name.clone().into_owned(), item.value.as_ref()?.value))),
            ),
        }
    }
}

impl<'a, W: Word> Read<'a> for OneOrNamed<'a, W> {
    fn read(node: Node<'a>, at: At<'_>, sink: &mut Diagnostics) -> Option<Self> {
        match node.kind {
            Kind::Map(_) => Keyed::read(node, at, sink).map(OneOrNamed::Named),
            _ => Choice::read(node, at, sink).map(OneOrNamed::One),
        }
    }

    fn schema(definitions: &mut Definitions) -> Schema {
        let one = <Choice<W> as Read<'a>>::schema(definitions);
        let named = <Keyed<'a, Forms, Choice<W>> as Read<'a>>::schema(definitions);
        any_of(vec![one, named])
    }
}
