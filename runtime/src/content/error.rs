//! Error of a streamed body.

use std::error::Error;
use std::fmt;
use std::time::Duration;

use crate::Fault;

/// Boxed error of a body from elsewhere.
pub(crate) type BoxError = Box<dyn Error + Send + Sync>;

/// Error of a content, an event stream or a stream of JSON lines while it is read. Every error except
/// [`StreamError::Item`] ends the stream.
#[derive(Debug)]
#[non_exhaustive]
pub enum StreamError {
    /// The sender failed, or the connection closed before the end.
    Broken(BoxError),
    /// No data arrived within the timeout.
    Late {
        /// Longest time between two pieces of the body.
        after: Duration,
    },
    /// The body is larger than the limit.
    TooLarge {
        /// Maximum size, in bytes.
        limit: u64,
    },
    /// A line or an event is longer than the limit.
    LongLine {
        /// Maximum length, in bytes.
        limit: usize,
    },
    /// The stream was already read or sent. A stream can be used once.
    Spent,
    /// An event or a line is not of the expected type. The stream continues with the next one.
    Item(Fault),
}

impl fmt::Display for StreamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StreamError::Broken(source) => write!(f, "the stream ended early: {source}"),
            StreamError::Late { after } => write!(f, "no data arrived within {after:?}"),
            StreamError::TooLarge { limit } => write!(f, "the content is larger than {limit} bytes"),
            StreamError::LongLine { limit } => write!(f, "a line is longer than {limit} bytes"),
            StreamError::Spent => f.write_str("the stream was already read or sent, and can be used once"),
            StreamError::Item(fault) => write!(f, "an item cannot be read: {fault}"),
        }
    }
}

impl Error for StreamError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            StreamError::Broken(source) => Some(source.as_ref()),
            StreamError::Item(fault) => Some(fault),
            StreamError::Late { .. }
            | StreamError::TooLarge { .. }
            | StreamError::LongLine { .. }
            | StreamError::Spent => None,
        }
    }
}

impl StreamError {
    /// Converts an error of a body from elsewhere. A stream error, also as a source of another error, stays what it is.
    pub(crate) fn from_boxed(error: BoxError) -> Self {
        match error.downcast::<StreamError>() {
            Ok(error) => *error,
            Err(error) => {
                let mut source: Option<&(dyn Error + 'static)> = Some(error.as_ref());
                while let Some(inner) = source {
                    match inner.downcast_ref::<StreamError>() {
                        Some(StreamError::Late { after }) => return StreamError::Late { after: *after },
                        Some(StreamError::TooLarge { limit }) => {
                            return StreamError::TooLarge { limit: *limit };
                        }
                        Some(StreamError::Spent) => return StreamError::Spent,
                        _ => source = inner.source(),
                    }
                }
                StreamError::Broken(error)
            }
        }
    }
}

/// Failure of a stream as an I/O error, for readers and for code that works with them.
impl From<StreamError> for std::io::Error {
    fn from(error: StreamError) -> Self {
        let kind = match &error {
            StreamError::Late { .. } => std::io::ErrorKind::TimedOut,
            StreamError::Item(_) | StreamError::LongLine { .. } => std::io::ErrorKind::InvalidData,
            StreamError::Broken(_) => std::io::ErrorKind::UnexpectedEof,
            StreamError::TooLarge { .. } | StreamError::Spent => std::io::ErrorKind::Other,
        };
        std::io::Error::new(kind, error)
    }
}
