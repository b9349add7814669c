//! What a stranger can get signed, and what he can do with it: nothing.
//!
//! A stranger knows no secret and sees nobody's traffic. He asks a router for whatever it answers to strangers, takes every
//! text and every signature that comes back, and sends them as requests to every action, in every mode and digest, as bodies
//! and split over parameters. No such request may reach a backend.

mod probes;
mod routers;

use std::collections::BTreeSet;

use bindery_coriunder::rt::Secret;
use bindery_coriunder::rt::facts::Covers;

use crate::probes::{Signed, ask, captured, probes, replays};
use crate::routers::{SECRET, Served};

/// Probes a router as a stranger: all bodies that came back, and all that was signed.
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

/// Sends what was signed to everything: the guarded actions that it reaches, and how many requests that were.
async fn replayed(served: &Served, signed: &[Signed]) -> (BTreeSet<String>, usize) {
    let mut sent = 0;
    for request in replays(served, signed) {
        ask(served, request).await;
        sent += 1;
    }
    let reached = served.backend.reached().into_iter().filter(|action| served.is_guarded(action));
    (reached.collect(), sent)
}

/// These bodies as a router would have signed them that signs whatever it answers.
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
        assert!(!served.signatures().any(|signature| signature.answers), "nothing is signed for anybody");
        let (bodies, signed) = probed(&served, 2_000).await;
        assert_eq!(signed, []);
        // Not even with a signature of what it answers, since the key has to come along.
        let (reached, sent) = replayed(&served, &oracle(&served, &bodies)).await;
        assert!(sent > 1_000, "{sent} requests");
        let hooks = |action: &String| action.starts_with("webhooks/");
        assert!(reached.iter().all(hooks), "{reached:?}");
    }
}

#[tokio::test]
async fn coriunder() {
    let served = routers::coriunder();
    assert_eq!(served.signatures().filter(|signature| signature.answers).count(), 1);
    let (bodies, signed) = probed(&served, 10_000).await;
    assert_eq!(signed, [], "nothing is signed for strangers");
    assert!(bodies.len() > 5, "{} different answers", bodies.len());

    // A router that signed them would be an oracle: that is what this test is able to find.
    let oracle = oracle(&served, &bodies);
    let (reached, sent) = replayed(&served, &oracle).await;
    assert!(sent > 10_000, "{sent} requests");
    assert!(reached.contains("account/log-off") && reached.contains("customer/get-customer"), "{reached:?}");

    // But not by the values of parameters: what is signed as bytes is no signature of values, on any action.
    let values =
        |signed: Signed| Signed { signature: signed.signature.replacen("bytes-", "values-", 1), ..signed };
    let empty = Signed { body: Vec::new(), ..oracle[0].clone() };
    let by_values: Vec<Signed> = oracle.into_iter().chain([empty]).map(values).collect();
    let (reached, sent) = replayed(&served, &by_values).await;
    assert!(sent > 10_000, "{sent} requests");
    assert_eq!(reached, BTreeSet::new());
}

/// A request that is signed as it has to be reaches its backend, by bytes and by values, and its answer is signed.
#[tokio::test]
async fn who_knows_the_secret_gets_in() {
    let served = routers::coriunder();
    let signature = served.signatures().next().expect("it signs");
    let secret = Secret::from(SECRET);
    for mode in ["bytes", "values"] {
        let form = signature.form(mode, "SHA256").expect("documented");
        let body = br#"{"transactionId":5}"#;
        let text: &[u8] = if form.covers == Covers::Body { body } else { b"5" };
        let signature = signature.sign_as(&form, text, &secret);
        let request = probes::post(&served, "/v2/Transactions.svc/Get", body, &[("Signature", &signature)]);
        let response = ask(&served, request).await;
        assert_eq!(served.backend.reached(), ["transactions/get"], "{mode}: {response:?}");
        assert_eq!(captured(&served, &response).count(), 1);
    }
}
