//! Converting amounts. The document has no rates; these are round numbers that make tests easy to follow.

use bindery_backpack::ErrorCode;
use bindery_backpack::types::Currency;
use bindery_runtime::{Decimal, DisplayMoney};

/// What one unit is worth in US dollars.
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

/// An amount in another currency, rounded half-even to two decimals. In the same currency it stays what it is.
///
/// # Errors
/// When one of the currencies is not known.
pub fn convert(amount: Decimal, from: &Currency, to: &Currency) -> Result<Decimal, ErrorCode> {
    if from == to {
        return Ok(amount);
    }
    // `round_dp` is the banker's rounding that our notes ask for.
    Ok((amount * dollars(from)? / dollars(to)?).round_dp(2))
}

/// An amount as the transaction history has it: exact digits, or made up for a screen.
pub(super) fn show(amount: Decimal, currency: &Currency, formatted: bool) -> DisplayMoney {
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
