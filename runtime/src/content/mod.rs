//! Contents: bytes with a media type, from memory, a file or a stream, in both directions; and the typed streams over
//! them, server-sent events and JSON lines.

mod body;
mod error;
mod events;
mod headers;
mod lines;
mod once;
#[cfg(any(feature = "client", feature = "server"))]
mod pause;
#[cfg(feature = "blocking")]
mod reader;
mod wire;

use std::fmt;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use futures_util::Stream;
#[cfg(feature = "server")]
use futures_util::{StreamExt as _, stream};
use http::header::CONTENT_TYPE;

pub use body::Body;
pub(crate) use error::BoxError;
pub use error::StreamError;
pub use events::{Event, Events};
#[cfg(any(feature = "client", feature = "server"))]
pub(crate) use headers::disposition;
pub(crate) use headers::file_name;
pub use lines::JsonLines;
use once::Once;
#[cfg(any(feature = "client", feature = "server"))]
pub(crate) use pause::Pause;
#[cfg(feature = "blocking")]
pub use reader::Reader;

use crate::ResponseHead;

/// Maximum size of a content that [`Content::bytes`] collects, in bytes.
pub const MAX_COLLECTED: usize = 16 * 1024 * 1024;

/// Content of a file, a download or an upload: bytes, with a media type and perhaps a file name and a length. Its bytes
/// are in memory, in a file or in a stream, and a stream is never collected unless the program does so.
///
/// A clone shares the bytes. A stream can be read or sent once, by one of the clones, so a call with a stream is not
/// repeated once a part of it was sent. Bytes and files can be sent again.
///
/// ```
/// use bindery_runtime::Content;
///
/// let picture = Content::from(&b"\x89PNG"[..]).with_media_type("image/png").with_file_name("cat.png");
/// assert_eq!(picture.length(), Some(4));
/// assert_eq!(picture.media_type(), Some("image/png"));
/// ```
#[derive(Clone)]
pub struct Content {
    source: Source,
    media_type: Option<String>,
    file_name: Option<String>,
    /// Data of the server-sent event that ends the stream.
    end: Option<&'static str>,
}

#[derive(Clone)]
enum Source {
    Bytes(Bytes),
    File(Arc<PathBuf>, u64),
    Stream(Arc<Once>),
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let media_type = self.media_type().unwrap_or("content");
        match self.length() {
            Some(length) => write!(f, "[{length} bytes of {media_type}]"),
            None => write!(f, "[stream of {media_type}]"),
        }
    }
}

/// Two contents are equal if they have the same bytes in memory, the same file, or the same stream.
impl PartialEq for Content {
    fn eq(&self, other: &Self) -> bool {
        let same = match (&self.source, &other.source) {
            (Source::Bytes(one), Source::Bytes(other)) => one == other,
            (Source::File(one, length), Source::File(other, other_length)) => {
                one == other && length == other_length
            }
            (Source::Stream(one), Source::Stream(other)) => Arc::ptr_eq(one, other),
            (Source::Bytes(_) | Source::File(..) | Source::Stream(_), _) => false,
        };
        same && self.media_type == other.media_type && self.file_name == other.file_name
    }
}

impl Eq for Content {}

/// No bytes.
impl Default for Content {
    fn default() -> Self {
        Self::from(Bytes::new())
    }
}

macro_rules! from_bytes {
    ($($ty:ty),*) => {$(
        impl From<$ty> for Content {
            fn from(bytes: $ty) -> Self {
                Self::of(Source::Bytes(bytes.into()))
            }
        }
    )*};
}

from_bytes!(Bytes, Vec<u8>, String, &'static [u8], &'static str);

impl Content {
    fn of(source: Source) -> Self {
        Self { source, media_type: None, file_name: None, end: None }
    }

    /// Creates a content from a file, with the name of the file. The file is opened and read each time it is sent.
    ///
    /// # Errors
    /// When the file does not exist or is not readable.
    pub fn file(path: impl AsRef<Path>) -> io::Result<Self> {
        let path = path.as_ref();
        let length = std::fs::File::open(path)?.metadata()?.len();
        let name = path.file_name().and_then(|name| name.to_str()).map(str::to_owned);
        Ok(Self { file_name: name, ..Self::of(Source::File(Arc::new(path.to_owned()), length)) })
    }

    /// Creates a content from a stream of pieces. It can be sent or read once.
    pub fn stream<S, B, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes> + 'static,
        E: Into<BoxError> + 'static,
    {
        Self::from_body(Body::new(body::StreamBody { stream: Box::pin(stream), left: None }))
    }

    /// Creates a content from a stream whose length is known. A body of another length breaks the connection.
    pub fn stream_of<S, B, E>(length: u64, stream: S) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes> + 'static,
        E: Into<BoxError> + 'static,
    {
        Self::from_body(Body::new(body::StreamBody { stream: Box::pin(stream), left: Some(length) }))
    }

    /// Creates a content from a reader, for code that is not async. It can be sent once. `length` is the number of bytes,
    /// if it is known.
    pub fn reader(reader: impl Read + Send + 'static, length: Option<u64>) -> Self {
        Self::from_body(Body::reader(reader, length))
    }

    /// Creates a content from a body. It can be sent or read once, unless the body is already collected.
    pub fn from_body(mut body: Body) -> Self {
        match body.take_whole() {
            Some(bytes) => Self::from(bytes),
            None => Self::of(Source::Stream(Once::new(body))),
        }
    }

    /// Sets the media type, such as `image/png`.
    #[must_use]
    pub fn with_media_type(mut self, media_type: impl Into<String>) -> Self {
        self.media_type = Some(media_type.into());
        self
    }

    /// Sets the file name, which is sent with a part of a multipart form, and with a response.
    #[must_use]
    pub fn with_file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    /// Sets the media type and the file name that the head of a response has, and the data of the server-sent event that
    /// ends the stream.
    pub(crate) fn of_response(mut self, head: &ResponseHead, end: Option<&'static str>) -> Self {
        self.media_type = head.headers.text(CONTENT_TYPE.as_str()).map(str::to_owned).or(self.media_type);
        self.file_name = file_name(&head.headers).or(self.file_name);
        self.end = end;
        self
    }

    pub(crate) fn end(&self) -> Option<&'static str> {
        self.end
    }

    /// Returns the content to send, followed by the server-sent event that ends it.
    #[cfg(feature = "server")]
    pub(crate) fn followed_by(self, end: &str) -> Result<Body, StreamError> {
        let mut last = String::new();
        events::push_data(end, &mut last);
        let last = stream::iter([Bytes::from(last)]).map(Ok);
        // A body ends at its first error, so a broken stream has no such event.
        Ok(Body::new(body::StreamBody { stream: Box::pin(self.into_stream()?.chain(last)), left: None }))
    }

    /// Returns the media type, with its parameters; `None` if it is not known.
    pub fn media_type(&self) -> Option<&str> {
        self.media_type.as_deref()
    }

    /// Returns the file name; `None` if there is none. A received name has no folders.
    pub fn file_name(&self) -> Option<&str> {
        self.file_name.as_deref()
    }

    /// Returns the number of bytes; `None` if it is not known before the end.
    pub fn length(&self) -> Option<u64> {
        match &self.source {
            Source::Bytes(bytes) => Some(bytes.len() as u64),
            Source::File(_, length) => Some(*length),
            Source::Stream(once) => once.length(),
        }
    }

    /// Whether the content is a stream that was already read or sent.
    pub fn is_spent(&self) -> bool {
        matches!(&self.source, Source::Stream(once) if once.is_spent())
    }

    /// Whether the content can be read or sent once only.
    pub fn is_stream(&self) -> bool {
        matches!(self.source, Source::Stream(_))
    }

    /// Collects the content, if it has at most 16 MiB.
    ///
    /// # Errors
    /// When the content is larger, the sender fails, or the stream was already read.
    pub async fn bytes(self) -> Result<Bytes, StreamError> {
        self.bytes_within(MAX_COLLECTED).await
    }

    /// Collects the content, if it has at most `limit` bytes.
    ///
    /// # Errors
    /// When the content is larger, the sender fails, or the stream was already read.
    pub async fn bytes_within(self, limit: usize) -> Result<Bytes, StreamError> {
        self.into_stream()?.collect(limit).await
    }

    /// Returns the pieces of the content, as a stream.
    ///
    /// # Errors
    /// When the file cannot be opened, or the stream was already read or sent.
    pub fn into_stream(self) -> Result<Body, StreamError> {
        match &self.source {
            Source::Stream(once) => once.take(),
            Source::Bytes(_) | Source::File(..) => self.to_body(),
        }
    }

    /// Returns a body to send. A one-shot stream comes back if nothing of it is read.
    pub(crate) fn to_body(&self) -> Result<Body, StreamError> {
        match &self.source {
            Source::Bytes(bytes) => Ok(Body::from(bytes.clone())),
            Source::File(path, length) => {
                let file =
                    std::fs::File::open(path.as_path()).map_err(|error| StreamError::Broken(error.into()))?;
                Ok(Body::reader(file, Some(*length)))
            }
            Source::Stream(once) => once.lend(),
        }
    }
}
