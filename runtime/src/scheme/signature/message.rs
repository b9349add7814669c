//! The parts of a request or response from which a signed text is made.

use std::borrow::Cow;

use bindery_signing::{Filling, fill};
use bindery_vocabulary::recipe::Value;
use http::HeaderMap;

use super::mode::{SignedText, SigningMode};
use crate::{Fault, Secret};

/// The parts of a message as they are sent.
pub(super) struct Message<'m> {
    /// Method and address; `None` for a response.
    pub(super) target: Option<Target<'m>>,
    pub(super) headers: &'m HeaderMap,
    pub(super) body: &'m [u8],
    pub(super) secret: &'m Secret,
    /// Returns the text of a parameter.
    pub(super) parameter: &'m dyn Fn(&str) -> Option<String>,
    /// Returns the credential of a scheme.
    pub(super) credential: &'m dyn Fn(&str) -> Option<Secret>,
}

/// Method and address of a request.
pub(super) struct Target<'m> {
    pub(super) method: &'m str,
    /// Scheme and host, as the caller addresses the server; `None` where a server does not know them.
    pub(super) origin: Option<String>,
    pub(super) host: String,
    pub(super) path: &'m str,
    /// Query without the signature.
    pub(super) query: Cow<'m, str>,
}

/// Parameters in a text, as a mode has them.
#[derive(Clone, Copy, Default)]
pub(super) struct Contents<'c> {
    pub(super) pairs: Option<&'c Secret>,
    pub(super) values: Option<&'c Secret>,
}

impl Target<'_> {
    /// Path and query.
    fn target(&self) -> String {
        match self.query.is_empty() {
            true => self.path.to_owned(),
            false => format!("{}?{}", self.path, self.query),
        }
    }
}

impl Message<'_> {
    /// Makes the text of a mode.
    ///
    /// # Errors
    /// When the message does not have a part of it; the fault names the part.
    pub(super) fn text(&self, form: &SigningMode, contents: Contents<'_>) -> Result<SignedText, Fault> {
        fill(&form.template()?, &|value: &Value| self.value(value, contents))
    }

    fn value<'v>(&'v self, value: &Value, contents: Contents<'v>) -> Result<Filling<'v>, Fault> {
        let missing = || Fault::limit(format!("the signature needs {value}, which is not there"));
        let target = || self.target.as_ref().ok_or_else(missing);
        Ok(match value {
            Value::Method => target()?.method.into(),
            Value::Url => {
                let origin = target()?.origin.as_ref().ok_or_else(missing)?;
                format!("{origin}{}", target()?.target()).into()
            }
            Value::Host => target()?.host.as_str().into(),
            Value::Path => target()?.path.into(),
            Value::Query => target()?.query.as_ref().into(),
            Value::Target => target()?.target().into(),
            Value::Body => self.body.into(),
            Value::Pairs => contents.pairs.ok_or_else(missing)?.expose().into(),
            Value::Values => contents.values.ok_or_else(missing)?.expose().into(),
            Value::Secret => self.secret.expose().into(),
            // A header that is not sent is empty, as in vendors' own code.
            Value::Header(name) => {
                let lines = self.headers.get_all(name.as_str()).iter();
                let lines: Vec<&[u8]> = lines.map(http::HeaderValue::as_bytes).collect();
                Filling(Cow::Owned(lines.join(&b", "[..])))
            }
            Value::Parameter(name) => (self.parameter)(name).ok_or_else(missing)?.into(),
            Value::Credential(scheme) => {
                (self.credential)(scheme).ok_or_else(missing)?.expose().to_owned().into()
            }
            other => return Err(Fault::limit(format!("{other} is no part of a message"))),
        })
    }
}
