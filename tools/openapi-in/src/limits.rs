//! Limits of numbers and lengths: as documents have them, the stricter of two, and as specs have them.

use std::cmp::Ordering;

use bindery_vocabulary::{Exact, Number};

use crate::finding::Findings;
use crate::schema::Limits;
use crate::tree::{Kind, Node};

/// Reason for limits that exclude each other.
const IMPOSSIBLE: &str = "limits that no value satisfies";

impl Limits {
    /// Returns both limits together: where both set one, the stricter counts.
    pub(crate) fn and(&self, other: &Limits) -> Limits {
        let both = |one: &Option<String>, two: &Option<String>, stricter: Ordering| match (one, two) {
            (Some(left), Some(right)) => match (exact(left), exact(right)) {
                (Some(a), Some(b)) if a.compare(b) == stricter => one.clone(),
                _ => two.clone(),
            },
            _ => one.clone().or_else(|| two.clone()),
        };
        let (least, most) = (self.length, other.length);
        Limits {
            min: both(&self.min, &other.min, Ordering::Greater),
            max: both(&self.max, &other.max, Ordering::Less),
            above: both(&self.above, &other.above, Ordering::Greater),
            below: both(&self.below, &other.below, Ordering::Less),
            length: (
                least.0.max(most.0),
                match (least.1, most.1) {
                    (Some(one), Some(two)) => Some(one.min(two)),
                    (one, two) => one.or(two),
                },
            ),
        }
    }

    /// Returns the limits that values of a scalar can have.
    pub(crate) fn of_word(self, word: &str) -> Limits {
        match word {
            "string" | "secret" => Limits { length: self.length, ..Limits::default() },
            "int" | "uint" | "float" | "decimal" => Limits { length: (None, None), ..self },
            _ => Limits::default(),
        }
    }

    /// Whether there is no limit.
    pub(crate) fn is_empty(&self) -> bool {
        *self == Limits::default()
    }

    /// Whether a number is within the limits.
    pub(crate) fn allow(&self, literal: &str) -> bool {
        let Some(number) = exact(literal) else { return false };
        let fits = |bound: &Option<String>, wanted: &[Ordering]| {
            let bound = bound.as_deref().and_then(exact);
            bound.is_none_or(|bound| wanted.contains(&number.compare(bound)))
        };
        fits(&self.min, &[Ordering::Greater, Ordering::Equal])
            && fits(&self.max, &[Ordering::Less, Ordering::Equal])
            && fits(&self.above, &[Ordering::Greater])
            && fits(&self.below, &[Ordering::Less])
    }
}

fn exact(literal: &str) -> Option<Exact> {
    Number::parse(literal)?.to_exact()
}

/// A bound of a number: its value, and whether the value itself is allowed.
#[derive(Clone, Copy)]
struct Bound {
    value: Exact,
    open: bool,
}

/// Returns the word of a scalar with its limits as specs have them: one bound on each side, without an exponent, whole
/// for an integer. Bounds beyond 63 bits make an integer one of 64 bits without a sign, if it has none.
pub(crate) fn settled(
    word: &'static str,
    limits: &Limits,
    pointer: &str,
    findings: &mut Findings,
) -> (&'static str, Limits) {
    let mut settled = Limits { length: limits.length, ..Limits::default() };
    if let (Some(least), Some(most)) = settled.length
        && least > most
    {
        findings.wider(pointer, IMPOSSIBLE, format!("{least} to {most} characters or items"));
        settled.length = (None, None);
    }
    let mut bound = |literal: &Option<String>, open: bool| {
        let literal = literal.as_ref()?;
        let value = exact(literal);
        if value.is_none() {
            findings.wider(pointer, "a limit beyond the numbers of specs", literal);
        }
        Some(Bound { value: value?, open })
    };
    let lowers = (bound(&limits.min, false), bound(&limits.above, true));
    let uppers = (bound(&limits.max, false), bound(&limits.below, true));
    let mut lower = stricter(lowers, Ordering::Greater);
    let mut upper = stricter(uppers, Ordering::Less);
    let mut word = word;
    if matches!(word, "int" | "uint") {
        lower = lower.map(|bound| whole(bound, true));
        upper = upper.map(|bound| whole(bound, false));
        let is_unsigned = lower.is_some_and(|bound| bound.value.coefficient >= 0);
        let is_large = |bound: &Bound| bound.value.coefficient > i128::from(i64::MAX);
        if upper.as_ref().is_some_and(is_large) && is_unsigned {
            word = "uint";
        }
        let range = if word == "uint" { (0, u64::MAX.into()) } else { (i64::MIN.into(), i64::MAX.into()) };
        for bound in [&mut lower, &mut upper] {
            if let Some(far) = bound.filter(|bound| !(range.0..=range.1).contains(&bound.value.coefficient)) {
                findings.wider(pointer, "a whole number of more than 64 bits", far.value.to_string());
                *bound = None;
            }
        }
    }
    if let (Some(low), Some(high)) = (lower, upper) {
        let order = low.value.compare(high.value);
        if order == Ordering::Greater || order == Ordering::Equal && (low.open || high.open) {
            findings.wider(pointer, IMPOSSIBLE, format!("{} to {}", low.value, high.value));
            return (word, settled);
        }
    }
    let text = |bound: Option<Bound>, open: bool| {
        bound.filter(|one| one.open == open).map(|one| one.value.to_string())
    };
    settled.min = text(lower, false);
    settled.above = text(lower, true);
    settled.max = text(upper, false);
    settled.below = text(upper, true);
    (word, settled)
}

/// Returns the stricter of two bounds of the same side: the one that `wanted` says of it compared with the other.
fn stricter((closed, open): (Option<Bound>, Option<Bound>), wanted: Ordering) -> Option<Bound> {
    match (closed, open) {
        (Some(one), Some(two)) if one.value.compare(two.value) == wanted => Some(one),
        (_, Some(two)) => Some(two),
        (one, None) => one,
    }
}

/// Returns the bound that an integer has: the next integer inside a bound with decimal places.
fn whole(bound: Bound, lower: bool) -> Bound {
    let value = bound.value.shortest();
    if value.scale == 0 {
        return Bound { value, ..bound };
    }
    let floor = value.coefficient.div_euclid(10_i128.pow(value.scale));
    let coefficient = if lower { floor + 1 } else { floor };
    Bound { value: Exact { coefficient, scale: 0 }, open: false }
}

/// Returns the literal of a number at a keyword.
fn literal(node: &Node, key: &str, pointer: &str, findings: &mut Findings) -> Option<String> {
    match &node.get(key)?.kind {
        Kind::Number(literal) => Some(literal.clone()),
        Kind::Bool(_) => None, // an exclusive limit in 3.0
        other => {
            let shown = Node::like(node, other.clone()).json().to_string();
            findings.wider(pointer, "a limit that is no number", format!("{key}: {shown}"));
            None
        }
    }
}

/// Returns the number of characters or items at a keyword.
pub(crate) fn size(node: &Node, key: &str, pointer: &str, findings: &mut Findings) -> Option<u64> {
    let literal = literal(node, key, pointer, findings)?;
    let size = Number::parse(&literal).and_then(Number::to_u64);
    if size.is_none() {
        findings.wider(pointer, "a limit that is no number", format!("{key}: {literal}"));
    }
    size
}

/// Reads the limits of a scalar.
pub(crate) fn limits(node: &Node, word: &str, pointer: &str, findings: &mut Findings) -> Limits {
    match word {
        "string" | "secret" => {
            let length =
                (size(node, "minLength", pointer, findings), size(node, "maxLength", pointer, findings));
            Limits { length, ..Limits::default() }
        }
        "int" | "uint" | "float" | "decimal" => {
            // A boolean in 3.0 and Swagger 2.0, a number of its own in 3.1.
            let mut open = |exclusive: &str, bound: &str| {
                let number = literal(node, bound, pointer, findings);
                match node.is_set(exclusive) {
                    true => (None, number),
                    false => (number, literal(node, exclusive, pointer, findings)),
                }
            };
            let (min, above) = open("exclusiveMinimum", "minimum");
            let (max, below) = open("exclusiveMaximum", "maximum");
            Limits { min, max, above, below, length: (None, None) }
        }
        "bytes" | "content" => {
            for key in ["minLength", "maxLength"] {
                if let Some(literal) = literal(node, key, pointer, findings) {
                    findings.wider(pointer, "a length of what is no text", format!("{key}: {literal}"));
                }
            }
            Limits::default()
        }
        _ => Limits::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(min: &str, above: &str, max: &str, below: &str) -> Limits {
        let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        Limits {
            min: text(min),
            above: text(above),
            max: text(max),
            below: text(below),
            length: (None, None),
        }
    }

    #[test]
    fn limits_get_one_bound_on_each_side() {
        for (word, given, expected, becomes) in [
            ("int", limits("3", "1", "9", "20"), limits("3", "", "9", ""), "int"),
            ("int", limits("1", "1", "9", "9"), limits("", "1", "", "9"), "int"),
            ("int", limits("0.5", "", "9.5", ""), limits("1", "", "9", ""), "int"),
            ("int", limits("-0.5", "", "", "-0.5"), limits("", "", "", ""), "int"),
            ("float", limits("-1e3", "", "1.5E2", ""), limits("-1000", "", "150", ""), "float"),
            (
                "int",
                limits("0", "", "18446744073709551615", ""),
                limits("0", "", "18446744073709551615", ""),
                "uint",
            ),
            ("int", limits("", "", "1e25", ""), limits("", "", "", ""), "int"),
            ("float", limits("", "", "1e400", ""), limits("", "", "", ""), "float"),
            ("int", limits("9", "", "1", ""), limits("", "", "", ""), "int"),
        ] {
            let mut findings = Findings::default();
            let (word, found) = settled(word, &given, "", &mut findings);
            assert_eq!((word, found), (becomes, expected), "{given:?}");
        }
    }

    #[test]
    fn the_stricter_limit_counts() {
        let both = limits("1", "", "100", "").and(&limits("0", "2", "1e1", ""));
        assert_eq!(both, limits("1", "2", "1e1", ""));
        assert!(both.allow("3") && both.allow("10") && !both.allow("2") && !both.allow("10.5"));
    }
}
