//! The fields of a record as tuples, so that one call reads, writes or shows all of them.
//!
//! Generated code consists of records, and what the compiler does for a call, a branch or a loan in a function's body it
//! does again for every field of every one of them. A tuple it takes as a whole.

use std::fmt::{Debug, DebugStruct, Formatter};
use std::str::SplitWhitespace;

use super::Wire;
use super::fault::Fault;
use super::record::{Reader, Writer};

/// The values of a record's fields, in the order of the field list. Tuples of up to eight, and [`More`] for longer lists.
pub trait Fields: Sized {
    /// Reads them.
    fn read(reader: &mut Reader<'_>) -> Result<Self, Fault>;
}

/// References to a record's fields, in the order of the field list.
pub trait FieldRefs {
    /// Writes them.
    fn write(self, writer: &mut Writer<'_>);

    /// Shows them, under these names.
    fn show(self, names: &mut SplitWhitespace<'_>, shown: &mut DebugStruct<'_, '_>);
}

/// Eight fields, and those that follow them.
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

/// What `Debug` of a record prints: what a derive would. `names` is the record's name and those of its fields, as one
/// text: an array of texts would cost the compiler more.
pub fn show_fields(fields: impl FieldRefs, names: &str, f: &mut Formatter<'_>) -> std::fmt::Result {
    let mut names = names.split_whitespace();
    let mut shown = f.debug_struct(names.next().map_or("", bare));
    fields.show(&mut names, &mut shown);
    shown.finish()
}

/// A name without the mark of names that are keywords.
fn bare(name: &str) -> &str {
    name.strip_prefix("r#").unwrap_or(name)
}
