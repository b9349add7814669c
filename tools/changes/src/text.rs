//! Formatting of a model's values in the words of the spec.

use bindery_model::{Api, Deprecation, Deviation, Evidence, Made, Type, ValueLimits};
use bindery_vocabulary::{ANY_LENGTH, Word};

/// Returns a word of the language; `plain` for the default, which is not written.
pub(crate) fn word(word: impl Word) -> &'static str {
    match word.text() {
        "" => "plain",
        text => text,
    }
}

/// Formats words of the language as a list.
pub(crate) fn words<W: Word>(all: &[W]) -> String {
    list(&all.iter().map(|one| word(*one)).collect::<Vec<_>>())
}

/// Returns the text, or an empty one.
pub(crate) fn said(value: &Option<String>) -> &str {
    value.as_deref().unwrap_or_default()
}

/// Formats several texts as a list.
pub(crate) fn list<T: AsRef<str>>(items: &[T]) -> String {
    let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
    format!("[{}]", items.join(", "))
}

/// Formats a type expression, or `nothing`.
pub(crate) fn of_response(api: &Api, ty: Option<&Type>) -> String {
    ty.map_or_else(|| "nothing".to_owned(), |ty| ty.text(&api.types))
}

/// Formats limits, each with its key.
pub(crate) fn limits(limits: &ValueLimits) -> String {
    let ValueLimits { min, above, max, below, length } = limits;
    let mut parts = Vec::new();
    for (key, bound) in [("min", min), ("above", above), ("max", max), ("below", below)] {
        parts.extend(bound.map(|bound| format!("{key}: {bound}")));
    }
    parts.extend(length.map(|(fewest, most)| match most {
        ANY_LENGTH => format!("length: [{fewest}]"),
        most => format!("length: [{fewest}, {most}]"),
    }));
    parts.join(", ")
}

/// Formats how a value is made; empty if the caller gives it.
pub(crate) fn made(made: &Option<Made>) -> String {
    let Some(Made { kind, unit, window }) = made else { return String::new() };
    let window = window.map_or_else(String::new, |window| format!(" within {window} ms"));
    format!("{} in {}{window}", kind.text(), unit.text())
}

/// Formats a deprecation as the spec writes it: empty, `true`, or the note.
pub(crate) fn deprecation(deprecation: &Option<Deprecation>) -> String {
    let note = |Deprecation { note }: &Deprecation| note.clone().unwrap_or_else(|| true.to_string());
    deprecation.as_ref().map(note).unwrap_or_default()
}

/// Formats the values of other parameters with which a parameter is required.
pub(crate) fn conditions(conditions: &[(String, Vec<String>)]) -> String {
    let each = conditions.iter().map(|(name, values)| format!("{name}: {}", list(values)));
    each.collect::<Vec<_>>().join(", ")
}

/// Returns the single values of conditions, each with its parameter.
pub(crate) fn required(conditions: &[(String, Vec<String>)]) -> Vec<(&str, &str)> {
    let each =
        conditions.iter().flat_map(|(name, values)| values.iter().map(|text| (name.as_str(), text.as_str())));
    each.collect()
}

/// Formats evidence.
pub(crate) fn evidence(evidence: &[Evidence]) -> String {
    let each = evidence.iter().map(|Evidence { source, first, last, grade, about }| {
        let about = if about.is_empty() { String::new() } else { format!(": {about}") };
        format!("{source}:{first}-{last} {}{about}", word(*grade))
    });
    each.collect::<Vec<_>>().join("; ")
}

/// Formats declared deviations.
pub(crate) fn deviations(deviations: &[Deviation]) -> String {
    let each = deviations.iter().map(|Deviation { aspect, from, because }| {
        let aspect = aspect.map_or_else(String::new, |aspect| format!("{}: ", word(aspect)));
        format!("{aspect}{from}, because {because}")
    });
    each.collect::<Vec<_>>().join("; ")
}
