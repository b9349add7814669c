//! Nonces in parameters: each is accepted once.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use futures_util::future::BoxFuture;

use super::RequestContext;
use crate::wire::Entries;
use crate::{ActionInfo, Fault};

/// A nonce that a server has received.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct ReceivedNonce<'n> {
    /// Name of the authenticated caller; see [`RequestContext::login`].
    pub caller: Option<&'n str>,
    /// Called action.
    pub action: &'static ActionInfo,
    /// Name of the parameter on the wire.
    pub parameter: &'static str,
    /// Text of the nonce.
    pub value: &'n str,
}

/// Check of the nonces in parameters (`made: nonce` in a spec). Called after the authentication.
///
/// ```
/// use bindery_runtime::server::{CheckNonce, ReceivedNonce};
///
/// /// Accepts numbers of at least 7 digits.
/// struct Long;
///
/// impl CheckNonce for Long {
///     async fn check(&self, nonce: ReceivedNonce<'_>) -> bool {
///         nonce.value.len() >= 7
///     }
/// }
/// ```
pub trait CheckNonce: Send + Sync + 'static {
    /// Records a nonce. Returns whether it is accepted: whether the caller has not sent it before. Of concurrent calls
    /// for the same nonce, only one may return true.
    fn check(&self, nonce: ReceivedNonce<'_>) -> impl Future<Output = bool> + Send;
}

/// Dyn-compatible version of [`CheckNonce`], with boxed futures.
pub(super) trait DynCheckNonce: Send + Sync {
    fn check<'c>(&'c self, nonce: ReceivedNonce<'c>) -> BoxFuture<'c, bool>;
}

impl<C: CheckNonce> DynCheckNonce for C {
    fn check<'c>(&'c self, nonce: ReceivedNonce<'c>) -> BoxFuture<'c, bool> {
        Box::pin(CheckNonce::check(self, nonce))
    }
}

/// Growing nonces in the memory of one process: a nonce must be a number larger than all earlier ones of the caller. The
/// callers must be authenticated, because one entry is kept for each.
#[derive(Debug, Default)]
pub struct GrowingNonces {
    last: Mutex<HashMap<Option<String>, u128>>,
}

impl CheckNonce for GrowingNonces {
    async fn check(&self, nonce: ReceivedNonce<'_>) -> bool {
        let Ok(value) = nonce.value.parse::<u128>() else { return false };
        let mut all = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        match all.get_mut(&nonce.caller.map(str::to_owned)) {
            Some(last) if *last >= value => false,
            Some(last) => {
                *last = value;
                true
            }
            None => all.insert(nonce.caller.map(str::to_owned), value).is_none(),
        }
    }
}

/// Checks the nonces of a request.
///
/// # Errors
/// When a nonce was used before; the fault names the parameter.
pub(super) async fn check(
    check: &dyn DynCheckNonce,
    action: &'static ActionInfo,
    entries: &Entries<'_>,
    context: &RequestContext,
) -> Result<(), Fault> {
    for parameter in action.nonces {
        let value = entries.iter().rev().find(|(name, _)| name == parameter);
        let Some(value) = value.and_then(|(_, value)| value.scalar_text()) else { continue };
        let caller = context.login.as_deref();
        if !check.check(ReceivedNonce { caller, action, parameter, value: &value }).await {
            return Err(Fault::limit("was used before").inside(parameter));
        }
    }
    Ok(())
}
