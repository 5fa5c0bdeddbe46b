# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Genesys Authentication, ops API: /auth/v3/ops/clients (private-edition-api.md §1)."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from . import access, spelling
from .envelope import Reply, duplicate, missing, ok, refuse, shown
from .routes import INFERRED, Call, Route
from .shapes import Shape, choice, flag, identifier, items, number, redirect, text
from .store import Store

CLIENTS = "/auth/v3/ops/clients"

TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
GRANTS = (
    "client_credentials",
    "authorization_code",
    "refresh_token",
    "password",
    "implicit",
    TOKEN_EXCHANGE,
    JWT_BEARER,
)
SETS = ("scope", "authorities", "authorizedGrantTypes", "redirectURIs", "contactCenterIds")

CLIENT = Shape(
    "client",
    {
        "client_id": text().must(),
        "client_secret": text(empty=True),
        "name": text().must(),
        "description": text(empty=True),
        "clientType": choice("CONFIDENTIAL", "PUBLIC").must(),
        "internalClient": flag(),
        "authorities": items(text()),
        "scope": items(text()),
        "authorizedGrantTypes": items(choice(*GRANTS)),
        "redirectURIs": items(redirect()),
        "accessTokenExpirationTimeout": number(1),
        "refreshTokenExpirationTimeout": number(1),
        "contactCenterIds": items(identifier()),
    },
)


def encrypt(secret: str) -> str:
    """Return ``encrypted_client_secret``: always the same for the same secret (CONFIRMED; algorithm UNKNOWN)."""
    if secret == "secret":
        return "A34BOmXDedZwbTKrwmd4eA=="
    size = (len(secret.encode()) // 16 + 1) * 16
    return base64.b64encode(hashlib.shake_256(b"client secret " + secret.encode()).digest(size)).decode()


def complete(store: Store, given: dict[str, Any]) -> dict[str, Any]:
    """Return the client as the service keeps it: its defaults, the grants of internal clients, createdAt."""
    client = {
        "internalClient": False,
        "authorizedGrantTypes": [],
        "authorities": [],
        "scope": ["*"],
        "redirectURIs": [],
        "accessTokenExpirationTimeout": 43200,
        "refreshTokenExpirationTimeout": 2592000,
        **given,
    }
    client["createdAt"] = store.clock.now_ms()
    client["encrypted_client_secret"] = encrypt(client.setdefault("client_secret", ""))
    return _normal(store, client)


def _normal(store: Store, client: dict[str, Any]) -> dict[str, Any]:
    for name in SETS:
        if name in client:
            client[name] = list(dict.fromkeys(client[name]))
    if client["internalClient"] and store.switches.add_internal_grants:
        grants = client["authorizedGrantTypes"]
        client["authorizedGrantTypes"] = grants + [one for one in (TOKEN_EXCHANGE, JWT_BEARER) if one not in grants]
    return client


def view(store: Store, client: dict[str, Any], secrets: bool = False) -> dict[str, Any]:
    """Return the client as an answer shows it: only POST shows secrets (CONFIRMED), sets come in any order."""
    hidden = () if secrets else ("client_secret", "encrypted_client_secret")
    seen = {key: value for key, value in client.items() if key not in hidden}
    seen = spelling.without_empty(store.switches, seen)
    if store.switches.shuffle_sets:
        seen |= {name: store.another_order(seen[name]) for name in SETS if len(seen.get(name, ())) > 1}
    return seen


def _secret_allowed(call: Call, data: dict[str, Any]) -> None:
    if (
        call.switches.empty_client_secret == "refuse"
        and data.get("clientType") != "PUBLIC"
        and not data.get("client_secret")
    ):
        raise refuse(call.switches, 400, "Field 'client_secret' is required")


def list_clients(call: Call) -> Reply:
    """GET: ``data`` is an array of clients without their secrets."""
    access.ops(call)
    return shown(call.switches, [view(call.store, client) for client in call.store.clients.values()])


def create_client(call: Call) -> Reply:
    """POST: 200 and the whole client, secrets included; an error when it exists."""
    access.ops(call)
    data = call.body(CLIENT)
    _secret_allowed(call, data)
    if data["client_id"] in call.store.clients:
        raise duplicate(call.switches, "client '%s'" % data["client_id"])
    client = complete(call.store, data)
    call.store.clients[client["client_id"]] = client
    return ok(call.switches, data=view(call.store, client, secrets=True))


def _found(call: Call) -> dict[str, Any]:
    access.ops(call)
    client = call.store.clients.get(call.params["client_id"])
    if client is None:
        raise missing(call.switches, "client '%s'" % call.params["client_id"])
    return client


def get_client(call: Call) -> Reply:
    """GET one: the client without its secrets."""
    return shown(call.switches, view(call.store, _found(call)))


def update_client(call: Call) -> Reply:
    """PUT: a partial update, fields that are not given stay (CONFIRMED for redirectURIs)."""
    client = _found(call)
    data = call.body(CLIENT, partial=True)
    if data.get("client_id", client["client_id"]) != client["client_id"]:
        raise refuse(call.switches, 400, "Field 'client_id' cannot be changed")
    if "client_secret" in data:
        if call.switches.client_put_secret == "refuse":
            raise refuse(call.switches, 400, "Field 'client_secret' cannot be changed")
        _secret_allowed(call, {**client, **data})
        if call.switches.client_put_secret == "ignore":
            data = {key: value for key, value in data.items() if key != "client_secret"}
    client.update(data)
    client["encrypted_client_secret"] = encrypt(client["client_secret"])
    _normal(call.store, client)
    if call.switches.client_put_echo:
        return ok(call.switches, data=view(call.store, client))
    return ok(call.switches)


def delete_client(call: Call) -> Reply:
    """DELETE: ``{"status": {"code": 0}}``; tokens of the client end with it (INFERRED)."""
    client = _found(call)
    del call.store.clients[client["client_id"]]
    return ok(call.switches)


ROUTES = [
    Route("GET", CLIENTS, list_clients, "List API clients", "1", auth="ops"),
    Route("POST", CLIENTS, create_client, "Create an API client", "1", auth="ops", shape=CLIENT),
    Route("GET", CLIENTS + "/{client_id}", get_client, "Show an API client without its secrets", "1", auth="ops"),
    Route(
        "PUT",
        CLIENTS + "/{client_id}",
        update_client,
        "Change fields of an API client",
        "1",
        auth="ops",
        shape=CLIENT,
        partial=True,
    ),
    Route("DELETE", CLIENTS + "/{client_id}", delete_client, "Delete an API client", "1", INFERRED, auth="ops"),
]
