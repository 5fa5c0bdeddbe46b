# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A document that was copied, with the id of a tenant whose environment is there, perhaps without a contact center; or with its domains."""

from __future__ import annotations

import json

import pytest

from integration.support.http_samples import CENTER, ENVIRONMENT
from integration.support.sample import CCID, OFFERED, OTHER_ID
from integration.support.tenant_sample import connection

NIGHTLY = pytest.mark.nightly
OLD, NEW = "tenant-acme.example.com", "tenant-globex.example.com"


def servers(*addresses):
    """The environment with these Configuration Servers."""
    found = [{"primary_address": address, "primary_port": 8888} for address in addresses]
    return {"username": "default", "password": "Canary-configuration", "config_servers": found}


DOCUMENT = {
    "tenant_id": OTHER_ID,
    "auth_clients_list": [
        {"client_id": "globex_crm", "redirect_uris": ["https://globex.example.com"], "client_secret": "Canary-client"}
    ],
    "tenant_environment": servers(NEW),
    "tenant_contact_center": {"domains": ["globex"]},
    "tenant_cors_origins": ["https://globex.example.com"],
}
LOOK = {"find_only": True, "parts": ["environment", "contact_center"]}


@pytest.fixture
def acme(world):
    """The Tenant Service has registered an environment; its contact center is not there yet."""
    world.control.seed(
        environments=[dict(ENVIRONMENT, id=OTHER_ID, configServers=[{"primaryAddress": OLD, "primaryPort": 8888}])]
    )
    world.control.switches(OFFERED)
    return world


def seed_center(world, **changes):
    center = dict(CENTER, id=OTHER_ID, environmentId=OTHER_ID, domains=["globex"])
    world.control.seed(contact_centers=[{**center, **changes}])


def run(world, check=False, **given):
    return world.run("genesys_tenant", check, **{**connection(world), **DOCUMENT, **given})


def both(world, **given):
    """The same refusal in check mode and for real, before any write."""
    before, told = world.state(), []
    for check in (True, False):
        refused = run(world, check, **given)
        assert refused.get("failed") and refused["failure"]["code"] == "ambiguous", refused.get("msg")
        told.append((refused["msg"], refused["failure"]))
    assert told[0] == told[1] and world.state() == before
    return told[0][0]


WAYS = {
    "the whole": {},
    "environment": {"parts": ["environment"]},
    "contact center": {"parts": ["contact_center"]},
    "the look of the roles": LOOK,
    "the look of the roles, for one of them": {**LOOK, "ready_for": ["contact_center"]},
    "without domains": {"parts": ["environment"], "tenant_contact_center": {}},
    "by its own line": {"tenant_id": CCID, "tenant_environment": dict(servers(NEW), id=OTHER_ID)},
    "teardown": {"state": "absent"},
    "teardown of one part": {"state": "absent", "parts": ["environment"]},
    "a document of what is there": {"state": "absent", "keep_only": True},
}


@pytest.mark.parametrize("name", WAYS)
def test_an_environment_of_other_addresses_is_neither_written_nor_deleted(acme, name, tmp_path):
    message = both(acme, teardown_dir=str(tmp_path), **WAYS[name])
    line = "tenant_environment.id of the tenant " + CCID if "line" in name else "tenant_id"
    said = "The environment %s (by %s) has the Configuration Server %s, and none of the declared %s: it may be another"
    assert said % (OTHER_ID, line, OLD, NEW) in message and not list(tmp_path.iterdir())
    absent = "teardown" in name or "document" in name
    assert ("Nothing was deleted" if absent else "Nothing was written") in message
    assert "[{primary_address: %s}" % (OLD if absent else NEW + "}, {primary_address: " + OLD) in message


@pytest.mark.parametrize("how", ["one that is there", "no address", "in upper case"])
def test_what_nothing_speaks_against_is_taken_as_easily_as_before(acme, how):
    environment = {"one that is there": servers(NEW, OLD), "no address": {}, "in upper case": servers(OLD.upper())}[how]
    made = run(acme, tenant_environment=environment)
    assert made["changed"] and acme.state()["contact_centers"], made.get("msg")
    assert run(acme, tenant_environment=environment)["changed"] is False
    assert run(acme, tenant_environment=environment, state="absent")["changed"]
    assert acme.state()["environments"] == []


def test_all_addresses_change_in_two_runs(acme):
    for addresses in ((NEW, OLD), (NEW,)):
        made = run(acme, tenant_environment=servers(*addresses), parts=["environment"])
        assert made["changed"], made.get("msg")
    assert [one["primaryAddress"] for one in acme.state()["environments"][0]["configServers"]] == [NEW]


def test_the_registered_contact_center_says_whose_its_environment_is(acme):
    """The Tenant Service registers both; an address that is spelt otherwise, or a server that moves, needs no second run."""
    seed_center(acme)
    foretold, made = run(acme, True), run(acme)
    assert made["changed"] and foretold["diff"] == made["diff"], made.get("msg")
    assert acme.state()["environments"][0]["configServers"][0]["primaryAddress"] == NEW
    assert run(acme, state="absent", tenant_environment=servers("elsewhere.example.com"))["changed"]
    assert acme.state()["environments"] == acme.state()["contact_centers"] == []


def test_one_of_another_environment_says_nothing_of_this_one(acme):
    acme.control.seed(environments=[dict(ENVIRONMENT, id=CCID)])
    seed_center(acme, environmentId=CCID)
    assert "Configuration Server" in both(acme, parts=["environment"])


def test_a_single_module_with_an_id_changes_the_address_at_once(acme):
    made = acme.run("genesys_environment", **acme.ops, id=OTHER_ID, **servers(NEW))
    assert made["changed"], made.get("msg")


class Operator:
    """Runs the shipped playbooks or the role tenant over the document."""

    def __init__(self, world, playbooks, **others):
        self.world, self.playbooks = world, playbooks
        inventory = playbooks.folder / "inventory.json"
        inventory.write_text(json.dumps({"all": {"hosts": {"globex": DOCUMENT, **others}}}))
        self.words = ["-i", str(inventory), "-e", "genesys_confirm_teardown=globex", "-e", "genesys_summary=false"]

    def __call__(self, name, *arguments):
        more = {"warnings": True, "env": self.world.emulator.env}
        if name == "tenant":
            task = {"ansible.builtin.import_role": {"name": "cxops.genesys.tenant"}}
            return self.playbooks.run([task], *self.words, *arguments, hosts="globex", connection="local", **more)
        return self.playbooks.play("cxops.genesys." + name, *self.words, *arguments, **more)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("provision", ""),
        pytest.param("provision", "--tags contact_center", marks=NIGHTLY),
        pytest.param("tenant", "--tags environment", marks=NIGHTLY),
        ("teardown", ""),
        pytest.param("teardown", "--tags environment", marks=NIGHTLY),
    ],
)
def test_playbooks_and_roles(acme, playbooks, name, words):
    before, operator = acme.state(), Operator(acme, playbooks)
    for check in ((), ("--check",)):
        made = operator(name, *words.split(), *check)
        assert made.code == 2 and "none of the declared " + NEW in " ".join(made.output.split()), made.output[-2000:]
    assert acme.state() == before


@pytest.mark.parametrize("check", [("--check",), ()], ids=["check", "real"])
def test_a_teardown_by_roles_that_began_goes_on_when_the_contact_center_is_gone(acme, playbooks, check):
    """It was the contact center that said whose the environment is."""
    seed_center(acme)
    made = Operator(acme, playbooks)("teardown", *check)
    assert made.code == 0 and made.changed, made.output[-3000:]
    assert bool(acme.state()["environments"]) is bool(check)


@pytest.mark.parametrize("way", ["roles", "one task", pytest.param("tenant", marks=NIGHTLY)])
def test_another_host_of_the_inventory_has_the_id_and_other_domains(world, playbooks, way):
    """Nothing of it is on the platform yet."""
    theirs = {"tenant_id": OTHER_ID, "tenant_contact_center": {"domains": ["acme"]}}
    words = ["--limit", "globex", *(("-e", "genesys_one_task=true") if way == "one task" else ())]
    for check in ((), ("--check",)):
        operator = Operator(world, playbooks, acme=theirs)
        made = operator("tenant" if way == "tenant" else "provision", *words, *check)
        said = " ".join(made.output.split())
        assert made.code == 2 and world.log() == [], said[-2000:]
        assert "host globex declares the domain globex, host acme declares the domain acme" in said
