//! The bonus module: its error responses have a format of their own, with the code as a string and with details.

use bindery_backpack::ErrorCode;
use bindery_backpack::bonus::{
    BonusId, BonusType, Cancel, CancelRequired, Create, CreateRequired, GetUserBonuses,
};
use bindery_backpack::prelude::*;
use bindery_backpack::types::{Session, UserId};
use bindery_runtime::RawJson;

use crate::served::{Served, nobody};
use crate::{TestResult, failed, unsent};

fn granting(user: UserId, session: &Session, amount: i64, deposit: i64) -> Create {
    Create::new(CreateRequired {
        session: session.clone(),
        user_id: user,
        bonus_type: BonusType::Smart,
        amount: amount.into(),
        deposit: deposit.into(),
        factor: 20,
        notes: String::new(),
    })
}

pub(crate) async fn get_user_bonuses(served: Served) -> TestResult {
    let bonus = served.client.bonus();
    let (user, session) = served.user("a@example.com").await?;
    assert!(bonus.get_user_bonuses(GetUserBonuses::new(session.clone())).await?.is_empty());
    bonus.create(granting(user, &session, 10, 100)).await?;
    bonus.create(granting(user, &session, 20, 100)).await?;
    let listed = bonus.get_user_bonuses(GetUserBonuses::new(session.clone())).await?;
    let amounts: Vec<_> = listed.iter().map(|bonus| (bonus.original_amount, bonus.volume_required)).collect();
    assert_eq!(amounts, [(10.into(), 2_200.into()), (20.into(), 2_400.into())]);

    // Only tradeable bonuses are listed.
    let cancel = CancelRequired { session: session.clone(), bonus_id: listed[0].bonus_id };
    bonus.cancel(Cancel::new(cancel)).await?;
    assert_eq!(bonus.get_user_bonuses(GetUserBonuses::new(session)).await?, listed[1..]);
    let gone = bonus.get_user_bonuses(GetUserBonuses::new(nobody())).await;
    assert_eq!(failed(gone), (500, ErrorCode::LoginRequired));
    Ok(())
}

pub(crate) async fn create(served: Served) -> TestResult {
    let bonus = served.client.bonus();
    let (user, session) = served.user("a@example.com").await?;
    let (other, _) = served.user("b@example.com").await?;
    let last = || served.log.exchanges().pop().expect("there was one").body;
    bonus.create(granting(user, &session, 7_200, 14_400)).await?;
    assert_eq!(last(), r#"{"success":true}"#);

    // One more than half of the deposit: the error contains the largest bonus, as in the document's example.
    let error = bonus.create(granting(user, &session, 7_201, 14_400)).await.expect_err("above the table");
    assert_eq!(last(), r#"{"success":false,"errorCode":"342","details":7200}"#);
    assert_eq!(error.api().and_then(|error| error.details.clone()), Some(RawJson::from(7_200)));
    assert_eq!(
        error.to_string(),
        "bonus/create failed (HTTP 200, code 342): The amount exceeds the largest allowed bonus, which is in \
         the details."
    );
    assert_eq!(failed::<()>(Err(error)), (200, ErrorCode::BonusMaxDeposit));

    // Users can only ask for themselves; the kind must be one of the five; "without deposit" requires that there is
    // none.
    let no_deposit = |amount, deposit| {
        granting(user, &session, amount, deposit).with(|bonus| bonus.bonus_type = BonusType::NoDeposit)
    };
    for (wrong, code) in [
        (granting(other, &session, 1, 100), ErrorCode::BonusInvalidParameters),
        (granting(user, &session, 1, -100), ErrorCode::BonusInvalidParameters),
        (no_deposit(1, 100), ErrorCode::BonusInvalidParameters),
        (no_deposit(101, 0), ErrorCode::BonusMaxDeposit),
        (
            no_deposit(1, 0).with(|bonus| bonus.bonus_type = BonusType::from(9)),
            ErrorCode::BonusInvalidParameters,
        ),
        (granting(user, &nobody(), 1, 100), ErrorCode::LoginRequired),
    ] {
        let shown = format!("{wrong:?}");
        assert_eq!(failed(bonus.create(wrong).await), (200, code), "{shown}");
    }
    bonus.create(no_deposit(100, 0)).await?;
    // The caller may use factors outside the table, as long as they are valid factors.
    bonus.create(granting(user, &session, 1, 100).with(|bonus| bonus.factor = 90)).await?;

    // Requests that the client does not send are rejected by the router itself, in the same error format.
    let nothing = granting(user, &session, 0, 100);
    assert_eq!(unsent(bonus.create(nothing).await), "amount: must be more than 0, is 0");
    let negative = granting(user, &session, 1, 100).with(|bonus| bonus.factor = -1);
    assert_eq!(unsent(bonus.create(negative).await), "factor: must be at least 1, is -1");
    let session = session.0.expose();
    for (parameters, code) in [
        ("type=1&amount=0&deposit=100&factor=15", "341"),
        ("type=9&amount=1&deposit=100&factor=15", "341"),
        ("type=1&amount=1&deposit=100&factor=0", "343"),
        ("type=1&amount=1&deposit=100&factor=1.5", "343"),
        ("type=1&deposit=100&factor=15", "11"),
    ] {
        let form = format!("session={session}&userID={user}&{parameters}");
        let raw = served.post("/bonus/create", &form).await?;
        let expected = format!(r#"{{"success":false,"errorCode":"{code}","details":null}}"#);
        assert_eq!((raw.status, raw.body), (200, expected), "{parameters}");
    }
    // The remark is optional on the wire.
    let form = format!("session={session}&userID={user}&type=2&amount=1&deposit=100&factor=15");
    assert_eq!(served.post("/bonus/create", &form).await?.body, r#"{"success":true}"#);
    Ok(())
}

pub(crate) async fn cancel(served: Served) -> TestResult {
    let bonus = served.client.bonus();
    let (user, session) = served.user("a@example.com").await?;
    let (_, other) = served.user("b@example.com").await?;
    bonus.create(granting(user, &session, 10, 100)).await?;
    let bonus_id = bonus.get_user_bonuses(GetUserBonuses::new(session.clone())).await?[0].bonus_id;
    let cancel =
        |session: &Session, bonus_id| Cancel::new(CancelRequired { session: session.clone(), bonus_id });
    let last = || served.log.exchanges().pop().expect("there was one").body;

    let foreign = bonus.cancel(cancel(&other, bonus_id)).await;
    assert_eq!(failed(foreign), (500, ErrorCode::BonusNotFound));
    bonus.cancel(cancel(&session, bonus_id)).await?;
    assert_eq!(last(), "true");
    for unknown in [bonus_id, BonusId(1)] {
        let error = bonus.cancel(cancel(&session, unknown)).await.expect_err("there is no such bonus");
        assert_eq!(last(), r#"{"success":false,"error":{"code":0,"message":"Bonus not found"}}"#);
        assert_eq!(error.code().and_then(ErrorCode::code), Some(0), "0 is a code, not the absence of one");
        assert_eq!(failed::<()>(Err(error)), (500, ErrorCode::BonusNotFound));
    }
    assert_eq!(failed(bonus.cancel(cancel(&nobody(), bonus_id)).await), (500, ErrorCode::LoginRequired));
    Ok(())
}
