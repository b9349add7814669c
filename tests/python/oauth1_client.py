"""A foreign client of OAuth 1.0a: requests-oauthlib runs the flow against the server at the given address,
and makes signed calls of each kind. Raises an exception on any failure.

With a path and a word after the address, the server is an API: the path is a readable resource, the word occurs in its
content, and rejections have the API's own error format; only their status is checked."""

import sys

import requests
from oauthlib.oauth1 import SIGNATURE_TYPE_AUTH_HEADER, SIGNATURE_TYPE_QUERY
from requests_oauthlib import OAuth1, OAuth1Session

KEY, SECRET, CALLBACK = "demo-key", "demo secret&", "https://partner.example/cb?src=demo"


def run_flow(base, signature_type):
    session = OAuth1Session(KEY, client_secret=SECRET, callback_uri=CALLBACK, signature_type=signature_type)
    response = session.fetch_request_token(base + "/oauth/request_token")
    assert response["oauth_callback_confirmed"] == "true", response
    address = session.authorization_url(base + "/oauth/authorize")
    sent_back = requests.get(address, allow_redirects=False, timeout=10)
    assert sent_back.status_code == 302, sent_back
    session.parse_authorization_response(sent_back.headers["Location"])
    return session.fetch_access_token(base + "/oauth/access_token")


def call(base, token, signature_type):
    session = OAuth1Session(
        KEY,
        client_secret=SECRET,
        resource_owner_key=token["oauth_token"],
        resource_owner_secret=token["oauth_token_secret"],
        signature_type=signature_type,
    )
    responses = [
        session.get(base + PATH),
        session.get(base + PATH, params={"a": "b c+d&e=f~*!'()", "empty": "", "snowman": "\u2603"}),
        session.get(base + PATH, params=[("a", "2"), ("a", "1"), ("a", "10")]),
    ]
    responses += [] if IS_API else [
        session.post(base + "/me?limit=10", data=[("note", "a b+c"), ("empty", ""), ("note", "a")]),
        session.post(base + "/me", json={"account": {"name": "acme_bob"}}),
        session.put(base + "/me", data=b"\x00\xff", headers={"Content-Type": "application/octet-stream"}),
    ]
    for number, response in enumerate(responses):
        right = WORD in response.text if IS_API else response.text == WORD
        assert response.status_code == 200 and right, (signature_type, number, response, response.text)


def check_rejections(base, token):
    right = OAuth1(KEY, SECRET, token["oauth_token"], token["oauth_token_secret"])
    prepared = requests.Request("GET", base + PATH, auth=right).prepare()
    with requests.Session() as session:
        assert session.send(prepared).status_code == 200
        again = session.send(prepared)
    check_rejection(again, "nonce_used")
    assert IS_API or 'oauth_problem="nonce_used"' in again.headers["WWW-Authenticate"]
    for auth, problem in [
        (OAuth1(KEY, SECRET, token["oauth_token"], "wrong"), "signature_invalid"),
        (OAuth1(KEY, "wrong", token["oauth_token"], token["oauth_token_secret"]), "signature_invalid"),
        (OAuth1("nobody", SECRET, token["oauth_token"], token["oauth_token_secret"]), "consumer_key_unknown"),
        (OAuth1(KEY, SECRET, "wrong", token["oauth_token_secret"]), "token_rejected"),
        (OAuth1(KEY, SECRET, token["oauth_token"], token["oauth_token_secret"], timestamp="1490806800"),
         "timestamp_refused"),
        (OAuth1(KEY, SECRET, token["oauth_token"], token["oauth_token_secret"], signature_method="PLAINTEXT"),
         "signature_method_rejected"),
    ]:
        check_rejection(requests.get(base + PATH, auth=auth, timeout=10), problem)


def check_rejection(response, problem):
    assert IS_API or response.text == "oauth_problem=" + problem, (problem, response, response.text)
    assert response.status_code in ((401, 403) if IS_API else (400, 401)), (problem, response, response.text)
    assert not (IS_API and WORD in response.text), response.text


def main(base):
    for signature_type in (SIGNATURE_TYPE_AUTH_HEADER, SIGNATURE_TYPE_QUERY):
        token = run_flow(base, signature_type)
        call(base, token, signature_type)
        check_rejections(base, token)
    print("done")


if __name__ == "__main__":
    IS_API = len(sys.argv) > 2
    PATH, WORD = sys.argv[2:] if IS_API else ("/me", "ann")
    main(sys.argv[1])
