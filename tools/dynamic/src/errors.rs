//! Errors of an API, looked up as the runtime looks up those of a generated enum.

use bindery_model::{Api, CodeKind, CodeValue, ErrorEntry};
use bindery_runtime::decode::ErrorTable;
use bindery_runtime::metadata::CodeValue as _;
use bindery_runtime::wire::Value;

/// Error table of an API.
#[derive(Clone, Copy, Debug)]
pub struct Errors<'a>(pub &'a Api);

/// Error that a response reports.
#[derive(Clone, Debug)]
pub enum FoundError<'a> {
    /// An entry of the error table.
    Listed(&'a ErrorEntry),
    /// An error code that the error table does not list.
    Unlisted(CodeValue),
}

impl<'a> Errors<'a> {
    fn find(self, is_it: impl Fn(&ErrorEntry) -> bool) -> Option<FoundError<'a>> {
        self.0.errors.iter().find(|entry| is_it(entry)).map(FoundError::Listed)
    }
}

impl<'a> ErrorTable for Errors<'a> {
    type Error = FoundError<'a>;

    fn of_code(&self, value: &Value<'_>) -> Option<FoundError<'a>> {
        let code = match self.0.codes {
            CodeKind::Number => i64::find(value).map(CodeValue::Number),
            CodeKind::Text => String::find(value).map(CodeValue::Text),
        }?;
        Some(self.find(|entry| entry.code.as_ref() == Some(&code)).unwrap_or(FoundError::Unlisted(code)))
    }

    fn of_text(&self, text: &str) -> Option<FoundError<'a>> {
        let text = text.trim();
        let is_it = |entry: &ErrorEntry| {
            entry.code.is_none() && entry.status.is_none() && entry.text.eq_ignore_ascii_case(text)
        };
        match self.find(is_it)? {
            FoundError::Listed(ErrorEntry { reads_as: Some(selected), .. }) => {
                self.0.errors.get(*selected).map(FoundError::Listed)
            }
            found => Some(found),
        }
    }

    fn of_status(&self, status: u16) -> Option<FoundError<'a>> {
        self.find(|entry| entry.code.is_none() && entry.status == Some(status))
    }

    fn has_text_codes(&self) -> bool {
        self.0.codes == CodeKind::Text
    }
}
