//! The mappings that define types: parameters, fields, records, enums and newtypes.

use super::choices::Choice;
use super::duration::Duration;
use super::foreign;
use super::keys::{Conditions, Fields, Headers, Keyed, Values, Variants};
use super::mapping::mapping;
use super::read::{At, Read, Words, wrong_kind};
use super::values::{
    About, Bound, DeprecatedDoc, DeviationDoc, EvidenceDoc, Flag, JsonDoc, Many, Text, Whole,
};
use crate::diagnostic::{Diagnostics, Span};
use crate::model::{ClockUnit, Encoding, MadeKind, Place, Style};
use crate::schema::parts::{Definitions, JsonValue as Schema, any_of, kind};
use crate::yaml::{Kind, Node};

pub(crate) use super::choices::{ByWord, EnumBase, Hash};

mapping! {
    /// A parameter of an action or a field of a record: the keys of both. Each of the two supports only some of them.
    "member" MemberDoc short type_ {
        /// Type expression, such as `int` or `list<Country>`.
        need type_: Text<'a> = "type",
        /// Meaning of the value, in our own words. Default: the `about` of the named type.
        may about: About<'a> = "about",
        /// Whether the value may be left out. For a field, null counts as missing. Default: false.
        may optional: Flag = "optional",
        /// Whether the value may be null. With `optional`, null and a missing value differ. A parameter must travel in
        /// JSON. Default: false.
        may nullable: Flag = "nullable",
        /// Value that a server assumes for a missing parameter; clients always send a required one. For a required
        /// field: value that is read when the field is missing or null, although it is always written.
        may default: JsonDoc<'a> = "default",
        /// Place of the parameter: `path`, `query`, `header`, `cookie`, `form`, `json`, `multipart`, or `body` for the
        /// whole body. Default: `parameters-in` of the action.
        may in_: Choice<Place> = "in",
        /// Name of the parameter on the wire, where another parameter in another place has the same. Default: the key.
        may name: Text<'a> = "name",
        /// With `in: body`: media types of the body, also ranges such as `image/*`. Default: JSON;
        /// `application/octet-stream` for `content` and `bytes`.
        some media: Many<Text<'a>> = "media",
        /// How a list, map or record outside JSON is divided into texts: `repeated` (default of lists), `comma`, `pipe`,
        /// `space`, `brackets`, `indexed`, `dots`, or `json` (default of maps and records).
        may style: Choice<Style> = "style",
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
        may min: Bound = "min",
        /// Largest allowed value.
        may max: Bound = "max",
        /// Exclusive lower bound of the value.
        may above: Bound = "above",
        /// Exclusive upper bound of the value.
        may below: Bound = "below",
        /// Minimum and maximum number of characters of a string, or of items of a list, as `[MIN, MAX]`.
        may length: Vec<Whole> = "length",
        /// Another optional parameter that must be present too.
        may needs: Text<'a> = "needs",
        /// Other optional parameters that must not be present together with this one.
        some excludes: Many<Text<'a>> = "excludes",
        /// Parameters, each with the values with which this one must be present.
        some required_when: Keyed<'a, Conditions, Many<JsonDoc<'a>>> = "required-when",
        /// The only value. It is always written, is not part of the Rust type, and is never read from a field.
        may fixed: JsonDoc<'a> = "fixed",
        /// How a client makes the value when the caller gives none: `now` (the time), `nonce` (a growing number), `random`
        /// (a text), `uuid`, or `idempotency-key` (a UUID that is kept when a call is repeated).
        may made: Choice<MadeKind> = "made",
        /// For `made: nonce`: unit of the clock from which the number comes. Default: milliseconds.
        may unit: Choice<ClockUnit> = "unit",
        /// For `made: now`: maximum difference from the server's clock, such as `5 s` or `5 min`.
        may window: Duration = "window",
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

/// Headers of a response.
#[derive(Clone, Debug)]
pub(crate) enum HeadersDoc<'a> {
    /// Name of a record type that has them.
    Record(Text<'a>),
    /// The headers, by name.
    Fields(Keyed<'a, Headers, FieldDoc<'a>>),
}

impl<'a> Read<'a> for HeadersDoc<'a> {
    fn read(node: Node<'a>, at: At<'_>, sink: &mut Diagnostics) -> Option<Self> {
        match node.kind {
            Kind::Text(..) => Text::read(node, at, sink).map(Self::Record),
            _ => Keyed::read(node, at, sink).map(Self::Fields),
        }
    }

    fn schema(definitions: &mut Definitions) -> Schema {
        any_of(vec![kind("string"), Keyed::<Headers, FieldDoc<'a>>::schema(definitions)])
    }
}

/// Diagnostic name and unsupported keys of a parameter.
const PARAMETER: Words = Words {
    what: "parameter",
    foreign: foreign::MEMBER,
    elsewhere: &[
        ("required", "parameters are required unless they have `optional: true`"),
        ("values", "define an enum under `types` and use it as the type"),
        (
            "wire",
            "the key of the parameter is its wire name, unless `name` is set; use `rust` to change the name in Rust",
        ),
    ],
    ..MemberDoc::WORDS
};

/// Diagnostic name and unsupported keys of a field.
const FIELD: Words = Words {
    what: "field",
    foreign: foreign::MEMBER,
    elsewhere: &[
        ("in", "`in` is for parameters"),
        ("name", "the key of the field is its wire name; use `rust` to change the name in Rust"),
        ("media", "`media` is for parameters with `in: body`, and for responses"),
        ("style", "`style` is for parameters; a record in a parameter is written in the parameter's style"),
        ("excludes", "`excludes` is for parameters"),
        ("required-when", "`required-when` is for parameters"),
        ("plus-as-space", "`plus-as-space` is for parameters"),
        ("needs", "`needs` is for parameters"),
        ("made", "`made` is for parameters"),
        ("unit", "`unit` is for parameters with `made: nonce`"),
        ("window", "`window` is for parameters with `made: now`"),
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
    pub(crate) min: Option<Bound>,
    pub(crate) max: Option<Bound>,
    pub(crate) above: Option<Bound>,
    pub(crate) below: Option<Bound>,
    pub(crate) length: Option<Vec<Whole>>,
}

mapping! {
    /// A named type: a record (`fields` or `positions`), a union (`one-of`), an enum (`enum` and `values`), or a newtype
    /// around a scalar or another name of a type expression (`type`).
    "type" TypeDoc {
        /// Meaning of the type.
        need about: About<'a> = "about",
        /// Fields of a record, in the documented order.
        may fields: Keyed<'a, Fields, FieldDoc<'a>> = "fields",
        /// For a record that is an array on the wire: its entries, in order, by names of our own.
        may positions: Keyed<'a, Fields, FieldDoc<'a>> = "positions",
        /// For a record: another record that provides the first fields, or a list of them. A field of the record itself
        /// replaces an included one.
        some includes: Many<Text<'a>> = "includes",
        /// For a union: its variants, by name.
        may one_of: Keyed<'a, Variants, VariantDoc<'a>> = "one-of",
        /// For a union: what tells the variants apart: `{field: NAME}`, `kind` (default) or `shape`.
        may by: ByDoc<'a> = "by",
        /// For an enum: type of its values on the wire, `int` or `string`.
        may enum_: Choice<EnumBase> = "enum",
        /// For an enum: its values, by name.
        may values: Keyed<'a, Values, ValueDoc<'a>> = "values",
        /// For a newtype: the scalar that it wraps. For an alias: any other type expression, such as `list<Country>`.
        may type_: Text<'a> = "type",
        /// For a newtype: encoding on the wire.
        may encoding: Choice<Encoding> = "encoding",
        /// For a secret: digest of the plain text that is sent in its place. The only value is `md5`.
        may hash: Choice<Hash> = "hash",
        /// Smallest allowed value.
        may min: Bound = "min",
        /// Largest allowed value.
        may max: Bound = "max",
        /// Exclusive lower bound of the value.
        may above: Bound = "above",
        /// Exclusive upper bound of the value.
        may below: Bound = "below",
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
    elsewhere {
        "oneOf" => "write `one-of`, with a name for each variant: `one-of: {card: Card, debit: Debit}`",
        "anyOf" => "write `one-of`, with a name for each variant: `one-of: {card: Card, debit: Debit}`",
        "allOf" => "write `includes: [Record, …]`, and the record's own fields under `fields`",
        "properties" => "write `fields`",
        "discriminator" => "write `by: {field: NAME}` beside `one-of`",
        "required" => "fields are required unless they have `optional: true` or `nullable: true`",
        "additionalProperties" => "write a field of the type `map<…>` with `additional: true`",
    }
    any_of { "fields", "positions", "includes", "one-of", "enum", "type" }
}

mapping! {
    /// A variant of a union. A plain string is its type.
    "variant" VariantDoc short type_ {
        /// Type of the value.
        need type_: Text<'a> = "type",
        /// Values of the field that tells the variants apart. Default: the field's fixed value, or the name of the
        /// variant.
        some is: Many<JsonDoc<'a>> = "is",
        /// Meaning of the variant. Default: the `about` of the named type.
        may about: About<'a> = "about",
        /// Marks the variant as deprecated: `true`, or what to do instead in our own words.
        may deprecated: DeprecatedDoc<'a> = "deprecated",
        /// Name in Rust, where the derived one is unsuitable.
        may rust: Text<'a> = "rust",
    }
}

mapping! {
    /// The field that tells the variants of a union apart.
    "choice by field" ByFieldDoc {
        /// Name of a field that all variants have; names joined by dots lead to a field further inside.
        need field: Text<'a> = "field",
    }
    elsewhere {
        "propertyName" => "write `field`",
        "mapping" => "write the values of each variant under `is`: `{type: Card, is: card}`",
    }
}

/// What tells the variants of a union apart.
#[derive(Clone, Debug)]
pub(crate) enum ByDoc<'a> {
    /// A field.
    Field(ByFieldDoc<'a>),
    /// Kind or shape.
    Word(Choice<ByWord>),
}

impl ByDoc<'_> {
    /// Returns the place of the value.
    pub(crate) fn span(&self) -> Span {
        match self {
            ByDoc::Field(doc) => doc.span,
            ByDoc::Word(choice) => choice.span,
        }
    }
}

impl<'a> Read<'a> for ByDoc<'a> {
    fn read(node: Node<'a>, at: At<'_>, sink: &mut Diagnostics) -> Option<Self> {
        match node.kind {
            Kind::Map(_) => ByFieldDoc::read(node, at, sink).map(Self::Field),
            Kind::Text(..) => Choice::read(node, at, sink).map(Self::Word),
            _ => {
                let help = "write `by: {field: NAME}`, `by: kind` or `by: shape`".to_owned();
                wrong_kind(&node, "a mapping or a string", Some(help), sink);
                None
            }
        }
    }

    fn schema(definitions: &mut Definitions) -> Schema {
        any_of(vec![Choice::<ByWord>::schema(definitions), ByFieldDoc::schema(definitions)])
    }
}

mapping! {
    /// A value of an enum.
    "value" ValueDoc {
        /// Value on the wire.
        need is: JsonDoc<'a> = "is",
        /// Other spellings of the value that are read and never written.
        some aliases: Many<JsonDoc<'a>> = "aliases",
        /// Meaning of the value. Default: its name in words.
        may about: About<'a> = "about",
        /// Marks the value as deprecated: `true`, or what to do instead in our own words.
        may deprecated: DeprecatedDoc<'a> = "deprecated",
        /// Name in Rust, where the derived one is unsuitable.
        may rust: Text<'a> = "rust",
    }
}
