//! Headers that an action has issued: sent by clients, checked through a trait of the user's.

#[cfg(feature = "server")]
use futures_util::future::BoxFuture;
#[cfg(feature = "server")]
use http::HeaderMap;
#[cfg(feature = "client")]
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, HOST, HeaderName, HeaderValue, TRANSFER_ENCODING};

#[cfg(feature = "client")]
use super::{Given, Sending, Show};
#[cfg(feature = "server")]
use super::{Needed, Needs, Refused, one_value};
use super::{Sides, Takes};
#[cfg(any(feature = "client", feature = "server"))]
use crate::Secret;
#[cfg(feature = "client")]
use crate::client::Lack;
use crate::facts::facts;
#[cfg(feature = "server")]
use crate::server::Context;
#[cfg(feature = "client")]
use crate::{ActionInfo, Fault};

facts! {
    /// A header that an action issues.
    #[derive(PartialEq, Eq)]
    pub struct IssuedHeader {
        /// What the answer of this action issues, named as `module/action`.
        new {
            /// The action whose answer issues it, as `module/action`.
            by: &'static str,
        }
        options {
            /// The header in which a caller without a log-in sends a token of its own making.
            guest: &'static str,
        }
    }
}

impl Sides for IssuedHeader {
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

/// A header that was issued to a user, or the token of a guest.
#[cfg(feature = "client")]
#[derive(Clone)]
pub struct Sent {
    pub(crate) scheme: &'static str,
    header: HeaderName,
    value: HeaderValue,
}

#[cfg(feature = "client")]
impl Sent {
    /// The header with this name and this value, which the scheme's action has issued.
    ///
    /// # Errors
    /// Says why no request may be sent with it.
    pub fn new(scheme: &'static str, header: &str, value: &Secret) -> Result<Self, Fault> {
        if header.is_empty() || value.expose().is_empty() {
            return Err(Fault::limit("the answer issues no header: its name or its value is empty"));
        }
        let name = HeaderName::try_from(header)
            .map_err(|_| Fault::limit("the name of the issued header is no name of a header"))?;
        let mut value = HeaderValue::from_str(value.expose())
            .map_err(|_| Fault::limit("the value of the issued header does not fit into a header"))?;
        // What the request itself needs must not be overwritten by what a server says.
        if [HOST, CONTENT_LENGTH, CONTENT_TYPE, TRANSFER_ENCODING].contains(&name) {
            return Err(Fault::limit("the issued header is one of those that requests have anyway"));
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

/// Knows the headers that log-ins have issued.
#[cfg(feature = "server")]
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

/// [`CheckIssued`] behind a pointer.
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

/// An issued header that an action needs, or takes.
#[cfg(feature = "server")]
pub(crate) struct NeededIssued {
    pub(crate) guest: Option<&'static str>,
    pub(crate) by: Needed,
}

#[cfg(feature = "server")]
impl NeededIssued {
    /// Finds out who calls.
    pub(crate) async fn check(
        &self,
        check: &dyn DynCheckIssued,
        headers: &HeaderMap,
        context: &mut Context,
    ) -> Result<(), Refused> {
        let mut issued = headers.iter().filter(|(name, _)| check.is_issued(name.as_str()));
        if let Some((name, value)) = issued.next() {
            let value = value.to_str().ok().filter(|value| !value.is_empty()).map(Secret::from);
            // Two of them could be those of two users.
            let value = value.filter(|_| issued.next().is_none()).ok_or(self.by.refused)?;
            let user = check.check(name.as_str(), &value).await.ok_or(self.by.refused)?;
            context.login.get_or_insert(user);
            return Ok(());
        }
        // Two of them could be those of two guests, and none of them is no guest.
        if self.guest.is_some_and(|guest| headers.get_all(guest).iter().nth(1).is_some()) {
            return Err(self.by.refused);
        }
        let token = self.guest.and_then(|guest| one_value(headers, guest));
        match token.filter(|token| !token.is_empty()).map(Secret::from) {
            Some(token) if check.guest(&token).await => context.guest = Some(token),
            _ if self.by.optional => {}
            _ => return Err(self.by.refused),
        }
        Ok(())
    }
}
