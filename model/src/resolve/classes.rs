//! What can be said about a value of a type: which limits and which ways of writing apply to it.

use super::Resolver;
use super::shape::{Class, Shape};
use crate::diagnostic::Span;
use crate::document::{At, BoundsDoc, Whole};
use crate::model::{Limits, Newtype, Scalar, Style, Type};
use crate::names::is_keyword;

impl Resolver {
    /// What a value of a type is.
    pub(super) fn class(&self, ty: &Type) -> Class {
        match ty {
            Type::Scalar(scalar) => Class::Scalar(*scalar),
            Type::List(_) => Class::List,
            Type::Map(_) => Class::Map,
            Type::Named(id) => match self.shapes.get(*id) {
                Some(Shape::Record) => Class::Record,
                Some(Shape::Enum) => Class::Enum,
                Some(Shape::Newtype(newtype)) => Class::Scalar(newtype.base),
                Some(Shape::Unknown) | None => Class::Unknown,
            },
        }
    }

    /// The new type that a type names directly.
    pub(super) fn newtype(&self, ty: &Type) -> Option<&Newtype> {
        let Type::Named(id) = ty else { return None };
        match self.shapes.get(*id) {
            Some(Shape::Newtype(newtype)) => Some(newtype),
            _ => None,
        }
    }

    /// How a value is written that does not say it itself: as its new type says, in lists and maps too, whose own way of
    /// writing holds for their parts.
    pub(super) fn inherited_style(&self, ty: &Type) -> Style {
        let mut inner = ty;
        while let Type::List(item) | Type::Map(item) = inner {
            inner = item;
        }
        self.newtype(inner).map_or(Style::Plain, |newtype| newtype.style)
    }

    /// Checks that a way of writing fits a class.
    pub(super) fn check_style(&mut self, style: Style, span: Span, class: Class) {
        let word = style.text();
        let (fits, for_) = match style {
            Style::Plain => return,
            Style::Text => (
                matches!(class, Class::Scalar(Scalar::Int | Scalar::Money | Scalar::UnixTime) | Class::Enum),
                "int, money, unix-time and enums",
            ),
            Style::Cents => (class == Class::Scalar(Scalar::Money), "money"),
            Style::TwoDigits => (class == Class::Scalar(Scalar::Int), "int"),
            Style::Flag => (class == Class::Scalar(Scalar::Bool), "bool"),
            Style::Title => (class == Class::Scalar(Scalar::Bool), "bool"),
            Style::Numbers => (class == Class::Scalar(Scalar::Bytes), "bytes"),
            Style::Valueless => (class == Class::Scalar(Scalar::Bool), "bool"),
            Style::ListWhenEmpty => (class == Class::Map, "maps"),
            Style::Milliseconds => (class == Class::Scalar(Scalar::UnixTime), "unix-time"),
            Style::JsonText => (class.is_composite(), "lists, maps, records and any"),
        };
        if fits || class == Class::Unknown {
            return;
        }
        self.error("spec::as", span, format!("{} cannot be written `as: {word}`", class.describe()))
            .label(format!("`{word}` is for {for_}"))
            .help("remove `as`, or correct the type");
    }

    /// Reports a name without a value where values do not stand under names of their own.
    pub(super) fn check_valueless(&mut self, style: Style, span: Span) {
        if style == Style::Valueless {
            self.error("spec::as", span, "only a parameter can do without its value")
                .label("`valueless` is for parameters of a query or a form")
                .help("remove `as`");
        }
    }

    /// Reads limits, checks that they fit the class, and merges those of a named type under them.
    pub(super) fn limits(&mut self, bounds: &BoundsDoc, class: Class, inherited: Option<&Limits>) -> Limits {
        let mut limits = inherited.cloned().unwrap_or_default();
        let numeric = matches!(class, Class::Scalar(Scalar::Int | Scalar::Money) | Class::Unknown);
        for (key, bound) in [("min", bounds.min), ("above", bounds.above), ("max", bounds.max)] {
            if let Some(bound) = bound
                && !numeric
            {
                self.misplaced_limit(key, bound.span, class, "int and money");
            }
        }
        if let (Some(min), Some(above)) = (bounds.min, bounds.above) {
            self.error("spec::bounds", above.span, "`min` and `above` say the same thing twice")
                .label("a second lower bound")
                .related(min.span, "the first")
                .help("keep `above` if the bound itself is not allowed, else `min`");
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
            self.error("spec::bounds", own.span, "no number keeps these bounds")
                .label(format!("{lower} and at most {upper}"))
                .help("exchange the bounds, or correct one of them");
        }
        limits
    }

    fn length(&mut self, length: &[Whole], class: Class) -> Option<(u32, u32)> {
        let span = length.first()?.span;
        if !matches!(class, Class::Scalar(Scalar::String | Scalar::Secret) | Class::Unknown) {
            self.misplaced_limit("length", span, class, "string and secret");
            return None;
        }
        let valid = match length {
            [least, most] => u32::try_from(least.value).ok().zip(u32::try_from(most.value).ok()),
            _ => None,
        };
        match valid {
            Some((least, most)) if least <= most => return valid,
            Some((least, most)) => {
                self.error("spec::bounds", span, "no text keeps these bounds")
                    .label(format!("at least {least} and at most {most} characters"))
                    .help(format!("write `length: [{most}, {least}]`, or correct one of the two"));
            }
            None => {
                self.error("spec::bounds", span, "`length` is not a pair of counts")
                    .label("the fewest and the most characters")
                    .help("write `length: [1, 64]`");
            }
        }
        None
    }

    fn misplaced_limit(&mut self, key: &str, span: Span, class: Class, for_: &str) {
        self.error("spec::limit", span, format!("`{key}` says nothing about {}", class.describe()))
            .label(format!("`{key}` is for {for_}"))
            .help("remove it, or correct the type");
    }

    /// Checks a name that the spec asks for in Rust.
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
            "a keyword of Rust"
        } else {
            return Some(name.to_owned());
        };
        let help = match label {
            "a keyword of Rust" => format!("write `{name}_`, or a better name"),
            _ => "write letters, digits and underscores, a letter first".to_owned(),
        };
        self.error(
            "spec::rust-name",
            text.span,
            format!("`{}` cannot be a name in Rust", crate::yaml::excerpt(name)),
        )
        .label(label)
        .help(help);
        None
    }

    /// Reports a required key that only resolving knows to be required.
    pub(super) fn missing(&mut self, at: At<'_>, what: &str, key: &str, help: &str) {
        self.error("spec::missing-key", at.span, format!("{} has no `{key}`", at.subject(what)))
            .label(format!("`{key}` is missing"))
            .help(help);
    }
}
