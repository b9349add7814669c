"""Checks the responses of routers against their exports: `conform.py (EXPORT RESPONSES)…`.

Each line of RESPONSES is a response: {"action", "path", "methods", "status", "media", "body"}, the body as text. Prints the
responses that do not conform.
"""

import json
import re
import sys

from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012


def shape(path):
    """Returns a path without the names of its parameters."""
    return re.sub(r"\{[^}]*\}", "{}", path)


def pointer(*keys):
    return "/".join(key.replace("~", "~0").replace("/", "~1") for key in keys)


class Export:
    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            self.export = json.load(file)
        self.registry = Registry().with_resource("urn:export", DRAFT202012.create_resource(self.export))
        self.paths = {shape(path): path for path in self.export["paths"]}
        self.validators = {}
        self.held = 0

    def validator(self, part, path, method, status, media):
        """Returns the validator of a response; None without content. Raises KeyError for an undocumented response."""
        response = self.export[part][path][method]["responses"][status]
        place = pointer(part, path, method, "responses", status)
        if "$ref" in response:
            place = response["$ref"].removeprefix("#/")
            response = self.export["components"]["responses"][place.rsplit("/", 1)[1]]
        if "content" not in response:
            return None
        place = f"{place}/content/{pointer(media)}/schema"
        if place not in self.validators:
            response["content"][media]
            schema = {"$ref": f"urn:export#/{place}"}
            self.validators[place] = Draft202012Validator(schema, registry=self.registry)
        return self.validators[place]

    def faults(self, response):
        """Yields what does not conform in a response."""
        action, status, media, body = (response[key] for key in ("action", "status", "media", "body"))
        if action in self.export.get("webhooks", {}):
            part, path = "webhooks", action
        else:
            part, path = "paths", self.paths[shape(response["path"])]
        for method in response["methods"]:
            what = f"{action} by {method}, {status}: {body}"
            try:
                validator = self.validator(part, path, method, str(status), media)
            except KeyError:
                yield f"there is no such response: {what}"
                continue
            self.held += 1
            # A response without content can share its status with others that have some.
            if validator is None or not body:
                if body:
                    yield f"there is no content: {what}"
                continue
            # A media type of a vendor's own is JSON too.
            value = json.loads(body) if media.endswith("json") or media.startswith("application/vnd.") else body
            for error in validator.iter_errors(value):
                yield f"{error.message[:500]}: {what}"


for path, responses in zip(sys.argv[1::2], sys.argv[2::2]):
    export = Export(path)
    with open(responses, encoding="utf-8") as file:
        for line in file:
            for fault in export.faults(json.loads(line)):
                print(f"{path}: {fault}")
    print(f"{path}: {export.held} responses conform", file=sys.stderr)
