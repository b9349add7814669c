//! Keys of a parameter that are checked once all parameters of the action are known.

use super::places::KeySpans;
use crate::diagnostic::Span;
use crate::document::{JsonDoc, Many, Named, ParameterDoc, Text};

/// Keys of a parameter that refer to others or to its place.
pub(super) struct ParameterKeys<'a> {
    pub(super) spans: KeySpans,
    pub(super) needs: Option<Span>,
    pub(super) excludes: Vec<Text<'a>>,
    pub(super) required_when: Vec<Named<'a, Many<JsonDoc<'a>>>>,
}

impl<'a> ParameterKeys<'a> {
    pub(super) fn of(item: &Named<'a, ParameterDoc<'a>>) -> Self {
        let doc = item.value.as_ref().map(|member| &member.0);
        let spans = KeySpans {
            ty: doc.and_then(|doc| doc.type_.as_ref()).map_or(item.span, |text| text.span),
            place: doc.and_then(|doc| doc.in_).map(|place| place.span),
            name: doc.and_then(|doc| doc.name.as_ref()).map(|text| text.span),
            style: doc.and_then(|doc| doc.style).map(|style| style.span),
            encoding: doc.and_then(|doc| doc.encoding).map(|encoding| encoding.span),
        };
        Self {
            spans,
            needs: doc.and_then(|doc| doc.needs.as_ref()).map(|text| text.span),
            excludes: doc.map(|doc| doc.excludes.0.clone()).unwrap_or_default(),
            required_when: doc.map(|doc| doc.required_when.to_vec()).unwrap_or_default(),
        }
    }
}
