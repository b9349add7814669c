//! Who may call: HTTP Basic, checked through a trait of the user's.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use http::header::AUTHORIZATION;

use crate::Secret;

/// Decides whether a log-in is right.
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

/// The user and password of a Basic header.
pub(super) fn basic(headers: &HeaderMap) -> Option<(String, Secret)> {
    let header = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, encoded) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (user, password) = decoded.split_once(':')?;
    Some((user.to_owned(), Secret::from(password)))
}
