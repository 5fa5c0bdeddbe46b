# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""PostgreSQL through psycopg2:

one connection per task, bounded waits, statements recorded with their secrets masked.
"""

from __future__ import annotations

import os
import select
import threading
import time
from contextlib import contextmanager

from ..core import errors
from ..core.pauses import back_off
from ..core.spec import MASK
from . import sql_hosts, sql_tables
from .sql_errors import is_passing, translate, tries_next, unspeakable

try:
    import psycopg2
    from psycopg2 import extensions
except ImportError:  # reported by require_psycopg2() when it is needed
    psycopg2 = None


_DEADLINE = threading.local()
_TLS_MODES = ("require", "verify-ca", "verify-full")  # of sslmode: there is TLS or no connection
_KNOWS_GSS_ENCRYPTION = 120000  # the version of libpq


def _wait(connection):
    """Wait until the server has answered, or until this thread's deadline, if it has one."""
    deadline = getattr(_DEADLINE, "at", None)
    while True:
        state = connection.poll()
        if state == extensions.POLL_OK:
            return
        left = None if deadline is None else max(0.0, deadline - time.monotonic())
        if not _ready(connection.fileno(), state == extensions.POLL_READ, left):
            raise psycopg2.OperationalError("timeout expired")


def _ready(descriptor, for_reading, seconds):
    """Whether it became ready in time. select() itself knows only the first 1024 descriptors of a process."""
    if not hasattr(select, "poll"):
        waits = ([descriptor], []) if for_reading else ([], [descriptor])
        return any(select.select(*waits, [], seconds))
    waiting = select.poll()
    waiting.register(descriptor, select.POLLIN if for_reading else select.POLLOUT)
    return bool(waiting.poll(None if seconds is None else seconds * 1000))


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
    seconds to wait for the connection, for one statement and for a lock. retries: how often a statement outside of a
    transaction is repeated after a passing failure. schema: of the tables; None for the session's search path. sleep: for
    tests. ``statements`` lists what was executed.
    """

    def __init__(self, params, timeout=30.0, retries=0, schema=None, sleep=time.sleep):
        require_psycopg2()
        self.params = {name: value for name, value in params.items() if value not in (None, "")}
        if params.get("sslmode") in _TLS_MODES and extensions.libpq_version() >= _KNOWS_GSS_ENCRYPTION:
            # libpq asks for it first, whatever sslmode says, where it finds a Kerberos ticket; then no certificate is checked.
            self.params["gssencmode"] = "disable"
        self.timeout = timeout
        self.retries = retries
        self.schema = schema
        self.sleep = sleep
        self.statements = []
        self._tables = {}
        self._connection = None
        self._in_transaction = self._is_limited = False
        self._failed = None

    def close(self):
        """Close the connection, if there is one."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def log_in(self):
        """Open the connection, if there is none. Raises DatabaseError and its kin."""
        self._patiently(self._connect)

    @contextmanager
    def transaction(self):
        """Commit at the end, roll back on any error."""
        connection = self._connect()
        connection.autocommit = False
        self._in_transaction, self._is_limited, self._failed = True, False, None
        try:
            yield self
            if self._failed is not None:  # the library would roll back and call it a commit
                raise self._failed
            with self._translated("Committing"), self._waiting(self.timeout * 3):
                connection.commit()
        except BaseException:
            self._rollback()
            raise
        finally:
            self._in_transaction = False
            if self._connection is not None:
                connection.autocommit = True

    def query(self, operation, sql, parameters=()):
        """Execute one statement; returns (column names, rows, number of rows). Raises DatabaseError and its kin.

        Outside of a transaction it is one for itself, that has to be harmless to repeat.
        """
        return self._ask(operation, sql, parameters)

    def table(self, name, again=False):
        """The Table of this name, looked up once. again: look once more, for in a transaction that has locked it nobody can
        replace it any longer. Raises DatabaseError if there is none, or it belongs to a role that is not trusted.
        """
        if again or name not in self._tables:
            _columns, rows, _count = self._ask("Looking up %s" % name, *sql_tables.statement(name, self.schema))
            self._tables[name] = sql_tables.found(name, self.schema, rows)
        return self._tables[name]

    def _ask(self, operation, sql, parameters):
        if not self._in_transaction:
            return self._patiently(lambda: self._execute(operation, sql, parameters))
        if self._failed is not None:  # the server would only say that the transaction has failed, and not why
            raise self._failed
        try:
            return self._execute(operation, sql, parameters)
        except errors.GenesysError as error:
            self._failed = error
            raise

    def _execute(self, operation, sql, parameters):
        connection = self._connect()
        with self._translated(operation), self._waiting(self.timeout * 3), connection.cursor() as cursor:
            self.statements.append({"sql": " ".join(sql.split()), "parameters": [_shown(p) for p in parameters]})
            cursor.execute(self._limits() + sql, tuple(str(p) if isinstance(p, Secret) else p for p in parameters))
            columns = [column[0] for column in cursor.description or ()]
            return columns, (cursor.fetchall() if cursor.description else []), cursor.rowcount

    def _limits(self):
        """What bounds the waits on the server, before the first statement of each transaction, in one message with it.

        As a parameter of the connection it would replace those of PGOPTIONS, and a pool such as PgBouncer refuses it; as a
        setting of the session it would reach others, for a pool gives the session to another client after the transaction.
        """
        if self._in_transaction and self._is_limited:
            return ""
        self._is_limited = self._in_transaction
        wait = int(self.timeout * 1000)
        return "SET LOCAL lock_timeout = %d; SET LOCAL statement_timeout = %d; " % (wait, wait * 2)

    def _patiently(self, work):
        """Repeat the work after a passing failure, as often as the user wants."""
        for attempt in range(self.retries + 1):
            try:
                return work()
            except errors.GenesysError as error:
                if attempt == self.retries or not is_passing(error):
                    raise
            self.sleep(back_off(attempt))
        raise AssertionError("the last attempt returns or raises")

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
        if self._connection is not None:
            try:
                with self._waiting(self.timeout):
                    self._connection.rollback()
            except psycopg2.Error:
                self.close()

    def _connect(self):
        if self._connection is None or self._connection.closed:
            _drop_empty_variables()
            with self._translated("Connecting to PostgreSQL"):
                self._connection = self._open()
            self._connection.autocommit = True
        return self._connection

    def _open(self):
        """A connection to the first host and address that answers."""
        said = []  # no errors, for with them the connections that failed would stay open
        for params, seconds in sql_hosts.ways(self.params, self.timeout):
            try:
                with self._waiting(seconds):
                    return psycopg2.connect(
                        application_name="cxops.genesys",
                        client_encoding="UTF8",  # whatever the database has: it converts, and says so where it cannot
                        **params,
                    )
            except psycopg2.OperationalError as error:
                said.append(sql_hosts.named(params, str(error).strip()))
                if not tries_next(error):
                    break
        raise psycopg2.OperationalError("\n".join(said))

    @contextmanager
    def _translated(self, operation):
        try:
            yield
        except psycopg2.Error as error:
            if self._connection is not None and self._connection.closed:
                self.close()  # the next use makes another one
            broken = isinstance(error, (psycopg2.OperationalError, psycopg2.InterfaceError))
            raise translate(error, operation, self.params, broken) from error
        except ValueError as error:
            raise unspeakable(error, operation, self.params, self._connection is not None) from error


def _drop_empty_variables():
    """libpq reads environment variables of its own, PGREQUIREAUTH and PGTZ for instance, and refuses most of them when they
    are empty. No option can take their place where libpq has no default for it, so they leave this process for good.
    """
    for name in [name for name, value in os.environ.items() if name.startswith("PG") and not value]:
        os.environ.pop(name, None)


def _shown(parameter):
    return MASK if isinstance(parameter, Secret) else parameter
