//! Closed sets of words: each word once, with its meaning, for the reader, the messages and the schema.

use super::read::{At, Read, wrong_kind};
use super::suggest::{closest, listing};
use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::model::{
    Aspect, Carrier, Digest, Effect, ErrorKind, Grade, Method, NotationKind, Send, Stability, Style,
};
use crate::schema::{Definitions, Json};
use crate::yaml::{Kind, Node, excerpt};

/// A closed set of words.
pub(crate) trait Words: Copy + 'static {
    /// What a word of the set is.
    const WHAT: &'static str;
    /// The words.
    const ALL: &'static [(&'static str, Self)];
}

/// A word of a closed set.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Choice<W> {
    /// What it means.
    pub(crate) value: W,
    /// Where it stands.
    pub(crate) span: Span,
}

impl<'a, W: Words> Read<'a> for Choice<W> {
    fn read(node: Node<'a>, _: At<'_>, sink: &mut Diagnostics) -> Option<Self> {
        let words = || W::ALL.iter().map(|(word, _)| *word);
        let list = listing(words()).unwrap_or_default();
        let Kind::Text(text, _) = &node.kind else {
            wrong_kind(&node, "a text", Some(format!("one of: {list}")), sink);
            return None;
        };
        if let Some((_, value)) = W::ALL.iter().find(|(word, _)| *word == text.as_ref()) {
            return Some(Self { value: *value, span: node.span });
        }
        let help = match closest(text, words()) {
            Some(near) => format!("did you mean `{near}`? Possible are: {list}"),
            None => format!("possible are: {list}"),
        };
        sink.push(
            Diagnostic::error(
                "spec::unknown-word",
                node.span,
                format!("there is no {} called `{}`", W::WHAT, excerpt(text)),
            )
            .label(format!("not {}", super::read::with_article(W::WHAT)))
            .help(help),
        );
        None
    }

    fn schema(_: &mut Definitions) -> Json {
        Json::object([("enum", Json::List(W::ALL.iter().map(|(word, _)| Json::text(*word)).collect()))])
    }
}

/// How an authentication scheme works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SchemeName {
    /// HTTP Basic.
    Basic,
    /// A parameter carries it.
    Parameter,
    /// A header carries a key.
    Header,
    /// An action issues a header.
    IssuedHeader,
    /// The request is signed.
    Signature,
    /// OAuth 1.0a.
    OAuth1,
    /// OAuth 2.
    OAuth2,
}

impl SchemeName {
    /// The word for it.
    pub(crate) fn word(self) -> &'static str {
        Self::ALL.iter().find(|(_, value)| *value == self).map_or("", |(word, _)| word)
    }
}

/// What a signature covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CoversName {
    /// The body.
    Body,
    /// The parameters as pairs of name and value.
    Pairs,
    /// The values of the parameters.
    Values,
}

/// That something is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Signed {
    /// It is.
    Signed,
}

/// How a server matches paths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Paths {
    /// As they are written.
    Exact,
    /// Without regard to case, and a doubled slash as one.
    AnyCase,
}

/// What the generated crate has features for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Features {
    /// Client and server.
    Parts,
    /// Each module too.
    PerModule,
}

/// Who calls whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    /// The user calls the vendor's server.
    Outbound,
    /// The vendor calls the user's server.
    Inbound,
}

/// What the values of an enum are on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EnumBase {
    /// Whole numbers.
    Int,
    /// Texts.
    String,
}

/// How a secret is digested before it is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hash {
    /// As its MD5 digest in hexadecimal.
    Md5,
}

/// Where a parameter travels that does not travel with the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum In {
    /// In the path.
    Path,
}

macro_rules! words {
    ($( $set:ident = $what:literal { $( $word:literal => $value:ident, )+ } )+) => {
        $(
            impl Words for $set {
                const WHAT: &'static str = $what;
                const ALL: &'static [(&'static str, Self)] = &[$( ($word, $set::$value) ),+];
            }
        )+
    };
}

words! {
    ErrorKind = "kind of error" {
        "authentication" => Authentication,
        "refused" => Refused,
        "validation" => Validation,
        "not-found" => NotFound,
        "conflict" => Conflict,
        "funds" => Funds,
        "limit" => Limit,
        "unavailable" => Unavailable,
        "internal" => Internal,
        "other" => Other,
    }
    Stability = "stability" { "stable" => Stable, "new" => New, "retired" => Retired, }
    Effect = "effect" { "read" => Read, "set" => Set, "change" => Change, "money" => Money, }
    Method = "HTTP method" {
        "GET" => Get,
        "POST" => Post,
        "PUT" => Put,
        "PATCH" => Patch,
        "DELETE" => Delete,
    }
    Send = "way to send parameters" { "form" => Form, "query" => Query, "json" => Json, }
    Style = "way to write a value" {
        "text" => Text,
        "cents" => Cents,
        "two-digits" => TwoDigits,
        "flag" => Flag,
        "title" => Title,
        "json-text" => JsonText,
        "numbers" => Numbers,
        "valueless" => Valueless,
        "list-when-empty" => ListWhenEmpty,
        "milliseconds" => Milliseconds,
    }
    Grade = "grade of evidence" {
        "full" => Full,
        "cut" => Cut,
        "inferred" => Inferred,
        "third-party" => ThirdParty,
        "listed" => Listed,
    }
    SchemeName = "auth scheme" {
        "basic" => Basic,
        "parameter" => Parameter,
        "header" => Header,
        "issued-header" => IssuedHeader,
        "signature" => Signature,
        "oauth1" => OAuth1,
        "oauth2" => OAuth2,
    }
    Carrier = "place for a signature" { "header" => Header, "query" => Query, }
    CoversName = "thing to sign" { "body" => Body, "pairs" => Pairs, "values" => Values, }
    Signed = "word" { "signed" => Signed, }
    Paths = "way to match paths" { "exact" => Exact, "any-case" => AnyCase, }
    Features = "choice of features" { "parts" => Parts, "per-module" => PerModule, }
    Digest = "way to sign" {
        "md5" => Md5,
        "sha1" => Sha1,
        "sha256" => Sha256,
        "sha384" => Sha384,
        "sha512" => Sha512,
        "hmac-sha1" => HmacSha1,
        "hmac-sha256" => HmacSha256,
        "hmac-sha384" => HmacSha384,
        "hmac-sha512" => HmacSha512,
    }
    Direction = "direction" { "outbound" => Outbound, "inbound" => Inbound, }
    EnumBase = "kind of enum" { "int" => Int, "string" => String, }
    Hash = "digest" { "md5" => Md5, }
    In = "place of a parameter" { "path" => Path, }
    NotationKind = "notation" {
        "action-reference" => ActionReference,
        "outline" => Outline,
        "headed-prose" => HeadedProse,
    }
    Aspect = "aspect" { "type" => Type, "presence" => Presence, "name" => Name, }
}
