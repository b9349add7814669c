//! Parameters and fields: types, presence, limits, and what they inherit from named types.

use std::collections::HashMap;

use super::Resolver;
use super::evidence::deprecation;
use super::fit::Fit;
use super::names::UNKNOWN;
use super::purpose::Purpose;
use super::type_kind::TypeClass;
use super::written::Written;
use crate::diagnostic::Span;
use crate::document::{At, BoundsDoc, Flag, JsonDoc, Member, MemberDoc, Named, Text};
use crate::model::{Body, Encoding, Field, Place, Presence, Scalar, Type, ValueLimits};
use crate::yaml::excerpt;

impl Resolver {
    /// Resolves the parameters of an action or the fields of a record. `usual` is the place of those that do not name
    /// their own.
    pub(super) fn members<const PARAMETER: bool>(
        &mut self,
        items: Vec<Named<'_, Member<'_, PARAMETER>>>,
        usual: Place,
    ) -> Vec<Field> {
        let what = if PARAMETER { "parameter" } else { "field" };
        let mut fields = Vec::with_capacity(items.len());
        let mut aliases = Vec::new();
        for item in items {
            let name = item.name.into_owned();
            fields.push(match item.value {
                Some(Member(doc)) => {
                    aliases.extend(doc.aliases.0.iter().cloned().map(|alias| (fields.len(), alias)));
                    self.member(name, doc, what)
                }
                None => unreadable(name, item.span), // keeps the name known to references
            });
        }
        if !aliases.is_empty()
            || fields.iter().any(|field: &Field| field.place.is_some() || field.wire.is_some())
        {
            self.check_wire_names(&aliases, &fields, usual, what);
        }
        self.check_additional(&fields);
        fields
    }

    /// Checks the wire names and aliases, which must differ from all others in their place.
    fn check_wire_names(
        &mut self,
        aliases: &[(usize, Text<'_>)],
        fields: &[Field],
        usual: Place,
        what: &str,
    ) {
        let place = |field: &Field| field.place.unwrap_or(usual);
        // Names of headers are case-insensitive.
        let folded = |place: Place, name: &str| match place {
            Place::Header => name.to_ascii_lowercase(),
            _ => name.to_owned(),
        };
        let mut taken: HashMap<(Place, String), Span> = HashMap::new();
        for field in fields {
            let wire = (place(field), folded(place(field), field.wire_name()));
            if let Some(first) = taken.get(&wire) {
                let name = excerpt(field.wire_name());
                self.error("spec::duplicate-wire-name", field.span, format!("duplicate wire name `{name}`"))
                    .label("already used in this place")
                    .related(*first, "first used here")
                    .help("give one of the two another place with `in`, or another `name`");
            } else {
                taken.insert(wire, field.span);
            }
        }
        for (position, alias) in aliases {
            let Some(place) = fields.get(*position).map(place) else { continue };
            let wire = (place, folded(place, &alias.value));
            if let Some(first) = taken.get(&wire) {
                let name = excerpt(&alias.value);
                self.error("spec::duplicate-wire-name", alias.span, format!("duplicate wire name `{name}`"))
                    .label("already used")
                    .related(*first, "first used here")
                    .help(format!(
                        "a wire name belongs to one {what} only: remove it from `aliases` or rename the other"
                    ));
            } else {
                taken.insert(wire, alias.span);
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
        let presence = Self::presence(&doc);
        let additional = self.additional(&doc, &name, &ty);
        let about = match &doc.about {
            Some(about) => about.0.value.trim().to_owned(),
            None if doc.doubt.about("about") => String::new(),
            None => self.about_of(&ty, doc.type_.as_ref(), At { span, name: &name }, what),
        };
        if let Some(encoding) = doc.encoding {
            self.check_encoding(encoding.value, encoding.span, class);
            if !is_parameter {
                self.check_name_only(encoding.value, encoding.span);
            }
        }
        let inherited = self.newtype(&ty).cloned();
        let encoding = doc.encoding.map_or_else(|| self.inherited_encoding(&ty), |encoding| encoding.value);
        let length = doc.length.take();
        let bounds = BoundsDoc { min: doc.min, max: doc.max, above: doc.above, below: doc.below, length };
        let limits = self.limits(&bounds, class, inherited.as_ref().map(|newtype| &newtype.limits));
        self.check_none(&doc, presence, what);
        if encoding == Encoding::NameOnly
            && let Some(text) = doc.null_values.0.iter().find(|text| text.value.is_empty())
        {
            self.error("spec::null-values", text.span, "the value of a bare name is true")
                .label("would be read as null")
                .help("remove the empty string from `null-values`, or remove `encoding: name-only`");
        }
        if encoding == Encoding::NameOnly
            && let Some(default) = &doc.default
        {
            self.error("spec::default", default.span, "a missing bare name means false")
                .label("never used")
                .help("remove `default`, or remove `encoding: name-only`");
        }
        if let (Some(flag), Some(_)) = (doc.nullable, doc.bare_single.filter(|flag| flag.value))
            && flag.value
        {
            self.error("spec::bare-single", flag.span, "null already means the empty list")
                .label("ambiguous null")
                .help("remove `nullable`, or remove `bare-single`");
        }
        if let Some(flag) = doc.plus_as_space
            && !matches!(class, TypeClass::Scalar(Scalar::String) | TypeClass::Unknown)
        {
            self.error("spec::plus-as-space", flag.span, "only a string can start with a plus sign")
                .label(format!("this is {}", class.describe()))
                .help("remove `plus-as-space`, or change the type to `string`");
        }
        if let Some(flag) = doc.bare_single
            && flag.value
            && !matches!(class, TypeClass::List | TypeClass::Unknown)
        {
            self.error("spec::bare-single", flag.span, "only a list can be written without brackets")
                .label(format!("this is {}", class.describe()))
                .help("remove `bare-single`, or change the type to `list<…>`");
        } else if let Some(flag) = doc.bare_single.filter(|flag| flag.value) {
            self.check_bare_single(flag.span, &ty, encoding);
        }
        let place = doc.in_.map(|place| place.value);
        let body = match place {
            Some(Place::Body) => self.body_of(Some(class), &doc.media.0),
            _ => {
                if let Some(text) = doc.media.0.first().filter(|_| is_parameter) {
                    self.error("spec::media", text.span, "only a whole body has a media type of its own")
                        .label("not a whole body")
                        .help("add `in: body`, or remove `media`; a file has the media type of its content");
                }
                Body::default()
            }
        };
        self.check_content(&doc, &ty, is_parameter);
        let missing = self.error_reference(doc.missing.as_ref());
        let invalid = self.error_reference(doc.invalid.as_ref());
        let mut field = Field {
            name,
            about,
            ty,
            presence,
            wire: doc.name.as_ref().map(|text| text.value.as_ref().to_owned()),
            place,
            style: doc.style.map(|style| style.value),
            body,
            default: None,
            aliases: doc.aliases.0.iter().map(|other| other.value.as_ref().to_owned()).collect(),
            encoding,
            null_values: doc.null_values.0.iter().map(|text| text.value.as_ref().to_owned()).collect(),
            plus_as_space: doc.plus_as_space.is_some_and(|flag| flag.value),
            bare_single: doc.bare_single.is_some_and(|flag| flag.value),
            fixed: None,
            additional,
            scheme: None,
            made: None,
            limits,
            needs: doc.needs.as_ref().map(|needs| needs.value.as_ref().to_owned()),
            excludes: doc.excludes.0.iter().map(|other| other.value.as_ref().to_owned()).collect(),
            required_when: Vec::new(),
            missing: missing.or(inherited.as_ref().and_then(|newtype| newtype.missing)),
            invalid: invalid.or(inherited.as_ref().and_then(|newtype| newtype.invalid)),
            deprecation: doc.deprecated.take().map(deprecation),
            rust: self.rust_name(doc.rust.take()),
            evidence: self.evidence(std::mem::take(&mut doc.evidence.0)),
            deviations: Self::deviations(std::mem::take(&mut doc.deviates.0)),
            span,
        };
        field.default = self.default_value(doc.default.take(), &field, is_parameter);
        field.fixed = self.fixed_value(doc.fixed.take(), &field, doc.optional.or(doc.nullable), what);
        field.made = self.made(&doc, &field);
        field
    }

    /// Checks the fields of a record that is an array on the wire: an entry has no name there.
    pub(super) fn check_positions(&mut self, fields: &[Field]) {
        for field in fields {
            let (what, help) = if field.additional {
                ("`additional` does", "remove the field; more entries than documented are ignored")
            } else if !field.aliases.is_empty() {
                ("`aliases` do", "remove `aliases`")
            } else if field.encoding == Encoding::NameOnly {
                ("a bare name does", "remove `encoding`")
            } else {
                continue;
            };
            self.error("spec::positions", field.span, format!("{what} not apply to a position"))
                .label("has no name on the wire")
                .help(help);
        }
    }

    /// Checks that an entry without brackets differs from a list of entries.
    fn check_bare_single(&mut self, span: Span, ty: &Type, encoding: Encoding) {
        let Type::List(item) = ty else { return };
        let looks_like_a_list = match self.class(item) {
            TypeClass::List | TypeClass::Positions => "a list itself",
            _ if matches!(**item, Type::Nullable(_)) => "possibly null, which is the empty list",
            TypeClass::Union { composite: true } => "a union, possibly a list",
            TypeClass::Scalar(Scalar::Any) => "any JSON, possibly a list",
            TypeClass::Scalar(Scalar::Bytes) if encoding == Encoding::NumberList => {
                "written as a list of numbers"
            }
            _ if encoding == Encoding::EmbeddedJson => "inside a string",
            _ => return,
        };
        self.error("spec::bare-single", span, "a single entry cannot be told from the list")
            .label(format!("an entry is {looks_like_a_list}"))
            .help("remove `bare-single`, or use a specific type for the entries");
    }

    fn presence(doc: &MemberDoc<'_>) -> Presence {
        if doc.additional.is_some_and(|flag| flag.value) {
            return Presence::Required; // the map may be empty
        }
        let optional = doc.optional.filter(|flag| flag.value);
        let nullable = doc.nullable.filter(|flag| flag.value);
        match (optional, nullable) {
            (Some(_), Some(_)) => Presence::OptionalNullable,
            (Some(_), None) => Presence::Optional,
            (None, Some(_)) => Presence::Nullable,
            (None, None) => Presence::Required,
        }
    }

    /// Returns the `about` of the named type for a member without its own.
    fn about_of(&mut self, ty: &Type, text: Option<&Text<'_>>, at: At<'_>, what: &str) -> String {
        let alias = text.and_then(|text| self.named_in(&text.value));
        if let Some(id) = alias.or_else(|| ty.leaf()) {
            return self.abouts.get(id).cloned().unwrap_or_default();
        }
        self.missing(
            at,
            what,
            "about",
            "add the meaning in one plain sentence; only a named type provides a default",
        );
        String::new()
    }

    fn check_none(&mut self, doc: &MemberDoc<'_>, presence: Presence, what: &str) {
        let unread = doc.doubt.about("optional") || doc.doubt.about("nullable");
        if let Some(first) = doc.null_values.0.first()
            && presence == Presence::Required
            && !unread
            && doc.additional.is_none()
        {
            self.error("spec::null-values", first.span, format!("`null-values` on a required {what}"))
                .label("the value cannot be null")
                .help("add `optional: true` or `nullable: true`, or remove `null-values`");
        }
    }

    /// Resolves a reference to an error, if there is one.
    pub(super) fn error_reference(&mut self, text: Option<&Text<'_>>) -> Option<usize> {
        text.map(|text| self.names.errors.find(text, &mut self.sink))
    }

    fn default_value(
        &mut self,
        default: Option<JsonDoc<'_>>,
        field: &Field,
        is_parameter: bool,
    ) -> Option<String> {
        let default = default?;
        let optional_field = !is_parameter && field.presence != Presence::Required;
        let composite = self.class(&field.ty).is_composite();
        if optional_field || field.in_path() || (composite && field.presence == Presence::Required) {
            let (label, help) = if field.in_path() {
                ("the path always contains it", "remove `default`")
            } else if optional_field {
                ("a missing field is read as null", "remove `default`, or remove `optional` and `nullable`")
            } else {
                ("not a scalar", "add `optional: true`, or remove `default`")
            };
            self.error(
                "spec::default",
                default.span,
                format!("the default of `{}` is never used", excerpt(&field.name)),
            )
            .label(label)
            .help(help);
        }
        self.check_value(&default, field, Purpose::Default, excerpt(&field.name));
        Some(default.node.json())
    }

    fn fixed_value(
        &mut self,
        fixed: Option<JsonDoc<'_>>,
        field: &Field,
        absent: Option<Flag>,
        what: &str,
    ) -> Option<String> {
        let fixed = fixed?;
        if field.in_path() {
            self.error("spec::fixed", fixed.span, "a constant part of the path is not a parameter")
                .label("is in the path")
                .help("write the value into the path, and remove the parameter");
        }
        if let Some(flag) = absent.filter(|flag| flag.value) {
            self.error("spec::fixed", flag.span, format!("a `fixed` {what} is always written"))
                .label("cannot be left out")
                .help("remove this key, or remove `fixed`");
        } else {
            self.check_value(&fixed, field, Purpose::Fixed, excerpt(&field.name));
        }
        if field.encoding == Encoding::NameOnly && fixed.node.json() == "false" {
            self.error("spec::fixed", fixed.span, "this parameter is never sent")
                .label("`encoding: name-only` omits false")
                .help("write `fixed: true`, or remove the parameter");
        }
        Some(Written { types: &self.types }.field(&fixed.node, field))
    }

    pub(super) fn check_value(&mut self, value: &JsonDoc<'_>, field: &Field, purpose: Purpose, name: String) {
        let mut fit = Fit::new(&self.types, purpose, name);
        fit.field(&value.node, field);
        fit.report(&mut self.sink);
    }
}

/// Returns a placeholder for a member that could not be read.
fn unreadable(name: String, span: Span) -> Field {
    Field {
        name,
        about: String::new(),
        ty: Type::Named(UNKNOWN),
        presence: Presence::Optional,
        wire: None,
        place: None,
        style: None,
        body: Body::default(),
        default: None,
        aliases: Vec::new(),
        encoding: Encoding::Plain,
        null_values: Vec::new(),
        plus_as_space: false,
        bare_single: false,
        fixed: None,
        additional: false,
        scheme: None,
        made: None,
        limits: ValueLimits::default(),
        needs: None,
        excludes: Vec::new(),
        required_when: Vec::new(),
        missing: None,
        invalid: None,
        deprecation: None,
        rust: None,
        evidence: Vec::new(),
        deviations: Vec::new(),
        span,
    }
}
