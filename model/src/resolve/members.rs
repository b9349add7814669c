//! Parameters and fields: types, presence, limits and what their named types bring along.

use std::collections::HashMap;

use super::Resolver;
use super::fit::Fit;
use super::names::UNKNOWN;
use super::purpose::Purpose;
use super::shape::Class;
use super::written::Written;
use crate::diagnostic::Span;
use crate::document::{At, BoundsDoc, Flag, Json, Member, MemberDoc, Named, Text};
use crate::model::{Field, Limits, Presence, Scalar, Style, Type};
use crate::yaml::excerpt;

impl Resolver {
    /// Resolves the parameters of an action or the fields of a record.
    pub(super) fn members<const PARAMETER: bool>(
        &mut self,
        items: Vec<Named<'_, Member<'_, PARAMETER>>>,
    ) -> Vec<Field> {
        let what = if PARAMETER { "parameter" } else { "field" };
        let mut fields = Vec::with_capacity(items.len());
        let mut others = Vec::new();
        for item in items {
            let name = item.name.into_owned();
            fields.push(match item.value {
                Some(Member(doc)) => {
                    others.extend(doc.also.0.iter().cloned());
                    self.member(name, doc, what)
                }
                None => unreadable(name, item.span), // keeps the name known to those who refer to it
            });
        }
        if !others.is_empty() {
            self.other_names(&others, &fields, what);
        }
        self.check_others(&fields);
        fields
    }

    /// Checks the names under `also`, which must be as different as the first ones.
    fn other_names(&mut self, others: &[Text<'_>], fields: &[Field], what: &str) {
        let mut taken: HashMap<&str, Span> =
            fields.iter().map(|field| (field.name.as_str(), field.span)).collect();
        for other in others {
            if let Some(first) = taken.get(other.value.as_ref()) {
                let name = excerpt(&other.value);
                self.error(
                    "spec::duplicate-wire-name",
                    other.span,
                    format!("the wire name `{name}` would be read twice"),
                )
                .label("this name is taken")
                .related(*first, "first here")
                .help(format!("a name under `also` can belong to one {what} only: remove it here or there"));
            } else {
                taken.insert(&other.value, other.span);
            }
        }
    }

    fn member(&mut self, name: String, mut doc: MemberDoc<'_>, what: &str) -> Field {
        let is_parameter = what == "parameter";
        let span = doc.span;
        let ty = match &doc.type_ {
            Some(text) => self.type_of(text),
            None => Type::Named(UNKNOWN),
        };
        let class = self.class(&ty);
        let presence = self.presence(&doc);
        let others = self.others(&doc, &name, &ty);
        let about = match &doc.about {
            Some(about) => about.0.value.trim().to_owned(),
            None if doc.doubt.about("about") => String::new(),
            None => self.about_of(&ty, At { span, name: &name }, what),
        };
        if let Some(style) = doc.as_ {
            self.check_style(style.value, style.span, class);
            if !is_parameter {
                self.check_valueless(style.value, style.span);
            }
        }
        let inherited = self.newtype(&ty).cloned();
        let style = doc.as_.map_or_else(|| self.inherited_style(&ty), |style| style.value);
        let bounds = BoundsDoc { min: doc.min, max: doc.max, above: doc.above, length: doc.length.take() };
        let limits = self.limits(&bounds, class, inherited.as_ref().map(|newtype| &newtype.limits));
        self.check_none(&doc, presence, what);
        if style == Style::Valueless
            && let Some(text) = doc.none.0.iter().find(|text| text.value.is_empty())
        {
            self.error("spec::none", text.span, "the bare name of this parameter says true")
                .label("is read as 'no value'")
                .help("remove the empty text from `none`, or `as: valueless`");
        }
        if style == Style::Valueless
            && let Some(default) = &doc.default
        {
            self.error("spec::default", default.span, "a bare name that is not there says no")
                .label("never holds")
                .help("remove `default`, or `as: valueless`");
        }
        if let (Some(flag), Some(_)) = (doc.nullable, doc.bare_single.filter(|flag| flag.value))
            && flag.value
        {
            self.error("spec::bare-single", flag.span, "null is the empty list already")
                .label("cannot mean that there is none")
                .help("remove `nullable`, or `bare-single`");
        }
        if let Some(flag) = doc.leading_plus
            && !matches!(class, Class::Scalar(Scalar::String) | Class::Unknown)
        {
            self.error("spec::leading-plus", flag.span, "only a text can begin with a plus")
                .label(format!("this is {}", class.describe()))
                .help("remove `leading-plus`, or make the type a `string`");
        }
        if let Some(flag) = doc.bare_single
            && flag.value
            && !matches!(class, Class::List | Class::Unknown)
        {
            self.error("spec::bare-single", flag.span, "only a list can be written without its brackets")
                .label(format!("this is {}", class.describe()))
                .help("remove `bare-single`, or make the type a `list<…>`");
        } else if let Some(flag) = doc.bare_single.filter(|flag| flag.value) {
            self.check_bare_single(flag.span, &ty, style);
        }
        let missing = self.error_reference(doc.missing.as_ref());
        let invalid = self.error_reference(doc.invalid.as_ref());
        let mut field = Field {
            name,
            about,
            ty,
            presence,
            in_path: doc.in_.is_some(),
            default: None,
            also: doc.also.0.iter().map(|other| other.value.as_ref().to_owned()).collect(),
            style,
            none: doc.none.0.iter().map(|text| text.value.as_ref().to_owned()).collect(),
            leading_plus: doc.leading_plus.is_some_and(|flag| flag.value),
            bare_single: doc.bare_single.is_some_and(|flag| flag.value),
            fixed: None,
            others,
            scheme: None,
            limits,
            needs: doc.needs.as_ref().map(|needs| needs.value.as_ref().to_owned()),
            missing: missing.or(inherited.as_ref().and_then(|newtype| newtype.missing)),
            invalid: invalid.or(inherited.as_ref().and_then(|newtype| newtype.invalid)),
            rust: self.rust_name(doc.rust.take()),
            evidence: self.evidence(std::mem::take(&mut doc.evidence.0)),
            deviations: Self::deviations(std::mem::take(&mut doc.deviates.0)),
            span,
        };
        field.default = self.default_value(doc.default.take(), &field, is_parameter);
        field.fixed = self.fixed_value(doc.fixed.take(), &field, doc.optional.or(doc.nullable), what);
        field
    }

    /// Without its brackets, one entry has to look different from a list of entries.
    fn check_bare_single(&mut self, span: Span, ty: &Type, style: Style) {
        let Type::List(item) = ty else { return };
        let looks_like_a_list = match self.class(item) {
            Class::List => "a list itself",
            Class::Scalar(Scalar::Any) => "anything, so perhaps a list itself",
            Class::Scalar(Scalar::Bytes) if style == Style::Numbers => "written as a list of numbers",
            _ if style == Style::JsonText => "inside a text",
            _ => return,
        };
        self.error("spec::bare-single", span, "nobody could tell one entry from the list")
            .label(format!("an entry is {looks_like_a_list}"))
            .help("remove `bare-single`, or name the kind of the entries");
    }

    fn presence(&mut self, doc: &MemberDoc<'_>) -> Presence {
        if doc.others.is_some_and(|flag| flag.value) {
            return Presence::Required; // as a map that may be empty
        }
        let optional = doc.optional.filter(|flag| flag.value);
        let nullable = doc.nullable.filter(|flag| flag.value);
        match (optional, nullable) {
            (Some(optional), Some(nullable)) => {
                self.error(
                    "spec::optional-and-nullable",
                    nullable.span,
                    "a field is optional or nullable, not both",
                )
                .label("always there, but may be null")
                .related(optional.span, "may be missing")
                .help("reading takes a missing field and null in both cases: keep what is true for writing");
                Presence::Nullable
            }
            (Some(_), None) => Presence::Optional,
            (None, Some(_)) => Presence::Nullable,
            (None, None) => Presence::Required,
        }
    }

    /// A member without an own text may have that of its named type.
    fn about_of(&mut self, ty: &Type, at: At<'_>, what: &str) -> String {
        let mut inner = ty;
        while let Type::List(item) | Type::Map(item) = inner {
            inner = item;
        }
        if let Type::Named(id) = inner {
            return self.abouts.get(*id).cloned().unwrap_or_default();
        }
        self.missing(
            at,
            what,
            "about",
            "say what it means in one plain sentence; only a named type brings its own text along",
        );
        String::new()
    }

    fn check_none(&mut self, doc: &MemberDoc<'_>, presence: Presence, what: &str) {
        let unread = doc.doubt.about("optional") || doc.doubt.about("nullable");
        if let Some(first) = doc.none.0.first()
            && presence == Presence::Required
            && !unread
            && doc.others.is_none()
        {
            let keys = match what {
                "parameter" => "`optional: true`",
                _ => "`optional: true` or `nullable: true`",
            };
            self.error("spec::none", first.span, format!("`none` on a required {what}"))
                .label("stands for 'no value', but there must be one")
                .help(format!("add {keys}, or remove `none`"));
        }
    }

    /// The error that a text names, if there is a text.
    pub(super) fn error_reference(&mut self, text: Option<&Text<'_>>) -> Option<usize> {
        text.map(|text| self.names.errors.find(text, &mut self.sink))
    }

    fn default_value(
        &mut self,
        default: Option<Json<'_>>,
        field: &Field,
        is_parameter: bool,
    ) -> Option<String> {
        let default = default?;
        let optional_field = !is_parameter && field.presence != Presence::Required;
        let composite = self.class(&field.ty).is_composite();
        if optional_field || field.in_path || (composite && field.presence == Presence::Required) {
            let (label, help) = if field.in_path {
                ("always there, since it stands in the path", "remove `default`")
            } else if optional_field {
                ("read as no value when it is missing", "remove `default`, or `optional` and `nullable`")
            } else {
                ("not a scalar", "make it `optional: true`, or remove `default`")
            };
            self.error(
                "spec::default",
                default.span,
                format!("the default of `{}` never holds", excerpt(&field.name)),
            )
            .label(label)
            .help(help);
        }
        self.check_value(&default, field, Purpose::Default, excerpt(&field.name));
        Some(default.node.json())
    }

    fn fixed_value(
        &mut self,
        fixed: Option<Json<'_>>,
        field: &Field,
        absent: Option<Flag>,
        what: &str,
    ) -> Option<String> {
        let fixed = fixed?;
        if field.in_path {
            self.error("spec::fixed", fixed.span, "a part of the path that never changes is no parameter")
                .label("stands in the path")
                .help("write the value into the path, and remove the parameter");
        }
        if let Some(flag) = absent.filter(|flag| flag.value) {
            self.error("spec::fixed", flag.span, format!("a `fixed` {what} is always written"))
                .label("cannot be left out")
                .help("remove this, or remove `fixed`");
        } else {
            self.check_value(&fixed, field, Purpose::Fixed, excerpt(&field.name));
        }
        if field.style == Style::Valueless && fixed.node.json() == "false" {
            self.error("spec::fixed", fixed.span, "this parameter is never sent")
                .label("`as: valueless` leaves false out")
                .help("write `fixed: true`, or remove the parameter");
        }
        Some(Written { types: &self.types }.field(&fixed.node, field))
    }

    fn check_value(&mut self, value: &Json<'_>, field: &Field, purpose: Purpose, name: String) {
        let mut fit = Fit::new(&self.types, purpose, name);
        fit.field(&value.node, field);
        fit.report(&mut self.sink);
    }
}

/// A member whose mapping could not be read.
fn unreadable(name: String, span: Span) -> Field {
    Field {
        name,
        about: String::new(),
        ty: Type::Named(UNKNOWN),
        presence: Presence::Optional,
        in_path: false,
        default: None,
        also: Vec::new(),
        style: Style::Plain,
        none: Vec::new(),
        leading_plus: false,
        bare_single: false,
        fixed: None,
        others: false,
        scheme: None,
        limits: Limits::default(),
        needs: None,
        missing: None,
        invalid: None,
        rust: None,
        evidence: Vec::new(),
        deviations: Vec::new(),
        span,
    }
}
