# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real server for the emulator: uvicorn in a thread of this process."""

from __future__ import annotations

import shutil
import socket
import ssl
import tempfile
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from . import defaults
from .app import App, Connections
from .client import ControlClient
from .nexusdb import NexusDatabase
from .switches import Switches


def _protocol(connections: Connections) -> type[HttpToolsProtocol]:
    """Return uvicorn's HTTP protocol that also tells ``connections`` about each TCP connection."""

    class Protocol(HttpToolsProtocol):
        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            self._peer = transport.get_extra_info("peername")[:2]
            connections.opened(self._peer, transport)

        def connection_lost(self, exc: Exception | None) -> None:
            connections.closed(self._peer)
            super().connection_lost(exc)

    return Protocol


def make_certificates(folder: Path, host: str = "127.0.0.1") -> dict[str, str]:
    """Write a throw-away CA, a server's and a client's certificate into ``folder``; return their paths."""
    import trustme

    authority = trustme.CA()
    paths = {name: str(folder / name) for name in ("ca.pem", "server.pem", "server.key", "client.pem", "client.key")}
    authority.cert_pem.write_to_path(paths["ca.pem"])
    for name, owner in (("server", (host, "localhost")), ("client", ("client@emulator.test",))):
        certificate = authority.issue_cert(*dict.fromkeys(owner))
        certificate.private_key_pem.write_to_path(paths[name + ".key"])
        certificate.cert_chain_pems[0].write_to_path(paths[name + ".pem"])
    return paths


class Emulator:
    """A running emulator; close it, or use it as context manager."""

    def __init__(self, app: App, host: str, port: int, tls: dict[str, Any], folder: str | None) -> None:
        self.app = app
        self._folder = folder
        self.ca_path: str | None = tls.get("ca")
        self.client_cert: str | None = tls.get("client_cert")
        self.client_key: str | None = tls.get("client_key")
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        # With the protocol named, asyncio sets TCP_NODELAY; else every second answer waits 40 ms.
        self._socket = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind((host, port))
        self.host = host
        self.port: int = self._socket.getsockname()[1]
        config = uvicorn.Config(
            app,
            http=_protocol(app.connections),
            ws="none",
            loop="asyncio",
            lifespan="off",
            log_config=None,
            log_level="critical",
            access_log=False,
            timeout_keep_alive=120,
            timeout_graceful_shutdown=1,
            ssl_certfile=tls.get("certfile"),
            ssl_keyfile=tls.get("keyfile"),
            ssl_ca_certs=tls.get("client_ca"),
            ssl_cert_reqs=ssl.CERT_REQUIRED if tls.get("client_ca") else ssl.CERT_NONE,
        )
        self._server = uvicorn.Server(config)
        self.url = "%s://%s:%d" % ("https" if tls else "http", host, self.port)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True)
        self._thread.start()
        while not self._server.started:
            if not self._thread.is_alive():
                raise RuntimeError("the emulator did not start")
            time.sleep(0.005)
        self.auth_url = self.environment_url = self.nexus_url = self.gws_url = self.url
        self.ucs_url = self.url + "/ucs"
        app.control.names.add(host.lower())
        self.control_token = app.control.token
        self.control = ControlClient(self.url, self.control_token, self._context())

    def _context(self) -> ssl.SSLContext | None:
        if not self.ca_path:
            return None
        context = ssl.create_default_context(cafile=self.ca_path)
        if self.client_cert:
            context.load_cert_chain(self.client_cert, self.client_key)
        return context

    @property
    def env(self) -> dict[str, str]:
        """The environment variables that let the collection talk to this emulator, as ops user and as client of the cloud."""
        env = {
            "GENESYS_AUTH_URL": self.auth_url,
            "GENESYS_ENVIRONMENT_URL": self.environment_url,
            "GENESYS_NEXUS_URL": self.nexus_url,
            "GENESYS_AUTH_USERNAME": self.app.store.ops.username,
            "GENESYS_AUTH_PASSWORD": self.app.store.ops.password,
            "GENESYSCLOUD_OAUTHCLIENT_ID": defaults.CLOUD_CLIENT_ID,
            "GENESYSCLOUD_OAUTHCLIENT_SECRET": defaults.CLOUD_CLIENT_SECRET,
        }
        if self.app.database:
            env["GENESYS_NEXUS_API_KEY"] = defaults.CLUSTER_API_KEY
        if self.app.store.switches.gateway:
            env["GENESYS_API_KEY"] = defaults.GATEWAY_API_KEY
        more = {"CA_PATH": self.ca_path, "CLIENT_CERT": self.client_cert, "CLIENT_KEY": self.client_key}
        return env | {"GENESYS_" + name: value for name, value in more.items() if value}

    def close(self) -> None:
        """Stop serving; waits until the thread has ended."""
        self._server.should_exit = True
        self._thread.join(5)
        self._socket.close()
        if self.app.database:
            self.app.database.close()
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)

    def __enter__(self) -> Emulator:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def start(
    switches: dict[str, Any] | None = None,
    database: str | None = None,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    tls: bool = False,
    certfile: str | None = None,
    keyfile: str | None = None,
    tls_client_auth: bool = False,
    seed: dict[str, Any] | None = None,
) -> Emulator:
    """Start an emulator and return it once it accepts connections.

    ``switches``: name -> value. ``database``: libpq DSN of Nexus' database; without it Nexus answers 503.
    ``tls``: serve https with a throw-away CA (``.ca_path``); ``certfile`` and ``keyfile`` serve a given certificate.
    ``tls_client_auth``: only clients with a certificate of that CA (``.client_cert``, ``.client_key``) get in.
    ``seed``: objects for ``control.seed``. Raise ValueError for a wrong switch, OSError when the port is taken.
    """
    wanted = Switches().changed(switches or {})
    files: dict[str, Any] = {}
    folder = None
    if certfile:
        files = {"certfile": certfile, "keyfile": keyfile}
    elif tls or tls_client_auth:
        folder = tempfile.mkdtemp(prefix="emulator-tls-")
        made = make_certificates(Path(folder), host)
        files = {"certfile": made["server.pem"], "keyfile": made["server.key"], "ca": made["ca.pem"]}
        if tls_client_auth:
            files |= {"client_ca": made["ca.pem"], "client_cert": made["client.pem"], "client_key": made["client.key"]}
    app = App(wanted, NexusDatabase(database) if database else None)
    emulator = Emulator(app, host, port, files, folder)
    if seed:
        emulator.control.seed(seed)
    return emulator
