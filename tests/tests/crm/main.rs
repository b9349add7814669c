//! The generated client of the CRM against the in-memory broker, over real HTTP on loopback: all 39 callable actions,
//! each with its success and every error that the documents list for it; requests rejected before a backend is reached;
//! signatures; pages; path parameters.
//!
//! Every scenario is a test of its own. [`coverage`] then plays them all again and reads the traffic.

mod clients;
mod coverage;
mod curl;
mod inbound;
mod keys;
mod money;
mod pages;
mod paths;
mod psp;
mod registration;
mod samples;
mod served;
mod trading;

use std::fmt::Debug;
use std::pin::Pin;

use bindery_crm::{Error, ErrorCode};
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
    ($($file:ident, $module:ident { $($test:ident: $action:ident;)* })*) => {
        $($(#[tokio::test]
        async fn $test() -> TestResult {
            $file::$test(Served::start().await?).await
        })*)*

        const SCENARIOS: &[Scenario] = &[$($(Scenario {
            info: <bindery_crm::$module::$action as Action>::INFO,
            play: |served| Box::pin($file::$test(served)),
        },)*)*];
    };
}

scenarios! {
    clients, clients {
        get_list_of_client: GetListOfClient;
        get_client_information: GetClientInformation;
        get_client_registration_details: GetClientRegistrationDetails;
        create_client: CreateClient;
        get_downlines_information_of_client: GetDownlinesInformationOfClient;
        submit_client_kyc: SubmitClientKyc;
    }
    trading, mt4 {
        get_mt4_accounts: GetMt4Accounts;
        create_mt4_account: CreateMt4Account;
        deposit_into_mt4_account: DepositIntoMt4Account;
        withdraw_from_mt4_account: WithdrawFromMt4Account;
        get_mt4_trades: GetMt4Trades;
    }
    trading, mt5 {
        create_mt5_account: CreateMt5Account;
        withdraw_from_mt5_account: WithdrawFromMt5Account;
    }
    money, reports {
        get_flexible_commission_report: GetFlexibleCommissionReport;
        get_transactions_report: GetTransactionsReport;
    }
    money, wallets {
        get_wallet_information: GetWalletInformation;
        update_wallet_balance: UpdateWalletBalance;
    }
    money, payments {
        get_all_bankcards: GetAllBankcards;
    }
    money, trading_competitions {
        get_trading_competition_leader_board: GetTradingCompetitionLeaderBoard;
    }
    money, requests {
        approve_withdrawal_requests: ApproveWithdrawalRequests;
        reject_withdrawal_requests: RejectWithdrawalRequests;
    }
    registration, accounts {
        send_registration_request_for_otp: SendRegistrationRequestForOtp;
        send_multi_step_registration_request_for_approval: SendMultiStepRegistrationRequestForApproval;
    }
    registration, forms {
        get_trader_registration_form: GetTraderRegistrationForm;
        get_aws_s3_signature: GetAwsS3Signature;
    }
    inbound, webhooks {
        withdrawal_approve: WithdrawalApprove;
        withdrawal_reject: WithdrawalReject;
        prop_trading_approve: PropTradingApprove;
        prop_trading_reject: PropTradingReject;
        prop_trading_live_approve: PropTradingLiveApprove;
        prop_trading_live_reject: PropTradingLiveReject;
        transfer_approve: TransferApprove;
        transfer_reject: TransferReject;
        kyc_approve: KycApprove;
        other_event: OtherEvent;
    }
    inbound, psp {
        get_payment_url: GetPaymentUrl;
        payment_callback: PaymentCallback;
    }
    inbound, external_wallets {
        get_wallet_list: GetWalletList;
        get_single_wallet: GetSingleWallet;
    }
}

/// Returns the API error of a call that must fail, as HTTP status and error.
#[track_caller]
fn failed<T: Debug>(response: Result<T, Error>) -> (u16, ErrorCode) {
    match response {
        Err(Error::Api(error)) => match error.code {
            Some(code) => (error.status, code),
            None => panic!("a failure without a type: {error}"),
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
