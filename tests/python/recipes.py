"""Signatures by the recipes of the vendors, written by hand with the standard library alone.

Every function takes the parts of a request, by the names that they have in a spec, and the secret as users have it.
"""

import base64
import hashlib
import hmac


def keyed(digest, key, text):
    return hmac.new(key if isinstance(key, bytes) else key.encode(), text, digest)


def base64_of(digest, key, text):
    return base64.b64encode(keyed(digest, key, text).digest()).decode()


def binance(part, secret):
    return keyed("sha256", secret, (part["query"] + part["body"]).encode()).hexdigest()


def kraken(part, secret):
    inner = hashlib.sha256((part["parameter:nonce"] + part["body"]).encode()).digest()
    return base64_of("sha512", base64.b64decode(secret), part["path"].encode() + inner)


def coinbase(part, secret):
    text = part["header:CB-ACCESS-TIMESTAMP"] + part["method"] + part["target"] + part["body"]
    return base64_of("sha256", base64.b64decode(secret), text.encode())


def kucoin(part, secret):
    text = part["header:KC-API-TIMESTAMP"] + part["method"] + part["target"] + part["body"]
    return base64_of("sha256", secret, text.encode())


def passphrase(part, secret):
    return base64_of("sha256", secret, part["credential:passphrase"].encode())


def bitfinex(part, secret):
    text = "/api" + part["path"] + part["header:bfx-nonce"] + part["body"]
    return keyed("sha384", secret, text.encode()).hexdigest()


def bitstamp(part, secret):
    headers = ["content-type", "X-Auth-Nonce", "X-Auth-Timestamp", "X-Auth-Version"]
    text = part["header:X-Auth"] + part["method"] + part["host"] + part["target"]
    text += "".join(part["header:" + name] for name in headers) + part["body"]
    return keyed("sha256", secret, text.encode()).hexdigest()


def stripe(part, secret):
    time = part["parameter:t"]
    return f"t={time},v1=" + keyed("sha256", secret, f"{time}.{part['body']}".encode()).hexdigest()


def slack(part, secret):
    text = f"v0:{part['header:X-Slack-Request-Timestamp']}:{part['body']}"
    return "v0=" + keyed("sha256", secret, text.encode()).hexdigest()


def twilio(part, secret):
    return base64_of("sha1", secret, (part["url"] + part["pairs"]).encode())


def twilio_body(part, _):
    return hashlib.sha256(part["body"].encode()).hexdigest()


def twilio_address(part, secret):
    return base64_of("sha1", secret, part["url"].encode())


def github(part, secret):
    return "sha256=" + keyed("sha256", secret, part["body"].encode()).hexdigest()


def oauth1(part, secret):
    from urllib.parse import quote

    address = quote(f"https://{part['host']}{part['path']}", safe="")
    text = f"{part['method']}&{address}&{quote(part['pairs'], safe='')}"
    return base64_of("sha1", secret, text.encode())


def challenge(part, _):
    digest = hashlib.sha256(part["parameter:code_verifier"].encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


# By the API and the name of the scheme in its spec.
RECIPES = {
    ("binance", "hmac"): binance,
    ("kraken", "sign"): kraken,
    ("coinbase", "sign"): coinbase,
    ("kucoin", "sign"): kucoin,
    ("kucoin", "signed-passphrase"): passphrase,
    ("bitfinex", "sign"): bitfinex,
    ("bitstamp", "sign"): bitstamp,
    ("webhooks", "stripe"): stripe,
    ("webhooks", "slack"): slack,
    ("webhooks", "twilio"): twilio,
    ("webhooks", "twilio-body"): twilio_body,
    ("webhooks", "twilio-address"): twilio_address,
    ("webhooks", "github"): github,
    ("standards", "oauth1"): oauth1,
    ("standards", "challenge"): challenge,
}
