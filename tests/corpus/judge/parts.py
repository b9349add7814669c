"""Parts of messages: parameters, forms and media types, as OpenAPI describes them."""

import email.parser
import email.policy
import json
import re
from urllib.parse import unquote


def path(template, sent):
    """Returns the parameters of a path, which may stand behind the path of a server. Any address can be that of a callback."""
    if template.startswith("{$"):
        return []
    pattern = "".join(
        f"(?P<p{index // 2}>.*?)" if index % 2 else re.escape(part)
        for index, part in enumerate(re.split(r"\{([^}]*)\}", template.partition("#")[0]))
    )
    names = re.findall(r"\{([^}]*)\}", template)
    found = re.search(f"{pattern}$", sent)
    return [(name, unquote(found.group(f"p{index}"))) for index, name in enumerate(names)] if found else []


def parameter(api, pairs, name, documented, schema, seen):
    """Returns the value of a parameter, made of texts, and adds the names that it has on the wire; None if it is not there."""
    place = documented["in"]
    style = documented.get("style", {"query": "form", "cookie": "form"}.get(place, "simple"))
    explode = documented.get("explode", style == "form")
    types = api.types(schema)
    if "content" in documented:
        seen.add(name)
        texts = [text for key, text in pairs if key == name]
        return json.loads(texts[0]) if texts else None
    if style == "deepObject":
        return deep(api, pairs, name, schema, seen)
    if "object" in types and style == "form" and explode and "array" not in types:
        keys = [key for one in api.whole(schema) for key in one.get("properties", {})]
        found = {key: text for key, text in pairs if key in keys}
        seen.update(found)
        return {key: text_value(api, [text], api.property(schema, key)) for key, text in found.items()} or None
    seen.add(name)
    texts = [text for key, text in pairs if key == name]
    if not texts:
        return None
    if "array" in types:
        if place == "query" and explode:
            return text_list(api, texts, schema) if len(texts) > 1 or "string" not in types else texts[0]
        separator = {"spaceDelimited": " ", "pipeDelimited": "|"}.get(style, ",")
        return text_list(api, texts[0].split(separator), schema)
    return texts[0]


def deep(api, pairs, name, schema, seen):
    found = {}
    for key, text in pairs:
        inside = re.fullmatch(re.escape(name) + r"\[([^\]]*)\](\[.*\])?", key)
        if inside:
            seen.add(key)
            found.setdefault(inside[1], []).append(text)
    return {key: text_value(api, texts, api.property(schema, key)) for key, texts in found.items()} or None


def text_list(api, texts, schema):
    return [best(api, text, api.items(schema)) for text in texts]


def text_value(api, texts, schema):
    """Returns the value of a property that was sent as texts."""
    if api.is_list(schema) and (len(texts) > 1 or "string" not in api.types(schema)):
        return text_list(api, texts, schema)
    return best(api, texts[-1], schema)


def scalars(api, text, schema):
    """Returns the values that a text may mean under a schema."""
    types = api.types(schema)
    found = []
    if types & {"integer", "number"} and re.fullmatch(r"-?\d+(\.\d+)?([eE][+-]?\d+)?", text):
        found.append(json.loads(text) if re.fullmatch(r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?", text) else float(text))
    if "boolean" in types and text in ("true", "false"):
        found.append(text == "true")
    if types & {"object", "array"} and text[:1] in "{[":
        try:
            found.append(json.loads(text))
        except ValueError:
            pass
    if "string" in types or not found:
        found.append(text)
    return found


def best(api, text, schema):
    return scalars(api, text, schema)[0]


def candidates(api, found, schema):
    return scalars(api, found, schema) if isinstance(found, str) else [found]


def media(content, sent):
    """Returns the documented media type of a sent one; None if there is none."""
    essence = sent.split(";")[0].strip().lower()
    for key in content:
        if key.lower() == sent.lower() or key.split(";")[0].strip().lower() == essence:
            return key
    for key in content:
        if key == "*/*" or key.endswith("/*") and essence.startswith(key[:-1]):
            return key
    return None


def form(api, pairs, schema, encoding):
    """Returns the object that a form says."""
    found = {}
    for key, text in pairs:
        inside = re.fullmatch(r"([^\[]*)\[([^\]]*)\]", key)
        name = inside[1] if inside and not has(api, schema, key) else key
        found.setdefault(name, []).append((inside[2] if name != key else None, text))
    value = {}
    for name, texts in found.items():
        inner = api.property(schema, name)
        if texts[0][0]:
            value[name] = {key: best(api, text, api.property(inner, key)) for key, text in texts}
        else:
            is_joined = encoding.get(name, {}).get("explode") is False and api.is_list(inner)
            texts = texts[0][1].split(",") if is_joined else [text for _, text in texts]
            value[name] = text_value(api, texts, inner)
    return value


def has(api, schema, name):
    return any(name in one.get("properties", {}) for one in api.whole(schema))


def multipart(api, body, media_type, schema):
    """Returns the object that the parts of a form say. A file is a text of its bytes."""
    head = f"Content-Type: {media_type}\r\n\r\n".encode()
    message = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(head + body)
    found = {}
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        text = part.get_payload(decode=True).decode("utf-8", "replace")
        is_json = part.get_content_type() == "application/json"
        found.setdefault(name, []).append((is_json, text))
    value = {}
    for name, all in found.items():
        inner = api.property(schema, name)
        each = [json.loads(text) if is_json else best(api, text, api.items(inner) if len(all) > 1 else inner) for is_json, text in all]
        is_list = len(each) > 1 or (api.is_list(inner) and not isinstance(each[0], list))
        value[name] = each if is_list else each[0]
    return value
