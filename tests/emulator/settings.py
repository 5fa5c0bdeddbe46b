# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Environment service: settings of a contact center, CORS, data centers (private-edition-api.md §3.3, §3.4)."""

from __future__ import annotations

from typing import Any

from . import access, spelling
from .envelope import Reply, duplicate, listed, missing, ok, refuse
from .routes import INFERRED, UNKNOWN, Call, Route
from .shapes import Shape, flag, flag_or_text, identifier, is_uuid, text, url

SETTINGS = "/environment/v3/contact-centers/{id}/settings"
DATA_CENTERS = "/environment/v3/data-centers"
CORS = "/environment/v3/cors"

LOCATION = text(pattern=r"/\S*", says="must start with '/'")

SETTING = Shape(
    "setting",
    {
        "location": LOCATION.must(),
        "name": text().must(),
        "value": text(empty=True).must(),
        "shared": flag_or_text(),
    },
)

DATA_CENTER = Shape("dataCenter", {"location": LOCATION.must(), "entryPoint": url().must(), "readOnly": flag().must()})

CORS_ORIGIN = Shape("corsOrigin", {"contactCenterId": identifier().must(), "origin": url(fragment=False).must()})


def complete_setting(center: str, given: dict[str, Any]) -> dict[str, Any]:
    """Return the setting as the service keeps it: ``shared`` always a boolean, by default false (INFERRED)."""
    return {
        "contactCenterId": center,
        "name": given["name"],
        "location": given["location"],
        "value": given["value"],
        "shared": given.get("shared", False) in (True, "true"),
    }


def _center(call: Call) -> str:
    key = call.uuid("id")
    if key not in call.store.contact_centers.rows:
        raise missing(call.switches, "contact center %s" % key)
    return key


def list_settings(call: Call) -> Reply:
    """GET: ``data.settings`` (CONFIRMED), a list of name, location, value, shared (INFERRED)."""
    access.operator(call)
    key = _center(call)
    found = []
    for row in call.store.settings.look(lambda one: one[0] == key).values():
        del row["contactCenterId"]
        if call.switches.settings_shared == "string":
            row["shared"] = "true" if row["shared"] else "false"
        row["location"] = spelling.location(call.switches, row["location"])
        row["value"] = spelling.url(call.switches, row["value"])
        found.append(row)
    return listed(call.switches, "settings", found)


def put_setting(call: Call) -> Reply:
    """POST: adds the setting or replaces its value, by name and location (CONFIRMED; the key is INFERRED)."""
    access.operator(call)
    data = call.body(SETTING)
    key = _center(call)
    if call.switches.cors_api and data["name"] == "cors-origins":
        raise refuse(call.switches, 400, "Setting 'cors-origins' is managed by the CORS API")
    place = (key, data["name"], spelling.location(call.switches, data["location"]))
    kept = call.store.settings.rows.get(place, data)["location"]
    call.store.settings.put(place, complete_setting(key, {**data, "location": kept}))
    return ok(call.switches)


def delete_setting(call: Call) -> Reply:
    """DELETE .../settings/{name}?location=/: UNKNOWN, by switch ``setting_delete``."""
    access.operator(call)
    key = (_center(call), call.params["name"], spelling.location(call.switches, call.query.get("location", "/")))
    if key not in call.store.settings.rows:
        raise missing(call.switches, "setting '%s' at '%s'" % key[1:])
    call.store.settings.drop(key)
    return ok(call.switches)


def list_origins(call: Call) -> Reply:
    """GET: ``data.origins`` of the new CORS API (CONFIRMED to exist; the filter ``contactCenterId`` is INFERRED)."""
    access.operator(call)
    center = call.query.get("contactCenterId", "").lower()
    if "contactCenterId" in call.query and not is_uuid(center):
        raise refuse(call.switches, 400, "'contactCenterId' must be a UUID: %s" % center)
    rows = call.store.cors.look(lambda one: not center or one[0] == center).values()
    return listed(call.switches, "origins", [row["origin"] for row in rows])


def add_origin(call: Call) -> Reply:
    """POST: one origin a call (CONFIRMED)."""
    access.operator(call)
    data = call.body(CORS_ORIGIN)
    center = data["contactCenterId"].lower()
    if center not in call.store.contact_centers.rows:
        raise missing(call.switches, "contact center %s" % center)
    call.store.cors.put((center, data["origin"]), {"contactCenterId": center, "origin": data["origin"]})
    return ok(call.switches)


def list_data_centers(call: Call) -> Reply:
    """GET: UNKNOWN, by switch ``data_center_get``; ``data.dataCenters`` is a guess."""
    access.ops_or_token(call)
    rows = call.store.data_centers.look().values()
    return listed(call.switches, "dataCenters", [_seen(call, row) for row in rows])


def _seen(call: Call, row: dict[str, Any]) -> dict[str, Any]:
    place, entry = spelling.location(call.switches, row["location"]), spelling.url(call.switches, row["entryPoint"])
    return {**row, "location": place, "entryPoint": entry}


def create_data_center(call: Call) -> Reply:
    """POST, Basic only: ``{"status": {"code": 0}}`` (CONFIRMED); a second POST of a location is UNKNOWN."""
    access.ops_or_token(call)
    data = call.body(DATA_CENTER)
    key = data["location"].lower()
    if key in call.store.data_centers.rows and call.switches.data_center_duplicate == "refuse":
        raise duplicate(call.switches, "data center '%s'" % data["location"])
    call.store.data_centers.put(key, data)
    return ok(call.switches)


def _data_center(call: Call) -> str:
    access.ops_or_token(call)
    key = "/" + call.params["location"].strip("/").lower()
    if key not in call.store.data_centers.rows:
        raise missing(call.switches, "data center '%s'" % key)
    return key


def update_data_center(call: Call) -> Reply:
    """PUT: UNKNOWN, by switch ``data_center_put``; merges. The path (location without its slash) is a guess."""
    key = _data_center(call)
    data = call.body(DATA_CENTER, partial=True)
    if data.get("location", key).lower() != key:
        raise refuse(call.switches, 400, "Field 'location' cannot be changed")
    call.store.data_centers.put(key, {**call.store.data_centers.rows[key], **data})
    return ok(call.switches)


def delete_data_center(call: Call) -> Reply:
    """DELETE: UNKNOWN, by switch ``data_center_delete``."""
    call.store.data_centers.drop(_data_center(call))
    return ok(call.switches)


WHO = "ops or bearer"

ROUTES = [
    Route("GET", SETTINGS, list_settings, "List the settings of a contact center", "3.3", auth=WHO),
    Route("POST", SETTINGS, put_setting, "Add a setting or replace its value", "3.3", auth=WHO, shape=SETTING),
    Route(
        "DELETE",
        SETTINGS + "/{name}",
        delete_setting,
        "Delete a setting",
        "3.3",
        UNKNOWN,
        WHO,
        query=("location",),
        switch="setting_delete",
    ),
    Route(
        "GET", CORS, list_origins, "List CORS origins", "3.3", auth=WHO, query=("contactCenterId",), switch="cors_api"
    ),
    Route("POST", CORS, add_origin, "Add a CORS origin", "3.3", auth=WHO, shape=CORS_ORIGIN, switch="cors_api"),
    Route(
        "POST", DATA_CENTERS, create_data_center, "Create a data center", "3.4", auth="ops or token", shape=DATA_CENTER
    ),
    Route(
        "GET",
        DATA_CENTERS,
        list_data_centers,
        "List data centers",
        "3.4",
        UNKNOWN,
        "ops or token",
        switch="data_center_get",
    ),
    Route(
        "PUT",
        DATA_CENTERS + "/{location}",
        update_data_center,
        "Change a data center",
        "3.4",
        UNKNOWN,
        "ops or token",
        DATA_CENTER,
        switch="data_center_put",
        partial=True,
    ),
    Route(
        "DELETE",
        DATA_CENTERS + "/{location}",
        delete_data_center,
        "Delete a data center",
        "3.4",
        INFERRED,
        "ops or token",
        switch="data_center_delete",
    ),
]
