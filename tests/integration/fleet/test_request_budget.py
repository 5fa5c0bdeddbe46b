# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The number of requests grows with the work: a budget for each tenant, and lists that are read once for all of them."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from bench import tenants
from bench.services import Services

TENANTS = 4
OBJECTS = 9  # API client, environment, contact center, data center, CORS origins, chat address, row, service, tenant
WRITES = 8  # all of them but the row, which is SQL
LOOKS = 8  # one before each write
TOKENS = 1  # of the tenant's person
FINDS = 2  # of the roles, before the first write; what is found is not looked at again
LOOK_AGAIN = 1  # after the list of CORS origins was written: others may write it too
READ_BACK = 2  # the chat address, and the tenant of Digital Channels: the answers to their writes do not tell what became of them
SPARE = 2
EVERYTHING_OFFERED = {"get_by_id": "on", "data_center_get": "on", "tenant_get": "on", "service_get": "on"}
WAYS = {"roles": (), "one task": ("-e", "genesys_one_task=true")}


@pytest.fixture
def provision(world, playbooks, tmp_path):
    """Provisions a fleet; returns the requests of this run, their ids left out."""
    inventory = tmp_path / "inventory.json"
    services = Services(world.emulator.url, world.emulator.ucs_url, world.emulator.control_token, world.database.params)
    tenants.write_inventory(inventory, range(1, TENANTS + 1), services)

    def run(way):
        world.clear_log()
        words = ("cxops.genesys.provision", "-i", str(inventory), "--forks", "2", *WAYS[way])
        made = playbooks.play(*words, warnings=True, timeout=300)
        assert made.code == 0, made.output[-3000:]
        return made, Counter(
            (entry["method"], re.sub(r"/[0-9a-f]{8}-[^/]+", "/*", entry["path"])) for entry in world.log()
        )

    return run


def reads(found):
    return sum(count for (method, _path), count in found.items() if method == "GET")


@pytest.mark.parametrize("offered", [{}, EVERYTHING_OFFERED], ids=["documented calls only", "everything offered"])
@pytest.mark.parametrize("way", WAYS)
def test_requests_stay_within_the_budget(world, provision, way, offered):
    world.control.switches(offered)
    made, first = provision(way)
    assert made.changed > 0
    finds = FINDS if way == "roles" else 0
    assert sum(first.values()) <= TENANTS * (WRITES + LOOKS + finds + TOKENS + LOOK_AGAIN + READ_BACK + SPARE)

    made, again = provision(way)
    assert made.changed == 0
    assert reads(again) <= TENANTS * OBJECTS
    refused = again[("POST", "/environment/v3/data-centers")]
    assert refused == (0 if offered else TENANTS)  # what cannot be seen is sent, and refused as a duplicate
    assert sum(again.values()) - reads(again) - refused <= TENANTS * TOKENS

    for found in (first, again):
        for path in ("/environment/v3/environments", "/environment/v3/contact-centers", "/environment/v3/data-centers"):
            assert found[("GET", path)] <= (
                2 if finds and found is first else 1
            )  # what was not found is looked at again
    if offered:
        assert again[("GET", "/environment/v3/environments")] == again[("GET", "/environment/v3/contact-centers")] == 0
