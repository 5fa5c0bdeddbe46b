# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A small client of the control API, for tests; standard library only."""

from __future__ import annotations

import json
import ssl
from collections.abc import Sequence
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPSHandler, ProxyHandler, Request, build_opener


class ControlError(Exception):
    """The control API refused a call."""


class ControlClient:
    """The control API at ``url`` (the emulator's address without a path), for who knows its token."""

    def __init__(self, url: str, token: str, context: ssl.SSLContext | None = None) -> None:
        self._base = url.rstrip("/") + "/_control/"
        self._headers = {"Content-Type": "application/json", "Authorization": "Bearer " + token}
        # A proxy that the environment names must not get between a test and its emulator.
        self._opener = build_opener(ProxyHandler({}), HTTPSHandler(context=context))

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """Send a control call and return its JSON answer. Raise ControlError."""
        data = None if body is None else json.dumps(body).encode()
        request = Request(self._base + path, data, self._headers, method=method)
        try:
            with self._opener.open(request, timeout=30) as answer:
                return json.load(answer)
        except HTTPError as problem:
            raise ControlError("%s %s: %s" % (method, path, problem.read().decode("utf-8", "replace"))) from None

    def reset(self, switches: bool = True, database: bool = True) -> None:
        """Bring everything back to the start; ``False`` keeps the switches or the database's content."""
        self.call("POST", "reset", {"switches": switches, "database": database})

    def seed(self, objects: dict[str, Any] | None = None, **kinds: Any) -> dict[str, Any]:
        """Put objects there; returns the ids by kind."""
        return self.call("POST", "seed", {**(objects or {}), **kinds})

    def state(self, volatile: bool = False) -> dict[str, Any]:
        """Return all that is provisioned."""
        return self.call("GET", "state" + ("?volatile=1" if volatile else ""))

    def switches(self, values: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
        """Set the given switches and return the values of all."""
        wanted = {**(values or {}), **more}
        answer = self.call("PUT", "switches", wanted) if wanted else self.call("GET", "switches")
        return answer["values"]

    def fault(
        self,
        effect: str,
        *,
        method: str | None = None,
        path: str = "",
        service: str | None = None,
        nth: int = 1,
        times: int = 1,
        when: str | None = None,
        delay: float = 0,
        **options: Any,
    ) -> None:
        """Add a fault rule; ``times=0`` is for ever, ``path`` a regular expression found anywhere in the path."""
        match = {
            "path": path,
            "nth": nth,
            **({"method": method} if method else {}),
            **({"service": service} if service else {}),
        }
        rule = {"effect": effect, "match": match, "times": times, "delay": delay, **options}
        self.call("POST", "faults", {**rule, **({"when": when} if when else {})})

    def faults(self) -> list[dict[str, Any]]:
        """Return the fault rules with how often they fired."""
        return self.call("GET", "faults")["faults"]

    def clear_faults(self) -> None:
        """Remove all fault rules."""
        self.call("DELETE", "faults")

    def log(self, **filters: Any) -> list[dict[str, Any]]:
        """Return the request log; filters: mutating, service, method, since."""
        return self.call("GET", "log" + ("?" + urlencode(filters) if filters else ""))["log"]

    def writes(self) -> list[dict[str, Any]]:
        """Return the calls that (tried to) change something."""
        return self.log(mutating=1)

    def clear_log(self) -> None:
        """Empty the request log."""
        self.call("DELETE", "log")

    def connections(self) -> int:
        """Return how many TCP connections the logged requests came through."""
        return len({entry["connection"] for entry in self.log()})

    def advance(self, seconds: float) -> None:
        """Advance the emulator's clock."""
        self.call("POST", "time", {"seconds": seconds})

    def expire_tokens(self) -> None:
        """Let all access tokens expire; refresh tokens stay."""
        self.call("POST", "tokens/expire")

    def token(self, client_id: str, username: str | None = None) -> str:
        """Return an access token without asking for credentials."""
        given = {"client_id": client_id, **({"username": username} if username else {})}
        return self.call("POST", "tokens", given)["access_token"]

    def issue_code(self, client_id: str, redirect_uri: str, username: str) -> str:
        """Return an authorization code."""
        return self.call("POST", "codes", {"client_id": client_id, "redirect_uri": redirect_uri, "username": username})[
            "code"
        ]

    def cloud_token(self, client_id: str | None = None, builtin: bool = False, roles: Sequence[str] = ()) -> str:
        """Return an access token of Genesys Cloud, by default of the provisioner.

        ``builtin``: of a person who uses a built-in client and may do everything. ``roles``: names or ids of the roles
        that the person holds, for a token that is a person's.
        """
        given = {"builtin": builtin, **({"roles": list(roles)} if roles else {})}
        given |= {"client_id": client_id} if client_id else {}
        return self.call("POST", "cloud/tokens", given)["access_token"]

    def cloud_code(self, client_id: str, redirect_uri: str) -> str:
        """Return an authorization code of Genesys Cloud."""
        return self.call("POST", "cloud/codes", {"client_id": client_id, "redirect_uri": redirect_uri})["code"]

    def cloud_assertion(self, org_name: str) -> str:
        """Return a SAML assertion that Genesys Cloud takes for the organisation."""
        return self.call("POST", "cloud/assertions", {"org_name": org_name})["assertion"]

    def restart_nexus(self) -> None:
        """Restart Nexus: it adds the late columns and loads nex_gapis."""
        self.call("POST", "nexus/restart")
