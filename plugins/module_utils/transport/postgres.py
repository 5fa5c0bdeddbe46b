# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""PostgreSQL through psycopg2:

one connection per task, bounded waits, statements recorded with their secrets masked.
"""

from __future__ import annotations

import re
import select
import threading
import time
from contextlib import contextmanager

from ..core import errors
from ..core.spec import MASK

try:
    import psycopg2
    from psycopg2 import extensions
except ImportError:  # reported by require_psycopg2() when it is needed
    psycopg2 = None


_DEADLINE = threading.local()


def _wait(connection):
    """Wait until the server has answered, or until this thread's deadline, if it has one."""
    deadline = getattr(_DEADLINE, "at", None)
    while True:
        state = connection.poll()
        if state == extensions.POLL_OK:
            return
        waits = ([connection], []) if state == extensions.POLL_READ else ([], [connection])
        left = None if deadline is None else max(0.0, deadline - time.monotonic())
        if not any(select.select(*waits, [], left)):
            raise psycopg2.OperationalError("timeout expired")


def require_psycopg2():
    """Raise MissingLibrary when psycopg2 is not installed."""
    if psycopg2 is None:
        raise errors.MissingLibrary(
            "The Python library psycopg2 is not installed for the Python that runs this module.",
            "Install it there: python -m pip install psycopg2-binary",
            library="psycopg2",
        )


class Secret(str):
    """A parameter that is masked wherever the statement is shown."""


class Postgres:
    """A connection that is opened when it is first used.

    params: host, port, user, password, dbname, sslmode, sslrootcert as libpq names them (None is left out). timeout:
    seconds to wait for the connection, for one statement and for a lock. ``statements`` lists what was executed.
    """

    def __init__(self, params, timeout=30.0):
        require_psycopg2()
        self.params = {name: value for name, value in params.items() if value not in (None, "")}
        self.timeout = timeout
        self.statements = []
        self._connection = None

    def close(self):
        """Close the connection, if there is one."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    @contextmanager
    def transaction(self):
        """Commit at the end, roll back on any error."""
        connection = self._connect()
        try:
            yield self
            with self._translated("Committing"), self._waiting(self.timeout * 3):
                connection.commit()
        except BaseException:
            self._rollback()
            raise

    def query(self, operation, sql, parameters=()):
        """Execute one statement; returns (column names, rows, number of rows). Raises DatabaseError and its kin."""
        connection = self._connect()
        with self._translated(operation), self._waiting(self.timeout * 3), connection.cursor() as cursor:
            self.statements.append({"sql": " ".join(sql.split()), "parameters": [_shown(p) for p in parameters]})
            cursor.execute(sql, tuple(str(p) if isinstance(p, Secret) else p for p in parameters))
            columns = [column[0] for column in cursor.description or ()]
            return columns, (cursor.fetchall() if cursor.description else []), cursor.rowcount

    @contextmanager
    def _waiting(self, seconds):
        """Wait for the server in Python, at most so many seconds, for nothing ends a wait inside libpq: neither the timeout
        of a task, which is a signal, nor ``connect_timeout`` when libpq itself does not wait.
        """
        if extensions.get_wait_callback() is not _wait:
            # Once and for good: it is of the whole process, and another thread may be waiting in it.
            extensions.set_wait_callback(_wait)
        before = getattr(_DEADLINE, "at", None)
        _DEADLINE.at = time.monotonic() + seconds
        try:
            yield
        finally:
            _DEADLINE.at = before

    def _rollback(self):
        if self._connection is not None and not self._connection.closed:
            try:
                with self._waiting(self.timeout):
                    self._connection.rollback()
            except psycopg2.Error:
                self.close()

    def _connect(self):
        if self._connection is None:
            wait = int(self.timeout * 1000)
            with self._translated("Connecting to PostgreSQL"), self._waiting(self.timeout):
                self._connection = psycopg2.connect(
                    application_name="cxops.genesys",
                    options="-c lock_timeout=%d -c statement_timeout=%d" % (wait, wait * 2),
                    **self.params,
                )
        return self._connection

    @contextmanager
    def _translated(self, operation):
        try:
            yield
        except psycopg2.Error as error:
            raise _translate(error, operation, self.params) from error


def _shown(parameter):
    return MASK if isinstance(parameter, Secret) else parameter


_BY_SQLSTATE = {
    "28P01": (errors.Unauthorized, "Check login_user and login_password."),
    "28000": (errors.Unauthorized, "Check login_user, login_password, ssl_mode and the server's pg_hba.conf."),
    "3D000": (errors.DatabaseError, "Check login_db: the database of Digital Channels is usually called nexus."),
    "42501": (errors.Forbidden, "The database user needs SELECT, INSERT, UPDATE and DELETE on the table."),
    "42P01": (
        errors.DatabaseError,
        "Digital Channels makes the table when it first starts: check login_db, and start Nexus once before this task.",
    ),
    "55P03": (
        errors.Conflict,
        "Another session holds a lock on the table; look into pg_stat_activity, or raise timeout.",
    ),
    "57014": (errors.TimedOut, "Raise timeout, or look at what the server is busy with."),
    "25006": (errors.DatabaseError, "This server is a read-only replica: give the address of the primary."),
}
_BY_TEXT = (
    ("password authentication failed", errors.Unauthorized, "Check login_user and login_password."),
    ("no password supplied", errors.Unauthorized, "Give login_password."),
    ("no pg_hba.conf entry", errors.Unauthorized, "Check ssl_mode, login_user and the server's pg_hba.conf."),
    (
        "does not exist",
        errors.DatabaseError,
        "Check login_db: the database of Digital Channels is usually called nexus.",
    ),
    ("certificate", errors.CertificateError, "Check ca_cert and ssl_mode, and the name in login_host."),
    (
        "does not support SSL",
        errors.CertificateError,
        "The server has TLS switched off: switch it on, or choose another ssl_mode.",
    ),
    ("could not translate host name", errors.Unreachable, "Check login_host."),
    ("timeout expired", errors.TimedOut, "Check login_host and login_port, and the firewall between."),
    ("server closed the connection", errors.Unreachable, "The server went away; run again."),
    ("Connection refused", errors.Unreachable, "Check login_host and login_port, and that PostgreSQL listens there."),
)


def _translate(error, operation, params):
    text = _words(error)
    details = {
        "operation": operation,
        "sqlstate": error.pgcode,
        "host": params.get("host"),
        "database": params.get("dbname"),
    }
    if error.pgcode in _BY_SQLSTATE:
        kind, hint = _BY_SQLSTATE[error.pgcode]
        return kind("%s failed: %s." % (operation, text), hint, **details)
    if error.pgcode is None:
        for mark, kind, hint in _BY_TEXT:
            if mark in text:
                return kind("%s failed: %s." % (operation, text), hint, **details)
        if isinstance(error, (psycopg2.OperationalError, psycopg2.InterfaceError)):
            return errors.Unreachable(
                "%s failed: %s." % (operation, text), "Check login_host, login_port and the server.", **details
            )
    return errors.DatabaseError("%s failed: %s." % (operation, text), "Look at the server's log.", **details)


def _words(error):
    """The server's own first sentence; its DETAIL may quote the row, and with it a secret."""
    primary = getattr(getattr(error, "diag", None), "message_primary", None)
    text = primary or str(error).strip().splitlines()[0] if str(error).strip() else "the connection broke"
    return re.sub(r"\s+", " ", text).rstrip(".")
