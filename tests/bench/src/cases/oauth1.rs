//! A request signed with OAuth 1.0a.

use std::hint::black_box;

use bindery_runtime::oauth1::{Consumer, Signer, Stamp, Token};
use bytes::Bytes;
use http::Request;
use http::header::AUTHORIZATION;

use super::same;
use crate::Case;
use crate::hand::oauth1 as hand;

pub(super) fn cases() -> Vec<Case> {
    let check = || {
        let (mut ours, mut theirs) = (request(), request());
        signer().sign_as(&mut ours, &stamp(), &[]).map_err(|error| error.to_string())?;
        hand::sign(&mut theirs, &consumer(), &token(), &stamp()).ok_or("the request cannot be signed")?;
        let header = |request: &Request<Bytes>| {
            request.headers().get(AUTHORIZATION).map(|value| value.to_str().map(str::to_owned).ok())
        };
        if header(&ours).flatten().is_none() {
            return Err("there is no signature".to_owned());
        }
        same("the header", header(&ours), header(&theirs))
    };
    let ours = |rounds| {
        let (mut request, signer, stamp) = (request(), signer(), stamp());
        for _ in 0..rounds {
            signer.sign_as(black_box(&mut request), black_box(&stamp), &[]).expect("the check has signed it");
        }
    };
    let theirs = |rounds| {
        let (mut request, consumer, token, stamp) = (request(), consumer(), token(), stamp());
        for _ in 0..rounds {
            hand::sign(black_box(&mut request), &consumer, &token, black_box(&stamp))
                .expect("the check has signed it");
        }
    };
    vec![Case::new(("one signature of OAuth 1", 200), check, ours, theirs)]
}

fn request() -> Request<Bytes> {
    let address =
        "https://ledger.example/accounts/LD4711/entries?from=2026-01-31&limit=100&text=rent%20%26%20heating";
    Request::get(address).body(Bytes::new()).expect("the address is one")
}

fn consumer() -> Consumer {
    Consumer::new("dpf43f3p2l4k3l03", "kd94hf93k423kf44".to_owned())
}

fn token() -> Token {
    Token::new("nnch734d00sl2jdk".to_owned(), "pfkkdhi9sl3r4s00".to_owned())
}

fn signer() -> Signer {
    Signer::new(consumer()).token(token())
}

fn stamp() -> Stamp {
    Stamp { timestamp: 1_790_000_000, nonce: "kllo9940pd9333jh".to_owned() }
}
