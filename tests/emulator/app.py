# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ASGI application: finds the route, injects faults, writes the log, sends the answer."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from . import (
    access,
    auth,
    cloud,
    cloud_access,
    cloud_errors,
    cloud_oauth,
    environment,
    nexus,
    oauth,
    preflight,
    userinfo,
)
from .envelope import JSON, Refusal, Reply, forbidden, not_offered, refuse
from .faults import ANSWERED, Faults, Rule
from .nexusdb import NexusDatabase
from .routes import Call, Route, parsed
from .store import Store
from .switches import Switches

# Also the order of the services in the OpenAPI page.
SERVICES: dict[str, tuple[tuple[str, ...], list[Route]]] = {
    "auth": (("/auth/v3/",), auth.ROUTES + oauth.ROUTES + userinfo.ROUTES + preflight.ROUTES),
    "environment": (("/environment/v3/",), environment.ROUTES),
    "nexus": (("/nexus/v3/",), nexus.ROUTES),
    "ucs": (("/ucs",), nexus.UCS_ROUTES),
    "cloud": (("/api/v2/", cloud_oauth.TOKEN_PATH), cloud.ROUTES),
}

CREDENTIALS: dict[str, Callable[[Call], Any]] = {
    "ops": access.ops,
    "ops or token": access.ops_or_token,
    "ops or bearer": access.operator,
    "bearer": access.token,
    "cloud token": cloud_access.caller,
}


def _not_offered(service: str, code: int, call: Call, offered: list[str]) -> Reply:
    cloud = service == "cloud"
    reply = cloud_errors.reply(code) if cloud else not_offered(call.switches, code, call.method, call.path)
    if code == 405:  # which has to tell what is offered, even if it is nothing (RFC 9110 §15.5.6, §10.2.1)
        reply.headers["Allow"] = ", ".join(dict.fromkeys(offered))
    return reply


class Connections:
    """TCP connections by client address, numbered; the server fills it so that faults can break them."""

    def __init__(self) -> None:
        self._open: dict[tuple[str, int], tuple[int, asyncio.Transport]] = {}
        self._count = 0

    def opened(self, address: tuple[str, int], transport: asyncio.Transport) -> None:
        """Remember a new connection."""
        self._count += 1
        self._open[address] = (self._count, transport)

    def closed(self, address: tuple[str, int]) -> None:
        """Forget a connection."""
        self._open.pop(address, None)

    def number(self, address: tuple[str, int] | None) -> int:
        """Return the number of the connection, 0 without a real server."""
        return self._open[address][0] if address in self._open else 0

    def end(self, address: tuple[str, int] | None, reset: bool) -> None:
        """Close the connection at once; with ``reset`` the peer sees a TCP reset."""
        if address not in self._open:
            raise ConnectionResetError("injected fault")
        transport = self._open[address][1]
        if reset:
            plain = transport.get_extra_info("socket")
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()


class App:
    """One emulator as ASGI application; ``store`` and ``database`` are all it knows."""

    def __init__(self, switches: Switches | None = None, database: NexusDatabase | None = None) -> None:
        from .control import Control

        self.initial = switches or Switches()
        self.store = Store(self.initial)
        self.faults = Faults()
        self.connections = Connections()
        self.database = database
        self.control = Control(self)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        call = Call(
            store=self.store,
            database=self.database,
            method=request.method,
            path=scope["path"],
            query_string=scope["query_string"].decode("latin-1"),
            headers=request.headers,
            raw=await request.body(),
            base_url="%s://%s" % (scope["scheme"], request.headers.get("host", "localhost")),
        )
        if self.control.owns(call.path):
            reply = await asyncio.to_thread(self.control.answer, call)
            await self._send(reply, scope, receive, send)
            return
        await self._serve(call, scope, receive, send)

    async def _serve(self, call: Call, scope: Scope, receive: Receive, send: Send) -> None:
        service = next((name for name, (heads, _routes) in SERVICES.items() if call.path.startswith(heads)), "none")
        address = tuple(scope["client"]) if scope.get("client") else None
        entry = self._log(call, service, self.connections.number(address))
        rule = self.faults.due(call.method, call.path, service)
        reply = None
        if rule is not None:
            entry["fault"] = rule.effect
            await asyncio.sleep(rule.delay)
            if rule.when == "before":
                await self._pause(rule)
                if rule.effect == "expire":
                    with self.store.lock:
                        self.store.expire_tokens()
                reply = rule.reply(service) or (
                    None if rule.effect in ANSWERED else Reply(200, {"status": {"code": 0}})
                )
        if reply is None:
            reply = await self._answer(call, service)
            entry["effective"] = True
            if rule is not None and rule.when == "after":
                await self._pause(rule)
                reply = rule.reply(service) or reply
        if service == "cloud":
            with self.store.lock:
                cloud_access.complete(call, reply)
        if rule is not None and rule.effect in ("reset", "drop"):
            self.connections.end(address, rule.effect == "reset")
            return
        entry["status"] = reply.status
        if rule is not None and rule.effect in ("truncate", "cut", "drip"):
            await self._spoil(rule, reply, address, send)
            return
        await self._send(reply, scope, receive, send)

    @staticmethod
    async def _pause(rule: Rule) -> None:
        if rule.effect == "delay":
            await asyncio.sleep(float(rule.options.get("seconds", 1)))

    async def _answer(self, call: Call, service: str) -> Reply:
        route, reply = self._find(call, service)
        if route is None:
            return reply or _not_offered(service, 404, call)
        if route.own_thread:
            return await asyncio.to_thread(self._run, route, call, False)
        return self._run(route, call, True)

    def _find(self, call: Call, service: str) -> tuple[Route | None, Reply | None]:
        """Return the route, or the answer that tells that there is none."""
        if service in ("auth", "environment") and self.store.switches.gateway:
            if call.headers.get("x-api-key") not in self.store.gateway_keys:
                return None, forbidden().reply
        codes: list[int] = []
        offered: list[str] = []
        locked: tuple[Route, int] | None = None
        routes = SERVICES[service][1] if service in SERVICES else []
        for route in routes:
            params = route.match(call.path)
            if params is None:
                continue
            code = route.offered(call.switches)
            if route.method == call.method and not code:
                call.params, call.offered = params, offered
                return route, None
            if route.method == call.method:
                locked = locked or (route, code)
            if route.method != "OPTIONS":  # that of every path says nothing of this one
                codes.append(code or 405)
                offered += [] if code else [route.method]
        if locked is not None:
            return None, self._locked(locked[0], call, service, locked[1], offered)
        return None, _not_offered(service, max(codes, default=404), call, offered)

    def _locked(self, route: Route, call: Call, service: str, code: int, offered: list[str]) -> Reply:
        """A call that the switches do not offer: credentials are looked at first (INFERRED, Spring Security)."""
        try:
            with self.store.lock:
                if route.auth in CREDENTIALS:
                    CREDENTIALS[route.auth](call)
        except Refusal as refusal:
            return refusal.reply
        return _not_offered(service, code, call, offered)

    def _run(self, route: Route, call: Call, locked: bool) -> Reply:
        try:
            if not locked:
                return route.handler(call)
            with self.store.lock:
                return route.handler(call)
        except Refusal as refusal:
            return refusal.reply
        except Exception as problem:  # A fault of the emulator itself must be visible as such.
            return refuse(call.switches, 500, "emulator failed: %r" % problem).reply

    def _log(self, call: Call, service: str, connection: int) -> dict[str, Any]:
        mutating = call.method not in ("GET", "HEAD", "OPTIONS")
        for route in SERVICES[service][1] if service in SERVICES else []:
            if route.method == call.method and route.match(call.path) is not None:
                mutating = route.mutating
                break
        body: Any = call.form or None
        if body is None and call.raw:
            try:
                body = parsed(call.raw)
            except ValueError:
                body = call.raw.decode("utf-8", "replace")
        with self.store.lock:
            self.store.calls += 1
            entry = {
                "n": self.store.calls,
                "time": self.store.clock.now(),
                "method": call.method,
                "path": call.path,
                "query": call.query_string,
                "status": 0,
                "service": service,
                "mutating": mutating,
                "body": body,
                "authorization": access.describe(call.headers),
                "api_key": call.headers.get("x-api-key"),
                "connection": connection,
                "fault": None,
                "effective": False,
            }
            self.store.log.append(entry)
        return entry

    @staticmethod
    def _bytes(reply: Reply) -> bytes:
        if isinstance(reply.body, str) and (reply.media_type != JSON or reply.body.startswith("{")):
            return reply.body.encode()
        return json.dumps(reply.body).encode()

    async def _send(self, reply: Reply, scope: Scope, receive: Receive, send: Send) -> None:
        response = Response(self._bytes(reply), reply.status, reply.headers, reply.media_type)
        await response(scope, receive, send)

    async def _spoil(self, rule: Rule, reply: Reply, address: tuple[str, int] | None, send: Send) -> None:
        content = self._bytes(reply)
        half = content[: len(content) // 2]
        if rule.effect == "truncate":
            content = half
        headers = [(name.lower().encode(), value.encode()) for name, value in reply.headers.items()]
        headers += [(b"content-type", reply.media_type.encode()), (b"content-length", str(len(content)).encode())]
        await send({"type": "http.response.start", "status": reply.status, "headers": headers})
        if rule.effect == "cut":
            await send({"type": "http.response.body", "body": half, "more_body": True})
            await asyncio.sleep(0.05)
            self.connections.end(address, reset=False)
            return
        if rule.effect == "drip":
            pause = float(rule.options.get("seconds", 1)) / max(1, len(content))
            for one in content:
                await send({"type": "http.response.body", "body": bytes((one,)), "more_body": True})
                await asyncio.sleep(pause)
            content = b""
        await send({"type": "http.response.body", "body": content, "more_body": False})
