# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles say what a tenant needs and what does not work before the first write, in the words of the one task."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from integration.support.bare_tenant import ROWS, Tenant, spoilt, wrong_database_password
from integration.support.sample import OFFERED

PYTHON = "{{ ansible_playbook_python }}"


class Fleet:
    """One host for each row, run by the shipped playbook."""

    def __init__(self, world, playbooks, rows):
        self.world, self.playbooks = world, playbooks
        folder = playbooks.folder / "tenants"
        folder.mkdir()
        self.tenants, self.words = {}, {}
        for number, name in enumerate(rows, 1):
            self.tenants[name], _code, self.words[name] = spoilt(world, folder, name, number)
        self.without_psycopg2(folder)

    def without_psycopg2(self, folder):
        """A host whose modules run by a Python that cannot import it."""
        (folder / "shadow").mkdir()
        (folder / "shadow" / "psycopg2.py").write_text("raise ImportError('not installed')\n")
        python = folder / "python3"
        python.write_text('#!/bin/sh\nPYTHONPATH=%s exec %s "$@"\n' % (folder / "shadow", sys.executable))
        python.chmod(0o755)
        self.tenants["psycopg2"] = Tenant(self.world, folder, "psycopg2", 99)
        self.tenants["psycopg2"].document["ansible_python_interpreter"] = str(python)
        self.words["psycopg2"] = "The Python library psycopg2 is not installed for the Python that runs this module."

    def __call__(self, playbook, *arguments):
        """Host to the messages of its failed tasks."""
        inventory = self.playbooks.folder / "inventory.json"
        hosts = {name: tenant.variables() for name, tenant in self.tenants.items()}
        inventory.write_text(json.dumps({"all": {"hosts": hosts, "vars": {"ansible_python_interpreter": PYTHON}}}))
        self.world.clear_log()
        self.playbooks.play("cxops.genesys." + playbook, "-i", str(inventory), *arguments, warnings=True)
        lines = (self.playbooks.folder / ("results%d.jsonl" % self.playbooks.count)).read_text().splitlines()
        found = {}
        for line in map(json.loads, lines):
            if line["kind"] == "failed":
                found.setdefault(line["host"], []).append(line["result"]["msg"])
        return found


def test_roles_say_it_before_the_first_write_in_the_words_of_the_one_task(world, playbooks):
    fleet = Fleet(world, playbooks, ROWS)
    before = world.state()
    looked = fleet("provision", "--check")
    done = fleet("provision")
    assert world.writes() == [] and world.state() == before
    assert set(looked) == set(fleet.tenants) and looked == done
    for name, messages in done.items():
        (message,) = messages
        assert fleet.words[name] in message
        if name in ROWS:
            alone = world.run("genesys_tenant", **fleet.tenants[name].options())
            assert alone["msg"] == message


@pytest.mark.nightly
def test_the_playbook_with_one_task_says_the_same(world, playbooks):
    fleet = Fleet(world, playbooks, ROWS)
    before = world.state()
    looked, done = (fleet("provision", "-e", "genesys_one_task=true", *how) for how in (("--check",), ()))
    assert world.writes() == [] and world.state() == before
    assert set(looked) == set(fleet.tenants) and looked == done
    assert all(fleet.words[name] in messages[0] for name, messages in done.items())


@pytest.mark.parametrize(
    "words",
    [
        ("--tags", "cors,environment,contact_center"),
        pytest.param(("--skip-tags", "digital_channels"), marks=pytest.mark.nightly),
    ],
    ids=str,
)
def test_roles_look_at_what_the_tags_select(world, playbooks, words):
    fleet = Fleet(world, playbooks, ["database_password"])
    fleet.tenants["database_password"].connection["nexus_url"] = None
    del fleet.tenants["psycopg2"]
    assert fleet("provision", *words) == {}
    assert world.writes() != []
    (message,) = fleet("provision", "--tags", "gapis")["database_password"]
    assert fleet.words["database_password"] in message


def roles(playbooks, tenant, names, *arguments, variables=None, **role):
    """A play of somebody's own with these roles, each by itself; returns the messages of failed tasks, and the Play."""
    tasks = [{"ansible.builtin.import_role": {"name": "cxops.genesys." + name, **role}} for name in names]
    given = tenant.variables() if variables is None else variables
    inventory = playbooks.folder / "own.json"
    switches = {"ansible_python_interpreter": PYTHON}
    inventory.write_text(json.dumps({"all": {"hosts": {"acme": given}, "vars": switches}}))
    words = ("-i", str(inventory), "-e", "genesys_confirm_teardown=acme", *arguments)
    made = playbooks.run(tasks, *words, hosts="acme", connection="local", warnings=True)
    return [result["msg"] for _task, result in made.results if result.get("failure")], made


@pytest.mark.parametrize("row", ["nexus_url", pytest.param("no_secret_file", marks=pytest.mark.nightly)])
def test_a_role_by_itself_says_it_too(world, playbooks, row):
    tenant, _code, words = spoilt(world, playbooks.folder, row)
    given = dict(tenant.variables(), cxops_genesys_variables=True)
    before = world.state()
    (looked,), (done,) = (
        roles(playbooks, tenant, ["digital_channels"], *how, variables=given)[0] for how in (("--check",), ())
    )
    assert words in looked and looked == done
    assert world.writes() == [] and world.state() == before


def test_what_a_new_environment_or_contact_center_lacks_is_said_before_the_first_write(world, playbooks):
    tenant = Tenant(world, playbooks.folder)
    del tenant.document["tenant_environment"]["password"]
    before, said = world.state(), []
    for check in (True, False):
        result = world.run("genesys_tenant", check, **tenant.options())
        assert result["failure"]["code"] == "invalid_input" and "tenant_environment.password" in result["msg"]
        given = dict(tenant.variables(), cxops_genesys_variables=True)
        messages, made = roles(
            playbooks, tenant, ["provision_tenant"], *(["--check"] if check else []), variables=given
        )
        assert messages == [result["msg"]], made.output[-2000:]
        said.append(messages)
    assert said[0] == said[1] and world.writes() == [] and world.state() == before


def test_variables_that_are_set_and_not_read_are_named(world, playbooks):
    tenant = Tenant(world, playbooks.folder)
    tenant.connection["auth_url"] = None
    (message,), _made = roles(playbooks, tenant, ["tenant"])
    names = "genesys_auth_username and genesys_auth_password"
    said = "The variables %s are set, but this task does not read them: set cxops_genesys_variables: true." % names
    assert said in message
    assert world.log() == []


def test_roles_one_after_the_other_foretell_what_they_make_for_each_other(world, playbooks):
    """Each by itself: check mode knows the secret that the first one would make, and the real run has it."""
    world.control.switches(OFFERED)
    tenant = Tenant(world, playbooks.folder)
    tenant.file.unlink()
    with world.store.lock:
        del world.store.clients[tenant.client]
    given = dict(tenant.variables(), cxops_genesys_variables=True)
    names = ["auth_clients", "tenant", "digital_channels"]
    for arguments in (("--check",), ()):
        failed, made = roles(playbooks, tenant, names, *arguments, variables=given)
        assert failed == [] and made.code == 0, made.output[-3000:]
    assert Path(tenant.file).exists()


@pytest.mark.nightly
def test_the_teardown_of_a_role_by_itself_needs_the_database_before_its_first_deletion(world, playbooks):
    world.control.switches(OFFERED)
    tenant = Tenant(world, playbooks.folder)
    assert world.run("genesys_tenant", **tenant.options())["changed"]
    world.clear_log()
    wrong_database_password(tenant)
    world.canaries.add("Canary-wrong-sql")
    given = dict(tenant.variables(), cxops_genesys_variables=True)
    for role in ("digital_channels", "provision_tenant"):
        for arguments in (("--check",), ()):
            (message,), _made = roles(playbooks, tenant, [role], *arguments, variables=given, tasks_from="teardown")
            assert ROWS["database_password"][2] in message
    assert world.writes() == []
