//! Signatures: how they are made, and examples.

use bindery_model::{Action, AuthId, AuthScheme, Digest, Place, Signature};
use bindery_runtime::Secret;
use bindery_runtime::facts::Covers;
use bindery_runtime::sign::Form;
use bindery_vocabulary::json::Json;
use maud::{Markup, html};

use super::shared::{Explained, block, check, configured, inputs, users, with_credential};
use crate::context::Context;
use crate::highlight::Language;
use crate::signing::{self, KEY};
use crate::{curl, samples};

pub(super) fn explained(context: &Context<'_>, id: AuthId, model: &Signature) -> Explained {
    Explained {
        kind: "A signature of the request",
        steps: steps(context, model),
        example: example(context, id, model),
    }
}

fn steps(context: &Context<'_>, signature: &Signature) -> Markup {
    let name = |id: AuthId| context.api.auth.get(id).map_or("", |auth| auth.name.as_str());
    let own = context
        .api
        .auth
        .get(signature.secret)
        .is_some_and(|auth| matches!(&auth.scheme, AuthScheme::Signature(of) if of == signature));
    let several = signature.modes.others().count() + signature.digests.others().count() > 0;
    html! {
        @if let Some(id) = signature.instead_of {
            p { "An older or other way that may stand in for " a href=(context.auth(id)) { (name(id)) } ". Actions never name it; a client or a server chooses it." }
        }
        ol {
            li { (covered(signature, signature.modes.usual())) }
            li { (digested(signature.digests.usual())) " The secret is " @if own { "this scheme's own." } @else { "the credential of " a href=(context.auth(signature.secret)) { (name(signature.secret)) } "." } }
            li { "Write the result as " code { (signature.written) } ", where " (written(signature)) "." }
            li {
                @match &signature.place {
                    Place::Header(header) => { "Send it in the header " code { (header) } ", with every request that has a body" @if signature.signs_empty { ", and with those that have none: the empty body is signed." } @else { " and with no other." } },
                    Place::Parameter(parameter) => { "Send it as the parameter " code { (parameter) } ", beside the others." },
                }
            }
            li { "Who receives it does the same with what has arrived, before anything is read, and compares in constant time." }
            @if signature.signs_answers {
                li { "Answers are signed in the same way, over their own body: hold them against the signature before they are read. Only the answers to requests that were signed are." }
            }
        }
        (unproved(signature))
        @if several {
            p { "There are several forms. The steps are those of the first mode with the first digest, which clients use; the signature says which form it has." }
            dl.facts {
                @for (name, covers) in signature.modes.named() { div { dt { "Mode " code { (name) } } dd { (covered(signature, covers)) } } }
                @for (name, digest) in signature.digests.named() {
                    div {
                        dt { "Digest " code { (name) } }
                        dd { (digested(digest)) @if signature.discouraged.iter().any(|other| other == name) { " Servers take it only where they are told to." } }
                    }
                }
            }
        }
    }
}

/// What the scheme itself leaves open, whoever implements it.
fn unproved(signature: &Signature) -> Markup {
    let modes = &signature.modes;
    html! {
        h3 { "What it does not prove" }
        ul {
            li { "Method, path and query are not signed" @if !modes.any(|covers| covers != Covers::Body) { ", the body alone is" } ": who sees a signed request can send it again, to another action too." }
            @if modes.any(|covers| covers == Covers::Values) {
                li { "Values are signed without their names and without anything between them: the same text can be shared out among parameters otherwise. Generated routers take such a mode beside another only where they are told to, and never for a text that could be a signed body." }
            }
            @if modes.any(|covers| matches!(covers, Covers::Pairs { .. })) {
                li { "Pairs are signed unescaped: a value with " code { "&" } " and " code { "=" } " in it cannot be told from two parameters." }
            }
            @if signature.signs_answers {
                li { "Nothing tells a signed answer from a signed request, since both are signed with one secret. Generated routers sign nothing for strangers; from those who see the traffic only TLS protects." }
            }
        }
    }
}

fn covered(signature: &Signature, covers: Covers) -> Markup {
    html! {
        @match covers {
            Covers::Body => { "Take the body, byte for byte as it will be sent." },
            Covers::Values => { "Write the values of all parameters one after the other, in the documented order and with nothing between them. Known for texts and whole numbers alone." },
            Covers::Pairs { skip_empty, either } => {
                "Sort the parameters by the bytes of their names and join them as " code { "name=value" } " with " code { "&" }
                ", unescaped; numbers and flags as they stand in the body."
                @if let Place::Parameter(parameter) = &signature.place { " " code { (parameter) } " itself is not among them." }
                @if skip_empty { " Those with empty values are left out." }
                @if either { " Servers take the signature with and without those that have empty values." }
            },
        }
    }
}

/// What the placeholders of a written signature stand for.
fn written(signature: &Signature) -> Markup {
    let all = [
        ("{mode}", "the mode by name"),
        ("{digest}", "the digest by name"),
        ("{hex}", "the digest in hex digits, lower case"),
        ("{HEX}", "the digest in hex digits, upper case"),
        ("{base64}", "the digest in Base64, padded"),
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
    let plain = |name: &str| html! { "Append the secret and take the " (name) " digest." };
    let keyed = |name: &str| html! { "Take the HMAC with " (name) ", keyed with the secret." };
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

/// What is signed, the signature, and how it is sent; once for each thing that can be covered.
fn example(context: &Context<'_>, id: AuthId, model: &Signature) -> Markup {
    let Some(signature) = context.signatures.get(id) else { return html! {} };
    let usual = signature.usual();
    let digest = model.digests.iter().next().map_or("", |(name, _)| name);
    let others = model.modes.others();
    let others = others.filter_map(|(mode, _)| Some((mode, signature.form(mode, digest)?)));
    html! {
        (inputs(&[("Secret", KEY)]))
        @match one(context, id, model, &usual) {
            Some(blocks) => (blocks),
            None => p.small { "No action is signed in this way." },
        }
        @if model.instead_of.is_none() { (with_credential(context, id, model.secret)) }
        @else if let Some(constant) = context.calls.auth(id) {
            @let credential = context.calls.auth(model.secret).unwrap_or_default();
            (configured(
                context,
                model.instead_of.unwrap_or(id),
                &[credential, constant],
                &format!(".credential({credential}, {KEY:?})\n    .alternative({constant})"),
            ))
        }
        @for (mode, form) in others {
            @if let Some(blocks) = one(context, id, model, &form) {
                p.small { "The same in the mode " code { (mode) } ":" }
                (blocks)
            }
        }
    }
}

fn one(context: &Context<'_>, id: AuthId, model: &Signature, form: &Form) -> Option<Markup> {
    let signature = context.signatures.get(id)?;
    let wanted = model.instead_of.unwrap_or(id);
    let json = |action: &&Action| action.placement().has_body() && !action.parameters.is_empty();
    let (body, covered) = users(context, wanted)
        .map(|(_, _, action)| action)
        .filter(json)
        .find_map(|action| signed_body(context, signature, form.covers, action))?;
    let signed = signature.sign_as(form, covered.as_bytes(), &Secret::from(KEY));
    let (title, sent) = match &model.place {
        Place::Header(header) => ("Header", format!("{header}: {signed}")),
        Place::Parameter(parameter) => ("Parameter", format!("\"{parameter}\": \"{signed}\"")),
    };
    Some(html! {
        (block(context, "Body", Language::Json, &body))
        @if form.covers != Covers::Body { (block(context, "What is signed", Language::Text, &covered)) }
        (block(context, title, Language::Text, &sent))
        (check(context, &command(model.digests.usual(), &model.written, &covered)))
    })
}

/// A body that is signed, on one line, so that it is seen what its bytes are; and what is signed of it.
fn signed_body(
    context: &Context<'_>,
    signature: &bindery_runtime::facts::Signature,
    covers: Covers,
    action: &Action,
) -> Option<(String, String)> {
    let entries = samples::request(context.api, action).into_iter().filter(|(field, _)| !field.in_path);
    let entries: Vec<(String, Json)> = entries.map(|(field, value)| (field.name.clone(), value)).collect();
    if entries.is_empty() {
        return None;
    }
    let names: Vec<String> = entries.iter().map(|(name, _)| name.clone()).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let body = Json::Object(entries).to_string();
    let covered = signing::covered(signature, covers, &names, &body)?;
    Some((body, covered))
}

/// A command that makes the digest without any code of ours.
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
