"""What the servers and the clients of the exchanges share: credentials, and the parts of a request that is signed."""

import base64
import hmac
from urllib.parse import parse_qs

from recipes import RECIPES

ACCOUNT = "account-7"
PASSPHRASE = "pass phrase"
TEXT = "secret of a test"
SECRETS = {"kraken": base64.b64encode(TEXT.encode()).decode(), "coinbase": base64.b64encode(TEXT.encode()).decode()}

# The header of the key, and that of the signature; none if it is the last parameter of the query.
HEADERS = {
    "binance": ("X-MBX-APIKEY", None),
    "kraken": ("API-Key", "API-Sign"),
    "coinbase": ("CB-ACCESS-KEY", "CB-ACCESS-SIGN"),
    "kucoin": ("KC-API-KEY", "KC-API-SIGN"),
    "bitfinex": ("bfx-apikey", "bfx-signature"),
    "bitstamp": ("X-Auth", "X-Auth-Signature"),
}


def key(vendor):
    return f"BITSTAMP {ACCOUNT}" if vendor == "bitstamp" else ACCOUNT


def signature(vendor, method, target, headers, body):
    """Signs a request. `target` has no signature; `headers` are by their names in any case."""
    path, _, query = target.partition("?")
    known = {name.lower(): value for name, value in headers.items()}

    class Parts(dict):
        def __missing__(self, name):
            kind, _, which = name.partition(":")
            if kind == "header":
                return known.get(which.lower(), "")
            if name == "parameter:nonce":
                return parse_qs(body).get("nonce", [""])[0]
            raise KeyError(name)

    parts = Parts(method=method, target=target, path=path, query=query, body=body, host=known.get("host", ""))
    scheme = "hmac" if vendor == "binance" else "sign"
    return RECIPES[vendor, scheme](parts, SECRETS.get(vendor, TEXT))


def passphrase(vendor):
    """The header of the passphrase, for the vendors that have one."""
    if vendor == "coinbase":
        return {"CB-ACCESS-PASSPHRASE": PASSPHRASE}
    if vendor == "kucoin":
        signed = RECIPES["kucoin", "signed-passphrase"]({"credential:passphrase": PASSPHRASE}, TEXT)
        return {"KC-API-PASSPHRASE": signed}
    return {}


def is_signed(vendor, method, target, headers, body):
    """Whether a request is signed by the recipe of the vendor."""
    known = {name.lower(): value for name, value in headers.items()}
    key_header, sign_header = HEADERS[vendor]
    expected = {key_header: key(vendor), **passphrase(vendor)}
    if any(known.get(name.lower()) != value for name, value in expected.items()):
        return False
    if sign_header is None:
        target, found, sent = target.rpartition("signature=")
        if not found or target[-1:] not in "?&":
            return False
        target = target[:-1]
    else:
        sent = known.get(sign_header.lower(), "")
    return hmac.compare_digest(signature(vendor, method, target, headers, body), sent)
