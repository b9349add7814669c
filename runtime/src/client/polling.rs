//! Requests that poll an operation: with parameters from the start's request and response, or sent to an address that
//! the response has.

use std::borrow::Cow;
use std::sync::Arc;

use http::header::LOCATION;

use super::request::{RequestParts, filled_path, first_way};
use crate::failure::at_path;
use crate::wire::{
    Assembly, Document, Entries, Fault, Key, Parameters, Reader, Record, Value, Visitor, Writer,
};
use crate::wire::{read_record, write_parameters};
use crate::{Action, ActionInfo, Completes, Response as _};

/// Request that polls an operation.
#[derive(Clone)]
pub(crate) enum Polling<P> {
    /// Request of the polling action.
    Request(P),
    /// Request to an address, which has the parameters in path and query.
    Address {
        /// The address, as the header has it.
        link: Arc<str>,
        /// Path of the start's request: a relative address starts there.
        from: Arc<str>,
        /// The other parameters, with the texts of the start's parameters.
        same: Arc<Parameters>,
    },
}

impl<P: Record> Record for Polling<P> {
    const NAMES: &'static [&'static str] = P::NAMES;
    const KEYS: &'static [Key] = P::KEYS;
    const FIXED: &'static [(&'static str, &'static str)] = P::FIXED;

    fn read(reader: &mut Reader<'_>) -> Result<Self, Fault> {
        P::read(reader).map(Self::Request)
    }

    fn visit<V: Visitor>(&self, other: &Self, visitor: V) -> V::Output {
        match (self, other) {
            (Polling::Request(request), Polling::Request(other)) => request.visit(other, visitor),
            // The parameters of an address are no fields.
            _ => visitor.visit((), ()),
        }
    }

    fn write(&self, writer: &mut Writer<'_>) {
        match self {
            Polling::Request(request) => request.write(writer),
            Polling::Address { same, .. } => {
                for name in P::NAMES {
                    let text = same.iter().find(|(other, _)| other == name).map(|(_, text)| text.clone());
                    writer.field(&text);
                }
            }
        }
    }
}

impl<P: Action> Action for Polling<P> {
    type Api = P::Api;
    type Response = P::Response;
    const INFO: &'static ActionInfo = P::INFO;

    fn link(&self) -> Option<&str> {
        match self {
            Polling::Request(_) => None,
            Polling::Address { link, .. } => Some(link),
        }
    }

    fn link_from(&self) -> Option<&str> {
        match self {
            Polling::Request(_) => None,
            Polling::Address { from, .. } => Some(from),
        }
    }
}

/// Returns the request that polls the operation that `request` started.
///
/// # Errors
/// When the response lacks the address or a value of a required parameter.
pub(super) fn polling<A: Completes>(request: &A, started: &A::Response) -> Result<Polling<A::Poll>, Fault> {
    let info = A::COMPLETION;
    let (parts, mut same) = first_way(A::INFO, |way| {
        let mut parts = RequestParts::default();
        let assembly = Assembly::of_way(&mut parts, way, A::FIXED, A::KEYS).recording();
        let same = write_parameters(request, assembly)?.present();
        Ok((parts, same))
    })?;
    same.retain(|(name, _)| info.again || info.same.contains(&name.as_ref()));
    if info.location {
        let headers = started.headers()?;
        let link = headers.get(LOCATION).and_then(|link| link.to_str().ok());
        let link = link.ok_or_else(|| Fault::missing("Location").inside("headers"))?;
        let from = filled_path(A::INFO, &parts)?;
        return Ok(Polling::Address { link: link.into(), from: from.into(), same: Arc::new(same) });
    }
    let json = started.to_body(A::INFO).unwrap_or_default();
    let mut carried: Vec<(&str, Document<'_>)> = Vec::with_capacity(info.with.len());
    if !info.with.is_empty() {
        let response = Document::parse(json.as_bytes())?;
        for (name, path) in info.with {
            let text = at_path(&response.value(), path, |value| {
                let mut text = String::new();
                value.push_json(&mut text);
                Some(text)
            });
            // A parameter that is required is reported when it is read.
            if let Some(text) = text {
                carried.push((name, Document::of_text(text)?));
            }
        }
    }
    let mut entries: Entries<'_> = same
        .iter()
        .map(|(name, text)| (Cow::Borrowed(name.as_ref()), Value::Text(text.as_str().into())))
        .collect();
    // The last value of a name counts.
    entries.extend(carried.iter().map(|(name, value)| (Cow::Borrowed(*name), value.value())));
    read_record(&entries, false).map(Polling::Request)
}
