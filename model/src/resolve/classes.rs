//! Limits and encodings that apply to the values of a type.

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
            Type::Map(_) => TypeClass::Map,
            Type::Named(id) => match self.shapes.get(*id) {
                Some(NamedTypeKind::Record) => TypeClass::Record,
                Some(NamedTypeKind::Enum) => TypeClass::Enum,
                Some(NamedTypeKind::Newtype(newtype)) => TypeClass::Scalar(newtype.base),
                Some(NamedTypeKind::Unknown) | None => TypeClass::Unknown,
            },
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
        let mut inner = ty;
        while let Type::List(item) | Type::Map(item) = inner {
            inner = item;
        }
        self.newtype(inner).map_or(Encoding::Plain, |newtype| newtype.encoding)
    }

    /// Checks that an encoding fits a class.
    pub(super) fn check_encoding(&mut self, encoding: Encoding, span: Span, class: TypeClass) {
        let word = encoding.text();
        let (fits, for_) = match encoding {
            Encoding::Plain => return,
            Encoding::JsonString => (
                matches!(
                    class,
                    TypeClass::Scalar(Scalar::Int | Scalar::Decimal | Scalar::UnixTime) | TypeClass::Enum
                ),
                "`int`, `decimal`, `unix-time` and enums",
            ),
            Encoding::TwoDecimals => (class == TypeClass::Scalar(Scalar::Decimal), "`decimal`"),
            Encoding::TwoDigits => (class == TypeClass::Scalar(Scalar::Int), "`int`"),
            Encoding::ZeroOrOne => (class == TypeClass::Scalar(Scalar::Bool), "`bool`"),
            Encoding::Capitalized => (class == TypeClass::Scalar(Scalar::Bool), "`bool`"),
            Encoding::NumberList => (class == TypeClass::Scalar(Scalar::Bytes), "`bytes`"),
            Encoding::NameOnly => (class == TypeClass::Scalar(Scalar::Bool), "`bool`"),
            Encoding::ListWhenEmpty => (class == TypeClass::Map, "maps"),
            Encoding::Milliseconds => (class == TypeClass::Scalar(Scalar::UnixTime), "`unix-time`"),
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
        let numeric = matches!(class, TypeClass::Scalar(Scalar::Int | Scalar::Decimal) | TypeClass::Unknown);
        for (key, bound) in [("min", bounds.min), ("above", bounds.above), ("max", bounds.max)] {
            if let Some(bound) = bound
                && !numeric
            {
                self.misplaced_limit(key, bound.span, class, "`int` and `decimal`");
            }
        }
        if let (Some(min), Some(above)) = (bounds.min, bounds.above) {
            self.error("spec::bounds", above.span, "both `min` and `above` are set")
                .label("second lower bound")
                .related(min.span, "first lower bound")
                .help("keep `above` for an exclusive bound, or `min` for an inclusive one");
        }
        // An own lower bound replaces an inherited one of either kind.
        if bounds.min.is_some() || bounds.above.is_some() {
            limits.min = bounds.min.map(|bound| bound.value);
            limits.above = bounds.above.map(|bound| bound.value);
        }
        if let Some(max) = bounds.max {
            limits.max = Some(max.value);
        }
        if let Some(length) = &bounds.length {
            limits.length = self.length(length, class).or(limits.length);
        }
        let empty = match (limits.min, limits.above, limits.max) {
            (Some(min), _, Some(max)) => min > max,
            (_, Some(above), Some(max)) => above >= max,
            _ => false,
        };
        if let Some(own) = bounds.max.or(bounds.min).or(bounds.above)
            && empty
        {
            let lower = limits.min.map_or_else(
                || format!("above {}", limits.above.unwrap_or_default()),
                |min| format!("at least {min}"),
            );
            let upper = limits.max.unwrap_or_default();
            self.error("spec::bounds", own.span, "no number satisfies these bounds")
                .label(format!("{lower} and at most {upper}"))
                .help("swap the bounds, or correct one of them");
        }
        limits
    }

    fn length(&mut self, length: &[Whole], class: TypeClass) -> Option<(u32, u32)> {
        let span = length.first()?.span;
        if !matches!(class, TypeClass::Scalar(Scalar::String | Scalar::Secret) | TypeClass::Unknown) {
            self.misplaced_limit("length", span, class, "`string` and `secret`");
            return None;
        }
        let valid = match length {
            [least, most] => u32::try_from(least.value).ok().zip(u32::try_from(most.value).ok()),
            _ => None,
        };
        match valid {
            Some((least, most)) if least <= most => return valid,
            Some((least, most)) => {
                self.error("spec::bounds", span, "no string satisfies these bounds")
                    .label(format!("at least {least} and at most {most} characters"))
                    .help(format!("write `length: [{most}, {least}]`, or correct one of the two"));
            }
            None => {
                self.error("spec::bounds", span, "`length` must be two numbers")
                    .label("expected minimum and maximum")
                    .help("write `length: [1, 64]`");
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
