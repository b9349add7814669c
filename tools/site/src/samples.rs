//! Sample values generated from types where the documents show none, in their wire encoding.

use bindery_model::{
    Action, Api, CodeValue, Encoding, ErrorEntry, ErrorFormat, Field, JsonKind, Newtype, PagesBy, Presence,
    Scalar, Select, Type, TypeId, TypeKind, ValueLimits,
};
use bindery_runtime::Md5Password;
use bindery_vocabulary::json::JsonValue;
use bindery_vocabulary::path;
use bindery_vocabulary::template::{self, Placeholder};
use bindery_vocabulary::{Exact, Given, Number};

/// Largest depth to which nested records are filled.
const DEEPEST: usize = 6;

/// Returns the parameters of an example request with their values, in order: those of the documented example, and all
/// required ones.
pub(crate) fn request<'a>(api: &Api, action: &'a Action) -> Vec<(&'a Field, JsonValue)> {
    let shown = shown_request(action);
    let mut parameters = Vec::new();
    let group: &[usize] = action.one_of.first().map_or(&[], |(_, members)| members);
    // A documented request has already chosen one of the alternatives.
    let any_shown = action.one_of.iter().flat_map(|(_, members)| members).any(|at| {
        action
            .parameters
            .get(*at)
            .is_some_and(|field| shown.as_ref().is_some_and(|shown| shown.get(&field.name).is_some()))
    });
    for (position, field) in action.parameters.iter().enumerate() {
        if field.additional || field.scheme.is_some() {
            continue;
        }
        if let Some(fixed) = field.fixed.as_deref().and_then(JsonValue::parse) {
            parameters.push((field, fixed));
            continue;
        }
        let of_group = !any_shown && group.contains(&position);
        match shown.as_ref().and_then(|shown| shown.get(&field.name)) {
            Some(value) => parameters.push((field, styled(field, value.clone()))),
            None if field.presence == Presence::Required || of_group => {
                let page = action.pages.as_ref().and_then(|pages| match position {
                    at if Some(at) == pages.limit => {
                        Some(pages.largest.map_or(20, |largest| largest.min(20)))
                    }
                    at if Some(at) == pages.position => match pages.by {
                        PagesBy::Offset => Some(0),
                        PagesBy::Number => Some(pages.first),
                        PagesBy::Cursor | PagesBy::LastId | PagesBy::Link | PagesBy::Address => None,
                    },
                    _ => None,
                });
                parameters.push((field, page.map_or_else(|| value(api, field), JsonValue::number)));
            }
            None => {}
        }
    }
    if let Some(select) = &action.select {
        choose(select, &mut parameters);
    }
    parameters
}

/// Sets the value that selects the action, for actions that share a path.
fn choose(select: &Select, parameters: &mut [(&Field, JsonValue)]) {
    let ([first, rest @ ..], Some(is)) = (select.at.as_slice(), select.is.first()) else { return };
    let Some((_, value)) = parameters.iter_mut().find(|(field, _)| field.name == *first) else { return };
    let there = rest.iter().try_fold(&*value, |inner, key| inner.get(key)).map(JsonValue::plain);
    let fits = |is: &String| match is.strip_suffix('*') {
        Some(begin) => there.as_ref().is_some_and(|text| text.starts_with(begin)),
        None => there.as_ref() == Some(is),
    };
    if !select.is.iter().any(fits) {
        let chosen = JsonValue::text(is.replace('*', "1"));
        if rest.is_empty() {
            *value = chosen;
        } else {
            value.put(rest, chosen);
        }
    }
}

/// Returns the first request that the documents show.
pub(crate) fn shown_request(action: &Action) -> Option<JsonValue> {
    action.examples.iter().find_map(|example| JsonValue::parse(example.request.as_deref()?))
}

/// Converts a value of the documents to its wire encoding.
fn styled(field: &Field, value: JsonValue) -> JsonValue {
    match (field.encoding, &value) {
        (Encoding::ZeroOrOne, JsonValue::Bool(true)) => JsonValue::number(1),
        (Encoding::ZeroOrOne, JsonValue::Bool(false)) => JsonValue::number(0),
        (Encoding::EmbeddedJson, JsonValue::List(_) | JsonValue::Object(_)) => {
            JsonValue::text(value.to_string())
        }
        _ => value,
    }
}

/// Returns a sample value of a parameter or a field.
pub(crate) fn value(api: &Api, field: &Field) -> JsonValue {
    Samples { api, open: Vec::new() }.field(field).unwrap_or(JsonValue::Null)
}

/// Returns a sample value of a type.
pub(crate) fn of_type(api: &Api, ty: &Type, encoding: Encoding) -> JsonValue {
    let value = Samples { api, open: Vec::new() }.sample(ty, encoding, &ValueLimits::default());
    value.unwrap_or(JsonValue::Null)
}

/// Puts a response into its envelope, if the action has one.
pub(crate) fn enveloped(action: &Action, json: JsonValue) -> JsonValue {
    match &action.envelope {
        Some(envelope) => envelope.with(json),
        None => json,
    }
}

struct Samples<'a> {
    api: &'a Api,
    /// The records that are being filled, outermost first.
    open: Vec<TypeId>,
}

impl Samples<'_> {
    /// Returns a sample value; none if a record would have to contain itself.
    fn field(&mut self, field: &Field) -> Option<JsonValue> {
        if let Some(fixed) = &field.fixed {
            return JsonValue::parse(fixed);
        }
        if let (true, Type::List(entry)) = (field.bare_single, &field.ty) {
            return self.sample(entry, field.encoding, &field.limits);
        }
        self.sample(&field.ty, field.encoding, &field.limits)
    }

    fn sample(&mut self, ty: &Type, encoding: Encoding, limits: &ValueLimits) -> Option<JsonValue> {
        match ty {
            Type::Scalar(of) => Some(scalar(*of, encoding, limits)),
            Type::List(entry) => {
                let entry = self.sample(entry, encoding.inside(), &ValueLimits::NONE);
                let fewest =
                    limits.length.map_or(1, |(fewest, most)| fewest.max(1).min(most).min(MOST_ITEMS));
                let entries = entry.map(|entry| vec![entry; fewest as usize]);
                Some(outer(encoding, JsonValue::List(entries.unwrap_or_default())))
            }
            Type::Map(key, entry) => {
                let name = match key.as_ref() {
                    Type::Scalar(Scalar::String) => "key".to_owned(),
                    key => self.sample(key, Encoding::Plain, &ValueLimits::NONE)?.plain(),
                };
                let entries = self
                    .sample(entry, encoding.inside(), &ValueLimits::NONE)
                    .map(|entry| vec![(name, entry)]);
                Some(outer(encoding, JsonValue::Object(entries.unwrap_or_default())))
            }
            Type::Nullable(item) => self.sample(item, encoding, limits),
            Type::Named(id) => self.named(*id, encoding, limits),
        }
    }

    fn named(&mut self, id: TypeId, encoding: Encoding, limits: &ValueLimits) -> Option<JsonValue> {
        match &self.api.types.get(id)?.kind {
            TypeKind::Record(_) | TypeKind::Positions(_) | TypeKind::Union(_)
                if self.open.contains(&id) || self.open.len() >= DEEPEST =>
            {
                None
            }
            TypeKind::Positions(fields) => {
                self.open.push(id);
                let entries: Vec<JsonValue> =
                    fields.iter().map(|field| self.field(field).unwrap_or(JsonValue::Null)).collect();
                self.open.pop();
                Some(outer(encoding, JsonValue::List(entries)))
            }
            TypeKind::Union(union) => {
                self.open.push(id);
                let sample = union.variants.iter().find_map(|variant| {
                    let mut json = self.sample(&variant.ty, Encoding::Plain, &ValueLimits::default())?;
                    // The field has the value of this variant, not just any.
                    if let (JsonValue::Object(_), Some(is)) = (&json, variant.is.first()) {
                        json.put(union.path(), tag(&json, &path::joined(union.path()), is));
                    }
                    Some(json)
                });
                self.open.pop();
                sample.map(|json| outer(encoding, json))
            }
            TypeKind::Record(fields) => {
                self.open.push(id);
                let mut entries = Vec::new();
                for field in fields.iter().filter(|field| !field.additional) {
                    if let Some(value) = self.field(field) {
                        entries.push((field.name.clone(), value));
                    }
                }
                self.open.pop();
                Some(outer(encoding, JsonValue::Object(entries)))
            }
            TypeKind::IntEnum(values) => {
                let is = values.first().map_or(0, |value| value.is);
                Some(if encoding == Encoding::JsonString {
                    JsonValue::text(is.to_string())
                } else {
                    JsonValue::number(is)
                })
            }
            TypeKind::TextEnum(values) => {
                Some(JsonValue::text(values.first().map_or("", |value| value.is.as_str())))
            }
            TypeKind::Newtype(Newtype { md5: true, .. }) => {
                Some(JsonValue::text(Md5Password::plain("example").expose()))
            }
            TypeKind::Newtype(newtype) => {
                let encoding = if encoding == Encoding::Plain { newtype.encoding } else { encoding };
                let limits = if *limits == ValueLimits::default() { &newtype.limits } else { limits };
                Some(scalar(newtype.base, encoding, limits))
            }
            TypeKind::Alias(ty) => self.sample(ty, encoding, limits),
        }
    }
}

/// Returns the value that tells a variant apart, of the kind that the sample has there.
fn tag(sample: &JsonValue, path: &str, is: &str) -> JsonValue {
    match sample.at(path) {
        Some(JsonValue::Number(_) | JsonValue::Bool(_)) => JsonValue::parse(is),
        _ => None,
    }
    .unwrap_or_else(|| JsonValue::text(is))
}

/// Largest number of items in a sample, however many a list must have.
const MOST_ITEMS: u32 = 20;

/// Encodes a list, a map or a record.
fn outer(encoding: Encoding, json: JsonValue) -> JsonValue {
    if encoding == Encoding::EmbeddedJson { JsonValue::text(json.to_string()) } else { json }
}

fn scalar(of: Scalar, encoding: Encoding, limits: &ValueLimits) -> JsonValue {
    let example = of.example(encoding);
    let example = match of.form(encoding) {
        JsonKind::Text => text(example, limits),
        _ if of == Scalar::Instant => example.to_owned(),
        JsonKind::Whole | JsonKind::Decimal | JsonKind::Float => number(example, limits),
        JsonKind::Flag | JsonKind::Any => example.to_owned(),
    };
    of.written(Given::Text(&example), encoding).unwrap_or(JsonValue::Text(example))
}

/// Returns a number within limits: the usual one, or one at the bounds or between them.
fn number(usual: &str, limits: &ValueLimits) -> String {
    let exact = |text: &str| Number::parse(text).and_then(Number::to_exact);
    let one = Exact::whole(1);
    let low = limits.min.or(limits.above);
    let high = limits.max.or(limits.below);
    let beside = |bound: Option<Exact>, step: i128| {
        let bound = bound?;
        Some(Exact { coefficient: bound.coefficient + step * 10_i128.pow(bound.scale), ..bound })
    };
    let finer = |bound: Option<Exact>, step: i128| {
        let bound = bound.filter(|bound| bound.scale < 20)?;
        Some(Exact { coefficient: bound.coefficient * 10 + step, scale: bound.scale + 1 })
    };
    let all = [
        exact(usual),
        Some(one),
        low,
        beside(low, 1),
        finer(low, 1),
        high,
        beside(high, -1),
        finer(high, -1),
    ];
    let fits = |number: &Exact| limits.broken_by_number(*number).is_none();
    all.into_iter().flatten().find(fits).map_or_else(|| usual.to_owned(), |number| number.to_string())
}

/// Returns a string within limits.
fn text(sample: &str, limits: &ValueLimits) -> String {
    let Some((fewest, most)) = limits.length else { return sample.to_owned() };
    let length = sample.chars().count();
    let wanted = length.max(fewest as usize).min(most as usize).min(256);
    sample.chars().cycle().take(wanted).collect()
}

/// Returns the HTTP status and body of an error response in an error format.
pub(crate) fn failure(api: &Api, format: &ErrorFormat, error: &ErrorEntry) -> (u16, JsonValue) {
    // A format without code and status in its body has one status for all errors with a code.
    let status =
        error.status.filter(|_| format.identifies() || error.code.is_none()).unwrap_or(format.status);
    let internal = || api.errors.get(api.rejections.internal).and_then(|entry| entry.code.as_ref()?.number());
    let code = match (&error.code, error.status) {
        (Some(code), _) => Some(code.clone()),
        (None, None) => internal().map(CodeValue::Number),
        (None, Some(_)) => None,
    };
    let by_text = error.code.is_none() && error.status.is_none();
    let details =
        format.details.as_ref().map(|details| (details, of_type(api, &details.ty, Encoding::Plain)));
    let mut value = |placeholder, _| match placeholder {
        Placeholder::CodeText if by_text => Some(JsonValue::text(&error.text)),
        Placeholder::Code => code.as_ref().map(CodeValue::json),
        Placeholder::CodeText => code.as_ref().map(|code| JsonValue::text(code.to_string())),
        Placeholder::Message => Some(JsonValue::text(&error.text)),
        Placeholder::Details => {
            Some(details.as_ref().map_or(JsonValue::Null, |(_, details)| details.clone()))
        }
        Placeholder::Status => Some(JsonValue::number(status)),
        Placeholder::RetryAfter => Some(JsonValue::number(30)),
    };
    let is_beside = !format.placeholders().any(|placeholder| placeholder == Placeholder::Details);
    let beside = details.clone().filter(|_| is_beside);
    let beside = beside.map(|(typed, details)| (typed.key.as_deref().unwrap_or_default(), [Some(details)]));
    let beside = beside.as_ref().map(|(path, details)| (*path, details.as_slice()));
    let body = template::fill(&format.body, 1, &mut value, beside);
    (status, body.unwrap_or_else(|| JsonValue::Object(Vec::new())))
}
