# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Genesys Cloud: what a token is (tokens/me), and where it leads (organizations/me) (genesys-cloud-oauth-api.md §1.2)."""

from __future__ import annotations

from functools import partial
from typing import Any

from . import access, cloud_access
from .cloud_access import route
from .cloud_state import iso
from .envelope import Reply
from .routes import Call

ME = "/api/v2/tokens/me"


def token(call: Call) -> Reply:
    """GET, HEAD: the token's organisation and client; a built-in client's organisation is not the customer's."""
    who = cloud_access.caller(call)
    organization = {name: who.cloud.organization[name] for name in ("id", "name")}
    shown: dict[str, Any] = {"organization": organization, "homeOrganization": organization, "authorizedScope": []}
    if who.cloud.organization["features"].get("hipaa"):
        shown["dateTokenIdles"] = iso(who.token.used_at + cloud_access.IDLE)
    if who.token.builtin or who.client is None:
        shown["OAuthClient"] = {**cloud_access.BUILTIN, "organization": {"id": cloud_access.BUILTIN["id"]}}
        return Reply(200, shown)
    client = who.client
    shown["authorizedScope"] = client.get("scope", [])
    names = ("id", "name", "authorizedGrantType", "scope", "roleDivisions", "state")
    shown["OAuthClient"] = {name: client[name] for name in names if name in client}
    shown["OAuthClient"]["organization"] = {"id": organization["id"]}
    return Reply(200, shown)


def revoke(call: Call) -> Reply:
    """DELETE: the token ends."""
    cloud_access.caller(call)
    del call.store.cloud.tokens[access.bearer(call) or ""]
    return Reply(200, "", media_type="text/plain")


def organization(call: Call) -> Reply:
    """GET: the organisation."""
    return Reply(200, cloud_access.caller(call).cloud.organization)


_offered = partial(route, section="1.2", switch="cloud_tokens_me")
ROUTES = [
    _offered("GET", ME, token, "Show what the token is"),
    _offered("HEAD", ME, token, "Tell whether the token is valid"),
    _offered("DELETE", ME, revoke, "End the token", writes=False),
    route("GET", "/api/v2/organizations/me", organization, "Show the organisation"),
]
