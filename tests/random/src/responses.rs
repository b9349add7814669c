//! Responses of actions, and actions with a special purpose.

use crate::api::{Common, methods};
use crate::auth::ISSUED;
use crate::names::Scope;
use crate::rng::Rng;
use crate::types::{TypeClass, about, encoding, spaced};
use crate::yaml::{Map, Node};

/// Creates the response of an action.
pub(crate) fn returns(rng: &mut Rng, common: &Common, home: usize) -> Node {
    let mut doc = Map::default();
    let status = rng.pick(&[200, 201, 202, 203, 206, 226]);
    match rng.below(12) {
        0 => return "nothing".into(),
        1 => {
            doc.set("type", "nothing");
            match rng.below(3) {
                0 => doc.set("emits", rng.pick(&[Node::from(true), Node::from(1), Node::from("ok")])),
                1 => doc.set("status", 204),
                _ => doc.set("status", status),
            };
        }
        2 => drop(doc.set("type", "bool").set("fixed", true)),
        // An error response with a success status could not be distinguished from a raw body.
        3 if common.fails_loudly => {
            let (ty, media) = rng.pick(&[("bytes", "application/octet-stream"), ("string", "text/plain")]);
            doc.set("type", ty).set("media", media);
        }
        4 => {
            let mut variants = Map::default();
            let mut names = Scope::default();
            let mut statuses = vec![200, 201, 202, 204, 207, 302, 304, 410, 423];
            for _ in 0..2 + rng.below(2) {
                let status = statuses.remove(rng.below(statuses.len()));
                let mut variant = Map::default().with("status", status).with("about", about(rng));
                if !matches!(status, 204 | 304) && rng.chance(70) {
                    variant.set("type", common.types.any(rng, Some(home), 1).text);
                }
                if rng.chance(20) {
                    variant.set("headers", headers(rng));
                }
                variants.set(names.kebab(rng), variant);
            }
            doc.set("variants", variants);
        }
        5 | 6 => {
            let scalar = common.types.scalar(rng, Some(home));
            doc.set("type", scalar.text.clone());
            if rng.chance(40) {
                encoding(rng, scalar.class, false, &mut doc);
            }
            if rng.chance(30) {
                doc.set("unwrap", vec![Node::from("id"), Node::from("größe")]);
            }
            // Bytes are the body itself unless it is said to be JSON.
            if scalar.class == TypeClass::Bytes {
                doc.set("media", "application/json");
            } else if rng.chance(30) {
                doc.set("bare-text", true);
            }
            if rng.chance(20) {
                doc.set("nullable", true);
            }
        }
        _ => {
            let expression = common.types.any(rng, Some(home), 2);
            doc.set("type", spaced(rng, &expression.text));
            if expression.class.is_composite() && rng.chance(20) {
                encoding(rng, expression.class, false, &mut doc);
            }
            if rng.chance(20) {
                doc.set("nullable", true);
            }
            if rng.chance(30) {
                doc.set("status", status);
            }
            let bare =
                common.types.named(&expression.text).map(|known| known.bare.clone()).unwrap_or_default();
            if !bare.is_empty() && rng.chance(30) {
                doc.set("bare", rng.pick(&bare).clone());
            }
        }
    }
    if !doc.has("variants") && rng.chance(50) {
        doc.set("about", about(rng));
    }
    if !doc.has("variants") && rng.chance(15) {
        doc.set("headers", headers(rng));
    }
    doc.into()
}

/// Creates headers of a response, none of them required.
fn headers(rng: &mut Rng) -> Map {
    let mut headers = Map::default();
    for name in ["ETag", "X-Rate.Limit", "type", "last-Modified"] {
        if headers.is_empty() || rng.chance(40) {
            let ty = rng.pick(&["string", "int", "bool", "decimal", "secret"]);
            headers
                .set(name, Map::default().with("type", ty).with("optional", true).with("about", about(rng)));
        }
    }
    headers
}

/// Creates an action that is only listed.
pub(crate) fn listed(rng: &mut Rng, number: usize) -> Map {
    let evidence = Map::default().with("source", "guide").with("lines", 30).with("grade", "listed");
    let mut doc =
        Map::default().with("documented-as", format!("Listed::number-{number}")).with("about", about(rng));
    doc.set("evidence", evidence.with("about", about(rng)));
    if rng.chance(50) {
        doc.set("unknown", "path and response");
    }
    if rng.chance(50) {
        doc.set("methods", methods(rng));
    }
    if rng.chance(50) {
        doc.set("path", format!("/listed/{number}"));
    }
    doc
}

/// Creates the action that issues headers, and its response.
pub(crate) fn issuer(rng: &mut Rng) -> (Map, Map) {
    let field = |ty: &str, rng: &mut Rng| Map::default().with("type", ty).with("about", about(rng));
    let fields = Map::default().with("headerName", field("string", rng)).with("größe", field("secret", rng));
    let response = Map::default().with("about", about(rng)).with("fields", fields);
    let action = Map::default()
        .with("documented-as", "Log::in")
        .with("about", about(rng))
        .with("evidence", "guide:7")
        .with("path", "/zz/log-in")
        .with("methods", vec![Node::from("POST")])
        .with("auth", Vec::new())
        .with("response", ISSUED);
    (response, action)
}

/// Returns a template around a response: objects and lists, with the response in any place.
pub(crate) fn envelope(rng: &mut Rng) -> Node {
    let mut inside = Node::from("$value");
    for _ in 0..=rng.below(2) {
        let constant = rng.pick(&[Node::null(), Node::from(true), Node::from("a \"$\""), Node::from(7)]);
        inside = if rng.chance(70) {
            let around = Map::default().with(rng.pick(&["d", "größe \"x\"", "a.b", "0"]), inside);
            Node::from(if rng.chance(40) { around.with("meta", constant) } else { around })
        } else {
            Node::List(if rng.chance(50) { vec![constant, inside] } else { vec![inside, constant] })
        };
    }
    inside
}
