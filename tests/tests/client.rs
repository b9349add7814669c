//! Guarantees of the client: when it retries and when it never does, which requests it rejects before sending, its
//! error texts, which servers get credentials, and that secrets are never printed.

#[path = "client/blocking.rs"]
mod blocking;
#[path = "client/errors.rs"]
mod errors;
#[path = "client/network.rs"]
mod network;
#[path = "client/requests.rs"]
mod requests;
#[path = "client/retries.rs"]
mod retries;
#[path = "client/secrets.rs"]
mod secrets;

use bindery_runtime as rt;
use bindery_tests::demo::Demo;
use bindery_tests::scripted::{ScriptStep, Scripted};
use bindery_tests::shop::{Look, Make, Pay, Rename};

/// A response that every action with a receipt can read.
const RECEIPT: &str = r#"{"success":true,"ID":"7"}"#;

fn client(steps: impl IntoIterator<Item = ScriptStep>) -> (rt::Client<Demo, Scripted>, Scripted) {
    let transport = Scripted::new(steps);
    let client = rt::Client::<Demo>::builder()
        .login("partner", "s3cret:word")
        .build_over(transport.clone())
        .expect("the client is complete");
    (client, transport)
}

fn look(id: &str) -> Look {
    Look { id: id.to_owned(), page: None }
}

fn rename() -> Rename {
    Rename { name: "Zoë".to_owned() }
}

fn make() -> Make {
    Make { name: "thing".to_owned() }
}

fn pay() -> Pay {
    Pay { session: "39dfb270b1cf".into(), password: None, amount: 5.into() }
}
