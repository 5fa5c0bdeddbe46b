# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A tiny proxy on the loopback: passes requests on, makes tunnels, and remembers what it was asked."""

from __future__ import annotations

import select
import socket
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from .served import Served


class Handler(BaseHTTPRequestHandler):
    """One connection of a client."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def remembered(self):
        """Remember the request; it goes no further than the loopback."""
        self.server.seen.append((self.command, self.path, self.headers.get("Proxy-Authorization")))
        host = self.path.rpartition(":")[0] if self.command == "CONNECT" else urlsplit(self.path).hostname
        return host == "127.0.0.1" and not self.server.refuses

    def forward(self):
        """A request with its whole URL."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if not self.remembered():
            self.send_error(502)
            return
        parts = urlsplit(self.path)
        path = parts.path + ("?" + parts.query if parts.query else "")
        headers = {name: value for name, value in self.headers.items() if not name.lower().startswith("proxy-")}
        there = HTTPConnection(parts.hostname, parts.port, timeout=10)
        there.request(self.command, path, body, headers)
        answer = there.getresponse()
        content = answer.read()
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("content-length", "transfer-encoding", "connection", "date", "server"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        there.close()

    do_GET = do_POST = do_PUT = do_DELETE = forward

    def do_CONNECT(self):
        """A tunnel, through which the proxy sees nothing."""
        if not self.remembered():
            self.send_error(502)
            return
        host, _colon, port = self.path.rpartition(":")
        with socket.create_connection((host, int(port)), timeout=10) as there:
            self.send_response(200)
            self.end_headers()
            ends = {self.connection: there, there: self.connection}
            while True:
                for end in select.select(list(ends), [], [], 10)[0] or [None]:
                    piece = end.recv(65536) if end else b""
                    if not piece:
                        self.close_connection = True
                        return
                    ends[end].sendall(piece)

    def log_message(self, *args):
        """Say nothing."""


class Proxy(Served):
    """A running proxy. ``seen``: (method, target, Proxy-Authorization) of each request; ``refuses``: it connects to nothing."""

    def __init__(self, refuses=False):
        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        server.seen = self.seen = []
        server.refuses = refuses
        super().__init__(server)
        self.host = "127.0.0.1:%d" % self.port
        self.url = "http://" + self.host
