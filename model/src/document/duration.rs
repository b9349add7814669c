//! Durations: `5 s`, `5 min`.

use super::read::{At, Read, wrong_kind};
use crate::diagnostic::{Diagnostics, Span};
use crate::schema::parts::{Definitions, JsonValue as Schema, pattern};
use crate::yaml::{Kind, Node, excerpt};

/// A duration with its place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Duration {
    /// Number of milliseconds, at least 1.
    pub(crate) milliseconds: u64,
    /// Place of the duration.
    pub(crate) span: Span,
}

/// Units, with their numbers of milliseconds.
const UNITS: [(&str, u64); 5] =
    [("ms", 1), ("s", 1_000), ("min", 60_000), ("h", 3_600_000), ("d", 86_400_000)];

/// Returns the milliseconds of a duration; none if the text is not one.
fn milliseconds(text: &str) -> Option<u64> {
    let end = text.find(|letter: char| !letter.is_ascii_digit())?;
    let (number, unit) = text.split_at(end);
    let (_, unit) = UNITS.iter().find(|(name, _)| *name == unit.trim_start())?;
    number.parse::<u64>().ok()?.checked_mul(*unit).filter(|of| (1..=i64::MAX as u64).contains(of))
}

impl<'a> Read<'a> for Duration {
    fn read(node: Node<'a>, _: At<'_>, sink: &mut Diagnostics) -> Option<Self> {
        const HELP: &str = "write a number and a unit (ms, s, min, h, d), such as `5 s`";
        let Kind::Text(text, _) = &node.kind else {
            wrong_kind(&node, "a duration", Some(HELP.to_owned()), sink);
            return None;
        };
        let read = milliseconds(text).map(|milliseconds| Self { milliseconds, span: node.span });
        if read.is_none() {
            sink.error("spec::duration", node.span, format!("invalid duration `{}`", excerpt(text)))
                .label("not a number of a known unit")
                .help(HELP);
        }
        read
    }

    fn schema(_: &mut Definitions) -> Schema {
        pattern("^[0-9]+ ?(ms|s|min|h|d)$")
    }
}

#[cfg(test)]
mod tests {
    use super::milliseconds;

    #[test]
    fn durations_have_a_number_and_a_unit() {
        for (text, expected) in
            [("5 s", 5_000), ("250ms", 250), ("5 min", 300_000), ("1 h", 3_600_000), ("1 d", 86_400_000)]
        {
            assert_eq!(milliseconds(text), Some(expected), "{text}");
        }
        for text in [
            "",
            "5",
            "s",
            "0 s",
            "1.5 s",
            "-1 s",
            "5 seconds",
            "99999999999999999999 s",
            "9999999999999999 d",
        ] {
            assert_eq!(milliseconds(text), None, "{text}");
        }
    }
}
