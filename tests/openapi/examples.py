"""Checks the examples and defaults of exports against their schemas: `examples.py EXPORT…`. Prints the invalid ones."""

import json
import sys

from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012


def pointer(keys):
    return "/".join(str(key).replace("~", "~0").replace("/", "~1") for key in keys)


def of_schemas(node, place):
    """Yields each value that must match a schema, and the place of the schema."""
    if isinstance(node, list):
        for position, item in enumerate(node):
            yield from of_schemas(item, [*place, position])
    if not isinstance(node, dict):
        return
    if "schema" in node:
        # A parameter, a header or a media type of a body.
        if "example" in node:
            yield node["example"], [*place, "schema"]
        for example in node.get("examples", {}).values():
            yield example["value"], [*place, "schema"]
    if "default" in node and place[-2:-1] != ["variables"]:
        yield node["default"], place
    for key, inner in node.items():
        if key == "properties":
            # Names of properties, which may equal keywords.
            for name, schema in inner.items():
                yield from of_schemas(schema, [*place, key, name])
        elif key not in ("example", "examples", "default", "enum", "const") and not key.startswith("x-"):
            yield from of_schemas(inner, [*place, key])


total = 0
for path in sys.argv[1:]:
    with open(path, encoding="utf-8") as file:
        export = json.load(file)
    registry = Registry().with_resource("urn:export", DRAFT202012.create_resource(export))
    held = 0
    for value, place in of_schemas(export, []):
        held += 1
        schema = {"$ref": f"urn:export#/{pointer(place)}"}
        for error in Draft202012Validator(schema, registry=registry).iter_errors(value):
            print(f"{path}, {pointer(place)}: {error.message[:500]}")
    total += held
    print(f"{path}: {held} examples and defaults held", file=sys.stderr)
if total == 0:
    print("there is nothing to hold")
