# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An environment service that takes tokens only: found out once in a run, without a second failed login (private-edition-api.md §0.2)."""

from __future__ import annotations

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.transport.memory import Memory
from ansible_collections.cxops.genesys.plugins.module_utils.transport.services import Services
from emulator.switches import Switches
from integration.support.http_samples import CENTER, ENVIRONMENT, ops
from integration.support.nexus_samples import GAPI_CLIENT
from integration.support.sample import CCID, OTHER_ID, SECRET

pytestmark = pytest.mark.parametrize("world", [False], indirect=True)
TOKEN = "/auth/v3/oauth/token"
CLIENT = {"auth_client_id": "nexus_client", "auth_client_secret": SECRET}
NOTE = "HTTP Basic was refused: a token was obtained, and the run goes on with it"
GRANTS = ["client_credentials", "password", "refresh_token"]
REFUSED = ["refuse", "disabled"]


@pytest.fixture
def run(world):
    """Runs tasks of one run, which share what it learns."""
    world.control.seed(
        environments=[ENVIRONMENT], contact_centers=[CENTER], clients=[{**GAPI_CLIENT, "authorizedGrantTypes": GRANTS}]
    )
    memory = Memory(scope=None)  # tasks of a playbook do not share their lists

    def made(options):
        return Services(options, memory=memory, sleep=world.sleep)

    def task(module="genesys_setting", check=False, **given):
        if module == "genesys_setting":
            given = {"contact_center_id": CCID, "name": "greeting", "value": "hello", **given}
        world.clear_log()
        return world.run(module, check, make_services=made, **{**ops(world, Switches()), **given})

    return task


def failed_logins(world):
    return [one["path"] for one in world.log() if one["status"] in (400, 401)]


@pytest.mark.parametrize("mode", REFUSED)
def test_the_run_goes_on_with_a_token(world, run, mode):
    world.control.switches(environment_basic=mode)
    first = run(**CLIENT)
    assert first["changed"], first
    assert [one["status"] for one in first["requests"][:2]] == [401, 200]
    assert first["requests"][0]["note"] == NOTE
    assert world.log()[1]["body"]["grant_type"] == "password"
    second = run(**CLIENT)
    assert second["changed"] is False and failed_logins(world) == []
    assert all("note" not in one for one in second["requests"])
    assert TOKEN not in [one["path"] for one in world.log()]


@pytest.mark.parametrize("mode", REFUSED)
def test_data_centers_too(world, run, mode):
    world.control.switches(environment_basic=mode, data_center_get="on")
    given = {"location": "/usw1", "entry_point": "https://usw1.example.com", **CLIENT}
    assert run("genesys_data_center", **given)["changed"]
    assert run("genesys_data_center", **given)["changed"] is False and failed_logins(world) == []


def test_a_client_without_the_password_grant_gives_a_token_of_its_own(world, run):
    world.control.seed(
        clients=[{**GAPI_CLIENT, "authorizedGrantTypes": ["client_credentials"], "internalClient": True}]
    )
    world.control.switches(environment_basic="refuse", add_internal_grants=False)
    done = run(**CLIENT)
    assert done["changed"], done
    asked = [one["body"]["grant_type"] for one in world.log() if one["path"] == TOKEN]
    assert asked == ["password", "client_credentials"]


@pytest.mark.parametrize("mode", REFUSED)
def test_without_a_client_the_hint_names_the_token(world, run, mode):
    world.control.switches(environment_basic=mode)
    result = run()
    assert result["failure"]["code"] == "bad_credentials"
    assert "environment_login: token" in result["failure"]["hint"] and "auth_client_id" in result["failure"]["hint"]
    assert len(failed_logins(world)) == 1


@pytest.mark.parametrize("mode", ["accept", "refuse"])
def test_a_wrong_password_is_tried_once(world, run, mode):
    """Where the environment service looks at it, there; else at the token endpoint, and not again in the run."""
    world.control.switches(environment_basic=mode)
    result = run(**CLIENT, auth_password="Canary-wrong")
    assert result["failure"]["code"] == "bad_credentials"
    looked_at = [one for one in failed_logins(world) if mode == "accept" or one == TOKEN]
    assert len(looked_at) == 1
    run(**CLIENT, auth_password="Canary-wrong")
    assert TOKEN not in failed_logins(world)


def test_no_token_after_the_authentication_service_called_the_password_wrong(world, run):
    world.control.switches(environment_basic="refuse")
    wrong = {**CLIENT, "auth_password": "Canary-wrong"}
    assert run("genesys_auth_client_info", **wrong)["failure"]["code"] == "bad_credentials"
    run(**wrong)
    assert TOKEN not in failed_logins(world)


@pytest.mark.parametrize("given", [CLIENT, {**CLIENT, "access_token": "given"}, {"access_token": "given"}])
@pytest.mark.parametrize("mode", ["accept", "refuse"])
def test_always_a_token(world, run, mode, given):
    world.control.switches(environment_basic=mode)
    given = {**given, "access_token": world.control.token("nexus_client", "ops")} if "access_token" in given else given
    assert run(environment_login="token", **given)["changed"]
    assert failed_logins(world) == []
    assert {one["authorization"]["kind"] for one in world.log() if one["path"] != TOKEN} == {"bearer"}


def test_always_basic(world, run):
    assert run(environment_login="basic", access_token=OTHER_ID, **CLIENT)["changed"]
    assert {one["authorization"]["kind"] for one in world.log()} == {"basic"}
    world.control.switches(environment_basic="refuse")
    result = run(environment_login="basic", **CLIENT)
    assert result["failure"]["code"] == "bad_credentials" and len(world.log()) == 1


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"environment_login": "token"}, "access_token"),
        ({"environment_login": "basic", "auth_username": "", "auth_password": "", **CLIENT}, "auth_username"),
    ],
)
def test_a_way_for_which_something_is_missing(world, run, given, field):
    result = run(**given)
    assert result["failure"]["code"] == "invalid_input" and result["failure"]["field"] == field
    assert world.log() == []


def test_a_wrong_password_of_the_ops_user_is_told_as_his(world, run):
    """By the password grant, as by HTTP Basic: no tenant's person is meant."""
    world.canaries.add("Canary-not-it")
    result = run(environment_login="token", auth_password="Canary-not-it", **CLIENT)
    assert result["failure"]["service_code"] == "invalid_grant"
    assert "auth_password" in result["failure"]["hint"] and "person" not in result["failure"]["hint"]
    assert [one["path"] for one in world.log()] == [TOKEN]
