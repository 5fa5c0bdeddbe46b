# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ends TLS in front of a service, as an ingress does: it passes on, and remembers, all that came out of the encryption."""

from __future__ import annotations

import select
import socket
import socketserver
import ssl
import threading
import warnings


def relay(here, there, heard=None):
    """Pass bytes on in both directions until one side ends. heard: is told what came from here."""
    while True:
        ready = [here] if getattr(here, "pending", int)() else select.select([here, there], [], [], 10)[0]
        for end in ready or [None]:
            piece = end.recv(65536) if end else b""
            if not piece:
                return
            if end is here and heard:
                heard(piece)
            (there if end is here else here).sendall(piece)


class Handler(socketserver.BaseRequestHandler):
    """One connection of a client."""

    def handle(self):
        server = self.server
        server.met += 1
        self.request.settimeout(10)
        try:
            if server.prologue:
                server.prologue(self.request)
            with server.context.wrap_socket(self.request, server_side=True) as secure:
                with socket.create_connection(server.target, timeout=10) as there:
                    relay(secure, there, server.heard.extend)
        except OSError:
            pass  # the handshake failed, or one of the two went away


class Listener(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True


class Front:
    """Serves TLS on the loopback with the pair's certificate and passes on to ``port`` there.

    clients: file of the authority whose clients alone get in. versions: lowest and highest version of TLS. prologue: what is
    said on a connection before TLS. ``heard``: the bytes that were sent to the service so far; ``met``: how many connections
    there were.
    """

    def __init__(self, pair, port, clients=None, versions=None, prologue=None):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pair.certificate, pair.key)
        if clients:
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(clients)
        if versions:
            with warnings.catch_warnings():  # old versions are what is tried
                warnings.simplefilter("ignore", DeprecationWarning)
                context.minimum_version, context.maximum_version = versions
            context.set_ciphers("ALL:@SECLEVEL=0")
        self._server = Listener(("127.0.0.1", 0), Handler)
        self._server.context, self._server.target = context, ("127.0.0.1", port)
        self._server.prologue = prologue
        self.clear()
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    def url(self, host="127.0.0.1"):
        """The address under which the service is met."""
        return "https://%s:%d" % (host, self.port)

    def clear(self):
        """Forget what was heard."""
        self._server.heard, self._server.met = bytearray(), 0

    @property
    def heard(self):
        return bytes(self._server.heard)

    @property
    def met(self):
        return self._server.met

    def close(self):
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)
