//! The table of bonus factors, from the constant that is generated from the document.
//!
//! The interpretation of the numbers in a row as percent of the deposit is a guess, made only here.

use bindery_backpack::ErrorCode;
use bindery_backpack::bonus::{BONUS_FACTORS, BonusFactor, BonusType};
use bindery_runtime::wire::{Document, Wire as _};
use bindery_runtime::{Decimal, Map};

/// Returns the rows of a kind of bonus.
fn rows(kind: &BonusType) -> Result<Vec<BonusFactor>, ErrorCode> {
    let table = Document::parse(BONUS_FACTORS.as_bytes())
        .and_then(|json| Map::<Vec<BonusFactor>>::read(&json.value()))
        .map_err(|_| ErrorCode::BonusTechnicalError)?;
    table.get(&kind.to_string()).cloned().ok_or(ErrorCode::BonusInvalidParameters)
}

/// Returns the default factor for the sum of bonus and deposit that must be traded.
///
/// # Errors
/// [`ErrorCode::BonusInvalidFactor`] if the table has no factor: above its last row and below 0.
pub fn factor(kind: &BonusType, amount: Decimal, deposit: Decimal) -> Result<i64, ErrorCode> {
    let percent = (!deposit.is_zero()).then(|| amount * Decimal::ONE_HUNDRED / deposit);
    // Rows overlap and have gaps: the first row that ends at or above the value counts.
    let holds = |row: &BonusFactor| match (row.max, row.to, percent) {
        (Some(max), _, _) => amount <= Decimal::from(max),
        (None, Some(to), Some(percent)) => percent <= Decimal::from(to),
        _ => false,
    };
    let row = rows(kind)?.into_iter().find(|row| amount >= Decimal::ZERO && holds(row));
    row.map(|row| row.factor).ok_or(ErrorCode::BonusInvalidFactor)
}

/// Returns the largest bonus for which the table has a row. A table of percents does not apply without a deposit, and
/// the document itself lists such a bonus (500 on a deposit of 0), so there is no largest one then.
pub(super) fn largest(kind: &BonusType, deposit: Decimal) -> Result<Option<Decimal>, ErrorCode> {
    let last = rows(kind)?.pop().ok_or(ErrorCode::BonusTechnicalError)?;
    Ok(match (last.max, last.to) {
        (Some(max), _) => Some(max.into()),
        (None, Some(to)) if deposit > Decimal::ZERO => {
            Some(deposit * Decimal::from(to) / Decimal::ONE_HUNDRED)
        }
        _ => None,
    })
}
