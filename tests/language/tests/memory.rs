//! Memory of streamed bodies: an upload and a download through generated client and router take little memory, whatever
//! their size.
//!
//! `scripts/prove streams` runs the same with 1 GiB.

use std::future::IntoFuture as _;
use std::sync::Arc;

use peak_alloc::PeakAlloc;
use rt::server::{BackendResult, RequestContext};
use rt::{Caller as _, StreamExt as _};
use streams::files::Download;
use streams::prelude::{FilesBackend, UploadsBackend};
use streams::uploads::{Received, Upload, UploadRequired};
use streams::{ErrorCode, Streams, rt};

mod streams {
    bindery_macros::api!("spec/streams", client, blocking, server);
}

#[global_allocator]
static ALLOCATED: PeakAlloc = PeakAlloc;

const PIECE: usize = 64 * 1024;

struct Backend;

fn pieces(size: u64) -> rt::Content {
    let pieces = (0..size / PIECE as u64).map(|_| Ok::<_, std::io::Error>(vec![7; PIECE]));
    rt::Content::stream_of(size, futures_util::stream::iter(pieces))
}

async fn length(content: rt::Content) -> u64 {
    let mut pieces = content.into_stream().expect("not yet read");
    let mut length = 0;
    while let Some(piece) = pieces.next().await {
        length += piece.expect("a piece").len() as u64;
    }
    length
}

impl FilesBackend for Backend {
    async fn download(&self, request: Download, _: RequestContext) -> BackendResult<Download> {
        Ok(pieces(u64::try_from(request.size).map_err(|_| ErrorCode::Wrong)?))
    }
}

impl UploadsBackend for Backend {
    async fn upload(&self, request: Upload, _: RequestContext) -> BackendResult<Upload> {
        let length = i64::try_from(length(request.data).await).map_err(|_| ErrorCode::Wrong)?;
        Ok(Received { length, about: request.name })
    }
}

/// Both sides together take less than this, on top of what they take for an empty body.
const MOST: usize = 16 * 1024 * 1024;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_takes_little_memory_whatever_its_size() {
    let mebibytes: u64 =
        std::env::var("BINDERY_STREAM_MIB").map_or(64, |size| size.parse().expect("a number"));
    let size = mebibytes * 1024 * 1024;
    let backend = Arc::new(Backend);
    let router = streams::server::router()
        .mount(streams::files::routes(), Arc::clone(&backend))
        .mount(streams::uploads::routes(), backend);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(rt::server::serve(listener, router.into_axum().expect("complete")).into_future());
    let client = rt::Client::<Streams>::builder().base_url(format!("http://{address}")).build();
    let client = client.expect("a client");
    let upload = |size| client.call(Upload::new(UploadRequired { name: "x".to_owned(), data: pieces(size) }));
    let download = async |size: u64| {
        let file = client.call(Download::new(i64::try_from(size).expect("small"))).await.expect("a file");
        length(file).await
    };
    upload(0).await.expect("an upload");
    download(0).await;

    let before = ALLOCATED.current_usage();
    ALLOCATED.reset_peak_usage();
    assert_eq!(upload(size).await.expect("an upload").length.unsigned_abs(), size);
    let uploading = ALLOCATED.peak_usage().saturating_sub(before);
    ALLOCATED.reset_peak_usage();
    assert_eq!(download(size).await, size);
    let downloading = ALLOCATED.peak_usage().saturating_sub(before);
    println!("{mebibytes} MiB: upload {} KiB, download {} KiB", uploading / 1024, downloading / 1024);
    assert!(uploading < MOST && downloading < MOST, "{uploading} and {downloading} bytes");
}
