//! "Did you mean": the nearest of the names that would have been right.

/// The candidates that are near enough to a misspelt name to be meant, nearest first, at most three.
fn near<'n>(name: &str, candidates: impl IntoIterator<Item = &'n str>) -> Vec<&'n str> {
    let wanted = fold(name);
    // A third of the letters may be wrong, and in a word of three or more always one.
    let letters = wanted.chars().count();
    let tolerance = (letters / 3).max(usize::from(letters > 2));
    let mut found: Vec<(usize, &str)> = candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&wanted, &fold(candidate)), candidate))
        .filter(|(distance, _)| *distance <= tolerance)
        .collect();
    found.sort();
    found.dedup();
    found.truncate(3);
    found.into_iter().map(|(_, candidate)| candidate).collect()
}

/// Case and separators are what people mix up first; they count for nothing. Long names are cut, so that comparing
/// them stays quick.
fn fold(name: &str) -> String {
    name.chars()
        .filter(|letter| !matches!(letter, '-' | '_' | ' '))
        .flat_map(char::to_lowercase)
        .take(64)
        .collect()
}

/// The line "did you mean …?", where something is near.
pub(crate) fn did_you_mean<'n>(name: &str, candidates: impl IntoIterator<Item = &'n str>) -> Option<String> {
    let near = near(name, candidates);
    if near.is_empty() {
        return None;
    }
    let quoted: Vec<String> = near.iter().map(|name| format!("`{name}`")).collect();
    Some(format!("did you mean {}?", quoted.join(" or ")))
}

/// The names as a sentence lists them, cut where it would get too long.
pub(crate) fn listing<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    const MOST: usize = 30;
    let names: Vec<&str> = names.into_iter().collect();
    let mut text = names.iter().take(MOST).copied().collect::<Vec<_>>().join(", ");
    if let Some(more) = names.len().checked_sub(MOST).filter(|more| *more > 0) {
        text.push_str(&format!(" and {more} more"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_found_and_far_ones_are_not() {
        let names = ["get-wallet", "get-wallet-details", "info"];
        assert_eq!(near("getWallet", names), ["get-wallet"]);
        assert_eq!(near("get-walet", names), ["get-wallet"]);
        assert_eq!(near("inof", names), ["info"]);
        assert!(near("payment", names).is_empty());
        assert!(near("", names).is_empty());
        assert_eq!(did_you_mean("inf", names).as_deref(), Some("did you mean `info`?"));
    }

    #[test]
    fn long_lists_are_cut() {
        assert_eq!(listing(["a", "b"]), "a, b");
        let many = vec!["x"; 32];
        assert!(listing(many).ends_with("x and 2 more"));
    }
}
