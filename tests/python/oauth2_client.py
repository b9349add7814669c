"""A foreign client of OAuth 2: requests-oauthlib runs the flow against the server at the given address, makes calls,
renews its token, and checks rejections. Raises an exception on any failure.

With three arguments after the address, the server is an API: the path of the token endpoints, the path of a resource
that requires the scope `basic`, and a word in its content. Its rejections have the API's own error format; only their
status is checked."""

import os
import sys

import requests
from oauthlib.oauth2 import InvalidGrantError
from requests_oauthlib import OAuth2Session

os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"  # the server is on loopback

ID, SECRET, REDIRECT = "app", "app secret&", "https://partner.example/back?src=demo"


def begin(base, scope, pkce):
    session = OAuth2Session(ID, redirect_uri=REDIRECT, scope=scope, pkce=pkce)
    address, state = session.authorization_url(base + "/oauth2/authorize")
    sent_back = requests.get(address, allow_redirects=False, timeout=10)
    assert sent_back.status_code == 302, (sent_back, sent_back.text)
    location = sent_back.headers["Location"]
    assert location.startswith(REDIRECT + "&code=") and location.endswith("&state=" + state), location
    return session, location


def exchange(base, session, location, in_body):
    how = {"include_client_id": True} if in_body else {"auth": requests.auth.HTTPBasicAuth("app", "app+secret%26")}
    secret = {"client_secret": SECRET} if in_body else {}
    return session.fetch_token(base + TOKEN, authorization_response=location, **how, **secret)


def run_flow(base, pkce, in_body):
    session, location = begin(base, ["basic", "trade"], pkce)
    token = exchange(base, session, location, in_body)
    assert token["token_type"] == "Bearer" and token["expires_in"] == 3600, token
    assert set(token["scope"]) == {"basic", "trade"}, token
    response = session.get(base + PATH)
    assert response.status_code == 200 and WORD in response.text, (response, response.text)

    status = requests.get(base + "/oauth2/tokens/" + token["access_token"], timeout=10).json()
    assert (status["client_id"], status["user_id"], status["scope"]) == (ID, "ann", "basic trade"), status

    old = token["access_token"]
    renewed = session.refresh_token(base + TOKEN, client_id=ID, client_secret=SECRET)
    assert renewed["access_token"] != old
    assert session.get(base + PATH).status_code == 200

    # A reused code is rejected, and all its tokens are revoked.
    try:
        exchange(base, session, location, in_body)
    except InvalidGrantError as error:
        assert "used before" in error.description or "code verifier" in error.description, error.description
    else:
        raise AssertionError("a used code was accepted again")


def check_rejections(base):
    session, location = begin(base, ["trade"], None)
    exchange(base, session, location, True)
    response = session.get(base + PATH)
    assert response.status_code == 403, response
    assert IS_API or 'error="insufficient_scope", scope="basic"' in response.headers["WWW-Authenticate"], response.headers
    none = requests.get(base + PATH, timeout=10)
    assert none.status_code == 401, none
    assert IS_API or "error" not in none.headers["WWW-Authenticate"], none.headers
    wrong = requests.get(base + PATH, headers={"Authorization": "Bearer wrong"}, timeout=10)
    assert wrong.status_code == 401, wrong
    assert IS_API or 'error="invalid_token"' in wrong.headers["WWW-Authenticate"], wrong.headers

    elsewhere = OAuth2Session(ID, redirect_uri="https://attacker.example/", scope=["basic"])
    address, _ = elsewhere.authorization_url(base + "/oauth2/authorize")
    page = requests.get(address, allow_redirects=False, timeout=10)
    assert page.status_code == 400 and "Location" not in page.headers, page


def main(base):
    for pkce in (None, "S256"):
        for in_body in (True, False):
            run_flow(base, pkce, in_body)
    check_rejections(base)
    print("done")


if __name__ == "__main__":
    IS_API = len(sys.argv) > 2
    TOKEN, PATH, WORD = sys.argv[2:] if IS_API else ("/oauth2/token", "/funds", "ann")
    main(sys.argv[1])
