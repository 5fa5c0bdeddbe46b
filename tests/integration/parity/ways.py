# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The same play run in process and by modules: what came of it as events that can be compared."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from types import SimpleNamespace

import yaml

from emulator import defaults
from emulator.client import ControlClient
from integration.support.playbooks import ROOT, Playbooks
from integration.support.sample import CCID, OTHER_ID, SECRET
from integration.support.world import assert_clean

HERE = Path(__file__).parent
VAULT_PASSWORD = "parity"
KNOWN = {CCID, OTHER_ID}
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
WARNING = re.compile(r"^\[(?:DEPRECATION )?WARNING\][^\n]*", re.M)
HEADER = re.compile(r"^(?:TASK|RUNNING HANDLER) \[(.*?)\] \**$")
MODULE = re.compile(r"Using module file \S*/plugins/modules/((?:genesys|nexus)_\w+)\.py")
WORDS = (  # what has to differ between two runs, and what Ansible itself words otherwise for a module
    (re.compile(r"Module failed"), "Action failed"),
    (re.compile(r"ansible-tmp-[0-9.-]+"), "ansible-tmp-<n>"),
    (re.compile(r"\bj[0-9]{6,}(?:\.[0-9]+)?"), "<job>"),
    (re.compile(r"(not a valid boolean\. Valid booleans include: ).*"), r"\1<words>"),  # a set's, in any order
    (re.compile(r"(?<='pid': )[0-9]+"), "<pid>"),
)
NO_TRACEBACK = "(traceback unavailable)"  # what ansible-core 2.19 says of modules only, here and there
# The services tell them in any order.
SETS = (
    "authorizedGrantTypes",
    "authorized_grant_types",
    "scope",
    "scopes",
    "registeredRedirectUri",
    "registered_redirect_uris",
    "roleDivisions",
)
MOVING = (
    "createdAt",
    "encrypted_client_secret",
    "frame",
    "teardown_run",
    "expires_in",
    "start",
    "end",
    "delta",
    "pid",
    "secret",
    "clientSecret",
    "dateCreated",
    "dateModified",
    "dateToDelete",
    "date_created",
    "date_modified",
    "date_to_delete",
    "createdDate",
    "modifiedDate",
)


def normal(value):
    """A copy without what differs between any two runs: generated ids, times, process and job numbers, temporary names."""
    if isinstance(value, dict):
        found = {}
        job = "ansible_job_id" in value
        for name, member in value.items():
            if job and name == "attempts":
                continue
            if name in SETS and isinstance(member, list):
                found[name] = sorted(member, key=repr)
            elif not name.startswith("_ansible_") and name != "ansible_parsed" and member != NO_TRACEBACK:
                found[name] = "<moving>" if name in MOVING else normal(member)
        return found
    if isinstance(value, list):
        return [normal(member) for member in value]
    if isinstance(value, str):
        for pattern, word in WORDS:
            value = pattern.sub(word, value)
        return UUID.sub(lambda found: found[0] if found[0] in KNOWN else "<id>", value)
    return value


def without_order(value):
    """A copy whose lists are sorted, for what several hosts do at the same time."""
    if isinstance(value, dict):
        return {name: without_order(member) for name, member in value.items()}
    if isinstance(value, list):
        return sorted(
            (without_order(member) for member in value), key=lambda member: json.dumps(member, sort_keys=True)
        )
    return value


def calls_of(prepare):
    """The control calls that a sample's ``prepare`` makes, after a reset, as the action emulator_control takes them."""
    calls = [["POST", "reset", {}]]

    class Recording(ControlClient):
        def call(self, method, path, body=None):
            calls.append([method, path, body])

    prepare(SimpleNamespace(control=Recording("http://nowhere", "")))
    return calls


def _looks_at_a_job(event):
    """How often a job is looked at before it has ended depends on the machine."""
    return event["kind"] == "async poll" or event["kind"] == "retry" and "ansible_job_id" in event["result"]


class Run:
    """One run. code, output: of ansible-playbook. events: in order. modules: titles of the tasks that ran a module's file."""

    def __init__(self, made, lines, state):
        self.code, self.output, self.state = made.code, made.output, normal(state)
        self.raw = [json.loads(line) for line in lines]
        self.events = [normal(event) for event in self.raw if event["kind"] != "start" and not _looks_at_a_job(event)]
        self.parents = {event["task"]: event["parent"] for event in self.raw if event["kind"] == "start"}
        self.warnings = sorted(normal(WARNING.findall(made.output)))
        self.modules, title = set(), ""
        for line in made.output.splitlines():
            if HEADER.match(line):
                title = HEADER.match(line)[1]
            elif MODULE.search(line):
                self.modules.add(title)

    def of(self, title):
        """The events of the task of this title: (kind, result)."""
        return [(event["kind"], event["result"]) for event in self.events if event["task"] == title]

    def __getitem__(self, title):
        """The last result of the task of this title."""
        return self.of(title)[-1][1]


class Ways:
    """Runs a play in process and by modules, each time from the same start."""

    def __init__(self, folder, world):
        self.world = world
        self.folder = folder
        self.playbooks = Playbooks(folder, world)
        self.held = {}
        (folder / "vault").write_text(VAULT_PASSWORD)
        world.canaries |= {SECRET, defaults.OPS_PASSWORD, defaults.PERSON_PASSWORD, defaults.CLUSTER_API_KEY}
        world.canaries.add(defaults.CLOUD_CLIENT_SECRET)

    def environment(self, **more):
        """What the runs get besides the play."""
        return {
            "ANSIBLE_CALLBACK_PLUGINS": str(HERE / "callback"),
            "ANSIBLE_CALLBACKS_ENABLED": "events",
            "ANSIBLE_ACTION_PLUGINS": str(HERE / "action"),
            "ANSIBLE_ASYNC_DIR": str(self.folder / "async"),
            "ANSIBLE_VAULT_PASSWORD_FILE": str(self.folder / "vault"),
            "ANSIBLE_STDOUT_CALLBACK": "ansible.builtin.default",
            **more,
        }

    def text(self, tasks, **play):
        """The text of a play of these tasks; secrets become variables, as users have them: Ansible quotes plays beside errors."""
        held = {}
        play = {"hosts": "localhost", "gather_facts": False, **play, "tasks": tasks}
        text = yaml.safe_dump([self.playbooks._without_secrets(play, held)], sort_keys=False)
        self.held.update(held)
        return text

    def run(self, text, *arguments, in_process=None, env=None, variables=None):
        """One run of a playbook's text on a world that is as new; returns the Run."""
        self.world.control.reset()
        shutil.rmtree(self.folder / ".local", ignore_errors=True)  # the documents of teardowns
        (self.folder / "play.yml").write_text(text)
        given = {
            "url": self.world.emulator.url,
            "control_token": self.world.emulator.control_token,
            "secret": SECRET,
            "ops_password": defaults.OPS_PASSWORD,
            "person_password": defaults.PERSON_PASSWORD,
            "ccid": CCID,
            **self.held,
            **({"sql": self.world.sql} if self.world.database else {}),
            **({} if in_process is None else {"cxops_genesys_in_process": in_process}),
            **(variables or {}),
        }
        (self.folder / "variables.json").write_text(json.dumps(given))
        made = self.playbooks.play(
            "play.yml",
            "-vvv",
            "--diff",
            "-e",
            "@variables.json",
            *arguments,
            warnings=True,
            env=self.environment(**(env or {})),
        )
        assert made.code in (0, 2), made.output[-3000:]
        (self.folder / ("output%d" % self.playbooks.count)).write_text(made.output)
        lines = (self.folder / ("results%d.jsonl" % self.playbooks.count)).read_text().splitlines()
        assert_clean("\n".join([made.output, *lines]), self.world.tokens())
        return Run(made, lines, self.world.state())

    def both(self, text, *arguments, in_order=True, **more):
        """Run it in process and by modules; they have to be equal. Returns the run in process.

        in_order: False where several hosts do something at the same time.
        """
        here = self.run(text, *arguments, in_process=True, **more)
        there = self.run(text, *arguments, in_process="no", **more)
        if not in_order:
            for run in (here, there):
                run.events, run.state = without_order(run.events), without_order(run.state)
        assert_equal(here, there)
        assert here.modules == set(), "modules ran"
        assert there.modules, "no modules ran"
        return here

    def copy(self, *without):
        """A copy of the collection to spoil, without some folders below plugins; returns (its plugins, variables for a run)."""
        root = self.folder / "copied" / "ansible_collections" / "cxops" / "genesys"
        shutil.copytree(ROOT / "plugins", root / "plugins", ignore=shutil.ignore_patterns("__pycache__", *without))
        shutil.copytree(ROOT / "meta", root / "meta")
        for name in ("galaxy.yml", "MANIFEST.json"):
            if (ROOT / name).exists():
                shutil.copy(ROOT / name, root / name)
        return root / "plugins", {"ANSIBLE_COLLECTIONS_PATH": str(self.folder / "copied")}


def assert_equal(here, there):
    """Two runs told the same, event by event, and left the same."""
    for one, other in zip(here.events, there.events, strict=False):
        found = list(differences(one, other))
        assert not found, "%s / %s: in process and by module differ: %s" % (one["task"], other["task"], found)
    assert len(here.events) == len(there.events)
    assert here.warnings == there.warnings
    assert here.code == there.code
    left = list(differences(here.state, there.state, "state"))
    assert not left, "what is left differs: %s" % left


def differences(one, other, place="event"):
    """(place, one, other) of all that differs.

    Tasks of one run share in process what they have learnt: that may spare them requests that read, and nothing else.
    """
    if place.endswith(".requests") and isinstance(one, list) and isinstance(other, list):
        rest = iter(one)
        due = next(rest, None)
        for request in other:
            if request == due:
                due = next(rest, None)
            elif request["method"] != "GET" and not request["path"].endswith("/oauth/token"):
                yield place, one, other
        if due is not None:
            yield place, one, other
    elif isinstance(one, dict) and isinstance(other, dict):
        for name in sorted(set(one) | set(other)):
            yield from differences(one.get(name, "<none>"), other.get(name, "<none>"), "%s.%s" % (place, name))
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for number, (member, its) in enumerate(zip(one, other, strict=True)):
            yield from differences(member, its, "%s[%d]" % (place, number))
    elif one != other or type(one) is not type(other):
        yield place, one, other
