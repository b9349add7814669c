"""Sends requests with Python's HTTP clients: requests, httpx and aiohttp.

The address of the server is the argument. Each line of the input is an expression, which may use the names of this file;
its value is printed as JSON. The value of a response is its text, after the status if that is not 200.
"""

import asyncio
import base64
import csv
import datetime
import email.utils
import gzip
import io
import json
import sys
import urllib.request
import uuid

import aiohttp
import httpx
import requests
import urllib3


class Address(str):
    """The address of the server; `at / "path"` is one below it."""

    def __truediv__(self, path):
        return f"{self}/{path}"


at = Address(sys.argv[1])

MOMENT = datetime.datetime(2015, 7, 30, 20, tzinfo=datetime.timezone.utc)


def pieces(*texts):
    """A body in pieces, which is sent in chunks."""
    yield from (text.encode() for text in texts)


def linked(path):
    """The pages of a list, by the links in their headers, as requests reads them."""
    url = at / path
    while url:
        page = requests.get(url)
        yield page.json()
        url = at + page.links["next"]["url"] if "next" in page.links else None


async def _fetch(method, path, cookies, options):
    # Also for addresses that are numbers, and as RFC 6265 writes a cookie.
    jar = aiohttp.CookieJar(unsafe=True, quote_cookie=False)
    async with aiohttp.ClientSession(cookie_jar=jar, cookies=cookies) as session:
        async with session.request(method, at / path, **options) as response:
            return shown(response.status, await response.text())


def fetch(method, path, cookies=None, **options):
    """Sends a request with aiohttp."""
    return asyncio.run(_fetch(method, path, cookies, options))


def form(quotes, *fields):
    """A form of aiohttp, from its fields: the arguments of `add_field`. `quotes` says whether names are escaped."""
    data = aiohttp.FormData(quote_fields=quotes)
    for name, value, options in fields:
        data.add_field(name, value, **options)
    return data


def shown(status, text):
    return text if status == 200 else f"{status} {text}"


def evaluated(expression):
    try:
        value = eval(expression, globals())
    except Exception as error:
        value = f"{type(error).__name__}: {error}"
    if isinstance(value, (requests.Response, httpx.Response)):
        value = shown(value.status_code, value.content.decode())
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


for line in sys.stdin:
    print(evaluated(line.strip()))
