"""A server that verifies signed requests by the recipe of an exchange, whatever their method and path: exchange_server.py VENDOR."""

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from exchange import is_signed

VENDOR = sys.argv[1]
ENVELOPES = {
    "kraken": ({"error": [], "result": {"ok": True}}, {"error": ["EAPI:Invalid signature"]}),
    "kucoin": ({"code": "200000", "data": {"ok": True}}, {"code": "400005", "msg": "Invalid signature"}),
}
DONE, DENIED = ENVELOPES.get(VENDOR, ({"ok": True}, {"message": "invalid signature"}))


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def handle_any(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        good = is_signed(VENDOR, self.command, self.path, dict(self.headers.items()), body)
        answer = json.dumps(DONE if good else DENIED).encode()
        self.send_response(200 if good else 401)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = handle_any

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(f"http://127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
