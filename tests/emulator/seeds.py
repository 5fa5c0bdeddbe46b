# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the control API can put there: one function per kind of object, with the services' defaults."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from . import auth, cloud_control, environment, settings, spelling
from .envelope import control_error
from .nexus import SERVICE, TENANT
from .shapes import Shape, identifier, new_uuid, text
from .store import Person

if TYPE_CHECKING:
    from .app import App


OPS = Shape("ops", {"username": text().must(), "password": text(empty=True).must()})
PERSON = Shape("person", {**OPS.props, "contact_center": text()})
API_KEY = Shape("apikey", {"id": identifier(), "name": text(empty=True).must(), "tenant": text()})
ASSERTION = Shape("assertion", {"assertion": text().must(), "username": text().must()})
PLACE = Shape("service", {"ccid": identifier().must(), "name": text().must()})
TEXTS = ("gateway_keys", "cloud_fields")  # kinds of which a row is a text, not an object


def _fit(shape: Shape, row: Any, also: tuple[str, ...] = ()) -> dict[str, Any]:
    return shape.check(row, shape.name, also=also)


def _ops(app: App, row: dict[str, Any]) -> None:
    app.store.ops = Person(**_fit(OPS, row))


def _person(app: App, row: dict[str, Any]) -> None:
    one = Person(**_fit(PERSON, row))
    kept = [
        old for old in app.store.persons if (old.username, old.contact_center) != (one.username, one.contact_center)
    ]
    app.store.persons = kept + [one]


def _client(app: App, row: dict[str, Any]) -> str:
    client = auth.complete(app.store, _fit(auth.CLIENT, row))
    app.store.clients[client["client_id"]] = client
    return str(client["client_id"])


def _environment(app: App, row: dict[str, Any]) -> str:
    key = row.get("id", new_uuid()).lower()
    app.store.environments.put(key, environment.complete_environment({**_fit(environment.ENVIRONMENT, row), "id": key}))
    return str(key)


def _center(app: App, row: dict[str, Any]) -> str:
    key = row.get("id", new_uuid()).lower()
    app.store.contact_centers.put(key, environment.complete_center({**_fit(environment.CENTER, row), "id": key}))
    return str(key)


def _setting(app: App, row: dict[str, Any]) -> None:
    center = row["contactCenterId"].lower()
    _fit(settings.SETTING, row, also=("contactCenterId",))
    place = (center, row["name"], spelling.location(app.store.switches, row["location"]))
    app.store.settings.put(place, settings.complete_setting(center, row))


def _data_center(app: App, row: dict[str, Any]) -> None:
    app.store.data_centers.put(row["location"].lower(), _fit(settings.DATA_CENTER, row))


def _gapi(app: App, row: dict[str, Any]) -> None:
    if app.database is None:
        raise control_error("Nexus has no database", 503)
    app.database.add_gapi(row)


def _apikey(app: App, row: dict[str, Any]) -> str:
    if app.database is None:
        raise control_error("Nexus has no database", 503)
    key = _fit(API_KEY, row).get("id", new_uuid())
    app.database.add_key(key, row["name"], row.get("tenant"), app.store.switches.apikey_column)
    return str(key)


def _tenant(app: App, row: dict[str, Any]) -> str:
    key = row.get("xapikey", new_uuid())
    wanted = app.store.switches.tenant_key_row
    if wanted and app.database is not None and app.database.key_name(key) is None:
        app.database.add_key(key, row["name"], row["id"].lower(), app.store.switches.apikey_column)
    plain = {name: value for name, value in row.items() if name != "xapikey"}
    app.store.tenants[row["id"].lower()] = {**_fit(TENANT, plain), "id": row["id"].lower(), "xapikey": key}
    return str(key)


def _service(app: App, row: dict[str, Any]) -> None:
    _fit(SERVICE, row, also=("ccid", "name"))
    _fit(PLACE, row, also=tuple(SERVICE.props))
    app.store.services[row["ccid"].lower(), row["name"]] = {**row, "ccid": row["ccid"].lower()}


def _assertion(app: App, row: dict[str, Any]) -> None:
    app.store.assertions[_fit(ASSERTION, row)["assertion"]] = row["username"]


def _gateway_key(app: App, row: str) -> None:
    app.store.gateway_keys.add(row)


# In this order, so that what refers to something comes after it.
SEEDS: dict[str, Callable[[App, Any], Any]] = {
    "ops": _ops,
    "persons": _person,
    "clients": _client,
    "environments": _environment,
    "contact_centers": _center,
    "settings": _setting,
    "data_centers": _data_center,
    "gapis": _gapi,
    "apikeys": _apikey,
    "tenants": _tenant,
    "services": _service,
    "assertions": _assertion,
    "gateway_keys": _gateway_key,
    **cloud_control.SEEDS,
}
