//! Requests that follow a link of an earlier response: to the next page of a list, or to the state of an operation.

use std::sync::Arc;

use reqwest::Url;

use super::request::RequestParts;
use crate::urlencoded;
use crate::wire::{Fault, Key, Link, Reader, Record, Visitor, Writer};
use crate::{Action, ActionInfo, AuthScheme, Mechanism};

/// Request of an action, sent to the address of a link if there is one.
#[derive(Clone)]
pub(crate) struct Followed<A> {
    pub(super) request: A,
    pub(super) link: Option<Arc<str>>,
}

impl<A> Followed<A> {
    /// Creates a request that follows no link.
    pub(super) fn new(request: A) -> Self {
        Self { request, link: None }
    }
}

impl<A: Record> Record for Followed<A> {
    const NAMES: &'static [&'static str] = A::NAMES;
    const KEYS: &'static [Key] = A::KEYS;
    const FIXED: &'static [(&'static str, &'static str)] = A::FIXED;

    fn read(reader: &mut Reader<'_>) -> Result<Self, Fault> {
        A::read(reader).map(Self::new)
    }

    fn visit<V: Visitor>(&self, other: &Self, visitor: V) -> V::Output {
        self.request.visit(&other.request, visitor)
    }

    fn write(&self, writer: &mut Writer<'_>) {
        Record::write(&self.request, writer);
    }
}

impl<A: Action> Action for Followed<A> {
    type Api = A::Api;
    type Response = A::Response;
    const INFO: &'static ActionInfo = A::INFO;

    fn link(&self) -> Option<&str> {
        self.link.as_deref()
    }
}

impl RequestParts {
    /// Follows a link: its query takes the place of the parameters in the query, its path the place of the action's
    /// path. A body stays as it is. Parameters that are made for each request stay, because a link cannot have them;
    /// those with credentials stay unless the link has them. `from` is the path, below the server's address, of the
    /// request whose response has the link; `None` if it is that of the action.
    ///
    /// # Errors
    /// When the query of the link is not UTF-8.
    pub fn follow(
        &mut self,
        (link, from): (&str, Option<&str>),
        action: &ActionInfo,
        keys: &[Key],
        schemes: &[AuthScheme],
    ) -> Result<(), Fault> {
        let made = |name: &str| keys.iter().any(|key| key.wire_name() == name && key.made.is_some());
        let kept = |name: &str| is_credential(schemes, action, name);
        let link = link.split('#').next().unwrap_or_default();
        let query = link.split_once('?').map_or("", |(_, query)| query);
        let own = std::mem::take(&mut self.query);
        for pair in urlencoded::parse(query.as_bytes()) {
            let (name, text) = pair?;
            if made(&name) {
                continue;
            }
            self.query.push((name.into_owned().into(), text.into_owned()));
        }
        for (name, text) in own {
            if (made(&name) || kept(&name)) && !self.query.iter().any(|(other, _)| *other == name) {
                self.query.push((name, text));
            }
        }
        self.link = Some(Link { target: link.to_owned(), from: from.map(str::to_owned) });
        Ok(())
    }
}

/// Whether a parameter of an action carries a credential.
fn is_credential(schemes: &[AuthScheme], action: &ActionInfo, name: &str) -> bool {
    let uses =
        |name: &str| action.auth.contains(&name) || action.auth_ways().flatten().any(|used| used == name);
    let mut own = schemes.iter().filter(|scheme| uses(scheme.name));
    own.any(|scheme| matches!(scheme.mechanism, Mechanism::Parameter(parameter) if parameter == name))
}

/// Returns a link of a page that was itself reached by a link, as seen from the address of the first page.
pub(super) fn relative(link: &str, before: Option<&str>) -> Arc<str> {
    let is_relative = |link: &&str| {
        let first = link.split(['/', '?', '#']).next().unwrap_or_default();
        !link.starts_with('/') && !first.contains(':')
    };
    let Some(before) = before.filter(|_| is_relative(&link)) else { return link.into() };
    let path = before.split(['?', '#']).next().unwrap_or_default();
    let folder = path.rfind('/').map_or("", |slash| &path[..=slash]);
    let start = if link.starts_with('?') { path } else { folder };
    [start, link].concat().into()
}

/// Returns the address to which a link leads from the address of the request that it replaces. It must stay on the
/// server: the same scheme, host and port, below the path of the server's address.
///
/// # Errors
/// When the link is not an address, or leads elsewhere.
pub(super) fn target(link: &str, from: &str, base: &str) -> Result<String, Fault> {
    let invalid = || Fault::limit("the link is not an address");
    let target = Url::parse(from).and_then(|from| from.join(link)).map_err(|_| invalid())?;
    let base = Url::parse(base).map_err(|_| invalid())?;
    let root = base.path().trim_end_matches('/');
    let below = target.path().strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    if target.origin() != base.origin() || !below {
        return Err(Fault::limit("the link leads to another server"));
    }
    // A link never brings credentials of its own.
    if !target.username().is_empty() || target.password().is_some() {
        return Err(Fault::limit("the link contains a login"));
    }
    Ok(target.into())
}

/// Returns the target of the first link with the relation `next` in the values of `Link` headers (RFC 8288).
pub(super) fn next_link<'h>(values: impl Iterator<Item = &'h str>) -> Option<String> {
    values.flat_map(Links).find(|link| link.is_next).map(|link| link.target.to_owned())
}

/// Links of one header value, still to read.
struct Links<'h>(&'h str);

/// A link of a header: its target, and whether it leads to the next page.
struct HeaderLink<'h> {
    target: &'h str,
    is_next: bool,
}

impl<'h> Iterator for Links<'h> {
    type Item = HeaderLink<'h>;

    fn next(&mut self) -> Option<HeaderLink<'h>> {
        let (_, rest) = self.0.split_once('<')?;
        let (target, mut rest) = rest.split_once('>')?;
        let (mut is_next, mut has_relation) = (false, false);
        loop {
            rest = rest.trim_start();
            let Some(after) = rest.strip_prefix(';') else { break };
            let (name, value, after) = parameter(after);
            // The first relation counts (RFC 8288, 3.3); it may have several names.
            if name.eq_ignore_ascii_case("rel") && !has_relation {
                has_relation = true;
                is_next =
                    value.split_ascii_whitespace().any(|relation| relation.eq_ignore_ascii_case("next"));
            }
            rest = after;
        }
        self.0 = rest;
        Some(HeaderLink { target: target.trim(), is_next })
    }
}

/// Reads a parameter of a link: its name, its value without quotes, and the rest.
fn parameter(text: &str) -> (&str, &str, &str) {
    let end = text.find(['=', ';', ',']).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    let Some(value) = rest.strip_prefix('=') else { return (name.trim(), "", rest) };
    let value = value.trim_start();
    if let Some(quoted) = value.strip_prefix('"') {
        let (value, rest) = quoted.split_once('"').unwrap_or((quoted, ""));
        return (name.trim(), value, rest);
    }
    let (value, rest) = value.split_at(value.find([';', ',']).unwrap_or(value.len()));
    (name.trim(), value.trim(), rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_link_is_found_among_others() {
        let next = |value: &'static str| next_link(std::iter::once(value));
        let github = "<https://a.example/x?page=1>; rel=\"prev\", <https://a.example/x?page=3>; rel=\"next\"";
        assert_eq!(next(github).as_deref(), Some("https://a.example/x?page=3"));
        assert_eq!(
            next("</a,b?c=1;d=2>; title=\"x, <y>; rel=next\"; rel=\"last next\"").as_deref(),
            Some("/a,b?c=1;d=2")
        );
        assert_eq!(next("<?p=2>;REL=Next").as_deref(), Some("?p=2"));
        for other in ["", "<x>", "<x>; rel=prev", "<x>; rel=prev; rel=next", "x; rel=next", "<x; rel=next"] {
            assert_eq!(next(other), None, "{other}");
        }
    }

    #[test]
    fn a_relative_link_starts_at_the_page_that_has_it() {
        for (link, before, expected) in [
            ("?page=3", Some("/a/b?page=2"), "/a/b?page=3"),
            ("c?page=3", Some("https://a.example/a/b?page=2"), "https://a.example/a/c?page=3"),
            ("?at=a:b/c", Some("?page=2"), "?at=a:b/c"),
            ("/c", Some("/a/b"), "/c"),
            ("https://a.example", Some("/a/b"), "https://a.example"),
            ("c", None, "c"),
        ] {
            assert_eq!(&*relative(link, before), expected);
        }
    }

    #[test]
    fn a_link_stays_on_the_server() {
        let of = |link| target(link, "https://api.example/v1/users?a=1", "https://api.example/v1/");
        for (link, expected) in [
            ("https://api.example/v1/users/2?page=2", "https://api.example/v1/users/2?page=2"),
            ("https://API.example:443/v1/users", "https://api.example/v1/users"),
            ("/v1/users?page=2", "https://api.example/v1/users?page=2"),
            ("?page=2", "https://api.example/v1/users?page=2"),
            ("users?page=2", "https://api.example/v1/users?page=2"),
            ("/v1", "https://api.example/v1"),
        ] {
            assert_eq!(of(link).as_deref(), Ok(expected), "{link}");
        }
        for link in [
            "https://evil.example/v1/users",
            "//evil.example/v1/users",
            "http://api.example/v1/users",
            "https://api.example:8443/v1/users",
            "https://api.example@evil.example/v1",
            "https://me:secret@api.example/v1/users",
            "/v2/users",
            "/v1x",
            "/v1/../admin",
            "/v1/%2e%2e/admin",
            "\\\\evil.example/v1",
            "javascript:alert(1)",
        ] {
            assert!(of(link).is_err(), "{link}");
        }
    }
}
