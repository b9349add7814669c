//! The cost of a document grows linearly with its size: eight times the document takes eight times as long, with a
//! margin for caches. Measured is the CPU time of the thread, so other load on the machine does not count.
#![cfg(unix)]

use std::time::Duration;

use bindery_openapi_in::{Document, Options, convert};
use rustix::time::{ClockId, clock_gettime};

/// Ratio of the sizes of the larger and the smaller document.
const FACTOR: usize = 8;
/// Largest ratio of the times: quadratic cost would have 64.
const MOST: f64 = 24.0;

/// Returns the CPU time of this thread.
fn worked() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(u64::try_from(time.tv_sec).unwrap_or(0), u32::try_from(time.tv_nsec).unwrap_or(0))
}

/// Number of schemas in a chain, each of which is `allOf` the one before.
const CHAIN: usize = 10;

/// Returns a document with a number of operations, each with types of its own and some that all share.
fn document(size: usize) -> String {
    let one = |of: &str, number: usize| {
        let before = match number % CHAIN {
            0 => "Base".to_owned(),
            _ => format!("C{}", number - 1),
        };
        of.replace('#', &number.to_string()).replace('^', &before)
    };
    let each = |of: &str| (0..size).map(|number| one(of, number)).collect::<Vec<_>>().join(",\n");
    let paths = each(
        r##""/t#/{id}": {"get": {"tags": ["m#"], "operationId": "get#", "parameters": [{"$ref": "~/components/parameters/id"},
        {"name": "state", "in": "query", "schema": {"type": "string", "enum": ["a#", "b"]}}],
        "responses": {"200": {"description": "One.", "content": {"application/json": {"schema": {"$ref": "~/components/schemas/T#"}}}}}}}"##,
    );
    let schemas = each(
        r##""T#": {"type": "object", "required": ["a"], "not": {}, "properties": {"a": {"type": "integer"}, "next": {"$ref": "~/components/schemas/T#"},
        "chain": {"$ref": "~/components/schemas/C#"}, "any": {"oneOf": [{"$ref": "~/components/schemas/Base"}, {"type": "string"}]},
        "inner": {"type": "object", "properties": {"x#": {"type": "string"}, "all": {"allOf": [{"$ref": "~/components/schemas/Base"}, {"properties": {"y#": {"type": "number"}}}]}}}}},
        "C#": {"allOf": [{"$ref": "~/components/schemas/^"}, {"required": ["c#"], "properties": {"c#": {"type": "string"}}}]}"##,
    );
    format!(
        r##"{{"openapi": "3.1.0", "info": {{"title": "Large", "version": "1"}}, "paths": {{{paths}}}, "components": {{
        "parameters": {{"id": {{"name": "id", "in": "path", "required": true, "schema": {{"type": "string"}}}}}},
        "schemas": {{"Base": {{"type": "object", "properties": {{"b": {{"type": "string"}}}}}}, {schemas}}}}}}}"##
    )
    .replace('~', "#")
}

/// Returns the best time of several runs.
fn cost(text: &str, work: &impl Fn(&str)) -> f64 {
    let once = || {
        let before = worked();
        work(text);
        (worked() - before).as_secs_f64()
    };
    (0..2).map(|_| once()).fold(f64::INFINITY, f64::min)
}

fn scales(what: &str, size: usize, work: impl Fn(&str)) {
    let (small, large) = (cost(&document(size), &work), cost(&document(size * FACTOR), &work));
    let ratio = large / small.max(0.000_5);
    println!("{what}: {ratio:.1} times as long, {large:.3} s");
    assert!(ratio < MOST, "{what}: {FACTOR} times as much takes {ratio:.1} times as long ({large:.3} s)");
}

#[test]
fn documents_cost_what_they_are_long() {
    scales("reading", 100, |text| drop(Document::read(text).expect("a document")));
    scales("converting", 100, |text| {
        let document = Document::read(text).expect("a document");
        let options = Options::new("large", "large.json");
        let conversion = convert(&document, &document.operations(), &options);
        assert_eq!(conversion.actions.len(), document.operations().len());
    });
}

/// A document of 2 MB passes, and one of as many as `BINDERY_MEGABYTES` says.
#[test]
fn large_documents_pass() {
    let wanted = std::env::var("BINDERY_MEGABYTES").ok().and_then(|text| text.parse::<usize>().ok());
    let bytes = wanted.unwrap_or(2) << 20;
    let text = document(bytes * 1000 / document(1000).len());
    let before = worked();
    let document = Document::read(&text).expect("a document");
    let read = worked() - before;
    let options = Options::new("large", "large.json");
    let operations = document.operations();
    let conversion = convert(&document, &operations, &options);
    let all = worked() - before;
    println!("{} bytes, {} operations: read in {read:.1?}, all in {all:.1?}", text.len(), operations.len());
    assert_eq!(conversion.actions.len(), operations.len());
}

/// Schemas that all refer to each other have more ways between them than any run could follow.
#[test]
fn a_net_of_schemas_is_followed_once() {
    const SIZE: usize = 40;
    let others = |one: usize| {
        let each = (0..SIZE).filter(|other| *other != one);
        let each = each.map(|other| format!(r##""p{other}": {{"$ref": "#/components/schemas/S{other}"}}"##));
        each.collect::<Vec<_>>().join(", ")
    };
    let schemas = (0..SIZE).map(|one| format!(r#""S{one}": {{"properties": {{{}}}}}"#, others(one)));
    let variants = (0..SIZE).map(|one| format!(r##"{{"$ref": "#/components/schemas/V{one}"}}"##));
    let inherited = (0..SIZE).map(|one| {
        format!(r##""V{one}": {{"allOf": [{{"$ref": "#/components/schemas/Base"}}, {{"properties": {{"v{one}": {{}}}}}}]}}"##)
    });
    let text = format!(
        r##"{{"openapi": "3.0.0", "info": {{"title": "Net"}}, "paths": {{"/a": {{"get": {{"responses": {{"200": {{"content": {{
        "application/json": {{"schema": {{"properties": {{"s": {{"$ref": "#/components/schemas/S0"}}, "b": {{"$ref": "#/components/schemas/Base"}}}}}}}}}}}}}}}}}}}},
        "components": {{"schemas": {{{}, {}, "Base": {{"properties": {{"name": {{"type": "string"}}}}, "oneOf": [{}]}}}}}}}}"##,
        schemas.collect::<Vec<_>>().join(", "),
        inherited.collect::<Vec<_>>().join(", "),
        variants.collect::<Vec<_>>().join(", "),
    );
    let document = Document::read(&text).expect("a document");
    let before = worked();
    let done = convert(&document, &document.operations(), &Options::new("net", "net.json"));
    let time = (worked() - before).as_secs_f64();
    assert!(time < 20.0, "{time:.1} s");
    assert!(done.findings.iter().all(|finding| !finding.reason.contains("contains itself")));
}
