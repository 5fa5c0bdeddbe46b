# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A document with a new id and the login domain of another contact center: that is known before the first write, in check mode too."""

from __future__ import annotations

import json

import pytest

from integration.support.http_samples import CENTER, ENVIRONMENT
from integration.support.sample import CCID, OFFERED, OTHER_ID
from integration.support.tenant_sample import connection

NIGHTLY = pytest.mark.nightly
DOCUMENT = {
    "tenant_id": OTHER_ID,
    "auth_clients_list": [
        {"client_id": "own_crm", "redirect_uris": ["https://own.example.com"], "client_secret": "Canary-client"}
    ],
    "tenant_environment": {
        "username": "default",
        "password": "Canary-configuration",
        "config_servers": [{"primary_address": "tenant-%s.example.com" % OTHER_ID, "primary_port": 8888}],
    },
    "tenant_contact_center": {"domains": ["ACME", "own"]},
}
LOOK = {"find_only": True, "parts": ["environment", "contact_center"]}
WAYS = {
    "the whole": {},
    "contact center": {"parts": ["contact_center"]},
    "the look of the roles": LOOK,
    "the look of the roles, for one of them": {**LOOK, "ready_for": ["auth_clients", "contact_center"]},
}


@pytest.fixture
def acme(world):
    """Another tenant has the domain."""
    world.control.seed(
        environments=[dict(ENVIRONMENT, id=CCID)],
        contact_centers=[dict(CENTER, id=CCID, environmentId=CCID, domains=["acme"])],
    )
    world.control.switches(OFFERED)
    return world


def run(world, check=False, **given):
    return world.run("genesys_tenant", check, **{**connection(world), **DOCUMENT, **given})


def both(world, **given):
    """The same refusal in check mode and for real, before any write."""
    before, told = world.state(), []
    for check in (True, False):
        refused = run(world, check, **given)
        assert refused.get("failed") and refused["failure"]["code"] == "ambiguous", refused
        told.append((refused["msg"], refused["failure"]))
    assert told[0] == told[1] and world.state() == before
    return told[0][0]


@pytest.mark.parametrize("way", WAYS)
def test_a_new_contact_center_takes_no_domain_of_another_one(acme, way):
    message = both(acme, **WAYS[way])
    said = "There is no contact center %s, but %s has a declared domain (ACME)" % (OTHER_ID, CCID)
    assert said in message and "Nothing was written" in message
    assert (
        "The id comes from tenant_id: correct it" in message
    )  # before the other ways: a typing error in it is the likeliest cause
    for owner in ("contact_center", "environment"):
        assert "'tenant_%s: {id: %s}'" % (owner, CCID) in message


def test_the_line_that_says_the_id_is_named(acme):
    wrong = "6f0a3d1e-2b5c-4d7e-8f90-1a2b3c4d5e6f"
    message = both(acme, tenant_contact_center={"id": wrong, "domains": ["acme"]})
    assert "The id comes from tenant_contact_center.id of the tenant %s: correct it" % OTHER_ID in message


@pytest.mark.parametrize("way", WAYS)
def test_nor_does_one_that_is_there(acme, way):
    acme.control.seed(
        environments=[
            dict(ENVIRONMENT, id=OTHER_ID, configServers=[{"primaryAddress": "own.example.com", "primaryPort": 8888}])
        ],
        contact_centers=[dict(CENTER, id=OTHER_ID, environmentId=OTHER_ID, domains=["own"])],
    )
    message = both(acme, **WAYS[way])
    said = "The contact center %s is to get the domain ACME, but %s has it" % (OTHER_ID, CCID)
    assert said in message and "Nothing was written" in message


def test_other_parts_and_what_is_there_already_go_on(acme):
    assert run(acme, parts=["auth_clients"])["changed"]
    assert run(acme, tenant_contact_center={"domains": ["own"]})["changed"]
    assert run(acme, tenant_contact_center={"domains": ["Own"]})["changed"] is False
    lines = {"tenant_environment": {"id": CCID}, "tenant_contact_center": {"id": CCID, "domains": ["acme"]}}
    assert not run(acme, **lines).get("failed"), "the lines that the message has"


@pytest.mark.parametrize(
    ("name", "tags"),
    [
        ("provision_tenant", ()),
        pytest.param("provision_tenant", ("--tags", "contact_center"), marks=NIGHTLY),
        pytest.param("tenant", (), marks=NIGHTLY),
    ],
)
def test_roles(acme, playbooks, name, tags):
    before = acme.state()
    inventory = playbooks.folder / "inventory.json"
    inventory.write_text(json.dumps({"all": {"hosts": {"own": DOCUMENT}}}))
    task = {"ansible.builtin.import_role": {"name": "cxops.genesys." + name}}
    for check in ((), ("--check",)):
        made = playbooks.run(
            [task],
            *("-i", str(inventory), *tags, *check),
            hosts="own",
            connection="local",
            warnings=True,
            env=acme.emulator.env,
        )
        assert made.code == 2 and "has a declared domain (ACME)" in " ".join(made.output.split()), made.output[-2000:]
    assert acme.state() == before
