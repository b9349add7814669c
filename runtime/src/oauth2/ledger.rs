//! Ledger: the store of an authorization server. A trait, so that a program can implement it with a database.

use super::{Grant, Scopes};
use crate::oauth::Stored;
use crate::{Secret, Timestamp};

/// Registration of an application (RFC 6749: client) with an authorization server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    /// Redirect URIs to which users may be sent back. Compared exactly.
    pub redirects: Vec<String>,
    /// Client secret; `None` for a public client, which cannot keep a secret and therefore must use PKCE.
    pub secret: Option<Secret>,
    /// Scopes that the application may request.
    pub scopes: Scopes,
}

/// Authorization code that has not been exchanged yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingCode {
    /// Grant for which tokens will be issued.
    pub grant: Grant,
    /// Redirect URI of the authorization request; `None` if the request had none.
    pub redirect: Option<String>,
    /// PKCE code challenge; `None` if the authorization request had none.
    pub challenge: Option<String>,
    /// Time at which the code expires.
    pub expires: Timestamp,
}

/// Access token that has been issued and not revoked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Live {
    /// Grant, with the scopes of this token.
    pub grant: Grant,
    /// Time at which the token expires.
    pub expires: Timestamp,
}

/// Result of a lookup of an authorization code or a refresh token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken<T> {
    /// Valid: the value found. When a code is taken, no other caller gets it.
    Fresh(T),
    /// Used before, which means that it may have been stolen. Contains the identifier of its grant.
    Used(String),
    /// Unknown, or issued to another application.
    Unknown,
}

/// Store of an authorization server: its applications, codes and tokens. Each method must be atomic.
///
/// Tokens need not be stored themselves; a digest is enough to find them.
///
/// A code or refresh token belongs to one application: when another application presents it, the result is
/// [`Taken::Unknown`], and the code or token stays as it was.
pub trait Ledger: Send + Sync + 'static {
    /// Returns the application with this client identifier; `None` if there is none.
    fn application(&self, id: &str) -> impl Future<Output = Stored<Option<Application>>> + Send;

    /// Stores a new authorization code with the data for its exchange.
    fn keep_code(&self, code: &Secret, pending: PendingCode) -> impl Future<Output = Stored<()>> + Send;

    /// Takes a code of this application, expired or not. Of concurrent calls for the same code, only one gets it.
    fn take_code(
        &self,
        code: &Secret,
        application: &str,
    ) -> impl Future<Output = Stored<Taken<PendingCode>>> + Send;

    /// Stores a new access token, and the refresh token that was issued with it. The refresh token represents the whole
    /// grant, even if the access token has fewer scopes.
    ///
    /// Returns false, and stores nothing, if the grant has ended. A grant may end after a code or a refresh token was
    /// taken and before this call; tokens stored after the end could never be revoked. So an implementation must
    /// remember ended grants for at least as long as a request takes, and check for them in the same transaction in
    /// which it stores the tokens.
    fn keep_tokens(
        &self,
        access: &Secret,
        live: Live,
        refresh: Option<(&Secret, Grant)>,
    ) -> impl Future<Output = Stored<bool>> + Send;

    /// Returns an access token; `None` if it is unknown or revoked. Expiry is not checked here.
    fn access(&self, token: &Secret) -> impl Future<Output = Stored<Option<Live>>> + Send;

    /// Returns the grant of a refresh token of this application, without taking the token.
    fn refresh(&self, token: &Secret, application: &str)
    -> impl Future<Output = Stored<Taken<Grant>>> + Send;

    /// Marks a refresh token as used. Returns false if it already was.
    fn take_refresh(&self, token: &Secret) -> impl Future<Output = Stored<bool>> + Send;

    /// Ends a grant: all its tokens become invalid, and no more are stored for it.
    fn end(&self, grant: &str) -> impl Future<Output = Stored<()>> + Send;
}
