"""What differs between a document and the export of its import.

    python3 compare.py DOCUMENT EXPORT [--all]

prints the kinds of differences with their numbers, or all differences with their places.
"""

import sys
from collections import Counter

from document import Document
from operations import operations, slug
from schemas import Schemas

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
NO_BODY = ("101", "204", "205", "304")


class Comparison:
    """The differences between two documents: kind, place, and what differs."""

    def __init__(self, left, right):
        self.differences = {}
        self.left, self.right = left, right
        self.requests = Schemas(left, right, True, self.report)
        self.responses = Schemas(left, right, False, self.report)
        self.errors = Schemas(left, right, False, self.report, "error")
        self.texts = Schemas(left, right, True, self.report, "text")
        self.parts = Schemas(left, right, True, self.report, "multipart")
        self._documents()

    def report(self, kind, where, detail="", way=()):
        self.differences.setdefault((kind, where, detail), way)

    def _documents(self):
        mine, theirs = operations(self.left), operations(self.right)
        for key, all_of_path in mine.items():
            if key not in theirs:
                for one in all_of_path:
                    self.report("operation lost", one.where, " ".join(key))
                continue
            if len(all_of_path) > 1:
                self.report("fragments merged", all_of_path[0].where, " ".join(key))
            first, *others = all_of_path
            for other in others:
                # The one operation takes what any of them takes.
                first.parameters = {**other.parameters, **first.parameters}
            self._operation(first, theirs[key][0])
        has_callbacks = any("callbacks" in one for item in self.left.root.get("paths", {}).values() for one in item.values() if isinstance(one, dict))
        for key in sorted(theirs.keys() - mine.keys()):
            is_callback = has_callbacks and key[0].startswith("webhook ")
            self.report("callback as a webhook" if is_callback else "operation added", "", " ".join(key))

    def _operation(self, one, other):
        self._parameters(one, other)
        self._body(one, other)
        self._responses(one, other)
        if one.security != other.security:
            self.report("security changed", one.where, f"{shown(one.security)} → {shown(other.security)}", ("/components/securitySchemes/", "/security/"))
        if one.servers != other.servers:
            self.report("servers changed", one.where, f"{sorted(one.servers)} → {sorted(other.servers)}", ("/servers/",))
        if one.deprecated != other.deprecated:
            self.report("deprecation changed", one.where)
        if set(map(slug, one.tags)) != set(map(slug, other.tags)):
            self.report("tags changed", one.where, f"{one.tags} → {other.tags}")
        if slug(one.name) != slug(other.name):
            self.report("operationId changed", one.where, f"{one.name} → {other.name}")

    def _parameters(self, one, other):
        for key, parameter in one.parameters.items():
            name = " ".join(map(str, key))
            if key not in other.parameters:
                self.report("parameter lost", parameter.where, name)
                continue
            theirs = other.parameters[key]
            if parameter.required != theirs.required:
                self.report("parameter required" if theirs.required else "parameter optional", parameter.where, name)
            self._style(parameter, theirs, name)
            if parameter.deprecated != theirs.deprecated:
                self.report("parameter deprecation changed", parameter.where, name)
            schemas = self.requests if parameter.is_json else self.texts
            schemas.compare(parameter.schemas, theirs.schemas, parameter.where)
            schemas.annotations(parameter.schemas, theirs.schemas, parameter.where)
        for key in other.parameters.keys() - one.parameters.keys():
            self.report("parameter added", one.where, " ".join(map(str, key)))

    def _style(self, one, other, name):
        kinds = {shape.kind for shape in self.requests.left.shapes(one.schemas)}
        if one.is_json != other.is_json:
            self.report("style changed", one.where, f"{name}: JSON")
        elif not one.is_json and kinds & {"array", "object"} and one.style != other.style:
            self.report("style changed", one.where, f"{name}: {one.style} → {other.style}")

    def _body(self, one, other):
        if one.body and other.body and one.needs_body != other.needs_body:
            self.report("body required" if other.needs_body else "body optional", one.where)
        if one.body and not other.body:
            return self.report("body lost", one.where)
        if other.body and not one.body:
            return self.report("body added", one.where)
        self._content(one.body, other.body, one.where, self.requests, "request")

    def _content(self, mine, theirs, where, schemas, side):
        for media in mine.keys() - theirs.keys():
            self.report(f"{side} media type lost", where, media)
        for media in theirs.keys() - mine.keys():
            self.report(f"{side} media type added", where, media)
        of_media = {"multipart/form-data": self.parts, "application/x-www-form-urlencoded": self.texts}
        usual = schemas
        for media in sorted(mine.keys() & theirs.keys()):
            schemas = of_media.get(media, usual)
            if not (is_plain(media) and self._is_text(mine[media], schemas.left) and self._is_text(theirs[media], schemas.right)):
                schemas.compare(mine[media].schemas, theirs[media].schemas, mine[media].where)

    @staticmethod
    def _is_text(content, reader):
        """Whether a body is one text or file, whatever its format."""
        return all(shape.kind in ("string", "any") and shape.values is None for shape in reader.shapes(content.schemas))

    def _responses(self, one, other):
        for status, response in one.responses.items():
            theirs = other.responses.get(status)
            side = "response" if status[0] in "123" else "error"
            if theirs is None:
                self.report(f"{side} status lost", response.where, status)
                continue
            content = {} if status in NO_BODY else response.content
            if content and not theirs.content:
                self.report(f"{side} body lost", response.where, status)
            elif theirs.content and not content and status not in NO_BODY:
                self.report(f"{side} body added", response.where, status)
            else:
                self._content(content, theirs.content, response.where, self.errors if side == "error" else self.responses, side)
            self._headers(response, theirs, side)
        for status in other.responses.keys() - one.responses.keys():
            self.report("response status added" if status[0] in "123" else "error status added", one.where, status)

    def _headers(self, one, other, side):
        for name, header in one.headers.items():
            if name == "content-type":
                continue
            if name not in other.headers:
                self.report(f"{side} header lost", header.where, name, (f"{one.where}/headers",))
                continue
            if header.required and not other.headers[name].required:
                self.report(f"{side} header optional", header.where, name)
            self.texts.compare(header.schemas, other.headers[name].schemas, header.where)
        for name in other.headers.keys() - one.headers.keys():
            self.report(f"{side} header added", one.where, name)


def is_plain(media):
    """Whether a body of a media type is no structured value."""
    return media not in FORMS and not media.endswith(("/json", "+json", "/xml", "+xml"))


def shown(security):
    return " or ".join(sorted(" and ".join(sorted(f"{name}{list(scopes) or ''}" for name, scopes in one)) or "nothing" for one in security))


def main():
    sys.setrecursionlimit(10000)
    left, right = (Document(path) for path in sys.argv[1:3])
    found = Comparison(left, right).differences
    if "--all" in sys.argv:
        for kind, where, detail in found:
            print(kind, where, detail, sep=" | ")
        return
    for kind, number in Counter(kind for kind, *_ in found).most_common():
        print(f"{number:>6} {kind}")


if __name__ == "__main__":
    main()
