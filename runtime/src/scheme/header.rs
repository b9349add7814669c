//! Keys in headers: how a client sends a key, and how a router checks it.

#[cfg(feature = "server")]
use futures_util::future::BoxFuture;
#[cfg(feature = "server")]
use http::HeaderMap;
#[cfg(feature = "server")]
use http::request::Parts;

#[cfg(feature = "server")]
use super::{DynFindSecrets, Needed, Needs, RejectionName};
#[cfg(feature = "client")]
use super::{Given, Sending, Show, insert};
use super::{Sides, Takes};
#[cfg(any(feature = "client", feature = "server"))]
use crate::Secret;
#[cfg(feature = "client")]
use crate::client::Lack;
use crate::metadata::metadata_struct;
#[cfg(feature = "client")]
use crate::{ActionInfo, Fault};

metadata_struct! {
    /// Header that carries a key.
    #[derive(PartialEq, Eq)]
    pub struct KeyHeader {
        /// Creates a header whose value is the key alone.
        new {
            /// Name of the header that carries the key.
            header: &'static str,
        }
        options {
            /// Template of the header's value, with `{}` for the key, such as `Bearer {}`. Default: the key alone.
            written: &'static str,
        }
    }
}

impl Sides for KeyHeader {
    fn takes(&self, scheme: &'static str) -> Takes {
        Takes::Credential(scheme)
    }

    fn secret_header(&self) -> Option<&'static str> {
        Some(self.header)
    }

    #[cfg(feature = "client")]
    fn show<'c>(&'static self, of: Given<'c>, _: &ActionInfo) -> Result<Option<Box<dyn Show + 'c>>, Lack> {
        let key = of.credentials.secret(of.scheme, of.optional)?;
        Ok(key.map(|key| Box::new(Key { header: self, key }) as Box<dyn Show>))
    }

    #[cfg(feature = "server")]
    fn need(&'static self, by: Needed, needs: &mut Needs) {
        needs.keys.push(NeededKey { place: self, by });
    }
}

/// A key and its header.
#[cfg(feature = "client")]
struct Key<'c> {
    header: &'static KeyHeader,
    key: &'c Secret,
}

#[cfg(feature = "client")]
impl Show for Key<'_> {
    fn put_on(&self, Sending { request, .. }: &mut Sending<'_>) -> Result<(), Fault> {
        let text = Secret::from(text_of(self.key.expose(), self.header.written));
        insert(request, self.header.header, text.expose())
    }
}

/// Lookup of keys: finds the caller to whom a key belongs.
#[cfg(feature = "server")]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot check keys",
    label = "does not implement `CheckKey`",
    note = "set a fixed key with `credential`, or implement `CheckKey`"
)]
pub trait CheckKey: Send + Sync + 'static {
    /// Returns the name of the caller to whom the key belongs; `None` if the key is not valid. The key is never empty.
    fn check(&self, key: &Secret) -> impl Future<Output = Option<String>> + Send;
}

/// Dyn-compatible version of [`CheckKey`], with boxed futures.
#[cfg(feature = "server")]
pub(crate) trait DynCheckKey: Send + Sync {
    fn check<'c>(&'c self, key: &'c Secret) -> BoxFuture<'c, Option<String>>;
}

#[cfg(feature = "server")]
impl<C: CheckKey> DynCheckKey for C {
    fn check<'c>(&'c self, key: &'c Secret) -> BoxFuture<'c, Option<String>> {
        Box::pin(CheckKey::check(self, key))
    }
}

/// A router's check of keys.
#[cfg(feature = "server")]
pub(crate) enum KeyCheck {
    /// A single key, compared in constant time.
    Fixed(Secret),
    /// Lookup of the key, for servers that accept many keys.
    LookedUp(Box<dyn DynCheckKey>),
    /// Lookup of secrets, for servers that accept several.
    Secrets(Box<dyn DynFindSecrets>),
}

/// Place of a key in a request.
#[cfg(feature = "server")]
pub(crate) trait KeyPlace: Sync {
    /// Whether the place has a value, valid or not.
    fn is_filled(&self, head: &Parts) -> bool;

    /// Whether the header or the format of its value shows that it is this key and no other credential.
    fn is_marked(&self) -> bool;

    /// Returns the key; `None` unless the place has exactly one value, in the documented format.
    fn key(&self, head: &Parts) -> Option<Secret>;

    /// Wire name of the query parameter that carries the key; `None` in another place. It is no parameter of an action.
    fn query_parameter(&self) -> Option<&'static str> {
        None
    }
}

#[cfg(feature = "server")]
impl KeyPlace for KeyHeader {
    fn is_filled(&self, head: &Parts) -> bool {
        head.headers.contains_key(self.header)
    }

    fn is_marked(&self) -> bool {
        !self.header.eq_ignore_ascii_case("authorization")
            || self.written.is_some_and(|written| !written.starts_with("{}"))
    }

    fn key(&self, head: &Parts) -> Option<Secret> {
        one_value(&head.headers, self.header).and_then(|text| key_in(text, self.written)).map(Secret::from)
    }
}

/// Key that an action needs.
#[cfg(feature = "server")]
pub(crate) struct NeededKey {
    pub(crate) place: &'static dyn KeyPlace,
    pub(crate) by: Needed,
}

#[cfg(feature = "server")]
impl NeededKey {
    /// Checks the key of a request with the check that the router has for its scheme. Returns the key, and the caller's
    /// name if one is known; `None` if the key is optional and left out.
    pub(crate) async fn check(
        &self,
        check: Option<&KeyCheck>,
        head: &Parts,
    ) -> Result<Option<(Secret, Option<String>)>, RejectionName> {
        let rejected = self.by.rejection;
        if self.by.optional && (!self.place.is_filled(head) || check.is_none()) {
            return Ok(None);
        }
        let key = self.place.key(head).filter(|key| !key.expose().is_empty()).ok_or(rejected)?;
        let name = match check {
            Some(KeyCheck::Fixed(known)) if *known == key => None,
            Some(KeyCheck::LookedUp(check)) => Some(check.check(&key).await.ok_or(rejected)?),
            Some(KeyCheck::Secrets(secrets)) if secrets.find(None).await.contains(&key) => None,
            Some(KeyCheck::Fixed(_) | KeyCheck::Secrets(_)) | None => return Err(rejected),
        };
        Ok(Some((key, name)))
    }
}

/// Returns the value of a header or parameter with the key, by the template `written`.
#[cfg(feature = "client")]
pub(super) fn text_of(key: &str, written: Option<&str>) -> String {
    written.map_or_else(|| key.to_owned(), |written| written.replacen("{}", key, 1))
}

/// Extracts the key from the value of a header or parameter by the template `written`. The part before the key is matched
/// case-insensitively, like authentication schemes of HTTP.
#[cfg(feature = "server")]
pub(super) fn key_in<'t>(text: &'t str, written: Option<&str>) -> Option<&'t str> {
    let Some((before, after)) = written.and_then(|written| written.split_once("{}")) else {
        return Some(text);
    };
    let start = text.get(..before.len())?;
    let rest = text.get(before.len()..).filter(|_| start.eq_ignore_ascii_case(before))?;
    rest.strip_suffix(after)
}

/// Returns the value of a header that occurs exactly once. A repeated header could be read differently by different
/// programs.
#[cfg(feature = "server")]
pub(crate) fn one_value<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?;
    if values.next().is_some() { None } else { value.to_str().ok() }
}
