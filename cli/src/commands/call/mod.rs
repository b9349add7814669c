//! `bindery call`: calls an action directly from its spec, over the runtime's client, without generated code.
//!
//! `find` looks up the action, `given` parses the command line, `encode` checks and encodes the parameters, `target`
//! determines the base address and the login, `credentials` handles authentication, `show` prints the request,
//! `transfer` sends it and passes streams on, `response` reads the response, `wait` polls an operation, `pages` requests a
//! whole list. `bindery-dynamic` converts the model into the metadata that the runtime works with.

mod choice;
mod credentials;
mod encode;
mod find;
mod given;
mod pages;
mod response;
mod show;
mod target;
mod transfer;
mod value;
mod wait;

use bindery_dynamic::DynamicApi;
use bindery_runtime::client::{build_request, filled_path};

use crate::args::Call;
use crate::contract::successor;
use crate::exit::Exit;
use crate::failed::Failed;
use crate::output::Output;
use crate::project::Project;
use crate::specs::{Overlays, load};

/// Calls the action.
pub(crate) fn run(options: Call, project: &Project, output: &Output) -> Result<Exit, Failed> {
    let chosen = project.choose(std::slice::from_ref(&options.api))?;
    let overlays = Overlays::read(project, &options.overlays, &chosen, output)?;
    let api = load(project, &options.api, &overlays)?.valid(&options.api, output)?;
    let (module, action) = find::find(&api, &options.action)?;
    let details = DynamicApi::with(&api, module, action, |auth| credentials::has(auth, &options));
    if let Some(deprecation) = &action.deprecation {
        let successor = successor(&api, action).map(|name| format!("use {name} instead"));
        let instead = deprecation.note.clone().or(successor);
        let instead = instead.map(|instead| format!("; {}", instead.trim_end_matches('.')));
        output.note(&format!("{} is deprecated{}", details.name(), instead.unwrap_or_default()));
    }
    if options.wait.is_some() && action.completes.is_none() {
        return Err(Failed::usage(format!("{} starts no operation to wait for", details.name()))
            .note("leave out --wait: the operation is complete with its response"));
    }
    let mut given = given::read(&options.parameters)?;
    let pages = options.pages.and_then(|most| pages::Pages::new(action, &mut given, most));
    if options.pages.is_some() && pages.is_none() {
        return Err(Failed::usage(format!("the response of {} is no page of a list", details.name()))
            .note("leave out --pages"));
    }
    let needs = credentials::Needs::new(&api, &details, &options)?;
    let mut encoded = encode::encode(&api, action, &details, &given, &needs, encode::Places::All)?;
    let base = target::base_url(&api, action, &options)?;
    let fault = |fault| Failed::usage(format!("{}: not sent: {fault}", details.name()));
    let hidden = build_request(details.action, &encoded.hidden, &base).map_err(fault)?;
    if options.dry_run {
        credentials::check(&details, &options)?;
        output.result(&show::request(&hidden, &encoded.hidden.body, &needs.hidden_headers()))?;
        return Ok(Exit::Done);
    }
    let credentials = needs.credentials(&details, &options, output)?;
    if let Some(pages) = pages {
        let (details, needs, credentials, base) = (&details, &needs, &credentials, base.as_str());
        let (api, options) = (&api, &options);
        return pages
            .show(&pages::Listing { api, details, needs, credentials, base, options, output }, given);
    }
    let request = credentials.request(&details, &mut encoded.parts, &base).map_err(fault)?;
    // The sent request contains secrets; the shown one does not.
    let request = encoded.parts.with_body(request).map_err(fault)?;
    let target = transfer::Target::new(&options, output)?;
    let progress = output.progress(&format!("{} {}", hidden.method(), hidden.uri()));
    let response = transfer::send(request, options.timeout, action, &details, (target, progress))?;
    let Some(response) = response else { return Ok(Exit::Done) };
    let is_verified = credentials.verify(&details, &response)?;
    if let (Some(limit), Some(completes)) = (options.wait, &action.completes) {
        let path = filled_path(details.action, &encoded.parts).map_err(fault)?;
        let started = wait::Started { api: &api, action, details: &details, given: &given, path: &path };
        return wait::wait(&started, completes, (response, is_verified), limit, &options, output);
    }
    let shown = response::Shown { raw: options.raw, head: options.head, file: options.output.as_deref() };
    response::show((response, is_verified), &api, action, &details, shown, output)
}
