//! A request is not written as a literal: a parameter that is added to the spec would break that code.

use bindery_backpack::types::Session;
use bindery_backpack::user::Transactions;

fn main() {
    let session = Session::from("39dfb270b1cfbf1eb045715a1b37b4d8");
    let _ = Transactions { session, page: None, year: None, month: None, formatted: None };
}
