//! Limits and encodings that apply to the values of a type.

use bindery_vocabulary::{ANY_LENGTH, Broken};

use super::Resolver;
use super::type_kind::{NamedTypeKind, TypeClass};
use crate::diagnostic::Span;
use crate::document::{At, BoundsDoc, Whole};
use crate::model::{Encoding, Newtype, Scalar, Type, ValueLimits};
use crate::names::is_keyword;

impl Resolver {
    /// Returns the class of a type's values.
    pub(super) fn class(&self, ty: &Type) -> TypeClass {
        match ty {
            Type::Scalar(scalar) => TypeClass::Scalar(*scalar),
            Type::List(_) => TypeClass::List,
            Type::Map(..) => TypeClass::Map,
            Type::Nullable(item) => self.class(item),
            Type::Named(id) => match self.shapes.get(*id) {
                Some(NamedTypeKind::Record) => TypeClass::Record,
                Some(NamedTypeKind::Positions) => TypeClass::Positions,
                Some(NamedTypeKind::Union(types)) => {
                    TypeClass::Union { composite: types.iter().any(|ty| self.may_have_parts(ty)) }
                }
                Some(NamedTypeKind::Enum) => TypeClass::Enum,
                Some(NamedTypeKind::Newtype(newtype)) => TypeClass::Scalar(newtype.base),
                Some(NamedTypeKind::Unknown) | None => TypeClass::Unknown,
            },
        }
    }

    /// Whether a value of a union's variant may have parts. A union in a union is not looked into.
    fn may_have_parts(&self, ty: &Type) -> bool {
        match ty {
            Type::Scalar(scalar) => *scalar == Scalar::Any,
            Type::List(_) | Type::Map(..) => true,
            Type::Nullable(item) => self.may_have_parts(item),
            Type::Named(id) => !matches!(
                self.shapes.get(*id),
                Some(NamedTypeKind::Enum | NamedTypeKind::Newtype(_) | NamedTypeKind::Unknown) | None
            ),
        }
    }

    /// Returns the newtype that a type refers to directly.
    pub(super) fn newtype(&self, ty: &Type) -> Option<&Newtype> {
        let Type::Named(id) = ty else { return None };
        match self.shapes.get(*id) {
            Some(NamedTypeKind::Newtype(newtype)) => Some(newtype),
            _ => None,
        }
    }

    /// Returns the encoding of a value that sets none: the encoding of its newtype. The encoding of a list or map
    /// applies to its items.
    pub(super) fn inherited_encoding(&self, ty: &Type) -> Encoding {
        self.newtype(ty.innermost()).map_or(Encoding::Plain, |newtype| newtype.encoding)
    }

    /// Checks that an encoding fits a class.
    pub(super) fn check_encoding(&mut self, encoding: Encoding, span: Span, class: TypeClass) {
        let word = encoding.text();
        let (fits, for_) = match encoding {
            Encoding::Plain => return,
            Encoding::JsonString => (
                matches!(
                    class,
                    TypeClass::Scalar(Scalar::Int | Scalar::Uint | Scalar::Decimal | Scalar::Float)
                        | TypeClass::Enum
                ),
                "`int`, `uint`, `decimal`, `float` and enums",
            ),
            Encoding::TwoDecimals => (class == TypeClass::Scalar(Scalar::Decimal), "`decimal`"),
            Encoding::TwoDigits => {
                (matches!(class, TypeClass::Scalar(Scalar::Int | Scalar::Uint)), "`int` and `uint`")
            }
            Encoding::ZeroOrOne => (class == TypeClass::Scalar(Scalar::Bool), "`bool`"),
            Encoding::Capitalized => (class == TypeClass::Scalar(Scalar::Bool), "`bool`"),
            Encoding::NumberList => (class == TypeClass::Scalar(Scalar::Bytes), "`bytes`"),
            Encoding::NameOnly => (class == TypeClass::Scalar(Scalar::Bool), "`bool`"),
            Encoding::ListWhenEmpty => (class == TypeClass::Map, "maps"),
            Encoding::UnixSeconds
            | Encoding::UnixMilliseconds
            | Encoding::UnixMicroseconds
            | Encoding::UnixNanoseconds
            | Encoding::Rfc2822
            | Encoding::HttpDate => (class == TypeClass::Scalar(Scalar::Instant), "`instant`"),
            Encoding::EmbeddedJson => (class.is_composite(), "lists, maps, records and `any`"),
        };
        if fits || class == TypeClass::Unknown {
            return;
        }
        self.error("spec::encoding", span, format!("{} cannot have the encoding `{word}`", class.describe()))
            .label(format!("`{word}` is for {for_}"))
            .help("remove `encoding`, or correct the type");
    }

    /// Reports the encoding `name-only` outside parameters.
    pub(super) fn check_name_only(&mut self, encoding: Encoding, span: Span) {
        if encoding == Encoding::NameOnly {
            self.error("spec::encoding", span, "only parameters can have the encoding `name-only`")
                .label("`name-only` is for query and form parameters")
                .help("remove `encoding`");
        }
    }

    /// Reads limits, checks that they fit the class, and merges the limits of a named type into them.
    pub(super) fn limits(
        &mut self,
        bounds: &BoundsDoc,
        class: TypeClass,
        inherited: Option<&ValueLimits>,
    ) -> ValueLimits {
        let mut limits = inherited.cloned().unwrap_or_default();
        let all =
            [("min", bounds.min), ("above", bounds.above), ("max", bounds.max), ("below", bounds.below)];
        for (key, bound) in all.iter().filter_map(|(key, bound)| Some((key, (*bound)?))) {
            match class {
                TypeClass::Scalar(Scalar::Decimal | Scalar::Float) | TypeClass::Unknown => {}
                TypeClass::Scalar(Scalar::Int | Scalar::Uint) if bound.value.scale == 0 => {}
                TypeClass::Scalar(Scalar::Int | Scalar::Uint) => {
                    self.error(
                        "spec::bounds",
                        bound.span,
                        format!("`{key}` of an integer has decimal places"),
                    )
                    .label("not an integer")
                    .help("write an integer, or correct the type");
                }
                _ => self.misplaced_limit(key, bound.span, class, "`int`, `uint`, `decimal` and `float`"),
            }
        }
        for (inclusive, exclusive, keys) in [
            (bounds.min, bounds.above, ["min", "above", "lower"]),
            (bounds.max, bounds.below, ["max", "below", "upper"]),
        ] {
            let [first, second, which] = keys;
            if let (Some(inclusive), Some(exclusive)) = (inclusive, exclusive) {
                self.error("spec::bounds", exclusive.span, format!("both `{first}` and `{second}` are set"))
                    .label(format!("second {which} bound"))
                    .related(inclusive.span, format!("first {which} bound"))
                    .help(format!(
                        "keep `{second}` for an exclusive bound, or `{first}` for an inclusive one"
                    ));
            }
        }
        // An own lower bound replaces an inherited one of either kind.
        if bounds.min.is_some() || bounds.above.is_some() {
            limits.min = bounds.min.map(|bound| bound.value);
            limits.above = bounds.above.map(|bound| bound.value);
        }
        if bounds.max.is_some() || bounds.below.is_some() {
            limits.max = bounds.max.map(|bound| bound.value);
            limits.below = bounds.below.map(|bound| bound.value);
        }
        if let Some(length) = &bounds.length {
            limits.length = self.length(length, class).or(limits.length);
        }
        let lower = limits.min.map(Broken::Min).or(limits.above.map(Broken::Above));
        let upper = limits.max.map(Broken::Max).or(limits.below.map(Broken::Below));
        let own = bounds.max.or(bounds.below).or(bounds.min).or(bounds.above);
        if let (Some(lower), Some(upper), Some(own)) = (lower, upper, own)
            && is_empty(&limits, matches!(class, TypeClass::Scalar(Scalar::Int | Scalar::Uint)))
        {
            self.error("spec::bounds", own.span, "no number satisfies these bounds")
                .label(format!("{lower} and {upper}"))
                .help("swap the bounds, or correct one of them");
        }
        limits
    }

    fn length(&mut self, length: &[Whole], class: TypeClass) -> Option<(u32, u32)> {
        let span = length.first()?.span;
        let is_list = class == TypeClass::List;
        if !is_list
            && !matches!(class, TypeClass::Scalar(Scalar::String | Scalar::Secret) | TypeClass::Unknown)
        {
            self.misplaced_limit("length", span, class, "`string`, `secret` and lists");
            return None;
        }
        let (value, parts) = if is_list { ("list", "items") } else { ("string", "characters") };
        let valid = match length {
            [least, most] => u32::try_from(least.value).ok().zip(u32::try_from(most.value).ok()),
            [least] => u32::try_from(least.value).ok().map(|least| (least, ANY_LENGTH)),
            _ => None,
        };
        match valid {
            Some((least, most)) if least <= most => return valid,
            Some((least, most)) => {
                self.error("spec::bounds", span, format!("no {value} satisfies these bounds"))
                    .label(format!("at least {least} and at most {most} {parts}"))
                    .help(format!("write `length: [{most}, {least}]`, or correct one of the two"));
            }
            None => {
                self.error("spec::bounds", span, "`length` must be one or two numbers")
                    .label("expected minimum and maximum")
                    .help("write `length: [1, 64]`, or `length: [1]` without a maximum");
            }
        }
        None
    }

    fn misplaced_limit(&mut self, key: &str, span: Span, class: TypeClass, for_: &str) {
        self.error("spec::limit", span, format!("`{key}` does not apply to {}", class.describe()))
            .label(format!("`{key}` is for {for_}"))
            .help("remove it, or correct the type");
    }

    /// Checks a name that the spec sets with `rust`.
    pub(super) fn rust_name(&mut self, text: Option<crate::document::Text<'_>>) -> Option<String> {
        let text = text?;
        let name = text.value.as_ref();
        let mut letters = name.chars();
        let identifier = letters.next().is_some_and(|first| first.is_alphabetic() || first == '_')
            && letters.all(|letter| letter.is_alphanumeric() || letter == '_')
            && name.chars().any(|letter| letter != '_');
        let label = if !identifier {
            "not an identifier"
        } else if is_keyword(name) {
            "a Rust keyword"
        } else {
            return Some(name.to_owned());
        };
        let help = match label {
            "a Rust keyword" => format!("write `{name}_` or a better name"),
            _ => "write letters, digits and underscores, starting with a letter".to_owned(),
        };
        self.error(
            "spec::rust-name",
            text.span,
            format!("`{}` is not a valid Rust name", crate::yaml::excerpt(name)),
        )
        .label(label)
        .help(help);
        None
    }

    /// Reports a missing key that is only known to be required after reading.
    pub(super) fn missing(&mut self, at: At<'_>, what: &str, key: &str, help: &str) {
        self.error("spec::missing-key", at.span, format!("{} has no `{key}`", at.subject(what)))
            .label(format!("`{key}` is missing"))
            .help(help);
    }
}

/// Whether no number satisfies the bounds; if `whole`, no integer.
fn is_empty(limits: &ValueLimits, whole: bool) -> bool {
    let (Some(low), Some(high)) = (limits.min.or(limits.above), limits.max.or(limits.below)) else {
        return false;
    };
    let excluded = i64::from(limits.above.is_some()) + i64::from(limits.below.is_some());
    match (low.to_i64(), high.to_i64()) {
        // Between two exclusive bounds of integers there must be room for one.
        (Some(low), Some(high)) if whole => i128::from(low) + i128::from(excluded) > i128::from(high),
        _ => low.compare(high).is_gt() || (excluded > 0 && low.compare(high).is_eq()),
    }
}
