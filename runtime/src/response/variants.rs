//! Variants of a response, which its status distinguishes, and its media type where several have the same status.

use bindery_vocabulary::{BodyFormat, MediaType, essence, in_range, is_bodyless, is_range};
use http::HeaderMap;

use super::Response;
use crate::wire::{Attachment, Out, Value, Wire};
use crate::{Encoding, Fault, ResponseHead};

/// Status, format and media types of a variant of a response.
pub type MediaOfVariant = (u16, BodyFormat, &'static [&'static str]);

/// Status, format and media types of each variant of a response.
pub type VariantMedia = &'static [MediaOfVariant];

/// Whether a head is that of the variant at a position. Variants with the same status are distinguished by their media
/// types; one without media types has all that no other one has.
pub(crate) fn is_variant(head: &ResponseHead, all: VariantMedia, at: usize) -> bool {
    let Some((status, _, media)) = all.get(at) else { return false };
    if *status != head.status {
        return false;
    }
    let label = head.headers.text("content-type").map(essence);
    let is_of = |media: &[&str]| {
        label.as_deref().is_some_and(|label| media.iter().any(|range| in_range(label, range)))
    };
    let mut rivals =
        all.iter().enumerate().filter(|(other, (of, ..))| *other != at && of == status).peekable();
    match (media, rivals.peek()) {
        (_, None) => true,
        ([], Some(_)) => !rivals.any(|(_, (.., media))| is_of(media)),
        (media, Some(_)) => is_of(media),
    }
}

/// Returns how the body of the variant with this head is read.
pub(super) fn variant_format(head: &ResponseHead, all: VariantMedia) -> BodyFormat {
    let found = find_variant(head, all).and_then(|at| all.get(at));
    found.map_or(BodyFormat::Json, |(_, format, _)| *format)
}

/// Returns the media type that a server sends where the value has none of its own: the first that is no range.
pub(crate) fn default_media(format: BodyFormat, media: &[&'static str]) -> &'static str {
    match (media.iter().find(|media| !is_range(media)), format) {
        (Some(media), _) => media,
        (None, BodyFormat::Json) => MediaType::Json.name(),
        (None, BodyFormat::Raw | BodyFormat::Stream) => MediaType::Bytes.name(),
    }
}

/// Fault of a head that belongs to no variant.
pub(super) fn no_variant(head: &ResponseHead) -> Fault {
    Fault::limit(match head.headers.text("content-type") {
        Some(media_type) => {
            format!("no response has the status {} and the media type {media_type}", head.status)
        }
        None => format!("no response has the status {}", head.status),
    })
}

/// Returns the position of the variant with this head.
pub(super) fn find_variant(head: &ResponseHead, all: VariantMedia) -> Option<usize> {
    (0..all.len()).find(|at| is_variant(head, all, *at))
}

/// Media of a response that has no variants.
pub(super) const NO_MEDIA: MediaOfVariant = (200, BodyFormat::Json, &[]);

/// Reads the variant with this head.
pub(super) fn read_variant<R: Response>(head: &ResponseHead, body: Body<'_>) -> Result<Option<R>, Fault> {
    match find_variant(head, R::MEDIA) {
        Some(at) => R::read_variant(&mut VariantSource { head, body, at, next: 0 }),
        None => Ok(None),
    }
}

/// Body from which a response is read.
pub enum Body<'a> {
    /// A value.
    Value(&'a Value<'a>),
    /// No body.
    Nothing,
    /// A body that is not JSON.
    Raw(&'a [u8]),
}

/// Head and body of a response, and the position of its variant.
pub struct VariantSource<'a> {
    head: &'a ResponseHead,
    body: Body<'a>,
    at: usize,
    next: usize,
}

impl VariantSource<'_> {
    /// Whether the response is the next variant. Called once for each variant, in order.
    pub fn is_next(&mut self) -> bool {
        self.next += 1;
        self.at + 1 == self.next
    }

    /// Reads the content of the variant that a function makes of it; `None` when the body cannot be its content.
    ///
    /// # Errors
    /// When a value is missing or not as expected; the fault names its path.
    pub fn read<T: Variant, R>(&self, variant: fn(T) -> R) -> Result<Option<R>, Fault> {
        Ok(T::read(self.head, &self.body)?.map(variant))
    }
}

/// Content of a response variant.
pub trait Variant {
    /// Reads the content; `None` when the body cannot be such a content.
    ///
    /// # Errors
    /// When a value or a header is missing or not as expected; the fault names its path.
    fn read(head: &ResponseHead, body: &Body<'_>) -> Result<Option<Self>, Fault>
    where
        Self: Sized;

    /// Returns the headers that a server sends. Default: none.
    ///
    /// # Errors
    /// When a value breaks its limits or cannot be sent in a header; the fault names the header.
    fn headers(&self) -> Result<HeaderMap, Fault> {
        Ok(HeaderMap::new())
    }

    /// Returns the body that a server sends; `None` when there is no body.
    fn to_body(&self, status: u16) -> Option<String>;

    /// Returns the content as a body that is not JSON; `None` when it cannot be such a body.
    fn to_raw(&self) -> Option<Vec<u8>>;

    /// Returns the body that a server sends, if it is a stream.
    fn attached(&self) -> Vec<Attachment>;
}

impl<T: Wire> Variant for T {
    fn read(_head: &ResponseHead, body: &Body<'_>) -> Result<Option<Self>, Fault> {
        match body {
            Body::Value(body) => match T::missing() {
                Some(missing) if body.is_null() => Ok(Some(missing)),
                _ => T::read(body).map(Some),
            },
            Body::Nothing => Ok(T::missing()),
            Body::Raw(body) => Ok(T::from_body(body)),
        }
    }

    fn to_body(&self, status: u16) -> Option<String> {
        if is_bodyless(status) || !Self::has_content() {
            return None;
        }
        let mut json = String::new();
        self.write(&mut Out::json(&mut json, Encoding::Plain));
        Some(json)
    }

    fn to_raw(&self) -> Option<Vec<u8>> {
        Wire::to_body(self)
    }

    fn attached(&self) -> Vec<Attachment> {
        Wire::attached(self)
    }
}

/// Content of a variant that has none.
pub struct NoContent;

impl Variant for NoContent {
    fn read(_head: &ResponseHead, _body: &Body<'_>) -> Result<Option<Self>, Fault> {
        Ok(Some(Self))
    }

    fn to_body(&self, _status: u16) -> Option<String> {
        None
    }

    fn to_raw(&self) -> Option<Vec<u8>> {
        None
    }

    fn attached(&self) -> Vec<Attachment> {
        Vec::new()
    }
}

/// Declares the response of an action as an enum. The HTTP status distinguishes the variants; those with the same status
/// are distinguished by their media types: `Stream(rt::Events<Part>) = 200 as Stream ["text/event-stream"]`. A variant
/// without a type has no body.
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
            $($(#[$doc:meta])* $variant:ident $(($ty:ty))? = $status:literal
                $(as $format:ident [$($media:literal),*])?,)*
        }
        $(eq = $eq:tt)?
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq)]
        pub enum $name {
            $($(#[$doc])* $variant $(($ty))?,)*
        }
        $(#[cfg($eq)])?
        #[allow(deprecated)]
        impl ::core::cmp::Eq for $name {}

        impl $name {
            /// Returns the HTTP status of this variant.
            pub const fn status(&self) -> u16 {
                match self {
                    $(Self::$variant { .. } => $status,)*
                }
            }
        }

        impl $crate::wire::Response for $name {
            const MEDIA: $crate::generated::VariantMedia = &[$(
                ($status, $crate::response_enum!(@format $($format)?), &[$($($media),*)?]),
            )*];

            fn read_variant(
                source: &mut $crate::generated::VariantSource<'_>,
            ) -> Result<Option<Self>, $crate::wire::Fault> {
                $(if source.is_next() {
                    return $crate::response_enum!(@read source $variant $($ty)?);
                })*
                Ok(None)
            }

            fn variant(&self) -> (&'static $crate::generated::MediaOfVariant, &dyn $crate::generated::Variant) {
                match self {
                    $($crate::response_enum!(@bind value $variant $($ty)?) => (
                        &($status, $crate::response_enum!(@format $($format)?), &[$($($media),*)?]),
                        $crate::response_enum!(@content value $($ty)?),
                    ),)*
                }
            }
        }
    };
    (@format) => { $crate::metadata::BodyFormat::Json };
    (@format $format:ident) => { $crate::metadata::BodyFormat::$format };
    (@read $source:ident $variant:ident) => { Ok(Some(Self::$variant)) };
    (@read $source:ident $variant:ident $ty:ty) => { $source.read(Self::$variant) };
    (@bind $value:ident $variant:ident) => { Self::$variant };
    (@bind $value:ident $variant:ident $ty:ty) => { Self::$variant($value) };
    (@content $value:ident) => { &$crate::generated::NoContent };
    (@content $value:ident $ty:ty) => { $value };
}
