//! Types, and the parameters and fields that have them.

use bindery_vocabulary::{ClockUnit, Encoding, JsonKind, MadeKind, Place, Scalar, Style, ValueLimits, words};

use super::{AuthId, Body, Deprecation, Deviation, ErrorId, Evidence, ModuleId, TypeId, Union, UnionVariant};
use crate::diagnostic::Span;

/// A parameter of an action or a field of a record.
#[derive(Clone, Debug)]
pub struct Field {
    /// Name, verbatim; on the wire too, unless `wire` is set.
    pub name: String,
    /// For a parameter: name on the wire, where another parameter in another place has the same.
    pub wire: Option<String>,
    /// Meaning of the value, in our own words.
    pub about: String,
    /// Type of the value, with names resolved.
    pub ty: Type,
    /// Whether the value must be present.
    pub presence: Presence,
    /// For a parameter: the place that the spec gives it. [`Action::place_of`](super::Action::place_of) returns the
    /// place of any parameter.
    pub place: Option<Place>,
    /// For a list, map or record outside JSON: how it is divided into texts. `None` for a single text, which is JSON for
    /// a list, map or record.
    pub style: Option<Style>,
    /// For a parameter that is the whole body: how it is written.
    pub body: Body,
    /// Default for a missing or null value, as JSON text. Clients always send a required parameter with a default, but
    /// servers do not require it.
    pub default: Option<String>,
    /// Other wire names that are read when the first is missing.
    pub aliases: Vec<String>,
    /// Encoding of the value on the wire, including that of its named type.
    pub encoding: Encoding,
    /// Wire texts that mean null.
    pub null_values: Vec<String>,
    /// Whether a space at the start is read as a plus sign, which an unescaped form turned into a space.
    pub plus_as_space: bool,
    /// Whether a list with one entry is written without brackets.
    pub bare_single: bool,
    /// The only value, as JSON text; such a field is not in the Rust type.
    pub fixed: Option<String>,
    /// Whether this map holds the additional entries, which no other field describes. They are written beside the other
    /// fields.
    pub additional: bool,
    /// For a parameter: the signature scheme that makes its value; such a parameter is not in the Rust type.
    pub scheme: Option<AuthId>,
    /// For a parameter: how a client makes the value if the caller gives none. In Rust, the field is an `Option`.
    pub made: Option<Made>,
    /// Limits of the value, including those of its named type.
    pub limits: ValueLimits,
    /// Another optional parameter that must be present too.
    pub needs: Option<String>,
    /// Other parameters that must not be present if this one is.
    pub excludes: Vec<String>,
    /// Parameters, each with the wire texts of values with which this one must be present.
    pub required_when: Vec<(String, Vec<String>)>,
    /// Error for a missing value, including that of its named type.
    pub missing: Option<ErrorId>,
    /// Error for an invalid value, including that of its named type.
    pub invalid: Option<ErrorId>,
    /// Deprecation, if the documents mark the value as deprecated.
    pub deprecation: Option<Deprecation>,
    /// Name in Rust that the spec sets with `rust`.
    pub rust: Option<String>,
    /// Lines of the sources that document the parameter or field.
    pub evidence: Vec<Evidence>,
    /// Deliberate differences between the parameter or field and the documents.
    pub deviations: Vec<Deviation>,
    /// Position of the parameter or field in the spec.
    pub span: Span,
}

impl Field {
    /// Returns the name on the wire.
    pub fn wire_name(&self) -> &str {
        self.wire.as_deref().unwrap_or(&self.name)
    }

    /// Whether a parameter is in the path.
    pub fn in_path(&self) -> bool {
        self.place == Some(Place::Path)
    }

    /// Whether the value is divided into several texts, or into the items of one text, outside JSON.
    pub fn is_divided(&self) -> bool {
        self.style.is_some_and(|style| style != Style::Json)
    }

    /// Returns the encoding of the value where it is JSON itself. Beside a style, JSON in a text is the encoding of the
    /// texts, which the value is outside JSON.
    pub fn json_encoding(&self) -> Encoding {
        match (self.style, self.encoding) {
            (Some(_), Encoding::EmbeddedJson) => Encoding::Plain,
            (_, encoding) => encoding,
        }
    }

    /// Whether the value is part of the Rust type.
    pub fn in_rust(&self) -> bool {
        self.fixed.is_none() && self.scheme.is_none()
    }

    /// Whether a value of the Rust type requires it.
    pub fn is_needed(&self) -> bool {
        self.presence == Presence::Required && !self.additional && self.made.is_none()
    }
}

/// A made value: a parameter whose value a client makes when it sends a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Made {
    /// Kind of the value.
    pub kind: MadeKind,
    /// Unit of a growing number.
    pub unit: ClockUnit,
    /// Maximum difference between a time and the server's clock, in milliseconds.
    pub window: Option<u64>,
}

words! {
    /// Whether a parameter or field must be present.
    pub enum Presence: "presence" {
        /// Must be present.
        Required = "required",
        /// May be missing; null counts as missing.
        Optional = "optional",
        /// Always present, but may be null.
        Nullable = "nullable",
        /// Three states: may be missing, may be null, and the two differ.
        OptionalNullable = "optional-nullable",
    }
}

impl Presence {
    /// Whether the value may be left out.
    pub fn may_be_missing(self) -> bool {
        matches!(self, Presence::Optional | Presence::OptionalNullable)
    }

    /// Whether null is a value of its own, which is written.
    pub fn may_be_null(self) -> bool {
        matches!(self, Presence::Nullable | Presence::OptionalNullable)
    }
}

/// A type expression of the spec, with its names resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// A built-in scalar of the spec language.
    Scalar(Scalar),
    /// A type of this spec.
    Named(TypeId),
    /// A list: a JSON array.
    List(Box<Type>),
    /// A map: a JSON object with any keys. The type of the keys, `string` unless the spec names another, and that of the
    /// values.
    Map(Box<Type>, Box<Type>),
    /// An item of a list, or a value of a map, that may be null.
    Nullable(Box<Type>),
}

impl Type {
    /// Whether values are contents.
    pub fn is_single_content(&self) -> bool {
        *self == Type::Scalar(Scalar::Content)
    }

    /// Whether values are contents, or lists of contents.
    pub fn is_content(&self) -> bool {
        match self {
            Type::Scalar(scalar) => *scalar == Scalar::Content,
            Type::List(item) => item.is_content(),
            Type::Named(_) | Type::Map(..) | Type::Nullable(_) => false,
        }
    }

    /// Whether values are numbers, regardless of their encoding. `kind` returns the kind of a named type.
    pub(crate) fn is_numeric<'t>(&self, kind: impl Fn(TypeId) -> Option<&'t TypeKind>) -> bool {
        // A moment is a number under some encodings, in all of which it is read from a number.
        let scalar = |scalar: Scalar| match scalar.form(Encoding::UnixSeconds) {
            JsonKind::Whole | JsonKind::Decimal | JsonKind::Float => true,
            JsonKind::Text | JsonKind::Flag | JsonKind::Any => false,
        };
        match self {
            Type::Scalar(one) => scalar(*one),
            Type::Named(id) => match kind(*id) {
                Some(TypeKind::Newtype(newtype)) => scalar(newtype.base),
                Some(TypeKind::IntEnum(_)) => true,
                Some(
                    TypeKind::Record(_)
                    | TypeKind::Positions(_)
                    | TypeKind::Union(_)
                    | TypeKind::TextEnum(_)
                    | TypeKind::Alias(_),
                )
                | None => false,
            },
            Type::Nullable(item) => item.is_numeric(kind),
            Type::List(_) | Type::Map(..) => false,
        }
    }

    /// Returns the type of the items of a list, of the values of a map, or of the value that may be null; `None` for a
    /// scalar or a named type.
    pub fn inner(&self) -> Option<&Type> {
        match self {
            Type::Scalar(_) | Type::Named(_) => None,
            Type::List(item) | Type::Map(_, item) | Type::Nullable(item) => Some(item),
        }
    }

    /// Returns the type of the innermost items.
    pub fn innermost(&self) -> &Type {
        self.inner().map_or(self, Type::innermost)
    }

    /// Returns the named type of the innermost items; `None` for a scalar.
    pub fn leaf(&self) -> Option<TypeId> {
        match self.innermost() {
            Type::Named(id) => Some(*id),
            _ => None,
        }
    }

    /// Returns all named types of the expression: that of the innermost items, and those of the keys of maps.
    pub fn named(&self) -> impl Iterator<Item = TypeId> {
        std::iter::successors(Some(self), |ty| ty.inner()).filter_map(|ty| match ty {
            Type::Named(id) => Some(*id),
            Type::Map(key, _) => key.leaf(),
            Type::Scalar(_) | Type::List(_) | Type::Nullable(_) => None,
        })
    }

    /// Returns the type without null.
    pub fn without_null(&self) -> &Type {
        match self {
            Type::Nullable(item) => item,
            other => other,
        }
    }

    /// Returns the type expression as in a spec, such as `list<Wallet>`. `types` are all types of the API.
    pub fn text(&self, types: &[TypeDef]) -> String {
        match self {
            Type::Scalar(scalar) => scalar.text().to_owned(),
            Type::Named(id) => types.get(*id).map(|def| def.name.clone()).unwrap_or_default(),
            Type::List(item) => format!("list<{}>", item.text(types)),
            Type::Map(key, item) if **key == Type::Scalar(Scalar::String) => {
                format!("map<{}>", item.text(types))
            }
            Type::Map(key, item) => format!("map<{}, {}>", key.text(types), item.text(types)),
            Type::Nullable(item) => format!("{}?", item.text(types)),
        }
    }
}

/// A named type: a record, a union, an enum, a newtype or an alias.
#[derive(Clone, Debug)]
pub struct TypeDef {
    /// Name in upper camel case.
    pub name: String,
    /// Meaning of the type, in our own words.
    pub about: String,
    /// Kind and content of the type.
    pub kind: TypeKind,
    /// Records that provide the first fields, in order.
    pub includes: Vec<TypeId>,
    /// Module that defines the type; `None` for `api.yaml`.
    pub module: Option<ModuleId>,
    /// Name in Rust that the spec sets with `rust`.
    pub rust: Option<String>,
    /// Lines of the sources that document the type.
    pub evidence: Vec<Evidence>,
    /// Deliberate differences between the type and the documents.
    pub deviations: Vec<Deviation>,
    /// Position of the type in the spec.
    pub span: Span,
}

impl TypeDef {
    /// Returns the fields of a record; empty for other types.
    pub fn fields(&self) -> &[Field] {
        match &self.kind {
            TypeKind::Record(fields) | TypeKind::Positions(fields) => fields,
            TypeKind::Union(_)
            | TypeKind::IntEnum(_)
            | TypeKind::TextEnum(_)
            | TypeKind::Newtype(_)
            | TypeKind::Alias(_) => &[],
        }
    }

    /// Returns the types that values of this type contain: those of the fields, or those of the variants.
    pub fn parts(&self) -> impl Iterator<Item = &Type> {
        self.fields().iter().map(|field| &field.ty).chain(self.variants().iter().map(|variant| &variant.ty))
    }

    /// Returns the types that values of this type contain in Rust: all but those of fields with a fixed value.
    pub fn rust_parts(&self) -> impl Iterator<Item = &Type> {
        let fields = self.fields().iter().filter(|field| field.in_rust()).map(|field| &field.ty);
        fields.chain(self.variants().iter().map(|variant| &variant.ty))
    }

    /// Returns the variants of a union; empty for other types.
    pub fn variants(&self) -> &[UnionVariant] {
        match &self.kind {
            TypeKind::Union(union) => &union.variants,
            TypeKind::Record(_)
            | TypeKind::Positions(_)
            | TypeKind::IntEnum(_)
            | TypeKind::TextEnum(_)
            | TypeKind::Newtype(_)
            | TypeKind::Alias(_) => &[],
        }
    }
}

/// Kind and content of a named type.
#[derive(Clone, Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "there are few values, and a box would be in the way of each match"
)]
pub enum TypeKind {
    /// A record: an object with known keys, in the documented order.
    Record(Vec<Field>),
    /// A record that is an array on the wire: its fields are entries at fixed positions, in the documented order.
    Positions(Vec<Field>),
    /// A union: a value of one of several types. Values of no variant are kept.
    Union(Union),
    /// An enum of integers. Unknown values are kept.
    IntEnum(Vec<EnumValue<i64>>),
    /// An enum of strings. Unknown values are kept.
    TextEnum(Vec<EnumValue<String>>),
    /// A newtype around a scalar. Its encoding and limits are merged into its uses.
    Newtype(Newtype),
    /// Another name of a type expression. Uses of it have the type itself.
    Alias(Type),
}

/// A newtype around a scalar.
#[derive(Clone, Debug)]
pub struct Newtype {
    /// Wrapped scalar.
    pub base: Scalar,
    /// Whether a secret is sent as the MD5 digest of its plain text.
    pub md5: bool,
    /// Encoding of the scalar on the wire.
    pub encoding: Encoding,
    /// Limits that the values must keep.
    pub limits: ValueLimits,
    /// Error for a missing parameter of this type.
    pub missing: Option<ErrorId>,
    /// Error for an invalid value of a parameter of this type.
    pub invalid: Option<ErrorId>,
}

impl<V> EnumValue<V> {
    /// Returns the wire values that are read as this one; the first is written.
    pub fn spellings(&self) -> impl Iterator<Item = &V> {
        std::iter::once(&self.is).chain(&self.aliases)
    }
}

impl<V: PartialEq> EnumValue<V> {
    /// Whether it is read from this wire value.
    pub fn reads(&self, wire: &V) -> bool {
        self.is == *wire || self.aliases.contains(wire)
    }
}

/// A value of an enum.
#[derive(Clone, Debug)]
pub struct EnumValue<V> {
    /// Name in kebab-case, from which the Rust name is made.
    pub name: String,
    /// Value of the enum on the wire.
    pub is: V,
    /// Other spellings of the value that are read and never written.
    pub aliases: Vec<V>,
    /// Meaning of the value, in our own words.
    pub about: String,
    /// Deprecation, if the documents mark the value as deprecated.
    pub deprecation: Option<Deprecation>,
    /// Name in Rust that the spec sets with `rust`.
    pub rust: Option<String>,
    /// Position of the value in the spec.
    pub span: Span,
}
