//! Responses of every kind, for programs of others to read.

use std::ops::Range;
use std::time::Duration;

use bindery_runtime as rt;
use rt::server::{BackendResult, RequestContext};
use rt::{Content, Failure, Headed, JsonLines};

use super::api::answers::*;
use super::api::types::Problem;
use super::api::{ErrorCode, prelude::AnswersBackend};
use super::{Backend, MOMENT, thing};

/// The file of the downloads.
const LETTERS: &str = "abcdefghijklmnopqrstuvwxyz";

/// The version of the file.
const VERSION: &str = "\"v1\"";

impl AnswersBackend for Backend {
    async fn thing(&self, _: ThingRequest, _: RequestContext) -> BackendResult<ThingRequest> {
        Ok(thing())
    }

    async fn wrapped(&self, _: Wrapped, _: RequestContext) -> BackendResult<Wrapped> {
        Ok(vec![Some(1), None])
    }

    async fn count(&self, _: Count, _: RequestContext) -> BackendResult<Count> {
        Ok(7)
    }

    async fn motto(&self, _: Motto, _: RequestContext) -> BackendResult<Motto> {
        Ok(None)
    }

    async fn clear(&self, _: Clear, _: RequestContext) -> BackendResult<Clear> {
        Ok(())
    }

    async fn starred(&self, request: Starred, _: RequestContext) -> BackendResult<Starred> {
        Ok(if request.name == "crab" { StarredResponse::Yes } else { StarredResponse::No })
    }

    async fn fetch(&self, request: Fetch, _: RequestContext) -> BackendResult<Fetch> {
        let etag = VERSION.to_owned();
        if request.name == "old" {
            let cookies = vec!["a=1; Expires=Thu, 30 Jul 2099 20:00:00 GMT".to_owned(), "b=2".to_owned()];
            let headers = FetchMovedHeaders { location: "/answers/fetch?name=crab".to_owned(), cookies };
            return Ok(FetchResponse::Moved(headers.into()));
        }
        if request.version.as_deref() == Some(VERSION) {
            return Ok(FetchResponse::Unchanged(FetchUnchangedHeaders { etag }.into()));
        }
        let note = Note { number: 7, text: Some(request.name) };
        let headers = FetchFoundHeaders { etag, modified: Some(MOMENT) };
        Ok(FetchResponse::Found(Headed::new(note, headers)))
    }

    async fn create(&self, _: Create, context: RequestContext) -> BackendResult<Create> {
        context.reply.add("Set-Cookie", "a=1");
        context.reply.add("Set-Cookie", "b=2");
        let headers = Limits {
            location: "/things/7".to_owned(),
            limit: 60,
            scopes: vec!["read".to_owned(), "admin".to_owned()],
            plan: Some(Plan::Free),
            reset: Some(MOMENT),
        };
        Ok(headers.into())
    }

    async fn text(&self, _: Text, _: RequestContext) -> BackendResult<Text> {
        Ok("größer\n".to_owned())
    }

    async fn table(&self, _: Table, _: RequestContext) -> BackendResult<Table> {
        Ok("a,b\r\n1,\"x,y\"\r\n".to_owned())
    }

    async fn blob(&self, _: Blob, _: RequestContext) -> BackendResult<Blob> {
        Ok(vec![0, 255].into())
    }

    async fn download(&self, request: Download, _: RequestContext) -> BackendResult<Download> {
        let etag = Some(VERSION.to_owned());
        let named = |content: Content| content.with_file_name(&request.name).with_media_type("text/plain");
        let is_current = request.version.is_none_or(|version| version == VERSION);
        let asked = request.range.filter(|_| is_current).and_then(|range| part(&range, LETTERS.len()));
        Ok(match asked {
            None if request.name == "stream" => {
                let pieces = LETTERS.as_bytes().chunks(10).map(Ok::<_, std::convert::Infallible>);
                let content = named(Content::stream(futures_util::stream::iter(pieces)));
                DownloadResponse::Whole(Headed::new(content, DownloadWholeHeaders { etag }))
            }
            None => {
                DownloadResponse::Whole(Headed::new(named(LETTERS.into()), DownloadWholeHeaders { etag }))
            }
            Some(asked) => match LETTERS.get(asked.clone()).filter(|letters| !letters.is_empty()) {
                Some(letters) => {
                    let range = format!("bytes {}-{}/{}", asked.start, asked.end - 1, LETTERS.len());
                    let headers = DownloadPartHeaders { range, etag };
                    let letters = Content::reader(letters.as_bytes(), Some(letters.len() as u64));
                    DownloadResponse::Part(Headed::new(named(letters), headers))
                }
                None => {
                    let range = format!("bytes */{}", LETTERS.len());
                    DownloadResponse::Outside(DownloadOutsideHeaders { range }.into())
                }
            },
        })
    }

    async fn events(&self, _: Events, _: RequestContext) -> BackendResult<Events> {
        let first =
            rt::Event::new(note(1)).with_id("1").with_event("note").with_retry(Duration::from_millis(1_500));
        Ok(rt::Events::new(futures_util::stream::iter([first, note(2).into()])))
    }

    async fn words(&self, _: Words, _: RequestContext) -> BackendResult<Words> {
        Ok(rt::Events::new(futures_util::stream::iter(["two\nlines", "", "größe"].map(str::to_owned))))
    }

    async fn lines(&self, _: Lines, _: RequestContext) -> BackendResult<Lines> {
        Ok(JsonLines::new(futures_util::stream::iter([note(1), note(2)])))
    }

    async fn fail(&self, request: Fail, _: RequestContext) -> BackendResult<Fail> {
        Err(match request.how.as_str() {
            "problem" => {
                let details = Problem { detail: Some("No entry".to_owned()) };
                Failure::from(ErrorCode::Forbidden).with_details(&details)
            }
            "listed" => Failure::from(ErrorCode::WrongName).and(ErrorCode::WrongAge),
            "positions" => ErrorCode::Taken.into(),
            "text" => Failure::from(ErrorCode::Busy).retry_after(Duration::from_secs(7)),
            _ => Failure::from(ErrorCode::Invalid).message("No such way"),
        })
    }
}

fn note(number: i64) -> Note {
    Note { number, text: None }
}

/// Returns the part of a file of which a header `Range` asks (RFC 9110, 14.1.2); none if it asks for several, or is not
/// understood. A part outside of the file is empty.
fn part(range: &str, length: usize) -> Option<Range<usize>> {
    let (first, last) = range.strip_prefix("bytes=")?.split_once('-')?;
    if first.is_empty() {
        return Some(length.saturating_sub(last.parse().ok()?)..length);
    }
    let first: usize = first.parse().ok()?;
    let end =
        if last.is_empty() { length } else { last.parse::<usize>().ok()?.saturating_add(1).min(length) };
    (first <= end || first >= length).then_some(first..end.max(first))
}
