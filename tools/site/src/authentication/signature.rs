//! Signatures: signing steps and worked examples.

use bindery_model::{Action, AuthId, Digest, KeyEncoding, Signature, SignatureLocation};
use bindery_runtime::Secret;
use bindery_runtime::sign::SigningMode;
use bindery_vocabulary::json::JsonValue;
use bindery_vocabulary::recipe::{Template, Value};
use maud::{Markup, html};

use super::shared::{Explained, block, check, configured, inputs, users, with_credential};
use super::vectors;
use crate::context::PageContext;
use crate::highlight::Language;
use crate::signing::{self, KEY};
use crate::{curl, samples};

pub(super) fn explained(context: &PageContext<'_>, id: AuthId, model: &Signature) -> Explained {
    Explained {
        kind: "Request signature",
        steps: steps(context, model),
        example: example(context, id, model),
    }
}

fn steps(context: &PageContext<'_>, signature: &Signature) -> Markup {
    let name = |id: AuthId| context.api.auth.get(id).map_or("", |auth| auth.name.as_str());
    let lent = signature.secret.filter(|id| {
        context.api.auth.get(*id).is_none_or(|auth| auth.scheme.as_signature() != Some(signature))
    });
    let several = signature.modes.alternatives().count() + signature.digests.alternatives().count() > 0;
    html! {
        @if let Some(id) = signature.alternative_to {
            p { "Alternative to " a href=(context.auth(id)) { (name(id)) } ". Actions do not name it: it is enabled in the configuration of a client or server." }
        }
        ol {
            li { (covered(signature, &signature.modes.usual())) }
            li { (digested(signature.digests.usual()))
                @match (signature.secret, lent) {
                    (None, _) => " It has no secret, so it proves nothing about the sender.",
                    (_, None) => { " The secret is configured for this scheme." (encoded(signature.encoding)) }
                    (_, Some(id)) => { " The secret is the credential of " a href=(context.auth(id)) { (name(id)) } "." (encoded(signature.encoding)) }
                }
            }
            li { "Format the result as " code { (signature.written) } ", where " (written(signature)) "." }
            li {
                @match &signature.location {
                    SignatureLocation::Header(header) => { "Send the signature in the header " code { (header) } @if signature.is_always_sent() { " with every request." @if signature.modes.usual().is_of_content() { " Without a body, sign the empty body." } } @else { " with every request that has a body, and only with those." } },
                    SignatureLocation::Parameter(parameter) => { "Send the signature as the parameter " code { (parameter) } ", with the other parameters." },
                    SignatureLocation::Query(parameter) => { "Send the signature as the query parameter " code { (parameter) } ", behind all others." },
                }
            }
            li { "The receiver computes the signature of the received data before parsing any of it, and compares the two in constant time." }
            @if signature.signs_responses {
                li { "Responses to signed requests are signed in the same way, over the response body. Verify the signature before you parse the response. Responses to other requests are not signed." }
            }
        }
        (unproved(signature))
        @if several {
            p { "There are several signing modes. The steps above describe the first mode with the first digest, which clients use. The signature names its own mode." }
            dl.details {
                @for (name, text) in signature.modes.named() { div { dt { "Mode " code { (name) } } dd { (covered(signature, &text)) } } }
                @for (name, digest) in signature.digests.named() {
                    div {
                        dt { "Digest " code { (name) } }
                        dd { (digested(digest)) @if signature.discouraged.iter().any(|other| other == name) { " Servers accept it only if configured to." } }
                    }
                }
            }
        }
    }
}

/// Weaknesses of the scheme itself, independent of the implementation.
fn unproved(signature: &Signature) -> Markup {
    let usual = signature.modes.usual();
    let values = usual.values();
    let has = |wanted: &[Value]| values.iter().any(|value| wanted.contains(value));
    let unsigned: Vec<&str> = [
        ("the method", has(&[Value::Method])),
        ("the host", has(&[Value::Host, Value::Url])),
        ("the path", has(&[Value::Path, Value::Target, Value::Url])),
        ("the query", has(&[Value::Query, Value::Target, Value::Url])),
        ("the body", has(&[Value::Body, Value::Pairs, Value::Values])),
    ]
    .into_iter()
    .filter(|(_, is_signed)| !is_signed)
    .map(|(part, _)| part)
    .collect();
    let is_timed = !signature.carried.is_empty()
        || values.iter().any(|value| matches!(value, Value::Header(_) | Value::Parameter(_)));
    html! {
        h3 { "What the signature does not prove" }
        ul {
            @if !unsigned.is_empty() {
                li { "Not signed are " (unsigned.join(", ")) ". An attacker who sees a signed request can send it again with others." }
            }
            @if !is_timed {
                li { "No time and no number is signed, so a request that was seen can be sent again at any time." }
            }
            @if signature.signs_values() {
                li { "Values are signed without names and separators, so the same signed text can be split among the parameters in another way. Next to another mode, generated routers accept this one only if configured to, and never for data that could be a signed body." }
            }
            @if signature.signs_pairs() && !signature.pairs.escaped {
                li { "Pairs are signed without escaping: a value that contains " code { (signature.pairs.join) } " and " code { (signature.pairs.between) } " cannot be distinguished from two parameters." }
            }
            @if signature.signs_responses {
                li { "A signed response cannot be distinguished from a signed request, since both use the same secret. Generated routers sign nothing for unauthenticated callers. Only TLS protects against attackers who see the traffic." }
            }
        }
    }
}

/// The text that is signed, and the meaning of its parts.
fn covered(signature: &Signature, text: &Template) -> Markup {
    html! {
        "Make the text " code { (text) } ":"
        ul {
            @for value in text.values() { li { (part(signature, value)) } }
        }
    }
}

/// The meaning of a part of a text.
fn part(signature: &Signature, value: &Value) -> Markup {
    let pairs = &signature.pairs;
    html! {
        code { (value) } " is "
        @match value {
            Value::Method => { "the HTTP method in upper case" },
            Value::Url => { "the whole address, with scheme, host, path and query" },
            Value::Host => { "the host as in the header Host" },
            Value::Path => { "the path, exactly as sent" },
            Value::Query => { "the query, exactly as sent, without the question mark" @if let SignatureLocation::Query(name) = &signature.location { " and without " code { (name) } } },
            Value::Target => { "the path, and a question mark and the query if there is one, exactly as sent" },
            Value::Body => { "the bytes of the body, exactly as sent" },
            Value::Values => { "the values of all parameters in the documented order, without separators; known only for strings and integers" },
            Value::Pairs => {
                "the parameters, " @if pairs.as_sent { "in the order in which they are sent" } @else { "sorted by the bytes of their names" }
                ", as " code { "name" (pairs.between) "value" } " joined by " code { (pairs.join) }
                @if pairs.escaped { ", percent-encoded" } @else { ", without escaping" } ", numbers and booleans as in the body"
                @if let SignatureLocation::Parameter(parameter) = &signature.location { ", without " code { (parameter) } " itself" }
                @if pairs.skip_empty { ", without parameters with empty values" }
                @if pairs.either { "; servers accept signatures with and without the parameters that have empty values" }
            },
            Value::Secret => { "the secret" },
            Value::Header(name) => { "the header " code { (name) } ", empty if it is not sent" },
            Value::Parameter(name) => {
                @match signature.carried.iter().find(|carried| carried.name == *name) {
                    Some(carried) => { (carried.made.kind.sentence()) " It is a part of the signature." },
                    None => { "the parameter " code { (name) } ", as sent" },
                }
            },
            Value::Credential(scheme) => { "the credential of " code { (scheme) } },
            _ => { "a form of the signature" },
        }
    }
}

/// The encoding of a secret.
fn encoded(encoding: KeyEncoding) -> &'static str {
    match encoding {
        KeyEncoding::Text => "",
        KeyEncoding::Base64 => " It is Base64: decode it first.",
        KeyEncoding::Hex => " It is hexadecimal: decode it first.",
        KeyEncoding::Pem => " It is a private key in PEM; the receiver has the public key.",
    }
}

/// The meaning of the placeholders in a signature's format.
fn written(signature: &Signature) -> Markup {
    let all = [
        ("{mode}", "the name of the mode"),
        ("{digest}", "the name of the digest"),
        ("{hex}", "the digest in lowercase hex digits"),
        ("{HEX}", "the digest in uppercase hex digits"),
        ("{base64}", "the digest in Base64 with padding"),
        ("{base64url}", "the digest in the Base64 of addresses, without padding"),
    ];
    let used = all.into_iter().filter(|(place, _)| signature.written.contains(place));
    html! {
        @for (position, (place, meaning)) in used.enumerate() {
            @if position > 0 { ", " }
            code { (place) } " is " (meaning)
        }
    }
}

fn digested(digest: Digest) -> Markup {
    let plain =
        |name: &str| html! { "Compute the " (name) " digest of the text, which contains the secret." };
    let private = |name: &str| html! { "Sign the text with the private key: " (name) "." };
    let keyed = |name: &str| html! { "Compute the HMAC-" (name) " with the secret as the key." };
    match digest {
        Digest::Md5 => plain("MD5"),
        Digest::Sha1 => plain("SHA-1"),
        Digest::Sha256 => plain("SHA-256"),
        Digest::Sha384 => plain("SHA-384"),
        Digest::Sha512 => plain("SHA-512"),
        Digest::HmacSha1 => keyed("SHA-1"),
        Digest::HmacSha256 => keyed("SHA-256"),
        Digest::HmacSha384 => keyed("SHA-384"),
        Digest::HmacSha512 => keyed("SHA-512"),
        Digest::RsaSha256 => private("RSA, PKCS #1 v1.5, with SHA-256"),
        Digest::RsaSha512 => private("RSA, PKCS #1 v1.5, with SHA-512"),
        Digest::RsaPssSha256 => private("RSA, PSS, with SHA-256"),
        Digest::RsaPssSha512 => private("RSA, PSS, with SHA-512"),
        Digest::EcdsaP256Sha256 => private("ECDSA on P-256 with SHA-256, as two numbers of 32 bytes"),
        Digest::EcdsaP256Sha256Der => private("ECDSA on P-256 with SHA-256, in DER"),
        Digest::Ed25519 => private("Ed25519"),
    }
}

/// Renders the signed data, the signature and how it is sent, once for each signing mode.
fn example(context: &PageContext<'_>, id: AuthId, model: &Signature) -> Markup {
    let Some(signature) = context.signatures.get(id) else { return html! {} };
    let usual = signature.default_mode();
    let digest = model.digests.iter().next().map_or("", |(name, _)| name);
    let others = model.modes.alternatives();
    let others = others.filter_map(|(mode, _)| Some((mode, signature.signing_mode(mode, digest)?)));
    html! {
        (inputs(&[("Secret", KEY)]))
        @match one(context, id, model, &usual) {
            Some(blocks) => (blocks),
            None if model.vectors.is_empty() => p.small { "No action can serve as an example." },
            None => "",
        }
        @if model.alternative_to.is_none() { @if let Some(secret) = model.secret { (with_credential(context, id, secret)) } }
        @else if let Some(constant) = context.calls.auth(id) {
            @let credential = model.secret.and_then(|id| context.calls.auth(id)).unwrap_or_default();
            (configured(
                context,
                model.alternative_to.unwrap_or(id),
                &[credential, constant],
                &format!(".credential({credential}, {KEY:?})\n    .alternative({constant})"),
            ))
        }
        @for (mode, form) in others {
            @if let Some(blocks) = one(context, id, model, &form) {
                p.small { "The same request in the mode " code { (mode) } ":" }
                (blocks)
            }
        }
        (vectors::worked_out(context, model))
    }
}

fn one(context: &PageContext<'_>, id: AuthId, model: &Signature, form: &SigningMode) -> Option<Markup> {
    let signature = context.signatures.get(id)?;
    let wanted = model.alternative_to.unwrap_or(id);
    let json = |action: &&Action| {
        action.body_place().is_body() && action.parameters_at(action.body_place()).next().is_some()
    };
    let text = Template::parse(form.text).ok().filter(Template::is_of_content)?;
    let secret = Secret::from(KEY);
    let (body, covered) = users(context, wanted)
        .map(|(_, _, action)| action)
        .filter(json)
        .find_map(|action| signed_body(context, signature, &text, action))?;
    let signed = signature.sign_as(form, covered.as_bytes(), &secret);
    let (title, sent) = match &model.location {
        SignatureLocation::Header(header) => ("Header", format!("{header}: {signed}")),
        SignatureLocation::Parameter(parameter) => ("Parameter", format!("\"{parameter}\": \"{signed}\"")),
        SignatureLocation::Query(parameter) => ("Query", format!("{parameter}={signed}")),
    };
    let whole = String::from_utf8(form.text_of(covered.as_bytes(), &secret)?).ok()?;
    Some(html! {
        (block(context, "Body", Language::Json, &body))
        @if !text.is_only(&Value::Body) { (block(context, "Signed text", Language::Text, &whole)) }
        (block(context, title, Language::Text, &sent))
        @if let Some(command) = command(model.digests.usual(), &model.written, &whole) { (check(context, &command)) }
    })
}

/// Returns a body to sign, on one line so that its exact bytes are visible, and the signed data.
fn signed_body(
    context: &PageContext<'_>,
    signature: &bindery_runtime::metadata::Signature,
    text: &Template,
    action: &Action,
) -> Option<(String, String)> {
    let entries = samples::request(context.api, action)
        .into_iter()
        .filter(|(field, _)| action.place_of(field) == action.body_place());
    let entries: Vec<(String, JsonValue)> =
        entries.map(|(field, value)| (field.name.clone(), value)).collect();
    if entries.is_empty() {
        return None;
    }
    let names: Vec<String> = entries.iter().map(|(name, _)| name.clone()).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let body = JsonValue::Object(entries).to_string();
    let covered = signing::covered(signature, text, &names, &body)?;
    Some((body, covered))
}

/// Returns a command that computes the digest of a text without Bindery; `None` for a digest by a private key.
fn command(digest: Digest, written: &str, text: &str) -> Option<String> {
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
        _ => return None,
    };
    let key = if keyed { format!(" -hmac {}", curl::quoted(KEY)) } else { String::new() };
    let form = if written.contains("{base64}") { " -binary | base64" } else { " -r" };
    Some(format!("printf '%s' {} |\n  openssl dgst {option}{key}{form}", curl::quoted(text)))
}
