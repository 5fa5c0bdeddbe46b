# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wrong with options together, and the tables of the resources."""

from __future__ import annotations

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import InvalidInput
from ansible_collections.cxops.genesys.plugins.module_utils.core.spec import KEYED, SET, WRITE_ONLY, from_wire, to_wire
from ansible_collections.cxops.genesys.plugins.module_utils.core.task import Manage, validate
from ansible_collections.cxops.genesys.plugins.module_utils.resources.registry import TASKS

CCID = "9350e2fc-a1dd-4c65-8d40-1f75a2e080dd"
SERVER = {"primary_address": "a"}
CASES = [
    ("genesys_auth_client", {"client_id": "c"}, []),
    ("genesys_auth_client", {"client_id": "c", "update_secret": "always"}, ["update_secret"]),
    ("genesys_auth_client", {"client_id": "c", "update_secret": "always", "secret_file": "/x"}, []),
    ("genesys_auth_client", {"client_id": "c", "client_type": "PUBLIC", "secret_file": "/x"}, ["client_type"]),
    ("genesys_environment", {"id": CCID}, []),
    ("genesys_environment", {"config_servers": [SERVER]}, []),
    ("genesys_environment", {}, ["id"]),
    ("genesys_environment", {"id": CCID, "config_servers": [SERVER, {"primary_address": "A"}]}, ["config_servers"]),
    ("genesys_environment", {"id": CCID, "config_servers": [dict(SERVER, backup_port=1)]}, ["config_servers"]),
    ("genesys_environment", {"id": CCID, "config_servers": [dict(SERVER, backup_port=1, backup_address="b")]}, []),
    ("genesys_contact_center", {"id": CCID}, []),
    ("genesys_contact_center", {"environment_id": CCID, "domains": ["d"]}, []),
    ("genesys_contact_center", {"environment_id": CCID}, ["id"]),
    ("genesys_setting", {"state": "present", "value": "x"}, []),
    ("genesys_setting", {"state": "present", "value": ""}, []),
    ("genesys_setting", {"state": "present", "values": []}, []),
    ("genesys_setting", {"state": "present"}, ["value"]),
    ("genesys_setting", {"state": "present", "value": "x", "values": ["y"]}, ["value"]),
    ("genesys_setting", {"state": "absent"}, []),
    ("genesys_setting", {"state": "present", "values": ["a,b"]}, ["values"]),
    ("genesys_setting", {"state": "present", "name": "cors-origins", "values": ["https://a/path"]}, ["values"]),
    ("genesys_setting", {"state": "present", "name": "other", "values": ["https://a/path"]}, []),
    ("nexus_gapi_db", {"login_host": "h", "client_secret": "s", "secret_file": "/x"}, ["client_secret"]),
    ("nexus_gapi_db", {"client_secret": "s"}, ["login_host"]),
    ("nexus_service", {}, ["nexus_api_key"]),
    ("nexus_service", {"nexus_api_key": "k"}, []),
    ("nexus_service", {"login_host": "h"}, []),
    (
        "nexus_service",
        {"nexus_api_key": "k", "when_unobservable": "send_until_tenant", "tenant_name": "t"},
        ["when_unobservable"],
    ),
    ("nexus_service", {"login_host": "h", "when_unobservable": "send_until_tenant", "tenant_name": "t"}, []),
    ("genesys_token", {"grant_type": "password", "auth_client_id": "c"}, ["username", "password"]),
    ("genesys_token", {"grant_type": "client_credentials", "auth_client_id": "c"}, []),
    ("genesys_token", {"grant_type": "client_credentials"}, ["auth_client_id"]),
    ("genesys_token", {"grant_type": "none"}, ["access_token"]),
    ("genesys_token", {"grant_type": "none", "access_token": "t"}, []),
    (
        "genesys_token",
        {"grant_type": "none", "access_token": "t", "domain": "d", "contact_center_id": CCID},
        ["domain"],
    ),
    ("genesys_cloud_oauth_client", {"name": "a"}, []),
    ("genesys_cloud_oauth_client", {"client_id": CCID, "name": "a"}, []),
    ("genesys_cloud_oauth_client", {"name": "a", "new_name": "b"}, []),
    ("genesys_cloud_oauth_client", {}, ["name"]),
    ("genesys_cloud_oauth_client", {"client_id": CCID, "new_name": "b"}, ["new_name"]),
    ("genesys_cloud_oauth_client", {"name": "a", "state": "absent"}, ["confirm_delete"]),
    ("genesys_cloud_oauth_client", {"name": "a", "state": "absent", "confirm_delete": True, "scopes": []}, []),
    ("genesys_cloud_oauth_client", {"name": "a", "date_to_delete": "x"}, ["date_to_delete"]),
    ("genesys_cloud_oauth_client", {"name": "a", "date_to_delete": "x", "state": "inactive"}, []),
    ("genesys_cloud_oauth_client", {"name": "a", "secret_max_age": 1}, ["secret_max_age"]),
    ("genesys_cloud_oauth_client", {"name": "a", "verify_secret": True}, ["verify_secret"]),
    ("genesys_cloud_oauth_client", {"name": "a", "regenerate_secret": "when_lost"}, ["regenerate_secret"]),
    ("genesys_cloud_oauth_client", {"name": "a", "regenerate_secret": "always"}, []),
    (
        "genesys_cloud_oauth_client",
        {
            "name": "a",
            "secret_file": "/x",
            "secret_max_age": 1,
            "verify_secret": True,
            "regenerate_secret": "when_lost",
        },
        [],
    ),
    ("genesys_cloud_oauth_client", {"name": "a", "extra_properties": {"allowedNetworks": []}}, []),
    (
        "genesys_cloud_oauth_client",
        {"name": "a", "extra_properties": {"scope": [], "id": "x"}},
        ["extra_properties"] * 2,
    ),
    ("genesys_cloud_oauth_client", {"name": "a", "authorized_grant_type": "CLIENT_CREDENTIALS", "roles": [{}]}, []),
    (
        "genesys_cloud_oauth_client",
        {"name": "a", "authorized_grant_type": "CLIENT_CREDENTIALS", "scopes": ["users"]},
        ["scopes"],
    ),
    (
        "genesys_cloud_oauth_client",
        {"name": "a", "authorized_grant_type": "CLIENT-CREDENTIALS", "roles": []},
        ["roles"],
    ),
    ("genesys_cloud_oauth_client", {"name": "a", "authorized_grant_type": "CODE", "roles": [{}]}, ["roles"]),
    ("genesys_cloud_oauth_client", {"name": "a", "authorized_grant_type": "CODE", "scopes": []}, ["scopes"]),
    ("genesys_cloud_oauth_client", {"name": "a", "roles": [{}], "scopes": ["users"]}, ["scopes"]),
    (
        "genesys_cloud_oauth_client",
        {"name": "a", "scopes": ["users"], "access_token_validity_seconds": 172801},
        ["access_token_validity_seconds"],
    ),
    (
        "genesys_cloud_oauth_client",
        {"name": "a", "registered_redirect_uris": ["https://a"] * 126},
        ["registered_redirect_uris"],
    ),
    ("genesys_cloud_oauth_client_info", {"name_pattern": "^a"}, []),
    ("genesys_cloud_oauth_client_info", {"name_pattern": "("}, ["name_pattern"]),
    ("genesys_cloud_token", {"grant_type": "client_credentials", "cloud_client_id": "c"}, []),
    ("genesys_cloud_token", {"grant_type": "client_credentials"}, ["cloud_client_id"]),
    ("genesys_cloud_token", {"grant_type": "saml2_bearer", "cloud_client_id": "c"}, ["organization_name", "assertion"]),
    ("genesys_cloud_token", {"grant_type": "none"}, ["cloud_access_token"]),
    ("genesys_cloud_token", {"grant_type": "none", "cloud_access_token": "t"}, []),
]
KEPT = [(name, task.resource) for name, task in TASKS.items() if isinstance(task, Manage)]


@pytest.mark.parametrize(("module", "options", "fields"), CASES, ids=str)
def test_problems(module, options, fields):
    found = list(TASKS[module].problems(options))
    assert [name for name, _text in found] == fields
    assert all(isinstance(text, str) and text for _name, text in found)
    if fields:
        with pytest.raises(InvalidInput) as caught:
            validate(TASKS[module], options)
        assert caught.value.details["fields"] == list(dict.fromkeys(fields))


def test_every_module_that_says_problems_is_tried():
    talking = {name for name, task in TASKS.items() if not isinstance(task, Manage) or task.resource.problems}
    talking.remove("genesys_tenant")  # what it says, its parts say: test_tenant_document
    silent = {name for name in talking if name.endswith("_info")} - {"genesys_cloud_oauth_client_info"}
    assert talking - {name for name, _options, _fields in CASES} == silent


@pytest.mark.parametrize(("name", "resource"), KEPT)
def test_tables_are_sound(name, resource):
    wires = [field.wire for field in resource.managed if not field.apart]
    assert len(set(wires)) == len(wires)
    assert set(resource.key) <= {field.arg for field in resource.fields}
    for field in resource.fields:
        assert field.compare != KEYED or (field.key in {part.arg for part in field.fields} and field.type == "list")
        assert field.compare != SET or field.type == "list"
        assert field.compare != WRITE_ONLY or field.secret
        assert not (field.required and field.default is not None)
        assert field.option or field.wire or field.apart
        assert not (field.wire and field.apart)


@pytest.mark.parametrize(("name", "resource"), KEPT)
def test_the_mapping_is_a_round_trip(name, resource):
    values = {
        field.arg: {"int": 1, "bool": True, "list": [], "dict": {"a": 1}}.get(field.type, "x")
        for field in resource.managed
        if field.wire
    }
    assert from_wire(resource.managed, to_wire(resource.managed, values)) == values


def test_empty_connection_options_count_as_not_given():
    params = validate(
        TASKS["genesys_environment_info"], {"auth_url": "", "auth_password": "", "environment_url": "http://a"}
    )
    assert (params["auth_url"], params["auth_password"]) == (None, None)
