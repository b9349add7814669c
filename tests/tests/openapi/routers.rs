//! The generated routers, over the backend of fakes.

use std::sync::Arc;

use bindery_runtime::Secret;
use bindery_runtime::oauth::StoreError;
use bindery_runtime::oauth1::{MemoryLedger, Verifier};
use bindery_runtime::oauth2::{CheckBearer, Grant, Scope as _, Scopes};
use bindery_runtime::server::{CheckIssued, Logins, Route};

use crate::fakes::{Fakes, fake};

/// The actions of an API: a function that gives for each its route and a function that gives all that is written for it.
macro_rules! actions {
    ($name:ident: $crate_name:ident { $($module:ident: $($action:ident)*;)* }) => {
        fn $name() -> Vec<(Route<Fakes>, Written)> {
            vec![$($(
                (Route::new(fake::<$crate_name::$module::$action>), Fakes::written::<$crate_name::$module::$action>),
            )*)*]
        }
    };
}

type Written = fn(&Fakes) -> Vec<String>;

actions! { backpack: bindery_backpack {
    bonus: GetUserBonuses Create Cancel;
    index: Countries States Login Register;
    mp_account: Transfer;
    payment: CreateCharge GetCharge UpdateCharge FinalizeCharge;
    public: SignUp;
    user: SetUserCurrency Address ChangePassword GetWallet GetWalletDetails Transactions Hash SetUserAccountLevel Info
        Update;
    wallet: Deposit;
} }

actions! { crm: bindery_crm {
    accounts: SendRegistrationRequestForOtp SendMultiStepRegistrationRequestForApproval;
    clients: GetListOfClient GetClientInformation GetClientRegistrationDetails CreateClient
        GetDownlinesInformationOfClient SubmitClientKyc;
    forms: GetTraderRegistrationForm GetAwsS3Signature;
    mt4: GetMt4Accounts CreateMt4Account DepositIntoMt4Account WithdrawFromMt4Account GetMt4Trades;
    mt5: CreateMt5Account WithdrawFromMt5Account;
    payments: GetAllBankcards;
    reports: GetFlexibleCommissionReport GetTransactionsReport;
    requests: ApproveWithdrawalRequests RejectWithdrawalRequests;
    trading_competitions: GetTradingCompetitionLeaderBoard;
    wallets: GetWalletInformation UpdateWalletBalance;
} }

actions! { crm_receiver: bindery_crm {
    external_wallets: GetWalletList GetSingleWallet;
    psp: GetPaymentUrl PaymentCallback;
    webhooks: WithdrawalApprove WithdrawalReject PropTradingApprove PropTradingReject PropTradingLiveApprove
        PropTradingLiveReject TransferApprove TransferReject KycApprove OtherEvent;
} }

actions! { cryptonit: bindery_cryptonit {
    affiliates: Terms RegisterUser;
    developer: Funds Ccaccount ListOrders PlaceOrder CancelOrder;
    public: OrderBook Trades Ticker Rate Volume Pairs;
} }

actions! { coriunder: bindery_coriunder {
    account: DecodeLoginCookie DeviceActivate DeviceSendActivationCode LogOff Login RegisterDevice ResetPassword
        UpdatePassword UpdatePincode;
    app_identity: GetContent GetIdentityDetails GetMerchantGroups GetSupportedCurrencies GetSupportedPaymentMethods Log
        SendContactEmail;
    balance: GetRequest GetRequests GetRows GetTotal ReplyRequest RequestAmount TransferAmount RequestPayment;
    customer: GetCustomer GetImage RegisterCustomer SaveCustomer FindFriend FriendRequest GetFriendRequests GetFriends
        ImportFriendsFromFacebook RemoveFriend ReplyFriendRequest SetFriendRelation DeleteShippingAddress
        GetShippingAddress GetShippingAddresses SaveShippingAddress SaveShippingAddresses GetManagedAccounts;
    international: GetCurrencyRates GetErrorCodes GetStaticData;
    merchant: Register;
    payment_methods: DeleteStoredPaymentMethod GetBillingAddresses GetStaticData GetStoredPaymentMethod
        GetStoredPaymentMethods LinkPaymentMethod LoadPaymentMethod RequestPhysicalPaymentMethod StorePaymentMethod
        StorePaymentMethods;
    shop: GetActiveCarts GetCart GetCartOfTransaction SetCart Download DownloadUnauthorized GetDownloads GetMerchant
        GetMerchantCategories GetMerchantContent GetMerchants GetCategorisedProducts GetProduct GetProducts GetShop
        GetShopIds GetShops GetShopsByLocation SetSession;
    transactions: Get Lookup ProcessTransaction Search;
} }

/// The token `good` is good for everything.
struct Tokens;

impl CheckBearer for Tokens {
    async fn check(&self, token: &Secret) -> Result<Option<Grant>, StoreError> {
        Ok((token.expose() == "good").then(|| Grant {
            id: "one".to_owned(),
            application: "app".to_owned(),
            user: "ann".to_owned(),
            scopes: Scopes::of(bindery_cryptonit::Scope::ALL),
        }))
    }
}

/// The header `x-issued` is issued, and `good` is good.
struct Headers;

impl CheckIssued for Headers {
    fn is_issued(&self, header: &str) -> bool {
        header == "x-issued"
    }

    async fn check(&self, _header: &str, value: &Secret) -> Option<String> {
        (value.expose() == "good").then(|| "ann".to_owned())
    }
}

/// The router of an API. An open one looks at no log-in, key, token or signature.
pub(crate) fn router(api: &str, open: bool) -> axum::Router {
    let fakes = Fakes::of(api, false);
    macro_rules! over {
        ($crate_name:ident, $actions:ident, |$router:ident| $checks:expr) => {{
            let routes: Vec<_> = $actions().into_iter().map(|(route, _)| route).collect();
            assert_eq!(routes.len(), fakes.len(), "every action has a route");
            let $router = $crate_name::server::router().mount(routes, Arc::clone(&fakes));
            let router = if open { $router.without_login() } else { $checks };
            router.into_axum().expect("complete")
        }};
    }
    match api {
        "backpack" => {
            over!(bindery_backpack, backpack, |router| router.login(Logins::new([("partner", "secret")])))
        }
        "crm" => over!(bindery_crm, crm, |router| router.credential(bindery_crm::KEY, "secret")),
        "cryptonit" => over!(bindery_cryptonit, cryptonit, |router| router
            .oauth1(bindery_cryptonit::OAUTH1, Verifier::new(Arc::new(MemoryLedger::new())))
            .oauth2(bindery_cryptonit::OAUTH2, Tokens)),
        "coriunder" => over!(bindery_coriunder, coriunder, |router| router
            .credential(bindery_coriunder::APPLICATION_TOKEN, "secret")
            .credential(bindery_coriunder::SIGNATURE, "secret")
            .issued(bindery_coriunder::CREDENTIALS, Headers)),
        other => panic!("no API {other}"),
    }
}

/// All that the routers of an API and of its receivers write, a line of JSON each.
pub(crate) fn all_written(api: &str) -> Vec<String> {
    let actions = match api {
        "backpack" => backpack(),
        "crm" => crm(),
        "cryptonit" => cryptonit(),
        "coriunder" => coriunder(),
        other => panic!("no API {other}"),
    };
    let inbound = if api == "crm" { crm_receiver() } else { Vec::new() };
    let lines = [(actions, false), (inbound, true)].map(|(actions, inbound)| {
        let fakes = Fakes::of(api, inbound);
        assert_eq!(actions.len(), fakes.len(), "every action is there");
        actions.into_iter().flat_map(|(_, written)| written(&fakes)).collect::<Vec<_>>()
    });
    lines.concat()
}
