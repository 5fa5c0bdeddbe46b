# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which parts a role's look ahead is for, and what is said of variables that are not read."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import InvalidInput
from ansible_collections.cxops.genesys.plugins.module_utils.resources._tenant_options import PARTS
from ansible_collections.cxops.genesys.plugins.module_utils.resources.registry import TASKS
from ansible_collections.cxops.genesys.plugins.module_utils.transport.cloud import Cloud
from ansible_collections.cxops.genesys.plugins.module_utils.transport.options import AUTH, CLOUD, NEXUS
from ansible_collections.cxops.genesys.plugins.plugin_utils.upcoming import (
    CLIENTS,
    ROLE_OF_CLIENTS,
    left_out,
    only_validates,
    parts_to_run,
    parts_to_tell_apart,
    unread,
    wants_parts,
)


class Task:
    """A task as far as it is looked at; it runs if its tags and the chosen ones have one in common."""

    def __init__(self, chosen=("all",), skipped=(), inherited=(), defaults=(), **args):
        self.play = SimpleNamespace(only_tags=set(chosen), skip_tags=set(skipped))
        self._parent = SimpleNamespace(tags=list(inherited))
        self.tags = ["always", *inherited]
        self.module_defaults = list(defaults)
        self.args = args

    def get_play(self):
        return self.play

    def copy(self, exclude_tasks=False):
        assert exclude_tasks, "its parent's tasks are of no use"
        return Task(self.play.only_tags, self.play.skip_tags)

    def evaluate_tags(self, only_tags, skip_tags, all_vars):
        tags = set(self.tags)
        return bool("all" in only_tags or tags & only_tags) and not tags & skip_tags


DIGITAL = ["gapis", "chat", "services", "nexus_tenant", "designer_env"]


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ({}, list(PARTS)),
        ({"chosen": ["cors"]}, ["cors"]),
        ({"chosen": ["digital_channels"]}, DIGITAL),
        ({"skipped": ["digital_channels", "auth_clients"]}, [part for part in PARTS[1:] if part not in DIGITAL]),
        ({"chosen": ["mine"], "inherited": ["mine"]}, list(PARTS)),
        ({"chosen": ["mine"]}, []),
    ],
    ids=str,
)
def test_the_parts_that_the_tags_select(how, expected):
    assert parts_to_run(Task(**how), {}, {}) == expected
    assert parts_to_run(Task(**how), {"parts": ["cors", "gapis"]}, {}) == [
        part for part in ("cors", "gapis") if part in expected
    ]


def test_a_module_with_connection_options_of_its_own_is_left_to_itself():
    own = {"cxops.genesys.nexus_service": {"nexus_url": "https://a.example.com"}}
    everything = list(PARTS)
    without = [part for part in PARTS if part != "services"]
    assert parts_to_run(Task(defaults=[own]), {}, {}) == without
    assert parts_to_run(Task(defaults=[own], nexus_url="https://a.example.com"), {}, {}) == everything
    assert parts_to_run(Task(defaults=[own]), {"state": "absent"}, {}) == everything, "a teardown has no such module"
    other = {
        "cxops.genesys.nexus_service": {"update_secret": "always"},
        "group/cxops.genesys.nexus": {"nexus_url": "x"},
    }
    assert parts_to_run(Task(defaults=[other]), {}, {}) == everything


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("tenant", ["environment", "contact_center", "data_centers", "cors", "settings"]),
        ("digital_channels", DIGITAL),
        ("provision_tenant", list(PARTS)),
    ],
)
def test_what_finds_the_tenant_is_about_all_parts_of_its_role(role, expected):
    task_vars, own = (
        {"ansible_role_name": "cxops.genesys." + role},
        {"nexus_service": {"nexus_url": "https://a.example.com"}},
    )
    given = {"parts": ["contact_center"]}
    assert parts_to_run(Task(defaults=[own]), given, task_vars, finds=True) == expected
    assert parts_to_run(Task(["cors", "chat"]), given, task_vars, finds=True) == [
        part for part in expected if part in ("cors", "chat")
    ]
    parts = ["environment", "services", "nexus_tenant"]
    assert parts_to_tell_apart(Task(defaults=[own]), parts) == ["environment", "nexus_tenant"]
    other = {"genesys_environment": {"environment_url": "https://a.example.com"}}
    assert parts_to_tell_apart(Task(defaults=[other]), parts) == parts


def test_only_a_look_ahead_wants_parts():
    for state in ("present", "absent", "checked"):
        assert wants_parts({"validate_only": True, "state": state})
    for given in ({}, {"state": "checked"}, {"validate_only": True, "ready_for": []}):
        assert not wants_parts(given)


OPTIONS = AUTH + NEXUS
SET = {"genesys_auth_url": "https://x", "nexus_url": "https://y", "genesys_api_key": ""}


@pytest.mark.parametrize(
    ("failure", "given", "expected"),
    [
        ({"code": "invalid_input", "field": "auth_url"}, {}, "The variable genesys_auth_url is set, but this task does not read it: "),
        (
            {"code": "invalid_input", "fields": ["auth_url", "nexus_url", "api_key"]},
            {},
            "The variables genesys_auth_url and nexus_url are set, but this task does not read them: ",
        ),
        ({"code": "invalid_input", "fields": ["auth_username"]}, {}, ""),
        ({"code": "invalid_input", "fields": ["auth_url"]}, {"auth_url": "ftp://x"}, ""),
        ({"code": "not_found", "field": "auth_url"}, {}, ""),
    ],
    ids=str,
)  # fmt: skip
def test_variables_that_are_set_and_not_read(failure, given, expected):
    said = unread(OPTIONS, given, failure, SET)
    assert said == (expected and expected + "set cxops_genesys_variables: true.")


@pytest.mark.parametrize(
    ("ask", "names"),
    [
        (lambda cloud: cloud.login, ["genesys_cloud_region", "genesys_cloud_login_url"]),
        (lambda cloud: cloud.login, ["genesys_cloud_region", "genesys_cloud_api_url"]),
        (lambda cloud: cloud.client_credentials(), ["genesys_cloud_client_id", "genesys_cloud_access_token"]),
        (lambda cloud: cloud.client_credentials(), ["genesys_cloud_client_id", "genesys_cloud_client_secret_file"]),
    ],
)
def test_variables_of_genesys_cloud_that_are_set_and_not_read(ask, names):
    with pytest.raises(InvalidInput, match="variables? " + names[0]) as refused:
        ask(Cloud(SimpleNamespace(options={})))
    said = unread(CLOUD, {}, refused.value.failure(), dict.fromkeys(names, "x"))
    assert said.startswith("The variables %s are set, but this task does not read them" % " and ".join(names))


def test_all_credentials_that_a_kept_document_wants_are_named_at_once():
    written = {
        "tenant_environment": {"password": "{{ restore_environment_password | default('') }}"},
        "digital_channels_tenant": {"password": "{{ restore_person_password | default('') }}"},
        "auth_clients_list": [{"client_secret": "{{ restore_client_secret_a }}"}, {"client_secret": "{{ vault_b }}"}],
        "not_ours": "{{ restore_nothing }}",
        "restore_client_secret_a": "given",
    }
    options, lacks = TASKS["genesys_tenant"].options, {"code": "invalid_input"}
    said = left_out(options, lacks, written)
    assert "restore_environment_password" in said and "restore_person_password" in said
    assert said.count("restore_") == 2
    given = dict(written, restore_environment_password="x", restore_person_password="y")
    assert left_out(options, lacks, given) == left_out(options, {"code": "refused"}, written) == ""


@pytest.mark.parametrize(
    ("how", "role", "given", "expected"),
    [
        ({}, ROLE_OF_CLIENTS, {CLIENTS: []}, False),
        ({"chosen": ["cloud_oauth_clients"]}, ROLE_OF_CLIENTS, {CLIENTS: []}, False),
        ({"chosen": ["mine"], "inherited": ["mine"]}, ROLE_OF_CLIENTS, {CLIENTS: []}, False),
        ({"chosen": ["mine"]}, ROLE_OF_CLIENTS, {CLIENTS: []}, True),
        ({"skipped": ["cloud_oauth_clients"]}, ROLE_OF_CLIENTS, {CLIENTS: []}, True),
        ({"chosen": ["mine"]}, ROLE_OF_CLIENTS, {}, False),
        ({"chosen": ["mine"]}, None, {CLIENTS: []}, False),
    ],
    ids=str,
)
def test_the_look_at_oauth_clients_makes_no_request_where_tags_leave_the_others_out(how, role, given, expected):
    assert only_validates(Task(**how), given, {"ansible_role_name": role}) is expected
