# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Genesys Cloud: what the body of an OAuth client may hold (genesys-cloud-oauth-api.md §1.4, §1.6)."""

from __future__ import annotations

from typing import Any

from . import cloud_access, cloud_catalogue, cloud_errors, defaults
from .cloud_state import seconds
from .envelope import Refusal
from .routes import Call
from .shapes import Prop, Shape, choice, items, nested, number, redirect, stored, text

GRANT_TYPES = ("CODE", "TOKEN", "SAML2-BEARER", "PASSWORD", "CLIENT-CREDENTIALS")
LONGEST = 172800
READ_ONLY = ("id", "secret", "dateCreated", "dateModified", "createdBy", "modifiedBy", "selfUri")


def _date(value: Any) -> str | None:
    try:
        seconds(value)
    except (TypeError, ValueError):
        return "must be an ISO-8601 date"
    return None


def _at_most(most: int, one: Prop) -> Prop:
    def check(value: Any) -> str | None:
        return "must not have more than %d entries" % most if len(value) > most else None

    many = items(one)
    return Prop(lambda value: many.check(value) or check(value), {**many.schema, "maxItems": most})


CLIENT = Shape(
    "client",
    {
        "name": text().must(),
        "description": text(empty=True),
        "accessTokenValiditySeconds": number(300, 38880000),
        "authorizedGrantType": choice(*GRANT_TYPES).must(),
        "registeredRedirectUri": _at_most(125, redirect()),
        "scope": items(text()),
        "roleDivisions": items(nested(Shape("roleDivision", {"roleId": text().must(), "divisionId": text()}))),
        "roleIds": items(text()),
        "state": choice("active", "inactive"),
        "dateToDelete": Prop(_date, {"type": "string", "format": "date-time"}),
    },
    wrapped=False,
)
# What a client cannot do without, as it is when a PUT does not say.
DEFAULTS = {"accessTokenValiditySeconds": 86400, "state": "active"}


def _invalid(field: str, prop: Prop, value: Any, complaint: str) -> Refusal:
    allowed = prop.schema.get("enum")
    if allowed:
        said = "Value [%s] is not valid for field type [%s]. Allowable values are: %s"
        return cloud_errors.invalid(field, said % (value, field, ", ".join(allowed)), "invalid.value")
    return cloud_errors.invalid(field, "Field '%s' %s." % (field, complaint))


def checked(shape: Shape, given: dict[str, Any], ignored: tuple[str, ...], also: list[str]) -> dict[str, Any]:
    """Return what the body says without the members to be ``ignored``; null is what is not said. Raise Refusal."""
    for name in given:
        if name not in shape.props and name not in ignored and name not in also:
            raise cloud_errors.invalid(name, "Unrecognized field '%s'." % name)
    for name, prop in shape.props.items():
        value = given.get(name)
        if value is None:
            if prop.required:
                raise cloud_errors.invalid(name, "Field '%s' is required." % name)
            continue
        complaint = prop.check(value)
        if complaint:
            raise _invalid(name, prop, value, complaint)
    return {name: value for name, value in given.items() if name in shape.props or name in also}


def wanted(call: Call, old: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return the members that a POST, or a PUT of the client ``old``, gives the client. Raise Refusal (400)."""
    cloud = call.store.cloud
    given = stored(call.switches.stored_texts, cloud_access.body(call))
    values = checked(CLIENT, given, READ_ONLY, cloud.fields)
    of_client = values["authorizedGrantType"] == "CLIENT-CREDENTIALS"
    for name in ("scope",) if of_client else ("roleDivisions", "roleIds"):
        if values.get(name):
            raise cloud_errors.invalid(name, "Field '%s' is not for %s." % (name, values["authorizedGrantType"]))
    if call.switches.cloud_date_to_delete == "ignore":
        values.pop("dateToDelete", None)
    if "roleDivisions" in values or "roleIds" in values:
        values["roleDivisions"] = _granted(call, values)
        values.pop("roleIds", None)
    if old is not None and call.switches.cloud_put == "merge":
        values = {**{name: old[name] for name in [*CLIENT.props, *cloud.fields] if name in old}, **values}
    values.pop("scope" if of_client else "roleDivisions", None)
    values = {**DEFAULTS, **{name: value for name, value in values.items() if value is not None}}
    _complete(call, values, of_client)
    return values


def _granted(call: Call, values: dict[str, Any]) -> list[dict[str, str]]:
    """Return the roles of the body, each in its division; ``roleIds`` count only without ``roleDivisions``."""
    field = "roleDivisions" if values.get("roleDivisions") else "roleIds"
    rows = values.get("roleDivisions") or [{"roleId": one} for one in values.get("roleIds") or ()]
    cloud = call.store.cloud
    home = next(key for key, division in cloud.divisions.items() if division["homeDivision"])
    found: list[dict[str, str]] = []
    for row in rows:
        one = {"roleId": row["roleId"], "divisionId": row.get("divisionId") or home}
        if one["roleId"] not in cloud.roles:
            if call.switches.cloud_gone_roles == "ignore":
                continue
            raise cloud_errors.invalid(field, "Role [%s] does not exist." % one["roleId"])
        if one["divisionId"] != "*" and one["divisionId"] not in cloud.divisions:
            raise cloud_errors.invalid(field, "Division [%s] does not exist." % one["divisionId"])
        if one not in found:
            found.append(one)
    return found


def _complete(call: Call, values: dict[str, Any], of_client: bool) -> None:
    """Check what a client needs for its grant type, and how long its tokens may live (§1.6, rule 7)."""
    cloud = call.store.cloud
    needed = "roleDivisions" if of_client else "scope"
    if not values.get(needed):
        raise cloud_errors.invalid(needed, "Field '%s' is required for %s." % (needed, values["authorizedGrantType"]))
    for one in values.get("scope", ()):
        if one not in cloud_catalogue.SCOPES:
            raise cloud_errors.invalid("scope", "Scope [%s] does not exist." % one)
    if values["accessTokenValiditySeconds"] <= LONGEST:
        return
    held = {one["roleId"] for one in values.get("roleDivisions", ())}
    scim = [key for key in held if key in cloud.roles and cloud_catalogue.is_scim(cloud.roles[key])]
    extended = defaults.CLOUD_ROLES[cloud_catalogue.SCIM] in held - set(scim)
    if not scim and not extended:
        raise cloud_errors.invalid(
            "accessTokenValiditySeconds", "Tokens that live longer than %d seconds are for SCIM only." % LONGEST
        )
    if extended or len(held) > 1:
        values["accessTokenValiditySeconds"] = DEFAULTS["accessTokenValiditySeconds"]


def owned(call: Call, who: cloud_access.Caller, *clients: dict[str, Any]) -> None:
    """Let only somebody pass who holds all roles of the clients (§1.6, rule 6; the code is UNKNOWN, hence a switch)."""
    mode = call.switches.cloud_ownership
    held = {one["roleId"] for client in clients for one in client.get("roleDivisions", ())}
    if call.switches.cloud_gone_roles == "ignore":
        held &= set(call.store.cloud.roles)
    missing = sorted(held - who.roles)
    if mode == "off" or not missing:
        return
    if mode == "403":
        raise cloud_errors.refuse(403, field="roleDivisions")
    names = [call.store.cloud.roles.get(key, {}).get("name", key) for key in missing]
    said = "You must have the roles of the client yourself. You are missing the following role(s): [%s]"
    raise cloud_errors.invalid("roleDivisions", said % ", ".join(names))
