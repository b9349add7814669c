//! What was given, held against the spec and encoded: once as it is sent, once with its secrets hidden.

use std::borrow::Cow;

use bindery_facts::Facts;
use bindery_model::{Action, Api, Field, Presence, Type};
use bindery_runtime::client::RequestParts;
use bindery_runtime::facts::Style;
use bindery_runtime::wire::{Assembly, Entries, check_one_of};
use bindery_runtime::wire::{Document, Fault, Key, Value, Wire, key};

use super::credentials::Needs;
use super::given::{Given, GivenValue};
use super::show::HIDDEN;
use super::value::{Rules, Values, collected};
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
    let others = action.parameters.iter().find(|field| field.others);
    let mut wrong = if others.is_some() { Vec::new() } else { unknown(action, given) };
    let mut sent = RequestParts::new(facts.action.placement());
    let mut shown = RequestParts::new(facts.action.placement());
    let mut encoder = Encoder {
        api,
        sent: sent.assembly(&facts.fixed),
        shown: shown.assembly(&facts.fixed),
        there: Entries::new(),
    };
    for (position, field) in named(action) {
        let Some(key) = facts.parameters.get(position) else { continue };
        let value = given.iter().find(|given| given.key == field.name).map(|given| &given.value);
        if let Err(fault) = encoder.parameter(field, key, value) {
            wrong.push(fault.inside(key.name).to_string());
        }
    }
    if let (Some(field), Some(key)) = (others, facts.parameters.iter().find(|key| key.others)) {
        let is_other = |given: &&Given| named(action).all(|(_, field)| field.name != given.key);
        for given in given.iter().filter(is_other) {
            let name = given.key.clone().into();
            let written = encoder.value(field, (collected(&field.ty), key), name, &given.value);
            if let Err(fault) = written {
                wrong.push(fault.inside(&given.key).to_string());
            }
        }
    }
    for name in needs.signed_parameters() {
        encoder.shown.put(&key(name), name.into(), |out| out.string(HIDDEN));
    }
    wrong.extend(combinations(action, facts, &encoder.there));
    if wrong.is_empty() {
        let has_parameters = !action.parameters.is_empty();
        return Ok(Encoded { parts: sent.finish(has_parameters), hidden: shown.finish(has_parameters) });
    }
    let names = listing(named(action).map(|(_, field)| field.name.as_str()));
    let failed = Failed::usage(format!("{}: the parameters do not fit the spec", facts.name()));
    let failed = wrong.into_iter().fold(failed, Failed::note);
    let none = action.parameters.is_empty();
    let takes = if none { "it takes no parameters" } else { &format!("its parameters are: {names}") };
    Err(failed.note(takes))
}

/// The parameters that have names of their own, with their positions.
fn named(action: &Action) -> impl Iterator<Item = (usize, &Field)> {
    action.parameters.iter().enumerate().filter(|(_, field)| !field.others)
}

/// The parameters that the action does not have.
fn unknown(action: &Action, given: &[Given]) -> Vec<String> {
    let names = || named(action).map(|(_, field)| field.name.as_str());
    let unknown = given.iter().filter(|given| !names().any(|name| name == given.key));
    let message = |given: &Given| {
        let near = did_you_mean(&given.key, names()).map(|near| format!("; {near}")).unwrap_or_default();
        format!("{}: there is no such parameter{near}", given.key)
    };
    unknown.map(message).collect()
}

/// What is wrong with which parameters are there.
fn combinations(action: &Action, facts: &Facts, there: &Entries<'_>) -> Vec<String> {
    let is_there = |name: &str| there.iter().any(|(found, _)| found == name);
    let lacking = action.parameters.iter().filter(|field| is_there(&field.name)).filter_map(|field| {
        let needed = field.needs.as_ref().filter(|needed| !is_there(needed))?;
        Some(format!("{}: needs {needed} too", field.name))
    });
    let mut wrong: Vec<String> = lacking.collect();
    wrong.extend(check_one_of(there, facts.action, &[]).err().map(|fault| fault.to_string()));
    wrong
}

/// Puts the two versions of a request together, parameter by parameter.
struct Encoder<'a> {
    api: &'a Api,
    sent: Assembly<'a>,
    shown: Assembly<'a>,
    /// The parameters that are there, with a text by which a flag can be told.
    there: Entries<'static>,
}

impl Encoder<'_> {
    fn parameter(&mut self, field: &Field, key: &Key, value: Option<&GivenValue>) -> Result<(), Fault> {
        // What is signed is added later, and what never changes is there already.
        let comes_by_itself = match &field.fixed {
            _ if field.scheme.is_some() => Some("is made by signing the others".to_owned()),
            fixed => fixed.as_ref().map(|json| format!("is always {json}")),
        };
        match (value, comes_by_itself) {
            (Some(_), Some(why)) => Err(Fault::limit(format!("{why}, so it cannot be given"))),
            (Some(value), None) => self.value(field, (&field.ty, key), key.name.into(), value),
            (None, None) if field.presence == Presence::Required => Err(Fault::absent()),
            (None, _) => Ok(()),
        }
    }

    /// Adds a value of a type under a name; the field and its key say by which rules.
    fn value(
        &mut self,
        field: &Field,
        (ty, key): (&Type, &Key),
        name: Cow<'static, str>,
        value: &GivenValue,
    ) -> Result<(), Fault> {
        let document = match value {
            GivenValue::Text(_) => None,
            GivenValue::Json(json) => Some(Document::parse(json.as_str().as_bytes())?),
        };
        let value = match (value, &document) {
            (_, Some(document)) => document.value(),
            (GivenValue::Text(text), None) => Value::Text(text.expose().into()),
            (GivenValue::Json(json), None) => Value::Text(json.as_str().into()),
        };
        for (assembly, hide) in [(&mut self.sent, false), (&mut self.shown, true)] {
            let values = Values { api: self.api, hide };
            assembly.put(key, name.clone(), |out| values.write(ty, Rules::of(field), &value, out))?;
        }
        // A bare name that says no is not there.
        if !(key.style == Style::Valueless && matches!(bool::read(&value), Ok(false))) {
            self.there.push((name, Value::Text(flag_text(&value).into())));
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
