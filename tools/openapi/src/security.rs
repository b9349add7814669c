//! How callers prove who they are.
//!
//! OpenAPI knows keys, HTTP's own schemes and OAuth 2. A signature is written as the key in a header that it looks like, OAuth
//! 1.0a as the scheme that HTTP's registry calls OAuth; what makes them what they are stands beside, in fields of ours.

use bindery_model::{
    Action, Api, Auth, AuthId, AuthScheme, Covers, Digest, Issued, Method, ModuleId, OAuth1, OAuth2, Place,
    Signature, Ways,
};
use bindery_vocabulary::json::Json;
use indexmap::IndexMap;

use crate::document::{Flow, Flows, Header, Requirement, SecurityScheme};
use crate::extension::{self as x, put, put_sources};
use crate::naming::usual_operation;
use crate::schema::Schema;

/// The schemes that OpenAPI has a word for, by name.
pub(crate) fn schemes(api: &Api) -> IndexMap<String, SecurityScheme> {
    let scheme = |auth: &Auth| Some((auth.name.clone(), scheme(api, auth)?));
    api.auth.iter().filter_map(scheme).collect()
}

/// The credentials that OpenAPI has no scheme for: those that travel as parameters, which are documented where they stand, and
/// headers whose names are issued.
pub(crate) fn others(api: &Api) -> Json {
    let of = |auth: &Auth| {
        let mut facts = match &auth.scheme {
            AuthScheme::Parameter(parameter) => vec![("parameter", Json::text(parameter))],
            AuthScheme::Issued(issued) => self::issued(api, issued),
            _ => return None, // OpenAPI has a scheme for it
        };
        facts.push(("about", Json::text(auth.about.trim())));
        Some((auth.name.clone(), Json::object(facts)))
    };
    Json::object(api.auth.iter().filter_map(of))
}

fn issued(api: &Api, issued: &Issued) -> Vec<(&'static str, Json)> {
    let operation = |of: Option<(ModuleId, usize)>| usual_operation(api, of?).map(Json::Text);
    let mut facts: Vec<(&str, Json)> = Vec::new();
    facts.extend(operation(issued.by).map(|name| ("issued-by", name)));
    facts.push(("header-name", Json::text(&issued.header)));
    facts.push(("header-value", Json::text(&issued.value)));
    facts.extend(issued.guest.as_ref().map(|guest| ("guest-header", Json::text(guest))));
    facts.extend(operation(issued.ended_by).map(|name| ("ended-by", name)));
    facts
}

/// Whether a scheme is one of those.
pub(crate) fn is_other(scheme: &AuthScheme) -> bool {
    matches!(scheme, AuthScheme::Parameter(_) | AuthScheme::Issued(_))
}

fn scheme(api: &Api, auth: &Auth) -> Option<SecurityScheme> {
    let mut scheme =
        SecurityScheme { description: auth.about.trim().to_owned(), ..SecurityScheme::default() };
    match &auth.scheme {
        AuthScheme::Basic => {
            scheme.kind = "http";
            scheme.scheme = Some("basic");
        }
        AuthScheme::Parameter(_) | AuthScheme::Issued(_) => return None,
        AuthScheme::Header(header) => {
            let bearer = header.written.as_deref() == Some("Bearer {}");
            if bearer && header.name.eq_ignore_ascii_case("authorization") {
                scheme.kind = "http";
                scheme.scheme = Some("bearer");
            } else {
                in_header(&mut scheme, &header.name);
                if let Some(written) = &header.written {
                    put(&mut scheme.extensions, x::WRITTEN, Json::text(written));
                }
            }
        }
        AuthScheme::Signature(signature) => {
            let Place::Header(header) = &signature.place else { return None };
            in_header(&mut scheme, header);
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
            let rest = [("status", &oauth.status), ("revoke", &oauth.revoke)];
            let rest = rest.into_iter().filter_map(|(name, url)| Some((name, Json::text(url.as_ref()?))));
            put(&mut scheme.extensions, x::OAUTH2, Json::object(rest));
        }
    }
    put_sources(&mut scheme.extensions, &auth.evidence, &auth.deviations);
    Some(scheme)
}

fn in_header(scheme: &mut SecurityScheme, name: &str) {
    scheme.kind = "apiKey";
    scheme.location = Some("header");
    scheme.name = name.to_owned();
}

/// All there is to know about a signature.
pub(crate) fn signed(api: &Api, signature: &Signature) -> Json {
    let name = |id: AuthId| Json::text(api.auth.get(id).map_or("", |auth| &auth.name));
    let mut facts = vec![("covers", ways(&signature.modes, covers))];
    match signature.modes.usual() {
        Covers::Pairs { skip_empty, either: true } => {
            facts.push(("skip-empty", Json::List([skip_empty, !skip_empty].map(Json::Bool).to_vec())));
        }
        Covers::Pairs { skip_empty: true, either: false } => facts.push(("skip-empty", Json::Bool(true))),
        Covers::Pairs { .. } | Covers::Body | Covers::Values => {}
    }
    facts.push(("digest", ways(&signature.digests, Digest::text)));
    if !signature.discouraged.is_empty() {
        facts.push(("discouraged", Json::texts(&signature.discouraged)));
    }
    facts.push(("written", Json::text(&signature.written)));
    if signature.signs_empty {
        facts.push(("empty", Json::text("signed")));
    }
    if signature.signs_answers {
        facts.push(("answers", Json::text("signed")));
    }
    facts.push(("secret", name(signature.secret)));
    if let Some(usual) = signature.instead_of {
        facts.push(("instead-of", name(usual)));
    }
    Json::object(facts)
}

/// The word for the only way, or the words for several by their names.
fn ways<T: Copy>(ways: &Ways<T>, word: impl Fn(T) -> &'static str) -> Json {
    let named: Vec<(&str, Json)> = ways.named().map(|(name, way)| (name, Json::text(word(way)))).collect();
    if named.is_empty() { Json::text(word(ways.usual())) } else { Json::object(named) }
}

fn covers(covers: Covers) -> &'static str {
    match covers {
        Covers::Body => "body",
        Covers::Values => "values",
        Covers::Pairs { .. } => "pairs",
    }
}

fn oauth1(oauth: &OAuth1) -> Json {
    Json::object([
        ("request-token", Json::text(&oauth.request_token)),
        ("authorize", Json::text(&oauth.authorize)),
        ("access-token", Json::text(&oauth.access_token)),
        ("method", Json::text(oauth.method.text())),
        ("send", Json::text(oauth.carrier.text())),
        ("digest", Json::text("hmac-sha1")),
    ])
}

fn flows(oauth: &OAuth2) -> Flows {
    let scopes = oauth.scopes.iter().map(|scope| (scope.name.clone(), scope.about.trim().to_owned()));
    let flow = Flow {
        authorization_url: oauth.authorize.clone(),
        token_url: oauth.token.clone(),
        scopes: Some(scopes.collect()),
        ..Flow::default()
    };
    Flows { authorization_code: Some(flow), ..Flows::default() }
}

/// What an action needs when it is sent by this method: one of several ways, each with all that it takes.
pub(crate) fn requirements(api: &Api, action: &Action, method: Method) -> Vec<Requirement> {
    let mut ways = vec![Requirement::new()];
    for id in &action.auth {
        let without = action.optional_auth.contains(id).then(|| ways.clone());
        ways = and(api, ways, &either(api, *id), action, method);
        ways.extend(without.into_iter().flatten());
    }
    if !action.any_auth.is_empty() {
        ways = and(api, ways, &action.any_auth, action, method);
    }
    // Nothing needed is said by an empty list, not by a way that takes nothing.
    if ways.iter().all(Requirement::is_empty) { Vec::new() } else { ways }
}

/// A scheme, and those that may take its place.
fn either(api: &Api, id: AuthId) -> Vec<AuthId> {
    let stands_in =
        |auth: &Auth| auth.scheme.as_signature().is_some_and(|signature| signature.instead_of == Some(id));
    let others = api.auth.iter().enumerate().filter(|(_, auth)| stands_in(auth)).map(|(other, _)| other);
    std::iter::once(id).chain(others).collect()
}

/// The header with the signature of an answer, where answers are signed as requests are.
pub(crate) fn signed_answer(api: &Api, actions: &[&Action]) -> Option<(String, Header)> {
    let schemes = actions.first()?.auth.iter().flat_map(|id| either(api, *id));
    schemes.filter_map(|id| api.auth.get(id)).find_map(|auth| {
        let signature = auth.scheme.as_signature().filter(|signature| signature.signs_answers)?;
        let Place::Header(name) = &signature.place else { return None };
        let description =
            format!("The signature of the answer, made in the way of the scheme `{}`.", auth.name);
        let schema = Some(Schema::of("string"));
        Some((name.clone(), Header { description, schema, ..Header::default() }))
    })
}

/// Each of the ways together with each of the choices.
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
                AuthScheme::Parameter(_) | AuthScheme::Issued(_) => None,
                // It is sent with a body, and with nothing else unless it says so.
                AuthScheme::Signature(signature) => {
                    let is_sent = method.has_body() || signature.signs_empty;
                    (matches!(signature.place, Place::Header(_)) && is_sent).then(Vec::new)
                }
                AuthScheme::OAuth2(oauth) => {
                    let known = |scope: &&String| oauth.scopes.iter().any(|known| known.name == **scope);
                    Some(action.scopes.iter().filter(known).cloned().collect())
                }
                AuthScheme::Basic | AuthScheme::Header(_) | AuthScheme::OAuth1(_) => Some(Vec::new()),
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
