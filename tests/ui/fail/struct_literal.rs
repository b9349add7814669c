//! Requests cannot be struct literals: a new parameter in the spec would break such code.

use bindery_backpack::types::Session;
use bindery_backpack::user::Transactions;

fn main() {
    let session = Session::from("39dfb270b1cfbf1eb045715a1b37b4d8");
    let _ = Transactions { session, page: None, year: None, month: None, formatted: None };
}
