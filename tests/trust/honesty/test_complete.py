# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nothing is forgotten: each module, each option of the tables and each switch of the emulator is drawn; the rest only reads."""

from __future__ import annotations

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from ansible_collections.cxops.genesys.plugins.module_utils.core.task import Manage
from ansible_collections.cxops.genesys.plugins.module_utils.resources.registry import TASKS
from emulator.switches import Switches
from integration.support.good import GOOD
from trust.honesty import values
from trust.honesty.scene import Scene, Stage
from trust.honesty.test_modules import SUBJECTS

MANAGING = [name for name, task in TASKS.items() if any(field.arg == "state" for field in task.options)]
READING = [good for good in GOOD if good.module not in MANAGING]


def drawn(strategy, count=150):
    """So many things that the strategy draws."""
    found = []

    @settings(max_examples=count, phases=(Phase.generate,))
    @given(one=strategy)
    def collect(one):
        found.append(one)

    collect()
    return found


def test_every_module_that_has_a_state_has_its_scenes():
    assert sorted(subject.module for subject in SUBJECTS) == sorted(MANAGING)
    assert len(MANAGING) + len({good.module for good in READING}) == len(TASKS)


@pytest.mark.parametrize(
    "kind", [one for one in SUBJECTS if isinstance(TASKS[one.module], Manage)], ids=lambda one: one.module
)
def test_every_option_and_every_state_is_drawn(kind):
    task = TASKS[kind.module]
    scenes = drawn(kind().scenes())
    options = {name for scene in scenes for name, value in scene.options.items() if value is not None}
    assert {field.arg for field in task.resource.fields if field.option} <= options
    assert {scene.options["state"] for scene in scenes} == set(task.state.choices)
    assert any(scene.rows and any(scene.rows.values()) for scene in scenes)


def test_every_position_of_every_switch_is_drawn():
    given_switches = drawn(values.switches(), 1500)
    for name, about in Switches.describe().items():
        wanted = about["values"] if isinstance(about["values"], tuple) else values.STEPS[name]
        assert {scene.get(name, about["default"]) for scene in given_switches} == set(wanted), name


def in_order(value):
    """The same with its sets in one order, for the services tell them in any."""
    if isinstance(value, dict):
        return {name: in_order(member) for name, member in value.items()}
    if isinstance(value, list):
        return sorted(map(in_order, value), key=str)
    return value


@pytest.mark.parametrize(
    ("world", "good"), [pytest.param(one.sql, one, id=one.module) for one in READING], indirect=["world"]
)
def test_what_has_no_state_writes_nothing_and_says_the_same_in_check_mode(world, good, tmp_path, long, cases):
    stage = Stage(world, tmp_path / "files")

    @settings(max_examples=100 if long else 6, phases=(Phase.generate, Phase.shrink))
    @given(switches=values.switches(gateway=(False,)), resolved=st.booleans())
    def holds(switches, resolved):
        cases.one()
        stage.put(Scene({}, {}))
        good.prepare(world)
        stage.app.store.switches = Switches().changed(switches)
        before, results = stage.state(), []
        more = {"resolve_names": resolved} if good.module.endswith("oauth_client_info") else {}
        for check in (True, False, True):
            world.clear_log()
            result = good.run(world, check, **more)
            assert result["changed"] is False and world.writes() == []
            assert stage.state() == before
            results.append(in_order({name: value for name, value in result.items() if name != "requests"}))
        for result in results:
            for moving in ("expires_in", "msg", "failure"):
                (result.get("token") or result).pop(moving, None)
        assert results[0] == results[1] == results[2]

    holds()
