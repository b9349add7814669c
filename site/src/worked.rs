//! Schemes of authentication by example, worked out step by step: inputs, what is signed, the result, and a command by which
//! it can be checked without any code of ours.

use bindery_codegen::model::{
    Auth, AuthId, AuthScheme, Digest, Header, OAuth1, OAuth2, Place, Send, Signature,
};
use bindery_runtime::{Secret, oauth2};
use maud::{Markup, html};

use crate::context::Context;
use crate::highlight::Language;
use crate::json::Json;
use crate::signing::{self, KEY};
use crate::{curl, parts, samples};

/// The verifier of the example in RFC 7636.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
/// Where the browser comes back to in examples.
const CALLBACK: &str = "https://app.example/callback";

/// The example that is worked out.
pub(crate) fn example(context: &Context<'_>, id: AuthId, auth: &Auth) -> Markup {
    match &auth.scheme {
        AuthScheme::Basic => basic(context),
        AuthScheme::Parameter(parameter) => parameter_example(context, parameter),
        AuthScheme::Header(header) => header_example(context, id, header),
        AuthScheme::Issued(_) => {
            let (name, value) = signing::ISSUED;
            block(context, "Header, as the log-in has named it", Language::Text, &format!("{name}: {value}"))
        }
        AuthScheme::Signature(model) => signature(context, id, model),
        AuthScheme::OAuth1(model) => oauth1(context, id, model),
        AuthScheme::OAuth2(model) => oauth2_example(context, id, model),
    }
}

/// The inputs of an example.
fn inputs(rows: &[(&str, &str)]) -> Markup {
    html! {
        figure.code.inputs {
            figcaption { span.title { "Inputs" } }
            dl { @for (name, value) in rows { div { dt { (name) } dd { code { (value) } } } } }
        }
    }
}

fn block(context: &Context<'_>, title: &str, language: Language, text: &str) -> Markup {
    parts::code(context, title, language, text)
}

fn client(context: &Context<'_>, line: &str) -> Markup {
    let text = format!("let client = {}::Client::builder()\n    {line}\n    .build()?;", context.library());
    block(context, "Rust", Language::Rust, &text)
}

fn basic(context: &Context<'_>) -> Markup {
    let (user, password) = signing::LOGIN;
    let joined = format!("{user}:{password}");
    let header = signing::basic(user, password).unwrap_or_default();
    html! {
        (inputs(&[("User", user), ("Password", password)]))
        (block(context, "Joined", Language::Text, &joined))
        (block(context, "Header", Language::Text, &format!("Authorization: {header}")))
        (client(context, &format!(".login({user:?}, {password:?})")))
    }
}

fn parameter_example(context: &Context<'_>, parameter: &str) -> Markup {
    let all = || context.api.modules.iter().flat_map(|module| &module.actions);
    let user = all().find(|action| action.parameters.iter().any(|field| field.name == parameter));
    html! {
        @if let Some(action) = user {
            (block(context, &format!("A request with {parameter}"), Language::Shell, &curl::command(context, action)))
        }
    }
}

fn header_example(context: &Context<'_>, id: AuthId, header: &Header) -> Markup {
    let written = header.written.as_deref().unwrap_or("{}").replacen("{}", KEY, 1);
    html! {
        (inputs(&[("Key", KEY)]))
        (block(context, "Header", Language::Text, &format!("{}: {written}", header.name)))
        @if let Some(constant) = context.calls.auth(id) {
            (client(context, &format!(".credential({}::{constant}, {KEY:?})", context.library())))
        }
    }
}

/// A body to be signed: that of the first action that is signed in this way and whose parameters can be.
fn signed_body(context: &Context<'_>, id: AuthId, model: &Signature) -> Option<(String, String)> {
    let signature = context.signatures.get(id)?;
    let wanted = model.instead_of.unwrap_or(id);
    let all = context.api.modules.iter().flat_map(|module| &module.actions);
    let uses = all.filter(|action| action.auth.contains(&wanted) && action.placement() != Send::Query);
    uses.filter(|action| !action.parameters.is_empty()).find_map(|action| {
        let entries = samples::request(context.api, action).into_iter().filter(|(field, _)| !field.in_path);
        let entries: Vec<(String, Json)> =
            entries.map(|(field, value)| (field.name.clone(), value)).collect();
        if entries.is_empty() {
            return None;
        }
        let json = Json::Object(entries);
        // Bodies stand on one line here, so that it is seen what their bytes are.
        let body = json.compact();
        let covered = signing::covered(signature, &body)?;
        Some((body, covered))
    })
}

fn signature(context: &Context<'_>, id: AuthId, model: &Signature) -> Markup {
    let Some(signature) = context.signatures.get(id) else { return html! {} };
    let Some((body, covered)) = signed_body(context, id, model) else {
        return html! { p.small { "No action is signed in this way." } };
    };
    let signed = signature.sign(covered.as_bytes(), &Secret::from(KEY));
    let (title, sent) = match &model.place {
        Place::Header(header) => ("Header", format!("{header}: {signed}")),
        Place::Parameter(parameter) => ("Parameter", format!("\"{parameter}\": \"{signed}\"")),
    };
    html! {
        (inputs(&[("Secret", KEY)]))
        (block(context, "Body", Language::Json, &body))
        (block(context, "What is signed", Language::Text, &covered))
        (block(context, "Signature", Language::Text, &signed))
        (block(context, title, Language::Text, &sent))
        (block(context, "Check it", Language::Shell, &check(model.digest, &model.written, &covered)))
        @if let (Some(constant), None) = (context.calls.auth(model.secret), model.instead_of) {
            (client(context, &format!(".credential({}::{constant}, {KEY:?})", context.library())))
        }
    }
}

/// A command by which the digest can be checked without any code of ours.
fn check(digest: Digest, written: &str, covered: &str) -> String {
    let (option, keyed) = match digest {
        Digest::Md5 => ("-md5", false),
        Digest::Sha1 => ("-sha1", false),
        Digest::Sha256 => ("-sha256", false),
        Digest::Sha384 => ("-sha384", false),
        Digest::Sha512 => ("-sha512", false),
        Digest::HmacSha1 => ("-sha1", true),
        Digest::HmacSha256 => ("-sha256", true),
        Digest::HmacSha384 => ("-sha384", true),
        Digest::HmacSha512 => ("-sha512", true),
    };
    let data = if keyed { covered.to_owned() } else { format!("{covered}{KEY}") };
    let key = if keyed { format!(" -hmac {}", curl::quoted(KEY)) } else { String::new() };
    let form = if written.contains("{base64}") { " -binary | base64" } else { " -r" };
    format!("printf '%s' {} |\n  openssl dgst {option}{key}{form}", curl::quoted(&data))
}

fn oauth1(context: &Context<'_>, id: AuthId, model: &OAuth1) -> Markup {
    let all = || context.api.modules.iter().flat_map(|module| &module.actions);
    let user = all().find(|action| action.auth.contains(&id) || action.any_auth.contains(&id));
    let Some(action) = user else { return html! {} };
    let method = action.methods.first().map_or("GET", |method| method.as_str());
    let base = curl::base(context.api.servers.get(action.server));
    let address = format!("{base}{}", action.path_text());
    let Some(signed) = signing::sign_oauth1(method, &address, model.carrier) else { return html! {} };
    let mut rows = vec![
        ("Application's secret", signing::CONSUMER.1),
        ("Token's secret", signing::TOKEN.1),
        ("Request", address.as_str()),
    ];
    rows.extend(signed.protocol.iter().map(|(name, value)| (*name, value.as_str())));
    html! {
        (inputs(&rows))
        (block(context, "Base string, which is signed", Language::Text, &signed.base_string))
        (block(context, "Signature", Language::Text, &signed.signature))
        @match &signed.header {
            Some(header) => (block(context, "Header", Language::Text, &format!("Authorization: {header}"))),
            None => (block(context, "Address", Language::Text, &signed.address)),
        }
    }
}

fn oauth2_example(context: &Context<'_>, id: AuthId, model: &OAuth2) -> Markup {
    let challenge = oauth2::challenge(&Secret::from(VERIFIER));
    let scope: Vec<&str> = model.scopes.iter().map(|scope| scope.name.as_str()).take(2).collect();
    let mut query = form_urlencoded::Serializer::new(String::new());
    let app = signing::CONSUMER;
    query
        .append_pair("response_type", "code")
        .append_pair("client_id", app.0)
        .append_pair("redirect_uri", CALLBACK);
    if !scope.is_empty() {
        query.append_pair("scope", &scope.join(" "));
    }
    query
        .append_pair("state", "af0ifjsldkj")
        .append_pair("code_challenge", &challenge)
        .append_pair("code_challenge_method", "S256");
    let address = format!("{}?{}", model.authorize, query.finish());
    let exchange = [
        format!("curl {}", curl::quoted(&model.token)),
        format!("--user {}:{}", app.0, app.1),
        "--data grant_type=authorization_code".to_owned(),
        "--data code=CODE".to_owned(),
        format!("--data-urlencode {}", curl::quoted(&format!("redirect_uri={CALLBACK}"))),
        format!("--data code_verifier={VERIFIER}"),
    ];
    html! {
        (inputs(&[("Application", app.0), ("Verifier", VERIFIER), ("State", "af0ifjsldkj")]))
        (block(context, "Challenge: the verifier's SHA-256 in Base64", Language::Text, &challenge))
        (block(context, "Where the user is sent", Language::Text, &address))
        (block(context, "The code that comes back, for a token", Language::Shell, &exchange.join(" \\\n  ")))
        (block(context, "Header of every request", Language::Text, &format!("Authorization: Bearer {}", signing::BEARER)))
        @if let Some(constant) = context.calls.auth(id) {
            (block(context, "Rust", Language::Rust, &format!("let app = {}::{constant}.app({:?}, secret, {CALLBACK:?}, Http::new()?);\nlet attempt = app.authorize(&[])?;", context.library(), app.0)))
        }
    }
}
