"""Swagger 2.0 in the layout of OpenAPI 3.0."""

METHODS = ("get", "put", "post", "delete", "options", "head", "patch")
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
# What a parameter or header has beside its schema.
BESIDE = ("name", "in", "required", "description", "collectionFormat", "allowEmptyValue")
STYLES = {"ssv": ("spaceDelimited", False), "tsv": ("tabDelimited", False), "pipes": ("pipeDelimited", False), "multi": ("form", True)}


def lifted(root):
    return Lift(root).document()


class Lift:
    def __init__(self, root):
        self.root = root

    def followed(self, node):
        while "$ref" in node:
            target = self.root
            for step in node["$ref"].partition("#")[2].split("/")[1:]:
                target = target[step.replace("~1", "/").replace("~0", "~")]
            node = target
        return node

    def document(self):
        root = self.root
        schemes = root.get("schemes", ["https"])
        schemes = ["https"] if "https" in schemes else schemes  # the same server, and who can choose takes this one
        base = root.get("basePath", "").rstrip("/")
        servers = [{"url": f"{scheme}://{root['host']}{base}"} for scheme in schemes] if "host" in root else [{"url": base or "/"}]
        paths = {path: self.item(item) for path, item in root.get("paths", {}).items()}
        security = {name: self.scheme(scheme) for name, scheme in root.get("securityDefinitions", {}).items()}
        kept = {key: root[key] for key in ("info", "tags", "security") if key in root}
        # The definitions stay where references look for them.
        return {**kept, "openapi": "3.0.3", "servers": servers, "paths": paths, "definitions": root.get("definitions", {}), "components": {"securitySchemes": security}}

    def item(self, item):
        shared = [self.followed(one) for one in item.get("parameters", [])]
        return {method: self.operation(item[method], shared) for method in METHODS if method in item}

    def operation(self, operation, shared):
        own = [self.followed(one) for one in operation.get("parameters", [])]
        named = {(one["name"], one["in"]) for one in own}
        parameters = [one for one in shared if (one["name"], one["in"]) not in named] + own
        kept = {key: operation[key] for key in ("tags", "summary", "description", "operationId", "deprecated", "security") if key in operation}
        consumes = operation.get("consumes", self.root.get("consumes", []))
        produces = operation.get("produces", self.root.get("produces", [])) or ["application/json"]
        kept["parameters"] = [self.parameter(one) for one in parameters if one["in"] not in ("body", "formData")]
        form = [one for one in parameters if one["in"] == "formData"]
        for body in (one for one in parameters if one["in"] == "body"):
            content = {media: {"schema": body.get("schema", {})} for media in consumes or ["application/json"]}
            kept["requestBody"] = {"required": body.get("required", False), "content": content}
        if form:
            kept["requestBody"] = self.form(form, consumes)
        kept["responses"] = {status: self.response(self.followed(one), produces) for status, one in operation.get("responses", {}).items()}
        return kept

    def form(self, fields, consumes):
        has_file = any(one.get("type") == "file" for one in fields)
        media = [one for one in consumes if one in FORMS] or [FORMS[1 if has_file else 0]]
        properties = {one["name"]: schema(one) for one in fields}
        required = [one["name"] for one in fields if one.get("required")]
        encoding = {one["name"]: dict(zip(("style", "explode"), styled(one))) for one in fields if one.get("type") == "array"}
        form = {"type": "object", "properties": properties, "required": required}
        return {"required": bool(required), "content": {one: {"schema": form, "encoding": encoding} for one in media}}

    def parameter(self, parameter):
        lifted = {key: parameter[key] for key in ("name", "in", "required", "description") if key in parameter}
        lifted["schema"] = schema(parameter)
        if parameter.get("type") == "array":
            lifted["style"], lifted["explode"] = styled(parameter)
        return lifted

    def response(self, response, produces):
        lifted = {"description": response.get("description", "")}
        if "schema" in response:
            is_file = response["schema"].get("type") == "file"
            inner = {"type": "string", "format": "binary"} if is_file else response["schema"]
            lifted["content"] = {media: {"schema": inner} for media in produces}
        headers = response.get("headers", {})
        lifted["headers"] = {name: {"schema": schema(header)} for name, header in headers.items()}
        return lifted

    def scheme(self, scheme):
        if scheme["type"] == "basic":
            return {"type": "http", "scheme": "basic"}
        if scheme["type"] != "oauth2":
            return scheme
        flow = {"accessCode": "authorizationCode", "application": "clientCredentials"}.get(scheme["flow"], scheme["flow"])
        kept = {key: scheme[key] for key in ("authorizationUrl", "tokenUrl", "scopes") if key in scheme}
        return {"type": "oauth2", "flows": {flow: kept}}


def schema(parameter):
    inner = {key: value for key, value in parameter.items() if key not in BESIDE}
    if inner.get("type") == "file":
        inner.update(type="string", format="binary")
    return inner


def styled(parameter):
    simple = "simple" if parameter.get("in") in ("path", "header") else "form"
    return STYLES.get(parameter.get("collectionFormat", "csv"), (simple, False))
