//! Authentication schemes.
//!
//! OpenAPI supports keys, HTTP's own schemes and OAuth 2. A signature is written as a key in a header, OAuth 1.0a as
//! the scheme `OAuth` of HTTP's registry; extension fields describe the rest.

use bindery_model::{
    Action, Api, Auth, AuthId, AuthScheme, Carried, ClientAuthentication, Encoding, IssuedHeader,
    KeyEncoding, Method, ModuleId, OAuth1, OAuth2, PairsForm, Place, Signature, SignatureLocation, TokenFlow,
    Ways,
};
use bindery_vocabulary::json::JsonValue;
use indexmap::IndexMap;

use crate::document::{Flow, Flows, Header, Requirement, SecurityScheme};
use crate::extension::{self as x, put, put_sources};
use crate::naming::usual_operation;
use crate::schema::Schema;

/// Returns the schemes that OpenAPI supports, by name.
pub(crate) fn schemes(api: &Api) -> IndexMap<String, SecurityScheme> {
    let scheme = |auth: &Auth| Some((auth.name.clone(), scheme(api, auth)?));
    api.auth.iter().filter_map(scheme).collect()
}

/// Returns the credentials that OpenAPI has no scheme for: credentials in parameters, which are documented there, and
/// headers with issued names, secrets that are never sent, and code.
pub(crate) fn remaining(api: &Api) -> JsonValue {
    let of = |auth: &Auth| {
        let mut details = match &auth.scheme {
            AuthScheme::Parameter(parameter) => vec![("parameter", JsonValue::text(parameter))],
            AuthScheme::Issued(issued) => self::issued(api, issued),
            AuthScheme::Secret => Vec::new(),
            AuthScheme::Custom(None) => Vec::new(),
            _ => return None, // OpenAPI has a scheme for it
        };
        details.push(("about", JsonValue::text(auth.about.trim())));
        Some((auth.name.clone(), JsonValue::object(details)))
    };
    JsonValue::object(api.auth.iter().filter_map(of))
}

fn issued(api: &Api, issued: &IssuedHeader) -> Vec<(&'static str, JsonValue)> {
    let operation = |of: Option<(ModuleId, usize)>| usual_operation(api, of?).map(JsonValue::Text);
    let mut details: Vec<(&str, JsonValue)> = Vec::new();
    details.extend(operation(issued.by).map(|name| ("issued-by", name)));
    details.push(("header-name", JsonValue::text(&issued.header)));
    details.push(("header-value", JsonValue::text(&issued.value)));
    details.extend(issued.guest.as_ref().map(|guest| ("guest-header", JsonValue::text(guest))));
    details.extend(operation(issued.ended_by).map(|name| ("ended-by", name)));
    details
}

/// Whether OpenAPI has no scheme for the credential.
pub(crate) fn is_other(scheme: &AuthScheme) -> bool {
    matches!(
        scheme,
        AuthScheme::Parameter(_) | AuthScheme::Issued(_) | AuthScheme::Secret | AuthScheme::Custom(None)
    )
}

fn scheme(api: &Api, auth: &Auth) -> Option<SecurityScheme> {
    let mut scheme =
        SecurityScheme { description: auth.about.trim().to_owned(), ..SecurityScheme::default() };
    match &auth.scheme {
        AuthScheme::Basic => {
            scheme.kind = "http";
            scheme.scheme = Some("basic");
        }
        AuthScheme::Parameter(_) | AuthScheme::Issued(_) | AuthScheme::Secret | AuthScheme::Custom(None) => {
            return None;
        }
        AuthScheme::Custom(Some(header)) => in_place(&mut scheme, Place::Header, header),
        AuthScheme::Header(header) => {
            let bearer = header.written.as_deref() == Some("Bearer {}");
            if bearer && header.name.eq_ignore_ascii_case("authorization") {
                scheme.kind = "http";
                scheme.scheme = Some("bearer");
            } else {
                in_place(&mut scheme, Place::Header, &header.name);
                if let Some(written) = &header.written {
                    put(&mut scheme.extensions, x::WRITTEN, JsonValue::text(written));
                }
            }
        }
        AuthScheme::Key(key) => {
            in_place(&mut scheme, key.place, &key.name);
            if let Some(written) = &key.written {
                put(&mut scheme.extensions, x::WRITTEN, JsonValue::text(written));
            }
        }
        AuthScheme::Signature(signature) => {
            match &signature.location {
                SignatureLocation::Header(header) => in_place(&mut scheme, Place::Header, header),
                SignatureLocation::Query(name) => in_place(&mut scheme, Place::Query, name),
                SignatureLocation::Parameter(_) => return None,
            }
            put(&mut scheme.extensions, x::SIGNATURE, signed(api, signature));
        }
        AuthScheme::OAuth1(oauth) => {
            scheme.kind = "http";
            scheme.scheme = Some("OAuth");
            put(&mut scheme.extensions, x::OAUTH1, oauth1(oauth));
        }
        AuthScheme::OAuth2(oauth) => {
            scheme.kind = "oauth2";
            scheme.flows = Some(flows(oauth));
            put(&mut scheme.extensions, x::OAUTH2, beyond_flows(oauth));
        }
    }
    put_sources(&mut scheme.extensions, &auth.evidence, &auth.deviations);
    Some(scheme)
}

fn in_place(scheme: &mut SecurityScheme, place: Place, name: &str) {
    scheme.kind = "apiKey";
    scheme.location = Some(place.text());
    scheme.name = name.to_owned();
}

/// Describes a signature.
pub(crate) fn signed(api: &Api, signature: &Signature) -> JsonValue {
    let name = |id: AuthId| JsonValue::text(api.auth.get(id).map_or("", |auth| &auth.name));
    let mut details = vec![("text", ways(&signature.modes, |text| text.to_string()))];
    let pairs = pairs(&signature.pairs);
    if !pairs.is_empty() {
        details.push(("pairs", JsonValue::object(pairs)));
    }
    details.push(("digest", ways(&signature.digests, |digest| digest.text().to_owned())));
    if signature.encoding != KeyEncoding::Text {
        details.push(("encoding", JsonValue::text(signature.encoding.text())));
    }
    if !signature.discouraged.is_empty() {
        details.push(("discouraged", JsonValue::texts(&signature.discouraged)));
    }
    details.push(("written", JsonValue::text(&signature.written)));
    if !signature.carried.is_empty() {
        let carried = signature.carried.iter().map(|one| (one.name.as_str(), carried(one)));
        details.push(("carries", JsonValue::object(carried)));
    }
    if let Some(text) = &signature.separator {
        details.push(("separator", JsonValue::text(text)));
    }
    if signature.signs_empty {
        details.push(("empty", JsonValue::text("signed")));
    }
    if signature.signs_responses {
        details.push(("responses", JsonValue::text("signed")));
    }
    details.push(("secret", signature.secret.map_or(JsonValue::text("none"), name)));
    if let Some(usual) = signature.alternative_to {
        details.push(("alternative-to", name(usual)));
    }
    JsonValue::object(details)
}

/// Returns the word of the only mode, or the words of several by name.
fn ways<T: Clone>(ways: &Ways<T>, word: impl Fn(T) -> String) -> JsonValue {
    let named: Vec<(&str, JsonValue)> =
        ways.named().map(|(name, way)| (name, JsonValue::text(word(way)))).collect();
    if named.is_empty() { JsonValue::text(word(ways.usual())) } else { JsonValue::object(named) }
}

/// Describes how pairs are written, as far as it is not the default.
fn pairs(pairs: &PairsForm) -> Vec<(&'static str, JsonValue)> {
    let usual = PairsForm::default();
    let mut details = Vec::new();
    if pairs.as_sent {
        details.push(("order", JsonValue::text("sent")));
    }
    for (key, text, usual) in [("between", &pairs.between, usual.between), ("join", &pairs.join, usual.join)]
    {
        if *text != usual {
            details.push((key, JsonValue::text(text)));
        }
    }
    if pairs.escaped {
        details.push(("escaped", JsonValue::Bool(true)));
    }
    match (pairs.skip_empty, pairs.either) {
        (skips, true) => {
            details.push(("skip-empty", JsonValue::List([skips, !skips].map(JsonValue::Bool).to_vec())));
        }
        (true, false) => details.push(("skip-empty", JsonValue::Bool(true))),
        (false, false) => {}
    }
    details
}

/// Describes a value in a signature.
fn carried(carried: &Carried) -> JsonValue {
    let mut details = vec![("made", JsonValue::text(carried.made.kind.text()))];
    if carried.encoding != Encoding::Plain {
        details.push(("encoding", JsonValue::text(carried.encoding.text())));
    }
    if let Some(window) = carried.made.window {
        details.push(("window", JsonValue::text(format!("{window} ms"))));
    }
    JsonValue::object(details)
}

fn oauth1(oauth: &OAuth1) -> JsonValue {
    JsonValue::object([
        ("request-token", JsonValue::text(&oauth.request_token)),
        ("authorize", JsonValue::text(&oauth.authorize)),
        ("access-token", JsonValue::text(&oauth.access_token)),
        ("method", JsonValue::text(oauth.method.text())),
        ("parameters-in", JsonValue::text(oauth.carrier.text())),
        ("digest", JsonValue::text("hmac-sha1")),
    ])
}

/// Returns what OpenAPI cannot say of OAuth 2.
fn beyond_flows(oauth: &OAuth2) -> JsonValue {
    let urls = [("status", &oauth.status), ("revoke", &oauth.revoke), ("device", &oauth.device)];
    let urls = urls.into_iter().filter_map(|(name, url)| Some((name, JsonValue::text(url.as_ref()?))));
    let mut details: Vec<_> = urls.collect();
    if oauth.flows != [TokenFlow::AuthorizationCode] {
        let names: Vec<String> = oauth.flows.iter().map(|flow| flow.text().to_owned()).collect();
        details.push(("flows", JsonValue::texts(&names)));
    }
    if oauth.client != ClientAuthentication::Form {
        details.push(("client", JsonValue::text(oauth.client.text())));
    }
    if oauth.separator != " " {
        details.push(("separator", JsonValue::text(&oauth.separator)));
    }
    if !oauth.parameters.is_empty() {
        let each = oauth.parameters.iter().map(|(name, value)| (name.as_str(), JsonValue::text(value)));
        details.push(("parameters", JsonValue::object(each)));
    }
    JsonValue::object(details)
}

fn flows(oauth: &OAuth2) -> Flows {
    let scopes = oauth.scopes.iter().map(|scope| (scope.name.clone(), scope.about.trim().to_owned()));
    let flow = Flow { token_url: oauth.token.clone(), scopes: Some(scopes.collect()), ..Flow::default() };
    let of = |wanted: TokenFlow| oauth.flows.contains(&wanted).then(|| flow.clone());
    Flows {
        authorization_code: of(TokenFlow::AuthorizationCode)
            .map(|flow| Flow { authorization_url: oauth.authorize.clone().unwrap_or_default(), ..flow }),
        client_credentials: of(TokenFlow::ClientCredentials),
        password: of(TokenFlow::Password),
        ..Flows::default()
    }
}

/// Returns the requirements of an action with this method: alternatives, each with all of its schemes.
pub(crate) fn requirements(api: &Api, action: &Action, method: Method) -> Vec<Requirement> {
    let mut ways = vec![Requirement::new()];
    for id in &action.auth {
        let without = action.optional_auth.contains(id).then(|| ways.clone());
        ways = and(api, ways, &either(api, *id), action, method);
        ways.extend(without.into_iter().flatten());
    }
    if !action.any_auth.is_empty() {
        let mut all = Vec::new();
        for way in &action.any_auth {
            let with = way.iter().fold(ways.clone(), |ways, id| and(api, ways, &[*id], action, method));
            all.extend(with.into_iter().filter(|way| !all.contains(way)).collect::<Vec<_>>());
        }
        ways = all;
    }
    // No requirement is an empty list, not an alternative without schemes.
    if ways.iter().all(Requirement::is_empty) { Vec::new() } else { ways }
}

/// Returns a scheme and its alternatives.
fn either(api: &Api, id: AuthId) -> Vec<AuthId> {
    let stands_in = |auth: &Auth| {
        auth.scheme.as_signature().is_some_and(|signature| signature.alternative_to == Some(id))
    };
    let others = api.auth.iter().enumerate().filter(|(_, auth)| stands_in(auth)).map(|(other, _)| other);
    std::iter::once(id).chain(others).collect()
}

/// Returns the header with the signature of a response, if responses are signed like requests.
pub(crate) fn response_signature(api: &Api, actions: &[&Action]) -> Option<(String, Header)> {
    let schemes = actions.first()?.auth.iter().flat_map(|id| either(api, *id));
    schemes.filter_map(|id| api.auth.get(id)).find_map(|auth| {
        let signature = auth.scheme.as_signature().filter(|signature| signature.signs_responses)?;
        let SignatureLocation::Header(name) = &signature.location else { return None };
        let description = format!("Signature of the response, computed as in the scheme `{}`.", auth.name);
        let schema = Some(Schema::with_type("string"));
        Some((name.clone(), Header { description, schema, ..Header::default() }))
    })
}

/// Combines each alternative with each choice.
fn and(
    api: &Api,
    ways: Vec<Requirement>,
    choices: &[AuthId],
    action: &Action,
    method: Method,
) -> Vec<Requirement> {
    let mut all = Vec::new();
    for way in &ways {
        for auth in choices.iter().filter_map(|id| api.auth.get(*id)) {
            let scopes = match &auth.scheme {
                other if is_other(other) => None,
                // A signature in a header is sent only with a body, unless the scheme says otherwise.
                AuthScheme::Signature(signature) => {
                    let is_sent = method.has_body() || signature.is_always_sent();
                    let is_parameter = matches!(signature.location, SignatureLocation::Parameter(_));
                    (!is_parameter && is_sent).then(Vec::new)
                }
                AuthScheme::OAuth2(oauth) => {
                    let known = |scope: &&String| oauth.scopes.iter().any(|known| known.name == **scope);
                    Some(action.scopes.iter().filter(known).cloned().collect())
                }
                _ => Some(Vec::new()),
            };
            let mut way = way.clone();
            way.extend(scopes.map(|scopes| (auth.name.clone(), scopes)));
            if !all.contains(&way) {
                all.push(way);
            }
        }
    }
    all
}
