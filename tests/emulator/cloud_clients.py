# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Genesys Cloud, OAuth clients: /api/v2/oauth/clients (genesys-cloud-oauth-api.md §1.3-§1.6)."""

from __future__ import annotations

from typing import Any

from . import cloud_access, cloud_errors, cloud_rules
from .cloud_access import route
from .cloud_state import DAY, GRACE, CloudState, iso, seconds
from .envelope import Reply
from .routes import INFERRED, Call
from .shapes import new_uuid
from .store import Store

CLIENTS = "/api/v2/oauth/clients"
IRREVERSIBLE = 30 * DAY
SETS = ("registeredRedirectUri", "scope", "roleDivisions", "roleIds")


def view(store: Store, client: dict[str, Any], secret: bool = False) -> dict[str, Any]:
    """Return the client as an answer shows it; its secret only from POST (§1.6, rule 1), sets in any order."""
    shown = {name: value for name, value in client.items() if secret or name != "secret"}
    if client.get("roleDivisions"):
        shown["roleIds"] = list(dict.fromkeys(one["roleId"] for one in client["roleDivisions"]))
    if store.switches.cloud_null_members == "null":
        shown = {**dict.fromkeys([*cloud_rules.CLIENT.props, *store.cloud.fields]), **shown}
    if store.switches.shuffle_sets:
        shown.update({name: store.another_order(shown[name]) for name in SETS if shown.get(name)})
    return shown


def _seen(cloud: CloudState, key: str) -> bool:
    """Tell whether a GET sees the client, and count it: new ones appear late (§1.6, rule 11)."""
    left = cloud.unseen.pop(key, 0)
    if left > 1:
        cloud.unseen[key] = left - 1
    return not left


def _found(call: Call) -> dict[str, Any]:
    client = call.store.cloud.live().get(call.params["client_id"])
    if client is None:
        raise cloud_errors.missing(call.params["client_id"])
    return client


def list_clients(call: Call) -> Reply:
    """GET: all clients, inactive ones too. Parameters of the query mean nothing, but for those in ``nextUri``."""
    cloud_access.caller(call, "oauth:client:view")
    cloud = call.store.cloud
    clients = list(cloud.live().values())
    if call.switches.cloud_deleted_shows == "deleted":
        clients += cloud.deleted.values()
    shown = [view(call.store, client) for client in clients if _seen(cloud, client["id"])]
    if call.switches.cloud_list_pages:
        return cloud_access.paged(call, shown, CLIENTS, cloud_access.PAGE)
    return cloud_access.listing(shown, CLIENTS, len(shown), total=len(shown))


def create_client(call: Call) -> Reply:
    """POST: the client with its secret, which nobody gets to see again; names are not unique."""
    who = cloud_access.caller(call, "oauth:client:add")
    values = cloud_rules.wanted(call)
    cloud_rules.owned(call, who, values)
    cloud = call.store.cloud
    client = cloud.put({**values, "id": new_uuid(), "createdBy": who.reference, "modifiedBy": who.reference})
    if call.switches.cloud_visible_after_gets:
        cloud.unseen[client["id"]] = int(call.switches.cloud_visible_after_gets)
    return Reply(call.switches.cloud_create_status, view(call.store, client, secret=True))


def get_client(call: Call) -> Reply:
    """GET one: the client without its secret; one that was deleted is not found, or (switch) has that state."""
    cloud_access.caller(call, "oauth:client:view")
    cloud, key = call.store.cloud, call.params["client_id"]
    gone = key not in cloud.live() and call.switches.cloud_deleted_shows == "deleted"
    client = cloud.deleted.get(key) if gone else _found(call)
    if client is None or not _seen(cloud, key):
        raise cloud_errors.missing(key)
    return Reply(200, view(call.store, client))


def _editable(client: dict[str, Any]) -> None:
    if client["state"] == "disabled":
        raise cloud_errors.invalid("state", "The client is disabled.")


def update_client(call: Call) -> Reply:
    """PUT: the whole client anew, what is not sent goes (switch); read-only members are ignored."""
    who = cloud_access.caller(call, "oauth:client:edit")
    client = _found(call)
    _editable(client)
    values = cloud_rules.wanted(call, client)
    cloud_rules.owned(call, who, client, values)
    cloud = call.store.cloud
    if client["state"] == values["state"] == "inactive":
        values.setdefault("dateToDelete", client["dateToDelete"])
    for name in [*cloud_rules.CLIENT.props, *cloud.fields]:
        client.pop(name, None)
    client.update(values)
    cloud.settle(client)
    _modified(call, client, who)
    return Reply(200, view(call.store, client))


def _modified(call: Call, client: dict[str, Any], who: cloud_access.Caller) -> None:
    client.update(dateModified=iso(call.store.clock.now()), modifiedBy=who.reference)


def delete_client(call: Call) -> Reply:
    """DELETE: only inactive ones; young ones go at once, older ones (switch) on their day (§1.6, rules 4 and 5)."""
    cloud_access.caller(call, "oauth:client:delete")
    client, cloud, now = _found(call), call.store.cloud, call.store.clock.now()
    if client["state"] != "inactive":
        said = "Clients must be marked as inactive to be eligible for deletion."
        raise cloud_errors.refuse(400, "cannot.delete.client", said)
    young = seconds(client["dateCreated"]) + IRREVERSIBLE > now
    if young or call.switches.cloud_delete_old == "delete":
        cloud.remove(client)
    else:
        client.setdefault("dateToDelete", iso(now + GRACE))
    return Reply(call.switches.cloud_delete_status, "", media_type="text/plain")


def new_secret(call: Call) -> Reply:
    """POST: the client with a new secret; the old one is dead at once (no overlap: INFERRED)."""
    who = cloud_access.caller(call, "oauth:client:edit")
    client = _found(call)
    _editable(client)
    client["secret"] = call.store.cloud.new_secret()
    _modified(call, client, who)
    return Reply(200, view(call.store, client, secret=True))


ONE = CLIENTS + "/{client_id}"
ROUTES = [
    route("GET", CLIENTS, list_clients, "List OAuth clients"),
    route("POST", CLIENTS, create_client, "Create an OAuth client", shape=cloud_rules.CLIENT),
    route("GET", ONE, get_client, "Show an OAuth client without its secret"),
    route("PUT", ONE, update_client, "Replace an OAuth client", shape=cloud_rules.CLIENT),
    route("DELETE", ONE, delete_client, "Delete an inactive OAuth client", mark=INFERRED),
    route("POST", ONE + "/secret", new_secret, "Give an OAuth client a new secret"),
]
