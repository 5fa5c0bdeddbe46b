# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Genesys Cloud: roles, divisions, grants and scopes (genesys-cloud-oauth-api.md §1.3)."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from . import cloud_access, cloud_catalogue, cloud_errors
from .cloud_access import route
from .envelope import Reply
from .routes import INFERRED, Call

ROLES = "/api/v2/authorization/roles"
DIVISIONS = "/api/v2/authorization/divisions"
SUBJECTS = "/api/v2/authorization/subjects"
SCOPES = "/api/v2/oauth/scopes"


def _all(call: Call, name: str) -> list[str]:
    """Return all values of a parameter of the query."""
    return [value for key, value in parse_qsl(call.query_string) if key == name]


def _with_ids(call: Call, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    wanted = _all(call, "id")
    return [row for row in rows if not wanted or row["id"] in wanted]


def list_roles(call: Call) -> Reply:
    """GET: a page of roles; ``name`` is the whole name, letter case apart (INFERRED). Order and counts: not offered."""
    cloud_access.caller(call, "authorization:role:view")
    name, kinds = call.query.get("name", "").lower(), _all(call, "defaultRoleId")
    rows = [
        row
        for row in _with_ids(call, list(call.store.cloud.roles.values()))
        if name in ("", row["name"].lower())
        and (not kinds or (row["default"] and row["name"] in kinds))
        and all(cloud_catalogue.grants(row, one) for one in _all(call, "permission"))
    ]
    return cloud_access.paged(call, rows, ROLES)


def default_roles(call: Call) -> Reply:
    """POST: default roles that are missing come back, with ``force`` all of them become as they were."""
    cloud_access.caller(call)
    roles = call.store.cloud.roles
    force = call.query.get("force", "").lower() == "true"
    for key, role in cloud_catalogue.roles().items():
        if role["default"] and (force or key not in roles):
            roles[key] = role
    rows = [role for role in roles.values() if role["default"]]
    return cloud_access.listing(rows, ROLES + "/default", len(rows), total=len(rows))


def _divisions(call: Call) -> list[dict[str, Any]]:
    cloud_access.caller(call)
    name = call.query.get("name", "").lower()
    return [row for row in call.store.cloud.divisions.values() if name in row["name"].lower()]


def list_divisions(call: Call) -> Reply:
    """GET: a page of divisions; ``name`` is what the name contains, letter case apart (INFERRED)."""
    return cloud_access.paged(call, _with_ids(call, _divisions(call)), DIVISIONS)


def query_divisions(call: Call) -> Reply:
    """GET: divisions by cursor: ``after`` and ``before`` are the ids that nextUri and previousUri name (INFERRED)."""
    rows = _divisions(call)
    size = cloud_access.number_of(call, "pageSize", 25, 200)
    at = {row["id"]: number for number, row in enumerate(rows)}
    for name in ("after", "before"):
        if call.query.get(name, rows[0]["id"] if rows else "") not in at:
            raise cloud_errors.invalid(name, "The cursor is not valid.")
    start = at[call.query["after"]] + 1 if "after" in call.query else 0
    if "before" in call.query:
        start = max(0, at[call.query["before"]] - size)
    part = rows[start : start + size]
    shown: dict[str, Any] = {"entities": part, "pageSize": size, "selfUri": DIVISIONS + "/query"}
    uri = DIVISIONS + "/query?pageSize=%d&%s=%s"
    if part and start + size < len(rows):
        shown["nextUri"] = uri % (size, "after", part[-1]["id"])
    if part and start:
        shown["previousUri"] = uri % (size, "before", part[0]["id"])
    return Reply(200, shown)


def home_division(call: Call) -> Reply:
    """GET: the home division."""
    return Reply(200, next(row for row in _divisions(call) if row["homeDivision"]))


def subject(call: Call) -> Reply:
    """GET: the grants of an OAuth client."""
    cloud = cloud_access.caller(call, "authorization:grant:view").cloud
    key = call.params["subject_id"]
    client = cloud.live().get(key)
    if client is None:
        raise cloud_errors.missing(key)
    grants = []
    for one in client.get("roleDivisions", ()):
        role, division = cloud.roles.get(one["roleId"], {}), cloud.divisions.get(one["divisionId"], {})
        grants.append(
            {
                "subjectId": key,
                "role": {"id": one["roleId"], "name": role.get("name")},
                "division": {"id": one["divisionId"], "name": division.get("name", one["divisionId"])},
            }
        )
    return Reply(200, {"id": key, "name": client["name"], "grants": grants, "selfUri": "%s/%s" % (SUBJECTS, key)})


def _scope(name: str) -> dict[str, str]:
    return {"id": name, "description": cloud_catalogue.SCOPES[name], "selfUri": "%s/%s" % (SCOPES, name)}


def list_scopes(call: Call) -> Reply:
    """GET: all scopes."""
    cloud_access.caller(call)
    rows = [_scope(name) for name in cloud_catalogue.SCOPES]
    return Reply(200, {"entities": rows, "total": len(rows), "selfUri": SCOPES})


def get_scope(call: Call) -> Reply:
    """GET: one scope."""
    cloud_access.caller(call)
    name = call.params["scope_id"]
    if name not in cloud_catalogue.SCOPES:
        raise cloud_errors.missing(name)
    return Reply(200, _scope(name))


PAGED = ("pageSize", "pageNumber", "name", "id")
CURSOR = ("pageSize", "name", "before", "after")
ROUTES = [
    route("GET", ROLES, list_roles, "List roles", query=(*PAGED, "permission", "defaultRoleId")),
    route("POST", ROLES + "/default", default_roles, "Bring default roles back", query=("force",)),
    route("GET", DIVISIONS, list_divisions, "List divisions", query=PAGED),
    route("GET", DIVISIONS + "/query", query_divisions, "List divisions by cursor", mark=INFERRED, query=CURSOR),
    route("GET", DIVISIONS + "/home", home_division, "Show the home division"),
    route("GET", SUBJECTS + "/{subject_id}", subject, "Show the grants of an OAuth client", mark=INFERRED),
    route("GET", SCOPES, list_scopes, "List scopes"),
    route("GET", SCOPES + "/{scope_id}", get_scope, "Show a scope"),
]
