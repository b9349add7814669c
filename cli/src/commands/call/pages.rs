//! Reading of a list: requests one page after the other, by the steps of the runtime's client, and shows each of them.

use std::num::NonZero;

use bindery_dynamic::{DynamicApi, pages};
use bindery_model::{Action, Api};
use bindery_runtime::ResponseHead;
use bindery_runtime::client::{NextPage, PageSteps, build_request};
use bindery_runtime::decode::body_text;
use bindery_runtime::wire::Fault;
use bindery_vocabulary::json::JsonValue;

use super::credentials::{Credentials, Needs};
use super::encode::{Encoded, Places, encode};
use super::given::{Given, GivenValue};
use super::response;
use super::transfer::{self, Target};
use crate::args::Call;
use crate::exit::Exit;
use crate::failed::Failed;
use crate::output::Output;

/// Pages of a list that are to be requested.
pub(super) struct Pages<'a> {
    action: &'a Action,
    steps: PageSteps,
    /// Maximum number of pages; none for all.
    most: Option<NonZero<usize>>,
}

/// Call of an action whose response is a page.
pub(super) struct Listing<'a> {
    pub(super) api: &'a Api,
    pub(super) details: &'a DynamicApi,
    pub(super) needs: &'a Needs,
    pub(super) credentials: &'a Credentials,
    pub(super) base: &'a str,
    pub(super) options: &'a Call,
    pub(super) output: &'a Output,
}

impl<'a> Pages<'a> {
    /// Begins with the page that the given parameters ask for, and sets those that every page needs; `None` if the
    /// response of the action is no page.
    pub(super) fn new(
        action: &'a Action,
        given: &mut Vec<Given>,
        most: Option<NonZero<usize>>,
    ) -> Option<Self> {
        let (info, own) = (pages(action)?, action.pages.as_ref()?);
        let limit = text(action, own.limit, given).and_then(|text| text.parse().ok());
        let steps = PageSteps::new(info, text(action, own.position, given), limit);
        if let Some(position) = steps.position() {
            set(action, own.position, given, position.to_owned());
        }
        if let Some(limit) = steps.limit() {
            set(action, own.limit, given, limit.to_string());
        }
        Some(Self { action, steps, most })
    }

    /// Requests the pages, and shows each of them.
    pub(super) fn show(mut self, listing: &Listing<'_>, mut given: Vec<Given>) -> Result<Exit, Failed> {
        let Listing { api, details, needs, credentials, base, options, output } = *listing;
        let action = self.action;
        let broken = |why: String| {
            let message = format!("{}: {why}; the rest of the list cannot be read", details.name());
            Failed::new(Exit::Failure, message)
        };
        let mut next = None;
        let mut number = 0;
        loop {
            if let Some(NextPage::Parameter(position)) = &next {
                let at = action.pages.as_ref().and_then(|pages| pages.position);
                set(action, at, &mut given, position.clone());
            }
            let is_first = next.is_none();
            // What cannot be sent after the first page comes from the response.
            let not_sent = |fault: Fault| match is_first {
                true => Failed::usage(format!("{}: not sent: {fault}", details.name())),
                false => broken(fault.to_string()),
            };
            let Encoded { mut parts, mut hidden } = encode(api, action, details, &given, needs, Places::All)?;
            if let Some(NextPage::Link(link)) = &next {
                for parts in [&mut parts, &mut hidden] {
                    let followed =
                        parts.follow((link, None), details.action, &details.parameters, details.auth);
                    followed.map_err(not_sent)?;
                }
            }
            let shown = build_request(details.action, &hidden, base).map_err(not_sent)?;
            let request = credentials.request(details, &mut parts, base).map_err(not_sent)?;
            let request = parts.with_body(request).map_err(not_sent)?;
            let target = Target::new(options, output)?;
            let progress = output.progress(&format!("{} {}", shown.method(), shown.uri()));
            let response = transfer::send(request, options.timeout, action, details, (target, progress))?;
            let Some(response) = response else { return Ok(Exit::Done) };
            let is_verified = credentials.verify(details, &response)?;
            let head = ResponseHead::new(response.status().as_u16(), response.headers().clone());
            let body = response.body().clone();
            let show = || {
                let shown = response::Shown { raw: options.raw, head: options.head, file: None };
                response::show((response, is_verified), api, action, details, shown, output)
            };
            if response::check((&head, &body), api, action, details).is_err() {
                return show();
            }
            number += 1;
            let taken = self.steps.take(body_text(&body).unwrap_or_default(), &head.headers);
            if !matches!(taken, Ok((_, false))) {
                show()?;
            }
            let (following, _) = taken.map_err(broken)?;
            if following.is_none() {
                return Ok(Exit::Done);
            }
            if self.most.is_some_and(|most| number >= most.get()) {
                output.note(&format!("{} has more pages", details.name()));
                return Ok(Exit::Done);
            }
            next = following;
        }
    }
}

/// Returns the text that is given for the parameter at a position.
fn text(action: &Action, at: Option<usize>, given: &[Given]) -> Option<String> {
    let name = &action.parameters.get(at?)?.name;
    match &given.iter().find(|given| given.key == *name)?.value {
        GivenValue::Text(text) => Some(text.expose().to_owned()),
        GivenValue::Json(json) => JsonValue::parse(json.as_str()).map(|json| json.plain()),
        GivenValue::File(file) => file.text().ok().map(|text| text.expose().to_owned()),
    }
}

/// Sets the parameter at a position.
fn set(action: &Action, at: Option<usize>, given: &mut Vec<Given>, text: String) {
    let Some(field) = at.and_then(|at| action.parameters.get(at)) else { return };
    given.retain(|given| given.key != field.name);
    given.push(Given { key: field.name.clone(), value: GivenValue::Text(text.into()) });
}
