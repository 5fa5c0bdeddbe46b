# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Samples of the resources that HTTP alone reaches: Genesys Authentication and the environment service."""

from __future__ import annotations

from emulator import defaults

from .sample import CCID, CHANGE, EVERYWHERE, NOTHING, OTHER_ID, SECRET, VISIBILITY, Sample, Step, not_offered, refused

ENVIRONMENT = {
    "id": CCID,
    "username": "default",
    "password": SECRET,
    "configServers": [{"primaryAddress": "cfg.example.com", "primaryPort": 8888}],
}
CENTER = {"id": CCID, "environmentId": CCID, "domains": ["t100"], "auth": "configServer"}


def first(state, kind):
    """The only object of this kind, or None; two are a failure of the module."""
    assert len(state[kind]) < 2, "there are twins: %s" % state[kind]
    return state[kind][0] if state[kind] else None


def ops(world, switches):
    """The ops credentials, with the key for the gateway where one stands in front."""
    return dict(world.ops, **({"api_key": defaults.GATEWAY_API_KEY} if switches.gateway else {}))


def always_works(verb, field, switches):
    """Every documented call is offered."""
    return CHANGE


AUTH_CLIENT = Sample(
    name="auth_client",
    module="genesys_auth_client",
    create={
        "client_id": "external_api_client",
        "client_secret": SECRET,
        "name": "external",
        "description": "first",
        "client_type": "CONFIDENTIAL",
        "internal_client": True,
        "authorities": ["ROLE_INTERNAL_CLIENT"],
        "scope": ["*"],
        "authorized_grant_types": ["client_credentials", "password"],
        "redirect_uris": ["https://gws.example.com", "https://gauth.example.com"],
        "access_token_expiration_timeout": 43200,
        "refresh_token_expiration_timeout": 43200,
        "contact_center_ids": [CCID],
    },
    changes={
        "name": "renamed",
        "description": "second",
        "client_type": "PUBLIC",
        "internal_client": False,
        "authorities": ["ROLE_MANAGEMENT_APPLICATION", "ROLE_INTERNAL_CLIENT"],
        "scope": ["read", "write"],
        "authorized_grant_types": ["client_credentials", "refresh_token"],
        "redirect_uris": ["https://gws.example.com", "https://wwe.example.com"],
        "access_token_expiration_timeout": 3600,
        "refresh_token_expiration_timeout": 7200,
        "contact_center_ids": [OTHER_ID],
    },
    together={"client_type": {"client_secret": None}},
    keys=("client_id",),
    steering={
        "client_secret": "test_secret_custody",
        "secret_file": "test_secret_custody",
        "update_secret": "test_secret_custody",
        "regenerate_secret": "test_secret_rotation",
        "regenerate_secret_confirm": "test_secret_rotation",
        "secret_max_age": "test_secret_rotation",
        "strict": "test_auth_clients",
    },
    stored=lambda state: first(state, "clients"),
    switches=(
        "add_internal_grants",
        "empty_texts",
        "shuffle_sets",
        "client_put_echo",
        "empty_client_secret",
        "client_put_secret",
    )
    + EVERYWHERE,
    expect=always_works,
    options=ops,
)


def _environment(verb, field, switches):
    backup = field == "config_servers"
    if verb == "update" and not_offered(switches.put_environment):
        return refused("not_offered", field)
    if verb == "update" and backup and switches.backup_server_fields == "refuse":
        return refused("refused", "backupAddress")
    return CHANGE


ENVIRONMENTS = Sample(
    name="environment",
    module="genesys_environment",
    create={
        "id": CCID,
        "username": "default",
        "password": SECRET,
        "connection_protocol": "addp",
        "local_timeout": 5,
        "remote_timeout": 7,
        "app_name": "Cloud",
        "trace_mode": "CFGTMBoth",
        "tls_enabled": False,
        "tenant": "Environment",
        "config_servers": [{"primary_address": "cfg.example.com", "primary_port": 8888, "locations": "/USW1"}],
    },
    changes={
        "username": "other",
        "password": "Canary-other-password",
        "connection_protocol": "tcp",
        "local_timeout": 6,
        "remote_timeout": 8,
        "app_name": "Cloud2",
        "trace_mode": "CFGTMNone",
        "tls_enabled": True,
        "tenant": "Resources",
        "config_servers": [
            {
                "primary_address": "cfg.example.com",
                "primary_port": 9999,
                "backup_address": "backup.example.com",
                "backup_port": 8889,
                "read_only": True,
                "locations": "/USE1",
            }
        ],
    },
    keys=("id",),
    steering={},
    stored=lambda state: first(state, "environments"),
    switches=(
        "get_by_id",
        "put_environment",
        "server_chosen_ids",
        "backup_server_fields",
        "environment_delete",
        "connection_protocol",
        "location_case",
    )
    + VISIBILITY
    + EVERYWHERE,
    expect=_environment,
    options=ops,
)


def _center(verb, field, switches):
    if field == "auth":
        return NOTHING  # the service knows one kind, in two spellings
    if verb == "update" and not_offered(switches.put_contact_center):
        return refused("not_offered", field)
    return CHANGE


CONTACT_CENTER = Sample(
    name="contact_center",
    module="genesys_contact_center",
    create={"id": CCID, "environment_id": CCID, "domains": ["t100", "tenant-100"], "auth": "configServer"},
    changes={"environment_id": OTHER_ID, "domains": ["t100", "t200"], "auth": "config"},
    keys=("id",),
    steering={},
    stored=lambda state: first(state, "contact_centers"),
    switches=("get_by_id", "put_contact_center", "server_chosen_ids", "contact_center_delete")
    + VISIBILITY
    + EVERYWHERE,
    expect=_center,
    prepare=lambda world: world.control.seed(environments=[ENVIRONMENT, dict(ENVIRONMENT, id=OTHER_ID)]),
    options=ops,
)


def _data_center_unseen(switches):
    return not_offered(switches.data_center_get)


def _data_center(verb, field, switches):
    if verb == "absent":
        offered = not not_offered(switches.data_center_delete)
        if _data_center_unseen(switches):  # what is gone and what is not offered look the same
            return Step(True, True, "not_offered") if offered else refused("not_offered")
        return CHANGE if offered else refused("not_offered")
    if _data_center_unseen(switches):
        if switches.data_center_duplicate == "upsert":
            return Step(True, True, True)
        return Step(True, verb == "create", False)
    if verb == "update" and not_offered(switches.data_center_put):
        return refused("not_offered", field)
    return CHANGE


DATA_CENTER = Sample(
    name="data_center",
    module="genesys_data_center",
    create={"location": "/usw1", "entry_point": "https://gauth.usw1.example.com", "read_only": False},
    changes={"entry_point": "https://gauth2.usw1.example.com", "read_only": True},
    keys=("location",),
    steering={"when_unobservable": "test_unobservable"},
    stored=lambda state: first(state, "data_centers"),
    switches=(
        "data_center_get",
        "data_center_put",
        "data_center_delete",
        "data_center_duplicate",
        "location_case",
        "url_slash",
    )
    + VISIBILITY
    + EVERYWHERE,
    expect=_data_center,
    options=ops,
    unseen=_data_center_unseen,
)


def _setting_prepare(world):
    world.control.seed(environments=[ENVIRONMENT], contact_centers=[CENTER])


def _setting_stored(state):
    """An emptied setting is as good as none: the vendor documents no deletion."""
    found = first(state, "settings")
    return found if found and found["value"] else None


SETTING = Sample(
    name="setting",
    module="genesys_setting",
    create={
        "contact_center_id": CCID,
        "name": "chat-service-uri",
        "location": "/",
        "value": "https://nexus.example.com/chat/v3",
        "shared": False,
    },
    changes={"value": "https://digital.example.com/chat/v3", "shared": True},
    keys=("contact_center_id", "name", "location"),
    steering={"values": "cors", "list_mode": "test_settings"},
    stored=_setting_stored,
    switches=("settings_shared", "setting_delete", "location_case") + VISIBILITY + EVERYWHERE,
    expect=always_works,
    prepare=_setting_prepare,
    options=ops,
)


def _cors(verb, field, switches):
    if switches.cors_api:
        return NOTHING if verb == "absent" else refused("refused")
    return CHANGE


CORS = Sample(
    name="cors",
    module="genesys_setting",
    create={
        "contact_center_id": CCID,
        "name": "cors-origins",
        "location": "/USW1",
        "values": ["https://gws.example.com", "https://gauth.example.com"],
        "list_mode": "replace",
        "shared": True,
    },
    changes={"values": ["https://gws.example.com", "https://wwe.example.com"], "shared": False},
    keys=("contact_center_id", "name", "location"),
    steering={"value": "setting", "list_mode": "test_settings"},
    stored=_setting_stored,
    switches=("settings_shared", "setting_delete", "cors_api", "location_case") + VISIBILITY + EVERYWHERE,
    expect=_cors,
    prepare=_setting_prepare,
    options=ops,
    written_back={"values": "value"},
)

SAMPLES = [AUTH_CLIENT, ENVIRONMENTS, CONTACT_CENTER, DATA_CENTER, SETTING, CORS]
