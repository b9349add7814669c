//! Compares two specs.

use bindery_changes::{changelog, compare};
use bindery_model::Api;

use crate::files::{model, pair, shop};

/// Any two specs; the shop replaces an invalid one.
pub(crate) fn diff(data: &[u8]) {
    let (old, new) = pair(data);
    let (old, new) = (model(old, Vec::new()), model(new, Vec::new()));
    let usual = || model(shop(), Vec::new());
    match (old, new) {
        (Some(old), Some(new)) => both(&old, &new),
        (Some(one), None) | (None, Some(one)) => usual().iter().for_each(|shop| both(shop, &one)),
        (None, None) => {}
    }
}

fn both(old: &Api, new: &Api) {
    for one in [old, new] {
        let Ok(report) = compare(one, one) else { continue };
        assert_eq!(report.differences, [], "a spec does not differ from itself");
    }
    let (Ok(there), Ok(back)) = (compare(old, new), compare(new, old)) else { return };
    assert_eq!(there.differences.is_empty(), back.differences.is_empty(), "who differs differs both ways");
    for report in [there, back] {
        assert!(report.breaks() || report.differences.iter().all(|one| !one.counts()));
        assert!(report.differences.iter().all(|one| !one.effects.classes().is_empty()));
        assert!(changelog(&report).contains(&report.api));
    }
}
