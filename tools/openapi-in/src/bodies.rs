//! Request bodies in several media types: JSON, or a multipart form where files are attached.

use bindery_vocabulary::json::JsonValue;

use crate::body::{Body, form, json_parameters, schema_of};
use crate::media::{self, Class, Content};
use crate::schema::{Place, Property, Record, Schema, Shape, Union};
use crate::typed::Hint;
use crate::types::Types;

/// Reads a body that is JSON or a multipart form with the same properties and possibly more; `None` for others.
pub(crate) fn several(
    types: &mut Types<'_>,
    contents: &[Content<'_>],
    required: bool,
    owner: &str,
) -> Option<Body> {
    let of = |class: Class| contents.iter().find(|content| media::class(&content.name) == class);
    let json = of(Class::Json).filter(|content| content.name == "application/json")?;
    let multipart = of(Class::Multipart)?;
    let of_json = schema_of(types, json);
    let shared = object(types, &of_json, &json.pointer)?;
    let of_multipart = schema_of(types, multipart);
    let all = object(types, &of_multipart, &multipart.pointer)?;
    // What is only in JSON, or differs, is in no other format of the same action.
    let is_same = |field: &Property| all.field(&field.name).is_some_and(|other| other.schema == field.schema);
    if !shared.fields.iter().all(is_same) || shared.additional != all.additional {
        return None;
    }
    if shared.additional.as_deref().is_some_and(|value| !is_scalar(types, value)) {
        return None;
    }
    let hint = Hint::In(owner.to_owned(), "body".to_owned());
    let expanded = types.schemas.expanded(&of_json);
    let mut parameters = json_parameters(types, &shared, &expanded, &hint);
    let only = Record {
        fields: all.fields.iter().filter(|field| shared.field(&field.name).is_none()).cloned().collect(),
        ..Record::default()
    };
    if !only.fields.is_empty() {
        for (name, mut keys) in
            form(types, multipart, (&only, true), &of_multipart, required, &hint, "multipart")
        {
            keys.insert(1, ("in".to_owned(), JsonValue::text("multipart")));
            // The body may be JSON, which does not have it.
            if !keys.iter().any(|(key, _)| key == "optional") {
                keys.push(("optional".to_owned(), JsonValue::Bool(true)));
            }
            parameters.push((name, keys));
        }
    }
    for other in contents.iter().filter(|content| content.name != json.name && content.name != multipart.name)
    {
        // A router reads JSON and forms alike.
        let is_alike =
            media::class(&other.name) == Class::Form && schema_of(types, other).shape == of_json.shape;
        if !is_alike {
            types.schemas.findings.wider(
                &other.pointer,
                "a request body in a second media type",
                &other.name,
            );
        }
    }
    Some(Body { parameters_in: Some("json"), also_in: Some("multipart"), parameters, whole: false })
}

fn is_scalar(types: &mut Types<'_>, schema: &Schema) -> bool {
    matches!(types.schemas.expanded(schema).shape, Shape::Scalar(_))
}

/// Returns the object whose properties are parameters. Those of a union's variants are optional, unless all require
/// them.
pub(crate) fn object(types: &mut Types<'_>, schema: &Schema, pointer: &str) -> Option<Record> {
    let expanded = types.schemas.expanded(schema);
    match expanded.shape {
        Shape::Record(record) if !expanded.nullable => Some(record),
        Shape::Union(union) => {
            let mut records = Vec::with_capacity(union.variants.len());
            for variant in &union.variants {
                records.push(object(types, variant, pointer)?);
            }
            let reason = "objects of which the properties are sent";
            types.schemas.findings.wider(pointer, reason, format!("{} objects", records.len()));
            Some(merged(types, &records))
        }
        _ => None,
    }
}

/// Returns a record with the properties of all of these.
fn merged(types: &mut Types<'_>, records: &[Record]) -> Record {
    let mut fields: Vec<Property> = Vec::new();
    for field in records.iter().flat_map(|record| &record.fields) {
        let required =
            records.iter().all(|record| record.field(&field.name).is_some_and(|field| field.required));
        match fields.iter_mut().find(|known| known.name == field.name) {
            None => fields.push(Property { required, ..field.clone() }),
            Some(known) if known.schema == field.schema => {}
            Some(known) => known.schema = either(types, &known.schema, &field.schema),
        }
    }
    let additional = records.first().and_then(|record| record.additional.clone());
    Record { fields, additional, ..Record::default() }
}

/// Returns a schema for values of either of two.
fn either(types: &mut Types<'_>, one: &Schema, two: &Schema) -> Schema {
    let (left, right) = (types.schemas.expanded(one), types.schemas.expanded(two));
    let shape = match (&left.shape, &right.shape) {
        (Shape::Choice(known), Shape::Choice(more)) => {
            let more = more.iter().filter(|choice| !known.contains(choice));
            Shape::Choice(known.iter().chain(more).cloned().collect())
        }
        (Shape::Union(union), _) => {
            let mut union = union.clone();
            union.variants.push(two.clone());
            Shape::Union(union)
        }
        _ => Shape::Union(Union {
            variants: vec![one.clone(), two.clone()],
            field: None,
            mapping: Vec::new(),
            any: true,
            base: None,
        }),
    };
    // A place of its own: a union at the place of its variant would be that variant.
    let at = Place { pointer: format!("{}&{}", one.at.pointer, two.at.pointer).into() };
    Schema { nullable: left.nullable || right.nullable, ..Schema::of(shape, &at) }
}
