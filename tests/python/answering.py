"""A server with aiohttp. Below `/answers` and `/lists` it responds in every way; below other paths it says what it has
understood of a request. The first segment of a path says how responses are written: `plain`, as Python does by itself;
`others`, as other programs do; `gzip` and `deflate`, packed. The argument is the file of the downloads. Prints its address
when it is ready, and ends with its input."""

import asyncio
import base64
import contextlib
import datetime
import email.utils
import http.cookies
import json
import sys
import urllib.parse
import uuid

from aiohttp import web

MOMENT = datetime.datetime(2015, 7, 30, 20, tzinfo=datetime.timezone.utc)
DAY = datetime.date(2026, 1, 31)
LETTERS = "abcdefghijklmnopqrstuvwxyz"

THING = {
    "id": -7,
    "big": 2**64 - 1,
    "price": 10.5,
    "ratio": 1e-7,
    "name": 'größe 😀 "\\\a',
    "active": True,
    "tags": ["a,b", ""],
    "marks": [1, None],
    "limits": {"z": 1, "a": 2},
    "payment": {"type": "card", "number": "4242"},
    "chat": "@news",
    "candle": [int(MOMENT.timestamp()), 1.5],
    "day": str(DAY),
    "local": str(datetime.datetime(2026, 1, 31, 10)),
    "at": (MOMENT + datetime.timedelta(seconds=0.5)).isoformat(),
    "seconds": MOMENT.timestamp(),
    "milliseconds": int(MOMENT.timestamp() * 1000),
    "mail": email.utils.format_datetime(MOMENT),
    "header": email.utils.format_datetime(MOMENT, usegmt=True),
    "uuid": str(uuid.UUID("9b2e5c1a7d464f0b8a3e1c5d7f9b2e4a")),
    "data": base64.b64encode(b"\x00\xff").decode(),
    "note": None,
    "state": None,
    "extra": 1,
}

# The same, as other programs write it.
OTHER_THING = THING | {
    "id": "-7",
    "big": str(2**64 - 1),
    "price": "10.50",
    "ratio": "1E-7",
    "active": "True",
    "limits": {"z": "1", "a": 2.0},
    "candle": [str(int(MOMENT.timestamp())), "1.50", None],
    "local": datetime.datetime(2026, 1, 31, 10).isoformat(),
    "at": "2015-07-30 22:00:00.500+0200",
    "seconds": str(int(MOMENT.timestamp())),
    "milliseconds": MOMENT.isoformat(),
    "mail": MOMENT.strftime("%d %b %Y %H:%M:%S +0000"),
    "header": MOMENT.strftime("%A, %d-%b-%y %H:%M:%S GMT"),
    "uuid": THING["uuid"].upper(),
    "data": [0, 255],
    "gone": None,
}


def body_of(value, **options):
    """A response with JSON."""
    return web.json_response(value, **options)


routes = web.RouteTableDef()


@routes.get("/answers/thing")
async def thing(request):
    if request["how"] == "others":
        # With a byte order mark, and without escapes.
        return web.Response(body=b"\xef\xbb\xbf" + json.dumps(OTHER_THING, ensure_ascii=False, indent=2).encode())
    return body_of(THING)


@routes.get("/answers/wrapped")
async def wrapped(request):
    more = {"ok": False, "page": 1} if request["how"] == "others" else {"ok": True}
    return body_of({"result": {"items": [1, None]}} | more)


@routes.get("/answers/count")
async def count(request):
    return body_of("7" if request["how"] == "others" else 7)


@routes.get("/answers/motto")
async def motto(request):
    return body_of("größe" if request["how"] == "others" else None)


@routes.delete("/answers/clear")
async def clear(request):
    return web.Response(status=200 if request["how"] == "others" else 204)


@routes.get("/answers/starred")
async def starred(request):
    if request.query["name"] == "crab":
        return web.Response(status=204)
    raise web.HTTPNotFound


@routes.get("/answers/fetch")
async def fetch(request):
    if request.query["name"] == "old":
        moved = web.HTTPFound("/answers/fetch?name=crab")
        moved.set_cookie("a", "1", expires=email.utils.format_datetime(MOMENT, usegmt=True))
        moved.set_cookie("b", "2", httponly=True, samesite="Lax")
        raise moved
    etag = "v1"
    response = body_of({"number": 7, "text": request.query["name"]})
    response.etag, response.last_modified = etag, MOMENT
    if any(known.value == etag for known in request.if_none_match or ()):
        raise web.HTTPNotModified(headers={"ETag": response.headers["ETag"]})
    return response


@routes.post("/answers/create")
async def create(request):
    headers = [("Location", "/things/7"), ("X-Limit", "60"), ("X-Scopes", "read"), ("x-scopes", "admin , all")]
    return web.Response(status=201, headers=headers + [("X-Plan", "gold"), ("X-Reset", str(MOMENT.timestamp()))])


@routes.get("/answers/text")
async def text(request):
    charset = "latin-1" if request["how"] == "others" else "utf-8"
    return web.Response(text="größer\n", charset=charset)


@routes.get("/answers/table")
async def table(request):
    return web.Response(text='a,b\r\n1,"x,y"\r\n', content_type="text/csv")


@routes.get("/answers/blob")
async def blob(request):
    return web.Response(body=b"\x00\xff", content_type="application/octet-stream")


@routes.get("/answers/files/{name}")
async def download(request):
    name = request.match_info["name"]
    if name == "stream":
        return await streamed(request, "text/plain", [LETTERS[:10].encode(), LETTERS[10:].encode()])
    if request["how"] in ("gzip", "deflate"):
        return web.Response(text=LETTERS, content_type="application/pdf")
    quoted = urllib.parse.quote(name)
    named = f"filename=\"{name}\"" if request["how"] == "others" else f"filename=\"x\"; filename*=utf-8''{quoted}"
    headers = {"Content-Disposition": f"attachment; {named}", "Content-Type": "application/pdf"}
    return web.FileResponse(sys.argv[1], headers=headers)


async def streamed(request, content_type, pieces):
    """A response whose length is not known before its end."""
    response = web.StreamResponse(headers={"Content-Type": content_type})
    response.enable_chunked_encoding()
    await response.prepare(request)
    with contextlib.suppress(ConnectionResetError):  # the client may have read enough
        for piece in pieces:
            await response.write(piece)
            await asyncio.sleep(0.01)
        await response.write_eof()
    return response


@routes.get("/answers/events")
async def events(request):
    whole = b": hello\r\n\r\nretry: 1500\r\nid: 1\r\nevent: note\r\ndata: {\"number\": 1}\r\n\r\n"
    parts = b"id\r\ndata:{\"number\":\r\ndata:2}\r\n\r\nevent: empty\r\n\r\ndata: [1, 2]\r\n\r\ndata: {}"
    return await streamed(request, "text/event-stream; charset=utf-8", [whole[:60], whole[60:] + parts[:30], parts[30:]])


@routes.get("/answers/words")
async def words(request):
    text = "data: two\ndata: lines\n\ndata\n\ndata: größe\n\ndata: [DONE]\n\ndata: late\n\n".encode()
    cut = text.index("ö".encode()) + 1
    return await streamed(request, "text/event-stream", [text[:cut], text[cut:]])


@routes.get("/answers/lines")
async def lines(request):
    return await streamed(request, "application/x-ndjson", [b'{"number": 1}\r\n\n{"num', b'ber": 2, "text": "a"}'])


@routes.get("/answers/fail")
async def fail(request):
    match request.query["how"]:
        case "problem":
            problem = {"type": "https://errors.example/forbidden", "title": "Forbidden", "detail": "No entry"}
            return body_of(problem, status=403, content_type="application/problem+json")
        case "listed":
            return body_of({"errors": [{"code": "wrong_name", "message": "x"}, {"code": "wrong_age"}]}, status=422)
        case "positions":
            return body_of(["error", "taken", "Taken already"], status=409)
        case "text":
            return web.Response(text="Busy", status=503, headers={"Retry-After": "7"})
        case "date":
            later = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=90)
            headers = {"Retry-After": email.utils.format_datetime(later, usegmt=True)}
            return body_of({"code": "new_code", "message": "Wait"}, status=429, headers=headers)
        case "login":
            return web.Response(status=401, headers={"WWW-Authenticate": 'Basic realm="x"'})
        case "page":
            return web.Response(text="<html>Bad gateway</html>", content_type="text/html", status=502)
        case _:
            raise web.HTTPInternalServerError


NAMES = [{"id": letter} for letter in "abcde"]


def page(skip, **more):
    return body_of({"names": NAMES[skip : skip + 2]} | more)


@routes.get("/lists/by-offset")
async def by_offset(request):
    return page(int(request.query.get("skip", 0)), total=len(NAMES))


@routes.get("/lists/by-number")
async def by_number(request):
    size = int(request.query.get("size", 2))
    start = (int(request.query.get("page", 1)) - 1) * size
    return body_of(NAMES[start : start + size])


@routes.get("/lists/by-cursor")
async def by_cursor(request):
    skip = int(base64.b64decode(request.query.get("cursor", "MA==")))
    more = skip + 2 < len(NAMES)
    return page(skip, next=base64.b64encode(str(skip + 2).encode()).decode() if more else None)


@routes.get("/lists/by-last-id")
async def by_last_id(request):
    skip = LETTERS.index(request.query["after"]) + 1 if "after" in request.query else 0
    return page(skip, more=skip + 2 < len(NAMES))


def next_address(request, skip):
    """The address of the next page; none after the last one."""
    return str(request.url.update_query(skip=skip + 2)) if skip + 2 < len(NAMES) else None


@routes.get("/lists/by-link")
async def by_link(request):
    skip = int(request.query.get("skip", 0))
    response = body_of(NAMES[skip : skip + 2])
    response.headers.add("Link", f"<{request.url.with_query(None)}>; rel=first")
    if address := next_address(request, skip):
        response.headers.add("Link", f'<{address}>; rel="next"; title="a, b"')
    return response


@routes.get("/lists/by-address")
async def by_address(request):
    skip = int(request.query.get("skip", 0))
    return page(skip, next=next_address(request, skip))


async def part_of(part):
    """Name, file name, media type and text of a part."""
    content = await part.read(decode=False)
    is_json = part.headers.get("Content-Type") == "application/json"
    text = json.loads(content) if is_json else content.decode("latin-1" if part.filename == "blob" else "utf-8")
    return [part.name, part.filename, part.headers.get("Content-Type"), text if len(content) < 100 else len(content)]


async def body(request):
    """The body, as Python's parsers read it."""
    match request.content_type if request.body_exists else None:
        case None:
            return None
        case "application/json":
            return json.loads(await request.text())
        case "application/x-www-form-urlencoded":
            return urllib.parse.parse_qsl(await request.text(), keep_blank_values=True)
        case "multipart/form-data":
            return [await part_of(part) async for part in await request.multipart()]
        case other:
            content = await request.read()
            return [other, content.decode("latin-1") if len(content) < 100 else len(content)]


@routes.route("*", "/{path:.*}")
async def understood(request):
    """What a request says."""
    login = request.headers.get("Authorization")
    cookies = http.cookies.SimpleCookie(request.headers.get("Cookie", ""))
    headers = ((name.lower(), text) for name, text in request.headers.items())
    told = {
        "line": f"{request.method} {request.path.removeprefix('/plain')}",
        "query": urllib.parse.parse_qsl(request.query_string, keep_blank_values=True),
        "headers": {name: text for name, text in sorted(headers) if name.startswith(("x-", "if-"))},
        "login": login and base64.b64decode(login.removeprefix("Basic ")).decode(),
        "cookies": {name: urllib.parse.unquote(cookie.value) for name, cookie in cookies.items()},
        "body": await body(request),
    }
    return web.Response(text=json.dumps({key: value for key, value in told.items() if value}, ensure_ascii=False))


def application(how):
    """The server, whose responses are written as `how` says."""

    @web.middleware
    async def written(request, handler):
        request["how"] = how
        response = await handler(request)
        if how in ("gzip", "deflate") and isinstance(response, web.Response) and response.body:
            response.enable_compression(web.ContentCoding(how))
        return response

    app = web.Application(middlewares=[written], client_max_size=8 * 1024 * 1024)
    app.add_routes(routes)
    return app


async def main():
    app = web.Application()
    for how in ("plain", "others", "gzip", "deflate"):
        app.add_subapp(f"/{how}", application(how))
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0]
    print(f"http://{host}:{port}", flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)  # until the test ends


asyncio.run(main())
