//! From the tree to schemas, one keyword after the other. Every keyword is read, known to say nothing about the wire, or
//! reported.

use std::rc::Rc;

use crate::finding::Findings;
use crate::formats;
use crate::pointer::{join, target};
use crate::schema::{Choice, Limits, Place, Property, Record, Scalar, Schema, Shape, Union};
use crate::tree::{Kind, Node};

/// Keywords that say nothing about the wire, and those that `read` handles.
const KNOWN: &[&str] = &[
    "$anchor",
    "$comment",
    "$defs",
    "$dynamicAnchor",
    "$dynamicRef",
    "$id",
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
    "writeOnly",
];

/// Keywords with a rule that no type of the language has: a value that breaks it is sent and read.
const RULES: &[&str] = &[
    "contains",
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
    "unevaluatedProperties",
    "uniqueItems",
];

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
    let own = own(node, pointer, &at, findings);
    let nullable = own.nullable;
    if own.shape != Shape::Any {
        parts.push(own);
    }
    for (position, item) in node.get("allOf").map_or(&[][..], Node::items).iter().enumerate() {
        parts.push(schema(item, &format!("{pointer}/allOf/{position}"), findings));
    }
    for key in ["oneOf", "anyOf"] {
        if let Some(list) = node.get(key) {
            parts.push(union(node, list, key, pointer, &at, findings));
        }
    }
    if node.get("discriminator").is_some() && node.get("oneOf").or(node.get("anyOf")).is_none() {
        findings.wider(pointer, "a discriminator without the list of its variants", "");
    }
    let mut said = annotations(node, &at);
    said.nullable |= nullable;
    let merged = match parts.len() {
        0 => Schema::of(Shape::Any, &at),
        1 => parts.remove(0),
        _ => Schema::of(Shape::All(parts), &at),
    };
    let mut result = merged.said_by(&said);
    result.at = at;
    result
}

/// Reports keywords that are not read.
fn keywords(node: &Node, pointer: &str, findings: &mut Findings) {
    for (key, _) in node.entries() {
        if RULES.contains(&key.as_str()) {
            findings.wider(pointer, "a rule that types do not have", key);
        } else if !(KNOWN.contains(&key.as_str())
            || key.starts_with("x-")
            || matches!(
                key.as_str(),
                "xml" | "collectionFormat" | "in" | "name" | "patternProperties" | "allowEmptyValue"
            ))
        {
            findings.gap(pointer, "an unknown keyword of a schema", key);
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
    if let Some(values) = values(node) {
        let (values, nulls): (Vec<Choice>, Vec<Choice>) =
            values.into_iter().partition(|choice| choice.value != bindery_vocabulary::json::JsonValue::Null);
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
            Some(name) => of_type(name, node, pointer, at, findings),
            None => Shape::Any,
        },
        1 => shapes.remove(0),
        _ => Shape::Union(Union {
            variants: shapes.into_iter().map(|shape| Schema::of(shape, at)).collect(),
            field: None,
            mapping: Vec::new(),
            any: true,
        }),
    };
    result
}

/// Returns the values of `enum` or `const`.
fn values(node: &Node) -> Option<Vec<Choice>> {
    let choice = |value: &Node, title: Option<String>, about: Option<String>| Choice {
        value: value.json(),
        title,
        about,
        deprecated: false,
    };
    if let Some(value) = node.get("const") {
        let text = |key: &str| node.text_at(key).map(str::to_owned);
        return Some(vec![choice(value, text("title"), text("description"))]);
    }
    let names = ["x-enum-varnames", "x-enumNames"].iter().find_map(|key| node.get(key));
    let texts = ["x-enum-descriptions", "x-enumDescriptions"].iter().find_map(|key| node.get(key));
    let nth = |list: Option<&Node>, at: usize| Some(list?.items().get(at)?.text()?.to_owned());
    let items = node.get("enum")?.items().iter().enumerate();
    Some(items.map(|(at, value)| choice(value, nth(names, at), nth(texts, at))).collect())
}

/// Returns the type that the keywords imply where `type` is missing.
fn implied(node: &Node) -> Option<&'static str> {
    let has = |keys: &[&str]| keys.iter().any(|key| node.get(key).is_some());
    if has(&["properties", "additionalProperties", "required", "propertyNames", "patternProperties"]) {
        Some("object")
    } else if has(&["items", "prefixItems"]) {
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
            let (word, encoding) = formats::scalar(name, node);
            Shape::Scalar(Scalar { word, encoding, limits: limits(node, word) })
        }
        "any" => Shape::Any,
        other => {
            findings.gap(&at.pointer, "an unknown type", other);
            Shape::Any
        }
    }
}

fn limits(node: &Node, word: &str) -> Limits {
    let literal = |key: &str| match &node.get(key)?.kind {
        Kind::Number(literal) => Some(literal.clone()),
        _ => None,
    };
    let size = |key: &str| literal(key)?.parse().ok();
    match word {
        "string" | "secret" => Limits { length: (size("minLength"), size("maxLength")), ..Limits::default() },
        "int" | "uint" | "float" | "decimal" => {
            // A boolean in 3.0 and Swagger 2.0, a number of its own in 3.1.
            let open = |exclusive: &str, bound: &str| match node.is_set(exclusive) {
                true => (None, literal(bound)),
                false => (literal(bound), literal(exclusive)),
            };
            let (min, above) = open("exclusiveMinimum", "minimum");
            let (max, below) = open("exclusiveMaximum", "maximum");
            Limits { min, max, above, below, length: (None, None) }
        }
        _ => Limits::default(),
    }
}

fn list(node: &Node, pointer: &str, findings: &mut Findings) -> Shape {
    let tuple = node
        .get("prefixItems")
        .or_else(|| node.get("items").filter(|items| matches!(items.kind, Kind::List(_))));
    if let Some(tuple) = tuple {
        let key = if node.get("prefixItems").is_some() { "prefixItems" } else { "items" };
        let each = tuple.items().iter().enumerate();
        let items = each.map(|(at, item)| schema(item, &format!("{pointer}/{key}/{at}"), findings));
        return Shape::Positions(items.collect());
    }
    let inner = join(pointer, "items");
    let items = match node.get("items") {
        Some(items) => schema(items, &inner, findings),
        None => Schema::of(Shape::Any, &Place { pointer: Rc::from(inner) }),
    };
    let size = |key: &str| match &node.get(key)?.kind {
        Kind::Number(literal) => literal.parse().ok(),
        _ => None,
    };
    Shape::List(Box::new(items), Limits { length: (size("minItems"), size("maxItems")), ..Limits::default() })
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
        fields.push(Property { name: name.clone(), required, schema });
    }
    let mut additional = None;
    let mut closed = false;
    match node.get("additionalProperties") {
        Some(Node { kind: Kind::Bool(false), .. }) => closed = true,
        Some(inner) => {
            additional = Some(Box::new(schema(inner, &join(pointer, "additionalProperties"), findings)));
        }
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
                let union = Union { variants, field: None, mapping: Vec::new(), any: true };
                Schema::of(Shape::Union(union), &Place { pointer: Rc::from(place) })
            }
        }));
    }
    let names =
        node.get("propertyNames").map(|inner| schema(inner, &join(pointer, "propertyNames"), findings));
    let loose = required.iter().filter(|name| !fields.iter().any(|field| field.name == **name));
    Record {
        required: loose.map(|name| (*name).to_owned()).collect(),
        fields,
        additional,
        names: names.map(Box::new),
        closed,
    }
}

fn union(node: &Node, list: &Node, key: &str, pointer: &str, at: &Place, findings: &mut Findings) -> Schema {
    let mut variants = Vec::new();
    let mut nullable = false;
    for (position, item) in list.items().iter().enumerate() {
        let variant = schema(item, &format!("{pointer}/{key}/{position}"), findings);
        match variant.shape {
            Shape::Null => nullable = true,
            _ => variants.push(variant),
        }
    }
    let discriminator = node.get("discriminator");
    let field = discriminator.and_then(|inner| {
        inner.text_at("propertyName").or_else(|| inner.text()).map(str::to_owned) // a plain string in Swagger 2.0
    });
    let mapping = discriminator.and_then(|inner| inner.get("mapping")).map_or(&[][..], Node::entries);
    let mapping = mapping.iter().filter_map(|(value, reference)| {
        let reference = reference.text()?;
        let pointer = match reference.contains('#') {
            true => target(reference).to_owned(),
            false => format!("/components/schemas/{reference}"), // a bare name is allowed too
        };
        Some((value.clone(), Rc::from(pointer)))
    });
    let mut result = match (variants.len(), nullable) {
        (0, true) => Schema::of(Shape::Null, at),
        (1, _) => {
            let mut only = variants.remove(0);
            only.at = at.clone();
            only
        }
        _ => {
            let union = Union { variants, field, mapping: mapping.collect(), any: key == "anyOf" };
            Schema::of(Shape::Union(union), at)
        }
    };
    result.nullable |= nullable && result.shape != Shape::Null;
    result
}
