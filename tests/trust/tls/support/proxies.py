# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A proxy that makes tunnels, to where it was asked or to where it likes, as one that looks into TLS does."""

from __future__ import annotations

import socket
import socketserver
import threading

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


class Tunnels:
    """Makes tunnels on the loopback. instead: the port to which all of them lead. ``seen``: what was asked for."""

    def __init__(self, instead=None):
        self._server = Listener(("127.0.0.1", 0), Handler)
        self._server.instead, self._server.seen = instead, []
        self.seen = self._server.seen
        self.port = self._server.server_address[1]
        self.url = "http://127.0.0.1:%d" % self.port
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)
