//! Actions with paged responses.

use bindery_vocabulary::path;

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
    let mut names = Map::default().with("records", path::joined([&records]));
    if rng.chance(50) {
        let (count, rust) = wires.wire(rng);
        let mut field = Map::default().with("type", "int").with("about", about(rng));
        rename(rust, &mut field);
        fields.0.insert(rng.below(2), (count.clone(), field.into()));
        names.set("count", path::joined([&count]));
    }
    (fields, names)
}

/// Creates an action whose pages are found in another way than by an offset, and its response as a type of this name.
pub(crate) fn walked(rng: &mut Rng, response: &str, path: String) -> (Map, Map) {
    let by = rng.pick(&["number", "cursor", "last-id", "address", "link"]);
    let field = |ty: &str, rng: &mut Rng| Map::default().with("type", ty).with("about", about(rng));
    let (mut parameters, mut pages) = (Map::default(), Map::default().with("by", by));
    let mut fields = Map::default().with("records", field("list<string>", rng));
    pages.set("records", "records");
    let position = match by {
        "number" => Some(("page", "int")),
        "cursor" => Some(("cursor", rng.pick(&["string", "int"]))),
        "last-id" => Some(("after", "string")),
        _ => None,
    };
    if let Some((key, ty)) = position {
        let mut parameter = field(ty, rng).with("in", rng.pick(&["query", "header"]));
        match key {
            "page" if rng.chance(50) => drop(parameter.set("default", rng.from(0, 3))),
            "page" if rng.chance(50) => drop(parameter.set("min", rng.from(0, 3)).set("optional", true)),
            "page" => {}
            _ => drop(parameter.set("optional", true)),
        }
        parameters.set("zzPage", parameter);
        pages.set(key, "zzPage");
    }
    if rng.chance(60) {
        let limit = field("int", rng).with("optional", true).with("min", 1).with("max", rng.from(1, 4));
        parameters.set("zzLimit", limit);
        pages.set("limit", "zzLimit");
    }
    if by == "address" || by == "cursor" {
        let ty = if by == "cursor" && rng.chance(50) { "int" } else { "string" };
        fields.set("next", field(ty, rng).with("optional", true));
        pages.set("next", "next");
    }
    if by == "number" && rng.chance(50) {
        fields.set("last", field("int", rng));
        pages.set("last", "last");
    } else if position.is_some() && by != "cursor" && rng.chance(50) {
        fields.set("more", field("bool", rng));
        pages.set("more", "more");
    }
    let mut doc = Map::default().with("documented-as", format!("Walk::{response}")).with("about", about(rng));
    doc.set("evidence", "guide:3-9").set("effect", "read").set("path", path).set("auth", Vec::new());
    doc.set("methods", vec![Node::from("GET")]);
    if !parameters.is_empty() {
        doc.set("parameters", parameters);
    }
    let returned = Map::default().with("type", response);
    let link = field("string", rng).with("optional", true);
    match by {
        "link" => doc.set("response", returned.with("headers", Map::default().with("Link", link))),
        _ => doc.set("response", returned),
    };
    (Map::default().with("about", about(rng)).with("fields", fields), doc.with("pages", pages))
}
