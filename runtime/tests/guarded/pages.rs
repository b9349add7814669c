//! Paged lists.

use std::sync::atomic::{AtomicUsize, Ordering};

use bindery_runtime as rt;
use rt::{Action as _, CallResult, Caller as _, StreamExt as _};

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
    assert_eq!(pages[2][1].additional["more"].as_str(), "7");
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
    // Full pages without a sign of the end.
    assert_eq!(count(from(2, Some(3), false)).await, 6);
    assert_eq!(backend.calls(), 3, "the third page was empty");
    // Full pages with a count.
    assert_eq!(count(from(2, Some(3), true)).await, 6);
    assert_eq!(backend.calls(), 5);
    // An empty page is passed on.
    let pages: Vec<_> = client.pages(from(USERS, None, true)).collect().await;
    assert!(matches!(&pages[..], [Ok(Users { count: Some(USERS), .. })]), "{pages:?}");
    assert_eq!(count(from(0, Some(0), false)).await, 0);
    assert_eq!(backend.calls(), 7);
    // A request that violates a limit yields only the error.
    let failed: Vec<_> = client.records(from(0, Some(4), false)).collect().await;
    assert!(matches!(&failed[..], [Err(rt::Error::Request(_))]), "{failed:?}");
}

/// A caller that responds to every page with the result of a function.
struct Server<F>(AtomicUsize, F);

impl<F: Fn(usize) -> Users + Send + Sync> rt::Caller for Server<F> {
    type Api = Desk;

    async fn call<A: rt::Action<Api = Desk>>(&self, _request: A) -> CallResult<A> {
        let users = (self.1)(self.0.fetch_add(1, Ordering::Relaxed));
        let mut json = String::new();
        rt::wire::Wire::write(&users, &mut rt::wire::Out::json(&mut json, rt::metadata::Encoding::Plain));
        rt::decode::decode_response::<A>(200, &json.into())
    }
}

fn users(ids: std::ops::Range<i64>, count: Option<i64>) -> Users {
    Users { count, records: ids.map(|id| User { id, additional: rt::Map::new() }).collect() }
}

/// Reads a list from this server, 500 records at a time unless the request says otherwise.
async fn walk(serve: impl Fn(usize) -> Users + Send + Sync) -> (usize, Option<String>, usize) {
    let server = Server(AtomicUsize::new(0), serve);
    let (mut came, mut failed) = (0, None);
    let mut records = server.records(ListUsers::new(0));
    while let Some(record) = records.next().await {
        match record {
            Ok(_) => came += 1,
            Err(error) => failed = Some(error.to_string()),
        }
    }
    (came, failed, server.0.load(Ordering::Relaxed))
}

#[tokio::test]
async fn where_there_is_a_count_it_decides() {
    // The server caps pages below the requested size.
    let capped = |call: usize| users(call as i64 * 2..(call as i64 * 2 + 2).min(7), Some(7));
    assert_eq!(walk(capped).await, (7, None, 4));
    // A single full page with a count needs no second request.
    assert_eq!(walk(|_| users(0..3, Some(3))).await, (3, None, 1));
    // More records than requested are passed on.
    assert_eq!(walk(|_| users(0..50, Some(50))).await, (50, None, 1));
    // Counts may grow while a list is read, and may be estimates.
    let growing = |call: usize| users(call as i64 * 3..call as i64 * 3 + 3, Some([3 + 1, 9, 9][call]));
    assert_eq!(walk(growing).await, (9, None, 3));
    let estimated = |call: usize| users(call as i64 * 3..call as i64 * 3 + 3, Some(5));
    assert_eq!(walk(estimated).await, (6, None, 2));
    // No count at all.
    assert_eq!(walk(|_| users(0..2, Some(-1))).await, (2, None, 1));
    // The count promises more records than arrive.
    let (came, failed, calls) = walk(|call| users(0..if call < 2 { 3 } else { 0 }, Some(250))).await;
    assert_eq!((came, calls), (6, 3));
    let failed = failed.expect("the rest is missing");
    assert!(failed.ends_with(
        "the list has 250 records, but the server sent none after 6; the rest of the list cannot be read"
    ));
}

#[tokio::test]
async fn pages_may_be_equal() {
    let same = |call: usize| users(0..if call < 60 { 3 } else { 1 }, None);
    assert_eq!(walk(same).await, (181, None, 61));
    assert_eq!(walk(|_| users(0..3, Some(300))).await, (300, None, 100));
}

#[tokio::test]
async fn a_list_without_end_ends_in_an_error() {
    // The same page, or pages in a cycle: the server ignores the number of records to skip.
    for length in [1, 3] {
        let circle = move |call: usize| {
            let first = (call % length) as i64 * 3;
            users(first..first + 3, None)
        };
        let (came, failed, calls) = walk(circle).await;
        let failed = failed.expect("the same pages again");
        assert!(failed.contains("100 consecutive pages repeated earlier pages"), "{failed}");
        assert_eq!((came, calls), (3 * (99 + length), 100 + length));
    }
    // Records beyond the count are repetitions.
    let (came, failed, calls) = walk(|_| users(0..3, Some(250))).await;
    assert_eq!((came, calls), (249, 84));
    let failed = failed.expect("too many");
    assert!(failed.contains("the list has 250 records, but the server sent 252"), "{failed}");
    // Endless new records, and a count that promises more.
    let (came, failed, calls) = walk(|call| users(call as i64..call as i64 + 1, Some(i64::MAX))).await;
    assert_eq!((came, calls), (99_999, 100_000));
    assert!(failed.expect("no end").contains("the list does not end after 100000 pages"));
    // More records than requested, and no count: the list is not paged.
    assert_eq!(walk(|_| users(0..50, None)).await, (50, None, 1));
}
