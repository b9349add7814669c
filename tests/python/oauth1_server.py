"""A foreign server of OAuth 1.0a, made with oauthlib and its defaults. Users always consent.

With a path and a body as arguments, it is an API with this one resource."""

import sys
from urllib.parse import parse_qs, urlsplit

from oauthlib.oauth1 import RequestValidator, WebApplicationServer
from serving import serve

KEY, SECRET, CALLBACK = "affiliatedemokey00000001", "demo secret&", "https://partner.example/cb?src=demo"


class Validator(RequestValidator):
    enforce_ssl = False  # it is on loopback

    def __init__(self):
        super().__init__()
        self.requests, self.access, self.seen = {}, {}, set()

    @property
    def dummy_client(self):
        return "dummyconsumerkey00000001"

    dummy_request_token = dummy_access_token = dummy_client

    def get_client_secret(self, client_key, request):
        return SECRET if client_key == KEY else "dummy"

    def get_request_token_secret(self, client_key, token, request):
        return self.requests.get(token, {}).get("secret", "dummy")

    def get_access_token_secret(self, client_key, token, request):
        return self.access.get(token, {}).get("secret", "dummy")

    def get_default_realms(self, client_key, request):
        return []

    def get_realms(self, token, request):
        return []

    def get_redirect_uri(self, token, request):
        return self.requests[token]["callback"]

    def validate_client_key(self, client_key, request):
        return client_key == KEY

    def validate_request_token(self, client_key, token, request):
        return token in self.requests

    def validate_access_token(self, client_key, token, request):
        return token in self.access

    def validate_timestamp_and_nonce(
        self, client_key, timestamp, nonce, request, request_token=None, access_token=None
    ):
        stamp = (client_key, timestamp, nonce, request_token, access_token)
        new = stamp not in self.seen
        self.seen.add(stamp)
        return new

    def validate_redirect_uri(self, client_key, redirect_uri, request):
        return redirect_uri == CALLBACK

    def validate_requested_realms(self, client_key, realms, request):
        return True

    def validate_realms(self, client_key, token, request, uri=None, realms=None):
        return True

    def validate_verifier(self, client_key, token, verifier, request):
        return self.requests.get(token, {}).get("verifier") == verifier

    def verify_request_token(self, token, request):
        return token in self.requests

    def verify_realms(self, token, realms, request):
        return True

    def invalidate_request_token(self, client_key, request_token, request):
        self.requests.pop(request_token, None)

    def save_request_token(self, token, request):
        self.requests[token["oauth_token"]] = {
            "secret": token["oauth_token_secret"],
            "callback": request.redirect_uri,
        }

    def save_verifier(self, token, verifier, request):
        self.requests[token]["verifier"] = verifier["oauth_verifier"]

    def save_access_token(self, token, request):
        self.access[token["oauth_token"]] = {"secret": token["oauth_token_secret"]}


server = WebApplicationServer(Validator())


def handle(method, uri, headers, body):
    path = urlsplit(uri).path
    if path == "/oauth/request_token":
        return server.create_request_token_response(uri, method, body, headers)
    if path == "/oauth/authorize":
        return server.create_authorization_response(uri, method, body, headers, realms=[])
    if path == "/oauth/access_token":
        return server.create_access_token_response(uri, method, body, headers)
    valid, request = server.validate_protected_resource_request(uri, method, body, headers)
    if not valid:
        return {}, "", 401
    if path == PATH:
        return {"Content-Type": "application/json"}, BODY, 200
    # Signed parameters of the body, so that the test can check that the server has read them.
    form = parse_qs(body, keep_blank_values=True) if "form" in headers["Content-Type"] else {}
    return {}, f"ann {len(form)}", 200


if __name__ == "__main__":
    PATH, BODY = sys.argv[1:] or (None, None)
    serve(handle)
