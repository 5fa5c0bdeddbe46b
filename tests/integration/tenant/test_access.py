# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The person's login and the API key of Digital Channels are tried before the first write, once, and only where they can work by then."""

from __future__ import annotations

import json

import pytest

from emulator import defaults
from integration.support.bare_tenant import Tenant, closed_port
from integration.support.sample import OFFERED

WRONG = "Canary-wrong-person"
TOKEN = "/auth/v3/oauth/token"
NO_KEY = "00000000-aaaa-4bbb-8ccc-000000000009"


@pytest.fixture
def tenant(world, tmp_path):
    world.canaries |= {WRONG, NO_KEY}
    return Tenant(world, tmp_path)


def make(world, tenant, **more):
    """Have its environment and contact center made, or all of it."""
    made = world.run("genesys_tenant", **tenant.options(), **more)
    assert not made.get("failed"), made["msg"]
    world.clear_log()


def password(tenant, text):
    tenant.document["digital_channels_tenant"]["password"] = text


def both(world, tenant, **more):
    """The results of check mode and of a real run, each with the requests that it made."""
    found = []
    for check in (True, False):
        world.clear_log()
        found.append((world.run("genesys_tenant", check, **tenant.options(), **more), world.log()))
    return found


def logins(log):
    return [entry for entry in log if entry["path"] == TOKEN]


CENTER = ["environment", "contact_center"]


@pytest.mark.parametrize(
    "parts", [None, ["gapis", "chat", "services", "nexus_tenant"]], ids=["all", "Digital Channels"]
)
@pytest.mark.parametrize("offered", [{}, OFFERED], ids=["documented", "offered"])
def test_a_person_who_is_refused_is_tried_once_before_the_first_write(world, tenant, parts, offered):
    world.control.switches(offered)
    make(world, tenant, parts=CENTER)
    password(tenant, WRONG)
    before = world.state()
    (looked, log), (done, again) = both(world, tenant, **({"parts": parts} if parts else {}))
    assert looked["failure"]["code"] == "bad_credentials" and looked["msg"] == done["msg"]
    assert "The person %s of the contact center %s cannot log in" % (defaults.PERSON_USERNAME, tenant.id) in done["msg"]
    assert done["failure"]["fields"] == ["digital_channels_tenant.username", "digital_channels_tenant.password"]
    for requests in (log, again):
        assert [one["status"] for one in logins(requests)].count(400) == 1
    assert world.state() == before and world.writes() == []


def test_nobody_is_tried_while_there_is_no_contact_center(world, tenant):
    """Neither in check mode, nor before the real run has made it."""
    (looked, log), (done, again) = both(world, tenant)
    assert not looked.get("failed") and not done.get("failed"), (looked.get("msg"), done.get("msg"))
    assert looked["diff"] == done["diff"]
    for requests in (log, again):
        assert [one["status"] for one in logins(requests) if one["status"] == 400] == []
    made = [
        number
        for number, one in enumerate(again)
        if one["method"] == "POST" and one["path"].endswith("contact-centers")
    ]
    people = [number for number, one in enumerate(again) if one["path"].startswith("/nexus/v3/provisioning/tenants")]
    assert made[0] < people[0]


def test_a_wrong_person_of_a_new_contact_center_fails_late_as_nobody_can_know(world, tenant):
    password(tenant, WRONG)
    (looked, log), (done, again) = both(world, tenant)
    assert not looked.get("failed") and done["failure"]["code"] == "bad_credentials"
    hint = done["failure"]["hint"]
    assert all("digital_channels_tenant.%s" % name in hint for name in ("username", "password"))
    assert "The person has to exist in the configuration of the contact center %s" % tenant.id in hint
    assert [one["status"] for one in logins(log)].count(400) == 0 and [one["status"] for one in logins(again)].count(
        400
    ) == 1


def test_a_contact_center_that_another_task_has_to_make_first_is_no_fault_of_the_person(world, tenant):
    parts = ["gapis", "services", "nexus_tenant"]
    looked = world.run("genesys_tenant", True, **tenant.options(), parts=parts)
    assert not looked.get("failed"), looked["msg"]


@pytest.mark.parametrize("exists", [True, False], ids=["contact center", "none yet"])
def test_an_api_key_that_is_refused_is_said_before_the_first_write(world, tenant, exists):
    world.control.switches(OFFERED)
    if exists:
        make(world, tenant, parts=CENTER)
    tenant.connection["nexus_api_key"] = NO_KEY
    before = world.state()
    (looked, _log), (done, _again) = both(world, tenant)
    assert looked["failure"]["code"] == "forbidden" and looked["msg"] == done["msg"]
    assert "nexus_api_key" in done["failure"]["fields"] and "Nothing was written." in done["msg"]
    assert world.state() == before and world.writes() == []


def test_a_refusal_because_there_is_no_contact_center_yet_is_none_of_the_key(world, tenant):
    world.control.switches(OFFERED)
    tenant.connection["nexus_api_key"] = defaults.CLUSTER_API_KEY
    world.control.fault("status", method="GET", path="/nexus/v3/provisioning/services/", status=403, times=1)
    done = world.run("genesys_tenant", **tenant.options())
    assert not done.get("failed"), done["msg"]


@pytest.mark.parametrize("services", [True, False], ids=["services", "tenant only"])
@pytest.mark.parametrize("exists", [True, False], ids=["contact center", "none yet"])
def test_digital_channels_that_does_not_answer_is_said_before_the_first_write(world, tenant, exists, services):
    if exists:
        make(world, tenant, parts=CENTER)
    if not services:
        del tenant.document["digital_channels_services"]
    tenant.connection["nexus_url"] = "http://127.0.0.1:%d" % closed_port()
    before = world.state()
    (looked, _log), (done, _again) = both(world, tenant)
    assert looked["failure"]["code"] == "unreachable" and looked["msg"] == done["msg"]
    assert "nexus_url" in done["failure"]["fields"]
    assert world.state() == before and world.writes() == []


def test_an_environment_service_that_nobody_else_asks_is_asked_before_the_first_write(world, tenant):
    tenant.connection["environment_url"] = "http://127.0.0.1:%d" % closed_port()
    before = world.state()
    (looked, _log), (done, _again) = both(world, tenant, parts=["auth_clients", "cors"])
    assert looked["failure"]["code"] == "unreachable" and looked["msg"] == done["msg"] and world.state() == before


@pytest.mark.parametrize("services", [True, False], ids=["services", "tenant only"])
@pytest.mark.parametrize("offered", [{}, OFFERED], ids=["documented", "offered"])
def test_an_unchanged_tenant_is_asked_nothing_more(world, tenant, offered, services):
    """One token, one look at each object of Digital Channels."""
    world.control.switches(offered)
    if not services:
        del tenant.document["digital_channels_services"]
    make(world, tenant)
    done = world.run("genesys_tenant", **tenant.options())
    assert not done["changed"], done
    asked = [entry["path"] for entry in world.log()]
    assert len([path for path in asked if path.startswith("/nexus/")]) == 1 + services
    assert len(logins(world.log())) == 2  # the person, and the client that is none of the person's


def test_what_is_kept_of_a_look_is_taken_once(world, tenant):
    """A connection that differs is looked at again before it is written, and by every later task."""
    world.control.switches(OFFERED)
    make(world, tenant)
    tenant.document["digital_channels_services"][0].update(url=world.emulator.url + "/other", secret={})
    done = world.run("genesys_tenant", **tenant.options())
    assert done["changed"]
    assert len([one for one in world.log() if one["method"] == "GET" and "/services/" in one["path"]]) == 2
    assert not world.run("genesys_tenant", **tenant.options())["changed"]


def test_roles_say_it_in_the_words_of_the_one_task_and_try_it_once(world, playbooks, tmp_path):
    """A host with a wrong person, one with a wrong key, and one with neither, which is made and then unchanged."""
    world.control.switches(OFFERED)
    world.canaries |= {WRONG, NO_KEY}
    tenants = {
        name: Tenant(world, tmp_path, name, number) for number, name in enumerate(("person", "apikey", "well"), 1)
    }
    for one in ("person", "apikey"):
        make(world, tenants[one], parts=CENTER)
    password(tenants["person"], WRONG)
    expected = {}
    for name, key in (("person", None), ("apikey", NO_KEY)):
        tenants[name].connection["nexus_api_key"] = key
        expected[name] = world.run("genesys_tenant", True, **tenants[name].options())["msg"]
    inventory = tmp_path / "inventory.json"
    hosts = {name: one.variables() for name, one in tenants.items()}
    inventory.write_text(
        json.dumps({"all": {"hosts": hosts, "vars": {"ansible_python_interpreter": "{{ ansible_playbook_python }}"}}})
    )
    for arguments in (("--check",), ()):
        world.clear_log()
        playbooks.play("cxops.genesys.provision", "-i", str(inventory), *arguments, warnings=True, timeout=300)
        lines = (playbooks.folder / ("results%d.jsonl" % playbooks.count)).read_text().splitlines()
        failed = {one["host"]: one["result"]["msg"] for one in map(json.loads, lines) if one["kind"] == "failed"}
        assert failed == expected
        assert [one["status"] for one in logins(world.log())].count(400) == 1
        assert not any(tenants[name].id in one["path"] for name in expected for one in world.writes())
    assert [one for one in world.state()["contact_centers"] if one["id"] == tenants["well"].id]
