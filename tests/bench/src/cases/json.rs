//! Reading and writing responses.

use std::fmt::Debug;
use std::hint::black_box;

use bindery_runtime::Action;
use bindery_runtime::decode::decode_response;
use bindery_runtime::encode::encode_response;
use bytes::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::same;
use crate::hand::records::{Accounts, Candles, Entries};
use crate::ledger::accounting::{ListAccounts, ListCandles, ListEntries};
use crate::{Case, values};

/// A hand-written response with many records.
trait Page: Serialize + DeserializeOwned + PartialEq + Debug + From<<Self::Action as Action>::Response> {
    /// The action with this response.
    type Action: Action;

    /// So many records.
    fn made(count: usize) -> Self;
}

impl Page for Entries {
    type Action = ListEntries;

    fn made(count: usize) -> Self {
        values::entries(count)
    }
}

impl Page for Accounts {
    type Action = ListAccounts;

    fn made(count: usize) -> Self {
        values::accounts(count)
    }
}

impl Page for Candles {
    type Action = ListCandles;

    fn made(count: usize) -> Self {
        values::candles(count)
    }
}

pub(super) fn cases(records: &dyn Fn(usize) -> usize) -> Vec<Case> {
    vec![
        decode::<Entries>("decode 1,000 narrow records", 2, records(1_000)),
        decode::<Accounts>("decode 200 wide records", 2, records(200)),
        decode::<Candles>("decode 1,000 candles", 2, records(1_000)),
        decode::<Entries>("decode 2 MB of narrow records", 1, records(20_000)),
        decode::<Accounts>("decode 2 MB of wide records", 1, records(2_800)),
        encode::<Entries>("encode 1,000 narrow records", 2, records(1_000)),
        encode::<Accounts>("encode 200 wide records", 2, records(200)),
        encode::<Candles>("encode 1,000 candles", 2, records(1_000)),
    ]
}

fn body<P: Page>(count: usize) -> Bytes {
    serde_json::to_vec(&P::made(count)).expect("texts and numbers can be written").into()
}

fn read<P: Page>(body: &Bytes) -> <P::Action as Action>::Response {
    match decode_response::<P::Action>(200, body) {
        Ok(response) => response,
        Err(error) => panic!("what serde writes can be read: {error}"),
    }
}

fn decode<P: Page>(name: &'static str, rounds: u64, count: usize) -> Case {
    let check = move || {
        let body = body::<P>(count);
        let theirs: P = serde_json::from_slice(&body).map_err(|error| error.to_string())?;
        same("what was read", P::from(read::<P>(&body)), theirs)
    };
    let ours = move |rounds| {
        let body = body::<P>(count);
        for _ in 0..rounds {
            black_box(read::<P>(black_box(&body)));
        }
    };
    let theirs = move |rounds| {
        let body = body::<P>(count);
        for _ in 0..rounds {
            black_box(serde_json::from_slice::<P>(black_box(&body)).expect("the check has read it"));
        }
    };
    Case::new((name, rounds), check, ours, theirs)
}

fn encode<P: Page>(name: &'static str, rounds: u64, count: usize) -> Case {
    let check = move || {
        let body = body::<P>(count);
        let theirs = std::str::from_utf8(&body).map_err(|error| error.to_string())?;
        same("what was written", encode_response::<P::Action>(&read::<P>(&body)).as_str(), theirs)
    };
    let ours = move |rounds| {
        let response = read::<P>(&body::<P>(count));
        for _ in 0..rounds {
            black_box(encode_response::<P::Action>(black_box(&response)));
        }
    };
    let theirs = move |rounds| {
        let response = P::made(count);
        for _ in 0..rounds {
            black_box(serde_json::to_string(black_box(&response)).expect("the check has written it"));
        }
    };
    Case::new((name, rounds), check, ours, theirs)
}
