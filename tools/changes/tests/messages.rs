//! Test of the wire verdicts of `compare` for everything that decides how a message looks: places, names, styles, rules
//! between parameters, media types, streams, statuses, headers, envelopes, made values, scalars and their encodings.
//!
//! Each action of `tests/pairs` changes in one respect. Random requests and responses are sent in all four ways: one
//! version writes the bytes, and the other one reads them. A message is a witness that the change breaks the wire if it
//! is rejected, if a value is lost, or, on its way to a vendor, who accepts only what is documented, if the vendor's
//! version would write other bytes for the same values. The comparison must come to the same verdict.

mod pairs;
mod payload;
mod support;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use bindery_changes::{Report, compare};
use bindery_model::{Action, Api, Body, BodyFormat, Field, Framing, Response, Scalar, Type, ValueLimits};
use bindery_runtime::Timestamp;
use bindery_runtime::wire::{Document, Wire as _};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde_json::Value as Json;
use tokio::runtime::Builder;

use pairs::ways::{Answer, Outcome};
use pairs::{PAIRS, Pair};
use payload::{Known, object, value};
use support::{folder, overlaid};

/// Number of payloads that are tried in each way before a change counts as compatible.
const PAYLOADS: usize = 16;

/// Changes after which the new version documents both the old and the new form, although it writes only the new one.
const BOTH_FORMS: &[&str] = &[
    "body-media-more",
    "media-more",
    "method-more",
    "path-alias-moves",
    // A response may have any other header too.
    "header-required-gone",
    "header-optional-gone",
];

/// Changes that break something that no message shows.
const UNSEEN: &[&str] = &[
    // What a vendor may write besides what our client or server writes.
    "send-alias-added inbound",
    "get-alias-added outbound",
    "path-alias-added inbound",
    "media-fewer inbound",
    // What a vendor checks, and our client or server does not.
    "made-unit outbound",
    "made-unit inbound",
    "get-limit-tighter inbound",
    "get-limit-exclusive inbound",
    "get-length-tighter inbound",
    "events-end inbound",
];

/// Returns a version: the base, or the base with overlays. `inbound` reverses the direction of all calls.
fn model(is_new: bool, inbound: bool) -> Api {
    let folder = folder().join("pairs");
    let mut overlays: Vec<PathBuf> = Vec::new();
    if is_new {
        overlays.push(folder.join("new.yaml"));
    }
    if inbound {
        overlays.push(folder.join("inbound.yaml"));
    }
    overlaid(&folder.join("base"), &overlays.iter().map(PathBuf::as_path).collect::<Vec<_>>())
}

fn action<'a>(api: &'a Api, name: &str) -> &'a Action {
    let found = api.modules[0].actions.iter().find(|action| action.name == name);
    found.unwrap_or_else(|| panic!("there is no action {name}"))
}

fn draw<T: std::fmt::Debug>(strategy: &BoxedStrategy<T>, runner: &mut TestRunner) -> Vec<T> {
    (0..PAYLOADS).map(|_| strategy.new_tree(runner).expect("a payload").current()).collect()
}

fn requests(api: &Api, name: &str, runner: &mut TestRunner) -> Vec<String> {
    let payloads = draw(&object(api, &action(api, name).parameters), runner);
    payloads.iter().map(Json::to_string).collect()
}

/// Strategy for responses of an action.
fn answers(api: &Api, action: &Action) -> BoxedStrategy<Answer> {
    let Response { status, variants, ty, headers, body, emits, .. } = &action.response;
    let envelope = action.envelope.clone();
    let envelope = move |body: String| match &envelope {
        Some(envelope) => envelope.around(&body),
        None => body,
    };
    if variants.is_empty() {
        let nothing = emits.clone().unwrap_or_else(|| "null".to_owned());
        let content = content(api, ty.as_ref(), body, &nothing);
        return answer(api, *status, headers.as_ref(), body, content.prop_map(envelope).boxed());
    }
    let each = variants.iter().map(|variant| {
        let content = content(api, variant.ty.as_ref(), &variant.body, "");
        answer(api, variant.status, variant.headers.as_ref(), &variant.body, content)
    });
    prop::strategy::Union::new(each).boxed()
}

/// Strategy for the body of a response.
fn content(api: &Api, ty: Option<&Type>, body: &Body, nothing: &str) -> BoxedStrategy<String> {
    let Some(ty) = ty else { return Just(nothing.to_owned()).boxed() };
    let values = value(api, ty, &ValueLimits::default());
    let framed = |before: &'static str, after: &'static str| {
        prop::collection::vec(values.clone(), 0..3)
            .prop_map(move |items| items.iter().map(|item| format!("{before}{item}{after}")).collect())
            .boxed()
    };
    match (&body.framing, body.format) {
        // A server adds the event that ends a stream.
        (Some(Framing::Events { end: _ }), _) => framed("data: ", "\n\n"),
        (Some(Framing::Lines), _) => framed("", "\n"),
        (None, BodyFormat::Json) => values.prop_map(|json| json.to_string()).boxed(),
        (None, BodyFormat::Raw | BodyFormat::Stream) => "[a-z]{1,8}".boxed(),
    }
}

fn answer(
    api: &Api,
    status: u16,
    headers: Option<&Type>,
    body: &Body,
    content: BoxedStrategy<String>,
) -> BoxedStrategy<Answer> {
    let fields = headers.and_then(Type::leaf).map(|id| api.types[id].fields()).unwrap_or_default();
    let label = body.types.first().map(|media| ("content-type".to_owned(), media.clone()));
    let text = |json: &Json| json.as_str().map_or_else(|| json.to_string(), str::to_owned);
    (object(api, fields), content)
        .prop_map(move |(fields, body)| {
            let fields = fields.as_object().cloned().unwrap_or_default();
            let mut headers: Vec<(String, String)> =
                fields.iter().map(|(name, value)| (name.clone(), text(value))).collect();
            headers.extend(label.clone());
            Answer { status, headers, body }
        })
        .boxed()
}

/// Returns a witness that a change breaks the wire, as far as a message can show it.
fn witness(outcomes: &[Outcome], is_strict: bool) -> Option<String> {
    outcomes.iter().find_map(|outcome| match outcome {
        Outcome::Lost(why) => Some(format!("lost: {why}")),
        Outcome::Otherwise(why) if is_strict => Some(format!("other bytes: {why}")),
        Outcome::Unsent | Outcome::Arrives | Outcome::Otherwise(_) => None,
    })
}

/// Returns the differences of a case, by the name of its action or of one of its types.
fn breaks(report: &Report, name: &str) -> bool {
    let of_case = report.differences.iter().filter(|difference| case_of(&difference.place) == Some(name));
    let (mut count, mut breaks) = (0, false);
    for difference in of_case {
        count += 1;
        breaks |= difference.effects.wire;
    }
    assert!(count > 0, "{name} has no difference");
    breaks
}

/// Returns the case that a difference belongs to: the longest name with which its place begins.
fn case_of(place: &str) -> Option<&'static str> {
    let place = place.strip_prefix("cases/")?;
    let camel = |name: &str| -> String {
        name.split('-').map(|word| word[..1].to_ascii_uppercase() + &word[1..]).collect()
    };
    let begins = |name: &&str| {
        let rest = place.strip_prefix(*name).filter(|rest| rest.is_empty() || rest.starts_with('.'));
        rest.is_some() || place.starts_with(&camel(name))
    };
    PAIRS.iter().map(|pair| pair.name).filter(begins).max_by_key(|name| name.len())
}

/// The versions, and the verdicts of the comparison.
struct Versions {
    old: Api,
    new: Api,
    outbound: Report,
    inbound: Report,
}

impl Versions {
    fn new() -> Self {
        let report = |inbound| compare(&model(false, inbound), &model(true, inbound)).expect("names");
        let (old, new) = (model(false, false), model(true, false));
        Self { old, new, outbound: report(false), inbound: report(true) }
    }

    /// Returns the outcomes of the four ways: call, response, event and reply.
    async fn outcomes(&self, pair: &Pair, runner: &mut TestRunner) -> [Vec<Outcome>; 4] {
        let Self { old, new, .. } = self;
        let name = pair.name;
        let [before, after] = [old, new].map(|api| action(api, name));
        let asked = [requests(old, name, runner), requests(new, name, runner)];
        let fields = [&before.parameters[..], &after.parameters];
        let in_before = |json: &Json| moments(fields, json.clone());
        let in_after = |json: &Json| moments([fields[1], fields[0]], json.clone());
        let part = |json: &Json| {
            let json = in_after(json);
            Known { old, new }.fields(fields[0], json.as_object().expect("a request is an object"))
        };
        let call = (pair.call)(&asked[0], [&in_before, &in_after]).await;
        let event = (pair.event)(&asked[1], [&part, &in_before]).await;
        for (way, outcomes) in [("call", &call), ("event", &event)] {
            let sent = outcomes.iter().any(|outcome| *outcome != Outcome::Unsent);
            assert!(sent, "{name}: no {way} can be sent");
        }
        let given = [(old, before), (new, after)].map(|(api, action)| draw(&answers(api, action), runner));
        let bodies = [body_fields(old, before), body_fields(new, after)];
        let in_before = |json: &Json| of_response(bodies, json);
        let in_after = |json: &Json| of_response([bodies[1], bodies[0]], json);
        let part = |json: &Json| {
            let mut json = with_headers(&headers(old, before), in_after(json));
            if let Some(ty) = &before.response.ty {
                json["body"] = Known { old, new }.part(ty, &json["body"].take());
            }
            json
        };
        let response = (pair.response)(&given[1], [&asked[1], &asked[0]], [&part, &in_before]).await;
        let part = |json: &Json| with_headers(&headers(new, after), in_before(json));
        let reply = (pair.reply)(&given[0], [&asked[0], &asked[1]], [&part, &in_after]).await;
        [call, response, event, reply]
    }

    /// Returns what is wrong with the verdicts on a pair, and the number of directions that break.
    async fn check(&self, pair: &Pair, runner: &mut TestRunner) -> (String, usize) {
        let name = pair.name;
        let [call, response, event, reply] = self.outcomes(pair, runner).await;
        let is_strict = !BOTH_FORMS.contains(&name);
        let (mut wrong, mut harmful) = (String::new(), 0);
        for (direction, report, [request, response], strict) in [
            ("outbound", &self.outbound, [&call, &response], [is_strict, false]),
            ("inbound", &self.inbound, [&event, &reply], [false, is_strict]),
        ] {
            let said = breaks(report, name);
            let seen = witness(request, strict[0]).or_else(|| witness(response, strict[1]));
            let unseen = UNSEEN.contains(&&*format!("{name} {direction}"));
            let right = if unseen { said && seen.is_none() } else { said == seen.is_some() };
            if !right {
                let _ = writeln!(wrong, "{name} {direction}: said {said}, seen {seen:?}");
            }
            harmful += usize::from(seen.is_some());
        }
        (wrong, harmful)
    }
}

#[test]
fn what_breaks_has_a_witness_and_what_does_not_has_none() {
    let versions = Versions::new();
    let stray = versions.outbound.differences.iter().filter(|one| case_of(&one.place).is_none());
    let stray: Vec<String> = stray.map(|difference| difference.key()).collect();
    assert!(stray.is_empty(), "{stray:?}");
    let runtime = Builder::new_current_thread().enable_time().build().expect("a runtime");
    let runner = &mut TestRunner::deterministic();
    let (mut wrong, mut harmful) = (String::new(), 0);
    for pair in PAIRS {
        // A pair that panics does not hide the others.
        let checked = AssertUnwindSafe(|| runtime.block_on(versions.check(pair, runner)));
        let (found, count) =
            catch_unwind(checked).unwrap_or_else(|_| (format!("{} panicked\n", pair.name), 0));
        wrong.push_str(&found);
        harmful += count;
    }
    assert!(wrong.is_empty(), "{wrong}");
    let harmless = PAIRS.len() * 2 - harmful;
    assert!(harmless >= 40 && harmful >= 40, "{harmless} harmless, {harmful} harmful");
}

/// Replaces the moments of an object by their seconds, which do not depend on an encoding, where both versions have
/// moments.
fn moments([own, other]: [&[Field]; 2], mut json: Json) -> Json {
    let is_moment = |field: &&Field| field.ty == Type::Scalar(Scalar::Instant);
    for field in own.iter().filter(is_moment) {
        if !other.iter().filter(is_moment).any(|other| other.name == field.name) {
            continue;
        }
        let Some(value) = json.get_mut(&field.name).filter(|value| !value.is_null()) else { continue };
        let text = value.to_string();
        let document = Document::parse(text.as_bytes()).expect("a value is JSON");
        let moment = Timestamp::read_as(&document.value(), field.encoding).expect("a moment");
        *value = Json::from(format!("at {}", moment.as_second()));
    }
    json
}

/// Returns the fields of a response that is a record.
fn body_fields<'a>(api: &'a Api, action: &Action) -> &'a [Field] {
    let ty = action.response.ty.as_ref();
    ty.and_then(Type::leaf).map(|id| api.types[id].fields()).unwrap_or_default()
}

/// Returns a response with moments that do not depend on their encoding.
fn of_response(fields: [&[Field]; 2], json: &Json) -> Json {
    let mut json = json.clone();
    json["body"] = moments(fields, json["body"].take());
    json
}

/// Returns the names of the documented headers of a response.
fn headers(api: &Api, action: &Action) -> Vec<String> {
    let fields = action.response.headers().filter_map(Type::leaf).flat_map(|id| api.types[id].fields());
    fields.map(|field| field.name.to_ascii_lowercase()).collect()
}

/// Returns a response with only these headers: readers skip all others.
fn with_headers(names: &[String], mut json: Json) -> Json {
    if let Some(headers) = json["headers"].as_object_mut() {
        headers.retain(|name, _| names.contains(name));
    }
    json
}

#[test]
fn every_action_is_a_pair() {
    let api = model(false, false);
    let actions: BTreeSet<&str> = api.modules[0].actions.iter().map(|action| action.name.as_str()).collect();
    assert_eq!(actions, PAIRS.iter().map(|pair| pair.name).collect());
}
