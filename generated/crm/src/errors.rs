//! The documented error codes of the CRM Open API (Broctagon).

use bindery_runtime as rt;

rt::error_codes! {
    /// The errors that the documents list. Others survive as `Unknown`.
    pub enum ErrorCode: String {
        /// API key is not exist or invalid (document, line 180; sheet, lines 136 and 1162).
        InvalidApiKey = "invalid-api-key", "invalid_api_key", Authentication, "API key is not exist or invalid", 403;
        /// Signature does not match (document, line 181; sheet, lines 137 and 1163).
        InvalidSignature = "invalid-signature", "invalid_signature", Authentication, "Signature does not match", 403;
        /// There is no such user. The modules of wallets and KYC say account_not_found for the same thing
        /// (sheet, lines 1164 and 1616).
        UserNotFound = "user-not-found", "user_not_found", NotFound, "There is no such user", 400;
        /// There is no user with this id. It is a user that is not found, for which the module of clients
        /// says user_not_found (sheet, lines 1165 and 1616).
        AccountNotFound = "account-not-found", "account_not_found", NotFound, "There is no user with this id", 400;
        /// There is no profile request in processing (sheet, line 1166).
        InvalidRequest = "invalid-request", "invalid_request", Conflict, "There is no profile request in processing", 400;
        /// The KYC information is that of somebody else (sheet, line 1167).
        KycDuplicateError = "kyc-duplicate-error", "kyc_duplicate_error", Conflict, "The KYC information is that of somebody else", 400;
        /// There is no MT4 connection with this id (sheet, line 1168).
        Mt4ConnectionNotFound = "mt4-connection-not-found", "mt4_connection_not_found", NotFound, "There is no MT4 connection with this id", 400;
        /// There is no such MT4 account (sheet, line 1169).
        Mt4AccountNotFound = "mt4-account-not-found", "mt4_account_not_found", NotFound, "There is no such MT4 account", 400;
        /// There is no MT5 connection with this id (sheet, line 1170).
        Mt5ConnectionNotFound = "mt5-connection-not-found", "mt5_connection_not_found", NotFound, "There is no MT5 connection with this id", 400;
        /// There is no such MT5 account (sheet, line 1171).
        Mt5AccountNotFound = "mt5-account-not-found", "mt5_account_not_found", NotFound, "There is no such MT5 account", 400;
        /// There is too little to take out (sheet, line 1172).
        InsufficientFunds = "insufficient-funds", "insufficient_funds", Funds, "There is too little to take out", 400;
        /// There is no competition with this id (sheet, line 1173).
        CompetitionNotExists = "competition-not-exists", "competition_not_exists", NotFound, "There is no competition with this id", 400;
        /// The request has been decided already (sheet, line 1174).
        RequestStatusNotPending = "request-status-not-pending", "request_status_not_pending", Conflict, "The request has been decided already", 400;
        /// No one-time password has been sent by mail or phone (sheet, line 1175).
        InvalidValidationCode = "invalid-validation-code", "invalid_validation_code", Validation, "No one-time password has been sent by mail or phone", 400;
        /// The token is missing or wrong, or the signature is (sheet, lines 1515 and 1519).
        PspTokenInvalid = "psp-token-invalid", "psp_token_invalid", Authentication, "The token is missing or wrong, or the signature is", 400;
        /// No deposit method is set up (sheet, lines 1520 and 1529).
        DepositMethodNotFound = "deposit-method-not-found", "deposit_method_not_found", NotFound, "No deposit method is set up", 400;
        /// There are no PSP settings (sheet, lines 1521 and 1529).
        PspSettingNotFound = "psp-setting-not-found", "psp_setting_not_found", NotFound, "There are no PSP settings", 400;
        /// There is no such order (sheet, lines 1522 and 1529).
        PaymentNotFound = "payment-not-found", "payment_not_found", NotFound, "There is no such order", 400;
        /// The order is no longer pending (sheet, lines 1523 and 1529).
        PaymentStatusNotPending = "payment-status-not-pending", "payment_status_not_pending", Conflict, "The order is no longer pending", 400;
        /// There is a payment request for this order already (sheet, lines 1524 and 1529).
        PaymentRequestExists = "payment-request-exists", "payment_request_exists", Conflict, "There is a payment request for this order already", 400;
        /// The status is not valid (sheet, lines 1525 and 1529).
        PaymentStatusNotAllowed = "payment-status-not-allowed", "payment_status_not_allowed", Validation, "The status is not valid", 400;
        /// The amount is not valid (sheet, lines 1526 and 1529).
        PaymentAmountNotAllowed = "payment-amount-not-allowed", "payment_amount_not_allowed", Validation, "The amount is not valid", 400;
        /// The currency is not valid or not supported (sheet, lines 1527 and 1529).
        PaymentCurrencyNotAllowed = "payment-currency-not-allowed", "payment_currency_not_allowed", Validation, "The currency is not valid or not supported", 400;
        /// Application error. Something is wrong with the request, and no known type says what (sheet, line
        /// 84).
        ApplicationError = "application-error", _, Validation, "Application error", 400;
        /// Access denied (sheet, line 85).
        AccessDenied = "access-denied", _, Refused, "Access denied", 403;
        /// The resource does not exist (sheet, line 86).
        NotFound = "not-found", _, NotFound, "The resource does not exist", 404;
        /// Internal error. The server failed. The vendor documents no error for that.
        InternalError = "internal-error", _, Internal, "Internal error", 500;
        /// Not implemented. The server does not have this action. The vendor documents no error for that.
        NotImplemented = "not-implemented", _, Other, "Not implemented", 501;
    }
}
