# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What listens at the database's address and is no PostgreSQL, or says nothing: a clear failure in bounded time, whatever it answers."""

from __future__ import annotations

import random
import socket
import threading

import pytest

from integration.support.good import GOOD, assert_failure
from trust.tls.support import sql
from trust.tls.support.front import Front
from trust.tls.support.moments import Within, run

SQL = {good.name: good for good in GOOD if good.sql}


class Odd:
    """Listens on a port and does to each connection what it is told."""

    def __init__(self, treat):
        self._treat, self._over = treat, threading.Event()
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def _serve(self):
        while not self._over.is_set():
            connection = self._server.accept()[0]
            threading.Thread(target=self._one, args=(connection,), daemon=True).start()

    def _one(self, connection):
        with connection:
            connection.settimeout(10)
            try:
                self._treat(connection, self._over)
            except OSError:
                pass  # the client has had enough

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *exc_info):
        self._over.set()
        socket.create_connection(("127.0.0.1", self.port)).close()
        self._thread.join(10)
        self._server.close()


def says(*pieces):
    """Answers the first message of a client, and each further one, with these bytes; then ends."""

    def treat(connection, over):
        for piece in pieces:
            connection.recv(65536)
            connection.sendall(piece)
        connection.recv(65536)

    return treat


def silent(connection, over):
    over.wait(30)


def drips(connection, over):
    connection.recv(65536)
    connection.sendall(b"N")
    while not over.wait(0.02):
        connection.sendall(b"R")


def never_ends(connection, over):
    connection.recv(65536)
    connection.sendall(b"N")
    while True:
        connection.sendall(b"N\0\0\1\0S" + b"x" * 250 + b"\0")


def resets(connection, over):
    connection.recv(8)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")


ODD_ERROR = b"SFATAL\0CXX000\0M\x1b[31m\x07\n\r\nbad\0\0"
ODD = {
    # what listens there: (how it treats a connection, codes)
    "nothing is said": (silent, ("timeout",)),
    "each byte takes its time": (drips, ("unreachable", "timeout")),
    "notices without end": (never_ends, ("unreachable", "timeout")),
    "it resets": (resets, ("unreachable",)),
    "it closes": (lambda connection, over: None, ("unreachable",)),
    "it closes later": (lambda connection, over: connection.recv(8), ("unreachable",)),
    "a web server": (says(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"), ("unreachable",)),
    "an SSH server": (says(b"SSH-2.0-OpenSSH_9.2\r\n"), ("unreachable", "certificate")),
    "a mail server": (says(b"220 mail.example.com ESMTP\r\n"), ("unreachable",)),
    "TLS at once": (says(b"S", b"\x15\x03\x01\x00\x02\x02\x28"), ("unreachable", "certificate")),
    "S, and then no TLS": (says(b"S", b"R\0\0\0\x08\0\0\0\0"), ("unreachable", "certificate")),
    "garbage after N": (says(b"N", b"\xff\xfe\x00garbage\x00\x01" * 9), ("unreachable",)),
    "a message of gigabytes": (says(b"N", b"R\x7f\xff\xff\xff" + b"x" * 99), ("unreachable", "timeout")),
    "a negative length": (says(b"N", b"R\xff\xff\xff\xff" + b"x" * 99), ("unreachable",)),
    "an unknown way of login": (says(b"N", b"R\0\0\0\x08\0\0\0\x63"), ("unreachable", "bad_credentials")),
    "an error without an end": (says(b"N", b"E\0\0\1\0SFATAL\0C99999\0M" + b"y" * 60), ("unreachable", "timeout")),
    "an error of odd letters": (
        says(b"N", b"E" + (4 + len(ODD_ERROR)).to_bytes(4, "big") + ODD_ERROR),
        ("unreachable",),
    ),
}


@pytest.mark.parametrize("name", SQL)
def test_what_is_no_postgresql(world, cases, long, name):
    good = SQL[name]
    good.prepare(world)
    before = world.rows()
    for label, (treat, codes) in ODD.items():
        if not long and name != "gapi" and label not in ("nothing is said", "a web server"):
            continue
        for mode in ("disable", "prefer", "verify-full") if long else ("prefer",):
            with cases("%s: %s, %s" % (name, label, mode)), Odd(treat) as odd, Within(5):
                given = {"login_host": "127.0.0.1", "login_port": odd.port, "ssl_mode": mode, "timeout": 0.5}
                result = good.run(world, retries=1, **given)
                assert_failure(result, *codes, *(["certificate"] if mode == "verify-full" else []))
                assert result["msg"].isprintable()
    assert world.rows() == before


@pytest.mark.long
def test_any_bytes(world, cases):
    chance = random.Random(6)
    for number in range(150):
        pieces = [chance.choice([b"N", b"S", b""]), *(chance.randbytes(chance.randint(1, 300)) for _piece in range(3))]
        if number % 2:
            pieces[1] = (
                b"R\0\0\0\x08\0\0\0\0" + chance.choice([b"Z\0\0\0\x05I", b"S", b"E", b"K\0\0\0\x0c"]) + pieces[1]
            )
        with cases("%r" % b"|".join(pieces)), Odd(says(*pieces)) as odd, Within(8):
            given = {"login_host": "127.0.0.1", "login_port": odd.port, "ssl_mode": "prefer", "timeout": 0.3}
            result = run(world, **given)
            assert_failure(result, "unreachable", "timeout", "certificate", "bad_credentials", "database")
            assert result["msg"].isprintable()


def test_tls_and_then_silence(world, certificates, cases):
    with Odd(silent) as odd:
        front = Front(certificates.servers["good"], odd.port, prologue=sql.grant_tls)
        with Within(4):
            result = run(world, login_port=front.port, timeout=0.4)
        assert_failure(result, "timeout")
        assert b"nexus" in front.heard and b"scram" not in front.heard.lower()
        front.close()
