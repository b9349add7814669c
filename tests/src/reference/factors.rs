//! The table of bonus factors, read from the constant that the generator made of the document.
//!
//! That the numbers of a row mean percent of the deposit is a guess, and this is the only place that makes it.

use bindery_backpack::ErrorCode;
use bindery_backpack::bonus::{BONUS_FACTORS, BonusFactor, BonusType};
use bindery_runtime::wire::{Document, Wire as _};
use bindery_runtime::{Decimal, Map};

/// The rows of a kind of bonus.
fn rows(kind: &BonusType) -> Result<Vec<BonusFactor>, ErrorCode> {
    let table = Document::parse(BONUS_FACTORS.as_bytes())
        .and_then(|json| Map::<Vec<BonusFactor>>::read(&json.value()))
        .map_err(|_| ErrorCode::BonusTechnicalError)?;
    table.get(&kind.to_string()).cloned().ok_or(ErrorCode::BonusInvalidParameters)
}

/// How many times bonus and deposit have to be traded, by default.
///
/// # Errors
/// [`ErrorCode::BonusInvalidFactor`] where the table has no factor: above its last row and below 0.
pub fn factor(kind: &BonusType, amount: Decimal, deposit: Decimal) -> Result<i64, ErrorCode> {
    let percent = (!deposit.is_zero()).then(|| amount * Decimal::ONE_HUNDRED / deposit);
    // Rows overlap and have holes between them: the first whose end is not below the value counts.
    let holds = |row: &BonusFactor| match (row.max, row.to, percent) {
        (Some(max), _, _) => amount <= Decimal::from(max),
        (None, Some(to), Some(percent)) => percent <= Decimal::from(to),
        _ => false,
    };
    let row = rows(kind)?.into_iter().find(|row| amount >= Decimal::ZERO && holds(row));
    row.map(|row| row.factor).ok_or(ErrorCode::BonusInvalidFactor)
}

/// The largest bonus that the table has a row for. A table of percents says nothing about a bonus without a deposit,
/// and the document itself lists one (500 on a deposit of 0), so that there is no largest one then.
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
