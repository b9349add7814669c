//! Waiting for the end of an operation that a call has started: polls it with the parameters that the response has.

use std::thread::sleep;
use std::time::{Duration, Instant};

use bindery_dynamic::{DynamicApi, ExpectedResponse, completion};
use bindery_model::{Action, Api, Completion};
use bindery_runtime::RawJson;
use bindery_runtime::ResponseHead;
use bindery_runtime::client::{PollPauses, RequestParts, retry_after};
use bindery_runtime::metadata::{CompletionInfo, OperationState};
use bindery_runtime::wire::Document;
use bindery_vocabulary::json::JsonValue;
use bytes::Bytes;

use super::credentials::{self, Needs};
use super::encode::{Places, encode};
use super::given::{Given, GivenValue};
use super::transfer::{self, Target};
use super::{response, target};
use crate::args::Call;
use crate::exit::Exit;
use crate::failed::Failed;
use crate::output::Output;

/// A call that has started an operation.
pub(super) struct Started<'a> {
    pub(super) api: &'a Api,
    pub(super) action: &'a Action,
    pub(super) details: &'a DynamicApi,
    pub(super) given: &'a [Given],
    /// Path of the request, below the server's address.
    pub(super) path: &'a str,
}

/// A response, and whether its signature is verified.
type Received = (http::Response<Bytes>, bool);

/// Polls an operation until it ends, and shows the last response.
pub(super) fn wait(
    started: &Started<'_>,
    completes: &Completion,
    (response, is_verified): Received,
    limit: Duration,
    options: &Call,
    output: &Output,
) -> Result<Exit, Failed> {
    let Started { api, action, details, .. } = *started;
    let end = Instant::now().checked_add(limit);
    let shown = || response::Shown { raw: options.raw, head: options.head, file: options.output.as_deref() };
    let (module, at) = completes.poll;
    let found = api.modules.get(module).and_then(|module| Some((module, module.actions.get(at)?)));
    let Some((module, poll)) = found else {
        return response::show((response, is_verified), api, action, details, shown(), output);
    };
    let poll_details = DynamicApi::with(api, module, poll, |auth| credentials::has(auth, options));
    let info = completion(api, action, completes);
    let watch = Watch { api, poll, info: &info };
    let head = ResponseHead::new(response.status().as_u16(), response.headers().clone());
    if response::check((&head, response.body()), api, action, details).is_err() {
        return response::show((response, is_verified), api, action, details, shown(), output);
    }
    if completes.at_once && watch.state(&head, response.body()) != OperationState::Running {
        return watch.ended((response, is_verified), &poll_details, shown(), output);
    }
    let needs = Needs::new(api, &poll_details, options)?;
    let base = target::base_url(api, poll, options)?;
    let credentials = needs.credentials(&poll_details, options, output)?;
    let fault = |fault| Failed::usage(format!("{}: not sent: {fault}", poll_details.name()));
    let parts = poll_parts(started, &watch, (&head, response.body()), &poll_details, &needs)?;
    let (mut pauses, mut asked) = (PollPauses::default(), retry_after(&head.headers));
    loop {
        let pause = pauses.next(asked);
        let left = end.map(|end| end.saturating_duration_since(Instant::now()));
        if left.is_some_and(|left| left.is_zero() || (asked == Some(pause) && pause > left)) {
            let message = format!("{}: the operation has not ended within {limit:?}", details.name());
            return Err(Failed::new(Exit::NoResponse, message).note(format!(
                "ask for its state with {}, or wait longer: --wait=SECONDS",
                poll_details.name()
            )));
        }
        let progress = output.progress(&format!("waiting for {}", details.name()));
        sleep(left.map_or(pause, |left| pause.min(left)));
        let request = credentials.request(&poll_details, &mut parts.clone(), &base).map_err(fault)?;
        let request = parts.with_body(request).map_err(fault)?;
        let target = Target::new(options, output)?;
        let response = transfer::send(request, options.timeout, poll, &poll_details, (target, progress))?;
        let Some(response) = response else { return Ok(Exit::Done) };
        let is_verified = credentials.verify(&poll_details, &response)?;
        let head = ResponseHead::new(response.status().as_u16(), response.headers().clone());
        let failed = response::check((&head, response.body()), api, poll, &poll_details).is_err();
        if failed || watch.state(&head, response.body()) != OperationState::Running {
            return watch.ended((response, is_verified), &poll_details, shown(), output);
        }
        asked = retry_after(&head.headers);
    }
}

/// Polling of an operation.
struct Watch<'a> {
    api: &'a Api,
    poll: &'a Action,
    info: &'a CompletionInfo,
}

impl Watch<'_> {
    /// Returns the state of the operation in a response of the polling action.
    fn state(&self, head: &ResponseHead, body: &Bytes) -> OperationState {
        if self.info.field.is_some() {
            return Document::parse(body)
                .map_or(OperationState::Running, |document| self.info.state(&document.value()));
        }
        let expected = ExpectedResponse::new(self.api, self.poll);
        let name = expected.variant(head).map_or("", |variant| variant.name.as_str());
        match (self.info.done.contains(&name), self.info.failed.contains(&name)) {
            (true, _) => OperationState::Done,
            (false, true) => OperationState::Failed,
            (false, false) => OperationState::Running,
        }
    }

    /// Shows the last response, or returns the error that it reports.
    fn ended(
        &self,
        (response, is_verified): Received,
        details: &DynamicApi,
        shown: response::Shown<'_>,
        output: &Output,
    ) -> Result<Exit, Failed> {
        let head = ResponseHead::new(response.status().as_u16(), response.headers().clone());
        let state = self.state(&head, response.body());
        let exit = response::show((response, is_verified), self.api, self.poll, details, shown, output)?;
        match state {
            OperationState::Failed => {
                Err(Failed::new(Exit::Failure, format!("{}: the operation has failed", details.name())))
            }
            OperationState::Done | OperationState::Running => Ok(exit),
        }
    }
}

/// Returns the parameters of the polling request.
fn poll_parts(
    started: &Started<'_>,
    watch: &Watch<'_>,
    (head, body): (&ResponseHead, &Bytes),
    details: &DynamicApi,
    needs: &Needs,
) -> Result<RequestParts, Failed> {
    let info = watch.info;
    let cannot = |what: String| {
        let message = format!("{}: the operation cannot be polled: {what}", started.details.name());
        Failed::new(Exit::Failure, message)
    };
    let is_same = |given: &&Given| info.again || info.same.contains(&given.key.as_str());
    let mut given: Vec<Given> = started.given.iter().filter(is_same).cloned().collect();
    if info.location {
        let link = head.headers.text("location");
        let link = link.ok_or_else(|| cannot("the response has no header Location".to_owned()))?;
        let encoded = encode(watch.api, watch.poll, details, &given, needs, Places::BesideAddress)?;
        let mut parts = encoded.parts;
        parts
            .follow((link, Some(started.path)), details.action, &details.parameters, details.auth)
            .map_err(|fault| cannot(fault.to_string()))?;
        return Ok(parts);
    }
    let json = std::str::from_utf8(body).ok().and_then(JsonValue::parse);
    for (name, path) in info.with {
        let value = json.as_ref().and_then(|json| json.at(path)).filter(|value| **value != JsonValue::Null);
        let value = match value {
            None => continue, // reported if the parameter is required
            Some(value @ (JsonValue::List(_) | JsonValue::Object(_))) => {
                RawJson::from_text(value.to_string())
                    .map(GivenValue::Json)
                    .map_err(|fault| cannot(fault.to_string()))?
            }
            Some(value) => GivenValue::Text(value.plain().into()),
        };
        given.retain(|given| given.key != *name);
        given.push(Given { key: (*name).to_owned(), value });
    }
    encode(watch.api, watch.poll, details, &given, needs, Places::All).map(|encoded| encoded.parts)
}
