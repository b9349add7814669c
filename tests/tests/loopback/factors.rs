//! Lookups in the table of bonus factors.

use bindery_backpack::ErrorCode;
use bindery_backpack::bonus::BonusType;
use bindery_runtime::Decimal;
use bindery_tests::reference::factors::factor;

/// Rows overlap (25 is in two) and have gaps between them (10.5 is in none): the first row that ends at or above the
/// value counts. Above the last row there is no factor.
#[test]
fn the_first_row_that_reaches_the_value_counts() {
    // Bonuses on a deposit of 1000, in tenths of a percent of it.
    for (kind, tenths, expected) in [
        (BonusType::Smart, 0, Ok(15)),
        (BonusType::Smart, 100, Ok(15)),
        (BonusType::Smart, 105, Ok(20)),
        (BonusType::Smart, 250, Ok(20)),
        (BonusType::Smart, 251, Ok(25)),
        (BonusType::Smart, 500, Ok(30)),
        (BonusType::Smart, 501, Err(ErrorCode::BonusInvalidFactor)),
        (BonusType::Smart, -1, Err(ErrorCode::BonusInvalidFactor)),
        (BonusType::Profit, 1_500, Ok(35)),
        (BonusType::Balance, 3_000, Ok(40)),
        (BonusType::Sticky, 1_000, Ok(10)),
        (BonusType::from(9), 1, Err(ErrorCode::BonusInvalidParameters)),
    ] {
        let found = factor(&kind, Decimal::from(tenths), Decimal::ONE_THOUSAND);
        assert_eq!(found, expected, "{kind:?} {tenths}");
    }
    // Without a deposit, the amount itself is looked up in the table.
    assert_eq!(factor(&BonusType::NoDeposit, Decimal::from(100), Decimal::ZERO), Ok(10));
    assert_eq!(
        factor(&BonusType::NoDeposit, Decimal::from(101), Decimal::ZERO),
        Err(ErrorCode::BonusInvalidFactor)
    );
}
