# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The control API below /_control: reset, seed, state, switches, log, faults, clock. A test tool: it shows secrets.

So only who knows the token gets an answer. A page in a browser, which can send requests to this machine, gets none either: neither from another
origin, nor under a name of its own that it lets point here.
"""

from __future__ import annotations

import hmac
import ipaddress
import re
import secrets
from typing import TYPE_CHECKING

import psycopg2

from . import cloud_control, oauth, openapi
from .control_body import body, one_of
from .envelope import Refusal, Reply, control_error
from .faults import RULE, Rule
from .routes import Call, Route
from .seeds import SEEDS, TEXTS
from .shapes import Invalid, Prop, Shape, flag, text
from .switches import Switches

if TYPE_CHECKING:
    from .app import App

PREFIX = "/_control"
FARTHEST = 100 * 365 * 86400
RESET = Shape("body", {"switches": flag(), "database": flag()}, wrapped=False)
SECONDS = Prop(
    lambda value: None if isinstance(value, (int, float)) and not isinstance(value, bool) else "must be a number",
    {"type": "number"},
)
TIME = Shape("body", {"seconds": SECONDS.must()}, wrapped=False)
TOKEN = Shape("body", {"client_id": text().must(), "username": text(), "scope": text()}, wrapped=False)
NAMES = ("client_id", "redirect_uri", "username")
CODE = Shape("body", {name: text().must() for name in NAMES}, wrapped=False)
SEED = Shape("body", {kind: Prop(lambda _value: None, {}) for kind in SEEDS}, wrapped=False)
SWITCHES = Shape("body", {name: one_of(one["values"]) for name, one in Switches.describe().items()}, wrapped=False)
PAGES = ("/", "/docs", "/openapi.json")
# What a body that makes no sense leads to in a handler, besides a Refusal.
NONSENSE = (Invalid, ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError, re.error)


class Control:
    """The routes of the control API of one emulator, and its OpenAPI page."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.token = secrets.token_urlsafe(24)
        self.names = {"localhost"}  # of hosts under which it answers, besides addresses
        self.late_columns = app.database.attach() if app.database else True
        if app.database and app.initial.late_columns != "keep":
            app.database.set_late_columns(app.initial.late_columns == "present")
        self.routes = [
            Route("GET", PREFIX + "/", self.index, "List the control calls", "emulator"),
            Route(
                "POST",
                PREFIX + "/reset",
                self.reset,
                "Back to the start: state, log, faults, switches, database",
                "emulator",
                shape=RESET,
            ),
            Route(
                "GET", PREFIX + "/state", self.state, "Dump the state (with secrets)", "emulator", query=("volatile",)
            ),
            Route(
                "POST",
                PREFIX + "/seed",
                self.seed,
                "Put objects there without the services' checks",
                "emulator",
                shape=SEED,
            ),
            Route("GET", PREFIX + "/switches", self.switches, "Show the switches and what they mean", "emulator"),
            Route("PUT", PREFIX + "/switches", self.set_switches, "Set some switches", "emulator", shape=SWITCHES),
            Route(
                "GET",
                PREFIX + "/log",
                self.log,
                "Show the request log",
                "emulator",
                query=("mutating", "service", "method", "since"),
            ),
            Route("DELETE", PREFIX + "/log", self.clear_log, "Empty the request log", "emulator"),
            Route("GET", PREFIX + "/faults", self.faults, "Show the fault rules", "emulator"),
            Route("POST", PREFIX + "/faults", self.add_faults, "Add one fault rule or a list", "emulator", shape=RULE),
            Route("DELETE", PREFIX + "/faults", self.clear_faults, "Remove all fault rules", "emulator"),
            Route("GET", PREFIX + "/time", self.time, "Show the emulator's clock", "emulator"),
            Route("POST", PREFIX + "/time", self.advance, "Advance the clock by 'seconds'", "emulator", shape=TIME),
            Route(
                "POST",
                PREFIX + "/tokens",
                self.issue,
                "Issue a token for client_id and username",
                "emulator",
                shape=TOKEN,
            ),
            Route("POST", PREFIX + "/tokens/expire", self.expire, "Let all access tokens expire now", "emulator"),
            Route("POST", PREFIX + "/codes", self.code, "Issue an authorization code", "emulator", shape=CODE),
            Route(
                "POST",
                PREFIX + "/nexus/restart",
                self.restart,
                "Restart Nexus: adds late columns, loads rows",
                "emulator",
            ),
            *cloud_control.ROUTES,
        ]

    def owns(self, path: str) -> bool:
        """Tell whether the path belongs to the control API or to the documentation."""
        return path in (*PAGES, PREFIX) or path.startswith(PREFIX + "/")

    def refused(self, call: Call) -> Reply | None:
        """Return what a call gets that is not from who may make it."""
        host = _host(call.headers.get("host", ""))
        if not (host in self.names or _is_address(host)):
            return Reply(421, {"error": "the emulator is not called '%s'" % host})
        if call.headers.get("origin", call.base_url) != call.base_url:
            return Reply(403, {"error": "no page of another origin may make control calls"})
        if not call.path.startswith(PREFIX):
            return None
        given = call.headers.get("authorization", "")
        if hmac.compare_digest(given.encode(), b"Bearer " + self.token.encode()):
            return None
        words = (
            "control calls need the header 'Authorization: Bearer TOKEN' with CXOPS_EMULATOR_TOKEN of the export lines"
        )
        return Reply(401, {"error": words}, {"WWW-Authenticate": "Bearer"})

    def answer(self, call: Call) -> Reply:
        """Return the answer to a control call."""
        refusal = self.refused(call)
        if refusal is not None:
            return refusal
        if call.path in PAGES and call.method not in ("GET", "HEAD"):
            return self._other_method(call, {"GET", "HEAD"})
        if call.path == "/openapi.json":
            return Reply(200, openapi.document(self.routes, self.app.store.switches))
        if call.path in ("/", "/docs"):
            return Reply(200, openapi.page(self.routes), media_type="text/html")
        path = PREFIX + "/" if call.path == PREFIX else call.path
        routes = {route.method: route for route in self.routes if route.match(path) is not None}
        if routes and call.method not in routes:
            return self._other_method(call, set(routes))
        if not routes:
            return Reply(404, {"error": "no such control call: %s %s" % (call.method, call.path)})
        try:
            with self.app.store.lock:
                return routes[call.method].handler(call)
        except Refusal as refusal:
            return refusal.reply
        except NONSENSE as problem:
            return Reply(400, {"error": str(problem)})
        except psycopg2.DataError as problem:
            return Reply(400, {"error": str(problem)})
        except psycopg2.Error as problem:
            return Reply(503, {"error": str(problem)})

    @staticmethod
    def _other_method(call: Call, offered: set[str]) -> Reply:
        words = "no such control call: %s %s" % (call.method, call.path)
        return Reply(405, {"error": words}, {"Allow": ", ".join(sorted(offered))})

    def index(self, call: Call) -> Reply:
        """All control calls in one line each."""
        return Reply(200, {"%s %s" % (route.method, route.path): route.summary for route in self.routes})

    def reset(self, call: Call) -> Reply:
        """Body, all optional: ``{"switches": false}`` keeps the switches, ``{"database": false}`` the tables."""
        given = body(call, RESET)
        store = self.app.store
        if given.get("switches", True):
            store.switches = self.app.initial
        store.clear()
        store.log.clear()
        store.calls = 0
        self.app.faults.clear()
        if self.app.database and given.get("database", True):
            late = store.switches.late_columns
            self.app.database.create(self.late_columns if late == "keep" else late == "present")
        return Reply(200, {"ok": True})

    def state(self, call: Call) -> Reply:
        """Everything that is provisioned; ``volatile=1`` adds tokens and codes."""
        state = self.app.store.snapshot(call.query.get("volatile", "") not in ("", "0", "false"))
        if self.app.database:
            state["database"] = self.app.database.snapshot()
        return Reply(200, state)

    def set_switches(self, call: Call) -> Reply:
        """Body: name -> value."""
        self.apply(self.app.store.switches.changed(body(call)))
        return self.switches(call)

    def apply(self, switches: Switches) -> None:
        """Make these the switches; late columns are added or taken away at once."""
        before = self.app.store.switches
        self.app.store.switches = switches
        if self.app.database and switches.late_columns not in ("keep", before.late_columns):
            self.app.database.set_late_columns(switches.late_columns == "present")
        if self.app.database and switches.apikey_column != before.apikey_column:
            self.app.database.set_owner_column(switches.apikey_column)

    def switches(self, call: Call) -> Reply:
        """Values, and for each switch default, possible values, section of the reference."""
        return Reply(200, {"values": self.app.store.switches.as_dict(), "description": Switches.describe()})

    def log(self, call: Call) -> Reply:
        """The requests of the services, oldest first; not those of the control API."""
        entries = [dict(entry) for entry in self.app.store.log]
        given = call.query
        if "mutating" in given:
            wanted = given["mutating"].lower() in ("1", "true", "yes")
            entries = [entry for entry in entries if entry["mutating"] == wanted]
        for name in ("service", "method"):
            if name in given:
                entries = [entry for entry in entries if entry[name] == given[name]]
        if "since" in given:
            entries = [entry for entry in entries if entry["n"] > int(given["since"])]
        return Reply(200, {"log": entries})

    def clear_log(self, call: Call) -> Reply:
        """Empty the log."""
        self.app.store.log.clear()
        return Reply(200, {"ok": True})

    def faults(self, call: Call) -> Reply:
        """All rules."""
        return Reply(200, {"faults": self.app.faults.list()})

    def add_faults(self, call: Call) -> Reply:
        """Body: a rule or a list of rules, see ``faults.py``."""
        given = call.json()
        for rule in [Rule.read(one) for one in (given if isinstance(given, list) else [given])]:
            self.app.faults.add(rule)
        return self.faults(call)

    def clear_faults(self, call: Call) -> Reply:
        """Remove all rules."""
        self.app.faults.clear()
        return Reply(200, {"ok": True})

    def time(self, call: Call) -> Reply:
        """Seconds since the epoch, and by how much the clock was advanced."""
        clock = self.app.store.clock
        return Reply(200, {"now": clock.now(), "offset": clock.offset})

    def advance(self, call: Call) -> Reply:
        """Body: ``{"seconds": 3600}``; it may go back, and at most a hundred years from now."""
        clock = self.app.store.clock
        offset = clock.offset + float(body(call, TIME)["seconds"])
        if abs(offset) > FARTHEST:
            raise control_error("'seconds' leads too far")
        clock.offset = offset
        return self.time(call)

    def issue(self, call: Call) -> Reply:
        """Body: ``{"client_id": ..., "username": optional}``; the answer is the token."""
        given = body(call, TOKEN)
        store = self.app.store
        user = None
        if given.get("username"):
            user = oauth.named_user(store, given["username"])
            if user is None:
                raise control_error("unknown user")
        client = store.clients[given["client_id"]]
        issued = oauth.issue(store, client, user, given.get("scope", "*"))
        return Reply(200, {"access_token": issued.value, "refresh_token": issued.refresh})

    def expire(self, call: Call) -> Reply:
        """All access tokens end; refresh tokens stay."""
        self.app.store.expire_tokens()
        return Reply(200, {"ok": True})

    def code(self, call: Call) -> Reply:
        """Body: ``{"client_id", "redirect_uri", "username"}``."""
        given = body(call, CODE)
        user = oauth.named_user(self.app.store, given["username"])
        if user is None:
            raise control_error("unknown user")
        code = oauth.new_code(self.app.store, given["client_id"], given["redirect_uri"], user)
        return Reply(200, {"code": code})

    def restart(self, call: Call) -> Reply:
        """As in the reference: the first restart adds the columns, every restart loads the rows."""
        if not self.app.database:
            raise control_error("Nexus has no database", 503)
        self.app.database.restart()
        return Reply(200, {"ok": True})

    def seed(self, call: Call) -> Reply:
        """Body: lists by kind, see ``SEEDS``; objects get the services' defaults but are not checked against others."""
        given = body(call)
        for kind in given:
            if kind not in SEEDS:
                raise control_error("unknown kind '%s', known: %s" % (kind, ", ".join(SEEDS)))
        made = {}
        for kind, seed in SEEDS.items():
            if kind in given:
                rows = given[kind] if isinstance(given[kind], list) else [given[kind]]
                wanted = str if kind in TEXTS else dict
                if not all(isinstance(row, wanted) for row in rows):
                    raise control_error("'%s' takes %s" % (kind, "texts" if kind in TEXTS else "objects"))
                made[kind] = [seed(self.app, row) for row in rows]
        return Reply(200, made)


def _host(header: str) -> str:
    """The header Host without its port."""
    name = header[1:].partition("]")[0] if header.startswith("[") else header.partition(":")[0]
    return name.lower()


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
