//! What an authorization server keeps, and where: a trait, so that it can be a database.

use super::{Grant, Scopes};
use crate::oauth::Stored;
use crate::{Secret, Timestamp};

/// An application, as it was registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    /// Where users may be sent back to, to the letter.
    pub redirects: Vec<String>,
    /// What it proves itself with; none for a program that cannot keep a secret, which then has to use PKCE.
    pub secret: Option<Secret>,
    /// What it may ask for.
    pub scopes: Scopes,
}

/// A code that waits to be exchanged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingCode {
    /// What it will be exchanged for.
    pub grant: Grant,
    /// Where the user was sent, if the application has said so when it asked.
    pub redirect: Option<String>,
    /// The challenge of PKCE, where it was used.
    pub challenge: Option<String>,
    /// When it runs out.
    pub expires: Timestamp,
}

/// An access token that is good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Live {
    /// What it stands for.
    pub grant: Grant,
    /// When it runs out.
    pub expires: Timestamp,
}

/// What is found under a code or a refresh token when it is taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken<T> {
    /// This. Nobody else gets it.
    Fresh(T),
    /// It was taken before: the id of its grant. Somebody has a copy.
    Used(String),
    /// Nothing, or nothing that is this application's.
    Unknown,
}

/// Where an authorization server keeps what it has given out. Each method is done as a whole or not at all.
///
/// Tokens need not be kept as they are; a digest is enough to find them.
///
/// What one application was given is nothing to any other: looked for by another, a code or a refresh token is
/// [`Taken::Unknown`], and stays as good as it was.
pub trait Ledger: Send + Sync + 'static {
    /// The application with this client id.
    fn application(&self, id: &str) -> impl Future<Output = Stored<Option<Application>>> + Send;

    /// Keeps a new code.
    fn keep_code(&self, code: &Secret, pending: PendingCode) -> impl Future<Output = Stored<()>> + Send;

    /// Takes a code of this application, whether it has run out or not. Of several who come with one code, one gets it.
    fn take_code(
        &self,
        code: &Secret,
        application: &str,
    ) -> impl Future<Output = Stored<Taken<PendingCode>>> + Send;

    /// Keeps a new access token, and the refresh token that was given with it. The refresh token stands for the whole
    /// grant, also where the access token has fewer scopes.
    ///
    /// False when the grant has ended, and nothing is kept then. A grant may end between the moment when a code or a
    /// refresh token was taken and this one; tokens that were kept after the end would be good for ever. So an
    /// implementation remembers ended grants at least as long as an answer takes, and looks for them in the same step in
    /// which it keeps the tokens.
    fn keep_tokens(
        &self,
        access: &Secret,
        live: Live,
        refresh: Option<(&Secret, Grant)>,
    ) -> impl Future<Output = Stored<bool>> + Send;

    /// What an access token stands for; none when it is not known or was withdrawn. Whether it has run out is not
    /// asked here.
    fn access(&self, token: &Secret) -> impl Future<Output = Stored<Option<Live>>> + Send;

    /// What a refresh token of this application stands for, without taking it.
    fn refresh(&self, token: &Secret, application: &str)
    -> impl Future<Output = Stored<Taken<Grant>>> + Send;

    /// Takes a refresh token, which is good once. False when somebody else was quicker.
    fn take_refresh(&self, token: &Secret) -> impl Future<Output = Stored<bool>> + Send;

    /// Ends a grant: all its tokens are void, and no more are kept for it.
    fn end(&self, grant: &str) -> impl Future<Output = Stored<()>> + Send;
}
