# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Environment service: environments and contact centers (private-edition-api.md §3.1, §3.2).

Settings, CORS and data centers are in ``settings.py``.
"""

from __future__ import annotations

from typing import Any

from . import access, settings, spelling
from .envelope import Reply, duplicate, listed, missing, ok, refuse, shown
from .routes import INFERRED, UNKNOWN, Call, Route
from .shapes import Shape, choice, flag, identifier, items, nested, new_uuid, number, text
from .store import Store

ENVIRONMENTS = "/environment/v3/environments"
CENTERS = "/environment/v3/contact-centers"

CONFIG_SERVER = Shape(
    "configServers",
    {
        "primaryAddress": text().must(),
        "primaryPort": number(1, 65535).must(),
        "backupAddress": text(),
        "backupPort": number(1, 65535),
        "readOnly": flag(),
        "locations": text(),
        "readFromDb": flag(),
        "useConfigExporter": flag(),
        "initDb": flag(),
    },
)

ENVIRONMENT = Shape(
    "environment",
    {
        "id": identifier(),
        "username": text().must(),
        "password": text().must(),
        "connectionProtocol": text(),
        "localTimeout": number(0),
        "remoteTimeout": number(0),
        "appName": text(),
        "traceMode": text(),
        "tlsEnabled": flag(),
        "tenant": text(),
        "configServers": items(nested(CONFIG_SERVER), least=1).must(),
        "proxyPort": number(0, 65535),
    },
)

CENTER = Shape(
    "contactCenter",
    {
        "id": identifier(),
        "environmentId": identifier().must(),
        "domains": items(
            text(pattern=r"[^.\s,/\\]+", says="must hold login domains without period, space, comma or slash"),
            least=1,
        ).must(),
        "auth": choice("configServer", "config"),
    },
)


def complete_environment(given: dict[str, Any]) -> dict[str, Any]:
    """Return the environment as the service keeps it; members it adds are CONFIRMED, other defaults INFERRED."""
    added = {"readFromDb": False, "useConfigExporter": False, "initDb": False}
    environment = {
        "tenant": "Environment",
        "appName": "Cloud",
        "connectionProtocol": "addp",
        "localTimeout": 60,
        "remoteTimeout": 90,
        "traceMode": "CFGTMBoth",
        "tlsEnabled": False,
        **given,
        "configServers": [{"readOnly": False, **server} | {**added, **server} for server in given["configServers"]],
    }
    environment.setdefault("proxyPort", 0)
    return environment


def complete_center(given: dict[str, Any]) -> dict[str, Any]:
    """Return the contact center as the service keeps it."""
    center = {"auth": "configServer", **given}
    center["environmentId"] = center["environmentId"].lower()
    return center


def _new_id(call: Call, given: dict[str, Any]) -> str:
    """A client may choose the id (CONFIRMED); without one the service makes it (INFERRED)."""
    if call.switches.server_chosen_ids or "id" not in given:
        return new_uuid()
    return str(given["id"]).lower()


def _no_backup(call: Call, given: dict[str, Any]) -> None:
    if call.switches.backup_server_fields == "refuse":
        for server in given.get("configServers", ()):
            for name in ("backupAddress", "backupPort"):
                if name in server:
                    raise refuse(call.switches, 400, "Unrecognized field '%s' in 'configServers'" % name)


def list_environments(call: Call) -> Reply:
    """GET: ``data.genesysEnvironments``, with the password in clear (CONFIRMED)."""
    access.operator(call)
    rows = call.store.environments.look().values()
    return listed(call.switches, "genesysEnvironments", [spelling.environment(call.switches, row) for row in rows])


def create_environment(call: Call) -> Reply:
    """POST: ``path`` is ``/environments/<id>``; an error when the id exists."""
    access.operator(call)
    data = call.body(ENVIRONMENT)
    _no_backup(call, data)
    key = _new_id(call, data)
    if key in call.store.environments.rows:
        raise duplicate(call.switches, "environment %s" % key)
    call.store.environments.put(key, complete_environment({**data, "id": key}))
    return ok(call.switches, path="/environments/%s" % key)


def get_environment(call: Call) -> Reply:
    """GET one: UNKNOWN, by switch ``get_by_id``."""
    access.operator(call)
    key = call.uuid("id")
    found = call.store.environments.look().get(key)
    if found is None:
        raise missing(call.switches, "environment %s" % key)
    return shown(call.switches, spelling.environment(call.switches, found))


def update_environment(call: Call) -> Reply:
    """PUT: UNKNOWN, by switch ``put_environment``: merge, or replace (what is not given goes back to its default)."""
    access.operator(call)
    key = call.uuid("id")
    old = call.store.environments.rows.get(key)
    if old is None:
        raise missing(call.switches, "environment %s" % key)
    replacing = call.switches.put_environment == "replace"
    data = call.body(ENVIRONMENT, partial=not replacing)
    _no_backup(call, data)
    _same_id(call, data, key)
    call.store.environments.put(key, complete_environment({**({} if replacing else old), **data, "id": key}))
    return ok(call.switches)


def delete_environment(call: Call) -> Reply:
    """DELETE: what happens to contact centers that refer to it is UNKNOWN, by switch ``environment_delete``."""
    access.operator(call)
    key = call.uuid("id")
    if key not in call.store.environments.rows:
        raise missing(call.switches, "environment %s" % key)
    users = [one for one, center in call.store.contact_centers.rows.items() if center["environmentId"] == key]
    if users and call.switches.environment_delete == "refuse":
        raise refuse(call.switches, 409, "environment %s is used by contact center %s" % (key, users[0]))
    if call.switches.environment_delete == "cascade":
        for one in users:
            _drop_center(call.store, str(one))
    call.store.environments.drop(key)
    return ok(call.switches)


def _same_id(call: Call, data: dict[str, Any], key: str) -> None:
    if str(data.get("id", key)).lower() != key:
        raise refuse(call.switches, 400, "Field 'id' cannot be changed")


def _check_center(call: Call, data: dict[str, Any], key: str | None) -> None:
    """The environment must exist; a domain belongs to one contact center only (§3.2, INFERRED)."""
    if "environmentId" in data and data["environmentId"].lower() not in call.store.environments.rows:
        raise missing(call.switches, "environment %s" % data["environmentId"], 400)
    wanted = [domain.lower() for domain in data.get("domains", ())]
    if len(set(wanted)) < len(wanted):
        raise refuse(call.switches, 400, "Field 'domains' has duplicates")
    for other, center in call.store.contact_centers.rows.items():
        taken = {domain.lower() for domain in center["domains"]} & set(wanted)
        if other != key and taken:
            raise duplicate(call.switches, "domain '%s'" % min(taken))


def list_centers(call: Call) -> Reply:
    """GET, with or without a slash at the end: ``data.contactCenters`` (CONFIRMED)."""
    access.operator(call)
    return listed(call.switches, "contactCenters", call.store.contact_centers.look().values())


def create_center(call: Call) -> Reply:
    """POST: ``path`` is ``/contact-centers/<id>``."""
    access.operator(call)
    data = call.body(CENTER)
    key = _new_id(call, data)
    if key in call.store.contact_centers.rows:
        raise duplicate(call.switches, "contact center %s" % key)
    _check_center(call, data, None)
    call.store.contact_centers.put(key, complete_center({**data, "id": key}))
    return ok(call.switches, path="/contact-centers/%s" % key)


def get_center(call: Call) -> Reply:
    """GET one: UNKNOWN, by switch ``get_by_id``."""
    access.operator(call)
    key = call.uuid("id")
    found = call.store.contact_centers.look().get(key)
    if found is None:
        raise missing(call.switches, "contact center %s" % key)
    return shown(call.switches, found)


def update_center(call: Call) -> Reply:
    """PUT: UNKNOWN, by switch ``put_contact_center``."""
    access.operator(call)
    key = call.uuid("id")
    old = call.store.contact_centers.rows.get(key)
    if old is None:
        raise missing(call.switches, "contact center %s" % key)
    replacing = call.switches.put_contact_center == "replace"
    data = call.body(CENTER, partial=not replacing)
    _same_id(call, data, key)
    _check_center(call, data, key)
    call.store.contact_centers.put(key, complete_center({**({} if replacing else old), **data, "id": key}))
    return ok(call.switches)


def _drop_center(store: Store, key: str) -> None:
    if store.switches.contact_center_delete != "orphan":
        for one in [one for one in store.settings.rows if one[0] == key]:
            store.settings.drop(one)
    store.contact_centers.drop(key)


def delete_center(call: Call) -> Reply:
    """DELETE: what happens to its settings is UNKNOWN, by switch ``contact_center_delete``."""
    access.operator(call)
    key = call.uuid("id")
    if key not in call.store.contact_centers.rows:
        raise missing(call.switches, "contact center %s" % key)
    if call.switches.contact_center_delete == "refuse" and any(one[0] == key for one in call.store.settings.rows):
        raise refuse(call.switches, 409, "contact center %s has settings" % key)
    _drop_center(call.store, key)
    return ok(call.switches)


WHO = "ops or bearer"

ROUTES = [
    Route("GET", ENVIRONMENTS, list_environments, "List environments", "3.1", auth=WHO),
    Route("POST", ENVIRONMENTS, create_environment, "Create an environment", "3.1", auth=WHO, shape=ENVIRONMENT),
    Route(
        "GET", ENVIRONMENTS + "/{id}", get_environment, "Show an environment", "3.1", UNKNOWN, WHO, switch="get_by_id"
    ),
    Route(
        "PUT",
        ENVIRONMENTS + "/{id}",
        update_environment,
        "Change an environment",
        "3.1",
        UNKNOWN,
        WHO,
        ENVIRONMENT,
        switch="put_environment",
        partial=True,
    ),
    Route("DELETE", ENVIRONMENTS + "/{id}", delete_environment, "Delete an environment", "3.1", auth=WHO),
    Route("GET", CENTERS, list_centers, "List contact centers", "3.2", auth=WHO),
    Route("GET", CENTERS + "/", list_centers, "List contact centers", "3.2", auth=WHO),
    Route("POST", CENTERS, create_center, "Create a contact center", "3.2", auth=WHO, shape=CENTER),
    Route("GET", CENTERS + "/{id}", get_center, "Show a contact center", "3.2", UNKNOWN, WHO, switch="get_by_id"),
    Route(
        "PUT",
        CENTERS + "/{id}",
        update_center,
        "Change a contact center",
        "3.2",
        INFERRED,
        WHO,
        CENTER,
        switch="put_contact_center",
        partial=True,
    ),
    Route("DELETE", CENTERS + "/{id}", delete_center, "Delete a contact center", "3.2", auth=WHO),
    *settings.ROUTES,
]
