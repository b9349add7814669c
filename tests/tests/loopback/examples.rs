//! The example responses of the document, compared exactly: the reference backend is set to the state of the example
//! and must return the same text. Spaces that printing has inserted are removed.

use bindery_backpack::bonus::{BonusId, BonusType, Create, CreateRequired, GetUserBonuses};
use bindery_backpack::payment::{
    CreateCharge, CreateChargeRequired, GetCharge, GetChargeRequired, WalletType,
};
use bindery_backpack::prelude::*;
use bindery_backpack::types::{Currency, RecordId, UserId, WalletId};
use bindery_backpack::user::{GetWallet, GetWalletDetails, SetUserCurrency, SetUserCurrencyRequired};
use bindery_runtime::{Decimal, Timestamp};
use bindery_tests::reference::Pending;

use crate::TestResult;
use crate::served::Served;

fn last(served: &Served) -> String {
    let body = served.log.exchanges().pop().expect("there was one").body;
    String::from_utf8_lossy(&body).into_owned()
}

/// Lines 621 to 637.
#[tokio::test]
async fn the_wallet() -> TestResult {
    let served = Served::start().await?;
    let (_, session) = served.rich_user("a@example.com", 399).await?;
    served.client.user().get_wallet(GetWallet::new(session)).await?;
    assert_eq!(
        last(&served),
        r#"{"credit":399,"reserved":0,"bonus":{"amount":0,"required":0,"traded":0,"promotional":0},"userCurrency":1}"#
    );
    Ok(())
}

/// Lines 757 to 783.
#[tokio::test]
async fn the_wallet_in_detail() -> TestResult {
    let served = Served::start().await?;
    // 1809.2925 dollars and 37.50 dollars are 2412.39 and 50 Australian ones at the reference's rate.
    let (user, session) = served.rich_user("a@example.com", Decimal::new(18_092_925, 4)).await?;
    served.platform.promise(
        user,
        Pending {
            amount: Decimal::new(3750, 2),
            required: Decimal::ZERO,
            traded: Decimal::ZERO,
            promotional: Decimal::ZERO,
            releasable: false,
            expiry: "2015-12-23T00:00:00".parse()?,
        },
    );
    let aud = SetUserCurrencyRequired { session: session.clone(), currency_id: Currency::Aud };
    served.client.user().set_user_currency(SetUserCurrency::new(aud)).await?;
    let wallet = served.client.user().get_wallet_details(GetWalletDetails::new(session)).await?;
    assert_eq!(
        last(&served),
        r#"{"credit":2412.39,"reserved":0,"available":2412.39,"bonus":{"tradeable":0,"pending":50,"promotional":0},"pendingBonusDetails":{"releasable":false,"expiryDate":"2015-12-23 00:00:00"},"userCurrency":3}"#
    );
    assert_eq!(wallet.pending_bonus_details.len(), 1);
    Ok(())
}

/// Lines 1244 to 1248.
#[tokio::test]
async fn the_charge() -> TestResult {
    let served = Served::start().await?;
    served.platform.number_from(UserId(2_130_004), RecordId(508_171), BonusId(1));
    served.platform.set_clock("2017-12-03T15:03:28Z".parse()?);
    let (user, session) = served.user("a@example.com").await?;
    let charge = CreateCharge::new(CreateChargeRequired {
        session: session.clone(),
        amount: Decimal::from(10),
        amount_to_credit: Decimal::from(10),
        currency: Currency::Usd,
        gateway: "dummy".to_owned(),
        wallet_id: WalletId(user.0),
        wallet_type: WalletType::Unnamed,
    });
    let record_id = served.client.payment().create_charge(charge).await?.record_id;
    assert_eq!(last(&served), r#"{"recordID":"508171"}"#);
    let charge = GetCharge::new(GetChargeRequired { session, record_id });
    served.client.payment().get_charge(charge).await?;
    assert_eq!(
        last(&served),
        r#"{"status":true,"data":{"recordID":"508171","userID":"2130004","amountToCredit":"10.00","amount":"10.00","currency":"1","rate":"1","status":"0","transactionID":"","gateway":"dummy","message":"","timestamp":"2017-12-03 15:03:28","details":"","complianceCheck":"0","complianceID":"0","followUpBy":"0","adminID":"0","source":null,"wallet_type":"1","walletID":"0"}}"#
    );
    Ok(())
}

/// Lines 1396 to 1398.
#[tokio::test]
async fn the_bonuses() -> TestResult {
    let served = Served::start().await?;
    served.platform.number_from(UserId(2_130_004), RecordId(1), BonusId(3_553));
    served.platform.set_clock(Timestamp::from_second(1_441_789_224)?);
    let (user, session) = served.user("a@example.com").await?;
    let bonus = Create::new(CreateRequired {
        session: session.clone(),
        user_id: user,
        bonus_type: BonusType::Smart,
        amount: Decimal::from(500),
        deposit: Decimal::ZERO,
        factor: 90,
        notes: String::new(),
    });
    served.client.bonus().create(bonus).await?;
    served.client.bonus().get_user_bonuses(GetUserBonuses::new(session)).await?;
    assert_eq!(
        last(&served),
        r#"[{"bonusID":"3553","typeID":"1","name":"Smart Bonus","originalAmount":500,"activeAmount":500,"releasedAmount":0,"volumeTraded":0,"volumeRequired":45000,"deposit":0,"pnl":0,"active":true,"dateCreated":1441789224}]"#
    );
    Ok(())
}
