//! Lists that come in pages.

use std::sync::atomic::{AtomicUsize, Ordering};

use bindery_runtime as rt;
use rt::{Action as _, Answer, Caller as _, StreamExt as _};

use crate::api::*;
use crate::{USERS, all};

fn ids(users: &[User]) -> Vec<i64> {
    users.iter().map(|user| user.id).collect()
}

#[tokio::test]
async fn pages_come_until_one_is_not_full() {
    let (backend, line, client) = all();
    let pages: Vec<_> =
        client.pages(ListUsers::new(0)).map(|page| page.expect("a page").records).collect().await;
    assert_eq!(
        pages.iter().map(|page| ids(page)).collect::<Vec<_>>(),
        [vec![0, 1, 2], vec![3, 4, 5], vec![6, 7]]
    );
    assert_eq!(
        backend.calls(),
        3,
        "the limit that was left out became the largest, and the last page was short"
    );
    assert_eq!(line.last().uri(), "http://in-process/users?skip=6&limit=3&counted=false");
    assert_eq!(pages[2][1].others["more"].as_str(), "7");
}

#[tokio::test]
async fn records_come_one_by_one_and_no_page_too_early() {
    let (backend, _, client) = all();
    let mut records = client.records(ListUsers::new(0));
    assert_eq!(backend.calls(), 0);
    for id in 0..3 {
        assert_eq!(records.next().await.expect("one more").expect("a user").id, id);
    }
    assert_eq!(backend.calls(), 1);
    assert_eq!(records.next().await.expect("one more").expect("a user").id, 3);
    assert_eq!(backend.calls(), 2);
    let rest: Vec<_> = records.map(|user| user.expect("a user").id).collect().await;
    assert_eq!(rest, [4, 5, 6, 7]);
}

#[tokio::test]
async fn the_last_page_may_be_full_or_empty() {
    let (backend, _, client) = all();
    let from = |skip, limit, counted| {
        ListUsers::new(skip).with(|list| (list.limit, list.counted) = (limit, counted))
    };
    let count = async |list| client.records(list).map(|user| user.expect("a user")).count().await;
    // Full, and nothing says that it is the last.
    assert_eq!(count(from(2, Some(3), false)).await, 6);
    assert_eq!(backend.calls(), 3, "the third page was empty");
    // Full, and the count says so.
    assert_eq!(count(from(2, Some(3), true)).await, 6);
    assert_eq!(backend.calls(), 5);
    // Nothing at all: the answer is handed out.
    let pages: Vec<_> = client.pages(from(USERS, None, true)).collect().await;
    assert!(matches!(&pages[..], [Ok(Users { count: Some(USERS), .. })]), "{pages:?}");
    assert_eq!(count(from(0, Some(0), false)).await, 0);
    assert_eq!(backend.calls(), 7);
    // What breaks a rule is the only thing that comes.
    let failed: Vec<_> = client.records(from(0, Some(4), false)).collect().await;
    assert!(matches!(&failed[..], [Err(rt::Error::Request(_))]), "{failed:?}");
}

/// A caller that answers every page like this.
struct Server<F>(AtomicUsize, F);

impl<F: Fn(usize) -> Users + Send + Sync> rt::Caller for Server<F> {
    type Api = Desk;

    async fn call<A: rt::Action<Api = Desk>>(&self, _request: A) -> Answer<A> {
        let users = (self.1)(self.0.fetch_add(1, Ordering::Relaxed));
        let mut json = String::new();
        rt::Wire::write(&users, &mut rt::Out::json(&mut json, rt::Style::Plain));
        rt::decode_answer::<A>(200, &json.into())
    }
}

fn users(ids: std::ops::Range<i64>, count: Option<i64>) -> Users {
    Users { count, records: ids.map(|id| User { id, others: rt::Map::new() }).collect() }
}

#[tokio::test]
async fn a_server_that_does_not_skip_is_found_out() {
    for count in [None, Some(1_000_000)] {
        let same = Server(AtomicUsize::new(0), move |_| users(0..3, count));
        let records: Vec<_> = same.records(ListUsers::new(0)).take(100).collect().await;
        assert_eq!(records.len(), 4);
        let failed = records[3].as_ref().expect_err("the same page again").to_string();
        assert!(failed.contains("sent a page for the second time"), "{failed}");
        assert_eq!(same.0.load(Ordering::Relaxed), 2);
    }
    // Around in a circle.
    let circle =
        Server(AtomicUsize::new(0), |call| users((call % 3) as i64 * 3..(call % 3) as i64 * 3 + 3, None));
    assert_eq!(circle.pages(ListUsers::new(0)).take(100).count().await, 4);
    // More than was asked for: there are no pages.
    let whole = Server(AtomicUsize::new(0), |_| users(0..50, None));
    assert_eq!(whole.records(ListUsers::new(0)).take(100).count().await, 50);
    assert_eq!(whole.0.load(Ordering::Relaxed), 1);
}
