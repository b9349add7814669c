//! From a wire name to a Rust name: splitting words, avoiding keywords and names that generated code uses.
//!
//! A name that the spec sets (`rust:`) is used unchanged or rejected, never adapted, because its author would search
//! for it in vain. A derived name that is taken gets a trailing underscore, as a Rust programmer would do.

use std::borrow::Cow;
use std::fmt;

use bindery_vocabulary::words;
use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};

use super::letters::{is_identifier, is_letter, is_lookalike};

/// A Rust name and its origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The identifier.
    pub text: String,
    /// Origin of the name.
    pub why: Why,
}

impl Default for Name {
    fn default() -> Self {
        Name::derived("")
    }
}

impl Name {
    /// Creates a name that is derived from a wire name.
    pub(crate) fn derived(text: impl Into<String>) -> Self {
        Self { text: text.into(), why: Why::Derived }
    }
}

/// Returns the name of an item that belongs to a type: the type's name without a trailing underscore, followed by a
/// word.
pub(crate) fn joined(owner: &str, word: &str) -> String {
    [owner.trim_end_matches('_'), word].concat()
}

words! {
    /// Origin of a Rust name.
    pub enum Why: "origin of a name" {
        /// The words of the wire name in Rust's spelling.
        Derived = "derived",
        /// A Rust keyword, with a trailing underscore.
        Keyword = "keyword",
        /// A name that generated code uses itself, with a trailing underscore.
        Taken = "taken",
        /// A name that would start with a digit, with a leading underscore.
        Digit = "digit",
        /// An action with the name of a type of its module: its request ends in `Request`.
        BesideType = "beside-type",
        /// An action with the name of a module, which is a method of the client too: its method has a trailing
        /// underscore.
        BesideModule = "beside-module",
        /// A file name that Windows reserves for devices, with a trailing underscore.
        Device = "device",
        /// A name that the spec sets with `rust:`.
        Asked = "asked",
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Why::Derived => "derived",
            Why::Keyword => "derived; underscore added because it is a Rust keyword",
            Why::Taken => "derived; underscore added because generated code uses the name",
            Why::Digit => "derived; underscore added because it starts with a digit",
            Why::BesideType => "derived; `Request` added because a type of the module has the name",
            Why::BesideModule => "derived; underscore added because a module has the name",
            Why::Device => "derived; underscore added because Windows reserves the file name",
            Why::Asked => "set with `rust:`",
        })
    }
}

/// Reason why a name could not be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unnamed {
    /// Nothing in the wire name is allowed in an identifier.
    Nothing,
    /// The name set with `rust` is not an identifier, or is a keyword.
    NotAnIdentifier,
    /// The name set with `rust` is used by generated code.
    Reserved,
    /// The name set with `rust` has a spelling about which the compiler warns.
    Style,
    /// All characters of a script in the name look like those of another one, about which the compiler warns.
    Lookalike,
}

/// Use of a name, which decides its spelling and the reserved names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// A field of a record.
    Field,
    /// A method of a client or server trait.
    Method,
    /// A constructor of a request.
    Constructor,
    /// A module of the generated crate.
    Module,
    /// A type of a module.
    Type,
    /// The type for the API.
    Root,
    /// A variant of an enum.
    Variant,
    /// A constant.
    Constant,
}

impl Role {
    /// Whether generated code, or a trait in its scope, uses the name in this role.
    fn is_taken(self, name: &str) -> bool {
        match self {
            Role::Field | Role::Constructor | Role::Constant => false,
            Role::Variant => VARIANTS.contains(&name),
            Role::Method => METHODS.contains(&name),
            Role::Module => [MODULES, METHODS, PRIMITIVES].iter().any(|names| names.contains(&name)),
            Role::Type => is_taken_type(name),
            Role::Root => is_taken_type(name) || ROOT.contains(&name),
        }
    }

    fn is_spelled(self, name: &str) -> bool {
        let inner = name.trim_matches('_');
        match self {
            Role::Field | Role::Method | Role::Constructor | Role::Module => {
                !inner.contains("__") && !inner.chars().any(char::is_uppercase)
            }
            Role::Variant => !inner.contains('_') && !inner.chars().next().is_some_and(char::is_lowercase),
            // The compiler would accept a caseless first letter, but fields have such names too, and no binding may
            // have the name of a tuple struct.
            Role::Type | Role::Root => !inner.contains('_') && inner.starts_with(char::is_uppercase),
            Role::Constant => !inner.chars().any(char::is_lowercase),
        }
    }
}

/// Returns the name that is set with `rust`, or else derives it from the wire name.
pub(crate) fn choose(role: Role, wire: &str, asked: Option<&str>) -> Result<Name, Unnamed> {
    match asked {
        Some(asked) => ask(role, asked),
        None => derive(role, wire),
    }
}

fn ask(role: Role, asked: &str) -> Result<Name, Unnamed> {
    if !is_identifier(asked) || is_keyword(asked) {
        return Err(Unnamed::NotAnIdentifier);
    }
    if is_lookalike(asked) {
        return Err(Unnamed::Lookalike);
    }
    if role.is_taken(asked) {
        return Err(Unnamed::Reserved);
    }
    if !role.is_spelled(asked) {
        return Err(Unnamed::Style);
    }
    Ok(Name { text: asked.to_owned(), why: Why::Asked })
}

fn derive(role: Role, wire: &str) -> Result<Name, Unnamed> {
    let words = words(wire);
    let mut text = match role {
        Role::Field | Role::Method | Role::Constructor | Role::Module => words.to_snake_case(),
        // Type names in a spec already have Rust's spelling: `URLInfo` stays unchanged.
        Role::Type if is_identifier(wire) && role.is_spelled(wire) && !wire.starts_with('_') => {
            wire.to_owned()
        }
        Role::Type | Role::Root | Role::Variant => words.to_upper_camel_case(),
        Role::Constant => words.to_shouty_snake_case(),
    };
    let mut why = Why::Derived;
    if text.starts_with(|first: char| first.is_ascii_digit()) {
        text.insert(0, '_');
        why = Why::Digit;
    }
    if !is_identifier(&text) {
        return Err(Unnamed::Nothing);
    }
    if is_lookalike(&text) {
        return Err(Unnamed::Lookalike);
    }
    if is_keyword(&text) {
        text.push('_');
        why = Why::Keyword;
    } else if role.is_taken(&text) {
        text.push('_');
        why = Why::Taken;
    } else if role == Role::Module && is_device_name(&text) {
        text.push('_');
        why = Why::Device;
    }
    Ok(Name { text, why })
}

/// Returns the wire name with every character that identifiers do not allow replaced by a word boundary.
fn words(wire: &str) -> Cow<'_, str> {
    if wire.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-') {
        return Cow::Borrowed(wire);
    }
    Cow::Owned(wire.chars().map(|letter| if is_letter(letter) { letter } else { '-' }).collect())
}

/// Whether a name is a Rust keyword.
pub(crate) fn is_keyword(name: &str) -> bool {
    KEYWORDS.contains(&name)
}

/// Strict and reserved keywords of all editions.
const KEYWORDS: &[&str] = &[
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do",
    "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop",
    "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static",
    "struct", "super", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual",
    "where", "while", "yield",
];

/// Whether a file with this stem is a device on Windows, regardless of extension and case. Such a name is not allowed
/// for files generated from a spec.
pub fn is_device_name(stem: &str) -> bool {
    let stem = stem.to_ascii_lowercase();
    let numbered =
        |name: &str| stem.strip_prefix(name).is_some_and(|rest| matches!(rest.as_bytes(), [b'0'..=b'9']));
    matches!(stem.as_str(), "aux" | "con" | "nul" | "prn" | "conin$" | "conout$")
        || numbered("com")
        || numbered("lpt")
}

fn is_taken_type(name: &str) -> bool {
    GENERICS.contains(&name) || PRIMITIVES.contains(&name) || TYPES.contains(&name)
}

/// Type parameters of generated code, for backends and transports, which must not hide a type. A test checks the
/// printer against this list.
const GENERICS: &[&str] = &["B", "T"];

/// Names that generated code and the runtime's macros use without a path. The whole prelude is included, so that a spec
/// stays valid when a macro starts to use more of it.
const TYPES: &[&str] = &[
    "AsMut",
    "AsRef",
    "AsyncFn",
    "AsyncFnMut",
    "AsyncFnOnce",
    "Box",
    "Clone",
    "Copy",
    "Default",
    "DoubleEndedIterator",
    "Drop",
    "Eq",
    "Err",
    "ExactSizeIterator",
    "Extend",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "FromIterator",
    "Future",
    "Into",
    "IntoFuture",
    "IntoIterator",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Send",
    "Sized",
    "Some",
    "String",
    "Sync",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
    "Unpin",
    "Vec",
    "rt",
];

/// Primitive types, which a module of that name would hide.
const PRIMITIVES: &[&str] = &[
    "bool", "char", "f32", "f64", "i128", "i16", "i32", "i64", "i8", "isize", "str", "u128", "u16", "u32",
    "u64", "u8", "usize",
];

/// Items that the root of a generated crate declares.
const ROOT: &[&str] = &["Client", "Error", "ErrorCode", "Modules", "Scope"];

/// Modules that the root of a generated crate declares, and file names with a meaning for cargo.
const MODULES: &[&str] =
    &["bindery_runtime", "blocking", "errors", "lib", "main", "prelude", "rt", "server", "types"];

/// Methods of the runtime's traits and clients and of the prelude that would be ambiguous on the same value. Modules
/// are reached by methods too.
const METHODS: &[&str] = &[
    "call",
    "clone",
    "drop",
    "guest",
    "into",
    "logged_in",
    "logged_out",
    "pages",
    "records",
    "to_owned",
    "try_into",
    "wait",
];

/// Items that the runtime's macros declare beside the variants of an enum.
const VARIANTS: &[&str] = &["ALL"];

#[cfg(test)]
mod tests {
    use super::*;

    fn text(role: Role, wire: &str) -> String {
        choose(role, wire, None).map_or_else(|problem| format!("{problem:?}"), |name| name.text)
    }

    #[test]
    fn words_are_split_as_a_reader_would() {
        assert_eq!(text(Role::Field, "userID"), "user_id");
        assert_eq!(text(Role::Field, "pendingBonusDetails"), "pending_bonus_details");
        assert_eq!(text(Role::Field, "fromPlatform"), "from_platform");
        assert_eq!(text(Role::Type, "get-wallet-details"), "GetWalletDetails");
        assert_eq!(text(Role::Type, "URLInfo"), "URLInfo");
        assert_eq!(text(Role::Constant, "bonus-factors"), "BONUS_FACTORS");
        assert_eq!(text(Role::Variant, "usd"), "Usd");
        assert_eq!(text(Role::Field, "$price (EUR)"), "price_eur");
    }

    #[test]
    fn keywords_and_taken_names_get_an_underscore() {
        assert_eq!(text(Role::Field, "type"), "type_");
        assert_eq!(text(Role::Field, "self"), "self_");
        assert_eq!(text(Role::Method, "move"), "move_");
        assert_eq!(text(Role::Method, "call"), "call_");
        assert_eq!(text(Role::Type, "option"), "Option_");
        assert_eq!(text(Role::Variant, "self"), "Self_");
        assert_eq!(text(Role::Module, "server"), "server_");
        assert_eq!(text(Role::Root, "client"), "Client_");
        assert_eq!(text(Role::Field, "option"), "option");
        assert_eq!(text(Role::Type, "b"), "B_");
        assert_eq!(text(Role::Root, "t"), "T_");
        assert_eq!(text(Role::Module, "str"), "str_");
        assert_eq!(text(Role::Module, "guest"), "guest_");
        assert_eq!(text(Role::Module, "aux"), "aux_");
        assert_eq!(text(Role::Module, "com1"), "com1_");
        assert_eq!(text(Role::Module, "com"), "com");
    }

    #[test]
    fn digits_and_letters_of_other_scripts() {
        assert_eq!(text(Role::Field, "3d-secure"), "_3d_secure");
        assert_eq!(text(Role::Variant, "3d"), "_3d");
        assert_eq!(text(Role::Field, "日本"), "日本");
        assert_eq!(text(Role::Field, "größe"), "größe");
        assert_eq!(text(Role::Field, "%"), "Nothing");
        assert_eq!(text(Role::Field, ""), "Nothing");
        assert_eq!(text(Role::Field, "__"), "Nothing");
        assert_eq!(text(Role::Field, "²"), "Nothing");
        // Cyrillic, Greek, Katakana, Han.
        for lookalike in ["рост", "сору", "ο", "ニ", "口", "user_ο"] {
            assert_eq!(text(Role::Field, lookalike), "Lookalike", "{lookalike}");
        }
        for known in ["ключ", "λόγος", "ニュス", "口座", "größe"] {
            assert_eq!(text(Role::Field, known), known);
        }
    }

    #[test]
    fn an_explicit_name_is_used_exactly_or_rejected() {
        let ask = |role, asked| choose(role, "x", Some(asked)).map(|name| name.text);
        assert_eq!(ask(Role::Field, "amount"), Ok("amount".into()));
        assert_eq!(ask(Role::Field, "type"), Err(Unnamed::NotAnIdentifier));
        assert_eq!(ask(Role::Field, "a b"), Err(Unnamed::NotAnIdentifier));
        assert_eq!(ask(Role::Field, "userID"), Err(Unnamed::Style));
        assert_eq!(ask(Role::Type, "Option"), Err(Unnamed::Reserved));
        assert_eq!(ask(Role::Type, "wallet"), Err(Unnamed::Style));
        assert_eq!(ask(Role::Type, "日本"), Err(Unnamed::Style));
        assert_eq!(ask(Role::Type, "B"), Err(Unnamed::Reserved));
        assert_eq!(ask(Role::Variant, "ALL"), Err(Unnamed::Reserved));
        assert_eq!(ask(Role::Field, "рост"), Err(Unnamed::Lookalike));
    }
}
