# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which table a name means, and whose it is: whoever may create schemas can place a table of the same name before the right one.

A statement on a table runs what its owner attached to it (triggers, defaults, policies) with the rights of our user, and an operator or a function
without schema is searched for along the search path. So each table is looked up before it is used, is named with its schema from then on, and
statements name the schema of functions and operators, too (PostgreSQL's manual, "Schemas", "Usage Patterns").
"""

from __future__ import annotations

from typing import NamedTuple, Tuple

from ..core.errors import DatabaseError

EQUALS = "OPERATOR(pg_catalog.=)"
ASCII = 'COLLATE pg_catalog."C"'  # by which lower() knows the letters A to Z only, as core/text.py does
TEXT = "pg_catalog.text"
_TRUSTED = (
    "({0}.rolsuper OR {0}.oid {eq} d.datdba OR {0}.rolname {eq} CURRENT_USER"
    " OR {0}.rolname {eq} 'pg_database_owner'::pg_catalog.name)"
)
_LOOK_UP = (
    "SELECT n.nspname::{text}, c.relkind::{text}, o.rolname::{text}, {owner_trusted}, s.rolname::{text}, {schema_trusted},"
    " ARRAY(SELECT t.tgname::{text} FROM pg_catalog.pg_trigger AS t WHERE t.tgrelid {eq} c.oid AND NOT t.tgisinternal"
    " AND t.tgenabled OPERATOR(pg_catalog.<>) 'D'::pg_catalog.\"char\" ORDER BY t.tgname),"
    " ARRAY(SELECT r.rulename::{text} FROM pg_catalog.pg_rewrite AS r WHERE r.ev_class {eq} c.oid ORDER BY r.rulename)"
    " FROM pg_catalog.pg_class AS c"
    " JOIN pg_catalog.pg_namespace AS n ON n.oid {eq} c.relnamespace"
    " JOIN pg_catalog.pg_roles AS o ON o.oid {eq} c.relowner"
    " JOIN pg_catalog.pg_roles AS s ON s.oid {eq} n.nspowner"
    " JOIN pg_catalog.pg_database AS d ON d.datname {eq} pg_catalog.current_database()"
    " WHERE c.relname {eq} %s::pg_catalog.name AND "
).format(
    text=TEXT,
    eq=EQUALS,
    owner_trusted=_TRUSTED.format("o", eq=EQUALS),
    schema_trusted=_TRUSTED.format("s", eq=EQUALS),
)
_VISIBLE = "pg_catalog.pg_table_is_visible(c.oid)"
_IN_SCHEMA = "n.nspname::%s %s %%s::%s" % (TEXT, EQUALS, TEXT)
_KINDS = ("r", "p")  # a table, a partitioned table

_MISSING = (
    "Digital Channels makes the table when it first starts: check login_db, and start Nexus once before this task. "
    "If the table lies in another schema, name that by the option schema."
)
_STRANGER = (
    "Who owns a table reads what is written into it, and lets its own code run with the rights of who writes. If this is not the table that Digital "
    "Channels made, name the right schema by the option schema; if it is, log in as its owner, or let the owner of the database own it."
)


class Table(NamedTuple):
    """A table that was looked up.

    name: without schema, for messages. sql: with its schema, as statements with parameters name it. remarks: what the user should know of it.
    """

    name: str
    sql: str
    remarks: Tuple[str, ...]


def statement(name, schema=None):
    """The statement that looks a table up, and its parameters. schema: None for the session's search path."""
    return _LOOK_UP + (_IN_SCHEMA if schema else _VISIBLE), (name, schema) if schema else (name,)


def found(name, schema, rows):
    """The table that the statement found. Raises DatabaseError if there is none, or it belongs to a role that is not trusted.

    Trusted are the current user, the owner of the database, and superusers.
    """
    if not rows:
        where = "in the schema %s" % schema if schema else "in the search path of the session"
        raise DatabaseError("The table %s does not exist %s." % (name, where), _MISSING, table=name)
    schema, kind, owner, is_trusted, schema_owner, is_schema_trusted, triggers, rules = rows[0]
    shown = "%s.%s" % (schema, name)
    if not is_trusted:
        raise DatabaseError(
            "The table %s belongs to the role %s, which is neither the user of the session, nor the owner of the database, nor a superuser."
            % (shown, owner),
            _STRANGER,
            table=name,
        )
    if kind not in _KINDS:
        raise DatabaseError(
            "%s is no table." % shown, "This is not the table that Digital Channels makes: check login_db.", table=name
        )
    return Table(
        name,
        _quoted(schema) + "." + _quoted(name),
        tuple(_remarks(shown, triggers, rules))
        + (() if is_schema_trusted or schema_owner == owner else (_foreign_schema(shown, schema, schema_owner),)),
    )


def _remarks(shown, triggers, rules):
    more = [(kind, names) for kind, names in (("trigger", triggers), ("rule", rules)) if names]
    if more:
        what = " and ".join("the %s %s" % (kind + "s" * (len(names) > 1), ", ".join(names)) for kind, names in more)
        yield (
            "The table %s has %s, which Digital Channels does not make: what is written there, the client's secret included, "
            "goes through it." % (shown, what)
        )


def _foreign_schema(shown, schema, owner):
    return (
        "The schema of the table %s belongs to the role %s, which can put another table in its place: ALTER SCHEMA %s OWNER TO the owner of the table."
        % (shown, owner, _quoted(schema))
    )


def _quoted(name):
    """An identifier in a statement that has parameters."""
    return '"%s"' % name.replace('"', '""').replace("%", "%%")
