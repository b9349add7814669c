//! The actions of the four APIs, by type, for tests that use all of them.

#![allow(deprecated)] // deprecated actions are served too

use bindery_runtime::Action;

/// A function that is called for every action.
pub trait Each {
    /// Called with one action.
    fn each<A: Action>(&mut self);
}

macro_rules! actions {
    ($doc:literal $name:ident: $crate_name:ident { $($module:ident: $($action:ident)*;)* }) => {
        #[doc = $doc]
        pub fn $name(work: &mut impl Each) {
            $($(work.each::<$crate_name::$module::$action>();)*)*
        }
    };
}

actions! { "Those of the Backpack API." backpack: bindery_backpack {
    bonus: GetUserBonuses Create Cancel;
    index: Countries States Login Register;
    mp_account: Transfer;
    payment: CreateCharge GetCharge UpdateCharge FinalizeCharge;
    public: SignUp;
    user: SetUserCurrency Address ChangePassword GetWallet GetWalletDetails Transactions Hash SetUserAccountLevel Info
        Update;
    wallet: Deposit;
} }

actions! { "Those of the CRM that partners call." crm: bindery_crm {
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

actions! { "Those that the CRM calls." crm_receiver: bindery_crm {
    external_wallets: GetWalletList GetSingleWallet;
    psp: GetPaymentUrl PaymentCallback;
    webhooks: WithdrawalApprove WithdrawalReject PropTradingApprove PropTradingReject PropTradingLiveApprove
        PropTradingLiveReject TransferApprove TransferReject KycApprove OtherEvent;
} }

actions! { "Those of the Cryptonit API." cryptonit: bindery_cryptonit {
    affiliates: Terms RegisterUser;
    developer: Funds Ccaccount ListOrders PlaceOrder CancelOrder;
    public: OrderBook Trades Ticker Rate Volume Pairs;
} }

actions! { "Those of the Coriunder web services." coriunder: bindery_coriunder {
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
