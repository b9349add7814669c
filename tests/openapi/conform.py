"""Holds what a router writes against an export: `conform.py EXPORT < ANSWERS`.

Each line is an answer: {"action", "path", "methods", "status", "body"}, the body as text. What does not conform is printed.
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
    """A path whose parameters have no names."""
    return re.sub(r"\{[^}]*\}", "{}", path)


def pointer(*keys):
    return "/".join(key.replace("~", "~0").replace("/", "~1") for key in keys)


paths = {shape(path): path for path in export["paths"]}
validators = {}
held = 0


def validator(part, path, method, status):
    """What holds a body against a response; none where that has no content, and nothing where there is no such response."""
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
    answer = json.loads(line)
    if answer["action"] in export.get("webhooks", {}):
        part, path = "webhooks", answer["action"]
    else:
        part, path = "paths", paths[shape(answer["path"])]
    for method in answer["methods"]:
        what = f"{answer['action']} by {method}, {answer['status']}: {answer['body']}"
        try:
            holds = validator(part, path, method, str(answer["status"]))
        except KeyError:
            print(f"there is no such response: {what}")
            continue
        held += 1
        if holds is None:
            if answer["body"]:
                print(f"there is no content: {what}")
            continue
        for error in holds.iter_errors(json.loads(answer["body"])):
            print(f"{error.message[:500]}: {what}")

print(f"{held} answers held", file=sys.stderr)
