//! HTTP Basic: a log-in with every request, checked through a trait of the user's.

#[cfg(feature = "server")]
use std::collections::HashMap;

#[cfg(any(feature = "client", feature = "server"))]
use base64::Engine as _;
#[cfg(any(feature = "client", feature = "server"))]
use base64::engine::general_purpose::STANDARD;
#[cfg(feature = "server")]
use futures_util::future::BoxFuture;
#[cfg(feature = "server")]
use http::HeaderMap;
#[cfg(any(feature = "client", feature = "server"))]
use http::header::{AUTHORIZATION, HeaderValue};

#[cfg(feature = "client")]
use super::{Given, Sending, Show};
#[cfg(feature = "server")]
use super::{Needed, Needs, Refused, one_value};
use super::{Sides, Takes};
#[cfg(any(feature = "client", feature = "server"))]
use crate::Secret;
#[cfg(feature = "client")]
use crate::client::Lack;
#[cfg(feature = "client")]
use crate::{ActionInfo, Fault};

/// The mechanism.
pub(super) struct Basic;

impl Sides for Basic {
    fn takes(&self, _: &'static str) -> Takes {
        Takes::Login
    }

    fn secret_header(&self) -> Option<&'static str> {
        Some("authorization")
    }

    #[cfg(feature = "client")]
    fn show<'c>(&'static self, of: Given<'c>, _: &ActionInfo) -> Result<Option<Box<dyn Show + 'c>>, Lack> {
        match &of.credentials.login {
            Some(login) => Ok(Some(Box::new(login))),
            None if of.optional => Ok(None),
            None => Err(Lack::Login),
        }
    }

    #[cfg(feature = "server")]
    fn need(&'static self, by: Needed, needs: &mut Needs) {
        needs.basic = Some(NeededLogin { refused: by.refused, optional: by.optional });
    }
}

/// A user and a password for HTTP Basic.
#[derive(Clone, Debug)]
#[cfg(feature = "client")]
pub struct Login {
    user: String,
    password: Secret,
}

#[cfg(feature = "client")]
impl Login {
    /// The log-in of this user.
    pub fn new(user: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self { user: user.into(), password: password.into() }
    }

    /// The value of the header `Authorization`, which is not to be shown.
    ///
    /// # Errors
    /// When the user has a colon, or the log-in does not fit into a header.
    pub fn header(&self) -> Result<HeaderValue, Fault> {
        if self.user.contains(':') {
            return Err(Fault::limit("the user of a log-in cannot hold a colon"));
        }
        let encoded = Secret::from(STANDARD.encode(format!("{}:{}", self.user, self.password.expose())));
        let mut value = HeaderValue::try_from(format!("Basic {}", encoded.expose()))
            .map_err(|_| Fault::limit("the log-in does not fit into a header"))?;
        value.set_sensitive(true);
        Ok(value)
    }
}

#[cfg(feature = "client")]
impl Show for &Login {
    fn put_on(&self, Sending { request, .. }: &mut Sending<'_>) -> Result<(), Fault> {
        request.headers_mut().insert(AUTHORIZATION, self.header()?);
        Ok(())
    }
}

/// A log-in that an action needs.
#[cfg(feature = "server")]
#[derive(Clone, Copy, PartialEq)]
pub(crate) struct NeededLogin {
    pub(crate) refused: Refused,
    /// It may be left out; one that is sent is checked all the same.
    pub(crate) optional: bool,
}

/// Decides whether a log-in is right.
#[cfg(feature = "server")]
#[diagnostic::on_unimplemented(
    message = "`{Self}` checks no log-ins",
    label = "not a check of user and password",
    note = "`Logins` has fixed ones; others implement `CheckLogin`"
)]
pub trait CheckLogin: Send + Sync + 'static {
    /// Whether this user has this password.
    fn check(&self, user: &str, password: &Secret) -> impl Future<Output = bool> + Send;
}

/// A fixed set of users and passwords, compared in constant time.
#[cfg(feature = "server")]
#[derive(Clone, Debug, Default)]
pub struct Logins(HashMap<String, Secret>);

#[cfg(feature = "server")]
impl Logins {
    /// These users with these passwords.
    pub fn new<U: Into<String>, S: Into<Secret>>(users: impl IntoIterator<Item = (U, S)>) -> Self {
        Self(users.into_iter().map(|(user, password)| (user.into(), password.into())).collect())
    }
}

#[cfg(feature = "server")]
impl CheckLogin for Logins {
    async fn check(&self, user: &str, password: &Secret) -> bool {
        self.0.get(user).is_some_and(|known| known == password)
    }
}

/// [`CheckLogin`] behind a pointer.
#[cfg(feature = "server")]
pub(crate) trait DynCheckLogin: Send + Sync {
    fn check<'c>(&'c self, user: &'c str, password: &'c Secret) -> BoxFuture<'c, bool>;
}

#[cfg(feature = "server")]
impl<C: CheckLogin> DynCheckLogin for C {
    fn check<'c>(&'c self, user: &'c str, password: &'c Secret) -> BoxFuture<'c, bool> {
        Box::pin(CheckLogin::check(self, user, password))
    }
}

/// Whether a request tries to log in by HTTP Basic, rightly or not.
#[cfg(feature = "server")]
pub(crate) fn brings_basic(headers: &HeaderMap) -> bool {
    let is_basic = |header: &HeaderValue| {
        let scheme = header.as_bytes().split(u8::is_ascii_whitespace).next();
        scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case(b"basic"))
    };
    headers.get_all(AUTHORIZATION).iter().any(is_basic)
}

/// The user and password of the Basic header, of which there may be one.
#[cfg(feature = "server")]
pub(crate) fn basic(headers: &HeaderMap) -> Option<(String, Secret)> {
    let header = one_value(headers, AUTHORIZATION.as_str())?;
    let (scheme, encoded) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (user, password) = decoded.split_once(':')?;
    Some((user.to_owned(), Secret::from(password)))
}

#[cfg(all(test, feature = "server"))]
mod tests {
    use super::*;

    #[test]
    fn there_is_one_log_in() {
        let read = |values: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(AUTHORIZATION, http::HeaderValue::from_static(value));
            }
            basic(&headers).map(|(user, _)| user)
        };
        assert_eq!(read(&["Basic YW5uOng="]).as_deref(), Some("ann"));
        for two in
            [["Basic YW5uOng=", "Basic Ym9iOng="], ["Basic YW5uOng=", "Bearer x"], ["x", "Basic YW5uOng="]]
        {
            assert_eq!(read(&two), None, "{two:?}");
        }
    }
}
