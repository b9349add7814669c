//! Schemes that no other mechanism describes: code of the client's own signs requests, code of the server's own verifies
//! them.

#[cfg(feature = "client")]
use std::error::Error;

#[cfg(feature = "client")]
use bytes::Bytes;
#[cfg(any(feature = "client", feature = "server"))]
use futures_util::future::BoxFuture;
#[cfg(feature = "client")]
use http::HeaderValue;
#[cfg(feature = "client")]
use http::header::HOST;
#[cfg(feature = "server")]
use http::request::Parts;

#[cfg(feature = "client")]
use super::{Given, Show, host};
#[cfg(feature = "server")]
use super::{Needed, Needs, RejectionName};
use super::{Sides, Takes};
#[cfg(any(feature = "client", feature = "server"))]
use crate::ActionInfo;
#[cfg(feature = "client")]
use crate::AuthScheme;
#[cfg(feature = "client")]
use crate::client::{Credentials, Lack};
use crate::metadata::metadata_struct;
#[cfg(feature = "server")]
use crate::server::RequestContext;
#[cfg(feature = "server")]
use crate::server::keys::KeyChecks;

metadata_struct! {
    /// Scheme that a program's own code implements.
    #[derive(PartialEq, Eq)]
    pub struct CustomScheme {
        /// Creates a scheme without a header.
        new {}
        options {
            /// Name of the header that carries the credential.
            header: &'static str,
        }
    }
}

/// Code that signs the requests of a client, or adds to them whatever else the vendor asks for.
///
/// ```
/// use bindery_runtime::client::{Sign, SignError};
/// use bindery_runtime::metadata::ActionInfo;
///
/// /// Sends the name of the action.
/// struct Named;
///
/// impl Sign for Named {
///     async fn sign(
///         &self,
///         action: &'static ActionInfo,
///         request: &mut http::Request<bytes::Bytes>,
///     ) -> Result<(), SignError> {
///         request.headers_mut().insert("x-action", action.name.parse()?);
///         Ok(())
///     }
/// }
/// ```
#[cfg(feature = "client")]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot sign requests",
    label = "does not implement `Sign`",
    note = "implement `bindery_runtime::client::Sign`"
)]
pub trait Sign: Send + Sync + 'static {
    /// Signs a request that is about to be sent, with all its headers, `Host` among them, and its body. Called anew each
    /// time that the request is sent. Every header that it sets or changes is marked as sensitive.
    ///
    /// The body of an action that sends a stream is not here: it is empty.
    ///
    /// # Errors
    /// Whatever prevents the signature; the call then fails with [`Error::Authorization`](crate::Error::Authorization).
    fn sign(
        &self,
        action: &'static ActionInfo,
        request: &mut http::Request<Bytes>,
    ) -> impl Future<Output = Result<(), SignError>> + Send;
}

/// Error of [`Sign::sign`].
#[cfg(feature = "client")]
pub type SignError = Box<dyn Error + Send + Sync>;

/// Dyn-compatible version of [`Sign`], with boxed futures.
#[cfg(feature = "client")]
pub(crate) trait DynSign: Send + Sync {
    fn sign<'c>(
        &'c self,
        action: &'static ActionInfo,
        request: &'c mut http::Request<Bytes>,
    ) -> BoxFuture<'c, Result<(), SignError>>;
}

#[cfg(feature = "client")]
impl<S: Sign> DynSign for S {
    fn sign<'c>(
        &'c self,
        action: &'static ActionInfo,
        request: &'c mut http::Request<Bytes>,
    ) -> BoxFuture<'c, Result<(), SignError>> {
        Box::pin(Sign::sign(self, action, request))
    }
}

/// Code that verifies the requests that a router receives.
#[cfg(feature = "server")]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot verify requests",
    label = "does not implement `Verify`",
    note = "implement `bindery_runtime::server::Verify`"
)]
pub trait Verify: Send + Sync + 'static {
    /// Returns the name of the caller who has signed the request; `None` if it is not signed, or not rightly. Path and
    /// query are as they were sent.
    fn verify(
        &self,
        action: &'static ActionInfo,
        head: &Parts,
        body: &[u8],
    ) -> impl Future<Output = Option<String>> + Send;
}

/// Dyn-compatible version of [`Verify`], with boxed futures.
#[cfg(feature = "server")]
pub(crate) trait DynVerify: Send + Sync {
    fn verify<'c>(
        &'c self,
        action: &'static ActionInfo,
        head: &'c Parts,
        body: &'c [u8],
    ) -> BoxFuture<'c, Option<String>>;
}

#[cfg(feature = "server")]
impl<V: Verify> DynVerify for V {
    fn verify<'c>(
        &'c self,
        action: &'static ActionInfo,
        head: &'c Parts,
        body: &'c [u8],
    ) -> BoxFuture<'c, Option<String>> {
        Box::pin(Verify::verify(self, action, head, body))
    }
}

impl Sides for CustomScheme {
    fn takes(&self, _: &'static str) -> Takes {
        Takes::Signer
    }

    fn secret_header(&self) -> Option<&'static str> {
        self.header
    }

    #[cfg(feature = "client")]
    fn show<'c>(&'static self, of: Given<'c>, _: &ActionInfo) -> Result<Option<Box<dyn Show + 'c>>, Lack> {
        // The request is signed when it is sent; here only the presence of the code is checked.
        match of.credentials.signer(of.scheme) {
            None if !of.optional => Err(Lack::Signer(of.scheme)),
            _ => Ok(None),
        }
    }

    #[cfg(feature = "server")]
    fn need(&'static self, by: Needed, needs: &mut Needs) {
        needs.custom.push(NeededVerifier { header: self.header, by });
    }
}

#[cfg(feature = "client")]
impl Credentials {
    fn signer(&self, scheme: &str) -> Option<&dyn DynSign> {
        self.signers.iter().find(|(known, _)| *known == scheme).map(|(_, signer)| signer.as_ref())
    }

    /// Signs a request that is about to be sent with the code for the schemes of its action.
    pub(crate) async fn sign(
        &self,
        schemes: &'static [AuthScheme],
        action: &'static ActionInfo,
        mut request: http::Request<Bytes>,
    ) -> Result<http::Request<Bytes>, SignError> {
        let signers = action.schemes(schemes, &[]).filter_map(|(scheme, _)| self.signer(scheme.name));
        for signer in signers {
            let own = host(request.uri());
            if !request.headers().contains_key(HOST) {
                request.headers_mut().insert(HOST, HeaderValue::try_from(own)?);
            }
            let before = request.headers().clone();
            signer.sign(action, &mut request).await?;
            for (name, value) in request.headers_mut() {
                if before.get(name) != Some(&*value) {
                    value.set_sensitive(true);
                }
            }
        }
        Ok(request)
    }
}

/// Verification by the router's own code that an action needs.
#[cfg(feature = "server")]
pub(crate) struct NeededVerifier {
    header: Option<&'static str>,
    pub(crate) by: Needed,
}

#[cfg(feature = "server")]
impl NeededVerifier {
    /// Verifies a request, and stores the caller in the context. Returns the error of the rejection if it fails.
    pub(crate) async fn check(
        &self,
        keys: &KeyChecks,
        action: &'static ActionInfo,
        (head, body): (&Parts, &[u8]),
        context: &mut RequestContext,
    ) -> Result<(), RejectionName> {
        let is_there = self.header.is_none_or(|header| head.headers.contains_key(header));
        let verifier = keys.verifiers.get(self.by.scheme);
        if self.by.optional && (!is_there || verifier.is_none()) {
            return Ok(());
        }
        let verifier = verifier.ok_or(self.by.rejection)?;
        match verifier.verify(action, head, body).await {
            Some(caller) => {
                context.login.get_or_insert(caller);
                Ok(())
            }
            None if self.by.optional && self.header.is_none() => Ok(()),
            None => Err(self.by.rejection),
        }
    }
}
