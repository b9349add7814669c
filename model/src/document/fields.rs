//! The mappings that define types: parameters, fields, records, enums and newtypes.

use super::choices::Choice;
use super::keys::{Fields, Keyed, Values};
use super::mapping::mapping;
use super::read::{At, Read, Words};
use super::values::{About, DeprecatedDoc, DeviationDoc, EvidenceDoc, Flag, JsonDoc, Many, Text, Whole};
use crate::diagnostic::Diagnostics;
use crate::model::Encoding;
use crate::schema::parts::{Definitions, JsonValue as Schema};
use crate::yaml::Node;

pub(crate) use super::choices::{EnumBase, Hash, In};

mapping! {
    /// A parameter of an action or a field of a record: the keys of both. Each of the two supports only some of them.
    "member" MemberDoc short type_ {
        /// Type expression, such as `int` or `list<Country>`.
        need type_: Text<'a> = "type",
        /// Meaning of the value, in our own words. Default: the `about` of the named type.
        may about: About<'a> = "about",
        /// Whether the value may be left out. For a field, null counts as missing. Default: false.
        may optional: Flag = "optional",
        /// Whether the field may be null although it is always present. Default: false.
        may nullable: Flag = "nullable",
        /// Value that a server assumes for a missing parameter; clients always send a required one. For a required
        /// field: value that is read when the field is missing or null, although it is always written.
        may default: JsonDoc<'a> = "default",
        /// `path` for a parameter in the path. Default: sent where the action's `parameters-in` says.
        may in_: Choice<In> = "in",
        /// Other wire names that are read, in order, when the first is missing.
        some aliases: Many<Text<'a>> = "aliases",
        /// Encoding of a scalar on the wire. Reading accepts every encoding.
        may encoding: Choice<Encoding> = "encoding",
        /// Wire texts that mean null, where the value is optional or nullable.
        some null_values: Many<Text<'a>> = "null-values",
        /// Whether a space at the start is read as a plus sign, which an unescaped form turned into a space. Default:
        /// false.
        may plus_as_space: Flag = "plus-as-space",
        /// Whether a list with one entry is written without brackets. An empty field is written as null. Default:
        /// false.
        may bare_single: Flag = "bare-single",
        /// Smallest allowed value.
        may min: Whole = "min",
        /// Largest allowed value.
        may max: Whole = "max",
        /// Exclusive lower bound of the value.
        may above: Whole = "above",
        /// Minimum and maximum number of characters of a string, as `[MIN, MAX]`.
        may length: Vec<Whole> = "length",
        /// Another optional parameter that must be present too.
        may needs: Text<'a> = "needs",
        /// The only value. It is always written, is not part of the Rust type, and is never read from a field.
        may fixed: JsonDoc<'a> = "fixed",
        /// Whether this map holds all additional entries, which no other parameter or field describes. Default: false.
        may additional: Flag = "additional",
        /// Error for a missing parameter, where the one in `rejections` does not apply.
        may missing: Text<'a> = "missing",
        /// Error for an invalid value, where the one in `rejections` does not apply.
        may invalid: Text<'a> = "invalid",
        /// Marks the parameter or field as deprecated: `true`, or what to do instead in our own words.
        may deprecated: DeprecatedDoc<'a> = "deprecated",
        /// Name in Rust, where the derived one is unsuitable.
        may rust: Text<'a> = "rust",
        /// Sources of this entry.
        some evidence: Many<EvidenceDoc<'a>> = "evidence",
        /// Deliberate differences from a source.
        some deviates: Many<DeviationDoc<'a>> = "deviates",
    }
}

/// A parameter of an action (`PARAMETER` is true) or a field of a record.
#[derive(Clone, Debug)]
pub(crate) struct Member<'a, const PARAMETER: bool>(pub(crate) MemberDoc<'a>);

pub(crate) type ParameterDoc<'a> = Member<'a, true>;
pub(crate) type FieldDoc<'a> = Member<'a, false>;

/// Diagnostic name and unsupported keys of a parameter.
const PARAMETER: Words = Words {
    what: "parameter",
    elsewhere: &[
        ("nullable", "`nullable` is for fields; write `optional: true` for a parameter that may be left out"),
        ("required", "parameters are required unless they have `optional: true`"),
        ("values", "define an enum under `types` and use it as the type"),
        ("wire", "the key of the parameter is its wire name; use `rust` to change the name in Rust"),
    ],
    ..MemberDoc::WORDS
};

/// Diagnostic name and unsupported keys of a field.
const FIELD: Words = Words {
    what: "field",
    elsewhere: &[
        ("in", "`in` is for parameters"),
        ("plus-as-space", "`plus-as-space` is for parameters"),
        ("needs", "`needs` is for parameters"),
        ("missing", "`missing` is for parameters"),
        ("invalid", "`invalid` is for parameters"),
        ("required", "fields are required unless they have `optional: true` or `nullable: true`"),
        ("values", "define an enum under `types` and use it as the type"),
        ("wire", "the key of the field is its wire name; use `rust` to change the name in Rust"),
    ],
    ..MemberDoc::WORDS
};

impl<'a, const PARAMETER: bool> Read<'a> for Member<'a, PARAMETER> {
    fn read(node: Node<'a>, at: At<'_>, sink: &mut Diagnostics) -> Option<Self> {
        MemberDoc::read_as(if PARAMETER { self::PARAMETER } else { FIELD }, node, at, sink).map(Self)
    }

    fn schema(definitions: &mut Definitions) -> Schema {
        let (name, about, words) = match PARAMETER {
            true => ("Parameter", "A parameter of an action. A plain string is its type.", self::PARAMETER),
            false => ("Field", "A field of a record. A plain string is its type.", FIELD),
        };
        MemberDoc::schema_as(name, about, words, definitions)
    }
}

/// Limits of a value as written in a spec.
#[derive(Clone, Debug, Default)]
pub(crate) struct BoundsDoc {
    pub(crate) min: Option<Whole>,
    pub(crate) max: Option<Whole>,
    pub(crate) above: Option<Whole>,
    pub(crate) length: Option<Vec<Whole>>,
}

mapping! {
    /// A named type: a record (`fields`), an enum (`enum` and `values`) or a newtype around a scalar (`type`).
    "type" TypeDoc {
        /// Meaning of the type.
        need about: About<'a> = "about",
        /// Fields of a record, in the documented order.
        may fields: Keyed<'a, Fields, FieldDoc<'a>> = "fields",
        /// For a record: another record that provides the first fields.
        may includes: Text<'a> = "includes",
        /// For an enum: type of its values on the wire, `int` or `string`.
        may enum_: Choice<EnumBase> = "enum",
        /// For an enum: its values, by name.
        may values: Keyed<'a, Values, ValueDoc<'a>> = "values",
        /// For a newtype: the scalar that it wraps, `string`, `int`, `decimal` or `secret`.
        may type_: Text<'a> = "type",
        /// For a newtype: encoding on the wire.
        may encoding: Choice<Encoding> = "encoding",
        /// For a secret: digest of the plain text that is sent in its place. The only value is `md5`.
        may hash: Choice<Hash> = "hash",
        /// Smallest allowed value.
        may min: Whole = "min",
        /// Largest allowed value.
        may max: Whole = "max",
        /// Exclusive lower bound of the value.
        may above: Whole = "above",
        /// Minimum and maximum number of characters of a string, as `[MIN, MAX]`.
        may length: Vec<Whole> = "length",
        /// Error for a missing parameter of this type.
        may missing: Text<'a> = "missing",
        /// Error for an invalid value of a parameter of this type.
        may invalid: Text<'a> = "invalid",
        /// Name in Rust, where the derived one is unsuitable.
        may rust: Text<'a> = "rust",
        /// Sources of this entry.
        some evidence: Many<EvidenceDoc<'a>> = "evidence",
        /// Deliberate differences from a source.
        some deviates: Many<DeviationDoc<'a>> = "deviates",
    }
    any_of { "fields", "enum", "type" }
}

mapping! {
    /// A value of an enum.
    "value" ValueDoc {
        /// Value on the wire.
        need is: JsonDoc<'a> = "is",
        /// Meaning of the value. Default: its name in words.
        may about: About<'a> = "about",
        /// Marks the value as deprecated: `true`, or what to do instead in our own words.
        may deprecated: DeprecatedDoc<'a> = "deprecated",
        /// Name in Rust, where the derived one is unsuitable.
        may rust: Text<'a> = "rust",
    }
}
