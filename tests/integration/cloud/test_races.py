# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names are not unique and writes are seen late: nothing is made twice, and no secret is lost on the way."""

from __future__ import annotations

import threading

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.resources import _cloud_clients as clients
from ansible_collections.cxops.genesys.plugins.module_utils.transport import local_lock, memory

PERSON = {"authorized_grant_type": "CODE", "scopes": ["users"]}
MACHINE = {"authorized_grant_type": "CLIENT-CREDENTIALS", "roles": [{"role": "employee"}]}


@pytest.mark.parametrize("effect", ["drop", "reset", "truncate", "status", "html"])
def test_a_creation_whose_answer_was_lost_is_there_once_with_a_known_secret(cloud, effect):
    cloud.control.fault(effect, method="POST", path="/clients$", when="after")
    done = cloud.client(secret_file=str(cloud.secret_file), **MACHINE)
    assert done["changed"]
    assert cloud.kept() == cloud.one()["secret"]


def test_a_creation_that_was_not_seen_for_a_while_is_there_once(cloud):
    cloud.control.switches(cloud_visible_after_gets=3)
    cloud.control.fault("drop", method="POST", path="/clients$", when="after")
    assert cloud.client(secret_file=str(cloud.secret_file), **MACHINE)["changed"]
    assert cloud.kept() == cloud.one()["secret"]


def test_a_creation_that_never_arrived_is_repeated_when_that_is_sure(cloud):
    cloud.control.fault("drop", method="POST", path="/clients$", when="before")
    assert cloud.client(secret_file=str(cloud.secret_file), **MACHINE)["changed"]
    assert sum(cloud.slept) >= 15
    assert cloud.kept() == cloud.one()["secret"]


class Run:
    """Tasks of one run, which share a memory."""

    def __init__(self, cloud):
        self.cloud = cloud
        self.memory = memory.for_forks()

    def task(self, name):
        def services(options):
            made = self.cloud.services(options)
            made.memory = self.memory.for_task(name)
            return made

        return lambda check=False, **given: self.cloud.run(
            "genesys_cloud_oauth_client", check, False, services, **dict(self.cloud.cloud, **given)
        )


def test_what_a_run_made_it_does_not_make_again_though_the_list_does_not_show_it(cloud):
    cloud.control.switches(cloud_visible_after_gets=3)
    run = Run(cloud)
    assert run.task("first")(name="app", **PERSON)["changed"]
    assert run.task("second")(name="app", **PERSON)["changed"] is False
    assert run.task("third")(name="app", description="changed")["changed"]
    assert cloud.one()["description"] == "changed"


def test_one_list_serves_a_loop_and_is_read_again_after_each_creation(cloud):
    run = Run(cloud)
    loop = run.task("a loop")
    for number in range(5):
        assert loop(name="app%d" % number, **PERSON)["changed"]
    assert (
        cloud.paths("GET").count("/api/v2/oauth/clients") == 1 + 5
    )  # for twins; the next creation need not look again
    cloud.clear_log()
    again = Run(cloud).task("a loop")
    for number in range(5):
        assert again(name="app%d" % number, **PERSON)["changed"] is False
    assert cloud.paths("GET").count("/api/v2/oauth/clients") == 1
    assert cloud.paths("POST") == ["/oauth/token"]


@pytest.mark.parametrize("recent", [True, False])
def test_a_client_that_someone_made_meanwhile_is_adopted_or_told(cloud, monkeypatch, recent):
    """The list is read anew before a creation, unless it is so young that it need not show the client anyway."""
    if not recent:
        monkeypatch.setattr(clients, "RECENT", 0.0)
    loop = Run(cloud).task("a loop")
    assert loop(name="other", **PERSON)["changed"]
    identity = cloud.seed(name="app")
    done = loop(name="app", **PERSON)
    assert (done.get("failure") or {}).get("code") == ("ambiguous" if recent else None)
    assert done["changed"] is recent and len(cloud.clients()) == 2 + recent
    assert not recent or identity in done["failure"]["ids"]


def test_a_change_by_name_looks_again_at_the_client_alone(cloud):
    cloud.seed(name="app")
    loop = Run(cloud).task("a loop")
    loop(name="another", **PERSON)
    cloud.clear_log()
    assert loop(name="app", description="x")["changed"]
    one = "/api/v2/oauth/clients/%s" % next(client["id"] for client in cloud.clients() if client["name"] == "app")
    assert [(entry["method"], entry["path"]) for entry in cloud.log()] == [("GET", one), ("GET", one), ("PUT", one)]


def test_a_client_that_was_renamed_meanwhile_is_not_the_one_of_the_name(cloud):
    identity = cloud.seed(name="app")
    loop = Run(cloud).task("a loop")
    loop(name="another", **PERSON)
    cloud.store.cloud.clients[identity]["name"] = "somebody else's"
    failed = loop(name="app", description="x")
    assert failed["failure"]["code"] == "invalid_input" and "authorized_grant_type" in failed["msg"]
    assert cloud.store.cloud.clients[identity].get("description") is None


def test_credentials_of_a_loop_are_listed_once(cloud, tmp_path):
    loop = Run(cloud).task("a loop")
    for number in range(3):
        given = dict(MACHINE, secret_file=str(tmp_path / str(number)), integration_credential_name="of %d" % number)
        assert loop(name="app%d" % number, **given)["changed"]
    assert len([path for path in cloud.paths("GET") if "/integrations/credentials" in path]) == 1
    again = Run(cloud).task("a loop")
    for number in range(3):
        given = dict(MACHINE, secret_file=str(tmp_path / str(number)), integration_credential_name="of %d" % number)
        assert again(name="app%d" % number, **given)["changed"] is False


def test_threads_at_the_same_time_make_one_client(cloud):
    results, start = [], threading.Barrier(4)

    def make():
        start.wait()
        results.append(cloud.client(**PERSON))

    threads = [threading.Thread(target=make) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [result.get("msg") for result in results if result.get("failed")] == []
    assert len(cloud.clients()) == 1
    assert sorted(result["changed"] for result in results) == [False] * 3 + [True]


def test_a_put_goes_out_from_what_is_there_now(cloud):
    """What another task of the loop was told may be old by now."""
    cloud.control.seed(cloud_fields=["note"])
    cloud.seed(name="app")
    run = Run(cloud)
    loop = run.task("a loop")
    loop(name="another", **PERSON)
    next(one for one in cloud.store.cloud.clients.values() if one["name"] == "app")["note"] = "written meanwhile"
    assert loop(name="app", description="mine")["changed"]
    client = next(one for one in cloud.clients() if one["name"] == "app")
    assert client["note"] == "written meanwhile" and client["description"] == "mine"


def test_a_list_that_tells_less_than_there_is_loses_nothing(cloud):
    """What is written is the client as it is told by its id."""
    identity = cloud.seed(description="kept", registeredRedirectUri=["https://kept.example.com"])
    short = {"id": identity, "name": "app", "authorizedGrantType": "CODE", "scope": ["users"], "state": "active"}
    cloud.control.fault("status", method="GET", path="/clients$", status=200, body={"entities": [short]}, times=0)
    assert cloud.client(access_token_validity_seconds=600)["changed"]
    client = cloud.one()
    assert client["description"] == "kept" and client["registeredRedirectUri"] == ["https://kept.example.com"]
    assert client["accessTokenValiditySeconds"] == 600


def test_a_role_that_is_not_known_to_be_held_yet(cloud):
    """A role that the caller was given a moment ago: the service refuses for a while."""
    body = {"message": "You must have the roles of the client yourself", "code": "bad.request", "status": 400}
    cloud.control.fault("status", method="POST", path="/clients$", status=400, body=body, times=2)
    assert cloud.client(secret_file=str(cloud.secret_file), **MACHINE)["changed"]
    assert len(cloud.clients()) == 1


def test_rate_limits_are_waited_for(cloud):
    cloud.control.switches(cloud_rate_limit=6)
    cloud.control.fault("status", method="POST", path="/clients$", status=429, retry_after="date:20")
    for number in range(4):
        assert cloud.client(name="app%d" % number, **PERSON)["changed"]
    assert len(cloud.clients()) == 4
    token = cloud.control.cloud_token()
    given = dict(PERSON, cloud_access_token=token, cloud_client_secret=None)
    for number in range(4, 8):
        assert cloud.client(name="app%d" % number, **given)["changed"]
    assert max(cloud.slept) > 30


def test_a_longer_wait_than_the_user_wants_is_an_error(cloud):
    cloud.control.fault("status", path="/clients$", status=429, retry_after=40, times=0)
    result = cloud.client(rate_limit_wait=30, **PERSON)
    assert result["failure"]["code"] == "rate_limited" and "40" in result["msg"]
    assert cloud.slept == []
    result = cloud.client(rate_limit_wait=100, **PERSON)
    assert result["failure"]["code"] == "rate_limited"
    assert 80 <= sum(cloud.slept) <= 100


def test_the_token_endpoint_has_a_limit_of_its_own(cloud):
    cloud.control.switches(cloud_token_rate=2)
    for _number in range(4):
        assert not cloud.client(True, **PERSON).get("failed")
    assert sum(cloud.slept) > 0
    result = [cloud.client(True, rate_limit_wait=0, **PERSON) for _number in range(3)][-1]
    assert result["failure"]["code"] == "rate_limited"


def test_whoever_hangs_with_the_name_keeps_others_from_making_a_twin(cloud):
    given = dict(MACHINE, secret_file=str(cloud.secret_file), timeout=1, rate_limit_wait=0)
    with local_lock.local_lock("%s app" % cloud.emulator.url, 0) as held:
        assert held
        waiting = cloud.client(**given)
        assert waiting["failure"]["code"] == "timeout" and "busy with the OAuth client app" in waiting["msg"]
        assert cloud.clients() == [] and not cloud.secret_file.exists()
    assert cloud.client(**given)["changed"]
    cloud.one()


@pytest.mark.parametrize("kept", [True, False], ids=["one folder of secrets", "secrets of its own"])
def test_the_next_run_of_this_machine_makes_no_twin_though_the_list_does_not_show_it(
    cloud, tmp_path, monkeypatch, kept
):
    monkeypatch.setattr(local_lock, "folders", lambda: [str(tmp_path / "locks")])
    cloud.control.switches(cloud_visible_after_gets=3)
    assert cloud.client(secret_file=str(cloud.secret_file), **MACHINE)["changed"]
    path = cloud.secret_file if kept else tmp_path / "other.secret"
    again = cloud.client(secret_file=str(path), **MACHINE)
    assert not again.get("failed") and again["changed"] is False
    assert cloud.kept() == cloud.one()["secret"] and not (tmp_path / "other.secret").exists()
    for note in (tmp_path / "locks").rglob("*"):
        assert note.is_dir() or cloud.one()["secret"].encode() not in note.read_bytes()


def test_the_word_of_a_new_client_is_for_its_organization_only(cloud, tmp_path):
    assert cloud.client(secret_file=str(tmp_path / "one"), **MACHINE)["changed"]
    cloud.control.reset(
        database=False
    )  # another organization of the region, where nobody has made a client of that name
    cloud.seed(name="first", dateCreated="2020-01-01T00:00:00.000Z")
    cloud.slept.clear()
    assert cloud.client(secret_file=str(tmp_path / "two"), **MACHINE)["changed"]
    assert cloud.slept == [] and not [path for path in cloud.paths("GET") if "/clients/" in path]


def test_a_new_client_that_somebody_else_removed_is_asked_for_once_only(cloud, tmp_path):
    assert cloud.client(secret_file=str(tmp_path / "one"), **MACHINE)["changed"]
    cloud.control.reset(database=False)
    loop = Run(cloud).task("a loop")
    assert loop(name="other", secret_file=str(tmp_path / "other"), **MACHINE)["changed"]
    assert loop(name="app", secret_file=str(tmp_path / "two"), **MACHINE)["changed"]
    asked = [path for path in cloud.paths("GET") if "/clients/" in path]
    assert len(asked) == clients.TRIES and len(set(asked)) == 1


@pytest.fixture
def another_machine(cloud, monkeypatch):
    """Makes a client of the same name when this machine has looked and has not written yet. Takes what it makes; returns its id later."""
    create, ids = clients.Clients.create, []

    def of(**given):
        def meanwhile(self, operation, body, failed):
            ids.append(cloud.seed(name=body["name"], **given))
            return create(self, operation, body, failed)

        monkeypatch.setattr(clients.Clients, "create", meanwhile)
        return ids

    return of


@pytest.mark.parametrize("keeps", ["file", "no_log"])
def test_a_twin_that_another_machine_made_meanwhile_is_told_in_that_run(cloud, another_machine, keeps):
    person = {"id": "7d7f3f1e-0000-4000-8000-000000000001", "name": "Jane"}
    ids = another_machine(createdBy=person, dateCreated="2026-01-02T03:04:05.000Z")
    given = dict(MACHINE, secret_file=str(cloud.secret_file)) if keeps == "file" else MACHINE
    done = cloud.client(no_log=keeps == "no_log", **given)
    assert done["failed"] and done["changed"] and done["failure"]["code"] == "ambiguous", done
    ours = done["resource"]["client_id"]
    assert done["failure"]["ids"] == [ours, ids[0]]
    said = done["msg"].partition("; ")
    assert "There are 2 OAuth clients named app: %s (active, made 20" % ours in said[0] and "by provisioner" in said[0]
    assert "%s (active, made 2026-01-02T03:04:05.000Z by Jane)" % ids[0] in said[2]
    assert ("its secret is in %s)" % cloud.secret_file in said[0]) is (keeps == "file")
    secret = next(one["secret"] for one in cloud.clients() if one["id"] == ours)
    assert secret == (cloud.kept() if keeps == "file" else done["client_secret"]), "the new secret is not lost"
    again = cloud.client(**given)
    assert again["failure"]["code"] == "ambiguous" and sorted(again["failure"]["ids"]) == sorted([ours, *ids])
    assert ("its secret is in %s)" % cloud.secret_file in again["msg"]) is (keeps == "file")


def test_a_twin_that_the_list_shows_while_ours_is_not_seen_yet(cloud, another_machine):
    ids = another_machine()
    cloud.control.switches(cloud_visible_after_gets=3)
    done = cloud.client(**PERSON)
    assert done["failure"]["code"] == "ambiguous" and set(ids) < set(done["failure"]["ids"])


def test_a_creation_without_a_twin_is_no_failure_when_the_second_look_fails(cloud):
    cloud.control.fault("status", method="GET", path="/clients$", status=500, times=0, nth=2)
    done = cloud.client(retries=0, **PERSON)
    assert done["changed"] and not done.get("failed"), done
    assert "Whether somebody else made one of that name at the same time could not be seen" in str(done["warnings"])
