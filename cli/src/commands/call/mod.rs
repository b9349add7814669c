//! `bindery call`: any action straight from its spec, over the runtime's client, without generated code.
//!
//! `find` says which action is meant, `given` reads the command line, `encode` holds it against the spec, `target`
//! knows where to, `credentials` as whom, `show` prints the request, `answer` reads what comes back. `bindery-facts`
//! turns the model into what the runtime works with.

mod answer;
mod choice;
mod credentials;
mod encode;
mod find;
mod given;
mod show;
mod target;
mod value;

use std::error::Error;
use std::path::Path;
use std::time::Duration;

use bindery_facts::Facts;
use bindery_model::{self as model, Stability};
use bindery_runtime::client::{Limits, build_request};
use bindery_runtime::error::TooLarge;
use bindery_runtime::{Http, Transport};
use bytes::Bytes;

use crate::args::Call;
use crate::contract::successor;
use crate::exit::Exit;
use crate::failed::Failed;
use crate::output::Output;
use crate::specs::{Overlays, choose, load};

/// How large an answer may be: what the runtime's client takes, too.
const LARGEST: Limits = Limits { response_bytes: 16 * 1024 * 1024 };

/// Calls the action.
pub(crate) fn run(options: Call, spec: &Path, output: &Output) -> Result<Exit, Failed> {
    let chosen = choose(spec, std::slice::from_ref(&options.api))?;
    let overlays = Overlays::read(&options.overlays.files, &chosen, output)?;
    let api = load(spec, &options.api, &overlays)?.valid(&options.api, output)?;
    let (module, action) = find::find(&api, &options.action)?;
    let facts = Facts::new(&api, module, action);
    if action.stability == Stability::Retired {
        let instead = successor(&api, action).map(|name| format!("; {name} takes its place"));
        output.note(&format!("{} is retired{}", facts.name(), instead.unwrap_or_default()));
    }
    let given = given::read(&options.parameters)?;
    let needs = credentials::Needs::new(&api, &facts, &options)?;
    let mut encoded = encode::encode(&api, action, &facts, &given, &needs)?;
    let base = target::base_url(&api, action, &options)?;
    let fault = |fault| Failed::usage(format!("{}: not sent: {fault}", facts.name()));
    let hidden = build_request(facts.action, &encoded.hidden, &base).map_err(fault)?;
    if options.dry_run {
        credentials::check(&facts, &options)?;
        output.result(&show::request(&hidden, &needs.hidden_headers()))?;
        return Ok(Exit::Done);
    }
    let credentials = needs.credentials(&facts, &options, output)?;
    let request = credentials.request(&facts, &mut encoded.parts, &base).map_err(fault)?;
    // What is sent holds secrets; what is shown does not.
    let progress = output.progress(&format!("{} {}", hidden.method(), hidden.uri()));
    let response = send(request, options.timeout, action, &facts);
    drop(progress);
    let response = response?;
    let is_verified = credentials.verify(&facts, &response)?;
    answer::show((response, is_verified), &api, action, &facts, options.raw, output)
}

/// Sends a request and waits for the answer.
fn send(
    request: http::Request<Bytes>,
    timeout: Duration,
    action: &model::Action,
    facts: &Facts,
) -> Result<http::Response<Bytes>, Failed> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| {
        Failed::new(Exit::Unexpected, format!("the HTTP client could not be set up: {}", causes(&error)))
    })?;
    let transport = Http::new().map_err(|error| Failed::new(Exit::Unexpected, causes(&error)))?;
    let sent = "the request may have reached the server; look before you repeat it";
    let careful = |sent_it: bool| match action.effect {
        model::Effect::Change | model::Effect::Money => sent_it.then(|| sent.to_owned()),
        model::Effect::Read | model::Effect::Set => None,
    };
    let waited =
        runtime.block_on(async { tokio::time::timeout(timeout, transport.send(request, LARGEST)).await });
    match waited {
        Ok(Ok(response)) => Ok(response),
        Ok(Err(error)) if error.source.is::<TooLarge>() => {
            // An answer came, so the request has reached the server.
            Err(Failed::new(Exit::Failure, format!("{}: {}", facts.name(), error.source))
                .maybe_note(careful(true)))
        }
        Ok(Err(error)) => {
            let why = causes(error.source.as_ref());
            let message = format!("{}: no answer from the server: {why}", facts.name());
            Err(Failed::new(Exit::NoAnswer, message).maybe_note(careful(error.sent)))
        }
        Err(_) => {
            let message = format!("{}: no answer within {timeout:?}", facts.name());
            Err(Failed::new(Exit::NoAnswer, message)
                .note("wait longer: --timeout SECONDS")
                .maybe_note(careful(true)))
        }
    }
}

/// An error with what caused it, without the parts that only repeat.
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
