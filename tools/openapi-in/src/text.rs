//! Names and texts: words of the document in the spelling of specs.

use std::collections::HashSet;

use heck::{ToKebabCase as _, ToSnakeCase as _, ToUpperCamelCase as _};

/// Longest text that is copied from a description, in characters.
const LONGEST: usize = 300;

/// Signs with a meaning in names that consist of little else.
const SIGNS: &[(char, &str)] = &[
    ('+', " plus "),
    ('-', " minus "),
    ('*', " star "),
    ('/', " slash "),
    ('<', " less "),
    ('>', " greater "),
    ('=', " equal "),
    ('!', " not "),
    ('%', " percent "),
    ('&', " and "),
    ('|', " or "),
    ('#', " hash "),
    ('@', " at "),
    ('.', " dot "),
    ('$', " dollar "),
    ('?', " question "),
    ('^', " caret "),
    ('~', " tilde "),
    (':', " colon "),
    ('_', " underscore "),
    (',', " comma "),
    (' ', " "),
];

/// Returns the letters and digits of a name as words; a sign in front counts if the rest is only digits.
fn words(name: &str) -> String {
    let plain = |name: &str| -> String {
        name.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { ' ' }).collect()
    };
    let has_letters = name.chars().any(|letter| letter.is_ascii_alphabetic());
    if has_letters || name.starts_with(|first: char| first.is_ascii_digit()) {
        return plain(name);
    }
    let spelled: String = name
        .chars()
        .map(|letter| match SIGNS.iter().find(|(sign, _)| *sign == letter) {
            Some((_, word)) => (*word).to_owned(),
            None if letter.is_ascii_alphanumeric() => letter.to_string(),
            None => format!(" u{:x} ", u32::from(letter)),
        })
        .collect();
    plain(&spelled)
}

/// Returns a name in kebab-case; `fallback` stands in front of a digit, or for a name without letters and digits.
pub(crate) fn kebab(name: &str, fallback: &str) -> String {
    let kebab = words(name).to_kebab_case();
    match kebab.chars().next() {
        None => fallback.to_owned(),
        Some(first) if first.is_ascii_lowercase() => kebab,
        Some(_) => format!("{fallback}-{kebab}"),
    }
}

/// Returns a name in kebab-case with the sign in front as a word: `-id` is `minus-id`. None without a sign.
pub(crate) fn signed(name: &str) -> Option<String> {
    let first = name.chars().next()?;
    let (_, word) = SIGNS.iter().find(|(sign, _)| *sign == first && !matches!(sign, '_' | ' '))?;
    Some(kebab(&format!("{}-{}", word.trim(), name.get(first.len_utf8()..)?), "value"))
}

/// Returns a name in UpperCamelCase.
pub(crate) fn camel(name: &str, fallback: &str) -> String {
    let is_camel = name.starts_with(|first: char| first.is_ascii_uppercase())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && name.bytes().any(|byte| byte.is_ascii_lowercase());
    if is_camel {
        return name.to_owned();
    }
    let camel = words(name).to_upper_camel_case();
    match camel.chars().next() {
        None => fallback.to_owned(),
        Some(first) if first.is_ascii_uppercase() => camel,
        Some(_) => format!("{fallback}{camel}"),
    }
}

/// Names of the fields of one struct in Rust.
#[derive(Debug, Default)]
pub(crate) struct FieldNames(HashSet<String>);

impl FieldNames {
    /// Returns the name for `rust` if the derived one is taken or not possible.
    pub(crate) fn rust(&mut self, wire: &str) -> Option<String> {
        let spaced: String =
            wire.chars().map(|letter| if letter.is_alphanumeric() { letter } else { '-' }).collect();
        let mut derived = spaced.to_snake_case();
        if derived.starts_with(|first: char| first.is_ascii_digit()) {
            derived.insert(0, '_'); // as a spec derives it
        }
        if !derived.is_empty() && wire.is_ascii() && self.0.insert(derived) {
            return None;
        }
        let stem = match words(wire).to_snake_case() {
            empty if empty.is_empty() => "field".to_owned(),
            digit if digit.starts_with(|first: char| first.is_ascii_digit()) => format!("_{digit}"),
            stem => stem,
        };
        let each = std::iter::once(stem.clone()).chain((2..).map(|number| format!("{stem}_{number}")));
        let name = each.into_iter().find(|name| self.0.insert(name.clone()));
        name.map(|name| if is_keyword(&name) { format!("{name}_") } else { name })
    }
}

fn is_keyword(name: &str) -> bool {
    matches!(
        name,
        "abstract"
            | "as"
            | "async"
            | "await"
            | "become"
            | "box"
            | "break"
            | "const"
            | "continue"
            | "crate"
            | "do"
            | "dyn"
            | "else"
            | "enum"
            | "extern"
            | "false"
            | "final"
            | "fn"
            | "for"
            | "gen"
            | "if"
            | "impl"
            | "in"
            | "let"
            | "loop"
            | "macro"
            | "match"
            | "mod"
            | "move"
            | "mut"
            | "override"
            | "priv"
            | "pub"
            | "ref"
            | "return"
            | "self"
            | "static"
            | "struct"
            | "super"
            | "trait"
            | "true"
            | "try"
            | "type"
            | "typeof"
            | "unsafe"
            | "unsized"
            | "use"
            | "virtual"
            | "where"
            | "while"
            | "yield"
    )
}

/// Returns the first of the names that is free; the last one gets a number if none is.
pub(crate) fn unused(taken: &mut HashSet<String>, candidates: &[String], joint: &str) -> String {
    let last = candidates.last().cloned().unwrap_or_default();
    let numbered = (2..).map(|number| format!("{last}{joint}{number}"));
    let name = candidates.iter().cloned().chain(numbered).find(|name| !taken.contains(name)).unwrap_or(last);
    taken.insert(name.clone());
    name
}

/// Returns the text of a description for `about`: its first paragraph, on one line, as a sentence.
pub(crate) fn about(text: Option<&str>) -> Option<String> {
    let text = text?.trim();
    let paragraph = text.split("\n\n").find(|part| !part.trim().is_empty())?;
    let letters: String =
        paragraph.chars().map(|letter| if is_shown(letter) { letter } else { ' ' }).collect();
    let mut line = letters.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() > LONGEST {
        let short: String = line.chars().take(LONGEST).collect();
        line = match short.rfind(". ") {
            Some(end) => short.get(..end).unwrap_or(&short).to_owned(),
            None => format!("{} …", short.rsplit_once(' ').map_or(short.as_str(), |(start, _)| start)),
        };
    }
    if line.is_empty() || line.trim_matches('?').is_empty() {
        return None;
    }
    if !line.ends_with(['.', '!', '?', '…', ':']) {
        line.push('.');
    }
    Some(line)
}

/// Whether a character may stand in a text for people: no control character, none that is invisible.
fn is_shown(letter: char) -> bool {
    !(letter.is_control()
        || matches!(u32::from(letter),
            0xAD | 0x34F | 0x61C | 0x115F..=0x1160 | 0x17B4..=0x17B5 | 0x180B..=0x180F | 0x200B..=0x200F
            | 0x2028..=0x202E | 0x2060..=0x206F | 0x3164 | 0xFE00..=0xFE0F | 0xFEFF | 0xFFA0 | 0xFFF0..=0xFFFB
            | 0x1BCA0..=0x1BCA3 | 0x1D173..=0x1D17A | 0xE0000..=0xE0FFF))
}

/// Returns a name as the words of a sentence: `order_id` is `Order id.`
pub(crate) fn in_words(name: &str) -> String {
    let words = words(name).to_snake_case().replace('_', " ");
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).chain(['.']).collect(),
        None => "No description.".to_owned(),
    }
}

/// Returns the camel form of a kebab name, in which two names must differ in Rust.
pub(crate) fn variant(kebab: &str) -> String {
    kebab.to_upper_camel_case()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_in_the_spelling_of_specs() {
        assert_eq!(kebab("getUserByID", "x"), "get-user-by-id");
        assert_eq!(kebab("repos/list-for-user", "x"), "repos-list-for-user");
        assert_eq!((kebab("+1", "value"), kebab("-1", "value")), ("plus-1".into(), "minus-1".into()));
        assert_eq!((signed("-id").as_deref(), signed("id")), (Some("minus-id"), None));
        assert_eq!((kebab("42", "value"), kebab("", "value")), ("value-42".into(), "value".into()));
        assert_eq!(camel("simple-user", "T"), "SimpleUser");
        assert_eq!(camel("File--Mini", "T"), "FileMini");
        assert_eq!(camel("URLInfo", "T"), "URLInfo");
        assert_eq!(camel("3d", "T"), "T3d");
    }

    #[test]
    fn fields_of_a_struct_differ() {
        let mut names = FieldNames::default();
        assert_eq!(names.rust("total_count"), None);
        assert_eq!(names.rust("totalCount").as_deref(), Some("total_count_2"));
        assert_eq!(names.rust("+1").as_deref(), None); // derived: `_1`
        assert_eq!(names.rust("1").as_deref(), Some("_1_2"));
        assert_eq!(names.rust("-1").as_deref(), Some("minus_1"));
        assert_eq!(names.rust("$").as_deref(), Some("dollar"));
    }

    #[test]
    fn a_text_is_one_sentence() {
        assert_eq!(about(Some("The\n  user\n\nMore.")).as_deref(), Some("The user."));
        assert_eq!(about(Some(" \n")), None);
        assert_eq!(about(Some("zero\u{200b}width")).as_deref(), Some("zero width."));
        assert!(about(Some(&"word ".repeat(100))).is_some_and(|text| text.ends_with('…')));
    }
}
