# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A token endpoint that answers what a test tells it to, and a protected resource for what it gave: for answers that no good server
gives, but which came back from somewhere.
"""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

ENDPOINTS = ("/auth/v3/oauth/token", "/oauth/token")
RESOURCES = {
    "/environment/v3/environments": {"status": {"code": 0}, "data": {"genesysEnvironments": []}},
    "/api/v2/oauth/clients": {"entities": [], "total": 0},
}


class Scripted:
    """answer: what the token endpoint says, (status, headers, bytes); or several, of which the last stays. token: what the
    protected resources take. asked: requests so far at the endpoint.
    """

    kind = "scripted"

    def __init__(self, url):
        self.url = url
        self.answers = []
        self.token = None
        self.asked = 0

    def says(self, *answers):
        """Each a (status, body) or (status, body, headers); the body bytes, text, or what becomes JSON."""
        self.answers = [(status, _bytes(body), dict(*more)) for status, body, *more in answers]
        self.asked = 0

    def accepts(self, token):
        """Whether a protected resource takes it."""
        return token == self.token

    def next(self):
        """What the endpoint says now."""
        self.asked += 1
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def _bytes(body):
    if isinstance(body, str):
        return body.encode()
    return body if isinstance(body, bytes) else json.dumps(body).encode()


@contextmanager
def start():
    """Run it in this process."""

    class Handler(BaseHTTPRequestHandler):
        """One request."""

        protocol_version = "HTTP/1.1"

        def do_POST(self):
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if urlsplit(self.path).path in ENDPOINTS:
                self._send(*scripted.next())
            else:
                self._send(404, b"", {})

        def do_GET(self):
            path = urlsplit(self.path).path
            given = self.headers.get("Authorization")
            if path not in RESOURCES or given != "Bearer %s" % scripted.token:
                self._send(404 if path not in RESOURCES else 401, b"", {})
            else:
                self._send(200, json.dumps(RESOURCES[path]).encode(), {"Content-Type": "application/json"})

        def _send(self, status, body, headers):
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", **headers}.items():
                self.send_header(name, value)
            if status not in (204, 304):
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    scripted = Scripted("http://127.0.0.1:%d" % server.server_port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield scripted
    finally:
        server.shutdown()
        server.server_close()
