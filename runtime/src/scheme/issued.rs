//! Headers that a login action issues. Clients send them, the router checks them with a `CheckIssued`.

#[cfg(feature = "server")]
use futures_util::future::BoxFuture;
#[cfg(feature = "server")]
use http::HeaderMap;
#[cfg(feature = "client")]
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, HOST, HeaderName, HeaderValue, TRANSFER_ENCODING};

#[cfg(feature = "client")]
use super::{Given, Sending, Show};
#[cfg(feature = "server")]
use super::{Needed, Needs, RejectionName, one_value};
use super::{Sides, Takes};
#[cfg(any(feature = "client", feature = "server"))]
use crate::Secret;
#[cfg(feature = "client")]
use crate::client::Lack;
use crate::metadata::metadata_struct;
#[cfg(feature = "server")]
use crate::server::RequestContext;
#[cfg(feature = "client")]
use crate::{ActionInfo, Fault};

metadata_struct! {
    /// Header that a login action issues.
    #[derive(PartialEq, Eq)]
    pub struct IssuedHeaderScheme {
        /// Creates a header that the response of this action issues. `by` is given as `module/action`.
        new {
            /// Action whose response issues the header, as `module/action`.
            by: &'static str,
        }
        options {
            /// Name of the header in which a caller without a login (a guest) sends a token that the caller has made
            /// up.
            guest: &'static str,
        }
    }
}

impl Sides for IssuedHeaderScheme {
    fn takes(&self, _: &'static str) -> Takes {
        Takes::Issued(self.by)
    }

    #[cfg(feature = "client")]
    fn show<'c>(&'static self, of: Given<'c>, _: &ActionInfo) -> Result<Option<Box<dyn Show + 'c>>, Lack> {
        match of.sent.iter().find(|sent| sent.scheme == of.scheme) {
            Some(sent) => Ok(Some(Box::new(sent))),
            None if of.optional => Ok(None),
            None => Err(Lack::Issued { scheme: of.scheme, by: self.by }),
        }
    }

    #[cfg(feature = "server")]
    fn need(&'static self, by: Needed, needs: &mut Needs) {
        needs.issued.push(NeededIssued { guest: self.guest, by });
    }
}

/// Issued header of a user, or the token of a guest, ready to be sent.
#[cfg(feature = "client")]
#[derive(Clone)]
pub struct Sent {
    pub(crate) scheme: &'static str,
    header: HeaderName,
    value: HeaderValue,
}

#[cfg(feature = "client")]
impl Sent {
    /// Creates the header from the name and value that the scheme's action has issued.
    ///
    /// # Errors
    /// When the name or the value is empty or not valid in HTTP, or the name is that of a header that every request
    /// sets, such as `Host`.
    pub fn new(scheme: &'static str, header: &str, value: &Secret) -> Result<Self, Fault> {
        if header.is_empty() || value.expose().is_empty() {
            return Err(Fault::limit("the response issues no header: the name or the value is empty"));
        }
        let name = HeaderName::try_from(header)
            .map_err(|_| Fault::limit("the issued header has an invalid name"))?;
        let mut value = HeaderValue::from_str(value.expose())
            .map_err(|_| Fault::limit("the issued header has an invalid value"))?;
        // A server's response must not overwrite the headers that the request itself needs.
        if [HOST, CONTENT_LENGTH, CONTENT_TYPE, TRANSFER_ENCODING].contains(&name) {
            return Err(Fault::limit(
                "the issued header has the name of a header that the request itself sets",
            ));
        }
        value.set_sensitive(true);
        Ok(Self { scheme, header: name, value })
    }
}

#[cfg(feature = "client")]
impl Show for &Sent {
    fn put_on(&self, Sending { request, .. }: &mut Sending<'_>) -> Result<(), Fault> {
        request.headers_mut().insert(&self.header, self.value.clone());
        Ok(())
    }
}

/// Check of the headers that a login action issues.
#[cfg(feature = "server")]
pub trait CheckIssued: Send + Sync + 'static {
    /// Returns whether headers of this name are issued to users. The name is in lower case.
    fn is_issued(&self, header: &str) -> bool;

    /// Returns the name of the user to whom the header was issued; `None` if it was never issued or the session has
    /// ended. The value is never empty.
    fn check(&self, header: &str, value: &Secret) -> impl Future<Output = Option<String>> + Send;

    /// Returns whether a guest with this token may call actions that need the header. The backend then gets the token
    /// in [`RequestContext::guest`], and no login. Default: no guest may.
    fn guest(&self, _token: &Secret) -> impl Future<Output = bool> + Send {
        std::future::ready(false)
    }
}

/// Dyn-compatible version of [`CheckIssued`], with boxed futures.
#[cfg(feature = "server")]
pub(crate) trait DynCheckIssued: Send + Sync {
    fn is_issued(&self, header: &str) -> bool;
    fn check<'c>(&'c self, header: &'c str, value: &'c Secret) -> BoxFuture<'c, Option<String>>;
    fn guest<'c>(&'c self, token: &'c Secret) -> BoxFuture<'c, bool>;
}

#[cfg(feature = "server")]
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

/// Issued header that an action needs or accepts.
#[cfg(feature = "server")]
pub(crate) struct NeededIssued {
    pub(crate) guest: Option<&'static str>,
    pub(crate) by: Needed,
}

#[cfg(feature = "server")]
impl NeededIssued {
    /// Authenticates the caller by the issued header or the guest header, and stores the result in the context.
    /// Returns the error of the rejection if it fails.
    pub(crate) async fn check(
        &self,
        check: &dyn DynCheckIssued,
        headers: &HeaderMap,
        context: &mut RequestContext,
    ) -> Result<(), RejectionName> {
        let mut issued = headers.iter().filter(|(name, _)| check.is_issued(name.as_str()));
        if let Some((name, value)) = issued.next() {
            let value = value.to_str().ok().filter(|value| !value.is_empty()).map(Secret::from);
            // Two issued headers could belong to two users.
            let value = value.filter(|_| issued.next().is_none()).ok_or(self.by.rejection)?;
            let user = check.check(name.as_str(), &value).await.ok_or(self.by.rejection)?;
            context.login.get_or_insert(user);
            return Ok(());
        }
        // Two guest headers could belong to two guests. Without one, the caller is not a guest.
        if self.guest.is_some_and(|guest| headers.get_all(guest).iter().nth(1).is_some()) {
            return Err(self.by.rejection);
        }
        let token = self.guest.and_then(|guest| one_value(headers, guest));
        match token.filter(|token| !token.is_empty()).map(Secret::from) {
            Some(token) if check.guest(&token).await => context.guest = Some(token),
            _ if self.by.optional => {}
            _ => return Err(self.by.rejection),
        }
        Ok(())
    }
}
