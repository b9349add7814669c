//! Mappings with names of actions, types, parameters and so on as keys. Each kind of name declares its required
//! spelling and the code for duplicates once.

use std::borrow::Cow;
use std::marker::PhantomData;

use heck::{ToKebabCase as _, ToUpperCamelCase as _};

use super::read::{At, Read, entries, unique};
use super::values::Named;
use crate::diagnostic::{Diagnostics, Span};
use crate::schema::parts::{Definitions, JsonValue, pattern};
use crate::yaml::{Kind, Node, excerpt};

/// Spelling of a kind of name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Case {
    /// Kebab-case: `get-wallet-details`.
    Kebab,
    /// Upper camel case: `WalletDetails`.
    UpperCamel,
    /// Any non-empty name, exactly as on the wire.
    Wire,
}

impl Case {
    /// Returns the regular expression for the schema.
    pub(crate) fn pattern(self) -> &'static str {
        match self {
            Case::Kebab => "^[a-z][a-z0-9]*(-[a-z0-9]+)*$",
            Case::UpperCamel => "^[A-Z][A-Za-z0-9]*$",
            Case::Wire => "^.+$",
        }
    }

    fn has_shape(self, name: &str) -> bool {
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

    /// Returns the name converted to this case, if the result is valid.
    fn suggestion(self, name: &str) -> Option<String> {
        let suggestion = match self {
            Case::Kebab => name.to_kebab_case(),
            Case::UpperCamel => name.to_upper_camel_case(),
            Case::Wire => return None,
        };
        self.has_shape(&suggestion).then_some(suggestion)
    }

    /// Reports a name that is not in this case.
    pub(crate) fn check(self, name: &str, span: Span, what: &str, sink: &mut Diagnostics) {
        if self.has_shape(name) {
            return;
        }
        let (message, form) = match self {
            Case::Kebab => {
                ("is not in kebab-case", "kebab-case: lower-case letters, digits and single hyphens")
            }
            Case::UpperCamel => (
                "is not in UpperCamelCase",
                "UpperCamelCase: letters and digits, starting with a capital letter",
            ),
            Case::Wire => ("is empty", "the name exactly as on the wire"),
        };
        let help = self.suggestion(name).map_or_else(|| form.to_owned(), |better| format!("`{better}`"));
        sink.error("spec::name-style", span, format!("{what} name `{}` {message}", excerpt(name)))
            .label(format!("{what} names must be {}", form.split(':').next().unwrap_or(form)))
            .help(format!("write {help}"));
    }
}

/// A kind of name.
pub(crate) trait KeySet {
    /// Kind of the named entry, for diagnostics.
    const WHAT: &'static str;
    /// Required spelling.
    const CASE: Case;
    /// Code of the diagnostic for a duplicate name.
    const DUPLICATE: &'static str;
}

macro_rules! keys {
    ($( $name:ident = $what:literal, $case:ident, $duplicate:literal; )*) => {
        $(
            #[doc = concat!("Names of the kind '", $what, "'.")]
            #[derive(Clone, Debug)]
            pub(crate) enum $name {}

            impl KeySet for $name {
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
    ErrorFormats = "error format", Kebab, "spec::duplicate-error-format";
    Errors = "error", Kebab, "spec::duplicate-error";
    Modules = "module", Kebab, "spec::duplicate-module";
    Actions = "action", Kebab, "spec::duplicate-action";
    Constants = "constant", Kebab, "spec::duplicate-constant";
    Groups = "group", Kebab, "spec::duplicate-group";
    ResponseVariants = "response variant", Kebab, "spec::duplicate-variant";
    Forms = "wire name", Wire, "spec::duplicate-key";
    Carried = "value", Wire, "spec::duplicate-key";
    Extra = "parameter", Wire, "spec::duplicate-key";
    Given = "placeholder", Wire, "spec::duplicate-key";
    Scopes = "scope", Wire, "spec::duplicate-scope";
    Values = "value", Kebab, "spec::duplicate-value-name";
    Variants = "variant", Kebab, "spec::duplicate-variant";
    Types = "type", UpperCamel, "spec::duplicate-type";
    Parameters = "parameter", Wire, "spec::duplicate-wire-name";
    Conditions = "condition", Wire, "spec::duplicate-condition";
    Fields = "field", Wire, "spec::duplicate-wire-name";
    Headers = "header", Wire, "spec::duplicate-header";
    Waivers = "waiver", Wire, "spec::duplicate-waiver";
}

/// A mapping from names of one kind to values.
#[derive(Clone, Debug)]
pub(crate) struct Keyed<'a, K, T> {
    /// Place of the key under which the mapping is.
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
    /// Returns the entries, in the order of the file.
    pub(crate) fn into_items(self) -> Vec<Named<'a, T>> {
        self.items
    }
}

impl<'a, K: KeySet, T: Read<'a>> Read<'a> for Keyed<'a, K, T> {
    fn read(node: Node<'a>, at: At<'_>, sink: &mut Diagnostics) -> Option<Self> {
        if matches!(node.kind, Kind::Null) {
            return Some(Self { span: at.span, ..Self::default() }); // all entries are commented out
        }
        let help = || Some(format!("write each {} as `name: …` on its own line", K::WHAT));
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

    fn schema(definitions: &mut Definitions) -> JsonValue {
        let value = T::schema(definitions);
        JsonValue::object([
            ("type", JsonValue::text("object")),
            ("propertyNames", JsonValue::object([("pattern", JsonValue::text(K::CASE.pattern()))])),
            ("additionalProperties", value),
        ])
    }
}

/// A string that is a name in kebab-case.
#[derive(Clone, Debug, Default)]
pub(crate) struct KebabName<'a> {
    /// The name.
    pub(crate) value: Cow<'a, str>,
    /// Place of the name.
    pub(crate) span: Span,
}

impl<'a> Read<'a> for KebabName<'a> {
    fn read(node: Node<'a>, at: At<'_>, sink: &mut Diagnostics) -> Option<Self> {
        let text = super::values::Text::read(node, at, sink)?;
        let what = if matches!(at.name, "api" | "overlay") { "API" } else { "module" };
        Case::Kebab.check(&text.value, text.span, what, sink);
        Some(Self { value: text.value, span: text.span })
    }

    fn schema(_: &mut Definitions) -> JsonValue {
        pattern(Case::Kebab.pattern())
    }
}
