//! Actions by method and path, for detecting ambiguous requests.

use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;

use super::together::path_pattern;
use crate::diagnostic::Span;
use crate::model::{Method, PathPart, Segment};

/// Actions by method and path.
#[derive(Default)]
pub(super) struct Routes {
    /// Names and places of the actions.
    pub(super) owners: Vec<(String, Span)>,
    /// Whether paths are case-insensitive.
    pub(super) case_insensitive: bool,
    /// Actions with the same method and path shape.
    pub(super) shared: HashMap<(Method, String), Shared>,
    /// Paths with text and parameters in one segment, with their owners.
    mixed: Vec<(Method, Vec<Segment>, usize)>,
}

impl Routes {
    /// Adds a path with text and parameters in one segment. Returns the owner of another one that matches the same
    /// requests and is not less specific.
    pub(super) fn enter_mixed(&mut self, method: Method, path: &[Segment], owner: usize) -> Option<usize> {
        if !path.iter().any(|segment| matches!(segment, Segment::Mixed(_))) {
            return None;
        }
        let any_case = self.case_insensitive;
        let is_ambiguous = |other: &[Segment]| {
            path_pattern(path, any_case) != path_pattern(other, any_case)
                && path.len() == other.len()
                && path.iter().zip(other).all(|(one, other)| is_ambiguous(one, other, any_case))
        };
        let found = self.mixed.iter().find(|(known, other, _)| *known == method && is_ambiguous(other));
        let found = found.map(|(_, _, owner)| *owner);
        self.mixed.push((method, path.to_vec(), owner));
        found
    }
}

/// Whether two segments match the same text, and none is more specific than the other: a router prefers text to
/// parameters, and more text to less.
fn is_ambiguous(one: &Segment, other: &Segment, any_case: bool) -> bool {
    match (one, other) {
        (Segment::Literal(one), Segment::Literal(other)) => {
            one == other || (any_case && one.eq_ignore_ascii_case(other))
        }
        (Segment::Parameter(_), Segment::Parameter(_)) | (Segment::Rest(_), Segment::Rest(_)) => true,
        (Segment::Mixed(one), Segment::Mixed(other)) => {
            let (one, other) = (pattern(one, any_case), pattern(other, any_case));
            let length = |pattern: &[Option<char>]| {
                pattern.iter().flatten().map(|letter| letter.len_utf8()).sum::<usize>()
            };
            length(&one) == length(&other) && overlap(&one, &other)
        }
        _ => false,
    }
}

/// Returns the letters of a segment; `None` is a parameter, for one letter or more.
fn pattern(parts: &[PathPart], any_case: bool) -> Vec<Option<char>> {
    let fold = |letter: char| if any_case { letter.to_ascii_lowercase() } else { letter };
    let mut pattern = Vec::new();
    for part in parts {
        match part {
            PathPart::Text(text) => pattern.extend(text.chars().map(|letter| Some(fold(letter)))),
            PathPart::Parameter(_) => pattern.push(None),
        }
    }
    pattern
}

/// Whether a text matches both patterns.
fn overlap(one: &[Option<char>], other: &[Option<char>]) -> bool {
    // Whether the rests match a common text. A parameter that has begun may go on.
    let mut reached = vec![vec![false; other.len() + 1]; one.len() + 1];
    let mut open = vec![(0, 0)];
    while let Some((at, beside)) = open.pop() {
        let seen = reached.get_mut(at).and_then(|row| row.get_mut(beside));
        if seen.is_none_or(|seen| std::mem::replace(seen, true)) {
            continue;
        }
        match (one.get(at), other.get(beside)) {
            (None, None) => return true,
            (Some(left), Some(right)) => {
                let same = left.is_none() || right.is_none() || left == right;
                if same {
                    open.push((at + 1, beside + 1));
                    if left.is_none() {
                        open.push((at, beside + 1));
                    }
                    if right.is_none() {
                        open.push((at + 1, beside));
                    }
                }
            }
            (None, Some(_)) | (Some(_), None) => {}
        }
    }
    false
}

/// The actions with the same method and path shape, as positions in [`Routes::owners`].
#[derive(Default)]
pub(super) struct Shared {
    /// The action without a `select`, which takes the rest.
    pub(super) plain: Option<usize>,
    /// The actions with a `select`, by the place of the selecting string.
    pub(super) selected: HashMap<Vec<String>, Texts<usize>>,
}

/// Strings and prefixes that do not overlap.
pub(super) struct Texts<T>(BTreeMap<String, (bool, T)>);

impl<T> Default for Texts<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<T> Texts<T> {
    /// Adds a string, or a prefix if it ends in `*`. Returns the owner of an overlapping entry if there is one.
    ///
    /// No entry starts with a prefix entry, so only the neighbors must be compared.
    pub(super) fn enter(&mut self, pattern: &str, owner: T) -> Option<&T> {
        let (text, any) = pattern.strip_suffix('*').map_or((pattern, false), |text| (text, true));
        let before = self.0.range::<str, _>((Bound::Unbounded, Bound::Included(text))).next_back();
        let taken =
            before.is_some_and(|(key, (all, _))| key == text || (*all && text.starts_with(key.as_str())));
        let taken = if taken {
            before.map(|(key, _)| key.clone())
        } else {
            let after = self.0.range::<str, _>((Bound::Included(text), Bound::Unbounded)).next();
            after.map(|(key, _)| key).filter(|key| any && key.starts_with(text)).cloned()
        };
        match taken {
            Some(key) => self.0.get(&key).map(|(_, owner)| owner),
            None => {
                self.0.insert(text.to_owned(), (any, owner));
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Makes a segment in which `*` is a parameter.
    fn segment(text: &str) -> Segment {
        let part = |letter: char| match letter {
            '*' => PathPart::Parameter("p".into()),
            text => PathPart::Text(text.into()),
        };
        Segment::Mixed(text.chars().map(part).collect())
    }

    #[test]
    fn segments_that_match_the_same_text_are_ambiguous() {
        let is = |one: &str, other: &str| is_ambiguous(&segment(one), &segment(other), false);
        assert!(is("x*", "*x") && is("*.a*", "*a.*") && is("a*b", "ab*"));
        assert!(!is("x*", "y*") && !is("*.json", "*.yaml"));
        assert!(!is("x*", "*xy"), "more text is more specific");
    }
}
