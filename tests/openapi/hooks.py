"""Credentials for the attacks. The exports describe them in `x-` fields, which the fuzzer cannot read.

BINDERY_ATTACK names the authentication of the requests.
"""

import base64
import hashlib
import hmac
import os

import requests
import schemathesis


def body(request):
    sent = request.body or b""
    return sent.encode() if isinstance(sent, str) else sent


class Basic(requests.auth.HTTPBasicAuth):
    def __init__(self):
        super().__init__("partner", "secret")


class Bearer(requests.auth.AuthBase):
    def __call__(self, request):
        request.headers["Authorization"] = "Bearer good"
        return request


class KeyAndSignature(requests.auth.AuthBase):
    """A key in a header, and the HMAC of the body, if there is one."""

    def __call__(self, request):
        request.headers["key"] = "secret"
        if body(request):
            digest = hmac.new(b"secret", body(request), hashlib.sha256).hexdigest()
            request.headers["signature"] = f"sha256={digest}"
        return request


class SaltAndIssued(requests.auth.AuthBase):
    """A token, the digest of the body and a salt, and a header that a login has issued."""

    def __call__(self, request):
        digest = base64.b64encode(hashlib.sha256(body(request) + b"secret").digest()).decode()
        request.headers["applicationToken"] = "secret"
        request.headers["Signature"] = f"bytes-SHA256, {digest}"
        request.headers["x-issued"] = "good"
        return request


ways = {"basic": Basic, "bearer": Bearer, "key": KeyAndSignature, "salt": SaltAndIssued}
if way := ways.get(os.environ.get("BINDERY_ATTACK")):
    schemathesis.auth.set_from_requests(way())
