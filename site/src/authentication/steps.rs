//! What a caller has to do, step by step: enough to write it in any language.

use bindery_model::{
    AuthId, AuthScheme, Carrier, Covers, Digest, Header, Issued, OAuth1, OAuth2, Place, Signature,
};
use maud::{Markup, html};

use crate::context::Context;
use crate::parts;

/// The steps of a scheme.
pub(super) fn of(context: &Context<'_>, scheme: &AuthScheme) -> Markup {
    match scheme {
        AuthScheme::Basic => html! {
            ol {
                li { "Join user and password with a colon; the user has none." }
                li { "Write the result in Base64." }
                li { "Send it with every request, in the header " code { "Authorization" } ", after " code { "Basic" } " and a blank." }
            }
        },
        AuthScheme::Parameter(parameter) => html! {
            p { "It travels as the parameter " code { (parameter) } ", among the others." }
        },
        AuthScheme::Header(header) => key(header),
        AuthScheme::Issued(issued) => issued_header(context, issued),
        AuthScheme::Signature(signature) => signed(context, signature),
        AuthScheme::OAuth1(model) => oauth1(model),
        AuthScheme::OAuth2(model) => oauth2(context, model),
    }
}

fn key(header: &Header) -> Markup {
    html! {
        p {
            "Every request carries the header " code { (header.name) }
            @match &header.written { Some(written) => { ", written " code { (written.replacen("{}", "KEY", 1)) } "." }, None => { " with the key alone." } }
        }
    }
}

fn issued_header(context: &Context<'_>, issued: &Issued) -> Markup {
    html! {
        ol {
            li { "Call " (linked(context, issued.by)) "." }
            li {
                "Its answer names a header in the field " code { (issued.header) } " and gives its value in "
                code { (issued.value) } ". Take both as they are: the name is a part of the answer."
            }
            li { "Send that header with every later request of the same user." }
            @if let Some(ended) = issued.ended_by { li { "After " (linked(context, Some(ended))) " it is of no use any more." } }
        }
        @if let Some(guest) = &issued.guest { p { "Who has no log-in sends a token of its own making in the header " code { (guest) } " instead. It is all that makes the next request the same guest's." } }
    }
}

/// An action that a scheme names.
fn linked(context: &Context<'_>, place: Option<(usize, usize)>) -> Markup {
    let found = place.and_then(|(module, at)| Some((module, context.find(module, at)?)));
    html! { @if let Some((module, action)) = found { a href=(context.action(module, &action.name)) { (action.name) } } }
}

fn signed(context: &Context<'_>, signature: &Signature) -> Markup {
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
