//! Conversion of amounts. The document has no rates; these are round numbers for simple tests.

use bindery_backpack::ErrorCode;
use bindery_backpack::types::Currency;
use bindery_runtime::{Decimal, FormattedDecimal};

/// Returns the value of one unit in US dollars.
fn dollars(currency: &Currency) -> Result<Decimal, ErrorCode> {
    let thousandths = match currency {
        Currency::Usd => 1_000,
        Currency::Eur => 1_100,
        Currency::Aud => 750,
        Currency::Cny => 150,
        Currency::Gbp => 1_300,
        Currency::Jpy => 9,
        Currency::Rub => 16,
        Currency::Unknown(_) => return Err(ErrorCode::General),
    };
    Ok(Decimal::new(thousandths, 3))
}

/// Converts an amount to another currency, rounded half-even to two decimals. Amounts in the same currency are
/// unchanged.
///
/// # Errors
/// Fails if one of the currencies is unknown.
pub fn convert(amount: Decimal, from: &Currency, to: &Currency) -> Result<Decimal, ErrorCode> {
    if from == to {
        return Ok(amount);
    }
    // `round_dp` is banker's rounding, which our notes require.
    Ok((amount * dollars(from)? / dollars(to)?).round_dp(2))
}

/// Returns an amount for the transaction history: exact digits, or formatted for display.
pub(super) fn show(amount: Decimal, currency: &Currency, formatted: bool) -> FormattedDecimal {
    let plain = format!("{amount:.2}");
    if !formatted {
        return plain.into();
    }
    let (whole, cents) = plain.split_once('.').unwrap_or((&plain, "00"));
    let mut grouped = String::new();
    for (position, digit) in whole.chars().enumerate() {
        if position > 0 && (whole.len() - position) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{} {grouped}.{cents}", symbol(currency)).into()
}

fn symbol(currency: &Currency) -> &'static str {
    match currency {
        Currency::Usd => "$",
        Currency::Eur => "€",
        Currency::Aud => "A$",
        Currency::Cny => "CN¥",
        Currency::Gbp => "£",
        Currency::Jpy => "¥",
        Currency::Rub => "₽",
        Currency::Unknown(_) => "¤",
    }
}
