"""Whether the comparison notices edits: each edit of an export must change what it finds.

    python3 mutate.py SEED EDITS DOCUMENT EXPORT

makes random edits one by one, in the parts of the export that operations lead to, and prints those that go unnoticed.
"""

import copy
import json
import random
import sys
from collections import Counter
from pathlib import Path

from compare import Comparison
from document import METHODS, Document
from shapes import text

TYPES = ("string", "integer", "boolean", "array", "object")


class Edits:
    """The places of an export that can be edited, each with a name and a function that makes the edit."""

    def __init__(self, document):
        self.document = document
        self.all = []
        self._seen = set()
        for path, item in document.root["paths"].items():
            self._add("rename a path", lambda path=path: rename(document.root["paths"], path, path + "/more"))
            for method in METHODS:
                if method in item:
                    self._operation(item, method)

    def _add(self, name, edit):
        self.all.append((name, edit))

    def _operation(self, item, method):
        operation = item[method]
        self._add("drop an operation", lambda: item.pop(method))
        if operation.get("security"):
            self._add("drop the security", lambda: operation.update(security=[]))
        for parameter in map(self.document.followed, operation.get("parameters", ())):
            self._parameter(operation, parameter)
        body = self.document.followed(operation.get("requestBody", {}))
        if body:
            self._add("drop the body", lambda: operation.pop("requestBody"))
            self._add("require the body or not", lambda: body.update(required=not body.get("required", False)))
            self._content(body)
        for status, response in operation["responses"].items():
            response = self.document.followed(response)
            if status[0] in "123":
                self._add("rename a status", lambda status=status: rename(operation["responses"], status, "299"))
                for name in list(response.get("headers", ())):
                    self._add("drop a header", lambda response=response, name=name: response["headers"].pop(name))
                if method != "head":
                    self._content(response)

    def _parameter(self, operation, parameter):
        if parameter["in"] == "path":
            return self._schema(parameter.get("schema", {}), is_text=True)
        self._add("drop a parameter", lambda: operation["parameters"].remove(parameter))
        self._add("require a parameter or not", lambda: parameter.update(required=not parameter.get("required", False)))
        self._add("move a parameter", lambda: parameter.update({"in": "cookie"}))
        self._schema(parameter.get("schema", {}), is_text=True)

    def _content(self, holder):
        for media, content in holder.get("content", {}).items():
            self._add("rename a media type", lambda media=media: rename(holder["content"], media, "application/x-other"))
            if media.endswith("json"):
                self._schema(content.get("schema", {}))

    def _schema(self, schema, is_text=False):
        if id(schema) in self._seen or not isinstance(schema, dict):
            return
        self._seen.add(id(schema))
        if "$ref" in schema:
            return self._schema(self.document.target(schema["$ref"]), is_text)
        if isinstance(schema.get("type"), str):
            other = next(kind for kind in TYPES if kind != schema["type"])
            self._add("change a type", lambda: (schema.pop("const", 0), schema.pop("enum", 0), schema.update(type=other)))
            if "enum" not in schema and "const" not in schema and not is_text:
                self._add("allow null", lambda: schema.update(type=[schema["type"], "null"]))
        elif isinstance(schema.get("type"), list):
            self._add("forbid null", lambda: schema.update(type=schema["type"][0], enum=[one for one in schema.get("enum", []) if one is not None]))
        if len(schema.get("enum", ())) > 1:
            self._add("drop a value", lambda: schema["enum"].remove(next(one for one in schema["enum"] if one is not None)))
        if "const" in schema:
            self._add("change a constant", lambda: schema.update(const="another" if schema["const"] != "another" else "other"))
        for key in ("minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems", "pattern", "format"):
            is_width = key == "format" and any(kind in text(schema.get("type")) for kind in ("integer", "number"))
            is_said = key == "minimum" and schema.get("format") == "uint64"  # the format says it too
            if key in schema and not is_width and not is_said:
                self._add(f"drop {key}", lambda key=key: schema.pop(key))
        for name, inner in schema.get("properties", {}).items():
            self._add("rename a property", lambda name=name: rename(schema["properties"], name, name + "_other"))
            self._add("require a property or not", lambda name=name: toggle(schema, name))
            self._schema(inner, is_text)
        for key in ("items", "additionalProperties"):
            self._schema(schema.get(key), is_text)
        for key in ("oneOf", "anyOf"):
            # A second null says nothing.
            has_null = any(inner.get("type") == "null" for inner in schema.get(key, ()))
            for at, inner in enumerate(schema.get(key, ())):
                if len(schema[key]) > 1:
                    self._add("drop an alternative", lambda key=key, at=at: schema[key].pop(at))
                self._schema(inner, is_text or has_null)


def rename(holder, old, new):
    holder[new] = holder.pop(old)


def toggle(schema, name):
    required = schema.get("required", [])
    schema["required"] = [one for one in required if one != name] if name in required else [*required, name]


def found(left, right):
    return set(Comparison(left, right).differences)


def main():
    sys.setrecursionlimit(10000)
    seed, number, original, export = sys.argv[1:5]
    choice = random.Random(int(seed))
    left = Document(Path(original))
    tree = json.loads(Path(export).read_text())
    before = found(left, Document(Path(export)))
    places = len(Edits(Document(Path(export))).all)
    made, missed = Counter(), []
    for at in sorted(choice.sample(range(places), min(int(number), places))):
        right = Document(Path(export), copy.deepcopy(tree))
        name, edit = Edits(right).all[at]
        edit()
        made[name] += 1
        if found(left, right) == before:
            missed.append(f"{at}: {name}")
    for name, times in sorted(made.items()):
        print(f"{times:>6} {name}")
    print(f"{sum(made.values())} edits of {Path(export).name}, {len(missed)} unnoticed")
    for one in missed:
        print("UNNOTICED", one)
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
