"""The operations of a document, with what they inherit from it, in one form for all dialects."""

import re
from dataclasses import dataclass, field
from document import METHODS

IGNORED_HEADERS = ("accept", "content-type", "authorization")


@dataclass
class Operation:
    """What an operation sends and receives."""

    where: str
    parameters: dict = field(default_factory=dict)  # by place and name
    body: dict = field(default_factory=dict)  # by media type
    needs_body: bool = False
    responses: dict = field(default_factory=dict)  # by status
    security: frozenset = frozenset()
    servers: frozenset = frozenset()
    deprecated: bool = False
    tags: tuple = ()
    name: str = ""


@dataclass
class Parameter:
    where: str
    schemas: tuple
    required: bool = False
    style: tuple = ()
    is_json: bool = False
    deprecated: bool = False


@dataclass
class Content:
    where: str
    schemas: tuple
    encoding: dict = field(default_factory=dict)


@dataclass
class Response:
    where: str
    content: dict = field(default_factory=dict)
    headers: dict = field(default_factory=dict)


def operations(document):
    """Returns the operations by method and path, and webhooks by method and name. Names in paths are left aside, as are
    fragments; operations that only differ in a fragment are lists of several."""
    found = {}
    root = document.root
    webhooks = root.get("webhooks") or root.get("x-webhooks") or {}
    base = prefix(root.get("servers"))
    for kind, items in (("", root.get("paths") or {}), ("webhook ", webhooks)):
        for path, item in items.items():
            if path.startswith("x-"):
                continue
            item = document.followed(item)
            methods = {**{key: item[key] for key in METHODS if key in item}, **item.get("additionalOperations", {})}
            for method, operation in methods.items():
                plain = path.partition("#")[0]
                place = slug(path) if kind else re.sub(r"\{[^}]*\}", "{}", base + plain)
                key = (kind + method.upper(), place)
                found.setdefault(key, []).append(read(document, plain, item, document.followed(operation), method == "head"))
    return found


def read(document, path, item, operation, is_head):
    names = re.findall(r"\{([^}]*)\}", path)
    result = Operation(document.where(operation), name=operation.get("operationId", ""))
    for inherited in (item.get("parameters", []), operation.get("parameters", [])):
        for one in inherited:
            one = document.followed(one)
            name, place = one["name"], one["in"]
            if place == "header" and name.lower() in IGNORED_HEADERS:
                continue
            if place == "path":
                if name not in names:
                    continue  # nothing can be sent
                name = names.index(name)
            result.parameters[place, name.lower() if place == "header" else name] = parameter(document, one)
    body = document.followed(operation.get("requestBody", {}))
    result.needs_body = body.get("required", False)
    result.body = content(document, body)
    for status, one in (operation.get("responses") or {}).items():
        if str(status).startswith("x-"):
            continue
        one = document.followed(one)
        response = Response(document.where(one), {} if is_head else content(document, one))
        for name, header in (one.get("headers") or {}).items():
            response.headers[name.lower()] = parameter(document, document.followed(header), "header")
        result.responses[str(status).upper() if str(status) != "default" else "default"] = response
    result.security = security(document, operation.get("security", document.root.get("security", [])))
    servers = operation.get("servers") or item.get("servers") or document.root.get("servers") or [{"url": "/"}]
    result.servers = frozenset(map(address, servers))
    result.deprecated = operation.get("deprecated", False)
    result.tags = tuple(operation.get("tags", ()))
    return result


def parameter(document, one, place=None):
    place = place or one["in"]
    style = one.get("style", "form" if place in ("query", "cookie") else "simple")
    # A deep object is written in one way, whatever `explode` says.
    explode = style == "deepObject" or one.get("explode", style == "form")
    result = Parameter(document.where(one), (one.get("schema", True),), one.get("required", False), (style, explode))
    result.deprecated = one.get("deprecated", False)
    for inner in (one.get("content") or {}).values():
        result.is_json = True
        result.schemas = (inner.get("schema", True),)
    return result


def content(document, holder):
    found = {}
    for media, inner in (holder.get("content") or {}).items():
        inner = document.followed(inner)
        essence = media.partition(";")[0].strip().lower()
        found.setdefault(essence, Content(document.where(inner), (inner.get("schema", True),), inner.get("encoding", {})))
    return found


def slug(text):
    return "".join(letter for letter in text.lower() if letter.isalnum())


def prefix(servers):
    """Returns the path of a server that has no host; all paths of the document are below it."""
    url = servers[0].get("url", "") if servers else ""
    return "" if "://" in url or "{" in url else url.rstrip("/")


def address(server):
    """Returns the URL of a server with the defaults of its variables; no URL if the host is not known."""
    url = server["url"]
    if not url.startswith("https://{host}"):
        for name, variable in server.get("variables", {}).items():
            url = url.replace("{" + name + "}", str(variable.get("default", "")))
    return url.rstrip("/") if "://" in url and "://{host}" not in url else "no address"


def security(document, alternatives):
    schemes = document.root.get("components", {}).get("securitySchemes", {})
    named = lambda name: scheme(document.followed(schemes.get(name, {})))
    return frozenset(frozenset((named(name), tuple(sorted(scopes))) for name, scopes in one.items()) for one in alternatives or [{}])


def scheme(one):
    """Names a scheme by what is sent."""
    kind = one.get("type")
    if kind == "http":
        return f"http {one.get('scheme', '').lower()}"
    if kind == "apiKey":
        return f"apiKey {one.get('in')} {one.get('name')}"
    return str(kind)
