# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The collection's own playbooks from nothing and back, with everything on that Ansible can show and keep."""

from __future__ import annotations

import pytest

from trust.leaks.hunt import BY_MODULE

JSON = {"ANSIBLE_STDOUT_CALLBACK": "dump"}
SHOWN = {
    "default": {},
    "JSON": JSON,
    "JSON by Ansible": {"ANSIBLE_CALLBACK_RESULT_FORMAT": "json", "ANSIBLE_CALLBACK_FORMAT_PRETTY": "true"},
    "YAML": {"ANSIBLE_CALLBACK_RESULT_FORMAT": "yaml"},
    "oneline": {"ANSIBLE_STDOUT_CALLBACK": "ansible.builtin.oneline"},
    "minimal": {"ANSIBLE_STDOUT_CALLBACK": "ansible.builtin.minimal"},
}
ONE_TASK = {"genesys_one_task": True}


def journey(hunt, cases, name, steps, variables):
    """Play one step after the other; each has to do its part, so that there is something to hide."""
    hunt.variables = variables
    for playbook, arguments, shown, more in steps:
        with cases("%s %s %s %s %s" % (name, playbook, arguments, shown, more)):
            made = hunt.play("cxops.genesys." + playbook, *arguments, env=SHOWN[shown], **more)
            assert made.code == 0, "exit code %s: %s" % (made.code, made.output[-3000:])


def test_a_tenant(hunt, tenant, world, cases, tmp_path):
    steps = [("provision", (), "default", {"outside": True})]
    journey(hunt, cases, "tenant", steps, tenant)
    secrets, entered = tmp_path / "secrets", tmp_path / "entered" / "designer_env.conf"
    client = ("nexus_client.secret", ".nexus_client.secret.client")
    assert {path.name for path in secrets.iterdir()} == {*client, "t100.key", ".t100.key.tenant"}
    assert (secrets / "t100.key").read_text().strip() in entered.read_text() and entered.stat().st_mode & 0o077 == 0
    steps = [("teardown", (), "JSON by Ansible", {"variables": {**ONE_TASK, **BY_MODULE}})]
    journey(hunt, cases, "tenant by a module", steps, tenant)
    # The record of the key, which holds no key, stays with the tenant of Digital Channels, which the service does not delete.
    assert {path.name for path in secrets.iterdir()} == {*client, ".t100.key.tenant"} and not entered.exists()
    assert [client["client_id"] for client in world.state()["clients"]] == ["nexus_client"], "it is the vendor's"


@pytest.mark.parametrize("world", [False], indirect=True)
def test_an_organization(hunt, organization, world, cases, tmp_path):
    by_module = {"variables": BY_MODULE, "outside": True}
    journey(hunt, cases, "organisation by modules", [("cloud_oauth_clients", (), "JSON", by_module)], organization)
    secret = (tmp_path / "secrets" / "machine.secret").read_text().strip()
    assert secret in world.tokens()
    (tmp_path / "secrets" / "machine.secret").unlink()
    journey(hunt, cases, "organisation", [("cloud_oauth_clients", (), "YAML", {})], organization)
    assert (tmp_path / "secrets" / "machine.secret").read_text().strip() in set(world.tokens()) - {secret}


# Each form of output with roles and with one task, in process and by modules; not all of them with all.
WAYS = [
    pytest.param(shown, {**way, **one}, id="%s, %s, %s" % (shown, name, "one task" if one else "roles"))
    for at, shown in enumerate(SHOWN)
    for turn, (name, way) in enumerate({"in process": {}, "by modules": BY_MODULE}.items())
    for one in [ONE_TASK if (at + turn) % 2 else {}]
]


@pytest.mark.long
@pytest.mark.parametrize(("shown", "way"), WAYS)
def test_a_tenant_every_way(hunt, tenant, cases, shown, way):
    more = {"variables": way}
    steps = [
        (playbook, arguments, shown, more)
        for playbook, arguments in (
            ("provision", ("--check",)),
            ("provision", ()),
            ("provision", ("--check",)),
            ("verify", ()),
            ("teardown", ("--check",)),
            ("teardown", ()),
        )
    ]
    journey(hunt, cases, "tenant", steps, tenant)


@pytest.mark.long
@pytest.mark.parametrize("world", [False], indirect=True)
@pytest.mark.parametrize(("shown", "way"), WAYS[::2] + WAYS[1:2])
def test_an_organization_every_way(hunt, organization, cases, shown, way):
    more = {"variables": way}
    steps = [
        ("cloud_oauth_clients" + what, arguments, shown, more)
        for what, arguments in (
            ("", ("--check",)),
            ("", ()),
            ("_verify", ()),
            ("_teardown", ("--check",)),
            ("_teardown", ()),
        )
    ]
    journey(hunt, cases, "organisation", steps, organization)
