# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which hosts and addresses of a database are tried, in which order, and for how long."""

from __future__ import annotations

import socket
import threading

import psycopg2
import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.core import errors
from ansible_collections.cxops.genesys.plugins.module_utils.transport import sql_hosts
from ansible_collections.cxops.genesys.plugins.module_utils.transport.postgres import Postgres

KNOWN = {"two": ["10.0.0.1", "10.0.0.2"], "six": ["fe80::1%eth0", "::1"]}


class Clock:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture(autouse=True)
def names(monkeypatch):
    """Names that the resolver knows, and nothing of the person's own environment."""
    monkeypatch.setattr(sql_hosts, "addresses", lambda name, port: KNOWN.get(name, [name]))
    for name in ("PGHOSTADDR", "PGSERVICE", "PGCONNECT_TIMEOUT", "PGLOADBALANCEHOSTS", "PGTARGETSESSIONATTRS"):
        monkeypatch.delenv(name, raising=False)


def tried(host, seconds=12, spent=1.0, **more):
    """(host, address, seconds) of each, when each takes this part of its share."""
    clock, found = Clock(), []
    for params, share in sql_hosts.ways({"host": host, "user": "x", **more}, seconds, clock):
        assert params["user"] == "x"
        found.append((params.get("host"), params.get("hostaddr"), round(share, 6)))
        clock.now += share * spent
    return found


@pytest.mark.parametrize(
    ("host", "ways"),
    [
        ("db", [("db", None, 12)]),
        ("silent,db", [("silent", None, 6), ("db", None, 6)]),
        ("two", [("two", "10.0.0.1", 6), ("two", "10.0.0.2", 6)]),
        ("two,db", [("two", "10.0.0.1", 3), ("two", "10.0.0.2", 3), ("db", None, 6)]),
        ("six", [("six", "fe80::1%eth0", 6), ("six", "::1", 6)]),
        ("/run/postgresql,@abstract,db", [("/run/postgresql", None, 4), ("@abstract", None, 4), ("db", None, 4)]),
        (",db", [("", None, 6), ("db", None, 6)]),
        (None, [(None, None, 12)]),
    ],
)
def test_each_has_its_share(host, ways):
    assert tried(host) == ways


def test_what_one_leaves_is_the_others():
    assert tried("a,b,c", spent=0.0) == [("a", None, 4), ("b", None, 6), ("c", None, 12)]
    assert tried("two,db", spent=0.5) == [("two", "10.0.0.1", 3), ("two", "10.0.0.2", 4.5), ("db", None, 8.25)]


@pytest.mark.parametrize(
    ("given", "ways"),
    [
        ("2", [("a", None, 2), ("b", None, 2)]),
        ("60", [("a", None, 6), ("b", None, 6)]),
        ("0", [("a", None, 6), ("b", None, 6)]),
        ("-1", [("a", None, 6), ("b", None, 6)]),
        ("soon", [("a", None, 6), ("b", None, 6)]),
    ],
)
def test_the_environment_s_bound(monkeypatch, given, ways):
    monkeypatch.setenv("PGCONNECT_TIMEOUT", given)
    assert tried("a,b") == ways


def test_addresses_that_the_environment_gives(monkeypatch):
    monkeypatch.setenv("PGHOSTADDR", "10.0.0.7,")
    assert tried("a,two") == [("a", "10.0.0.7", 6), ("two", "10.0.0.1", 3), ("two", "10.0.0.2", 3)]
    assert tried("a") == [("a", None, 12)], "how many there are is libpq's to complain about"


@pytest.mark.parametrize(("name", "value"), [("PGSERVICE", "mine"), ("PGTARGETSESSIONATTRS", "prefer-standby")])
def test_what_only_libpq_knows_is_left_to_it(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    assert tried("two,db") == [("two,db", None, 12)]


def test_in_another_order_where_the_environment_wants_that(monkeypatch):
    monkeypatch.setenv("PGLOADBALANCEHOSTS", "random")
    monkeypatch.setattr(sql_hosts.random, "sample", lambda items, count: items[::-1])
    assert [one[:2] for one in tried("two,db")] == [("db", None), ("two", "10.0.0.2"), ("two", "10.0.0.1")]


def test_a_wait_that_ended_is_told_with_its_host():
    assert sql_hosts.named({"host": "two", "hostaddr": "10.0.0.1"}, "timeout expired") == (
        'connection to server at "two" (10.0.0.1) failed: timeout expired'
    )
    assert sql_hosts.named({"host": "a"}, "timeout expired") == 'connection to server at "a" failed: timeout expired'
    assert sql_hosts.named({"host": "a"}, "something") == "something"


AT = 'connection to server at "h" (1.2.3.4), port 5432 failed: '
NEXT = [
    ("timeout expired", True),
    (AT + "Connection refused\n\tIs the server running on that host and accepting TCP/IP connections?", True),
    (AT + "Network is unreachable", True),
    (AT + "server closed the connection unexpectedly\n\tThis probably means", True),
    ('could not translate host name "x" to address: Name or service not known', True),
    (AT + "FATAL:  the database system is starting up", True),
    (AT + "session is read-only", True),
    (AT + 'FATAL:  password authentication failed for user "n"', False),
    (AT + "FATAL:  Passwort-Authentifizierung für Benutzer »n« fehlgeschlagen", False),
    (AT + "SCHWERWIEGEND:  Datenbank »x« existiert nicht", False),
    (AT + "FATAL:  sorry, too many clients already", False),
    (AT + "SSL error: certificate verify failed", False),
    (AT + "server does not support SSL, but SSL was required", False),
    (AT + "fe_sendauth: no password supplied", False),
]


@pytest.mark.parametrize(("text", "goes_on"), NEXT)
def test_which_failure_lets_the_next_host_be_tried(monkeypatch, text, goes_on):
    tried = []

    def connecting(**params):
        tried.append(params["host"])
        raise psycopg2.OperationalError(text)

    monkeypatch.setattr(psycopg2, "connect", connecting)
    with pytest.raises(errors.GenesysError) as caught:
        Postgres({"host": "/one,/two"}).query("Reading", "SELECT 1")
    assert tried == (["/one", "/two"] if goes_on else ["/one"])
    if text == "timeout expired":
        assert "/one" in str(caught.value)


def test_a_connection_that_failed_is_closed():
    """At once: a server that has no TLS waits for what comes next."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        def without_tls():
            with server.accept()[0] as peer:
                peer.recv(8)
                peer.sendall(b"N")
                heard.append(peer.recv(1))

        heard = []
        thread = threading.Thread(target=without_tls)
        thread.start()
        with pytest.raises(errors.CertificateError):
            Postgres({"host": "127.0.0.1", "port": port, "sslmode": "require"}, timeout=5).log_in()
        thread.join(5)
        assert heard == [b""]
