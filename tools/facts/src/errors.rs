//! The errors of an API, found as the runtime finds those of a generated enum.

use bindery_model::{Api, CodeKind, CodeValue, ErrorEntry};
use bindery_runtime::decode::ErrorTable;
use bindery_runtime::facts::CodeValue as _;
use bindery_runtime::wire::Value;

/// The error table of an API.
#[derive(Clone, Copy, Debug)]
pub struct Errors<'a>(pub &'a Api);

/// An error that came back.
#[derive(Clone, Debug)]
pub enum Known<'a> {
    /// One that the documents list.
    Listed(&'a ErrorEntry),
    /// A code that they do not list.
    Unlisted(CodeValue),
}

impl<'a> Errors<'a> {
    fn find(self, is_it: impl Fn(&ErrorEntry) -> bool) -> Option<Known<'a>> {
        self.0.errors.iter().find(|entry| is_it(entry)).map(Known::Listed)
    }
}

impl<'a> ErrorTable for Errors<'a> {
    type Error = Known<'a>;

    fn of_code(&self, value: &Value<'_>) -> Option<Known<'a>> {
        let code = match self.0.codes {
            CodeKind::Number => i64::find(value).map(CodeValue::Number),
            CodeKind::Text => String::find(value).map(CodeValue::Text),
        }?;
        Some(self.find(|entry| entry.code.as_ref() == Some(&code)).unwrap_or(Known::Unlisted(code)))
    }

    fn of_text(&self, text: &str) -> Option<Known<'a>> {
        let text = text.trim();
        let is_it = |entry: &ErrorEntry| {
            entry.code.is_none() && entry.status.is_none() && entry.text.eq_ignore_ascii_case(text)
        };
        match self.find(is_it)? {
            Known::Listed(ErrorEntry { reads_as: Some(meant), .. }) => {
                self.0.errors.get(*meant).map(Known::Listed)
            }
            found => Some(found),
        }
    }

    fn of_status(&self, status: u16) -> Option<Known<'a>> {
        self.find(|entry| entry.code.is_none() && entry.status == Some(status))
    }

    fn has_text_codes(&self) -> bool {
        self.0.codes == CodeKind::Text
    }
}
