//! The Rust code that sends sample values through every action of an API: a backend that passes every request to a
//! tape, and a case for every action. It is generated from the model, with the names that the generator has chosen.

use std::fmt::Write as _;
use std::ops::Range;

use bindery_codegen::{Calls, calls};
use bindery_model::{
    Action, Api, AuthId, AuthScheme, Body, Encoding, Field, IssuedHeader, Pages, PagesBy, ResponseVariant,
    Scalar, Type, TypeKind,
};
use bindery_vocabulary::path;

use crate::rng::Rng;
use crate::values::{Fill, Maker};
use crate::yaml::quoted;

/// A driver to generate.
#[derive(Clone, Debug)]
pub struct Driver<'a> {
    /// Name of the API in failures and records.
    pub name: &'a str,
    /// Path of the API's generated code, such as `crate::seed_1`.
    pub code: &'a str,
    /// Chooses the values.
    pub seed: u64,
    /// Positions of the actions to call among those of all modules. With too many of them, a crate takes too much
    /// memory to compile.
    pub actions: Range<usize>,
    /// Whether the pages of lists are walked through: only where their bodies have no other required values.
    pub walks: bool,
}

impl Driver<'_> {
    /// Whether the action at a position is called.
    fn calls(&self, position: usize) -> bool {
        self.actions.contains(&position)
    }
}

/// Generates a driver, as the contents of a module with the function `run`. It needs the crate `bindery-trips`. The text
/// is empty if the code of the API cannot be generated.
pub fn driver(api: &Api, options: &Driver<'_>) -> String {
    let Ok(calls) = calls(api) else { return String::new() };
    let Driver { name, code, seed, .. } = options;
    let mut text = String::new();
    let _ = writeln!(text, "    #![allow(deprecated)] // deprecated actions are called too");
    let _ = writeln!(text, "    use {code} as api;");
    let _ = writeln!(text, "    use api::prelude::*;");
    let _ = writeln!(text, "    use bindery_trips as bench;\n");
    let _ = writeln!(text, "    struct Backend(bench::Tape);\n");
    let mut maker = Maker::new(api, Rng::new(seed ^ 0x0076_616c_7565));
    let mut acts = String::new();
    let mut mounts = String::new();
    let mut at = 0;
    for (id, module) in api.modules.iter().enumerate().filter(|(_, module)| !module.actions.is_empty()) {
        let first = at;
        at += module.actions.len();
        let Some(names) = calls.module(id).filter(|_| (first..at).any(|at| options.calls(at))) else {
            continue;
        };
        let _ = write!(mounts, ".mount(api::{}::routes(), backend.clone())", names.ident);
        let _ = writeln!(text, "    impl api::{}::{} for Backend {{", names.ident, names.backend);
        for (position, action) in module.actions.iter().enumerate() {
            let is_called = options.calls(first + position);
            let Some(call) = calls.action(id, position).filter(|_| is_called) else { continue };
            let request = format!("api::{}::{}", names.ident, call.request);
            let _ = writeln!(
                text,
                "        fn {}(&self, request: {request}, _: api::rt::server::RequestContext) -> impl api::rt::Serve<{request}> {{ self.0.serve(request) }}",
                call.method
            );
            let _ = writeln!(
                acts,
                "        bench::act::<{request}, _>(&bench, &{}, async |client: &Client, request| client.{}().{}(request).await).await;",
                case(api, action, &mut maker),
                names.ident,
                call.method,
            );
            if let Some(pages) = action.pages.as_ref().filter(|_| options.walks) {
                let _ = writeln!(
                    acts,
                    "        bench::walk::<{request}>(&bench, &{}).await;",
                    walk(action, pages, &mut maker)
                );
            }
        }
        let _ = writeln!(text, "    }}\n");
    }
    let _ = writeln!(text, "    type Client = api::Client<bench::Line>;\n");
    let Credentials { client, router, user } = credentials(api, &calls, *seed);
    let all = match (0..at).all(|at| options.calls(at)) {
        true => "api::server::all(Backend(tape.clone()))".to_owned(),
        false => format!(
            "{{ let backend = std::sync::Arc::new(Backend(tape.clone())); api::server::router(){mounts} }}"
        ),
    };
    let _ = writeln!(
        text,
        "    pub(crate) async fn run(record: Option<std::path::PathBuf>) -> bench::Report {{
        let tape = bench::Tape::default();
        let router = || {all};
        let open = router().without_login().into_axum();
        let router = router(){router}.into_axum();
        let client = || bench::builder(){client};
        let user = |client: Client| {user};
        let bench = bench::Bench::new({name:?}, &tape, (router, open), client, user, record).await;
{acts}        bench.report()
    }}"
    );
    text
}

/// The credentials of a client and a router, as ends of expressions, and the expression for a user's client.
struct Credentials {
    client: String,
    router: String,
    user: String,
}

fn credentials(api: &Api, calls: &Calls<'_>, seed: u64) -> Credentials {
    let (mut client, mut router) = (String::new(), String::new());
    let mut user = "client".to_owned();
    for (id, auth) in api.auth.iter().enumerate() {
        let handle = calls.auth(id).map(|handle| format!("api::{handle}"));
        match (&auth.scheme, handle) {
            (AuthScheme::Basic, _) => {
                client.push_str(".login(\"user\", \"pass:word\")");
                router.push_str(".login(bench::only_user())");
            }
            (AuthScheme::Signature(signature), Some(handle)) if signature.alternative_to.is_some() => {
                let chosen = seed.is_multiple_of(2).then(|| format!(".alternative({handle})"));
                let chosen = chosen.unwrap_or_default();
                client.push_str(&chosen);
                router.push_str(&chosen);
            }
            (
                AuthScheme::Header(_) | AuthScheme::Key(_) | AuthScheme::Signature(_) | AuthScheme::Secret,
                Some(handle),
            ) => {
                for text in [&mut client, &mut router] {
                    let _ = write!(text, ".credential({handle}, \"secret-{id}\")");
                }
                if let AuthScheme::Signature(signature) = &auth.scheme {
                    for (mode, _) in signature.modes.named() {
                        let _ = write!(router, ".accept_mode({handle}, {mode:?})");
                    }
                }
            }
            (AuthScheme::OAuth1(oauth1), Some(handle)) => {
                let in_query = oauth1.carrier == bindery_model::Carrier::Query;
                let _ = write!(client, ".oauth1({handle}, bench::signer({in_query}))");
                let _ = write!(router, ".oauth1({handle}, bench::verifier())");
            }
            (AuthScheme::OAuth2(oauth2), Some(handle)) => {
                let scopes: Vec<&str> = oauth2.scopes.iter().map(|scope| scope.name.as_str()).collect();
                let scopes = scopes.join(" ");
                let _ = write!(client, ".oauth2({handle}, bench::holder({handle}.endpoints(), {scopes:?}))");
                let _ = write!(router, ".oauth2({handle}, bench::bearers({scopes:?}).await)");
            }
            (AuthScheme::Issued(issued), Some(handle)) => {
                let _ = write!(router, ".issued({handle}, bench::IssuedCheck)");
                user = match &issued.guest {
                    Some(_) if seed.is_multiple_of(2) => format!("client.guest({handle}, \"guest\")"),
                    _ => format!("client.logged_in(&{})", log_in(api, calls, issued)),
                };
                user.push_str(".expect(\"a header\")");
            }
            _ => {}
        }
    }
    Credentials { client, router, user }
}

/// Returns the response of the action that issues a header.
fn log_in(api: &Api, calls: &Calls<'_>, issued: &IssuedHeader) -> String {
    let ty =
        issued.by.and_then(|(module, at)| api.modules.get(module)?.actions.get(at)?.response.ty.as_ref());
    let Some(Type::Named(id)) = ty else { return "()".to_owned() };
    let Some(name) = calls.named(*id) else { return "()".to_owned() };
    let json = format!("{{{}:\"X-Issued\",{}:\"s3cret\"}}", quoted(&issued.header), quoted(&issued.value));
    format!("bench::value::<api::{}::{}>({json:?})", name.module, name.ident)
}

/// Returns the pages of a list, and the number of their records.
fn walk(action: &Action, pages: &Pages, maker: &mut Maker<'_>) -> String {
    maker.fill = Fill::Least;
    let request = maker.request(action);
    let largest = pages.largest.and_then(|largest| usize::try_from(largest).ok());
    let (size, first) = match pages.by {
        PagesBy::Offset => (largest.unwrap_or(1), Some(0)),
        PagesBy::Number => (largest.unwrap_or(2), Some(pages.first)),
        PagesBy::Cursor | PagesBy::LastId | PagesBy::Address | PagesBy::Link => (largest.unwrap_or(2), None),
    };
    let all = size * 2 + 1;
    let record = maker.response(&pages.record, Encoding::Plain, false);
    // A list that does not say which page is the last ends with a short page, or with an empty one.
    let says_last =
        pages.next.is_some() || pages.more.is_some() || pages.last.is_some() || pages.by == PagesBy::Link;
    let page = |from: usize| {
        let here = all.saturating_sub(from).min(size);
        // Records whose values tell pages apart have values of their own.
        let records: Vec<String> = (from..from + here)
            .map(|at| if pages.by == PagesBy::Offset { record.clone() } else { format!("\"r{at}\"") })
            .collect();
        let is_last = from + size >= all;
        let next = match pages.by {
            _ if is_last => None,
            // Read as a string too.
            PagesBy::Cursor => Some((from + size).to_string()),
            _ => Some(format!("\"?zz={}\"", from + size)),
        };
        let mut body = format!("{}:[{}]", quoted(&path::first(&pages.records).0), records.join(","));
        let mut push = |path: &Option<String>, value: Option<String>| {
            if let (Some(path), Some(value)) = (path, value) {
                let _ = write!(body, ",{}:{value}", quoted(&path::first(path).0));
            }
        };
        push(&pages.count, Some(all.to_string()));
        push(&pages.next, next.clone());
        push(&pages.last, Some((pages.first + 2).to_string()));
        push(&pages.more, Some((!is_last).to_string()));
        let link = next
            .filter(|_| pages.by == PagesBy::Link)
            .map(|next| format!("<{}>; rel=next", next.trim_matches('"')));
        (link.unwrap_or_default(), whole(action, format!("{{{body}}}")))
    };
    let mut starts: Vec<usize> = (0..all).step_by(size).collect();
    if !says_last && (largest.is_none() || size == 1) {
        starts.push(all);
    }
    let responses: Vec<(String, String)> = starts.into_iter().map(page).collect();
    let first = first.map(|first| first.to_string());
    format!("bench::Walk {{ request: {request:?}, first: {first:?}, pages: &{responses:?}, records: {all} }}")
}

/// Returns the case of an action.
fn case(api: &Api, action: &Action, maker: &mut Maker<'_>) -> String {
    // Values under aliases are the same.
    let mut requests: Vec<(String, String)> = Vec::new();
    let mut responses: Vec<String> = Vec::new();
    for fill in [Fill::Most, Fill::Least, Fill::Some] {
        maker.fill = fill;
        let mut other = maker.under_other_names();
        let request = (maker.request(action), other.request(action));
        if !requests.contains(&request) {
            requests.push(request);
        }
        let others = whole_responses(action, &mut other);
        for (made, other) in whole_responses(action, maker).into_iter().zip(others) {
            let Made { status, headers, body } = made;
            let response = format!(
                "bench::Reply {{ status: {status}, headers: &{headers:?}, body: {body:?}, other: {:?} }}",
                other.body
            );
            if !responses.contains(&response) {
                responses.push(response);
            }
        }
    }
    let is_silent =
        |way: &Vec<AuthId>| way.iter().all(|id| matches!(api.auth[*id].scheme, AuthScheme::Parameter(_)));
    let bare = (!action.auth.is_empty() && action.auth.len() == action.optional_auth.len())
        || action.any_auth.iter().any(is_silent);
    let texts = action.parameters.iter().all(|field| {
        let ty = match &field.ty {
            Type::Map(_, value) if field.additional => value,
            ty => ty,
        };
        let single = match ty {
            Type::Scalar(scalar) => *scalar != Scalar::Any,
            Type::Named(id) => !matches!(
                api.types[*id].kind,
                TypeKind::Record(_) | TypeKind::Positions(_) | TypeKind::Union(_)
            ),
            Type::List(_) | Type::Map(..) | Type::Nullable(_) => false,
        };
        single || (field.encoding == Encoding::EmbeddedJson && !field.additional)
    });
    let is_content = |field: &&Field| field.ty == Type::Scalar(Scalar::Content);
    let contents: Vec<&str> =
        action.parameters.iter().filter(is_content).map(|field| field.name.as_str()).collect();
    let responses = responses.join(", ");
    format!(
        "bench::Case {{ requests: &{requests:?}, contents: &{contents:?}, responses: &[{responses}], texts: {texts}, bare: {bare} }}"
    )
}

/// Returns a response in its envelope, if it has one.
fn whole(action: &Action, json: String) -> String {
    match &action.envelope {
        Some(envelope) => envelope.around(&json),
        None => json,
    }
}

/// A response.
struct Made {
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
}

/// Returns responses of every kind that an action has.
fn whole_responses(action: &Action, maker: &mut Maker<'_>) -> Vec<Made> {
    let returns = &action.response;
    let whole = |json: String| whole(action, json);
    if !returns.variants.is_empty() {
        let mut one = |variant: &ResponseVariant| Made {
            status: variant.status,
            headers: made_headers(maker, variant.headers.as_ref(), &variant.body, variant.ty.is_some()),
            body: match &variant.ty {
                Some(_) if !variant.body.format.is_json() => raw(maker),
                Some(ty) => whole(maker.response(ty, Encoding::Plain, false)),
                None => String::new(),
            },
        };
        return returns.variants.iter().map(&mut one).collect();
    }
    let body = match &returns.ty {
        _ if returns.status == 204 => String::new(),
        _ if returns.fixed.is_some() => whole(returns.fixed.clone().unwrap_or_default()),
        None => match &returns.emits {
            Some(emitted) => whole(emitted.clone()),
            // Only an envelope has a place for it.
            None if action.envelope.is_some() => whole("null".to_owned()),
            None => String::new(),
        },
        Some(_) if !returns.body.format.is_json() => raw(maker),
        Some(ty) => whole(maker.response(ty, returns.encoding, false)),
    };
    let headers = made_headers(maker, returns.headers.as_ref(), &returns.body, returns.ty.is_some());
    let mut responses = vec![Made { status: returns.status, headers: headers.clone(), body }];
    if returns.nullable {
        let body = if returns.body.format.is_json() { whole("null".to_owned()) } else { String::new() };
        responses.push(Made { status: returns.status, headers, body });
    }
    responses
}

/// Returns a body that is no JSON.
fn raw(maker: &mut Maker<'_>) -> String {
    maker.rng.pick(&["raw \u{1}größe", "{\"a\":1}", "<html>", "x"]).to_owned()
}

/// Returns the documented headers of a response, and its media type where that is not the usual one of JSON.
fn made_headers(
    maker: &mut Maker<'_>,
    documented: Option<&Type>,
    body: &Body,
    has_body: bool,
) -> Vec<(String, String)> {
    let mut headers = documented.map_or_else(Vec::new, |ty| maker.headers(ty));
    if has_body && !(body.types.is_empty() && body.format.is_json()) {
        let own = body.types.iter().find(|media| !media.contains('*'));
        let usual = if body.format.is_json() { "application/json" } else { "application/octet-stream" };
        headers.push(("content-type".to_owned(), own.map_or(usual, String::as_str).to_owned()));
    }
    headers
}
