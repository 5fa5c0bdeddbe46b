# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that one running emulator knows. There is one Store per emulator and no other state."""

from __future__ import annotations

import copy
import pickle
import random
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from . import defaults
from .cloud_state import CloudState
from .switches import Switches


class Clock:
    """Real time plus what the control API advanced it by."""

    def __init__(self) -> None:
        self.offset = 0.0

    def now(self) -> float:
        """Return seconds since the epoch."""
        return time.time() + self.offset

    def now_ms(self) -> int:
        """Return milliseconds since the epoch."""
        return int(self.now() * 1000)


@dataclass
class Pending:
    """A write that GETs do not show yet (§0.3): what they show instead, and until when."""

    old: Any
    gets_left: int
    visible_at: float


class Table:
    """Rows by key; reading with ``look`` shows writes late when the switches say so, ``rows`` is always the truth."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.rows: dict[Any, Any] = {}
        self._pending: dict[Any, Pending] = {}

    def put(self, key: Any, value: Any) -> None:
        """Insert or replace a row."""
        self._remember(key)
        self.rows[key] = copy.deepcopy(value)

    def drop(self, key: Any) -> None:
        """Remove a row."""
        self._remember(key)
        self.rows.pop(key, None)

    def look(self, wanted: Callable[[Any], bool] = lambda key: True) -> dict[Any, Any]:
        """Return what a GET shows of the keys that are ``wanted``, and count this GET."""
        self._ripen()
        seen: dict[Any, Any] = {}
        for key in list(self.rows) + [key for key in self._pending if key not in self.rows]:
            value = self._pending[key].old if key in self._pending else self.rows[key]
            if wanted(key) and value is not None:
                seen[key] = copy.deepcopy(value)
        for key, waiting in self._pending.items():
            if wanted(key):
                waiting.gets_left -= 1
        return seen

    def _remember(self, key: Any) -> None:
        switches = self._store.switches
        if not switches.visible_after_gets and not switches.visible_after_seconds:
            return
        self._ripen()
        old = self._pending[key].old if key in self._pending else copy.deepcopy(self.rows.get(key))
        until = self._store.clock.now() + switches.visible_after_seconds
        self._pending[key] = Pending(old, int(switches.visible_after_gets), until)

    def _ripen(self) -> None:
        now = self._store.clock.now()
        ripe = [key for key, waiting in self._pending.items() if waiting.gets_left <= 0 and waiting.visible_at <= now]
        for key in ripe:
            del self._pending[key]


@dataclass(frozen=True)
class User:
    """Who a token speaks for: the ops user, or a Person of a contact center."""

    name: str
    contact_center: str | None = None

    @property
    def is_ops(self) -> bool:
        """Tell whether this is the ops user, who belongs to no contact center."""
        return self.contact_center is None


@dataclass
class Person:
    """A Person of the tenant's configuration; without ``contact_center`` accepted for any that exists."""

    username: str
    password: str
    contact_center: str | None = None


@dataclass
class Token:
    """An access token."""

    value: str
    client_id: str
    user: User | None
    scope: str
    expires_at: float
    refresh: str | None = None


@dataclass
class RefreshToken:
    """A refresh token."""

    value: str
    client_id: str
    user: User
    scope: str
    expires_at: float


@dataclass
class Code:
    """An authorization code."""

    value: str
    client_id: str
    redirect_uri: str
    user: User
    expires_at: float


@dataclass
class Store:
    """The state of one emulator; every access happens under ``lock``."""

    switches: Switches = field(default_factory=Switches)

    def __post_init__(self) -> None:
        self.lock = threading.RLock()
        self.log: list[dict[str, Any]] = []
        self.calls = 0
        self.clear()

    def clear(self) -> None:
        """Go back to the state of a fresh installation; switches, log and faults stay."""
        self.clock = Clock()
        self.random = random.Random(7)
        self.ops = Person(defaults.OPS_USERNAME, defaults.OPS_PASSWORD)
        self.persons = [Person(defaults.PERSON_USERNAME, defaults.PERSON_PASSWORD)]
        self.clients: dict[str, dict[str, Any]] = {}
        self.tokens: dict[str, Token] = {}
        self.refresh_tokens: dict[str, RefreshToken] = {}
        self.codes: dict[str, Code] = {}
        self.assertions: dict[str, str] = {}
        self.environments = Table(self)
        self.contact_centers = Table(self)
        self.settings = Table(self)
        self.data_centers = Table(self)
        self.cors = Table(self)
        self.tenants: dict[str, dict[str, Any]] = {}
        self.services: dict[tuple[str, str], dict[str, Any]] = {}
        self.gateway_keys = {defaults.GATEWAY_API_KEY}
        self.cloud = CloudState(self)

    def expire_tokens(self) -> None:
        """End all access tokens, those of Genesys Cloud too; refresh tokens stay."""
        self.tokens.clear()
        self.cloud.expire_tokens()

    def another_order(self, values: list[Any]) -> list[Any]:
        """Return the values in an order that differs from theirs, if it can."""
        mixed = list(values)
        self.random.shuffle(mixed)
        return mixed if mixed != values else mixed[::-1]

    def contact_center_of(self, prefix: str) -> str | None:
        """Return the id of the contact center that ``prefix`` names, by id or by login domain."""
        for key, row in self.contact_centers.rows.items():
            if prefix.lower() == str(key).lower() or prefix.lower() in (domain.lower() for domain in row["domains"]):
                return str(key)
        return None

    def person(self, center: str, name: str) -> Person | None:
        """Return the Person ``name`` of the contact center; its own one comes before one that belongs to none."""
        found = {one.contact_center: one for one in self.persons if one.username == name}
        return found.get(center) or found.get(None)

    def snapshot(self, volatile: bool = False) -> dict[str, Any]:
        """Return the state as plain data, for tests to compare; ``volatile`` adds tokens and codes. Shows secrets."""
        stored = self.ops.password
        if self.switches.ops_password_store == "bcrypt":
            stored = defaults.bcrypt_look(stored)
        state: dict[str, Any] = {
            "ops": {"username": self.ops.username, "password": stored},
            "persons": [vars(person) for person in self.persons],
            "clients": list(self.clients.values()),
            "environments": list(self.environments.rows.values()),
            "contact_centers": list(self.contact_centers.rows.values()),
            "settings": list(self.settings.rows.values()),
            "data_centers": list(self.data_centers.rows.values()),
            "cors": list(self.cors.rows.values()),
            "tenants": list(self.tenants.values()),
            "services": list(self.services.values()),
            "cloud": self.cloud.snapshot(),
        }
        if volatile:
            state["tokens"] = [
                {**vars(token), "user": token.user and vars(token.user)} for token in self.tokens.values()
            ]
            state["refresh_tokens"] = [{**vars(one), "user": vars(one.user)} for one in self.refresh_tokens.values()]
            state["codes"] = [{**vars(code), "user": vars(code.user)} for code in self.codes.values()]
            state["cloud"]["tokens"] = [asdict(one) for one in self.cloud.tokens.values()]
            state["now"] = self.clock.now()
        return pickle.loads(pickle.dumps(state))  # a deep copy, in a tenth of the time
