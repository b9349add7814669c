//! Unions: values of one of several types, told apart before they are read.

use bindery_vocabulary::json::{Kind, Node};
use bindery_vocabulary::{Case, Encoding, ValueKind, select, select_text, tag};

use super::fault::Fault;
use super::json::RawJson;
use super::out::Out;
use super::value::{Document, Room, Value, unmarked};

/// Creates a case that every value fits, for the setters that describe a variant.
pub const fn case() -> Case<'static> {
    Case::new()
}

/// Variant that a value belongs to.
#[derive(Clone, Debug)]
pub struct Choice<'v> {
    /// Position of the variant; `None` for a value of no variant.
    pub at: Option<usize>,
    /// The value. JSON in the text of a parameter is parsed.
    pub value: Value<'v>,
    next: usize,
}

impl<'v> Choice<'v> {
    /// Chooses the variant of a value: by the field that `by` leads to, or the first case that fits. JSON in the text of
    /// a parameter is parsed into `room`.
    ///
    /// # Errors
    /// When the value is null, or is no JSON where all variants are arrays or objects.
    pub fn of(
        value: &'v Value<'v>,
        by: &[&str],
        cases: &[Case<'_>],
        room: &'v mut Room<'v>,
    ) -> Result<Self, Fault> {
        let with = |at: Option<usize>, value: Value<'v>| Ok(Self { at, value, next: 0 });
        match value {
            Value::Json(node) if node.is_null() => Err(Fault::unexpected("a value", value.kind())),
            Value::Attached(_) => Err(Fault::unexpected("a value", value.kind())),
            Value::Json(node) => with(select(by, cases, *node), Value::Json(*node)),
            Value::Text(text) => {
                let scalars = by.is_empty() && cases.iter().any(|case| !is_container(case));
                let json = unmarked(text);
                match Document::parse(json.as_bytes()) {
                    Ok(document) if json.trim_start().starts_with(['{', '[']) => {
                        let node = room.insert(document).root();
                        match select(by, cases, node) {
                            Some(at)
                                if cases.get(at).is_some_and(|case| case.kind != Some(ValueKind::Text)) =>
                            {
                                with(Some(at), Value::Json(node))
                            }
                            _ if scalars => with(select_text(cases, text), value.borrowed()),
                            _ => with(None, Value::Json(node)),
                        }
                    }
                    _ if scalars => with(select_text(cases, text), value.borrowed()),
                    _ => Err(Fault::unexpected("JSON", value.kind())),
                }
            }
        }
    }

    /// Whether the value belongs to the next variant. Called once for each variant, in order.
    pub fn is_next(&mut self) -> bool {
        let next = self.next;
        self.next += 1;
        self.at == Some(next)
    }
}

/// Whether values of a case are arrays or objects.
fn is_container(case: &Case<'_>) -> bool {
    matches!(case.kind, Some(ValueKind::List | ValueKind::Object))
}

/// Creates the fault for a value of no variant: the value of the field that tells variants apart, or a scalar itself.
pub fn unknown_variant(by: &[&str], value: &RawJson) -> Fault {
    let of = |node: Node<'_>| match (tag(by, node), node.kind()) {
        (Some(field), _) if !by.is_empty() => {
            by.iter().rev().fold(Fault::unknown_value(field), |fault, key| fault.inside(key))
        }
        (_, Kind::List(_) | Kind::Object(_)) => Fault::unknown_value(Value::Json(node).kind()),
        _ => Fault::unknown_value(Value::Json(node).scalar_text().unwrap_or_default()),
    };
    match Document::parse(value.as_str().as_bytes()) {
        Ok(document) => of(document.root()),
        Err(fault) => fault,
    }
}

/// Writes a value of a union. Inside a string, every variant is JSON, a string too.
pub fn write_whole(out: &mut Out<'_>, write: impl FnOnce(&mut Out<'_>)) {
    if out.encoding() == Encoding::EmbeddedJson {
        out.nested(|json| write(&mut Out::json(json, Encoding::Plain)));
    } else {
        write(out);
    }
}

/// Declares a union: an enum of types, with what tells its variants apart. `by [KEY, …]` leads to the field whose value
/// decides; without it, the first case that fits decides. Values of no variant are kept as `Unknown`. `from` lists the
/// types that become a variant with `From`.
///
/// ```
/// use bindery_runtime as rt;
///
/// rt::union! {
///     /// Chat by its number or its name.
///     pub enum ChatId {
///         /// Number.
///         Id(i64) = rt::wire::case().kind(rt::metadata::ValueKind::Whole),
///         /// Name.
///         Name(String) = rt::wire::case().kind(rt::metadata::ValueKind::Text),
///     }
///     from { i64 => Id, String => Name, &str => Name, }
/// }
///
/// assert_eq!(ChatId::from("@news"), ChatId::Name("@news".to_owned()));
/// ```
#[macro_export]
macro_rules! union {
    (
        $(#[$meta:meta])*
        pub enum $name:ident $(by [$($key:literal),+])? {
            $($(#[$doc:meta])* $variant:ident($ty:ty) = $case:expr,)*
        }
        $(from { $($from:ty => $into:ident,)* })?
        $(eq = $eq:tt)?
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq)]
        pub enum $name {
            $($(#[$doc])* $variant($ty),)*
            /// Value of a variant that these bindings do not know, as it was received.
            Unknown($crate::RawJson),
        }
        $(#[cfg($eq)])?
        #[allow(deprecated)]
        impl ::core::cmp::Eq for $name {}

        #[allow(deprecated)]
        impl $name {
            const BY: &'static [&'static str] = &[$($($key),+)?];
            const CASES: &'static [$crate::metadata::Case<'static>] = &[$($case),*];
        }

        #[allow(deprecated)]
        impl $crate::wire::Wire for $name {
            fn read(value: &$crate::wire::Value<'_>) -> Result<Self, $crate::wire::Fault> {
                let mut room = None;
                let mut choice = $crate::wire::Choice::of(value, Self::BY, Self::CASES, &mut room)?;
                $(if choice.is_next() {
                    return <$ty as $crate::wire::Wire>::read(&choice.value).map(Self::$variant);
                })*
                <$crate::RawJson as $crate::wire::Wire>::read(&choice.value).map(Self::Unknown)
            }

            fn write(&self, out: &mut $crate::wire::Out<'_>) {
                $crate::generated::write_whole(out, |out| match self {
                    $(Self::$variant(value) => $crate::wire::Wire::write(value, out),)*
                    Self::Unknown(value) => $crate::wire::Wire::write(value, out),
                });
            }

            fn check(&self, constraints: &$crate::wire::Constraints) -> Result<(), $crate::wire::Fault> {
                match self {
                    $(Self::$variant(value) => $crate::wire::Wire::check(value, constraints),)*
                    Self::Unknown(value) if constraints.known => {
                        Err($crate::wire::unknown_variant(Self::BY, value))
                    }
                    Self::Unknown(_) => Ok(()),
                }
            }
        }

        $($(
            #[allow(deprecated)]
            impl From<$from> for $name {
                fn from(value: $from) -> Self {
                    Self::$into(value.into())
                }
            }
        )*)?
    };
}
