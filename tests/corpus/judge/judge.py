"""Holds requests and responses against the OpenAPI document of their API: `judge.py DOCUMENT IMPORT RECORDS`.

IMPORT has the operation of each action and the findings of the import, RECORDS a request with its response in each line.
Every difference is explained by a finding of the import at the place of the rule, or it is not explained. Prints the kinds of
differences, one a line: what differs, the rule, the finding, and with `--examples` the first of them.
"""

import base64
import collections
import json
import re
import sys
from urllib.parse import parse_qsl, unquote, urlsplit

import document
import parts

# Headers of HTTP itself, which no document has to name.
OF_HTTP = {"accept", "accept-encoding", "authorization", "content-length", "content-type", "cookie", "host", "user-agent"}

# Rules of schemas that a finding may name.
RULES = {"pattern", "multipleOf", "uniqueItems", "contains", "minProperties", "maxProperties", "propertyNames", "readOnly", "writeOnly", "not"}


class Judge:
    def __init__(self, api, known):
        self.api = api
        self.operations, self.cases = {}, collections.defaultdict(list)
        for one in known["operations"]:
            # Operations that are cases of another one have its action.
            if self.operations.setdefault(one["action"], one) is not one:
                self.cases[one["action"]].append(one["pointer"])
        self.findings = collections.defaultdict(list)
        for finding in known["findings"]:
            self.findings[api.lifted(finding["pointer"])].append((finding["reason"], finding["detail"]))
        self.kinds = collections.Counter()
        self.examples = {}
        self.held = collections.Counter()
        self.called = set()

    def reason(self, rule, pointer):
        """Returns the finding at a place or around it. One that names its rules explains no others."""
        while pointer:
            for reason, detail in self.findings.get(pointer, []):
                if self.explains(rule, pointer, detail):
                    return reason
            pointer = pointer.rpartition("/")[0]
        return None

    def explains(self, rule, pointer, detail):
        """Whether a finding with a detail explains that a rule is broken: of a schema's format, only that rule."""
        named = RULES.intersection(re.findall(r"\w+", detail))
        if named:
            return rule in named
        schema = self.api.at(pointer) if self.api.exists(pointer) else None
        is_format = isinstance(schema, dict) and detail and schema.get("format") == detail
        return rule == "format" if is_format else True

    def differs(self, what, rule, pointer, example):
        kind = (what, rule, self.reason(rule, pointer) or "not explained")
        self.kinds[kind] += 1
        self.examples.setdefault(kind, f"{pointer} {example}")

    def explained(self, error, base):
        """Returns the rule and the place of an error: of a choice, those of the first branch of which all are findings."""
        pointer = self.api.place(base, error.absolute_schema_path)
        if self.reason(error.validator, pointer) or not error.context:
            return error.validator, pointer
        branches = collections.defaultdict(list)
        for inner in error.context:
            branches[inner.schema_path[0]].append(self.explained(inner, base))
        for found in branches.values():
            if all(self.reason(rule, place) for rule, place in found):
                return found[0]
        return error.validator, pointer

    def hold(self, what, value, pointer, writes, where):
        """Holds a value against a schema."""
        self.held[what] += 1
        for error in self.api.errors(value, pointer, writes):
            rule, place = self.explained(error, pointer)
            at = "/".join(map(str, error.absolute_path))
            self.differs(what, str(rule), place, f"{where} at '{at}': {error.message[:300]}")

    def record(self, line):
        known = self.operations[line["action"]]
        if known["state"] != "Callable":
            return
        operation, at = self.api.operation(known["pointer"])
        where = f"{known['method'].upper()} {known['path']}"
        self.called.add(line["action"])
        if line["what"] == "success":
            self.request(line, operation, at, where)
        self.response(line, operation, at, where)

    def request(self, line, operation, at, where):
        url = urlsplit(line["uri"])
        query = parse_qsl(url.query, keep_blank_values=True)
        headers = [(name.lower(), text) for name, text in line["request"]["headers"]]
        given = {
            "path": parts.path(self.operations[line["action"]]["path"], url.path),
            "query": query,
            "header": headers,
            "cookie": [tuple(map(unquote, pair.strip().split("=", 1))) for name, text in headers if name == "cookie" for pair in text.split(";")],
        }
        seen = collections.defaultdict(set)
        for parameter, pointer in self.api.parameters(operation, at):
            place, name = parameter["in"], parameter["name"]
            if place == "header":
                name = name.lower()
            schema, inner = self.api.parameter_schema(parameter, pointer)
            found = parts.parameter(self.api, given[place], name, parameter, schema, seen[place])
            if found is None:
                if parameter.get("required"):
                    self.differs("parameter", "required", pointer, f"{where}: {place} {name} is missing")
            else:
                self.hold_text("parameter", found, schema, inner, True, f"{where}: {place} {name}")
        for case in self.cases[line["action"]]:
            for parameter, _ in self.api.parameters(*self.api.operation(case)):
                seen[parameter["in"]].add(parameter["name"].lower() if parameter["in"] == "header" else parameter["name"])
        for place in ("query", "header"):
            known = seen[place] | self.api.keys[place] | (OF_HTTP if place == "header" else set())
            for name, text in given[place]:
                if name not in known:
                    self.differs("parameter", "undocumented", at, f"{where}: {place} {name}={text}")
        body = base64.b64decode(line["request"]["body"])
        wanted, pointer = self.api.resolved(operation.get("requestBody"), f"{at}/requestBody")
        if not body:
            if wanted and wanted.get("required"):
                self.differs("request", "required", pointer, f"{where}: no body")
        elif not wanted:
            self.differs("request", "undocumented", at, f"{where}: a body")
        else:
            self.body("request", body, dict(headers), wanted, pointer, True, where)

    def response(self, line, operation, at, where):
        status, headers = str(line["status"]), {name.lower(): text for name, text in line["response"]["headers"]}
        what = "response" if line["what"] == "success" else "error"
        responses = operation["responses"]
        key = next((key for key in (status, f"{status[0]}XX", f"{status[0]}xx", "default") if key in responses), None)
        where = f"{where}: {status} {line['what']}"
        if key is None:
            rule = "undocumented" if what == "response" else "status of another operation"
            self.differs(what, rule, f"{at}/responses" if what == "response" else "", where)
            return
        response, pointer = self.api.resolved(responses[key], f"{at}/responses/{key}")
        for name, header in response.get("headers", {}).items():
            header, place = self.api.resolved(header, f"{pointer}/headers/{document.escaped(name)}")
            text = headers.get(name.lower())
            schema, inner = self.api.parameter_schema(header, place)
            if text is None:
                if header.get("required") and what == "response":
                    self.differs(what, "required", place, f"{where}: header {name} is missing")
            elif name.lower() != "content-type":
                found = parts.text_list(self.api, text.split(","), schema) if self.api.is_list(schema) else text
                self.hold_text("header", found, schema, inner, False, f"{where}: header {name}")
        body = base64.b64decode(line["response"]["body"])
        if not response.get("content"):
            if body and what == "response":
                self.differs(what, "undocumented", pointer, f"{where}: a body")
        elif body or what == "response":
            self.body(what, body, headers, response, pointer, False, where)

    def hold_text(self, what, found, schema, pointer, writes, where):
        """Holds a value that was sent as a text: as any of the values that the text may mean."""
        candidates = parts.candidates(self.api, found, schema)
        best = next((one for one in candidates if self.api.is_valid(one, pointer, writes)), candidates[0])
        self.hold(what, best, pointer, writes, where)

    def body(self, what, body, headers, documented, pointer, writes, where):
        media_type = headers.get("content-type", "").strip()
        content = documented.get("content", {})
        key = parts.media(content, media_type)
        if key is None:
            if body:
                # A finding about a media type stands at its schema.
                places = [f"{pointer}/content/{document.escaped(name)}" for name in content]
                place = next((one for one in places if self.reason("media type", one)), f"{pointer}/content")
                self.differs(what, "media type", place, f"{where}: {media_type or 'no media type'}")
            return
        if not body and not any(name.endswith("json") for name in content):
            return
        pointer = f"{pointer}/content/{document.escaped(key)}"
        schema = content[key].get("schema")
        if schema is None:
            return
        essence = media_type.split(";")[0].strip().lower()
        try:
            if essence.endswith("json") or "json+" in essence:
                value = json.loads(body) if body else ""
            elif essence == "application/x-www-form-urlencoded":
                pairs = parse_qsl(body.decode(), keep_blank_values=True)
                value = parts.form(self.api, pairs, schema, content[key].get("encoding", {}))
            elif essence == "multipart/form-data":
                value = parts.multipart(self.api, body, media_type, schema)
            else:
                value = body.decode("utf-8", "replace")
        except ValueError as error:
            self.differs(what, "syntax", pointer, f"{where}: {error}: {body[:200]}")
            return
        self.hold(what, value, f"{pointer}/schema", writes, where)


def main():
    show = "--examples" in sys.argv
    api_file, import_file, records = [word for word in sys.argv[1:] if not word.startswith("--")]
    with open(import_file, encoding="utf-8") as file:
        judge = Judge(document.Document(api_file), json.load(file))
    with open(records, encoding="utf-8") as file:
        for line in file:
            judge.record(json.loads(line))
    for (what, rule, reason), count in sorted(judge.kinds.items()):
        print(f"{what}: {rule}: {reason}")
        if show:
            print(f"    {count}, first {judge.examples[(what, rule, reason)]}")
    held = ", ".join(f"{count} {what}s" for what, count in sorted(judge.held.items()))
    print(f"{len(judge.called)} actions, {held}", file=sys.stderr)


main()
