//! Authentication schemes as written in a spec.

use bindery_vocabulary::Word;

use super::choices::{Choice, PairsOrder, Signed};
use super::duration::Duration;
use super::keys::{Carried, Extra, Forms, Given, Keyed, Scopes};
use super::mapping::mapping;
use super::read::{At, Read};
use super::values::{About, DeviationDoc, EvidenceDoc, Flag, Many, Text};
use crate::diagnostic::{Diagnostics, Span};
use crate::model::{
    Carrier, ClientAuthentication, ClockUnit, Digest, Encoding, KeyEncoding, MadeKind, Method,
    SchemeName as Scheme, TokenFlow, Ways,
};
use crate::schema::parts::{Definitions, JsonValue as Schema, any_of};
use crate::yaml::{Kind, Node};

mapping! {
    /// An authentication scheme.
    "auth scheme" AuthDoc {
        /// Kind of scheme: `basic`, `parameter`, `header`, `query`, `cookie`, `issued-header`, `signature`, `secret`,
        /// `custom`, `oauth1` or `oauth2`.
        need scheme: Choice<Scheme> = "scheme",
        /// Wire name of the parameter that carries the credential, for the scheme `parameter`, or the signature, for
        /// `signature`.
        may parameter: Text<'a> = "parameter",
        /// Name of the header that carries the credential, for the schemes `header`, `signature` and `custom`.
        may header: Text<'a> = "header",
        /// Wire name of the query parameter that carries the key, for the scheme `query`, or the signature behind all
        /// other parameters, for `signature`.
        may query: Text<'a> = "query",
        /// Name of the cookie that carries the key, for the scheme `cookie`.
        may cookie: Text<'a> = "cookie",
        /// For `signature`: the text that is signed, made of the parts of the request as they are sent, such as
        /// `{method}{path}{sha256(body)}`. A map defines several signing modes by their wire names; clients use the
        /// first.
        may text: OneOrNamed<'a, Text<'a>> = "text",
        /// For `signature`: how `{pairs}` is written. Default: sorted by name, `name=value` joined by `&`.
        may pairs: PairsDoc<'a> = "pairs",
        /// For `signature`: digest algorithm: a plain digest of a text that contains the secret, an HMAC keyed by the
        /// secret, or a signature by a private key. A map defines several by their wire names; clients use the first.
        may digest: OneOrNamed<'a, Choice<Digest>> = "digest",
        /// For `signature`: encoding in which users have the secret, or `pem` for a private and a public key. Default:
        /// `text`.
        may encoding: Choice<KeyEncoding> = "encoding",
        /// For `signature`: the signature as it is sent, with exactly one of `{hex}`, `{HEX}`, `{base64}` and
        /// `{base64url}`, and with `{mode}` and `{digest}` where `text` and `digest` are maps. For `header`, `query`
        /// and `cookie`: text of the value with `{}` for the key, such as `Bearer {}`. Default: the key alone.
        may written: Text<'a> = "written",
        /// For `signature`: values that clients make and send as a part of the signature, by the names that
        /// `{parameter:NAME}` has in `written` and `text`.
        may carries: Keyed<'a, Carried, CarriedDoc<'a>> = "carries",
        /// For `signature`: text between several signatures of one message, one of which must be right. For `oauth2`: text
        /// between scopes. Default: a space.
        may separator: Text<'a> = "separator",
        /// For `signature`: worked examples of the documents, which `check` works out.
        some vectors: Vec<VectorDoc<'a>> = "vectors",
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
        /// For `signature`: the scheme that provides the secret, or `none` for a checksum. Default: that of the signature
        /// in whose place it is, else the signature has a credential of its own.
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
        /// For `oauth2`: ways in which applications get tokens: `authorization-code` (default), `client-credentials`,
        /// `password`, `device-code`, `jwt-bearer`.
        some flows: Many<Choice<TokenFlow>> = "flows",
        /// For `oauth2`: URL where a device asks for the code that the user enters.
        may device: Text<'a> = "device",
        /// For `oauth2`: how an application authenticates where tokens are issued: `form` (default), `basic`,
        /// `private-key` or `none`.
        may client: Choice<ClientAuthentication> = "client",
        /// For `oauth2`: further parameters of every request to the authorization server, such as `audience`.
        may parameters: Keyed<'a, Extra, Text<'a>> = "parameters",
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

mapping! {
    /// How parameters with their names are written in a signed text.
    "form of pairs" PairsDoc {
        /// Order of the parameters: `sorted` by the bytes of their names, or as `sent`. Default: `sorted`.
        may order: Choice<PairsOrder> = "order",
        /// Text between a name and its value. Default: `=`.
        may between: Text<'a> = "between",
        /// Text between two parameters. Default: `&`.
        may join: Text<'a> = "join",
        /// Whether names and values are percent-encoded. Default: false.
        may escaped: Flag = "escaped",
        /// Whether parameters with empty values are left out. Default: false. With a list of both, servers accept either
        /// and clients use the first.
        some skip_empty: Many<Flag> = "skip-empty",
    }
}

mapping! {
    /// A value that clients make for a signature and send as a part of it.
    "value in a signature" CarriedDoc {
        /// Kind of the value: `now`, `nonce`, `random` or `uuid`.
        need made: Choice<MadeKind> = "made",
        /// Encoding of a time.
        may encoding: Choice<Encoding> = "encoding",
        /// For `made: nonce`: unit of the clock from which the number comes. Default: milliseconds.
        may unit: Choice<ClockUnit> = "unit",
        /// For `made: now`: maximum difference from the receiver's clock, such as `5 min`.
        may window: Duration = "window",
    }
}

mapping! {
    /// A worked example of a signature.
    "vector" VectorDoc {
        /// What the example shows.
        need about: About<'a> = "about",
        /// Secret or private key of the example, in the encoding of the scheme.
        may secret: Text<'a> = "secret",
        /// Public key of the example, for digests whose signatures are different each time.
        may public: Text<'a> = "public",
        /// Wire name of the signing mode. Default: the first.
        may mode: Text<'a> = "mode",
        /// Wire name of the digest. Default: the first.
        may digest: Text<'a> = "digest",
        /// Values of the parts of the text, by their placeholders without braces.
        need given: Keyed<'a, Given, Text<'a>> = "given",
        /// Text that is signed, if the documents print it.
        may text: Text<'a> = "text",
        /// Signature as it is sent.
        need signature: Text<'a> = "signature",
        /// Sources of this entry.
        some evidence: Many<EvidenceDoc<'a>> = "evidence",
    }
}

/// A value with a place in the file.
pub(crate) trait Placed {
    /// The value.
    type Value: Clone;

    /// Returns the value.
    fn value(&self) -> Self::Value;

    /// Returns the place in the file.
    fn span(&self) -> Span;
}

impl<W: Word> Placed for Choice<W> {
    type Value = W;

    fn value(&self) -> W {
        self.value
    }

    fn span(&self) -> Span {
        self.span
    }
}

impl<'a> Placed for Text<'a> {
    type Value = Text<'a>;

    fn value(&self) -> Text<'a> {
        self.clone()
    }

    fn span(&self) -> Span {
        self.span
    }
}

/// A single value, or several by their wire names.
#[derive(Clone, Debug)]
pub(crate) enum OneOrNamed<'a, V> {
    /// A single value, without a wire name.
    One(V),
    /// Several values by their wire names.
    Named(Keyed<'a, Forms, V>),
}

impl<V: Placed> OneOrNamed<'_, V> {
    /// Returns the place in the file.
    pub(crate) fn span(&self) -> Span {
        match self {
            OneOrNamed::One(value) => value.span(),
            OneOrNamed::Named(items) => items.span,
        }
    }

    /// Whether the map is empty.
    pub(crate) fn is_empty(&self) -> bool {
        matches!(self, OneOrNamed::Named(items) if items.is_empty())
    }

    /// Whether the values have wire names.
    pub(crate) fn has_names(&self) -> bool {
        self.ways().is_some_and(|ways| ways.named().next().is_some())
    }

    /// Returns all values that could be read; none if there are none.
    pub(crate) fn ways(&self) -> Option<Ways<V::Value>> {
        match self {
            OneOrNamed::One(value) => Some(Ways::only(value.value())),
            OneOrNamed::Named(items) => Ways::new(
                items
                    .iter()
                    .filter_map(|item| Some((item.name.clone().into_owned(), item.value.as_ref()?.value()))),
            ),
        }
    }
}

impl<'a, V: Read<'a>> Read<'a> for OneOrNamed<'a, V> {
    fn read(node: Node<'a>, at: At<'_>, sink: &mut Diagnostics) -> Option<Self> {
        match node.kind {
            Kind::Map(_) => Keyed::read(node, at, sink).map(OneOrNamed::Named),
            _ => V::read(node, at, sink).map(OneOrNamed::One),
        }
    }

    fn schema(definitions: &mut Definitions) -> Schema {
        let one = V::schema(definitions);
        let named = <Keyed<'a, Forms, V> as Read<'a>>::schema(definitions);
        any_of(vec![one, named])
    }
}
