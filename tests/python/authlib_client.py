"""A foreign client of OAuth 2, made with Authlib: the flows without a browser against the server at the given address, with the private
keys that another server has: authlib_client.py ADDRESS KEYS. Raises an exception on any failure."""

import os
import sys
import time

os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # the server is on loopback

import requests
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

BASE, KEYS = sys.argv[1:]
TOKEN = BASE + "/oauth2/token"
SECRET, PASSWORD = "app secret&", "pass word"


def user_of(token):
    answer = requests.get(BASE + "/me", headers={"Authorization": "Bearer " + token["access_token"]}, timeout=10)
    return answer.text if answer.status_code == 200 else None


def refused(code, **form):
    answer = requests.post(TOKEN, data=form, timeout=10)
    assert answer.status_code in (400, 401) and answer.json()["error"] == code, (form, answer.text)


for how in ("client_secret_post", "client_secret_basic"):
    session = OAuth2Session("app", SECRET, token_endpoint_auth_method=how, scope="basic")
    token = session.fetch_token(TOKEN, grant_type="client_credentials")
    assert user_of(token) == "app" and token["scope"] == "basic" and "refresh_token" not in token, token
session = OAuth2Session("app", SECRET, token_endpoint_auth_method="client_secret_post", scope="basic trade")
token = session.fetch_token(TOKEN, username="ann", password=PASSWORD, grant_type="password")
assert user_of(token) == "ann", token
assert user_of(session.refresh_token(TOKEN, token["refresh_token"])) == "ann"
login = {"client_id": "app", "client_secret": SECRET}
refused("invalid_grant", grant_type="password", username="ann", password="wrong", **login)
refused("invalid_client", grant_type="client_credentials", client_id="app", client_secret="wrong")
refused("invalid_client", grant_type="client_credentials", client_id="public")
refused("invalid_scope", grant_type="client_credentials", scope="unknown", **login)
refused("unsupported_grant_type", grant_type="other", **login)

for algorithm in ("RS256", "ES256"):
    key = requests.get(f"{KEYS}/keys/{algorithm.lower()}", timeout=10).text
    private = (RSAKey if algorithm == "RS256" else ECKey).import_key(key)
    session = OAuth2Session("app", private, token_endpoint_auth_method="private_key_jwt", scope="basic")
    session.register_client_auth_method(PrivateKeyJWT(TOKEN, alg=algorithm))
    assert user_of(session.fetch_token(TOKEN, grant_type="client_credentials")) == "app"
    claims = dict(iss="app", sub="ann", aud=TOKEN, iat=int(time.time()), exp=int(time.time()) + 60, jti=algorithm)

    def signed(**changes):
        return jwt.encode({"alg": algorithm}, {**claims, **changes}, private)

    form = {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "scope": "basic", **login}
    first = signed()
    answer = requests.post(TOKEN, data={**form, "assertion": first}, timeout=10)
    assert user_of(answer.json()) == "ann", answer.text
    refused("invalid_grant", assertion=first, **form)  # the same once more
    refused("invalid_grant", assertion=signed(exp=int(time.time()) - 100, jti="late"), **form)
    refused("invalid_grant", assertion=signed(aud="https://other.example", jti="other"), **form)
    refused("invalid_grant", assertion=signed(iss="another", jti="another"), **form)
    refused("invalid_grant", assertion=signed(jti="changed")[:-8] + "AAAAAAAA", **form)

kind = "urn:ietf:params:oauth:grant-type:device_code"
begun = requests.post(BASE + "/oauth2/device", data={"scope": "basic", **login}, timeout=10).json()
refused("authorization_pending", grant_type=kind, device_code=begun["device_code"], **login)
refused("slow_down", grant_type=kind, device_code=begun["device_code"], **login)
assert requests.get(f"{BASE}/approve?code={begun['user_code']}", timeout=10).status_code == 200
session = OAuth2Session("app", SECRET, token_endpoint_auth_method="client_secret_post")
token = session.fetch_token(TOKEN, grant_type=kind, device_code=begun["device_code"])
assert user_of(token) == "ann", token
refused("invalid_grant", grant_type=kind, device_code=begun["device_code"], **login)
print("done")
