//! Mappings whose keys are names: of actions, types, parameters and so on. What a good name is, and what it is called
//! when the same name stands twice, is said here once for each kind.

use std::borrow::Cow;
use std::marker::PhantomData;

use heck::{ToKebabCase as _, ToUpperCamelCase as _};

use super::read::{At, Read, entries, unique};
use super::values::Named;
use crate::diagnostic::{Diagnostics, Span};
use crate::schema::parts::{Definitions, Json, pattern};
use crate::yaml::{Kind, Node, excerpt};

/// How names of a kind are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Case {
    /// `get-wallet-details`
    Kebab,
    /// `WalletDetails`
    UpperCamel,
    /// As on the wire, to the letter.
    Wire,
}

impl Case {
    /// The pattern for the schema.
    pub(crate) fn pattern(self) -> &'static str {
        match self {
            Case::Kebab => "^[a-z][a-z0-9]*(-[a-z0-9]+)*$",
            Case::UpperCamel => "^[A-Z][A-Za-z0-9]*$",
            Case::Wire => "^.+$",
        }
    }

    fn holds(self, name: &str) -> bool {
        match self {
            Case::Kebab => {
                name.starts_with(|first: char| first.is_ascii_lowercase())
                    && name.split('-').all(|word| {
                        !word.is_empty()
                            && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
                    })
            }
            Case::UpperCamel => {
                name.starts_with(|first: char| first.is_ascii_uppercase())
                    && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
            }
            Case::Wire => !name.is_empty(),
        }
    }

    /// The same name in this case, if there is one.
    fn suggestion(self, name: &str) -> Option<String> {
        let suggestion = match self {
            Case::Kebab => name.to_kebab_case(),
            Case::UpperCamel => name.to_upper_camel_case(),
            Case::Wire => return None,
        };
        self.holds(&suggestion).then_some(suggestion)
    }

    /// Reports a name that is not written this way.
    pub(crate) fn check(self, name: &str, span: Span, what: &str, sink: &mut Diagnostics) {
        if self.holds(name) {
            return;
        }
        let (message, form) = match self {
            Case::Kebab => ("is not in kebab-case", "kebab-case: small letters, digits and single hyphens"),
            Case::UpperCamel => {
                ("is not in UpperCamelCase", "UpperCamelCase: letters and digits, a capital first")
            }
            Case::Wire => ("is empty", "the name on the wire, to the letter"),
        };
        let help = self.suggestion(name).map_or_else(|| form.to_owned(), |better| format!("`{better}`"));
        sink.error("spec::name-style", span, format!("the {what} name `{}` {message}", excerpt(name)))
            .label(format!("{what} names are {}", form.split(':').next().unwrap_or(form)))
            .help(format!("write {help}"));
    }
}

/// A kind of name.
pub(crate) trait Keys {
    /// What is named.
    const WHAT: &'static str;
    /// How it is written.
    const CASE: Case;
    /// The code of the mistake that one stands twice.
    const DUPLICATE: &'static str;
}

macro_rules! keys {
    ($( $name:ident = $what:literal, $case:ident, $duplicate:literal; )*) => {
        $(
            #[doc = concat!("Names of the kind '", $what, "'.")]
            #[derive(Clone, Debug)]
            pub(crate) enum $name {}

            impl Keys for $name {
                const WHAT: &'static str = $what;
                const CASE: Case = Case::$case;
                const DUPLICATE: &'static str = $duplicate;
            }
        )*
    };
}

keys! {
    Sources = "source", Kebab, "spec::duplicate-source";
    Servers = "server", Kebab, "spec::duplicate-server";
    Schemes = "auth scheme", Kebab, "spec::duplicate-auth";
    Failures = "failure", Kebab, "spec::duplicate-failure";
    Errors = "error", Kebab, "spec::duplicate-error";
    Modules = "module", Kebab, "spec::duplicate-module";
    Actions = "action", Kebab, "spec::duplicate-action";
    Constants = "constant", Kebab, "spec::duplicate-constant";
    Groups = "group", Kebab, "spec::duplicate-group";
    Outcomes = "outcome", Kebab, "spec::duplicate-outcome";
    Forms = "name on the wire", Wire, "spec::duplicate-key";
    Scopes = "scope", Wire, "spec::duplicate-scope";
    Values = "value", Kebab, "spec::duplicate-value-name";
    Types = "type", UpperCamel, "spec::duplicate-type";
    Parameters = "parameter", Wire, "spec::duplicate-wire-name";
    Fields = "field", Wire, "spec::duplicate-wire-name";
    Waivers = "waiver", Wire, "spec::duplicate-waiver";
}

/// A mapping from names of one kind to something.
#[derive(Clone, Debug)]
pub(crate) struct Keyed<'a, K, T> {
    /// The key that the mapping hangs at.
    pub(crate) span: Span,
    items: Vec<Named<'a, T>>,
    kind: PhantomData<K>,
}

impl<K, T> Default for Keyed<'_, K, T> {
    fn default() -> Self {
        Self { span: Span::default(), items: Vec::new(), kind: PhantomData }
    }
}

impl<'a, K, T> std::ops::Deref for Keyed<'a, K, T> {
    type Target = Vec<Named<'a, T>>;

    fn deref(&self) -> &Self::Target {
        &self.items
    }
}

impl<'a, K, T> Keyed<'a, K, T> {
    /// The entries, in the order of the file.
    pub(crate) fn into_items(self) -> Vec<Named<'a, T>> {
        self.items
    }
}

impl<'a, K: Keys, T: Read<'a>> Read<'a> for Keyed<'a, K, T> {
    fn read(node: Node<'a>, at: At<'_>, sink: &mut Diagnostics) -> Option<Self> {
        if matches!(node.kind, Kind::Null) {
            return Some(Self { span: at.span, ..Self::default() }); // everything below the key is commented out
        }
        let help = || Some(format!("write each {} as `name: …` on a line of its own", K::WHAT));
        let entries = unique(entries(node, help, sink)?, K::DUPLICATE, K::WHAT, sink);
        let mut items = Vec::with_capacity(entries.len());
        for (key, value) in entries {
            K::CASE.check(&key.text, key.span, K::WHAT, sink);
            crate::hidden::check_text(&key.text, key.span, sink);
            let value = T::read(value, At { span: key.span, name: &key.text }, sink);
            items.push(Named { name: key.text, span: key.span, value });
        }
        Some(Self { span: at.span, items, kind: PhantomData })
    }

    fn schema(definitions: &mut Definitions) -> Json {
        let value = T::schema(definitions);
        Json::object([
            ("type", Json::text("object")),
            ("propertyNames", Json::object([("pattern", Json::text(K::CASE.pattern()))])),
            ("additionalProperties", value),
        ])
    }
}

/// A text that is a name in kebab-case.
#[derive(Clone, Debug, Default)]
pub(crate) struct KebabName<'a> {
    /// The name.
    pub(crate) value: Cow<'a, str>,
    /// Where it stands.
    pub(crate) span: Span,
}

impl<'a> Read<'a> for KebabName<'a> {
    fn read(node: Node<'a>, at: At<'_>, sink: &mut Diagnostics) -> Option<Self> {
        let text = super::values::Text::read(node, at, sink)?;
        let what = if matches!(at.name, "api" | "overlay") { "API" } else { "module" };
        Case::Kebab.check(&text.value, text.span, what, sink);
        Some(Self { value: text.value, span: text.span })
    }

    fn schema(_: &mut Definitions) -> Json {
        pattern(Case::Kebab.pattern())
    }
}
