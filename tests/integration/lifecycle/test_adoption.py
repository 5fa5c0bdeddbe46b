# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is there already: registered by the Tenant Service, made twice by hand, or known by another id."""

from __future__ import annotations

import pytest

from emulator.switches import Switches
from integration.support.http_samples import CENTER, ENVIRONMENT, ENVIRONMENTS, ops
from integration.support.sample import CCID, OFFERED, OTHER_ID, SECRET

pytestmark = pytest.mark.parametrize("world", [False], indirect=True)
THIRD_ID = "3f1e9d4a-60d8-4f0a-8a55-7b1c9f0e2d33"
SERVERS = [{"primary_address": "CFG.example.com"}]


def environment(world, check=False, **given):
    return world.run("genesys_environment", check=check, **ops(world, Switches()), **given)


def center(world, check=False, **given):
    return world.run("genesys_contact_center", check=check, **ops(world, Switches()), **given)


@pytest.mark.parametrize("given", [{}, {"id": CCID.upper()}], ids=["no id", "upper case"])
def test_an_environment_that_the_tenant_service_registered_is_taken(world, given):
    world.control.seed(environments=[ENVIRONMENT])
    before = world.state()
    for check in (True, False, False):
        result = environment(world, check, username="default", password=SECRET, config_servers=SERVERS, **given)
        assert not result.get("failed"), result["msg"]
        assert result["changed"] is False
        assert result["resource"]["id"] == CCID
    assert world.state() == before and "warnings" not in result


def refused(world, result, kind, found=CCID):
    """Nothing was written, and the line that says that this one is meant is told exactly."""
    assert result["failure"]["code"] == "ambiguous" and result["failure"]["ids"] == [found]
    assert world.writes() == []
    variable = "tenant_" + kind.replace(" ", "_")
    assert "'id: %s'" % found in result["msg"] and "'%s: {id: %s}'" % (variable, found) in result["msg"]


@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize("kind", ["environment", "contact center"])
def test_one_that_only_looks_like_it_is_not_taken(world, check, kind):
    """A document that was copied from another tenant, with a new id."""
    world.control.seed(environments=[ENVIRONMENT], contact_centers=[CENTER])
    before = world.state()
    if kind == "environment":
        result = environment(world, check, id=OTHER_ID, username="default", password=SECRET, config_servers=SERVERS)
    else:
        result = center(world, check, id=OTHER_ID, environment_id=CCID, domains=["T100", "new"])
    refused(world, result, kind)
    assert world.state() == before


@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize("kind", ["environment", "contact center"])
def test_nothing_is_deleted_by_likeness(world, check, kind):
    world.control.seed(environments=[ENVIRONMENT], contact_centers=[] if kind == "environment" else [CENTER])
    before = world.state()
    run = environment if kind == "environment" else center
    same = {"username": "default", "password": SECRET, "config_servers": SERVERS}
    same = same if kind == "environment" else {"environment_id": CCID, "domains": ["t100"]}
    refused(world, run(world, check, state="absent", **same), kind)
    other = run(world, check, id=OTHER_ID, state="absent", **same)
    assert other["changed"] is False and world.writes() == [] and world.state() == before
    assert any(CCID in text and "left alone" in text for text in other["warnings"])


def test_an_adopted_environment_that_differs_is_said_to_differ(world):
    world.control.seed(environments=[ENVIRONMENT])
    before = world.state()
    result = environment(world, username="other", password=SECRET, tls_enabled=True, config_servers=SERVERS)
    assert result["failure"]["code"] == "not_offered"
    assert result["failure"]["fields"] == ["tls_enabled", "username"]
    assert world.state() == before


@pytest.mark.parametrize("put", ["merge", "replace"])
def test_what_the_service_has_beyond_the_options_is_kept(world, put):
    """proxyPort and the flags of a Configuration Server are the service's own (private-edition-api.md §3.1)."""
    world.control.switches(dict(OFFERED, put_environment=put))
    server = dict(ENVIRONMENT["configServers"][0], readFromDb=True, useConfigExporter=True, locations="/USW1")
    world.control.seed(environments=[dict(ENVIRONMENT, proxyPort=8999, configServers=[server])])
    assert environment(world, id=CCID, username="other")["changed"]
    kept = world.state()["environments"][0]
    assert (kept["username"], kept["proxyPort"]) == ("other", 8999)
    assert kept["configServers"][0] == dict(server, readOnly=False, initDb=False)
    assert environment(world, id=CCID, config_servers=[{"primary_address": "cfg.example.com", "primary_port": 9999}])[
        "changed"
    ]
    assert world.state()["environments"][0]["configServers"][0] == dict(
        server, readOnly=False, initDb=False, primaryPort=9999
    )


@pytest.mark.parametrize("state", ["present", "absent"])
def test_twin_environments_are_not_guessed_at(world, state):
    world.control.seed(environments=[ENVIRONMENT, dict(ENVIRONMENT, id=OTHER_ID)])
    before = world.state()
    result = environment(world, state=state, username="default", password=SECRET, config_servers=SERVERS)
    assert result["failure"]["code"] == "ambiguous"
    assert sorted(result["failure"]["ids"]) == sorted([CCID, OTHER_ID])
    assert world.state() == before
    named = environment(world, id=OTHER_ID, state=state, username="default", password=SECRET, config_servers=SERVERS)
    assert named["changed"] is (state == "absent")


def test_twin_contact_centers_are_not_guessed_at(world):
    world.control.seed(
        environments=[ENVIRONMENT], contact_centers=[CENTER, dict(CENTER, id=OTHER_ID, domains=["t200"])]
    )
    result = center(world, environment_id=CCID, domains=["t100", "t200"])
    assert result["failure"]["code"] == "ambiguous"
    assert center(world, environment_id=CCID, domains=["T100"])["changed"] is False


@pytest.mark.parametrize("given", [{}, {"id": CCID.upper()}], ids=["no id", "upper case"])
def test_a_contact_center_that_is_there_is_taken(world, given):
    world.control.seed(environments=[ENVIRONMENT], contact_centers=[CENTER])
    before = world.state()
    for check in (True, False, False):
        result = center(world, check, environment_id=CCID.upper(), domains=["T100"], auth="config", **given)
        assert not result.get("failed"), result["msg"]
        assert result["changed"] is False
    assert world.state() == before


@pytest.mark.parametrize("kind", ["environment", "contact center"])
def test_ids_that_the_service_chose_are_told_and_kept(world, kind):
    world.control.switches(server_chosen_ids=True)
    world.control.seed(environments=[ENVIRONMENT] if kind == "contact center" else [])
    if kind == "environment":
        run, given = environment, dict(ENVIRONMENTS.create, id=OTHER_ID)
    else:
        run, given = center, {"id": OTHER_ID, "environment_id": CCID, "domains": ["t100"]}
    first = run(world, **given)
    stored = world.state()["environments" if kind == "environment" else "contact_centers"]
    assert [first["resource"]["id"]] == [one["id"] for one in stored] != [OTHER_ID]
    chosen = first["resource"]["id"]
    assert first["requested_id"] == OTHER_ID and any(chosen in warning for warning in first["warnings"])
    world.clear_log()
    refused(world, run(world, **given), kind, chosen)
    again = run(world, **dict(given, id=chosen))
    assert not again.get("failed"), again["msg"]
    assert again["changed"] is False and "requested_id" not in again
    assert run(world, state="absent", **dict(given, id=chosen))["changed"]


@pytest.mark.parametrize("kind", ["environment", "contact center"])
def test_ids_that_the_service_chose_are_found_again_by_the_state_file(world, tmp_path, kind):
    world.control.switches(dict(OFFERED, server_chosen_ids=True))
    world.control.seed(environments=[ENVIRONMENT] if kind == "contact center" else [])
    folder = tmp_path / "state"
    if kind == "environment":
        run, given = environment, dict(ENVIRONMENTS.create, id=OTHER_ID, state_dir=str(folder))
    else:
        run = center
        given = {"id": OTHER_ID, "environment_id": CCID, "domains": ["t100"], "state_dir": str(folder)}
    assert run(world, True, **given)["changed"] and not folder.exists()
    made = run(world, **given)
    (path,) = folder.iterdir()
    assert path.stat().st_mode & 0o777 == 0o600 and made["resource"]["id"] in path.read_text()
    assert made["environment_url"] == world.emulator.url and SECRET not in path.read_text()
    state, text = world.state(), path.read_text()
    for check in (True, False):
        again = run(world, check, **given)
        assert again["changed"] is False and "warnings" not in again, again
        assert again["resource"]["id"] == made["resource"]["id"] and again["requested_id"] == OTHER_ID
    other = {"config_servers": [{"primary_address": "elsewhere.example.com"}]}
    if kind == "contact center":
        other = {"domains": ["elsewhere"], "environment_id": THIRD_ID}
    foreign = run(world, True, **{**given, **other})
    assert foreign["changed"] and any("has nothing of the declaration" in one for one in foreign["warnings"])
    assert world.state() == state and path.read_text() == text
    gone = run(world, True, state="absent", **given)
    assert gone["changed"] and path.exists()
    assert run(world, state="absent", **given)["changed"] and list(folder.iterdir()) == []
    assert run(world, state="absent", **given)["changed"] is False


@pytest.mark.parametrize("how", ["allow", "cascade", "refuse"])
def test_an_environment_that_a_contact_center_uses_stays(world, how):
    world.control.switches(environment_delete=how)
    world.control.seed(environments=[ENVIRONMENT], contact_centers=[dict(CENTER, id=OTHER_ID)])
    before = world.state()
    for check in (True, False):
        result = environment(world, check, id=CCID, state="absent")
        assert result["failure"]["code"] == "conflict" and result["failure"]["ids"] == [OTHER_ID]
    assert world.state() == before and world.writes() == []


@pytest.mark.parametrize("deletion", ["405", "on"])
@pytest.mark.parametrize("how", ["cascade", "orphan", "refuse"])
def test_a_contact_center_with_settings_is_removed_or_it_is_said_why_not(world, how, deletion):
    world.control.switches(contact_center_delete=how, setting_delete=deletion)
    setting = {
        "contactCenterId": CCID,
        "name": "cors-origins",
        "location": "/",
        "value": "https://a.example.com",
        "shared": True,
    }
    world.control.seed(environments=[ENVIRONMENT], contact_centers=[CENTER], settings=[setting])
    result = center(world, id=CCID, state="absent")
    if (how, deletion) == ("refuse", "405"):
        assert result["failure"]["code"] == "not_offered"
        assert "setting cors-origins /" in result["msg"]
        assert world.state()["contact_centers"]
    else:
        assert result["changed"]
        assert not world.state()["contact_centers"]
        assert center(world, id=CCID, state="absent")["changed"] is False
