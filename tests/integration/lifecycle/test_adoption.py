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
SERVERS = [{"primary_address": "CFG.example.com"}]


def environment(world, check=False, **given):
    return world.run("genesys_environment", check=check, **ops(world, Switches()), **given)


def center(world, check=False, **given):
    return world.run("genesys_contact_center", check=check, **ops(world, Switches()), **given)


@pytest.mark.parametrize(
    "given", [{}, {"id": OTHER_ID}, {"id": CCID.upper()}], ids=["no id", "another id", "upper case"]
)
def test_an_environment_that_the_tenant_service_registered_is_adopted(world, given):
    world.control.seed(environments=[ENVIRONMENT])
    before = world.state()
    for check in (True, False, False):
        result = environment(world, check, username="default", password=SECRET, config_servers=SERVERS, **given)
        assert not result.get("failed"), result["msg"]
        assert result["changed"] is False
        assert result["resource"]["id"] == CCID
    assert world.state() == before
    assert bool(result.get("warnings")) == (given.get("id") == OTHER_ID)


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
    result = environment(world, id=OTHER_ID, state=state, username="default", password=SECRET, config_servers=SERVERS)
    assert result["changed"] is (state == "absent")


def test_twin_contact_centers_are_not_guessed_at(world):
    world.control.seed(
        environments=[ENVIRONMENT], contact_centers=[CENTER, dict(CENTER, id=OTHER_ID, domains=["t200"])]
    )
    result = center(world, environment_id=CCID, domains=["t100", "t200"])
    assert result["failure"]["code"] == "ambiguous"
    assert center(world, environment_id=CCID, domains=["T100"])["changed"] is False


@pytest.mark.parametrize("given", [{}, {"id": OTHER_ID}], ids=["no id", "another id"])
def test_a_contact_center_that_is_there_is_adopted(world, given):
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
    again = run(world, **given)
    assert not again.get("failed"), again["msg"]
    assert again["changed"] is False
    assert again["resource"]["id"] == first["resource"]["id"]
    assert any(first["resource"]["id"] in warning for warning in again["warnings"])
    assert run(world, state="absent", **given)["changed"]


@pytest.mark.parametrize(("how", "code"), [("allow", None), ("cascade", None), ("refuse", "conflict")])
def test_an_environment_that_a_contact_center_uses(world, how, code):
    world.control.switches(environment_delete=how)
    world.control.seed(environments=[ENVIRONMENT], contact_centers=[CENTER])
    before = world.state()
    result = environment(world, id=CCID, state="absent")
    assert result.get("failure", {}).get("code") == code
    assert (world.state() == before) is (code is not None)


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
