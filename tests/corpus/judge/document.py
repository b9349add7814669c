"""OpenAPI documents, as the judge reads them."""

import json
import re

import yaml
from openapi_schema_validator import (
    OAS30ReadValidator,
    OAS30WriteValidator,
    OAS31Validator,
    oas30_format_checker,
    oas31_format_checker,
)
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4, DRAFT202012

BASE = "urn:document"
# The width of a number is no rule, as docs/openapi.md says.
WIDTHS = ("int32", "int64", "float", "double")
for checker in (oas30_format_checker, oas31_format_checker):
    for width in WIDTHS:
        checker.checkers.pop(width, None)
# Where 3.0 has what Swagger 2.0 has at its top level.
PLACES = {"/definitions/": "/components/schemas/", "/responses/": "/components/responses/", "/parameters/": "/components/parameters/"}
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


def escaped(key):
    return str(key).replace("~", "~0").replace("/", "~1")


def unescaped(key):
    return key.replace("~1", "/").replace("~0", "~")


class Document:
    """A document with its validators. Places are JSON pointers; those of Swagger 2.0 follow the layout of 3.0."""

    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            self.root = json.load(file) if path.endswith("json") else yaml.load(file, Loader=yaml.CSafeLoader)
        self.is_lifted = "swagger" in self.root
        if self.is_lifted:
            self.root = lifted(self.root)
        self.is_newer = not self.root["openapi"].startswith("3.0")
        specification = DRAFT202012 if self.is_newer else DRAFT4
        resource = Resource.from_contents(self.root, default_specification=specification)
        self.registry = Registry().with_resource(BASE, resource)
        self.validators = {}
        self.keys = {"query": set(), "header": set(), "cookie": set()}
        for scheme in self.root.get("components", {}).get("securitySchemes", {}).values():
            if scheme.get("type") == "apiKey":
                name = scheme["name"].lower() if scheme["in"] == "header" else scheme["name"]
                self.keys[scheme["in"]].add(name)

    def lifted(self, pointer):
        """Returns a place in the layout of 3.0."""
        if not self.is_lifted:
            return pointer
        pointer = re.sub("^/(definitions|parameters|responses)/", lambda found: PLACES[found[0]], pointer)
        return re.sub(r"/items/(\d+)", r"/items/anyOf/\1", pointer)

    def at(self, pointer):
        """Returns what is at a pointer."""
        node = self.root
        for key in pointer.split("/")[1:]:
            node = node[int(key)] if isinstance(node, list) else node[unescaped(key)]
        return node

    def resolved(self, node, pointer):
        """Returns a node behind its references, and its place."""
        while isinstance(node, dict) and isinstance(node.get("$ref"), str):
            pointer = node["$ref"].removeprefix("#")
            node = self.at(pointer)
        return node, pointer

    def operation(self, pointer):
        """Returns the operation at a pointer, and its place: its path item may be behind a reference."""
        item, _, method = pointer.rpartition("/")
        item, at = self.resolved(self.at(item), item)
        return item[method], f"{at}/{method}"

    def parameters(self, operation, at):
        """Yields the parameters of an operation with their places: its own, then those of its path that they do not replace."""
        seen = set()
        item = at.rpartition("/")[0]
        for holder, place in ((operation, at), (self.at(item), item)):
            for index, parameter in enumerate(holder.get("parameters", [])):
                parameter, pointer = self.resolved(parameter, f"{place}/parameters/{index}")
                if (parameter["in"], parameter["name"]) not in seen:
                    seen.add((parameter["in"], parameter["name"]))
                    yield parameter, pointer

    def parameter_schema(self, parameter, pointer):
        if "content" in parameter:
            media = next(iter(parameter["content"]))
            return parameter["content"][media].get("schema", {}), f"{pointer}/content/{escaped(media)}/schema"
        return parameter.get("schema", {}), f"{pointer}/schema"

    def validator(self, pointer, writes):
        key = (pointer, writes)
        if key not in self.validators:
            schema = {"$ref": f"{BASE}#{pointer}"}
            if self.is_newer:
                validator, formats = OAS31Validator, oas31_format_checker
            else:
                validator, formats = OAS30WriteValidator if writes else OAS30ReadValidator, oas30_format_checker
            self.validators[key] = validator(schema, registry=self.registry, format_checker=formats)
        return self.validators[key]

    def errors(self, value, pointer, writes):
        if not self.exists(pointer):
            return []
        return self.validator(pointer, writes).iter_errors(value)

    def is_valid(self, value, pointer, writes):
        return next(iter(self.errors(value, pointer, writes)), None) is None

    def exists(self, pointer):
        try:
            return self.at(pointer) is not None
        except (KeyError, ValueError, IndexError):
            return False

    def place(self, base, path):
        """Returns the place of a rule, by its path of keys from a schema on, in which references are left out."""
        pointer = base
        for key in path:
            _, pointer = self.resolved(self.at(pointer), pointer)
            pointer = f"{pointer}/{escaped(key)}"
        return pointer

    def whole(self, schema):
        """Yields a schema and those that it is made of: behind references, and in allOf, anyOf and oneOf."""
        pending, seen = [schema], 0
        while pending and seen < 200:
            seen += 1
            one, _ = self.resolved(pending.pop(0), "")
            if isinstance(one, dict):
                yield one
                for key in ("allOf", "anyOf", "oneOf"):
                    pending.extend(one.get(key, []))

    def types(self, schema):
        types = set()
        for one in self.whole(schema):
            named = one.get("type", [])
            types.update([named] if isinstance(named, str) else named)
            if "properties" in one and not named:
                types.add("object")
        return types

    def is_list(self, schema):
        return "array" in self.types(schema)

    def items(self, schema):
        return next((one["items"] for one in self.whole(schema) if isinstance(one.get("items"), dict)), {})

    def property(self, schema, name):
        return next((one["properties"][name] for one in self.whole(schema) if name in one.get("properties", {})), {})


def lifted(old):
    """Returns a Swagger 2.0 document in the layout of 3.0: what validators need of it."""
    def moved(node):
        if isinstance(node, list):
            return [moved(one) for one in node]
        if not isinstance(node, dict):
            return node
        node = {key: moved(value) for key, value in node.items()}
        if isinstance(node.get("$ref"), str):
            for before, after in PLACES.items():
                node["$ref"] = node["$ref"].replace(f"#{before}", f"#{after}")
        if node.get("x-nullable") is True:
            node["nullable"] = True
        # Lists of types and of items are none of 2.0; they are meant as alternatives.
        if isinstance(node.get("type"), list):
            types = node.pop("type")
            node["nullable"] = "null" in types
            kinds = [one for one in types if one != "null"]
            node |= {"type": kinds[0]} if len(kinds) == 1 else {"anyOf": [{"type": one} for one in kinds]}
        if node.get("type") == "null":
            node = {key: value for key, value in node.items() if key != "type"} | {"enum": [None]}
        if isinstance(node.get("items"), list):
            node["items"] = {"anyOf": node["items"]}
        return node

    def apart(parameter):
        kept = {key: parameter[key] for key in ("name", "in", "required", "description") if key in parameter}
        schema = {key: value for key, value in parameter.items() if key not in kept and key != "allowEmptyValue"}
        if parameter.get("type") == "array" and schema.pop("collectionFormat", "csv") != "multi":
            kept["explode"] = False
        return kept | {"schema": schema}

    old = moved(old)
    shared = old.get("parameters", {})
    new = {"openapi": "3.0.3", "info": old["info"], "paths": {}, "components": {"schemas": old.get("definitions", {})}}
    new["components"]["parameters"] = {name: apart(one) for name, one in shared.items() if one["in"] not in ("body", "formData")}
    new["components"]["securitySchemes"] = old.get("securityDefinitions", {})

    def response(one, produces):
        one = dict(one)
        if "schema" in one:
            one["content"] = {media: {"schema": one["schema"]} for media in produces}
            del one["schema"]
        if "headers" in one:
            one["headers"] = {name: apart(header) for name, header in one["headers"].items()}
        return one

    new["components"]["responses"] = {
        name: response(one, old.get("produces", ["application/json"])) for name, one in old.get("responses", {}).items()
    }
    for path, item in old["paths"].items():
        into = new["paths"][path] = {"parameters": [apart(one) for one in item.get("parameters", [])]}
        for method in METHODS:
            if method not in item:
                continue
            operation = dict(item[method])
            given = [shared[one["$ref"].rsplit("/", 1)[1]] if "$ref" in one else one for one in operation.get("parameters", [])]
            operation["parameters"] = [apart(one) for one in given if one["in"] not in ("body", "formData")]
            consumes = operation.get("consumes", old.get("consumes", ["application/json"]))
            form = {one["name"]: apart(one)["schema"] for one in given if one["in"] == "formData"}
            body = next((one["schema"] for one in given if one["in"] == "body"), None)
            if form:
                required = [one["name"] for one in given if one["in"] == "formData" and one.get("required")]
                body = {"type": "object", "properties": form} | ({"required": required} if required else {})
                consumes = [one for one in consumes if "form" in one] or ["application/x-www-form-urlencoded"]
            if body:
                operation["requestBody"] = {"content": {media: {"schema": body} for media in consumes}}
            produces = operation.get("produces", old.get("produces", ["application/json"]))
            operation["responses"] = {key: response(one, produces) for key, one in operation["responses"].items()}
            into[method] = operation
    return new
