//! The same calls without async.

use bindery_runtime as rt;
use rt::blocking::Caller as _;

use crate::all;
use crate::api::*;

#[test]
fn pages_and_records_are_iterators() {
    let (backend, _, client) = all();
    let client = rt::blocking::Client::new(client).expect("there are resources");
    let mut pages = client.pages(ListUsers::new(4));
    assert_eq!(backend.calls(), 0);
    assert_eq!(pages.next().expect("one more").expect("a page").records.len(), 3);
    assert_eq!(backend.calls(), 1);
    assert_eq!((pages.count(), backend.calls()), (1, 2));
    let ids: Vec<_> = client.records(ListUsers::new(0)).map(|user| user.expect("a user").id).collect();
    assert_eq!(ids, [0, 1, 2, 3, 4, 5, 6, 7]);
    let failed: Vec<_> = client.records(ListUsers::new(-1)).collect();
    assert!(matches!(&failed[..], [Err(rt::Error::Request(_))]), "{failed:?}");
}
