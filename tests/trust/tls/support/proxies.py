# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A proxy that makes tunnels, to where it was asked or to where it likes, as one that looks into TLS does."""

from __future__ import annotations

import socket
import socketserver

from integration.support.served import Served

from .front import Listener, relay


class Handler(socketserver.StreamRequestHandler):
    """One tunnel."""

    def handle(self):
        self.request.settimeout(10)
        request = []
        while not request or request[-1].strip():
            line = self.rfile.readline(65536)
            if not line:
                return
            request.append(line)
        self.server.seen.append(request[0].decode().split()[1])
        port = self.server.instead or int(self.server.seen[-1].rpartition(":")[2])
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=10) as there:
                self.request.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
                relay(self.request, there)
        except OSError:
            pass  # one of the two went away


class Refusing(socketserver.StreamRequestHandler):
    """One request, which is refused."""

    def handle(self):
        self.request.settimeout(10)
        self.server.seen.append(self.rfile.readline(65536))
        while self.rfile.readline(65536).strip():
            pass
        self.wfile.write(
            b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=here\r\n"
            b"Content-Length: 0\r\nConnection: close\r\n\r\n"
        )


class Strict(Served):
    """A proxy on the loopback that wants a login. ``seen``: the first line of each request."""

    def __init__(self):
        server = Listener(("127.0.0.1", 0), Refusing)
        server.seen = self.seen = []
        super().__init__(server)
        self.url = "http://127.0.0.1:%d" % self.port


class Tunnels(Served):
    """Makes tunnels on the loopback. instead: the port to which all of them lead. ``seen``: what was asked for."""

    def __init__(self, instead=None):
        server = Listener(("127.0.0.1", 0), Handler)
        server.instead, server.seen = instead, []
        self.seen = server.seen
        super().__init__(server)
        self.url = "http://127.0.0.1:%d" % self.port
