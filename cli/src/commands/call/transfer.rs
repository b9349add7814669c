//! Sending of a request, and receiving of the response: as a whole, or as a stream that is passed on while it arrives.

use std::error::Error;
use std::fs::File;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::Path;
use std::time::Duration;

use bindery_dynamic::DynamicApi;
use bindery_model as model;
use bindery_runtime::client::{TransportError, TransportLimits};
use bindery_runtime::content::Body;
use bindery_runtime::error::TooLarge;
use bindery_runtime::metadata::MediaType;
use bindery_runtime::{Http, StreamError, StreamExt as _, Transport as _};
use bytes::Bytes;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE};

use super::response::head_text;
use crate::args::Call;
use crate::exit::Exit;
use crate::failed::Failed;
use crate::output::{Output, Progress};

/// Maximum size of a response that is not passed on as a stream, equal to the default of the runtime's client.
const LARGEST: usize = 16 * 1024 * 1024;

/// Where streams are written.
pub(super) struct Target<'o> {
    file: Option<&'o Path>,
    raw: bool,
    head: bool,
    output: &'o Output,
}

impl<'o> Target<'o> {
    /// Decides by the options, and checks that the file can be created.
    pub(super) fn new(options: &'o Call, output: &'o Output) -> Result<Self, Failed> {
        let file = options.output.as_deref();
        if let Some(file) = file
            && crate::files::is_there(file)?
        {
            let message = format!("{} exists, and would be overwritten", file.display());
            return Err(Failed::usage(message).note("remove the file, or name another one"));
        }
        Ok(Self { file, raw: options.raw, head: options.head, output })
    }

    /// Whether a stream is passed on. Files are not printed on a terminal; events and lines are texts.
    fn takes(&self, action: &model::Action) -> bool {
        let is_text = action.response.bodies().all(|body| body.framing.is_some());
        self.file.is_some() || self.raw || is_text || !io::stdout().is_terminal()
    }
}

/// Creates a file for a response. It must be a new one.
pub(super) fn create(path: &Path) -> Result<File, Failed> {
    File::create_new(path).map_err(|error| Failed::file("create", path, &error))
}

/// Sends a request and waits for the response; `None` if it was a stream that was passed on.
pub(super) fn send(
    request: http::Request<Body>,
    timeout: Duration,
    action: &model::Action,
    details: &DynamicApi,
    (target, progress): (Target<'_>, Progress),
) -> Result<Option<http::Response<Bytes>>, Failed> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| {
        Failed::new(Exit::Unexpected, format!("cannot set up the HTTP client: {}", causes(&error)))
    })?;
    let transport = Http::new().map_err(|error| Failed::new(Exit::Unexpected, causes(&error)))?;
    let call = Sending { timeout, action, details };
    runtime.block_on(async {
        let limits = TransportLimits { response_bytes: LARGEST };
        let exchange = tokio::time::timeout(timeout, transport.exchange(request, limits)).await;
        let response = match exchange {
            Ok(response) => response.map_err(|error| call.failed(error))?,
            Err(_) => return Err(call.late()),
        };
        if call.is_stream(&response) && target.takes(action) {
            drop(progress);
            return call.pass_on(response, &target).await.map(|()| None);
        }
        let (head, body) = response.into_parts();
        let body = match tokio::time::timeout(timeout, body.collect(LARGEST)).await {
            Ok(Ok(body)) => body,
            Ok(Err(StreamError::TooLarge { .. })) => {
                let source = TooLarge { limit: LARGEST };
                return Err(call.failed(TransportError::after_sending(source)));
            }
            Ok(Err(error)) => return Err(call.failed(TransportError::after_sending(error))),
            Err(_) => return Err(call.late()),
        };
        Ok(Some(http::Response::from_parts(head, body)))
    })
}

/// A call that is sent.
struct Sending<'c> {
    timeout: Duration,
    action: &'c model::Action,
    details: &'c DynamicApi,
}

impl Sending<'_> {
    /// Whether a response is a stream and no error response.
    fn is_stream(&self, response: &http::Response<Body>) -> bool {
        let label = response.headers().get(CONTENT_TYPE).and_then(|label| label.to_str().ok());
        let is_json = label.is_some_and(|label| {
            let essence = bindery_vocabulary::essence(label);
            MediaType::of_name(&essence) == Some(MediaType::Json)
        });
        response.status().is_success()
            && self.action.response.is_stream()
            && !is_json
            // A packed body is reported when it is read.
            && !response.headers().contains_key(CONTENT_ENCODING)
            && self.details.action.response.has_media(label)
    }

    /// Writes a stream while it arrives.
    async fn pass_on(&self, response: http::Response<Body>, target: &Target<'_>) -> Result<(), Failed> {
        let (head, mut body) = response.into_parts();
        if target.head {
            target.output.foreign(&head_text(head.status.as_u16(), &head.headers))?;
        }
        let mut file = target.file.map(create).transpose()?;
        let mut length = 0u64;
        loop {
            let piece = match tokio::time::timeout(self.timeout, body.next()).await {
                Ok(Some(Ok(piece))) => piece,
                Ok(None) => break,
                Ok(Some(Err(error))) => return Err(self.ended(length, &causes(&error))),
                Err(_) => {
                    return Err(self.ended(length, &format!("nothing arrived within {:?}", self.timeout)));
                }
            };
            length += piece.len() as u64;
            match (&mut file, target.file) {
                (Some(file), Some(path)) => {
                    file.write_all(&piece).map_err(|error| Failed::file("write", path, &error))?;
                }
                _ if target.raw || !io::stdout().is_terminal() => target.output.bytes(&piece)?,
                _ => target.output.foreign(&String::from_utf8_lossy(&piece))?,
            }
        }
        if let Some(path) = target.file {
            target.output.note(&format!("wrote {length} bytes to {}", path.display()));
        }
        Ok(())
    }

    fn ended(&self, length: u64, why: &str) -> Failed {
        let message = format!("{}: the response ended after {length} bytes: {why}", self.details.name());
        Failed::new(Exit::NoResponse, message)
    }

    /// Warns where a repeated call could have a second effect.
    fn careful(&self, sent: bool) -> Option<String> {
        let text = "the request may have reached the server; check its effect before you retry";
        match self.action.effect {
            model::Effect::NotIdempotent | model::Effect::Money => sent.then(|| text.to_owned()),
            model::Effect::Read | model::Effect::Idempotent => None,
        }
    }

    fn failed(&self, error: TransportError) -> Failed {
        let name = self.details.name();
        if error.source.is::<TooLarge>() {
            // A response arrived, so the request has reached the server.
            let failed = Failed::new(Exit::Failure, format!("{name}: {}", error.source));
            return failed.maybe_note(self.careful(true));
        }
        let why = causes(error.source.as_ref());
        let message = format!("{name}: no response from the server: {why}");
        Failed::new(Exit::NoResponse, message).maybe_note(self.careful(error.sent))
    }

    fn late(&self) -> Failed {
        let message = format!("{}: no response within {:?}", self.details.name(), self.timeout);
        Failed::new(Exit::NoResponse, message)
            .note("increase the timeout: --timeout SECONDS")
            .maybe_note(self.careful(true))
    }
}

/// Formats an error with its causes, without repetitions.
fn causes(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let more = error.to_string();
        if !text.contains(&more) {
            text.extend([": ", &more]);
        }
        cause = error.source();
    }
    text
}
