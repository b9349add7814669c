//! The blocking client, used correctly and incorrectly.

use bindery_runtime as rt;
use bindery_tests::demo::Demo;
use bindery_tests::loopback::Loopback;
use bindery_tests::scripted::{ScriptStep, Scripted};
use rt::blocking::{Caller as _, Client};

use super::{RECEIPT, client, look, pay};

fn blocking(steps: impl IntoIterator<Item = ScriptStep>) -> (Client<Demo, Scripted>, Scripted) {
    let (client, transport) = client(steps);
    (Client::new(client).expect("there are resources"), transport)
}

#[test]
fn it_waits_for_the_response() {
    let (client, transport) = blocking([ScriptStep::response(503, ""), ScriptStep::response(200, RECEIPT)]);
    assert_eq!(client.call(look("a")).expect("the second attempt works").id, 7);
    assert_eq!(transport.attempts(), 2);
    let failed = client.call(rt::Action::with(pay(), |pay| pay.amount = 0.into())).expect_err("not sent");
    assert_eq!(failed.to_string(), "shop/pay: not sent: amount: must be more than 0, is 0");
}

#[test]
fn clones_work_in_many_threads() {
    let (client, transport) = blocking([ScriptStep::response(200, RECEIPT)]);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            let client = client.clone();
            scope.spawn(move || {
                for _ in 0..5 {
                    client.call(look("a")).expect("seen");
                }
            });
        }
    });
    assert_eq!(transport.attempts(), 40);
}

/// In async code, the blocking client returns an error: neither a call nor dropping the client panics.
#[tokio::test]
async fn in_async_code_it_says_so() {
    let (client, transport) = blocking([ScriptStep::response(200, RECEIPT)]);
    let failed = client.call(look("a")).expect_err("not sent");
    assert_eq!(
        failed.to_string(),
        "shop/look: not sent: the blocking client cannot be used in async code; use the async client"
    );
    assert!(matches!(failed, rt::Error::Setup(_)));
    assert_eq!(transport.attempts(), 0);
    drop(client);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_may_be_dropped_in_async_code_after_it_was_used() {
    let server = Loopback::start(http::Response::new(RECEIPT.into())).await.expect("a port is free");
    let client = std::thread::spawn(move || {
        let inner = rt::Client::<Demo>::builder().base_url(server.url()).build().expect("it is complete");
        let client = Client::new(inner).expect("there are resources");
        assert_eq!(client.call(look("a")).expect("seen").id, 7);
        client
    });
    let client = client.join().expect("the thread ends");
    drop(client);
}
