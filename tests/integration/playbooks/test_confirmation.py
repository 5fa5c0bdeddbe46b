# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A teardown by the shipped playbook or by a role asks first: without the confirmation nothing is written."""

from __future__ import annotations

import json
import re

import pytest

from integration.support.sample import CCID, OFFERED, OTHER_ID
from integration.support.tenant_sample import connection, document

ROLES = ("provision_tenant", "tenant", "digital_channels", "auth_clients")
NIGHTLY = pytest.mark.nightly
WAYS = ["roles", "module", *(pytest.param(way, marks=NIGHTLY) for way in ("one task", *ROLES[1:]))]
LINE = re.compile(r"(-e genesys_confirm_teardown=[\w.-]+)")
ONE_TASK = ("-e", "genesys_one_task=true")


class Owner:
    """Two tenants of one platform, provisioned, as hosts of an inventory."""

    def __init__(self, world, playbooks):
        self.world, self.playbooks = world, playbooks
        self.env = dict(world.emulator.env, **world.database.env)
        world.control.switches(OFFERED)
        self.hosts = {
            "acme": document(world),
            "beta": document(
                world, tenant_id=OTHER_ID, tenant_contact_center={"domains": ["t200"]}, digital_channels_tenant={}
            ),
        }
        self.hosts["beta"]["tenant_environment"] = dict(
            self.hosts["beta"]["tenant_environment"], config_servers=[{"primary_address": "beta.example.com"}]
        )
        made = world.run("genesys_tenant", **connection(world), **self.hosts["acme"])
        assert not made.get("failed"), made.get("msg")

    def __call__(self, way, *arguments, hosts=None, **play):
        """Run the teardown this way; the log holds its requests alone."""
        self.world.clear_log()
        inventory = self.playbooks.folder / "inventory.json"
        chosen = {name: self.hosts[name] for name in hosts or ["acme"]}
        everybody = {"ansible_python_interpreter": "{{ ansible_playbook_python }}"}
        if way == "module":
            everybody["cxops_genesys_in_process"] = False
        inventory.write_text(json.dumps({"all": {"hosts": chosen, "vars": everybody}}))
        words = ("-i", str(inventory), *(ONE_TASK if way in ("one task", "module") else ()), *arguments)
        more = {"warnings": True, "env": self.env}
        if way not in ROLES:
            return self.playbooks.play("cxops.genesys.teardown", *words, timeout=300, **more)
        task = {"ansible.builtin.import_role": {"name": "cxops.genesys." + way, "tasks_from": "teardown"}}
        play = {"tasks": [task], "hosts": "all", "connection": "local", **play}
        return self.playbooks.run(play.pop("tasks"), *words, **play, **more)


@pytest.fixture
def owner(world, playbooks):
    return Owner(world, playbooks)


@pytest.mark.parametrize("way", WAYS)
def test_without_a_confirmation_nothing_is_written_and_the_line_that_is_shown_does_it(world, owner, way):
    before = world.state()
    refused = owner(way)
    assert refused.code == 2 and "A teardown has to be confirmed." in refused.output
    assert CCID in refused.output and "t100" in refused.output
    assert world.log() == [] and world.state() == before
    line = LINE.search(refused.output).group(1)
    assert line == "-e genesys_confirm_teardown=acme"
    done = owner(way, *line.split())
    assert done.code == 0, done.output[-2000:]
    assert world.writes() != []


def test_check_mode_needs_none_writes_nothing_and_prints_the_code_that_does_it(world, owner):
    before = world.state()
    foretold = owner("roles", "--check")
    assert foretold.code == 0 and foretold.changed, foretold.output[-2000:]
    assert world.writes() == [] and world.state() == before
    codes = dict.fromkeys(LINE.findall(" ".join(foretold.output.split())))
    assert len(codes) == 2
    code = list(codes)[1]
    assert code.startswith("-e genesys_confirm_teardown=1-")
    other = owner("roles", *code.split(), hosts=["acme", "beta"])
    assert other.code == 2 and world.log() == []
    assert owner("roles", *code.split()).code == 0 and not world.state()["contact_centers"]


WRONG = {
    "empty": ("-e", "genesys_confirm_teardown="),
    "another": ("-e", "genesys_confirm_teardown=beta"),
    "one too many": ("-e", "genesys_confirm_teardown=acme,beta"),
    "a pattern": ("-e", "genesys_confirm_teardown=all"),
    "true": ("-e", '{"genesys_confirm_teardown": true}'),
    "null": ("-e", '{"genesys_confirm_teardown": null}'),
    "a template": ("-e", "genesys_confirm_teardown={{inventory_hostname}}"),
    "skipped tags": ("--skip-tags", "always"),
    "a later task": ("--start-at-task", "Remove the contact center"),
}


OFTEN = ("empty", "another", "skipped tags")


@pytest.mark.parametrize(
    "arguments",
    [pytest.param(words, id=name, marks=() if name in OFTEN else NIGHTLY) for name, words in WRONG.items()],
)
def test_a_wrong_confirmation_is_none(world, owner, arguments):
    refused = owner("roles", *arguments)
    assert refused.code == 2, refused.output[-2000:]
    assert world.log() == []


@pytest.mark.parametrize("check", [pytest.param((), id="run"), pytest.param(("--check",), id="check", marks=NIGHTLY)])
@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"genesys_confirm_teardown": ["acme"]}, "not as an extra variable"),
        ({"tenant_protected": True}, "tenant_protected protects acme"),
        pytest.param({"tenant_protected": ""}, "tenant_protected is empty", marks=NIGHTLY),
        pytest.param({"tenant_protected": "{{ nothing_of_that_name }}"}, "tenant_protected", marks=NIGHTLY),
        ({"genesys_discovered": True}, "genesys_teardown_discovered: true"),
    ],
    ids=["confirmed by the inventory", "protected", "empty guard", "undefined guard", "discovered"],
)
def test_variables_of_the_inventory_can_only_refuse(world, owner, variables, message, check):
    owner.hosts["acme"].update(variables)
    arguments = () if "genesys_confirm_teardown" in variables else ("-e", "genesys_confirm_teardown=acme")
    refused = owner("roles", *arguments, *check)
    assert refused.code == 2 and message in refused.output, refused.output[-2000:]
    assert world.log() == []


@NIGHTLY
def test_a_discovered_tenant_is_taken_down_where_that_is_allowed(world, owner):
    owner.hosts["acme"].update(genesys_discovered=True, genesys_teardown_discovered=True)
    assert owner("one task", "-e", "genesys_confirm_teardown=acme").code == 0
    assert not world.state()["contact_centers"]


PLAYS = {"linear": {}, "serial": {"serial": 1}, "free": {"strategy": "free"}}


@pytest.mark.parametrize(
    "play", [pytest.param(play, id=name, marks=() if name == "serial" else NIGHTLY) for name, play in PLAYS.items()]
)
def test_the_whole_play_is_confirmed_not_a_batch_of_it(world, owner, play):
    both = ["acme", "beta"]
    for arguments in ((), ("-e", "genesys_confirm_teardown=acme"), ("-e", "genesys_confirm_teardown=beta")):
        refused = owner("provision_tenant", *arguments, hosts=both, **play)
        assert refused.code == 2 and world.log() == [], refused.output[-2000:]
        if not arguments and play != {"strategy": "free"}:
            assert refused.output.count("-e genesys_confirm_teardown=acme,beta") >= 1
    limited = owner("provision_tenant", "--limit", "acme", "-e", "genesys_confirm_teardown=acme", hosts=both, **play)
    assert limited.code == 0 and CCID not in [one["id"] for one in world.state()["contact_centers"]]
    done = owner("provision_tenant", "-e", "genesys_confirm_teardown=beta,acme", hosts=both, **play)
    assert done.code == 0, done.output[-2000:]


@NIGHTLY
def test_one_protected_tenant_keeps_all_of_the_play(world, owner):
    owner.hosts["beta"]["tenant_protected"] = "yes"
    refused = owner("roles", "-e", "genesys_confirm_teardown=acme,beta", hosts=["acme", "beta"])
    assert refused.code == 2 and world.log() == []


@pytest.mark.parametrize(
    "way", ["roles", pytest.param("one task", marks=NIGHTLY), pytest.param("module", marks=NIGHTLY)]
)
@pytest.mark.parametrize("how", ["a second host", "a host whose variables are texts", "extra variables"])
def test_a_tenant_is_protected_not_a_host(world, owner, way, how):
    """The same tenant under another name, or by -e on a host of no inventory."""
    words = ("-e", "genesys_confirm_teardown=" + CCID)
    if how == "a host whose variables are texts":
        owner.hosts["acme-new"] = owner.hosts["acme"]
        owner.hosts["acme"] = {"tenant_id": OTHER_ID, "tenant_contact_center": json.dumps({"id": CCID})}
        words += ("--limit", "acme-new")
    elif how == "a second host":
        owner.hosts["acme-new"] = {"tenant_id": CCID}
        words += ("--limit", "acme-new")
    else:
        path = owner.playbooks.folder / "tenant.json"
        path.write_text(
            json.dumps({**owner.hosts["acme"], "ansible_python_interpreter": "{{ ansible_playbook_python }}"})
        )
        words += ("-e", "@%s" % path, "-e", "genesys_tenants=localhost")
    owner.hosts["acme"] = dict(owner.hosts["acme"], tenant_protected=True)
    before, hosts = world.state(), [name for name in owner.hosts if name != "beta"]
    for check in ((), ("--check",)):
        refused = owner(way, *words, *check, hosts=hosts)
        assert refused.code == 2 and world.log() == [] and world.state() == before, refused.output[-2000:]
        assert "it is that of the host acme, too" in said(refused)


def test_a_loop_over_platforms_is_looked_at_for_each(world, owner):
    """The same tenant_id on another platform, which another host protects there; both names are of one emulator."""
    here, there = world.emulator.url, world.emulator.url.replace("127.0.0.1", "localhost")
    owner.hosts["acme-prod"] = {"tenant_id": CCID, "tenant_protected": True, "genesys_auth_url": there}
    task = {
        "ansible.builtin.include_role": {"name": "cxops.genesys.tenant", "tasks_from": "teardown"},
        "loop": [here, there],
        "loop_control": {"loop_var": "genesys_auth_url"},
        "vars": {"genesys_environment_url": "{{ genesys_auth_url }}"},
    }
    words = ("--limit", "acme", "-e", "genesys_confirm_teardown=" + CCID)
    play = {"tasks": [task], "vars": {"cxops_genesys_variables": True}}
    done = owner("tenant", *words, hosts=["acme", "acme-prod"], **play)
    assert done.code == 2 and "it is that of the host acme-prod, too" in said(done), done.output[-2000:]
    assert done.output.count("Remove the contact center") == 1 and done.changed == 3


def test_a_task_of_somebody_s_own_is_its_author_s_word(world, playbooks, owner):
    task = {"cxops.genesys.genesys_tenant": {**connection(world), **owner.hosts["acme"], "state": "absent"}}
    made = playbooks.run([task], connection="local", warnings=True, env=owner.env)
    assert made.code == 0, made.output[-2000:]
    assert not world.state()["contact_centers"]


def test_the_name_of_a_host_that_an_extra_variable_makes_a_tenant_confirms_nothing(world, owner):
    variables = owner.hosts["acme"]
    owner.hosts["acme"] = {}
    path = owner.playbooks.folder / "tenant.json"
    path.write_text(json.dumps(variables))
    for name, code in (("acme", 2), ("t200", 2), (CCID, 0)):
        made = owner("one task", "-e", "@%s" % path, "-e", "genesys_confirm_teardown=" + name)
        assert made.code == code, made.output[-2000:]
        assert code == 0 or world.log() == []


@pytest.mark.parametrize("given", ["the play", pytest.param("a loop", marks=NIGHTLY)])
def test_the_name_of_a_host_confirms_no_tenant_that_the_inventory_does_not_bind_to_it(world, owner, given):
    variables, owner.hosts = owner.hosts["acme"], {"ops1": {}}
    more = {"vars": variables}
    if given == "a loop":
        task = {"ansible.builtin.include_role": {"name": "cxops.genesys.provision_tenant", "tasks_from": "teardown"}}
        task.update(loop=[variables["tenant_id"]], vars={**variables, "tenant_id": "{{ item }}"})
        more = {"tasks": [task]}
    before = world.state()
    for arguments in ((), ("-e", "genesys_confirm_teardown=ops1")):
        refused = owner("provision_tenant", *arguments, hosts=["ops1"], **more)
        assert refused.code == 2 and world.writes() == [] and world.state() == before, refused.output[-2000:]
        assert LINE.search(refused.output).group(1) == "-e genesys_confirm_teardown=" + CCID
    assert "not named is ops1" in said(refused) and "because the inventory does not say so of this host" in said(
        refused
    )
    done = owner("provision_tenant", "--check", "-e", "genesys_confirm_teardown=" + CCID, hosts=["ops1"], **more)
    assert done.code == 0, done.output[-2000:]


@pytest.mark.parametrize("way", ["roles", pytest.param("one task", marks=NIGHTLY)])
def test_the_name_of_a_host_confirms_no_tenant_that_is_another_host_s(world, owner, way):
    """A fact of an earlier run, or a line in the variables of all, gives acme the id of beta."""
    owner.hosts["acme"] = dict(owner.hosts["acme"], tenant_id=OTHER_ID, tenant_contact_center={}, tenant_environment={})
    line = "-e genesys_confirm_teardown=" + OTHER_ID
    both = ["acme", "beta"]
    before = world.state()
    for arguments in ((), ("-e", "genesys_confirm_teardown=acme")):
        refused = owner(way, "--limit", "acme", *arguments, hosts=both)
        assert refused.code == 2 and world.log() == [] and world.state() == before, refused.output[-2000:]
        assert "also that of host beta" in said(refused) and LINE.search(refused.output).group(1) == line
    assert "acme names no selected tenant; a host's name does not count here" in said(refused)
    foretold = owner(way, "--limit", "acme", "--check", hosts=both)
    assert foretold.code == 0 and line in said(foretold) and "also that of host beta" in said(foretold)
    assert owner(way, "--limit", "acme", "--check", *line.split(), hosts=both).code == 0


CONTRADICTIONS = {
    "another domain": ({"tenant_id": CCID}, "host acme declares the domain t100, host beta declares the domain t200"),
    "another id": (
        {"tenant_contact_center": {"domains": ["T100"]}},
        "host acme says tenant_id: %s, host beta says tenant_id: %s" % (CCID, OTHER_ID),
    ),
}


@pytest.mark.parametrize("way", ["roles", *(pytest.param(way, marks=NIGHTLY) for way in ("one task", *ROLES))])
@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_a_tenant_of_which_the_inventory_contradicts_itself_stays_whatever_confirms_it(world, owner, name, way):
    more, message = CONTRADICTIONS[name]
    owner.hosts["beta"].update(more)
    before = world.state()
    for words in (["-e", "genesys_confirm_teardown=t100"], ["-e", "genesys_confirm_teardown=" + CCID], ["--check"]):
        refused = owner(way, "--limit", "acme", *words, hosts=["acme", "beta"])
        assert refused.code == 2 and message in said(refused), refused.output[-2000:]
        assert world.log() == [] and world.state() == before


def test_a_step_at_which_a_teardown_starts_is_not_skipped(world, owner):
    """With --start-at-task the first task of the role has not run; what goes is what the tags say."""
    words = ("-e", "genesys_confirm_teardown=acme")
    kept = owner("roles", *words, "--skip-tags", "digital_channels")
    assert kept.code == 0 and CCID in [one["id"] for one in world.state()["contact_centers"]], kept.output[-2000:]
    done = owner("roles", *words, "--start-at-task", "Remove the contact center")
    assert done.code == 0, done.output[-2000:]
    state = world.state()
    assert CCID not in [one["id"] for one in state["contact_centers"] + state["environments"]]


def said(made):
    """What ansible-playbook printed, without its line breaks."""
    return " ".join(made.output.split())
