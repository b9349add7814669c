//! Fields of a record as tuples, so that one call reads, writes or shows all of them.
//!
//! Generated code consists mostly of records. For a call, branch or borrow per field, the compiler would repeat its
//! work for every field of every record; a tuple is handled as a whole.

use std::fmt::{Debug, DebugStruct, Formatter};
use std::str::SplitWhitespace;

use super::Wire;
use super::fault::Fault;
use super::record::{Reader, Record};
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

    /// Whether the fields of another record are equal.
    fn equal(self, other: Self) -> bool;

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

    fn equal(self, other: Self) -> bool {
        self.0.equal(other.0) && self.1.equal(other.1)
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

        impl<$($ty: Wire + Debug + PartialEq),*> FieldRefs for ($(&$ty,)*) {
            fn write(self, _writer: &mut Writer<'_>) {
                let ($($field,)*) = self;
                $(_writer.field($field);)*
            }

            fn equal(self, other: Self) -> bool {
                self == other
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

/// Something that is done with all fields of a record.
pub trait Visitor {
    /// Result of the visit.
    type Output;

    /// Visits the fields of a record, and those of another record of the same type.
    fn visit<F: FieldRefs>(self, fields: F, other: F) -> Self::Output;
}

/// Writes the fields.
pub(super) struct Writing<'w, 'a>(pub(super) &'w mut Writer<'a>);

impl Visitor for Writing<'_, '_> {
    type Output = ();

    fn visit<F: FieldRefs>(self, fields: F, _other: F) {
        fields.write(self.0);
    }
}

/// Compares the fields with those of the other record.
pub struct Equal;

impl Visitor for Equal {
    type Output = bool;

    fn visit<F: FieldRefs>(self, fields: F, other: F) -> bool {
        fields.equal(other)
    }
}

/// Shows the fields under their names.
struct Show<'v, 'n, 'f, 's>(&'v mut SplitWhitespace<'n>, &'v mut DebugStruct<'f, 's>);

impl Visitor for Show<'_, '_, '_, '_> {
    type Output = ();

    fn visit<F: FieldRefs>(self, fields: F, _other: F) {
        fields.show(self.0, self.1);
    }
}

/// Writes the `Debug` output of a record, the same as a derive. `names` is the name of the record and those of its
/// fields in one string; an array of strings would cost more compile time.
pub fn show<R: Record>(record: &R, names: &str, f: &mut Formatter<'_>) -> std::fmt::Result {
    let mut names = names.split_whitespace();
    let mut shown = f.debug_struct(names.next().map_or("", bare));
    record.visit(record, Show(&mut names, &mut shown));
    shown.finish()
}

/// Returns a name without the prefix of raw identifiers.
fn bare(name: &str) -> &str {
    name.strip_prefix("r#").unwrap_or(name)
}
