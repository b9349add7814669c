"""A foreign server of OAuth 2, made with Authlib: the flows without a browser, and four ways to authenticate an application.

Applications: `form`, `basic` and `none` (named after how they authenticate; the secret is "app secret&"), `rs256` and `es256` with a private key, which issue assertions too.
The user ann has the password "pass word". Paths of its own: /keys/rs256 and /keys/es256 are the private keys; /issued counts the tokens; /approve?code=… confirms a device; /me is a resource of the scope `basic`."""

import os
import time
from urllib.parse import unquote_plus

os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # it is on loopback

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import ClientMixin, grants
from authlib.oauth2.rfc7523 import JWTBearerClientAssertion, JWTBearerGrant
from authlib.oauth2.rfc8628 import (
    DeviceAuthorizationEndpoint,
    DeviceCodeGrant,
    DeviceCredentialDict,
)
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from flask import Flask, request
from joserfc.jwk import ECKey, RSAKey
from werkzeug.serving import make_server

KEY_METHOD = JWTBearerClientAssertion.CLIENT_AUTH_METHOD
SECRET, PASSWORD = "app secret&", "pass word"
PRIVATE = {"rs256": rsa.generate_private_key(65537, 2048), "es256": ec.generate_private_key(ec.SECP256R1())}


def pem(key):
    kinds = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return key.private_bytes(*kinds).decode()


def public(key):
    kinds = (serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return key.public_key().public_bytes(*kinds).decode()


class Application(ClientMixin):
    def __init__(self, name):
        self.client_id = name

    def get_client_id(self):
        return self.client_id

    def get_default_redirect_uri(self):
        return None

    def get_allowed_scope(self, scope):
        return " ".join(word for word in (scope or "").split() if word in ("basic", "trade"))

    def check_redirect_uri(self, redirect_uri):
        return False

    def check_client_secret(self, secret):
        return unquote_plus(secret) == SECRET  # of HTTP Basic, Authlib decodes only the half

    def check_endpoint_auth_method(self, method, endpoint):
        own = {"form": "client_secret_post", "basic": "client_secret_basic", "none": "none"}
        return own.get(self.client_id, KEY_METHOD) == method

    def check_response_type(self, response_type):
        return False

    def check_grant_type(self, grant_type):
        return True


class User:
    def __init__(self, name):
        self.name = name

    def get_user_id(self):
        return self.name


tokens, refreshes, devices, approved, asked = {}, {}, {}, {}, []
METHODS = ["client_secret_post", "client_secret_basic", "none", KEY_METHOD]


def save_token(token, request):
    user = getattr(request.user, "name", None) or request.client.get_client_id()
    tokens[token["access_token"]] = user
    if "refresh_token" in token:
        refreshes[token["refresh_token"]] = Refresh(token, request.client, request.user)


class Refresh:
    def __init__(self, token, client, user):
        self.scope, self.client, self.user = token.get("scope", ""), client, user

    def check_client(self, client):
        return client.get_client_id() == self.client.get_client_id()

    def get_scope(self):
        return self.scope


class ClientCredentials(grants.ClientCredentialsGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = METHODS


class Password(grants.ResourceOwnerPasswordCredentialsGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = METHODS

    def authenticate_user(self, username, password):
        return User(username) if (username, password) == ("ann", PASSWORD) else None


class RefreshToken(grants.RefreshTokenGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = METHODS
    INCLUDE_NEW_REFRESH_TOKEN = True

    def authenticate_refresh_token(self, refresh_token):
        return refreshes.get(refresh_token)

    def authenticate_user(self, credential):
        return credential.user

    def revoke_old_credential(self, credential):
        for name in [name for name, one in refreshes.items() if one is credential]:
            del refreshes[name]


def jwk(key):
    kind = RSAKey if isinstance(key, rsa.RSAPrivateKey) else ECKey
    return kind.import_key(public(key))


class Bearer(JWTBearerGrant):
    def get_audiences(self):
        return [server_address() + "/oauth2/token"]

    def resolve_issuer_client(self, issuer):
        return Application(issuer) if issuer in PRIVATE else None

    def resolve_client_public_key(self, client):
        return jwk(PRIVATE[client.get_client_id()])

    def authenticate_user(self, subject):
        return User(subject)

    def has_granted_permission(self, client, user):
        return user.name == "ann"


class Assertions(JWTBearerClientAssertion):
    def __init__(self):
        super().__init__()
        self.used = set()

    def get_audiences(self):
        return [server_address() + "/oauth2/token"]

    def validate_jti(self, claims, jti):
        fresh = jti not in self.used
        self.used.add(jti)
        return fresh

    def resolve_client_public_key(self, client):
        return jwk(PRIVATE[client.get_client_id()])


class Device(DeviceCodeGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = METHODS

    def query_device_credential(self, device_code):
        return devices.get(device_code)

    def query_user_grant(self, user_code):
        return (User(approved[user_code]), True) if user_code in approved else None

    def should_slow_down(self, credential):
        asked.append(time.time())
        return len(asked) == 2  # once, to be seen


class DeviceEndpoint(DeviceAuthorizationEndpoint):
    CLIENT_AUTH_METHODS = METHODS

    def get_verification_uri(self):
        return server_address() + "/approve"

    def save_device_credential(self, client_id, scope, data):
        devices[data["device_code"]] = DeviceCredentialDict(
            {**data, "client_id": client_id, "scope": scope, "expires_at": int(time.time() + data["expires_in"])}
        )


app = Flask(__name__)
GRANTS = ["client_credentials", "password", JWTBearerGrant.GRANT_TYPE, DeviceCodeGrant.GRANT_TYPE]
app.config["OAUTH2_TOKEN_EXPIRES_IN"] = {name: 20 for name in GRANTS}
server = AuthorizationServer(app, query_client=lambda name: Application(name), save_token=save_token)
server.register_client_auth_method(KEY_METHOD, Assertions())
for grant in (ClientCredentials, Password, RefreshToken, Bearer, Device):
    server.register_grant(grant)
DeviceEndpoint.INTERVAL = 1
server.register_endpoint(DeviceEndpoint)


@app.post("/oauth2/token")
def token():
    return server.create_token_response()


@app.post("/oauth2/device")
def device():
    return server.create_endpoint_response(DeviceEndpoint.ENDPOINT_NAME)


@app.get("/approve")
def approve():
    approved[request.args["code"]] = "ann"
    return ""


@app.get("/issued")
def issued():
    return str(len(tokens))


@app.get("/keys/<name>")
def keys(name):
    return public(PRIVATE[name[7:]]) if name.startswith("public-") else pem(PRIVATE[name])


@app.get("/me")
def me():
    kind, _, text = request.headers.get("Authorization", "").partition(" ")
    return (tokens[text], 200) if kind == "Bearer" and text in tokens else ("", 401)


httpd = make_server("127.0.0.1", 0, app, threaded=True)


def server_address():
    return f"http://127.0.0.1:{httpd.server_port}"


if __name__ == "__main__":
    import logging

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    print(server_address(), flush=True)
    httpd.serve_forever()
