//! What stands in a model, in the words of the spec.

use bindery_model::{Api, Deviation, Evidence, Limits, Type};
use bindery_vocabulary::Word;

/// A word of the language; `plain` for what is meant where none is written.
pub(crate) fn word(word: impl Word) -> &'static str {
    match word.text() {
        "" => "plain",
        text => text,
    }
}

/// Words of the language, as a list.
pub(crate) fn words<W: Word>(all: &[W]) -> String {
    list(&all.iter().map(|one| word(*one)).collect::<Vec<_>>())
}

/// What is said, or nothing.
pub(crate) fn said(value: &Option<String>) -> &str {
    value.as_deref().unwrap_or_default()
}

/// Several texts, as a list.
pub(crate) fn list<T: AsRef<str>>(items: &[T]) -> String {
    let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
    format!("[{}]", items.join(", "))
}

/// A type expression, or `nothing`.
pub(crate) fn of_answer(api: &Api, ty: Option<&Type>) -> String {
    ty.map_or_else(|| "nothing".to_owned(), |ty| ty.text(&api.types))
}

/// Limits, each with its key.
pub(crate) fn limits(limits: &Limits) -> String {
    let Limits { min, above, max, length } = limits;
    let mut parts = Vec::new();
    for (key, bound) in [("min", min), ("above", above), ("max", max)] {
        parts.extend(bound.map(|bound| format!("{key}: {bound}")));
    }
    parts.extend(length.map(|(fewest, most)| format!("length: [{fewest}, {most}]")));
    parts.join(", ")
}

/// Where something is shown.
pub(crate) fn evidence(evidence: &[Evidence]) -> String {
    let each = evidence.iter().map(|Evidence { source, first, last, grade, about }| {
        let about = if about.is_empty() { String::new() } else { format!(": {about}") };
        format!("{source}:{first}-{last} {}{about}", word(*grade))
    });
    each.collect::<Vec<_>>().join("; ")
}

/// Where the spec departs from its sources.
pub(crate) fn deviations(deviations: &[Deviation]) -> String {
    let each = deviations.iter().map(|Deviation { of, from, because }| {
        let of = of.map_or_else(String::new, |of| format!("{}: ", word(of)));
        format!("{of}{from}, because {because}")
    });
    each.collect::<Vec<_>>().join("; ")
}
