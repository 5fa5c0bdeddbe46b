# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Genesys Cloud: its part of the control API, and what can be put there."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from . import cloud_access, cloud_catalogue, cloud_credentials, cloud_oauth, cloud_rules, defaults
from .control_body import body
from .envelope import Reply
from .routes import Call, Route
from .shapes import Invalid, Shape, choice, flag, items, new_uuid, text
from .store import Store

if TYPE_CHECKING:
    from .app import App

ROLES = {"roles": items(text())}
TOKEN = Shape("body", {"client_id": text(), "builtin": flag(), **ROLES}, wrapped=False)
CODE = Shape("body", {"client_id": text().must(), "redirect_uri": text().must(), **ROLES}, wrapped=False)
ASSERTION = Shape("body", {"org_name": text().must(), **ROLES}, wrapped=False)
PERSON_ROLES = ("admin", "employee")


def _roles(store: Store, given: dict[str, Any], otherwise: tuple[str, ...] = PERSON_ROLES) -> tuple[str, ...]:
    """Return the ids of the roles that the body gives by id or by name."""
    ids = {role["name"]: key for key, role in store.cloud.roles.items()}
    found = tuple(ids.get(one, one) for one in given.get("roles", otherwise))
    for one in found:
        if one not in store.cloud.roles:
            raise Invalid("unknown role '%s'" % one)
    return found


def token(call: Call) -> Reply:
    """Body, all optional: ``{"client_id", "builtin": true for a person's token of a built-in client, "roles"}``."""
    given, store = body(call, TOKEN), call.store
    client = store.cloud.live()[given.get("client_id") or defaults.CLOUD_CLIENT_ID]
    roles = None
    if given.get("builtin"):
        client = {"id": cloud_access.BUILTIN["id"], "accessTokenValiditySeconds": 86400}
        roles = _roles(store, given, ())
    elif client["authorizedGrantType"] != "CLIENT-CREDENTIALS":
        roles = _roles(store, given)
    issued = cloud_oauth.issue(store, client, roles, builtin=bool(given.get("builtin")))
    return Reply(200, {"access_token": issued.value})


def code(call: Call) -> Reply:
    """Body: ``{"client_id", "redirect_uri", "roles": of the person, optional}``."""
    given = body(call, CODE)
    client = call.store.cloud.live()[given["client_id"]]
    made = cloud_oauth.new_code(call.store, client["id"], given["redirect_uri"], _roles(call.store, given))
    return Reply(200, {"code": made})


def assertion(call: Call) -> Reply:
    """Body: ``{"org_name", "roles": of the person, optional}``."""
    given, made = body(call, ASSERTION), "assertion-" + new_uuid()
    call.store.cloud.assertions[made] = (given["org_name"], _roles(call.store, given))
    return Reply(200, {"assertion": made})


ROUTES = [
    Route("POST", "/_control/cloud/tokens", token, "Issue a token of Genesys Cloud", "emulator", shape=TOKEN),
    Route(
        "POST", "/_control/cloud/codes", code, "Issue an authorization code of Genesys Cloud", "emulator", shape=CODE
    ),
    Route(
        "POST",
        "/_control/cloud/assertions",
        assertion,
        "Make a SAML assertion for Genesys Cloud",
        "emulator",
        shape=ASSERTION,
    ),
]


def _organization(app: App, row: dict[str, Any]) -> None:
    app.store.cloud.organization.update(row)


def _field(app: App, row: str) -> None:
    app.store.cloud.fields.append(row)


def _role(app: App, row: dict[str, Any]) -> str:
    key = row.get("id", new_uuid())
    roles = app.store.cloud.roles
    if row.get("absent"):
        roles.pop(key, None)
        return str(key)
    own = {"permissionPolicies": [], "default": False}
    roles[key] = {**(roles.get(key) or {**cloud_catalogue.role(key, row["name"]), **own}), **row}
    return str(key)


def _division(app: App, row: dict[str, Any]) -> str:
    key = row.get("id", new_uuid())
    app.store.cloud.divisions[key] = {**cloud_catalogue.division(key, row["name"]), **row}
    return str(key)


def _client(app: App, row: dict[str, Any]) -> str:
    """A client that is there already changes in the members that are given."""
    cloud = app.store.cloud
    key = row.get("id", new_uuid())
    if row.get("roleIds") and not row.get("roleDivisions"):
        row["roleDivisions"] = [{"roleId": one, "divisionId": defaults.CLOUD_HOME_ID} for one in row["roleIds"]]
    row = {**cloud.clients.get(key, {}), **row, "id": key}
    state = Shape("state", {"state": choice("active", "inactive", "disabled")})
    shape = Shape("cloud client", {**cloud_rules.CLIENT.props, **state.props})
    shape.check(
        {name: value for name, value in row.items() if value is not None},
        "data",
        also=(*cloud_rules.READ_ONLY, *cloud.fields),
    )
    cloud.put({name: value for name, value in row.items() if name != "roleIds"})
    return str(key)


def _credential(app: App, row: dict[str, Any]) -> str:
    key = row.get("id", new_uuid())
    values = {"type": {"name": cloud_credentials.TYPE}, "credentialFields": {}, **row}
    cloud_credentials.put(app.store.cloud, key, values, app.store.clock.now())
    return str(key)


SEEDS: dict[str, Callable[[App, Any], Any]] = {
    "cloud_organization": _organization,
    "cloud_fields": _field,
    "cloud_roles": _role,
    "cloud_divisions": _division,
    "cloud_clients": _client,
    "cloud_credentials": _credential,
}
