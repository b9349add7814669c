//! The client for code that is not async, used rightly and wrongly.

use bindery_runtime as rt;
use bindery_tests::demo::Demo;
use bindery_tests::loopback::Loopback;
use bindery_tests::scripted::{Scripted, Step};
use rt::blocking::{Caller as _, Client};

use super::{RECEIPT, client, look, pay};

fn blocking(steps: impl IntoIterator<Item = Step>) -> (Client<Demo, Scripted>, Scripted) {
    let (client, transport) = client(steps);
    (Client::new(client).expect("there are resources"), transport)
}

#[test]
fn it_waits_for_the_answer() {
    let (client, transport) = blocking([Step::answer(503, ""), Step::answer(200, RECEIPT)]);
    assert_eq!(client.call(look("a")).expect("the second attempt works").id, 7);
    assert_eq!(transport.attempts(), 2);
    let failed = client.call(rt::Action::with(pay(), |pay| pay.amount = 0.into())).expect_err("not sent");
    assert_eq!(failed.to_string(), "shop/pay: not sent: amount: must be more than 0, is 0");
}

#[test]
fn clones_work_in_many_threads() {
    let (client, transport) = blocking([Step::answer(200, RECEIPT)]);
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

/// In async code it says so, instead of a panic: neither when it is called nor when it is dropped there.
#[tokio::test]
async fn in_async_code_it_says_so() {
    let (client, transport) = blocking([Step::answer(200, RECEIPT)]);
    let failed = client.call(look("a")).expect_err("not sent");
    assert_eq!(
        failed.to_string(),
        "shop/look: not sent: the blocking client is of no use inside async code; use the async one"
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
