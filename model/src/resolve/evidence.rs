//! References of an entry to the documents: evidence, deviations and deprecations.

use super::Resolver;
use super::names::UNKNOWN;
use crate::diagnostic::Span;
use crate::document::{DeprecatedDoc, DeviationDoc, EvidenceDoc, Text};
use crate::model::{Citation, Deprecation, Deviation, Evidence};

const FORM: &str = "write `SOURCE:FIRST-LAST`, such as `guide:210-260`, or `SOURCE:LINE`";

/// Resolves a deprecation.
pub(super) fn deprecation(doc: DeprecatedDoc<'_>) -> Deprecation {
    Deprecation { note: doc.note.map(|note| note.value.trim().to_owned()) }
}

impl Resolver {
    /// Resolves evidence.
    pub(super) fn evidence(&mut self, docs: Vec<EvidenceDoc<'_>>) -> Vec<Evidence> {
        docs.into_iter().filter_map(|doc| self.one_evidence(doc)).collect()
    }

    /// Resolves deviations.
    pub(super) fn deviations(docs: Vec<DeviationDoc<'_>>) -> Vec<Deviation> {
        docs.into_iter()
            .filter_map(|doc| {
                let because = doc.because?.0.value.trim().to_owned();
                Some(Deviation {
                    from: doc.from?.value.trim().to_owned(),
                    aspect: doc.aspect.map(|aspect| aspect.value),
                    because,
                })
            })
            .collect()
    }

    /// Returns the places of all evidence, each once even if YAML aliases repeat it.
    pub(super) fn citations(&mut self) -> Vec<Citation> {
        let mut all = std::mem::take(&mut self.citations);
        all.sort_by_key(|citation| (citation.span.file, citation.span.start));
        all.dedup();
        all
    }

    fn one_evidence(&mut self, doc: EvidenceDoc<'_>) -> Option<Evidence> {
        let source = doc.source?;
        let (name, first, last, place, end) = match doc.lines.0.as_slice() {
            [] => {
                let (name, first, last, place) = self.short_form(&source)?;
                (name, first, last, place, None)
            }
            [only] => (source.value.as_ref(), only.value, only.value, only.span, None),
            [first, last] => (source.value.as_ref(), first.value, last.value, first.span, Some(last.span)),
            [_, _, third, ..] => {
                self.bad_range(third.span, "one line too many", "write `lines: [FIRST, LAST]`");
                return None;
            }
        };
        let name_span =
            if name.len() < source.value.len() { source.part(0..name.len()) } else { source.span };
        let id = self.names.sources.find_at(name, name_span, &mut self.sink);
        if first < 1 {
            self.outside(place, "line numbers start at 1", FORM);
            return None;
        }
        if first > last {
            self.outside(place, "the last line is before the first", &format!("write `{last}-{first}`"));
            return None;
        }
        if let Some(lines) = self.source_lines.get(id)
            && id != UNKNOWN
            && last > i64::from(*lines)
        {
            let label = format!("`{name}` has {lines} lines");
            self.outside(place, &label, "correct the lines, or `lines` of the source in api.yaml");
            return None;
        }
        let (first, last) = (u32::try_from(first).ok()?, u32::try_from(last).ok()?);
        self.citations.push(Citation { source: name.to_owned(), first, last, span: place, end });
        Some(Evidence {
            source: name.to_owned(),
            first,
            last,
            grade: doc.grade.map(|grade| grade.value).unwrap_or_default(),
            about: doc.about.map(|about| about.0.value.trim().to_owned()).unwrap_or_default(),
        })
    }

    /// Splits `guide:210-260` into its parts.
    fn short_form<'t>(&mut self, text: &'t Text<'_>) -> Option<(&'t str, i64, i64, Span)> {
        let value: &'t str = &text.value;
        let Some((name, range)) = value.split_once(':') else {
            self.bad_range(text.span, "no lines", FORM);
            return None;
        };
        let at = name.len() + 1;
        let place = text.part(at..value.len());
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        match (line_number(first), line_number(last)) {
            (Some(first), Some(last)) => Some((name, first, last, place)),
            _ => {
                self.bad_range(
                    if range.is_empty() { text.span } else { place },
                    "not a range of lines",
                    FORM,
                );
                None
            }
        }
    }

    fn outside(&mut self, span: Span, label: &str, help: &str) {
        self.error("spec::evidence-range", span, "lines outside of the source").label(label).help(help);
    }

    fn bad_range(&mut self, span: Span, label: &str, help: &str) {
        self.error("spec::evidence", span, "invalid evidence").label(label).help(help);
    }
}

fn line_number(text: &str) -> Option<i64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse::<u32>().ok().map(i64::from)).flatten()
}
