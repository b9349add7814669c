//! Python's HTTP clients (requests, httpx, aiohttp) as clients of a generated router: what the router understands of
//! their requests, and what they receive.

use std::path::PathBuf;

use bindery_language::interop::api::{bodies::*, places, styles};
use bindery_language::interop::{self, object};
use bindery_runtime as rt;
use bindery_test_tools::{foreign_python, requested};
use rt::{Action as _, Patch};

type TestResult = Result<(), Box<dyn std::error::Error>>;

fn python() -> Option<PathBuf> {
    foreign_python(env!("CARGO_TARGET_TMPDIR"))
}

/// What the server prints for a request that it has understood, as JSON.
fn seen(request: impl std::fmt::Debug) -> String {
    text(&format!("{request:?}"))
}

/// A text as JSON.
fn text(text: &str) -> String {
    rt::RawJson::from(text).as_str().to_owned()
}

/// Evaluates the expression of each row, and compares its value, which is JSON.
async fn all(rows: Vec<(&str, String)>) -> TestResult {
    let Some(python) = python() else { return Ok(()) };
    let url = interop::start().await?;
    // An expression may be written on several lines.
    let expressions: Vec<String> =
        rows.iter().map(|(row, _)| row.lines().map(str::trim).collect::<Vec<_>>().join(" ")).collect();
    let borrowed: Vec<&str> = expressions.iter().map(String::as_str).collect();
    let values = requested(&python, &url, &borrowed).await;
    assert_eq!(values.len(), rows.len());
    let differ = rows.iter().zip(values).filter(|((_, expected), value)| value != expected);
    let differ: Vec<String> = differ
        .map(|((expression, expected), value)| format!("{expression}\n came: {value}\n not:  {expected}"))
        .collect();
    assert!(differ.is_empty(), "{}", differ.join("\n"));
    Ok(())
}

#[tokio::test]
async fn bodies_are_understood() -> TestResult {
    let ada = || seen(Object::new("Ada"));
    let change = |name, age| seen(Change::new(7).with(|change| (change.name, change.age) = (name, age)));
    let labels = || seen(ReplaceLabels::new(vec!["a".to_owned(), "b".to_owned()]));
    let owner = Owner { name: "Ada".to_owned(), age: None };
    let remove = || seen(Remove::new(vec![1, 2]).with(|remove| remove.force = Some(true)));
    let rows = "a,b\r\n1,\"x, y\"\r\n";
    all(vec![
        (
            r#"requests.post(at / "bodies/object", json={"name": 'a "b" ü 😀', "count": 7, "big": 2**64 - 1, "price": "10.50",
            "ratio": 1e-7, "active": True, "tags": ("x", ""), "marks": [1, None], "owner": {"name": "Ada", "age": 36},
            "limits": {"z": 1, "a": 2}, "day": str(datetime.date(2026, 1, 31)), "at": str(MOMENT),
            "since": MOMENT.timestamp(), "id": str(uuid.UUID("9b2e5c1a7d464f0b8a3e1c5d7f9b2e4a")), "extra": 1})"#,
            seen(object()),
        ),
        (
            r#"httpx.post(at / "bodies/object", json={"name": 'a "b" ü 😀', "count": 7, "big": 2**64 - 1, "price": "10.50",
            "ratio": 1e-7, "active": True, "tags": ["x", ""], "marks": [1, None], "owner": {"name": "Ada", "age": 36},
            "limits": {"z": 1, "a": 2}, "day": "2026-01-31", "at": MOMENT.isoformat(), "since": int(MOMENT.timestamp()),
            "id": "9b2e5c1a-7d46-4f0b-8a3e-1c5d7f9b2e4a", "extra": 1})"#,
            seen(object()),
        ),
        (r#"fetch("POST", "bodies/object", json={"name": "Ada"})"#, ada()),
        // Neither says that it is JSON.
        (r#"requests.post(at / "bodies/object", data='{"name": "Ada"}')"#, ada()),
        (r#"fetch("POST", "bodies/object", data='{"name": "Ada"}'.encode())"#, text(UNSUPPORTED)),
        (r#"requests.post(at / "bodies/object", data=pieces('{"name":', '"Ada"}'))"#, ada()),
        (r#"requests.post(at / "bodies/object", data={"name": "Ada"})"#, ada()),
        (r#"urllib.request.urlopen(at / "bodies/object", b'{"name": "Ada"}').read().decode()"#, ada()),
        // Compressed requests are rejected, whatever compresses them.
        (
            r#"requests.post(at / "bodies/object", data=gzip.compress(b'{"name": "Ada"}'),
            headers={"Content-Type": "application/json", "Content-Encoding": "gzip"})"#,
            text(r#"415 {"code":"invalid","message":"A body with a content encoding is not supported"}"#),
        ),
        (r#"fetch("PUT", "bodies/upload/a", data=b"hi", compress="deflate")"#, text(UNSUPPORTED)),
        (r#"requests.patch(at / "bodies/things/7", json={"name": None})"#, change(Patch::Null, Patch::Absent)),
        (r#"requests.patch(at / "bodies/things/7", json={"age": 0})"#, change(Patch::Absent, 0.into())),
        (r#"requests.patch(at / "bodies/things/7", json={})"#, change(Patch::Absent, Patch::Absent)),
        (r#"requests.patch(at / "bodies/things/7")"#, change(Patch::Absent, Patch::Absent)),
        (r#"requests.put(at / "bodies/replace-labels", json=["a", "b"])"#, labels()),
        (r#"httpx.put(at / "bodies/replace-labels", json=("a", "b"))"#, labels()),
        (r#"requests.put(at / "bodies/replace-count", json=7)"#, seen(ReplaceCount::new(7))),
        (r#"requests.delete(at / "bodies/remove", params={"force": True}, json={"ids": [1, 2]})"#, remove()),
        (r#"httpx.request("DELETE", at / "bodies/remove?force=true", json={"ids": [1, 2]})"#, remove()),
        (r#"requests.get(at / "bodies/find", json={"name": "Ada"})"#, seen(Find::new(owner))),
        (
            r#"requests.post(at / "bodies/note", data="größer\n", headers={"Content-Type": "text/plain"})"#,
            seen(Note::new("größer\n")),
        ),
        (r#"requests.post(at / "bodies/note", data="größer\n")"#, seen(Note::new("größer\n"))),
        (r#"httpx.post(at / "bodies/note", content="größer\n")"#, seen(Note::new("größer\n"))),
        (r#"fetch("POST", "bodies/note", data="größer\n")"#, seen(Note::new("größer\n"))),
        (
            r#"fetch("POST", "bodies/note", data="gr".encode("utf-16"), headers={"Content-Type": "text/plain; charset=utf-16"})"#,
            text(
                r#"415 {"code":"invalid","message":"A body in a charset other than UTF-8 is not supported"}"#,
            ),
        ),
        (
            r#"requests.post(at / "bodies/table", data='a,b\r\n1,"x, y"\r\n', headers={"Content-Type": "text/csv; charset=utf-8"})"#,
            seen(Table::new(rows)),
        ),
        (r#"requests.post(at / "bodies/blob", data=b"\x00\xff")"#, text("[0, 255]")),
        (r#"fetch("POST", "bodies/blob", data=b"\x00\xff")"#, text("[0, 255]")),
        (
            r#"requests.post(at / "bodies/form", data={"name": "a&b=c ü+", "count": -1, "price": "10.50", "active": False,
            "day": datetime.date(2026, 1, 31), "at": MOMENT, "owner": '{"name": "Ada"}'})"#,
            seen(interop::form()),
        ),
        (
            r#"httpx.post(at / "bodies/form", data={"name": "a&b=c ü+", "count": -1, "price": "10.50", "active": False,
            "day": "2026-01-31", "at": MOMENT.isoformat(), "owner": '{"name": "Ada"}'})"#,
            seen(interop::form()),
        ),
        (
            r#"fetch("POST", "bodies/form", data=[("name", "a&b=c ü+"), ("count", "-1"), ("price", "10.50"),
            ("active", "false"), ("day", "2026-01-31"), ("at", email.utils.format_datetime(MOMENT)),
            ("owner", '{"name": "Ada"}')])"#,
            seen(interop::form()),
        ),
    ])
    .await
}

const UNSUPPORTED: &str = r#"415 {"code":"invalid","message":"A body of this media type is not supported"}"#;

#[tokio::test]
async fn files_are_understood() -> TestResult {
    let described = |first: (&str, Option<Vec<i64>>, Option<Owner>), files: &str| {
        text(&format!("{:?} {:?} {:?}{files}", first.0, first.1, first.2))
    };
    let owner = || Some(Owner { name: "Ada".to_owned(), age: None });
    let alone = |files| described(("x", None, None), files);
    all(vec![
        (
            r#"requests.put(at / "bodies/upload/a%2Fb ü", data=io.BytesIO(b"hi"))"#,
            text("a/b ü: no name (no type) \"hi\""),
        ),
        (
            r#"requests.put(at / "bodies/upload/a", data=pieces("h", "i"), headers={"Content-Type": "image/png",
            "Content-Disposition": 'attachment; filename="cat.png"'})"#,
            text("a: cat.png (image/png) \"hi\""),
        ),
        (
            r#"httpx.put(at / "bodies/upload/a", content=pieces("h", "i"))"#,
            text("a: no name (no type) \"hi\""),
        ),
        (
            r#"fetch("PUT", "bodies/upload/a", data=io.BytesIO(bytes(2_000_000)), expect100=True)"#,
            text("a: no name (application/octet-stream) 2000000 bytes"),
        ),
        (
            r#"requests.post(at / "bodies/send", data={"text": "größer", "numbers": [1, 2]}, files=[
            ("owner", (None, '{"name": "Ada"}', "application/json")),
            ("document", ("größe 1.txt", io.BytesIO("größer\n".encode()), "text/markdown")),
            ("more", ("blob", b"\x00\xff")), ("more", ("note.txt", "größer"))])"#,
            described(
                ("größer", Some(vec![1, 2]), owner()),
                "; größe 1.txt (text/markdown) \"größer\\n\"; blob (no type) 2 bytes; note.txt (no type) \"größer\"",
            ),
        ),
        // Browsers escape a quote in the same way, and a receiver cannot tell it from a name with a percent sign.
        (
            r#"requests.post(at / "bodies/send", data={"text": "x"}, files={"document": ('a "b";\\c.txt', "hi")})"#,
            alone("; c.txt (no type) \"hi\""),
        ),
        (
            r#"requests.post(at / "bodies/send", data={"text": "x"}, files={"document": ('a "b".txt', "hi")})"#,
            alone("; a %22b%22.txt (no type) \"hi\""),
        ),
        // The notation of RFC 2231, as older versions of urllib3 write a name.
        (
            r#"requests.post(at / "bodies/send", data=(body := urllib3.encode_multipart_formdata([("text", "x"),
            urllib3.fields.RequestField.from_tuples("document", ("größe.txt", "hi"),
            header_formatter=urllib3.fields.format_header_param_rfc2231)]))[0], headers={"Content-Type": body[1]})"#,
            alone("; größe.txt (text/plain) \"hi\""),
        ),
        (
            r#"httpx.post(at / "bodies/send", data={"text": "größer", "numbers": [1, 2]}, files=[
            ("owner", (None, '{"name": "Ada"}', "application/json")),
            ("document", ("größe 1.txt", io.BytesIO(b"hi"), "text/markdown; charset=utf-8"))])"#,
            described(
                ("größer", Some(vec![1, 2]), owner()),
                "; größe 1.txt (text/markdown; charset=utf-8) \"hi\"",
            ),
        ),
        (
            r#"fetch("POST", "bodies/send", data=form(False, ("text", "größer", {}), ("numbers", "1", {}), ("numbers", "2", {}),
            ("owner", '{"name": "Ada"}', {"content_type": "application/json"}),
            ("document", io.BytesIO(b"hi"), {"filename": "größe 1.txt", "content_type": "text/markdown"})))"#,
            described(("größer", Some(vec![1, 2]), owner()), "; größe 1.txt (text/markdown) \"hi\""),
        ),
        // Unless it is told not to, aiohttp escapes a name, and a receiver cannot tell it from one with percent signs.
        (
            r#"fetch("POST", "bodies/send", data=form(True, ("text", "x", {}), ("document", b"hi", {"filename": "größe.txt"})))"#,
            alone("; gr%C3%B6%C3%9Fe.txt (application/octet-stream) \"hi\""),
        ),
        (
            r#"requests.post(at / "bodies/send", files={"document": ("a.txt", "hi")})"#,
            text(r#"400 {"code":"missing","message":"Missing parameter: text"}"#),
        ),
    ])
    .await
}

#[tokio::test]
async fn every_style_is_understood() -> TestResult {
    let pairs = r#"[("repeated", ["a", "b&c ü"]), ("comma", "1,2"), ("pipe", "red|green"), ("space", "1 2"),
        ("brackets[]", ("x", "y")), ("indexed[0]", 5), ("indexed[1]", 6), ("labels[a]", 1), ("labels[b c]", ""),
        ("bounds[gte]", 1), ("items[0][name]", "n & m"), ("items[0][price]", "1.50"), ("items[0][tags][]", ["p", "q"]),
        ("items[1][name]", "o"), ("items[1][price]", 2), ("dotted.first", 1), ("dotted.bounds.lt", 3),
        ("object", '{"gte": 1, "lt": 2}'), ("nulls", "[1, null]"), ("active", "True"), ("bare", ""), ("price", "-0.50"),
        ("day", "2026-01-31"), ("at", "2015-07-30 22:00:00+02:00")]"#;
    let flat =
        format!("[(n, str(v)) for n, l in {pairs} for v in (l if isinstance(l, (list, tuple)) else [l])]");
    let query = |set: fn(&mut styles::Query)| seen(styles::Query::new(false).with(set));
    let rows = [
        format!(r#"requests.get(at / "styles/query", params=dict({pairs}))"#),
        format!(r#"requests.get(at / "styles/query", params={pairs})"#),
        format!(r#"httpx.get(at / "styles/query", params=dict({pairs}))"#),
        format!(r#"fetch("GET", "styles/query", params={flat})"#),
        format!(r#"requests.post(at / "styles/form", data={pairs})"#),
        format!(r#"httpx.post(at / "styles/form", data=dict({pairs}))"#),
        format!(r#"fetch("POST", "styles/form", data={flat})"#),
    ];
    let mut all_rows: Vec<(&str, String)> = Vec::new();
    for row in &rows {
        let is_query = row.contains("styles/query");
        let expected = if is_query { seen(interop::query()) } else { seen(interop::styled_form()) };
        all_rows.push((row, expected));
    }
    all_rows.extend([
        (r#"requests.get(at / "styles/query", params={"active": False, "price": None, "repeated": []})"#, {
            query(|all| all.active = Some(false))
        }),
        (
            r#"requests.get(at / "styles/query", params={"repeated": ("a",), "comma": [1, 2], "indexed": [3]})"#,
            query(|all| {
                all.repeated = Some(vec!["a".to_owned()]);
                (all.comma, all.indexed) = (Some(vec![1, 2]), Some(vec![3]));
            }),
        ),
        (r#"requests.get(at / "styles/query?bare")"#, query(|all| all.bare = true)),
    ]);
    all(all_rows).await
}

#[tokio::test]
async fn every_place_is_understood() -> TestResult {
    let path = r#""places/v1.0..1,2/a/b c/ü""#;
    let everywhere = || seen(interop::everywhere());
    let rejected = |what: &str| {
        text(&format!(r#"401 {{"code":"unauthenticated","message":"The {what} is missing or wrong"}}"#))
    };
    let options = r#"json={"name": "Ada"}, headers={"X-Api-Key": "k-1", "x-trace": "größe, 1".encode(), "X-TAGS": "a, b,c",
        "If-Modified-Since": email.utils.format_datetime(MOMENT, usegmt=True)}"#;
    let cookies = r#"cookies={"theme": "a b", "sizes": "1,2"}"#;
    let latin = r#"headers={"X-Api-Key": "k-1"}"#;
    let (user, bytes) = (r#"("ann", "pass:wörd")"#, r#"("ann".encode(), "pass:wörd".encode())"#);
    let aio = options.replace(r#""größe, 1".encode()"#, r#""größe, 1""#);
    let rows = [
        (
            format!(
                r#"requests.post(at / {path}, params={{"dry": True}}, auth={bytes}, {cookies}, {options})"#
            ),
            everywhere(),
        ),
        (
            format!(r#"httpx.post(at / {path}, params={{"dry": True}}, auth={user}, {cookies}, {options})"#),
            everywhere(),
        ),
        (
            format!(
                r#"fetch("POST", {path}, params={{"dry": "true"}}, auth=aiohttp.BasicAuth("ann", "pass:wörd", "utf-8"),
                {cookies}, {aio})"#
            ),
            everywhere(),
        ),
        // Without bytes, requests writes a login in Latin-1, whatever the server asks for.
        (format!(r#"requests.post(at / {path}, auth={user}, {latin})"#), rejected("login")),
        (format!(r#"requests.post(at / {path}, {latin})"#), rejected("login")),
        (format!(r#"requests.post(at / {path}, auth={bytes})"#), rejected("key")),
        (r#"requests.head(at / "places/things/7").status_code"#.to_owned(), "200".to_owned()),
        (r#"requests.head(at / "places/things/8").status_code"#.to_owned(), "404".to_owned()),
        (r#"requests.get(at / "places/moved")"#.to_owned(), seen(places::Target::new())),
        (
            r#"requests.get(at / "places/moved", allow_redirects=False).headers["Location"]"#.to_owned(),
            text("/places/target"),
        ),
    ];
    all(rows.iter().map(|(expression, expected)| (expression.as_str(), expected.clone())).collect()).await
}

#[tokio::test]
async fn responses_are_understood() -> TestResult {
    let json = |json: &str| json.to_owned();
    all(vec![
        (
            r#"requests.get(at / "answers/thing").json()"#,
            json(concat!(
                r#"{"id":-7,"big":18446744073709551615,"price":10.5,"ratio":1e-07,"name":"größe 😀 \"\\\u0007","active":true,"#,
                r#""tags":["a,b",""],"marks":[1,null],"limits":{"z":1,"a":2},"payment":{"type":"card","number":"4242"},"#,
                r#""chat":"@news","candle":[1438286400,1.5],"day":"2026-01-31","local":"2026-01-31 10:00:00","#,
                r#""at":"2015-07-30T20:00:00.5Z","seconds":1438286400,"milliseconds":1438286400000,"#,
                r#""mail":"Thu, 30 Jul 2015 20:00:00 +0000","header":"Thu, 30 Jul 2015 20:00:00 GMT","#,
                r#""uuid":"9b2e5c1a-7d46-4f0b-8a3e-1c5d7f9b2e4a","data":"AP8=","note":null,"state":null,"extra":1}"#,
            )),
        ),
        (
            r#"[datetime.datetime.fromisoformat((thing := httpx.get(at / "answers/thing").json())["at"]).timestamp(),
            email.utils.parsedate_to_datetime(thing["mail"]) == MOMENT,
            email.utils.parsedate_to_datetime(thing["header"]) == MOMENT, list(base64.b64decode(thing["data"]))]"#,
            json("[1438286400.5,true,true,[0,255]]"),
        ),
        (r#"fetch("GET", "answers/wrapped")"#, text(r#"{"ok":true,"result":{"items":[1,null]}}"#)),
        (
            r#"[requests.get(at / "answers/count").json(), requests.get(at / "answers/motto").json()]"#,
            json("[7,null]"),
        ),
        (
            r#"[(gone := requests.delete(at / "answers/clear")).status_code, gone.text, "Content-Type" in gone.headers]"#,
            json(r#"[204,"",false]"#),
        ),
        (
            r#"[requests.get(at / "answers/starred", params={"name": name}).status_code for name in ("crab", "none")]"#,
            json("[204,404]"),
        ),
        (
            r#"[(found := requests.get(at / "answers/fetch?name=crab")).json(), found.headers["etag"],
            requests.get(at / "answers/fetch?name=crab", headers={"If-None-Match": found.headers["etag"]}).status_code]"#,
            json(r#"[{"number":7,"text":"crab"},"\"v1\"",304]"#),
        ),
        (
            r#"[(moved := requests.get(at / "answers/fetch?name=old")).json(), moved.history[0].cookies.get_dict()]"#,
            json(r#"[{"number":7,"text":"crab"},{"a":"1","b":"2"}]"#),
        ),
        (
            r#"[(created := httpx.post(at / "answers/create")).status_code, dict(created.cookies), *[created.headers[name]
            for name in ("location", "x-limit", "x-scopes", "x-plan", "x-reset")]]"#,
            json(r#"[201,{"a":"1","b":"2"},"/things/7","60","read,admin","free","1438286400"]"#),
        ),
        (r#"httpx.get(at / "answers/text")"#, text("größer\n")),
        (
            r#"list(csv.reader(io.StringIO(httpx.get(at / "answers/table").text)))"#,
            json(r#"[["a","b"],["1","x,y"]]"#),
        ),
        (r#"list(requests.get(at / "answers/blob").content)"#, json("[0,255]")),
        (
            r#"[(file := requests.get(at / "answers/files/größe.txt")).text[:3], file.headers["Content-Disposition"],
            file.headers["Content-Length"]]"#,
            json(r#"["abc","attachment; filename*=UTF-8''gr%C3%B6%C3%9Fe.txt","26"]"#),
        ),
        (
            r#"[b"".join((file := requests.get(at / "answers/files/stream", stream=True)).iter_content(7)).decode(),
            file.headers["Transfer-Encoding"]]"#,
            json(r#"["abcdefghijklmnopqrstuvwxyz","chunked"]"#),
        ),
        (
            r#"[[(part := requests.get(at / "answers/files/a.txt", headers={"Range": f"bytes={asked}"})).status_code, part.text,
            part.headers.get("Content-Range")] for asked in ("0-2", "23-", "-2", "26-", "0-0,2-2")]"#,
            json(concat!(
                r#"[[206,"abc","bytes 0-2/26"],[206,"xyz","bytes 23-25/26"],[206,"yz","bytes 24-25/26"],"#,
                r#"[416,"","bytes */26"],[200,"abcdefghijklmnopqrstuvwxyz",null]]"#,
            )),
        ),
        (
            r#"[(part := requests.get(at / "answers/files/a.txt", headers={"Range": "bytes=0-2", "If-Range": version}))
            .status_code for version in ('"v1"', '"v2"')]"#,
            json("[206,200]"),
        ),
        (
            r#"list(requests.get(at / "answers/events", stream=True).iter_lines(decode_unicode=True))"#,
            json(
                r#"["event: note","id: 1","retry: 1500","data: {\"number\":1}","","data: {\"number\":2}",""]"#,
            ),
        ),
        (
            r#"[json.loads(line)["number"] for line in httpx.get(at / "answers/lines").iter_lines()]"#,
            json("[1,2]"),
        ),
        (
            r#"[[(failed := requests.get(at / "answers/fail", params={"how": how})).status_code, failed.json()["code"]
            if how == "plain" else failed.text, failed.headers.get("Retry-After")] for how in ("positions", "text", "plain")]"#,
            json(
                r#"[[409,"[\"error\",\"taken\",\"Taken\"]",null],[503,"Busy","7"],[400,"invalid",null]]"#,
            ),
        ),
        (
            r#"[name["id"] for page in linked("lists/by-link") for name in page]"#,
            json(r#"["a","b","c","d","e"]"#),
        ),
    ])
    .await
}
