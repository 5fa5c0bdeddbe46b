# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writers of one list, in every order of their steps: the service replaces the whole list, and knows no "only if unchanged"."""

from __future__ import annotations

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.resources import setting
from emulator.switches import Switches
from integration.support.http_samples import CENTER, ENVIRONMENT, ops
from integration.support.sample import CCID

from .turns import LATENCY
from .writers import every_order, failures

pytestmark = pytest.mark.parametrize("world", [False], indirect=True)
OLD = ("https://old.example.com", "https://other.example.com")
ONE, TWO, THREE = "https://one.example.com", "https://two.example.com", "https://three.example.com"
MERGE, REMOVE = "merge", "remove"
# Who writes what: (list_mode, the members), and what is there in the end.
PAIRS = {
    "both add": ([(MERGE, [ONE]), (MERGE, [TWO])], {*OLD, ONE, TWO}),
    "one adds, one removes": ([(MERGE, [ONE]), (REMOVE, [OLD[0]])], {OLD[1], ONE}),
    "both remove": ([(REMOVE, [OLD[0]]), (REMOVE, [OLD[1]])], set()),
    "both add the same": ([(MERGE, [ONE, TWO]), (MERGE, [TWO, ONE])], {*OLD, ONE, TWO}),
}
THREES = {
    "three add": ([(MERGE, [ONE]), (MERGE, [TWO]), (MERGE, [THREE])], {*OLD, ONE, TWO, THREE}),
    "two add, one removes": ([(MERGE, [ONE]), (REMOVE, [OLD[0]]), (MERGE, [TWO])], {OLD[1], ONE, TWO}),
}


def place(world):
    return dict(ops(world, Switches()), contact_center_id=CCID, name="cors-origins")


def prepare(world):
    row = {"contactCenterId": CCID, "name": "cors-origins", "location": "/", "shared": False, "value": ",".join(OLD)}
    world.control.seed(environments=[ENVIRONMENT], contact_centers=[CENTER], settings=[row])


def tasks(world, wanted):
    return {
        "%d %s" % (number, mode): ("genesys_setting", dict(place(world), list_mode=mode, values=values))
        for number, (mode, values) in enumerate(wanted)
    }


def kept(world):
    members = [member for row in world.state()["settings"] for member in row["value"].split(",") if member]
    assert len(members) == len(set(members)), "a member stands there twice"
    return set(members)


def nothing_to_do(world, wanted):
    world.clear_log()
    for name, (module, given) in tasks(world, wanted).items():
        assert world.run(module, **given)["changed"] is False, name
    assert world.writes() == []


def try_orders(world, cases, wanted, result, together, sample):
    """Nothing is lost, whatever the order: but where a write was on its way for as long as the others wait for it."""
    tried = late = 0
    for writers in every_order(world, prepare, together, sample):
        tried += 1
        cases.one()
        results = writers.run(tasks(world, wanted))
        assert failures(results) == {}, writers.turns.trace
        if kept(world) != result:
            assert not together and writers.turns.transit["POST"] > setting.FRESH + LATENCY, writers.turns.trace
            late += 1
            continue
        nothing_to_do(world, wanted)
    assert sample or late <= tried / 20
    return tried


@pytest.mark.parametrize("pair", PAIRS)
def test_tasks_of_one_machine(world, cases, pair):
    wanted, result = PAIRS[pair]
    assert try_orders(world, cases, wanted, result, True, None) == 2  # they take turns, so there are no more


@pytest.mark.parametrize("pair", PAIRS)
def test_tasks_of_two_machines(world, cases, long, pair):
    try_orders(world, cases, *PAIRS[pair], together=False, sample=None if long else 14)


@pytest.mark.long
@pytest.mark.parametrize("three", THREES)
def test_tasks_of_three_machines(world, cases, three):
    try_orders(world, cases, *THREES[three], together=False, sample=800)


def test_a_look_that_became_old_is_not_written_upon(world, cases, monkeypatch):
    """One has looked, and is then held up before it writes; the other is done meanwhile."""
    made = every_order(world, prepare, False, 1)  # what it patches lasts as long as it does
    writers = next(made)
    order = iter([0, 1, 1, 1, 1, 1, 1, 0])
    writers.turns._choose = lambda among, asked: min(next(order, 0), among - 1)
    real = setting.Settings.update

    def held_up(self, plan):
        writers.turns.step("held up")
        real(self, plan)

    monkeypatch.setattr(setting.Settings, "update", held_up)
    wanted, result = PAIRS["both add"]
    assert failures(writers.run(tasks(world, wanted))) == {}
    assert kept(world) == result, writers.turns.trace
    assert writers.turns.transit["held"] > setting.FRESH


def test_one_machine_by_several_spellings_of_the_contact_center(world, cases):
    """They are tasks of one list, however its id is written."""
    for writers in every_order(world, prepare, True):
        wanted = PAIRS["both add"][0]
        both = tasks(world, wanted)
        both["1 merge"][1]["contact_center_id"] = CCID.upper()
        cases.one()
        results = writers.run(both)
        assert failures(results) == {} and kept(world) == {*OLD, ONE, TWO}
        assert [step for step in writers.turns.trace if step.endswith("lock")][0] == writers.turns.trace[0]
        assert writers.turns.transit["lock"] > 0  # the second waited


def test_what_is_undisturbed_makes_no_request_more(world):
    """A look, the write, a look: the wait between is as long as a request or so."""
    prepare(world)
    world.clear_log()
    result = world.run("genesys_setting", values=[ONE], **place(world))
    assert result["changed"]
    assert [entry["method"] for entry in world.log()] == ["GET", "POST", "GET"]
    assert len(world.slept) == 1 and world.slept[0] < 1
