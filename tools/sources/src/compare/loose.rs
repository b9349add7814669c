//! Compares claims of sentences, lists and samples: addresses, headers, scopes, names. The spec must contain each of
//! them somewhere. The reverse is not required, except for headers and scopes in documents that name all of them.

use std::collections::{HashMap, HashSet};

use bindery_model::{Action, Api, Aspect, AuthScheme, Deviation, OAuth1, OAuth2, TypeDef};

use super::actions::Owner;
use super::check::{Check, declared};
use super::report::{Verdict, finding};
use crate::claims::{Kind, What};
use crate::notations::Named;
use crate::spec::{actions, cites};

/// Headers that HTTP defines or every client sends.
const USUAL_HEADERS: [&str; 6] = ["accept", "authorization", "content-type", "cookie", "host", "user-agent"];

/// Names of OAuth 2 parameters and response fields.
const OAUTH2: [&str; 13] = [
    "response_type",
    "client_id",
    "client_secret",
    "redirect_uri",
    "scope",
    "state",
    "code",
    "grant_type",
    "access_token",
    "refresh_token",
    "token_type",
    "expires_in",
    "error",
];

/// Compares these claims, and the titles of outlines.
pub(super) fn check<'a>(check: &mut Check<'a>, owners: &[Option<Owner<'a>>]) {
    let known = Vocabulary::collect(check.api);
    let sampled = sampled(check);
    for (position, claim) in check.claims() {
        let (kind, name, message) = match &claim.what {
            What::Url(url) if !is_address(check, url) => (Kind::Url, url, "an address"),
            What::Call { path, .. } if owners.get(claim.section).is_none_or(Option::is_none) => {
                (Kind::Url, path, "an address that an example calls")
            }
            What::Header { name, .. } if !is_header(check.api, name) => (Kind::Header, name, "a header"),
            What::Scope(name) if !known.scopes.contains(name.as_str()) => (Kind::Scope, name, "a scope"),
            What::Key(name) => {
                let fits = match sampled.get(&claim.section) {
                    Some(action) => action
                        .parameters
                        .iter()
                        .any(|field| field.name == *name || field.aliases.contains(name)),
                    None => known.names.contains(name.as_str()),
                };
                if fits {
                    continue;
                }
                (Kind::Name, name, "a key that a sample sends or reads")
            }
            What::Item(name) if !known.names.contains(name.as_str()) => {
                (Kind::Name, name, "a name in a list")
            }
            _ => continue,
        };
        let allowed = declared(known.deviations.iter().copied(), Aspect::Name, name);
        check.report(position, finding(Verdict::NotInSpec, kind, name, message).allowed_by(allowed));
    }
    headers_and_scopes(check);
    names_of_schemes(check);
    outline(check);
}

/// Returns the action for each section of samples, by section: the samples contain the action's address.
fn sampled<'a>(check: &Check<'a>) -> HashMap<usize, &'a Action> {
    let mut sampled = HashMap::new();
    for (_, claim) in check.claims() {
        let What::Url(url) = &claim.what else { continue };
        let path = url.split_once("://").and_then(|(_, rest)| rest.get(rest.find('/')?..));
        if let Some(action) = path.and_then(|path| check.actions.at(path)) {
            sampled.entry(claim.section).or_insert(action);
        }
    }
    sampled
}

/// The names in the spec.
struct Vocabulary<'a> {
    names: HashSet<&'a str>,
    scopes: HashSet<&'a str>,
    deviations: Vec<&'a Deviation>,
}

impl<'a> Vocabulary<'a> {
    fn collect(api: &'a Api) -> Self {
        let mut known = Self { names: HashSet::new(), scopes: HashSet::new(), deviations: Vec::new() };
        for scheme in &api.auth {
            known.deviations.extend(&scheme.deviations);
            if let AuthScheme::OAuth2(oauth) = &scheme.scheme {
                known.names.extend(OAUTH2);
                known.scopes.extend(oauth.scopes.iter().map(|scope| scope.name.as_str()));
            }
        }
        let fields = api.types.iter().flat_map(TypeDef::fields);
        let parameters = actions(api).flat_map(|(_, known)| known.parameters());
        for field in fields.chain(parameters) {
            known.names.insert(&field.name);
            known.names.extend(field.aliases.iter().map(String::as_str));
            known.deviations.extend(&field.deviations);
        }
        known
    }
}

/// Whether the spec has an address: of a server, of OAuth, or a prefix of an action's address.
fn is_address(check: &Check<'_>, url: &str) -> bool {
    let api = check.api;
    let url = url.trim_end_matches('/');
    let oauth = api.auth.iter().any(|scheme| match &scheme.scheme {
        AuthScheme::OAuth1(OAuth1 { request_token, authorize, access_token, .. }) => {
            [request_token, authorize, access_token].into_iter().any(|known| known == url)
        }
        AuthScheme::OAuth2(OAuth2 { authorize, device, token, status, revoke, .. }) => {
            let known = [authorize.as_ref(), device.as_ref(), Some(token), status.as_ref(), revoke.as_ref()];
            known.into_iter().flatten().any(|known| known == url)
        }
        _ => false,
    });
    let is_below = |path: &str| path.is_empty() || (path.starts_with('/') && check.actions.are_below(path));
    let mut bases = api.servers.iter().filter_map(|server| server.url.as_deref());
    oauth || bases.any(|base| url.strip_prefix(base).is_some_and(is_below))
}

/// Whether a header is in the spec, or is common to all requests.
fn is_header(api: &Api, name: &str) -> bool {
    let same = |known: &str| known.eq_ignore_ascii_case(name);
    USUAL_HEADERS.into_iter().any(same) || spec_headers(api).any(|(known, _)| same(known))
}

/// Returns the headers of authentication schemes, with the position of the scheme.
fn spec_headers(api: &Api) -> impl Iterator<Item = (&str, usize)> {
    api.auth.iter().enumerate().filter_map(|(position, scheme)| match &scheme.scheme {
        AuthScheme::Issued(issued) => issued.guest.as_deref().map(|guest| (guest, position)),
        // HTTP defines the header of Basic authentication.
        AuthScheme::Basic => None,
        other if other.is_oauth() => None,
        other => other.header().map(|header| (header, position)),
    })
}

/// Checks that the document has the headers and scopes that cite it in the spec.
fn headers_and_scopes(check: &mut Check<'_>) {
    if !check.names_all(Named::Headers) {
        return;
    }
    let said = check.claims().filter_map(|(_, claim)| match &claim.what {
        What::Header { name, .. } | What::Scope(name) => Some(name.to_ascii_lowercase()),
        _ => None,
    });
    let said: HashSet<String> = said.collect();
    let documented = |wanted: &str| said.contains(&wanted.to_ascii_lowercase());
    for (name, position) in spec_headers(check.api) {
        let Some(scheme) = check.api.auth.get(position) else { continue };
        if cites(&scheme.evidence, &check.source.name) && !documented(name) && !check.is_unread(name, None) {
            let message = "the document has no such header";
            check.push(finding(Verdict::NotInDocument, Kind::Header, name, message));
        }
    }
    for scheme in check.api.auth.iter().filter(|scheme| cites(&scheme.evidence, &check.source.name)) {
        let AuthScheme::OAuth2(oauth) = &scheme.scheme else { continue };
        for scope in &oauth.scopes {
            if !documented(&scope.name) && !check.is_unread(&scope.name, None) {
                let message = "the document has no such scope";
                check.push(finding(Verdict::NotInDocument, Kind::Scope, &scope.name, message));
            }
        }
    }
}

/// Checks that the document contains the names that the deviations of schemes declare.
fn names_of_schemes(check: &mut Check<'_>) {
    let names = check.claims().filter_map(|(_, claim)| match &claim.what {
        What::Item(name) | What::Key(name) | What::Scope(name) | What::Header { name, .. } => {
            Some(name.as_str())
        }
        _ => None,
    });
    let names: HashSet<&str> = names.collect();
    for scheme in check.api.auth.iter().filter(|scheme| cites(&scheme.evidence, &check.source.name)) {
        for deviation in scheme.deviations.iter().filter(|deviation| deviation.aspect == Some(Aspect::Name)) {
            if !names.contains(deviation.from.as_str()) && !check.is_unread(&deviation.from, None) {
                let message = format!("the document does not say `{}`", deviation.from);
                check.push(finding(Verdict::Untrue, Kind::Name, &scheme.name, message));
            }
        }
    }
}

/// Compares the groups and titles of an outline with the modules and actions of the spec.
fn outline(check: &mut Check<'_>) {
    if !check.names_all(Named::Titles) {
        return;
    }
    let titled = || {
        check.claims().filter_map(|(_, claim)| match &claim.what {
            What::Title { group, title } => Some((group.as_str(), title.as_str())),
            _ => None,
        })
    };
    let titles: HashSet<(&str, &str)> = titled().collect();
    let groups = check.claims().filter_map(|(_, claim)| match &claim.what {
        What::Module { doc } | What::Title { title: doc, .. } => Some(doc.as_str()),
        _ => None,
    });
    let groups: HashSet<&str> = groups.collect();
    let mentioned: HashSet<&str> =
        check.api.mentions.iter().map(|mention| mention.documented_as.as_str()).collect();
    let modules: HashSet<&str> =
        check.api.modules.iter().map(|module| module.documented_as.as_str()).collect();
    let known: HashSet<(&str, &str)> = actions(check.api)
        .map(|(module, known)| (module.documented_as.as_str(), known.documented_as()))
        .collect();
    // A group needs no module if the spec only mentions all its titles.
    let unmentioned: HashSet<&str> =
        titled().filter(|(_, title)| !mentioned.contains(title)).map(|(group, _)| group).collect();
    for (position, claim) in check.claims() {
        match &claim.what {
            What::Module { doc } if !modules.contains(doc.as_str()) && unmentioned.contains(doc.as_str()) => {
                check.report(position, finding(Verdict::NotInSpec, Kind::Module, doc, "a group"));
            }
            What::Title { group, title }
                if !group.is_empty()
                    && !known.contains(&(group.as_str(), title.as_str()))
                    && !mentioned.contains(title.as_str()) =>
            {
                let message = format!("an action in the group {group}");
                check.report(position, finding(Verdict::NotInSpec, Kind::Action, title, message));
            }
            _ => {}
        }
    }
    for (module, known) in actions(check.api).filter(|(_, known)| cites(known.evidence(), &check.source.name))
    {
        let listed = titles.contains(&(module.documented_as.as_str(), known.documented_as()));
        if !listed && !check.is_unread(known.documented_as(), None) {
            let message = format!(
                "the document has no {} in the group {}",
                known.documented_as(),
                module.documented_as
            );
            let name = format!("{}/{}", module.name, known.name());
            check.push(finding(Verdict::NotInDocument, Kind::Action, name, message).at(known.span()));
        }
    }
    for module in &check.api.modules {
        if !groups.contains(module.documented_as.as_str()) && cites(&module.evidence, &check.source.name) {
            let message = format!("the document has no group {}", module.documented_as);
            check.push(finding(Verdict::NotInDocument, Kind::Module, &module.name, message).at(module.span));
        }
    }
}
