//! The mappings that define types: parameters, fields, records, enums and new types.

use super::choices::Choice;
use super::keys::{Fields, Keyed, Values};
use super::mapping::mapping;
use super::read::Doubt;
use super::values::{About, DeviationDoc, EvidenceDoc, Flag, Json, Many, Text, Whole};
use crate::diagnostic::Span;
use crate::model::Style;

pub(crate) use super::choices::{EnumBase, Hash, In};

mapping! {
    /// A parameter of an action. A bare text is its type.
    "parameter" ParameterDoc short type_ {
        /// The type, as an expression such as `int` or `list<Country>`.
        need type_: Text<'a> = "type",
        /// What the parameter means, in our words.
        may about: About<'a> = "about",
        /// Whether it may be left out.
        may optional: Flag = "optional",
        /// What a server assumes when the parameter is left out. A required one is sent all the same.
        may default: Json<'a> = "default",
        /// `path` for a parameter that stands in the path; all others travel where the action's `send` says.
        may in_: Choice<In> = "in",
        /// Other wire names that are read, in order, when the first is missing.
        some also: Many<Text<'a>> = "also",
        /// How a scalar is written.
        may as_: Choice<Style> = "as",
        /// Wire texts that mean 'no value' in an optional parameter.
        some none: Many<Text<'a>> = "none",
        /// Whether a blank at its start is read as the plus that a form has swallowed.
        may leading_plus: Flag = "leading-plus",
        /// A list that is written without brackets when it has one entry.
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
        /// The one value of a parameter that is always sent; it is not in the Rust type.
        may fixed: Json<'a> = "fixed",
        /// Whether it is a map of all parameters that no other name stands for.
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
    elsewhere {
        "nullable" => "`nullable` is for fields; a parameter that may be left out is `optional: true`",
        "required" => "parameters are required unless they say `optional: true`",
        "values" => "define an enum under `types` and name it as the type",
        "wire" => "the key of the parameter is its wire name; `rust` changes the name in Rust",
    }
}

mapping! {
    /// A field of a record. A bare text is its type.
    "field" FieldDoc short type_ {
        /// The type, as an expression such as `int` or `list<Country>`.
        need type_: Text<'a> = "type",
        /// What the field means, in our words.
        may about: About<'a> = "about",
        /// Whether it may be missing.
        may optional: Flag = "optional",
        /// Whether it may be null, though it is always there.
        may nullable: Flag = "nullable",
        /// What is read when the field is missing or null; it is always written.
        may default: Json<'a> = "default",
        /// Other wire names that are read, in order, when the first is missing.
        some also: Many<Text<'a>> = "also",
        /// How a scalar is written.
        may as_: Choice<Style> = "as",
        /// Wire texts that mean 'no value' in an optional or nullable field.
        some none: Many<Text<'a>> = "none",
        /// A list that is written without brackets when it has one entry and as null when it is empty.
        may bare_single: Flag = "bare-single",
        /// The one value of a field that is always written and never read.
        may fixed: Json<'a> = "fixed",
        /// Whether it is a map of all entries of the record that no other field has.
        may others: Flag = "others",
        /// The smallest value.
        may min: Whole = "min",
        /// The largest value.
        may max: Whole = "max",
        /// The value must be larger than this.
        may above: Whole = "above",
        /// The fewest and the most characters of a text.
        may length: Vec<Whole> = "length",
        /// The name in Rust where the derived one is bad.
        may rust: Text<'a> = "rust",
        /// How we know.
        some evidence: Many<EvidenceDoc<'a>> = "evidence",
        /// Where the spec knowingly departs from a source.
        some deviates: Many<DeviationDoc<'a>> = "deviates",
    }
    elsewhere {
        "in" => "`in` is for parameters",
        "needs" => "`needs` is for parameters",
        "missing" => "`missing` is for parameters",
        "invalid" => "`invalid` is for parameters",
        "required" => "fields are required unless they say `optional: true` or `nullable: true`",
        "values" => "define an enum under `types` and name it as the type",
        "wire" => "the key of the field is its wire name; `rust` changes the name in Rust",
    }
}

/// A parameter or a field: the keys of both.
pub(crate) struct MemberDoc<'a> {
    pub(crate) parameter: bool,
    pub(crate) span: Span,
    pub(crate) doubt: Doubt,
    pub(crate) type_: Option<Text<'a>>,
    pub(crate) about: Option<About<'a>>,
    pub(crate) optional: Option<Flag>,
    pub(crate) nullable: Option<Flag>,
    pub(crate) default: Option<Json<'a>>,
    pub(crate) in_: Option<Choice<In>>,
    pub(crate) also: Vec<Text<'a>>,
    pub(crate) as_: Option<Choice<Style>>,
    pub(crate) none: Vec<Text<'a>>,
    pub(crate) leading_plus: Option<Flag>,
    pub(crate) bare_single: Option<Flag>,
    pub(crate) fixed: Option<Json<'a>>,
    pub(crate) others: Option<Flag>,
    pub(crate) bounds: BoundsDoc,
    pub(crate) needs: Option<Text<'a>>,
    pub(crate) missing: Option<Text<'a>>,
    pub(crate) invalid: Option<Text<'a>>,
    pub(crate) rust: Option<Text<'a>>,
    pub(crate) evidence: Vec<EvidenceDoc<'a>>,
    pub(crate) deviates: Vec<DeviationDoc<'a>>,
}

impl MemberDoc<'_> {
    /// The noun for it.
    pub(crate) fn what(&self) -> &'static str {
        if self.parameter { "parameter" } else { "field" }
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

impl<'a> From<ParameterDoc<'a>> for MemberDoc<'a> {
    fn from(doc: ParameterDoc<'a>) -> Self {
        Self {
            parameter: true,
            span: doc.span,
            doubt: doc.doubt,
            type_: doc.type_,
            about: doc.about,
            optional: doc.optional,
            nullable: None,
            default: doc.default,
            in_: doc.in_,
            also: doc.also.0,
            as_: doc.as_,
            none: doc.none.0,
            leading_plus: doc.leading_plus,
            bare_single: doc.bare_single,
            fixed: doc.fixed,
            others: doc.others,
            bounds: BoundsDoc { min: doc.min, max: doc.max, above: doc.above, length: doc.length },
            needs: doc.needs,
            missing: doc.missing,
            invalid: doc.invalid,
            rust: doc.rust,
            evidence: doc.evidence.0,
            deviates: doc.deviates.0,
        }
    }
}

impl<'a> From<FieldDoc<'a>> for MemberDoc<'a> {
    fn from(doc: FieldDoc<'a>) -> Self {
        Self {
            parameter: false,
            span: doc.span,
            doubt: doc.doubt,
            type_: doc.type_,
            about: doc.about,
            optional: doc.optional,
            nullable: doc.nullable,
            default: doc.default,
            in_: None,
            also: doc.also.0,
            as_: doc.as_,
            none: doc.none.0,
            leading_plus: None,
            bare_single: doc.bare_single,
            fixed: doc.fixed,
            others: doc.others,
            bounds: BoundsDoc { min: doc.min, max: doc.max, above: doc.above, length: doc.length },
            needs: None,
            missing: None,
            invalid: None,
            rust: doc.rust,
            evidence: doc.evidence.0,
            deviates: doc.deviates.0,
        }
    }
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
