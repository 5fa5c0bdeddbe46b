# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""TLS connections that end in the middle, without a word, as when an ingress is restarted."""

from __future__ import annotations

import socket
import socketserver
import ssl
import struct

from integration.support.served import Served

from .front import Listener, relay

MOMENTS = ("in the handshake", "before the request", "after the request", "after the effect", "in the answer")
RESET = struct.pack("ii", 1, 0)


class Handler(socketserver.BaseRequestHandler):
    """One connection; it ends at the moment that is next, if one is."""

    def handle(self):
        server = self.server
        moment = server.due.pop(0) if server.due else None
        self.request.settimeout(10)
        try:
            if moment == "in the handshake":
                self.request.recv(100)
                return
            secure = server.context.wrap_socket(self.request, server_side=True)
            with socket.create_connection(server.target, timeout=10) as there:
                if moment is None:
                    relay(secure, there)
                    return
                self.until(moment, secure, there)
            # Closed beneath TLS, which knows nothing of it.
            secure.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET if server.hard else struct.pack("ii", 0, 0))
            socket.socket(fileno=secure.detach()).close()
        except OSError:
            pass  # the client has had enough

    @staticmethod
    def until(moment, secure, there):
        """Go on as far as that moment."""
        if moment == "before the request":
            return
        request = b""
        while b"\r\n\r\n" not in request:
            request += secure.recv(65536)
        head, body = request.split(b"\r\n\r\n", 1)
        lengths = [line.split(b":")[1] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
        while len(body) < int((lengths or [b"0"])[0]):
            body += secure.recv(65536)
        if moment == "after the request":
            return
        there.sendall(head + b"\r\n\r\n" + body)
        answer = there.recv(65536)
        if moment == "in the answer":
            start = answer.index(b"\r\n\r\n") + 4
            secure.sendall(answer[: start + (len(answer) - start) // 2])


class Breaking(Served):
    """Serves TLS in front of a port. due: the moments at which the next connections end. hard: by a reset."""

    def __init__(self, pair, port, hard=False):
        server = Listener(("127.0.0.1", 0), Handler)
        server.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.context.load_cert_chain(pair.certificate, pair.key)
        server.target, server.hard = ("127.0.0.1", port), hard
        self.due = server.due = []
        super().__init__(server)
        self.url = "https://127.0.0.1:%d" % self.port
