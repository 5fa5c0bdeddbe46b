# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs that fail in every way, with everything on that Ansible can show and keep, in process and by modules."""

from __future__ import annotations

import json
import os

import pytest

from trust.leaks import failing
from trust.leaks.echo import KINDS
from trust.leaks.hunt import BY_MODULE
from trust.leaks.test_journeys import SHOWN

# These do not fail: what they show is what is looked at.
FINE = {"show it", "keep it", "a job"}
WAYS = {"in process": {}, "by modules": BY_MODULE}


def fail(hunt, world, way, shown="default", kinds=("400", "headers"), *arguments, few=False):
    """One run of all failures; every one of them has to happen."""
    hunt.world.canaries |= {text for text in failing.SECRETS.values() if isinstance(text, str)}
    failing.prepare(world, kinds)
    hunt.variables = {**failing.variables(world), **WAYS[way]}
    tasks = failing.tasks(kinds, few)
    # The module's arguments go into a file then, in a folder of their own.
    on_disk = {"ANSIBLE_PIPELINING": "0"} if way != "in process" else {}
    made = hunt.run(tasks, *arguments, env={**SHOWN[shown], **on_disk})
    assert made.code == 0, made.output[-3000:]
    payloads = [path for note in made.notes for path in note.get("payloads", ())]
    assert len(payloads) > 3 and not any(map(os.path.exists, payloads))
    done = {}
    for line in (hunt.folder / ("results%d.jsonl" % hunt.count)).read_text(encoding="utf-8").splitlines():
        told = json.loads(line)
        done.setdefault(told["task"], []).append(told["kind"] == "failed")
    wanted = {task["name"] for task in tasks}
    assert wanted <= set(done), wanted - set(done)
    return done


def count(cases, way, done):
    """Each task is a case: it failed, and nothing of it showed a secret."""
    for task, failed in done.items():
        with cases("%s: %s" % (way, task)):
            assert any(failed) is (task not in FINE), "it did not fail"


@pytest.mark.parametrize("way", WAYS)
def test_failures(hunt, world, cases, way, tmp_path):
    hunt.outside = way != "in process"
    by_modules = way != "in process"
    done = fail(hunt, world, way, "JSON" if by_modules else "default", few=by_modules)
    count(cases, way, done)
    # What was searched is there.
    (facts,) = (tmp_path / "facts").iterdir()
    assert "kept" in facts.read_text()
    assert (tmp_path / "tree" / "localhost").stat().st_size > 100
    assert list((tmp_path / "junit").glob("*.xml")) and (tmp_path / "log.txt").stat().st_size > 1000


EVERY_WAY = [
    pytest.param(way, shown, ("--check",) if at % 2 else (), id="%s, %s%s" % (way, shown, ", check" if at % 2 else ""))
    for way in WAYS
    for at, shown in enumerate(SHOWN)
    if way == "in process" or shown in ("default", "JSON by Ansible", "minimal")
]


@pytest.mark.long
@pytest.mark.parametrize(("way", "shown", "check"), EVERY_WAY)
def test_failures_every_way(hunt, world, cases, way, shown, check):
    done = fail(hunt, world, way, shown, list(KINDS), *check)
    count(cases, "%s, %s, %s" % (way, shown, check), done)


CARELESS = {
    "in an argument": {"ansible.builtin.command": {"argv": ["/bin/true", "{{ s_wrong }}"]}},
    "in an environment": {"ansible.builtin.command": "/bin/true", "environment": {"X": "{{ s_wrong }}"}},
    "in a file": {"ansible.builtin.copy": {"content": "{{ s_wrong }}", "dest": "{{ folder }}/copy"}},
    "in base64": {"ansible.builtin.debug": {"msg": "{{ ('ops:' ~ s_wrong) | b64encode }}"}},
    "in a fact": {"ansible.builtin.set_fact": {"fact": "{{ s_wrong }}", "cacheable": True}},
    "for a moment": {
        "ansible.builtin.copy": {"content": "{{ s_wrong }}", "dest": "{{ folder }}/secrets/x", "mode": "0600"}
    },
}


@pytest.mark.long
@pytest.mark.parametrize("world", [False], indirect=True)
@pytest.mark.parametrize("what", CARELESS)
def test_the_watch_sees_a_secret(hunt, tmp_path, what):
    """A check that cannot fail is none."""
    (tmp_path / "secrets").mkdir(mode=0o700)
    hunt.variables = {"s_wrong": failing.SECRETS["s_wrong"], "folder": str(tmp_path)}
    hide = {} if what in ("in base64", "in a fact") else {"no_log": True}
    with pytest.raises(AssertionError):
        hunt.run([{**CARELESS[what], **hide}])
