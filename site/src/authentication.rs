//! How callers show who they are: each scheme, with an example that is worked out step by step.

use bindery_codegen::model::{Action, Auth, AuthId, AuthScheme, Carrier, Covers, Digest, Place, Signature};
use maud::{Markup, html};

use crate::context::{Context, anchor};
use crate::{parts, worked};

/// What the page says.
pub(crate) fn page(context: &Context<'_>) -> Markup {
    html! {
        header.intro {
            p.crumbs { a href=(context.page("index.html")) { (context.api.title) } " / authentication" }
            h1 { "Authentication" }
            p {
                "How callers show who they are. Every action says which of these schemes it needs. The examples use made-up "
                "credentials; their digests and signatures are worked out by the code that clients and servers run, so they can be checked."
            }
        }
        @if context.api.auth.is_empty() { p { "No action needs any." } }
        @for (id, auth) in context.api.auth.iter().enumerate() { (scheme(context, id, auth)) }
    }
}

fn scheme(context: &Context<'_>, id: AuthId, auth: &Auth) -> Markup {
    let anchor = anchor(&[&auth.name]);
    let title = format!("_title.{anchor}");
    let refused = auth.refused.or(match auth.scheme {
        AuthScheme::Parameter(_) => None,
        AuthScheme::Basic
        | AuthScheme::Header(_)
        | AuthScheme::Signature(_)
        | AuthScheme::Issued(_)
        | AuthScheme::OAuth1(_)
        | AuthScheme::OAuth2(_) => Some(context.api.refusals.login),
    });
    html! {
        article.action #(anchor) aria-labelledby=(title) {
            header { h2 #(title) { (auth.name) " " (parts::permalink(&anchor, &auth.name)) } p.small { (kind(&auth.scheme)) } }
            div.text {
                (parts::paragraph(&auth.about))
                (how(context, &auth.scheme))
                (users(context, id))
                @if let Some((id, entry)) = refused.and_then(|id| Some((id, context.api.errors.get(id)?))) {
                    p { "Servers refuse with " a href=(context.error(id)) { (entry.name) } "." }
                }
                (parts::deviations(&auth.deviations))
                (parts::evidence(context, &auth.evidence))
            }
            div.examples {
                (worked::example(context, id, auth))
            }
        }
    }
}

fn kind(scheme: &AuthScheme) -> &'static str {
    match scheme {
        AuthScheme::Basic => "HTTP Basic",
        AuthScheme::Parameter(_) => "A token in a parameter",
        AuthScheme::Header(_) => "A key in a header",
        AuthScheme::Signature(_) => "A signature of the request",
        AuthScheme::Issued(_) => "A header that a log-in issues",
        AuthScheme::OAuth1(_) => "OAuth 1.0a",
        AuthScheme::OAuth2(_) => "OAuth 2",
    }
}

/// Which actions need it.
fn users(context: &Context<'_>, id: AuthId) -> Markup {
    let needs = |action: &Action| action.auth.contains(&id) || action.any_auth.contains(&id);
    let all: Vec<&Action> = context.api.modules.iter().flat_map(|module| &module.actions).collect();
    let users = all.iter().filter(|action| needs(action)).count();
    html! {
        @match users {
            0 => {},
            users if users == all.len() => p { "Every action needs it." },
            users => p { "Needed by " (users) " of " (all.len()) " actions." },
        }
    }
}

fn how(context: &Context<'_>, scheme: &AuthScheme) -> Markup {
    match scheme {
        AuthScheme::Basic => html! {
            p { "User and password go with every request, in the header " code { "Authorization" } ": " code { "Basic" } " and the Base64 of " code { "user:password" } "." }
        },
        AuthScheme::Parameter(parameter) => {
            html! { p { "It travels as the parameter " code { (parameter) } "." } }
        }
        AuthScheme::Header(header) => html! {
            p {
                "Every request carries the header " code { (header.name) }
                @match &header.written { Some(written) => { ", written " code { (written.replacen("{}", "KEY", 1)) } "." }, None => { " with the key alone." } }
            }
        },
        AuthScheme::Issued(issued) => html! {
            p {
                "The name and the value of a header stand in the answer of " (linked(context, issued.by)) ", in its fields "
                code { (issued.header) } " and " code { (issued.value) } ". Later calls carry that header."
                @if let Some(ended) = issued.ended_by { " After " (linked(context, Some(ended))) " it is of no use any more." }
            }
            @if let Some(guest) = &issued.guest { p { "Who has no log-in sends a token of its own making in the header " code { (guest) } "." } }
        },
        AuthScheme::Signature(signature) => signature_steps(context, signature),
        AuthScheme::OAuth1(oauth1) => html! {
            p { "Requests are signed with HMAC-SHA1, keyed with the secrets of the application and of a token that a user has allowed." }
            dl.facts {
                div { dt { "Request token" } dd { (parts::method(oauth1.method)) " " code { (oauth1.request_token) } } }
                div { dt { "The user allows it at" } dd { code { (oauth1.authorize) } } }
                div { dt { "Access token" } dd { (parts::method(oauth1.method)) " " code { (oauth1.access_token) } } }
                div { dt { "Protocol parameters" } dd { @match oauth1.carrier { Carrier::Header => "in the header Authorization", Carrier::Query => "in the query" } } }
            }
        },
        AuthScheme::OAuth2(oauth2) => html! {
            p { "Requests carry a bearer token, which a user has allowed an application to have." }
            dl.facts {
                div { dt { "The user allows it at" } dd { code { (oauth2.authorize) } } }
                div { dt { "Tokens" } dd { code { (oauth2.token) } } }
                @if let Some(status) = &oauth2.status { div { dt { "What a token is worth" } dd { code { (status) } } } }
                @if let Some(revoke) = &oauth2.revoke { div { dt { "Ending a token" } dd { code { (revoke) } } } }
            }
            @if !oauth2.scopes.is_empty() {
                h3 { "Scopes" }
                dl.values { @for scope in &oauth2.scopes { div { dt { code { (scope.name) } } dd { (parts::text(&scope.about)) } } } }
            }
            @if let Some((id, entry)) = oauth2.lacking.and_then(|id| Some((id, context.api.errors.get(id)?))) {
                p { "A token that lacks a scope is refused with " a href=(context.error(id)) { (entry.name) } "." }
            }
        },
    }
}

/// An action that a scheme names.
fn linked(context: &Context<'_>, place: Option<(usize, usize)>) -> Markup {
    let found = place.and_then(|(module, at)| Some((module, context.find(module, at)?)));
    html! { @if let Some((module, action)) = found { a href=(context.action(module, &action.name)) { (action.name) } } }
}

fn signature_steps(context: &Context<'_>, signature: &Signature) -> Markup {
    let name = |id: AuthId| context.api.auth.get(id).map_or("", |auth| auth.name.as_str());
    let own = context
        .api
        .auth
        .get(signature.secret)
        .is_some_and(|auth| matches!(&auth.scheme, AuthScheme::Signature(of) if of == signature));
    html! {
        @if let Some(id) = signature.instead_of {
            p { "An older or other way that may stand in for " a href=(context.auth(id)) { (name(id)) } ". Actions never name it; a client or a server chooses it." }
        }
        ol {
            li {
                @match signature.covers {
                    Covers::Body => { "Take the body, byte for byte as it will be sent." },
                    Covers::Values => { "Write the values of the parameters one after the other, in the documented order." },
                    Covers::Pairs { skip_empty } => {
                        "Sort the parameters by name and join them as " code { "name=value" } " with " code { "&" } ", unescaped."
                        @if let Place::Parameter(parameter) = &signature.place { " " code { (parameter) } " itself is not among them." }
                        @if skip_empty { " Those with empty values are left out." }
                    },
                }
            }
            li { (digest_words(signature.digest)) " The secret is " @if own { "this scheme's own." } @else { "the credential of " a href=(context.auth(signature.secret)) { (name(signature.secret)) } "." } }
            li { "Write the result as " code { (signature.written) } "." }
            li {
                @match &signature.place {
                    Place::Header(header) => { "Send it in the header " code { (header) } ", with every request that has a body" @if signature.signs_empty { ", and with those that have none: the empty body is signed." } @else { " and with no other." } },
                    Place::Parameter(parameter) => { "Send it as the parameter " code { (parameter) } ", beside the others." },
                }
            }
            @if signature.signs_answers { li { "Answers are signed in the same way; clients check that." } }
        }
        @if !signature.modes.is_empty() || !signature.digests.is_empty() {
            p { "There are several forms. The steps and the example are those of the first, which clients use." }
            dl.facts {
                @if !signature.modes.is_empty() { div { dt { "Modes" } dd { (names(signature.modes.iter().map(|(name, _)| name))) } } }
                @if !signature.digests.is_empty() { div { dt { "Digests" } dd { (names(signature.digests.iter().map(|(name, _)| name))) } } }
                @if !signature.discouraged.is_empty() { div { dt { "Only on request" } dd { (names(signature.discouraged.iter())) } } }
            }
        }
    }
}

fn names<'n>(names: impl Iterator<Item = &'n String>) -> Markup {
    html! { @for (position, name) in names.enumerate() { @if position > 0 { ", " } code { (name) } } }
}

fn digest_words(digest: Digest) -> Markup {
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
