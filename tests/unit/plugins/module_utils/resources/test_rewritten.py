# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which values a service has made of others, and which are only old or another writer's."""

from __future__ import annotations

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.core.plan import CREATE, NONE, UPDATE, Plan
from ansible_collections.cxops.genesys.plugins.module_utils.core.spec import Field
from ansible_collections.cxops.genesys.plugins.module_utils.resources._rewritten import Rewritten
from ansible_collections.cxops.genesys.plugins.module_utils.transport import machine

TEXT = Field("description", wire="description")


@pytest.fixture(autouse=True)
def here(tmp_path):
    token = machine.enter(machine.Machine(lock_dir=str(tmp_path / "locks")))
    yield
    machine.leave(token)


def plan(before, wanted):
    return Plan(UPDATE, {"description": before}, {"description": wanted}, {"description": wanted})


@pytest.mark.parametrize(
    ("told", "answered", "expected"),
    [
        ("new", True, False),
        ("new", False, False),
        ("NEW", True, True),
        ("NEW", False, True),
        ("old", True, True),  # the answer to the write itself: the service refuses it without a word
        ("old", False, False),  # a read may come from where the write has not yet come to
        (None, True, False),
        (None, False, False),
    ],
)
def test_a_value_from_before_the_write_may_just_be_an_old_one(told, answered, expected):
    step = plan("old", "new")
    found = list(Rewritten("x", [TEXT]).differences(step, {"description": told}, answered))
    assert found == ([TEXT] if expected else [])


def test_an_old_value_is_told_where_there_was_none():
    made = Plan(UPDATE, {}, {"description": "new"}, {"description": "new"})
    assert list(Rewritten("x", [TEXT]).differences(made, {"description": "old"}, False)) == [TEXT]


def test_what_another_writer_set_before_the_value_was_read_back_stays_and_is_no_difference():
    """It looks like what the service made of ours. It is told once, and counts until either value changes (docs/services.md)."""
    known, step = Rewritten("x", [TEXT]), plan("old", "ours")
    (found,) = known.differences(step, {"description": "theirs"}, False)
    known.note(step, {"description": "theirs"}, [found])
    assert Rewritten("x", [TEXT]).without_known(plan("theirs", "ours")).action == NONE
    assert Rewritten("x", [TEXT]).without_known(plan("theirs, changed", "ours")).patch == {"description": "ours"}
    assert Rewritten("x", [TEXT]).without_known(plan("theirs", "ours, changed")).patch == {
        "description": "ours, changed"
    }


@pytest.mark.parametrize(
    "step",
    [
        Plan(NONE, {"description": "a"}, {"description": "a"}),
        Plan(CREATE, {}, {"description": "a"}, {"description": "a"}),
        Plan(UPDATE, {"other": 1}, {"other": 2}, {"other": 2}),
    ],
    ids=lambda step: step.action,
)
def test_a_plan_that_no_note_concerns_stays(step):
    assert Rewritten("x", [TEXT]).without_known(step) is step
