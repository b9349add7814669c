//! Body of a request or response: collected bytes, a file or reader, or a stream of pieces.

use std::fmt;
use std::io::Read;
use std::pin::Pin;
use std::sync::Mutex;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_util::Stream;
use http_body::{Frame, SizeHint};
use tokio::task::JoinHandle;

use super::StreamError;
use super::error::BoxError;
use super::once::Lent;

/// Body from elsewhere.
type Foreign = Pin<Box<dyn http_body::Body<Data = Bytes, Error = BoxError> + Send>>;

/// Body of a request or response, in pieces. It is both an [`http_body::Body`], for transports and services, and a
/// [`Stream`] of bytes, for programs. Dropping it stops the sender.
pub struct Body {
    pieces: Pieces,
    /// Runtime of a blocking client, which must run while the body is read.
    #[cfg(feature = "blocking")]
    runtime: Option<std::sync::Arc<crate::blocking::Own>>,
}

enum Pieces {
    /// All bytes at once; `None` after they were taken.
    Whole(Option<Bytes>),
    Lent(Lent),
    /// The lock is never taken; it makes the body `Sync`.
    Foreign(Mutex<Foreign>),
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.pieces {
            Pieces::Whole(bytes) => write!(f, "Body({} bytes)", bytes.as_ref().map_or(0, Bytes::len)),
            Pieces::Lent(_) | Pieces::Foreign(_) => f.write_str("Body(stream)"),
        }
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self::of(Pieces::Whole(Some(bytes).filter(|bytes| !bytes.is_empty())))
    }
}

impl Body {
    /// Wraps the body of another library.
    pub fn new<B>(body: B) -> Self
    where
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        Self::of(Pieces::Foreign(Mutex::new(Box::pin(Boxed(Box::pin(body))))))
    }

    pub(super) fn reader(reader: impl Read + Send + 'static, length: Option<u64>) -> Self {
        Self::new(ReaderBody { state: Reading::Idle(Box::new(reader)), left: length })
    }

    pub(super) fn lent(lent: Lent) -> Self {
        Self::of(Pieces::Lent(lent))
    }

    fn of(pieces: Pieces) -> Self {
        Self {
            pieces,
            #[cfg(feature = "blocking")]
            runtime: None,
        }
    }

    /// Joins bodies to one, of which the length is known if that of each is.
    #[cfg(feature = "client")]
    pub(crate) fn joined(bodies: Vec<Body>, length: Option<u64>) -> Self {
        let stream = futures_util::stream::iter(bodies);
        Self::new(StreamBody { stream: Box::pin(futures_util::StreamExt::flatten(stream)), left: length })
    }

    /// Returns all bytes, if they are already there.
    pub fn as_bytes(&self) -> Option<&[u8]> {
        match &self.pieces {
            Pieces::Whole(bytes) => Some(bytes.as_deref().unwrap_or_default()),
            Pieces::Lent(_) | Pieces::Foreign(_) => None,
        }
    }

    /// Takes the bytes, if they are already there.
    pub(super) fn take_whole(&mut self) -> Option<Bytes> {
        match &mut self.pieces {
            Pieces::Whole(bytes) => Some(bytes.take().unwrap_or_default()),
            Pieces::Lent(_) | Pieces::Foreign(_) => None,
        }
    }

    /// Collects the body.
    ///
    /// # Errors
    /// When the body is larger than `limit`, or the sender fails.
    pub async fn collect(mut self, limit: usize) -> Result<Bytes, StreamError> {
        if let Pieces::Whole(bytes) = &mut self.pieces {
            let bytes = bytes.take().unwrap_or_default();
            return if bytes.len() > limit { Err(too_large(limit)) } else { Ok(bytes) };
        }
        if http_body::Body::size_hint(&self).lower() > limit as u64 {
            return Err(too_large(limit));
        }
        // Pieces are copied into one buffer, because many small ones would take many times their size.
        let mut all = Vec::new();
        while let Some(piece) = self.next_piece().await {
            let piece = piece?;
            if piece.len() > limit - all.len() {
                return Err(too_large(limit));
            }
            all.extend_from_slice(&piece);
        }
        Ok(all.into())
    }

    async fn next_piece(&mut self) -> Option<Result<Bytes, StreamError>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Keeps the runtime of a blocking client running while the body is read.
    #[cfg(feature = "blocking")]
    pub(crate) fn on(mut self, runtime: std::sync::Arc<crate::blocking::Own>) -> Self {
        self.runtime = Some(runtime);
        self
    }

    #[cfg(feature = "blocking")]
    pub(super) fn runtime(&self) -> Option<&std::sync::Arc<crate::blocking::Own>> {
        self.runtime.as_ref()
    }
}

fn too_large(limit: usize) -> StreamError {
    StreamError::TooLarge { limit: limit as u64 }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = StreamError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, StreamError>>> {
        match &mut self.pieces {
            Pieces::Whole(bytes) => Poll::Ready(bytes.take().map(|bytes| Ok(Frame::data(bytes)))),
            Pieces::Lent(lent) => lent.poll_frame(context),
            Pieces::Foreign(body) => {
                let body = body.get_mut().unwrap_or_else(std::sync::PoisonError::into_inner);
                body.as_mut().poll_frame(context).map_err(StreamError::from_boxed)
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.pieces {
            Pieces::Whole(bytes) => bytes.is_none(),
            Pieces::Lent(lent) => lent.body().is_some_and(http_body::Body::is_end_stream),
            Pieces::Foreign(body) => body.try_lock().is_ok_and(|body| body.is_end_stream()),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.pieces {
            Pieces::Whole(bytes) => SizeHint::with_exact(bytes.as_ref().map_or(0, Bytes::len) as u64),
            Pieces::Lent(lent) => lent.size_hint(),
            Pieces::Foreign(body) => body.try_lock().map(|body| body.size_hint()).unwrap_or_default(),
        }
    }
}

impl Stream for Body {
    type Item = Result<Bytes, StreamError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            match ready!(http_body::Body::poll_frame(self.as_mut(), context)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(bytes) if bytes.is_empty() => {}
                    Ok(bytes) => return Poll::Ready(Some(Ok(bytes))),
                    // Trailers are no data.
                    Err(_) => {}
                },
            }
        }
    }
}

/// Body with a boxed error.
struct Boxed<B>(Pin<Box<B>>);

impl<B: http_body::Body<Data = Bytes, Error: Into<BoxError>>> http_body::Body for Boxed<B> {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        self.0.as_mut().poll_frame(context).map_err(Into::into)
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.0.size_hint()
    }
}

/// Pieces of a stream as a body, with the length that the program has stated.
pub(super) struct StreamBody<S> {
    pub(super) stream: S,
    pub(super) left: Option<u64>,
}

impl<S, B, E> http_body::Body for StreamBody<S>
where
    S: Stream<Item = Result<B, E>> + Unpin,
    B: Into<Bytes>,
    E: Into<BoxError>,
{
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let piece = ready!(Pin::new(&mut self.stream).poll_next(context));
        Poll::Ready(piece.map(|piece| {
            let bytes: Bytes = piece.map_err(Into::into)?.into();
            self.left = self.left.map(|left| left.saturating_sub(bytes.len() as u64));
            Ok(Frame::data(bytes))
        }))
    }

    fn size_hint(&self) -> SizeHint {
        self.left.map_or_else(SizeHint::new, SizeHint::with_exact)
    }
}

/// Size of a piece that is read from a file or another reader.
const PIECE: usize = 64 * 1024;

type BoxedReader = Box<dyn Read + Send>;

/// Body of a file or another blocking reader, which is read on tokio's threads for blocking work.
struct ReaderBody {
    state: Reading,
    left: Option<u64>,
}

enum Reading {
    Idle(BoxedReader),
    Busy(JoinHandle<(BoxedReader, std::io::Result<Vec<u8>>)>),
    Done,
}

impl http_body::Body for ReaderBody {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = &mut *self;
        loop {
            match std::mem::replace(&mut this.state, Reading::Done) {
                Reading::Done => return Poll::Ready(None),
                Reading::Idle(mut reader) => {
                    let most = this.left.map_or(PIECE, |left| left.min(PIECE as u64) as usize);
                    if most == 0 {
                        return Poll::Ready(None);
                    }
                    this.state = Reading::Busy(tokio::task::spawn_blocking(move || {
                        let mut piece = vec![0; most];
                        let read = loop {
                            match reader.read(&mut piece) {
                                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                                read => break read,
                            }
                        };
                        let read = read.map(|length| {
                            piece.truncate(length);
                            piece
                        });
                        (reader, read)
                    }));
                }
                Reading::Busy(mut task) => match Pin::new(&mut task).poll(context) {
                    Poll::Pending => {
                        this.state = Reading::Busy(task);
                        return Poll::Pending;
                    }
                    Poll::Ready(Err(error)) => return Poll::Ready(Some(Err(error.into()))),
                    Poll::Ready(Ok((_, Err(error)))) => {
                        return Poll::Ready(Some(Err(error.into())));
                    }
                    Poll::Ready(Ok((_, Ok(piece)))) if piece.is_empty() => return Poll::Ready(None),
                    Poll::Ready(Ok((reader, Ok(piece)))) => {
                        this.left = this.left.map(|left| left.saturating_sub(piece.len() as u64));
                        this.state = Reading::Idle(reader);
                        return Poll::Ready(Some(Ok(Frame::data(piece.into()))));
                    }
                },
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.left == Some(0)
    }

    fn size_hint(&self) -> SizeHint {
        self.left.map_or_else(SizeHint::new, SizeHint::with_exact)
    }
}
