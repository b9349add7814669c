//! Lookup of the secrets with which callers sign.

use futures_util::future::BoxFuture;

use crate::Secret;

/// Lookup of secrets, for servers whose callers have secrets of their own, and while a secret is being replaced.
///
/// A list of secrets is a lookup too: each of them is accepted from every caller.
///
/// ```
/// use bindery_runtime::{Secret, server::FindSecrets};
///
/// /// Secrets by the name of the caller, which the check of the key has found.
/// struct Store(std::collections::HashMap<String, Secret>);
///
/// impl FindSecrets for Store {
///     async fn find(&self, caller: Option<&str>) -> Vec<Secret> {
///         caller.and_then(|name| self.0.get(name)).cloned().into_iter().collect()
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot find secrets",
    label = "does not implement `FindSecrets`",
    note = "use a list of `Secret`, or implement `FindSecrets`"
)]
pub trait FindSecrets: Send + Sync + 'static {
    /// Returns the secrets that a caller may have used, one of which must fit; none for an unknown caller. `caller` is
    /// the name that the check of a key or a login has found; see [`CheckKey`](super::CheckKey).
    fn find(&self, caller: Option<&str>) -> impl Future<Output = Vec<Secret>> + Send;
}

impl FindSecrets for Vec<Secret> {
    async fn find(&self, _: Option<&str>) -> Vec<Secret> {
        self.clone()
    }
}

/// Dyn-compatible version of [`FindSecrets`], with boxed futures.
pub(crate) trait DynFindSecrets: Send + Sync {
    fn find<'c>(&'c self, caller: Option<&'c str>) -> BoxFuture<'c, Vec<Secret>>;
}

impl<F: FindSecrets> DynFindSecrets for F {
    fn find<'c>(&'c self, caller: Option<&'c str>) -> BoxFuture<'c, Vec<Secret>> {
        Box::pin(FindSecrets::find(self, caller))
    }
}
