//! Readable names for the values of the model. No match has a catch-all arm, so new values need a name to compile.

use bindery_model::{
    Action, Coverage, Effect, Encoding, ErrorKind, Grade, KnownAction, Method, PagesBy, Place, Stability,
    Style, Type, ValueLimits,
};

pub(crate) use bindery_model::diagnostic::count;
use bindery_vocabulary::length_text;

/// Describes the encoding of a value; none for the type's own encoding.
pub(crate) fn encoding(encoding: Encoding) -> Option<&'static str> {
    match encoding {
        Encoding::Plain => None,
        Encoding::JsonString => Some("Encoded as a JSON string."),
        Encoding::TwoDecimals => Some("Encoded as a JSON string with two decimals."),
        Encoding::TwoDigits => Some("Encoded as a string of at least two digits."),
        Encoding::ZeroOrOne => Some("Encoded as 1 or 0."),
        Encoding::Capitalized => Some("Encoded as \"True\" or \"False\"."),
        Encoding::EmbeddedJson => Some("Encoded as JSON inside a string."),
        Encoding::NameOnly => {
            Some("Encoded as the bare name for true, without an equals sign; left out for false.")
        }
        Encoding::ListWhenEmpty => Some("Encoded as [] when empty."),
        Encoding::NumberList => Some("Encoded as a list of numbers."),
        Encoding::UnixSeconds => Some("Encoded as Unix time in seconds."),
        Encoding::UnixMilliseconds => Some("Encoded as Unix time in milliseconds."),
        Encoding::UnixMicroseconds => Some("Encoded as Unix time in microseconds."),
        Encoding::UnixNanoseconds => Some("Encoded as Unix time in nanoseconds."),
        Encoding::Rfc2822 => Some("Encoded as the date of a mail (RFC 2822)."),
        Encoding::HttpDate => Some("Encoded as the date of an HTTP header."),
    }
}

/// Describes how the pages of a list follow each other.
pub(crate) fn pages_by(by: PagesBy) -> &'static str {
    match by {
        PagesBy::Offset => "By offset",
        PagesBy::Number => "By page number",
        PagesBy::Cursor => "By cursor",
        PagesBy::LastId => "By the identifier of the last record",
        PagesBy::Link => "By the header `Link`, which has the address of the next page",
        PagesBy::Address => "By address",
    }
}

/// Returns the noun for a path in a page, by its key in a spec.
pub(crate) fn page_path(key: &str) -> &'static str {
    match key {
        "records" => "records",
        "count" => "total number of records",
        "last" => "number of the last page",
        "next" => "next page",
        "more" => "whether there are more pages",
        _ => "identifier of a record",
    }
}

/// Returns the name of an effect and its meaning for retries.
pub(crate) fn effect(effect: Effect) -> (&'static str, &'static str) {
    match effect {
        Effect::Read => ("read-only", "Changes nothing. The client may retry when no response arrived."),
        Effect::Idempotent => {
            ("idempotent", "Repeating the call has no further effect. The client may retry it.")
        }
        Effect::NotIdempotent => {
            ("not idempotent", "Each repetition has a further effect. The client never retries the call.")
        }
        Effect::Money => ("moves money", "Transfers money. The client never retries the call."),
    }
}

/// All effects, in display order.
pub(crate) const EFFECTS: [Effect; 4] =
    [Effect::Read, Effect::Idempotent, Effect::NotIdempotent, Effect::Money];

/// Returns the mark of an action that is new, deprecated or listed only.
pub(crate) fn mark(known: KnownAction<'_>) -> Option<&'static str> {
    match known {
        KnownAction::Callable(_, action) => stability(action.stability()),
        KnownAction::Listed(_) => Some("listed only"),
    }
}

/// Returns the mark for a stability; none for stable.
pub(crate) fn stability(stability: Stability) -> Option<&'static str> {
    match stability {
        Stability::Stable => None,
        Stability::New => Some("new"),
        Stability::Deprecated => Some("deprecated"),
    }
}

/// Returns the readable name of an error kind.
pub(crate) fn kind(kind: ErrorKind) -> String {
    kind.text().replace('-', " ")
}

/// Returns the readable name of a grade of evidence.
pub(crate) fn grade(grade: Grade) -> &'static str {
    match grade {
        Grade::Full => "in full",
        Grade::Cut => "cut off",
        Grade::Inferred => "inferred",
        Grade::ThirdParty => "third party",
        Grade::Listed => "listed only",
    }
}

/// Returns the readable name of a coverage.
pub(crate) fn coverage(coverage: Coverage) -> &'static str {
    match coverage {
        Coverage::Full => "fully documented",
        Coverage::Partial => "partly documented",
        Coverage::Listed => "listed only",
    }
}

/// Describes how a list, map or record is written outside JSON.
pub(crate) fn style(style: Style) -> &'static str {
    match style {
        Style::Repeated => "Each item is a parameter of the same name.",
        Style::Comma => "Items are separated by commas.",
        Style::Pipe => "Items are separated by pipes.",
        Style::Space => "Items are separated by spaces.",
        Style::Brackets => "Items and entries are parameters whose names have brackets.",
        Style::Indexed => "Items are parameters whose names have their positions in brackets.",
        Style::Dots => "Entries are parameters whose names have dots.",
        Style::Json => "Written as JSON.",
    }
}

/// Describes where clients put parameters.
/// Says where the parameters of an action that do not name their place are sent.
pub(crate) fn usual_places(action: &Action) -> String {
    let places: Vec<String> = action.usual_places().map(parameters_in).collect();
    match places.as_slice() {
        [one] => one.clone(),
        several => format!("{}: the first that can carry all values", several.join(" or ")),
    }
}

pub(crate) fn parameters_in(parameters_in: Place) -> String {
    let media_type =
        parameters_in.media_type().map(|known| format!(" ({})", known.name())).unwrap_or_default();
    format!("in {}{media_type}", parameters_in.noun())
}

/// Returns the CSS class of an HTTP method.
pub(crate) fn method_class(method: Method) -> String {
    method.text().to_ascii_lowercase()
}

/// Describes the limits of a value in a sentence; empty if there are none.
pub(crate) fn limits(limits: &ValueLimits, ty: &Type) -> String {
    let ValueLimits { min, above, max, below, length } = *limits;
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
    if let Some(below) = below {
        parts.push(format!("less than {below}"));
    }
    let what = if matches!(ty, Type::List(_)) { "items" } else { "characters" };
    match length {
        Some((fewest, most)) if fewest == most => parts.push(format!("{most} {what}")),
        Some((fewest, most)) => parts.push(format!("{} {what}", length_text(fewest, most))),
        None => {}
    }
    let mut text = parts.join(", ");
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
        text.push('.');
    }
    text
}
