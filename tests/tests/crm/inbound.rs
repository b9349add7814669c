//! The calls that the CRM makes itself: webhooks, payment pages, wallets kept elsewhere.

use bindery_crm::external_wallets::{
    GetSingleWallet, GetSingleWalletRequired, GetWalletList, GetWalletListRequired,
};
use bindery_crm::prelude::*;
use bindery_crm::psp::{
    GetPaymentUrl, GetPaymentUrlRequired, PaymentCallback, PaymentCallbackRequired, PaymentStatus,
};
use bindery_crm::webhooks::{
    KycApprove, OtherEvent, PropTradingApprove, PropTradingLiveApprove, PropTradingLiveReject,
    PropTradingReject, TransferApprove, TransferReject, WithdrawalApprove, WithdrawalReject,
};
use bindery_crm::{Error, ErrorCode, PAY_TOKEN};
use bindery_runtime::{Decimal, RawJson, Timestamp};
use bindery_tests::crm::{Event, Order, PARTNER_KEY, WEBHOOK_SECRET};

use crate::served::{Served, builder, read};
use crate::{TestResult, failed};

/// Returns a webhook body. The data of all kinds begins with the same fields.
pub(crate) fn event(slug: &str, more: &str) -> String {
    format!(
        r#"{{"source":{{"service":"requests","group":"crm.webhooks.groups.requests","event":"{slug}"}},
        "target":{{"name":"参与"}},"version":"1.0.0","data":{{"id":"8wozx7mr","type":"transfer","status":"approved",
        "user_id":"045dff8l","request_time":"2024-07-30 08:43:43"{more}}}}}"#
    )
}

macro_rules! webhooks {
    ($($method:ident: $event:ident, $slug:literal, $more:literal;)*) => {
        $(pub(crate) async fn $method(served: Served) -> TestResult {
            let request: $event = read(&event($slug, $more));
            served.client.webhooks().$method(request).await?;
            let arrived = Event {
                method: stringify!($method),
                event: $slug.to_owned(),
                id: (stringify!($method) != "other_event").then(|| "8wozx7mr".to_owned()),
            };
            assert_eq!(served.broker.events(), [arrived]);
            let exchange = served.log.exchanges().pop().expect("there was one");
            assert_eq!((exchange.path.as_str(), exchange.status), ("/", 200));
            let signature = exchange.request.headers()["X-Crm-Signature"].to_str()?;
            assert!(signature.len() == 64 && !signature.contains('='), "bare hex: {signature}");
            Ok(())
        })*
    };
}

webhooks! {
    withdrawal_approve: WithdrawalApprove, "crm.webhooks.requests.withdrawal.approve.node.1",
        r#","trading_id":"WALLET","trading_amount":"12.50","converted_amount":12.5"#;
    withdrawal_reject: WithdrawalReject, "crm.webhooks.requests.withdrawal.reject",
        r#","trading_id":126795,"custom_fields":[{"key":"iban","type":"text","label":{"en-us":"IBAN"},"value":"x"}]"#;
    prop_trading_approve: PropTradingApprove, "crm.webhooks.requests.propTrading.approve.node.10",
        r#","package_name":{"ja":"全是"},"prop_trading_flow":{"total_steps":2}"#;
    prop_trading_reject: PropTradingReject, "crm.webhooks.requests.propTrading.reject",
        r#","registration_fee":15,"fee_type":"balance_deduct""#;
    prop_trading_live_approve: PropTradingLiveApprove, "crm.webhooks.requests.propTradingLive.approve.node.2",
        r#","leverage":200,"profit_target_percent":0.1"#;
    prop_trading_live_reject: PropTradingLiveReject, "crm.webhooks.requests.propTradingLive.reject",
        r#","group":"demo\\BBSTGHEDGEEUR""#;
    transfer_approve: TransferApprove, "crm.webhooks.requests.transfer.approve.node.3",
        r#","transfer_type":"oneself","transfer_flow":{"total_steps":3,"current_steps":3}"#;
    transfer_reject: TransferReject, "crm.webhooks.requests.transfer.reject", r#","rate":1.25,"something_new":[1]"#;
    kyc_approve: KycApprove, "crm.webhooks.requests.kyc.approve.node.1",
        r#","kyc_fields":[{"key":"a","type":"text","value":{"b":1},"group_id":["g"]}]"#;
    // The rejection of a KYC request must have a slug like this one, but no page documents it.
    other_event: OtherEvent, "crm.webhooks.requests.kyc.reject", "";
}

/// Returns a payment for which the CRM requests a page.
pub(crate) fn payment(merchant: &str) -> GetPaymentUrl {
    let custom = [("custom_1".to_owned(), RawJson::from("a&b")), ("custom_2".to_owned(), RawJson::from(""))];
    GetPaymentUrl::new(GetPaymentUrlRequired {
        merchant_id: merchant.to_owned(),
        order_no: "sh4ykq5vj8e".to_owned(),
        amount: Decimal::new(16_248, 2),
        currency: "USD".to_owned(),
    })
    .with(|request| {
        request.user_name = Some("Zoë Ünal".to_owned());
        request.others = custom.into();
    })
}

pub(crate) async fn get_payment_url(served: Served) -> TestResult {
    served.broker.merchant(Some("m-1"));
    let response = served.client.psp().get_payment_url(payment("m-1")).await?;
    assert_eq!(response.data.url, "https://pay.example?amount=162.48&currency=USD");
    let exchange = served.log.exchanges().pop().expect("there was one");
    let body: serde_json::Value = serde_json::from_slice(&exchange.body)?;
    assert_eq!((&body["result"], body.get("msg")), (&true.into(), None));

    // An error response has status 200 and a format of its own, without a type.
    match served.client.psp().get_payment_url(payment("m-2")).await {
        Err(Error::Api(error)) => {
            assert_eq!((error.status, error.code), (200, None));
            assert_eq!(error.message, "No such merchant");
        }
        other => return Err(format!("{other:?}").into()),
    }
    let exchange = served.log.exchanges().pop().expect("there was one");
    assert_eq!(&*exchange.body, br#"{"result":false,"msg":"No such merchant"}"#);
    Ok(())
}

/// The result of a payment.
pub(crate) fn callback(order: &str) -> PaymentCallback {
    PaymentCallback::new(PaymentCallbackRequired {
        merchant_id: "m-1".to_owned(),
        order_no: order.to_owned(),
        amount: Decimal::new(43_298, 2),
        currency: "USD".to_owned(),
        time: Timestamp::from_millisecond(1_631_696_419_516).expect("a time"),
        status: PaymentStatus::Success,
    })
}

/// Returns a matching order.
pub(crate) fn order() -> Order {
    let (amount, currency) = (Decimal::new(43_298, 2), "USD".to_owned());
    Order { amount, currency, status: PaymentStatus::Processing, requested: false }
}

pub(crate) async fn payment_callback(served: Served) -> TestResult {
    let (broker, psp) = (&served.broker, served.client.psp());
    broker.merchant(Some("m-1"));
    broker.open_order("open", order());
    psp.payment_callback(callback("open")).await?;
    let exchange = served.log.exchanges().pop().expect("there was one");
    assert_eq!((exchange.status, exchange.body.len()), (204, 0));
    assert_eq!(broker.order("open").map(|order| order.status), Some(PaymentStatus::Success));

    broker.open_order("other", order());
    broker.open_order("asked", Order { requested: true, ..order() });
    for (callback, error) in [
        (callback("open"), ErrorCode::PaymentStatusNotPending),
        (callback("asked"), ErrorCode::PaymentRequestExists),
        (callback("none"), ErrorCode::PaymentNotFound),
        (callback("other").with(|c| c.amount = 1.into()), ErrorCode::PaymentAmountNotAllowed),
        (callback("other").with(|c| c.currency = "EUR".to_owned()), ErrorCode::PaymentCurrencyNotAllowed),
        (callback("other").with(|c| c.status = PaymentStatus::from(7)), ErrorCode::PaymentStatusNotAllowed),
        (callback("other").with(|c| c.merchant_id = "m-2".to_owned()), ErrorCode::PspSettingNotFound),
    ] {
        assert_eq!(failed(psp.payment_callback(callback).await), (400, error));
    }
    broker.deposit_method(false);
    assert_eq!(
        failed(psp.payment_callback(callback("other")).await),
        (400, ErrorCode::DepositMethodNotFound)
    );
    let stranger = builder(&served.url).credential(PAY_TOKEN, "wrong").build_over(served.raw.clone())?;
    let calls = broker.calls();
    let rejected = stranger.psp().payment_callback(callback("other")).await;
    assert_eq!(failed(rejected), (400, ErrorCode::PspTokenInvalid));
    assert_eq!(broker.calls(), calls);
    Ok(())
}

pub(crate) async fn get_wallet_list(served: Served) -> TestResult {
    keep_elsewhere(&served);
    let list = GetWalletList::new(GetWalletListRequired { skip: 0, limit: 10 });
    let wallets = served.client.external_wallets();
    let all = wallets.get_wallet_list(list.clone()).await?;
    assert_eq!((all.count, all.data.len()), (2, 2));
    let of_one = list.with(|list| list.external_user_id = Some(vec!["user_456".to_owned()]));
    let of_one = wallets.get_wallet_list(of_one).await?;
    assert_eq!(of_one.data[0].amount.to_string(), "1000.50", "the digits that were sent");
    let exchange = served.log.exchanges().pop().expect("there was one");
    let headers = exchange.request.headers();
    // The documents do not say how the CRM signs these calls, so they are not signed.
    assert!(!headers.contains_key("signature") && !headers.contains_key("key"));
    let text = format!("{headers:?}");
    assert!(!text.contains(PARTNER_KEY) && !text.contains(WEBHOOK_SECRET));
    Ok(())
}

pub(crate) async fn get_single_wallet(served: Served) -> TestResult {
    keep_elsewhere(&served);
    let wallet = |currency: &str| {
        let (external_user_id, currency) = ("user_456".to_owned(), currency.to_owned());
        GetSingleWallet::new(GetSingleWalletRequired { external_user_id, currency })
    };
    let wallets = served.client.external_wallets();
    assert_eq!(wallets.get_single_wallet(wallet("USD")).await?.id, "wallet_123");
    let none = wallets.get_single_wallet(wallet("EUR")).await;
    assert_eq!(failed(none), (404, ErrorCode::NotFound));
    Ok(())
}

fn keep_elsewhere(served: &Served) {
    for (id, user) in [("wallet_123", "user_456"), ("wallet_124", "user_457")] {
        let json = format!(
            r#"{{"id":"{id}","external_user_id":"{user}","amount":1000.50,"currency":"USD","decimals":2}}"#
        );
        served.broker.keep_elsewhere(read(&json));
    }
}
