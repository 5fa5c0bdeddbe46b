# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""API keys of Digital Channels, read from its table nex_apikeys (private-edition-api.md §4.5: id is the key itself)."""

from __future__ import annotations

from typing import NamedTuple

from ..core import checks
from ..core.errors import Ambiguous, DatabaseError
from ..core.text import folded
from ..transport.sql_tables import ASCII, EQUALS, TEXT

CLUSTER_KEY = "Cluster API Key"
# A column that names the contact center is not documented; these names are known from the APIs for what carries its id.
OWNER_COLUMNS = ("ccid", "contactcenterid", "contact_center_id", "contactcenter", "contact_center")
OWNER_COLUMNS += ("tenant", "tenantid", "tenant_id")
NO_PRIVILEGE = "42501"
_READ = "SELECT id::{0}, %s FROM %s AS k WHERE name::{0} {1} %%s::{0}".format(TEXT, EQUALS)
_ROW = "pg_catalog.to_jsonb(k)"


class KeyRow(NamedTuple):
    """A row of nex_apikeys. owner: the id of the contact center that it names, in lower case; empty if it names none."""

    key: str
    owner: str


def has_database(options):
    """PostgreSQL options are given, so the table can be asked."""
    return bool(options.get("login_host"))


def rows_named(services, name):
    """The rows of this name, each key once."""
    table = services.postgres.table("nex_apikeys").sql
    try:
        _columns, rows, _count = services.postgres.query("Reading nex_apikeys", _READ % (_ROW, table), (name,))
    except DatabaseError as error:
        if error.details.get("sqlstate") != NO_PRIVILEGE:
            raise
        _columns, rows, _count = services.postgres.query("Reading nex_apikeys", _READ % ("NULL", table), (name,))
    found = {}
    for key, columns in rows:
        if key and isinstance(key, str):
            services.secrets.add(key)
            found[key] = KeyRow(key, _owner(columns))
    return list(found.values())


def key_named(services, name):
    """The API key of this name, or None. Raises Ambiguous when several rows have the name."""
    return only_key(rows_named(services, name), name)


def name_of(services, key):
    """The name of the row with this key, or None."""
    rows = _with_key(services, key, "name::" + TEXT)
    return rows[0][0] if rows else None


def is_key(services, key):
    """Whether this is one of the API keys."""
    return bool(_with_key(services, key, "1"))


def _with_key(services, key, what):
    from ..transport.postgres import Secret  # here, so that tasks without a database do not pay for the import

    sql = "SELECT {4} FROM {0} WHERE pg_catalog.lower(id::{1} {3}) {2} pg_catalog.lower(%s::{1} {3})"
    sql = sql.format(services.postgres.table("nex_apikeys").sql, TEXT, EQUALS, ASCII, what)
    return services.postgres.query("Reading nex_apikeys", sql, (Secret(key),))[1]


def only_key(rows, name):
    """The key of the one row, None if there is none. Raises Ambiguous when there are several."""
    if len(rows) > 1:
        raise Ambiguous(
            "nex_apikeys holds %d keys named %s." % (len(rows), name),
            "Remove those that are not used, or give the key itself.",
            field="name",
        )
    return rows[0].key if rows else None


def _owner(columns):
    """The id of the contact center that a row names; empty if it names none."""
    values = {folded(name): folded(str(value).strip()) for name, value in (columns or {}).items()}
    ids = [values[name] for name in OWNER_COLUMNS if name in values and not checks.uuid(values[name])]
    return ids[0] if ids else ""
