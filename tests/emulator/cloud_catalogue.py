# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Genesys Cloud: the organisation, roles, divisions and scopes that a fresh emulator has."""

from __future__ import annotations

from typing import Any

from . import defaults

DOMAINS = ("analytics", "routing", "directory", "authorization", "oauth", "integrations", "architect", "conversation")

SCIM = "SCIM Integration"
SCIM_POLICIES = (
    ("directory", "user", ("add", "delete", "edit", "setPassword", "view")),
    ("directory", "group", ("add", "delete", "edit", "view")),
    ("authorization", "grant", ("add", "delete")),
    ("routing", "skill", ("assign", "view")),
)
POLICIES: dict[str, tuple[tuple[str, str, tuple[str, ...]], ...]] = {
    "admin": tuple((domain, "*", ("*",)) for domain in DOMAINS),
    "employee": (("directory", "user", ("view",)), ("conversation", "call", ("add", "view"))),
    "supervisor": (("analytics", "*", ("*",)), ("routing", "queue", ("view",)), ("oauth", "client", ("view",))),
    "SCIM Integration": SCIM_POLICIES,
    "SCIM copy": SCIM_POLICIES,
}
CUSTOM = ("SCIM copy",)

SCOPES = {
    "analytics": "All analytics permissions",
    "analytics:readonly": "Read analytics",
    "architect": "All architect permissions",
    "architect:readonly": "Read architect",
    "authorization": "All authorization permissions",
    "authorization:readonly": "Read authorization",
    "conversations": "All conversations permissions",
    "conversations:readonly": "Read conversations",
    "integrations": "All integrations permissions",
    "integrations:readonly": "Read integrations",
    "notifications": "All notifications permissions",
    "oauth": "All oauth permissions",
    "oauth:readonly": "Read oauth",
    "routing": "All routing permissions",
    "routing:readonly": "Read routing",
    "user-basic-info": "Read basic user info",
    "users": "All users permissions",
    "users:readonly": "Read users",
}


def role(key: str, name: str) -> dict[str, Any]:
    """Return a role of the catalogue; one that has no policies there may view one kind of queue."""
    policies = POLICIES.get(name, (("routing", "queue", ("view",)),))
    return {
        "id": key,
        "name": name,
        "description": "The role %s" % name,
        "permissions": [],
        "permissionPolicies": [
            {"domain": domain, "entityName": entity, "actionSet": list(actions), "allowConditions": False}
            for domain, entity, actions in policies
        ],
        "default": name not in CUSTOM,
        "selfUri": "/api/v2/authorization/roles/%s" % key,
    }


def roles() -> dict[str, dict[str, Any]]:
    """Return all roles by id."""
    return {key: role(key, name) for name, key in defaults.CLOUD_ROLES.items()}


def division(key: str, name: str, home: bool = False, description: str = "") -> dict[str, Any]:
    """Return a division."""
    return {
        "id": key,
        "name": name,
        "description": description,
        "homeDivision": home,
        "selfUri": "/api/v2/authorization/divisions/%s" % key,
    }


def divisions() -> dict[str, dict[str, Any]]:
    """Return all divisions by id."""
    return {key: division(key, name, name == "Home") for name, key in defaults.CLOUD_DIVISIONS.items()}


def organization() -> dict[str, Any]:
    """Return the organisation."""
    key = defaults.CLOUD_ORGANIZATION_ID
    return {
        "id": key,
        "name": "Example",
        "defaultLanguage": "en-us",
        "domain": "example",
        "state": "active",
        "features": {"hipaa": False},
        "selfUri": "/api/v2/organizations/%s" % key,
    }


def grants(role_: dict[str, Any], permission: str) -> bool:
    """Tell whether a role gives the permission ``domain:entity:action``; a text of another form is none that a role gives."""
    parts = permission.split(":")
    if len(parts) != 3:
        return False
    domain, entity, action = parts
    return any(
        policy["domain"] in (domain, "*")
        and policy["entityName"] in (entity, "*")
        and bool({action, "*"} & set(policy.get("actionSet", ())))
        for policy in role_["permissionPolicies"]
    )


def is_scim(role_: dict[str, Any]) -> bool:
    """Tell whether a role has exactly the permissions of SCIM Integration (§1.6, rule 7)."""
    held = {
        (policy["domain"], policy["entityName"], action)
        for policy in role_["permissionPolicies"]
        for action in policy.get("actionSet", ())
    }
    wanted = {(domain, entity, action) for domain, entity, actions in SCIM_POLICIES for action in actions}
    return held == wanted and not role_["permissions"]
