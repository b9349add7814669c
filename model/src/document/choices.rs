//! Closed sets of words: each word once, with its meaning, for the reader, the messages and the schema.

use bindery_vocabulary::{Word, words};

use super::read::{At, Read, wrong_kind};
use crate::diagnostic::{Diagnostics, Span};
use crate::schema::parts::{Definitions, Json};
use crate::suggest::{closest, listing};
use crate::yaml::{Kind, Node, excerpt};

/// A word of a closed set.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Choice<W> {
    /// What it means.
    pub(crate) value: W,
    /// Where it stands.
    pub(crate) span: Span,
}

impl<'a, W: Word> Read<'a> for Choice<W> {
    fn read(node: Node<'a>, _: At<'_>, sink: &mut Diagnostics) -> Option<Self> {
        let words = || W::ALL.iter().map(|value| value.text());
        let list = listing(words()).unwrap_or_default();
        let Kind::Text(text, _) = &node.kind else {
            wrong_kind(&node, "a text", Some(format!("one of: {list}")), sink);
            return None;
        };
        if let Some(value) = W::of_text(text) {
            return Some(Self { value, span: node.span });
        }
        let help = match closest(text, words()) {
            Some(near) => format!("did you mean `{near}`? Possible are: {list}"),
            None => format!("possible are: {list}"),
        };
        sink.error(
            "spec::unknown-word",
            node.span,
            format!("there is no {} called `{}`", W::WHAT, excerpt(text)),
        )
        .label(format!("not {}", super::read::with_article(W::WHAT)))
        .help(help);
        None
    }

    fn schema(_: &mut Definitions) -> Json {
        Json::object([("enum", Json::List(W::ALL.iter().map(|value| Json::text(value.text())).collect()))])
    }
}

words! {
    /// What a signature covers.
    pub(crate) enum CoversName: "thing to sign" {
        /// The body.
        Body = "body",
        /// The parameters as pairs of name and value.
        Pairs = "pairs",
        /// The values of the parameters.
        Values = "values",
    }

    /// That something is signed.
    pub(crate) enum Signed: "word" {
        /// It is.
        Signed = "signed",
    }

    /// How a server matches paths.
    pub(crate) enum Paths: "way to match paths" {
        /// As they are written.
        Exact = "exact",
        /// Without regard to case, and a doubled slash as one.
        AnyCase = "any-case",
    }

    /// What the generated crate has features for.
    pub(crate) enum Features: "choice of features" {
        /// Client and server.
        Parts = "parts",
        /// Each module too.
        PerModule = "per-module",
    }

    /// Who calls whom.
    pub(crate) enum Direction: "direction" {
        /// The user calls the vendor's server.
        Outbound = "outbound",
        /// The vendor calls the user's server.
        Inbound = "inbound",
    }

    /// What the values of an enum are on the wire.
    pub(crate) enum EnumBase: "kind of enum" {
        /// Whole numbers.
        Int = "int",
        /// Texts.
        String = "string",
    }

    /// How a secret is digested before it is sent.
    pub(crate) enum Hash: "digest" {
        /// As its MD5 digest in hexadecimal.
        Md5 = "md5",
    }

    /// Where a parameter travels that does not travel with the others.
    pub(crate) enum In: "place of a parameter" {
        /// In the path.
        Path = "path",
    }
}
