# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A TCP proxy before PostgreSQL that lists the statements and breaks the one that a test names.

It understands so much of the protocol as psycopg2 uses without TLS: simple queries, one at a time (PostgreSQL's manual, "Message Formats").
"""

from __future__ import annotations

import select
import socket
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass

KINDS = ("error before", "error after", "reset before", "reset after", "lost", "stall before", "stall after")
ENCRYPTION = (80877103, 80877104)  # a client asks for TLS, for GSSAPI: the answer is one byte
MESSAGES = {"57P01": "terminating connection due to administrator command", "08006": "connection failure"}


@dataclass
class Due:
    """What is to happen at the nth statement from now on: a kind of fault, or a call."""

    nth: int
    when: str
    kind: str = ""
    sqlstate: str = ""
    call: Callable[[], None] | None = None
    fired: bool = False


class Over(Exception):
    """The conversation has ended."""


class SqlProxy:
    """Use as a context manager. ``host`` and ``port`` are the proxy's own; ``statements`` what came through it, of all connections."""

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._due: list[Due] = []
        self._ended = False
        self.statements: list[str] = []
        self.startups: list[list[str]] = []  # of each connection, names and values in turn
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.host, self.port = self._listener.getsockname()[:2]

    def __enter__(self) -> SqlProxy:
        self._spawn(self._accept)
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._ended = True
        # Whoever sits in accept() is woken by a connection, not by the end of the socket.
        socket.create_connection((self.host, self.port)).close()
        with self._lock:
            for one in self._open:
                _shut(one)
        for thread in self._threads:
            thread.join(10)
        self._listener.close()

    def clear(self) -> None:
        """Forget the statements so far and what is to happen."""
        with self._lock:
            self.statements = []
            self._due = []

    def fault(self, kind: str, nth: int, sqlstate: str = "57P01") -> Due:
        """Break the nth statement from the last clear() on, once. sqlstate: of the FATAL error of the kinds "error …".

        Returns what tells whether it has ``fired``.
        """
        if kind not in KINDS:
            raise ValueError("unknown kind: %s" % kind)
        when = "before" if kind.endswith("before") else "after"
        self._due.append(Due(nth, when, kind, sqlstate))
        return self._due[-1]

    def on_statement(self, nth: int, when: str, call: Callable[[], None]) -> None:
        """Call before the nth statement goes on, or after its answer came and before that goes on."""
        self._due.append(Due(nth, when, call=call))

    @property
    def fired(self) -> bool:
        """All that was to happen has happened."""
        return all(due.fired for due in self._due)

    def seen(self, sql: str) -> int:
        """Keep a statement; returns its number."""
        with self._lock:
            self.statements.append(sql)
            return len(self.statements)

    def happen(self, number: int, when: str) -> Due | None:
        """Make the calls that are due; returns the fault that is."""
        fault = None
        for due in [one for one in self._due if (one.nth, one.when, one.fired) == (number, when, False)]:
            due.fired = True
            if due.call is None:
                fault = due
            else:
                due.call()
        return fault

    def _spawn(self, work: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=work, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            client = self._listener.accept()[0]
            if self._ended:
                client.close()
                return
            self._spawn(self._serve, client)

    def _serve(self, client: socket.socket) -> None:
        try:
            server = socket.create_connection(self._target)
        except OSError:
            client.close()
            return
        for one in (client, server):
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with self._lock:
            self._open |= {client, server}
            if self._ended:
                _shut(client)
        try:
            _Conversation(self, client, server).run()
        except (Over, OSError):
            pass
        finally:
            with self._lock:
                self._open -= {client, server}
            client.close()
            server.close()


class _Conversation:
    """One client and its server."""

    def __init__(self, proxy: SqlProxy, client: socket.socket, server: socket.socket) -> None:
        self.proxy = proxy
        self.client = client
        self.server = server
        self.unread = {client: b"", server: b""}

    def run(self) -> None:
        """Until one of them goes away."""
        if not self._start():
            self._pass_on()
        while True:
            self._until(self._ready)
            kind, message = self._message(self.client)
            if kind == b"Q":
                self._statement(message)
            else:
                self.server.sendall(message)

    def _start(self) -> bool:
        """The first messages have no type. Returns False when the rest cannot be understood."""
        while True:
            head = self._take(self.client, 8)
            length, code = struct.unpack("!ii", head)
            rest = self._take(self.client, length - 8)
            self.server.sendall(head + rest)
            if code not in ENCRYPTION:
                self.proxy.startups.append(rest.decode("utf-8", "replace").rstrip("\0").split("\0"))
                return code == 3 << 16
            answer = self._take(self.server, 1)
            self.client.sendall(answer)
            if answer != b"N":
                return False

    def _statement(self, message: bytes) -> None:
        number = self.proxy.seen(message[5:-1].decode("utf-8", "replace"))
        fault = self.proxy.happen(number, "before")
        if fault:
            self._break(fault)
        self.server.sendall(message)
        answer = self._answer()
        fault = self.proxy.happen(number, "after")
        if fault:
            self._break(fault)
        self.client.sendall(answer)

    def _answer(self) -> bytes:
        """All that the server says up to its being ready again."""
        answer = b""
        while True:
            try:
                kind, message = self._message(self.server, watched=self.client)
            except Over:
                self.client.sendall(answer)  # its last words
                raise
            answer += message
            if kind == b"Z":
                return answer

    def _break(self, fault: Due) -> None:
        word = fault.kind.split(maxsplit=1)[0]
        if word == "stall":
            while self.client.recv(65536):
                pass
        elif word == "reset":
            self.client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        elif word == "error":
            self.client.sendall(_fatal(fault.sqlstate))
        raise Over

    def _ready(self) -> bool:
        """The client said something; whatever the server says meanwhile is passed on."""
        if self.unread[self.client]:
            return True
        readable = select.select([self.client, self.server], [], [])[0]
        if self.server in readable:
            self.client.sendall(self._receive(self.server))
        return self.client in readable

    @staticmethod
    def _until(condition: Callable[[], bool]) -> None:
        while not condition():
            pass

    def _pass_on(self) -> None:
        """Both ways, as it is."""
        other = {self.client: self.server, self.server: self.client}
        for one, held in self.unread.items():
            other[one].sendall(held)
        while True:
            for one in select.select(list(other), [], [])[0]:
                other[one].sendall(self._receive(one))

    def _message(self, one: socket.socket, watched: socket.socket | None = None) -> tuple[bytes, bytes]:
        head = self._take(one, 5, watched)
        return head[:1], head + self._take(one, struct.unpack("!i", head[1:])[0] - 4, watched)

    def _take(self, one: socket.socket, count: int, watched: socket.socket | None = None) -> bytes:
        """So many bytes. watched: whose end ends the waiting."""
        while len(self.unread[one]) < count:
            if watched is not None and one not in select.select([one, watched], [], [])[0]:
                self.unread[watched] += self._receive(watched)
                continue
            self.unread[one] += self._receive(one)
        taken, self.unread[one] = self.unread[one][:count], self.unread[one][count:]
        return taken

    def _receive(self, one: socket.socket) -> bytes:
        data = one.recv(65536)
        if not data:
            raise Over
        return data


def _fatal(sqlstate: str) -> bytes:
    """An ErrorResponse after which the server closes the connection."""
    fields = {"S": "FATAL", "V": "FATAL", "C": sqlstate, "M": MESSAGES.get(sqlstate, "injected fault")}
    body = b"".join(name.encode() + text.encode() + b"\0" for name, text in fields.items()) + b"\0"
    return b"E" + struct.pack("!i", len(body) + 4) + body


def _shut(one: socket.socket) -> None:
    try:
        one.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
