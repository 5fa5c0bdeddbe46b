# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What --tags and --skip-tags select of the roles' teardown and verify: the same writes as release 1.3.0 made."""

from __future__ import annotations

import json

import pytest

from integration.support.sample import CCID, OFFERED
from integration.support.tenant_sample import OWN_CLIENT, document

PYTHON = {"ansible_python_interpreter": "{{ ansible_playbook_python }}"}
# What a teardown removes, in its order.
WRITES = {
    "N": "DELETE /nexus/v3/provisioning/tenants/",
    "V": "DELETE /nexus/v3/provisioning/services/",
    "H": "DELETE /environment/v3/contact-centers/%s/settings/chat-service-uri" % CCID,
    "S": "DELETE /environment/v3/contact-centers/%s/settings/" % CCID,
    "D": "DELETE /environment/v3/data-centers/",
    "C": "DELETE /environment/v3/contact-centers/",
    "E": "DELETE /environment/v3/environments/",
    "A": "DELETE /auth/v3/ops/clients/",
}
# Recorded from release 1.3.0: role, tag -> what --tags removes, what --skip-tags removes. Beside the writes: G a row of nex_gapis, F the file for DesignerEnv.
RECORDED = {
    "auth_clients": {"auth_clients": ("A", "")},
    "tenant": {
        "tenant": ("SDCE", ""),
        "environment": ("E", "D"),
        "contact_center": ("C", "D"),
        "data_centers": ("D", "SCE"),
        "cors": ("S", "D"),
        "settings": ("S", "D"),
    },
    "digital_channels": {
        "digital_channels": ("NVHGF", ""),
        "gapis": ("G", "NVHF"),
        "chat": ("H", "NVGF"),
        "services": ("V", "NHGF"),
        "nexus_tenant": ("N", "VHGF"),
        "designer_env": ("F", "NVHG"),
    },
    "provision_tenant": {
        "auth_clients": ("A", "NVHSDCEGF"),
        "tenant": ("SDCE", "NVHAGF"),
        "environment": ("E", "NVHDAGF"),
        "contact_center": ("C", "NVHDAGF"),
        "data_centers": ("D", "NVHSCEAGF"),
        "cors": ("S", "NVHDAGF"),
        "settings": ("S", "NVHDAGF"),
        "digital_channels": ("NVHGF", "DA"),
        "gapis": ("G", "NVHSDCEAF"),
        "chat": ("H", "NVSDCEAGF"),
        "services": ("V", "NHSDCEAGF"),
        "nexus_tenant": ("N", "VHSDCEAGF"),
        "designer_env": ("F", "NVHSDCEAG"),
    },
}
WHOLE = {"auth_clients": "A", "tenant": "SDCE", "digital_channels": "NVHGF", "provision_tenant": "NVHSDCEAGF"}
CASES = [
    pytest.param(role, (how, tag), expected[number], id="%s %s %s" % (role, how, tag))
    for role, tags in RECORDED.items()
    for tag, expected in tags.items()
    for number, how in enumerate(("--tags", "--skip-tags"))
]
SAMPLE = [
    case
    for case in CASES
    if case.id
    in (
        "provision_tenant --tags cors",
        "provision_tenant --skip-tags environment",
        "digital_channels --skip-tags nexus_tenant",
    )
]


class Owner:
    """Somebody's own play with one role, for a tenant that is there, with everything of it removable."""

    def __init__(self, world, playbooks):
        self.world, self.playbooks = world, playbooks
        folder = playbooks.folder / "secrets"
        world.control.switches(OFFERED)
        self.env = dict(world.emulator.env, **world.database.env)
        self.variables = document(world, folder, tenant_remove_data_centers=True)
        row = {
            "url": "https://own.example.com",
            "client_id": OWN_CLIENT,
            "client_secret": "Canary-external",
            "shared": False,
        }
        self.variables["digital_channels_gapis"].append(row)
        connection = {**world.ops, **world.sql, "nexus_url": world.emulator.url}
        made = world.run("genesys_tenant", **connection, **self.variables)
        assert not made.get("failed"), made.get("msg")
        self.file = folder / "designer_env.conf"
        self.file.write_text("x")
        self.variables["digital_channels_designer_env_file"] = str(self.file)
        world.clear_log()

    def play(self, role, entry, *arguments, tag=None):
        """Run an entry point; returns what it wrote, by letters."""
        task = {
            "name": "the role",
            "ansible.builtin.import_role": {"name": "cxops.genesys." + role, "tasks_from": entry},
        }
        if tag:
            task["tags"] = [tag]
        inventory = self.playbooks.folder / "inventory.json"
        inventory.write_text(json.dumps({"all": {"hosts": {"acme": self.variables}, "vars": PYTHON}}))
        words = ("-i", str(inventory), "-e", "genesys_confirm_teardown=acme", *arguments)
        made = self.playbooks.run([task], *words, hosts="acme", connection="local", warnings=True, env=self.env)
        assert made.code == 0, made.output[-3000:]
        self.said = dict(made.results)
        return self.wrote()

    def wrote(self):
        """The writes so far, each kind once."""
        writes = ["%s %s" % (entry["method"], entry["path"]) for entry in self.world.writes()]
        found = [next(letter for letter, start in WRITES.items() if write.startswith(start)) for write in writes]
        rows = {row["clientid"] for row in self.world.state()["database"]["nex_gapis"]}
        found += ["G"] * (OWN_CLIENT not in rows) + ["F"] * (not self.file.exists())
        return "".join(dict.fromkeys(found))


@pytest.fixture
def owner(world, playbooks):
    return Owner(world, playbooks)


def removes(owner, role, arguments, expected, **more):
    """The teardown writes what 1.3.0 wrote, in its order."""
    assert owner.play(role, "teardown", *arguments, **more) == expected


@pytest.mark.parametrize(("role", "arguments", "expected"), SAMPLE)
def test_a_tag_selects_of_the_teardown_what_it_selected_before(owner, role, arguments, expected):
    removes(owner, role, arguments, expected)


@pytest.mark.nightly
@pytest.mark.parametrize(("role", "arguments", "expected"), [case for case in CASES if case not in SAMPLE])
def test_each_tag_selects_of_the_teardown_what_it_selected_before(owner, role, arguments, expected):
    removes(owner, role, arguments, expected)


@pytest.mark.nightly
@pytest.mark.parametrize("role", WHOLE)
def test_a_tag_of_the_user_s_on_the_import_selects_the_whole_teardown(owner, role):
    removes(owner, role, ("--tags", "mine"), WHOLE[role], tag="mine")


@pytest.mark.parametrize("how", ["--tags", "--skip-tags"])
def test_a_tag_selects_what_verify_compares(owner, how):
    """Verify never writes, and reports just what the tags select."""
    assert owner.play("provision_tenant", "verify", how, "auth_clients,cors,chat") == ""
    expected = {
        "API client nexus_client",
        "API client t100_client",
        "setting cors-origins /",
        "setting chat-service-uri /",
    }
    whole = expected | {
        "environment " + CCID,
        "contact center " + CCID,
        "data center /usw1",
        "setting some-setting /",
        "setting a-list /",
    }
    whole |= {
        "row of nex_gapis %s nexus_client" % owner.world.emulator.url,
        "row of nex_gapis https://own.example.com t100_client",
        "service connection PlatformUCS",
        "tenant " + CCID,
    }
    reported = {
        line.split(": ")[0] for line in owner.said["cxops.genesys.provision_tenant : Report the tenant"]["report"]
    }
    assert reported == (expected if how == "--tags" else whole - expected)
