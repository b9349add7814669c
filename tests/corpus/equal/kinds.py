"""The kinds of differences that are known, those first that hurt most, each with why it is there.

A kind with reasons is only known where the importer has reported one of them at the place of the difference, or on the
way to it from the operation; any other kind is known everywhere. All other differences are mistakes.
"""

MERGED = (
    "objects that no required property tells apart",
    "lists told apart by their items",
    "scalars of one kind told apart by their text",
    "objects of which the properties are sent",
    "one of several groups of properties is required",
)
ERRORS = "An error response is read as an error format: a code, a message and details; what else is in it is a detail."

KINDS = {
    "operation lost": ("No action says it.", ("an operation with the method and path of another one", "WebSocket, or another protocol after HTTP")),
    "response status lost": ("No response of HTTP has it.", ("WebSocket, or another protocol after HTTP", "a response of any status")),
    "request media type lost": ("A router reads JSON and forms alike, and a client sends the first of them; the export has the first.", None),
    "alternative lost": ("Variants that nothing tells apart are one type with the properties of all.", MERGED),
    "rules of an alternative lost": ("Variants that only a pattern or a format tells apart are one.", ("a rule that types do not have", "a format that types do not have", *MERGED)),
    "alternative added": ("See *alternative lost*.", MERGED),
    "property added": ("See *alternative lost*.", MERGED),
    "value added": ("See *alternative lost*.", MERGED),
    "null added": ("See *alternative lost*.", MERGED),
    "required lost": ("Groups of required properties are no part of a type.", MERGED),
    "type opened": ("The language has no type for null alone.", ("a value that is always null",)),
    "enum lost": ("An optional boolean with one value is a boolean.", ("a boolean with one value that may be absent", "an enum of fractions", "an enum of lists or objects")),
    "required name lost": ("A required name without a property has no type.", ("a required property that is not described",)),
    "body required": ("A form with required fields is always sent.", ("a form that may be left out, though it has required fields",)),
    "body optional": ("Where no property is required, a router reads an absent body as one without properties.", None),
    "callback as a webhook": ("A callback is an inbound action, which is exported as a webhook.", None),
    "fragments merged": ("Paths that differ in a fragment are one path for HTTP.", None),
    "parameter optional": ("Of paths that differ in a fragment, not all have the parameter.", None),
    "security changed": ("Only the token of an OAuth 2 flow is sent.", ("another way to authenticate", "an OAuth 2 flow, of which only the token is sent")),
    "servers changed": ("An action has one server.", ("another server of the same operations", "variables of a server, which have their defaults")),
    "response status added": ("A response that only has a status for errors, or for another protocol, is one of 200 without a body.", None),
    "rule lost": ("The language has no such rule.", ("a rule that types do not have", "a limit inside a list, map or union", *MERGED)),
    "format lost": ("The language has no such format; the value is a string or a number.", ("a format that types do not have", *MERGED)),
    "format as a pattern": ("Times without a registered format are exported as a pattern.", None),
    "enum closed": ("An enum keeps values that it does not list. OpenAPI lists the known ones.", None),
    "positions required": ("All positions are written.", None),
    "positions lost": ("OpenAPI 3.0 has no positions.", None),
    "unix time": ("A time in seconds may have a fraction.", None),
    "object opened": ("Readers ignore properties that they do not know, so that a server can add one.", None),
    "default lost": ("Defaults of properties are annotations; the language has those of parameters.", None),
    "response header lost": ("HTTP sets the header itself.", ("a header that HTTP itself sets",)),
    "tags changed": ("An action is in one module, named by its first tag or its path.", None),
    "operationId changed": ("An identifier is made of the names of module and action.", None),
    "error status lost": ("An error of any status, or of a range, is read; the export has the statuses that routers write.", None),
    "error status added": ("Every operation may respond with every error of the table, and a router with its rejections.", None),
    "error header lost": ("Error formats have no headers.", ("a header of an error response",)),
    "error header added": ("A router challenges who has not logged in.", None),
    "error body added": ("A router writes every error in an error format.", None),
    "error media type lost": ("An error has one media type.", ("an error response in a second media type", "the media type of an error response that is no JSON")),
    "error media type added": ("Errors that the document does not describe are plain text.", None),
}


def of_error(kind):
    return kind.startswith("error: ")
