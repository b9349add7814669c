//! GitHub: pages by the header Link, editions and 304, headers of limits, a header that chooses JSON or the file itself,
//! 404 as 'no', one status with two forms, paths over several segments, null against absent, DELETE with a body, a query
//! beside a raw body, and a list as the body.

mod backend;

use std::time::Duration;

use backend::*;
use bindery_language::Recorded;
use bindery_runtime as rt;
use bindery_schools::github::issues::{
    self, Issue, IssuesApi as _, Label, LabelNames, LabelsObject, MilestoneChoice,
};
use bindery_schools::github::repos::*;
use bindery_schools::github::types::{ErrorDetails, RateLimit, SimpleDetails};
use bindery_schools::github::{Client, ErrorCode, Modules as _, TOKEN, server};
use bindery_schools::wire::{ask, exchange, vendor};
use rt::{Action as _, Caller as _, Headed, Patch, StreamExt as _};

type TestResult = Result<(), Box<dyn std::error::Error>>;

const SECRET: &str = "ghp_sample";
const ETAG: &str = "\"644b5b0155e6404a9cc4bd9d8b1ae730\"";

fn client(recorded: &Recorded) -> Client {
    let client = rt::Client::builder().server_url("main", recorded.url()).credential(TOKEN, SECRET);
    client.server_url("uploads", recorded.url()).retries(0).build().expect("a client")
}

async fn served() -> Result<(Backend, Recorded, Client), Box<dyn std::error::Error>> {
    let backend = Backend::default();
    let router = server::all(backend.clone()).credential(TOKEN, SECRET).into_axum()?;
    let recorded = Recorded::start(router).await?;
    backend.url.set(recorded.url())?;
    let client = client(&recorded);
    Ok((backend, recorded, client))
}

fn repo(name: &str) -> GetRequired {
    GetRequired { owner: "octocat".into(), repo: name.into() }
}

fn content(path: &str) -> GetContent {
    let (owner, repo) = ("octocat".into(), "Hello-World".into());
    GetContent::new(GetContentRequired { owner, repo, path: path.into() })
}

/// A request; `more` are the headers after those of every request.
fn request(line: &str, accept: &str, more: &str, body: &str) -> String {
    let accept = if accept.is_empty() { String::new() } else { format!("accept: {accept}\n") };
    format!("{line} HTTP/1.1\n{accept}authorization: Bearer ghp_sample\n{more}\n{body}")
}

const JSON: &str = "application/json";
const BODY: &str = "content-type: application/json\n";

fn answer(status: &str, headers: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\n{headers}\n{body}")
}

#[tokio::test]
async fn editions_limits_and_moves_are_outcomes() -> TestResult {
    let (backend, recorded, client) = served().await?;
    let asked = Get::new(repo("Hello-World")).with(|get| get.version = Some("2022-11-28".into()));
    let expected = format!("{asked:?}");
    let GetResponse::Found(found) = client.repos().get(asked).await? else { panic!("it is there") };
    assert_eq!((&found.body, &found.headers), (&repository(), &limits()));
    assert_eq!(backend.seen(), expected);
    let json = r#"{"id":1296269,"name":"Hello-World","full_name":"octocat/Hello-World","owner":{"login":"octocat","id":1},"description":null,"size":108,"created_at":"2011-01-26T19:01:12Z","pushed_at":null,"topics":["api"]}"#;
    let line = "GET /repos/octocat/Hello-World";
    let head = format!("{BODY}etag: {ETAG}\n{LIMITS}");
    assert_eq!(
        exchange(&recorded),
        [request(line, JSON, "x-github-api-version: 2022-11-28\n", ""), answer("200 OK", &head, json)]
    );

    let again = Get::new(repo("Hello-World")).with(|get| get.if_none_match = found.body_etag());
    assert_eq!(client.repos().get(again).await?, GetResponse::NotModified);
    assert_eq!(
        exchange(&recorded),
        [request(line, JSON, &format!("if-none-match: {ETAG}\n"), ""), answer("304 Not Modified", "", "")]
    );

    let GetResponse::Moved(moved) = client.repos().get(Get::new(repo("Old"))).await? else { panic!("moved") };
    assert_eq!(moved.headers.location, "https://api.github.com/repositories/1296269");
    let location = "location: https://api.github.com/repositories/1296269\n";
    assert_eq!(exchange(&recorded)[1], answer("301 Moved Permanently", location, ""));
    assert_eq!(client.repos().get(Get::new(repo("None"))).await?, GetResponse::Missing);
    assert_eq!(exchange(&recorded)[1], answer("404 Not Found", "", ""));

    for (repo, starred, status) in [
        ("Hello-World", IsStarredResponse::Starred, "204 No Content"),
        ("Other", IsStarredResponse::NotStarred, "404 Not Found"),
    ] {
        let asked = IsStarred::new(IsStarredRequired { owner: "octocat".into(), repo: repo.into() });
        assert_eq!(client.repos().is_starred(asked).await?, starred);
        let line = format!("GET /user/starred/octocat/{repo}");
        let [sent, received] = exchange(&recorded);
        assert!(sent.starts_with(&format!("{line} HTTP/1.1\n")), "{sent}");
        assert_eq!(received, answer(status, "", ""));
    }

    let required =
        TarballRequired { owner: "octocat".into(), repo: "Hello-World".into(), ref_: "feature/a b".into() };
    let archive = client.repos().tarball(Tarball::new(required)).await?;
    let location = "https://codeload.github.com/octocat/Hello-World/legacy.tar.gz/main";
    assert_eq!(archive.headers.location, location);
    let [sent, received] = exchange(&recorded);
    assert!(sent.starts_with("GET /repos/octocat/Hello-World/tarball/feature/a%20b HTTP/1.1\n"), "{sent}");
    assert_eq!(received, answer("302 Found", &format!("location: {location}\n"), ""));
    Ok(())
}

/// The edition of a repository that was read.
trait Edition {
    fn body_etag(&self) -> Option<String>;
}

impl Edition for Headed<Repository, RateLimit> {
    fn body_etag(&self) -> Option<String> {
        self.headers.e_tag.clone()
    }
}

#[tokio::test]
async fn a_header_chooses_json_or_the_file() -> TestResult {
    let (backend, recorded, client) = served().await?;
    let line = "GET /repos/octocat/Hello-World/contents/docs/read%20me.md";
    let asked = content("docs/read me.md").with(|get| {
        get.accept = Some(Form::Json);
        get.ref_ = Some("a/b".into());
    });
    let expected = format!("{asked:?}");
    let GetContentResponse::Json(read) = client.repos().get_content(asked).await? else { panic!("JSON") };
    assert_eq!(read, file("docs/read me.md"));
    assert_eq!(backend.seen(), expected);
    let json = r#"{"type":"file","encoding":"base64","size":5,"name":"read me.md","path":"docs/read me.md","content":"aGVs\nbG8=\n","sha":"3d21ec53a331a6f037a91c368710b99387d012c1"}"#;
    let media = "content-type: application/vnd.github+json\n";
    assert_eq!(
        exchange(&recorded),
        [
            request(&format!("{line}?ref=a%2Fb"), "application/vnd.github+json", "", ""),
            answer("200 OK", media, json)
        ]
    );

    let asked = content("docs/read me.md").with(|get| get.accept = Some(Form::Raw));
    let GetContentResponse::Raw(raw) = client.repos().get_content(asked).await? else { panic!("the file") };
    assert_eq!(raw.bytes().await?, "hello");
    let media = "content-type: application/vnd.github.raw+json\n";
    assert_eq!(
        exchange(&recorded),
        [request(line, "application/vnd.github.raw+json", "", ""), answer("200 OK", media, "hello")]
    );

    // Without a choice, the client takes both.
    let json = r#"{"type":"file","encoding":"base64","size":5,"name":"a","path":"a","content":"aGVs\nbG8=\n","sha":"3d21ec53a331a6f037a91c368710b99387d012c1"}"#;
    let vendor = vendor(200, &[("content-type", "application/vnd.github+json; charset=utf-8")], json).await;
    let read = self::client(&vendor).repos().get_content(content("a")).await?;
    assert!(matches!(read, GetContentResponse::Json(read) if read == file("a")));
    let [sent, _] = exchange(&vendor);
    assert!(
        sent.contains("\naccept: application/vnd.github+json, application/vnd.github.raw+json\n"),
        "{sent}"
    );
    let asked = content("none").with(|get| get.accept = Some(Form::Raw));
    let error = client.repos().get_content(asked).await.expect_err("no such file");
    assert_eq!((error.status(), error.code()), (Some(404), Some(ErrorCode::NotFound)));
    Ok(())
}

#[tokio::test]
async fn files_are_written_deleted_and_uploaded() -> TestResult {
    let (backend, recorded, client) = served().await?;
    let put = |sha: Option<&str>| {
        PutContent::new(PutContentRequired {
            owner: "octocat".into(),
            repo: "Hello-World".into(),
            path: "docs/a.md".into(),
            message: "Add a".into(),
            content: b"hello".to_vec().into(),
        })
        .with(|put| put.sha = sha.map(str::to_owned))
    };
    let expected = format!("{:?}", put(None));
    let commit = FileCommit { content: Some(file("docs/a.md")), commit: commit("Add a".into()) };
    assert_eq!(client.repos().put_content(put(None)).await?, PutContentResponse::Created(commit.clone()));
    assert_eq!(backend.seen(), expected);
    let line = "/repos/octocat/Hello-World/contents/docs/a.md";
    let json = r#"{"message":"Add a","content":"aGVsbG8="}"#;
    let result = r#"{"content":{"type":"file","encoding":"base64","size":5,"name":"a.md","path":"docs/a.md","content":"aGVs\nbG8=\n","sha":"3d21ec53a331a6f037a91c368710b99387d012c1"},"commit":{"sha":"7638417db6d59f3c431d3e1f261cc637155684cd","message":"Add a"}}"#;
    assert_eq!(
        exchange(&recorded),
        [request(&format!("PUT {line}"), JSON, BODY, json), answer("201 Created", BODY, result)]
    );
    assert_eq!(client.repos().put_content(put(Some("3d21"))).await?, PutContentResponse::Updated(commit));
    assert_eq!(exchange(&recorded)[1], answer("200 OK", BODY, result));
    let error = client.repos().put_content(put(Some("stale"))).await.expect_err("another edition");
    assert_eq!((error.status(), error.code()), (Some(409), Some(ErrorCode::Conflict)));
    assert_eq!(exchange(&recorded)[1], answer("409 Conflict", BODY, r#"{"message":"Conflict"}"#));

    let required = DeleteContentRequired {
        owner: "octocat".into(),
        repo: "Hello-World".into(),
        path: "docs/a.md".into(),
        message: "Remove a".into(),
        sha: "3d21".into(),
    };
    let asked = DeleteContent::new(required).with(|delete| delete.branch = Some("main".into()));
    let expected = format!("{asked:?}");
    assert_eq!(client.repos().delete_content(asked).await?.content, None);
    assert_eq!(backend.seen(), expected);
    let json = r#"{"message":"Remove a","sha":"3d21","branch":"main"}"#;
    let result = r#"{"content":null,"commit":{"sha":"7638417db6d59f3c431d3e1f261cc637155684cd","message":"Remove a"}}"#;
    assert_eq!(
        exchange(&recorded),
        [request(&format!("DELETE {line}"), JSON, BODY, json), answer("200 OK", BODY, result)]
    );

    let required = UploadAssetRequired {
        owner: "octocat".into(),
        repo: "Hello-World".into(),
        release_id: 7,
        name: "a b.zip".into(),
        data: rt::Content::from("PK").with_media_type("application/zip"),
    };
    let asked = UploadAsset::new(required).with(|upload| upload.label = Some("short".into()));
    let asset = client.repos().upload_asset(asked).await?;
    assert_eq!((asset.content_type.as_str(), asset.size), ("application/zip", 2));
    assert_eq!(backend.seen(), r#"("octocat", 7, Some("short"))"#);
    let line = "POST /repos/octocat/Hello-World/releases/7/assets?name=a+b.zip&label=short";
    let result = r#"{"id":1,"name":"a b.zip","content_type":"application/zip","size":2}"#;
    assert_eq!(
        exchange(&recorded),
        [request(line, JSON, "content-type: application/zip\n", "PK"), answer("201 Created", BODY, result)]
    );

    assert_eq!(client.repos().render(Render::new("größer\n")).await?, "<p>größer</p>\n");
    let [sent, received] = exchange(&recorded);
    assert_eq!(sent, request("POST /markdown/raw", "text/html", "content-type: text/plain\n", "größer\n"));
    assert!(received.starts_with("HTTP/1.1 200 OK\ncontent-type: text/html"), "{received}");
    assert!(received.ends_with("\n\n<p>größer</p>\n"), "{received}");
    Ok(())
}

fn update() -> issues::Update {
    let (owner, repo) = ("octocat".into(), "Hello-World".into());
    issues::Update::new(issues::UpdateRequired { owner, repo, issue_number: 1347 })
}

#[tokio::test]
async fn null_removes_and_what_is_left_out_stays() -> TestResult {
    let (backend, recorded, client) = served().await?;
    let texts = |texts: &[&str]| Some(texts.iter().map(|text| (*text).to_owned()).collect());
    for (asked, json, body) in [
        (update(), "{}", ""),
        (
            update().with(|update| {
                update.body = Patch::Null;
                update.milestone = Patch::Null;
            }),
            r#"{"body":null,"milestone":null}"#,
            r#","body":null"#,
        ),
        (
            update().with(|update| {
                update.title = Some("Found a bug".into());
                update.body = "I'm having a problem".to_owned().into();
                update.state = Some("open".into());
                update.milestone = MilestoneChoice::from(1).into();
                update.labels = texts(&["bug"]);
                update.assignees = texts(&[]);
            }),
            r#"{"title":"Found a bug","body":"I'm having a problem","state":"open","milestone":1,"labels":["bug"],"assignees":[]}"#,
            r#","body":"I'm having a problem""#,
        ),
        (
            update().with(|update| update.milestone = MilestoneChoice::from("v1.0").into()),
            r#"{"milestone":"v1.0"}"#,
            "",
        ),
    ] {
        let expected = format!("{asked:?}");
        let state = asked.body.clone();
        let changed = client.issues().update(asked).await?;
        assert_eq!(changed.body, Issue { body: state, ..issue(1347) });
        assert_eq!(changed.headers, limits());
        assert_eq!(backend.seen(), expected);
        let line = "PATCH /repos/octocat/Hello-World/issues/1347";
        let head = format!("{BODY}etag: {ETAG}\n{LIMITS}");
        assert_eq!(
            exchange(&recorded),
            [request(line, JSON, BODY, json), answer("200 OK", &head, &issue_json(1347, body))]
        );
    }

    let line = "POST /repos/octocat/Hello-World/issues/1347/labels";
    let result = r#"[{"id":208045946,"name":"bug","color":"f29513","description":null},{"id":208045946,"name":"good first issue","color":"f29513","description":null}]"#;
    let labels = vec!["bug".to_owned(), "good first issue".to_owned()];
    for (labels, json) in [
        (LabelNames::from(labels.clone()), r#"["bug","good first issue"]"#),
        (LabelsObject { labels }.into(), r#"{"labels":["bug","good first issue"]}"#),
    ] {
        let (owner, repo) = ("octocat".into(), "Hello-World".into());
        let required = issues::AddLabelsRequired { owner, repo, issue_number: 1347, labels };
        let asked = issues::AddLabels::new(required);
        let expected = format!("{asked:?}");
        let added = client.issues().add_labels(asked).await?;
        assert_eq!(added, [label(), Label { name: "good first issue".into(), ..label() }]);
        assert_eq!(backend.seen(), expected);
        assert_eq!(exchange(&recorded), [request(line, JSON, BODY, json), answer("200 OK", BODY, result)]);
    }
    Ok(())
}

#[tokio::test]
async fn lists_are_read_by_their_links() -> TestResult {
    let (backend, recorded, client) = served().await?;
    let asked =
        issues::List::new(issues::ListRequired { owner: "octocat".into(), repo: "Hello-World".into() }).with(
            |list| {
                list.labels = Some(vec!["bug".into(), "ui".into()]);
                list.since = Some(time("2011-01-26T19:01:12Z"));
                list.per_page = Some(1);
            },
        );
    let page = client.issues().list(asked.clone()).await?;
    assert_eq!(page.body, [issue(1)]);
    assert_eq!(backend.seen(), format!("{asked:?}"));
    let [sent, received] = exchange(&recorded);
    let query = "labels=bug%2Cui&since=2011-01-26T19%3A01%3A12Z&per_page=1";
    assert_eq!(sent, request(&format!("GET /repos/octocat/Hello-World/issues?{query}"), JSON, "", ""));
    let here = format!("{}/repos/octocat/Hello-World/issues?labels=bug%2Cui&per_page=1", recorded.url());
    let link = format!("link: <{here}&page=2>; rel=\"next\", <{here}&page=3>; rel=\"last\"\n");
    let head = format!("{BODY}etag: {ETAG}\n{link}{LIMITS}");
    assert_eq!(received, answer("200 OK", &head, &format!("[{}]", issue_json(1, ""))));

    let numbers: Vec<i64> =
        client.records(asked).map(|issue| issue.expect("an issue").number).collect().await;
    assert_eq!(numbers, [1, 2, 3]);
    let sent = recorded.sent();
    let lines: Vec<&str> = sent.lines().filter(|line| line.starts_with("GET ")).collect();
    let at = |query: &str| format!("GET /repos/octocat/Hello-World/issues?{query} HTTP/1.1");
    let next = "labels=bug%2Cui&per_page=1&page=";
    assert_eq!(lines, [at(query), at(&format!("{next}2")), at(&format!("{next}3"))]);
    assert_eq!(sent.matches("Bearer ghp_sample").count(), 3, "every page is asked for with the token");
    Ok(())
}

#[tokio::test]
async fn errors_have_problems_and_waits() -> TestResult {
    let (_, recorded, client) = served().await?;
    let error = client.issues().update(update().with(|update| update.title = Some(String::new()))).await;
    let error = error.expect_err("a title is needed");
    assert_eq!((error.status(), error.code()), (Some(422), Some(ErrorCode::Invalid)));
    let details: ErrorDetails = error.api().expect("an error").details_as()?;
    let problems = details.errors.expect("problems");
    assert_eq!((problems[0].field.as_deref(), problems[0].code.as_str()), (Some("title"), "missing_field"));
    let json = r#"{"message":"Validation Failed","documentation_url":"https://docs.github.com/rest","errors":[{"resource":"Issue","field":"title","code":"missing_field"}]}"#;
    assert_eq!(exchange(&recorded)[1], answer("422 Unprocessable Entity", BODY, json));

    let error = client.repos().get(Get::new(repo("secret"))).await.expect_err("too many");
    assert_eq!((error.status(), error.code()), (Some(403), Some(ErrorCode::Forbidden)));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(60)));
    let head = format!("{BODY}retry-after: 60\n");
    let json = r#"{"message":"You have exceeded a secondary rate limit"}"#;
    assert_eq!(exchange(&recorded)[1], answer("403 Forbidden", &head, json));

    let other = rt::Client::builder().server_url("main", recorded.url()).credential(TOKEN, "ghp_old");
    let other: Client = other.retries(0).build()?;
    let error = other.repos().get(Get::new(repo("Hello-World"))).await.expect_err("another token");
    assert_eq!((error.status(), error.code()), (Some(401), Some(ErrorCode::Unauthorized)));
    assert_eq!(exchange(&recorded)[1], answer("401 Unauthorized", BODY, r#"{"message":"Bad credentials"}"#));

    let headers = [("authorization", "Bearer ghp_sample"), ("content-type", "application/json")];
    let url = format!("{}/repos/octocat/Hello-World/issues/1347/labels", recorded.url());
    let (status, body) = ask(&url, "POST", &headers, "17").await;
    let json = r#"{"message":"labels: 17 is not a documented value"}"#;
    assert_eq!((status, body.as_str()), (422, json));
    let (status, body) = ask(&format!("{}/octocat", recorded.url()), "GET", &headers[..1], "").await;
    assert_eq!((status, body.as_str()), (404, r#"{"message":"Not Found"}"#));
    Ok(())
}

#[tokio::test]
async fn one_status_has_two_forms() -> TestResult {
    let (backend, recorded, client) = served().await?;
    let topics = |names: &[&str]| {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        let (owner, repo) = ("octocat".into(), "Hello-World".into());
        ReplaceTopics::new(ReplaceTopicsRequired { owner, repo, names })
    };
    let names = client.repos().replace_topics(topics(&["octocat", "api"])).await?.names;
    assert_eq!(names, ["octocat", "api"]);
    assert_eq!(backend.seen(), format!("{:?}", topics(&["octocat", "api"])));
    let json = r#"{"names":["octocat","api"]}"#;
    let line = "PUT /repos/octocat/Hello-World/topics";
    assert_eq!(exchange(&recorded), [request(line, JSON, BODY, json), answer("200 OK", BODY, json)]);

    let error = client.repos().replace_topics(topics(&["API"])).await.expect_err("an invalid name");
    assert_eq!((error.status(), error.code()), (Some(422), Some(ErrorCode::Invalid)));
    let details: SimpleDetails = error.api().expect("an error").details_as()?;
    assert_eq!(details.errors.as_deref(), Some(&["Topics cannot contain uppercase letters".to_owned()][..]));
    let json = r#"{"message":"Validation Failed","documentation_url":"https://docs.github.com/rest","errors":["Topics cannot contain uppercase letters"]}"#;
    assert_eq!(exchange(&recorded)[1], answer("422 Unprocessable Entity", BODY, json));
    Ok(())
}

#[tokio::test]
async fn printed_samples_are_read() -> TestResult {
    const HEADERS: &[(&str, &str)] = &[("content-type", "application/json; charset=utf-8")];
    let printed = r#"{"message": "Validation Failed", "documentation_url": "https://docs.github.com/rest", "errors": [{"resource": "Issue", "field": "title", "code": "missing_field"}]}"#;
    let error = client(&vendor(422, HEADERS, printed).await).issues().update(update()).await;
    let error = error.expect_err("a title is needed");
    assert_eq!((error.status(), error.code()), (Some(422), Some(ErrorCode::Invalid)));
    let details: ErrorDetails = error.api().expect("an error").details_as()?;
    assert_eq!(details.errors.map(|problems| problems.len()), Some(1));

    const WAIT: &[(&str, &str)] = &[("content-type", "application/json"), ("retry-after", "30")];
    let printed =
        r#"{"message": "API rate limit exceeded", "documentation_url": "https://docs.github.com/rest"}"#;
    let error = client(&vendor(429, WAIT, printed).await).issues().update(update()).await;
    let error = error.expect_err("too many");
    assert_eq!(
        (error.code(), error.retry_after()),
        (Some(ErrorCode::RateLimit), Some(Duration::from_secs(30)))
    );

    // A repository of a fork, with more than the spec names; 'no' has a body at the vendor.
    const LIMITED: &[(&str, &str)] = &[
        ("content-type", "application/json; charset=utf-8"),
        ("etag", "W/\"1\""),
        ("x-ratelimit-remaining", "59"),
        ("x-ratelimit-reset", "1372700873"),
    ];
    let printed = r#"{"id": 1296269, "node_id": "MDEwOlJl", "name": "Hello-World", "full_name": "octocat/Hello-World", "owner": {"login": "octocat", "id": 1, "type": "User"}, "description": null, "size": 108, "created_at": "2011-01-26T19:01:12Z", "pushed_at": null, "topics": ["api"]}"#;
    let read =
        client(&vendor(200, LIMITED, printed).await).repos().get(Get::new(repo("Hello-World"))).await?;
    let GetResponse::Found(found) = read else { panic!("it is there") };
    assert_eq!((found.headers.remaining, found.headers.limit), (Some(59), None));
    assert_eq!(found.headers.e_tag.as_deref(), Some("W/\"1\""));
    assert_eq!(found.body, repository());
    let printed = r#"{"message": "Not Found", "documentation_url": "https://docs.github.com/rest"}"#;
    let asked = IsStarred::new(IsStarredRequired { owner: "octocat".into(), repo: "Hello-World".into() });
    let read = client(&vendor(404, HEADERS, printed).await).repos().is_starred(asked).await?;
    assert_eq!(read, IsStarredResponse::NotStarred);
    Ok(())
}
