//! Reads code samples and sentences: addresses, and keys that are sent or read.

use std::ops::Range;

use crate::claims::{LineClass, What};
use crate::reader::Reader;

/// Characters that end an address.
const AFTER_ADDRESS: [char; 10] = ['"', '\'', '<', '>', ')', ',', ';', '`', '{', '}'];

/// Reads code samples. Other content of the samples is ignored.
pub(crate) fn code(reader: &mut Reader<'_>, range: Range<usize>) {
    for at in reader.open(range.clone()) {
        reader.class(at, LineClass::Sample);
        for key in keys(reader.text(at)) {
            reader.claim(What::Key(key), at, at);
        }
    }
    addresses(reader, range);
}

/// Reads the addresses in lines of any class.
pub(crate) fn addresses(reader: &mut Reader<'_>, range: Range<usize>) {
    for at in range {
        let mut rest = reader.text(at);
        while let Some(start) = address(rest) {
            let found = rest.get(start..).unwrap_or("");
            let end = found
                .find(|letter: char| letter.is_whitespace() || AFTER_ADDRESS.contains(&letter))
                .unwrap_or(found.len());
            let (url, after) = found.split_at(end);
            // `<token>` is part of the address, punctuation at its end is not.
            let (url, after) = match after.strip_prefix('<').and_then(placeholder) {
                Some((name, after)) if url.ends_with('/') => (format!("{url}{{{name}}}"), after),
                _ => (url.trim_end_matches(['.', ':']).to_owned(), after),
            };
            rest = after;
            reader.claim(What::Url(url), at, at);
        }
    }
}

/// Returns the offset of the first address in a text.
fn address(text: &str) -> Option<usize> {
    let begins = |rest: &str| rest.starts_with("http://") || rest.starts_with("https://");
    text.match_indices("http").map(|(at, _)| at).find(|at| text.get(*at..).is_some_and(begins))
}

/// Splits a text at the next `>`.
fn placeholder(text: &str) -> Option<(&str, &str)> {
    let end = text.find(['<', '>'])?;
    text.split_at(end).1.strip_prefix('>').map(|after| (text.split_at(end).0, after))
}

/// Returns the keys in a line of code: `'key' => …`, `("key", …)`, `&key=`.
fn keys(text: &str) -> Vec<String> {
    // Comments are ignored.
    let code =
        text.split_once("//").filter(|(before, _)| !before.ends_with(':')).map_or(text, |(code, _)| code);
    let mut found = Vec::new();
    for quote in ['"', '\''] {
        let parts: Vec<&str> = code.split(quote).collect();
        for window in parts.windows(3) {
            let [before, inside, after] = window else { continue };
            // Keys nested in a value are ignored.
            if !found.is_empty() && before.contains("array(") {
                break;
            }
            let sent = after.trim_start().starts_with("=>")
                || (after.trim_start().starts_with(',') && before.trim_end().ends_with("Pair("));
            if sent && is_key(inside) {
                found.push((*inside).to_owned());
            }
        }
    }
    for quoted in code.split('"').skip(1).step_by(2).filter(|quoted| !quoted.contains(' ')) {
        for pair in quoted.split(['&', '?']) {
            if let Some((name, value)) = pair.split_once('=')
                && (quoted.starts_with(['&', '?']) || (quoted.starts_with(name) && !value.is_empty()))
                && is_key(name)
            {
                found.push(name.to_owned());
            }
        }
    }
    found
}

fn is_key(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
}

#[cfg(test)]
mod tests {
    use super::keys;

    #[test]
    fn keys_of_samples() {
        assert_eq!(keys("'email' => 'a@b.example', // 'not' => 'this'"), ["email"]);
        assert_eq!(keys("new BasicNameValuePair(\"code\", authorizationCode),"), ["code"]);
        assert_eq!(keys("sb.append(\"&state=\"+state);"), ["state"]);
        assert_eq!(keys("data.Append (\"firstName=MyFirstName\");"), ["firstName"]);
        assert!(keys("'sha256=' + digest; \"sha256=\" + digest").is_empty());
        assert!(keys("if (code == 10) { print(\"error: a = b\") }").is_empty());
    }
}
