//! Signatures of requests: their facts, and how both sides make and verify them.

#[cfg(feature = "client")]
mod client;
#[cfg(any(feature = "client", feature = "server"))]
mod form;
#[cfg(feature = "server")]
mod server;

#[cfg(any(feature = "client", feature = "server"))]
pub use form::{Enabled, Form, digest};
#[cfg(feature = "server")]
pub(crate) use server::{NeededSignature, Proof};

#[cfg(feature = "client")]
use super::{Given, Show};
#[cfg(feature = "server")]
use super::{Needed, Needs};
use super::{Sides, Takes};
#[cfg(feature = "client")]
use crate::ActionInfo;
#[cfg(feature = "client")]
use crate::client::Lack;
use crate::facts::facts;
use crate::{Covers, Digest};

facts! {
    /// A scheme that signs requests with a secret that does not travel.
    #[derive(PartialEq, Eq)]
    pub struct Signature {
        /// The body, signed by this digest with a secret of its own, in lower-case hexadecimal digits.
        new {
            /// The name that actions use.
            name: &'static str,
            /// Where the signature travels.
            place: Place,
            /// How it is signed: a digest or several, with their names on the wire; the first is what clients use. The name of a single
            /// one is empty, unless it is written.
            digests: &'static [(&'static str, Digest)],
        }
        values {
            /// How the result is written: a text with `{hex}`, `{HEX}` or `{base64}` in it, and `{mode}` and `{digest}` where there are
            /// several.
            written: &'static str = "{hex}",
            /// What is signed: a mode or several, named and ordered as digests are.
            modes: &'static [(&'static str, Covers)] = &[("", Covers::Body)],
            /// The names of digests that are used only by those who ask for them.
            discouraged: &'static [&'static str] = &[],
            /// The scheme whose credential is the secret; its own name when it has a credential of its own.
            secret: &'static str = name,
        }
        options {
            /// The scheme that it may take the place of.
            instead_of: &'static str,
        }
        flags {
            /// Requests without a body are signed too.
            empty,
            /// The server signs its answers in the same way: those to requests whose signature it has verified.
            ///
            /// It signs nothing for strangers: what it answers to a request that is not signed, or wrongly, could else be sent back as
            /// a request. The answers that it does sign are made with the secret of requests, and nothing in them says that they are
            /// answers, so only an encrypted connection keeps others from sending them as requests.
            answers,
        }
    }
}

/// Where a signature travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Place {
    /// In this header, with every request that has a body.
    Header(&'static str),
    /// In this parameter, beside those that it signs.
    Parameter(&'static str),
}

impl Place {
    /// The header, if it is one.
    pub const fn header(&self) -> Option<&'static str> {
        if let Place::Header(name) = self { Some(*name) } else { None }
    }

    /// The parameter, if it is one.
    pub const fn parameter(&self) -> Option<&'static str> {
        if let Place::Parameter(name) = self { Some(*name) } else { None }
    }
}

impl Sides for Signature {
    fn takes(&self, _: &'static str) -> Takes {
        Takes::Credential(self.secret)
    }

    fn secret_header(&self) -> Option<&'static str> {
        self.place.header()
    }

    #[cfg(feature = "client")]
    fn show<'c>(
        &'static self,
        of: Given<'c>,
        action: &ActionInfo,
    ) -> Result<Option<Box<dyn Show + 'c>>, Lack> {
        if !self.signs(action) {
            return Ok(None);
        }
        let secret = of.credentials.secret(self.secret, of.optional)?;
        let form = of.credentials.form(self);
        Ok(secret.map(|secret| Box::new(client::Signing { signature: self, secret, form }) as Box<dyn Show>))
    }

    #[cfg(feature = "server")]
    fn need(&'static self, by: Needed, needs: &mut Needs) {
        needs.signatures.push(NeededSignature::new(self, by));
    }
}
