# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Looking at the clients of an organisation: by every filter, by names on demand, and never a secret."""

from __future__ import annotations

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.resources.cloud_client import FILTERS
from emulator import defaults

EMPLOYEE = {"roleId": defaults.CLOUD_ROLES["employee"], "divisionId": defaults.CLOUD_DIVISIONS["Sales"]}
FIRST = "0b3f6a52-7d0e-4c5b-9a54-5d2f1f1c0a11"
SEEDS = [
    {"id": FIRST, "name": "agent desktop", "scope": ["users", "routing"]},
    {"name": "agent desktop", "state": "inactive"},
    {"name": "wallboard", "authorizedGrantType": "CLIENT-CREDENTIALS", "scope": None, "roleDivisions": [EMPLOYEE]},
    {"name": "old", "authorizedGrantType": "TOKEN", "state": "disabled"},
]
ALL = len(SEEDS) + 1  # and the client by which the tests work
TRIES = {
    "client_id": [(FIRST, 1), (FIRST.upper(), 1), ("0b3f6a52-7d0e-4c5b-9a54-5d2f1f1c0a12", 0)],
    "name": [("agent desktop", 2), ("Agent Desktop", 0), ("agent", 0)],
    "name_pattern": [("^agent", 2), ("board$", 1), ("(?i)OLD", 1), ("none", 0)],
    "authorized_grant_type": [("CODE", 2), ("CLIENT-CREDENTIALS", 2), ("PASSWORD", 0)],
    "client_state": [(["inactive"], 1), (["active", "inactive"], ALL - 1), (["disabled"], 1)],
    "role": [("employee", 2), ("EMPLOYEE", 2), (defaults.CLOUD_ROLES["employee"], 2), ("supervisor", 0)],
    "scope": [("routing", 1), ("users", 3), ("none", 0)],
    "resolve_names": [(True, ALL), (False, ALL)],
    "exclude_own_client": [(True, ALL - 1), (False, ALL)],
}


@pytest.fixture
def found(cloud):
    """A function that looks at the clients, in check mode and for real."""
    for seed in SEEDS:
        cloud.seed(**seed)
    cloud.clear_log()

    def look(**given):
        results = [
            cloud.run("genesys_cloud_oauth_client_info", check, **dict(cloud.cloud, **given)) for check in (True, False)
        ]
        assert results[0]["oauth_clients"] == results[1]["oauth_clients"]
        assert not any(result["changed"] for result in results)
        assert cloud.writes() == []
        return results[1]["oauth_clients"]

    return look


def test_every_filter_is_tried():
    assert set(TRIES) == {item.arg for item in FILTERS}


@pytest.mark.parametrize("position", [{}, {"cloud_list_pages": True}, {"cloud_null_members": "null"}], ids=str)
def test_filters(cloud, found, position):
    cloud.control.switches(position | {"shuffle_sets": False})
    assert len(found()) == ALL
    for name, tries in TRIES.items():
        for value, count in tries:
            assert len(found(**{name: value})) == count, (name, value)
    both = found(name="agent desktop", client_state=["active"])
    assert [one["client_id"] for one in both] == [FIRST]


def test_names_on_demand(cloud, found):
    (by_id,) = found(name="wallboard")
    assert by_id["roles"][0]["role"] == by_id["roles"][0]["role_id"] == EMPLOYEE["roleId"]
    assert not any("/authorization/" in path for path in cloud.paths("GET"))
    (by_name,) = found(name="wallboard", resolve_names=True)
    assert by_name["roles"] == [
        {
            "role": "employee",
            "division": "Sales",
            "role_id": EMPLOYEE["roleId"],
            "division_id": EMPLOYEE["divisionId"],
        }
    ]


def test_no_secret_is_told_even_by_a_service_that_tells_it(cloud, found):
    body = {"entities": [dict(cloud.clients()[0], secret="Canary-told-by-mistake")], "pageCount": 1}
    cloud.canaries.add("Canary-told-by-mistake")
    cloud.control.fault("status", method="GET", path="/clients$", status=200, body=body, times=0)
    assert all("secret" not in one and "client_secret" not in one for one in found())


def test_what_is_deleted_is_not_told(cloud):
    cloud.control.switches(cloud_deleted_shows="deleted")
    cloud.made()
    cloud.client(state="absent", confirm_delete=True)
    told = cloud.run("genesys_cloud_oauth_client_info", **cloud.cloud)["oauth_clients"]
    assert [one["name"] for one in told] == ["provisioner"]


def test_a_pattern_that_is_none(cloud):
    result = cloud.run("genesys_cloud_oauth_client_info", name_pattern="(", **cloud.cloud)
    assert result["failure"]["field"] == "name_pattern" and result["requests"] == []
