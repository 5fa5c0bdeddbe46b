# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows of nex_gapis, the table by which Digital Channels finds GWS (private-edition-api.md §4.5)."""

from __future__ import annotations

from contextlib import contextmanager

from ..core import checks
from ..core.backend import Backend
from ..core.compare import same
from ..core.errors import DatabaseError, VerificationFailed
from ..core.plan import Wanted
from ..core.spec import Field, Resource, to_wire
from ..core.task import Manage
from ..core.text import folded
from ..transport.options import AUTH, NEXUS, POSTGRESQL
from ..transport.postgres import Secret
from ..transport.secret_file import read_secret
from ..transport.sql_errors import is_passing
from ..transport.sql_tables import ASCII, EQUALS, TEXT
from ._auth_secret import planned_key
from ._client_secret import is_foretold

TABLE = "nex_gapis"
NOT_STORED_YET = "(stored by an earlier task)"

FIELDS = (
    Field("url", "url", required=True, check=checks.base_url, normal=checks.normal_url),
    Field("client_id", "clientid", required=True, check=checks.basic_name),
    Field("client_secret", "clientsecret", secret=True, needed=True),
    Field("gapi_key", "apikey", create="NA", secret=True),
    Field("region", "region", check=checks.name),
    Field("auth_internal_url", "authinturl", check=checks.base_url, normal=checks.normal_url),
    Field("auth_external_url", "authexturl", check=checks.base_url, normal=checks.normal_url),
    Field("duplicates", "duplicates", type="int", option=False),
    Field("secret_file", type="path"),
    Field("remove_duplicates", type="bool", default=False),
)
_COLUMNS = {field.wire: field for field in FIELDS if field.wire and field.option}
_LATE = ("region", "authinturl", "authexturl")

# Functions and operators by schema, and parameters of a stated type: see transport/sql_tables.py.
_READ = (
    "SELECT ctid::{text}, * FROM %s WHERE pg_catalog.lower(pg_catalog.rtrim(url::{text}, '/'::{text}) {ascii})"
    " {eq} pg_catalog.lower(pg_catalog.rtrim(%%s::{text}, '/'::{text}) {ascii})"
    " AND clientid::{text} {eq} %%s::{text} ORDER BY created DESC NULLS LAST"
).format(text=TEXT, eq=EQUALS, ascii=ASCII)
_VALUE = "%%s::%s" % TEXT
_THESE = "ctid %s ANY (%%s::pg_catalog.tid[])" % EQUALS


class GapiRows(Backend):
    """Access to the rows by SQL. The table has no unique key, so writers lock it and look again before they write."""

    def __init__(self, resource, services, options, check_mode=False):
        super().__init__(resource, services, options, check_mode)
        self._ctids = []

    def find(self, desired):
        """The row for this URL and client.

        Of duplicates what differs from what is wanted in any of them, so that all are mended at once.
        """
        table = self.services.postgres.table(TABLE)
        columns, rows, _count = self.services.postgres.query(
            "Reading %s" % TABLE, _READ % table.sql, (desired["url"], desired["client_id"])
        )
        self.warnings = list(table.remarks)
        _refuse_missing_columns(columns, desired)
        found = [dict(zip(columns, row)) for row in rows]
        self._ctids = [row["ctid"] for row in found]
        members = [
            {f.arg: _text(wire, row[wire]) for wire, f in _COLUMNS.items() if row.get(wire) is not None}
            for row in found
        ]
        self.services.secrets.update(member["client_secret"] for member in members if member.get("client_secret"))
        if not members:
            return None
        wanted = self._with_secret(desired)
        differing = [member for member in members if not self._fits(wanted, member)]
        current = self._worst(wanted, differing) if differing else dict(members[0])
        if len(members) > 1:
            current["duplicates"] = len(members) - 1
            if not self.options.get("remove_duplicates"):
                self.warnings.append(
                    "%s holds %d rows for this URL and client; set remove_duplicates to keep only the newest."
                    % (TABLE, len(members))
                )
        return current

    def resolve(self, desired, current):
        """Read the client's secret from its file, and ask for the removal of duplicates if that is wanted."""
        values = self._with_secret(desired)
        if self.options.get("secret_file") and not values.get("client_secret"):
            path = self.options["secret_file"]
            if not self.check_mode or not is_foretold(self.services, self.options["client_id"], path):
                read_secret(path, required=True)
            if current is None or self._is_planned():
                values["client_secret"] = NOT_STORED_YET
        if self.options.get("remove_duplicates") and (current or {}).get("duplicates"):
            values["duplicates"] = 0
        return Wanted(values, self._foretold(values))

    def _foretold(self, values):
        """The secret, where an earlier task of this run foretells a new one for its file, which check mode does not make."""
        return frozenset(["client_secret"] if "client_secret" in values and self._is_planned() else [])

    def _is_planned(self):
        path = self.options.get("secret_file")
        planned = self.services.memory.recall(planned_key(path)) if self.check_mode and path else None
        return bool(planned and planned[-1])

    @contextmanager
    def exclusive(self):
        """One transaction under a lock that only other writers wait for; the wait is bounded by the timeout."""
        with self.services.postgres.transaction() as database:
            database.query("Locking %s" % TABLE, "LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE" % self._table)
            database.table(TABLE, again=True)
            yield True

    def is_interruption(self, error):
        """The connection broke, or the server ended the transaction for another one's sake."""
        return is_passing(error)

    def create(self, plan):
        """INSERT the row."""
        values = to_wire(self.resource.managed, plan.after)
        self._write(
            "Adding to %s" % TABLE,
            "INSERT INTO %s (%s, created) VALUES (%s, pg_catalog.now())"
            % (self._table, ", ".join(values), ", ".join([_VALUE] * len(values))),
            _parameters(values),
            1,
        )

    def update(self, plan):
        """Remove duplicates if that is wanted, then UPDATE what differs in the rows that stay."""
        values = to_wire(self.resource.managed, plan.patch)
        if values.pop("duplicates", None) is not None:
            self._delete(self._ctids[1:])
            self._ctids = self._ctids[:1]
        if values:
            self._write(
                "Changing %s" % TABLE,
                "UPDATE %s SET %s WHERE %s"
                % (self._table, ", ".join("%s = %s" % (name, _VALUE) for name in values), _THESE),
                _parameters(values) + [self._ctids],
                len(self._ctids),
            )

    def delete(self, plan):
        """DELETE every row for this URL and client."""
        self._delete(self._ctids)

    def _delete(self, ctids):
        self._write("Deleting from %s" % TABLE, "DELETE FROM %s WHERE %s" % (self._table, _THESE), [ctids], len(ctids))

    @property
    def _table(self):
        """The table, as statements name it."""
        return self.services.postgres.table(TABLE).sql

    def _write(self, operation, statement, parameters, rows):
        """Raise VerificationFailed, so that all is rolled back, when the server says that it concerned another number of rows."""
        _columns, _rows, count = self.services.postgres.query(operation, statement, parameters)
        if count != rows:
            raise VerificationFailed(
                "%s: the server accepted the statement, but wrote %d rows where it should be %d."
                % (operation, count, rows),
                "Look for triggers and rules of the table. Nothing was changed.",
                table=TABLE,
                operation=operation,
            )

    def _with_secret(self, desired):
        path = self.options.get("secret_file")
        secret = read_secret(path) if path and not desired.get("client_secret") else None
        if secret is None:
            return dict(desired)
        self.services.secrets.add(secret)
        return dict(desired, client_secret=secret)

    def _worst(self, desired, members):
        """Of several rows, in each column what differs from what is wanted in any of them: all of it is to be mended."""
        worst = dict(members[0])
        for item in self.resource.managed:
            values = [member.get(item.arg) for member in members]
            wrong = [value for value in values if item.arg in desired and not same(item, desired[item.arg], value)]
            if wrong:
                worst[item.arg] = wrong[0]
        return {name: value for name, value in worst.items() if value is not None}

    def _fits(self, desired, member):
        return all(same(f, desired[f.arg], member.get(f.arg)) for f in self.resource.managed if f.arg in desired)


def row_url(url):
    """The URL in the form in which the table's rows are found by it: see _READ."""
    return folded(url.rstrip("/"))


def urls_of(services, client_id):
    """The URLs of the rows with this client."""
    sql = "SELECT DISTINCT url FROM {0} WHERE clientid::{1} {2} %s::{1} ORDER BY url"
    sql = sql.format(services.postgres.table(TABLE).sql, TEXT, EQUALS)
    return [row[0] for row in services.postgres.query("Reading %s" % TABLE, sql, (client_id,))[1]]


def _parameters(values):
    return [Secret(value) if _COLUMNS[name].secret else value for name, value in values.items()]


def _text(column, value):
    """The value of a column, which has to be a text as in the table that Digital Channels makes. Raises DatabaseError."""
    if isinstance(value, str):
        return value
    raise DatabaseError(
        "The column %s of %s holds a %s and no text." % (column, TABLE, type(value).__name__),
        "This is not the table that Digital Channels makes: check login_db.",
        table=TABLE,
        fields=[_COLUMNS[column].arg],
    )


def _refuse_missing_columns(columns, desired):
    """Nexus adds some columns only when it is started for the second time (private-edition-api.md §4.5)."""
    missing = [wire for wire in _COLUMNS if wire not in columns and desired.get(_COLUMNS[wire].arg) is not None]
    if missing:
        late = all(wire in _LATE for wire in missing)
        raise DatabaseError(
            "The table %s has no column %s yet." % (TABLE, " and no column ".join(missing)),
            "Digital Channels adds region, authinturl and authexturl when it is restarted: restart Nexus once, then run again; "
            "or leave the options %s out." % ", ".join(_COLUMNS[wire].arg for wire in missing)
            if late
            else "This is not the table that Digital Channels makes: check login_db.",
            table=TABLE,
            fields=[_COLUMNS[wire].arg for wire in missing],
        )


def problems(options):
    """What is wrong with the options together."""
    if not options.get("login_host"):
        yield "login_host", "is needed: the host of the PostgreSQL server of Digital Channels"
    if options.get("client_secret") and options.get("secret_file"):
        yield "client_secret", "give client_secret or secret_file, not both"


NEXUS_GAPI = Resource("row of %s" % TABLE, ("url", "client_id"), FIELDS, GapiRows, problems=problems)
MODULE = Manage(NEXUS_GAPI, AUTH + NEXUS + POSTGRESQL)
