//! Signatures: signing steps and worked examples.

use bindery_model::{Action, AuthId, AuthScheme, Digest, Signature, SignatureLocation};
use bindery_runtime::Secret;
use bindery_runtime::metadata::Covers;
use bindery_runtime::sign::SigningMode;
use bindery_vocabulary::json::JsonValue;
use maud::{Markup, html};

use super::shared::{Explained, block, check, configured, inputs, users, with_credential};
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
    let own = context
        .api
        .auth
        .get(signature.secret)
        .is_some_and(|auth| matches!(&auth.scheme, AuthScheme::Signature(of) if of == signature));
    let several = signature.modes.alternatives().count() + signature.digests.alternatives().count() > 0;
    html! {
        @if let Some(id) = signature.alternative_to {
            p { "Alternative to " a href=(context.auth(id)) { (name(id)) } ". Actions do not name it: it is enabled in the configuration of a client or server." }
        }
        ol {
            li { (covered(signature, signature.modes.usual())) }
            li { (digested(signature.digests.usual())) " The secret is " @if own { "configured for this scheme." } @else { "the credential of " a href=(context.auth(signature.secret)) { (name(signature.secret)) } "." } }
            li { "Format the result as " code { (signature.written) } ", where " (written(signature)) "." }
            li {
                @match &signature.location {
                    SignatureLocation::Header(header) => { "Send the signature in the header " code { (header) } @if signature.signs_empty { " with every request. Without a body, sign the empty body." } @else { " with every request that has a body, and only with those." } },
                    SignatureLocation::Parameter(parameter) => { "Send the signature as the parameter " code { (parameter) } ", with the other parameters." },
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
                @for (name, covers) in signature.modes.named() { div { dt { "Mode " code { (name) } } dd { (covered(signature, covers)) } } }
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
    let modes = &signature.modes;
    html! {
        h3 { "What the signature does not prove" }
        ul {
            li { "Method, path and query are not signed" @if !modes.any(|covers| covers != Covers::Body) { "; only the body is" } ". An attacker who sees a signed request can replay it, even to another action." }
            @if modes.any(|covers| covers == Covers::Values) {
                li { "Values are signed without names and separators, so the same signed text can be split among the parameters in another way. Next to another mode, generated routers accept this one only if configured to, and never for data that could be a signed body." }
            }
            @if modes.any(|covers| matches!(covers, Covers::Pairs { .. })) {
                li { "Pairs are signed without escaping: a value that contains " code { "&" } " and " code { "=" } " cannot be distinguished from two parameters." }
            }
            @if signature.signs_responses {
                li { "A signed response cannot be distinguished from a signed request, since both use the same secret. Generated routers sign nothing for unauthenticated callers. Only TLS protects against attackers who see the traffic." }
            }
        }
    }
}

fn covered(signature: &Signature, covers: Covers) -> Markup {
    html! {
        @match covers {
            Covers::Body => { "Take the bytes of the body, exactly as sent." },
            Covers::Values => { "Concatenate the values of all parameters in the documented order, without separators. Known only for strings and integers." },
            Covers::Pairs { skip_empty, either } => {
                "Sort the parameters by the bytes of their names. Join them as " code { "name=value" } " with " code { "&" }
                " without escaping, numbers and booleans as in the body."
                @if let SignatureLocation::Parameter(parameter) = &signature.location { " " code { (parameter) } " itself is left out." }
                @if skip_empty { " Parameters with empty values are left out." }
                @if either { " Servers accept signatures with and without the parameters that have empty values." }
            },
        }
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
    let plain = |name: &str| html! { "Append the secret and compute the " (name) " digest." };
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
            None => p.small { "No action can serve as an example." },
        }
        @if model.alternative_to.is_none() { (with_credential(context, id, model.secret)) }
        @else if let Some(constant) = context.calls.auth(id) {
            @let credential = context.calls.auth(model.secret).unwrap_or_default();
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
    }
}

fn one(context: &PageContext<'_>, id: AuthId, model: &Signature, form: &SigningMode) -> Option<Markup> {
    let signature = context.signatures.get(id)?;
    let wanted = model.alternative_to.unwrap_or(id);
    let json = |action: &&Action| {
        action.body_place().is_body() && action.parameters_at(action.body_place()).next().is_some()
    };
    let (body, covered) = users(context, wanted)
        .map(|(_, _, action)| action)
        .filter(json)
        .find_map(|action| signed_body(context, signature, form.covers, action))?;
    let signed = signature.sign_as(form, covered.as_bytes(), &Secret::from(KEY));
    let (title, sent) = match &model.location {
        SignatureLocation::Header(header) => ("Header", format!("{header}: {signed}")),
        SignatureLocation::Parameter(parameter) => ("Parameter", format!("\"{parameter}\": \"{signed}\"")),
    };
    Some(html! {
        (block(context, "Body", Language::Json, &body))
        @if form.covers != Covers::Body { (block(context, "Signed data", Language::Text, &covered)) }
        (block(context, title, Language::Text, &sent))
        (check(context, &command(model.digests.usual(), &model.written, &covered)))
    })
}

/// Returns a body to sign, on one line so that its exact bytes are visible, and the signed data.
fn signed_body(
    context: &PageContext<'_>,
    signature: &bindery_runtime::metadata::Signature,
    covers: Covers,
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
    let covered = signing::covered(signature, covers, &names, &body)?;
    Some((body, covered))
}

/// Returns a command that computes the digest without Bindery.
fn command(digest: Digest, written: &str, covered: &str) -> String {
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
