"""A foreign client of OAuth 2: requests-oauthlib goes through the dance against the server at the address given, calls,
renews its token and is refused what it has to be refused. Whatever goes wrong ends it with an exception.

With three arguments after the address the server is an API: the path of the calls for tokens, the path of a resource
that needs the scope `basic`, and a word that stands in what is read there. Its refusals have its own form, of which only
the status is looked at."""

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


def dance(base, pkce, in_body):
    session, location = begin(base, ["basic", "trade"], pkce)
    token = exchange(base, session, location, in_body)
    assert token["token_type"] == "Bearer" and token["expires_in"] == 3600, token
    assert set(token["scope"]) == {"basic", "trade"}, token
    answer = session.get(base + PATH)
    assert answer.status_code == 200 and WORD in answer.text, (answer, answer.text)

    status = requests.get(base + "/oauth2/tokens/" + token["access_token"], timeout=10).json()
    assert (status["client_id"], status["user_id"], status["scope"]) == (ID, "ann", "basic trade"), status

    old = token["access_token"]
    renewed = session.refresh_token(base + TOKEN, client_id=ID, client_secret=SECRET)
    assert renewed["access_token"] != old
    assert session.get(base + PATH).status_code == 200

    # The code again: refused, and all that came of it is void.
    try:
        exchange(base, session, location, in_body)
    except InvalidGrantError as error:
        assert "used before" in error.description or "code verifier" in error.description, error.description
    else:
        raise AssertionError("a code was good twice")


def refuse(base):
    session, location = begin(base, ["trade"], None)
    exchange(base, session, location, True)
    answer = session.get(base + PATH)
    assert answer.status_code == 403, answer
    assert IS_API or 'error="insufficient_scope", scope="basic"' in answer.headers["WWW-Authenticate"], answer.headers
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
            dance(base, pkce, in_body)
    refuse(base)
    print("done")


if __name__ == "__main__":
    IS_API = len(sys.argv) > 2
    TOKEN, PATH, WORD = sys.argv[2:] if IS_API else ("/oauth2/token", "/funds", "ann")
    main(sys.argv[1])
