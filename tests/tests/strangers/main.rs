//! Strangers can get nothing signed that they could use.
//!
//! A stranger knows no secret and sees no traffic. He sends all kinds of requests to a router, takes every text and
//! every signature from the responses, and sends them as requests to every action, in every signing mode and digest, as
//! bodies and split over parameters. No such request may reach a backend.

mod probes;
mod routers;

use std::collections::BTreeSet;

use bindery_coriunder::rt::Secret;

use crate::probes::{Signed, ask, captured, probes, replays};
use crate::routers::{SECRET, Served};

/// Probes a router as a stranger. Returns all bodies and all signed texts of the responses.
async fn probed(served: &Served, least: usize) -> (BTreeSet<Vec<u8>>, Vec<Signed>) {
    let (mut bodies, mut signed, mut sent) = (BTreeSet::new(), Vec::new(), 0);
    for request in probes(served) {
        let response = ask(served, request).await;
        signed.extend(captured(served, &response));
        bodies.insert(response.body().to_vec());
        sent += 1;
    }
    for reached in served.backend.reached() {
        assert!(!served.is_guarded(&reached), "a stranger reaches {reached}");
    }
    assert!(sent >= least, "{sent} probes");
    (bodies, signed)
}

/// Replays signed texts as all requests. Returns the guarded actions that were reached, and the number of requests.
async fn replayed(served: &Served, signed: &[Signed]) -> (BTreeSet<String>, usize) {
    let mut sent = 0;
    for request in replays(served, signed) {
        ask(served, request).await;
        sent += 1;
    }
    let reached = served.backend.reached().into_iter().filter(|action| served.is_guarded(action));
    (reached.collect(), sent)
}

/// Signs these bodies, like a router that signs every response.
fn oracle(served: &Served, bodies: &BTreeSet<Vec<u8>>) -> Vec<Signed> {
    let secret = Secret::from(SECRET);
    let each = served.signatures().flat_map(|signature| {
        bodies.iter().filter_map(|body| {
            let header = signature.place.header()?;
            Some(Signed { header, body: body.clone(), signature: signature.sign(body, &secret) })
        })
    });
    each.collect()
}

#[tokio::test]
async fn backpack() {
    let served = routers::backpack();
    assert_eq!(served.signatures().count(), 0);
    let (_, signed) = probed(&served, 2_500).await;
    assert_eq!(signed, []);
}

#[tokio::test]
async fn cryptonit() {
    let served = routers::cryptonit();
    assert_eq!(served.signatures().count(), 0);
    let (_, signed) = probed(&served, 1_400).await;
    assert_eq!(signed, []);
}

#[tokio::test]
async fn crm() {
    for served in [routers::crm(false), routers::crm(true), routers::crm_receiver()] {
        assert!(!served.signatures().any(|signature| signature.responses), "nothing is signed for anybody");
        let (bodies, signed) = probed(&served, 2_000).await;
        assert_eq!(signed, []);
        // Not even with signed responses, since the key is also required.
        let (reached, sent) = replayed(&served, &oracle(&served, &bodies)).await;
        assert!(sent > 1_000, "{sent} requests");
        let hooks = |action: &String| action.starts_with("webhooks/");
        assert!(reached.iter().all(hooks), "{reached:?}");
    }
}

#[tokio::test]
async fn coriunder() {
    let served = routers::coriunder();
    assert_eq!(served.signatures().filter(|signature| signature.responses).count(), 1);
    let (bodies, signed) = probed(&served, 10_000).await;
    assert_eq!(signed, [], "nothing is signed for strangers");
    assert!(bodies.len() > 5, "{} different responses", bodies.len());

    // A router that signed them would be an oracle, which this test is able to detect.
    let oracle = oracle(&served, &bodies);
    let (reached, sent) = replayed(&served, &oracle).await;
    assert!(sent > 10_000, "{sent} requests");
    assert!(reached.contains("account/log-off") && reached.contains("customer/get-customer"), "{reached:?}");

    // Signatures of bytes are not valid as signatures of parameter values, on any action.
    let values =
        |signed: Signed| Signed { signature: signed.signature.replacen("bytes-", "values-", 1), ..signed };
    let empty = Signed { body: Vec::new(), ..oracle[0].clone() };
    let by_values: Vec<Signed> = oracle.into_iter().chain([empty]).map(values).collect();
    let (reached, sent) = replayed(&served, &by_values).await;
    assert!(sent > 10_000, "{sent} requests");
    assert_eq!(reached, BTreeSet::new());
}

/// A correctly signed request reaches its backend, by bytes and by values, and its response is signed.
#[tokio::test]
async fn who_knows_the_secret_gets_in() {
    let served = routers::coriunder();
    let signature = served.signatures().next().expect("it signs");
    let secret = Secret::from(SECRET);
    for mode in ["bytes", "values"] {
        let form = signature.signing_mode(mode, "SHA256").expect("documented");
        let body = br#"{"transactionId":5}"#;
        let text: &[u8] = if form.covers_body() { body } else { b"5" };
        let signature = signature.sign_as(&form, text, &secret);
        let request = probes::post(&served, "/v2/Transactions.svc/Get", body, &[("Signature", &signature)]);
        let response = ask(&served, request).await;
        assert_eq!(served.backend.reached(), ["transactions/get"], "{mode}: {response:?}");
        assert_eq!(captured(&served, &response).count(), 1);
    }
}
