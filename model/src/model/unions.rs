//! Unions, and the shapes by which their variants are recognized.

use bindery_vocabulary::json::Node;
use bindery_vocabulary::path;
use bindery_vocabulary::{Case, Encoding, JsonKind, Scalar, ValueKind, select};

use super::{Deprecation, EnumValue, Field, Presence, Type, TypeDef, TypeId, TypeKind};
use crate::diagnostic::Span;

/// A union: a value of one of several types. A value of no variant is kept as it is.
#[derive(Clone, Debug)]
pub struct Union {
    /// What tells the variants apart.
    pub by: UnionBy,
    /// Variants, in the order in which they are tried.
    pub variants: Vec<UnionVariant>,
}

impl Union {
    /// Returns what the runtime knows of each variant to recognize it: the values of the field, the kind, or the whole
    /// shape. `def` returns a named type.
    pub fn cases<'t>(&self, def: &impl Fn(TypeId) -> Option<&'t TypeDef>) -> Vec<Shape> {
        let of = |variant: &UnionVariant| match self.by {
            UnionBy::Field(_) => Shape { values: variant.is.clone(), ..Shape::default() },
            UnionBy::Kind => Shape { kind: Shape::of(&variant.ty, def).kind, ..Shape::default() },
            UnionBy::Shape => Shape::of(&variant.ty, def),
        };
        self.variants.iter().map(of).collect()
    }

    /// Returns the keys that lead to the field that tells the variants apart; none if there is no such field.
    pub fn path(&self) -> &[String] {
        match &self.by {
            UnionBy::Field(path) => path,
            UnionBy::Kind | UnionBy::Shape => &[],
        }
    }

    /// Passes on the keys that lead to the field that tells the variants apart, and the cases of the variants, in the
    /// form that the runtime works with.
    pub fn with_cases<'t, R>(
        &self,
        def: &impl Fn(TypeId) -> Option<&'t TypeDef>,
        take: impl FnOnce(&[&str], &[Case<'_>]) -> R,
    ) -> R {
        let shapes = self.cases(def);
        let parts: Vec<CaseParts<'_>> = shapes.iter().map(CaseParts::of).collect();
        let cases: Vec<Case<'_>> = parts.iter().map(CaseParts::case).collect();
        take(&texts(self.path()), &cases)
    }

    /// Returns the variant that a value belongs to, as the runtime does; `None` for a value of no variant.
    pub fn select<'t>(
        &self,
        def: &impl Fn(TypeId) -> Option<&'t TypeDef>,
        value: Node<'_>,
    ) -> Option<&UnionVariant> {
        let at = self.with_cases(def, |by, cases| select(by, cases, value))?;
        self.variants.get(at)
    }
}

/// Texts of a shape, as slices for the selection of a variant.
struct CaseParts<'s> {
    kind: Option<ValueKind>,
    required: Vec<&'s str>,
    fixed: Vec<(&'s str, &'s str)>,
    is: Vec<&'s str>,
}

impl<'s> CaseParts<'s> {
    fn of(shape: &'s Shape) -> Self {
        let fixed = shape.fixed.iter().map(|(key, json)| (key.as_str(), json.as_str())).collect();
        Self { kind: shape.kind, required: texts(&shape.required), fixed, is: texts(&shape.values) }
    }

    fn case(&self) -> Case<'_> {
        let case = Case::new().required(&self.required).fixed(&self.fixed).is(&self.is);
        self.kind.map_or(case, |kind| case.kind(kind))
    }
}

fn texts(texts: &[String]) -> Vec<&str> {
    texts.iter().map(String::as_str).collect()
}

/// What tells the variants of a union apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnionBy {
    /// The value of a field, given by the keys that lead to it.
    Field(Vec<String>),
    /// The kind of JSON value; all variants differ in it.
    Kind,
    /// The shape of the value; the first variant that fits counts.
    Shape,
}

impl UnionBy {
    /// Returns the text of `by` in a spec: a path, `kind` or `shape`.
    pub fn text(&self) -> String {
        match self {
            UnionBy::Field(path) => path::joined(path),
            UnionBy::Kind => "kind".to_owned(),
            UnionBy::Shape => "shape".to_owned(),
        }
    }
}

/// A variant of a union.
#[derive(Clone, Debug)]
pub struct UnionVariant {
    /// Name in kebab-case, from which the Rust name is made.
    pub name: String,
    /// Type of the value.
    pub ty: Type,
    /// Values of the field that tells the variants apart, as texts; the first is the usual one. Empty for other unions.
    pub is: Vec<String>,
    /// Meaning of the variant, in our own words.
    pub about: String,
    /// Deprecation, if the documents mark the variant as deprecated.
    pub deprecation: Option<Deprecation>,
    /// Name in Rust that the spec sets with `rust`.
    pub rust: Option<String>,
    /// Position of the variant in the spec.
    pub span: Span,
}

/// Shape of the values of a type: what a union can see of a value without reading all of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shape {
    /// Kind of JSON value; `None` for any.
    pub kind: Option<ValueKind>,
    /// Keys that are always there and not null, or the position of the last entry of an array.
    pub required: Vec<String>,
    /// Keys or positions with the only value that they have, as JSON text.
    pub fixed: Vec<(String, String)>,
    /// Texts of the only values, for an enum.
    pub values: Vec<String>,
}

/// Depth up to which unions of unions are followed.
const DEEPEST: usize = 8;

impl Shape {
    /// Returns the shape of a type. `def` returns a named type.
    pub fn of<'t>(ty: &Type, def: &impl Fn(TypeId) -> Option<&'t TypeDef>) -> Self {
        Self::at(ty, def, 0)
    }

    fn at<'t>(ty: &Type, def: &impl Fn(TypeId) -> Option<&'t TypeDef>, depth: usize) -> Self {
        let of = |kind: Option<ValueKind>| Self { kind, ..Self::default() };
        match ty {
            Type::Scalar(scalar) => of(scalar_kind(*scalar, Encoding::Plain)),
            Type::List(_) => of(Some(ValueKind::List)),
            Type::Map(..) => of(Some(ValueKind::Object)),
            Type::Nullable(_) => Self::default(),
            Type::Named(id) => match def(*id).map(|def| &def.kind) {
                None => Self::default(),
                Some(TypeKind::Record(fields)) => Self::of_record(fields),
                Some(TypeKind::Positions(fields)) => Self::of_positions(fields),
                Some(TypeKind::Union(union)) => {
                    let each = union.variants.iter().map(|variant| &variant.ty);
                    let mut kinds =
                        each.map(|ty| if depth < DEEPEST { Self::at(ty, def, depth + 1).kind } else { None });
                    let first = kinds.next().flatten();
                    of(first.filter(|first| kinds.all(|kind| kind == Some(*first))))
                }
                Some(TypeKind::IntEnum(values)) => Self {
                    kind: Some(ValueKind::Whole),
                    values: values.iter().flat_map(EnumValue::spellings).map(i64::to_string).collect(),
                    ..Self::default()
                },
                Some(TypeKind::TextEnum(values)) => Self {
                    kind: Some(ValueKind::Text),
                    values: values.iter().flat_map(EnumValue::spellings).cloned().collect(),
                    ..Self::default()
                },
                Some(TypeKind::Newtype(newtype)) => of(scalar_kind(newtype.base, newtype.encoding)),
                Some(TypeKind::Alias(ty)) => Self::at(ty, def, depth),
            },
        }
    }

    fn of_record(fields: &[Field]) -> Self {
        let mut shape = Self { kind: Some(ValueKind::Object), ..Self::default() };
        for field in fields {
            match &field.fixed {
                Some(json) => shape.fixed.push((field.name.clone(), json.clone())),
                None if always_there(field) => shape.required.push(field.name.clone()),
                None => {}
            }
        }
        shape
    }

    fn of_positions(fields: &[Field]) -> Self {
        let mut shape = Self { kind: Some(ValueKind::List), ..Self::default() };
        let needed = |field: &Field| !field.presence.may_be_missing() && field.default.is_none();
        shape.required.extend(fields.iter().rposition(needed).map(|last| last.to_string()));
        let fixed = fields.iter().enumerate().filter_map(|(at, field)| Some((at, field.fixed.clone()?)));
        shape.fixed.extend(fixed.map(|(at, json)| (at.to_string(), json)));
        shape
    }

    /// Whether every value of the other shape also has this one.
    pub(crate) fn covers(&self, other: &Self) -> bool {
        let kind = match (self.kind, other.kind) {
            (None, _) => true,
            (Some(ValueKind::Number), Some(ValueKind::Whole)) => true,
            (one, other) => one == other,
        };
        let has =
            |key: &String| other.required.contains(key) || other.fixed.iter().any(|(name, _)| name == key);
        kind && self.required.iter().all(has)
            && self.fixed.iter().all(|fixed| other.fixed.contains(fixed))
            && (self.values.is_empty()
                || !other.values.is_empty() && other.values.iter().all(|value| self.values.contains(value)))
    }
}

/// Whether an object of a record always has the key of this field. A field with other names may be under one of them.
fn always_there(field: &Field) -> bool {
    field.presence == Presence::Required
        && field.in_rust()
        && field.default.is_none()
        && field.aliases.is_empty()
        && !field.additional
        && !field.bare_single
        && field.encoding != Encoding::NameOnly
}

/// Returns the kind of JSON value that a scalar becomes.
fn scalar_kind(scalar: Scalar, encoding: Encoding) -> Option<ValueKind> {
    match scalar.form(encoding) {
        JsonKind::Any => None,
        JsonKind::Text if encoding == Encoding::NumberList => Some(ValueKind::List),
        JsonKind::Text => Some(ValueKind::Text),
        JsonKind::Whole | JsonKind::Decimal | JsonKind::Float if encoding.quotes_numbers() => {
            Some(ValueKind::Text)
        }
        JsonKind::Whole => Some(ValueKind::Whole),
        JsonKind::Decimal | JsonKind::Float => Some(ValueKind::Number),
        JsonKind::Flag if encoding.quotes_flags() => Some(ValueKind::Text),
        JsonKind::Flag if encoding == Encoding::ZeroOrOne => Some(ValueKind::Whole),
        JsonKind::Flag => Some(ValueKind::Flag),
    }
}
