//! Actions with paged responses.

use crate::api::Common;
use crate::names::Scope;
use crate::rng::Rng;
use crate::types::{about, rename};
use crate::yaml::{Map, Node};

/// Creates a paged action, and its response as a type of this name.
pub(crate) fn action(
    rng: &mut Rng,
    common: &Common,
    home: usize,
    response: &str,
    path: String,
) -> (Map, Map) {
    let needed = common.schemes.choose(rng);
    let mut wires = Scope::default();
    let mut parameters = Map::default();
    for (name, parameter) in &needed.parameters {
        wires.take(name);
        parameters.set(name.clone(), parameter.clone());
    }
    let mut pages = Map::default().with("by", "offset");
    for key in ["skip", "limit"] {
        let (name, rust) = wires.wire(rng);
        let mut parameter = Map::default().with("type", "int").with("min", 0).with("about", about(rng));
        if key == "limit" {
            parameter.set("max", rng.from(1, 4));
        }
        match rng.below(3) {
            0 if needed.covers == crate::auth::Covers::Body => parameter.set("optional", true),
            1 => parameter.set("default", i64::from(key == "limit")),
            _ => &mut parameter,
        };
        rename(rust, &mut parameter);
        pages.set(key, name.clone());
        parameters.set(name, parameter);
    }
    let (fields, names) = page(rng, common, home);
    pages.0.extend(names.0);
    let mut doc =
        Map::default().with("documented-as", format!("Pages::{response}")).with("about", about(rng));
    doc.set("evidence", "guide:3-9").set("effect", rng.pick(&["read", "not-idempotent"])).set("path", path);
    if rng.chance(50) {
        doc.set("methods", vec![Node::from("GET")]);
    } else {
        doc.set("methods", vec![Node::from("POST")])
            .set("parameters-in", rng.pick(&["form", "json", "query"]));
    }
    needed.say(rng, &mut doc);
    doc.set("parameters", parameters).set("response", response).set("pages", pages);
    (Map::default().with("about", about(rng)).with("fields", fields), doc)
}

/// Returns the fields of a page, and the `pages` of its action.
fn page(rng: &mut Rng, common: &Common, home: usize) -> (Map, Map) {
    let mut wires = Scope::default();
    let (records, rust) = wires.wire(rng);
    let ty = format!("list<{}>", common.types.any(rng, Some(home), 1).text);
    let mut field = Map::default().with("type", ty).with("about", about(rng));
    rename(rust, &mut field);
    let mut fields = Map::default().with(records.clone(), field);
    let mut names = Map::default().with("records", records);
    if rng.chance(50) {
        let (count, rust) = wires.wire(rng);
        let mut field = Map::default().with("type", "int").with("about", about(rng));
        rename(rust, &mut field);
        fields.0.insert(rng.below(2), (count.clone(), field.into()));
        names.set("count", count);
    }
    (fields, names)
}
