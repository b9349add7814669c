//! Request signatures: their metadata, and how clients make them and routers verify them.

#[cfg(feature = "client")]
mod client;
#[cfg(any(feature = "client", feature = "server"))]
mod message;
#[cfg(any(feature = "client", feature = "server"))]
mod mode;
#[cfg(any(feature = "client", feature = "server"))]
mod parameters;
#[cfg(feature = "server")]
mod server;

#[cfg(any(feature = "client", feature = "server"))]
pub use mode::{EnabledModes, SigningMode, digest};
#[cfg(feature = "server")]
pub(crate) use server::{NeededSignature, Proof};

#[cfg(feature = "client")]
use std::borrow::Cow;

#[cfg(feature = "client")]
use super::{Given, Show};
#[cfg(feature = "server")]
use super::{Needed, Needs};
use super::{Sides, Takes};
#[cfg(feature = "client")]
use crate::ActionInfo;
#[cfg(feature = "client")]
use crate::Secret;
#[cfg(feature = "client")]
use crate::client::Lack;
use crate::made::Made;
use crate::metadata::metadata_struct;
use crate::{Digest, Encoding, KeyEncoding, Pairs};

metadata_struct! {
    /// Signature scheme: signs requests with a secret that is never sent.
    #[derive(PartialEq, Eq)]
    pub struct Signature {
        /// Creates a scheme that signs the body, writes the signature in lower-case hexadecimal, and has a secret of
        /// its own.
        new {
            /// Name of the scheme in the spec.
            name: &'static str,
            /// Place of the signature in the request.
            place: SignatureLocation,
            /// Digest algorithms with their wire names. Clients use the first. A single digest has an empty name,
            /// unless the signature contains its name.
            digests: &'static [(&'static str, Digest)],
        }
        values {
            /// Template of the signature: a text with `{hex}`, `{HEX}`, `{base64}` or `{base64url}`, and with `{mode}`
            /// and `{digest}` where there are several.
            written: &'static str = "{hex}",
            /// Signing modes: templates of the texts that can be signed, with wire names and order as in `digests`.
            modes: &'static [(&'static str, &'static str)] = &[("", "{body}")],
            /// Form of `{pairs}` in the texts.
            pairs: Pairs<'static> = Pairs::SORTED,
            /// Encoding in which the user has the secret.
            encoding: KeyEncoding = KeyEncoding::Text,
            /// Parameters that are a part of the signature, with their encodings: a made time, such as `t` in `t={parameter:t},v1={hex}`.
            carried: &'static [(&'static str, Encoding, Made)] = &[],
            /// Other schemes whose credentials are in a text or in the signature.
            uses: &'static [&'static str] = &[],
            /// Wire names of discouraged digests, which are used only if enabled.
            discouraged: &'static [&'static str] = &[],
            /// Name of the scheme whose credential is the secret; the scheme's own name if it has a secret of its own.
            secret: &'static str = name,
        }
        options {
            /// Name of the scheme that this one is an alternative to.
            alternative_to: &'static str,
            /// Text between several signatures of one message, one of which must be right.
            separator: &'static str,
        }
        flags {
            /// Whether it is made without a secret, so that it proves nothing about the sender.
            checksum,
            /// Whether requests without a body are signed too.
            empty,
            /// Whether the server signs its responses in the same way. Only responses to requests with a verified
            /// signature are signed.
            ///
            /// A server signs nothing for unauthenticated callers: a signed response to an unsigned or wrongly signed
            /// request could be sent back as a request. Responses are signed with the secret of requests and contain
            /// nothing that marks them as responses, so only an encrypted connection prevents others from sending them
            /// as requests.
            responses,
        }
    }
}

/// Place of a signature in a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignatureLocation {
    /// Header with this name, in every request that has a body.
    Header(&'static str),
    /// Parameter with this name, next to the parameters that it covers.
    Parameter(&'static str),
    /// Query parameter with this name, after all others. The signed query is that before it.
    Query(&'static str),
}

impl SignatureLocation {
    /// Name of the header, if the signature is in a header.
    pub const fn header(&self) -> Option<&'static str> {
        if let SignatureLocation::Header(name) = self { Some(*name) } else { None }
    }

    /// Name of the query parameter that follows all others, if the signature is there.
    pub const fn query(&self) -> Option<&'static str> {
        if let SignatureLocation::Query(name) = self { Some(*name) } else { None }
    }

    /// Name of the parameter, if the signature is in a parameter.
    pub const fn parameter(&self) -> Option<&'static str> {
        if let SignatureLocation::Parameter(name) = self { Some(*name) } else { None }
    }
}

impl Sides for Signature {
    fn takes(&self, _: &'static str) -> Takes {
        if self.checksum { Takes::Nothing } else { Takes::Credential(self.secret) }
    }

    fn secret_header(&self) -> Option<&'static str> {
        self.place.header().filter(|_| !self.checksum)
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
        let secret = match self.checksum {
            true => Some(Cow::Owned(Secret::default())),
            false => of.credentials.secret(self.secret, of.optional)?.map(Cow::Borrowed),
        };
        for scheme in self.uses {
            if of.credentials.secret(scheme, of.optional)?.is_none() {
                return Ok(None);
            }
        }
        let (form, credentials) = (of.credentials.form(self), of.credentials);
        let signing = |secret| {
            Box::new(client::Signing { signature: self, secret, form, credentials }) as Box<dyn Show>
        };
        Ok(secret.map(signing))
    }

    #[cfg(feature = "server")]
    fn need(&'static self, by: Needed, needs: &mut Needs) {
        needs.signatures.push(NeededSignature::new(self, by));
    }
}
