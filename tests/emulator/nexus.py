# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Digital Channels alias Nexus: provisioning API, and the UCS address (private-edition-api.md §4)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import psycopg2

from . import access, oauth, spelling
from .envelope import Reply, access_denied, duplicate, missing, not_authenticated, ok, refuse, shown
from .nexusdb import NexusDatabase
from .routes import INFERRED, UNKNOWN, Call, Handler, Route
from .shapes import Shape, anything, choice, flag, identifier, items, new_uuid, number, text, url

TENANTS = "/nexus/v3/provisioning/tenants"
SERVICES = "/nexus/v3/provisioning/services/{ccid}/{service}"
SPELLINGS = ("genesysenantid", "genesystenantid")

TENANT = Shape(
    "tenant",
    {
        "id": identifier().must(),
        "name": text().must(),
        "type": choice("PureEngage").must(),
        "backendurl": url().must(),
        "username": text().must(),
        "token": text().must(),
        "genesysenantid": number(0),
        "genesystenantid": number(0),
    },
    wrapped=False,
)

SERVICE = Shape("service", {"url": url().must(), "secret": anything().must(), "data": anything().must()}, wrapped=False)

API_KEY = Shape(
    "apikey",
    {
        "name": text().must(),
        "tenant": identifier().must(),
        "enabled": flag().must(),
        "permissions": items(text(), least=1).must(),
    },
)


def _db(call: Call) -> NexusDatabase:
    if call.database is None:
        raise refuse(call.switches, 503, "Nexus has no database")
    return call.database


def _tenant_number(call: Call, data: dict[str, Any]) -> int:
    """The page spells it genesysenantid (CONFIRMED), genesystenantid is likely (INFERRED): a switch."""
    given = [name for name in SPELLINGS if name in data]
    wanted = SPELLINGS if call.switches.tenant_id_field == "either" else (call.switches.tenant_id_field,)
    for name in given:
        if name not in wanted:
            raise refuse(call.switches, 400, "Unrecognized field '%s' in 'body'" % name)
    if not given:
        raise refuse(call.switches, 400, "Field '%s' is required" % wanted[0])
    return int(data[given[0]])


def _log_in_to_gws(call: Call, database: NexusDatabase, backend: str) -> None:
    """Nexus talks to GWS with the row of nex_gapis; any row of that URL with good credentials will do (§4.5).

    How Nexus tells that it failed is UNKNOWN: here HTTP 400 with ``status.code`` 400.
    """
    rows = [row for row in database.gapis(call.switches.gapis_cached) if row["url"] == backend]
    if not rows:
        raise refuse(call.switches, 400, "GWS '%s' is not in the list of available GWS services" % backend)
    for row in rows:
        client = call.store.clients.get(row["clientid"])
        good = client is not None and access.same(row["clientsecret"] or "", client["client_secret"])
        if good and client is not None and "client_credentials" in client["authorizedGrantTypes"]:
            return
    raise refuse(call.switches, 400, "GWS '%s': authentication failed: Bad credentials" % backend)


def create_tenant(call: Call) -> Reply:
    """POST, Bearer of a Person of that contact center: returns the tenant's API key (CONFIRMED)."""
    store = call.store
    with store.lock:
        holder = access.token(call)
        database = _db(call)
        data = call.body(TENANT)
        number_given = _tenant_number(call, data)
        key = data["id"].lower()
        if key not in store.contact_centers.rows:
            raise missing(call.switches, "contact center %s" % key)
        if holder.user is None or holder.user.contact_center != key:
            raise access_denied()
        if oauth.person(store, key, data["username"], data["token"]) is None:
            raise refuse(call.switches, 400, "Field 'username' or 'token' is wrong: Bad credentials")
        _log_in_to_gws(call, database, data["backendurl"])
        known = store.tenants.get(key)
        if known is not None and call.switches.second_tenant == "error":
            raise duplicate(call.switches, "tenant %s" % key)
        if known is not None and call.switches.second_tenant == "same_key":
            api_key = known["xapikey"]
        else:
            if known is not None:
                database.remove_key(known["xapikey"])
            api_key = new_uuid()
            if call.switches.tenant_key_row:
                database.add_key(api_key, data["name"], key, call.switches.apikey_column)
        store.tenants[key] = {
            **{name: data[name] for name in ("name", "type", "backendurl", "username", "token")},
            "id": key,
            "genesysenantid": number_given,
            "xapikey": api_key,
        }
        return ok(call.switches, data={"xapikey": api_key}, operationId=new_uuid())


def _tenant_view(call: Call, tenant: dict[str, Any]) -> dict[str, Any]:
    hidden = {"token"} | ({"xapikey"} if call.switches.tenant_get == "on_without_key" else set())
    seen = {key: value for key, value in tenant.items() if key not in hidden}
    return {**seen, "backendurl": spelling.url(call.switches, tenant["backendurl"])}


def _may_see(call: Call, named: bool = False) -> None:
    """Let only who may see all tenants pass, or, where the path names the contact center, its person."""
    holder = access.token(call)
    center = call.uuid("id") if named else None
    person = holder.user is not None and not holder.user.is_ops
    if person and holder.user is not None and center not in (None, holder.user.contact_center):
        raise access_denied()
    if holder.user is None and not call.store.clients[holder.client_id]["internalClient"]:
        raise access_denied()


def list_tenants(call: Call) -> Reply:
    """GET: UNKNOWN, by switch ``tenant_get``; the shape ``data.tenants`` is a guess."""
    _may_see(call)
    return shown(call.switches, {"tenants": [_tenant_view(call, tenant) for tenant in call.store.tenants.values()]})


def _tenant(call: Call) -> dict[str, Any]:
    _may_see(call, named=True)
    key = call.uuid("id")
    if key not in call.store.tenants:
        raise missing(call.switches, "tenant %s" % key)
    return call.store.tenants[key]


def get_tenant(call: Call) -> Reply:
    """GET one: UNKNOWN, by switch ``tenant_get``."""
    return shown(call.switches, _tenant_view(call, _tenant(call)))


def update_tenant(call: Call) -> Reply:
    """PUT: UNKNOWN, by switch ``tenant_put``; merges."""
    tenant = _tenant(call)
    data = call.body(TENANT, partial=True)
    if data.get("id", tenant["id"]).lower() != tenant["id"]:
        raise refuse(call.switches, 400, "Field 'id' cannot be changed")
    if any(name in data for name in SPELLINGS):
        data = {**data, "genesysenantid": _tenant_number(call, data)}
        data.pop("genesystenantid", None)
    tenant.update({**data, "id": tenant["id"]})
    return ok(call.switches, operationId=new_uuid())


def delete_tenant(call: Call) -> Reply:
    """DELETE: UNKNOWN, by switch ``tenant_delete``; its API key goes too."""
    with call.store.lock:
        tenant = _tenant(call)
        database = _db(call)
        database.remove_key(tenant["xapikey"])
        del call.store.tenants[tenant["id"]]
        return ok(call.switches, operationId=new_uuid())


def _service(call: Call) -> tuple[str, str]:
    """Check x-api-key and x-ccid (CONFIRMED; error answers UNKNOWN); return contact center and service name."""
    key = call.headers.get("x-api-key", "")
    if not key:
        raise refuse(call.switches, 401, "Header 'x-api-key' is required")
    database = _db(call)
    owner = next((one for one, tenant in call.store.tenants.items() if tenant["xapikey"] == key.lower()), None)
    if owner is None and database.key_name(key) is None:
        raise refuse(call.switches, 403, "Invalid API key")
    center = call.uuid("ccid")
    if call.headers.get("x-ccid", "").lower() != center:
        raise refuse(call.switches, 400, "Header 'x-ccid' must be the contact center of the path")
    if owner not in (None, center):
        raise refuse(call.switches, 403, "The API key belongs to another tenant")
    if center not in call.store.contact_centers.rows:
        raise missing(call.switches, "contact center %s" % center)
    return center, call.params["service"]


def _existing_service(call: Call) -> dict[str, Any]:
    key = _service(call)
    if key not in call.store.services:
        raise missing(call.switches, "service '%s' of %s" % (key[1], key[0]))
    return call.store.services[key]


def create_service(call: Call) -> Reply:
    """POST: CONFIRMED request; the answer and a second POST are UNKNOWN (switch ``second_service``)."""
    with call.store.lock:
        center, name = _service(call)
        data = call.body(SERVICE)
        if (center, name) in call.store.services and call.switches.second_service == "refuse":
            raise duplicate(call.switches, "service '%s' of %s" % (name, center))
        call.store.services[center, name] = {"ccid": center, "name": name, **data}
        return ok(call.switches, operationId=new_uuid())


def get_service(call: Call) -> Reply:
    """GET: UNKNOWN, by switch ``service_get``; secrets are left out."""
    with call.store.lock:
        row = _existing_service(call)
        return shown(call.switches, {"url": spelling.url(call.switches, row["url"]), "data": row["data"]})


def update_service(call: Call) -> Reply:
    """PUT: UNKNOWN, by switch ``service_put``; replaces."""
    with call.store.lock:
        row = _existing_service(call)
        row.update(call.body(SERVICE))
        return ok(call.switches, operationId=new_uuid())


def delete_service(call: Call) -> Reply:
    """DELETE: UNKNOWN, by switch ``service_delete``."""
    with call.store.lock:
        row = _existing_service(call)
        del call.store.services[row["ccid"], row["name"]]
        return ok(call.switches, operationId=new_uuid())


def create_api_key(call: Call) -> Reply:
    """POST, Bearer of the ops user or of an internal client: CONFIRMED request, the answer is UNKNOWN."""
    with call.store.lock:
        if access.bearer(call) is None:
            raise not_authenticated()
        access.operator(call)
        database = _db(call)
        data = call.body(API_KEY)
        if data["tenant"].lower() not in call.store.contact_centers.rows:
            raise missing(call.switches, "contact center %s" % data["tenant"])
        key = new_uuid()
        database.add_key(key, data["name"], data["tenant"].lower(), call.switches.apikey_column)
        return ok(call.switches, data={"id": key, **data}, operationId=new_uuid())


def ucs(call: Call) -> Reply:
    """GET of anything below /ucs: the Universal Contact Service is there."""
    return Reply(200, {"status": "UP"})


def guarded(handler: Handler) -> Handler:
    """Return the handler with database trouble as HTTP 503."""

    def run(call: Call) -> Reply:
        try:
            return handler(call)
        except psycopg2.Error as problem:
            raise refuse(call.switches, 503, "Nexus database: %s" % str(problem).strip().splitlines()[0]) from None

    run.__doc__ = handler.__doc__
    return run


KEY = "x-api-key, x-ccid"


def _waits(route: Route) -> Route:
    """The same route for a handler that waits for PostgreSQL."""
    return replace(route, handler=guarded(route.handler), own_thread=True)


ROUTES = [
    _waits(Route("POST", TENANTS, create_tenant, "Provision a tenant", "4.1", auth="bearer", shape=TENANT)),
    Route("GET", TENANTS, list_tenants, "List tenants", "4.1", UNKNOWN, "bearer", switch="tenant_get"),
    Route("GET", TENANTS + "/{id}", get_tenant, "Show a tenant", "4.1", UNKNOWN, "bearer", switch="tenant_get"),
    Route(
        "PUT",
        TENANTS + "/{id}",
        update_tenant,
        "Change a tenant",
        "4.1",
        UNKNOWN,
        "bearer",
        TENANT,
        switch="tenant_put",
        partial=True,
    ),
    _waits(
        Route(
            "DELETE",
            TENANTS + "/{id}",
            delete_tenant,
            "Delete a tenant",
            "4.1",
            UNKNOWN,
            "bearer",
            switch="tenant_delete",
        )
    ),
    _waits(Route("POST", SERVICES, create_service, "Add a service connection", "4.2", auth=KEY, shape=SERVICE)),
    _waits(Route("GET", SERVICES, get_service, "Show a service connection", "4.2", UNKNOWN, KEY, switch="service_get")),
    _waits(
        Route(
            "PUT",
            SERVICES,
            update_service,
            "Change a service connection",
            "4.2",
            UNKNOWN,
            KEY,
            SERVICE,
            switch="service_put",
        )
    ),
    _waits(
        Route(
            "DELETE",
            SERVICES,
            delete_service,
            "Delete a service connection",
            "4.2",
            UNKNOWN,
            KEY,
            switch="service_delete",
        )
    ),
    _waits(
        Route("POST", "/nexus/v3/apikeys", create_api_key, "Create an API key", "4.3", auth="bearer", shape=API_KEY)
    ),
]

UCS_ROUTES = [
    Route("GET", "/ucs", ucs, "Tell that UCS is there", "4.2", INFERRED),
    Route("GET", "/ucs/{rest*}", ucs, "Tell that UCS is there", "4.2", INFERRED),
]
