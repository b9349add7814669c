//! Fields of a record as tuples, so that one call reads, writes or shows all of them.
//!
//! Generated code consists mostly of records. For a call, branch or borrow per field, the compiler would repeat its
//! work for every field of every record; a tuple is handled as a whole.

use std::fmt::{Debug, DebugStruct, Formatter};
use std::str::SplitWhitespace;

use super::Wire;
use super::fault::Fault;
use super::record::Reader;
use super::writer::Writer;

/// Values of a record's fields, in the order of the field list. Implemented for tuples of up to eight, and for [`More`]
/// for longer lists.
pub trait Fields: Sized {
    /// Reads the fields in order.
    fn read(reader: &mut Reader<'_>) -> Result<Self, Fault>;
}

/// References to a record's fields, in the order of the field list.
pub trait FieldRefs {
    /// Writes the fields in order.
    fn write(self, writer: &mut Writer<'_>);

    /// Adds the fields to `Debug` output, under these names.
    fn show(self, names: &mut SplitWhitespace<'_>, shown: &mut DebugStruct<'_, '_>);
}

/// Tuple of eight fields, and the fields that follow them.
pub struct More<A, B>(pub A, pub B);

impl<A: Fields, B: Fields> Fields for More<A, B> {
    fn read(reader: &mut Reader<'_>) -> Result<Self, Fault> {
        Ok(Self(A::read(reader)?, B::read(reader)?))
    }
}

impl<A: FieldRefs, B: FieldRefs> FieldRefs for More<A, B> {
    fn write(self, writer: &mut Writer<'_>) {
        self.0.write(writer);
        self.1.write(writer);
    }

    fn show(self, names: &mut SplitWhitespace<'_>, shown: &mut DebugStruct<'_, '_>) {
        self.0.show(names, shown);
        self.1.show(names, shown);
    }
}

macro_rules! tuple {
    ($($field:ident: $ty:ident),*) => {
        impl<$($ty: Wire),*> Fields for ($($ty,)*) {
            fn read(_reader: &mut Reader<'_>) -> Result<Self, Fault> {
                Ok(($(_reader.field::<$ty>()?,)*))
            }
        }

        impl<$($ty: Wire + Debug),*> FieldRefs for ($(&$ty,)*) {
            fn write(self, _writer: &mut Writer<'_>) {
                let ($($field,)*) = self;
                $(_writer.field($field);)*
            }

            fn show(self, _names: &mut SplitWhitespace<'_>, _shown: &mut DebugStruct<'_, '_>) {
                let ($($field,)*) = self;
                $(_shown.field(_names.next().map_or("", bare), $field);)*
            }
        }
    };
}

tuple!();
tuple!(a: A);
tuple!(a: A, b: B);
tuple!(a: A, b: B, c: C);
tuple!(a: A, b: B, c: C, d: D);
tuple!(a: A, b: B, c: C, d: D, e: E);
tuple!(a: A, b: B, c: C, d: D, e: E, f: F);
tuple!(a: A, b: B, c: C, d: D, e: E, f: F, g: G);
tuple!(a: A, b: B, c: C, d: D, e: E, f: F, g: G, h: H);

/// Writes the `Debug` output of a record, the same as a derive. `names` is the name of the record and those of its
/// fields in one string; an array of strings would cost more compile time.
pub fn show_fields(fields: impl FieldRefs, names: &str, f: &mut Formatter<'_>) -> std::fmt::Result {
    let mut names = names.split_whitespace();
    let mut shown = f.debug_struct(names.next().map_or("", bare));
    fields.show(&mut names, &mut shown);
    shown.finish()
}

/// Returns a name without the prefix of raw identifiers.
fn bare(name: &str) -> &str {
    name.strip_prefix("r#").unwrap_or(name)
}
