# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of faults of HTTP requests and of SQL statements, as data.

Transient is what docs/architecture.md ("Transport rules") says is repeated, by itself or after looking: HTTP 429, 500, 502, 503, 504, connections
that break, answers that do not come in time, or are cut off, or are no JSON; and a token that has expired. A service that answers HTTP 200 with
another status code has refused, so that a run may fail, clearly. Of SQL, connections that break; a server that is silent is waited for, and then
the run fails.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from emulator.faults import Rule

from .sql_proxy import Due, SqlProxy

BEFORE, AFTER = "before", "after"
SHORT = 1.0  # seconds, the task's timeout where the answer is late
LATE = 2.5  # seconds, so late it is


@dataclass(frozen=True)
class Kind:
    """A kind of fault of HTTP. rule: of the emulator, but for the request. transient: the run survives it. timeout: the task's, if it matters."""

    name: str
    rule: dict[str, Any] = field(hash=False)
    transient: bool = True
    timeout: float | None = None

    def install(self, emulator, nth: int = 1, **match: Any) -> Rule:
        """Let it happen to the nth request from now on, control calls apart; match: as in the emulator's rules. Returns the rule, which tells
        whether it has ``fired``.
        """
        rule = Rule.read({**self.rule, "match": {"nth": nth, **match}})
        emulator.app.faults.add(rule)
        return rule

    @property
    def options(self) -> dict[str, Any]:
        """Options of the task while it is tried."""
        return {} if self.timeout is None else {"timeout": self.timeout}

    def __str__(self) -> str:
        return self.name


def _status(status: int, when: str = BEFORE, **more: Any) -> dict[str, Any]:
    return {"effect": "status", "status": status, "when": when, **more}


HTTP = (
    Kind("500 before the effect", _status(500)),
    Kind("500 after the effect", _status(500, AFTER)),
    Kind("reset before the effect", {"effect": "reset", "when": BEFORE}),
    Kind("reset after the effect", {"effect": "reset", "when": AFTER}),
    Kind("answer lost after the effect", {"effect": "drop", "when": AFTER}),
    # A late connection that just ends: with "delay" the effect would come when the client has gone on.
    Kind("timeout before the effect", {"effect": "drop", "when": BEFORE, "delay": LATE}, timeout=SHORT),
    Kind("timeout after the effect", {"effect": "delay", "when": AFTER, "seconds": LATE}, timeout=SHORT),
    Kind("429 with Retry-After", _status(429, retry_after=2)),
    Kind("503 with Retry-After", _status(503, retry_after=2)),
    Kind("token expired", {"effect": "expire"}),
    Kind("status code 7 before the effect", {"effect": "code", "code": 7, "when": BEFORE}, transient=False),
    Kind("status code 7 after the effect", {"effect": "code", "code": 7, "when": AFTER}, transient=False),
    Kind("truncated JSON", {"effect": "truncate"}),
    Kind("HTML page before the effect", {"effect": "html", "status": 200, "when": BEFORE}),
    Kind("HTML page after the effect", {"effect": "html", "status": 200, "when": AFTER}),
    Kind("HTML page with 502", {"effect": "html", "status": 502, "when": BEFORE}),
)


@dataclass(frozen=True)
class SqlKind:
    """A kind of fault of SQL, as the proxy knows it; the members are those of Kind."""

    name: str
    kind: str
    transient: bool = True
    timeout: float | None = None
    sqlstate: str = "57P01"

    def install(self, proxy: SqlProxy, nth: int = 1) -> Due:
        """Let it happen to the nth statement from the proxy's last clear() on. Returns what tells whether it has ``fired``."""
        return proxy.fault(self.kind, nth, self.sqlstate)

    @property
    def options(self) -> dict[str, Any]:
        """Options of the task while it is tried."""
        return {} if self.timeout is None else {"timeout": self.timeout}

    def __str__(self) -> str:
        return self.name


SQL = (
    SqlKind("57P01 before the effect", "error before"),
    SqlKind("57P01 after the effect", "error after"),
    SqlKind("08006 before the effect", "error before", sqlstate="08006"),
    SqlKind("reset before the effect", "reset before"),
    SqlKind("reset after the effect", "reset after"),
    SqlKind("answer lost after the effect", "lost"),
    SqlKind("timeout before the effect", "stall before", transient=False, timeout=SHORT),
    SqlKind("timeout after the effect", "stall after", transient=False, timeout=SHORT),
)


_LIMITS = re.compile(r"(SET LOCAL \w+ = \d+; )*")


def bare(sent: str) -> str:
    """The statement without the settings of its transaction, which are sent with it."""
    return _LIMITS.sub("", sent, count=1)


def has_effect(sent: str) -> bool:
    """Whether a request or a statement can change something; of one that only reads, before and after the effect is the same moment."""
    sent = bare(sent)
    return not sent.startswith("GET ") and (not sent.startswith(("SELECT", "WITH")) or "lock" in sent.lower())


def differing(some: tuple, sent: str) -> list:
    """The kinds that are not the same at this request, or statement: of one that only reads, without those after an effect it does not have."""
    twins = set() if has_effect(sent) else {kind.name.replace(BEFORE, AFTER) for kind in some if BEFORE in kind.name}
    return [kind for kind in some if kind.name not in twins]
