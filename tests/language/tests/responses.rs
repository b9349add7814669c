//! Statuses and headers of responses: outcomes of any status, typed headers, and the head of every response.

use bindery_language::Recorded;
use bindery_runtime::decode::decode_response;
use bindery_runtime::server::RequestContext;
use bindery_runtime::{Action as _, BackendResult, Caller as _, Client, Error, Headed, ResponseHead};

mod api {
    bindery_macros::api!("spec/responses", client, blocking, server);
}

use api::ErrorCode;
use api::Modules as _;
use api::repos::{
    Create, CreateHeaders, Download, DownloadHeaders, Found, Get, GetFoundHeaders, GetMovedHeaders,
    GetResponse, GetUnchangedHeaders, IsStarred, IsStarredResponse, List, Lock, Repo, ReposApi as _,
    ReposBackend, Search,
};
use api::types::{Plan, RateLimit};

type TestResult = Result<(), Box<dyn std::error::Error>>;

struct Repos;

impl ReposBackend for Repos {
    async fn get(&self, request: Get, _context: RequestContext) -> BackendResult<Get> {
        let etag = "\"7\"".to_owned();
        Ok(match request.name.as_str() {
            _ if request.etag.as_ref() == Some(&etag) => {
                GetResponse::Unchanged(GetUnchangedHeaders { etag }.into())
            }
            "crab" => {
                let headers = GetFoundHeaders { etag, last_checked: None };
                GetResponse::Found(Headed::new(Repo { name: request.name }, headers))
            }
            "old" => GetResponse::Moved(
                GetMovedHeaders {
                    location: "/repos/crab".into(),
                    set_cookie: vec!["a=1; Expires=Thu, 30 Jul 2026".into(), "b=2".into()],
                }
                .into(),
            ),
            "closed" => GetResponse::Locked(Lock { reason: "legal".into() }),
            _ => GetResponse::Missing,
        })
    }

    async fn create(&self, request: Create, context: RequestContext) -> BackendResult<Create> {
        context.reply.set("X-Request-Id", 17);
        if request.name == "crab" {
            return Err(ErrorCode::Taken.into());
        }
        let location = format!("/repos/{}", request.name);
        // What the documents describe is not replaced.
        context.reply.set("Location", "/elsewhere");
        context.reply.add("Set-Cookie", "a=1");
        context.reply.add("Set-Cookie", "b=2");
        Ok(CreateHeaders { location }.into())
    }

    async fn list(&self, _request: List, _context: RequestContext) -> BackendResult<List> {
        let headers = RateLimit {
            limit: 60,
            remaining: Some(58),
            scopes: vec!["read".into(), "admin".into()],
            plan: Some(Plan::Free),
        };
        Ok(Headed::new(vec!["crab".into()], headers))
    }

    async fn download(&self, request: Download, context: RequestContext) -> BackendResult<Download> {
        if request.name == "framed" {
            context.reply.set("Content-Length", 5);
        }
        let location = format!("https://archive.example/{}\n", request.name);
        Ok(DownloadHeaders {
            location: if request.name == "broken" { location } else { location.trim().into() },
        }
        .into())
    }

    async fn search(&self, request: Search, context: RequestContext) -> BackendResult<Search> {
        let page = request.page.unwrap_or(1);
        if page < 3 {
            context.reply.set("Link", format!("</search?page={}>; rel=\"next\"", page + 1));
        }
        let items = vec![Repo { name: format!("crab {page}") }];
        Ok(Headed::new(
            Found { items },
            RateLimit { limit: 60, remaining: None, scopes: Vec::new(), plan: None },
        ))
    }

    async fn is_starred(&self, request: IsStarred, _context: RequestContext) -> BackendResult<IsStarred> {
        Ok(if request.name == "crab" { IsStarredResponse::Yes } else { IsStarredResponse::No })
    }
}

async fn started() -> Result<(Recorded, api::Client), Box<dyn std::error::Error>> {
    let recorded = Recorded::start(api::server::all(Repos).into_axum()?).await?;
    let client = Client::builder().server_url("main", recorded.url()).build()?;
    Ok((recorded, client))
}

/// Returns the head of a response without its date, in lower case, and its body.
fn parts(received: &str) -> (Vec<String>, String) {
    let (head, body) = received.split_once("\r\n\r\n").expect("a head");
    let lines = head.lines().map(str::to_lowercase).filter(|line| !line.starts_with("date:"));
    (lines.collect(), body.to_owned())
}

#[tokio::test]
async fn every_documented_status_is_an_outcome() -> TestResult {
    let (recorded, client) = started().await?;
    let repos = client.repos();
    let GetResponse::Found(found) = repos.get(Get::new("crab")).await? else { panic!("not found") };
    assert_eq!((found.name.as_str(), found.headers.etag.as_str()), ("crab", "\"7\""));
    let (head, body) = parts(&recorded.received());
    assert_eq!(
        head,
        ["http/1.1 200 ok", "content-type: application/json", "etag: \"7\"", "content-length: 15"]
    );
    assert_eq!(body, r#"{"name":"crab"}"#);

    let unchanged = repos.get(Get::new("crab").with(|get| get.etag = Some("\"7\"".into()))).await?;
    assert_eq!(unchanged, GetResponse::Unchanged(GetUnchangedHeaders { etag: "\"7\"".into() }.into()));
    let (head, body) = parts(&recorded.received());
    assert_eq!(head, ["http/1.1 304 not modified", "etag: \"7\""]);
    assert_eq!(body, "");

    let GetResponse::Moved(moved) = repos.get(Get::new("old")).await? else { panic!("not moved") };
    assert_eq!(moved.headers.location, "/repos/crab");
    assert_eq!(moved.headers.set_cookie, ["a=1; Expires=Thu, 30 Jul 2026", "b=2"]);
    assert_eq!(
        parts(&recorded.received()).0.first().map(String::as_str),
        Some("http/1.1 301 moved permanently")
    );
    assert_eq!(repos.get(Get::new("closed")).await?, GetResponse::Locked(Lock { reason: "legal".into() }));
    assert_eq!(repos.get(Get::new("none")).await?, GetResponse::Missing);
    assert_eq!(repos.is_starred(IsStarred::new("crab")).await?, IsStarredResponse::Yes);
    assert_eq!(repos.is_starred(IsStarred::new("none")).await?, IsStarredResponse::No);
    assert_eq!(repos.download(Download::new("crab")).await?.headers.location, "https://archive.example/crab");
    Ok(())
}

#[tokio::test]
async fn headers_are_typed_and_all_are_within_reach() -> TestResult {
    let (recorded, client) = started().await?;
    let names = client.repos().list(List::new()).await?;
    assert_eq!(*names, ["crab"]);
    assert_eq!((names.headers.limit, names.headers.remaining), (60, Some(58)));
    assert_eq!(
        (&names.headers.plan, names.headers.scopes.join(" ").as_str()),
        (&Some(Plan::Free), "read admin")
    );
    let (head, body) = parts(&recorded.received());
    let limits = [
        "x-ratelimit-limit: 60",
        "x-ratelimit-remaining: 58",
        "x-accepted-scopes: read,admin",
        "x-ratelimit-plan: free",
    ];
    assert!(limits.iter().all(|line| head.iter().any(|known| known == line)), "{head:?}");
    assert_eq!(body, r#"["crab"]"#);

    let created = client.call_with_head(Create::new("gears")).await?;
    assert_eq!(created.status, 201);
    assert_eq!(created.value.headers.location, "/repos/gears");
    assert_eq!(created.headers.text("X-Request-Id"), Some("17"));
    assert_eq!(created.headers.get_all("Set-Cookie").iter().count(), 2);
    assert_eq!(format!("{:?}", created.headers.text("Location")), r#"Some("/repos/gears")"#);
    assert!(!format!("{created:?}").contains("a=1"), "values of headers are not printed");

    let error = client.repos().create(Create::new("crab")).await.expect_err("the name is taken");
    assert_eq!((error.status(), error.code()), (Some(422), Some(ErrorCode::Taken)));
    assert_eq!(error.headers().and_then(|headers| headers.text("x-request-id")), Some("17"));

    for wrong in ["broken", "framed"] {
        let error = client.repos().download(Download::new(wrong)).await.expect_err("a header cannot be sent");
        assert_eq!((error.status(), error.code()), (Some(500), Some(ErrorCode::Failed)), "{wrong}");
    }
    Ok(())
}

#[tokio::test]
async fn without_content_there_is_no_body() -> TestResult {
    let (recorded, client) = started().await?;
    client.repos().create(Create::new("gears")).await?;
    let (head, body) = parts(&recorded.received());
    assert_eq!((head.first().map(String::as_str), body.as_str()), (Some("http/1.1 201 created"), ""));
    assert!(!head.iter().any(|line| line.starts_with("content-type")), "{head:?}");
    client.repos().download(Download::new("crab")).await?;
    let (head, body) = parts(&recorded.received());
    assert_eq!(head, ["http/1.1 302 found", "location: https://archive.example/crab", "content-length: 0"]);
    assert_eq!(body, "");
    // Clients take whatever comes.
    for body in ["", "null", "{}", "Created", "<html>"] {
        let mut head = ResponseHead::from(302);
        head.headers.append("location", "/x".parse()?);
        assert_eq!(
            decode_response::<Download>(head, &body.to_owned().into())?.headers.location,
            "/x",
            "{body}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn a_rejection_has_the_documented_text_where_it_says_as_much() -> TestResult {
    let (recorded, _) = started().await?;
    let http = bindery_runtime::Http::new()?;
    for (method, path, status, json) in [
        ("GET", "/none", 404, r#"{"message":"Not found"}"#),
        ("DELETE", "/repos", 405, r#"{"message":"The method is not allowed here"}"#),
        ("POST", "/repos", 422, r#"{"message":"Missing parameter: name","code":"wrong"}"#),
    ] {
        let request = axum::http::Request::builder().method(method).uri(format!("{}{path}", recorded.url()));
        let limits = bindery_runtime::client::TransportLimits { response_bytes: 1 << 20 };
        let response = bindery_runtime::Transport::send(&http, request.body(Default::default())?, limits);
        let response = response.await.expect("a response");
        assert_eq!((response.status().as_u16(), &response.body()[..]), (status, json.as_bytes()));
    }
    Ok(())
}

#[tokio::test]
async fn a_list_with_headers_is_paged() -> TestResult {
    use bindery_runtime::StreamExt as _;

    let (_recorded, client) = started().await?;
    let names: Vec<String> = client
        .records(Search::default())
        .map(|repo| repo.map(|repo| repo.name))
        .collect::<Vec<_>>()
        .await
        .into_iter()
        .collect::<Result<_, _>>()?;
    assert_eq!(names, ["crab 1", "crab 2", "crab 3"]);
    Ok(())
}

#[test]
fn the_blocking_client_returns_the_head_too() -> TestResult {
    use bindery_runtime::blocking::{self, Caller as _};

    let runtime = tokio::runtime::Runtime::new()?;
    let (_recorded, client) = runtime.block_on(started())?;
    let client = blocking::Client::new(client)?;
    let response = client.call_with_head(List::new())?;
    assert_eq!((response.status, response.headers.text("x-ratelimit-limit")), (200, Some("60")));
    assert_eq!(response.value.into_body(), ["crab"]);
    Ok(())
}

#[test]
fn an_outcome_is_looked_at_before_errors() -> TestResult {
    let starred = |status: u16, body: &str| decode_response::<IsStarred>(status, &body.to_owned().into());
    for body in ["", "{}", "Not Found", "<html>", r#"{"message":"Not Found","code":"wrong"}"#] {
        assert_eq!(starred(404, body)?, IsStarredResponse::No, "{body}");
    }
    let error = starred(500, r#"{"message":"Failed","code":"failed"}"#).expect_err("an error");
    assert_eq!(error.code(), Some(ErrorCode::Failed));
    assert!(matches!(starred(403, "<html>"), Err(Error::Http(_))));
    // A status without content does not say what the content would be; one with content needs it.
    let get = |status: u16, body: &str| decode_response::<Get>(status, &body.to_owned().into());
    assert_eq!(get(423, r#"{"reason":"legal"}"#)?, GetResponse::Locked(Lock { reason: "legal".into() }));
    let error = get(423, r#"{"message":"Wrong","code":"wrong"}"#).expect_err("an error");
    assert_eq!(error.code(), Some(ErrorCode::Wrong));
    assert!(matches!(get(423, "<html>"), Err(Error::Decode(_))));
    assert!(matches!(get(200, "{}"), Err(Error::Decode(_))));
    assert!(matches!(get(418, "{}"), Err(Error::Http(_))));
    Ok(())
}

#[test]
fn headers_are_read_like_texts() -> TestResult {
    let list = |headers: &[(&'static str, &'static str)]| {
        let mut head = ResponseHead::from(200);
        for (name, value) in headers {
            head.headers.append(*name, value.parse().expect("a value"));
        }
        match decode_response::<List>(head, &"[]".into()) {
            Ok(names) => Ok(names.headers),
            Err(Error::Decode(error)) => Err(error.fault.to_string()),
            Err(other) => Err(other.to_string()),
        }
    };
    let read = list(&[("x-ratelimit-limit", "60"), ("x-other", "1"), ("x-ratelimit-plan", "gold")])?;
    assert_eq!((read.limit, read.remaining, read.plan), (60, None, Some(Plan::Unknown("gold".to_owned()))));
    assert_eq!(list(&[]), Err("headers.X-RateLimit-Limit: missing".to_owned()));
    assert_eq!(
        list(&[("x-ratelimit-limit", "many")]),
        Err("headers.X-RateLimit-Limit: expected an integer, found \"many\"".to_owned())
    );
    assert_eq!(
        list(&[("x-ratelimit-limit", "1"), ("x-ratelimit-limit", "2")]),
        Err("headers.X-RateLimit-Limit: expected an integer, found \"1, 2\"".to_owned())
    );
    Ok(())
}

#[test]
fn what_can_be_read_is_not_packed() -> TestResult {
    let list = |coding: &'static str, body: &'static [u8]| {
        let mut head = ResponseHead::from(200);
        head.headers.insert("x-ratelimit-limit", 60.into());
        head.headers.insert("content-encoding", coding.parse().expect("a value"));
        decode_response::<List>(head, &body.into()).map(Headed::into_body).map_err(|error| error.to_string())
    };
    // Some servers write a charset there, and some proxies unpack a body without a word.
    for coding in ["UTF-8", "identity", "gzip"] {
        assert_eq!(list(coding, b"[\"crab\"]"), Ok(vec!["crab".to_owned()]), "{coding}");
    }
    let error = list("gzip", b"\x1f\x8b\x08").expect_err("packed");
    assert!(error.contains("the body has the content coding gzip"), "{error}");
    let error = list("UTF-8", b"\x1f\x8b\x08").expect_err("no JSON");
    assert!(error.contains("not JSON"), "{error}");
    Ok(())
}
