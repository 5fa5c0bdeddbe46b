# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A platform on which somebody has made objects whose names look like those of others, or are no names."""

from __future__ import annotations

import copy

import pytest

from emulator.switches import Switches
from integration.support.http_samples import CENTER, ENVIRONMENT, ops
from integration.support.sample import CCID, OTHER_ID, SECRET

KELVIN = "\u212a"  # str.lower() makes a k of it


@pytest.fixture
def planted(world):
    """A contact center with the domain kelvin written with the Kelvin sign, in an environment whose address has it, too."""
    environment, center = copy.deepcopy((ENVIRONMENT, CENTER))
    center["domains"] = [KELVIN + "elvin"]
    environment["configServers"][0]["primaryAddress"] = KELVIN + "server.example.com"
    with world.store.lock:  # past the checks of an honest service
        world.store.environments.rows[environment["id"]] = environment
        world.store.contact_centers.rows[center["id"]] = center
    return world


def run(world, kind, check, **options):
    return world.run("genesys_%s" % kind, check=check, **ops(world, Switches()), **options)


@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize("domain", ["kelvin", "KELVIN"])
def test_a_contact_center_with_a_letter_that_looks_the_same_is_another_one(planted, domain, check):
    before = planted.state()
    result = run(planted, "contact_center", check, environment_id=CCID, domains=[domain], state="absent")
    assert not result.get("failed") and result["changed"] is False, result
    assert planted.writes() == [] and planted.state() == before


@pytest.mark.parametrize("check", [True, False])
def test_an_environment_with_such_an_address_is_another_one(planted, check):
    before = planted.state()
    servers = [{"primary_address": "kserver.example.com"}]
    result = run(planted, "environment", check, config_servers=servers, state="absent")
    assert not result.get("failed") and result["changed"] is False, result
    assert planted.writes() == [] and planted.state() == before
    made = run(planted, "environment", check, id=OTHER_ID, username="default", password=SECRET, config_servers=servers)
    assert not made.get("failed") and made["changed"], "it is nobody's address"


@pytest.mark.parametrize("check", [True, False])
def test_the_teardown_of_a_tenant_takes_no_contact_center_of_look_alike_domains(planted, check):
    """The declared domains contradict those of the contact center that is found."""
    before = planted.state()
    result = planted.run(
        "genesys_tenant",
        check=check,
        **ops(planted, Switches()),
        tenant_id=CCID,
        tenant_environment={"username": "default", "password": SECRET, "config_servers": [{"primary_address": "x"}]},
        tenant_contact_center={"domains": ["kelvin"]},
        state="absent",
        parts=["environment", "contact_center"],
    )
    assert result["failed"] and "kelvin" in result["msg"], result
    assert planted.writes() == [] and planted.state() == before


def is_told(world):
    """The only contact center is one that the service calls by two dots."""
    with world.store.lock:
        world.store.environments.rows[ENVIRONMENT["id"]] = copy.deepcopy(ENVIRONMENT)
        world.store.contact_centers.rows[".."] = dict(copy.deepcopy(CENTER), id="..")
    return {"environment_id": ENVIRONMENT["id"], "domains": CENTER["domains"]}


def test_an_id_that_is_no_segment_of_a_path(world):
    """A change of what the service calls by such a name would be one of something else."""
    result = run(world, "contact_center", False, **is_told(world), auth="other")
    assert result["failed"] and "'..' as the name of an object" in result["msg"], result
    assert world.writes() == []


@pytest.mark.parametrize("check", [True, False])
def test_a_deletion_of_what_the_service_calls_by_no_segment(world, check):
    """It needs the id, and such an id is none."""
    options = is_told(world)
    for more, said in (({}, "not deleted without its id"), ({"id": ".."}, "id: ")):
        result = run(world, "contact_center", check, **options, **more, state="absent")
        assert result["failed"] and said in result["msg"], result
    assert world.writes() == []


@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize("state", ["present", "absent"])
@pytest.mark.parametrize("name", ["..", ".", "a/..", "%2e%2e", "..;x"])
def test_a_given_name_that_is_no_segment_of_a_path(world, check, state, name):
    """It would be a request about all objects, or about another service."""
    result = run(world, "auth_client", check, client_id=name, client_secret=SECRET, state=state)
    assert result["failed"] and "client_id: " in result["msg"] and world.log() == [], result
