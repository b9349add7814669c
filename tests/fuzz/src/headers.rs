//! Headers of responses: lists, and the link to the next page.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use bindery_runtime as rt;
use bindery_tests::demo::Demo;
use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue, LINK};
use http::{HeaderMap, Request, Response, Uri};
use rt::client::{TransportError, TransportLimits};
use rt::metadata::{ActionInfo, PagesBy, PagesInfo, Style};
use rt::wire::Response as _;
use rt::{Action, Caller as _, Headed, ResponseHead, StreamExt as _};

use crate::raw::wait;

rt::record! {
    /// Headers with values of several kinds.
    pub struct Headers {
        numbers: Option<Vec<i64>> = rt::key("x-numbers").style(Style::Comma),
        words: Option<Vec<String>> = rt::key("x-words").style(Style::Comma),
        lines: Option<Vec<String>> = rt::key("set-cookie").style(Style::Repeated),
        text: Option<String> = rt::key("x-text"),
        flag: Option<bool> = rt::key("x-flag"),
    }
}

rt::record! {
    /// A list whose pages follow links.
    pub struct Pages {
        page: Option<i64> = rt::key("page").in_query(),
    }
}

impl Action for Pages {
    type Api = Demo;
    type Response = Vec<String>;
    const INFO: &'static ActionInfo = &ActionInfo::new("fuzz", "pages", "/base/pages").get().read();
}

rt::paged! {
    Pages {},
    |page| page => String,
    PagesInfo::new(PagesBy::Link)
}

const INFO: &ActionInfo = &ActionInfo::new("fuzz", "headers", "/headers");

/// Headers, one on each line: what is read is written, and read again as the same.
pub(crate) fn headers(data: &[u8]) {
    let mut headers = HeaderMap::new();
    for line in data.split(|byte| *byte == b'\n') {
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { continue };
        let (name, value) = (line.get(..colon), line.get(colon + 1..).map(<[u8]>::trim_ascii));
        let name = name.and_then(|name| HeaderName::from_bytes(name).ok());
        let value = value.and_then(|value| HeaderValue::from_bytes(value).ok());
        if let (Some(name), Some(value)) = (name, value) {
            headers.append(name, value);
        }
    }
    let read =
        |headers: HeaderMap| Headed::<(), Headers>::from_nothing(INFO, &ResponseHead::new(200, headers));
    let Ok(Some(value)) = read(headers) else { return };
    // A text with a line break or an item with a comma cannot be sent.
    let Ok(written) = value.headers() else { return };
    let again = read(written.clone());
    assert!(
        again.as_ref().is_ok_and(|again| again.as_ref() == Some(&value)),
        "{value:?}, {written:?}, {again:?}"
    );
}

/// A server whose first pages have these `Link` headers.
struct Server {
    links: Mutex<VecDeque<HeaderValue>>,
    asked: Arc<Mutex<Vec<Uri>>>,
}

impl rt::Transport for Server {
    async fn send(
        &self,
        request: Request<Bytes>,
        _: TransportLimits,
    ) -> Result<Response<Bytes>, TransportError> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).push(request.uri().clone());
        let mut response = Response::new(Bytes::from_static(b"[\"record\"]"));
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if let Some(link) = self.links.lock().unwrap_or_else(PoisonError::into_inner).pop_front() {
            response.headers_mut().insert(LINK, link);
        }
        Ok(response)
    }
}

/// Values of `Link` headers, one on each line, of the pages of a list: a client asks only the same server, and every
/// list ends.
pub(crate) fn links(data: &[u8]) {
    let lines = data.split(|byte| *byte == b'\n').take(8);
    let links: VecDeque<HeaderValue> = lines.filter_map(|line| HeaderValue::from_bytes(line).ok()).collect();
    let most = links.len() + 1;
    let asked = Arc::default();
    let server = Server { links: Mutex::new(links), asked: Arc::clone(&asked) };
    let client = rt::Client::<Demo>::builder().base_url("https://fuzz.example/base/").retries(0);
    let client = client.build_over(server).expect("it needs no credentials");
    let read = wait(client.records(Pages { page: None }).take(most + 2).count());
    // The last one may be the error of a link that leads elsewhere.
    assert!(read <= most + 1, "{read} records of {most} pages");
    for uri in asked.lock().unwrap_or_else(PoisonError::into_inner).iter() {
        assert_eq!(
            (uri.scheme_str(), uri.host(), uri.port()),
            (Some("https"), Some("fuzz.example"), None),
            "{uri}"
        );
        assert!(uri.path() == "/base" || uri.path().starts_with("/base/"), "{uri}");
    }
}
