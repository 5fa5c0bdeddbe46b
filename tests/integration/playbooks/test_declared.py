# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A green run has done something: misspelled variables and declarations of nothing are said."""

from __future__ import annotations

import json

import pytest

from integration.support.http_samples import CENTER, ENVIRONMENT
from integration.support.sample import CCID, OTHER_ID

pytestmark = pytest.mark.parametrize("world", [False], indirect=True)
NIGHTLY = pytest.mark.nightly
ORIGINS = {"tenant_cors_origins": ["https://a.example.com"], "tenant_cors_shared": False}


class Operator:
    """Runs playbooks over two tenants that are there."""

    def __init__(self, world, playbooks):
        self.world, self.playbooks = world, playbooks
        world.control.seed(
            environments=[dict(ENVIRONMENT, id=one) for one in (CCID, OTHER_ID)],
            contact_centers=[
                dict(CENTER, id=one, environmentId=one, domains=["t" + one[:3]]) for one in (CCID, OTHER_ID)
            ],
        )

    def inventory(self, acme, beta=None):
        """The words for an inventory of these hosts."""
        self.world.clear_log()
        path = self.playbooks.folder / "inventory.json"
        hosts = {"acme": {"tenant_id": CCID, **acme}}
        hosts.update({"beta": {"tenant_id": OTHER_ID, **beta}} if beta is not None else {})
        everybody = {"ansible_python_interpreter": "{{ ansible_playbook_python }}"}
        path.write_text(json.dumps({"all": {"hosts": hosts, "vars": everybody}}))
        return "-i", str(path)

    def __call__(self, playbook, acme, beta=None, *arguments):
        words = (*self.inventory(acme, beta), *arguments)
        return self.playbooks.play("cxops.genesys." + playbook, *words, warnings=True, env=self.world.emulator.env)

    def own(self, variables):
        """A playbook of somebody's own."""
        task = {"ansible.builtin.import_role": {"name": "cxops.genesys.tenant"}}
        play = {"hosts": "all", "connection": "local", "warnings": True, "env": self.world.emulator.env}
        return self.playbooks.run([task], *self.inventory(variables), **play)


@pytest.fixture
def operator(world, playbooks):
    return Operator(world, playbooks)


SLIPS = {
    "tenant_cors_origin": "tenant_cors_origins",
    "tenant_contactcenter": "tenant_contact_center",
    "genesys_auth_urll": "genesys_auth_url",
    "auth_client_list": "auth_clients_list",
    "nexus_db_hosts": "nexus_db_host",
    "authclients_list": "auth_clients_list",
}


@pytest.mark.parametrize("playbook", ["provision", pytest.param("verify", marks=NIGHTLY)])
@pytest.mark.parametrize(
    "name", [name if number < 1 else pytest.param(name, marks=NIGHTLY) for number, name in enumerate(SLIPS)]
)
def test_a_misspelled_variable_fails_in_a_shipped_playbook_and_can_be_ignored(world, operator, playbook, name):
    declared = {"tenant_settings": [{"name": "x", "value": "y"}]}
    slip = {**declared, name: ["x"]}
    refused = operator(playbook, slip)
    assert refused.code == 2 and "no variable %s: did you mean %s?" % (name, SLIPS[name]) in refused.output
    assert world.log() == []
    assert operator("provision", dict(slip, genesys_ignore_variables=[name])).code == 0
    assert world.writes() != []


def test_a_misspelled_variable_warns_in_a_playbook_of_one_s_own(world, operator):
    done = operator.own({**ORIGINS, "tenant_setting": [], "tenant_name": "x", "nexus_repository": "y"})
    said = " ".join(done.output.split())
    assert done.code == 0 and len(world.writes()) == 1
    assert said.count("did you mean") == 1 and "no variable tenant_setting: did you mean tenant_settings?" in said


NOTHING = "Nothing is declared for acme"


@pytest.mark.parametrize("playbook", ["verify", pytest.param("provision", marks=NIGHTLY)])
@pytest.mark.parametrize(
    "words", [pytest.param((), id="roles"), pytest.param(("-e", "genesys_one_task=true"), id="one task", marks=NIGHTLY)]
)
def test_a_declaration_of_nothing_fails(world, operator, playbook, words):
    refused = operator(playbook, {"tenant_contact_center": {"id": CCID}}, None, *words)
    assert refused.code == 2 and NOTHING in refused.output and world.log() == []


def test_discovered_hosts_of_which_nothing_is_declared_are_listed(world, operator):
    found = {"genesys_discovered": True}
    listed = operator("provision", found, ORIGINS)
    assert listed.code == 0 and NOTHING in " ".join(listed.output.split()), listed.output[-2000:]
    assert len(world.writes()) == 1
    for acme, beta in ((dict(found, genesys_require_declaration=True), ORIGINS), (found, found), ({}, ORIGINS)):
        refused = operator("provision", acme, beta)
        assert refused.code == 2 and NOTHING in refused.output


def test_no_oauth_client_is_declared(world, operator):
    for playbook in ("cloud_oauth_clients", "cloud_oauth_clients_verify"):
        for name, words in (
            ("cloud_oauth_client_list", "cloud_oauth_client_list: did you mean cloud_oauth_clients_list?"),
            ("cloud_my_clients", "Variables that begin like it: cloud_my_clients."),
        ):
            refused = operator(playbook, {name: [{"name": "x"}]})
            assert refused.code == 2 and words in " ".join(refused.output.split())
        assert world.log() == []
