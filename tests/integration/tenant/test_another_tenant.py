# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A document with the id of another tenant: its login domains say so, and nothing is written."""

from __future__ import annotations

import json

import pytest

from integration.support.http_samples import CENTER, ENVIRONMENT
from integration.support.sample import CCID, OFFERED, OTHER_ID
from integration.support.tenant_sample import connection

NIGHTLY = pytest.mark.nightly
SERVERS = [{"primary_address": "acme.example.com", "primary_port": 8888}]
DOCUMENT = {
    "tenant_id": OTHER_ID,
    "tenant_environment": {"username": "default", "password": "Canary-configuration", "config_servers": SERVERS},
    "tenant_contact_center": {"domains": ["acme"]},
    "tenant_cors_origins": ["https://acme.example.com"],
    "digital_channels_chat_service_uri": "https://chat.acme.example.com",
}
DIGITAL = {
    "digital_channels_client_secret": "Canary-client",
    "digital_channels_services": [{"name": "PlatformUCS", "url": "https://ucs.acme.example.com"}],
    "digital_channels_tenant": {
        "name": "acme",
        "backend_url": "https://acme.example.com",
        "username": "nexus",
        "password": "Canary-person",
    },
}
COPIED = dict(DOCUMENT, tenant_id=CCID, tenant_contact_center={"id": OTHER_ID, "domains": ["acme"]})
SAID = "has the domain beta, and none of the declared acme: it may be another tenant's. Nothing was written."


@pytest.fixture
def beta(world):
    """Another tenant is there."""
    world.control.seed(
        environments=[dict(ENVIRONMENT, id=OTHER_ID)],
        contact_centers=[dict(CENTER, id=OTHER_ID, environmentId=OTHER_ID, domains=["beta"])],
    )
    world.control.switches(OFFERED)
    return world


def seed_acme(world, address="acme.example.com"):
    """The tenant of the document is there, too."""
    world.control.seed(
        environments=[dict(ENVIRONMENT, id=CCID, configServers=[{"primaryAddress": address, "primaryPort": 8888}])],
        contact_centers=[dict(CENTER, id=CCID, environmentId=CCID, domains=["acme"])],
    )


def run(world, check=False, **given):
    return world.run("genesys_tenant", check, **{**connection(world), **DOCUMENT, **given})


LOOKS = {"find_only": True, "parts": ["environment", "contact_center"]}
WAYS = {
    "the whole": {},
    "origins": {"parts": ["cors"]},
    "environment": {"parts": ["environment"]},
    "chat": {"parts": ["chat"]},
    "the look of the roles": LOOKS,
    "the look of the roles, for the origins": {**LOOKS, "ready_for": ["cors"]},
    "the look of the role of Digital Channels": {
        "find_only": True,
        "parts": ["contact_center", "services", "nexus_tenant"],
        "ready_for": ["chat"],
    },
    **{
        part: {"parts": [part], **DIGITAL, "digital_channels_chat_service_uri": ""}
        for part in ("services", "nexus_tenant")
    },
    **{
        "the look of the role of Digital Channels, for " + part: {
            **DIGITAL,
            "find_only": True,
            "parts": ["contact_center", "services", "nexus_tenant"],
            "ready_for": [part],
        }
        for part in ("services", "nexus_tenant", "designer_env")
    },
    "a copied document": COPIED,
    "a copied document, the look of the roles": {**COPIED, **LOOKS},
}


@pytest.mark.parametrize("name", WAYS)
def test_a_contact_center_of_other_domains_is_refused_before_the_first_write(beta, name):
    before, told = beta.state(), []
    for check in (True, False):
        refused = run(beta, check, **WAYS[name])
        assert refused["failed"] and refused["failure"]["code"] == "ambiguous" and SAID in refused["msg"]
        told.append(refused["msg"])
    assert told[0] == told[1] and beta.state() == before
    line = "tenant_contact_center.id of the tenant " + CCID if "copied" in name else "tenant_id"
    assert "The contact center %s (by %s) " % (OTHER_ID, line) in told[0]
    assert "'tenant_contact_center: {domains: [acme, beta]}'" in told[0]


DIGITAL_PARTS = ["chat", "services", "nexus_tenant"]
OF_ANOTHER = dict(DOCUMENT, **DIGITAL, tenant_id=CCID, digital_channels_contact_center_id=OTHER_ID)
OF_DIGITAL = {
    "the whole": {},
    **{part: {"parts": [part]} for part in DIGITAL_PARTS},
    "the look of the roles": {**LOOKS, "parts": [*LOOKS["parts"], "services", "nexus_tenant"], "ready_for": ["chat"]},
    "the whole teardown": {"state": "absent"},
    "a document of what is there": {"state": "absent", "keep_only": True},
    **{"the teardown of " + part: {"state": "absent", "parts": [part]} for part in DIGITAL_PARTS},
    "the teardown of the file for DesignerEnv": {
        "state": "absent",
        "parts": ["designer_env"],
        "digital_channels_designer_env_file": "/nowhere/designer.conf",
        "digital_channels_remove_secret_files": True,
    },
}


@pytest.mark.parametrize("name", OF_DIGITAL)
def test_digital_channels_of_another_tenant_s_contact_center_is_refused(beta, name, tmp_path):
    """A document that was copied, of which this one id was left."""
    seed_acme(beta)
    before, told = beta.state(), []
    for check in (True, False):
        refused = run(beta, check, **{**OF_ANOTHER, "teardown_dir": str(tmp_path), **OF_DIGITAL[name]})
        assert refused["failed"] and refused["failure"]["code"] == "ambiguous", refused["msg"]
        told.append(refused["msg"])
    assert told[0] == told[1] and beta.state() == before and not list(tmp_path.iterdir())
    line = "(by digital_channels_contact_center_id of the tenant %s) has the domain beta, and none of the declared acme"
    assert line % CCID in told[0] and "Correct digital_channels_contact_center_id" in told[0]


@pytest.mark.parametrize("given", [{"tenant_contact_center": {}}, {"digital_channels_contact_center_id": CCID.upper()}])
def test_digital_channels_of_a_contact_center_that_nothing_speaks_against(beta, given):
    seed_acme(beta)
    made = run(beta, **{**OF_ANOTHER, **given, "parts": ["chat"]})
    assert made["changed"], made.get("msg")
    assert run(beta, **{**OF_ANOTHER, **given, "parts": ["chat"], "state": "absent"})["changed"]


def test_all_domains_change_in_two_runs(beta):
    for domains in (["acme", "beta"], ["acme"]):
        made = run(beta, parts=["contact_center"], tenant_contact_center={"domains": domains})
        assert made["changed"], made.get("msg")
        assert beta.state()["contact_centers"][0]["domains"] == domains


def test_a_single_module_with_an_id_changes_them_at_once(beta):
    made = beta.run("genesys_contact_center", **beta.ops, id=OTHER_ID, environment_id=OTHER_ID, domains=["acme"])
    assert made["changed"] and beta.state()["contact_centers"][0]["domains"] == ["acme"]


@pytest.mark.parametrize(
    ("way", "tags"),
    [
        ("provision_tenant", "cors"),
        ("provision_tenant", "nexus_tenant"),
        pytest.param("provision_tenant", "services", marks=NIGHTLY),
        pytest.param("digital_channels", "chat", marks=NIGHTLY),
        pytest.param("digital_channels", "services", marks=NIGHTLY),
    ],
)
def test_roles_of_which_tags_select_one_part(beta, playbooks, way, tags):
    before = beta.state()
    inventory = playbooks.folder / "inventory.json"
    document = {**DOCUMENT, **DIGITAL}
    inventory.write_text(
        json.dumps({"all": {"hosts": {"acme": {k: v for k, v in document.items() if k != "tenant_id"}}}})
    )
    for check in ((), ("--check",)):
        made = playbooks.run(
            [{"ansible.builtin.import_role": {"name": "cxops.genesys." + way}}],
            *("-i", str(inventory), "--tags", tags, "-e", "tenant_id=" + OTHER_ID, *check),
            hosts="acme",
            connection="local",
            warnings=True,
            env=dict(beta.emulator.env, **beta.database.env),
        )
        assert made.code == 2 and SAID in " ".join(made.output.split()), made.output[-2000:]
    assert beta.state() == before
