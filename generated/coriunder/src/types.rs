//! Types that belong to no module.

use bindery_runtime as rt;

#[cfg(any(
    feature = "account",
    feature = "international",
    feature = "payment-methods",
    feature = "customer",
    feature = "balance",
    feature = "transactions"
))]
rt::record! {
    /// How a call went. Failures arrive as errors, so an answer of this form is a success; in the list of
    /// codes it is an entry.
    pub struct ServiceResult {
        /// Number of the result. What the numbers mean is read with international/get-error-codes.
        code: Option<i64> = rt::key("Code"),
        /// Whether it went well. Clients count a missing one as false.
        is_success: bool = rt::key("IsSuccess").default("false"),
        /// Name of the result, such as Success or Error.
        key: Option<String> = rt::key("Key"),
        /// The result in words.
        message: Option<String> = rt::key("Message"),
        /// A number whose meaning depends on the method.
        number: Option<String> = rt::key("Number"),
    }
}

#[cfg(any(
    feature = "account",
    feature = "international",
    feature = "payment-methods",
    feature = "customer",
    feature = "balance",
    feature = "transactions"
))]
impl ServiceResult {
    /// With the required field; the others are absent.
    pub fn new(is_success: impl Into<bool>) -> Self {
        Self { code: None, is_success: is_success.into(), key: None, message: None, number: None }
    }
}

#[cfg(any(feature = "payment-methods", feature = "customer"))]
rt::record! {
    /// How a call for several records went.
    pub struct ServiceMultiResult {
        /// Number of the result. What the numbers mean is read with international/get-error-codes.
        code: Option<i64> = rt::key("Code"),
        /// Whether it went well. Clients count a missing one as false.
        is_success: bool = rt::key("IsSuccess").default("false"),
        /// Name of the result, such as Success or Error.
        key: Option<String> = rt::key("Key"),
        /// The result in words.
        message: Option<String> = rt::key("Message"),
        /// A number whose meaning depends on the method.
        number: Option<String> = rt::key("Number"),
        /// Number of a record.
        record_number: Option<i64> = rt::key("RecordNumber"),
        /// References to the records.
        ref_numbers: Option<Vec<String>> = rt::key("RefNumbers"),
    }
}

#[cfg(any(feature = "payment-methods", feature = "customer"))]
impl ServiceMultiResult {
    /// With the required field; the others are absent.
    pub fn new(is_success: impl Into<bool>) -> Self {
        Self {
            code: None,
            is_success: is_success.into(),
            key: None,
            message: None,
            number: None,
            record_number: None,
            ref_numbers: None,
        }
    }
}

#[cfg(any(feature = "shop", feature = "customer", feature = "balance", feature = "transactions"))]
rt::record! {
    /// Which page of a list. The name speaks of sorting too, but no member for it is known.
    pub struct SortAndPage {
        /// Number of the page, counted from 1.
        page_number: i64 = rt::key("PageNumber"),
        /// How many records a page has.
        page_size: i64 = rt::key("PageSize"),
    }
}

#[cfg(any(feature = "shop", feature = "payment-methods", feature = "customer", feature = "transactions"))]
rt::record! {
    /// A postal address.
    #[derive(Default)]
    pub struct Address {
        /// Street and house number.
        address_line1: Option<String> = rt::key("AddressLine1"),
        /// What else the address needs.
        address_line2: Option<String> = rt::key("AddressLine2"),
        /// Town.
        city: Option<String> = rt::key("City"),
        /// Code of the country.
        country_iso: Option<String> = rt::key("CountryIso"),
        /// Postal code.
        postal_code: Option<String> = rt::key("PostalCode"),
        /// Code of the state.
        state_iso: Option<String> = rt::key("StateIso"),
    }
}

#[cfg(any(feature = "shop", feature = "transactions"))]
rt::record! {
    /// Somebody who sells.
    #[derive(Default)]
    pub struct Merchant {
        /// Where the merchant is.
        address: Option<Address> = rt::key("Address"),
        /// Codes of the currencies that the merchant takes.
        currencies: Option<Vec<String>> = rt::key("Currencies"),
        /// Address for mail.
        email: Option<String> = rt::key("Email"),
        /// Number of the fax.
        fax_number: Option<String> = rt::key("FaxNumber"),
        /// Group of merchants.
        group: Option<String> = rt::key("Group"),
        /// Languages of the merchant.
        languages: Option<Vec<String>> = rt::key("Languages"),
        /// Name of the merchant.
        name: Option<String> = rt::key("Name"),
        /// Number of the merchant.
        number: Option<String> = rt::key("Number"),
        /// Telephone number.
        phone_number: Option<String> = rt::key("PhoneNumber"),
        /// Address of the web site.
        website_url: Option<String> = rt::key("WebsiteUrl"),
    }
}

#[cfg(any(feature = "payment-methods", feature = "customer"))]
rt::record! {
    /// A card or an account that a user has stored. It is sent and answered in the same form.
    pub struct StoredPaymentMethod {
        /// The first account value, such as the number of a card.
        account_value1: Option<AccountValue> = rt::key("AccountValue1"),
        /// The second account value, if the payment method has one.
        account_value2: Option<AccountValue> = rt::key("AccountValue2"),
        /// Where the bill is sent.
        billing_address: Option<Address> = rt::key("BillingAddress").also(&["Address"]),
        /// How to show it.
        display: Option<String> = rt::key("Display"),
        /// When it expires. The Android SDK sends null when it does not.
        expiration_date: Option<rt::ScriptDate> = rt::key("ExpirationDate"),
        /// Number of the stored payment method; 0 for a new one.
        id: i64 = rt::key("ID").default("0"),
        /// Its picture.
        icon: Option<String> = rt::key("Icon"),
        /// Whether it is the one to use first.
        is_default: Option<bool> = rt::key("IsDefault"),
        /// Code of the country where it was issued.
        issuer_country_iso_code: Option<String> = rt::key("IssuerCountryIsoCode"),
        /// The last four digits.
        last4_digits: Option<String> = rt::key("Last4Digits"),
        /// Name of the owner.
        owner_name: Option<String> = rt::key("OwnerName"),
        /// Key of the group of the payment method.
        payment_method_group_key: Option<String> = rt::key("PaymentMethodGroupKey"),
        /// Key of the payment method.
        payment_method_key: Option<String> = rt::key("PaymentMethodKey"),
        /// What to call it.
        title: Option<String> = rt::key("Title"),
    }
}

#[cfg(any(feature = "payment-methods", feature = "customer"))]
impl StoredPaymentMethod {
    /// With the required field; the others are absent.
    pub fn new(id: impl Into<i64>) -> Self {
        Self {
            account_value1: None,
            account_value2: None,
            billing_address: None,
            display: None,
            expiration_date: None,
            id: id.into(),
            icon: None,
            is_default: None,
            issuer_country_iso_code: None,
            last4_digits: None,
            owner_name: None,
            payment_method_group_key: None,
            payment_method_key: None,
            title: None,
        }
    }
}

#[cfg(any(feature = "account", feature = "shop", feature = "customer"))]
rt::newtype! {
    /// Says which application makes a call. It is made in the admin panel.
    pub struct ApplicationToken(Secret);
}

#[cfg(feature = "account")]
rt::newtype! {
    /// Stands for a session of one user.
    pub struct CredentialsToken(Secret);
}

#[cfg(any(feature = "account", feature = "customer", feature = "merchant"))]
rt::newtype! {
    /// A password, as the user enters it.
    pub struct Password(Secret);
}

#[cfg(any(
    feature = "account",
    feature = "payment-methods",
    feature = "customer",
    feature = "balance",
    feature = "transactions"
))]
rt::newtype! {
    /// A PIN with which a user confirms payments.
    pub struct PinCode(Secret);
}

#[cfg(any(feature = "payment-methods", feature = "customer"))]
rt::newtype! {
    /// Number of a card or an account, or the second value that goes with it.
    pub struct AccountValue(Secret);
}

#[cfg(any(feature = "shop", feature = "transactions"))]
rt::newtype! {
    /// Under which name the server keeps a cart. It is not the Cookie header of a guest.
    pub struct CartCookie(Secret);
}
