# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The PostgreSQL database of Nexus: embedded by default, or on the server that CXOPS_TEST_POSTGRES names."""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from types import TracebackType
from typing import Any

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import make_dsn, parse_dsn

from .defaults import DATABASE_PASSWORD
from .nexusdb import NexusDatabase
from .postgres import Postgres, Setup

SERVER_VARIABLE = "CXOPS_TEST_POSTGRES"


class Database:
    """One database with Nexus' tables; close it, or use it as context manager.

    ``params`` holds host, port, user, password, dbname; ``dsn`` is the same for libpq. ``server`` is the one that came
    with it, if one did.
    """

    def __init__(
        self, admin: dict[str, Any], params: dict[str, Any], server: Postgres | None, late_columns: bool, dropped: bool
    ) -> None:
        self._admin = admin
        self._server = self.server = server
        self._dropped = dropped
        self._late_columns = late_columns
        self.params = params
        self.dsn = make_dsn(**params)
        self._nexus = NexusDatabase(self.dsn)
        self._nexus.create(late_columns)

    @property
    def admin_dsn(self) -> str:
        """The same server as somebody who may create databases and roles."""
        return str(make_dsn(**self._admin))

    @property
    def env(self) -> dict[str, str]:
        """The environment variables of libpq for this database."""
        names = {
            "host": "PGHOST",
            "port": "PGPORT",
            "user": "PGUSER",
            "password": "PGPASSWORD",
            "dbname": "PGDATABASE",
            "sslmode": "PGSSLMODE",
            "sslrootcert": "PGSSLROOTCERT",
        }
        return {names[key]: str(value) for key, value in self.params.items() if key in names}

    def query(self, statement: str, args: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """Run a statement in a transaction of its own and return its rows. Raise psycopg2.Error."""
        return self._nexus.query(statement, args)

    execute = query

    def reset(self, late_columns: bool | None = None) -> None:
        """Make the tables anew, by default in the variant that the database was started with."""
        self._nexus.create(self._late_columns if late_columns is None else late_columns)

    def fresh(self, late_columns: bool = True) -> Database:
        """Return another database on the same server."""
        name = "nexus_" + secrets.token_hex(4)
        _create_database(self._admin, name, self.params["user"])
        return Database(self._admin, {**self.params, "dbname": name}, None, late_columns, dropped=True)

    def close(self) -> None:
        """End the database; the embedded server too when this database came with it."""
        self._nexus.close()
        if self._server is not None:
            self._server.close()
            self._server = None
        elif self._dropped:
            self._dropped = False
            statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(self.params["dbname"]))
            _as_admin(self._admin, statement)

    def __enter__(self) -> Database:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _as_admin(admin: dict[str, Any], *statements: Any) -> None:
    connection = psycopg2.connect(**admin, connect_timeout=10)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
    finally:
        connection.close()


def _create_database(admin: dict[str, Any], name: str, owner: str) -> None:
    statement = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0").format(
        sql.Identifier(name), sql.Identifier(owner)
    )
    _as_admin(admin, statement)


def start(late_columns: bool = True, setup: Setup | None = None, **more: Any) -> Database:
    """Return a running database with Nexus' tables as a fresh installation has them.

    ``late_columns=False``: nex_gapis without region, authinturl, authexturl (private-edition-api.md §4.5).
    ``setup``: a server of its own kind; ``more``: how to connect to it, such as sslmode.
    Raise PostgresError when there is no server to be had, psycopg2.Error when the named one refuses.
    """
    url = os.environ.get(SERVER_VARIABLE)
    if url and setup is None:
        return _on_server(url, late_columns)
    server = Postgres(setup)
    try:
        admin = {
            "host": server.host,
            "port": server.port,
            "user": "postgres",
            "password": server.password,
            "dbname": "postgres",
            **more,
        }
        # Database and user as in §4.5. The password is none of an ordinary word, for Ansible masks it wherever it stands.
        _as_admin(admin, f"CREATE ROLE nexus LOGIN PASSWORD '{DATABASE_PASSWORD}'")
        _create_database(admin, "nexus", "nexus")
        params = {
            "host": server.host,
            "port": server.port,
            "user": "nexus",
            "password": DATABASE_PASSWORD,
            "dbname": "nexus",
            **more,
        }
        return Database(admin, params, server, late_columns, dropped=False)
    except BaseException:
        server.close()
        raise


def _on_server(url: str, late_columns: bool) -> Database:
    given = parse_dsn(url)
    admin = {"dbname": "postgres", **given}
    connection = psycopg2.connect(**admin, connect_timeout=10)
    info = connection.info
    params = {**given, "host": info.host, "port": info.port, "user": info.user, "password": info.password or ""}
    connection.close()
    name = "nexus_" + secrets.token_hex(4)
    _create_database(admin, name, params["user"])
    return Database(admin, {**params, "dbname": name}, None, late_columns, dropped=True)
