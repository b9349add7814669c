//! Required parameters are named where the request is made; optional ones are added, and a new one breaks no caller.

use bindery_backpack::index::{Register, RegisterRequired};
use bindery_backpack::rt::{Action as _, RawJson, Map};
use bindery_backpack::types::{Currency, Password};
use bindery_backpack::user::Transactions;

fn main() {
    let user = Register::new(RegisterRequired {
        email: "demo@example.com".to_owned(),
        password: Password::plain("123456"),
        first_name: "Demo".to_owned(),
        last_name: "User".to_owned(),
        phone: String::new(),
        country: "fr".to_owned(),
    })
    .with(|user| {
        user.user_currency = Some(Currency::Eur);
        user.landing = Some(Map::from([("a_aid".to_owned(), RawJson::from("650b2354"))]));
    });
    assert_eq!((user.user_currency, user.lead), (Some(Currency::Eur), None));

    // Fields can be set one by one as well: they are fields.
    let mut history = Transactions::new("a session");
    (history.year, history.month) = (Some(2017), Some(2));
    assert_eq!(history, Transactions::new("a session").with(|h| (h.year, h.month) = (Some(2017), Some(2))));
}
