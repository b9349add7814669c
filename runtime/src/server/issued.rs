//! Headers that an action has issued, checked through a trait of the user's.

use std::future::Future;
use std::pin::Pin;

use http::HeaderMap;

use super::Context;
use super::keys::{Refused, one_value};
use crate::Secret;

/// Knows the headers that log-ins have issued.
pub trait CheckIssued: Send + Sync + 'static {
    /// Whether headers of this name, in small letters, are issued to users.
    fn is_issued(&self, header: &str) -> bool;

    /// The name of the user to whom this header was issued; none when it is nobody's, or has ended. The value is never
    /// empty.
    fn check(&self, header: &str, value: &Secret) -> impl Future<Output = Option<String>> + Send;

    /// Whether a guest with this token may call actions that need the header. The backend sees the token in
    /// [`Context::guest`], and no log-in. No guest may, unless this says so.
    fn guest(&self, _token: &Secret) -> impl Future<Output = bool> + Send {
        std::future::ready(false)
    }
}

type BoxFuture<'c, T> = Pin<Box<dyn Future<Output = T> + Send + 'c>>;

/// [`CheckIssued`] behind a pointer.
pub(super) trait DynCheckIssued: Send + Sync {
    fn is_issued(&self, header: &str) -> bool;
    fn check<'c>(&'c self, header: &'c str, value: &'c Secret) -> BoxFuture<'c, Option<String>>;
    fn guest<'c>(&'c self, token: &'c Secret) -> BoxFuture<'c, bool>;
}

impl<C: CheckIssued> DynCheckIssued for C {
    fn is_issued(&self, header: &str) -> bool {
        CheckIssued::is_issued(self, header)
    }

    fn check<'c>(&'c self, header: &'c str, value: &'c Secret) -> BoxFuture<'c, Option<String>> {
        Box::pin(CheckIssued::check(self, header, value))
    }

    fn guest<'c>(&'c self, token: &'c Secret) -> BoxFuture<'c, bool> {
        Box::pin(CheckIssued::guest(self, token))
    }
}

/// An issued header that an action needs, or takes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct NeededIssued {
    pub(super) scheme: &'static str,
    pub(super) guest: Option<&'static str>,
    pub(super) refused: Refused,
    pub(super) optional: bool,
}

impl NeededIssued {
    /// Finds out who calls.
    pub(super) async fn check(
        &self,
        check: &dyn DynCheckIssued,
        headers: &HeaderMap,
        context: &mut Context,
    ) -> Result<(), Refused> {
        let mut issued = headers.iter().filter(|(name, _)| check.is_issued(name.as_str()));
        if let Some((name, value)) = issued.next() {
            let value = value.to_str().ok().filter(|value| !value.is_empty()).map(Secret::from);
            // Two of them could be those of two users.
            let value = value.filter(|_| issued.next().is_none()).ok_or(self.refused)?;
            let user = check.check(name.as_str(), &value).await.ok_or(self.refused)?;
            context.login.get_or_insert(user);
            return Ok(());
        }
        // Two of them could be those of two guests, and none of them is no guest.
        if self.guest.is_some_and(|guest| headers.get_all(guest).iter().nth(1).is_some()) {
            return Err(self.refused);
        }
        let token = self.guest.and_then(|guest| one_value(headers, guest));
        let Some(token) = token.filter(|token| !token.is_empty()).map(Secret::from) else {
            return if self.optional { Ok(()) } else { Err(self.refused) };
        };
        if !check.guest(&token).await {
            return if self.optional { Ok(()) } else { Err(self.refused) };
        }
        context.guest = Some(token);
        Ok(())
    }
}
