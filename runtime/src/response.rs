//! Responses of actions: one value, or one of several variants that the HTTP status distinguishes.

use crate::Encoding;
use crate::wire::{Document, Out, Shape, Value, Wire, quote, unpack};
use crate::{ActionInfo, Fault};

/// Success value of an action's response. Every [`Wire`] type implements it;
/// [`response_enum!`](crate::response_enum) declares enums that implement it.
pub trait Response: Sized + Send + 'static {
    /// Reads the value from the body of a response with this status.
    ///
    /// # Errors
    /// When a value is missing or not as expected; the fault names its path.
    fn from_body(action: &ActionInfo, status: u16, body: &Value<'_>) -> Result<Self, Fault>;

    /// Returns the value that an empty body means under this status; `None` when an empty body is not a valid response.
    fn from_nothing(action: &ActionInfo, status: u16) -> Option<Self>;

    /// Returns the HTTP status that a server sends.
    fn status(&self, action: &ActionInfo) -> u16;

    /// Returns the body that a server sends; `None` when there is no body.
    fn to_body(&self, action: &ActionInfo) -> Option<String>;

    /// Reads the value from a body that is not JSON. Default: `None`.
    fn from_raw(_body: &[u8]) -> Option<Self> {
        None
    }

    /// Returns the value as a body that is not JSON. Default: `None`.
    fn to_raw(&self) -> Option<Vec<u8>> {
        None
    }
}

/// Whether a body has no content: null or an empty object.
fn is_empty(body: &Value<'_>) -> bool {
    body.is_null()
        || (matches!(body.shape(), Shape::Object) && body.entries(&mut None).is_ok_and(|all| all.is_empty()))
}

/// Whether responses with this status never have a body.
const fn is_bare(status: u16) -> bool {
    matches!(status, 204 | 205)
}

/// Reads the body of a response that is one value. `missing` returns the value to use when the body has none, or `None`
/// when the value is required; `read` reads the value.
///
/// # Errors
/// When a value is missing or not as expected; the fault names its path.
pub fn read_one<V>(
    action: &ActionInfo,
    status: u16,
    body: &Value<'_>,
    missing: impl Fn() -> Option<V>,
    read: impl Fn(&Value<'_>, Encoding) -> Result<V, Fault>,
) -> Result<V, Fault> {
    let reply = &action.response;
    // Where a response without content reports success, a response with content means something else.
    if is_bare(action.status) && !is_bare(status) && !is_empty(body) {
        return Err(Fault::unexpected("no content", body.kind()));
    }
    if reply.done {
        // The caller has already checked that the response reports success.
        return missing().ok_or_else(Fault::absent);
    }
    // JSON inside a string; JSON without the string is accepted too.
    let inside = if reply.encoding == Encoding::EmbeddedJson { unpack(body)? } else { None };
    let inside = inside.as_ref().map(Document::value);
    let body = inside.as_ref().unwrap_or(body);
    if matches!(body.shape(), Shape::Object) && !reply.unwrap.is_empty() {
        let mut room = None;
        let entries = body.entries(&mut room)?;
        for key in reply.unwrap {
            if let Some((_, inner)) = entries.iter().rev().find(|(name, _)| name == key) {
                return read(inner, reply.encoding).map_err(|fault| fault.inside(key));
            }
        }
    }
    if body.is_null()
        && let Some(missing) = missing()
    {
        return Ok(missing);
    }
    if let Some(field) = reply.bare
        && !matches!(body.shape(), Shape::Object)
    {
        return read(&wrapped(field, body)?.value(), Encoding::Plain);
    }
    read(body, reply.encoding)
}

/// Returns the value that an empty body means where the response is one value; `None` when an empty body is not a valid
/// response.
pub fn read_nothing<V>(action: &ActionInfo, status: u16, missing: impl Fn() -> Option<V>) -> Option<V> {
    missing().filter(|_| !action.response.done || is_bare(status))
}

impl<T: Wire + Send + 'static> Response for T {
    fn from_body(action: &ActionInfo, status: u16, body: &Value<'_>) -> Result<Self, Fault> {
        read_one(action, status, body, T::missing, T::read_as)
    }

    fn from_nothing(action: &ActionInfo, status: u16) -> Option<Self> {
        read_nothing(action, status, T::missing)
    }

    fn status(&self, action: &ActionInfo) -> u16 {
        action.status
    }

    fn to_body(&self, action: &ActionInfo) -> Option<String> {
        let reply = &action.response;
        if is_bare(action.status) {
            return None;
        }
        if let Some(json) = reply.emits {
            return Some(json.to_owned());
        }
        if reply.done {
            return Some("true".to_owned());
        }
        let mut json = String::new();
        self.write(&mut Out::json(&mut json, reply.encoding));
        Some(json)
    }

    fn from_raw(body: &[u8]) -> Option<Self> {
        Self::from_body(body)
    }

    fn to_raw(&self) -> Option<Vec<u8>> {
        self.to_body()
    }
}

/// Returns the JSON of a response as a server sends it: wrapped in an object where the action says so.
pub(crate) fn response_body<R: Response>(reply: &R, action: &ActionInfo) -> Option<String> {
    let json = reply.to_body(action)?;
    let Some(key) = action.response.wrapper else {
        return Some(json);
    };
    let mut whole = String::with_capacity(json.len() + key.len() + 5);
    whole.push('{');
    quote(key, &mut whole);
    whole.push(':');
    whole.push_str(&json);
    whole.push('}');
    Some(whole)
}

/// Reads a response that is wrapped in an object under a key.
pub(crate) fn unwrapped<T>(
    key: &str,
    whole: &Value<'_>,
    read: impl FnOnce(Option<&Value<'_>>) -> Result<T, Fault>,
) -> Result<T, Fault> {
    let mut room = None;
    let entries = whole.entries(&mut room)?;
    match entries.iter().rev().find(|(name, _)| name == key) {
        Some((_, inner)) => read(Some(inner)).map_err(|fault| fault.inside(key)),
        None => read(None),
    }
}

/// Builds an object with only this field.
fn wrapped(field: &str, value: &Value<'_>) -> Result<Document<'static>, Fault> {
    let mut json = String::from("{");
    quote(field, &mut json);
    json.push(':');
    value.push_json(&mut json);
    json.push('}');
    Document::of_text(json)
}

/// Reads the value of a variant with a type. Called by the expansion of [`response_enum!`](crate::response_enum).
#[doc(hidden)]
pub fn read_variant<T: Wire>(body: &Value<'_>) -> Result<T, Fault> {
    match T::missing() {
        Some(missing) if body.is_null() => Ok(missing),
        _ => T::read(body),
    }
}

/// Writes the value of a variant with a type. Called by the expansion of [`response_enum!`](crate::response_enum).
#[doc(hidden)]
pub fn write_variant<T: Wire>(value: &T, status: u16) -> Option<String> {
    let mut json = String::new();
    value.write(&mut Out::json(&mut json, crate::Encoding::Plain));
    (!is_bare(status)).then_some(json)
}

/// Declares the response of an action as an enum. The HTTP status distinguishes the variants. A variant without a type
/// has no body.
///
/// ```
/// use bindery_runtime as rt;
///
/// rt::response_enum! {
///     /// Response of a payment.
///     pub enum PayResponse {
///         /// The payment was booked.
///         Done = 204,
///         /// Nothing was booked: the number of the earlier payment that this one repeats.
///         Repeated(i64) = 200,
///     }
/// }
///
/// assert_eq!(PayResponse::Repeated(7).status(), 200);
/// ```
#[macro_export]
macro_rules! response_enum {
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $($(#[$doc:meta])* $variant:ident $(($ty:ty))? = $status:literal,)*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum $name {
            $($(#[$doc])* $variant $(($ty))?,)*
        }

        impl $name {
            /// Returns the HTTP status of this variant.
            pub const fn status(&self) -> u16 {
                match self {
                    $(Self::$variant { .. } => $status,)*
                }
            }
        }

        impl $crate::wire::Response for $name {
            fn from_body(
                _action: &$crate::metadata::ActionInfo,
                status: u16,
                _body: &$crate::wire::Value<'_>,
            ) -> Result<Self, $crate::wire::Fault> {
                match status {
                    $($status => $crate::response_enum!(@read _body $variant $($ty)?),)*
                    _ => Err($crate::wire::Fault::limit(::std::format!("no response has the status {status}"))),
                }
            }

            fn from_nothing(_action: &$crate::metadata::ActionInfo, status: u16) -> Option<Self> {
                match status {
                    $($status => $crate::response_enum!(@nothing $variant $($ty)?),)*
                    _ => None,
                }
            }

            fn status(&self, _action: &$crate::metadata::ActionInfo) -> u16 {
                self.status()
            }

            fn to_body(&self, _action: &$crate::metadata::ActionInfo) -> Option<String> {
                match self {
                    $($crate::response_enum!(@bind value $variant $($ty)?) => {
                        $crate::response_enum!(@write value $status $($ty)?)
                    })*
                }
            }
        }
    };
    (@read $body:ident $variant:ident) => { Ok(Self::$variant) };
    (@read $body:ident $variant:ident $ty:ty) => {
        $crate::generated::read_variant::<$ty>($body).map(Self::$variant)
    };
    (@nothing $variant:ident) => { Some(Self::$variant) };
    (@nothing $variant:ident $ty:ty) => {
        <$ty as $crate::wire::Wire>::missing().map(Self::$variant)
    };
    (@bind $value:ident $variant:ident) => { Self::$variant };
    (@bind $value:ident $variant:ident $ty:ty) => { Self::$variant($value) };
    (@write $value:ident $status:literal) => { None };
    (@write $value:ident $status:literal $ty:ty) => {
        $crate::generated::write_variant::<$ty>($value, $status)
    };
}
