//! Types as schemas, in the documented encoding.

mod structure;

use bindery_model::{
    Api, Encoding, EnumValue, Field, JsonKind, Made, MadeKind, Presence, Scalar, Type, TypeDef, TypeId,
    TypeKind, ValueLimits,
};
use bindery_vocabulary::json::JsonValue;
use bindery_vocabulary::{ANY_LENGTH, Given, Look};
use heck::ToUpperCamelCase as _;
use indexmap::IndexMap;

use crate::extension::{self as x, put, put_sources};
use crate::schema::Schema;
use crate::write::parsed;

const FLOAT: &str = "^-?[0-9]+(\\.[0-9]+)?(e-?[0-9]+)?$";
const WHOLE: &str = "^-?[0-9]+$";
const DECIMAL: &str = r"^-?[0-9]+(\.[0-9]+)?$";
const CENTS: &str = r"^-?[0-9]+\.[0-9]{2,}$";
const TWO_DIGITS: &str = "^(-?[0-9]{2,}|-[0-9])$";

/// Position of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Location {
    /// JSON body.
    Json,
    /// Query, form or path, where all values are strings.
    Text,
}

/// Types of an API.
pub(crate) struct Types<'a> {
    api: &'a Api,
}

impl<'a> Types<'a> {
    pub(crate) fn new(api: &'a Api) -> Self {
        Self { api }
    }

    /// Returns the schemas of all types.
    pub(crate) fn components(&self) -> IndexMap<String, Schema> {
        self.api.types.iter().map(|def| (def.name.clone(), self.component(def))).collect()
    }

    fn component(&self, def: &TypeDef) -> Schema {
        let mut schema = match &def.kind {
            TypeKind::Record(fields) => self.object(fields, Location::Json),
            TypeKind::Positions(fields) => self.positions(fields),
            TypeKind::Union(union) => self.union(union),
            TypeKind::IntEnum(values) => enumeration("integer", values, |is| JsonValue::number(*is)),
            TypeKind::TextEnum(values) => enumeration("string", values, |is| JsonValue::text(is)),
            TypeKind::Newtype(newtype) => {
                let mut schema = scalar(newtype.base, newtype.encoding, &newtype.limits, Location::Json);
                if newtype.md5 {
                    put(&mut schema.extensions, x::HASH, JsonValue::text("md5"));
                }
                schema
            }
            TypeKind::Alias(ty) => self.schema(ty, Encoding::Plain, &ValueLimits::NONE, Location::Json),
        };
        schema.describe(&def.about);
        put_sources(&mut schema.extensions, &def.evidence, &def.deviations);
        schema
    }

    /// Returns the schema of a record's field.
    pub(crate) fn property(&self, id: TypeId, name: &str) -> Option<Schema> {
        match &self.api.types.get(id)?.kind {
            TypeKind::Record(fields) => {
                Some(self.field(fields.iter().find(|field| field.name == name)?, Location::Json))
            }
            TypeKind::Positions(_)
            | TypeKind::Union(_)
            | TypeKind::IntEnum(_)
            | TypeKind::TextEnum(_)
            | TypeKind::Newtype(_)
            | TypeKind::Alias(_) => None,
        }
    }

    /// Returns the schema of a type with this encoding and these limits.
    pub(crate) fn schema(
        &self,
        ty: &Type,
        encoding: Encoding,
        limits: &ValueLimits,
        place: Location,
    ) -> Schema {
        let packed = encoding == Encoding::EmbeddedJson || place == Location::Text;
        let pack = |schema: Schema| if packed { schema.inside_text() } else { schema };
        match ty {
            Type::Scalar(base) => scalar(*base, encoding, limits, place),
            Type::List(inner) => {
                let item = self.schema(inner, encoding.inside(), &ValueLimits::NONE, Location::Json);
                pack(limited(Schema::list(item), limits))
            }
            Type::Nullable(inner) => self.schema(inner, encoding, limits, place).or_null(),
            Type::Map(key, inner) => {
                let entry = self.schema(inner, encoding.inside(), &ValueLimits::NONE, Location::Json);
                let map = |entry: Schema| self.map(key, entry);
                pack(if encoding == Encoding::ListWhenEmpty {
                    let filled = Schema { min_properties: Some(1), ..map(entry.clone()) };
                    // The type of the entries matters to client generators, which would otherwise take any.
                    let empty = Schema { max_items: Some(0), ..Schema::list(entry) };
                    Schema::any([filled, empty])
                } else {
                    map(entry)
                })
            }
            Type::Named(id) => match self.api.types.get(*id) {
                Some(def) => named(def, encoding, limits, place, packed),
                None => Schema::default(),
            },
        }
    }

    /// Returns the schema of a map with these keys.
    fn map(&self, key: &Type, entry: Schema) -> Schema {
        let map = Schema::map(entry);
        match key {
            Type::Scalar(Scalar::String) => map,
            key => Schema { property_names: Some(Box::new(self.names(key))), ..map },
        }
    }

    /// Returns the schema of the keys of a map, which are strings whatever they mean.
    fn names(&self, key: &Type) -> Schema {
        let of_scalar = |base: Scalar| match base.form(Encoding::Plain) {
            JsonKind::Whole => Schema::like(WHOLE),
            _ => scalar(base, Encoding::Plain, &ValueLimits::NONE, Location::Json),
        };
        match key {
            Type::Scalar(base) => of_scalar(*base),
            Type::Named(id) => match self.api.types.get(*id) {
                Some(TypeDef { kind: TypeKind::Newtype(newtype), .. }) => of_scalar(newtype.base),
                Some(TypeDef { kind: TypeKind::IntEnum(values), .. }) => {
                    enumeration("string", values, |is| JsonValue::text(is.to_string()))
                }
                Some(def) => Schema::named(&def.name),
                None => Schema::default(),
            },
            Type::List(_) | Type::Map(..) | Type::Nullable(_) => Schema::default(),
        }
    }

    /// Returns the schema of an object with these fields.
    pub(crate) fn object<'f>(&self, fields: impl IntoIterator<Item = &'f Field>, place: Location) -> Schema {
        let mut object = Schema::with_type("object");
        let fields: Vec<&Field> = fields.into_iter().collect();
        for field in &fields {
            if field.additional {
                object.additional_properties = Some(Box::new(self.additional(field)));
                continue;
            }
            let name = field.wire_name().to_owned();
            if is_required(field, place) {
                object.required.push(name.clone());
            }
            let mut property = self.field(field, place);
            if let Some(needed) = &field.needs {
                match fields.iter().find(|other| other.name == *needed) {
                    Some(other) => {
                        let needed = vec![other.wire_name().to_owned()];
                        object.dependent_required.insert(name.clone(), needed);
                    }
                    None => put(&mut property.extensions, x::NEEDS, JsonValue::text(needed)),
                }
            }
            object.properties.insert(name, property);
        }
        object
    }

    /// Returns the schema of additional entries.
    pub(crate) fn additional(&self, field: &Field) -> Schema {
        let mut inner = match &field.ty {
            Type::Map(_, inner) => self.schema(inner, field.encoding, &field.limits, Location::Json),
            Type::Scalar(_) | Type::Named(_) | Type::List(_) | Type::Nullable(_) => Schema::default(),
        };
        inner.describe(&field.about);
        inner
    }

    /// Whether values of a type have no parts.
    pub(crate) fn is_scalar(&self, ty: &Type) -> bool {
        match ty {
            Type::Scalar(scalar) => *scalar != Scalar::Any,
            Type::Nullable(inner) => self.is_scalar(inner),
            Type::List(_) | Type::Map(..) => false,
            Type::Named(id) => match self.api.types.get(*id).map(|def| &def.kind) {
                Some(TypeKind::IntEnum(_) | TypeKind::TextEnum(_) | TypeKind::Newtype(_)) => true,
                Some(TypeKind::Alias(ty)) => self.is_scalar(ty),
                Some(TypeKind::Record(_) | TypeKind::Positions(_) | TypeKind::Union(_)) | None => false,
            },
        }
    }

    /// Returns the schema of a list, map or record that is divided into texts.
    fn divided(&self, field: &Field) -> Schema {
        match &field.ty {
            // Scalars are texts; items that are JSON are texts with JSON.
            Type::List(item) if field.encoding == Encoding::EmbeddedJson || self.is_scalar(item) => {
                let item = self.schema(item, field.encoding.inside(), &ValueLimits::NONE, Location::Text);
                limited(Schema::list(item), &field.limits)
            }
            ty => self.schema(ty, field.encoding, &field.limits, Location::Json),
        }
    }

    /// Returns the schema of a field or parameter.
    pub(crate) fn field(&self, field: &Field, place: Location) -> Schema {
        let mut schema = match &field.fixed {
            Some(_) if field.encoding == Encoding::NameOnly => Schema::only(JsonValue::text("")),
            Some(fixed) => Schema::only(parsed(fixed)),
            None if field.is_divided() && place == Location::Text => self.divided(field),
            None if place == Location::Json => {
                self.schema(&field.ty, field.json_encoding(), &field.limits, place)
            }
            None => self.schema(&field.ty, field.encoding, &field.limits, place),
        };
        if field.bare_single
            && field.fixed.is_none()
            && let Type::List(inner) = &field.ty
        {
            let one = self.schema(inner, field.encoding, &ValueLimits::NONE, Location::Json);
            let fewest = schema.min_items.unwrap_or(0).max(2);
            schema =
                Schema::any([one, Schema { min_items: Some(fewest), ..schema }, Schema::with_type("null")]);
        } else if field.presence.may_be_null() && place == Location::Json {
            schema = schema.or_null();
        }
        let about = match field.ty {
            Type::Named(id) => self.api.types.get(id).map_or("", |def| &def.about),
            Type::Scalar(_) | Type::List(_) | Type::Map(..) | Type::Nullable(_) => "",
        };
        if field.about != about {
            schema.describe(&field.about);
        }
        if let Some(deprecation) = &field.deprecation {
            schema.deprecated = true;
            schema.describe(&deprecation.sentence());
        }
        schema.default = field.default.as_deref().map(|default| self.written(field, default, place));
        let extensions = &mut schema.extensions;
        put(extensions, x::ALIASES, JsonValue::texts(&field.aliases));
        put(extensions, x::NULL_VALUES, JsonValue::texts(&field.null_values));
        if let Some(made) = &field.made {
            put(extensions, x::MADE, self::made(made));
        }
        if field.plus_as_space {
            put(extensions, x::PLUS_AS_SPACE, JsonValue::Bool(true));
        }
        put_sources(extensions, &field.evidence, &field.deviations);
        schema
    }

    /// Returns a default in its wire encoding.
    fn written(&self, field: &Field, default: &str, place: Location) -> JsonValue {
        let json = parsed(default);
        let base = match field.ty {
            Type::Scalar(base) => Some(base),
            Type::Named(id) => self.api.types.get(id).and_then(|def| match &def.kind {
                TypeKind::Newtype(newtype) => Some(newtype.base),
                TypeKind::IntEnum(_) => Some(Scalar::Int),
                TypeKind::Record(_)
                | TypeKind::Positions(_)
                | TypeKind::Union(_)
                | TypeKind::TextEnum(_)
                | TypeKind::Alias(_) => None,
            }),
            Type::List(_) | Type::Map(..) | Type::Nullable(_) => None,
        };
        // Strings need no quotes in a query or form, and a string keeps every digit of an amount.
        let encoding = if place == Location::Text && field.encoding == Encoding::JsonString {
            Encoding::Plain
        } else {
            field.encoding
        };
        let given = match &json {
            JsonValue::Bool(flag) => Given::Bool(*flag),
            JsonValue::Number(text) => Given::Number(text),
            JsonValue::Text(text) => Given::Text(text),
            JsonValue::Null | JsonValue::List(_) | JsonValue::Object(_) => return json,
        };
        match base.and_then(|base| Some((base.form(encoding), base.written(given, encoding)?))) {
            Some((JsonKind::Decimal, json)) if place == Location::Text => JsonValue::Text(json.plain()),
            Some((_, written)) => written,
            None => json,
        }
    }
}

/// Returns a reference to a type, or an inline schema if its encoding or limits differ.
fn named(def: &TypeDef, encoding: Encoding, limits: &ValueLimits, place: Location, packed: bool) -> Schema {
    match &def.kind {
        TypeKind::Record(_) | TypeKind::Positions(_) if packed => Schema::named(&def.name).inside_text(),
        // Without JSON inside the string, only a union of scalars can be in a query or form.
        TypeKind::Union(_) if encoding == Encoding::EmbeddedJson => Schema::named(&def.name).inside_text(),
        TypeKind::IntEnum(values) if encoding.quotes_numbers() && place == Location::Json => {
            enumeration("string", values, |is| JsonValue::text(is.to_string()))
        }
        TypeKind::Record(_)
        | TypeKind::Positions(_)
        | TypeKind::Union(_)
        | TypeKind::IntEnum(_)
        | TypeKind::TextEnum(_)
        | TypeKind::Alias(_) => Schema::named(&def.name),
        TypeKind::Newtype(newtype) => {
            let encoding = if encoding == Encoding::Plain { newtype.encoding } else { encoding };
            let schema = scalar(newtype.base, encoding, limits, place);
            let usual = scalar(newtype.base, newtype.encoding, &newtype.limits, Location::Json);
            if schema == usual {
                Schema::named(&def.name)
            } else {
                Schema { title: def.name.clone(), ..schema }
            }
        }
    }
}

/// Whether a written value always has the field.
pub(crate) fn is_required(field: &Field, place: Location) -> bool {
    match field.presence {
        // An absent bare name means false.
        Presence::Required => field.encoding != Encoding::NameOnly || field.fixed.is_some(),
        Presence::Nullable => place == Location::Json,
        Presence::Optional | Presence::OptionalNullable => false,
    }
}

fn enumeration<V>(kind: &'static str, values: &[EnumValue<V>], json: impl Fn(&V) -> JsonValue) -> Schema {
    let mut schema = Schema::one_of_values(kind, values.iter().map(|value| json(&value.is)).collect());
    let name = |value: &EnumValue<V>| value.rust.clone().unwrap_or_else(|| value.name.to_upper_camel_case());
    put(&mut schema.extensions, x::VARIABLES, JsonValue::texts(values.iter().map(name)));
    let about = |value: &EnumValue<V>| match &value.deprecation {
        Some(deprecation) => [&deprecation.sentence(), " ", value.about.trim()].concat(),
        None => value.about.trim().to_owned(),
    };
    put(&mut schema.extensions, x::VALUES, JsonValue::texts(values.iter().map(about)));
    schema
}

fn scalar(base: Scalar, encoding: Encoding, limits: &ValueLimits, place: Location) -> Schema {
    let in_text = place == Location::Json && encoding.quotes_numbers();
    let mut schema = match base.form(encoding) {
        JsonKind::Any if encoding == Encoding::EmbeddedJson => Schema::default().inside_text(),
        JsonKind::Any => Schema::default(),
        JsonKind::Text if encoding == Encoding::NumberList => {
            let bound = |number: i64| Some(JsonValue::number(number));
            let byte = Schema { minimum: bound(0), maximum: bound(255), ..Schema::with_type("integer") };
            let bytes = Schema::list(byte);
            if place == Location::Text { bytes.inside_text() } else { bytes }
        }
        JsonKind::Text => match base.look(encoding) {
            Look::Any => Schema::with_type("string"),
            Look::Format(format) => Schema::text(format),
            Look::Pattern(pattern) => Schema::like(pattern),
        },
        JsonKind::Flag => flag(encoding),
        JsonKind::Whole if encoding == Encoding::TwoDigits => Schema::like(TWO_DIGITS),
        JsonKind::Whole if in_text => Schema::like(WHOLE),
        JsonKind::Whole => {
            let format = if base == Scalar::Uint { "uint64" } else { "int64" };
            Schema { format: Some(format), ..Schema::with_type("integer") }
        }
        JsonKind::Float if in_text => Schema { format: Some("double"), ..Schema::like(FLOAT) },
        JsonKind::Float => Schema { format: Some("double"), ..Schema::with_type("number") },
        JsonKind::Decimal if base == Scalar::Instant => Schema::with_type("number"),
        // In a query or form, a string keeps every digit of an amount, which a float would not.
        JsonKind::Decimal => {
            let text = match encoding {
                Encoding::TwoDecimals => Schema::like(CENTS),
                _ if in_text || place == Location::Text => Schema::like(DECIMAL),
                _ => Schema::with_type("number"),
            };
            Schema { format: Some("decimal"), ..text }
        }
    };
    // Properties that no format expresses.
    schema.describe(match (base, encoding) {
        (Scalar::Instant, Encoding::UnixSeconds) => "Seconds since 1970.",
        (Scalar::Instant, Encoding::UnixMilliseconds) => "Milliseconds since 1970.",
        (Scalar::Instant, Encoding::UnixMicroseconds) => "Microseconds since 1970.",
        (Scalar::Instant, Encoding::UnixNanoseconds) => "Nanoseconds since 1970.",
        (Scalar::FormattedDecimal, _) => "Amount as a string, possibly formatted for people.",
        _ => "",
    });
    if base == Scalar::Uint && schema.types.0 == ["integer"] {
        schema.minimum = Some(JsonValue::number(0));
    }
    limited(schema, limits)
}

fn flag(encoding: Encoding) -> Schema {
    match encoding {
        Encoding::ZeroOrOne => {
            Schema::one_of_values("integer", vec![JsonValue::number(0), JsonValue::number(1)])
        }
        Encoding::Capitalized => {
            Schema::one_of_values("string", ["True", "False"].map(JsonValue::text).to_vec())
        }
        Encoding::NameOnly => Schema::only(JsonValue::text("")),
        Encoding::Plain
        | Encoding::JsonString
        | Encoding::TwoDecimals
        | Encoding::TwoDigits
        | Encoding::EmbeddedJson
        | Encoding::NumberList
        | Encoding::ListWhenEmpty
        | Encoding::UnixSeconds
        | Encoding::UnixMilliseconds
        | Encoding::UnixMicroseconds
        | Encoding::UnixNanoseconds
        | Encoding::Rfc2822
        | Encoding::HttpDate => Schema::with_type("boolean"),
    }
}

fn limited(mut schema: Schema, limits: &ValueLimits) -> Schema {
    let fewest = limits.length.map(|(fewest, _)| fewest).filter(|fewest| *fewest > 0);
    let most = limits.length.map(|(_, most)| most).filter(|most| *most != ANY_LENGTH);
    if limits.length.is_some() && schema.types.0 == ["array"] {
        (schema.min_items, schema.max_items) = (fewest, most);
    } else if limits.length.is_some() {
        (schema.min_length, schema.max_length) = (fewest, most);
    }
    if schema.types.0 == ["string"] {
        let bounds =
            [("min", limits.min), ("above", limits.above), ("max", limits.max), ("below", limits.below)];
        let bounds = bounds.into_iter().filter_map(|(name, bound)| Some((name, JsonValue::number(bound?))));
        put(&mut schema.extensions, x::LIMITS, JsonValue::object(bounds));
    } else {
        schema.minimum = limits.min.map(JsonValue::number).or(schema.minimum);
        schema.exclusive_minimum = limits.above.map(JsonValue::number);
        schema.maximum = limits.max.map(JsonValue::number);
        schema.exclusive_maximum = limits.below.map(JsonValue::number);
    }
    schema
}

/// Describes how a client makes a value.
fn made(made: &Made) -> JsonValue {
    let mut details = vec![("value", JsonValue::text(made.kind.text()))];
    if made.kind == MadeKind::Nonce {
        details.push(("unit", JsonValue::text(made.unit.text())));
    }
    details.extend(made.window.map(|window| ("window-milliseconds", JsonValue::number(window))));
    JsonValue::object(details)
}
