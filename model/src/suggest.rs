//! Suggestions for misspelled names.

/// Returns the candidates that are similar enough to a misspelled name, most similar first.
pub fn near<'n>(name: &str, candidates: impl IntoIterator<Item = &'n str>) -> Vec<&'n str> {
    let letters: Vec<char> = fold(name);
    // A third of the letters may be wrong, and always one in a word of three or more.
    let tolerance = (letters.len() / 3).max(usize::from(letters.len() > 2));
    let mut found: Vec<(usize, &str)> = candidates
        .into_iter()
        .filter(|candidate| *candidate != name)
        .filter_map(|candidate| {
            let folded = fold(candidate);
            if letters.len().abs_diff(folded.len()) > tolerance {
                return None;
            }
            let distance = distance(&letters, &folded);
            (distance <= tolerance).then_some((distance, candidate))
        })
        .collect();
    found.sort_by_key(|(distance, _)| *distance);
    found.into_iter().map(|(_, candidate)| candidate).collect()
}

/// Returns the candidate that is most similar to a misspelled name, if one is similar enough.
pub(crate) fn closest<'n>(name: &str, candidates: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    near(name, candidates).first().copied()
}

/// Returns the candidate that a name almost certainly misspells, although not all candidates are known:
/// `Order` may exist beside `Orders`, but `Walet` hardly beside `Wallet`.
pub(crate) fn slip<'n>(name: &str, candidates: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    closest(name, candidates).filter(|near| !near.starts_with(name) && !name.starts_with(near))
}

/// Returns the name without case and separators, which are confused most often. Names are truncated where comparing
/// them would be slow.
fn fold(name: &str) -> Vec<char> {
    name.chars()
        .filter(|letter| !matches!(letter, '-' | '_' | ' '))
        .flat_map(char::to_lowercase)
        .take(64)
        .collect()
}

/// Returns the number of letters that must be inserted, removed, replaced or swapped with their neighbor.
fn distance(left: &[char], right: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=right.len()).collect();
    for (row, letter) in left.iter().enumerate() {
        let mut current = vec![row + 1];
        for (column, other) in right.iter().enumerate() {
            let at = |line: &[usize], column: usize| line.get(column).copied().unwrap_or(usize::MAX / 2);
            let mut best = at(&above, column) + usize::from(letter != other);
            best = best.min(at(&above, column + 1) + 1).min(at(&current, column) + 1);
            let swapped = row > 0
                && column > 0
                && left.get(row - 1) == Some(other)
                && right.get(column - 1) == Some(letter);
            if swapped {
                best = best.min(at(&before, column - 1) + 1);
            }
            current.push(best);
        }
        before = std::mem::replace(&mut above, current);
    }
    above.last().copied().unwrap_or(0)
}

/// Returns the names as a list for a help text; none if there are no names or too many to read.
pub(crate) fn listing<'n>(names: impl IntoIterator<Item = &'n str>) -> Option<String> {
    const LONGEST: usize = 300;
    let mut list = String::new();
    for name in names {
        if !list.is_empty() {
            list.push_str(", ");
        }
        list.push_str(name);
        if list.len() > LONGEST {
            return None;
        }
    }
    (!list.is_empty()).then_some(list)
}

/// Returns the help for an unknown name: the most similar name, else the list of all names introduced by `all`, else
/// `otherwise`.
pub(crate) fn instead<'n>(
    name: &str,
    names: impl Iterator<Item = &'n str> + Clone,
    all: &str,
    otherwise: &str,
) -> String {
    match (closest(name, names.clone()), listing(names)) {
        (Some(near), _) => format!("did you mean `{near}`?"),
        (None, Some(list)) => format!("{all}: {list}"),
        (None, None) => otherwise.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_found_and_far_ones_are_not() {
        let keys = ["about", "evidence", "parameters", "response", "reads-as"];
        assert_eq!(closest("abuot", keys), Some("about"));
        assert_eq!(closest("Evidense", keys), Some("evidence"));
        assert_eq!(closest("reads_as", keys), Some("reads-as"));
        assert_eq!(closest("respons", keys), Some("response"));
        assert_eq!(closest("path", keys), None);
        assert_eq!(closest("x", keys), None);
        assert_eq!(closest("", keys), None);
        assert_eq!(near("getWallet", ["get-wallets", "info", "get-wallet"]), ["get-wallet", "get-wallets"]);
    }

    #[test]
    fn a_slip_is_no_other_form_of_the_word() {
        assert_eq!(slip("Walet", ["Wallet", "Session"]), Some("Wallet"));
        assert_eq!(slip("Orders", ["Order"]), None);
        assert_eq!(slip("Order", ["Orders"]), None);
    }

    #[test]
    fn distances() {
        let distance = |left: &str, right: &str| {
            super::distance(&left.chars().collect::<Vec<_>>(), &right.chars().collect::<Vec<_>>())
        };
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", "abc"), 0);
        assert_eq!(distance("abc", "acb"), 1);
        assert_eq!(distance("kitten", "sitting"), 3);
    }
}
