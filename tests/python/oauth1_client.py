"""A foreign client of OAuth 1.0a: requests-oauthlib goes through the dance against the server at the address given,
and makes signed calls of each kind. Whatever goes wrong ends it with an exception."""

import sys

import requests
from oauthlib.oauth1 import SIGNATURE_TYPE_AUTH_HEADER, SIGNATURE_TYPE_QUERY
from requests_oauthlib import OAuth1, OAuth1Session

KEY, SECRET, CALLBACK = "demo-key", "demo secret&", "https://partner.example/cb?src=demo"


def dance(base, signature_type):
    session = OAuth1Session(KEY, client_secret=SECRET, callback_uri=CALLBACK, signature_type=signature_type)
    answer = session.fetch_request_token(base + "/oauth/request_token")
    assert answer["oauth_callback_confirmed"] == "true", answer
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
    answers = [
        session.get(base + "/me"),
        session.get(base + "/me", params={"a": "b c+d&e=f~*!'()", "empty": "", "snowman": "\u2603"}),
        session.get(base + "/me", params=[("a", "2"), ("a", "1"), ("a", "10")]),
        session.post(base + "/me?limit=10", data=[("note", "a b+c"), ("empty", ""), ("note", "a")]),
        session.post(base + "/me", json={"account": {"name": "acme_bob"}}),
        session.put(base + "/me", data=b"\x00\xff", headers={"Content-Type": "application/octet-stream"}),
    ]
    for number, answer in enumerate(answers):
        assert (answer.status_code, answer.text) == (200, "ann"), (signature_type, number, answer, answer.text)


def refuse(base, token):
    right = OAuth1(KEY, SECRET, token["oauth_token"], token["oauth_token_secret"])
    prepared = requests.Request("GET", base + "/me", auth=right).prepare()
    with requests.Session() as session:
        assert session.send(prepared).status_code == 200
        again = session.send(prepared)
    assert (again.status_code, again.text) == (401, "oauth_problem=nonce_used"), again.text
    assert 'oauth_problem="nonce_used"' in again.headers["WWW-Authenticate"]
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
        answer = requests.get(base + "/me", auth=auth, timeout=10)
        assert answer.text == "oauth_problem=" + problem, (problem, answer, answer.text)


def main(base):
    for signature_type in (SIGNATURE_TYPE_AUTH_HEADER, SIGNATURE_TYPE_QUERY):
        token = dance(base, signature_type)
        call(base, token, signature_type)
        refuse(base, token)
    print("done")


if __name__ == "__main__":
    main(sys.argv[1])
