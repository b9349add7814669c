//! Who may call: HTTP Basic, checked through a trait of the user's.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use http::header::{AUTHORIZATION, HeaderValue};

use super::keys::one_value;
use crate::Secret;

/// Decides whether a log-in is right.
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
#[derive(Clone, Debug, Default)]
pub struct Logins(HashMap<String, Secret>);

impl Logins {
    /// These users with these passwords.
    pub fn new<U: Into<String>, S: Into<Secret>>(users: impl IntoIterator<Item = (U, S)>) -> Self {
        Self(users.into_iter().map(|(user, password)| (user.into(), password.into())).collect())
    }
}

impl CheckLogin for Logins {
    async fn check(&self, user: &str, password: &Secret) -> bool {
        self.0.get(user).is_some_and(|known| known == password)
    }
}

/// [`CheckLogin`] behind a pointer.
pub(super) trait DynCheckLogin: Send + Sync {
    fn check<'c>(
        &'c self,
        user: &'c str,
        password: &'c Secret,
    ) -> Pin<Box<dyn Future<Output = bool> + Send + 'c>>;
}

impl<C: CheckLogin> DynCheckLogin for C {
    fn check<'c>(
        &'c self,
        user: &'c str,
        password: &'c Secret,
    ) -> Pin<Box<dyn Future<Output = bool> + Send + 'c>> {
        Box::pin(CheckLogin::check(self, user, password))
    }
}

/// Whether a request tries to log in by HTTP Basic, rightly or not.
pub(super) fn brings_basic(headers: &HeaderMap) -> bool {
    let is_basic = |header: &HeaderValue| {
        let scheme = header.as_bytes().split(u8::is_ascii_whitespace).next();
        scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case(b"basic"))
    };
    headers.get_all(AUTHORIZATION).iter().any(is_basic)
}

/// The user and password of the Basic header, of which there may be one.
pub(super) fn basic(headers: &HeaderMap) -> Option<(String, Secret)> {
    let header = one_value(headers, AUTHORIZATION.as_str())?;
    let (scheme, encoded) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (user, password) = decoded.split_once(':')?;
    Some((user.to_owned(), Secret::from(password)))
}

#[cfg(test)]
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
