//! Keys in headers.

#[cfg(feature = "server")]
use futures_util::future::BoxFuture;
#[cfg(feature = "server")]
use http::HeaderMap;
#[cfg(feature = "server")]
use http::request::Parts;

#[cfg(feature = "client")]
use super::{Given, Sending, Show, insert};
#[cfg(feature = "server")]
use super::{Needed, Needs, Refused};
use super::{Sides, Takes};
#[cfg(any(feature = "client", feature = "server"))]
use crate::Secret;
#[cfg(feature = "client")]
use crate::client::Lack;
use crate::facts::facts;
#[cfg(feature = "client")]
use crate::{ActionInfo, Fault};

facts! {
    /// A header that carries a key.
    #[derive(PartialEq, Eq)]
    pub struct KeyHeader {
        /// The header of this name, in which the key stands alone.
        new {
            /// The header's name.
            header: &'static str,
        }
        options {
            /// How the key is written, with `{}` in its place; none when it stands there alone.
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
        match self.header.written {
            Some(written) => {
                let text = Secret::from(written.replacen("{}", self.key.expose(), 1));
                insert(request, self.header.header, text.expose())
            }
            None => insert(request, self.header.header, self.key.expose()),
        }
    }
}

/// Decides whose a key is.
#[cfg(feature = "server")]
#[diagnostic::on_unimplemented(
    message = "`{Self}` checks no keys",
    label = "not a check of keys",
    note = "a fixed key is given with `credential`; others implement `CheckKey`"
)]
pub trait CheckKey: Send + Sync + 'static {
    /// The name of the caller whose key this is; none when it is nobody's. The key is never empty.
    fn check(&self, key: &Secret) -> impl Future<Output = Option<String>> + Send;
}

/// [`CheckKey`] behind a pointer.
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

/// How a router checks keys.
#[cfg(feature = "server")]
pub(crate) enum KeyCheck {
    /// There is one key, compared in constant time.
    Fixed(Secret),
    /// There are many.
    LookedUp(Box<dyn DynCheckKey>),
}

/// Where a key stands in a request.
#[cfg(feature = "server")]
pub(crate) trait KeyPlace: Sync {
    /// Whether there is one, whatever it is.
    fn is_filled(&self, head: &Parts) -> bool;

    /// The key, where there is one alone and it is written as it should be.
    fn key<'h>(&self, head: &'h Parts) -> Option<&'h str>;
}

#[cfg(feature = "server")]
impl KeyPlace for KeyHeader {
    fn is_filled(&self, head: &Parts) -> bool {
        head.headers.contains_key(self.header)
    }

    fn key<'h>(&self, head: &'h Parts) -> Option<&'h str> {
        one_value(&head.headers, self.header).and_then(|text| key_in(text, self.written))
    }
}

/// A key that an action needs.
#[cfg(feature = "server")]
pub(crate) struct NeededKey {
    pub(crate) place: &'static dyn KeyPlace,
    pub(crate) by: Needed,
}

#[cfg(feature = "server")]
impl NeededKey {
    /// Checks the key of a request, by what a router was given for its scheme. Gives it back, and the caller's name where one
    /// is known; nothing where it may be left out and is.
    pub(crate) async fn check(
        &self,
        check: Option<&KeyCheck>,
        head: &Parts,
    ) -> Result<Option<(Secret, Option<String>)>, Refused> {
        let refused = self.by.refused;
        if self.by.optional && (!self.place.is_filled(head) || check.is_none()) {
            return Ok(None);
        }
        let key = self.place.key(head).filter(|key| !key.is_empty()).map(Secret::from).ok_or(refused)?;
        let name = match check {
            Some(KeyCheck::Fixed(known)) if *known == key => None,
            Some(KeyCheck::LookedUp(check)) => Some(check.check(&key).await.ok_or(refused)?),
            Some(KeyCheck::Fixed(_)) | None => return Err(refused),
        };
        Ok(Some((key, name)))
    }
}

/// The key in a header's text, where it is written in this way. The word before a key is a name of HTTP's, in which capitals
/// mean nothing.
#[cfg(feature = "server")]
fn key_in<'t>(text: &'t str, written: Option<&str>) -> Option<&'t str> {
    let Some((before, after)) = written.and_then(|written| written.split_once("{}")) else {
        return Some(text);
    };
    let start = text.get(..before.len())?;
    let rest = text.get(before.len()..).filter(|_| start.eq_ignore_ascii_case(before))?;
    rest.strip_suffix(after)
}

/// The value of a header that is there once. What is there twice could mean one thing here and another elsewhere.
#[cfg(feature = "server")]
pub(crate) fn one_value<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?;
    if values.next().is_some() { None } else { value.to_str().ok() }
}
