//! What stands in sentences, lists and samples: addresses, headers, scopes, names. They must be found somewhere in the
//! spec; that the document has all of the spec cannot be expected of them.

use std::collections::{HashMap, HashSet};

use bindery_model::{Action, Api, Aspect, AuthScheme, Deviation, OAuth1, OAuth2, TypeDef};

use super::actions::Owner;
use super::check::{Check, declared};
use super::report::{Verdict, finding};
use crate::facts::{Kind, What};
use crate::notations::Named;
use crate::spec::{actions, cites};

/// Headers that HTTP itself or every client has.
const USUAL_HEADERS: [&str; 6] = ["accept", "authorization", "content-type", "cookie", "host", "user-agent"];

/// The names that OAuth 2 gives to parameters and answers.
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

/// Compares them.
pub(super) fn check<'a>(check: &mut Check<'a>, owners: &[Option<Owner<'a>>]) {
    let known = Vocabulary::of(check.api);
    let sampled = sampled(check);
    for (position, fact) in check.facts() {
        let (kind, name, message) = match &fact.what {
            What::Url(url) if !is_address(check, url) => (Kind::Url, url, "an address"),
            What::Call { path, .. } if owners.get(fact.section).is_none_or(Option::is_none) => {
                (Kind::Url, path, "an address that an example calls")
            }
            What::Header { name, .. } if !is_header(check.api, name) => (Kind::Header, name, "a header"),
            What::Scope(name) if !known.scopes.contains(name.as_str()) => (Kind::Scope, name, "a scope"),
            What::Key(name) => {
                let fits = match sampled.get(&fact.section) {
                    Some(action) => {
                        action.parameters.iter().any(|field| field.name == *name || field.also.contains(name))
                    }
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

/// The action whose address stands in each section of samples, where there is one.
fn sampled<'a>(check: &Check<'a>) -> HashMap<usize, &'a Action> {
    let mut sampled = HashMap::new();
    for (_, fact) in check.facts() {
        let What::Url(url) = &fact.what else { continue };
        let path = url.split_once("://").and_then(|(_, rest)| rest.get(rest.find('/')?..));
        if let Some(action) = path.and_then(|path| check.actions.at(path)) {
            sampled.entry(fact.section).or_insert(action);
        }
    }
    sampled
}

/// The names that the spec knows.
struct Vocabulary<'a> {
    names: HashSet<&'a str>,
    scopes: HashSet<&'a str>,
    deviations: Vec<&'a Deviation>,
}

impl<'a> Vocabulary<'a> {
    fn of(api: &'a Api) -> Self {
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
            known.names.extend(field.also.iter().map(String::as_str));
            known.deviations.extend(&field.deviations);
        }
        known
    }
}

/// Whether an address is one of the spec: a server's, one of OAuth's, or on the way to an action.
fn is_address(check: &Check<'_>, url: &str) -> bool {
    let api = check.api;
    let url = url.trim_end_matches('/');
    let oauth = api.auth.iter().any(|scheme| match &scheme.scheme {
        AuthScheme::OAuth1(OAuth1 { request_token, authorize, access_token, .. }) => {
            [request_token, authorize, access_token].into_iter().any(|known| known == url)
        }
        AuthScheme::OAuth2(OAuth2 { authorize, token, status, revoke, .. }) => {
            let known = [Some(authorize), Some(token), status.as_ref(), revoke.as_ref()];
            known.into_iter().flatten().any(|known| known == url)
        }
        _ => false,
    });
    let is_below = |path: &str| path.is_empty() || (path.starts_with('/') && check.actions.are_below(path));
    let mut bases = api.servers.iter().filter_map(|server| server.url.as_deref());
    oauth || bases.any(|base| url.strip_prefix(base).is_some_and(is_below))
}

/// Whether a header is one of the spec's, or one that every request has.
fn is_header(api: &Api, name: &str) -> bool {
    let same = |known: &str| known.eq_ignore_ascii_case(name);
    USUAL_HEADERS.into_iter().any(same) || spec_headers(api).any(|(known, _)| same(known))
}

/// The headers that schemes name, with the position of the scheme.
fn spec_headers(api: &Api) -> impl Iterator<Item = (&str, usize)> {
    api.auth.iter().enumerate().filter_map(|(position, scheme)| match &scheme.scheme {
        AuthScheme::Issued(issued) => issued.guest.as_deref().map(|guest| (guest, position)),
        // That of a log-in is known without a spec.
        AuthScheme::Basic => None,
        other if other.is_oauth() => None,
        other => other.header().map(|header| (header, position)),
    })
}

/// Headers and scopes that the spec has from this source must be there.
fn headers_and_scopes(check: &mut Check<'_>) {
    if !check.names_all(Named::Headers) {
        return;
    }
    let said = check.facts().filter_map(|(_, fact)| match &fact.what {
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

/// What schemes claim that the document calls something must be there by that name.
fn names_of_schemes(check: &mut Check<'_>) {
    let names = check.facts().filter_map(|(_, fact)| match &fact.what {
        What::Item(name) | What::Key(name) | What::Scope(name) | What::Header { name, .. } => {
            Some(name.as_str())
        }
        _ => None,
    });
    let names: HashSet<&str> = names.collect();
    for scheme in check.api.auth.iter().filter(|scheme| cites(&scheme.evidence, &check.source.name)) {
        for deviation in scheme.deviations.iter().filter(|deviation| deviation.of == Some(Aspect::Name)) {
            if !names.contains(deviation.from.as_str()) && !check.is_unread(&deviation.from, None) {
                let message = format!("the document does not say `{}`", deviation.from);
                check.push(finding(Verdict::Untrue, Kind::Name, &scheme.name, message));
            }
        }
    }
}

/// The groups and titles of an outline are the modules and actions of the spec.
fn outline(check: &mut Check<'_>) {
    if !check.names_all(Named::Titles) {
        return;
    }
    let titled = || {
        check.facts().filter_map(|(_, fact)| match &fact.what {
            What::Title { group, title } => Some((group.as_str(), title.as_str())),
            _ => None,
        })
    };
    let titles: HashSet<(&str, &str)> = titled().collect();
    let groups = check.facts().filter_map(|(_, fact)| match &fact.what {
        What::Module { doc } | What::Title { title: doc, .. } => Some(doc.as_str()),
        _ => None,
    });
    let groups: HashSet<&str> = groups.collect();
    let mentioned: HashSet<&str> = check.api.mentions.iter().map(|mention| mention.doc.as_str()).collect();
    let modules: HashSet<&str> = check.api.modules.iter().map(|module| module.doc.as_str()).collect();
    let known: HashSet<(&str, &str)> =
        actions(check.api).map(|(module, known)| (module.doc.as_str(), known.doc())).collect();
    // A group is a module of the spec, or one of which nothing is more than mentioned.
    let unmentioned: HashSet<&str> =
        titled().filter(|(_, title)| !mentioned.contains(title)).map(|(group, _)| group).collect();
    for (position, fact) in check.facts() {
        match &fact.what {
            What::Module { doc } if !modules.contains(doc.as_str()) && unmentioned.contains(doc.as_str()) => {
                check.report(position, finding(Verdict::NotInSpec, Kind::Module, doc, "a group"));
            }
            What::Title { group, title }
                if !group.is_empty()
                    && !known.contains(&(group.as_str(), title.as_str()))
                    && !mentioned.contains(title.as_str()) =>
            {
                let message = format!("an action of the group {group}");
                check.report(position, finding(Verdict::NotInSpec, Kind::Action, title, message));
            }
            _ => {}
        }
    }
    for (module, known) in actions(check.api).filter(|(_, known)| cites(known.evidence(), &check.source.name))
    {
        let listed = titles.contains(&(module.doc.as_str(), known.doc()));
        if !listed && !check.is_unread(known.doc(), None) {
            let message = format!("the document has no {} in the group {}", known.doc(), module.doc);
            let name = format!("{}/{}", module.name, known.name());
            check.push(finding(Verdict::NotInDocument, Kind::Action, name, message).at(known.span()));
        }
    }
    for module in &check.api.modules {
        if !groups.contains(module.doc.as_str()) && cites(&module.evidence, &check.source.name) {
            let message = format!("the document has no group {}", module.doc);
            check.push(finding(Verdict::NotInDocument, Kind::Module, &module.name, message).at(module.span));
        }
    }
}
