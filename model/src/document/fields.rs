//! The mappings that define types: parameters, fields, records, enums and new types.

use super::choices::Choice;
use super::keys::{Fields, Keyed, Values};
use super::mapping::mapping;
use super::read::{At, Read, Words};
use super::values::{About, DeviationDoc, EvidenceDoc, Flag, Json, Many, Text, Whole};
use crate::diagnostic::Diagnostics;
use crate::model::Style;
use crate::schema::parts::{Definitions, Json as Schema};
use crate::yaml::Node;

pub(crate) use super::choices::{EnumBase, Hash, In};

mapping! {
    /// A parameter of an action or a field of a record: the keys of both, of which each lacks some.
    "member" MemberDoc short type_ {
        /// The type, as an expression such as `int` or `list<Country>`.
        need type_: Text<'a> = "type",
        /// What it means, in our words.
        may about: About<'a> = "about",
        /// Whether it may be left out.
        may optional: Flag = "optional",
        /// Whether it may be null, though it is always there.
        may nullable: Flag = "nullable",
        /// What a server assumes when a parameter is left out, though a required one is sent all the same; what is read when a field is missing or null, though it is always written.
        may default: Json<'a> = "default",
        /// `path` for a parameter that stands in the path; all others travel where the action's `send` says.
        may in_: Choice<In> = "in",
        /// Other wire names that are read, in order, when the first is missing.
        some also: Many<Text<'a>> = "also",
        /// How a scalar is written.
        may as_: Choice<Style> = "as",
        /// Wire texts that mean 'no value' where there may be none.
        some none: Many<Text<'a>> = "none",
        /// Whether a blank at its start is read as the plus that a form has swallowed.
        may leading_plus: Flag = "leading-plus",
        /// A list that is written without brackets when it has one entry; as null when it is empty, where it is a field.
        may bare_single: Flag = "bare-single",
        /// The smallest value.
        may min: Whole = "min",
        /// The largest value.
        may max: Whole = "max",
        /// The value must be larger than this.
        may above: Whole = "above",
        /// The fewest and the most characters of a text.
        may length: Vec<Whole> = "length",
        /// Another optional parameter that must be there too.
        may needs: Text<'a> = "needs",
        /// The one value of what is always written; it is not in the Rust type, and of a field it is never read.
        may fixed: Json<'a> = "fixed",
        /// Whether it is a map of all entries that no other name stands for.
        may others: Flag = "others",
        /// The error when the parameter is missing, where `refusals` is wrong.
        may missing: Text<'a> = "missing",
        /// The error when the value is bad, where `refusals` is wrong.
        may invalid: Text<'a> = "invalid",
        /// The name in Rust where the derived one is bad.
        may rust: Text<'a> = "rust",
        /// How we know.
        some evidence: Many<EvidenceDoc<'a>> = "evidence",
        /// Where the spec knowingly departs from a source.
        some deviates: Many<DeviationDoc<'a>> = "deviates",
    }
}

/// A parameter of an action, or else a field of a record.
#[derive(Clone, Debug)]
pub(crate) struct Member<'a, const PARAMETER: bool>(pub(crate) MemberDoc<'a>);

pub(crate) type ParameterDoc<'a> = Member<'a, true>;
pub(crate) type FieldDoc<'a> = Member<'a, false>;

/// What a parameter is called, and the keys that it lacks.
const PARAMETER: Words = Words {
    what: "parameter",
    elsewhere: &[
        ("nullable", "`nullable` is for fields; a parameter that may be left out is `optional: true`"),
        ("required", "parameters are required unless they say `optional: true`"),
        ("values", "define an enum under `types` and name it as the type"),
        ("wire", "the key of the parameter is its wire name; `rust` changes the name in Rust"),
    ],
    ..MemberDoc::WORDS
};

/// The same of a field.
const FIELD: Words = Words {
    what: "field",
    elsewhere: &[
        ("in", "`in` is for parameters"),
        ("leading-plus", "`leading-plus` is for parameters"),
        ("needs", "`needs` is for parameters"),
        ("missing", "`missing` is for parameters"),
        ("invalid", "`invalid` is for parameters"),
        ("required", "fields are required unless they say `optional: true` or `nullable: true`"),
        ("values", "define an enum under `types` and name it as the type"),
        ("wire", "the key of the field is its wire name; `rust` changes the name in Rust"),
    ],
    ..MemberDoc::WORDS
};

impl<'a, const PARAMETER: bool> Read<'a> for Member<'a, PARAMETER> {
    fn read(node: Node<'a>, at: At<'_>, sink: &mut Diagnostics) -> Option<Self> {
        MemberDoc::read_as(if PARAMETER { self::PARAMETER } else { FIELD }, node, at, sink).map(Self)
    }

    fn schema(definitions: &mut Definitions) -> Schema {
        let (name, about, words) = match PARAMETER {
            true => ("Parameter", "A parameter of an action. A bare text is its type.", self::PARAMETER),
            false => ("Field", "A field of a record. A bare text is its type.", FIELD),
        };
        MemberDoc::schema_as(name, about, words, definitions)
    }
}

/// Limits as they are written.
#[derive(Clone, Debug, Default)]
pub(crate) struct BoundsDoc {
    pub(crate) min: Option<Whole>,
    pub(crate) max: Option<Whole>,
    pub(crate) above: Option<Whole>,
    pub(crate) length: Option<Vec<Whole>>,
}

mapping! {
    /// A named type: a record (`fields`), an enum (`enum` and `values`) or a new type around a scalar (`type`).
    "type" TypeDoc {
        /// What it is.
        need about: About<'a> = "about",
        /// The fields of a record, in the documented order.
        may fields: Keyed<'a, Fields, FieldDoc<'a>> = "fields",
        /// For a record: another record, whose fields come first.
        may includes: Text<'a> = "includes",
        /// For an enum: what its values are on the wire.
        may enum_: Choice<EnumBase> = "enum",
        /// For an enum: its values by name.
        may values: Keyed<'a, Values, ValueDoc<'a>> = "values",
        /// For a new type: the scalar that it wraps.
        may type_: Text<'a> = "type",
        /// For a new type: how it is written.
        may as_: Choice<Style> = "as",
        /// For a secret: sent as this digest of its plain text.
        may hash: Choice<Hash> = "hash",
        /// The smallest value.
        may min: Whole = "min",
        /// The largest value.
        may max: Whole = "max",
        /// The value must be larger than this.
        may above: Whole = "above",
        /// The fewest and the most characters of a text.
        may length: Vec<Whole> = "length",
        /// The error when a parameter of this type is missing.
        may missing: Text<'a> = "missing",
        /// The error when the value of a parameter of this type is bad.
        may invalid: Text<'a> = "invalid",
        /// The name in Rust where the derived one is bad.
        may rust: Text<'a> = "rust",
        /// How we know.
        some evidence: Many<EvidenceDoc<'a>> = "evidence",
        /// Where the spec knowingly departs from a source.
        some deviates: Many<DeviationDoc<'a>> = "deviates",
    }
    any_of { "fields", "enum", "type" }
}

mapping! {
    /// One value of an enum.
    "value" ValueDoc {
        /// The value on the wire.
        need is: Json<'a> = "is",
        /// What it means; its name in words when it is left out.
        may about: About<'a> = "about",
        /// The name in Rust where the derived one is bad.
        may rust: Text<'a> = "rust",
    }
}
