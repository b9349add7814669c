"""Signed requests to a server, by the recipe of an exchange: exchange_client.py VENDOR ADDRESS.

Every request is accepted once, and refused when a part of it changes after it was signed.
"""

import json
import sys
import time
import uuid
from urllib.parse import urlencode, urlsplit

import http.client

from exchange import HEADERS, key, passphrase, signature

VENDOR, BASE = sys.argv[1:]
HOST = urlsplit(BASE).netloc
FORM, JSON = "application/x-www-form-urlencoded", "application/json"


def now(unit):
    return str(int(time.time() * unit))


def requests():
    """Method, target, headers and body of each request."""
    if VENDOR == "binance":
        yield "GET", "/api/v3/account?" + urlencode({"omitZeroBalances": "true", "timestamp": now(1000)}), {}, ""
        order = {"symbol": "ÄTZ USD", "side": "BUY", "quantity": "0.50", "timestamp": now(1000)}
        yield "POST", "/api/v3/order", {"Content-Type": FORM}, urlencode(order)
    if VENDOR == "kraken":
        order = {"nonce": now(1000), "pair": "XBTUSD", "volume": "1.25"}
        yield "POST", "/0/private/AddOrder", {"Content-Type": FORM}, urlencode(order)
        yield "POST", "/0/private/CancelAll", {"Content-Type": FORM}, urlencode({"nonce": now(1000)})
    if VENDOR == "coinbase":
        order = json.dumps({"size": "0.50", "product_id": "BTC-USD"})
        yield "POST", "/orders", {"CB-ACCESS-TIMESTAMP": now(1), "Content-Type": JSON}, order
        yield "GET", "/orders?limit=5&status=open", {"CB-ACCESS-TIMESTAMP": now(1)}, ""
    if VENDOR == "kucoin":
        headers = {"KC-API-TIMESTAMP": now(1000), "KC-API-KEY-VERSION": "2"}
        order = json.dumps({"size": "0.50", "symbol": "BTC-USDT"})
        yield "POST", "/api/v1/orders", {**headers, "Content-Type": JSON}, order
        yield "GET", "/api/v1/accounts?currency=BTC", headers, ""
    if VENDOR == "bitfinex":
        yield "POST", "/v2/auth/r/orders", {"bfx-nonce": now(1000000), "Content-Type": JSON}, '{"id": [1, 2]}'
        yield "POST", "/v2/auth/r/wallets", {"bfx-nonce": now(1000000), "Content-Type": JSON}, "{}"
    if VENDOR == "bitstamp":
        headers = {"X-Auth-Nonce": str(uuid.uuid4()), "X-Auth-Timestamp": now(1000), "X-Auth-Version": "v2"}
        yield "POST", "/api/v2/user_transactions/", {**headers, "Content-Type": FORM}, "offset=1"
        yield "POST", "/api/v2/account_balances/", headers, ""


def send(method, target, headers, body):
    connection = http.client.HTTPConnection(HOST)
    connection.request(method, target, body.encode() or None, headers)
    status = connection.getresponse().status
    connection.close()
    return status


key_header, sign_header = HEADERS[VENDOR]
for method, target, headers, body in requests():
    headers = {"Host": HOST, key_header: key(VENDOR), **passphrase(VENDOR), **headers}
    signed = signature(VENDOR, method, target, headers, body)
    if sign_header is None:
        target += ("&" if "?" in target else "?") + urlencode({"signature": signed})
    else:
        headers[sign_header] = signed
    assert send(method, target, headers, body) == 200, (method, target, body)
    if body:
        assert send(method, target, headers, body.replace("1", "2").replace("5", "6").replace("{}", "{ }")) == 401, body
    if sign_header is not None:
        wrong = ("A" if signed[0] != "A" else "B") + signed[1:]
        assert send(method, target, {**headers, sign_header: wrong}, body) == 401
print("done")
