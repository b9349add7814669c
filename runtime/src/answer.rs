//! What an action answers: one value, or one of several outcomes that are told apart by the HTTP status.

use crate::Style;
use crate::wire::{Document, Out, Shape, Value, Wire, quote, unpack};
use crate::{ActionInfo, Fault};

/// What an action may answer with. Every [`Wire`] type is one; [`outcomes!`](crate::outcomes) makes others.
pub trait Response: Sized + Send + 'static {
    /// Reads the body of an answer with this status.
    fn from_answer(action: &ActionInfo, status: u16, body: &Value<'_>) -> Result<Self, Fault>;

    /// What an answer with this status means when its body is empty; none when that says too little.
    fn from_nothing(action: &ActionInfo, status: u16) -> Option<Self>;

    /// The HTTP status that a server answers with.
    fn status(&self, action: &ActionInfo) -> u16;

    /// The body that a server answers with; none when there is none.
    fn to_answer(&self, action: &ActionInfo) -> Option<String>;

    /// The answer that a body is by itself, where it is no JSON.
    fn from_raw(_body: &[u8]) -> Option<Self> {
        None
    }

    /// The body that the answer is by itself, where it is no JSON.
    fn to_raw(&self) -> Option<Vec<u8>> {
        None
    }
}

/// Whether a body says nothing.
fn is_empty(body: &Value<'_>) -> bool {
    body.is_null()
        || (matches!(body.shape(), Shape::Object) && body.entries(&mut None).is_ok_and(|all| all.is_empty()))
}

/// Whether answers with this status never have a body.
const fn is_bare(status: u16) -> bool {
    matches!(status, 204 | 205)
}

/// Reads the body of an answer that is one value. `missing` is what stands for the value when it is not there, if it need not
/// be; `read` reads it.
///
/// # Errors
/// Names the place that is not as it should be.
pub fn read_one<V>(
    action: &ActionInfo,
    status: u16,
    body: &Value<'_>,
    missing: impl Fn() -> Option<V>,
    read: impl Fn(&Value<'_>, Style) -> Result<V, Fault>,
) -> Result<V, Fault> {
    let answer = &action.answer;
    // Where 'done' is said by an answer without content, an answer with content says something else.
    if is_bare(action.status) && !is_bare(status) && !is_empty(body) {
        return Err(Fault::unexpected("no content", body.kind()));
    }
    if answer.done {
        // Whether it says 'done' has been seen to.
        return missing().ok_or_else(Fault::absent);
    }
    // JSON inside a text; without the text it is taken too.
    let inside = if answer.style == Style::JsonText { unpack(body)? } else { None };
    let inside = inside.as_ref().map(Document::value);
    let body = inside.as_ref().unwrap_or(body);
    if matches!(body.shape(), Shape::Object) && !answer.unwrap.is_empty() {
        let mut room = None;
        let entries = body.entries(&mut room)?;
        for key in answer.unwrap {
            if let Some((_, inner)) = entries.iter().rev().find(|(name, _)| name == key) {
                return read(inner, answer.style).map_err(|fault| fault.inside(key));
            }
        }
    }
    if body.is_null()
        && let Some(missing) = missing()
    {
        return Ok(missing);
    }
    if let Some(field) = answer.bare
        && !matches!(body.shape(), Shape::Object)
    {
        return read(&wrapped(field, body)?.value(), Style::Plain);
    }
    read(body, answer.style)
}

/// What an empty body means where the answer is one value; none when that says too little.
pub fn read_nothing<V>(action: &ActionInfo, status: u16, missing: impl Fn() -> Option<V>) -> Option<V> {
    missing().filter(|_| !action.answer.done || is_bare(status))
}

impl<T: Wire + Send + 'static> Response for T {
    fn from_answer(action: &ActionInfo, status: u16, body: &Value<'_>) -> Result<Self, Fault> {
        read_one(action, status, body, T::missing, T::read_as)
    }

    fn from_nothing(action: &ActionInfo, status: u16) -> Option<Self> {
        read_nothing(action, status, T::missing)
    }

    fn status(&self, action: &ActionInfo) -> u16 {
        action.status
    }

    fn to_answer(&self, action: &ActionInfo) -> Option<String> {
        let answer = &action.answer;
        if is_bare(action.status) {
            return None;
        }
        if let Some(json) = answer.emits {
            return Some(json.to_owned());
        }
        if answer.done {
            return Some("true".to_owned());
        }
        let mut json = String::new();
        self.write(&mut Out::json(&mut json, answer.style));
        Some(json)
    }

    fn from_raw(body: &[u8]) -> Option<Self> {
        Self::from_body(body)
    }

    fn to_raw(&self) -> Option<Vec<u8>> {
        self.to_body()
    }
}

/// The JSON that a server answers with: inside an object, where the action says so.
pub(crate) fn whole_answer<R: Response>(answer: &R, action: &ActionInfo) -> Option<String> {
    let json = answer.to_answer(action)?;
    let Some(key) = action.answer.wrapper else {
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

/// Reads an answer that stands in an object, under a key.
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

/// An object with this field alone.
fn wrapped(field: &str, value: &Value<'_>) -> Result<Document<'static>, Fault> {
    let mut json = String::from("{");
    quote(field, &mut json);
    json.push(':');
    value.push_json(&mut json);
    json.push('}');
    Document::of_text(json)
}

/// Reads an outcome that has a type. What [`outcomes!`](crate::outcomes) expands to calls it.
#[doc(hidden)]
pub fn read_outcome<T: Wire>(body: &Value<'_>) -> Result<T, Fault> {
    match T::missing() {
        Some(missing) if body.is_null() => Ok(missing),
        _ => T::read(body),
    }
}

/// Writes an outcome that has a type. What [`outcomes!`](crate::outcomes) expands to calls it.
#[doc(hidden)]
pub fn write_outcome<T: Wire>(value: &T, status: u16) -> Option<String> {
    let mut json = String::new();
    value.write(&mut Out::json(&mut json, crate::Style::Plain));
    (!is_bare(status)).then_some(json)
}

/// Declares the answer of an action that may end in several ways, told apart by the HTTP status. What has no type has
/// no body.
///
/// ```
/// use bindery_runtime as rt;
///
/// rt::outcomes! {
///     /// What a payment answers.
///     pub enum PayAnswer {
///         /// It was booked.
///         Done = 204,
///         /// Nothing was booked: this is the number of the payment that it repeats.
///         Repeated(i64) = 200,
///     }
/// }
///
/// assert_eq!(PayAnswer::Repeated(7).status(), 200);
/// ```
#[macro_export]
macro_rules! outcomes {
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
            /// The HTTP status that says so.
            pub const fn status(&self) -> u16 {
                match self {
                    $(Self::$variant { .. } => $status,)*
                }
            }
        }

        impl $crate::wire::Response for $name {
            fn from_answer(
                _action: &$crate::facts::ActionInfo,
                status: u16,
                _body: &$crate::wire::Value<'_>,
            ) -> Result<Self, $crate::wire::Fault> {
                match status {
                    $($status => $crate::outcomes!(@read _body $variant $($ty)?),)*
                    _ => Err($crate::wire::Fault::limit(::std::format!("no outcome has the status {status}"))),
                }
            }

            fn from_nothing(_action: &$crate::facts::ActionInfo, status: u16) -> Option<Self> {
                match status {
                    $($status => $crate::outcomes!(@nothing $variant $($ty)?),)*
                    _ => None,
                }
            }

            fn status(&self, _action: &$crate::facts::ActionInfo) -> u16 {
                self.status()
            }

            fn to_answer(&self, _action: &$crate::facts::ActionInfo) -> Option<String> {
                match self {
                    $($crate::outcomes!(@bind value $variant $($ty)?) => {
                        $crate::outcomes!(@write value $status $($ty)?)
                    })*
                }
            }
        }
    };
    (@read $body:ident $variant:ident) => { Ok(Self::$variant) };
    (@read $body:ident $variant:ident $ty:ty) => {
        $crate::generated::read_outcome::<$ty>($body).map(Self::$variant)
    };
    (@nothing $variant:ident) => { Some(Self::$variant) };
    (@nothing $variant:ident $ty:ty) => {
        <$ty as $crate::wire::Wire>::missing().map(Self::$variant)
    };
    (@bind $value:ident $variant:ident) => { Self::$variant };
    (@bind $value:ident $variant:ident $ty:ty) => { Self::$variant($value) };
    (@write $value:ident $status:literal) => { None };
    (@write $value:ident $status:literal $ty:ty) => {
        $crate::generated::write_outcome::<$ty>($value, $status)
    };
}
