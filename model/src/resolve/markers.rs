//! The signs of failure shapes: which shape an answer has, and whether every shape can be told from the others.

use std::collections::HashMap;

use super::Resolver;
use crate::diagnostic::Span;
use crate::document::{At, Many, MarkerDoc, Whole, Wrapper};
use crate::model::{FailureShape, Holds, Marker, Part};

impl Resolver {
    /// An HTTP status of an answer.
    pub(super) fn status(&mut self, status: i64, span: Span) -> u16 {
        if !(200..600).contains(&status) {
            self.error("spec::status", span, format!("{status} is not the status of an answer"))
                .label("not from 200 to 599")
                .help("write the HTTP status that the vendor's server sends");
        }
        u16::try_from(status).unwrap_or(500)
    }

    /// The HTTP status that a failure is sent with, whose body has to say what it is.
    pub(super) fn failure_status(&mut self, status: i64, span: Span) -> u16 {
        if matches!(status, 204 | 205 | 304) {
            self.error("spec::status", span, format!("what is sent with the status {status} has no body"))
                .label("says nothing about the failure")
                .help("write the HTTP status that the vendor's server sends with its failures");
        }
        self.status(status, span)
    }

    /// Resolves the signs of a shape.
    pub(super) fn markers(&mut self, docs: Option<Many<MarkerDoc<'_>>>, at: At<'_>) -> Vec<Marker> {
        let Some(docs) = docs else { return Vec::new() };
        if docs.0.is_empty() {
            self.error(
                "spec::no-sign",
                at.span,
                format!("nothing tells {} from an answer", at.subject("failure")),
            )
            .label("no signs")
            .help("list its signs: `when: [{key: error}]`, or `when: [{status: [400, 599]}]`");
        }
        docs.0.into_iter().filter_map(|doc| self.marker(doc)).collect()
    }

    fn marker(&mut self, doc: MarkerDoc<'_>) -> Option<Marker> {
        match (doc.key, doc.status) {
            (Some(key), None) => {
                let key = key.value.into_owned();
                match (doc.is, doc.not) {
                    (None, None) => Some(Marker::Has(key)),
                    (Some(flag), None) => Some(Marker::Is(key, flag.value)),
                    (None, Some(flag)) => Some(Marker::IsNot(key, flag.value)),
                    (Some(_), Some(flag)) => {
                        self.error("spec::sign", flag.span, "a sign says what a flag is or what it is not")
                            .label("both in one")
                            .help("keep one of them: `not: true` is met by a missing flag too, `is: false` is not");
                        None
                    }
                }
            }
            (None, Some(status)) => {
                for (name, flag) in [("is", doc.is), ("not", doc.not)] {
                    let Some(flag) = flag else { continue };
                    self.error("spec::sign", flag.span, "a status is no flag")
                        .label("of which key?")
                        .help(format!("remove `{name}`, or name the key that holds the flag"));
                }
                self.status_range(&status.0, doc.span)
            }
            (Some(key), Some(_)) => {
                self.error("spec::sign", key.span, "a sign is a key or a status")
                    .label("both in one")
                    .help("make two signs of it, of which any is enough; a shape cannot ask for both");
                None
            }
            (None, None) => {
                if !doc.doubt.about("key") && !doc.doubt.about("status") {
                    self.error("spec::sign", doc.span, "this sign does not say what to look for")
                        .label("neither a key nor a status")
                        .help("name a key at the top level, `{key: error}`, or the HTTP status, `{status: [400, 599]}`");
                }
                None
            }
        }
    }

    fn status_range(&mut self, status: &[Whole], at: Span) -> Option<Marker> {
        let (first, last) = match status {
            [only] => (only, only),
            [first, last] => (first, last),
            _ => {
                let span = status.get(2).map_or(at, |third| third.span);
                self.error("spec::sign", span, "this is no range of statuses")
                    .label(if status.is_empty() { "no status" } else { "one too many" })
                    .help("write one status, `status: 404`, or the first and the last, `status: [400, 599]`");
                return None;
            }
        };
        if first.value > last.value {
            self.error("spec::sign", first.span, "no status is in this range")
                .label("after the end of the range")
                .help(format!("write `status: [{}, {}]`", last.value, first.value));
            return None;
        }
        Some(Marker::Status(self.status(first.value, first.span), self.status(last.value, last.span)))
    }

    /// What a server writes must be read back as what it is.
    pub(super) fn check_recognised(&mut self, span: Span, shape: &FailureShape) {
        let FailureShape { when, body, .. } = shape;
        let shows = |marker: &Marker| match marker {
            Marker::Status(first, last) => (*first..=*last).contains(&shape.status),
            other => shown_by_body(other, body),
        };
        if when.is_empty() || body.is_empty() || when.iter().any(shows) {
            return;
        }
        self.error("spec::failure-mismatch", span, "the body shows none of the signs under `when`")
            .label("would not be recognised")
            .help("make the body as the vendor sends it, or correct `when`");
    }

    /// Reports shapes that are never read as themselves, since earlier ones have all of their signs and look for code
    /// and message elsewhere.
    pub(super) fn check_shadowed(&mut self, shapes: &[FailureShape], places: &[Span]) {
        // The first shape that takes what shows a sign.
        let mut has: HashMap<&str, usize> = HashMap::new();
        let mut is: HashMap<(&str, bool), usize> = HashMap::new();
        for (position, shape) in shapes.iter().enumerate() {
            let taker = |marker: &Marker| match marker {
                Marker::Has(key) => has.get(key.as_str()).copied(),
                Marker::Is(key, value) => {
                    let same = is.get(&(key.as_str(), *value)).copied();
                    let any = has.get(key.as_str()).copied();
                    same.into_iter().chain(any).min()
                }
                // What is missing counts for the actions that fail so, and others fail otherwise. A status alone is a
                // weak sign: where nothing can be read, later shapes are tried.
                Marker::IsNot(..) | Marker::Status(..) => None,
            };
            let takers: Option<Vec<usize>> = shape.when.iter().map(taker).collect();
            let wrong = takers.unwrap_or_default().into_iter().find(|taker| {
                let is_read = |part: &&Part| !matches!(part.holds, Holds::Fixed(_) | Holds::Status);
                let taker = shapes.get(*taker).map_or([].as_slice(), |taker| taker.body.as_slice());
                shape.body.iter().filter(is_read).any(|part| !taker.contains(part))
            });
            for marker in &shape.when {
                match marker {
                    Marker::Has(key) => drop(has.entry(key).or_insert(position)),
                    Marker::Is(key, value) => drop(is.entry((key, *value)).or_insert(position)),
                    Marker::IsNot(..) | Marker::Status(..) => {}
                }
            }
            let (Some(wrong), Some(span)) = (wrong, places.get(position)) else { continue };
            let first = shapes.get(wrong).map_or("", |first| first.name.as_str());
            let message = format!("no answer is ever read as the failure `{}`", shape.name);
            let diagnostic = self
                .error("spec::shadowed-failure", *span, message)
                .label(format!("all of its signs are signs of `{first}` too"))
                .help(format!("put it before `{first}`, or give the two different signs"));
            if let Some(first) = places.get(wrong) {
                diagnostic.related(*first, "which is tried before");
            }
        }
    }

    /// The key around an answer, of which note is taken.
    pub(super) fn wrapper(&mut self, wrapper: Wrapper<'_>) -> Option<String> {
        let text = wrapper.0?;
        self.wrappers.push((text.value.as_ref().to_owned(), text.span));
        Some(text.value.into_owned())
    }

    /// Warns where a flag tells failures from answers and stands beside the key around the answer: a server writes that
    /// key alone, so its answers lack the flag that other clients look for.
    pub(super) fn check_wrappers(&mut self, shapes: &[FailureShape]) {
        for (wrapper, span) in std::mem::take(&mut self.wrappers) {
            let flags = shapes.iter().flat_map(|shape| &shape.when).filter_map(|marker| match marker {
                Marker::Is(key, false) if *key != wrapper && !key.contains('.') => Some(key),
                _ => None,
            });
            let Some(flag) = flags.min() else { continue };
            let message = format!("a server writes nothing beside `{wrapper}`, not even `{flag}: true`");
            self.warning("spec::wrapper", span, message)
                .label("all that an answer has")
                .help(format!("if answers have `{flag}: true`, describe them as records with `{wrapper}` and `{flag}: {{type: bool, fixed: true}}` in place of `wrapper`"));
        }
    }

    /// Reports shapes that nothing reads: their signs say `not`, and no action fails in them.
    pub(super) fn check_idle_failures(&mut self, shapes: &[FailureShape]) {
        if self.sink.has_errors() {
            return; // what names them may be what could not be read
        }
        for shape in shapes {
            let says_not = |marker: &Marker| matches!(marker, Marker::IsNot(..));
            let id = self.names.failures.get(&shape.name).filter(|_| shape.when.iter().all(says_not));
            let Some(id) = id.filter(|id| !self.written_failures.contains_key(id)) else { continue };
            let Some(span) = self.names.failures.span(id) else { continue };
            self.warning("spec::idle-failure", span, format!("no action fails as `{}`", shape.name))
                .label("its signs say `not`, which counts only for actions that fail so")
                .help("name it under `failures` of the actions whose answers hold the flag");
        }
    }

    /// A shape that a server writes must say which error it is.
    pub(super) fn check_written_failures(&mut self, shapes: &[FailureShape]) {
        let mut used: Vec<(usize, Span)> =
            self.written_failures.iter().map(|(id, span)| (*id, *span)).collect();
        used.sort_unstable_by_key(|(id, _)| *id);
        for (id, span) in used {
            let Some(shape) = shapes.iter().find(|shape| shape.name == self.names.failures.name(id)) else {
                continue;
            };
            let tells = |part: &Part| {
                matches!(part.holds, Holds::Code | Holds::CodeText | Holds::Message | Holds::Status)
            };
            if !shape.body.is_empty() && !shape.body.iter().any(tells) {
                let at = self.failure_bodies.get(id).copied().unwrap_or(span);
                self.error(
                    "spec::failure-without-code",
                    at,
                    format!("the failure `{}` does not say which error it is", shape.name),
                )
                .label("neither a code nor a message")
                .related(span, "a server answers with it here")
                .help("put `$code`, `$code-text` or `$message` into the body, or answer with another shape");
            }
        }
    }
}

/// Whether a failure that is written with this body bears a sign; a status is none of the body's.
pub(super) fn shown_by_body(marker: &Marker, body: &[Part]) -> bool {
    let under = |key: &str| {
        let keys: Vec<&str> = key.split('.').collect();
        let leads = |part: &&Part| {
            part.path.len() >= keys.len() && part.path.iter().zip(&keys).all(|(one, other)| one == other)
        };
        body.iter().find(leads).map(|part| (part, part.path.len() == keys.len()))
    };
    match marker {
        Marker::Has(key) => under(key).is_some_and(|(part, _)| part.holds != Holds::Fixed("null".into())),
        Marker::Is(key, value) => {
            under(key).is_some_and(|(part, whole)| whole && part.holds == Holds::Fixed(value.to_string()))
        }
        Marker::IsNot(key, value) => match under(key) {
            Some((part, whole)) => {
                whole && matches!(&part.holds, Holds::Fixed(json) if flag_in(json) != Some(*value))
            }
            None => key.rsplit_once('.').is_none_or(|(object, _)| {
                under(object).is_some_and(|(part, whole)| !whole || part.holds == Holds::Fixed("{}".into()))
            }),
        },
        Marker::Status(..) => false,
    }
}

/// The flag that a literal of JSON means.
fn flag_in(json: &str) -> Option<bool> {
    match json.trim_matches('"').trim().to_ascii_lowercase().as_str() {
        "1" | "true" | "yes" | "on" => Some(true),
        "0" | "false" | "no" | "off" | "" => Some(false),
        _ => None,
    }
}
