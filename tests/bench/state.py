# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the services hold after a run, without what differs from run to run."""

from __future__ import annotations

import json
from typing import Any

# Times, and keys that Nexus makes up.
VOLATILE = {"createdAt", "created", "xapikey"}
# What Genesys Cloud makes up of a client.
MADE_UP = {"id", "secret", "selfUri", "dateCreated", "dateModified"}


def stable(state: dict[str, Any]) -> dict[str, Any]:
    """A copy to compare: no volatile values, lists of objects in the order of their content."""
    database = state.get("database", {})
    keys = [{"name": row["name"]} for row in database.get("nex_apikeys", [])]
    return _stable({**state, "database": {**database, "nex_apikeys": keys}})


def _stable(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _stable(member) for name, member in value.items() if name not in VOLATILE}
    if isinstance(value, list):
        members = [_stable(member) for member in value]
        if any(isinstance(member, dict) for member in members):
            return sorted(members, key=lambda member: json.dumps(member, sort_keys=True))
        return members
    return value


def difference(one: Any, other: Any, path: str = "") -> str | None:
    """The first place where two states differ, without the values, for they may be secrets; None when they are equal."""
    if one == other:
        return None
    if isinstance(one, dict) and isinstance(other, dict):
        for name in sorted({*one, *other}):
            found = difference(one.get(name), other.get(name), f"{path}/{name}")
            if found:
                return found
    if isinstance(one, list) and isinstance(other, list):
        if len(one) != len(other):
            return f"{path} ({len(one)} and {len(other)} entries)"
        for number, (left, right) in enumerate(zip(one, other, strict=True)):
            found = difference(left, right, f"{path}/{number}")
            if found:
                return found
    return path or "/"


def tenants(state: dict[str, Any]) -> int:
    """How many tenants are provisioned to the end: the last step makes the tenant of Digital Channels."""
    return len(state["tenants"])


def cloud_clients(state: dict[str, Any], provisioner: str) -> list[dict[str, Any]]:
    """The OAuth clients of Genesys Cloud, but for the one that makes the others."""
    return [one for one in state["cloud"]["clients"] if one["id"] != provisioner]


def stable_clients(clients: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Copies to compare, without what the service makes up, in the order of their names."""
    kept = [{name: value for name, value in one.items() if name not in MADE_UP} for one in clients]
    return sorted(kept, key=lambda one: one["name"])
