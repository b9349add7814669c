//! Unusual names: keywords, names of the prelude and of generated code, single letters, very long names, digits, other
//! scripts, names that some file systems reserve.

use std::collections::HashSet;

use crate::rng::Rng;

const WORDS: &[&str] = &[
    // Keywords.
    "as",
    "async",
    "await",
    "box",
    "break",
    "const",
    "crate",
    "do",
    "dyn",
    "else",
    "enum",
    "extern",
    "false",
    "final",
    "fn",
    "for",
    "gen",
    "if",
    "impl",
    "in",
    "let",
    "loop",
    "macro",
    "match",
    "mod",
    "move",
    "mut",
    "override",
    "priv",
    "pub",
    "raw",
    "ref",
    "return",
    "self",
    "static",
    "struct",
    "super",
    "trait",
    "true",
    "try",
    "type",
    "union",
    "unsafe",
    "use",
    "virtual",
    "where",
    "while",
    "yield",
    // Names of the prelude and of std.
    "bool",
    "char",
    "clone",
    "copy",
    "default",
    "drop",
    "eq",
    "err",
    "f64",
    "fmt",
    "from",
    "future",
    "i64",
    "into",
    "iterator",
    "none",
    "ok",
    "option",
    "ord",
    "partial-eq",
    "result",
    "send",
    "sized",
    "some",
    "std",
    "core",
    "str",
    "string",
    "sync",
    "to-owned",
    "to-string",
    "try-into",
    "u8",
    "usize",
    "vec",
    "debug",
    "display",
    "hash",
    "arc",
    // Names of generated code and of the runtime.
    "action",
    "alias",
    "all",
    "answer",
    "answers",
    "api",
    "backend",
    "bindery-runtime",
    "blocking",
    "body",
    "bytes",
    "call",
    "caller",
    "client",
    "code",
    "context",
    "credential",
    "date",
    "date-time",
    "decimal",
    "entry",
    "error",
    "error-code",
    "errors",
    "failure",
    "field",
    "fields",
    "fixed",
    "info",
    "issues",
    "json",
    "key",
    "keys",
    "kind",
    "lib",
    "limits",
    "list",
    "login",
    "main",
    "map",
    "method",
    "modules",
    "needs",
    "new",
    "out",
    "outcome",
    "paged",
    "pages",
    "prelude",
    "read",
    "reader",
    "record",
    "records",
    "request",
    "required",
    "response",
    "route",
    "router",
    "routes",
    "rt",
    "scope",
    "secret",
    "serve",
    "server",
    "status",
    "style",
    "timestamp",
    "transport",
    "types",
    "unknown",
    "value",
    "wire",
    "with",
    "write",
    "writer",
    // Digits, letters, hyphens.
    "a1",
    "b2b",
    "v2",
    "x-2-3",
    "e-2-e",
    "i-o",
    "p2-p",
    "t0",
    // Names that Windows reserves.
    "aux",
    "con",
    "nul",
    "prn",
    "com1",
    "lpt9",
    // Ordinary ones.
    "account",
    "balance",
    "card",
    "get-wallet-details",
    "invoice",
    "list-orders",
    "payment",
    "refund",
    "transfer",
    "user",
    "withdraw",
];

const WIRES: &[&str] = &[
    "userID",
    "UserName",
    "user_name",
    "ID",
    "URL",
    "isHTTPOk",
    "3d-secure",
    "2fa",
    "größe",
    "naïve",
    "日本語",
    "ключ",
    "λόγος",
    "한국어",
    "a.b",
    "a b",
    "x[]",
    "x[0]",
    "@id",
    "$price (EUR)",
    "a/b",
    "a&b=c",
    "a+b",
    "a%20b",
    "a:b",
    "a,b",
    "a;b",
    "a'b",
    "a\"b",
    "a\\b",
    "#tag",
    "{y}",
    "Self",
    "None",
    "Ok",
    "f",
    "r",
    "T",
    "A",
    "B",
    "_reader",
    "_writer",
    "__proto__",
    "constructor",
    "null",
    "true",
    "0x",
    "e",
    "E1",
    "WWWForm",
    "x-y_z.w",
    "été",
    "ñandú",
    "日日日日日日日日日日日日",
    // Wider than a line of Rust.
    "語語語語語語語語語語語語語語語語語語語語語語語語語語語語語語語語語語語語語語語語語語語語語語語語語語語語語語語語語語語語",
    "한국어한국어한국어한국어한국어한국어한국어한국어한국어한국어한국어한국어한국어한국어한국어한국어한국어한국어 a_B",
];

/// Wire names without any character for a Rust name, so that the spec must give one.
const NAMELESS: &[&str] = &["%", "_", "__", "ﬁ", "ǅ", "рост", "ο", "口", "😀", "²", "-", "?", "…"];

const TYPES: &[&str] = &[
    "T",
    "A",
    "B",
    "C",
    "P",
    "X1",
    "URLInfo",
    "HTTPSConnection",
    "Account",
    "Wallet",
    "I64",
    "Str",
    "Self",
    "Option",
    "Vec",
    "String",
    "Result",
    "Box",
    "Some",
    "Error",
    "ErrorCode",
    "Client",
    "Modules",
    "Backend",
    "Bool",
    "Usize",
];

/// Names of a scope; no two of them can be confused.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scope(HashSet<String>);

impl Scope {
    /// Takes a name; returns false if it is taken.
    pub(crate) fn take(&mut self, name: &str) -> bool {
        let folded: String =
            name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        self.0.insert(if folded.is_empty() { name.to_owned() } else { folded })
    }

    /// A new name in kebab-case.
    pub(crate) fn kebab(&mut self, rng: &mut Rng) -> String {
        loop {
            let name = match rng.below(12) {
                0 => char::from(b'a' + rng.below(26) as u8).to_string(),
                1 => format!("{}-{}", rng.pick(WORDS), rng.pick(WORDS)),
                2 => format!("{}{}", rng.pick(WORDS), rng.below(100)),
                3 if rng.chance(20) => long(rng, 130),
                3 => long(rng, 60),
                _ => rng.pick(WORDS).to_owned(),
            };
            if self.take(&name) {
                return name;
            }
        }
    }

    /// A new name of a type.
    pub(crate) fn upper_camel(&mut self, rng: &mut Rng) -> String {
        loop {
            let name = match rng.below(3) {
                0 => rng.pick(TYPES).to_owned(),
                1 => camel(&format!("{}-{}", rng.pick(WORDS), rng.pick(WORDS))),
                _ => camel(rng.pick(WORDS)),
            };
            if self.take(&name) {
                return name;
            }
        }
    }

    /// A new name on the wire, and the name in Rust that it needs.
    pub(crate) fn wire(&mut self, rng: &mut Rng) -> (String, Option<String>) {
        loop {
            let name = match rng.below(10) {
                0..=2 => rng.pick(WIRES).to_owned(),
                3 => {
                    let name = rng.pick(NAMELESS).to_owned();
                    let rust = format!("nameless{}", rng.below(1000));
                    if self.take(&name) && self.take(&rust) {
                        return (name, Some(rust));
                    }
                    continue;
                }
                4 => lower_camel(&format!("{}-{}", rng.pick(WORDS), rng.pick(WORDS))),
                5 => rng.pick(WORDS).replace('-', "_"),
                6 => rng.pick(WORDS).to_uppercase(),
                7 => camel(rng.pick(WORDS)),
                _ => rng.pick(WORDS).to_owned(),
            };
            if self.take(&name) {
                // A name that differs from another only in case must be chosen explicitly.
                return (name, None);
            }
        }
    }
}

fn long(rng: &mut Rng, length: usize) -> String {
    let mut name = rng.pick(WORDS).to_owned();
    while name.len() < length {
        name.push('-');
        name.push_str(rng.pick(WORDS));
    }
    name
}

fn camel(kebab: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        letters
            .next()
            .map(|first| first.to_uppercase().chain(letters).collect::<String>())
            .unwrap_or_default()
    };
    kebab.split('-').map(word).collect()
}

fn lower_camel(kebab: &str) -> String {
    let name = camel(kebab);
    let mut letters = name.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}
