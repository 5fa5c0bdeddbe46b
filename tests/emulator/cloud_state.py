# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Genesys Cloud: what its organisation holds, and what time does to it (genesys-cloud-oauth-api.md §1.6)."""

from __future__ import annotations

import pickle
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from . import cloud_catalogue, defaults

if TYPE_CHECKING:
    from .store import Store

DAY = 86400
GRACE = 7 * DAY


def iso(moment: float) -> str:
    """Return a moment as the service writes it: milliseconds and Z."""
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def seconds(text: str) -> float:
    """Return the moment that an ISO-8601 text names. Raise ValueError."""
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


@dataclass
class Window:
    """Requests since ``start``; a minute later the count begins anew."""

    start: float = 0
    count: int = 0

    def add(self, now: float) -> int:
        """Count one request and return how many there were."""
        if now >= self.start + 60:
            self.start, self.count = now, 0
        self.count += 1
        return self.count

    def left(self, now: float) -> int:
        """Return the whole seconds until the count begins anew, at least one."""
        return max(1, int(self.start + 60 - now + 0.999))


@dataclass
class CloudToken:
    """An access token: of a client itself, or of a person (``roles`` are the person's then; ``builtin``: §1.2)."""

    value: str
    client_id: str
    expires_at: float
    used_at: float
    roles: tuple[str, ...] | None = None
    builtin: bool = False
    refresh: str | None = None
    window: Window = field(default_factory=Window)


@dataclass
class CloudCode:
    """An authorization code."""

    value: str
    client_id: str
    redirect_uri: str
    roles: tuple[str, ...]
    expires_at: float


class CloudState:
    """The organisation of Genesys Cloud of one emulator; every access happens under the store's lock."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.organization = cloud_catalogue.organization()
        self.roles = cloud_catalogue.roles()
        self.divisions = cloud_catalogue.divisions()
        self.clients: dict[str, dict[str, Any]] = {}
        self.deleted: dict[str, dict[str, Any]] = {}
        self.credentials: dict[str, dict[str, Any]] = {}
        self.fields: list[str] = []
        self.tokens: dict[str, CloudToken] = {}
        self.refresh_tokens: dict[str, tuple[str, tuple[str, ...]]] = {}
        self.codes: dict[str, CloudCode] = {}
        self.assertions: dict[str, tuple[str, tuple[str, ...]]] = {}
        self.token_requests: dict[str, Window] = {}
        self.unseen: dict[str, int] = {}
        self.secrets: set[str] = set()  # Every secret ever, of clients and in credentials.
        everywhere = [{"roleId": defaults.CLOUD_ROLES[name], "divisionId": "*"} for name in PROVISIONER_ROLES]
        self.put(
            {
                "id": defaults.CLOUD_CLIENT_ID,
                "name": "provisioner",
                "authorizedGrantType": "CLIENT-CREDENTIALS",
                "roleDivisions": everywhere,
                "secret": defaults.CLOUD_CLIENT_SECRET,
                "dateCreated": "2024-01-01T00:00:00.000Z",
            }
        )

    def put(self, row: dict[str, Any]) -> dict[str, Any]:
        """Insert or replace a client; fills in what the service fills in."""
        client: dict[str, Any] = {
            "accessTokenValiditySeconds": DAY,
            "state": "active",
            "dateCreated": iso(self._store.clock.now()),
            **{name: value for name, value in row.items() if value is not None},
        }
        client.setdefault("dateModified", client["dateCreated"])
        client["selfUri"] = "/api/v2/oauth/clients/%s" % client["id"]
        client["secret"] = client.get("secret") or self.new_secret()
        self.secrets.add(client["secret"])
        self.clients[client["id"]] = client
        self.settle(client)
        return client

    def settle(self, client: dict[str, Any]) -> None:
        """Do what a client's state brings with it: the end of its tokens, the day on which it goes."""
        if client["state"] != "active":
            self.end_tokens(client["id"])
        if client["state"] == "inactive":
            client.setdefault("dateToDelete", iso(self._store.clock.now() + GRACE))
        else:
            client.pop("dateToDelete", None)

    def new_secret(self) -> str:
        """Return a fresh secret."""
        made = secrets.token_urlsafe(32)
        self.secrets.add(made)
        return made

    def end_tokens(self, client_id: str) -> None:
        """End all that lets anybody in by this client."""
        for value in [value for value, token in self.tokens.items() if token.client_id == client_id]:
            del self.tokens[value]
        for value in [value for value, (owner, _roles) in self.refresh_tokens.items() if owner == client_id]:
            del self.refresh_tokens[value]

    def remove(self, client: dict[str, Any]) -> None:
        """Delete a client for good."""
        self.end_tokens(client["id"])
        del self.clients[client["id"]]
        self.unseen.pop(client["id"], None)
        self.deleted[client["id"]] = {**client, "state": "deleted"}

    def live(self) -> dict[str, dict[str, Any]]:
        """Return the clients that there are now: inactive ones go on their day (§1.6, rule 5)."""
        now = self._store.clock.now()
        for client in list(self.clients.values()):
            if client["state"] == "inactive" and seconds(client["dateToDelete"]) <= now:
                self.remove(client)
        return self.clients

    def expire_tokens(self) -> None:
        """Let all access tokens expire."""
        for token in self.tokens.values():
            token.expires_at = 0

    def issued(self) -> set[str]:
        """Return every secret text that is or was in use, for tests that look for leaks."""
        return {*self.secrets, *self.tokens, *self.refresh_tokens, *self.codes, *self.assertions}

    def snapshot(self) -> dict[str, Any]:
        """Return the state as plain data."""
        state = {
            "clients": list(self.live().values()),
            "roles": list(self.roles.values()),
            "divisions": list(self.divisions.values()),
            "credentials": list(self.credentials.values()),
            "organization": self.organization,
        }
        return pickle.loads(pickle.dumps(state))  # a deep copy, in a tenth of the time


PROVISIONER_ROLES = ("admin", "employee", "SCIM Integration")
