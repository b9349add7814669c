"""What a schema means: the kinds of JSON that it allows, each as a shape with its own rules.

References are followed, `allOf` is the intersection of its parts, `oneOf`, `anyOf`, a list of types and null are
alternatives. The parts of a shape stay schemas, so a schema may contain itself.
"""

import json
from dataclasses import dataclass, field, replace

SCALARS = ("null", "boolean", "integer", "number", "string")
OF_OBJECTS = ("properties", "required", "additionalProperties", "minProperties", "maxProperties", "patternProperties", "propertyNames", "dependentRequired")
OF_LISTS = ("items", "prefixItems", "minItems", "maxItems", "uniqueItems", "contains")
OF_TEXTS = ("minLength", "maxLength", "pattern", "contentEncoding", "contentMediaType", "contentSchema")
OF_NUMBERS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
# Rules that are compared as they are written.
RULES = tuple(key for key in OF_OBJECTS + OF_LISTS + OF_TEXTS + OF_NUMBERS if key not in ("properties", "required", "additionalProperties", "items", "prefixItems"))
# Rules that belong to no kind.
FOREIGN = ("not", "if", "then", "else", "dependentSchemas", "unevaluatedProperties", "unevaluatedItems")
# Formats that say no more than the kind does, and other names for a format. The width of a number is no rule for JSON.
FORMATS = {(kind, width): None for kind in ("integer", "number") for width in ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "integer", "float", "double")}
FORMATS |= {("integer", "uint"): "uint64", ("integer", "u64"): "uint64", ("string", "full-date"): "date", ("string", "base64"): "byte", ("string", "rfc2822"): "date-time-rfc-2822"}
LENGTHS = ("date", "date-time", "uuid")  # formats whose texts have their length
MOST = 512  # alternatives of one schema


@dataclass
class Shape:
    """One kind of JSON that a schema allows."""

    kind: str  # a JSON type, or "any"
    where: str = ""
    values: frozenset | None = None  # as JSON
    format: str | None = None
    rules: dict = field(default_factory=dict)
    items: tuple = ()
    prefix: tuple = ()
    properties: dict = field(default_factory=dict)
    required: frozenset = frozenset()
    hidden: frozenset = frozenset()  # properties of the other direction
    additional: object = ()  # False, or the schemas of further entries; () if nothing is said
    named: frozenset = frozenset()  # values of an enum beside which any other value is allowed

    def is_free(self):
        return self.values is None and not self.rules and self.format is None

    def key(self):
        parts = {name: tuple(map(id, schemas)) for name, schemas in self.properties.items()}
        additional = self.additional if self.additional is False else tuple(map(id, self.additional))
        return (self.kind, self.values, self.format, text(self.rules), tuple(map(id, self.items)),
                tuple(tuple(map(id, one)) for one in self.prefix), tuple(sorted(parts.items())), self.required, additional)


def text(value):
    """Writes a value so that equal values have equal texts: numbers by value, objects by name."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return json.dumps(value, sort_keys=True)


def kind_of(value):
    if value is None:
        return "null"
    for python, kind in ((bool, "boolean"), (int, "integer"), (float, "number"), (str, "string"), (list, "array")):
        if isinstance(value, python):
            return "integer" if kind == "number" and value.is_integer() else kind
    return "object"


class Reader:
    """Reads the schemas of a document, as they apply to requests or to responses.

    `side` is "multipart" in multipart forms, where JSON is a part as it is, and "text" in other forms, queries, paths
    and headers, where JSON in a string is the only way to write a list of objects.
    """

    def __init__(self, document, is_request, side=""):
        self.document = document
        self.side = side
        self.hidden = "readOnly" if is_request else "writeOnly"
        self._known = {}
        self._tags = {}

    def shapes(self, schemas):
        """Returns the alternatives that all of these schemas allow."""
        key = tuple(map(id, schemas))
        if key not in self._known:
            found = [Shape("any")]
            for schema in schemas:
                found = both(found, self._of(schema, ()))
            self._known[key] = united(found)
        return self._known[key]

    def is_hidden(self, schemas):
        """Whether a property does not exist in this direction."""
        for schema in schemas:
            for _ in range(32):
                if not isinstance(schema, dict):
                    break
                if schema.get(self.hidden) is True:
                    return True
                if "$ref" not in schema:
                    break
                schema = self.document.target(schema["$ref"])
        return False

    def _of(self, schema, seen):
        if schema is True or schema is None:
            return [Shape("any")]
        if schema is False or id(schema) in seen:
            return []  # a schema that is its own alternative adds nothing
        seen = (*seen, id(schema))
        reference = schema.get("$ref")
        if reference is not None:
            found = self._of(self.document.target(reference), seen)
            # 3.0 ignores what stands beside a reference, but authors mean it.
            return with_null(both(found, self._own(schema, seen)), schema)
        return self._own(schema, seen)

    def _own(self, schema, seen):
        found = self._stated(schema)
        is_null = False
        for part in schema.get("allOf", ()):
            found = both(found, self._of(part, seen))
            # A part of 3.0 that says "or null" means the whole, whatever type stands beside it.
            is_null |= isinstance(part, dict) and part.get("nullable") is True
        for choice in ("oneOf", "anyOf", "items"):
            # A list of `items` where nothing says that the value is one means alternatives.
            if choice in schema and (choice != "items" or is_choice(schema)):
                parts = [one for at, part in enumerate(schema[choice]) for one in self._tagged(schema, choice, at, self._of(part, seen))]
                is_null |= any(one.kind == "null" for one in parts)
                found = both(found, united(parts))
        return with_null(found, {"nullable": True} if is_null and self.document.is_old else schema)

    def _tagged(self, schema, choice, at, shapes):
        """Adds the value by which a discriminator tells an alternative apart."""
        tag = schema.get("discriminator")
        reference = schema[choice][at].get("$ref") if isinstance(schema[choice][at], dict) else None
        if not isinstance(tag, dict) or reference is None:
            return shapes
        name = reference.rpartition("/")[2]
        mapping = tag.get("mapping", {})
        file = reference.partition("#")[0]
        values = [value for value, target in mapping.items() if target in (name, reference) or file + "#" + target.partition("#")[2] == reference]
        if (id(schema), at) not in self._tags:
            self._tags[id(schema), at] = {"enum": values or [name]}
        constant = self._tags[id(schema), at]
        property = tag.get("propertyName")
        marked = []
        for shape in shapes:
            if shape.kind == "object" and not self._is_told(shape, property):
                inner = (*shape.properties.get(property, ()), constant)
                shape = replace(shape, properties={**shape.properties, property: inner}, required=shape.required | {property})
            marked.append(shape)
        return marked

    def _is_plain(self, items):
        return all(shape.kind in SCALARS for shape in self.shapes(items))

    def targets(self, schemas):
        """Returns where the references of these schemas lead, also those in `allOf`."""
        found, left = [], list(schemas)
        while left and len(found) < 64:
            schema = left.pop()
            if isinstance(schema, dict):
                left += schema.get("allOf", ())
            if isinstance(schema, dict) and "$ref" in schema:
                left.append(self.document.target(schema["$ref"]))
                found.append(self.document.where(left[-1]))
        return found

    def said(self, schemas, key):
        """Returns what these schemas say under a key, or the first one inside them that says it."""
        for schema in schemas:
            for _ in range(32):
                if not isinstance(schema, dict):
                    break
                if key in schema:
                    return schema[key]
                inner = [one for one in (self.said((part,), key) for part in schema.get("allOf", ())) if one is not None]
                if inner:
                    return inner[0]
                schema = self.document.target(schema["$ref"]) if "$ref" in schema else None
        return None

    def _is_told(self, shape, property):
        return all(one.values is not None for one in self.shapes(shape.properties.get(property, (True,))))

    def _stated(self, schema):
        """Reads what a schema says itself, its parts aside."""
        is_json = schema.get("contentMediaType") == "application/json" or "x-content" in schema
        if self.side in ("multipart", "text") and is_json:
            # 3.0 has no word for it, so exports have a field of their own.
            inner = self._of(schema.get("contentSchema", schema.get("x-content", True)), ())
            if self.side == "multipart" or any(shape.kind == "array" and not self._is_plain(shape.items) for shape in inner):
                return inner
        where = self.document.where(schema)
        types = schema.get("type", ())
        types = [types] if isinstance(types, str) else list(types)
        values = schema.get("enum") or None  # an enum without values allows nothing, so nobody means it
        if "const" in schema:
            values = [schema["const"]]
        if not types:
            types = self._implied(schema, values)
        foreign = {key: schema[key] for key in FOREIGN if key in schema}
        found = []
        for kind in types:
            shape = Shape(kind, where, rules=dict(foreign))
            if values is not None:
                own = [value for value in values if fits(kind_of(value), kind)]
                if not own:
                    continue
                shape.values = frozenset(map(text, own))
            if kind in ("integer", "number", "string") and isinstance(schema.get("format"), str):
                shape.format = FORMATS.get((kind, schema["format"]), schema["format"])
            if kind == "number" and is_whole(shape, schema.get("format")):
                shape.kind = "integer"
            of_kind = {"object": OF_OBJECTS, "array": OF_LISTS, "string": OF_TEXTS, "integer": OF_NUMBERS, "number": OF_NUMBERS}.get(kind, ())
            for key in of_kind:
                if key in RULES and not is_idle(key, schema.get(key)):
                    shape.rules[key] = schema[key]
            settle(shape)
            if kind == "array":
                items = schema.get("items")
                positions = items if isinstance(items, list) else schema.get("prefixItems", ())
                shape.prefix = tuple((one,) for one in positions)
                shape.items = (items,) if isinstance(items, dict) and items else ()
            if kind == "object":
                self._object(schema, shape)
            found.append(shape)
        return found

    def _object(self, schema, shape):
        properties = schema.get("properties") or {}
        shape.properties = {name: (inner,) for name, inner in properties.items() if not self.is_hidden((inner,))}
        shape.hidden = frozenset(name for name in properties if name not in shape.properties)
        required = schema.get("required") if isinstance(schema.get("required"), list) else ()
        shape.required = frozenset(name for name in required if name in shape.properties or name not in properties)
        additional = schema.get("additionalProperties")
        shape.additional = False if additional is False else () if additional in (None, True, {}) else (additional,)

    @staticmethod
    def _implied(schema, values):
        if values is not None:
            return list(dict.fromkeys("number" if kind_of(value) == "integer" and any(kind_of(one) == "number" for one in values) else kind_of(value) for value in values))
        kinds = [kind for kind, keys in (("object", OF_OBJECTS), ("array", OF_LISTS), ("string", OF_TEXTS), ("number", OF_NUMBERS)) if any(key in schema for key in keys)]
        if is_choice(schema):
            return ["any"]
        if not kinds and isinstance(schema.get("format"), str):
            kinds = ["string"]
        return kinds if len(kinds) == 1 else ["any"]


def is_choice(schema):
    """Whether `items` are alternatives."""
    return isinstance(schema.get("items"), list) and not any(key in schema for key in ("type", "minItems", "maxItems", "additionalItems"))


def is_idle(key, value):
    """Whether a rule says nothing."""
    return value is None or value is False or (key.startswith("min") and key != "minimum" and value == 0)


def settle(shape):
    """Removes rules that others already set, and brings those of 3.0 to those of 3.1."""
    rules = shape.rules
    for inclusive, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if rules.get(exclusive) is True:
            rules.pop(exclusive)
            if inclusive in rules:
                rules[exclusive] = rules.pop(inclusive)
    encoding = rules.pop("contentEncoding", None)
    if encoding in ("base64", "base64url"):
        shape.format = "byte"
    elif encoding not in (None, "binary", "8bit", "7bit"):
        rules["contentEncoding"] = encoding
    if shape.values is not None:
        # The values show which of them fit.
        shape.format, shape.rules = None, {key: rules[key] for key in rules if key in FOREIGN}
    elif shape.format in LENGTHS:
        shape.rules = {key: rules[key] for key in rules if key not in ("minLength", "maxLength")}
    if shape.format == "uint64" and rules.get("minimum") == 0:
        del rules["minimum"]
    if shape.kind == "integer":
        for key, edge in (("minimum", -(2**63)), ("maximum", 2**63 - 1)):
            if rules.get(key) == edge:
                del rules[key]  # the width of the number


def is_whole(shape, format):
    """Whether a number can only be a whole one."""
    if shape.values is not None:
        return all(kind_of(json.loads(value)) == "integer" for value in shape.values)
    return format in ("int32", "int64", "integer")


def fits(kind, wanted):
    return wanted in ("any", kind) or (kind, wanted) == ("integer", "number")


def with_null(shapes, schema):
    if schema.get("nullable") is True and not any(shape.kind in ("null", "any") for shape in shapes):
        return [*shapes, Shape("null", shapes[0].where if shapes else "")]
    return shapes


def both(left, right):
    found = [one for one in (met(a, b) for a in left for b in right) if one is not None]
    return united(found[:MOST])


def met(a, b):
    """Returns what two shapes both allow."""
    if a.kind == "any" and a.is_free():
        return b
    if b.kind == "any" and b.is_free():
        return a
    kinds = {a.kind, b.kind} - {"any"}
    if kinds == {"integer", "number"}:
        kinds = {"integer"}
    if len(kinds) > 1:
        return None
    kind = kinds.pop() if kinds else "any"
    values = a.values if b.values is None else b.values if a.values is None else a.values & b.values
    if values is not None and kind != "any":
        values = frozenset(value for value in values if fits(kind_of(json.loads(value)), kind))
    if values is not None and not values:
        return None
    rules = dict(a.rules)
    for key, value in b.rules.items():
        rules[key] = stricter(key, rules.get(key), value)
    properties = dict(a.properties)
    for name, schemas in b.properties.items():
        properties[name] = joined(properties.get(name, ()), schemas)
    additional = False if False in (a.additional, b.additional) else joined(a.additional, b.additional)
    return Shape(kind, a.where if a.properties or not b.properties else b.where, values, a.format or b.format, rules,
                 joined(a.items, b.items), a.prefix or b.prefix, properties, a.required | b.required, a.hidden | b.hidden, additional, a.named or b.named)


def stricter(key, old, new):
    if old is None or old == new:
        return new
    if key.startswith(("min", "exclusiveMin")):
        return max(old, new)
    if key.startswith(("max", "exclusiveMax")):
        return min(old, new)
    return [old, new]


def joined(a, b):
    known = {id(one) for one in a}
    return (*a, *(one for one in b if id(one) not in known))


def united(shapes):
    """Removes alternatives that others contain, and joins the values of enums of one kind."""
    if any(shape.kind == "any" and shape.is_free() for shape in shapes):
        return [next(shape for shape in shapes if shape.kind == "any" and shape.is_free())]
    found = {}
    for shape in shapes:
        if shape.kind in SCALARS and shape.values is not None and not shape.rules:
            key = (shape.kind, "values")
            if key in found:
                old = found[key]
                found[key] = replace(old, values=old.values | shape.values, format=old.format or shape.format)
                continue
        else:
            key = shape.key()
        found.setdefault(key, shape)
    free = {shape.kind for shape in found.values() if shape.kind in SCALARS and shape.is_free()}
    if "number" in free:
        free.add("integer")
    kept = []
    for shape in found.values():
        if shape.kind in SCALARS and shape.values is None:
            enums = [other.values for other in found.values() if other.kind == shape.kind and other.values is not None]
            shape = replace(shape, named=frozenset().union(shape.named, *enums))
        if shape.kind not in free or (shape.is_free() and not (shape.kind == "integer" and "number" in free)):
            kept.append(shape)
    # Values of an enum beside a text with rules: the texts that are meant.
    open_kinds = {shape.kind for shape in kept if shape.named}
    return [shape for shape in kept if shape.values is None or shape.kind not in open_kinds]
