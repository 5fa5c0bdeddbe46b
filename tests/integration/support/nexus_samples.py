# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Samples of the resources of Digital Channels, which need its database."""

from __future__ import annotations

from emulator import defaults

from .http_samples import CENTER, ENVIRONMENT, first
from .sample import CCID, CHANGE, EVERYWHERE, SECRET, Sample, Step, not_offered, refused

LATE = ("region", "auth_internal_url", "auth_external_url")
GAPI_CLIENT = {
    "client_id": "nexus_client",
    "client_secret": SECRET,
    "name": "nexus_client",
    "clientType": "CONFIDENTIAL",
    "internalClient": True,
    "authorizedGrantTypes": ["client_credentials", "password", "refresh_token"],
}


def _sql(world, switches):
    return world.sql


def _gapi(verb, field, switches):
    if switches.late_columns == "absent" and field in LATE:
        return refused("database", field, "restart", check="database")
    return CHANGE


GAPI = Sample(
    name="gapi",
    module="nexus_gapi_db",
    create={
        "url": "http://gws-service-proxy.gws",
        "client_id": "nexus_client",
        "client_secret": SECRET,
        "gapi_key": "NA",
    },
    changes={
        "client_secret": "Canary-other-secret",
        "gapi_key": "Canary-gapi-key",
        "region": "/usw1",
        "auth_internal_url": "http://gauth-auth.gauth",
        "auth_external_url": "https://gauth.example.com",
    },
    keys=("url", "client_id"),
    steering={"secret_file": "test_secret_custody", "remove_duplicates": "test_gapi_rows"},
    stored=lambda state: first(state["database"], "nex_gapis"),
    switches=("late_columns", "gapis_cached"),
    expect=_gapi,
    options=_sql,
    database=True,
)


def _centers(world):
    world.control.seed(environments=[ENVIRONMENT], contact_centers=[CENTER])


def _nexus(world, switches):
    return dict(world.ops, nexus_url=world.emulator.url)


def _service_unseen(switches):
    return not_offered(switches.service_get)


def _missing_looks_unseen(switches):
    """The service tells connections, but its answer for one that is not there is that of a call that is not offered."""
    return not _service_unseen(switches)


def _service(verb, field, switches):
    if verb == "absent":
        offered = not not_offered(switches.service_delete)
        if not offered:
            return refused("not_offered")
        # What is gone already cannot be told from what is not offered; the service's own words are in the message.
        return Step(True, True, "not_offered")
    if _service_unseen(switches):
        if switches.second_service == "upsert":
            return Step(True, True, True)
        return Step(True, verb == "create", False)
    if verb == "update" and not_offered(switches.service_put):
        return refused("not_offered", field)
    return CHANGE


SERVICE = Sample(
    name="service",
    module="nexus_service",
    create={
        "contact_center_id": CCID,
        "name": "PlatformUCS",
        "url": "http://ucsx.ucsx:8080",
        "data": {"a": 1},
        "secret": {"token": SECRET},
    },
    changes={"url": "http://ucsx.example.com:8080", "data": {"a": 2, "b": ["c"]}},
    keys=("contact_center_id", "name"),
    steering={
        "secret": "test_secret_custody",
        "update_secret": "test_secret_custody",
        "when_unobservable": "test_unobservable",
        "tenant_name": "test_unobservable",
        "tenant_api_key_file": "test_tenant_identity",
        "tenant_record_file": "test_tenant_identity",
        "adopt_by_name": "test_tenant_identity",
        "contact_center_is_new": "test_tenant_identity",
        "api_key_name": "test_unobservable",
    },
    stored=lambda state: first(state, "services"),
    switches=("service_get", "service_put", "service_delete", "second_service") + EVERYWHERE,
    expect=_service,
    prepare=_centers,
    options=lambda world, switches: dict(_nexus(world, switches), nexus_api_key=defaults.CLUSTER_API_KEY),
    database=True,
    unseen=_service_unseen,
    missing_looks_unseen=_missing_looks_unseen,
)


def _tenant_prepare(world):
    _centers(world)
    world.control.seed(
        clients=[GAPI_CLIENT],
        gapis=[
            {"url": url, "clientid": "nexus_client", "clientsecret": SECRET, "apikey": "NA"}
            for url in ("http://gws.example.com", "http://gws2.example.com")
        ],
        persons=[{"username": "second", "password": defaults.PERSON_PASSWORD}],
    )
    world.control.restart_nexus()


def _tenant_options(world, switches):
    spelling = "genesystenantid" if switches.tenant_id_field == "genesystenantid" else "genesysenantid"
    return dict(
        _nexus(world, switches),
        **world.sql,
        auth_client_id="nexus_client",
        auth_client_secret=SECRET,
        tenant_id_field=spelling,
        record_file=world.record_file,
        **({"api_key": defaults.GATEWAY_API_KEY} if switches.gateway else {}),
    )


def _tenant(verb, field, switches):
    seen = not not_offered(switches.tenant_get)
    if verb == "absent":
        return CHANGE if not not_offered(switches.tenant_delete) else refused("not_offered")
    if verb == "update" and not seen:
        return Step(False, False, False)  # the row of its key proves that it exists, and no more
    if verb == "update" and not_offered(switches.tenant_put):
        return refused("not_offered", field)
    return CHANGE


TENANT = Sample(
    name="tenant",
    module="nexus_tenant",
    create={
        "id": CCID,
        "name": "t100",
        "type": "PureEngage",
        "backend_url": "http://gws.example.com",
        "username": defaults.PERSON_USERNAME,
        "password": defaults.PERSON_PASSWORD,
        "genesys_tenant_id": 1,
    },
    changes={"backend_url": "http://gws2.example.com", "username": "second", "genesys_tenant_id": 2},
    keys=("id", "name"),
    steering={
        "type": "create",
        "password": "create",
        "tenant_id_field": "create",
        "api_key_file": "test_secret_custody",
        "record_file": "test_tenant_identity",
        "adopt_by_name": "test_tenant_identity",
        "designer_env_file": "test_designer_env",
        "contact_center_is_new": "test_tenant_identity",
        "when_unobservable": "test_unobservable",
    },
    stored=lambda state: first(state, "tenants"),
    switches=(
        "tenant_get",
        "tenant_put",
        "tenant_delete",
        "tenant_id_field",
        "second_tenant",
        "apikey_column",
        "gapis_cached",
        "reuse_tokens",
    )
    + EVERYWHERE,
    expect=_tenant,
    prepare=_tenant_prepare,
    options=_tenant_options,
    database=True,
)

SAMPLES = [GAPI, SERVICE, TENANT]
