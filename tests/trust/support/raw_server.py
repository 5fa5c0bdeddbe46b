# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server on the loopback that sends any bytes at any pace, as no library for HTTP would, and records what it is sent."""

from __future__ import annotations

import socket
import ssl
import threading
import time

LONGEST = 60.0  # seconds after which a thread of the server ends, whatever the client does


class Peer:
    """The server's side of one connection."""

    def __init__(self, server, sock):
        self._server = server
        self.sock = sock

    def request(self):
        """Read one request, body included; returns its bytes, or none at the end."""
        data = b""
        while b"\r\n\r\n" not in data:
            piece = self.sock.recv(65536)
            if not piece:
                return b""
            data += piece
        head, _blank, body = data.partition(b"\r\n\r\n")
        for line in head.split(b"\r\n"):
            if line.lower().startswith(b"content-length:"):
                while len(body) < int(line.split(b":")[1]):
                    body += self.sock.recv(65536)
        self._server.seen.append(data if body in data else head + b"\r\n\r\n" + body)
        return self._server.seen[-1]

    def send(self, data):
        """Send all of it at once."""
        self.sock.sendall(data)

    def drip(self, data, pause=0.02):
        """Send it byte by byte, then go on with blanks, until the client has had enough."""
        for number in range(int(LONGEST / pause)):
            self.sock.sendall(data[number : number + 1] or b" ")
            time.sleep(pause)

    def flood(self, data, after=b""):
        """Send it again and again, until the client has had enough."""
        self.send(after)
        end = time.monotonic() + LONGEST
        many = data * max(1, 65536 // len(data))
        while time.monotonic() < end:
            self.sock.sendall(many)

    def hold(self):
        """Say nothing until the client goes."""
        self.sock.settimeout(LONGEST)
        while self.sock.recv(65536):
            pass


class RawServer:
    """A running server. behave: called with the Peer of each connection. tls: (certificate and key in one file) or None.

    ``seen``: all requests that it could read; ``connections``: how many came.
    """

    def __init__(self, behave, tls=None):
        self._behave = behave
        self.seen = []
        self.connections = 0
        self._context = None
        if tls:
            self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._context.load_cert_chain(tls)
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=128)
        self._open = set()
        self.port = self._socket.getsockname()[1]
        self.url = "%s://127.0.0.1:%d" % ("https" if tls else "http", self.port)
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()

    def _accept(self):
        while True:
            try:
                sock, _address = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _serve(self, sock):
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.settimeout(LONGEST)
        self._open.add(sock)
        try:
            if self._context:
                sock = self._context.wrap_socket(sock, server_side=True)
                self._open.add(sock)
            self._behave(Peer(self, sock))
        except (OSError, ValueError):
            pass  # the client has gone, or the test has ended
        finally:
            self._open.discard(sock)
            sock.close()

    def close(self):
        """Break all connections and listen no more."""
        self._socket.shutdown(socket.SHUT_RDWR)  # closing alone does not wake who waits for a connection
        self._accepting.join()
        self._socket.close()
        for sock in list(self._open):
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        self.close()


def answer(body=b"{}", status="200 OK", *headers, length=True):
    """The bytes of an answer. headers: lines. length: whether to say how long the body is."""
    lines = ["HTTP/1.1 %s" % status, "Content-Type: application/json", *headers]
    if length:
        lines.append("Content-Length: %d" % len(body))
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def always(data):
    """A behaviour: each request is answered by these bytes."""

    def behave(peer):
        while peer.request():
            peer.send(data)

    return behave


def once(act):
    """A behaviour: the first request of a connection is read, then it is the given function that goes on; then it ends."""

    def behave(peer):
        if peer.request():
            act(peer)

    return behave
