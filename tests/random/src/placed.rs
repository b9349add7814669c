//! Actions whose parameters stand in every place and in every style, depend on each other, or are made by the client.

use crate::rng::Rng;
use crate::types::{TypeClass, about, encoding};
use crate::yaml::{Map, Node};

/// Where the parameters of the body are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Body {
    None,
    Json,
    Form,
    Multipart,
    /// One parameter, as JSON.
    Whole,
    /// One parameter, as it is.
    Raw,
}

/// Scalars whose texts can stand in every place.
const SCALARS: &[(&str, TypeClass)] = &[
    ("string", TypeClass::String),
    ("int", TypeClass::Int),
    ("uint", TypeClass::Uint),
    ("float", TypeClass::Float),
    ("decimal", TypeClass::Money),
    ("bool", TypeClass::Bool),
    ("date", TypeClass::Other),
    ("uuid", TypeClass::Other),
    ("instant", TypeClass::Instant),
    ("secret", TypeClass::Secret),
];

/// Creates an action, and the record of its styled parameters as a type of this name.
pub(crate) fn action(rng: &mut Rng, record: &str, path: &str) -> (Map, Map) {
    let body =
        rng.pick(&[Body::None, Body::Json, Body::Json, Body::Form, Body::Multipart, Body::Whole, Body::Raw]);
    let mut parameters = Map::default();
    let mut path = path.to_owned();
    if rng.chance(40) {
        parameters.set("zzPath", scalar(rng, "path"));
        path.push_str(rng.pick(&["/{zzPath}", "/x-{zzPath}", "/{zzPath}.json"]));
    }
    for name in ["X-Trace", "x-zz.Id"] {
        if rng.chance(40) {
            let parameter = if rng.chance(60) { scalar(rng, "header") } else { list(rng, "header", COMMAS) };
            parameters.set(name, maybe(rng, parameter));
        }
    }
    if rng.chance(40) {
        let parameter = if rng.chance(60) { scalar(rng, "cookie") } else { list(rng, "cookie", COMMAS) };
        parameters.set("zzCookie", maybe(rng, parameter));
    }
    styled(rng, record, "query", "zz", &mut parameters);
    related(rng, &mut parameters);
    made(rng, &mut parameters);
    match body {
        Body::None => {}
        Body::Json => {
            let parameter = Map::default().with("type", record).with("in", "json").with("about", about(rng));
            parameters.set("zzJson", parameter);
            parameters.set("zzOwn", scalar(rng, "json").with("name", "zzKind"));
        }
        Body::Form => styled(rng, record, "form", "zzForm", &mut parameters),
        Body::Multipart => {
            parameters.set("zzPart", scalar(rng, "multipart"));
            parameters.set("zzParts", list(rng, "multipart", &[""]));
            let parameter =
                Map::default().with("type", record).with("in", "multipart").with("about", about(rng));
            parameters.set("zzPartRecord", maybe(rng, parameter));
        }
        Body::Whole => {
            let ty = rng.pick(&[record, "string", "int", "list<int>", "map<uuid, float>", "bool"]);
            let mut parameter = Map::default().with("type", ty).with("in", "body").with("about", about(rng));
            if rng.chance(40) {
                parameter.set("media", rng.pick(&["application/vnd.zz+json", "application/json"]));
            }
            parameters.set("zzBody", parameter);
        }
        Body::Raw => {
            let (ty, media) = rng.pick(&[("string", "text/plain"), ("bytes", "application/octet-stream")]);
            let parameter = Map::default().with("type", ty).with("in", "body").with("media", media);
            parameters.set("zzBody", parameter.with("about", about(rng)));
        }
    }
    let method = if body == Body::None { "GET" } else { rng.pick(&["POST", "PUT", "PATCH", "DELETE"]) };
    let mut doc = Map::default().with("documented-as", format!("Placed::{record}")).with("about", about(rng));
    doc.set("evidence", "guide:11-13").set("path", path).set("methods", vec![Node::from(method)]);
    doc.set("auth", Vec::new()).set("parameters", parameters).set("response", "nothing");
    let field = |ty: &str, rng: &mut Rng| Map::default().with("type", ty).with("about", about(rng));
    let fields = Map::default()
        .with("low", field("int", rng))
        .with("größe", field("decimal", rng).with("optional", true))
        .with("a-word", field("string", rng).with("optional", true));
    (Map::default().with("about", about(rng)).with("fields", fields), doc)
}

/// Styles of a list in one text.
const COMMAS: &[&str] = &["", "comma", "pipe", "space", "json"];

fn scalar(rng: &mut Rng, place: &str) -> Map {
    let (ty, class) = rng.pick(SCALARS);
    let mut parameter = Map::default().with("type", ty).with("in", place).with("about", about(rng));
    if rng.chance(30) {
        encoding(rng, class, false, &mut parameter);
    }
    parameter
}

fn list(rng: &mut Rng, place: &str, styles: &[&str]) -> Map {
    let item = rng.pick(&["string", "int", "uint", "float", "uuid", "bool", "date"]);
    let mut parameter = Map::default().with("type", format!("list<{item}>"));
    parameter.set("in", place).set("about", about(rng));
    let style = rng.pick(styles);
    if !style.is_empty() {
        parameter.set("style", style);
    }
    parameter
}

fn maybe(rng: &mut Rng, parameter: Map) -> Map {
    if rng.chance(50) { parameter.with("optional", true) } else { parameter }
}

/// Adds a list, a map and a record in a query or a form.
fn styled(rng: &mut Rng, record: &str, place: &str, prefix: &str, parameters: &mut Map) {
    let lists = ["", "repeated", "comma", "pipe", "space", "brackets", "indexed", "json"];
    let composites = ["brackets", "dots", "json"];
    for (name, ty, styles) in [
        ("List", "", &lists[..]),
        ("Map", "map<int>", &composites[..]),
        ("Record", record, &composites[..]),
        ("Rows", &format!("list<{record}>"), &["brackets", "json"][..]),
    ] {
        if !rng.chance(50) {
            continue;
        }
        let parameter = match ty {
            "" => list(rng, place, styles),
            ty => {
                let parameter = Map::default().with("type", ty).with("in", place).with("about", about(rng));
                parameter.with("style", rng.pick(styles))
            }
        };
        parameters.set(format!("{prefix}{name}"), maybe(rng, parameter));
    }
}

/// Adds parameters that exclude or require each other.
fn related(rng: &mut Rng, parameters: &mut Map) {
    let optional = |rng: &mut Rng| scalar(rng, "query").with("optional", true);
    if rng.chance(50) {
        parameters.set("zzOne", optional(rng).with("excludes", vec![Node::from("zzOther")]));
        parameters.set("zzOther", optional(rng));
    }
    let kind = Map::default().with("type", "string").with("in", "query").with("about", about(rng));
    parameters.set("zzKind", kind);
    if rng.chance(50) {
        let when = Map::default().with("zzKind", vec![Node::from("plain"), Node::from("größe")]);
        parameters.set("zzWhen", optional(rng).with("required-when", when));
    }
}

/// Adds parameters that the client makes.
fn made(rng: &mut Rng, parameters: &mut Map) {
    for (name, ty, how) in [
        ("zzNow", "instant", "now"),
        ("zzNonce", "uint", "nonce"),
        ("zzRandom", "string", "random"),
        ("zzUuid", "uuid", "uuid"),
        ("Idempotency-Key", "uuid", "idempotency-key"),
    ] {
        if !rng.chance(25) {
            continue;
        }
        let place = if how == "idempotency-key" { "header" } else { "query" };
        let mut parameter = Map::default().with("type", ty).with("in", place).with("made", how);
        if how == "nonce" {
            parameter.set("unit", rng.pick(&["seconds", "milliseconds", "microseconds"]));
        }
        if how == "now" && rng.chance(50) {
            parameter.set("encoding", rng.pick(&["unix-milliseconds", "rfc-2822", "unix-seconds"]));
        }
        parameter.set("about", about(rng));
        parameters.set(name, maybe(rng, parameter));
    }
}
