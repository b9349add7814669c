//! Contents and typed streams as values of requests and responses.

use super::{Content, Events, JsonLines};
use crate::Fault;
use crate::wire::{Attachment, Out, Value, Wire};

/// A content is a part of a multipart form, or a whole body. In other places the text of a parameter is its bytes.
impl Wire for Content {
    fn read(value: &Value<'_>) -> Result<Self, Fault> {
        let found = match value {
            Value::Attached(attachment) => attachment.get::<Content>().cloned(),
            Value::Text(text) => Some(Content::from(text.clone().into_owned())),
            Value::Json(_) => None,
        };
        found.ok_or_else(|| Fault::unexpected("a file", value.kind()))
    }

    /// Writes nothing: the value is its attachment. `check` of the spec language allows it in no other place.
    fn write(&self, out: &mut Out<'_>) {
        out.null();
    }

    fn attached(&self) -> Vec<Attachment> {
        vec![Attachment::new(self.clone())]
    }
}

macro_rules! streams {
    ($($stream:ident, $what:literal;)*) => {$(
        /// A typed stream is a whole response, never a value inside of one.
        impl<T: Wire> Wire for $stream<T> {
            fn read(value: &Value<'_>) -> Result<Self, Fault> {
                let content = match value {
                    Value::Attached(attachment) => attachment.get::<Content>().cloned(),
                    Value::Text(_) | Value::Json(_) => None,
                };
                content.map(Self::from_content).ok_or_else(|| Fault::unexpected($what, value.kind()))
            }

            fn write(&self, out: &mut Out<'_>) {
                out.null();
            }

            fn attached(&self) -> Vec<Attachment> {
                vec![Attachment::new(self.content.clone())]
            }
        }
    )*};
}

streams! {
    Events, "server-sent events";
    JsonLines, "JSON lines";
}
