# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Errors of PostgreSQL become ours, without the server's DETAIL, which may quote a secret; and without a server."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time

import psycopg2
import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.core import errors
from ansible_collections.cxops.genesys.plugins.module_utils.core.spec import MASK
from ansible_collections.cxops.genesys.plugins.module_utils.transport import postgres
from ansible_collections.cxops.genesys.plugins.module_utils.transport.postgres import Postgres, Secret


class Told(psycopg2.OperationalError):
    """An error as the server tells it."""

    def __init__(self, text, code=None):
        super().__init__(text)
        self.code = code

    @property
    def pgcode(self):
        return self.code


class Cursor:
    description, rowcount = (("id",),), 1

    def __init__(self, connection):
        self.connection = connection

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        return False

    def execute(self, sql, parameters):
        self.connection.executed.append((sql, parameters))
        if self.connection.error:
            raise self.connection.error

    def fetchall(self):
        return [(1,)]


class Connection:
    closed = 0

    def __init__(self, error=None):
        self.error = error
        self.executed = []
        self.ended = []

    def cursor(self):
        return Cursor(self)

    def commit(self):
        self.ended.append("commit")

    def rollback(self):
        self.ended.append("rollback")

    def close(self):
        self.ended.append("close")


@pytest.fixture
def connect(monkeypatch):
    """Connect to the given connection, or fail with the given error."""
    made = []

    def use(target):
        def connecting(**params):
            made.append(params)
            if isinstance(target, Exception):
                raise target
            return target

        monkeypatch.setattr(postgres.psycopg2, "connect", connecting)
        return made

    return use


BY_CODE = [
    ("28P01", errors.Unauthorized, "login_password"),
    ("28000", errors.Unauthorized, "pg_hba.conf"),
    ("3D000", errors.DatabaseError, "login_db"),
    ("42501", errors.Forbidden, "SELECT"),
    ("42P01", errors.DatabaseError, "login_db"),
    ("55P03", errors.Conflict, "lock"),
    ("57014", errors.TimedOut, "timeout"),
    ("25006", errors.DatabaseError, "primary"),
    ("57P01", errors.Unreachable, "run again"),
    ("57P03", errors.Unreachable, "in a moment"),
    ("25P03", errors.Unreachable, "run again"),
    ("08006", errors.Unreachable, "run again"),
    ("53300", errors.Unreachable, "max_connections"),
    ("53100", errors.DatabaseError, "disk"),
    ("40001", errors.Conflict, "run again"),
    ("40P01", errors.Conflict, "run again"),
    ("22P05", errors.DatabaseError, "UTF8"),
    ("XX000", errors.DatabaseError, "log"),
]
LOGIN_FAILED = (
    'connection to server at "h" (1.2.3.4), port 5432 failed: FATAL:  password authentication failed for user "n"'
)
BY_TEXT = [
    ('connection failed: FATAL:  password authentication failed for user "n"', errors.Unauthorized, "login_password"),
    (
        "fe_sendauth: no password supplied",
        errors.Unauthorized,
        "login_password (variable nexus_db_password, environment variable PGPASSWORD)",
    ),
    ('no pg_hba.conf entry for host "1.2.3.4"', errors.Unauthorized, "pg_hba.conf"),
    ('database "x" does not exist', errors.DatabaseError, "login_db"),
    ("SSL error: certificate verify failed", errors.CertificateError, "ca_cert"),
    ("server does not support SSL, but SSL was required", errors.CertificateError, "ssl_mode"),
    ('could not translate host name "x" to address', errors.Unreachable, "login_host"),
    ("timeout expired", errors.TimedOut, "firewall"),
    ("server closed the connection unexpectedly\n\tThis probably means", errors.Unreachable, "again"),
    ("connection to server failed: Connection refused\n\tIs the server running", errors.Unreachable, "login_port"),
    ('connection failed: root certificate file "/r.crt" does not exist', errors.CertificateError, "ca_cert"),
    ('FATAL:  role "x" does not exist', errors.Unauthorized, "login_user"),
    ("FATAL:  connection requires a valid client certificate", errors.CertificateError, "PGSSLCERT"),
    ("FATAL:  the database system is starting up", errors.Unreachable, "in a moment"),
    ("FATAL:  sorry, too many clients already", errors.Unreachable, "max_connections"),
    ("received invalid response to SSL negotiation: H", errors.Unreachable, "protocol"),
    ("FATAL:  unsupported startup parameter in options: lock_timeout", errors.DatabaseError, "pool"),
    # The first address, or the first way, says less than the second, and the other way round.
    (
        'connection to server at "h" (::1) failed: Connection refused\n\tIs it?\n' + LOGIN_FAILED,
        errors.Unauthorized,
        "login_password",
    ),
    (LOGIN_FAILED + "\nFATAL:  no pg_hba.conf entry for host, no encryption", errors.Unauthorized, "login_password"),
    ("FATAL:  no pg_hba.conf entry for host, no encryption", errors.Unauthorized, "wants TLS"),
    ("something else", errors.Unreachable, "login_host"),
    ("", errors.Unreachable, ""),
]


@pytest.mark.parametrize(("code", "kind", "hint"), BY_CODE)
def test_by_sqlstate(connect, code, kind, hint):
    connect(Connection(Told("ERROR:  it failed\nDETAIL:  Failing row contains (hunter2).", code)))
    with pytest.raises(kind) as caught:
        Postgres({"host": "h"}).query("Reading", "SELECT 1")
    assert caught.type is kind and hint in caught.value.hint
    assert "hunter2" not in str(caught.value)
    assert caught.value.details == {"operation": "Reading", "sqlstate": code, "host": "h"}


@pytest.mark.parametrize(("text", "kind", "hint"), BY_TEXT)
def test_by_text_when_there_is_no_connection(connect, text, kind, hint):
    connect(Told(text))
    with pytest.raises(kind) as caught:
        Postgres({"host": "h"}).query("Reading", "SELECT 1")
    assert caught.type is kind and hint in caught.value.hint
    assert "\n" not in str(caught.value)


LIMITS = "SET LOCAL lock_timeout = 3000; SET LOCAL statement_timeout = 6000; "


def test_one_connection_whose_transactions_have_bounded_waits(connect):
    """As parameters of the connection they would replace PGOPTIONS, and a pool refuses them."""
    connection = Connection()
    made = connect(connection)
    database = Postgres({"host": "h", "port": None, "sslmode": ""}, timeout=3)
    for number in (1, 2):
        database.query("Reading", "SELECT %d" % number)
    for number in (3, 5):
        with database.transaction():
            database.query("Reading", "SELECT %d" % number)
            database.query("Reading", "SELECT %d" % (number + 1))
    assert len(made) == 1
    assert not {"options", "port", "sslmode", "password"} & set(made[0])
    sent = [sql for sql, _parameters in connection.executed]
    bare = ["SELECT %d" % number for number in range(1, 7)]
    assert sent == [LIMITS + bare[0], LIMITS + bare[1], LIMITS + bare[2], bare[3], LIMITS + bare[4], bare[5]]
    assert [one["sql"] for one in database.statements] == bare


@pytest.mark.parametrize(("version", "known"), [(100023, False), (110022, False), (120000, True), (170011, True)])
@pytest.mark.parametrize("mode", ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"])
def test_encryption_by_kerberos_is_switched_off_where_tls_is_asked_for(connect, version, known, mode, monkeypatch):
    """An older libpq knows neither it nor the parameter."""
    monkeypatch.setattr(psycopg2.extensions, "libpq_version", lambda: version)
    made = connect(Connection())
    Postgres({"host": "h", "sslmode": mode}).query("Reading", "SELECT 1")
    off = known and mode in ("require", "verify-ca", "verify-full")
    assert made[0].get("gssencmode") == ("disable" if off else None)


def test_statements_are_recorded_with_their_secrets_masked(connect):
    connection = Connection()
    connect(connection)
    database = Postgres({})
    assert database.query("Adding", "INSERT  INTO t\n VALUES (%s, %s)", ["url", Secret("hunter2")]) == (
        ["id"],
        [(1,)],
        1,
    )
    assert database.statements == [{"sql": "INSERT INTO t VALUES (%s, %s)", "parameters": ["url", MASK]}]
    assert connection.executed[0][1] == ("url", "hunter2")
    assert connection.executed[0][1][1].__class__ is str


def test_a_transaction_commits_or_rolls_back(connect):
    connection = Connection()
    connect(connection)
    database = Postgres({})
    with database.transaction():
        pass
    with pytest.raises(ValueError), database.transaction():
        raise ValueError
    database.close()
    assert connection.ended == ["commit", "rollback", "close"]


def test_what_failed_first_is_what_failed(connect):
    """The server would only say that the transaction is aborted, and the library would call the rollback a commit."""
    connection = Connection(Told("ERROR:  not allowed", "42501"))
    connect(connection)
    database = Postgres({})
    with pytest.raises(errors.Forbidden, match="not allowed"), database.transaction():
        for _time in range(2):
            with pytest.raises(errors.Forbidden):
                database.query("Adding", "INSERT")
    assert len(connection.executed) == 1 and connection.ended == ["rollback"]


def test_nothing_stays_open_after_a_look(connect):
    connection = Connection()
    connect(connection)
    database = Postgres({})
    database.query("Reading", "SELECT 1")
    assert connection.autocommit is True
    with database.transaction():
        assert connection.autocommit is False
    assert connection.autocommit is True


@pytest.mark.parametrize(
    ("code", "times"), [("57P01", 3), ("40001", 3), ("53300", 3), ("28P01", 1), ("57014", 1), ("42P01", 1)]
)
def test_a_look_is_repeated_after_a_passing_failure(connect, code, times):
    waits = []
    connection = Connection(Told("ERROR:  it failed", code))
    connect(connection)
    database = Postgres({}, retries=2, sleep=waits.append)
    with pytest.raises(errors.GenesysError):
        database.query("Reading", "SELECT 1")
    assert len(connection.executed) == len(database.statements) == times and len(waits) == times - 1
    connection.executed.clear()
    with pytest.raises(errors.GenesysError), database.transaction():
        database.query("Reading", "SELECT 1")
    assert len(connection.executed) == 1, "what belongs together is not repeated in parts"


def test_a_connection_that_the_server_ended_is_replaced(connect):
    made = connect(Connection(Told("terminating connection", "57P01")))
    database = Postgres({})
    with pytest.raises(errors.Unreachable):
        database._connect()
        database._connection.closed = 2
        database.query("Reading", "SELECT 1")
    assert database._connection is None or len(made) == 2


def test_text_that_cannot_be(connect):
    connection = Connection(ValueError("A string literal cannot contain NUL (0x00) characters."))
    connect(connection)
    with pytest.raises(errors.InvalidInput, match="NUL"):
        Postgres({}).query("Adding", "INSERT", ["hunter2\0"])
    connection.error = UnicodeDecodeError("utf-8", b"hunter2\xff", 7, 8, "invalid start byte")
    with pytest.raises(errors.DatabaseError, match="no UTF-8") as caught:
        Postgres({}).query("Reading", "SELECT 1")
    assert "hunter2" not in str(caught.value)


def test_without_psycopg2(monkeypatch):
    monkeypatch.setattr(postgres, "psycopg2", None)
    with pytest.raises(errors.MissingLibrary, match="psycopg2"):
        Postgres({})


@pytest.fixture
def silent_server():
    """The port of a server that takes connections and says nothing."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def test_a_server_that_says_nothing_is_not_waited_for_longer_than_asked(silent_server):
    database = Postgres({"host": "127.0.0.1", "port": silent_server, "sslmode": "disable"}, timeout=0.2)
    began = time.monotonic()
    with pytest.raises(errors.TimedOut):
        database.query("Reading", "SELECT 1")
    assert 0.2 <= time.monotonic() - began < 5


def test_a_signal_ends_the_wait(silent_server):
    """So does the timeout of a task, for Ansible raises it from a signal."""

    class Over(BaseException):
        pass

    def over(number, frame):
        raise Over

    database = Postgres({"host": "127.0.0.1", "port": silent_server, "sslmode": "disable"}, timeout=60)
    before = signal.signal(signal.SIGALRM, over)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.2)
        with pytest.raises(Over):
            database.query("Reading", "SELECT 1")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_who_has_waited_leaves_others_waiting(silent_server):
    """The wait is of the whole process: a thread that ends its own must not take it, or its deadline, from another."""
    database = Postgres({"host": "127.0.0.1", "port": silent_server, "sslmode": "disable"}, timeout=0.1)
    seen = []

    def other():
        seen.append(getattr(postgres._DEADLINE, "at", None))
        with pytest.raises(errors.TimedOut):
            database.query("Reading", "SELECT 1")

    with database._waiting(60):
        mine = postgres._DEADLINE.at
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
        assert seen == [None]
        assert postgres._DEADLINE.at == mine
        assert psycopg2.extensions.get_wait_callback() is not None
    assert postgres._DEADLINE.at is None
    assert psycopg2.extensions.get_wait_callback() is not None


def test_empty_environment_variables_of_libpq_are_dropped_before_it_reads_them(connect, monkeypatch):
    monkeypatch.setenv("PGREQUIREAUTH", "")
    monkeypatch.setenv("PGTZ", "UTC")
    monkeypatch.setenv("OTHER", "")
    connect(Connection())
    Postgres({"host": "h"}).query("Reading", "SELECT 1")
    assert "PGREQUIREAUTH" not in os.environ and os.environ["PGTZ"] == "UTC" and "OTHER" in os.environ
