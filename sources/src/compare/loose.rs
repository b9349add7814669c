//! What stands in sentences, lists and samples: addresses, headers, scopes, names. They must be found somewhere in the
//! spec; that the document has all of the spec cannot be expected of them.

use std::collections::HashSet;

use bindery_codegen::model::{
    Action, Api, Aspect, AuthScheme, Deviation, NotationKind, OAuth1, OAuth2, Place, Segment, TypeKind,
};
use heck::ToKebabCase;

use super::actions::{Owner, is_path};
use super::{Check, Verdict, declared, finding};
use crate::facts::{Kind, What};
use crate::spec::{Known, actions, cites};

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
    for (position, fact) in check.facts() {
        let (kind, name, message) = match &fact.what {
            What::Url(url) if !is_address(check.api, url) => (Kind::Url, url, "an address"),
            What::Call { path, .. } if owners.get(fact.section).is_none_or(Option::is_none) => {
                (Kind::Url, path, "an address that an example calls")
            }
            What::Header { name, .. } if !is_header(check.api, name) => (Kind::Header, name, "a header"),
            What::Scope(name) if !known.scopes.contains(name.as_str()) => (Kind::Scope, name, "a scope"),
            What::Key(name) => {
                let called = sampled(check, fact.section);
                let fits = match called {
                    Some(action) => action
                        .parameters
                        .iter()
                        .any(|field| field.name == *name || field.also.iter().any(|also| also == name)),
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
        check.report(position, finding(Verdict::NotInSpec, kind, name, message), allowed);
    }
    headers_and_scopes(check);
    names_of_schemes(check);
    outline(check);
}

/// The action whose address stands in a section of samples.
fn sampled<'a>(check: &Check<'a>, section: usize) -> Option<&'a Action> {
    check.reading.facts_of(section).find_map(|fact| {
        let What::Url(url) = &fact.what else { return None };
        let (_, rest) = url.split_once("://")?;
        let path = rest.find('/').and_then(|at| rest.get(at..))?;
        actions(check.api).find_map(|(_, known)| match known {
            Known::Callable(action) if is_path(action, path) => Some(action),
            _ => None,
        })
    })
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
        let fields = api.types.iter().flat_map(|def| match &def.kind {
            TypeKind::Record(fields) => fields.as_slice(),
            TypeKind::IntEnum(_) | TypeKind::TextEnum(_) | TypeKind::Newtype(_) => &[],
        });
        let parameters = actions(api).flat_map(|(_, known)| match known {
            Known::Callable(action) => &action.parameters,
            Known::Listed(listed) => &listed.parameters,
        });
        for field in fields.chain(parameters) {
            known.names.insert(&field.name);
            known.names.extend(field.also.iter().map(String::as_str));
            known.deviations.extend(&field.deviations);
        }
        known
    }
}

/// Whether an address is one of the spec: a server's, one of OAuth's, or on the way to an action.
fn is_address(api: &Api, url: &str) -> bool {
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
    let under_server = api.servers.iter().filter_map(|server| server.url.as_deref()).any(|base| {
        url == base || url.strip_prefix(base).is_some_and(|path| path.starts_with('/') && leads(api, path))
    });
    oauth || under_server
}

/// Whether a path is that of an action or the beginning of one, or follows the rule for paths: two words.
fn leads(api: &Api, path: &str) -> bool {
    let wanted: Vec<&str> = path.trim_matches('/').split('/').collect();
    let begins = |action: &Action| {
        wanted.len() <= action.path.len()
            && action.path.iter().zip(&wanted).all(|(segment, part)| match segment {
                Segment::Literal(literal) => literal == part,
                Segment::Parameter(_) => true,
            })
    };
    let known = actions(api).any(|(_, known)| matches!(known, Known::Callable(action) if begins(action)));
    // A module without callable actions has a base too; so has an action that is only mentioned.
    let mentioned = api.mentions.iter().any(|mention| {
        let parts: Vec<String> = mention.doc.split("::").map(|part| part.to_kebab_case()).collect();
        parts == wanted
    });
    let module = wanted.last().is_some_and(|last| api.modules.iter().any(|module| module.name == *last));
    known || mentioned || module
}

/// Whether a header is one of the spec's, or one that every request has.
fn is_header(api: &Api, name: &str) -> bool {
    let same = |known: &str| known.eq_ignore_ascii_case(name);
    USUAL_HEADERS.into_iter().any(same) || spec_headers(api).any(|(known, _)| same(known))
}

/// The headers that schemes name, with the position of the scheme.
fn spec_headers(api: &Api) -> impl Iterator<Item = (&str, usize)> {
    api.auth.iter().enumerate().filter_map(|(position, scheme)| match &scheme.scheme {
        AuthScheme::Header(header) => Some((header.name.as_str(), position)),
        AuthScheme::Signature(signature) => match &signature.place {
            Place::Header(name) => Some((name.as_str(), position)),
            Place::Parameter(_) => None,
        },
        AuthScheme::Issued(issued) => issued.guest.as_deref().map(|guest| (guest, position)),
        AuthScheme::Basic | AuthScheme::Parameter(_) | AuthScheme::OAuth1(_) | AuthScheme::OAuth2(_) => None,
    })
}

/// Headers and scopes that the spec has from this source must be there.
fn headers_and_scopes(check: &mut Check<'_>) {
    if !check.reads(NotationKind::HeadedProse) {
        return;
    }
    let documented = |wanted: &str, check: &Check<'_>| {
        check.reading.facts.iter().any(|fact| match &fact.what {
            What::Header { name, .. } | What::Scope(name) => name.eq_ignore_ascii_case(wanted),
            _ => false,
        })
    };
    for (name, position) in spec_headers(check.api) {
        let Some(scheme) = check.api.auth.get(position) else { continue };
        if cites(&scheme.evidence, &check.source.name)
            && !documented(name, check)
            && !check.is_unread(name, None)
        {
            let message = "the document has no such header";
            check.push(finding(Verdict::NotInDocument, Kind::Header, name, message), None);
        }
    }
    for scheme in check.api.auth.iter().filter(|scheme| cites(&scheme.evidence, &check.source.name)) {
        let AuthScheme::OAuth2(oauth) = &scheme.scheme else { continue };
        for scope in &oauth.scopes {
            if !documented(&scope.name, check) && !check.is_unread(&scope.name, None) {
                let message = "the document has no such scope";
                check.push(finding(Verdict::NotInDocument, Kind::Scope, &scope.name, message), None);
            }
        }
    }
}

/// What schemes claim that the document calls something must be there by that name.
fn names_of_schemes(check: &mut Check<'_>) {
    for scheme in check.api.auth.iter().filter(|scheme| cites(&scheme.evidence, &check.source.name)) {
        for deviation in scheme.deviations.iter().filter(|deviation| deviation.of == Some(Aspect::Name)) {
            let said = check.reading.facts.iter().any(|fact| match &fact.what {
                What::Item(name) | What::Key(name) | What::Scope(name) | What::Header { name, .. } => {
                    *name == deviation.from
                }
                _ => false,
            });
            if !said && !check.is_unread(&deviation.from, None) {
                let message = format!("the document does not say `{}`", deviation.from);
                check.push(finding(Verdict::Untrue, Kind::Name, &scheme.name, message), None);
            }
        }
    }
}

/// The groups and titles of an outline are the modules and actions of the spec.
fn outline(check: &mut Check<'_>) {
    if !check.reads(NotationKind::Outline) {
        return;
    }
    for (position, fact) in check.facts() {
        match &fact.what {
            What::Module { doc } if !is_group(check, doc) => {
                check.report(position, finding(Verdict::NotInSpec, Kind::Module, doc, "a group"), None);
            }
            What::Title { group, title } if !group.is_empty() => {
                let known =
                    actions(check.api).any(|(module, known)| module.doc == *group && known.doc() == title);
                if !known && !is_mentioned(check.api, title) {
                    let message = format!("an action of the group {group}");
                    check.report(position, finding(Verdict::NotInSpec, Kind::Action, title, message), None);
                }
            }
            _ => {}
        }
    }
    for (module, known) in actions(check.api).filter(|(_, known)| cites(known.evidence(), &check.source.name))
    {
        let listed = check.reading.facts.iter().any(|fact| {
            matches!(&fact.what, What::Title { group, title } if *group == module.doc && title == known.doc())
        });
        if !listed && !check.is_unread(known.doc(), None) {
            let message = format!("the document has no {} in the group {}", known.doc(), module.doc);
            let name = format!("{}/{}", module.name, known.name());
            check.push(finding(Verdict::NotInDocument, Kind::Action, name, message).at(known.span()), None);
        }
    }
    for module in &check.api.modules {
        let listed = check.reading.facts.iter().any(|fact| {
            matches!(&fact.what, What::Module { doc } | What::Title { title: doc, .. } if *doc == module.doc)
        });
        if !listed && cites(&module.evidence, &check.source.name) {
            let message = format!("the document has no group {}", module.doc);
            check.push(
                finding(Verdict::NotInDocument, Kind::Module, &module.name, message).at(module.span),
                None,
            );
        }
    }
}

/// Whether a group is a module of the spec, or one of which nothing is more than mentioned.
fn is_group(check: &Check<'_>, doc: &str) -> bool {
    let mut titles = check.reading.facts.iter().filter_map(|fact| match &fact.what {
        What::Title { group, title } if group == doc => Some(title),
        _ => None,
    });
    check.api.modules.iter().any(|module| module.doc == doc)
        || titles.all(|title| is_mentioned(check.api, title))
}

fn is_mentioned(api: &Api, title: &str) -> bool {
    api.mentions.iter().any(|mention| mention.doc == title)
}
