# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""module_defaults of a play do not change what the roles do."""

from __future__ import annotations

import pytest
from ansible.errors import AnsibleError

from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import InvalidInput
from ansible_collections.cxops.genesys.plugins.module_utils.resources.registry import TASKS
from ansible_collections.cxops.genesys.plugins.plugin_utils.play_defaults import STEERS, refuse_steering
from ansible_collections.cxops.genesys.plugins.plugin_utils.upcoming import ROLE_OF_CLIENTS

ROLE = "cxops.genesys.provision_tenant"
CENTER, TENANT, CLOUD = ("cxops.genesys.genesys_" + name for name in ("contact_center", "tenant", "cloud_oauth_client"))
GROUP = "group/cxops.genesys.genesys"
VARIABLES = {"{{ gone }}": "absent", "{{ here }}": "present", "{{ all }}": {"state": "absent"}}


def evaluated(value):
    if isinstance(value, str) and "{{" in value:
        if value not in VARIABLES:
            raise AnsibleError("undefined")
        return VARIABLES[value]
    return value


def check(*defaults, role=ROLE):
    refuse_steering(defaults, role, evaluated)


@pytest.mark.parametrize(
    ("name", "values", "option"),
    [
        (CENTER, {"state": "absent"}, "state"),
        (CENTER, {"state": "{{ gone }}"}, "state"),
        (CENTER, "{{ all }}", "state"),
        (TENANT, {"state": "checked"}, "state"),
        (TENANT, {"validate_only": True}, "validate_only"),
        (TENANT, {"validate_only": "yes"}, "validate_only"),
        (TENANT, {"find_only": True}, "find_only"),
        (TENANT, {"keep_only": True}, "keep_only"),
        (TENANT, {"parts": ["cors"]}, "parts"),
        (GROUP, {"state": "absent"}, "state"),
        ("group/cxops.genesys.nexus", {"state": "absent"}, "state"),
    ],
)
def test_what_would_change_what_a_role_does_is_refused(name, values, option):
    with pytest.raises(InvalidInput, match="module_defaults give %s for .*%s" % (option, name.rpartition("/")[2])):
        check({name: values})


@pytest.mark.parametrize(
    "defaults",
    [
        [],
        [{CENTER: {"state": "present", "auth_url": "https://gauth.example.com"}}],
        [{CENTER: {"state": "{{ here }}"}}, {GROUP: {"retries": 3}}],
        [{TENANT: {"validate_only": False, "find_only": "no", "parts": [], "state": ""}}],
        [{"ansible.builtin.file": {"state": "absent"}}, {"group/community.general.x": {"state": "absent"}}],
        [{CENTER: {"state": "absent"}}, {CENTER: {}}],
        [{CENTER: {"state": "{{ registered_later }}"}}],
        [{CENTER: "{{ registered_later }}"}],
        [{CLOUD: {"state": "absent"}}],
    ],
    ids=str,
)
def test_what_changes_nothing_for_a_role_is_not(defaults):
    check(*defaults)


def test_the_role_of_oauth_clients_has_its_own():
    check({CENTER: {"state": "absent"}}, {GROUP: {"state": "absent"}}, role=ROLE_OF_CLIENTS)
    for name in (CLOUD, "group/cxops.genesys.genesys_cloud"):
        with pytest.raises(InvalidInput, match="give state for"):
            check({name: {"state": "absent"}}, role=ROLE_OF_CLIENTS)
    with pytest.raises(InvalidInput, match="give look_for for"):
        check({CLOUD: {"look_for": "teardown"}}, role=ROLE_OF_CLIENTS)


def test_each_option_is_one_and_has_that_default():
    options = [option for task in TASKS.values() for option in task.options]
    for name, harmless in STEERS.items():
        assert harmless in {option.default for option in options if option.arg == name}
