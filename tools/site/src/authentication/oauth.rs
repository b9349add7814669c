//! OAuth: the steps of a caller, with worked examples: a signed request for OAuth 1.0a, the token flow for OAuth 2.

use bindery_model::{AuthId, Carrier, ClientAuthentication, OAuth1, OAuth2, TokenFlow};
use bindery_runtime::Secret;
use bindery_runtime::oauth2::challenge;
use bindery_vocabulary::json::JsonValue;
use maud::{Markup, html};

use super::shared::{Explained, block, check, inputs, users};
use crate::context::PageContext;
use crate::highlight::Language;
use crate::signing::{self, CONSUMER, TOKEN};
use crate::{curl, parts};

/// Code verifier from the example in RFC 7636.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
/// Callback address of the examples.
const CALLBACK: &str = "https://app.example/callback";
/// `state` in the callback of the examples.
const STATE: &str = "af0ifjsldkj";
const CODE: &str = "example-code";
/// Number of scopes that the example requests.
const ASKED: usize = 2;
const REFRESH: &str = "example-refresh-token";

pub(super) fn first(context: &PageContext<'_>, id: AuthId, model: &OAuth1) -> Explained {
    Explained { kind: "OAuth 1.0a", steps: oauth1(model), example: one(context, id, model) }
}

pub(super) fn second(context: &PageContext<'_>, id: AuthId, model: &OAuth2) -> Explained {
    Explained { kind: "OAuth 2", steps: oauth2(context, model), example: two(context, id, model) }
}

fn oauth1(oauth1: &OAuth1) -> Markup {
    html! {
        p { "Requests are signed with two secrets: the application's and that of an access token authorized by a user (RFC 5849)." }
        h3 { "Getting an access token" }
        ol {
            li { "Get a request token: " (parts::method(oauth1.method)) " " code { (oauth1.request_token) } ", signed without a token, with " code { "oauth_callback" } " set to your callback address or to " code { "oob" } " (out of band)." }
            li { "The response is a form with " code { "oauth_token" } " and " code { "oauth_token_secret" } "." }
            li { "Send the user to " code { (oauth1.authorize) } " with this " code { "oauth_token" } " in the query." }
            li { "The user returns with " code { "oauth_verifier" } ", or enters it in your application." }
            li { "Get the access token: " (parts::method(oauth1.method)) " " code { (oauth1.access_token) } ", signed with the request token, with " code { "oauth_verifier" } ". The response is a form with the same fields." }
        }
        h3 { "Signing a request" }
        ol {
            li { "Collect the query parameters, the parameters of a form body, and the protocol parameters except " code { "oauth_signature" } ". A JSON body is not signed. Use a new nonce for every request." }
            li { "Percent-encode names and values: every character except letters, digits and " code { "-._~" } ". Sort by name, then by value. Join the pairs as " code { "name=value" } " with " code { "&" } "." }
            li { "Build the base string: percent-encode the method, the address without its query, and the joined parameters (which are therefore encoded twice), and join the three with " code { "&" } "." }
            li { "Build the key: percent-encode both secrets and join them with " code { "&" } ". Keep the " code { "&" } " when there is no token." }
            li { "Compute the signature: the HMAC-SHA1 of the base string with this key, in Base64." }
            li {
                "Send the signature as " code { "oauth_signature" } " with the other protocol parameters "
                @match oauth1.carrier { Carrier::Header => { "in the header " code { "Authorization" } "." }, Carrier::Query => "in the query, percent-encoded." }
            }
        }
    }
}

fn oauth2(context: &PageContext<'_>, oauth2: &OAuth2) -> Markup {
    let others = oauth2.flows.iter().filter(|flow| **flow != TokenFlow::AuthorizationCode);
    html! {
        @if let Some(authorize) = &oauth2.authorize { (in_browser(oauth2, authorize)) }
        @if oauth2.flows != [TokenFlow::AuthorizationCode] {
            ul { @for flow in others { li { (other_flow(*flow, oauth2)) } } }
            p {
                @match oauth2.client {
                    ClientAuthentication::Form => { "The form has " code { "client_id" } " and " code { "client_secret" } "." }
                    ClientAuthentication::Basic => "The application authenticates there with HTTP Basic.",
                    ClientAuthentication::PrivateKey => "The application authenticates there with an assertion that its private key signs (RFC 7523).",
                    ClientAuthentication::None => { "The form has " code { "client_id" } "; there is no secret." }
                }
                @for (name, value) in &oauth2.parameters { " Every such request has " code { (name) "=" (value) } "." }
            }
        }
        (rest(context, oauth2))
    }
}

/// A way to get tokens without a browser.
fn other_flow(flow: TokenFlow, oauth2: &OAuth2) -> Markup {
    let kind = |kind: &str| html! { " with " code { "grant_type=" (kind) } };
    html! {
        @match flow {
            TokenFlow::AuthorizationCode => "",
            TokenFlow::ClientCredentials => { "For the application itself: a form to " code { (oauth2.token) } (kind("client_credentials")) "." }
            TokenFlow::Password => { "With a user's password: a form to " code { (oauth2.token) } (kind("password")) ", " code { "username" } " and " code { "password" } "." }
            TokenFlow::DeviceCode => { "On another device (RFC 8628): a form to " code { (oauth2.device.as_deref().unwrap_or_default()) } " returns the code that the user enters." }
            TokenFlow::JwtBearer => { "With a signed assertion (RFC 7523): a form to " code { (oauth2.token) } (kind("urn:ietf:params:oauth:grant-type:jwt-bearer")) " and " code { "assertion" } "." }
        }
    }
}

fn in_browser(oauth2: &OAuth2, authorize: &str) -> Markup {
    let separator = if oauth2.separator == " " { "spaces" } else { &oauth2.separator };
    html! {
        p { "Requests carry a bearer token that a user has granted to the application (RFC 6749, RFC 6750)." }
        ol {
            li { "Generate a random state and a random code verifier, new for every attempt. The code challenge is the SHA-256 digest of the verifier in base64url without padding (PKCE, RFC 7636)." }
            li { "Send the user to " code { (authorize) } " with the query parameters of the example." @if !oauth2.scopes.is_empty() { " Separate scopes with " (separator) "." } }
            li { "The user returns to the callback address with " code { "code" } " and " code { "state" } ". Abort if the state is not your own." }
            li { "Send the code to " code { (oauth2.token) } " as a form, with POST. The response is JSON with " code { "access_token" } "." }
            li { "Send the token in the header " code { "Authorization" } " of every request, after " code { "Bearer" } " and a space." }
            li { "When the token has expired, send the " code { "refresh_token" } " to the same address, if the response had one. The new response replaces both tokens." }
        }
    }
}

fn rest(context: &PageContext<'_>, oauth2: &OAuth2) -> Markup {
    html! {
        @if oauth2.status.is_some() || oauth2.revoke.is_some() {
            dl.details {
                @if let Some(status) = &oauth2.status { div { dt { "Token status" } dd { code { (status) } } } }
                @if let Some(revoke) = &oauth2.revoke { div { dt { "Token revocation" } dd { code { (revoke) } } } }
            }
        }
        @if !oauth2.scopes.is_empty() {
            h3 { "Scopes" }
            dl.values { @for scope in &oauth2.scopes { div { dt { code { (scope.name) } } dd { (parts::text(&scope.about)) } } } }
        }
        @if let Some((id, entry)) = oauth2.insufficient_scope.and_then(|id| Some((id, context.api.errors.get(id)?))) {
            p { "Tokens without a required scope are rejected with " a href=(context.error(id)) { (entry.name) } "." }
        }
    }
}

/// Renders a request signed with OAuth 1.0a.
fn one(context: &PageContext<'_>, id: AuthId, model: &OAuth1) -> Markup {
    let Some((_, _, action)) = users(context, id).next() else { return html! {} };
    let method = action.methods.first().map_or("GET", |method| method.text());
    let base = curl::base(context.api.servers.get(action.server));
    let address = format!("{base}{}", action.path_text());
    let Some(signed) = signing::signed_oauth1(method, &address, model.carrier) else { return html! {} };
    let request = format!("{method} {address}");
    let mut rows =
        vec![("Request", request.as_str()), ("Application secret", CONSUMER.1), ("Token secret", TOKEN.1)];
    rows.extend(signed.protocol.iter().map(|(name, value)| (*name, value.as_str())));
    let library = context.library();
    html! {
        (inputs(&rows))
        (block(context, "Parameters, sorted and joined", Language::Text, &signed.parameters))
        (block(context, "Base string", Language::Text, &signed.base_string))
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

/// Renders the flow that gets a bearer token.
fn two(context: &PageContext<'_>, id: AuthId, model: &OAuth2) -> Markup {
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
    let Some(authorize) = &model.authorize else { return html! {} };
    let address = format!("{authorize}?{}", query.finish());
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
    let mut response = vec![
        ("access_token".to_owned(), JsonValue::text(signing::BEARER)),
        ("token_type".to_owned(), JsonValue::text("Bearer")),
        ("expires_in".to_owned(), JsonValue::number(3600)),
        ("refresh_token".to_owned(), JsonValue::text(REFRESH)),
    ];
    if !scopes.is_empty() {
        response.push(("scope".to_owned(), JsonValue::text(scopes.as_str())));
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
        (inputs(&[("Application", CONSUMER.0), ("Application secret", CONSUMER.1), ("Code verifier", VERIFIER), ("State", STATE)]))
        (block(context, "Code challenge", Language::Text, &challenge))
        (check(context, &format!("printf '%s' {VERIFIER} |\n  openssl dgst -sha256 -binary | base64 |\n  tr '+/' '-_' | tr -d =")))
        (block(context, "Authorization address", Language::Text, &address))
        (block(context, "Callback address", Language::Text, &format!("{CALLBACK}?code={CODE}&state={STATE}")))
        (block(context, "Exchange the code for a token", Language::Shell, &exchange))
        (block(context, "Token response", Language::Json, &parts::pretty(&JsonValue::Object(response))))
        (block(context, "Header of every request", Language::Text, &format!("Authorization: Bearer {}", signing::BEARER)))
        (block(context, "Refresh an expired token", Language::Shell, &ask(&[("grant_type", "refresh_token"), ("refresh_token", REFRESH)])))
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
