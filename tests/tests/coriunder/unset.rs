//! Unset values in requests and responses: both SDKs write an empty string or a zero for them, and both treat a
//! response that does not report success as an error.

use std::sync::{Arc, Mutex};

use bindery_coriunder::account::Login;
use bindery_coriunder::balance::{GetRequests, GetRows, GetTotal, RequestPayment, TransferAmount};
use bindery_coriunder::customer::{FindFriend, GetCustomer, SaveShippingAddresses};
use bindery_coriunder::international::GetErrorCodes;
use bindery_coriunder::merchant::Register;
use bindery_coriunder::payment_methods::LoadPaymentMethod;
use bindery_coriunder::rt::server::{Route, Router, not_implemented};
use bindery_coriunder::rt::{self, Action};
use bindery_coriunder::shop::{GetMerchants, GetProducts, SetCart, SetSession};
use bindery_coriunder::transactions::{Search, TransType};
use bindery_coriunder::{APPLICATION_TOKEN, CREDENTIALS, Coriunder, Error, ErrorCode, SIGNATURE};
use bindery_model::{Type, TypeKind};
use bytes::Bytes;

use crate::methods::API;
use crate::support::{APPLICATION, HEADER, SALT, Sessions, send, signed};

/// Returns the request that reaches a backend for this body.
async fn received<A: Action<Api = Coriunder> + Clone>(body: &str) -> A {
    let seen = Arc::new(Mutex::new(None));
    let route = Route::<Mutex<Option<A>>>::new::<A>(|seen, request: A, context| {
        *seen.lock().expect("no test panics inside") = Some(request.clone());
        Box::pin(not_implemented(request, context))
    });
    let service = Router::<Coriunder>::new()
        .credential(APPLICATION_TOKEN, APPLICATION)
        .credential(SIGNATURE, SALT)
        .issued(CREDENTIALS, Sessions)
        .mount(vec![route], Arc::clone(&seen))
        .into_axum()
        .expect("a router");
    let signature = signed(body.as_bytes());
    let headers = [
        ("content-type", "application/json"),
        ("applicationToken", APPLICATION),
        ("Signature", signature.as_str()),
        (HEADER, "token-of-ann"),
    ];
    let response = send(&service, A::INFO.path, &headers, body.to_owned()).await;
    let seen = seen.lock().expect("no test panics inside").take();
    seen.unwrap_or_else(|| panic!("{}: {} {}", A::INFO.name, response.status, response.body))
}

#[tokio::test]
async fn empty_texts_and_zeros_of_the_sdks_are_read_as_left_out() {
    assert_eq!(received::<GetTotal>(r#"{"currencyIsoCode":""}"#).await, GetTotal::default());
    assert_eq!(
        received::<GetTotal>(r#"{"currencyIsoCode":"EUR"}"#).await.currency_iso_code.as_deref(),
        Some("EUR")
    );
    let page = r#""sortAndPage":{"PageNumber":1,"PageSize":20}"#;
    for method in ["null", "0"] {
        let body = format!(r#"{{"filters":{{"CurrencyIso":"","StoredPaymentMethodID":{method}}},{page}}}"#);
        let requests = received::<GetRequests>(&body).await.filters;
        assert_eq!((requests.currency_iso, requests.stored_payment_method_id), (None, None), "{body}");
        let rows = received::<GetRows>(&body).await.filters;
        assert_eq!((rows.currency_iso, rows.stored_payment_method_id), (None, None), "{body}");
    }
    let body = format!(
        r#"{{"filters":{{"AmountFrom":0,"AmountTo":0,"CurrencyIso":"","DateFrom":null,"DateTo":null,"IDFrom":0,"IDTo":0}},"loadOptions":{{"LoadFees":true,"TransType":4}},{page}}}"#
    );
    let search = received::<Search>(&body).await;
    let filters = search.filters;
    assert_eq!((filters.amount_from, filters.currency_iso, filters.date_from), (None, None, None));
    assert_eq!((filters.id_from, filters.id_to, filters.customer_id), (None, None, None));
    assert_eq!(
        (search.load_options.load_fees, search.load_options.trans_type),
        (Some(true), Some(TransType::Pending))
    );
    let codes = received::<GetErrorCodes>(r#"{"language":"","groups":null}"#).await;
    assert_eq!(codes, GetErrorCodes::default());
    let body = r#"{"destAcocuntId":"7","amount":1.5,"currencyIso":"EUR","pinCode":"1","text":""}"#;
    assert_eq!(received::<TransferAmount>(body).await.text, None);
    let body =
        r#"{"data":{"Amount":5,"CurrencyIso":"EUR","PaymentMethodID":1,"PinCode":"1","ReferenceCode":""}}"#;
    assert_eq!(received::<LoadPaymentMethod>(body).await.data.reference_code, None);
}

#[tokio::test]
async fn empty_texts_about_shops_are_read_as_left_out() {
    let body = r#"{"filters":{"Categories":[],"Language":"","MerchantNumber":"","Name":"","Tags":"","ShopId":3},"sortAndPage":{"PageNumber":1,"PageSize":20}}"#;
    let filters = received::<GetProducts>(body).await.filters;
    assert_eq!(
        (filters.language, filters.merchant_number, filters.name, filters.tags),
        (None, None, None, None)
    );
    assert_eq!(filters.shop_id, Some(3));
    let body = r#"{"filters":{"ApplicationToken":"","GroupId":2,"Text":""}}"#;
    let filters = received::<GetMerchants>(body).await.filters;
    assert_eq!((filters.application_token, filters.text, filters.group_id), (None, None, Some(2)));
    let body = r#"{"cart":{"CheckoutUrl":"","Cookie":"","CurrencyIso":"EUR","Installments":"","Items":[],"MaxInstallments":"","MerchantNumber":"1","MerchantReference":""}}"#;
    let cart = received::<SetCart>(body).await.cart;
    assert_eq!((cart.checkout_url, cart.cookie, cart.merchant_reference), (None, None, None));
    let body = r#"{"applicationToken":"t","options":{"DeclineUrl":"","PendingUrl":"","SuccessUrl":"https://shop.example"}}"#;
    let options = received::<SetSession>(body).await.options;
    assert_eq!((options.decline_url, options.pending_url), (None, None));
    assert_eq!(options.success_url.as_deref(), Some("https://shop.example"));
}

#[tokio::test]
async fn empty_strings_about_logins_and_sign_ups_are_read_as_missing() {
    let body = r#"{"email":"ann@example.com","userName":"","password":"x","options":{"appName":"","deviceId":"","pushToken":""}}"#;
    let login = received::<Login>(body).await;
    assert_eq!((login.email.as_deref(), login.user_name), (Some("ann@example.com"), None));
    let options = login.options.expect("they were sent");
    assert_eq!((options.app_name, options.device_id, options.push_token), (None, None, None));
    let body = r#"{"RegistrationData":{"Address":"","BankAccountNumber":"","CanceledCheckImage":"","Email":"a@example.com","PhisicalCity":""}}"#;
    let data = received::<Register>(body).await.registration_data;
    assert_eq!((data.address, data.bank_account_number, data.physical_city), (None, None, None));
    assert_eq!((data.canceled_check_image, data.email.as_deref()), (None, Some("a@example.com")));
}

fn failed<A: Action<Api = Coriunder>>(body: &str) -> (Option<ErrorCode>, String)
where
    A::Response: std::fmt::Debug,
{
    match rt::decode::decode_response::<A>(200, &Bytes::from(body.to_owned())) {
        Err(Error::Api(error)) => (error.code, error.message),
        other => panic!("{}: {body}: {other:?}", A::INFO.name),
    }
}

#[test]
fn a_response_without_the_success_flag_is_an_error() {
    let empty = (None, String::new());
    for body in [r#"{"d":{}}"#, r#"{"d":{"IsSuccess":null}}"#, r#"{"d":{"Number":"5"}}"#] {
        assert_eq!(failed::<TransferAmount>(body), empty, "{body}");
        assert_eq!(failed::<RequestPayment>(body), empty, "{body}");
        assert_eq!(failed::<SaveShippingAddresses>(body), empty, "{body}");
        assert_eq!(failed::<FindFriend>(body), empty, "{body}");
        assert_eq!(failed::<Login>(body), empty, "{body}");
    }
    let told = (Some(ErrorCode::Unknown(7)), "Too little".to_owned());
    assert_eq!(failed::<TransferAmount>(r#"{"d":{"Code":7,"Message":"Too little"}}"#), told);
    assert_eq!(
        failed::<TransferAmount>(r#"{"d":{"Code":7,"IsSuccess":false,"Message":"Too little"}}"#),
        told
    );
    let well = Bytes::from(r#"{"d":{"IsSuccess":true,"Number":"5"}}"#);
    let response = rt::decode::decode_response::<TransferAmount>(200, &well).expect("it went well");
    assert_eq!((response.is_success, response.number.as_deref()), (true, Some("5")));
}

#[test]
fn other_responses_need_no_success_flag() {
    let response = Bytes::from(r#"{"d":{"FirstName":"Ann"}}"#);
    let customer = rt::decode::decode_response::<GetCustomer>(200, &response).expect("a customer");
    assert_eq!(customer.first_name.as_deref(), Some("Ann"));
    let response = Bytes::from(r#"{"d":[{"Code":7,"Message":"Too little"},{"Code":0,"IsSuccess":true}]}"#);
    let codes = rt::decode::decode_response::<GetErrorCodes>(200, &response).expect("a list of codes");
    assert_eq!(codes.len(), 2);
    // Responses of intermediaries are none of this API's errors.
    for body in ["{}", r#"{"d":null}"#, r#"{"error":"proxy"}"#] {
        let response = rt::decode::decode_response::<TransferAmount>(200, &Bytes::from(body));
        assert!(matches!(response, Err(Error::Decode(_))), "{body}: {response:?}");
    }
}

/// The error signal applies where an action names its error format: every action with a ServiceResult must, and no
/// other.
#[test]
fn the_actions_that_return_a_service_result_name_its_error_format() {
    let has_flag = |ty: &Type| match ty {
        Type::Named(id) => match &API.types[*id].kind {
            TypeKind::Record(fields) => fields.iter().any(|field| field.name == "IsSuccess"),
            _ => false,
        },
        _ => false,
    };
    let format =
        API.error_formats.iter().position(|format| format.name == "result").expect("the error format");
    let mut with = 0;
    for action in API.modules.iter().flat_map(|module| &module.actions) {
        let returns_result = action.response.ty.as_ref().is_some_and(has_flag);
        let names = action.error_formats.iter().any(|used| used.format == format);
        assert_eq!(returns_result, names, "{}", action.documented_as);
        with += usize::from(returns_result);
    }
    assert_eq!(with, 26);
}
