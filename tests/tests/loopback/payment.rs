//! The payment module: the four steps of a deposit, and their errors.

use bindery_backpack::ErrorCode;
use bindery_backpack::mp_account::PlatformId;
use bindery_backpack::payment::{
    ChargeState, CreateCharge, CreateChargeRequired, FinalizeCharge, FinalizeChargeRequired, GetCharge,
    GetChargeRequired, UpdateCharge, UpdateChargeRequired, WalletType,
};
use bindery_backpack::prelude::*;
use bindery_backpack::types::{Currency, RecordId, Session, UserId, WalletId};
use bindery_runtime::Decimal;

use crate::served::{Served, nobody};
use crate::{TestResult, failed, unsent};

/// A deposit of 10 euros, for which the wallet gets 11 dollars.
fn opening(user: UserId, session: &Session) -> CreateCharge {
    CreateCharge::new(CreateChargeRequired {
        session: session.clone(),
        amount: Decimal::from(10),
        amount_to_credit: Decimal::from(11),
        currency: Currency::Eur,
        gateway: "dummy".to_owned(),
        wallet_id: WalletId(user.0),
        wallet_type: WalletType::FxCfd,
    })
}

fn looking(session: &Session, record_id: RecordId) -> GetCharge {
    GetCharge::new(GetChargeRequired { session: session.clone(), record_id })
}

fn marking(session: &Session, record_id: RecordId, status: ChargeState) -> UpdateCharge {
    let message = "Success".to_owned();
    UpdateCharge::new(UpdateChargeRequired { session: session.clone(), record_id, status, message })
}

fn booking(user: UserId, session: &Session, record_id: RecordId) -> FinalizeCharge {
    FinalizeCharge::new(FinalizeChargeRequired {
        session: session.clone(),
        record_id,
        amount: Decimal::from(11),
        gateway: "dummy".to_owned(),
        wallet_id: WalletId(user.0),
        wallet_type: WalletType::FxCfd,
    })
}

pub(crate) async fn create_charge(served: Served) -> TestResult {
    let payment = served.client.payment();
    let (user, session) = served.user("a@example.com").await?;
    let record = payment.create_charge(opening(user, &session)).await?.record_id;
    let body = served.log.exchanges().pop().expect("there was one").body;
    assert_eq!(body, format!(r#"{{"recordID":"{record}"}}"#).as_bytes());
    assert_eq!(served.platform.credit(WalletId(user.0)), Some(Decimal::ZERO), "no money moves yet");
    // 0 is the main wallet too, and another wallet of the user may be named.
    let second = served.platform.open_wallet(user, Currency::Eur, PlatformId(1));
    for wallet in [WalletId(0), second] {
        payment.create_charge(opening(user, &session).with(|charge| charge.wallet_id = wallet)).await?;
    }

    let nothing = opening(user, &session).with(|charge| charge.amount = Decimal::ZERO);
    assert_eq!(unsent(payment.create_charge(nothing).await), "amount: must be more than 0, is 0");
    let nothing = opening(user, &session).with(|charge| charge.amount_to_credit = Decimal::from(-1));
    assert_eq!(unsent(payment.create_charge(nothing).await), "amountToCredit: must be more than 0, is -1");
    let foreign = opening(user, &session).with(|charge| charge.wallet_id = WalletId(1));
    assert_eq!(failed(payment.create_charge(foreign).await), (500, ErrorCode::General));
    let unknown = opening(user, &session).with(|charge| charge.currency = Currency::from(8));
    assert_eq!(failed(payment.create_charge(unknown).await), (500, ErrorCode::General));
    let gone = payment.create_charge(opening(user, &nobody())).await;
    assert_eq!(failed(gone), (500, ErrorCode::LoginRequired));
    Ok(())
}

pub(crate) async fn get_charge(served: Served) -> TestResult {
    let payment = served.client.payment();
    let (user, session) = served.user("a@example.com").await?;
    let (_, other) = served.user("b@example.com").await?;
    let request = opening(user, &session).with(|charge| charge.rate = Some(Decimal::new(11, 1)));
    let record = payment.create_charge(request).await?.record_id;
    let charge = payment.get_charge(looking(&session, record)).await?.data;
    assert_eq!((charge.record_id, charge.user_id), (record, user));
    assert_eq!((charge.amount, charge.amount_to_credit), (10.into(), 11.into()));
    assert_eq!((charge.currency, charge.rate), (Currency::Eur, Decimal::new(11, 1)));
    assert_eq!((charge.status, charge.wallet_type), (ChargeState::Pending, WalletType::FxCfd));
    assert_eq!((charge.wallet_id, charge.source), (Some(WalletId(0)), None));
    assert_eq!((charge.gateway.as_str(), charge.message.as_str()), ("dummy", ""));

    // Another user's charge is unknown.
    for (session, record) in [(&other, record), (&session, RecordId(1))] {
        let response = payment.get_charge(looking(session, record)).await;
        assert_eq!(failed(response), (500, ErrorCode::General));
    }
    let gone = payment.get_charge(looking(&nobody(), record)).await;
    assert_eq!(failed(gone), (500, ErrorCode::LoginRequired));
    Ok(())
}

pub(crate) async fn update_charge(served: Served) -> TestResult {
    let payment = served.client.payment();
    let (user, session) = served.user("a@example.com").await?;
    let (_, other) = served.user("b@example.com").await?;
    let record = payment.create_charge(opening(user, &session)).await?.record_id;
    let full = marking(&session, record, ChargeState::Approved).with(|charge| {
        charge.details = Some("3-D secure".to_owned());
        charge.transaction_id = Some("PSP-7".to_owned());
    });
    payment.update_charge(full).await?;
    let body = served.log.exchanges().pop().expect("there was one").body;
    assert_eq!(body, r#"{"status":true}"#);
    let charge = payment.get_charge(looking(&session, record)).await?.data;
    assert_eq!((charge.status, charge.message.as_str()), (ChargeState::Approved, "Success"));
    assert_eq!((charge.details.as_str(), charge.transaction_id.as_str()), ("3-D secure", "PSP-7"));

    // An undocumented state may be newer than the bindings; this server does not know it.
    let unknown = marking(&session, record, ChargeState::from(7));
    assert_eq!(failed(payment.update_charge(unknown).await), (500, ErrorCode::General));
    let foreign = payment.update_charge(marking(&other, record, ChargeState::Pending)).await;
    assert_eq!(failed(foreign), (500, ErrorCode::General));
    let gone = payment.update_charge(marking(&nobody(), record, ChargeState::Pending)).await;
    assert_eq!(failed(gone), (500, ErrorCode::LoginRequired));
    Ok(())
}

pub(crate) async fn finalize_charge(served: Served) -> TestResult {
    let payment = served.client.payment();
    let (user, session) = served.user("a@example.com").await?;
    let (other, session_of_other) = served.user("b@example.com").await?;
    let wallet = WalletId(user.0);
    let second = served.platform.open_wallet(user, Currency::Usd, PlatformId(1));
    let record = payment.create_charge(opening(user, &session)).await?.record_id;
    let rejected = async |request| {
        let response = failed(payment.finalize_charge(request).await);
        (response, served.platform.credit(wallet))
    };
    let general = ((500, ErrorCode::General), Some(Decimal::ZERO));

    assert_eq!(rejected(booking(user, &session, record)).await, general, "it is not approved");
    payment.update_charge(marking(&session, record, ChargeState::Approved)).await?;
    let wrong = booking(user, &session, record).with(|charge| charge.amount = Decimal::from(10));
    assert_eq!(rejected(wrong).await, general, "that is the amount of step 1, not its amountToCredit");
    let wrong = booking(user, &session, record).with(|charge| charge.wallet_id = second);
    assert_eq!(rejected(wrong).await, general, "another wallet than in step 1");
    assert_eq!(rejected(booking(other, &session_of_other, record)).await, general, "another user's charge");
    served.platform.change(user, |account| account.frozen = true);
    let frozen = ((500, ErrorCode::UserFrozen), Some(Decimal::ZERO));
    assert_eq!(rejected(booking(user, &session, record)).await, frozen);
    served.platform.change(user, |account| account.frozen = false);

    // Another gateway name is accepted. A repeated call gets the same response and books nothing again.
    let request = booking(user, &session, record).with(|charge| charge.gateway = "Dummy Ltd".to_owned());
    for attempt in 1..=2 {
        payment.finalize_charge(request.clone()).await?;
        let body = served.log.exchanges().pop().expect("there was one").body;
        assert_eq!(body, r#"{"status":true}"#);
        assert_eq!(served.platform.credit(wallet), Some(Decimal::from(11)), "attempt {attempt}");
    }
    let other_amount = request.with(|charge| charge.amount = Decimal::from(12));
    assert_eq!(rejected(other_amount).await, ((500, ErrorCode::General), Some(Decimal::from(11))));
    let gone = payment.finalize_charge(booking(user, &nobody(), record)).await;
    assert_eq!(failed(gone), (500, ErrorCode::LoginRequired));
    Ok(())
}
