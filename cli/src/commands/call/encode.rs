//! Encodes the given parameters and checks them against the spec: once as sent, once with secrets hidden.

use std::borrow::Cow;

use bindery_dynamic::DynamicApi;
use bindery_model::{Action, Api, Field, Presence, Type};
use bindery_runtime::client::{MadeValues, RequestParts};
use bindery_runtime::metadata::Encoding;
use bindery_runtime::wire::{Assembly, Entries, check_one_of, check_related};
use bindery_runtime::wire::{Document, Fault, Key, Value, Wire, key};

use super::credentials::Needs;
use super::given::{Given, GivenValue};
use super::show::HIDDEN;
use super::value::{Rules, Values, collected};
use crate::failed::Failed;
use crate::suggest::{did_you_mean, listing};

/// Encoded parameters of a request, in two versions.
pub(super) struct Encoded {
    /// Parameters as they are sent.
    pub(super) parts: RequestParts,
    /// Parameters as they are shown.
    pub(super) hidden: RequestParts,
}

/// Encodes the given parameters. All mistakes are reported together.
pub(super) fn encode(
    api: &Api,
    action: &Action,
    details: &DynamicApi,
    given: &[Given],
    needs: &Needs,
) -> Result<Encoded, Failed> {
    let additional = action.parameters.iter().find(|field| field.additional);
    let mut wrong = if additional.is_some() { Vec::new() } else { unknown(action, given) };
    let (mut sent, mut shown) = (RequestParts::default(), RequestParts::default());
    let place = details.action.default_place();
    let made = MadeValues::default();
    let mut encoder = Encoder {
        api,
        sent: sent.assembly(place, &details.fixed, &details.parameters).with_made(&made),
        shown: shown.assembly(place, &details.fixed, &details.parameters).with_made(&made),
        there: Entries::new(),
    };
    for (position, field) in named(action) {
        let Some(key) = details.parameters.get(position) else { continue };
        let value = given.iter().find(|given| given.key == field.name).map(|given| &given.value);
        if let Err(fault) = encoder.parameter(field, key, value) {
            wrong.push(fault.inside(key.name).to_string());
        }
    }
    if let (Some(field), Some(key)) = (additional, details.parameters.iter().find(|key| key.additional)) {
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
    wrong.extend(encoder.sent.fault().map(|fault| fault.to_string()));
    wrong.extend(combinations(action, details, &encoder.there));
    if wrong.is_empty() {
        let has_members = details.has_members();
        return Ok(Encoded { parts: sent.finish(has_members), hidden: shown.finish(has_members) });
    }
    let names = listing(named(action).map(|(_, field)| field.name.as_str()));
    let failed = Failed::usage(format!("{}: the parameters do not match the spec", details.name()));
    let failed = wrong.into_iter().fold(failed, Failed::note);
    let none = action.parameters.is_empty();
    let takes = if none { "it takes no parameters" } else { &format!("its parameters are: {names}") };
    Err(failed.note(takes))
}

/// Returns the parameters with their own names, with their positions.
fn named(action: &Action) -> impl Iterator<Item = (usize, &Field)> {
    action.parameters.iter().enumerate().filter(|(_, field)| !field.additional)
}

/// Returns a message for each given parameter that the action does not have.
fn unknown(action: &Action, given: &[Given]) -> Vec<String> {
    let names = || named(action).map(|(_, field)| field.name.as_str());
    let unknown = given.iter().filter(|given| !names().any(|name| name == given.key));
    let message = |given: &Given| {
        let near = did_you_mean(&given.key, names()).map(|near| format!("; {near}")).unwrap_or_default();
        format!("{}: there is no such parameter{near}", given.key)
    };
    unknown.map(message).collect()
}

/// Returns a message for each violated rule about combinations of parameters.
fn combinations(action: &Action, details: &DynamicApi, there: &Entries<'_>) -> Vec<String> {
    let is_there = |name: &str| there.iter().any(|(found, _)| found == name);
    let insufficient_scope =
        action.parameters.iter().filter(|field| is_there(&field.name)).filter_map(|field| {
            let needed = field.needs.as_ref().filter(|needed| !is_there(needed))?;
            Some(format!("{}: also requires {needed}", field.name))
        });
    let mut wrong: Vec<String> = insufficient_scope.collect();
    // What a parameter needs is already reported, for each of them.
    let mut keys = details.parameters.clone();
    keys.iter_mut().for_each(|key| key.needs = None);
    wrong.extend(check_related(there, &keys).err().map(|fault| fault.to_string()));
    wrong.extend(check_one_of(there, details.action, &[]).err().map(|fault| fault.to_string()));
    wrong
}

/// Builds the two versions of a request, parameter by parameter.
struct Encoder<'a> {
    api: &'a Api,
    sent: Assembly<'a>,
    shown: Assembly<'a>,
    /// Parameters that are given, each with its text, for the rules about combinations.
    there: Entries<'static>,
}

impl Encoder<'_> {
    fn parameter(&mut self, field: &Field, key: &Key, value: Option<&GivenValue>) -> Result<(), Fault> {
        // Signed parameters are added later; parameters with a fixed value are already set.
        let comes_by_itself = match &field.fixed {
            _ if field.scheme.is_some() => {
                Some("is computed from the other parameters by signing".to_owned())
            }
            fixed => fixed.as_ref().map(|json| format!("has the fixed value {json}")),
        };
        match (value, comes_by_itself) {
            (Some(_), Some(why)) => Err(Fault::limit(format!("{why}, so it cannot be given"))),
            (Some(value), None) => self.value(field, (&field.ty, key), key.wire_name().into(), value),
            (None, None) if key.made.is_some() => {
                self.there.push((key.name.into(), Value::Text("there".into())));
                self.sent.make(key).and_then(|_| self.shown.make(key)).map(drop)
            }
            (None, None) => match field.presence {
                Presence::Required => Err(Fault::absent()),
                Presence::Nullable => {
                    self.null(key, key.wire_name().into());
                    Ok(())
                }
                Presence::Optional | Presence::OptionalNullable => Ok(()),
            },
            (None, Some(_)) => Ok(()),
        }
    }

    /// Adds null under a name.
    fn null(&mut self, key: &Key, name: Cow<'static, str>) {
        for assembly in [&mut self.sent, &mut self.shown] {
            assembly.put(key, name.clone(), |out| out.null());
        }
    }

    /// Adds a value of a type under a name; the field and its key determine the encoding.
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
        if value.is_null() && field.presence.may_be_null() {
            self.null(key, name);
            return Ok(());
        }
        for (assembly, hide) in [(&mut self.sent, false), (&mut self.shown, true)] {
            let values = Values { api: self.api, hide };
            assembly.put(key, name.clone(), |out| values.write(ty, Rules::for_field(field), &value, out))?;
        }
        // Texts tell the values on which other parameters depend.
        let text = value.scalar_text().map_or_else(|| "there".to_owned(), Cow::into_owned);
        // A bare name that says no is left out.
        if !(key.encoding == Encoding::NameOnly && matches!(bool::read(&value), Ok(false))) {
            let name = if key.additional { name } else { key.name.into() };
            self.there.push((name, Value::Text(text.into())));
        }
        Ok(())
    }
}
