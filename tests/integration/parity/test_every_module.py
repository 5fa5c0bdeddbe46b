# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every module of the registry, in process and by itself: looked at, made, made again, changed, removed."""

from __future__ import annotations

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.core.task import Manage
from ansible_collections.cxops.genesys.plugins.module_utils.resources.registry import TASKS
from emulator.switches import Switches
from integration.parity.ways import calls_of
from integration.support.cloud_samples import SAMPLES as CLOUD
from integration.support.cloud_samples import prepare as prepare_cloud
from integration.support.good import GOOD
from integration.support.http_samples import SAMPLES as HTTP
from integration.support.nexus_samples import SAMPLES as NEXUS

pytestmark = pytest.mark.apart


def task(title, module, options, **keywords):
    """A task that may fail."""
    return {"name": title, "cxops.genesys." + module: options, "ignore_errors": True, **keywords}


def preparation(one, world, before):
    """The tasks that bring a fresh emulator to where a sample can be used; Genesys Cloud is prepared once for all that use it.

    In process the tasks share one token for the whole run, which a fresh emulator would not know.
    """
    if before is not None and one.prepare is before.prepare is prepare_cloud:
        return []
    calls = calls_of(one.prepare)
    emulator = {"url": world.emulator.url, "token": world.emulator.control_token}
    return [{"name": "prepare " + one.name, "emulator_control": {**emulator, "calls": calls}}]


def life(sample, world):
    """The tasks for one sample, from where it can be used."""
    given = {**sample.options(world, Switches()), **sample.create}
    changed = {**given, **dict(list(sample.changes.items())[:2])}
    keys = {name: given[name] for name in given if name in sample.keys or name not in sample.create}
    required = {field.arg: given[field.arg] for field in sample.task.options if field.required and field.arg in given}
    return [
        task("look before " + sample.name, sample.module, given, check_mode=True),
        task("create " + sample.name, sample.module, given),
        *([task("again " + sample.name, sample.module, given)] if sample.name == "auth_client" else []),
        task("change " + sample.name, sample.module, changed),
        task("remove " + sample.name, sample.module, {**required, **keys, "state": "absent"}),
    ]


def reading(good, world):
    """The tasks for a module that keeps no single object."""
    given = good.options(world)
    stateful = any(field.arg == "state" for field in TASKS[good.module].options)
    return [
        task("read " + good.name, good.module, given),
        *([task("remove " + good.name, good.module, dict(given, state="absent"))] if stateful else []),
    ]


def test_every_module_of_the_registry(world, ways):
    samples = [one for one in HTTP + NEXUS + CLOUD if one.module in TASKS]
    kept = {sample.module for sample in samples}
    others = [good for good in GOOD if good.module in TASKS and good.module not in kept]
    others.sort(key=lambda good: good.prepare is not prepare_cloud)  # beside the samples of Genesys Cloud
    everything, tasks = samples + others, []
    for before, one in zip([None, *everything], everything, strict=False):
        tasks += preparation(one, world, before) + (life if one in samples else reading)(one, world)
    assert kept | {good.module for good in others} == set(TASKS), "a module without a sample"
    assert {name for name, one in TASKS.items() if isinstance(one, Manage)} <= kept
    ways.playbooks.forked = False  # what the program itself imports, and when, is looked at below
    made = ways.both(ways.text(tasks))
    for sample in samples:
        assert made["look before " + sample.name]["changed"] is True
        assert made["create " + sample.name]["changed"] is True, made["create " + sample.name]
    for sample in CLOUD:
        assert made["change " + sample.name]["changed"] is True, made["change " + sample.name]
        assert made["remove " + sample.name]["changed"] is True, made["remove " + sample.name]
    for good in others:
        assert "failure" not in made["read " + good.name]
    assert "requests" not in made.parents["prepare " + samples[0].name]
    assert "requests" in made.parents["look before " + samples[0].name], "requests is imported in each fork"
    assert "psycopg2" in made.parents["look before gapi"], "psycopg2 is imported in each fork"
