//! Reading of error responses. It is lenient: missing and unexpected values are skipped.

use std::time::Duration;

use bindery_vocabulary::json::JsonValue;
use bindery_vocabulary::template::{self, Placeholder, Step};

use super::path::{at_path, at_steps};
use super::seconds;
use super::signal::Signals;
use super::words::words_of;
use crate::wire::{Document, Fault, RawJson, Shape, Value, Wire};
use crate::{ActionInfo, ErrorFormat, ErrorSignal, ResponseHead};

/// Lookup of an API's errors by code, text or status.
pub trait ErrorTable {
    /// Type of an error, documented or not.
    type Error;

    /// Returns the error with this code; `None` when the value is not a code.
    fn of_code(&self, value: &Value<'_>) -> Option<Self::Error>;

    /// Returns the error that this text alone identifies; `None` if there is none.
    fn of_text(&self, text: &str) -> Option<Self::Error>;

    /// Returns the error that this HTTP status alone identifies; `None` if there is none.
    fn of_status(&self, status: u16) -> Option<Self::Error>;

    /// Whether codes are strings; otherwise they are numbers.
    fn has_text_codes(&self) -> bool;
}

/// Content of an error response, independent of its error format.
#[derive(Debug)]
pub struct FailureParts<E> {
    /// Error that the response reports; `None` if the response identifies none.
    pub code: Option<E>,
    /// Message; empty when there is none.
    pub message: String,
    /// Details of the error, any JSON value; `None` if the response has none.
    pub details: Option<RawJson>,
    /// Wait that the body asks for; `None` if it does not.
    pub retry_after: Option<Duration>,
    /// Errors that the response reports beside the first one.
    pub others: Vec<ReportedError<E>>,
}

impl<E> Default for FailureParts<E> {
    fn default() -> Self {
        Self::new(None, String::new())
    }
}

impl<E> FailureParts<E> {
    fn new(code: Option<E>, message: String) -> Self {
        Self { code, message, details: None, retry_after: None, others: Vec::new() }
    }
}

/// One of several errors that an error response reports.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ReportedError<E> {
    /// Documented error, or an unknown code; `None` when there is no code and an unknown text.
    pub code: Option<E>,
    /// Message; may be empty.
    pub message: String,
    /// Details of this error, any JSON value; `None` if it has none of its own.
    pub details: Option<RawJson>,
}

impl<E> ReportedError<E> {
    /// Reads the details as the type that the documents describe.
    ///
    /// # Errors
    /// When the error has no details of its own, or they do not match the type.
    pub fn details_as<T: Wire>(&self) -> Result<T, Fault> {
        let details = self.details.as_ref().ok_or_else(|| Fault::missing("details"))?;
        T::read(&Document::parse(details.as_str().as_bytes())?.value())
    }
}

/// Maximum number of errors that are read from one response.
const MOST_ERRORS: usize = 100;

/// Finds the error that a body of JSON reports: in a format that the action names, if a code or a message can be read in
/// it, else in the first error format that the body matches.
pub(crate) fn of_json<T: ErrorTable>(
    (action, formats, usual): (&ActionInfo, &[ErrorFormat], &str),
    table: &T,
    head: &ResponseHead,
    value: &Value<'_>,
) -> Option<FailureParts<T::Error>> {
    let mut room = None;
    let entries = match value.shape() {
        Shape::Object => Some(value.entries(&mut room).ok()?),
        Shape::List => None,
        Shape::Null => return None,
        // A string or number alone.
        Shape::Bool(_) | Shape::Number(_) | Shape::Text(_) | Shape::BrokenText => {
            return of_text((action, formats), table, head, &value.scalar_text()?);
        }
    };
    let signals = Signals { head, body: Some(value), entries: entries.as_ref() };
    // Reads the error in a format that the body matches. Also returns whether more than its status marks it, and whether
    // it has a code or a message: the status alone is weak evidence, because proxies send it too.
    let read_in = |format: &ErrorFormat| {
        let own = action.fails_in(format.name, usual);
        let is_clear = signals.are_clearly_of(format, own);
        if !is_clear && !signals.are_of(format, own) {
            return None;
        }
        // The body of another format is plain text.
        let template = JsonValue::parse(format.body).filter(|template| !template.is_scalar())?;
        // A list is not the object of an API whose status it has, nor the other way around.
        if !is_clear && matches!(template, JsonValue::List(_)) != entries.is_none() {
            return None;
        }
        let mut found = read(format, &template, table, value);
        let says = found.code.is_some() || !found.message.is_empty();
        found.code = found.code.or_else(|| table.of_status(head.status));
        Some((found, is_clear, says))
    };
    let mut named = formats.iter().filter(|format| action.names_format(format.name)).filter_map(read_in);
    if let Some((found, ..)) = named.find(|(_, _, says)| *says) {
        return Some(found);
    }
    // Error identified by the status, used when no error format says more.
    let mut by_status = None;
    for (found, is_clear, says) in formats.iter().filter_map(read_in) {
        if is_clear || says {
            return Some(found);
        }
        by_status = by_status.or(Some(found).filter(|found| found.code.is_some()));
    }
    by_status
}

/// Finds the error of a body that is a text: identified by the text, read in a format whose body is a text, or identified
/// by the status if the body is empty.
pub(crate) fn of_text<T: ErrorTable>(
    (action, formats): (&ActionInfo, &[ErrorFormat]),
    table: &T,
    head: &ResponseHead,
    text: &str,
) -> Option<FailureParts<T::Error>> {
    if let Some(code) = table.of_text(text) {
        return Some(FailureParts::new(Some(code), text.to_owned()));
    }
    let signals = Signals { head, body: None, entries: None };
    let named = |named: bool| formats.iter().filter(move |format| action.names_format(format.name) == named);
    let matching = || named(true).chain(named(false)).filter(|format| signals.are_of(format, true));
    if text.is_empty() {
        let code = matching().next().and_then(|_| table.of_status(head.status))?;
        return Some(FailureParts::new(Some(code), String::new()));
    }
    // Text that starts like the page of a proxy is no message of the API.
    if text.starts_with('<') {
        return None;
    }
    let format = matching().find(|format| is_text(format))?;
    let template = JsonValue::parse(format.body)?;
    let mut found = read(format, &template, table, &Value::Text(text.into()));
    found.code = found.code.or_else(|| table.of_status(head.status));
    Some(found)
}

/// Whether the body of a format is a text alone, in plain text or as a JSON string.
fn is_text(format: &ErrorFormat) -> bool {
    JsonValue::parse(format.body).is_some_and(|template| Placeholder::of(&template).is_some())
}

/// Reads an error response in this format.
fn read<T: ErrorTable>(
    format: &ErrorFormat,
    template: &JsonValue,
    table: &T,
    body: &Value<'_>,
) -> FailureParts<T::Error> {
    let mut places = template::places(template);
    // What stands in the list of errors says more than what stands beside it.
    places.sort_by_key(|(steps, _)| !steps.contains(&Step::Each));
    let count = count(&places, body);
    let mut errors = (0..count).map(|error| {
        let mut part = one(&places, table, body, error);
        if let Some(path) = format.details {
            let (details, is_entry) = typed(template, path, body, error);
            part.error.details = details;
            part.is_own |= is_entry;
        }
        part
    });
    let Part { error: ReportedError { code, mut message, details }, .. } = errors.next().unwrap_or_default();
    if code.is_none() && message.is_empty() {
        message = format.when.iter().find_map(|signal| words_at(signal, body)).unwrap_or_default();
    }
    let wait = places.iter().find(|(_, what)| *what == Placeholder::RetryAfter);
    FailureParts {
        code: code.or_else(|| table.of_text(&message)),
        message,
        details,
        retry_after: wait
            .and_then(|(steps, _)| at_steps(body, steps, 0, |value| seconds(value.scalar_text()?.trim()))),
        others: errors.filter(|part| part.is_own).map(|part| part.error).collect(),
    }
}

/// Returns the details of the error at this position, where their type is documented: the value at this path, or its
/// entry in a list of errors. Also returns whether such an entry says something.
fn typed(template: &JsonValue, path: &str, body: &Value<'_>, error: usize) -> (Option<RawJson>, bool) {
    let is_list = match if path.is_empty() { Some(template) } else { template.at(path) } {
        Some(JsonValue::List(items)) => template::repeated(items).is_some(),
        _ => false,
    };
    let read = |value: &Value<'_>| match is_list {
        true => at_steps(value, &[Step::Each], error, |value| RawJson::read(value).ok()),
        false => (error == 0).then(|| RawJson::read(value).ok()).flatten(),
    };
    let found = if path.is_empty() { read(body) } else { at_path(body, path, read) };
    let says =
        |details: &RawJson| JsonValue::parse(details.as_str()).is_some_and(|json| !template::is_empty(&json));
    let is_entry = is_list && found.as_ref().is_some_and(says);
    (found, is_entry)
}

/// Returns the number of errors in the lists of a body, at least one.
fn count(places: &[(Vec<Step<'_>>, Placeholder)], body: &Value<'_>) -> usize {
    let length = |(steps, _): &(Vec<Step<'_>>, Placeholder)| {
        let at = steps.iter().position(|step| *step == Step::Each)?;
        at_steps(body, steps.get(..at)?, 0, |list| Some(list.items(&mut None).ok()?.len()))
    };
    places.iter().filter_map(length).max().unwrap_or(1).clamp(1, MOST_ERRORS)
}

/// An error, and whether a part of it was found in a list of errors.
struct Part<E> {
    error: ReportedError<E>,
    is_own: bool,
}

impl<E> Default for Part<E> {
    fn default() -> Self {
        Self { error: ReportedError { code: None, message: String::new(), details: None }, is_own: false }
    }
}

/// Reads the error at this position.
fn one<T: ErrorTable>(
    places: &[(Vec<Step<'_>>, Placeholder)],
    table: &T,
    body: &Value<'_>,
    error: usize,
) -> Part<T::Error> {
    let (mut code, mut message, mut details) = (None, None, None);
    // Value at the code's place that is not a code of the API, such as a name where codes are numbers.
    let mut stray = None;
    let mut is_own = false;
    for (steps, what) in places {
        let code_at = || at_steps(body, steps, error, |value| table.of_code(value));
        let words = || at_steps(body, steps, error, words_of);
        let was = (code.is_some(), message.is_some(), details.is_some(), stray.is_some());
        match what {
            // The status is already known, and the wait is that of the response.
            Placeholder::Status | Placeholder::RetryAfter => {}
            Placeholder::Code => match code_at() {
                Some(found) => code = code.or(Some(found)),
                None => stray = stray.or_else(|| at_steps(body, steps, error, stray_code)),
            },
            Placeholder::CodeText => match code_at() {
                // A code in words says more than a number, but not more than the list of errors.
                Some(found) => code = if is_own { code.or(Some(found)) } else { Some(found) },
                // Where the code may be a string, any other string is a message.
                None => message = message.or_else(words),
            },
            Placeholder::Message => message = message.or_else(words),
            Placeholder::Details => {
                details = details.or_else(|| at_steps(body, steps, error, |value| RawJson::read(value).ok()));
            }
        }
        let is = (code.is_some(), message.is_some(), details.is_some(), stray.is_some());
        is_own |= was != is && steps.contains(&Step::Each);
    }
    let texts = || message.iter().chain(&stray);
    let by_text = || texts().find_map(|text: &String| table.of_text(text));
    let code = match code {
        // A text that identifies one error says more than a number that several errors share.
        Some(code) if !table.has_text_codes() => by_text().or(Some(code)),
        Some(code) => Some(code),
        None => by_text(),
    };
    let message = match (stray, message) {
        (Some(stray), Some(message)) if stray != message => Some(format!("{stray}: {message}")),
        (stray, message) => message.or(stray),
    };
    Part { error: ReportedError { code, message: message.unwrap_or_default(), details }, is_own }
}

/// Returns the text at the path of an error signal, where it is more than a boolean: a string, or an array of strings,
/// where an object is documented.
fn words_at(signal: &ErrorSignal, body: &Value<'_>) -> Option<String> {
    match signal {
        ErrorSignal::Has(path) | ErrorSignal::Filled(path) => {
            at_path(body, path, |value| match value.shape() {
                Shape::Bool(_) | Shape::Number(_) => None,
                _ => words_of(value),
            })
        }
        ErrorSignal::All(all) => all.iter().find_map(|signal| words_at(signal, body)),
        ErrorSignal::Is(..)
        | ErrorSignal::IsNot(..)
        | ErrorSignal::Empty(_)
        | ErrorSignal::Header(_)
        | ErrorSignal::HeaderIs(..)
        | ErrorSignal::Status(..) => None,
    }
}

/// Returns a string or number at the code's place that is not a code of the API.
fn stray_code(value: &Value<'_>) -> Option<String> {
    match value.shape() {
        Shape::Text(_) | Shape::Number(_) => words_of(value),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Error table with numbers; the status 500 identifies one of them.
    struct Errors;

    impl ErrorTable for Errors {
        type Error = i64;

        fn of_code(&self, value: &Value<'_>) -> Option<i64> {
            i64::read(value).ok()
        }

        fn of_text(&self, _text: &str) -> Option<i64> {
            None
        }

        fn of_status(&self, status: u16) -> Option<i64> {
            (status == 500).then_some(0)
        }

        fn has_text_codes(&self) -> bool {
            false
        }
    }

    fn found(formats: &[ErrorFormat], status: u16, body: &str) -> Option<FailureParts<i64>> {
        let info = ActionInfo::new("m", "a", "/a");
        let document = Document::parse(body.as_bytes()).expect("JSON");
        of_json((&info, formats, formats[0].name), &Errors, &status.into(), &document.value())
    }

    #[test]
    fn a_shape_that_the_body_bears_says_more_than_the_status() {
        const SHAPES: &[ErrorFormat] = &[
            ErrorFormat::new("by-status", 500)
                .when(&[ErrorSignal::Status(400, 599)])
                .body(r#"{"type":"$code"}"#),
            ErrorFormat::new("by-sign", 500)
                .when(&[ErrorSignal::Is("ok", "false")])
                .body(r#"{"ok":false,"why":"$code"}"#),
        ];
        let code = |body: &str| found(SHAPES, 500, body).map(|found| found.code);
        assert_eq!(code(r#"{"ok":false,"why":7}"#), Some(Some(7)));
        assert_eq!(code(r#"{"ok":false,"why":7,"type":8}"#), Some(Some(8)));
        assert_eq!(code(r#"{"other":1}"#), Some(Some(0)));
        assert_eq!(code(r#"{"ok":false}"#), Some(Some(0)));
    }

    #[test]
    fn each_entry_of_a_list_is_an_error() {
        const LISTED: &[ErrorFormat] = &[ErrorFormat::new("listed", 400)
            .when(&[ErrorSignal::Filled("errors")])
            .body(r#"{"message":"$message","errors":[{"code":"$code","field":"$details"}]}"#)];
        let found = |body: &str| found(LISTED, 400, body).expect("an error");
        let two = found(r#"{"message":"Wrong","errors":[{"code":1,"field":"a"},{"code":2},null,{"x":1}]}"#);
        assert_eq!((two.code, two.message.as_str()), (Some(1), "Wrong"));
        let others: Vec<_> = two.others.iter().map(|error| (error.code, error.message.as_str())).collect();
        assert_eq!(others, [(Some(2), "Wrong")]);
        assert_eq!(two.details.expect("details").as_str(), r#""a""#);
        // A single error in place of the list.
        assert_eq!(found(r#"{"errors":{"code":3}}"#).code, Some(3));
        // More errors than are read.
        let many = format!(r#"{{"errors":[{}{{"code":1}}]}}"#, r#"{"code":1},"#.repeat(500));
        assert_eq!(found(&many).others.len(), MOST_ERRORS - 1);
    }

    #[test]
    fn positions_of_a_list_are_parts_of_one_error() {
        const AT: &[ErrorFormat] = &[ErrorFormat::new("at", 500)
            .when(&[ErrorSignal::All(&[ErrorSignal::Status(500, 500), ErrorSignal::Is("0", "\"error\"")])])
            .body(r#"["error","$code","$message"]"#)];
        let error = found(AT, 500, r#"["error",10020,"price: invalid"]"#).expect("an error");
        assert_eq!((error.code, error.message.as_str()), (Some(10020), "price: invalid"));
        assert!(error.others.is_empty());
        assert!(found(AT, 200, r#"["error",10020,"x"]"#).is_none());
        assert!(found(AT, 500, r#"[["error"]]"#).is_none());
    }
}
