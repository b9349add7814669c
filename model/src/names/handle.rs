//! Which authentication schemes a program names, and what for.

use crate::model::{Api, Auth, AuthScheme, Signature};

/// What the constant of a scheme stands for.
pub enum Handle {
    /// A secret that a client or router is given.
    Credential,
    /// A header that an action issues.
    Issued,
    /// A signature that a client or router may use in place of another one.
    Alternative,
    /// Signed requests, for which a client is given a signer and a router a verifier.
    OAuth1,
    /// Bearer tokens, for which a client is given a holder and a router a check.
    OAuth2,
}

/// What the constant of a scheme stands for; none for a scheme that needs none.
pub fn handle(api: &Api, auth: &Auth) -> Option<Handle> {
    let own_secret = |secret: usize| api.auth.get(secret).is_some_and(|other| other.name == auth.name);
    match &auth.scheme {
        AuthScheme::Basic | AuthScheme::Parameter(_) => None,
        AuthScheme::Header(_) => Some(Handle::Credential),
        AuthScheme::Issued(_) => Some(Handle::Issued),
        AuthScheme::OAuth1(_) => Some(Handle::OAuth1),
        AuthScheme::OAuth2(_) => Some(Handle::OAuth2),
        AuthScheme::Signature(Signature { instead_of: Some(_), .. }) => Some(Handle::Alternative),
        AuthScheme::Signature(Signature { secret, .. }) => own_secret(*secret).then_some(Handle::Credential),
    }
}
