//! The error table and the refusals.

use std::collections::HashMap;

use super::Resolver;
use super::names::UNKNOWN;
use crate::diagnostic::{Diagnostic, Span};
use crate::document::{At, ErrorDoc, Named, RefusalsDoc, Text};
use crate::model::{CodeValue, ErrorEntry, ErrorKind, Refusals};
use crate::yaml::excerpt;

impl Resolver {
    /// Resolves the error table; the names have been entered.
    pub(super) fn errors(&mut self, items: Vec<Named<'_, ErrorDoc<'_>>>) -> Vec<ErrorEntry> {
        let kinds: Vec<Option<ErrorKind>> = items
            .iter()
            .map(|item| item.value.as_ref().and_then(|doc| doc.kind).map(|kind| kind.value))
            .collect();
        let aliases: Vec<bool> =
            items.iter().map(|item| item.value.as_ref().is_some_and(|doc| doc.reads_as.is_some())).collect();
        let mut codes: HashMap<CodeValue, Span> = HashMap::new();
        let mut texts: HashMap<String, Span> = HashMap::new();
        let mut entries = Vec::with_capacity(items.len());
        for item in items {
            let Some(doc) = item.value else { continue };
            let at = At { span: item.span, name: &item.name };
            self.check_distinct(&doc, &mut codes, &mut texts);
            let reads_as = doc.reads_as.as_ref().map(|text| self.reads_as(text, &doc, &item.name, &aliases));
            let target = reads_as.and_then(|id| kinds.get(id).copied().flatten());
            if doc.kind.is_none() && doc.reads_as.is_none() {
                self.missing(at, "error", "kind", "say what it is about, for callers that do not know every code: authentication, refused, validation, not-found, conflict, funds, limit, unavailable, internal or other");
            }
            entries.push(ErrorEntry {
                code: doc.code.map(|code| code.value),
                status: None,
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

    /// A code means one error, and so does a text that has no code.
    fn check_distinct(
        &mut self,
        doc: &ErrorDoc<'_>,
        codes: &mut HashMap<CodeValue, Span>,
        texts: &mut HashMap<String, Span>,
    ) {
        if let Some(code) = &doc.code {
            if let Some(first) = codes.get(&code.value) {
                self.sink.push(
                    Diagnostic::error("spec::duplicate-code", code.span, format!("the code {} means two errors", code.value))
                        .label("again")
                        .related(*first, "first here")
                        .help("correct one of the codes; for another text of the same error, leave out `code` and say `reads-as`"),
                );
            } else {
                codes.insert(code.value.clone(), code.span);
            }
        } else if let Some(text) = &doc.text {
            if let Some(first) = texts.get(text.value.as_ref()) {
                self.sink.push(
                    Diagnostic::error(
                        "spec::duplicate-error-text",
                        text.span,
                        "two errors are known by this text alone",
                    )
                    .label("again")
                    .related(*first, "first here")
                    .help("give one of them its code, or remove it"),
                );
            } else {
                texts.insert(text.value.as_ref().to_owned(), text.span);
            }
        }
    }

    fn reads_as(&mut self, text: &Text<'_>, doc: &ErrorDoc<'_>, name: &str, aliases: &[bool]) -> usize {
        let id = self.names.errors.find(text, &mut self.sink);
        let fault = if let Some(code) = &doc.code {
            Some((
                code.span,
                "an own code",
                "remove `code`, or `reads-as` if it is an error of its own".to_owned(),
            ))
        } else if text.value == name {
            Some((
                text.span,
                "this very entry",
                "remove `reads-as`, or name the entry that is meant".to_owned(),
            ))
        } else if aliases.get(id).copied().unwrap_or(false) {
            let target = excerpt(&text.value);
            Some((text.span, "reads as another itself", format!("name the entry that `{target}` reads as")))
        } else {
            None
        };
        if let Some((span, label, help)) = fault {
            self.sink.push(
                Diagnostic::error(
                    "spec::reads-as",
                    span,
                    "`reads-as` is for a text that means an entry with a code",
                )
                .label(label)
                .help(help),
            );
        }
        id
    }

    /// Resolves the refusals.
    pub(super) fn refusals(&mut self, doc: Option<RefusalsDoc<'_>>) -> Refusals {
        let Some(doc) = doc else {
            return Refusals {
                missing: UNKNOWN,
                invalid: UNKNOWN,
                login: UNKNOWN,
                not_found: UNKNOWN,
                not_implemented: UNKNOWN,
                internal: UNKNOWN,
            };
        };
        let mut error = |text: Option<Text<'_>>| self.error_reference(text.as_ref()).unwrap_or(UNKNOWN);
        Refusals {
            missing: error(doc.missing),
            invalid: error(doc.invalid),
            login: error(doc.login),
            not_found: error(doc.not_found),
            not_implemented: error(doc.not_implemented),
            internal: error(doc.internal),
        }
    }
}
