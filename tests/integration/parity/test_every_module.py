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
from integration.support.good import GOOD
from integration.support.http_samples import SAMPLES as HTTP
from integration.support.nexus_samples import SAMPLES as NEXUS

pytestmark = pytest.mark.matrix


def task(title, module, options, **keywords):
    """A task that may fail."""
    return {"name": title, "cxops.genesys." + module: options, "ignore_errors": True, **keywords}


def life(sample, world):
    """The tasks for one sample, from a fresh emulator on."""
    given = {**sample.options(world, Switches()), **sample.create}
    changed = {**given, **dict(list(sample.changes.items())[:2])}
    keys = {name: given[name] for name in given if name in sample.keys or name not in sample.create}
    required = {field.arg: given[field.arg] for field in sample.task.options if field.required and field.arg in given}
    return [
        {
            "name": "prepare " + sample.name,
            "emulator_control": {"url": world.emulator.url, "calls": calls_of(sample.prepare)},
        },
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
        {
            "name": "prepare " + good.name,
            "emulator_control": {"url": world.emulator.url, "calls": calls_of(good.prepare)},
        },
        task("read " + good.name, good.module, given),
        *([task("remove " + good.name, good.module, dict(given, state="absent"))] if stateful else []),
    ]


def test_every_module_of_the_registry(world, ways):
    samples = [one for one in HTTP + NEXUS if one.module in TASKS]
    tasks = [one for sample in samples for one in life(sample, world)]
    kept = {sample.module for sample in samples}
    others = [good for good in GOOD if good.module in TASKS and good.module not in kept]
    tasks += [one for good in others for one in reading(good, world)]
    assert kept | {good.module for good in others} == set(TASKS), "a module without a sample"
    assert {name for name, one in TASKS.items() if isinstance(one, Manage)} <= kept
    made = ways.both(ways.text(tasks))
    for sample in samples:
        assert made["look before " + sample.name]["changed"] is True
        assert made["create " + sample.name]["changed"] is True, made["create " + sample.name]
    for good in others:
        assert "failure" not in made["read " + good.name]
    assert "requests" not in made.parents["prepare " + samples[0].name]
    assert "requests" in made.parents["look before " + samples[0].name], "requests is imported in each fork"
    assert "psycopg2" in made.parents["look before gapi"], "psycopg2 is imported in each fork"
