"""Checks the responses of a router against an export: `conform.py EXPORT < RESPONSES`.

Each line is a response: {"action", "path", "methods", "status", "body"}, the body as text. Prints the responses that do not conform.
"""

import json
import re
import sys

from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

with open(sys.argv[1], encoding="utf-8") as file:
    export = json.load(file)
registry = Registry().with_resource("urn:export", DRAFT202012.create_resource(export))


def shape(path):
    """Returns a path without the names of its parameters."""
    return re.sub(r"\{[^}]*\}", "{}", path)


def pointer(*keys):
    return "/".join(key.replace("~", "~0").replace("/", "~1") for key in keys)


paths = {shape(path): path for path in export["paths"]}
validators = {}
held = 0


def validator(part, path, method, status):
    """Returns the validator of a response; None without content. Raises KeyError for an undocumented response."""
    response = export[part][path][method]["responses"][status]
    place = pointer(part, path, method, "responses", status)
    if "$ref" in response:
        place = response["$ref"].removeprefix("#/")
        response = export["components"]["responses"][place.rsplit("/", 1)[1]]
    if "application/json" not in response.get("content", {}):
        return None
    if place not in validators:
        schema = {"$ref": f"urn:export#/{place}/content/application~1json/schema"}
        validators[place] = Draft202012Validator(schema, registry=registry)
    return validators[place]


for line in sys.stdin:
    response = json.loads(line)
    if response["action"] in export.get("webhooks", {}):
        part, path = "webhooks", response["action"]
    else:
        part, path = "paths", paths[shape(response["path"])]
    for method in response["methods"]:
        what = f"{response['action']} by {method}, {response['status']}: {response['body']}"
        try:
            holds = validator(part, path, method, str(response["status"]))
        except KeyError:
            print(f"there is no such response: {what}")
            continue
        held += 1
        if holds is None:
            if response["body"]:
                print(f"there is no content: {what}")
            continue
        for error in holds.iter_errors(json.loads(response["body"])):
            print(f"{error.message[:500]}: {what}")

print(f"{held} responses conform", file=sys.stderr)
