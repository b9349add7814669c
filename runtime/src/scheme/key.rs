//! Keys in the query or in a cookie: how a client sends a key, and how a router finds it.

#[cfg(feature = "server")]
use std::borrow::Cow;

#[cfg(feature = "server")]
use http::request::Parts;

#[cfg(feature = "client")]
use super::{Given, Show, header::text_of};
#[cfg(feature = "server")]
use super::{KeyPlace, Needed, NeededKey, Needs, header::key_in};
use super::{Sides, Takes};
use crate::Place;
#[cfg(any(feature = "client", feature = "server"))]
use crate::Secret;
#[cfg(feature = "client")]
use crate::client::{Lack, RequestParts};
use crate::metadata::metadata_struct;
#[cfg(feature = "server")]
use crate::server::cookies;
#[cfg(feature = "server")]
use crate::urlencoded;
#[cfg(feature = "client")]
use crate::{ActionInfo, Fault};

metadata_struct! {
    /// Query parameter or cookie that carries a key.
    #[derive(PartialEq, Eq)]
    pub struct KeyParameter {
        /// Creates a parameter whose value is the key alone.
        new {
            /// Wire name of the parameter that carries the key.
            name: &'static str,
            /// Place of the parameter: [`Place::Query`] or [`Place::Cookie`].
            place: Place,
        }
        options {
            /// Template of the parameter's value, with `{}` for the key. Default: the key alone.
            written: &'static str,
        }
    }
}

impl Sides for KeyParameter {
    fn takes(&self, scheme: &'static str) -> Takes {
        Takes::Credential(scheme)
    }

    #[cfg(feature = "client")]
    fn show<'c>(&'static self, of: Given<'c>, _: &ActionInfo) -> Result<Option<Box<dyn Show + 'c>>, Lack> {
        let key = of.credentials.secret(of.scheme, of.optional)?;
        Ok(key.map(|key| Box::new(Key { parameter: self, key }) as Box<dyn Show>))
    }

    #[cfg(feature = "server")]
    fn need(&'static self, by: Needed, needs: &mut Needs) {
        needs.keys.push(NeededKey { place: self, by });
    }
}

impl KeyParameter {
    /// Adds the key to the parameters of a request, in place of any value that the parameter has there: the address of
    /// a next page may contain the key.
    #[cfg(feature = "client")]
    pub fn put(&self, parts: &mut RequestParts, key: &str) {
        let text = text_of(key, self.written);
        let texts = if self.place == Place::Cookie { &mut parts.cookies } else { &mut parts.query };
        texts.retain(|(name, _)| *name != self.name);
        texts.push((self.name.into(), text));
    }

    /// Returns the values that a request has for the parameter.
    #[cfg(feature = "server")]
    fn values<'h>(&self, head: &'h Parts) -> Vec<Cow<'h, str>> {
        if self.place == Place::Cookie {
            let all = cookies(&head.headers).filter(|(name, _)| *name == self.name);
            return all.filter_map(|(_, text)| text.ok().map(Cow::Owned)).collect();
        }
        let query = head.uri.query().unwrap_or_default();
        let all = urlencoded::parse(query.as_bytes()).filter_map(Result::ok);
        all.filter(|(name, _)| *name == self.name).map(|(_, text)| text).collect()
    }
}

/// A key and its parameter.
#[cfg(feature = "client")]
struct Key<'c> {
    parameter: &'static KeyParameter,
    key: &'c Secret,
}

#[cfg(feature = "client")]
impl Show for Key<'_> {
    fn prepare(&self, parts: &mut RequestParts) -> Result<(), Fault> {
        self.parameter.put(parts, self.key.expose());
        Ok(())
    }
}

#[cfg(feature = "server")]
impl KeyPlace for KeyParameter {
    fn is_filled(&self, head: &Parts) -> bool {
        !self.values(head).is_empty()
    }

    fn is_marked(&self) -> bool {
        true
    }

    fn key(&self, head: &Parts) -> Option<Secret> {
        match self.values(head).as_slice() {
            [text] => key_in(text, self.written).map(Secret::from),
            _ => None,
        }
    }

    fn query_parameter(&self) -> Option<&'static str> {
        (self.place == Place::Query).then_some(self.name)
    }
}
