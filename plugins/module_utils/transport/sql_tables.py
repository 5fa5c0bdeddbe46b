# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which table a name means, and whose it is: whoever may create schemas can place a table of the same name before the right one.

A statement on a table runs what its owner attached to it (triggers, defaults, policies) with the rights of our user, and an operator or a function
without schema is searched for along the search path. So each table is looked up before it is used, is named with its schema from then on, and
statements name the schema of functions and operators, too (PostgreSQL's manual, "Schemas", "Usage Patterns").
"""

from __future__ import annotations

from typing import List, NamedTuple, Tuple

from ..core.errors import DatabaseError

EQUALS = "OPERATOR(pg_catalog.=)"
ASCII = 'COLLATE pg_catalog."C"'  # by which lower() knows the letters A to Z only, as core/text.py does
TEXT = "pg_catalog.text"
_TRUSTED = (
    "({0}.rolsuper OR {0}.oid {eq} d.datdba OR {0}.rolname {eq} CURRENT_USER"
    " OR {0}.rolname {eq} 'pg_database_owner'::pg_catalog.name)"
)
# The table, what inherits from it (children, partitions), and what it inherits from: writes reach the former, and whoever may read the latter
# reads its rows there. Statements that name a table run its own rules, and of its children the triggers for rows alone.
_LOOK_UP = (
    "WITH RECURSIVE kin(oid, way) AS ("
    "SELECT c.oid, 0 FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid {eq} c.relnamespace"
    " WHERE c.relname {eq} %s::pg_catalog.name AND {{where}}"
    " UNION SELECT CASE WHEN i.inhparent {eq} k.oid THEN i.inhrelid ELSE i.inhparent END, CASE WHEN i.inhparent {eq} k.oid THEN 1 ELSE -1 END"
    " FROM kin AS k JOIN pg_catalog.pg_inherits AS i ON i.inhparent {eq} k.oid AND k.way OPERATOR(pg_catalog.>=) 0"
    " OR i.inhrelid {eq} k.oid AND k.way OPERATOR(pg_catalog.<=) 0"
    ") SELECT k.way, n.nspname::{text}, c.relname::{text}, c.relkind::{text}, o.rolname::{text}, {owner_trusted},"
    " s.rolname::{text}, {schema_trusted},"
    " ARRAY(SELECT t.tgname::{text} FROM pg_catalog.pg_trigger AS t WHERE t.tgrelid {eq} c.oid AND NOT t.tgisinternal"
    " AND t.tgenabled OPERATOR(pg_catalog.<>) 'D'::pg_catalog.\"char\""
    " AND (k.way {eq} 0 OR k.way {eq} 1 AND (t.tgtype OPERATOR(pg_catalog.&) 1::pg_catalog.int2) {eq} 1) ORDER BY t.tgname),"
    " ARRAY(SELECT r.rulename::{text} FROM pg_catalog.pg_rewrite AS r WHERE r.ev_class {eq} c.oid AND k.way {eq} 0 ORDER BY r.rulename)"
    " FROM kin AS k"
    " JOIN pg_catalog.pg_class AS c ON c.oid {eq} k.oid"
    " JOIN pg_catalog.pg_namespace AS n ON n.oid {eq} c.relnamespace"
    " JOIN pg_catalog.pg_roles AS o ON o.oid {eq} c.relowner"
    " JOIN pg_catalog.pg_roles AS s ON s.oid {eq} n.nspowner"
    " JOIN pg_catalog.pg_database AS d ON d.datname {eq} pg_catalog.current_database()"
    " ORDER BY pg_catalog.abs(k.way), n.nspname, c.relname"
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
_STRANGE_KIN = (
    "Digital Channels makes no such table. A child or a partition takes rows, a parent shows them, each to its owner: let the owner of the database own "
    "it, or take it away (ALTER TABLE ... NO INHERIT, or DETACH PARTITION)."
)


class _Seen(NamedTuple):
    """A row of the answer. way: 0 for the table itself, 1 for what inherits from it, -1 for what it inherits from."""

    way: int
    schema: str
    name: str
    kind: str
    owner: str
    is_trusted: bool
    schema_owner: str
    is_schema_trusted: bool
    triggers: List[str]
    rules: List[str]

    @property
    def shown(self):
        """The name in messages."""
        return "%s.%s" % (self.schema, self.name)


class Table(NamedTuple):
    """A table that was looked up.

    name: without schema, for messages. sql: with its schema, as statements with parameters name it. remarks: what the user should know of it.
    """

    name: str
    sql: str
    remarks: Tuple[str, ...]


def statement(name, schema=None):
    """The statement that looks a table up, and its parameters. schema: None for the session's search path."""
    return _LOOK_UP.format(where=_IN_SCHEMA if schema else _VISIBLE), (name, schema) if schema else (name,)


def found(name, schema, rows):
    """The table that the statement found. Raises DatabaseError if there is none, or if it, or a table that inherits from it or
    that it inherits from, belongs to a role that is not trusted or is no table of this database.

    Trusted are the current user, the owner of the database, and superusers.
    """
    if not rows:
        where = "in the schema %s" % schema if schema else "in the search path of the session"
        raise DatabaseError("The table %s does not exist %s." % (name, where), _MISSING, table=name)
    seen = [_Seen(*row) for row in rows]
    for one in seen:
        _refuse_stranger(one, seen[0])
    return Table(
        name,
        _quoted(seen[0].schema) + "." + _quoted(name),
        tuple(remark for one in seen for remark in _remarks(one)) + tuple(_foreign_schema(seen[0])),
    )


def _refuse_stranger(one, table):
    shown = one.shown
    if one.way:
        shown += (", which inherits from %s," if one.way > 0 else ", from which %s inherits,") % table.shown
    if not one.is_trusted:
        raise DatabaseError(
            "The table %s belongs to the role %s, which is neither the user of the session, nor the owner of the database, nor a superuser."
            % (shown, one.owner),
            _STRANGE_KIN if one.way else _STRANGER,
            table=table.name,
        )
    if one.kind not in _KINDS:
        raise DatabaseError(
            "%s is no table." % shown,
            "This is not the table that Digital Channels makes: check login_db.",
            table=table.name,
        )


def _remarks(one):
    more = [(kind, names) for kind, names in (("trigger", one.triggers), ("rule", one.rules)) if names]
    if more:
        what = " and ".join("the %s %s" % (kind + "s" * (len(names) > 1), ", ".join(names)) for kind, names in more)
        yield (
            "The table %s has %s, which Digital Channels does not make: what is written there, the client's secret included, "
            "goes through it." % (one.shown, what)
        )


def _foreign_schema(table):
    if not table.is_schema_trusted and table.schema_owner != table.owner:
        yield (
            "The schema of the table %s belongs to the role %s, which can put another table in its place: ALTER SCHEMA %s OWNER TO the owner of the table."
            % (table.shown, table.schema_owner, _quoted(table.schema))
        )


def _quoted(name):
    """An identifier in a statement that has parameters."""
    return '"%s"' % name.replace('"', '""').replace("%", "%%")
