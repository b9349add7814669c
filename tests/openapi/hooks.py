"""Credentials for the attacks. The exports describe some of them in `x-` fields, which the fuzzer cannot read.

BINDERY_ATTACK is a JSON object with the headers of every request, and `signed`, how its body is signed; null for none.
"""

import base64
import hashlib
import hmac
import json
import os

import requests
import schemathesis


def body(request):
    sent = request.body or b""
    return sent.encode() if isinstance(sent, str) else sent


class Credentials(requests.auth.AuthBase):
    def __init__(self, headers, signed=None):
        self.headers, self.signed = headers, signed

    def __call__(self, request):
        request.headers.update(self.headers)
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
