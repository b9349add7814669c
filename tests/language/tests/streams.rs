//! Responses that are not JSON: files, texts, events and lines, and variants that their media types distinguish.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use bindery_language::Recorded;
use rt::server::{BackendResult, RequestContext};
use rt::{Caller as _, Stream, StreamExt as _, blocking::Caller as _};
use streams::files::{Complete, CompleteResponse, Download, Export, Note, Picture, Report, Watch, Words};
use streams::prelude::FilesBackend;
use streams::rt;
use streams::{ErrorCode, Streams};

mod streams {
    bindery_macros::api!("spec/streams", client, blocking, server);
}

/// Backend that counts the streams that are alive.
#[derive(Clone, Default)]
struct Backend {
    alive: Arc<AtomicUsize>,
}

/// Stream of an iterator that is counted while it is alive.
struct Counted<I>(I, Arc<AtomicUsize>);

impl<I> Drop for Counted<I> {
    fn drop(&mut self) {
        self.1.fetch_sub(1, Ordering::SeqCst);
    }
}

impl<I: Iterator + Unpin> Stream for Counted<I> {
    type Item = I::Item;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<I::Item>> {
        Poll::Ready(self.0.next())
    }
}

impl Backend {
    fn counted<I: Iterator>(&self, items: I) -> Counted<I> {
        self.alive.fetch_add(1, Ordering::SeqCst);
        Counted(items, Arc::clone(&self.alive))
    }

    fn notes(&self, count: i64) -> impl Stream<Item = Note> + use<> {
        self.counted((0..count).map(|number| Note { number }))
    }

    async fn is_quiet(&self) -> bool {
        for _ in 0..200 {
            if self.alive.load(Ordering::SeqCst) == 0 {
                return true;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        false
    }
}

/// Length of a piece of a large body.
const PIECE: u64 = 64 * 1024;

impl FilesBackend for Backend {
    async fn download(&self, request: Download, _: RequestContext) -> BackendResult<Download> {
        let Ok(size) = u64::try_from(request.size) else { return Err(ErrorCode::Gone.into()) };
        let pieces = (0..size.div_ceil(PIECE)).map(move |at| {
            let length = (size - at * PIECE).min(PIECE);
            Ok::<_, std::io::Error>(vec![7; usize::try_from(length).unwrap_or_default()])
        });
        Ok(rt::Content::stream_of(size, self.counted(pieces)).with_file_name("große Datei.bin"))
    }

    async fn picture(&self, _: Picture, _: RequestContext) -> BackendResult<Picture> {
        Ok(rt::Content::from("PNG").with_media_type("image/png"))
    }

    async fn report(&self, _: Report, _: RequestContext) -> BackendResult<Report> {
        Ok("a,b\n1,2\n".to_owned())
    }

    async fn watch(&self, request: Watch, _: RequestContext) -> BackendResult<Watch> {
        let events = self.notes(request.count).map(|note| {
            let id = note.number.to_string();
            rt::Event::new(note).with_id(id).with_event("note")
        });
        Ok(rt::Events::new(events))
    }

    async fn words(&self, _: Words, _: RequestContext) -> BackendResult<Words> {
        let words = ["two\nlines", "", "end"].map(str::to_owned);
        Ok(rt::Events::new(self.counted(words.into_iter())))
    }

    async fn export(&self, request: Export, _: RequestContext) -> BackendResult<Export> {
        Ok(rt::JsonLines::new(self.notes(request.count)))
    }

    async fn complete(&self, request: Complete, _: RequestContext) -> BackendResult<Complete> {
        Ok(match request.stream.as_str() {
            "parts" => CompleteResponse::Parts(rt::Events::new(self.notes(3))),
            "table" => CompleteResponse::Table("a\n".to_owned()),
            "later" => CompleteResponse::Later,
            _ => CompleteResponse::Whole(Note { number: 1 }),
        })
    }
}

async fn served() -> (Backend, Recorded, rt::Client<Streams>) {
    let backend = Backend::default();
    let router = streams::server::router()
        .mount(streams::files::routes(), Arc::new(backend.clone()))
        .into_axum()
        .expect("complete");
    let recorded = Recorded::start(router).await.expect("a port");
    let client = rt::Client::builder().base_url(recorded.url()).build().expect("a client");
    (backend, recorded, client)
}

#[tokio::test]
async fn files_and_texts_are_the_body() {
    let (backend, recorded, client) = served().await;
    let content = client.call(Download::new(200_000)).await.expect("a file");
    assert_eq!(content.length(), Some(200_000));
    assert_eq!(content.file_name(), Some("große Datei.bin"));
    assert_eq!(content.media_type(), Some("application/octet-stream"));
    let again = content.clone();
    assert_eq!(content.bytes().await.expect("bytes"), vec![7; 200_000]);
    assert!(matches!(again.bytes().await, Err(rt::StreamError::Spent)));
    let sent = recorded.sent();
    assert!(sent.contains("accept: */*\r\n"), "{sent}");
    let head = recorded.received();
    let head = head.split("\r\n\r\n").next().unwrap_or_default();
    assert!(head.contains("content-length: 200000"), "{head}");
    assert!(
        head.contains("content-disposition: attachment; filename*=UTF-8''gro%C3%9Fe%20Datei.bin"),
        "{head}"
    );

    let limited = client.call(Download::new(200_000)).await.expect("a file");
    assert!(matches!(limited.bytes_within(10).await, Err(rt::StreamError::TooLarge { limit: 10 })));
    let error = client.call(Download::new(-1)).await.expect_err("a failure");
    assert_eq!(error.code(), Some(ErrorCode::Gone));

    recorded.sent();
    let picture = client.call(Picture::new()).await.expect("a picture");
    assert_eq!(picture.media_type(), Some("image/png"));
    assert_eq!(picture.bytes().await.expect("bytes"), "PNG");
    assert!(recorded.sent().contains("accept: image/*\r\n"));
    assert_eq!(client.call(Report::new()).await.expect("a text"), "a,b\n1,2\n");
    assert!(recorded.sent().contains("accept: text/csv\r\n"));
    assert!(recorded.received().contains("content-type: text/csv\r\n"));
    assert!(backend.is_quiet().await);
}

/// Backend whose picture has another media type than the documented `image/*`, or none.
struct Mislabelled(Option<&'static str>);

impl FilesBackend for Mislabelled {
    async fn picture(&self, _: Picture, _: RequestContext) -> BackendResult<Picture> {
        let picture = rt::Content::from("PNG");
        Ok(match self.0 {
            Some(media_type) => picture.with_media_type(media_type),
            None => picture,
        })
    }
}

#[tokio::test]
async fn a_content_of_a_range_needs_a_media_type_of_it() {
    for (media_type, sent) in [(Some("image/gif"), true), (Some("text/plain"), false), (None, false)] {
        let router = streams::server::router()
            .mount(streams::files::routes(), Arc::new(Mislabelled(media_type)))
            .into_axum()
            .expect("complete");
        let client =
            rt::Client::<Streams>::builder().build_over(rt::InProcess::new(router)).expect("a client");
        let picture = client.call(Picture::new()).await;
        match picture {
            Ok(picture) => assert_eq!((sent, picture.media_type()), (true, media_type)),
            Err(error) => assert_eq!((sent, error.status()), (false, Some(400)), "{error}"),
        }
    }
}

#[tokio::test]
async fn a_collected_stream_is_read_as_one_that_arrives() {
    let head = |media_type: &'static str| {
        let mut headers = rt::Headers::default();
        headers.insert("content-type", http::HeaderValue::from_static(media_type));
        headers.insert("content-disposition", http::HeaderValue::from_static("attachment; filename=a.png"));
        rt::ResponseHead::new(200, headers)
    };
    // The event that ends the stream is none of its items.
    let body = "data: a\n\ndata: [DONE]\n\ndata: b\n\n".into();
    let words = rt::decode::decode_response::<Words>(head("text/event-stream"), &body).expect("events");
    let words: Vec<_> = words.map(|word| word.expect("an event").data).collect().await;
    assert_eq!(words, ["a"]);
    let picture =
        rt::decode::decode_response::<Picture>(head("image/png"), &"PNG".into()).expect("a picture");
    assert_eq!((picture.media_type(), picture.file_name()), (Some("image/png"), Some("a.png")));
}

#[tokio::test]
async fn events_and_lines_arrive_in_order() {
    let (backend, recorded, client) = served().await;
    let mut events = client.call(Watch::new(10_000)).await.expect("events");
    let mut next = 0;
    while let Some(event) = events.next().await {
        let event = event.expect("an event");
        assert_eq!(event.data.number, next);
        assert_eq!((event.id, event.event.as_deref()), (Some(next.to_string()), Some("note")));
        next += 1;
    }
    assert_eq!((next, events.last_id()), (10_000, Some("9999")));
    let received = recorded.received();
    assert!(received.contains("event: note\nid: 0\ndata: {\"number\":0}\n\n"), "{}", &received[..600]);
    assert!(recorded.sent().contains("accept: text/event-stream\r\n"));

    let words = client.call(Words::new()).await.expect("events");
    let words: Vec<String> = words.map(|word| word.expect("a word").data).collect().await;
    assert_eq!(words, ["two\nlines", "", "end"]);
    assert!(recorded.received().contains("data: [DONE]\n\n"));

    let lines = client.call(Export::new(10_000)).await.expect("lines");
    let lines: Vec<i64> = lines.map(|line| line.expect("a line").number).collect().await;
    assert!(lines.iter().copied().eq(0..10_000));
    assert!(recorded.received().contains("content-type: application/x-ndjson\r\n"));
    assert!(backend.is_quiet().await);
}

#[tokio::test]
async fn a_reader_that_stops_leaves_nothing_behind() {
    let (backend, _, client) = served().await;
    for _ in 0..5 {
        let mut events = client.call(Watch::new(i64::MAX)).await.expect("events");
        assert!(events.next().await.is_some_and(|event| event.is_ok()));
        let mut lines = client.call(Export::new(i64::MAX)).await.expect("lines");
        assert!(lines.next().await.is_some_and(|line| line.is_ok()));
        let mut file =
            client.call(Download::new(1_i64 << 40)).await.expect("a file").into_stream().expect("new");
        assert!(file.next().await.is_some_and(|piece| piece.is_ok()));
        assert_eq!(backend.alive.load(Ordering::SeqCst), 3);
        drop((events, lines, file));
        assert!(backend.is_quiet().await, "{} streams are alive", backend.alive.load(Ordering::SeqCst));
    }
    // The connections that were broken off are not used again.
    assert_eq!(client.call(Report::new()).await.expect("a text"), "a,b\n1,2\n");
}

#[tokio::test]
async fn a_long_line_ends_the_stream() {
    let (backend, _, client) = served().await;
    let mut events = client.call(Watch::new(i64::MAX)).await.expect("events").max_event(10);
    assert!(matches!(events.next().await, Some(Err(rt::StreamError::LongLine { limit: 10 }))));
    assert!(events.next().await.is_none());
    assert!(backend.is_quiet().await);
}

#[tokio::test]
async fn variants_are_told_apart_by_their_media_types() {
    let (_, recorded, client) = served().await;
    let call = |wanted: &str| client.call(Complete::new(wanted.to_owned()));
    assert_eq!(call("").await.expect("a response"), CompleteResponse::Whole(Note { number: 1 }));
    assert!(recorded.sent().contains("accept: application/json, text/event-stream, text/csv\r\n"));
    assert_eq!(call("table").await.expect("a response"), CompleteResponse::Table("a\n".to_owned()));
    assert!(recorded.received().contains("content-type: text/csv\r\n"));
    assert_eq!(call("later").await.expect("a response"), CompleteResponse::Later);
    let CompleteResponse::Parts(parts) = call("parts").await.expect("a response") else {
        panic!("not in parts");
    };
    let parts: Vec<i64> = parts.map(|part| part.expect("a part").data.number).collect().await;
    assert_eq!(parts, [0, 1, 2]);
}

#[test]
fn blocking_code_reads_streams() {
    let runtime = tokio::runtime::Runtime::new().expect("threads");
    let (backend, _, client) = runtime.block_on(served());
    let client = rt::blocking::Client::new(client).expect("a runtime");
    let mut bytes = Vec::new();
    let mut file = client.call(Download::new(300_000)).expect("a file").into_reader().expect("a reader");
    std::io::Read::read_to_end(&mut file, &mut bytes).expect("bytes");
    assert_eq!(bytes, vec![7; 300_000]);
    let events = client.call(Watch::new(1_000)).expect("events").blocking().expect("an iterator");
    assert!(events.map(|event| event.expect("an event").data.number).eq(0..1_000));
    let mut lines = client.call(Export::new(i64::MAX)).expect("lines").blocking().expect("an iterator");
    assert!(lines.by_ref().take(100).map(|line| line.expect("a line").number).eq(0..100));
    drop(lines);
    assert!(runtime.block_on(backend.is_quiet()));
}

#[test]
fn blocking_code_reads_streams_of_a_router_in_its_process() {
    let router = streams::server::router()
        .mount(streams::files::routes(), Arc::new(Backend::default()))
        .into_axum()
        .expect("complete");
    let client = rt::Client::<Streams>::builder().build_over(rt::InProcess::new(router)).expect("a client");
    let client = rt::blocking::Client::new(client).expect("a runtime");
    let events = client.call(Watch::new(1_000)).expect("events").blocking().expect("an iterator");
    drop(client);
    assert!(events.map(|event| event.expect("an event").data.number).eq(0..1_000));
}
