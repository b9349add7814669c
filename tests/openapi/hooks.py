"""Credentials for the attacks. The exports describe some of them in `x-` fields, which the fuzzer cannot read.

BINDERY_ATTACK is a JSON object with the headers of every request, its keys in the `query` and in `cookies`, and `signed`, how its body is
signed; null for none.
"""

import base64
import hashlib
import hmac
import json
import os
from urllib.parse import quote, unquote_plus, urlsplit, urlunsplit

import requests
import schemathesis


def body(request):
    sent = request.body or b""
    return sent.encode() if isinstance(sent, str) else sent


def replaced(pairs, keys, name):
    """The pairs of name and value with these keys in place of what the fuzzer made for them."""
    others = [pair.strip() for pair in pairs if pair.strip() and name(pair.split("=")[0].strip()) not in keys]
    return others + [f"{quote(key)}={quote(value)}" for key, value in keys.items()]


class Credentials(requests.auth.AuthBase):
    def __init__(self, headers, query=None, cookies=None, signed=None):
        self.headers, self.query, self.cookies, self.signed = headers, query or {}, cookies or {}, signed

    def __call__(self, request):
        request.headers.update(self.headers)
        if self.query:
            address = urlsplit(request.url)
            pairs = replaced(address.query.split("&"), self.query, unquote_plus)
            request.url = urlunsplit(address._replace(query="&".join(pairs)))
        if self.cookies:
            pairs = replaced(request.headers.get("Cookie", "").split(";"), self.cookies, str)
            request.headers["Cookie"] = "; ".join(pairs)
        if self.signed == "hmac" and body(request):
            # The HMAC of the body, if there is one.
            digest = hmac.new(b"secret", body(request), hashlib.sha256).hexdigest()
            request.headers["signature"] = f"sha256={digest}"
        if self.signed == "salt":
            # The digest of the body and a salt.
            digest = base64.b64encode(hashlib.sha256(body(request) + b"secret").digest()).decode()
            request.headers["Signature"] = f"bytes-SHA256, {digest}"
        return request


if credentials := json.loads(os.environ.get("BINDERY_ATTACK", "null")):
    schemathesis.auth.set_from_requests(Credentials(**credentials))
