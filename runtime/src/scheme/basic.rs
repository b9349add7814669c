//! HTTP Basic: a login with every request. The router checks it with a `CheckLogin`.

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
use super::{Needed, Needs, RejectionName, one_value};
use super::{Sides, Takes};
#[cfg(any(feature = "client", feature = "server"))]
use crate::Secret;
#[cfg(feature = "client")]
use crate::client::Lack;
#[cfg(feature = "client")]
use crate::{ActionInfo, Fault};

/// The HTTP Basic mechanism (RFC 7617): user and password in the `Authorization` header.
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
        needs.basic = Some(NeededLogin { rejection: by.rejection, optional: by.optional });
    }
}

/// User and password for HTTP Basic.
#[derive(Clone, Debug)]
#[cfg(feature = "client")]
pub struct BasicCredentials {
    user: String,
    password: Secret,
}

#[cfg(feature = "client")]
impl BasicCredentials {
    /// Creates credentials from a user name and a password.
    pub fn new(user: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self { user: user.into(), password: password.into() }
    }

    /// Returns the value of the `Authorization` header, marked as sensitive.
    ///
    /// # Errors
    /// When the user contains a colon, or the login is not a valid header value.
    pub fn header(&self) -> Result<HeaderValue, Fault> {
        if self.user.contains(':') {
            return Err(Fault::limit("the user of a login cannot contain a colon"));
        }
        let encoded = Secret::from(STANDARD.encode(format!("{}:{}", self.user, self.password.expose())));
        let mut value = HeaderValue::try_from(format!("Basic {}", encoded.expose()))
            .map_err(|_| Fault::limit("the login is not a valid header value"))?;
        value.set_sensitive(true);
        Ok(value)
    }
}

#[cfg(feature = "client")]
impl Show for &BasicCredentials {
    fn put_on(&self, Sending { request, .. }: &mut Sending<'_>) -> Result<(), Fault> {
        request.headers_mut().insert(AUTHORIZATION, self.header()?);
        Ok(())
    }
}

/// Login that an action needs.
#[cfg(feature = "server")]
#[derive(Clone, Copy, PartialEq)]
pub(crate) struct NeededLogin {
    pub(crate) rejection: RejectionName,
    /// Whether the login may be left out. A login that is sent is checked in any case.
    pub(crate) optional: bool,
}

/// Check of HTTP Basic logins.
#[cfg(feature = "server")]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot check logins",
    label = "does not implement `CheckLogin`",
    note = "use `Logins` for a fixed set of users, or implement `CheckLogin`"
)]
pub trait CheckLogin: Send + Sync + 'static {
    /// Returns whether the password is that of the user.
    fn check(&self, user: &str, password: &Secret) -> impl Future<Output = bool> + Send;
}

/// Fixed set of users and passwords. Passwords are compared in constant time.
#[cfg(feature = "server")]
#[derive(Clone, Debug, Default)]
pub struct Logins(HashMap<String, Secret>);

#[cfg(feature = "server")]
impl Logins {
    /// Creates the set from pairs of user and password. If a user occurs twice, the last password counts.
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

/// Dyn-compatible version of [`CheckLogin`], with boxed futures.
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

/// Whether a request carries HTTP Basic credentials, valid or not.
#[cfg(feature = "server")]
pub(crate) fn brings_basic(headers: &HeaderMap) -> bool {
    let is_basic = |header: &HeaderValue| {
        let scheme = header.as_bytes().split(u8::is_ascii_whitespace).next();
        scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case(b"basic"))
    };
    headers.get_all(AUTHORIZATION).iter().any(is_basic)
}

/// Returns the user and password of the `Authorization` header. `None` unless there is exactly one, with HTTP Basic.
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
