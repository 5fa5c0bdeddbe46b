# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two writers that want the same object, in every order of their steps: it is made once, and both find nothing to do then."""

from __future__ import annotations

import pytest

from emulator.switches import Switches
from integration.support import http_samples, nexus_samples
from integration.support.cycle import Cycle
from integration.support.sample import OFFERED

from .writers import every_order, failures

SAMPLES = {sample.name: sample for sample in http_samples.SAMPLES + nexus_samples.SAMPLES}
BASES = {"as documented": {}, "all offered": OFFERED, "ids of its own": {"server_chosen_ids": True}}
NO_ID = {"id": None}
# What is made, what is given otherwise than in the sample, the switches. A contact center is known by its domain.
KINDS = [
    *((name, {}, base) for name in SAMPLES for base in ("as documented", "all offered")),
    ("environment", NO_ID, "as documented"),
    ("environment", NO_ID, "all offered"),
    ("contact_center", NO_ID, "as documented"),
]
TWINS = [kind for kind in KINDS if kind[0] == "environment" and kind[1]]
# The service gives them other ids than those that are asked for.
CHOSEN = [("environment", {}, "ids of its own"), ("contact_center", {}, "ids of its own")]


def params(kinds, sample=tuple(BASES)):
    """Parameters of a test. sample: the bases that are tried in the short form, too."""
    return [
        pytest.param(
            SAMPLES[name].database,
            SAMPLES[name],
            given,
            BASES[base],
            id=" ".join([name, base, *given]),
            marks=[] if base in sample else [pytest.mark.long],
        )
        for name, given, base in kinds
    ]


def try_orders(world, cases, sample, given, switches, together, many):
    """Each order; yields (results, state, trace) where not just one object came out, that of the sample."""
    for writers in every_order(world, lambda world: prepare(world, sample, switches), together, many):
        cases.one()
        steps = Cycle(world, sample, switches)
        options = dict(sample.options(world, Switches().changed(switches)), **sample.create)
        options.update(given)
        options = {name: value for name, value in options.items() if value is not None}
        results = writers.run(dict.fromkeys(("one", "two"), (sample.module, options)))
        if failures(results):
            yield results, world.state(), writers.turns.trace
            continue
        steps.options = sample.options(world, steps.switches)
        values = {name: value for name, value in dict(sample.create, **given).items() if name != "id"}
        try:
            stored = sample.stored(world.state())  # looks for twins, too
            if not (switches.get("server_chosen_ids") or given):
                steps.effect("create", None, sample.create, None, stored)
        except AssertionError as problem:
            raise AssertionError("%s\n%s" % (problem, "\n".join(writers.turns.trace))) from None
        assert stored is not None
        before = world.state()
        again = world.run(sample.module, **dict(options, **values))
        assert not again.get("failed"), again["msg"]
        assert again["changed"] is False or not again["observed"], writers.turns.trace
        assert world.state() == before


def some(sample, long):
    """How many orders: every one, but for the sample of those that take longest."""
    return 6 if sample is nexus_samples.TENANT and not long else None


def prepare(world, sample, switches):
    world.control.switches(switches)
    sample.prepare(world)


@pytest.mark.parametrize(("world", "sample", "given", "switches"), params(KINDS, ["as documented"]), indirect=["world"])
def test_of_one_machine(world, cases, long, sample, given, switches):
    for results, _state, trace in try_orders(world, cases, sample, given, switches, True, some(sample, long)):
        raise AssertionError("%s\n%s" % (failures(results), "\n".join(trace)))


@pytest.mark.parametrize(
    ("world", "sample", "given", "switches"), params([kind for kind in KINDS if kind not in TWINS]), indirect=["world"]
)
def test_of_two_machines(world, cases, long, sample, given, switches):
    for results, _state, trace in try_orders(world, cases, sample, given, switches, False, some(sample, long)):
        raise AssertionError("%s\n%s" % (failures(results), "\n".join(trace)))


@pytest.mark.long
@pytest.mark.parametrize("duplicate_code", [200, 400])
@pytest.mark.parametrize(
    ("world", "sample", "given", "switches"), params([kind for kind in KINDS if kind not in TWINS]), indirect=["world"]
)
def test_however_a_duplicate_is_refused(world, cases, sample, given, switches, duplicate_code):
    switches = dict(switches, duplicate_code=duplicate_code, second_service="refuse")
    for results, _state, trace in try_orders(world, cases, sample, given, switches, False, None):
        raise AssertionError("%s\n%s" % (failures(results), "\n".join(trace)))


@pytest.mark.parametrize(("world", "sample", "given", "switches"), params(TWINS), indirect=["world"])
def test_twins_of_two_machines_are_not_passed_over(world, cases, sample, given, switches):
    """Where the service chooses the ids it refuses no twin. Then whoever made the second one says so; nothing is deleted."""
    said = 0
    for results, state, trace in try_orders(world, cases, sample, given, switches, False, None):
        said += 1
        assert len(state["environments"]) == 2, trace
        assert {result["failure"]["code"] for result in results.values() if result.get("failed")} == {"ambiguous"}
    assert said


@pytest.mark.parametrize(("world", "sample", "given", "switches"), params(CHOSEN), indirect=["world"])
def test_what_one_run_got_under_another_id_is_not_taken_by_the_next(world, cases, sample, given, switches):
    """It could be another tenant's: whoever comes second is refused, and told the id. One machine makes no twin."""
    for results, state, trace in try_orders(world, cases, sample, given, switches, True, None):
        kind = "environments" if sample.name == "environment" else "contact_centers"
        (made,) = state[kind]
        refused = [result["failure"] for result in results.values() if result.get("failed")]
        assert [failure["code"] for failure in refused] == ["ambiguous"] and refused[0]["ids"] == [made["id"]], trace


@pytest.mark.parametrize("shared", [True, False], ids=["one file", "a file each"])
def test_a_key_that_a_second_creation_would_replace(world, cases, long, tmp_path, shared):
    """Some services give a tenant another API key then: each file holds the one that works."""
    sample, switches = nexus_samples.TENANT, {"second_tenant": "new_key"}

    def begin(world):
        prepare(world, sample, switches)
        for path in tmp_path.iterdir():
            path.unlink()

    for writers in every_order(world, begin, True, None if long else 6):
        cases.one()
        options = dict(sample.options(world, Switches().changed(switches)), **sample.create)
        files = {name: tmp_path / ("key" if shared else name + ".key") for name in ("one", "two")}
        tasks = {name: (sample.module, dict(options, api_key_file=str(path))) for name, path in files.items()}
        assert failures(writers.run(tasks)) == {}, writers.turns.trace
        (tenant,) = world.state()["tenants"]
        assert {path.read_text().strip() for path in files.values()} == {tenant["xapikey"]}, writers.turns.trace
