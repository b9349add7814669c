//! Signatures by example.

use bindery_model::{Action, AuthId, Digest, Place, Placement, Signature};
use bindery_runtime::Secret;
use bindery_runtime::facts::Covers;
use bindery_runtime::sign::Form;
use bindery_vocabulary::json::Json;
use maud::{Markup, html};

use super::shared::{block, check, configured, inputs, users, with_credential};
use crate::context::Context;
use crate::highlight::Language;
use crate::signing::{self, KEY};
use crate::{curl, samples};

/// What is signed, the signature, and how it is sent; once for each thing that can be covered.
pub(super) fn example(context: &Context<'_>, id: AuthId, model: &Signature) -> Markup {
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
    let json = |action: &&Action| action.placement() != Placement::Query && !action.parameters.is_empty();
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
