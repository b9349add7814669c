//! What was given, held against the spec and encoded: once as it is sent, once with its secrets hidden.

use bindery_codegen::model::{self, Action, Api, Field, Presence, Send};
use bindery_runtime::client::{Payload, RequestParts};
use bindery_runtime::wire::{Entries, Parameters, has_one_of};
use bindery_runtime::{Fault, Out, Style, Value, Wire};

use super::facts::Facts;
use super::given::{Given, GivenValue};
use super::value::{Rules, Values, style};
use crate::failed::Failed;
use crate::suggest::{did_you_mean, listing};

/// The parameters of a request, twice.
pub(super) struct Encoded {
    /// As they are sent.
    pub(super) parts: RequestParts,
    /// As they are shown.
    pub(super) hidden: RequestParts,
}

/// Encodes what was given. All that is wrong with it is reported together.
pub(super) fn encode(api: &Api, action: &Action, facts: &Facts, given: &[Given]) -> Result<Encoded, Failed> {
    let mut wrong = unknown(action, given);
    let mut encoder =
        Encoder { parts: Collected::default(), hidden: Collected::default(), there: Entries::new() };
    for (field, name) in action.parameters.iter().zip(&facts.parameters) {
        let value = given.iter().find(|given| given.key == field.name).map(|given| &given.value);
        if let Err(fault) = encoder.parameter(api, action, field, name, value) {
            wrong.push(fault.inside(name).to_string());
        }
    }
    wrong.extend(combinations(action, facts, &encoder.there));
    if wrong.is_empty() {
        return Ok(Encoded { parts: encoder.parts.finish(action), hidden: encoder.hidden.finish(action) });
    }
    let names = listing(action.parameters.iter().map(|field| field.name.as_str()));
    let failed = Failed::usage(format!("{}: the parameters do not fit the spec", facts.name()));
    let failed = wrong.into_iter().fold(failed, Failed::note);
    Err(match action.parameters.is_empty() {
        true => failed.note("it takes no parameters"),
        false => failed.note(format!("its parameters are: {names}")),
    })
}

/// The parameters that the action does not have.
fn unknown(action: &Action, given: &[Given]) -> Vec<String> {
    let names = || action.parameters.iter().map(|field| field.name.as_str());
    let unknown = given.iter().filter(|given| !names().any(|name| name == given.key));
    unknown
        .map(|given| match did_you_mean(&given.key, names()) {
            Some(near) => format!("{}: there is no such parameter; {near}", given.key),
            None => format!("{}: there is no such parameter", given.key),
        })
        .collect()
}

/// What is wrong with which parameters are there.
fn combinations(action: &Action, facts: &Facts, there: &Entries<'_>) -> Vec<String> {
    let is_there = |name: &str| there.iter().any(|(found, _)| found == name);
    let mut wrong: Vec<String> = action
        .parameters
        .iter()
        .filter(|field| is_there(&field.name))
        .filter_map(|field| Some((field, field.needs.as_ref()?)))
        .filter(|(_, needed)| !is_there(needed))
        .map(|(field, needed)| format!("{}: needs {needed} too", field.name))
        .collect();
    let groups = facts.action.one_of;
    if !has_one_of(there, groups) {
        let groups: Vec<String> = groups.iter().map(|group| group.join(" and ")).collect();
        wrong.push(format!("needs {}", groups.join(", or ")));
    }
    wrong
}

/// What is collected parameter by parameter.
struct Encoder {
    parts: Collected,
    hidden: Collected,
    /// The parameters that are there, with a text by which a flag can be told.
    there: Entries<'static>,
}

/// The parameters of one version of the request.
#[derive(Default)]
struct Collected {
    path: Parameters,
    texts: Parameters,
    /// The inside of a JSON object.
    json: String,
}

impl Encoder {
    fn parameter(
        &mut self,
        api: &Api,
        action: &Action,
        field: &Field,
        name: &'static str,
        value: Option<&GivenValue>,
    ) -> Result<(), Fault> {
        if let Some(json) = &field.fixed {
            if value.is_some() {
                return Err(Fault::limit(format!("is always {json}, so it cannot be given")));
            }
            for collected in [&mut self.parts, &mut self.hidden] {
                let text = match field.style {
                    model::Style::Valueless => String::new(),
                    _ => json.trim_matches('"').to_owned(),
                };
                collected.add(action, field, name, text, json);
            }
            return Ok(());
        }
        let Some(value) = value else {
            return match field.presence {
                Presence::Required => Err(Fault::absent()),
                Presence::Optional | Presence::Nullable => Ok(()),
            };
        };
        let value = match value {
            GivenValue::Text(text) => Value::Text(text.expose().into()),
            GivenValue::Json(json) => Value::parse(json.as_str().as_bytes())?,
        };
        for (collected, hide) in [(&mut self.parts, false), (&mut self.hidden, true)] {
            let values = Values { api, hide };
            let rules = Rules::of(field);
            let (mut text, mut json) = (String::new(), String::new());
            values.write(&field.ty, rules, &value, &mut Out::text(&mut text, style(field.style)))?;
            values.write(&field.ty, rules, &value, &mut Out::json(&mut json, style(field.style)))?;
            if field.style == model::Style::Valueless {
                if text == "false" {
                    return Ok(());
                }
                text.clear();
            }
            if hide {
                self.there.push((name.into(), Value::Text(flag_text(&value).into())));
            }
            collected.add(action, field, name, text, &json);
        }
        Ok(())
    }
}

/// A text that is as empty or as false as the value is, and holds nothing else of it.
fn flag_text(value: &Value<'_>) -> &'static str {
    match (value.scalar_text().as_deref(), bool::read(value)) {
        (Some(""), _) => "",
        (_, Ok(false)) => "false",
        _ => "there",
    }
}

impl Collected {
    fn add(&mut self, action: &Action, field: &Field, name: &'static str, text: String, json: &str) {
        if field.in_path {
            self.path.push((name.into(), text));
        } else if action.placement() == Send::Json {
            if !self.json.is_empty() {
                self.json.push(',');
            }
            Out::json(&mut self.json, Style::Plain).string(name);
            self.json.push(':');
            self.json.push_str(json);
        } else {
            self.texts.push((name.into(), text));
        }
    }

    fn finish(self, action: &Action) -> RequestParts {
        let payload = match action.placement() {
            Send::Query | Send::Form => Payload::Texts(self.texts),
            Send::Json => Payload::Json(format!("{{{}}}", self.json)),
        };
        RequestParts { path: self.path, payload }
    }
}
