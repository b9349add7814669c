//! Pairing of items in the old version with items in the new one.

/// Two lists, paired.
pub(crate) struct Paired<'o, 'n, T> {
    /// Items in both lists, in the new order.
    pub(crate) both: Vec<(&'o T, &'n T)>,
    /// Removed items.
    pub(crate) removed: Vec<&'o T>,
    /// Added items.
    pub(crate) added: Vec<&'n T>,
    /// Whether the items in both lists have another order.
    pub(crate) moved: bool,
}

/// Whether an old item corresponds to a new one.
pub(crate) type Same<'c, T> = &'c dyn Fn(&T, &T) -> bool;

/// Pairs two lists. Items that the first criterion does not pair are tried with the next one: names first, then what
/// identifies items on the wire, so that a renamed item does not count as removed.
pub(crate) fn pair<'o, 'n, T>(old: &'o [T], new: &'n [T], criteria: &[Same<'_, T>]) -> Paired<'o, 'n, T> {
    let mut partners: Vec<Option<usize>> = vec![None; new.len()];
    let mut free: Vec<usize> = (0..old.len()).collect();
    for same in criteria {
        for (partner, one) in partners.iter_mut().zip(new).filter(|(partner, _)| partner.is_none()) {
            let found = free.iter().position(|at| old.get(*at).is_some_and(|other| same(other, one)));
            *partner = found.map(|position| free.remove(position));
        }
    }
    let positions: Vec<usize> = partners.iter().flatten().copied().collect();
    let both = partners.iter().zip(new).filter_map(|(partner, one)| Some((old.get((*partner)?)?, one)));
    let added = partners.iter().zip(new).filter(|(partner, _)| partner.is_none()).map(|(_, one)| one);
    Paired {
        both: both.collect(),
        added: added.collect(),
        removed: free.iter().filter_map(|at| old.get(*at)).collect(),
        moved: !positions.is_sorted(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_before_what_stands_on_the_wire() {
        let (old, new) = ([("a", 1), ("b", 2), ("c", 3)], [("d", 2), ("a", 4), ("e", 1)]);
        let paired = pair(&old, &new, &[&|old, new| old.0 == new.0, &|old, new| old.1 == new.1]);
        assert_eq!(paired.both, [(&("b", 2), &("d", 2)), (&("a", 1), &("a", 4))]);
        assert_eq!((paired.removed, paired.added), (vec![&("c", 3)], vec![&("e", 1)]));
        assert!(paired.moved);
    }
}
