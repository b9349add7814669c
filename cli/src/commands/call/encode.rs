//! What was given, held against the spec and encoded: once as it is sent, once with its secrets hidden.

use std::borrow::Cow;

use bindery_codegen::model::{self, Action, Api, Field, Presence, Type};
use bindery_facts::Facts;
use bindery_runtime::client::{Payload, RequestParts};
use bindery_runtime::wire::{Entries, Parameters, has_one_of};
use bindery_runtime::{Fault, Out, Placement, Style, Value, Wire};

use super::credentials::Needs;
use super::given::{Given, GivenValue};
use super::show::HIDDEN;
use super::value::{Rules, Values, collected, style};
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
pub(super) fn encode(
    api: &Api,
    action: &Action,
    facts: &Facts,
    given: &[Given],
    needs: &Needs,
) -> Result<Encoded, Failed> {
    let placement = facts.action.placement();
    let others = action.parameters.iter().find(|field| field.others);
    let mut wrong = if others.is_some() { Vec::new() } else { unknown(action, given) };
    let mut encoder = Encoder {
        api,
        parts: Collected::new(placement),
        hidden: Collected::new(placement),
        there: Entries::new(),
    };
    for (field, name) in named(action).map(|(position, field)| (field, facts.parameters.get(position))) {
        let Some(name) = name else { continue };
        let value = given.iter().find(|given| given.key == field.name).map(|given| &given.value);
        if let Err(fault) = encoder.parameter(field, name, value) {
            wrong.push(fault.inside(name).to_string());
        }
    }
    if let Some(field) = others {
        let is_other = |given: &&Given| named(action).all(|(_, field)| field.name != given.key);
        for given in given.iter().filter(is_other) {
            let written = encoder.value(field, collected(&field.ty), given.key.clone().into(), &given.value);
            if let Err(fault) = written {
                wrong.push(fault.inside(&given.key).to_string());
            }
        }
    }
    for name in needs.signed_parameters() {
        encoder.hidden.add(false, name.into(), HIDDEN.to_owned(), &format!("\"{HIDDEN}\""));
    }
    wrong.extend(combinations(action, facts, &encoder.there));
    if wrong.is_empty() {
        let has_body = !action.parameters.is_empty();
        return Ok(Encoded {
            parts: encoder.parts.finish(has_body),
            hidden: encoder.hidden.finish(has_body),
        });
    }
    let names = listing(named(action).map(|(_, field)| field.name.as_str()));
    let failed = Failed::usage(format!("{}: the parameters do not fit the spec", facts.name()));
    let failed = wrong.into_iter().fold(failed, Failed::note);
    Err(match action.parameters.is_empty() {
        true => failed.note("it takes no parameters"),
        false => failed.note(format!("its parameters are: {names}")),
    })
}

/// The parameters that have names of their own, with their positions.
fn named(action: &Action) -> impl Iterator<Item = (usize, &Field)> {
    action.parameters.iter().enumerate().filter(|(_, field)| !field.others)
}

/// The parameters that the action does not have.
fn unknown(action: &Action, given: &[Given]) -> Vec<String> {
    let names = || named(action).map(|(_, field)| field.name.as_str());
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
    if !has_one_of(there, facts.action, &[]) {
        let groups: Vec<String> = groups.iter().map(|group| group.join(" and ")).collect();
        wrong.push(format!("needs {}", groups.join(", or ")));
    }
    wrong
}

/// What is collected parameter by parameter.
struct Encoder<'a> {
    api: &'a Api,
    parts: Collected,
    hidden: Collected,
    /// The parameters that are there, with a text by which a flag can be told.
    there: Entries<'static>,
}

/// The parameters of one version of the request.
struct Collected {
    placement: Placement,
    path: Parameters,
    texts: Parameters,
    /// The inside of a JSON object.
    json: String,
}

impl Encoder<'_> {
    fn parameter(
        &mut self,
        field: &Field,
        name: &'static str,
        value: Option<&GivenValue>,
    ) -> Result<(), Fault> {
        if field.scheme.is_some() {
            return match value {
                Some(_) => Err(Fault::limit("is made by signing the others, so it cannot be given")),
                None => Ok(()),
            };
        }
        if let Some(json) = &field.fixed {
            if value.is_some() {
                return Err(Fault::limit(format!("is always {json}, so it cannot be given")));
            }
            for collected in [&mut self.parts, &mut self.hidden] {
                let text = match field.style {
                    model::Style::Valueless => String::new(),
                    _ => Value::parse(json.as_bytes())?.scalar_text().unwrap_or_default().into_owned(),
                };
                collected.add(field.in_path, name.into(), text, json);
            }
            return Ok(());
        }
        let Some(value) = value else {
            return match field.presence {
                Presence::Required => Err(Fault::absent()),
                Presence::Optional | Presence::Nullable => Ok(()),
            };
        };
        self.value(field, &field.ty, name.into(), value)
    }

    /// Adds a value of a type under a name; the field says by which rules.
    fn value(
        &mut self,
        field: &Field,
        ty: &Type,
        name: Cow<'static, str>,
        value: &GivenValue,
    ) -> Result<(), Fault> {
        let value = match value {
            GivenValue::Text(text) => Value::Text(text.expose().into()),
            GivenValue::Json(json) => Value::parse(json.as_str().as_bytes())?,
        };
        for (collected, hide) in [(&mut self.parts, false), (&mut self.hidden, true)] {
            let values = Values { api: self.api, hide };
            let rules = Rules::of(field);
            let (mut text, mut json) = (String::new(), String::new());
            values.write(ty, rules, &value, &mut Out::text(&mut text, style(field.style)))?;
            values.write(ty, rules, &value, &mut Out::json(&mut json, style(field.style)))?;
            if field.style == model::Style::Valueless {
                if text == "false" {
                    return Ok(());
                }
                text.clear();
            }
            if hide {
                self.there.push((name.clone(), Value::Text(flag_text(&value).into())));
            }
            collected.add(field.in_path, name.clone(), text, &json);
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
    fn new(placement: Placement) -> Self {
        Self { placement, path: Parameters::new(), texts: Parameters::new(), json: String::new() }
    }

    fn add(&mut self, in_path: bool, name: Cow<'static, str>, text: String, json: &str) {
        if in_path {
            self.path.push((name, text));
        } else if self.placement == Placement::Json {
            if !self.json.is_empty() {
                self.json.push(',');
            }
            Out::json(&mut self.json, Style::Plain).string(&name);
            self.json.push(':');
            self.json.push_str(json);
        } else {
            self.texts.push((name, text));
        }
    }

    fn finish(self, has_body: bool) -> RequestParts {
        let payload = match self.placement {
            Placement::Query | Placement::Form => Payload::Texts(self.texts),
            // An object without members is no body.
            Placement::Json if !has_body => Payload::Json(String::new()),
            Placement::Json => Payload::Json(format!("{{{}}}", self.json)),
        };
        RequestParts { path: self.path, payload }
    }
}
