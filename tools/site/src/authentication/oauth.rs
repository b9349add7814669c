//! OAuth: what a caller has to do, and by example one request that is signed, and the way to a token.

use bindery_model::{AuthId, Carrier, OAuth1, OAuth2};
use bindery_runtime::Secret;
use bindery_runtime::oauth2::challenge;
use bindery_vocabulary::json::Json;
use maud::{Markup, html};

use super::shared::{Explained, block, check, inputs, users};
use crate::context::Context;
use crate::highlight::Language;
use crate::signing::{self, CONSUMER, TOKEN};
use crate::{curl, parts};

/// The verifier of the example in RFC 7636.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
/// Where the browser comes back to in examples.
const CALLBACK: &str = "https://app.example/callback";
/// What it comes back with.
const STATE: &str = "af0ifjsldkj";
const CODE: &str = "example-code";
/// For how many scopes the example asks.
const ASKED: usize = 2;
const REFRESH: &str = "example-refresh-token";

pub(super) fn first(context: &Context<'_>, id: AuthId, model: &OAuth1) -> Explained {
    Explained { kind: "OAuth 1.0a", steps: oauth1(model), example: one(context, id, model) }
}

pub(super) fn second(context: &Context<'_>, id: AuthId, model: &OAuth2) -> Explained {
    Explained { kind: "OAuth 2", steps: oauth2(context, model), example: two(context, id, model) }
}

fn oauth1(oauth1: &OAuth1) -> Markup {
    html! {
        p { "Requests are signed with the secrets of the application and of a token that a user has allowed (RFC 5849)." }
        h3 { "The way to a token" }
        ol {
            li { "Ask for a request token: " (parts::method(oauth1.method)) " " code { (oauth1.request_token) } ", signed without a token, with " code { "oauth_callback" } ", which is an address or " code { "oob" } "." }
            li { "The answer is a form with " code { "oauth_token" } " and " code { "oauth_token_secret" } "." }
            li { "Send the user to " code { (oauth1.authorize) } " with that " code { "oauth_token" } " in the query." }
            li { "The user comes back with " code { "oauth_verifier" } ", or types it in." }
            li { "Ask for the access token: " (parts::method(oauth1.method)) " " code { (oauth1.access_token) } ", signed with the request token, with " code { "oauth_verifier" } ". The answer is such a form again." }
        }
        h3 { "The signature of a request" }
        ol {
            li { "Collect the parameters of the query, of a form in the body, and those of the protocol except " code { "oauth_signature" } ". A body of JSON is not signed. The nonce is new for every request." }
            li { "Escape names and values; all but letters, digits and " code { "-._~" } " is escaped. Sort by name, then by value; join as " code { "name=value" } " with " code { "&" } "." }
            li { "The base string is the method, the address without its query, and the joined parameters, each escaped (so parameters are escaped twice), joined with " code { "&" } "." }
            li { "The key is both secrets, each escaped, joined with " code { "&" } ", which stays where there is no token." }
            li { "The signature is the HMAC of the base string with SHA-1, in Base64." }
            li {
                "Send it as " code { "oauth_signature" } " with the other parameters of the protocol, "
                @match oauth1.carrier { Carrier::Header => { "in the header " code { "Authorization" } "." }, Carrier::Query => "in the query, escaped." }
            }
        }
    }
}

fn oauth2(context: &Context<'_>, oauth2: &OAuth2) -> Markup {
    html! {
        p { "Requests carry a bearer token, which a user has allowed an application to have (RFC 6749, RFC 6750)." }
        ol {
            li { "Make a state and a verifier by chance, new for every attempt. The challenge is the SHA-256 digest of the verifier, in Base64 for addresses and without padding (RFC 7636)." }
            li { "Send the user to " code { (oauth2.authorize) } " with the query of the example." @if !oauth2.scopes.is_empty() { " Scopes are separated by blanks." } }
            li { "The user comes back to the application's address with " code { "code" } " and " code { "state" } ". With another state than your own, stop." }
            li { "Post the code to " code { (oauth2.token) } ", as a form. The answer is JSON with " code { "access_token" } "." }
            li { "Send the token in the header " code { "Authorization" } " of every request, after " code { "Bearer" } " and a blank." }
            li { "When it has expired, post " code { "refresh_token" } " to the same address, if the answer had one. What answers replaces both." }
        }
        @if oauth2.status.is_some() || oauth2.revoke.is_some() {
            dl.facts {
                @if let Some(status) = &oauth2.status { div { dt { "What a token is worth" } dd { code { (status) } } } }
                @if let Some(revoke) = &oauth2.revoke { div { dt { "Ending a token" } dd { code { (revoke) } } } }
            }
        }
        @if !oauth2.scopes.is_empty() {
            h3 { "Scopes" }
            dl.values { @for scope in &oauth2.scopes { div { dt { code { (scope.name) } } dd { (parts::text(&scope.about)) } } } }
        }
        @if let Some((id, entry)) = oauth2.lacking.and_then(|id| Some((id, context.api.errors.get(id)?))) {
            p { "A token that lacks a scope is refused with " a href=(context.error(id)) { (entry.name) } "." }
        }
    }
}

/// A request signed with OAuth 1.0a.
fn one(context: &Context<'_>, id: AuthId, model: &OAuth1) -> Markup {
    let Some((_, _, action)) = users(context, id).next() else { return html! {} };
    let method = action.methods.first().map_or("GET", |method| method.text());
    let base = curl::base(context.api.servers.get(action.server));
    let address = format!("{base}{}", action.path_text());
    let Some(signed) = signing::signed_oauth1(method, &address, model.carrier) else { return html! {} };
    let request = format!("{method} {address}");
    let mut rows = vec![
        ("Request", request.as_str()),
        ("Application's secret", CONSUMER.1),
        ("Token's secret", TOKEN.1),
    ];
    rows.extend(signed.protocol.iter().map(|(name, value)| (*name, value.as_str())));
    let library = context.library();
    html! {
        (inputs(&rows))
        (block(context, "Parameters, sorted and joined", Language::Text, &signed.parameters))
        (block(context, "Base string, which is signed", Language::Text, &signed.base_string))
        (block(context, "Key", Language::Text, &signed.key))
        (block(context, "Signature", Language::Text, &signed.signature))
        (check(context, &format!(
            "printf '%s' {} |\n  openssl dgst -sha1 -hmac {} -binary | base64",
            curl::quoted(&signed.base_string),
            curl::quoted(&signed.key)
        )))
        @match &signed.header {
            Some(header) => (block(context, "Header", Language::Text, &format!("Authorization: {header}"))),
            None => (block(context, "Address", Language::Text, &signed.address)),
        }
        @if let Some(constant) = context.calls.auth(id) {
            (block(context, "Rust", Language::Rust, &format!(
                "use {library}::rt::Http;\nuse {library}::rt::oauth1::{{Callback, Consumer}};\nuse {library}::{{Client, {constant}}};\n\n\
                 async fn client(\n    verifier: impl AsyncFnOnce(&str) -> String,\n) -> Result<Client, Box<dyn std::error::Error>> {{\n    \
                 let consumer =\n        Consumer::new({:?}, {:?});\n    \
                 let flow = {constant}.flow(\n        consumer.clone(),\n        Callback::OutOfBand,\n        Http::new()?,\n    );\n    \
                 let attempt = flow.begin().await?;\n    \
                 let verifier = verifier(attempt.address()).await;\n    \
                 let token = flow.finish_with(attempt, verifier).await?;\n    \
                 let signer = {constant}.signer(consumer).token(token);\n    \
                 Ok(Client::builder().oauth1({constant}, signer).build()?)\n}}",
                CONSUMER.0, CONSUMER.1
            )))
        }
    }
}

/// The way to a bearer token.
fn two(context: &Context<'_>, id: AuthId, model: &OAuth2) -> Markup {
    let challenge = challenge(&Secret::from(VERIFIER));
    let scopes: Vec<&str> = model.scopes.iter().map(|scope| scope.name.as_str()).take(ASKED).collect();
    let scopes = scopes.join(" ");
    let mut query = form_urlencoded::Serializer::new(String::new());
    query
        .append_pair("response_type", "code")
        .append_pair("client_id", CONSUMER.0)
        .append_pair("redirect_uri", CALLBACK);
    if !scopes.is_empty() {
        query.append_pair("scope", &scopes);
    }
    query
        .append_pair("state", STATE)
        .append_pair("code_challenge", &challenge)
        .append_pair("code_challenge_method", "S256");
    let address = format!("{}?{}", model.authorize, query.finish());
    let ask =
        |parameters: &[(&str, &str)]| {
            let mut lines = vec![format!("curl {}", curl::quoted(&model.token))];
            let application = [("client_id", CONSUMER.0), ("client_secret", CONSUMER.1)];
            lines.extend(parameters.iter().chain(&application).map(|(name, value)| {
                format!("--data-urlencode {}", curl::quoted(&format!("{name}={value}")))
            }));
            lines.join(" \\\n  ")
        };
    let exchange = ask(&[
        ("grant_type", "authorization_code"),
        ("code", CODE),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ]);
    let mut answer = vec![
        ("access_token".to_owned(), Json::text(signing::BEARER)),
        ("token_type".to_owned(), Json::text("Bearer")),
        ("expires_in".to_owned(), Json::number(3600)),
        ("refresh_token".to_owned(), Json::text(REFRESH)),
    ];
    if !scopes.is_empty() {
        answer.push(("scope".to_owned(), Json::text(scopes.as_str())));
    }
    let library = context.library();
    let named = context.calls.scopes(id);
    let import = named.as_ref().map_or_else(String::new, |(scope, _)| format!(", {scope}"));
    let asked = named.map_or_else(
        || "authorize_for(Default::default())".to_owned(),
        |(scope, members)| {
            let asked: Vec<String> =
                members.iter().take(ASKED).map(|name| format!("{scope}::{name}")).collect();
            format!("authorize(&[{}])", asked.join(", "))
        },
    );
    html! {
        (inputs(&[("Application", CONSUMER.0), ("Its secret", CONSUMER.1), ("Verifier", VERIFIER), ("State", STATE)]))
        (block(context, "Challenge", Language::Text, &challenge))
        (check(context, &format!("printf '%s' {VERIFIER} |\n  openssl dgst -sha256 -binary | base64 |\n  tr '+/' '-_' | tr -d =")))
        (block(context, "Where the user is sent", Language::Text, &address))
        (block(context, "Where the user comes back to", Language::Text, &format!("{CALLBACK}?code={CODE}&state={STATE}")))
        (block(context, "The code, for a token", Language::Shell, &exchange))
        (block(context, "What is answered", Language::Json, &parts::pretty(&Json::Object(answer))))
        (block(context, "Header of every request", Language::Text, &format!("Authorization: Bearer {}", signing::BEARER)))
        (block(context, "A new token for one that has expired", Language::Shell, &ask(&[("grant_type", "refresh_token"), ("refresh_token", REFRESH)])))
        @if let Some(constant) = context.calls.auth(id) {
            (block(context, "Rust", Language::Rust, &format!(
                "use {library}::rt::Http;\nuse {library}::rt::oauth2::{{FileStore, Holder}};\nuse {library}::{{Client, {constant}{import}}};\n\n\
                 async fn client(\n    returned: impl AsyncFnOnce(&str) -> String,\n) -> Result<Client, Box<dyn std::error::Error>> {{\n    \
                 let app = {constant}.app(\n        {:?},\n        {:?},\n        {CALLBACK:?},\n        Http::new()?,\n    );\n    \
                 let attempt = app.{asked}?;\n    \
                 let returned = returned(attempt.address()).await;\n    \
                 let store = FileStore::new(\"tokens.json\");\n    \
                 let holder = Holder::new(app.clone(), store);\n    \
                 holder.keep(app.finish(attempt, &returned).await?).await?;\n    \
                 Ok(Client::builder().oauth2({constant}, holder).build()?)\n}}",
                CONSUMER.0, CONSUMER.1
            )))
        }
    }
}
