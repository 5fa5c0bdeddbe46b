# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hosts of one task share what they read, and still do what is right when it has changed meanwhile."""

from __future__ import annotations

import uuid
from collections import Counter

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.resources import _collection
from ansible_collections.cxops.genesys.plugins.module_utils.transport.memory import SharedMemory
from emulator import defaults
from emulator.switches import Switches
from integration.support.http_samples import CENTER, ENVIRONMENT, ops
from integration.support.nexus_samples import GAPI_CLIENT
from integration.support.sample import CCID, OFFERED, OTHER_ID, SECRET

pytestmark = pytest.mark.parametrize("world", [False], indirect=True)
LISTS = {"environment": "GET /environment/v3/environments", "contact_center": "GET /environment/v3/contact-centers"}


class Play:
    """Runs tasks as the hosts of one play do. ``task`` names the task that is running."""

    def __init__(self, world):
        self.world = world
        self.memory = SharedMemory()
        self.task = "first task"

    def __call__(self, module, check=False, **given):
        def services(options):
            made = self.world.services(options)
            made.memory = self.memory.for_task(self.task)
            return made

        given = dict(ops(self.world, Switches()), **given)
        result = self.world.run(module, check=check, make_services=services, **given)
        assert not result.get("failed"), result["msg"]
        return result


@pytest.fixture
def play(world):
    world.clear_log()
    return Play(world)


def asked(world):
    return Counter("%s %s" % (entry["method"], entry["path"]) for entry in world.log())


def environment(number):
    return {"id": str(uuid.UUID(int=number)), "config_servers": [{"primary_address": "cfg%d.example.com" % number}]}


def test_hosts_of_a_task_share_one_list_where_only_a_list_is_offered(world, play):
    for number in range(1, 5):
        assert play("genesys_environment", username="u", password=SECRET, **environment(number))["changed"]
    assert asked(world)[LISTS["environment"]] == 1

    play.task = "the same task in another run of the play"
    world.clear_log()
    for number in range(1, 5):
        assert not play("genesys_environment", username="u", password=SECRET, **environment(number))["changed"]
    reads = asked(world)
    assert reads[LISTS["environment"]] == 1
    assert sum(reads.values()) == 2  # the list, and one try whether objects can be read by their id


def test_nobody_lists_where_the_service_can_be_asked_for_one(world, play):
    world.control.switches(OFFERED)
    world.control.seed(environments=[ENVIRONMENT], contact_centers=[CENTER])
    for _host in range(3):
        play("genesys_environment", id=CCID, username="default")
        play("genesys_contact_center", id=CCID, domains=["t100"])
    assert not set(LISTS.values()) & set(asked(world))


def test_another_task_reads_anew(world, play):
    world.control.seed(environments=[ENVIRONMENT])
    for task in ("one", "two"):
        play.task = task
        play("genesys_environment", id=CCID, username="default")
    assert asked(world)[LISTS["environment"]] == 2


def test_a_task_that_waits_for_something_shares_no_list(world, play):
    play.task = None
    for _attempt in range(2):
        play("genesys_environment_info")
    assert asked(world)[LISTS["environment"]] == 2


def test_hosts_with_other_credentials_share_nothing(world, play):
    world.control.seed(environments=[ENVIRONMENT])
    for key in ("one", "two"):
        play("genesys_environment", id=CCID, username="default", api_key=key + "-gateway-key")
    assert asked(world)[LISTS["environment"]] == 2


def test_an_old_list_is_read_anew(world, play, monkeypatch):
    world.control.seed(environments=[ENVIRONMENT])
    monkeypatch.setattr(_collection, "LIST_AGE", -1.0)
    for _host in range(2):
        play("genesys_environment", id=CCID, username="default")
    assert asked(world)[LISTS["environment"]] == 2


def test_two_tenants_of_one_environment_make_it_once(world, play):
    """The second host has the list from before the first one's creation, and knows what was created since."""
    servers = [{"primary_address": "cfg.example.com"}]
    first = play("genesys_environment", id=CCID, username="u", password=SECRET, config_servers=servers)
    second = play("genesys_environment", username="u", password=SECRET, config_servers=servers)
    assert (first["changed"], second["changed"]) == (True, False)
    assert second["resource"]["id"] == CCID
    assert len(world.state()["environments"]) == 1
    assert asked(world)[LISTS["environment"]] == 1


def test_what_was_created_unseen_by_the_shared_list_is_no_twin(world, play):
    """Somebody creates the contact center between the list and our turn: the service refuses, and what is there counts."""
    world.control.seed(environments=[ENVIRONMENT])
    play("genesys_contact_center", id=OTHER_ID, environment_id=CCID, domains=["other"], check=True)
    world.control.seed(contact_centers=[CENTER])
    assert not play("genesys_contact_center", id=CCID, environment_id=CCID, domains=["t100"])["changed"]
    assert len(world.state()["contact_centers"]) == 1


def test_a_change_is_made_to_what_is_there_now_and_not_to_what_was_shared(world, play):
    world.control.switches(put_environment="replace")
    world.control.seed(environments=[ENVIRONMENT])
    play("genesys_environment", id=CCID, username="default")
    world.control.seed(environments=[dict(ENVIRONMENT, appName="changed by somebody", proxyPort=8999)])
    result = play("genesys_environment", id=CCID, username="other")
    assert result["changed"]
    assert result["diff"]["before"]["app_name"] == "changed by somebody"
    kept = world.state()["environments"][0]
    assert (kept["username"], kept["appName"], kept["proxyPort"]) == ("other", "changed by somebody", 8999)
    world.clear_log()
    assert not play("genesys_environment", id=CCID, username="other")["changed"]
    assert sum(asked(world).values()) == 0  # the list, and the change to it, are known


def test_what_is_gone_meanwhile_is_removed_without_an_error(world, play):
    world.control.seed(environments=[ENVIRONMENT], contact_centers=[CENTER])
    play("genesys_contact_center", id=CCID, state="absent", check=True)
    with world.store.lock:
        world.store.contact_centers.rows.clear()
    assert not play("genesys_contact_center", id=CCID, state="absent")["changed"]


def test_a_deleted_object_is_gone_for_the_other_hosts_too(world, play):
    world.control.seed(environments=[ENVIRONMENT], contact_centers=[CENTER])
    assert play("genesys_contact_center", id=CCID, state="absent")["changed"]
    assert not play("genesys_contact_center", id=CCID, state="absent")["changed"]
    assert play("genesys_contact_center", id=CCID, environment_id=CCID, domains=["t100"])["changed"]


@pytest.mark.parametrize(("offered", "tries"), [("405", 1), ("on", 1)])
def test_data_centers_are_listed_once_or_tried_once(world, play, offered, tries):
    world.control.switches(data_center_get=offered)
    for number in range(3):
        play("genesys_data_center", location="/r%d" % number, entry_point="https://r%d.example.com" % number)
    assert asked(world)["GET /environment/v3/data-centers"] == tries
    assert len(world.state()["data_centers"]) == 3


def token_options(world):
    client = dict(GAPI_CLIENT, authorizedGrantTypes=["client_credentials"])
    world.control.seed(clients=[client], environments=[ENVIRONMENT])
    nobody = dict.fromkeys(("auth_username", "auth_password"))
    return dict(nobody, auth_client_id=client["client_id"], auth_client_secret=client["client_secret"], id=CCID)


def test_tasks_share_a_token_until_it_is_refused(world, play):
    given = token_options(world)
    for task in ("one", "two"):
        play.task = task
        play("genesys_environment", **given)
    token = "POST /auth/v3/oauth/token"
    assert asked(world)[token] == 1
    with world.store.lock:
        world.store.tokens.clear()
    for task in ("three", "four"):
        play.task = task
        play("genesys_environment", **given)
    assert asked(world)[token] == 2


def test_a_token_is_not_used_in_its_last_seconds(world, play, monkeypatch):
    given = token_options(world)
    monkeypatch.setattr("%s.TOKEN_MARGIN" % type(world.services({})).__module__, 10.0**6)
    for task in ("one", "two"):
        play.task = task
        play("genesys_environment", **given)
    assert asked(world)["POST /auth/v3/oauth/token"] == 2


def test_a_shared_token_is_known_as_a_secret_by_whoever_gets_it(world, play):
    given = token_options(world)
    play("genesys_environment", **given)
    services = world.services(world.options("genesys_environment", **dict(ops(world, Switches()), **given)))
    services.memory = play.memory.for_task("two")
    with services:
        header = services.environment.auth.header()
    assert header.split()[1] in services.secrets
    assert defaults.OPS_PASSWORD not in header


CLIENT = {"client_id": "acme_client", "client_secret": SECRET}
ITS_PATH = "GET /auth/v3/ops/clients/acme_client"


def look_ahead(play, **more):
    """A role's look at what its API clients need."""
    given = {"parts": ["auth_clients"], "validate_only": True, "ready_for": ["auth_clients"], **more}
    return play("genesys_tenant", auth_clients_list=[CLIENT], **given)


def test_a_client_that_the_look_ahead_has_not_found_is_made_without_another_look(world, play):
    look_ahead(play)
    assert play("genesys_auth_client", check=True, **CLIENT)["changed"]
    assert play("genesys_auth_client", **CLIENT)["changed"]
    assert asked(world)[ITS_PATH] == 1
    for check in (True, False):
        assert not play("genesys_auth_client", check, **CLIENT)["changed"], "that it was not there is forgotten"


def test_a_client_that_somebody_made_since_the_look_ahead_is_left_as_it_is(world, play):
    look_ahead(play)
    world.control.seed(clients=[dict(GAPI_CLIENT, client_id="acme_client", name="acme_client")])
    before = world.state()
    assert not play("genesys_auth_client", **CLIENT)["changed"] and world.state() == before
    assert play("genesys_auth_client", state="absent", client_id="acme_client")["changed"]


def test_the_look_ahead_asks_for_no_token_twice(world, play):
    world.control.seed(clients=[dict(GAPI_CLIENT, client_id="acme_client", name="acme_client")])
    for _twice in range(2):
        look_ahead(play)
    assert asked(world) == {"POST /auth/v3/oauth/token": 1}
