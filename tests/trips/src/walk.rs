//! Paged lists.

use std::fmt::Debug;

use bindery_runtime as rt;
use bytes::Bytes;
use futures_util::TryStreamExt as _;
use rt::client::Caller as _;

use crate::bench::Bench;
use crate::contents;
use crate::trips::name;

/// The sample pages of a list.
pub struct Walk {
    /// A request, as the JSON object of its parameters.
    pub request: &'static str,
    /// The position of the first page, where positions are counted.
    pub first: Option<&'static str>,
    /// The `Link` headers and the bodies of the pages, the last of them empty or without a sign of another one.
    pub pages: &'static [(&'static str, &'static str)],
    /// Total number of records.
    pub records: usize,
}

/// Returns a page, which a backend is to return.
fn received<A: rt::Action>((link, body): (&str, &'static str)) -> Result<rt::BackendResult<A>, String> {
    let mut headers = http::HeaderMap::new();
    if !link.is_empty() {
        headers.insert(http::header::LINK, link.parse().map_err(|_| format!("{link} is no header"))?);
    }
    let head = rt::ResponseHead::new(A::INFO.status, headers);
    let page = rt::decode::decode_response::<A>(head, &Bytes::from_static(body.as_bytes()));
    page.map(Ok).map_err(|error| format!("the page cannot be read: {error}"))
}

/// Reads a list to its end, with every client.
pub async fn walk<A>(bench: &Bench<A::Api>, walk: &Walk)
where
    A: rt::Paged,
    A::Response: Debug,
{
    for (way, client) in &bench.clients {
        let walked = async {
            let mut request: A = contents::read(walk.request, &[])?;
            if let Some(first) = walk.first {
                request.set_position(first).map_err(|fault| fault.to_string())?;
            }
            if let Some(largest) = A::PAGES.largest {
                request.set_limit(largest).map_err(|fault| fault.to_string())?;
            }
            let pages: Result<Vec<_>, String> = walk.pages.iter().map(|page| received::<A>(*page)).collect();
            bench.tape.give_all::<A>(pages?);
            let records: Result<Vec<_>, _> = client.records(request).try_collect().await;
            let count = records.map_err(|error| error.to_string())?.len();
            if count == walk.records { Ok(()) } else { Err(format!("{count} records, not {}", walk.records)) }
        };
        match walked.await {
            Ok(()) => bench.with(|report| report.trips += walk.pages.len() - 1),
            Err(what) => bench.fail(&name::<A>(), format!("{way}: walking through the pages: {what}")),
        }
    }
}
