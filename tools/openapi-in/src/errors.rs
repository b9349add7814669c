//! Error responses: one error format for each body, one error for each status.

use bindery_vocabulary::ErrorKind;
use bindery_vocabulary::json::JsonValue;
use indexmap::IndexMap;

use crate::error_body::body;
use crate::pointer::join;
use crate::statuses::{self, Status};
use crate::text;
use crate::tree::Node;
use crate::typed::Direction;
use crate::types::Types;

/// The error formats and errors of a spec while its actions are read.
#[derive(Default)]
pub(crate) struct Errors {
    /// Formats by name: statuses, and the keys `media`, `body`, `details`.
    formats: IndexMap<String, Format>,
    /// Errors by status, each with its text.
    errors: IndexMap<u16, String>,
    /// Formats of each action, with the statuses that have them.
    uses: Vec<IndexMap<String, Vec<Status>>>,
}

/// Whether a format describes the body of every error.
fn is_whole(statuses: &[Status]) -> bool {
    let has = |status: Status| statuses.contains(&status);
    has(Status::Default) || (has(Status::Class(4)) && has(Status::Class(5)))
}

struct Format {
    statuses: Vec<Status>,
    keys: Vec<(String, JsonValue)>,
}

/// Values of `rejections`, `error-formats` and `errors`, and the name of the format for all errors.
pub(crate) struct Written {
    pub(crate) rejections: JsonValue,
    pub(crate) formats: JsonValue,
    pub(crate) errors: JsonValue,
    pub(crate) default: String,
    /// Value of `error-formats` for each action, in the order in which they were added.
    pub(crate) uses: Vec<Option<JsonValue>>,
}

/// Name of the format for responses that no other format describes.
pub(crate) const OTHER: &str = "other";

impl Errors {
    /// Reads the error responses of an operation. Its value of `error-formats` comes with [`Self::written`].
    pub(crate) fn add(&mut self, types: &mut Types<'_>, responses: &[(Status, &Node, String)], owner: &str) {
        types.face(Direction::Response);
        let only_default = responses.iter().all(|(status, ..)| status.is_error());
        let mut uses: IndexMap<String, Vec<Status>> = IndexMap::new();
        for (status, node, place) in responses {
            if !status.is_error() || (only_default && *status == Status::Default) {
                continue;
            }
            if let Status::One(code) = status {
                let about = text::about(node.text_at("description"));
                self.errors
                    .entry(*code)
                    .or_insert_with(|| about.unwrap_or_else(|| text::in_words(&statuses::name(*code))));
            }
            for (name, _) in node.get("headers").map_or(&[][..], Node::entries) {
                types.schemas.findings.wider(&join(place, "headers"), "a header of an error response", name);
            }
            let Some((name, keys)) = body(types, node, place, owner, *status) else { continue };
            let name = self.format(name, keys, *status);
            uses.entry(name).or_default().push(*status);
        }
        self.uses.push(uses);
    }

    /// Returns the value of `error-formats` of an action: exact statuses first, then ranges, then the format for all.
    fn written_uses(&self, uses: IndexMap<String, Vec<Status>>, default: &str) -> Option<JsonValue> {
        let mut list: Vec<(usize, JsonValue)> = Vec::with_capacity(uses.len() + 1);
        for (format, statuses) in uses {
            if format == default {
                continue; // it comes last for all errors
            }
            if is_whole(&statuses) {
                list.push((2, JsonValue::text(format)));
                continue;
            }
            let mut named: Vec<String> = Vec::new();
            for status in &statuses {
                match status {
                    Status::One(code) => named.push(statuses::name(*code)),
                    Status::Class(digit) => {
                        let class = self.errors.keys().filter(|code| *code / 100 == *digit);
                        named.extend(class.map(|code| statuses::name(*code)));
                    }
                    Status::Default => {}
                }
            }
            let rank = usize::from(statuses.iter().any(|status| matches!(status, Status::Class(_))));
            let keys = [("format", JsonValue::text(format)), ("errors", JsonValue::texts(named))];
            list.push((rank, JsonValue::object(keys)));
        }
        list.sort_by_key(|(rank, _)| *rank);
        if list.last().is_some_and(|(rank, _)| *rank < 2) {
            list.push((2, JsonValue::text(default)));
        }
        match list.as_slice() {
            [] => None,
            [(2, JsonValue::Text(only))] if only == default => None,
            _ => Some(list.into_iter().map(|(_, item)| item).collect()),
        }
    }

    fn format(&mut self, name: String, keys: Vec<(String, JsonValue)>, status: Status) -> String {
        let mut candidate = name.clone();
        let mut number = 2;
        loop {
            match self.formats.get_mut(&candidate) {
                Some(known) if known.keys == keys => {
                    if !known.statuses.contains(&status) {
                        known.statuses.push(status);
                    }
                    return candidate;
                }
                Some(_) => {
                    candidate = format!("{name}-{number}");
                    number += 1;
                }
                None => {
                    self.formats.insert(candidate.clone(), Format { statuses: vec![status], keys });
                    return candidate;
                }
            }
        }
    }

    /// Returns the values of the keys of `api.yaml`.
    pub(crate) fn written(mut self) -> Written {
        let invalid =
            if self.errors.contains_key(&422) && !self.errors.contains_key(&400) { 422 } else { 400 };
        let rejections = [
            ("missing", invalid),
            ("invalid", invalid),
            ("unauthenticated", 401),
            ("not-found", 404),
            ("not-implemented", 501),
            ("internal", 500),
        ];
        for (_, status) in rejections {
            self.errors.entry(status).or_insert_with(|| text::in_words(&statuses::name(status)));
        }
        self.errors.sort_keys();
        let errors = self.errors.iter().map(|(status, about)| {
            let kind = ErrorKind::of_status(*status).unwrap_or(ErrorKind::Other);
            let error = JsonValue::object([
                ("status", JsonValue::number(status)),
                ("text", JsonValue::text(about)),
                ("kind", JsonValue::text(bindery_vocabulary::Word::text(kind))),
            ]);
            (statuses::name(*status), error)
        });
        let errors: Vec<(String, JsonValue)> = errors.collect();
        let rejections = rejections.map(|(key, status)| (key, JsonValue::text(statuses::name(status))));
        // Exact statuses are tried first, then ranges, then the rest.
        let mut formats: Vec<(String, Format)> = std::mem::take(&mut self.formats).into_iter().collect();
        for (_, format) in &mut formats {
            format.statuses.sort();
        }
        formats.sort_by_key(|(_, format)| match format.statuses.first() {
            Some(Status::One(_)) => 0,
            Some(Status::Class(_)) => 1,
            _ => 2,
        });
        let whole = formats.iter().find(|(_, format)| is_whole(&format.statuses));
        let default = whole.map_or(OTHER, |(name, _)| name).to_owned();
        let mut written: Vec<(String, JsonValue)> =
            formats.into_iter().map(|(name, format)| (name, written_format(format))).collect();
        if default == OTHER {
            let other = Format {
                statuses: vec![Status::Default],
                keys: vec![
                    (
                        "about".to_owned(),
                        JsonValue::text("Errors whose body the document does not describe."),
                    ),
                    ("media".to_owned(), JsonValue::text("text/plain")),
                    ("body".to_owned(), JsonValue::text("$message")),
                ],
            };
            written.push((OTHER.to_owned(), written_format(other)));
        }
        let uses = std::mem::take(&mut self.uses);
        Written {
            uses: uses.into_iter().map(|uses| self.written_uses(uses, &default)).collect(),
            rejections: JsonValue::object(rejections),
            formats: JsonValue::Object(written),
            errors: JsonValue::Object(errors),
            default,
        }
    }
}

fn written_format(format: Format) -> JsonValue {
    let range = |first: u16, last: u16| [first, last].iter().map(JsonValue::number).collect::<JsonValue>();
    let signal = |status: &Status| {
        let value = match status {
            Status::One(code) => JsonValue::number(code),
            Status::Class(digit) => range(digit * 100, digit * 100 + 99),
            Status::Default => range(400, 599),
        };
        JsonValue::object([("status", value)])
    };
    let first = match format.statuses.first() {
        Some(Status::One(code)) => *code,
        Some(Status::Class(digit)) => digit * 100,
        _ => 500,
    };
    let mut keys = vec![
        ("status".to_owned(), JsonValue::number(first)),
        ("when".to_owned(), format.statuses.iter().map(signal).collect()),
    ];
    keys.extend(format.keys);
    JsonValue::Object(keys)
}
