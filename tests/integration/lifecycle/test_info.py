# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The modules that only read: each tells what is there, by every filter, and no secret."""

from __future__ import annotations

import json

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.core.task import Info
from ansible_collections.cxops.genesys.plugins.module_utils.resources.registry import TASKS
from emulator.switches import Switches
from integration.support.http_samples import CENTER, ENVIRONMENT, ops
from integration.support.nexus_samples import GAPI_CLIENT
from integration.support.sample import CCID, EVERYWHERE, OTHER_ID, SECRET, positions

SETTINGS = [
    {
        "contactCenterId": CCID,
        "name": "cors-origins",
        "location": place,
        "value": "https://a.example.com",
        "shared": True,
    }
    for place in ("/", "/USW1")
]
SEED = {
    "environments": [
        ENVIRONMENT,
        dict(ENVIRONMENT, id=OTHER_ID, configServers=[{"primaryAddress": "other.example.com", "primaryPort": 1}]),
    ],
    "contact_centers": [CENTER, dict(CENTER, id=OTHER_ID, environmentId=OTHER_ID, domains=["t200"])],
    "settings": SETTINGS,
    "clients": [GAPI_CLIENT, dict(GAPI_CLIENT, client_id="other")],
}
# module: options that are always needed, how many there are, and for every filter a value with how many pass.
INFOS = {
    "genesys_auth_client_info": ({}, 2, {"client_id": [("other", 1), ("none", 0)]}),
    "genesys_environment_info": (
        {},
        2,
        {"id": [(CCID.upper(), 1)], "primary_address": [("OTHER.example.com", 1), ("none", 0)]},
    ),
    "genesys_contact_center_info": (
        {},
        2,
        {"id": [(OTHER_ID, 1)], "environment_id": [(CCID, 1)], "domain": [("T200", 1), ("none", 0)]},
    ),
    "genesys_setting_info": (
        {"contact_center_id": CCID},
        2,
        {"contact_center_id": [(OTHER_ID, 0)], "name": [("cors-origins", 2), ("none", 0)], "location": [("/USW1", 1)]},
    ),
}
ELSEWHERE = {"genesys_cloud_oauth_client_info"}  # cloud/test_info.py
SWITCHES = ("get_by_id", "settings_shared", "shuffle_sets", "server_chosen_ids") + EVERYWHERE
CASES = [pytest.param(False, switches, id=name) for name, switches in positions(SWITCHES) if "offered," not in name]


def test_every_module_that_reads_and_every_filter_is_tried():
    infos = {name: task for name, task in TASKS.items() if isinstance(task, Info)}
    assert set(INFOS) | ELSEWHERE == set(infos)
    for name in INFOS:
        assert set(INFOS[name][2]) == {item.arg for item in infos[name].filters}


@pytest.mark.parametrize("module", INFOS)
@pytest.mark.parametrize(("world", "switches"), CASES, indirect=["world"])
def test_info(world, switches, module):
    world.control.switches(switches)
    world.control.seed(SEED)
    world.canaries |= {SECRET, "encrypted_client_secret"}
    options = ops(world, Switches().changed(switches))
    needed, count, filters = INFOS[module]
    returns = TASKS[module].returns
    for given, wanted in [({}, count)] + [
        ({name: value}, number) for name, tries in filters.items() for value, number in tries
    ]:
        results = [world.run(module, check, **{**options, **needed, **given}) for check in (False, True)]
        assert results[0][returns] == results[1][returns] or module == "genesys_auth_client_info"
        assert len(results[0][returns]) == wanted, given
        assert not results[0]["changed"]
        for found in results[0][returns]:
            assert not {"password", "client_secret"} & set(found)
            assert set(given) <= set(found) | {"contact_center_id", "primary_address", "domain"}
    assert not world.writes()
    assert json.dumps(results)


@pytest.mark.parametrize("code", [200, 404])
@pytest.mark.parametrize("world", [False], indirect=True)
def test_settings_of_an_unknown_contact_center(world, code):
    world.control.switches(missing_code=code)
    result = world.run("genesys_setting_info", **ops(world, Switches()), contact_center_id=CCID)
    assert result["failed"]
    assert CCID in result["msg"]
