//! Texts of errors: `{}` prints action, status, code and message; `{:#}` adds the causes.

use std::error::Error as StdError;
use std::fmt;

use super::{ApiError, Error};
use crate::{ActionInfo, ErrorCode, printable};

/// Formats an error response of the API: action, status, code, documented text, and what the server's message adds to
/// it.
pub fn failure_text(action: &ActionInfo, status: u16, code: Option<&str>, text: &str, said: &str) -> String {
    let mut line = format!("{}/{} failed (HTTP {status}", action.module, action.name);
    let code = code.filter(|code| !code.is_empty());
    if let Some(code) = code {
        line.push_str(", code ");
        line.push_str(&printable(code));
    }
    line.push(')');
    // A message that only repeats the code adds nothing.
    let is_code = code == Some(said.trim()) || said.bytes().all(|byte| byte.is_ascii_digit());
    let words = joined(text, if is_code { "" } else { said });
    if !words.is_empty() {
        line.push_str(": ");
        line.push_str(&printable(&words));
    }
    line
}

/// Formats the errors that a response reports beside the first one, each with its documented text and its message.
pub fn others_text<'m>(others: impl Iterator<Item = (String, &'m str)>) -> String {
    let texts = others.map(|(text, said)| printable(&joined(&text, said)).into_owned());
    let texts: Vec<String> = texts.filter(|text| !text.is_empty()).collect();
    if texts.is_empty() { String::new() } else { format!("; also: {}", texts.join("; ")) }
}

/// Joins the documented text and the server's message without repetition. Differences in case, whitespace and
/// punctuation are ignored; if one text starts with the other, only the longer one is kept.
fn joined(text: &str, said: &str) -> String {
    let (text, said) = (text.trim(), said.trim());
    if text.is_empty() || said.is_empty() {
        return format!("{text}{said}");
    }
    let (known, new) = (words(text), words(said));
    if new.is_empty() || begins_with(&known, &new) {
        text.to_owned()
    } else if begins_with(&new, &known) {
        said.to_owned()
    } else {
        format!("{}: {said}", text.trim_end_matches(['.', ':', ' ']))
    }
}

/// Returns the words of a text in lower case, separated by single spaces.
fn words(text: &str) -> String {
    let words: Vec<&str> =
        text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.join(" ").to_lowercase()
}

fn begins_with(long: &str, short: &str) -> bool {
    long.strip_prefix(short).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// Suffix of an error when the response should be signed and is not.
const UNVERIFIED: &str = " (not verified: the response is not signed, so it may not come from the server)";

impl<E: ErrorCode> fmt::Display for ApiError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { action, status, code, message, others, unverified, .. } = self;
        let number = code.as_ref().and_then(ErrorCode::code).map(|code| code.to_string());
        let text = match (self.meaning(), code) {
            (Some((_, _, meaning)), _) => (*meaning).to_owned(),
            (None, Some(code)) => code.to_string(),
            (None, None) => String::new(),
        };
        f.write_str(&failure_text(action, *status, number.as_deref(), &text, message))?;
        f.write_str(&others_text(others.iter().map(|other| {
            let text = other.code.as_ref().map(ToString::to_string).unwrap_or_default();
            (text, other.message.as_str())
        })))?;
        if *unverified { f.write_str(UNVERIFIED) } else { Ok(()) }
    }
}

impl<E: ErrorCode> StdError for ApiError<E> {}

impl<E: ErrorCode> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ActionInfo { module, name, .. } = self.action();
        match self {
            // The text of this error already contains action and status.
            Error::Api(error) => return error.fmt(f),
            _ => write!(f, "{module}/{name}: ")?,
        }
        match self {
            Error::Api(_) => {}
            Error::Unauthorized(error) => {
                write!(f, "the server rejects the client's login (HTTP {})", error.status)?;
                if !error.message.trim().is_empty() {
                    write!(f, ": {}", printable(error.message.trim()))?;
                }
            }
            Error::Http(error) => write!(
                f,
                "HTTP {} with a response that is not from this API ({} bytes)",
                error.status,
                error.body.len()
            )?,
            Error::Transport(_) => f.write_str("no response from the server")?,
            Error::Timeout(timeout) => write!(f, "no response within {:?}", timeout.after)?,
            Error::TooLarge(error) => {
                write!(f, "the response is larger than this client's limit of {} bytes", error.limit)?;
            }
            Error::Decode(error) => {
                write!(f, "the response (HTTP {}) could not be read: {}", error.status, error.fault)?;
            }
            Error::Request(error) => write!(f, "not sent: {}", error.fault)?,
            Error::Signature(error) => {
                write!(f, "the response (HTTP {}) is not trusted: {}", error.status, error.fault)?;
            }
            Error::Setup(error) => write!(f, "not sent: {}", error.missing)?,
            Error::Authorization(error) => write!(f, "{}", error.source)?,
            Error::NotImplemented(_) => f.write_str("not implemented by this test double")?,
        }
        // The text of a signature error already says so.
        if self.is_unverified() && !matches!(self, Error::Signature(_)) {
            f.write_str(UNVERIFIED)?;
        }
        if f.alternate() {
            let mut cause = self.source();
            while let Some(error) = cause {
                write!(f, ": {error}")?;
                cause = error.source();
            }
        }
        Ok(())
    }
}

impl<E: ErrorCode> StdError for Error<E> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Error::Transport(error) => Some(error.source.as_ref()),
            // The text of the error already contains the message of its source.
            Error::Authorization(error) => error.source.source(),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{failure_text, joined};
    use crate::ActionInfo;

    #[test]
    fn nothing_is_said_twice() {
        for (text, said, both) in [
            ("Invalid symbol.", "Invalid symbol.", "Invalid symbol."),
            ("Invalid symbol.", "invalid  symbol", "Invalid symbol."),
            ("Invalid symbol", "Invalid symbol!", "Invalid symbol"),
            ("Invalid symbol.", "\tINVALID SYMBOL: ", "Invalid symbol."),
            ("Invalid symbol.", "Invalid symbol: XYZ", "Invalid symbol: XYZ"),
            (
                "Invalid symbol",
                "Invalid symbols are rejected",
                "Invalid symbol: Invalid symbols are rejected",
            ),
            (
                "The symbol is invalid. Ask again.",
                "The symbol is invalid.",
                "The symbol is invalid. Ask again.",
            ),
            ("Invalid symbol.", "XYZ is none", "Invalid symbol: XYZ is none"),
            ("Ungültig. ", "ungültig", "Ungültig."),
            ("無効なシンボルです。", "無効なシンボルです", "無効なシンボルです。"),
            ("", "?!", "?!"),
            ("Failed", "", "Failed"),
            ("Failed", "***", "Failed"),
        ] {
            assert_eq!(joined(text, said), both, "{text:?} {said:?}");
        }
    }

    #[test]
    fn a_message_that_is_the_code_says_nothing_more() {
        const ACTION: ActionInfo = ActionInfo::new("m", "a", "/");
        let text = |code, said| failure_text(&ACTION, 400, code, "Failed.", said);
        assert_eq!(text(Some("no_key"), "no_key"), "m/a failed (HTTP 400, code no_key): Failed.");
        assert_eq!(text(Some("3"), "103"), "m/a failed (HTTP 400, code 3): Failed.");
        assert_eq!(text(None, "No key"), "m/a failed (HTTP 400): Failed: No key");
        let wild = failure_text(&ACTION, 400, Some("\u{9b}2J"), "Failed.", "\u{1b}[31mred\u{202e}\nx");
        assert_eq!(wild, "m/a failed (HTTP 400, code \u{fffd}2J): Failed: \u{fffd}[31mred\u{fffd} x");
        assert_eq!(failure_text(&ACTION, 500, None, "", ""), "m/a failed (HTTP 500)");
    }
}
