# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the random scenes have found, each as the plain case that it is."""

from __future__ import annotations

import pytest

from emulator import defaults
from emulator.switches import Switches
from integration.support.http_samples import CENTER, ENVIRONMENT, ops
from integration.support.nexus_samples import SECRET
from integration.support.sample import CCID, OFFERED, OTHER_ID

SERVERS = [{"primary_address": "cfg.example.com"}]
THIRD_ID = "5e2f3c1a-0b7d-4c5b-9a54-5d2f1f1c0a22"


def both(world, module, **given):
    """The result of check mode, which writes nothing, and that of the real run."""
    before = world.state()
    world.clear_log()
    looked = world.run(module, True, **ops(world, Switches()), **given)
    assert world.state() == before and world.writes() == []
    return looked, world.run(module, **ops(world, Switches()), **given)


@pytest.mark.parametrize("world", [False], indirect=True)
def test_a_setting_that_is_told_without_a_location_can_be_changed(world):
    world.control.seed(environments=[ENVIRONMENT], contact_centers=[CENTER])
    row = {"contactCenterId": CCID, "name": "one", "location": None, "value": "a", "shared": False}
    world.store.settings.rows[CCID, "one", "/"] = row
    looked, done = both(world, "genesys_setting", contact_center_id=CCID, name="one", value="b")
    assert looked["diff"] == done["diff"] and done["changed"]
    assert world.state()["settings"] == [dict(row, value="b")]


@pytest.mark.parametrize("world", [False], indirect=True)
@pytest.mark.parametrize("state", ["present", "absent"])
def test_the_name_of_an_api_client_has_its_letter_case(world, state):
    world.control.switches(missing_code=200)
    world.control.seed(
        clients=[{"client_id": "app", "client_secret": SECRET, "name": "app", "clientType": "CONFIDENTIAL"}]
    )
    before = world.state()["clients"]
    given = {"client_id": "APP", "state": state}
    _looked, done = both(
        world, "genesys_auth_client", **given, **({"client_secret": SECRET} if state == "present" else {})
    )
    assert done["changed"] is (state == "present")
    assert world.state()["clients"][:1] == before


@pytest.mark.parametrize("world", [False], indirect=True)
def test_what_an_object_cannot_be_without_is_not_emptied(world):
    world.control.switches(OFFERED)
    world.control.seed(environments=[ENVIRONMENT], contact_centers=[CENTER])
    for module, option in (("genesys_contact_center", "domains"), ("genesys_environment", "config_servers")):
        for result in both(world, module, id=CCID, **{option: []}):
            assert (result["failure"]["code"], result["failure"]["fields"]) == ("invalid_input", [option])


@pytest.mark.parametrize("world", [False], indirect=True)
def test_a_removal_that_is_repeated_takes_no_other_environment(world):
    """Two more tenants have the same Configuration Server."""
    world.control.seed(environments=[dict(ENVIRONMENT, id=one, username=one) for one in (CCID, OTHER_ID, THIRD_ID)])
    gone = {"id": CCID, "config_servers": SERVERS, "state": "absent"}
    looked, done = both(world, "genesys_environment", **gone)
    assert done["changed"] and looked["diff"] == done["diff"]
    for result in both(world, "genesys_environment", **gone):
        assert result["changed"] is False
        assert all("left alone" in text for text in result["warnings"]) and len(result["warnings"]) == 2
    assert [row["id"] for row in world.state()["environments"]] == [OTHER_ID, THIRD_ID]


@pytest.mark.parametrize("world", [False], indirect=True)
def test_an_environment_of_another_id_stays_even_when_it_is_just_what_was_asked_for(world):
    world.control.seed(environments=[dict(ENVIRONMENT, id=OTHER_ID)])
    gone = {"id": CCID, "username": "default", "password": SECRET, "config_servers": SERVERS, "state": "absent"}
    for result in both(world, "genesys_environment", **gone):
        assert result["changed"] is False and "left alone" in result["warnings"][0]
    assert [row["id"] for row in world.state()["environments"]] == [OTHER_ID]


@pytest.mark.parametrize("world", [False], indirect=True)
def test_a_removal_that_is_repeated_takes_no_other_contact_center(world):
    """Another one of the environment has the second of the domains."""
    centers = [dict(CENTER, domains=["t100"]), dict(CENTER, id=OTHER_ID, domains=["t200"])]
    world.control.seed(environments=[ENVIRONMENT], contact_centers=centers)
    gone = {"id": CCID, "environment_id": CCID, "domains": ["t100", "t200"], "state": "absent"}
    assert both(world, "genesys_contact_center", **gone)[1]["changed"]
    for result in both(world, "genesys_contact_center", **gone):
        assert result["changed"] is False and "left alone" in result["warnings"][0]
    assert [row["id"] for row in world.state()["contact_centers"]] == [OTHER_ID]


@pytest.mark.parametrize("world", [False], indirect=True)
def test_check_mode_warns_of_a_domain_that_another_contact_center_has(world):
    world.control.seed(environments=[ENVIRONMENT], contact_centers=[dict(CENTER, id=OTHER_ID)])
    world.control.seed(environments=[dict(ENVIRONMENT, id=OTHER_ID)])
    looked, done = both(world, "genesys_contact_center", id=CCID, environment_id=OTHER_ID, domains=["T100", "new"])
    assert looked["changed"] and OTHER_ID in looked["warnings"][0] and "t100" in looked["warnings"][0]
    assert done["failure"]["code"] == "conflict"


@pytest.mark.parametrize("world", [False], indirect=True)
@pytest.mark.parametrize("told", ["********", None])
def test_a_password_that_is_not_told_is_never_sent_back(world, told):
    world.control.switches(OFFERED)
    world.control.seed(environments=[ENVIRONMENT])
    world.store.environments.rows[CCID]["password"] = told
    before = world.state()
    for result in both(world, "genesys_environment", id=CCID, username="other"):
        assert result["failure"]["field"] == "password"
    for result in both(world, "genesys_environment", id=CCID, username="default", password=SECRET):
        assert result["changed"] is False
    assert world.state() == before
    looked, done = both(world, "genesys_environment", id=CCID, username="other", password=SECRET)
    assert done["changed"] and looked["diff"] == done["diff"]
    assert world.state()["environments"][0]["password"] == SECRET


def test_all_that_differs_in_duplicate_rows_is_mended_at_once(world):
    row = {"url": "http://gws", "clientid": "a", "clientsecret": SECRET, "apikey": "NA"}
    world.control.seed(gapis=[dict(row, region="/old"), dict(row, apikey="Canary-other-key")])
    given = {"url": "http://gws", "client_id": "a", "client_secret": SECRET, "gapi_key": "NA", "region": "/new"}
    looked, done = both(world, "nexus_gapi_db", **world.sql, **given)
    assert done["changed"] and looked["diff"] == done["diff"]
    rows = world.state()["database"]["nex_gapis"]
    assert [(one["region"], one["apikey"]) for one in rows] == [("/new", "NA")] * 2
    assert both(world, "nexus_gapi_db", **world.sql, **given)[1]["changed"] is False


@pytest.mark.parametrize("state", ["active", "inactive"])
def test_an_oauth_client_with_a_role_that_the_caller_lacks_is_not_removed(cloud, state):
    """To be removed it is edited first, unless it is inactive; who edits it must hold its roles."""
    roles = [{"roleId": defaults.CLOUD_ROLES["supervisor"], "divisionId": "*"}]
    cloud.seed(authorizedGrantType="CLIENT-CREDENTIALS", scope=None, roleDivisions=roles, state=state)
    for check in (True, False):
        result = cloud.client(check, state="absent", confirm_delete=True)
        assert result.get("failure", {}).get("code") == ("forbidden" if state == "active" else None)
    assert len(cloud.clients()) == (state == "active")


@pytest.mark.parametrize("world", [False], indirect=True)
def test_what_is_sent_blindly_and_is_there_already_is_said_to_be_unknown(world):
    world.control.seed(data_centers=[{"location": "/usw1", "entryPoint": "https://old.example.com", "readOnly": False}])
    given = {"location": "/usw1", "entry_point": "https://new.example.com"}
    _looked, done = both(world, "genesys_data_center", **given)
    assert done["changed"] is False and done["observed"] is False
    assert "whether it is as it is wanted is not known" in done["warnings"][0]
