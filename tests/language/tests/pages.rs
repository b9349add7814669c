//! Paged lists of every kind.

bindery_macros::api!("spec/pages", client, blocking, server);

use std::sync::Arc;

use bindery_language::Recorded;
use lists::*;
use rt::server::{BackendResult, RequestContext, Router};
use rt::{Action as _, Caller as _, StreamExt as _};

/// Names of which the lists consist.
const NAMES: [&str; 5] = ["a", "b", "c", "d", "e"];

struct Backend;

fn names(range: std::ops::Range<usize>) -> Vec<Name> {
    NAMES.get(range).unwrap_or_default().iter().map(|name| Name { id: (*name).to_owned() }).collect()
}

fn from(start: usize) -> Vec<Name> {
    names(start.min(NAMES.len())..(start + 2).min(NAMES.len()))
}

impl ListsBackend for Backend {
    async fn by_offset(&self, request: ByOffset, _: RequestContext) -> BackendResult<ByOffset> {
        let start = request.from.unwrap_or_default() as usize;
        let then = (start + 2 < NAMES.len()).then_some(start as i64 + 2);
        Ok(Deep { data: Some(Inner { names: Some(from(start)), then }) })
    }

    async fn by_number(&self, request: ByNumber, _: RequestContext) -> BackendResult<ByNumber> {
        assert_eq!(request.per_page, Some(2), "the largest page");
        let page = request.page.unwrap_or(1);
        // The last page leaves out what it says about itself.
        let meta = (page < 3).then_some(Meta { pagination: Pagination { last_page: Some(3) } });
        Ok(Numbered { names: from((page as usize - 1) * 2), meta })
    }

    async fn by_short_page(&self, request: ByShortPage, _: RequestContext) -> BackendResult<ByShortPage> {
        Ok(from(request.page.unwrap_or(0) as usize * 2))
    }

    async fn by_cursor(&self, request: ByCursor, _: RequestContext) -> BackendResult<ByCursor> {
        if request.prefix.as_deref() == Some("loop") {
            let next_cursor = Some("again and again".to_owned());
            return Ok(Cursored {
                names: Some(from(0)),
                response_metadata: Some(ResponseMetadata { next_cursor }),
            });
        }
        // The second page is empty, and the last one has an empty cursor.
        let (names, next) = match request.cursor.as_ref().map(AsRef::as_ref) {
            None => (Some(from(0)), "one=1&more"),
            Some("one=1&more") => (None, "two"),
            Some(_) => (Some(from(2)), ""),
        };
        let response_metadata = Some(ResponseMetadata { next_cursor: Some(next.to_owned()) });
        Ok(Cursored { names, response_metadata })
    }

    async fn by_last_id(&self, request: ByLastId, _: RequestContext) -> BackendResult<ByLastId> {
        let after = request.starting_after.and_then(|id| NAMES.iter().position(|name| *name == id));
        let start = after.map_or(0, |after| after + 1);
        Ok(Page { data: from(start), has_more: start + 2 < NAMES.len() })
    }

    async fn by_link(&self, request: ByLink, _: RequestContext) -> BackendResult<ByLink> {
        Ok(from((request.page.unwrap_or(1) as usize - 1) * 2))
    }

    async fn by_dotted_address(
        &self,
        request: ByDottedAddress,
        _: RequestContext,
    ) -> BackendResult<ByDottedAddress> {
        let start = request.page_at.unwrap_or_default() as usize;
        let next = (start + 2 < NAMES.len()).then(|| format!("/by-dotted-address?page.at={}", start + 2));
        Ok(Dotted { page_all: Values { value_s: from(start) }, page_next_link: next })
    }

    async fn by_address(&self, request: ByAddress, _: RequestContext) -> BackendResult<ByAddress> {
        let (start, next_page_uri) = match request.size {
            Some(0) => (0, Some("https://evil.example/by-address?token=1".to_owned())),
            Some(2) => (0, Some("/by-address?size=1&Page=x%20y".to_owned())),
            _ => (4, None),
        };
        Ok(Addressed { names: from(start), next_page_uri })
    }
}

/// Adds the links of `by-link`: the second page of an owner lies at another path.
async fn with_links(
    request: axum::extract::Request,
    next: axum::middleware::Next,
) -> axum::response::Response {
    let link = match (request.uri().path(), request.uri().query()) {
        ("/owners/x/names", None) => {
            Some("</owners/17/names?page=2>; rel=\"next\", </owners/17/names?page=3>; rel=last")
        }
        ("/owners/17/names", Some("page=2")) => Some("<?page=3>; rel=next"),
        _ => None,
    };
    let mut response = next.run(request).await;
    if let Some(link) = link {
        response.headers_mut().insert("link", axum::http::HeaderValue::from_static(link));
    }
    response
}

async fn start() -> (Recorded, rt::Client<Pages>) {
    let router = Router::<Pages>::new()
        .mount(lists::routes(), Arc::new(Backend))
        .into_axum()
        .expect("a router")
        .layer(axum::middleware::from_fn(with_links));
    let recorded = Recorded::start(router).await.expect("a server");
    let client = rt::Client::<Pages>::builder().server_url("main", recorded.url()).build().expect("a client");
    (recorded, client)
}

/// Returns the targets of the requests.
fn targets(recorded: &Recorded) -> Vec<String> {
    let sent = recorded.sent();
    let lines = sent.lines().filter_map(|line| line.strip_prefix("GET ")?.strip_suffix(" HTTP/1.1"));
    lines.map(str::to_owned).collect()
}

async fn walk<A: rt::Paged<Api = Pages, Record = Name>>(client: &rt::Client<Pages>, request: A) -> String {
    client.records(request).map(|name| name.expect("a name").id).collect().await
}

#[tokio::test]
async fn every_kind_of_list_is_read_to_its_end() {
    let (recorded, client) = start().await;
    assert_eq!(walk(&client, ByOffset::default()).await, "abcde");
    assert_eq!(targets(&recorded), ["/by-offset?from=0", "/by-offset?from=2", "/by-offset?from=4"]);
    assert_eq!(walk(&client, ByNumber::default()).await, "abcde");
    let expected =
        ["/by-number?page=1&per_page=2", "/by-number?page=2&per_page=2", "/by-number?page=3&per_page=2"];
    assert_eq!(targets(&recorded), expected);
    assert_eq!(walk(&client, ByNumber::default().with(|list| list.page = Some(2))).await, "cde");
    assert_eq!(targets(&recorded), expected[1..]);
    assert_eq!(walk(&client, ByShortPage::default()).await, "abcde");
    let expected =
        ["/by-short-page?page=0&size=2", "/by-short-page?page=1&size=2", "/by-short-page?page=2&size=2"];
    assert_eq!(targets(&recorded), expected);
    assert_eq!(walk(&client, ByCursor::default()).await, "abcd");
    let expected = [
        "/by-cursor?limit=100",
        "/by-cursor?cursor=one%3D1%26more&limit=100",
        "/by-cursor?cursor=two&limit=100",
    ];
    assert_eq!(targets(&recorded), expected);
    assert_eq!(walk(&client, ByLastId::default()).await, "abcde");
    let expected = ["/by-last-id", "/by-last-id?starting_after=b", "/by-last-id?starting_after=d"];
    assert_eq!(targets(&recorded), expected);
}

#[tokio::test]
async fn a_name_may_have_a_dot() {
    let (recorded, client) = start().await;
    assert_eq!(walk(&client, ByDottedAddress::default()).await, "abcde");
    let expected = ["/by-dotted-address", "/by-dotted-address?page.at=2", "/by-dotted-address?page.at=4"];
    assert_eq!(targets(&recorded), expected);
}

#[tokio::test]
async fn an_address_is_followed_on_the_same_server() {
    let (recorded, client) = start().await;
    let mut pages = client.pages(ByAddress::default().with(|list| list.size = Some(2)));
    assert_eq!(pages.next().await.expect("a page").expect("a page").names.len(), 2);
    assert!(pages.next().await.expect("a page").is_ok());
    assert_eq!(targets(&recorded), ["/by-address?size=2", "/by-address?size=1&Page=x+y"]);
    let mut names = client.records(ByAddress::default().with(|list| list.size = Some(0)));
    assert!(names.next().await.expect("a name").is_ok() && names.next().await.expect("a name").is_ok());
    let error = names.next().await.expect("an error").expect_err("the link is foreign");
    assert!(error.to_string().contains("leads to another server"), "{error}");
    assert!(names.next().await.is_none());
    assert_eq!(targets(&recorded), ["/by-address?size=0"]);
}

#[tokio::test]
async fn links_in_headers_are_followed() {
    let (recorded, client) = start().await;
    assert_eq!(walk(&client, ByLink::new("x")).await, "abcde");
    let expected = ["/owners/x/names", "/owners/17/names?page=2", "/owners/17/names?page=3"];
    assert_eq!(targets(&recorded), expected);
}

#[tokio::test]
async fn a_cursor_that_repeats_ends_the_list() {
    let (recorded, client) = start().await;
    let request = ByCursor::default().with(|list| list.prefix = Some("loop".to_owned()));
    let names: Vec<_> = client.records(request).collect().await;
    assert_eq!(names.len(), 3);
    let error = names[2].as_ref().expect_err("the list does not end");
    assert!(error.to_string().contains("already read"), "{error}");
    assert_eq!(targets(&recorded).len(), 2);
}

#[test]
fn the_blocking_client_reads_the_same_lists() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let (recorded, client) = runtime.block_on(start());
    let client = rt::blocking::Client::new(client).expect("a client");
    let names = |names: Vec<Result<Name, _>>| {
        names
            .into_iter()
            .map(|name: Result<Name, rt::Error<ErrorCode>>| name.expect("a name").id)
            .collect::<String>()
    };
    use rt::blocking::Caller as _;
    assert_eq!(names(client.records(ByCursor::default()).collect()), "abcd");
    assert_eq!(names(client.records(ByLastId::default()).collect()), "abcde");
    assert_eq!(targets(&recorded).len(), 6);
}
