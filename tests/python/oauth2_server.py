"""A foreign server of OAuth 2, made with oauthlib. Users always consent. Tokens are valid for a minute.

With the path of the token endpoints, another path and a body as arguments, it is an API with this one resource."""

import secrets
import sys
import time
from urllib.parse import urlsplit

from oauthlib.oauth2 import FatalClientError, OAuth2Error, RequestValidator, WebApplicationServer
from serving import serve

ID, SECRET, REDIRECT = "app", "app secret&", "https://partner.example/back?src=demo"
SCOPES = {"basic", "trade", "withdraw"}
LIFETIME = 60


class Application:
    client_id = ID


class Validator(RequestValidator):
    def __init__(self):
        self.codes, self.access, self.refresh, self.renewals = {}, {}, {}, 0

    def validate_client_id(self, client_id, request, *args, **kwargs):
        return client_id == ID

    def validate_redirect_uri(self, client_id, redirect_uri, request, *args, **kwargs):
        return redirect_uri == REDIRECT

    def get_default_redirect_uri(self, client_id, request, *args, **kwargs):
        return REDIRECT

    def validate_scopes(self, client_id, scopes, client, request, *args, **kwargs):
        return bool(scopes) and set(scopes) <= SCOPES

    def get_default_scopes(self, client_id, request, *args, **kwargs):
        return []

    def validate_response_type(self, client_id, response_type, client, request, *args, **kwargs):
        return response_type == "code"

    def is_pkce_required(self, client_id, request):
        return True

    def get_code_challenge(self, code, request):
        return self.codes[code]["challenge"]

    def get_code_challenge_method(self, code, request):
        return self.codes[code]["method"]

    def save_authorization_code(self, client_id, code, request, *args, **kwargs):
        self.codes[code["code"]] = {
            "scopes": request.scopes,
            "redirect": request.redirect_uri,
            "challenge": request.code_challenge,
            "method": request.code_challenge_method,
        }

    def authenticate_client(self, request, *args, **kwargs):
        if (request.client_id, request.client_secret) != (ID, SECRET):
            return False
        request.client = Application()
        return True

    def authenticate_client_id(self, client_id, request, *args, **kwargs):
        return False

    def client_authentication_required(self, request, *args, **kwargs):
        return True

    def validate_code(self, client_id, code, client, request, *args, **kwargs):
        if code not in self.codes:
            return False
        request.scopes, request.user = self.codes[code]["scopes"], "ann"
        return True

    def confirm_redirect_uri(self, client_id, code, redirect_uri, client, request, *args, **kwargs):
        return self.codes[code]["redirect"] == redirect_uri

    def validate_grant_type(self, client_id, grant_type, client, request, *args, **kwargs):
        return grant_type in ("authorization_code", "refresh_token")

    def invalidate_authorization_code(self, client_id, code, request, *args, **kwargs):
        del self.codes[code]

    def save_bearer_token(self, token, request, *args, **kwargs):
        if request.grant_type == "refresh_token":
            self.renewals += 1
            self.refresh.pop(request.refresh_token, None)
        scopes = token["scope"].split()
        self.access[token["access_token"]] = {"scopes": scopes, "until": time.time() + LIFETIME}
        self.refresh[token["refresh_token"]] = scopes
        return REDIRECT

    def validate_refresh_token(self, refresh_token, client, request, *args, **kwargs):
        return refresh_token in self.refresh

    def get_original_scopes(self, refresh_token, request, *args, **kwargs):
        return self.refresh[refresh_token]

    def validate_bearer_token(self, token, scopes, request):
        held = self.access.get(token)
        return bool(held) and held["until"] > time.time() and set(scopes) <= set(held["scopes"])

    def revoke_token(self, token, token_type_hint, request, *args, **kwargs):
        self.access.pop(token, None)
        self.refresh.pop(token, None)


validator = Validator()
server = WebApplicationServer(
    validator, token_expires_in=LIFETIME, token_generator=lambda request: secrets.token_urlsafe(24)
)


def handle(method, uri, headers, body):
    path = urlsplit(uri).path
    try:
        if path == "/oauth2/authorize":
            scopes, credentials = server.validate_authorization_request(uri, method, body, headers)
            return server.create_authorization_response(uri, method, body, headers, scopes, credentials)
        if path == TOKEN:
            return server.create_token_response(uri, method, body, headers)
        if path == "/oauth2/revoke":
            return server.create_revocation_response(uri, method, body, headers)
        if path == "/renewals":
            return {}, str(validator.renewals), 200
        valid, _ = server.verify_request(uri, method, body, headers, scopes=["basic"])
        if valid and path == PATH:
            return {"Content-Type": "application/json"}, BODY, 200
        return ({}, "ann", 200) if valid else ({}, "", 401)
    except FatalClientError as error:
        return {"Content-Type": "application/json"}, error.json, 400
    except OAuth2Error as error:
        return {"Location": error.in_uri(error.redirect_uri or REDIRECT)}, "", 302


if __name__ == "__main__":
    import os

    os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"  # it is on loopback
    TOKEN, PATH, BODY = sys.argv[1:] or ("/oauth2/token", None, None)
    serve(handle)
