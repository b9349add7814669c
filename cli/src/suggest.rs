//! "Did you mean" suggestions: the valid names nearest to a wrong one.

use std::collections::BTreeSet;

use bindery_model::suggest::near;

/// Returns the line "did you mean …?", if there are similar names.
pub(crate) fn did_you_mean<'n>(name: &str, candidates: impl IntoIterator<Item = &'n str>) -> Option<String> {
    const MOST: usize = 3;
    let candidates: BTreeSet<&str> = candidates.into_iter().collect();
    let quoted: Vec<String> =
        near(name, candidates).into_iter().take(MOST).map(|name| format!("`{name}`")).collect();
    (!quoted.is_empty()).then(|| format!("did you mean {}?", quoted.join(" or ")))
}

/// Joins names for a sentence, and cuts a long list.
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
        assert_eq!(did_you_mean("getWallet", names).as_deref(), Some("did you mean `get-wallet`?"));
        assert_eq!(did_you_mean("payment", names), None);
        assert_eq!(did_you_mean("inf", names).as_deref(), Some("did you mean `info`?"));
    }

    #[test]
    fn long_lists_are_cut() {
        assert_eq!(listing(["a", "b"]), "a, b");
        let many = vec!["x"; 32];
        assert!(listing(many).ends_with("x and 2 more"));
    }
}
