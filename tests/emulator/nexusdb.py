# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Nexus does with its PostgreSQL database (private-edition-api.md §4.5)."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import psycopg2
import psycopg2.extras

from .defaults import SEEDED_API_KEYS

LATE_COLUMNS = ("region", "authinturl", "authexturl")
OWNER_COLUMNS = ("tenant", "ccid")
GAPI_COLUMNS = ("url", "clientid", "apikey", "clientsecret", *LATE_COLUMNS)

CREATE_GAPIS = """CREATE TABLE nex_gapis
    (url text, clientid text, apikey text, clientsecret text, created timestamptz)"""
CREATE_APIKEYS = "CREATE TABLE nex_apikeys (id uuid PRIMARY KEY, name text)"


class NexusDatabase:
    """One connection to the database ``nexus``; every call is one transaction of its own."""

    def __init__(self, dsn: str) -> None:
        self.dsn = dsn
        self._lock = threading.RLock()
        self._connection: Any = None
        self._cache: list[dict[str, Any]] = []

    def query(self, sql: str, args: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """Run ``sql`` and return its rows. Raise psycopg2.Error."""
        with self._lock:
            if self._connection is not None:
                try:
                    return self._run(sql, args)
                except (psycopg2.OperationalError, psycopg2.InterfaceError):
                    # A connection that PostgreSQL closed meanwhile is replaced once; any other trouble is real.
                    if not self._connection.closed:
                        raise
            self._connection = psycopg2.connect(self.dsn, connect_timeout=5, options="-c statement_timeout=5000")
            self._connection.autocommit = True
            return self._run(sql, args)

    def _run(self, sql: str, args: Sequence[Any]) -> list[dict[str, Any]]:
        with self._connection.cursor(cursor_factory=psycopg2.extras.RealDictCursor) as cursor:
            cursor.execute(sql, args or None)
            return [dict(row) for row in cursor.fetchall()] if cursor.description else []

    def close(self) -> None:
        """Close the connection."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def attach(self) -> bool:
        """Make the tables when they are missing, load the rows, and tell whether the late columns are there."""
        if self.query("SELECT to_regclass('nex_gapis') AS found")[0]["found"] is None:
            self.create()
        self.load()
        sql = "SELECT attname FROM pg_attribute WHERE attrelid = 'nex_gapis'::regclass AND NOT attisdropped"
        columns = self.query(sql)
        return LATE_COLUMNS[0] in [row["attname"] for row in columns]

    def create(self, late_columns: bool = True) -> None:
        """Make both tables as a fresh installation has them; what was there is lost."""
        self.query("DROP TABLE IF EXISTS nex_gapis, nex_apikeys")
        self.query(CREATE_GAPIS)
        self.query(CREATE_APIKEYS)
        for key, name in SEEDED_API_KEYS.items():
            self.add_key(key, name)
        if late_columns:
            self.set_late_columns(True)
        self._cache = []

    def set_late_columns(self, present: bool) -> None:
        """Add the columns that Nexus adds when it is restarted (CONFIRMED), or take them away."""
        for name in LATE_COLUMNS:
            form = (
                "ALTER TABLE nex_gapis ADD COLUMN IF NOT EXISTS %s text"
                if present
                else ("ALTER TABLE nex_gapis DROP COLUMN IF EXISTS %s")
            )
            self.query(form % name)

    def restart(self) -> None:
        """Nexus starts again: the late columns are added, the rows are loaded (CONFIRMED)."""
        self.set_late_columns(True)
        self.load()

    def load(self) -> None:
        """Read the rows of nex_gapis into Nexus."""
        self._cache = self.query("SELECT * FROM nex_gapis")

    def gapis(self, cached: bool) -> list[dict[str, Any]]:
        """Return the rows that Nexus knows: those of its start, or those of now."""
        return self._cache if cached else self.query("SELECT * FROM nex_gapis")

    def key_name(self, key: str) -> str | None:
        """Return the name of an API key, None when it is unknown."""
        rows = self.query("SELECT name FROM nex_apikeys WHERE id::text = lower(%s)", (key,))
        return rows[0]["name"] if rows else None

    def add_key(self, key: str, name: str, center: str | None = None, column: str = "none") -> None:
        """Store an API key. column: what names the contact center that it belongs to."""
        if column == "none" or center is None:
            self.query("INSERT INTO nex_apikeys (id, name) VALUES (%s, %s)", (key, name))
        else:
            self.set_owner_column(column)
            self.query("INSERT INTO nex_apikeys (id, name, %s) VALUES (%%s, %%s, %%s)" % column, (key, name, center))

    def set_owner_column(self, column: str) -> None:
        """Have this column that names a key's contact center, and no other; "none": have none."""
        for name in OWNER_COLUMNS:
            form = "ADD COLUMN IF NOT EXISTS %s text" if name == column else "DROP COLUMN IF EXISTS %s"
            self.query("ALTER TABLE nex_apikeys " + form % name)

    def add_gapi(self, row: dict[str, Any]) -> None:
        """Insert a row into nex_gapis, created now."""
        names = [name for name in GAPI_COLUMNS if name in row]
        unknown = [name for name in row if name not in GAPI_COLUMNS]
        if unknown:
            raise ValueError("nex_gapis has no column '%s'" % unknown[0])
        sql = "INSERT INTO nex_gapis (%s, created) VALUES (%s, now())"
        self.query(sql % (", ".join(names), ", ".join(["%s"] * len(names))), [row[name] for name in names])

    def remove_key(self, key: str) -> None:
        """Remove an API key."""
        self.query("DELETE FROM nex_apikeys WHERE id::text = lower(%s)", (key,))

    def snapshot(self) -> dict[str, Any]:
        """Return both tables, in the order of their content."""
        gapis = self.query("SELECT * FROM nex_gapis ORDER BY url, clientid")
        for row in gapis:
            row["created"] = row["created"].isoformat() if row.get("created") else None
        keys = self.query("SELECT id::text AS id, name FROM nex_apikeys ORDER BY name, id")
        return {"nex_gapis": gapis, "nex_apikeys": keys}
