# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whoever leaves out the task in which a role looks whose tenant this is, or ignores its failure, writes nothing."""

from __future__ import annotations

import json

import pytest

from integration.support.http_samples import CENTER, ENVIRONMENT
from integration.support.sample import CCID, OFFERED, OTHER_ID

NIGHTLY = pytest.mark.nightly
FIND, FIND_CENTER = "Find the environment and the contact center", "Find the tenant's contact center"
LOGIN = {"username": "default", "password": "Canary-configuration"}
ACME = {  # of which the id is left in the copy
    "tenant_id": CCID,
    "tenant_environment": {**LOGIN, "config_servers": [{"primary_address": "acme.example.com", "primary_port": 8888}]},
    "tenant_contact_center": {"domains": ["acme"]},
    "tenant_cors_origins": ["https://acme.example.com"],
    "tenant_settings": [{"name": "a", "value": "b", "shared": False}],
    "digital_channels_chat_service_uri": "https://chat.acme.example.com",
}
COPY = {
    **ACME,
    "auth_clients_list": [{"client_id": "globex", "client_secret": "globex-secret"}],
    "tenant_contact_center": {"domains": ["globex"]},
}
GLOBEX = {
    **COPY,
    "tenant_id": OTHER_ID,
    "tenant_environment": {
        **LOGIN,
        "config_servers": [{"primary_address": "globex.example.com", "primary_port": 8888}],
    },
}


class Operator:
    """Runs plays for documents as hosts of an inventory; acme's tenant is there, and all of it as it declares."""

    def __init__(self, world, playbooks):
        self.world, self.playbooks = world, playbooks
        world.control.switches(OFFERED)
        server = dict(ENVIRONMENT["configServers"][0], primaryAddress="acme.example.com")
        world.control.seed(
            environments=[dict(ENVIRONMENT, id=CCID, configServers=[server])],
            contact_centers=[dict(CENTER, id=CCID, environmentId=CCID, domains=["acme"])],
        )
        self.before = world.state()

    def __call__(self, role, *words, hosts=None, **play):
        """Import the role, or run the shipped playbook ""."""
        self.world.clear_log()
        hosts = hosts or {"globex": COPY}
        everybody = {"ansible_python_interpreter": "{{ ansible_playbook_python }}", "cxops_genesys_variables": True}
        path = self.playbooks.folder / "inventory.json"
        path.write_text(json.dumps({"all": {"hosts": hosts, "vars": everybody}}))
        words = ("-i", str(path), *words)
        more = {"warnings": True, "env": dict(self.world.emulator.env, **self.world.database.env)}
        if not role:
            return self.playbooks.play("cxops.genesys.provision", *words, **more, **play)
        tasks = play.pop("tasks", [{"ansible.builtin.import_role": {"name": "cxops.genesys." + role}}])
        play = {"hosts": "all", "connection": "local", **play}
        return self.playbooks.run(tasks, *words, **play, **more)


@pytest.fixture
def operator(world, playbooks):
    return Operator(world, playbooks)


def said(made):
    """What ansible-playbook printed, without its line breaks."""
    return " ".join(made.output.split())


LEFT_OUT = {
    "a later task": ("", "--start-at-task", "Contact center"),
    "a much later task": ("", "--start-at-task", "CORS origins"),
    "the first write": ("", "--start-at-task", "API clients"),
    "always": ("", "--skip-tags", "always"),
    "always, one part": ("", "--tags", "chat", "--skip-tags", "always"),
    "always, in check mode": ("", "--skip-tags", "always", "--check"),
    "the role tenant": ("tenant", "--skip-tags", "always"),
    "a later task of the role tenant": ("tenant", "--start-at-task", "Environment"),
    "the role digital_channels": ("digital_channels", "--skip-tags", "always"),
}
OFTEN = ("a later task", "always", "the role digital_channels")


@pytest.mark.parametrize("name", [name if name in OFTEN else pytest.param(name, marks=NIGHTLY) for name in LEFT_OUT])
def test_who_leaves_the_look_out_writes_nothing(world, operator, name):
    role, *words = LEFT_OUT[name]
    made = operator(role, *words)
    assert made.code == 2 and world.writes() == [] and world.state() == operator.before, made.output[-2000:]
    task = FIND_CENTER if role == "digital_channels" else FIND
    assert "No look at the tenant %s has gone well in this run" % CCID in said(made)
    assert 'needs its task "%s"' % task in said(made)


STEPS = {"the look": "y\nn\n", "the look and what it needs": "n\nn\n"}


@pytest.mark.parametrize("name", STEPS)
def test_who_refuses_the_look_step_by_step_writes_nothing(world, operator, name):
    """--step asks before each task: yes, no, or continue without further questions."""
    made = operator("", "--step", answers=STEPS[name] + "c\n")
    assert "Perform task: TASK: cxops.genesys.provision_tenant : %s" % FIND in made.output
    assert made.code == 2 and world.writes() == [] and world.state() == operator.before, made.output[-2000:]
    assert 'needs its task "%s"' % FIND in said(made)


def test_who_takes_each_step_provisions(world, operator):
    made = operator("", "--step", hosts={"globex": GLOBEX}, answers="y\n" * 40)
    assert made.code == 0 and world.writes(), made.output[-2000:]


@pytest.mark.parametrize(
    "role", ["provision_tenant", *(pytest.param(one, marks=NIGHTLY) for one in ("tenant", "digital_channels"))]
)
@pytest.mark.parametrize("how", ["import_role", pytest.param("include_role", marks=NIGHTLY)])
def test_who_ignores_that_the_look_failed_writes_nothing(world, operator, role, how):
    task = {"name": "Role", "ansible.builtin." + how: {"name": "cxops.genesys." + role}, "ignore_errors": True}
    if how == "include_role":
        task["ansible.builtin.include_role"]["apply"] = {"ignore_errors": True}
    made = operator(role, tasks=[task])
    assert made.code == 0 and world.writes() == [] and world.state() == operator.before, made.output[-2000:]
    assert "none of the declared globex" in said(made) and "No look at the tenant" in said(made)


def test_a_look_counts_for_its_own_tenant_alone_and_the_last_one_counts(world, operator):
    """One host handles tenants in turn; the second look at acme fails, and its failure is ignored."""
    documents = {"acme": ACME, "globex": GLOBEX, "copy": COPY}
    names = sorted(COPY)

    def tasks(*turns):
        role = {
            "ansible.builtin.include_role": {"name": "cxops.genesys.{{ item.role }}", "apply": {"ignore_errors": True}},
            "loop": [{"role": role, "document": name} for role, name in turns],
            "vars": {name: "{{ documents[item.document].%s | default(omit) }}" % name for name in names},
        }
        role["vars"]["auth_clients_list"] = "{{ documents[item.document].auth_clients_list | default([]) }}"
        return [role]

    turns = [(role, name) for name in ("acme", "globex", "acme") for role in ("tenant", "digital_channels")]
    more = {"hosts": {"ops1": {}}, "vars": {"documents": documents}}
    made = operator("tenant", tasks=tasks(*turns), **more)
    assert made.code == 0 and not [one for _task, one in made.results if one.get("failed")], made.output[-2000:]
    before = world.state()
    assert {one["id"]: one["domains"] for one in before["contact_centers"]} == {CCID: ["acme"], OTHER_ID: ["globex"]}
    assert {(one["contactCenterId"], one["name"]) for one in before["settings"]} == {
        (one, name) for one in (CCID, OTHER_ID) for name in ("a", "chat-service-uri", "cors-origins")
    }
    slip = [("tenant", "acme"), ("tenant", "copy"), ("digital_channels", "copy")]
    made = operator("tenant", tasks=tasks(*slip), **more)
    assert world.writes() == [] and world.state() == before and "No look at the tenant %s" % CCID in said(made)


PLAYS = {"linear": {}, "serial": {"serial": 1}, "free": {"strategy": "free"}}


@pytest.mark.parametrize(
    "play", [pytest.param(play, id=name, marks=() if name == "free" else NIGHTLY) for name, play in PLAYS.items()]
)
def test_several_hosts(world, operator, play):
    made = operator("provision_tenant", hosts={"acme": ACME, "globex": GLOBEX}, **play)
    assert made.code == 0, made.output[-2000:]
    assert [one["id"] for one in world.state()["contact_centers"]] == [CCID, OTHER_ID]
    refused = operator(
        "provision_tenant", "--skip-tags", "always", hosts={"acme": {**ACME, "tenant_cors_origins": []}, "globex": COPY}
    )
    assert refused.code == 2 and world.writes() == []


def test_who_starts_at_the_look_goes_on(world, operator):
    made = operator("", "--start-at-task", FIND, hosts={"globex": GLOBEX})
    assert made.code == 0, made.output[-2000:]
    assert [one["domains"] for one in world.state()["contact_centers"]] == [["acme"], ["globex"]]
    again = operator("digital_channels", "--start-at-task", FIND_CENTER, hosts={"globex": GLOBEX})
    assert again.code == 0 and not again.changed, again.output[-2000:]


def test_tasks_of_one_s_own_need_no_look(world, operator):
    """They name the contact center themselves."""
    options = {"contact_center_id": CCID, "name": "own", "value": "x", "shared": False}
    made = operator("tenant", tasks=[{"cxops.genesys.genesys_setting": options}])
    assert made.code == 0 and len(world.writes()) == 1, made.output[-2000:]
