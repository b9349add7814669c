//! `bindery call`: calls an action directly from its spec, over the runtime's client, without generated code.
//!
//! `find` looks up the action, `given` parses the command line, `encode` checks and encodes the parameters, `target`
//! determines the base address and the login, `credentials` handles authentication, `show` prints the request,
//! `response` reads the response. `bindery-dynamic` converts the model into the metadata that the runtime works with.

mod choice;
mod credentials;
mod encode;
mod find;
mod given;
mod response;
mod show;
mod target;
mod value;

use std::error::Error;
use std::path::Path;
use std::time::Duration;

use bindery_dynamic::DynamicApi;
use bindery_model as model;
use bindery_runtime::client::{TransportLimits, build_request};
use bindery_runtime::error::TooLarge;
use bindery_runtime::{Http, Transport};
use bytes::Bytes;

use crate::args::Call;
use crate::contract::successor;
use crate::exit::Exit;
use crate::failed::Failed;
use crate::output::Output;
use crate::specs::{Overlays, choose, load};

/// Maximum size of a response, equal to the default of the runtime's client.
const LARGEST: TransportLimits = TransportLimits { response_bytes: 16 * 1024 * 1024 };

/// Calls the action.
pub(crate) fn run(options: Call, spec: &Path, output: &Output) -> Result<Exit, Failed> {
    let chosen = choose(spec, std::slice::from_ref(&options.api))?;
    let overlays = Overlays::read(&options.overlays.files, &chosen, output)?;
    let api = load(spec, &options.api, &overlays)?.valid(&options.api, output)?;
    let (module, action) = find::find(&api, &options.action)?;
    let details = DynamicApi::new(&api, module, action);
    if let Some(deprecation) = &action.deprecation {
        let successor = successor(&api, action).map(|name| format!("use {name} instead"));
        let instead = deprecation.note.clone().or(successor);
        let instead = instead.map(|instead| format!("; {}", instead.trim_end_matches('.')));
        output.note(&format!("{} is deprecated{}", details.name(), instead.unwrap_or_default()));
    }
    let given = given::read(&options.parameters)?;
    let needs = credentials::Needs::new(&api, &details, &options)?;
    let mut encoded = encode::encode(&api, action, &details, &given, &needs)?;
    let base = target::base_url(&api, action, &options)?;
    let fault = |fault| Failed::usage(format!("{}: not sent: {fault}", details.name()));
    let hidden = build_request(details.action, &encoded.hidden, &base).map_err(fault)?;
    if options.dry_run {
        credentials::check(&details, &options)?;
        output.result(&show::request(&hidden, &needs.hidden_headers()))?;
        return Ok(Exit::Done);
    }
    let credentials = needs.credentials(&details, &options, output)?;
    let request = credentials.request(&details, &mut encoded.parts, &base).map_err(fault)?;
    // The sent request contains secrets; the shown one does not.
    let progress = output.progress(&format!("{} {}", hidden.method(), hidden.uri()));
    let response = send(request, options.timeout, action, &details);
    drop(progress);
    let response = response?;
    let is_verified = credentials.verify(&details, &response)?;
    let shown = response::Shown { raw: options.raw, head: options.head };
    response::show((response, is_verified), &api, action, &details, shown, output)
}

/// Sends a request and waits for the response.
fn send(
    request: http::Request<Bytes>,
    timeout: Duration,
    action: &model::Action,
    details: &DynamicApi,
) -> Result<http::Response<Bytes>, Failed> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| {
        Failed::new(Exit::Unexpected, format!("cannot set up the HTTP client: {}", causes(&error)))
    })?;
    let transport = Http::new().map_err(|error| Failed::new(Exit::Unexpected, causes(&error)))?;
    let sent = "the request may have reached the server; check its effect before you retry";
    let careful = |sent_it: bool| match action.effect {
        model::Effect::NotIdempotent | model::Effect::Money => sent_it.then(|| sent.to_owned()),
        model::Effect::Read | model::Effect::Idempotent => None,
    };
    let waited =
        runtime.block_on(async { tokio::time::timeout(timeout, transport.send(request, LARGEST)).await });
    match waited {
        Ok(Ok(response)) => Ok(response),
        Ok(Err(error)) if error.source.is::<TooLarge>() => {
            // A response arrived, so the request has reached the server.
            Err(Failed::new(Exit::Failure, format!("{}: {}", details.name(), error.source))
                .maybe_note(careful(true)))
        }
        Ok(Err(error)) => {
            let why = causes(error.source.as_ref());
            let message = format!("{}: no response from the server: {why}", details.name());
            Err(Failed::new(Exit::NoResponse, message).maybe_note(careful(error.sent)))
        }
        Err(_) => {
            let message = format!("{}: no response within {timeout:?}", details.name());
            Err(Failed::new(Exit::NoResponse, message)
                .note("increase the timeout: --timeout SECONDS")
                .maybe_note(careful(true)))
        }
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
