//! From the tree to schemas, one keyword after the other. Every keyword is read, known to say nothing about the wire, or
//! reported.

use std::rc::Rc;

use bindery_vocabulary::json::JsonValue;

use crate::finding::Findings;
use crate::formats;
use crate::known;
use crate::limits::{limits, size};
use crate::merge::any_of;
use crate::pointer::{join, target};
use crate::schema::{Choice, Limits, Place, Property, Record, Scalar, Schema, Shape, Union};
use crate::tree::{Kind, Node};
use crate::variants::{discriminator, of_types, union, values};

/// Keywords that say nothing about the wire, and those that `read` handles.
const KNOWN: &[&str] = &[
    "$anchor",
    "$comment",
    "$defs",
    "$dynamicAnchor",
    "$dynamicRef",
    "$id",
    "$recursiveAnchor",
    "$recursiveRef",
    "$ref",
    "$schema",
    "additionalProperties",
    "allOf",
    "anyOf",
    "const",
    "contentEncoding",
    "contentMediaType",
    "default",
    "definitions",
    "deprecated",
    "description",
    "discriminator",
    "enum",
    "example",
    "examples",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "externalDocs",
    "format",
    "items",
    "maxItems",
    "maxLength",
    "maximum",
    "minItems",
    "minLength",
    "minimum",
    "nullable",
    "oneOf",
    "prefixItems",
    "properties",
    "propertyNames",
    "readOnly",
    "required",
    "title",
    "type",
    "unevaluatedProperties",
    "writeOnly",
];

/// Keywords with a rule that no type of the language has: a value that breaks it is sent and read.
const RULES: &[&str] = &[
    "contains",
    "contentSchema",
    "dependentRequired",
    "dependentSchemas",
    "else",
    "if",
    "maxContains",
    "maxProperties",
    "minContains",
    "minProperties",
    "multipleOf",
    "not",
    "pattern",
    "then",
    "unevaluatedItems",
    "uniqueItems",
];

/// Keywords whose value is a list, and those whose value is a mapping.
const LISTS: &[&str] = &["allOf", "anyOf", "enum", "oneOf", "prefixItems"];
const MAPPINGS: &[&str] = &["$defs", "dependentSchemas", "patternProperties", "properties"];

/// Reads a schema.
pub(crate) fn schema(node: &Node, pointer: &str, findings: &mut Findings) -> Schema {
    let at = Place { pointer: Rc::from(pointer) };
    match &node.kind {
        Kind::Map(_) => {}
        Kind::Bool(false) => return Schema::of(Shape::Never, &at),
        Kind::Bool(true) => return Schema::of(Shape::Any, &at),
        _ => {
            findings.gap(pointer, "a schema that is no mapping", "");
            return Schema::of(Shape::Any, &at);
        }
    }
    keywords(node, pointer, findings);
    let mut parts = Vec::new();
    for key in ["$ref", "$dynamicRef"] {
        if let Some(reference) = node.text_at(key) {
            parts.push(Schema::of(Shape::Reference(Rc::from(target(reference))), &at));
            if key == "$dynamicRef" {
                findings.wider(pointer, "a dynamic reference, read as one to its own document", reference);
            }
        }
    }
    if node.get("$recursiveRef").is_some() {
        match component(pointer) {
            Some(component) => {
                parts.push(Schema::of(Shape::Reference(Rc::from(component)), &at));
                findings.wider(pointer, "a dynamic reference, read as one to its own document", "");
            }
            None => findings.gap(pointer, "a recursive reference outside a named schema", ""),
        }
    }
    let own = own(node, pointer, &at, findings);
    let mut nullable = own.nullable;
    let has_variants = ["oneOf", "anyOf"].iter().any(|key| node.get(key).is_some());
    match own.shape {
        Shape::Any => {}
        // Nothing is null and one of several other values: what is meant is that both are allowed.
        Shape::Null if has_variants => {
            nullable = true;
            findings.wider(pointer, "`null` beside the variants of a union, read as one more", "");
        }
        _ => parts.push(own),
    }
    for (position, item) in node.get("allOf").map_or(&[][..], Node::items).iter().enumerate() {
        parts.push(schema(item, &format!("{pointer}/allOf/{position}"), findings));
    }
    parts.extend(conditional(node, pointer, &at, findings));
    for key in ["oneOf", "anyOf"] {
        if let Some(list) = node.get(key) {
            parts.push(union(node, list, key, pointer, &at, findings));
        }
    }
    if let Some(list) = alternatives(node) {
        findings.wider(pointer, "a list of `items` without a type, read as alternatives", "");
        parts.push(union(node, list, "items", pointer, &at, findings));
    }
    let mut said = annotations(node, &at);
    said.nullable |= nullable;
    let merged = match parts.len() {
        0 => Schema::of(Shape::Any, &at),
        1 => parts.remove(0),
        _ => Schema::of(Shape::All(parts), &at),
    };
    let mut result = merged.said_by(&said);
    result.at = at.clone();
    if node.get("discriminator").is_some() && node.get("oneOf").or(node.get("anyOf")).is_none() {
        let (field, mapping) = discriminator(node);
        let base = Some(Box::new(Schema { nullable: false, ..result.clone() }));
        let union = Union { variants: Vec::new(), field, mapping, any: false, base };
        return Schema::of(Shape::Union(union), &at).said_by(&result);
    }
    result
}

/// Returns an object with the properties that are described only under a condition. Whether one is required, or has
/// only some of its values then, is a rule.
fn conditional(node: &Node, pointer: &str, at: &Place, findings: &mut Findings) -> Option<Schema> {
    let branches = ["then", "else"].iter().filter_map(|key| Some((join(pointer, key), node.get(key)?)));
    let place = join(pointer, "dependentSchemas");
    let dependent = node.get("dependentSchemas").map_or(&[][..], Node::entries).iter();
    let dependent = dependent.map(|(key, inner)| (join(&place, key), inner));
    let mut fields: Vec<Property> = Vec::new();
    for (pointer, inner) in branches.chain(dependent) {
        if inner.entries().is_empty() {
            continue;
        }
        let inner = schema(inner, &pointer, findings);
        let Shape::Record(record) = inner.shape else {
            findings.gap(&pointer, "a condition with more than properties", "");
            continue;
        };
        for field in record.fields {
            match fields.iter_mut().find(|known| known.name == field.name) {
                Some(known) => known.schema = any_of(&known.schema, field.schema),
                None => fields.push(Property { required: false, conditional: true, ..field }),
            }
        }
    }
    let record = Record { fields, ..Record::default() };
    (!record.is_bare()).then(|| Schema::of(Shape::Record(record), at))
}

/// Returns the pointer of the named schema that a place is in.
fn component(pointer: &str) -> Option<&str> {
    let name = pointer.strip_prefix("/components/schemas/")?.split('/').next()?;
    pointer.get(..pointer.len().min("/components/schemas/".len() + name.len()))
}

/// Reports keywords that are not read.
fn keywords(node: &Node, pointer: &str, findings: &mut Findings) {
    for (key, value) in node.entries() {
        known::kind((key, value), (LISTS, MAPPINGS), pointer, findings);
        if RULES.contains(&key.as_str()) {
            findings.wider(pointer, "a rule that types do not have", key);
        } else if !(KNOWN.contains(&key.as_str())
            || key.starts_with("x-")
            || matches!(
                key.as_str(),
                "xml" | "collectionFormat" | "in" | "name" | "patternProperties" | "allowEmptyValue"
            ))
        {
            findings.wider(pointer, "an unknown keyword of a schema", key);
        }
    }
}

/// Reads what is said about a value, whatever its shape.
fn annotations(node: &Node, at: &Place) -> Schema {
    let text = |key: &str| node.text_at(key).map(str::to_owned).filter(|text| !text.trim().is_empty());
    Schema {
        nullable: node.is_set("nullable") || node.is_set("x-nullable"),
        title: text("title"),
        about: text("description"),
        default: node.get("default").map(Node::json),
        read_only: node.is_set("readOnly"),
        write_only: node.is_set("writeOnly"),
        deprecated: node.is_set("deprecated"),
        at: at.clone(),
        shape: Shape::Any,
        implied: false,
    }
}

/// Reads the keywords of the schema itself: type, values, limits, properties, items.
fn own(node: &Node, pointer: &str, at: &Place, findings: &mut Findings) -> Schema {
    let mut types: Vec<&str> = match node.get("type").map(|node| &node.kind) {
        Some(Kind::Text(one)) => vec![one.as_str()],
        Some(Kind::List(several)) => several.iter().filter_map(Node::text).collect(),
        _ => Vec::new(),
    };
    let only_null = types == ["null"];
    let listed = types.len();
    types.retain(|name| *name != "null");
    let mut result = Schema::of(Shape::Any, at);
    result.nullable = types.len() < listed && !only_null;
    if let Some(values) = values(node).map(|values| of_types(values, &types, pointer, findings)) {
        let (values, nulls): (Vec<Choice>, Vec<Choice>) =
            values.into_iter().partition(|choice| choice.value != JsonValue::Null);
        result.nullable |= !nulls.is_empty() && !values.is_empty();
        if !values.is_empty() {
            result.shape = Shape::Choice(values);
            return result;
        }
        if !nulls.is_empty() {
            result.shape = Shape::Null;
            return result;
        }
        findings.wider(pointer, "an enum without values", "");
    }
    let mut shapes: Vec<Shape> =
        types.iter().map(|name| of_type(name, node, pointer, at, findings)).collect();
    result.shape = match shapes.len() {
        0 if only_null => Shape::Null,
        0 => match implied(node) {
            Some(name) => {
                result.implied = true;
                of_type(name, node, pointer, at, findings)
            }
            None => Shape::Any,
        },
        1 => shapes.remove(0),
        _ => Shape::Union(Union {
            variants: shapes
                .into_iter()
                .zip(&types)
                .map(|(shape, name)| variant(shape, name, pointer))
                .collect(),
            field: None,
            mapping: Vec::new(),
            any: true,
            base: None,
        }),
    };
    result
}

/// Returns a schema for one of several types, with a place of its own.
fn variant(shape: Shape, name: &str, pointer: &str) -> Schema {
    Schema::of(shape, &Place { pointer: Rc::from(join(&join(pointer, "type"), name)) })
}

/// Returns the schemas in `items` where they are a list and nothing says that the value is one too. Such a schema
/// allows every value that is no list, so its authors mean one of the schemas.
fn alternatives(node: &Node) -> Option<&Node> {
    let is_bare =
        ["type", "minItems", "maxItems", "additionalItems"].iter().all(|key| node.get(key).is_none());
    node.get("items").filter(|items| is_bare && matches!(items.kind, Kind::List(_)))
}

/// Returns the type that the keywords imply where `type` is missing.
fn implied(node: &Node) -> Option<&'static str> {
    let has = |keys: &[&str]| keys.iter().any(|key| node.get(key).is_some());
    if has(&[
        "properties",
        "additionalProperties",
        "unevaluatedProperties",
        "required",
        "propertyNames",
        "patternProperties",
    ]) {
        Some("object")
    } else if has(&["items", "prefixItems"]) && alternatives(node).is_none() {
        Some("array")
    } else if has(&["minLength", "maxLength", "pattern", "contentEncoding"])
        || (has(&["format"]) && !has(&["$ref", "allOf", "oneOf", "anyOf", "minimum", "maximum"]))
    {
        Some("string")
    } else if has(&["minimum", "maximum"]) {
        Some("number")
    } else {
        None
    }
}

fn of_type(name: &str, node: &Node, pointer: &str, at: &Place, findings: &mut Findings) -> Shape {
    match name {
        "object" => Shape::Record(record(node, pointer, findings)),
        "array" => list(node, pointer, findings),
        "string" | "integer" | "number" | "boolean" | "file" => {
            if let Some(format) = formats::unknown(name, node) {
                findings.wider(pointer, "a format that types do not have", format);
            }
            let (word, encoding) = formats::scalar(name, node);
            Shape::Scalar(Scalar { word, encoding, limits: limits(node, word, pointer, findings) })
        }
        "any" => Shape::Any,
        other => match formats::known_as(other) {
            Some(known) => {
                findings.wider(&at.pointer, "a type that no version of OpenAPI has", other);
                of_type(known, node, pointer, at, findings)
            }
            None => {
                findings.gap(&at.pointer, "an unknown type", other);
                Shape::Any
            }
        },
    }
}

fn list(node: &Node, pointer: &str, findings: &mut Findings) -> Shape {
    let tuple = node
        .get("prefixItems")
        .or_else(|| node.get("items").filter(|items| matches!(items.kind, Kind::List(_))));
    let length = (size(node, "minItems", pointer, findings), size(node, "maxItems", pointer, findings));
    if let Some(tuple) = tuple {
        let is_prefix = node.get("prefixItems").is_some();
        let key = if is_prefix { "prefixItems" } else { "items" };
        let each = tuple.items().iter().enumerate();
        let mut items: Vec<Schema> =
            each.map(|(at, item)| schema(item, &format!("{pointer}/{key}/{at}"), findings)).collect();
        let rest = if is_prefix { "items" } else { "additionalItems" };
        let further = node.get(rest).filter(|further| matches!(further.kind, Kind::Map(_)));
        let Some(further) = further else {
            // Without `minItems` a list may have fewer items, but hardly any document means that.
            let least = length.0.map_or(items.len(), |least| items.len().min(least as usize));
            return Shape::Positions(items, least);
        };
        findings.wider(pointer, "positions of a list with further items", "");
        items.push(schema(further, &join(pointer, rest), findings));
        let union = Union { variants: items, field: None, mapping: Vec::new(), any: true, base: None };
        let at = Place { pointer: Rc::from(join(pointer, key)) };
        let limits = Limits { length, ..Limits::default() };
        return Shape::List(Box::new(Schema::of(Shape::Union(union), &at)), limits);
    }
    let inner = join(pointer, "items");
    let items = match node.get("items") {
        Some(items) => schema(items, &inner, findings),
        None => Schema::of(Shape::Any, &Place { pointer: Rc::from(inner) }),
    };
    Shape::List(Box::new(items), Limits { length, ..Limits::default() })
}

fn record(node: &Node, pointer: &str, findings: &mut Findings) -> Record {
    let required: Vec<&str> =
        node.get("required").map_or(&[][..], Node::items).iter().filter_map(Node::text).collect();
    let properties = join(pointer, "properties");
    let mut fields: Vec<Property> = Vec::new();
    for (name, value) in node.get("properties").map_or(&[][..], Node::entries) {
        let schema = schema(value, &join(&properties, name), findings);
        // Drafts before 4 set `required: true` on the property itself.
        let required = required.contains(&name.as_str()) || value.is_set("required");
        fields.push(Property { name: name.clone(), required, schema, conditional: false });
    }
    let mut additional = None;
    let mut closed = false;
    let rest = ["additionalProperties", "unevaluatedProperties"];
    match rest.iter().find_map(|key| Some((key, node.get(key)?))) {
        Some((_, Node { kind: Kind::Bool(false), .. })) => closed = true,
        Some((key, inner)) => additional = Some(Box::new(schema(inner, &join(pointer, key), findings))),
        None => {}
    }
    if let Some(patterns) = node.get("patternProperties") {
        findings.wider(pointer, "a rule that types do not have", "patternProperties");
        let place = join(pointer, "patternProperties");
        let mut variants: Vec<Schema> = patterns
            .entries()
            .iter()
            .map(|(key, inner)| schema(inner, &join(&place, key), findings))
            .chain(additional.map(|schema| *schema))
            .collect();
        additional = Some(Box::new(match variants.len() {
            1 => variants.remove(0),
            _ => {
                let union = Union { variants, field: None, mapping: Vec::new(), any: true, base: None };
                Schema::of(Shape::Union(union), &Place { pointer: Rc::from(place) })
            }
        }));
    }
    let names =
        node.get("propertyNames").map(|inner| schema(inner, &join(pointer, "propertyNames"), findings));
    if closed && fields.is_empty() && additional.is_none() {
        findings.wider(pointer, "an object without properties", "");
    }
    let loose = required.iter().filter(|name| !fields.iter().any(|field| field.name == **name));
    Record {
        required: loose.map(|name| (*name).to_owned()).collect(),
        fields,
        additional,
        names: names.map(Box::new),
        closed,
    }
}
