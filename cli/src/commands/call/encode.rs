//! Encodes the given parameters and checks them against the spec: once as sent, once with secrets hidden.

use std::borrow::Cow;
use std::collections::HashSet;

use bindery_dynamic::DynamicApi;
use bindery_model::{Action, Api, Field, Presence, Scalar, Type};
use bindery_runtime::Content;
use bindery_runtime::client::{MadeValues, RequestParts};
use bindery_runtime::metadata::{Encoding, Place};
use bindery_runtime::wire::{Assembly, Attachment, Entries, check_one_of, check_related};
use bindery_runtime::wire::{Document, Fault, Key, Value, Wire, key};
use bindery_vocabulary::to_base64;

use super::credentials::Needs;
use super::given::{Given, GivenFile, GivenValue};
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

/// Places whose parameters must be given.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Places {
    /// All places.
    All,
    /// All but path and query, which an address has.
    BesideAddress,
}

/// Encodes the given parameters in the first way that can carry them. All mistakes are reported together.
pub(super) fn encode(
    api: &Api,
    action: &Action,
    details: &DynamicApi,
    given: &[Given],
    needs: &Needs,
    places: Places,
) -> Result<Encoded, Failed> {
    let mut wrong: Vec<Vec<String>> = Vec::new();
    for way in details.action.ways() {
        match in_way(api, action, details, given, needs, (way, places)) {
            Ok(encoded) => return Ok(encoded),
            Err(messages) => wrong.push(messages),
        }
    }
    // What is wrong in every way is the mistake; else no way can carry all of it.
    let in_all = |message: &&String| wrong.iter().all(|messages| messages.contains(message));
    let mut messages: Vec<String> = wrong.iter().flatten().filter(in_all).cloned().collect();
    if messages.is_empty() {
        messages = wrong.into_iter().flatten().collect();
    }
    let mut seen = HashSet::new();
    messages.retain(|message| seen.insert(message.clone()));
    let names = listing(named(action).map(|(_, field)| field.name.as_str()));
    let failed = Failed::usage(format!("{}: the parameters do not match the spec", details.name()));
    let failed = messages.into_iter().fold(failed, Failed::note);
    let none = action.parameters.is_empty();
    let takes = if none { "it takes no parameters" } else { &format!("its parameters are: {names}") };
    Err(failed.note(takes))
}

/// Encodes the given parameters in one way to send them.
fn in_way(
    api: &Api,
    action: &Action,
    details: &DynamicApi,
    given: &[Given],
    needs: &Needs,
    (way, places): ((Place, Place), Places),
) -> Result<Encoded, Vec<String>> {
    let additional = action.parameters.iter().find(|field| field.additional);
    let mut wrong = if additional.is_some() { Vec::new() } else { unknown(action, given) };
    let (mut sent, mut shown) = (RequestParts::default(), RequestParts::default());
    let made = MadeValues::default();
    let (fixed, keys) = (&details.fixed, &details.parameters);
    let mut encoder = Encoder {
        api,
        sent: Assembly::of_way(&mut sent, way, fixed, keys).with_made(&made),
        shown: Assembly::of_way(&mut shown, way, fixed, keys).with_made(&made),
        there: Entries::new(),
    };
    for (position, field) in named(action) {
        let Some(key) = details.parameters.get(position) else { continue };
        let of_field = given.iter().filter(|given| given.key == field.name).map(|given| &given.value);
        let values: Vec<&GivenValue> = of_field.collect();
        let in_address = matches!(action.place_of(field), Place::Path | Place::Query);
        if places == Places::BesideAddress && in_address && values.is_empty() {
            continue;
        }
        let written = match values.as_slice() {
            values if field.ty.is_content() && !values.is_empty() => encoder.contents(field, key, values),
            [] => encoder.parameter(field, key, None),
            [value] => encoder.parameter(field, key, Some(value)),
            _ => Err(Fault::limit("given twice")),
        };
        if let Err(fault) = written {
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
    if places == Places::All {
        wrong.extend(combinations(action, details, &encoder.there));
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let has_members = details.has_members(way);
    let mut hidden = shown.finish(has_members);
    needs.keys().for_each(|key| key.put(&mut hidden, HIDDEN));
    Ok(Encoded { parts: sent.finish(has_members), hidden })
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
                Presence::Nullable if self.sent.has_null(key) => {
                    self.null(key, key.wire_name().into());
                    Ok(())
                }
                // Outside JSON, an absent value is null.
                Presence::Nullable => Ok(()),
                Presence::Optional | Presence::OptionalNullable => Ok(()),
            },
            (None, Some(_)) => Ok(()),
        }
    }

    /// Adds files: a part of a multipart form for each, or the whole body.
    fn contents(&mut self, field: &Field, key: &Key, values: &[&GivenValue]) -> Result<(), Fault> {
        if values.len() > 1 && !matches!(field.ty, Type::List(_)) {
            return Err(Fault::limit("given twice"));
        }
        for value in values {
            let mut content = match value {
                GivenValue::File(file) => Content::from(file.bytes.clone()),
                GivenValue::Text(text) => Content::from(text.expose().to_owned()),
                GivenValue::Json(_) => return Err(Fault::limit("is a file: write =@FILE")),
            };
            if let GivenValue::File(GivenFile { name, media_type, .. }) = value {
                content = name.iter().fold(content, |content, name| content.with_file_name(name));
                content = media_type.iter().fold(content, |content, name| content.with_media_type(name));
            }
            for assembly in [&mut self.sent, &mut self.shown] {
                assembly.attach(key, vec![Attachment::new(content.clone())]);
            }
        }
        self.there.push((key.name.into(), Value::Text("there".into())));
        Ok(())
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
            GivenValue::Text(_) | GivenValue::File(_) => None,
            GivenValue::Json(json) => Some(Document::parse(json.as_str().as_bytes())?),
        };
        let is_bytes = *ty == Type::Scalar(Scalar::Bytes);
        let file = match value {
            // The bytes of a body are sent as they are, and in other places as base64.
            GivenValue::File(file) if is_bytes && key.raw => {
                self.sent.put_raw(key, file.bytes.clone());
                self.shown.put_raw(key, file.bytes.clone());
                self.there.push((key.name.into(), Value::Text("there".into())));
                return Ok(());
            }
            GivenValue::File(file) if is_bytes => Some(to_base64(&file.bytes).into()),
            GivenValue::File(file) => Some(file.text()?),
            GivenValue::Text(_) | GivenValue::Json(_) => None,
        };
        let value = match (value, &document, &file) {
            (_, Some(document), _) => document.value(),
            (_, _, Some(text)) => Value::Text(text.expose().into()),
            (GivenValue::Text(text), ..) => Value::Text(text.expose().into()),
            (GivenValue::Json(json), ..) => Value::Text(json.as_str().into()),
            (GivenValue::File(_), ..) => Value::Text("".into()),
        };
        if value.is_null() && field.presence.may_be_null() {
            if !self.sent.has_null(key) {
                return Err(Fault::limit("can only be null in JSON"));
            }
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
