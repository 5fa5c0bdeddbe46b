# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The proxy lists each statement and breaks the one that it is told to, and its kinds of faults are what their names say."""

from __future__ import annotations

import socket
import struct
import threading
import time

import psycopg2
import pytest

from emulator import database
from trust.support.sql_proxy import KINDS, SqlProxy

INSERT = "INSERT INTO nex_apikeys (id, name) VALUES ('c9000000-0000-4000-8000-000000000001', 'new')"
CLOSED = "server closed the connection unexpectedly"
WORDS = {  # libpq may notice the end before the words
    "error": ("terminating connection due to administrator command", CLOSED),
    "reset": ("Connection reset by peer", CLOSED),
    "lost": (CLOSED,),
}


@pytest.fixture(scope="module")
def running():
    with database.start() as one:
        yield one


@pytest.fixture
def proxy(running):
    running.reset()
    with SqlProxy(running.params["host"], running.params["port"]) as one:
        yield one


@pytest.fixture
def connect(running, proxy):
    made = []

    def connect(**more):
        one = psycopg2.connect(**{**running.params, "host": proxy.host, "port": proxy.port, **more})
        made.append(one)
        proxy.clear()
        return one

    yield connect
    for one in made:
        one.close()


def insert(connection):
    with connection.cursor() as cursor:
        cursor.execute(INSERT)
    connection.commit()


def made(running):
    return running.query("SELECT count(*) AS count FROM nex_apikeys WHERE name = 'new'")[0]["count"]


def settled(running, proxy):
    """What the server made of it, once the connections that the proxy left have ended."""
    deadline = time.monotonic() + 10
    others = "SELECT 1 AS one FROM pg_stat_activity WHERE usename = 'nexus' AND pid <> pg_backend_pid()"
    while running.query(others) and time.monotonic() < deadline:
        pass
    return made(running)


def test_statements_come_through_and_are_listed(running, proxy, connect):
    first, second = connect(), connect()
    insert(first)
    assert proxy.statements == ["BEGIN", INSERT, "COMMIT"]
    with second.cursor() as cursor:
        cursor.execute("SELECT repeat('ü', 200000), 1/2")
        assert cursor.fetchall() == [("ü" * 200000, 0)]
        with pytest.raises(psycopg2.errors.DivisionByZero):
            cursor.execute("SELECT 1/0")
    second.rollback()
    assert proxy.statements[3:] == ["BEGIN", "SELECT repeat('ü', 200000), 1/2", "SELECT 1/0", "ROLLBACK"]
    assert made(running) == 1


@pytest.mark.parametrize("nth", [1, 2, 3])
@pytest.mark.parametrize("kind", [kind for kind in KINDS if not kind.startswith("stall")])
def test_a_statement_is_broken(running, proxy, connect, kind, nth):
    connection = connect()
    proxy.fault(kind, nth)
    assert not proxy.fired
    with pytest.raises(psycopg2.OperationalError) as caught:
        insert(connection)
    assert any(words in str(caught.value) for words in WORDS[kind.split(maxsplit=1)[0]])
    assert proxy.fired and connection.closed
    assert proxy.statements == ["BEGIN", INSERT, "COMMIT"][:nth]
    connection.close()
    # Only a COMMIT that reached the server lasts.
    assert settled(running, proxy) == int(nth == 3 and not kind.endswith("before"))


@pytest.mark.parametrize(("kind", "lasts"), [("stall before", 0), ("stall after", 1)])
def test_a_statement_that_is_never_answered(running, proxy, connect, kind, lasts):
    connection = connect()
    proxy.fault(kind, 3)
    ended = threading.Event()

    def work():
        with pytest.raises(psycopg2.Error):
            insert(connection)
        ended.set()

    thread = threading.Thread(target=work)
    thread.start()
    assert not ended.wait(0.3)
    with socket.socket(fileno=connection.fileno()) as plain:
        plain.shutdown(socket.SHUT_RDWR)
        plain.detach()
    thread.join(10)
    assert ended.is_set()
    connection.close()
    assert settled(running, proxy) == lasts


def test_only_the_nth_statement_of_all_connections(running, proxy, connect):
    first, second = connect(), connect()
    proxy.fault("lost", 3)
    first.cursor().execute("SELECT 1")
    with pytest.raises(psycopg2.OperationalError):
        second.cursor().execute("SELECT 1")
    insert(first)
    assert made(running) == 1


def test_calls_before_and_after(running, proxy, connect):
    seen = []
    connection = connect()
    proxy.on_statement(3, "before", lambda: seen.append(made(running)))
    proxy.on_statement(3, "after", lambda: seen.append(made(running)))
    insert(connection)
    assert seen == [0, 1] and proxy.fired


def test_clear_forgets_all(running, proxy, connect):
    connection = connect()
    proxy.fault("lost", 1)
    proxy.clear()
    insert(connection)
    assert made(running) == 1
    with pytest.raises(ValueError):
        proxy.fault("odd", 1)


def message(kind, body=b""):
    return kind + struct.pack("!i", len(body) + 4) + body


LAST_WORDS = message(b"E", b"SFATAL\0C57P01\0Mshutting down\0\0")


@pytest.mark.parametrize(("sqlstate", "words"), [(None, LAST_WORDS), ("57P01", b"C57P01\0M"), ("08006", b"C08006\0M")])
def test_last_words_are_passed_on(sqlstate, words):
    """Those of a server, and those that the proxy makes up. libpq hides them behind the end of the connection."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve():
            with listener.accept()[0] as server:
                server.recv(1024)
                server.sendall(message(b"Z", b"I"))
                if server.recv(1024):
                    server.sendall(LAST_WORDS)

        thread = threading.Thread(target=serve)
        thread.start()
        with SqlProxy(*listener.getsockname()) as proxy:
            if sqlstate:
                proxy.fault("error before", 1, sqlstate)
            with socket.create_connection((proxy.host, proxy.port), timeout=10) as plain:
                plain.sendall(struct.pack("!iii", 12, 3 << 16, 0))
                said = plain.recv(1024)
                plain.sendall(message(b"Q", b"SELECT 1\0"))
                while piece := plain.recv(1024):
                    said += piece
        thread.join(10)
    assert said.startswith(message(b"Z", b"I") + b"E") and words in said
    assert proxy.statements == ["SELECT 1"]


def test_its_end_ends_the_connections(running):
    with SqlProxy(running.params["host"], running.params["port"]) as proxy:
        connection = psycopg2.connect(**{**running.params, "host": proxy.host, "port": proxy.port})
    with pytest.raises(psycopg2.OperationalError):
        connection.cursor().execute("SELECT 1")
    with SqlProxy("127.0.0.1", proxy.port) as proxy, pytest.raises(psycopg2.OperationalError):
        psycopg2.connect(**{**running.params, "host": proxy.host, "port": proxy.port})
