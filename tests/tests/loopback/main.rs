//! The generated client against the reference backend, over real HTTP on loopback: all 24 actions, each with its
//! success and every error that the documents list for it.
//!
//! Every scenario is a test of its own. [`coverage`] then plays them all again and reads the traffic: an uncalled
//! action, or a documented error that never occurred, is a gap in the scenarios.

#![allow(deprecated)] // deprecated actions are called too

mod bonus;
mod coverage;
mod examples;
mod factors;
mod failures;
mod forms;
mod index;
mod mp_account;
mod payment;
mod public;
mod rejections;
mod served;
mod transactions;
mod user;
mod wallet;

use std::fmt::Debug;
use std::pin::Pin;

use bindery_backpack::{Error, ErrorCode};
use bindery_runtime::Action;
use bindery_runtime::metadata::ActionInfo;
use served::Served;

type TestResult = Result<(), Box<dyn std::error::Error + Send + Sync>>;

/// A scenario of one action.
struct Scenario {
    info: &'static ActionInfo,
    play: fn(Served) -> Pin<Box<dyn Future<Output = TestResult>>>,
}

/// The scenarios: each is a test, and a row of the table that [`coverage`] reads.
macro_rules! scenarios {
    ($($test:ident: $module:ident::$action:ident;)*) => {
        $(#[tokio::test]
        async fn $test() -> TestResult {
            $module::$test(Served::start().await?).await
        })*

        const SCENARIOS: &[Scenario] = &[$(Scenario {
            info: <bindery_backpack::$module::$action as Action>::INFO,
            play: |served| Box::pin($module::$test(served)),
        },)*];
    };
}

scenarios! {
    countries: index::Countries;
    states: index::States;
    login: index::Login;
    register: index::Register;
    set_user_currency: user::SetUserCurrency;
    address: user::Address;
    change_password: user::ChangePassword;
    get_wallet: user::GetWallet;
    get_wallet_details: user::GetWalletDetails;
    transactions: user::Transactions;
    hash: user::Hash;
    set_user_account_level: user::SetUserAccountLevel;
    info: user::Info;
    update: user::Update;
    transfer: mp_account::Transfer;
    deposit: wallet::Deposit;
    create_charge: payment::CreateCharge;
    get_charge: payment::GetCharge;
    update_charge: payment::UpdateCharge;
    finalize_charge: payment::FinalizeCharge;
    get_user_bonuses: bonus::GetUserBonuses;
    create: bonus::Create;
    cancel: bonus::Cancel;
    sign_up: public::SignUp;
}

/// Returns the API error of a call that must fail, as HTTP status and error.
#[track_caller]
fn failed<T: Debug>(response: Result<T, Error>) -> (u16, ErrorCode) {
    match response {
        Err(Error::Api(error)) => match error.code {
            Some(code) => (error.status, code),
            None => panic!("a failure without a code: {error}"),
        },
        Err(error) => panic!("not a failure of the API: {error}"),
        Ok(response) => panic!("it should have failed: {response:?}"),
    }
}

/// Returns the reason why a request is not sent: the client checks the documented limits.
#[track_caller]
fn unsent<T: Debug>(response: Result<T, Error>) -> String {
    match response {
        Err(Error::Request(error)) => error.fault.to_string(),
        other => panic!("it should not have been sent: {other:?}"),
    }
}
