//! Requests that are not JSON: files, texts and bytes as the whole body, and files in multipart forms.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bindery_language::Recorded;
use rt::server::{BackendResult, RequestContext};
use rt::{Action as _, Caller as _, StreamExt as _};
use streams::files::Note;
use streams::prelude::UploadsBackend;
use streams::uploads::{
    Blob, Note as SendNote, Picture, Received, Send_ as SendFiles, SendRequired, Upload, UploadRequired,
};
use streams::{ErrorCode, Streams, rt};

mod streams {
    bindery_macros::api!("spec/streams", client, blocking, server);
}

#[derive(Clone, Default)]
struct Backend {
    calls: Arc<AtomicUsize>,
}

fn about(content: &rt::Content) -> String {
    let (media_type, name) = (content.media_type().unwrap_or("-"), content.file_name().unwrap_or("-"));
    format!("{name}: {media_type}")
}

impl UploadsBackend for Backend {
    async fn upload(&self, request: Upload, _: RequestContext) -> BackendResult<Upload> {
        self.calls.fetch_add(1, Ordering::SeqCst);
        if request.name == "unread" {
            return Err(ErrorCode::Gone.into());
        }
        let about = about(&request.data);
        let mut pieces = request.data.into_stream().map_err(|_| ErrorCode::Wrong)?;
        let mut length = 0;
        while let Some(piece) = pieces.next().await {
            match piece {
                Ok(piece) => length += piece.len() as i64,
                Err(rt::StreamError::TooLarge { .. }) => return Err(ErrorCode::Gone.into()),
                Err(_) => return Err(ErrorCode::Wrong.into()),
            }
            if request.name == "stop" && length > 1_000_000 {
                return Err(ErrorCode::Gone.into());
            }
        }
        Ok(Received { length, about })
    }

    async fn picture(&self, request: Picture, _: RequestContext) -> BackendResult<Picture> {
        let about = about(&request.data);
        let length = request.data.bytes().await.map_err(|_| ErrorCode::Wrong)?.len() as i64;
        Ok(Received { length, about })
    }

    async fn note(&self, request: SendNote, _: RequestContext) -> BackendResult<SendNote> {
        Ok(Received { length: request.text.len() as i64, about: request.text })
    }

    async fn blob(&self, request: Blob, _: RequestContext) -> BackendResult<Blob> {
        let about = if request.data.is_some() { "bytes" } else { "nothing" };
        Ok(Received { length: request.data.map_or(0, |data| data.len() as i64), about: about.to_owned() })
    }

    async fn send(&self, request: SendFiles, _: RequestContext) -> BackendResult<SendFiles> {
        let files = std::iter::once(request.document).chain(request.more.into_iter().flatten());
        let mut all = vec![request.chat, request.note.map_or(0, |note| note.number).to_string()];
        let mut length = 0;
        for file in files {
            all.push(about(&file));
            length += file.bytes().await.map_err(|_| ErrorCode::Wrong)?.len() as i64;
        }
        Ok(Received { length, about: all.join(", ") })
    }
}

async fn served() -> (Backend, Recorded, rt::Client<Streams>) {
    let backend = Backend::default();
    let router = streams::server::router().max_stream(100_000_000);
    let router = router.mount(streams::uploads::routes(), Arc::new(backend.clone()));
    let recorded = Recorded::start(router.into_axum().expect("complete")).await.expect("a port");
    let client = rt::Client::builder().base_url(recorded.url()).build().expect("a client");
    (backend, recorded, client)
}

#[tokio::test]
async fn bodies_are_what_they_are() {
    let (_, recorded, client) = served().await;
    let received = client.call(SendNote::new("größer")).await.expect("a response");
    assert_eq!((received.length, received.about.as_str()), (8, "größer"));
    let sent = recorded.sent();
    assert!(sent.contains("content-type: text/plain\r\n") && sent.ends_with("\r\n\r\ngrößer"), "{sent}");
    assert!(client.call(SendNote::new("")).await.is_err());

    let received = client.call(Blob::new().with(|blob| blob.data = Some(vec![0, 255].into()))).await;
    assert_eq!(received.expect("a response").length, 2);
    assert!(recorded.sent().contains("content-type: application/octet-stream\r\n"));
    assert_eq!(client.call(Blob::new()).await.expect("a response").about, "nothing");

    let cat = rt::Content::from("PNG").with_media_type("image/png");
    assert_eq!(client.call(Picture::new(cat)).await.expect("a response").about, "-: image/png");
    for wrong in [rt::Content::from("x"), rt::Content::from("x").with_media_type("text/plain")] {
        let error = client.call(Picture::new(wrong)).await.expect_err("another media type");
        assert!(error.to_string().contains("image/*"), "{error}");
    }
}

fn to(name: &str, data: rt::Content) -> Upload {
    Upload::new(UploadRequired { name: name.to_owned(), data })
}

/// Stream of this many pieces of 64 KiB.
fn pieces(count: usize) -> impl rt::Stream<Item = Result<Vec<u8>, std::io::Error>> {
    futures_util::stream::iter((0..count).map(|_| Ok(vec![7; 64 * 1024])))
}

#[tokio::test]
async fn large_bodies_are_streamed() {
    let (backend, recorded, client) = served().await;
    let upload = |name: &str, data: rt::Content| client.call(to(name, data));
    let received = upload("a b", rt::Content::stream(pieces(160))).await.expect("a response");
    assert_eq!(received.length, 160 * 64 * 1024);
    assert!(recorded.sent().starts_with("PUT /upload/a%20b HTTP/1.1\r\n"));

    let file = std::env::temp_dir().join(format!("bindery-upload-{}", std::process::id()));
    std::fs::write(&file, vec![1; 3_000_000]).expect("a file");
    let content = rt::Content::file(&file).expect("a file").with_media_type("application/pdf");
    let again = content.clone();
    let received = upload("file", content).await.expect("a response");
    assert_eq!((received.length, received.about.as_str()), (3_000_000, "-: application/pdf"));
    assert!(recorded.sent().contains("content-length: 3000000\r\n"));
    assert_eq!(upload("file", again).await.expect("sent again").length, 3_000_000);
    std::fs::remove_file(&file).expect("removed");

    // A backend need not read the body, and may stop in the middle.
    for name in ["unread", "stop"] {
        let result = upload(name, rt::Content::stream(pieces(1_000))).await;
        assert!(result.is_err(), "{result:?}");
    }
    // More than the server takes.
    assert!(upload("large", rt::Content::stream(pieces(2_000))).await.is_err());
    let calls = backend.calls.load(Ordering::SeqCst);
    assert_eq!(calls, 6);
}

#[tokio::test]
async fn a_stream_is_sent_once_and_comes_back_if_nothing_of_it_was_read() {
    let nowhere = rt::Client::<Streams>::builder().base_url("http://127.0.0.1:1").retries(1).build();
    let nowhere = nowhere.expect("a client");
    let content = rt::Content::stream(pieces(3));
    assert!(nowhere.call(to("x", content.clone())).await.is_err());
    assert!(!content.is_spent());
    let (backend, _, client) = served().await;
    assert_eq!(client.call(to("x", content.clone())).await.expect("sent").length, 3 * 64 * 1024);
    assert!(content.is_spent());
    let error = client.call(to("x", content)).await.expect_err("sent before");
    assert!(error.to_string().contains("used once"), "{error}");
    assert_eq!(backend.calls.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_slow_upload_has_the_timeout_between_its_pieces() {
    let (_, recorded, _) = served().await;
    let client =
        rt::Client::<Streams>::builder().base_url(recorded.url()).timeout(Duration::from_millis(400));
    let client = client.build().expect("a client");
    let slow = |pause: u64| {
        rt::Content::stream(pieces(6).then(move |piece| async move {
            tokio::time::sleep(Duration::from_millis(pause)).await;
            piece
        }))
    };
    assert!(client.call(to("slow", slow(150))).await.is_ok());
    let error = client.call(to("stalled", slow(5_000))).await.expect_err("too slow");
    assert!(matches!(error, rt::Error::Timeout(_)), "{error}");
}

#[tokio::test]
async fn files_are_parts_of_a_form() {
    let (_, recorded, client) = served().await;
    let document = rt::Content::from("%PDF").with_media_type("application/pdf").with_file_name("a \"b\".pdf");
    let request = SendFiles::new(SendRequired { chat: "me".to_owned(), document }).with(|send| {
        send.more = Some(vec![
            rt::Content::stream(pieces(2)).with_file_name("größer"),
            rt::Content::from(vec![0, 255]),
        ]);
        send.note = Some(Note { number: 7 });
    });
    let received = client.call(request).await.expect("a response");
    assert_eq!(received.length, 4 + 2 * 64 * 1024 + 2);
    let files =
        "a %22b%22.pdf: application/pdf, größer: application/octet-stream, file: application/octet-stream";
    assert_eq!(received.about, format!("me, 7, {files}"));
    let sent = recorded.sent();
    assert!(
        sent.contains("Content-Disposition: form-data; name=\"chat\"\r\n\r\nme\r\n"),
        "{}",
        &sent[..1_000]
    );
    assert!(sent.contains("name=\"note\"\r\nContent-Type: application/json\r\n\r\n{\"number\":7}\r\n"));
    let document = "name=\"document\"; filename=\"a %22b%22.pdf\"\r\nContent-Type: application/pdf\r\n\r\n";
    assert!(sent.contains(document), "{}", &sent[..1_000]);
}

#[tokio::test]
async fn other_media_types_are_rejected() {
    let (_, recorded, _) = served().await;
    let http = rt::Http::new().expect("a transport");
    let send = async |path: &str, media_type: &str, body: &'static [u8]| {
        let request = http::Request::post(format!("{}{path}", recorded.url()))
            .header("content-type", media_type)
            .body(bytes::Bytes::from_static(body));
        let limits = rt::client::TransportLimits { response_bytes: 1 << 20 };
        rt::Transport::send(&http, request.expect("a request"), limits)
            .await
            .expect("a response")
            .status()
            .as_u16()
    };
    assert_eq!(send("/pictures", "text/plain", b"x").await, 415);
    assert_eq!(send("/pictures", "image/webp; q=1", b"x").await, 200);
    assert_eq!(send("/notes", "application/json", b"\"x\"").await, 415);
    assert_eq!(send("/notes", "text/plain; charset=utf-8", b"x").await, 200);
    assert_eq!(send("/notes", "text/plain; charset=utf-16", b"x\0").await, 415);
    assert_eq!(send("/notes", "text/plain", b"\xff").await, 400);
    assert_eq!(send("/blobs", "image/png", b"x").await, 200);
}
