//! What the model's facts are called in plain words. No match has a catch-all: what is new in the model asks for a word.

use bindery_model::{Coverage, Effect, ErrorKind, Grade, Known, Limits, Method, Placement, Stability, Style};

pub(crate) use bindery_model::diagnostic::count;

/// How a value is written, where that is not as its type says.
pub(crate) fn style(style: Style) -> Option<&'static str> {
    match style {
        Style::Plain => None,
        Style::Text => Some("Written as a JSON string."),
        Style::Cents => Some("Written as a JSON string with two decimals."),
        Style::TwoDigits => Some("Written as a text of at least two digits."),
        Style::Flag => Some("Written as 1 or 0."),
        Style::Title => Some("Written as \"True\" or \"False\"."),
        Style::JsonText => Some("Written as JSON inside a string."),
        Style::Valueless => Some("Written as the bare name, or not at all for false."),
        Style::ListWhenEmpty => Some("Written as [] when it is empty."),
        Style::Numbers => Some("Written as a list of numbers."),
        Style::Milliseconds => Some("Written as milliseconds."),
    }
}

/// What happens when an action is done twice: a word and what it means.
pub(crate) fn effect(effect: Effect) -> (&'static str, &'static str) {
    match effect {
        Effect::Read => ("reads", "Nothing changes. The client may try again when no answer came."),
        Effect::Set => ("sets", "Twice is the same as once. The client may try again when no answer came."),
        Effect::Change => {
            ("changes", "Twice is not the same as once. The client never repeats it by itself.")
        }
        Effect::Money => ("moves money", "Money moves. The client never repeats it by itself."),
    }
}

/// All effects, in the order in which they are explained.
pub(crate) const EFFECTS: [Effect; 4] = [Effect::Read, Effect::Set, Effect::Change, Effect::Money];

/// What sets an action apart from the others.
pub(crate) fn mark(known: Known<'_>) -> Option<&'static str> {
    match known {
        Known::Callable(_, action) => stability(action.stability),
        Known::Listed(_) => Some("only listed"),
    }
}

/// A mark for what is not simply there to be used.
pub(crate) fn stability(stability: Stability) -> Option<&'static str> {
    match stability {
        Stability::Stable => None,
        Stability::New => Some("new"),
        Stability::Retired => Some("retired"),
    }
}

/// What an error is about.
pub(crate) fn kind(kind: ErrorKind) -> String {
    kind.text().replace('-', " ")
}

/// How strong evidence is.
pub(crate) fn grade(grade: Grade) -> &'static str {
    match grade {
        Grade::Full => "in full",
        Grade::Cut => "cut off",
        Grade::Inferred => "inferred",
        Grade::ThirdParty => "third party",
        Grade::Listed => "only listed",
    }
}

/// How much of a thing the sources show.
pub(crate) fn coverage(coverage: Coverage) -> &'static str {
    match coverage {
        Coverage::Full => "documented in full",
        Coverage::Partial => "documented in part",
        Coverage::Listed => "only listed",
    }
}

/// Where clients put parameters.
pub(crate) fn send(send: Placement) -> String {
    let media_type = send.media_type().map(|known| format!(" ({})", known.name())).unwrap_or_default();
    format!("in {}{media_type}", send.noun())
}

/// The class that colours a method.
pub(crate) fn method_class(method: Method) -> String {
    method.text().to_ascii_lowercase()
}

/// The limits of a value as a sentence; empty when there are none.
pub(crate) fn limits(limits: &Limits) -> String {
    let Limits { min, above, max, length } = *limits;
    let mut parts: Vec<String> = Vec::new();
    match (min, max) {
        (Some(min), Some(max)) => parts.push(format!("from {min} to {max}")),
        (Some(min), None) => parts.push(format!("at least {min}")),
        (None, Some(max)) => parts.push(format!("at most {max}")),
        (None, None) => {}
    }
    if let Some(above) = above {
        parts.push(format!("more than {above}"));
    }
    match length {
        Some((fewest, most)) if fewest == most => parts.push(format!("{most} characters")),
        Some((fewest, most)) => parts.push(format!("{fewest} to {most} characters")),
        None => {}
    }
    let mut text = parts.join(", ");
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
        text.push('.');
    }
    text
}
