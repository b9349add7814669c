//! The error table and the rejections.

use std::collections::HashMap;

use super::Resolver;
use super::names::UNKNOWN;
use crate::diagnostic::Span;
use crate::document::{At, ErrorDoc, Named, RejectionsDoc, Text};
use crate::literal::is_whole_json;
use crate::model::{CodeKind, CodeValue, ErrorEntry, ErrorKind, Rejections};
use crate::yaml::excerpt;

/// Codes, statuses and texts of the errors so far, with their places.
#[derive(Default)]
struct DeclaredError {
    codes: HashMap<CodeValue, Span>,
    statuses: HashMap<i64, Span>,
    texts: HashMap<String, Span>,
}

impl Resolver {
    /// Resolves the error table; the names have been entered.
    pub(super) fn errors(&mut self, items: Vec<Named<'_, ErrorDoc<'_>>>) -> Vec<ErrorEntry> {
        let kinds: Vec<Option<ErrorKind>> = items
            .iter()
            .map(|item| item.value.as_ref().and_then(|doc| doc.kind).map(|kind| kind.value))
            .collect();
        let aliases: Vec<bool> =
            items.iter().map(|item| item.value.as_ref().is_some_and(|doc| doc.reads_as.is_some())).collect();
        let first = items.iter().find_map(|item| item.value.as_ref()?.code.as_ref()).map(|code| code.span);
        let mut known = DeclaredError::default();
        let mut entries = Vec::with_capacity(items.len());
        for item in items {
            let Some(doc) = item.value else { continue };
            let at = At { span: item.span, name: &item.name };
            self.check_kind_of_code(&doc, first);
            self.check_distinct(&doc, at, &mut known);
            let reads_as = doc.reads_as.as_ref().map(|text| self.reads_as(text, &doc, &item.name, &aliases));
            let target = reads_as.and_then(|id| kinds.get(id).copied().flatten());
            if doc.kind.is_none() && doc.reads_as.is_none() && !doc.doubt.about("kind") {
                self.missing(at, "error", "kind", "add the kind of error, for callers that do not know every code: `authentication`, `permission-denied`, `validation`, `not-found`, `conflict`, `funds`, `limit`, `unavailable`, `internal` or `other`");
            }
            entries.push(ErrorEntry {
                code: doc.code.map(|code| code.value),
                status: doc.status.map(|status| self.failure_status(status.value, status.span)),
                text: doc.text.map(|text| text.value.into_owned()).unwrap_or_default(),
                about: doc.about.map(|about| about.0.value.trim().to_owned()).unwrap_or_default(),
                kind: doc.kind.map(|kind| kind.value).or(target).unwrap_or(ErrorKind::Other),
                notes: doc.notes.into_iter().map(|note| note.value.into_owned()).collect(),
                reads_as,
                rust: self.rust_name(doc.rust),
                evidence: self.evidence(doc.evidence.0),
                deviations: Self::deviations(doc.deviates.0),
                span: item.span,
                name: item.name.into_owned(),
            });
        }
        entries
    }

    /// Checks that all codes are of the kind of the first one: all integers or all strings.
    fn check_kind_of_code(&mut self, doc: &ErrorDoc<'_>, first: Option<Span>) {
        let (Some(code), Some(first)) = (&doc.code, first) else { return };
        let help = match (self.codes, &code.value) {
            (CodeKind::Number, CodeValue::Text(text)) if is_whole_json(text) => "remove the quotes",
            (CodeKind::Number, CodeValue::Text(_)) => {
                "write the number, or put all codes in quotes if the vendor sends strings"
            }
            (CodeKind::Text, CodeValue::Number(_)) => "put it in quotes",
            _ => return,
        };
        let (this, others) = match self.codes {
            CodeKind::Number => ("a string", "an integer"),
            CodeKind::Text => ("an integer", "a string"),
        };
        self.error("spec::mixed-codes", code.span, "error codes of different types")
            .label(format!("this is {this}"))
            .related(first, format!("the first is {others}"))
            .help(help);
    }

    /// Checks that no two errors have the same code, or the same status or text in place of a code.
    fn check_distinct(&mut self, doc: &ErrorDoc<'_>, at: At<'_>, known: &mut DeclaredError) {
        let (code, span, message, help) = if let Some(code) = &doc.code {
            let Some(first) = known.codes.insert(code.value.clone(), code.span) else { return };
            let help = match self.codes {
                CodeKind::Number => {
                    "correct one of the codes; for another text of the same error, write `reads-as` instead of `code`"
                }
                CodeKind::Text => "correct one of the codes, or merge the two entries",
            };
            let shown = excerpt(&code.value.to_string());
            ("spec::duplicate-code", (code.span, first), format!("duplicate error code {shown}"), help)
        } else if doc.doubt.about("code") || doc.doubt.about("status") {
            return;
        } else if let Some(status) = &doc.status {
            let Some(first) = known.statuses.insert(status.value, status.span) else { return };
            let message = format!("two errors without a code have the status {}", status.value);
            (
                "spec::duplicate-status",
                (status.span, first),
                message,
                "add the code of one of them, or remove it",
            )
        } else if self.codes == CodeKind::Text {
            self.error(
                "spec::error-without-code",
                at.span,
                format!("nothing identifies {}", at.subject("error")),
            )
            .label("neither a code nor a status")
            .help("add `code`, or `status` for error responses without a code");
            return;
        } else if let Some(text) = &doc.text {
            let Some(first) = known.texts.insert(text.value.as_ref().to_owned(), text.span) else { return };
            let message = "two errors without a code have this text".to_owned();
            let help = "add the code of one of them, or remove it";
            ("spec::duplicate-error-text", (text.span, first), message, help)
        } else {
            return;
        };
        let (span, first) = span;
        self.error(code, span, message).label("duplicate").related(first, "first used here").help(help);
    }

    fn reads_as(&mut self, text: &Text<'_>, doc: &ErrorDoc<'_>, name: &str, aliases: &[bool]) -> usize {
        let id = self.names.errors.find(text, &mut self.sink);
        let fault = if let Some(code) = &doc.code {
            Some((
                code.span,
                "has a code of its own",
                "remove `code`, or remove `reads-as` if this is a separate error".to_owned(),
            ))
        } else if let Some(status) = &doc.status {
            Some((
                status.span,
                "has a status of its own",
                "remove `status`, or remove `reads-as` if this is a separate error".to_owned(),
            ))
        } else if text.value == name {
            Some((text.span, "the same entry", "remove `reads-as`, or name the right entry".to_owned()))
        } else if aliases.get(id).copied().unwrap_or(false) {
            let target = excerpt(&text.value);
            Some((text.span, "has `reads-as` itself", format!("name the entry that `{target}` reads as")))
        } else {
            None
        };
        if let Some((span, label, help)) = fault {
            self.error(
                "spec::reads-as",
                span,
                "`reads-as` is only for a text that means an error with a code",
            )
            .label(label)
            .help(help);
        }
        id
    }

    /// Resolves the rejections.
    pub(super) fn rejections(&mut self, doc: Option<RejectionsDoc<'_>>) -> Rejections {
        let Some(doc) = doc else {
            return Rejections {
                missing: UNKNOWN,
                invalid: UNKNOWN,
                unauthenticated: UNKNOWN,
                not_found: UNKNOWN,
                not_implemented: UNKNOWN,
                internal: UNKNOWN,
            };
        };
        let mut error = |text: Option<Text<'_>>| self.error_reference(text.as_ref()).unwrap_or(UNKNOWN);
        Rejections {
            missing: error(doc.missing),
            invalid: error(doc.invalid),
            unauthenticated: error(doc.login),
            not_found: error(doc.not_found),
            not_implemented: error(doc.not_implemented),
            internal: error(doc.internal),
        }
    }
}
