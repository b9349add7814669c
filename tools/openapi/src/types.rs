//! Types as schemas: what a value looks like when it is written, which is the one documented form.

use bindery_model::{
    Api, EnumValue, Field, Form, Limits, Presence, Scalar, Style, Type, TypeDef, TypeId, TypeKind,
};
use bindery_vocabulary::json::Json;
use bindery_vocabulary::{Given, Look};
use heck::ToUpperCamelCase as _;
use indexmap::IndexMap;

use crate::extension::{self as x, put, put_sources};
use crate::schema::Schema;
use crate::write::parsed;

const WHOLE: &str = "^-?[0-9]+$";
const DECIMAL: &str = r"^-?[0-9]+(\.[0-9]+)?$";
const CENTS: &str = r"^-?[0-9]+\.[0-9]{2,}$";
const TWO_DIGITS: &str = "^(-?[0-9]{2,}|-[0-9])$";

/// Where a value stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// In JSON.
    Json,
    /// In a query, a form or a path, where all is text.
    Text,
}

/// The types of an API.
pub(crate) struct Types<'a> {
    api: &'a Api,
}

impl<'a> Types<'a> {
    pub(crate) fn new(api: &'a Api) -> Self {
        Self { api }
    }

    /// All of them.
    pub(crate) fn components(&self) -> IndexMap<String, Schema> {
        self.api.types.iter().map(|def| (def.name.clone(), self.component(def))).collect()
    }

    fn component(&self, def: &TypeDef) -> Schema {
        let mut schema = match &def.kind {
            TypeKind::Record(fields) => self.object(fields, Place::Json),
            TypeKind::IntEnum(values) => enumeration("integer", values, |is| Json::number(*is)),
            TypeKind::TextEnum(values) => enumeration("string", values, |is| Json::text(is)),
            TypeKind::Newtype(newtype) => {
                let mut schema = scalar(newtype.base, newtype.style, &newtype.limits, Place::Json);
                if newtype.md5 {
                    put(&mut schema.extensions, x::HASH, Json::text("md5"));
                }
                schema
            }
        };
        schema.describe(&def.about);
        put_sources(&mut schema.extensions, &def.evidence, &def.deviations);
        schema
    }

    /// One field of a record.
    pub(crate) fn property(&self, id: TypeId, name: &str) -> Option<Schema> {
        match &self.api.types.get(id)?.kind {
            TypeKind::Record(fields) => {
                Some(self.field(fields.iter().find(|field| field.name == name)?, Place::Json))
            }
            TypeKind::IntEnum(_) | TypeKind::TextEnum(_) | TypeKind::Newtype(_) => None,
        }
    }

    /// A value of this type, written in this style within these limits.
    pub(crate) fn schema(&self, ty: &Type, style: Style, limits: &Limits, place: Place) -> Schema {
        let packed = style == Style::JsonText || place == Place::Text;
        let pack = |schema: Schema| if packed { schema.inside_text() } else { schema };
        match ty {
            Type::Scalar(base) => scalar(*base, style, limits, place),
            Type::List(inner) => pack(Schema::list(self.schema(inner, style.inside(), limits, Place::Json))),
            Type::Map(inner) => {
                let entry = self.schema(inner, style.inside(), limits, Place::Json);
                pack(if style == Style::ListWhenEmpty {
                    let filled = Schema { min_properties: Some(1), ..Schema::map(entry.clone()) };
                    // Of what it would be a list matters to generated clients: they would take it for one of anything.
                    let empty = Schema { max_items: Some(0), ..Schema::list(entry) };
                    Schema::any([filled, empty])
                } else {
                    Schema::map(entry)
                })
            }
            Type::Named(id) => match self.api.types.get(*id) {
                Some(def) => named(def, style, limits, place, packed),
                None => Schema::default(),
            },
        }
    }

    /// An object with these fields.
    pub(crate) fn object<'f>(&self, fields: impl IntoIterator<Item = &'f Field>, place: Place) -> Schema {
        let mut object = Schema::of("object");
        for field in fields {
            if field.others {
                object.additional_properties = Some(Box::new(self.others(field)));
                continue;
            }
            if is_required(field, place) {
                object.required.push(field.name.clone());
            }
            if let Some(needed) = &field.needs {
                object.dependent_required.insert(field.name.clone(), vec![needed.clone()]);
            }
            object.properties.insert(field.name.clone(), self.field(field, place));
        }
        object
    }

    /// What the entries are that have no field of their own.
    pub(crate) fn others(&self, field: &Field) -> Schema {
        let mut inner = match &field.ty {
            Type::Map(inner) => self.schema(inner, field.style, &field.limits, Place::Json),
            Type::Scalar(_) | Type::Named(_) | Type::List(_) => Schema::default(),
        };
        inner.describe(&field.about);
        inner
    }

    /// A field or parameter.
    pub(crate) fn field(&self, field: &Field, place: Place) -> Schema {
        let mut schema = match &field.fixed {
            Some(_) if field.style == Style::Valueless => Schema::only(Json::text("")),
            Some(fixed) => Schema::only(parsed(fixed)),
            None => self.schema(&field.ty, field.style, &field.limits, place),
        };
        if field.bare_single
            && field.fixed.is_none()
            && let Type::List(inner) = &field.ty
        {
            let one = self.schema(inner, field.style, &field.limits, Place::Json);
            schema = Schema::any([one, Schema { min_items: Some(2), ..schema }, Schema::of("null")]);
        } else if field.presence == Presence::Nullable && place == Place::Json {
            schema = schema.or_null();
        }
        let about = match field.ty {
            Type::Named(id) => self.api.types.get(id).map_or("", |def| &def.about),
            Type::Scalar(_) | Type::List(_) | Type::Map(_) => "",
        };
        if field.about != about {
            schema.describe(&field.about);
        }
        schema.default = field.default.as_deref().map(|default| self.written(field, default, place));
        let extensions = &mut schema.extensions;
        put(extensions, x::ALSO, Json::texts(&field.also));
        put(extensions, x::NONE, Json::texts(&field.none));
        if field.leading_plus {
            put(extensions, x::LEADING_PLUS, Json::Bool(true));
        }
        put_sources(extensions, &field.evidence, &field.deviations);
        schema
    }

    /// A default as it would be written.
    fn written(&self, field: &Field, default: &str, place: Place) -> Json {
        let json = parsed(default);
        let base = match field.ty {
            Type::Scalar(base) => Some(base),
            Type::Named(id) => self.api.types.get(id).and_then(|def| match &def.kind {
                TypeKind::Newtype(newtype) => Some(newtype.base),
                TypeKind::IntEnum(_) => Some(Scalar::Int),
                TypeKind::Record(_) | TypeKind::TextEnum(_) => None,
            }),
            Type::List(_) | Type::Map(_) => None,
        };
        // Where all is text, quotes say nothing, and a text keeps every digit of an amount.
        let style =
            if place == Place::Text && field.style == Style::Text { Style::Plain } else { field.style };
        let given = match &json {
            Json::Bool(flag) => Given::Bool(*flag),
            Json::Number(text) => Given::Number(text),
            Json::Text(text) => Given::Text(text),
            Json::Null | Json::List(_) | Json::Object(_) => return json,
        };
        match base.and_then(|base| Some((base.form(), base.written(given, style)?))) {
            Some((Form::Decimal, json)) if place == Place::Text => Json::Text(json.plain()),
            Some((_, written)) => written,
            None => json,
        }
    }
}

/// A type by its name, or what stands in its place where it is written in another way.
fn named(def: &TypeDef, style: Style, limits: &Limits, place: Place, packed: bool) -> Schema {
    match &def.kind {
        TypeKind::Record(_) if packed => Schema::named(&def.name).inside_text(),
        TypeKind::IntEnum(values) if style.quotes_numbers() && place == Place::Json => {
            enumeration("string", values, |is| Json::text(is.to_string()))
        }
        TypeKind::Record(_) | TypeKind::IntEnum(_) | TypeKind::TextEnum(_) => Schema::named(&def.name),
        TypeKind::Newtype(newtype) => {
            let style = if style == Style::Plain { newtype.style } else { style };
            let schema = scalar(newtype.base, style, limits, place);
            let usual = scalar(newtype.base, newtype.style, &newtype.limits, Place::Json);
            if schema == usual {
                Schema::named(&def.name)
            } else {
                Schema { title: def.name.clone(), ..schema }
            }
        }
    }
}

/// Whether a field is there in what is written.
pub(crate) fn is_required(field: &Field, place: Place) -> bool {
    match field.presence {
        // A bare name that is not there says no.
        Presence::Required => field.style != Style::Valueless || field.fixed.is_some(),
        Presence::Nullable => place == Place::Json,
        Presence::Optional => false,
    }
}

fn enumeration<V>(kind: &'static str, values: &[EnumValue<V>], json: impl Fn(&V) -> Json) -> Schema {
    let mut schema = Schema::one_of_values(kind, values.iter().map(|value| json(&value.is)).collect());
    let name = |value: &EnumValue<V>| value.rust.clone().unwrap_or_else(|| value.name.to_upper_camel_case());
    put(&mut schema.extensions, x::VARIABLES, Json::texts(values.iter().map(name)));
    put(&mut schema.extensions, x::VALUES, Json::texts(values.iter().map(|value| value.about.trim())));
    schema
}

fn scalar(base: Scalar, style: Style, limits: &Limits, place: Place) -> Schema {
    let in_text = place == Place::Json && style.quotes_numbers();
    let mut schema = match base.form() {
        Form::Any if style == Style::JsonText => Schema::default().inside_text(),
        Form::Any => Schema::default(),
        Form::Text if style == Style::Numbers => {
            let byte = Schema { minimum: Some(0), maximum: Some(255), ..Schema::of("integer") };
            let bytes = Schema::list(byte);
            if place == Place::Text { bytes.inside_text() } else { bytes }
        }
        Form::Text => match base.look() {
            Look::Any => Schema::of("string"),
            Look::Format(format) => Schema::text(format),
            Look::Pattern(pattern) => Schema::like(pattern),
        },
        Form::Flag => flag(style),
        Form::Whole if style == Style::TwoDigits => Schema::like(TWO_DIGITS),
        Form::Whole if in_text => Schema::like(WHOLE),
        Form::Whole => Schema { format: Some("int64"), ..Schema::of("integer") },
        // Where all is text, a text keeps every digit of an amount, which a float would not.
        Form::Decimal => {
            let text = match style {
                Style::Cents => Schema::like(CENTS),
                _ if in_text || place == Place::Text => Schema::like(DECIMAL),
                _ => Schema::of("number"),
            };
            Schema { format: Some("decimal"), ..text }
        }
    };
    // What no format says.
    schema.describe(match (base, style) {
        (Scalar::UnixTime, Style::Milliseconds) => "Written as milliseconds since 1970.",
        (Scalar::UnixTime, _) => "Written as seconds since 1970.",
        (Scalar::DisplayMoney, _) => "An amount as text, perhaps formatted for people.",
        _ => "",
    });
    limited(schema, limits)
}

fn flag(style: Style) -> Schema {
    match style {
        Style::Flag => Schema::one_of_values("integer", vec![Json::number(0), Json::number(1)]),
        Style::Title => Schema::one_of_values("string", ["True", "False"].map(Json::text).to_vec()),
        Style::Valueless => Schema::only(Json::text("")),
        Style::Plain
        | Style::Text
        | Style::Cents
        | Style::TwoDigits
        | Style::JsonText
        | Style::Numbers
        | Style::ListWhenEmpty
        | Style::Milliseconds => Schema::of("boolean"),
    }
}

fn limited(mut schema: Schema, limits: &Limits) -> Schema {
    if let Some((fewest, most)) = limits.length {
        schema.min_length = Some(fewest).filter(|fewest| *fewest > 0);
        schema.max_length = Some(most);
    }
    if schema.types.0 == ["string"] {
        let bounds = [("min", limits.min), ("above", limits.above), ("max", limits.max)];
        let bounds = bounds.into_iter().filter_map(|(name, bound)| Some((name, Json::number(bound?))));
        put(&mut schema.extensions, x::LIMITS, Json::object(bounds));
    } else {
        schema.minimum = limits.min;
        schema.exclusive_minimum = limits.above.map(Json::number);
        schema.maximum = limits.max;
    }
    schema
}
