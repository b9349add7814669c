//! The types without a client or a server: requests, responses and errors are plain data.

use bindery_backpack::ErrorCode;
use bindery_backpack::rt::{Action as _, Decimal, ErrorKind};
use bindery_backpack::types::{Currency, Password, Session, UserId};
use bindery_backpack::user::{BonusTotals, GetWalletDetails};

fn main() {
    let request = GetWalletDetails::new("39dfb270b1cfbf1eb045715a1b37b4d8");
    assert_eq!(format!("{request:?}"), "GetWalletDetails { session: Session([secret]) }");
    assert_eq!(request.session, Session::from("39dfb270b1cfbf1eb045715a1b37b4d8"));
    assert_eq!(GetWalletDetails::INFO.path, "/user/get-wallet-details");

    let totals = BonusTotals { tradeable: Decimal::ONE, pending: Decimal::TWO, promotional: Decimal::ZERO };
    assert_eq!(totals.clone(), totals);
    assert_eq!(UserId(7).to_string(), "7");
    assert_eq!(Currency::from(2), Currency::Eur);
    assert_eq!(Currency::from(99), Currency::from(99));
    assert_eq!(format!("{:?}", Password::plain("123456")), "[password]");

    let error = ErrorCode::from_code(30);
    assert_eq!(
        (error, error.code(), error.kind()),
        (ErrorCode::LoginRequired, Some(30), ErrorKind::Authentication)
    );
    assert_eq!(error.to_string(), "Login required");
}
