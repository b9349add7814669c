//! Authentication schemes as written in a spec.

use bindery_vocabulary::Word;

use super::choices::{Choice, CoversName, Signed};
use super::keys::{Forms, Keyed, Scopes};
use super::mapping::mapping;
use super::read::{At, Read};
use super::values::{About, DeviationDoc, EvidenceDoc, Flag, Many, Text};
use crate::diagnostic::{Diagnostics, Span};
use crate::model::{Carrier, Digest, Method, SchemeName as Scheme, Ways};
use crate::schema::parts::{Definitions, JsonValue as Schema, any_of};
use crate::yaml::{Kind, Node};

mapping! {
    /// An authentication scheme.
    "auth scheme" AuthDoc {
        /// Kind of scheme: `basic`, `parameter`, `header`, `query`, `cookie`, `issued-header`, `signature`, `oauth1` or
        /// `oauth2`.
        need scheme: Choice<Scheme> = "scheme",
        /// Wire name of the parameter that carries the credential, for the scheme `parameter`, or the signature, for
        /// `signature`.
        may parameter: Text<'a> = "parameter",
        /// Name of the header that carries the credential, for the schemes `header` and `signature`.
        may header: Text<'a> = "header",
        /// Wire name of the query parameter that carries the key, for the scheme `query`.
        may query: Text<'a> = "query",
        /// Name of the cookie that carries the key, for the scheme `cookie`.
        may cookie: Text<'a> = "cookie",
        /// For `signature`: the signed data. `body` signs the bytes that are sent; `pairs` the parameters sorted by
        /// name, as `name=value` joined by `&`; `values` the parameter values in the documented order. A map defines
        /// several signing modes by their wire names; clients use the first.
        may covers: OneOrNamed<'a, CoversName> = "covers",
        /// For `pairs`: whether parameters with empty values are left out of the signed data. Default: false. With a
        /// list of both, servers accept either and clients use the first.
        some skip_empty: Many<Flag> = "skip-empty",
        /// For `signature`: digest algorithm, either a digest of the data followed by the secret, or an HMAC of the
        /// data keyed by the secret. A map defines several by their wire names; clients use the first.
        may digest: OneOrNamed<'a, Digest> = "digest",
        /// For `signature`: text of the signature with exactly one of `{hex}`, `{HEX}` and `{base64}`, and with
        /// `{mode}` and `{digest}` where `covers` and `digest` are maps. For `header`, `query` and `cookie`:
        /// text of the value with `{}` for the key, such as `Bearer {}`. Default: the key alone.
        may written: Text<'a> = "written",
        /// For `signature`: names of digests that are only used by clients and servers that enable them.
        some discouraged: Vec<Text<'a>> = "discouraged",
        /// For `signature`: `signed` if requests without a body are signed too. Default: they are not.
        may empty: Choice<Signed> = "empty",
        /// For `signature`: `signed` if the server signs its responses in the same way, so that clients verify them.
        /// Default: it does not.
        may responses: Choice<Signed> = "responses",
        /// For `issued-header`: the action that issues the header in its response, as `module/action`.
        may issued_by: Text<'a> = "issued-by",
        /// For `issued-header`: field of that response with the header's name.
        may name: Text<'a> = "name",
        /// For `issued-header`: field of that response with the header's value.
        may value: Text<'a> = "value",
        /// For `issued-header`: header in which a caller that is not logged in sends a token of its own.
        may guest: Text<'a> = "guest",
        /// For `issued-header`: the action that invalidates the header, as `module/action`.
        may ended_by: Text<'a> = "ended-by",
        /// For `signature`: the scheme that provides the secret. Default: the signature has a credential of its own.
        may secret: Text<'a> = "secret",
        /// For `signature`: the signature scheme to which this one is an alternative. Clients and servers select it;
        /// actions never refer to it.
        may alternative_to: Text<'a> = "alternative-to",
        /// For `oauth1`: URL that issues request tokens.
        may request_token: Text<'a> = "request-token",
        /// For `oauth1` and `oauth2`: URL where the user grants access.
        may authorize: Text<'a> = "authorize",
        /// For `oauth1`: URL that issues access tokens.
        may access_token: Text<'a> = "access-token",
        /// For `oauth1`: HTTP method of the two token requests, GET or POST. Default: POST.
        may method: Choice<Method> = "method",
        /// For `oauth1`: location of the protocol parameters, `header` or `query`. Default: `header`.
        may parameters_in: Choice<Carrier> = "parameters-in",
        /// For `oauth2`: URL that issues tokens.
        may token: Text<'a> = "token",
        /// For `oauth2`: URL that returns the status of a token; `{token}` in it is replaced by the token.
        may status: Text<'a> = "status",
        /// For `oauth2`: URL that revokes a token.
        may revoke: Text<'a> = "revoke",
        /// For `oauth2`: the scopes that a token may have, by their wire names.
        may scopes: Keyed<'a, Scopes, ScopeDoc<'a>> = "scopes",
        /// For `oauth2`: error for a token without a required scope. Default: `rejection`.
        may insufficient_scope: Text<'a> = "insufficient-scope",
        /// Error with which a server rejects the credentials. Default: `unauthenticated` under `rejections`.
        may rejection: Text<'a> = "rejection",
        /// Origin of the credentials.
        need about: About<'a> = "about",
        /// Sources of this entry.
        some evidence: Many<EvidenceDoc<'a>> = "evidence",
        /// Deliberate differences from a source.
        some deviates: Many<DeviationDoc<'a>> = "deviates",
    }
}

mapping! {
    /// A scope that a token may have. A plain string describes what it allows.
    "scope" ScopeDoc short about {
        /// Access that the scope grants.
        need about: About<'a> = "about",
        /// Name in Rust, where the derived one is unsuitable.
        may rust: Text<'a> = "rust",
    }
}

/// A single word, or several words by their wire names.
#[derive(Clone, Debug)]
pub(crate) enum OneOrNamed<'a, W> {
    /// A single word, without a wire name.
    One(Choice<W>),
    /// Several words by their wire names.
    Named(Keyed<'a, Forms, Choice<W>>),
}

impl<W: Word> OneOrNamed<'_, W> {
    /// Returns the place in the file.
    pub(crate) fn span(&self) -> Span {
        match self {
            OneOrNamed::One(choice) => choice.span,
            OneOrNamed::Named(items) => items.span,
        }
    }

    /// Whether the map is empty.
    pub(crate) fn is_empty(&self) -> bool {
        matches!(self, OneOrNamed::Named(items) if items.is_empty())
    }

    /// Whether the words have wire names.
    pub(crate) fn has_names(&self) -> bool {
        self.ways().is_some_and(|ways| ways.named().next().is_some())
    }

    /// Returns all words that could be read; none if there are none.
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
