"""A small HTTP server on loopback around a function, for the foreign servers. Prints its address when ready."""

import sys
from wsgiref.simple_server import WSGIRequestHandler, make_server


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


def serve(handle):
    """`handle(method, uri, headers, body)` returns `(headers, body, status)`, as oauthlib does."""

    def application(environ, start_response):
        length = int(environ.get("CONTENT_LENGTH") or 0)
        body = environ["wsgi.input"].read(length).decode()
        headers = {"Content-Type": environ.get("CONTENT_TYPE", "")}
        if "HTTP_AUTHORIZATION" in environ:
            headers["Authorization"] = environ["HTTP_AUTHORIZATION"]
        uri = "http://" + environ["HTTP_HOST"] + environ["PATH_INFO"]
        if environ.get("QUERY_STRING"):
            uri += "?" + environ["QUERY_STRING"]
        response_headers, response_body, status = handle(environ["REQUEST_METHOD"], uri, headers, body)
        start_response(f"{status} sent", list((response_headers or {}).items()))
        return [(response_body or "").encode()]

    server = make_server("127.0.0.1", 0, application, handler_class=Quiet)
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        sys.exit(0)
