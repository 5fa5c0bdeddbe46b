# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server on the loopback that answers what a test tells it to, and a transport that does not really wait."""

from __future__ import annotations

import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.transport.http_service import Service, Transport


class Scripted:
    """``answers``: one per request, a (status, headers, body) or a function of the handler; the last one stays. ``seen``: the requests."""

    def __init__(self):
        self.answers = []
        self.seen = []
        self.peers = set()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def answer(self):
                size = int(self.headers.get("content-length") or 0)
                outer.seen.append(
                    (self.command, self.path, {k.lower(): v for k, v in self.headers.items()}, self.rfile.read(size))
                )
                outer.peers.add(self.client_address)
                step = outer.answers.pop(0) if len(outer.answers) > 1 else outer.answers[0]
                if callable(step):
                    step(self)
                    return
                status, headers, body = step
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = do_PUT = do_DELETE = answer

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = "http://127.0.0.1:%d" % self.server.server_address[1]
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)
        self.thread.start()

    def close(self):
        """Stop listening."""
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def scripted():
    made = Scripted()
    yield made
    made.close()


@pytest.fixture(autouse=True)
def no_foreign_environment(monkeypatch):
    """No proxy and no certificate authority of the person's own environment."""
    for name in list(os.environ):
        if name.upper().endswith("_PROXY") or name.upper() in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NETRC"):
            monkeypatch.delenv(name)


@pytest.fixture
def waits():
    """The waits that were asked for."""
    return []


@pytest.fixture
def transport(waits):
    made = Transport(timeout=2.0, retries=2, sleep=waits.append)
    yield made
    made.close()


@pytest.fixture
def service(scripted, transport):
    return Service(transport, scripted.url + "/")
