//! The user module, except the transaction history, which has its own file.

use bindery_backpack::ErrorCode;
use bindery_backpack::index::{Login, LoginPassword};
use bindery_backpack::prelude::*;
use bindery_backpack::types::{Currency, Password, WalletId};
use bindery_backpack::user::{
    AccountLevel, Address, ChangePassword, ChangePasswordChange, ChangePasswordReset, GetWallet,
    GetWalletDetails, Hash, Info, SetUserAccountLevel, SetUserAccountLevelRequired, SetUserCurrency,
    SetUserCurrencyRequired, Update,
};
use bindery_runtime::Decimal;
use bindery_runtime::decode::decode_response;

use crate::served::{Served, nobody, password, registration};
pub(crate) use crate::transactions::transactions;
use crate::{TestResult, failed, unsent};

pub(crate) async fn set_user_currency(served: Served) -> TestResult {
    let user = served.client.user();
    let (_, session) = served.rich_user("a@example.com", 110).await?;
    let choose =
        |session, currency_id| SetUserCurrency::new(SetUserCurrencyRequired { session, currency_id });
    user.set_user_currency(choose(session.clone(), Currency::Eur)).await?;
    assert_eq!(served.log.exchanges().pop().expect("there was one").body, "true");
    // The wallet still holds dollars; only the display is in euros.
    let wallet = user.get_wallet_details(GetWalletDetails::new(session.clone())).await?;
    assert_eq!((wallet.credit, wallet.user_currency), (Decimal::from(100), Some(Currency::Eur)));

    // A client may send values that its bindings do not know; this server does not know them either.
    let unknown = user.set_user_currency(choose(session, Currency::from(99))).await;
    assert_eq!(failed(unknown), (500, ErrorCode::General));
    let gone = user.set_user_currency(choose(nobody(), Currency::Eur)).await;
    assert_eq!(failed(gone), (500, ErrorCode::LoginRequired));
    let raw = served.post("/user/set-user-currency", "currencyID=1").await?;
    assert_eq!(raw.body, r#"{"success":false,"error":{"code":30,"message":"Missing parameter: session"}}"#);
    Ok(())
}

pub(crate) async fn address(served: Served) -> TestResult {
    let (user, session) = served.user("a@example.com").await?;
    served.platform.change(user, |account| account.address1 = "Rue \"X\" 7".to_owned());
    let address = served.client.user().address(Address::new(session)).await?;
    assert_eq!((address.address1.as_str(), address.country.as_str()), ("Rue \"X\" 7", "fr"));
    assert_eq!((address.city.as_str(), address.state.as_str(), address.zip.as_str()), ("", "", ""));
    let gone = served.client.user().address(Address::new(nobody())).await;
    assert_eq!(failed(gone), (500, ErrorCode::LoginRequired));
    Ok(())
}

pub(crate) async fn change_password(served: Served) -> TestResult {
    let user = served.client.user();
    let (_, session) = served.user("a@example.com").await?;
    let log_in = |password| {
        let email = "a@example.com".to_owned();
        served.client.index().login(Login::password(LoginPassword { email, password }))
    };
    let change = |old: &str, new: &str| {
        ChangePassword::change(ChangePasswordChange {
            session: session.clone(),
            old_password: Password::plain(old),
            new_password: Password::plain(new),
        })
    };
    let other = log_in(password()).await?.session;

    assert_eq!(failed(user.change_password(change("wrong", "new")).await), (500, ErrorCode::LoginFailed));
    log_in(password()).await?;
    user.change_password(change("123456", "new")).await?;
    assert_eq!(served.log.exchanges().pop().expect("there was one").body, "true");
    assert_eq!(failed(log_in(password()).await), (500, ErrorCode::LoginFailed));
    log_in(Password::plain("new")).await?;
    // Other sessions, started with the old password, have ended; the session of the change continues.
    assert_eq!(failed(user.info(Info::new(other)).await), (500, ErrorCode::LoginRequired));
    user.info(Info::new(session.clone())).await?;

    let reset = ChangePassword::reset(ChangePasswordReset {
        session: session.clone(),
        new_password: Password::verbatim("not hashed"),
    });
    user.change_password(reset).await?;
    log_in(Password::verbatim("not hashed")).await?;

    // A false boolean must not switch the check off.
    for form in ["newPassword=x", "newPassword=x&reset=0", "newPassword=x&oldPassword="] {
        let form = format!("session={}&{form}", session.0.expose());
        let raw = served.post("/user/change-password", &form).await?;
        assert_eq!(
            (raw.status, raw.body.as_str()),
            (
                500,
                r#"{"success":false,"error":{"code":11,"message":"Missing parameters: reset, or oldPassword"}}"#
            ),
            "{form}"
        );
    }
    let neither = change("123456", "new").with(|request| request.old_password = None);
    assert_eq!(unsent(user.change_password(neither).await), "needs reset, or oldPassword");
    let gone = change("new", "newer").with(|request| request.session = nobody());
    assert_eq!(failed(user.change_password(gone).await), (500, ErrorCode::LoginRequired));
    Ok(())
}

pub(crate) async fn get_wallet(served: Served) -> TestResult {
    let (user, session) = served.rich_user("a@example.com", 400).await?;
    served.platform.reserve(WalletId(user.0), Decimal::ONE);
    let wallet = served.client.user().get_wallet(GetWallet::new(session)).await?;
    assert_eq!((wallet.credit, wallet.reserved), (Decimal::from(399), Decimal::ONE));
    assert_eq!((wallet.bonus.amount, wallet.user_currency), (Decimal::ZERO, Some(Currency::Usd)));
    let gone = served.client.user().get_wallet(GetWallet::new(nobody())).await;
    assert_eq!(failed(gone), (500, ErrorCode::LoginRequired));
    Ok(())
}

pub(crate) async fn get_wallet_details(served: Served) -> TestResult {
    let (_, session) = served.rich_user("a@example.com", Decimal::new(241_239, 2)).await?;
    let wallet = served.client.user().get_wallet_details(GetWalletDetails::new(session)).await?;
    assert_eq!((wallet.credit, wallet.available), (Decimal::new(241_239, 2), Some(Decimal::new(241_239, 2))));
    assert!(wallet.pending_bonus_details.is_empty());
    let gone = served.client.user().get_wallet_details(GetWalletDetails::new(nobody())).await;
    assert_eq!(failed(gone), (500, ErrorCode::LoginRequired));
    Ok(())
}

pub(crate) async fn hash(served: Served) -> TestResult {
    let user = served.client.user();
    let (_, session) = served.user("a@example.com").await?;
    let existing = || Hash::new(session.clone()).with(|hash| hash.existing = Some(true));
    assert_eq!(failed(user.hash(existing()).await), (500, ErrorCode::ConfirmationFailed));
    let first = user.hash(Hash::new(session.clone())).await?;
    assert_eq!(user.hash(existing()).await?, first);
    let second = user.hash(Hash::new(session.clone())).await?;
    assert_ne!(second, first);
    assert_eq!(user.hash(existing()).await?, second);
    assert_eq!(failed(user.hash(Hash::new(nobody())).await), (500, ErrorCode::LoginRequired));
    Ok(())
}

pub(crate) async fn set_user_account_level(served: Served) -> TestResult {
    let user = served.client.user();
    let (_, session) = served.user("a@example.com").await?;
    let level = |session, level| {
        let account_level = AccountLevel(level);
        SetUserAccountLevel::new(SetUserAccountLevelRequired { session, account_level })
    };
    assert!(user.set_user_account_level(level(session.clone(), 5)).await?);
    assert_eq!(served.log.exchanges().pop().expect("there was one").body, r#""True""#);
    assert_eq!(served.platform.account("a@example.com").expect("registered").level, AccountLevel(5));
    let above = user.set_user_account_level(level(session.clone(), 6)).await;
    assert_eq!(unsent(above), "accountLevel: must be at most 5, is 6");
    let form = format!("session={}&accountLevel=6", session.0.expose());
    let raw = served.post("/user/set-user-account-level", &form).await?;
    assert_eq!(
        raw.body,
        r#"{"success":false,"error":{"code":1,"message":"accountLevel: must be at most 5, is 6"}}"#
    );
    let gone = user.set_user_account_level(level(nobody(), 1)).await;
    assert_eq!(failed(gone), (500, ErrorCode::LoginRequired));
    Ok(())
}

/// A number of more than 64 bits, as registration takes it.
const FACEBOOK: &str = "12345678901234567890";

/// The documents show a Facebook user number as a number; the registration has it as a string.
#[test]
fn a_number_at_facebook_is_read_in_either_form() {
    for (sent, read) in [
        (FACEBOOK.to_owned(), Some(FACEBOOK)),
        (format!("\"{FACEBOOK}\""), Some(FACEBOOK)),
        ("null".to_owned(), None),
    ] {
        let body = format!(
            r#"{{"userID":1,"email":"a@example.com","firstName":"A","lastName":"B","confirmed":true,"validated":true,
                "frozen":false,"blocked":false,"social":0,"facebookID":{sent}}}"#
        );
        let info = decode_response::<Info>(200, &body.into()).expect("a response");
        assert_eq!(info.facebook_id.as_deref(), read, "{sent}");
    }
}

pub(crate) async fn info(served: Served) -> TestResult {
    let (id, session) = served.user("a@example.com").await?;
    served.platform.change(id, |account| account.facebook_id = Some(FACEBOOK.to_owned()));
    let info = served.client.user().info(Info::new(session.clone())).await?;
    assert_eq!((info.user_id, info.email.as_str()), (id, "a@example.com"));
    assert_eq!((info.first_name.as_str(), info.last_name.as_str()), ("Demo001", "User001"));
    assert_eq!((info.mobile.as_str(), info.country.as_str()), ("+123456789", "fr"));
    assert_eq!((info.dob, info.login_confirmed), (None, None));
    assert_eq!(info.facebook_id.as_deref(), Some(FACEBOOK), "what may be registered can be read");
    assert_eq!((info.confirmed, info.validated, info.frozen, info.blocked), (false, false, false, false));
    assert_eq!(failed(served.client.user().info(Info::new(nobody())).await), (500, ErrorCode::LoginRequired));
    served.platform.change(id, |account| account.blocked = true);
    assert_eq!(failed(served.client.user().info(Info::new(session)).await), (500, ErrorCode::UserBlocked));
    Ok(())
}

pub(crate) async fn update(served: Served) -> TestResult {
    let user = served.client.user();
    let (_, session) = served.user("a@example.com").await?;
    served.client.index().register(registration("taken@example.com")).await?;

    // Parameters left out change nothing.
    let before = format!("{:?}", served.platform.account("a@example.com"));
    user.update(Update::new(session.clone())).await?;
    assert_eq!(format!("{:?}", served.platform.account("a@example.com")), before);

    let some = |text: &str| Some(text.to_owned());
    let all = Update::new(session.clone()).with(|update| {
        update.email = some("b@example.com");
        update.first_name = some("Ann");
        update.last_name = some("Other");
        update.national_id = some("99");
        update.dob = some("2000-12-31");
        update.phone = some("+33 1");
        update.country = some("US");
        update.address1 = some("1 Road");
        update.city = some("Albany");
        update.zip = some("12207");
        update.state = some("NY");
    });
    user.update(all).await?;
    assert_eq!(served.log.exchanges().pop().expect("there was one").body, "true");
    let account = served.platform.account("b@example.com").expect("it has a new address");
    assert_eq!((account.first_name.as_str(), account.last_name.as_str()), ("Ann", "Other"));
    assert_eq!((account.national_id.as_str(), account.dob.as_deref()), ("99", Some("2000-12-31")));
    assert_eq!((account.phone.as_str(), account.country.as_str()), ("+33 1", "us"));
    assert_eq!((account.address1.as_str(), account.city.as_str()), ("1 Road", "Albany"));
    assert_eq!((account.zip.as_str(), account.state.as_str()), ("12207", "NY"));

    // Empty values clear, but address and name cannot be cleared.
    let cleared = Update::new(session.clone()).with(|update| {
        update.dob = some("");
        update.city = some("");
        update.state = some("");
    });
    user.update(cleared).await?;
    let account = served.platform.account("b@example.com").expect("the address is kept");
    assert_eq!((account.dob, account.city.as_str(), account.state.as_str()), (None, "", ""));
    let nameless = Update::new(session.clone()).with(|update| update.first_name = some(""));
    assert_eq!(failed(user.update(nameless).await), (500, ErrorCode::General));
    let taken = Update::new(session.clone()).with(|update| update.email = some("taken@example.com"));
    assert_eq!(failed(user.update(taken).await), (500, ErrorCode::EmailExists));
    let same = Update::new(session).with(|update| update.email = some("b@example.com"));
    user.update(same).await?;
    assert_eq!(failed(user.update(Update::new(nobody())).await), (500, ErrorCode::LoginRequired));
    Ok(())
}
