//! Code of an integrator that is generic over the caller: the real client or a double.

use bindery_backpack::rt::{Decimal, Http, InProcess};
use bindery_backpack::types::Session;
use bindery_backpack::user::{GetWalletDetails, UserApi};
use bindery_backpack::{Client, Error};

/// The futures are `Send` without a word about it, so that the code may run on any thread.
pub async fn credit<C: UserApi>(calls: &C, session: Session) -> Result<Decimal, Error> {
    Ok(calls.get_wallet_details(GetWalletDetails::new(session)).await?.credit)
}

fn assert_send<T: Send>(_: T) {}

pub fn with_any_client(http: &Client, in_process: &Client<InProcess<axum::Router>>, session: &Session) {
    assert_send(credit(http, session.clone()));
    assert_send(credit(in_process, session.clone()));
}

fn main() {
    fn is_caller<C: UserApi>() {}
    is_caller::<Client>();
    is_caller::<Client<Http>>();
}
