//! Conversion from OpenAPI 3.1 to 3.0.

use bindery_vocabulary::json::JsonValue;
use indexmap::IndexMap;

use crate::document::{Document, PathItem, RefOr, Response};
use crate::extension::{self as x, put};
use crate::schema::Schema;
use crate::write::Write as _;

/// Converts a document from 3.1 to 3.0.
pub(crate) fn to_3_0(document: &mut Document) {
    document.openapi = "3.0.3".to_owned();
    each_schema(document, &mut lower);
    let webhooks = std::mem::take(&mut document.webhooks);
    put(&mut document.extensions, x::WEBHOOKS, webhooks.json());
}

fn each_schema(document: &mut Document, change: &mut impl FnMut(&mut Schema)) {
    let items =
        document.paths.iter_mut().flat_map(IndexMap::values_mut).chain(document.webhooks.values_mut());
    for item in items {
        in_item(item, change);
    }
    if let Some(components) = &mut document.components {
        components.schemas.values_mut().for_each(|schema| schema.each(change));
        components.responses.values_mut().for_each(|response| in_response(response, change));
    }
}

fn in_item(item: &mut PathItem, change: &mut impl FnMut(&mut Schema)) {
    let operations =
        [&mut item.get, &mut item.put, &mut item.post, &mut item.delete, &mut item.head, &mut item.patch];
    for operation in operations.into_iter().flatten() {
        let parameters = operation.parameters.iter_mut().filter_map(|parameter| parameter.schema.as_mut());
        let bodies = operation.request_body.iter_mut().flat_map(|body| body.content.values_mut());
        for schema in parameters.chain(bodies.filter_map(|media| media.schema.as_mut())) {
            schema.each(change);
        }
        for response in operation.responses.values_mut() {
            if let RefOr::Here(response) = response {
                in_response(response, change);
            }
        }
    }
}

fn in_response(response: &mut Response, change: &mut impl FnMut(&mut Schema)) {
    let headers = response.headers.values_mut().filter_map(|header| header.schema.as_mut());
    let bodies = response.content.values_mut().filter_map(|media| media.schema.as_mut());
    headers.chain(bodies).for_each(|schema| schema.each(change));
}

fn lower(schema: &mut Schema) {
    if let Some(constant) = schema.constant.take() {
        schema.values = vec![constant];
    }
    if schema.types.0.contains(&"null") {
        schema.types.0.retain(|kind| *kind != "null");
        schema.nullable = true;
        if schema.types.0.is_empty() && schema.values.is_empty() {
            // `nullable` has an effect only together with `type`.
            schema.types.0.push("object");
            schema.values.push(JsonValue::Null);
        }
    }
    let entries = std::mem::take(&mut schema.prefix_items);
    if !entries.is_empty() {
        // The position of an entry cannot be said, so each may be any of them.
        schema.items = Some(Box::new(Schema::any(entries)));
    }
    if let Some(bound) = schema.exclusive_minimum.replace(JsonValue::Bool(true)) {
        schema.minimum = Some(bound);
    } else {
        schema.exclusive_minimum = None;
    }
    if let Some(bound) = schema.exclusive_maximum.replace(JsonValue::Bool(true)) {
        schema.maximum = Some(bound);
    } else {
        schema.exclusive_maximum = None;
    }
    if let Some(mut names) = schema.property_names.take() {
        names.each(&mut lower);
        put(&mut schema.extensions, x::PROPERTY_NAMES, names.json());
    }
    if let Some(inner) = schema.content_schema.take() {
        put(&mut schema.extensions, x::CONTENT, inner.json());
    }
    schema.content_media_type = None;
    let dependent = std::mem::take(&mut schema.dependent_required);
    let dependent = dependent.into_iter().map(|(name, needed)| (name, JsonValue::texts(needed)));
    put(&mut schema.extensions, x::DEPENDENT, JsonValue::object(dependent));
    if schema.reference.is_some() {
        let alone = Schema { reference: schema.reference.take(), ..Schema::default() };
        if *schema == Schema::default() {
            *schema = alone;
        } else {
            schema.all_of.insert(0, alone);
        }
    }
}
