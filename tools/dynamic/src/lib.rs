//! Conversion of a model into the metadata that the runtime works with, which has a static lifetime.
//!
//! Generated code has the metadata as constants. Here they are built at run time and deliberately leaked: a small
//! amount of text for a command that processes some specs and exits. Do not use this in processes that build metadata
//! repeatedly.

mod errors;
mod expected;

use bindery_model::{self as model, Action, Api, Field, Module, Presence, Type};
use bindery_runtime::client::has_members;
use bindery_runtime::metadata::{
    ActionInfo, AuthScheme, BodyFormat, CompletionInfo, CustomScheme, Encoding, Envelope, ErrorFormat,
    ErrorFormatUse, ErrorSignal, IssuedHeaderScheme, KeyHeader, KeyParameter, Made, Mechanism, PagesInfo,
    Pairs, Place, ResponseInfo, Signature, SignatureLocation, SignedFlow,
};
use bindery_runtime::wire::{Document, Key, Value, signed_names};
use bindery_vocabulary::path;

pub use errors::{Errors, FoundError};
pub use expected::ExpectedResponse;

/// Metadata of an action and its API.
#[derive(Debug)]
pub struct DynamicApi {
    /// Metadata of the action, as generated code would have it.
    pub action: &'static ActionInfo,
    /// Keys of the parameters, in order.
    pub parameters: Vec<Key>,
    /// Parameters with a fixed value: their names, and their values as JSON, or an empty text for a bare name.
    pub fixed: Vec<(&'static str, &'static str)>,
    /// Error formats of the API.
    pub failures: Vec<ErrorFormat>,
    /// Authentication schemes of the API.
    pub auth: &'static [AuthScheme],
}

impl DynamicApi {
    /// Builds the metadata of an action. Of several ways to authenticate, it has the first one.
    pub fn new(api: &Api, module: &Module, action: &Action) -> Self {
        Self::with(api, module, action, |_| false)
    }

    /// Builds the metadata of an action for a caller who has the credentials of these schemes. Of several ways to
    /// authenticate, it has the first one with all of them; without one, a bearer token or the first one.
    pub fn with(api: &Api, module: &Module, action: &Action, has: impl Fn(&model::Auth) -> bool) -> Self {
        let mut info = ActionInfo::new(leak(&module.name), leak(&action.name), leak(&action.path_text()));
        info.documented_as = leak(&action.documented_as);
        info.methods = leak_list(action.methods.iter().copied());
        info.parameters_in = action.parameters_in;
        info.also_in = leak_list(action.also_in.iter().copied());
        if let Some(body) = action.whole_body().map(|field| &field.body) {
            info.body_format = body.format;
            info.body_media = leak_list(body.types.iter().map(|media| leak(media)));
        }
        info.body_in = Some(action.body_place()).filter(|place| *place != action.default_place());
        let name_only = action.parameters.iter().filter(|field| field.encoding == Encoding::NameOnly);
        let names = name_only.flat_map(|field| [Some(&field.name), field.wire.as_ref()]);
        info.name_only = leak_list(names.flatten().map(|name| leak(name)));
        info.unrendered = api.unrendered(action).map(|field| leak(&field.name));
        info.effect = action.effect;
        let all = |is: &dyn Fn(&model::Auth) -> bool| {
            let all = move |way: &&Vec<usize>| {
                !way.is_empty() && way.iter().all(|id| api.auth.get(*id).is_some_and(is))
            };
            action.any_auth.iter().find(all)
        };
        let bearer = |auth: &model::Auth| matches!(auth.scheme, model::AuthScheme::OAuth2(_));
        let chosen = all(&has).or_else(|| all(&bearer)).or(action.any_auth.first());
        let schemes =
            action.auth.iter().chain(chosen.into_iter().flatten()).filter_map(|id| api.auth.get(*id));
        info.auth = leak_list(schemes.map(|auth| leak(&auth.name)));
        let optional = action.optional_auth.iter().filter_map(|id| api.auth.get(*id));
        info.optional = leak_list(optional.map(|auth| leak(&auth.name)));
        let shapes = action.error_formats.iter().filter_map(|used| api.error_formats.get(used.format));
        info.error_formats = leak_list(shapes.map(|shape| ErrorFormatUse::new(leak(&shape.name))));
        info.one_of = leak_list(action.one_of.iter().map(|(_, group)| {
            let members = group.iter().filter_map(|position| action.parameters.get(*position));
            leak_list(members.map(|parameter| leak(&parameter.name)))
        }));
        info.flags = leak_list(action.flags().map(|field| leak(&field.name)));
        info.idempotency_key = action.has_idempotency_key();
        info.reserved_in_paths = api.has_reserved_in_paths();
        info.status = if action.response.variants.is_empty() { action.response.status } else { 200 };
        response(action, &mut info.response);
        Self {
            action: Box::leak(Box::new(info)),
            parameters: action.parameters.iter().map(|field| key(api, field)).collect(),
            fixed: action.parameters.iter().filter_map(constant).collect(),
            failures: api.error_formats.iter().map(failure).collect(),
            auth: leak_list(api.auth.iter().map(|auth| scheme(api, auth))),
        }
    }

    /// Returns the schemes without OAuth 1.0a, for a program that signs such requests itself.
    pub fn without_oauth1(&self) -> &'static [AuthScheme] {
        let others = self.auth.iter().filter(|scheme| !matches!(scheme.mechanism, Mechanism::OAuth1(_)));
        leak_list(others.copied())
    }

    /// Returns the wire names of the parameters that a signature may cover, without those with a fixed value, in the
    /// documented order.
    pub fn names(&self) -> Vec<&'static str> {
        let names = self.parameters.iter().map(|key| key.name);
        let names = names.filter(|name| !self.fixed.iter().any(|(fixed, _)| fixed == name));
        signed_names(self.action, leak_list(names), &self.parameters).into_owned()
    }

    /// Whether the action has parameters in the body of one of the ways to send them.
    pub fn has_members(&self, way: (Place, Place)) -> bool {
        let names: Vec<&'static str> = self.parameters.iter().map(|key| key.name).collect();
        has_members(names.iter(), way, &self.parameters)
    }

    /// Returns the name of the action in messages.
    pub fn name(&self) -> String {
        format!("{}/{}", self.action.module, self.action.name)
    }
}

/// Builds the metadata of the pages of an action's response, if it has pages. Paths start at the top level of the body,
/// outside of its envelope.
pub fn pages(action: &Action) -> Option<PagesInfo> {
    let pages = action.pages.as_ref()?;
    let mut info = PagesInfo::new(pages.by);
    let path = |path: &str| outside(Some(action), path);
    info.records = outside(Some(action), &pages.records);
    info.first = pages.first;
    info.largest = pages.largest;
    info.count = pages.count.as_deref().map(path);
    info.last = pages.last.as_deref().map(path);
    info.next = pages.next.as_deref().map(path);
    info.more = pages.more.as_deref().map(path);
    // That of a record.
    info.id = pages.id.as_deref().map(leak);
    Some(info)
}

/// Returns a path in an action's response as one that starts outside of the envelope; an empty one stays empty without an
/// envelope.
fn outside(action: Option<&Action>, path: &str) -> &'static str {
    let envelope = action.and_then(|action| action.envelope.as_ref());
    let around = path::joined(envelope.iter().flat_map(|envelope| &envelope.path));
    match (around.as_str(), path) {
        ("", inside) => leak(inside),
        (around, "") => leak(around),
        (around, inside) => leak(&format!("{around}.{inside}")),
    }
}

/// Builds the metadata of an operation's completion. Paths start at the top level of the bodies, outside of their
/// envelopes.
pub fn completion(api: &Api, start: &Action, completes: &model::Completion) -> CompletionInfo {
    let poll = api.modules.get(completes.poll.0).and_then(|module| module.actions.get(completes.poll.1));
    let parameters = poll.map_or(&[][..], |poll| &poll.parameters);
    let name = |at: &usize| parameters.get(*at).map(|field| leak(&field.name));
    let texts = |texts: &[String]| leak_list(texts.iter().map(|text| leak(text)));
    let mut info = CompletionInfo::new(texts(&completes.done));
    info.failed = texts(&completes.failed);
    info.field = completes.field.as_deref().map(|field| outside(poll, field));
    let with = completes.with.iter();
    info.with = leak_list(with.filter_map(|(at, field)| Some((name(at)?, outside(Some(start), field)))));
    info.same = leak_list(completes.same.iter().filter_map(name));
    (info.again, info.location) = (completes.again, completes.location);
    info
}

/// Returns the wire rules of a parameter or a field, except its limits.
fn key(api: &Api, field: &Field) -> Key {
    let mut key = bindery_runtime::wire::key(leak(&field.name));
    key.aliases = leak_list(field.aliases.iter().map(|name| leak(name)));
    key.null_values = leak_list(field.null_values.iter().map(|text| leak(text)));
    key.content = field.ty.is_content();
    key.raw = field.body.format == BodyFormat::Raw;
    key.numeric = api.is_numeric(&field.ty);
    key.default = field.default.as_deref().filter(|_| field.presence == Presence::Required).map(|json| {
        let document = Document::parse(json.as_bytes()).ok();
        let value = document.as_ref().map(Document::value);
        leak(&value.as_ref().and_then(Value::scalar_text).unwrap_or(json.into()))
    });
    key.plus_as_space = field.plus_as_space;
    key.encoding = field.encoding;
    key.nullable = field.presence == Presence::Nullable;
    key.bare_single = field.bare_single;
    key.needs = field.needs.as_deref().map(leak);
    key.made = field.made.map(|of| made(&of, field.presence));
    key.place = field.place;
    key.wire = field.wire.as_deref().map(leak);
    key.style = field.style;
    key.entries = field.style.is_some() && !matches!(field.ty, Type::List(_));
    key.excludes = leak_list(field.excludes.iter().map(|name| leak(name)));
    key.required_when = leak_list(
        field
            .required_when
            .iter()
            .map(|(name, values)| (leak(name), leak_list(values.iter().map(|text| leak(text))))),
    );
    key.additional = field.additional;
    key
}

/// Returns a parameter with a fixed value.
fn constant(field: &Field) -> Option<(&'static str, &'static str)> {
    let json = field.fixed.as_deref()?;
    Some((leak(&field.name), if field.encoding == Encoding::NameOnly { "" } else { leak(json) }))
}

fn response(action: &Action, info: &mut ResponseInfo) {
    let documented_response = &action.response;
    info.envelope = action.envelope.as_ref().map(|envelope| {
        let (before, after) = envelope.sides();
        Envelope::new(leak_list(envelope.path.iter().map(|step| leak(step))), leak(&before), leak(&after))
    });
    info.format = match documented_response.is_stream() {
        true => BodyFormat::Stream,
        false => documented_response.body.format,
    };
    info.media = leak_list(documented_response.media().into_iter().map(leak));
    info.end = documented_response.end().map(leak);
    info.encoding = documented_response.encoding;
    info.unwrap = leak_list(documented_response.unwrap.iter().map(|key| leak(key)));
    info.bare = documented_response.bare.as_deref().map(leak);
    info.bare_text = documented_response.bare_text;
    info.done = documented_response.fixed.is_some();
    info.emits = documented_response.emits.as_deref().map(leak);
}

fn failure(shape: &model::ErrorFormat) -> ErrorFormat {
    let mut metadata = ErrorFormat::new(leak(&shape.name), shape.status);
    metadata.when = leak_list(shape.when.iter().map(signal));
    metadata.media = shape.media.as_deref().map(leak);
    metadata.body = leak(&shape.body.to_string());
    let details = shape.details.as_ref();
    metadata.details = details.map(|details| leak(details.key.as_deref().unwrap_or_default()));
    metadata
}

fn signal(signal: &model::ErrorSignal) -> ErrorSignal {
    match signal {
        model::ErrorSignal::Has(key) => ErrorSignal::Has(leak(key)),
        model::ErrorSignal::Is(key, value) => ErrorSignal::Is(leak(key), leak(value)),
        model::ErrorSignal::IsNot(key, value) => ErrorSignal::IsNot(leak(key), leak(value)),
        model::ErrorSignal::Empty(key, true) => ErrorSignal::Empty(leak(key)),
        model::ErrorSignal::Empty(key, false) => ErrorSignal::Filled(leak(key)),
        model::ErrorSignal::Header(name, None) => ErrorSignal::Header(leak(name)),
        model::ErrorSignal::Header(name, Some(value)) => ErrorSignal::HeaderIs(leak(name), leak(value)),
        model::ErrorSignal::Status(first, last) => ErrorSignal::Status(*first, *last),
        model::ErrorSignal::All(all) => ErrorSignal::All(leak_list(all.iter().map(self::signal))),
    }
}

/// Builds the metadata of an authentication scheme.
pub fn scheme(api: &Api, auth: &model::Auth) -> AuthScheme {
    let name = leak(&auth.name);
    let mut scheme = match &auth.scheme {
        model::AuthScheme::Basic => AuthScheme::basic(name),
        model::AuthScheme::Parameter(parameter) => AuthScheme::parameter(name, leak(parameter)),
        model::AuthScheme::Header(header) => {
            let mut metadata = KeyHeader::new(leak(&header.name));
            metadata.written = header.written.as_deref().map(leak);
            AuthScheme::header(name, metadata)
        }
        model::AuthScheme::Key(key) => {
            let mut metadata = KeyParameter::new(leak(&key.name), key.place);
            metadata.written = key.written.as_deref().map(leak);
            AuthScheme::key(name, metadata)
        }
        model::AuthScheme::Issued(issued) => {
            let by = issued.by.and_then(|place| api.action_name(place));
            let mut metadata = IssuedHeaderScheme::new(leak(&by.unwrap_or_default()));
            metadata.guest = issued.guest.as_deref().map(leak);
            AuthScheme::issued(name, metadata)
        }
        // A bearer token is sent like any other key.
        model::AuthScheme::OAuth2(_) => {
            AuthScheme::header(name, KeyHeader::new("authorization").written("Bearer {}"))
        }
        model::AuthScheme::OAuth1(flow) => {
            let addresses = [&flow.request_token, &flow.authorize, &flow.access_token].map(|text| leak(text));
            let [request_token, authorize, access_token] = addresses;
            let metadata = SignedFlow::new(request_token, authorize, access_token);
            AuthScheme::oauth1(name, metadata.method(flow.method).carrier(flow.carrier))
        }
        model::AuthScheme::Secret => AuthScheme::secret(name),
        model::AuthScheme::Custom(header) => {
            let mut metadata = CustomScheme::new();
            metadata.header = header.as_deref().map(leak);
            AuthScheme::custom(name, metadata)
        }
        model::AuthScheme::Signature(metadata) => AuthScheme::signature(signature(api, name, metadata)),
    };
    scheme.rejection = auth.rejection.and_then(|id| api.errors.get(id)).map(|error| leak(&error.name));
    scheme
}

fn signature(api: &Api, name: &'static str, of: &model::Signature) -> Signature {
    let scheme = |id: usize| api.auth.get(id).map(|auth| leak(&auth.name));
    let place = match &of.location {
        model::SignatureLocation::Header(header) => SignatureLocation::Header(leak(header)),
        model::SignatureLocation::Parameter(parameter) => SignatureLocation::Parameter(leak(parameter)),
        model::SignatureLocation::Query(parameter) => SignatureLocation::Query(leak(parameter)),
    };
    let digests = leak_list(of.digests.iter().map(|(name, how)| (leak(name), how)));
    let mut metadata = Signature::new(name, place, digests).written(leak(&of.written));
    metadata.modes = leak_list(of.modes.iter().map(|(name, text)| (leak(name), leak(&text.to_string()))));
    metadata.pairs = pairs(&of.pairs);
    metadata.encoding = of.encoding;
    metadata.carried = leak_list(
        of.carried
            .iter()
            .map(|carried| (leak(&carried.name), carried.encoding, made(&carried.made, Presence::Required))),
    );
    metadata.separator = of.separator.as_deref().map(leak);
    metadata.discouraged = leak_list(of.discouraged.iter().map(|name| leak(name)));
    metadata.secret = of.secret.and_then(scheme).unwrap_or(name);
    metadata.checksum = of.secret.is_none();
    metadata.uses = leak_list(of.uses().into_iter().map(|name| leak(&name)));
    metadata.alternative_to = of.alternative_to.and_then(scheme);
    metadata.empty = of.signs_empty;
    metadata.responses = of.signs_responses;
    metadata
}

fn made(of: &model::Made, presence: Presence) -> Made {
    let mut made = Made::new(of.kind).unit(of.unit);
    (made.window, made.optional) = (of.window, presence != Presence::Required);
    made
}

fn pairs(of: &model::PairsForm) -> Pairs<'static> {
    let mut pairs = Pairs::SORTED.between(leak(&of.between)).join(leak(&of.join));
    pairs.as_sent = of.as_sent;
    pairs.escaped = of.escaped;
    pairs.skip_empty = of.skip_empty;
    pairs.either = of.either;
    pairs
}

fn leak(text: &str) -> &'static str {
    Box::leak(Box::from(text))
}

fn leak_list<T>(items: impl Iterator<Item = T>) -> &'static [T] {
    Box::leak(items.collect())
}
