# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One pass through the life of an object: what each step is and what is looked at after it."""

from __future__ import annotations

from ansible_collections.cxops.genesys.plugins.module_utils.core.spec import SET, to_wire
from emulator import spelling
from emulator.switches import Switches

from .sample import Sample, Step

MOVING = ("createdAt", "encrypted_client_secret", "dateModified")  # what a service makes by itself


def in_order(value):
    """A list in an order of its own, for those of which the order does not count."""
    return sorted(value, key=repr) if isinstance(value, list) else value


class Cycle:
    """The life cycle of one sample in one position of the switches."""

    def __init__(self, world, sample: Sample, switches):
        self.world = world
        self.sample = sample
        self.given = switches
        self.switches = Switches().changed(switches)
        self.fields = {field.arg: field for field in sample.task.resource.fields}
        self.options = {}

    def run(self):
        """All steps, each looked at."""
        self.world.control.switches(self.given)
        self.sample.prepare(self.world)
        self.world.settle()
        self.options = self.sample.options(self.world, self.switches)
        values = dict(self.sample.create)
        assert self.stored() is None
        if not self.step("create", None, values, self.sample.expect("create", None, self.switches)):
            values = None
        for name, value in self.sample.changes.items():
            if values is None:
                break
            wanted = {**values, name: value, **self.sample.together.get(name, {})}
            wanted = {name: value for name, value in wanted.items() if value is not None}
            if self.step("update", name, wanted, self.sample.expect("update", name, self.switches)):
                values = wanted
        self.step(
            "absent",
            None,
            dict(values or self.sample.create, state="absent"),
            self.sample.expect("absent", None, self.switches),
        )

    def step(self, verb, field, values, expected: Step):
        """Look, do it, do it again. True when it was done."""
        before, stored = self.world.state(), self.stored()
        where = "%s %s" % (verb, field or "")
        check = self.task(values, check=True)
        self.expected(check, expected.check, expected, "looking at " + where)
        assert self.wrote(check) == [], where
        assert self.world.state() == before, where
        real = self.task(values)
        self.expected(real, expected.real, expected, where)
        self.world.settle()
        after, now = self.world.state(), self.stored()
        if "requested_id" in real:  # the service chose another one, which has to be given from then on
            values["id"] = real["resource"]["id"]
        if expected.real is True:
            assert check["diff"] == real["diff"], where
            assert real["diff"]["before"] != real["diff"]["after"], where
            self.effect(verb, field, values, stored, now, expected.kept)
        else:
            assert after == before, where
            assert real.get("failed") or real["diff"]["before"] == real["diff"]["after"], where
        if expected.real is False and expected.check is False:
            assert self.wrote(real) == [], where
        again = self.task(values)
        self.expected(again, expected.again, expected, where + " again")
        self.world.settle()
        if expected.again is True:
            assert self.unmoved(self.world.state()) == self.unmoved(after), where
        else:
            assert self.world.state() == after, where
        if expected.again is False and again["observed"]:
            assert self.wrote(again) == [], where
        return expected.real is True

    def task(self, values, check=False):
        """Run the module; the emulator's log holds the requests of this run alone."""
        self.world.clear_log()
        given = {**self.options, **values}
        result = self.world.run(self.sample.module, check=check, **given)
        logged = self.world.log()
        said = [(entry["method"], entry["path"].split("?")[0], entry["status"]) for entry in result["requests"]]
        assert len(said) == len(logged), "the evidence is complete"
        assert [(m, s) for m, _p, s in said] == [(entry["method"], entry["status"]) for entry in logged]
        assert len({entry["connection"] for entry in logged}) <= 1, "one keep-alive connection a task"
        return result

    def wrote(self, result):
        """The requests and statements of the last run that change something."""
        statements = [
            s["sql"] for s in result.get("statements", []) if not s["sql"].startswith(("SELECT", "WITH", "LOCK"))
        ]
        return [(entry["method"], entry["path"]) for entry in self.world.writes()] + statements

    def stored(self):
        """The object as the service keeps it."""
        return self.sample.stored(self.world.state())

    def unmoved(self, state):
        """The state without what the service makes by itself whenever the object is written."""
        for name in MOVING:
            (self.sample.stored(state) or {}).pop(name, None)
        return state

    def expected(self, result, outcome, step, where):
        """The result is what was expected, with everything that a result has to hold."""
        if isinstance(outcome, str):
            assert result.get("failed") and result["failure"]["code"] == outcome, (
                where,
                result.get("msg"),
                result["changed"],
            )
            assert result["failure"].get("hint"), where
            assert not result["changed"], where
            for name in step.names:
                assert name in result["msg"], (where, result["msg"])
            if outcome == "not_offered" and "fields" in result["failure"]:
                assert result["failure"]["fields"] == list(step.names), where
            return
        assert not result.get("failed"), (where, result.get("msg"))
        assert result["changed"] is outcome, (where, result["diff"], result.get("warnings"))
        if not result["observed"]:
            assert self.sample.unseen(self.switches) or self.sample.missing_looks_unseen(self.switches), where

    def effect(self, verb, field, values, before, now, kept=True):
        """The object is as it was asked for, and nothing else of it has changed."""
        if verb == "absent":
            assert now is None
            return
        assert now is not None
        names = [field, *self.sample.together.get(field, {})] if verb == "update" else list(values)
        for name in names:
            if kept and name in values:
                self.member(name, values[name], now)
        if verb == "update":
            touched = set(MOVING).union(*(self.wires(name, values.get(name)) for name in names))
            others = [{k: self.spelled(v, k) for k, v in one.items() if k not in touched} for one in (before, now)]
            assert others[0] == others[1]

    def spelled(self, value, name):
        """A member as the service tells it: written whole, an object takes the service's own spelling of what does not change."""
        if isinstance(value, list):
            return [self.spelled(one, name) for one in value]
        if isinstance(value, dict):
            return {key: self.spelled(one, key) for key, one in value.items()}
        of = spelling.location if name in ("location", "locations") else spelling.url
        return of(self.switches, value)

    def wire(self, name):
        """The service's name of an option."""
        return self.sample.written_back.get(name) or self.fields[name].wire

    def wires(self, name, value):
        """All the service's names of an option that has this value, None when it has none."""
        return set(self.sample.stored_as[name](value or ())) if name in self.sample.stored_as else {self.wire(name)}

    def member(self, name, value, now):
        """One member is stored as it was asked for."""
        if name in self.sample.stored_as:
            for wire, wanted in self.sample.stored_as[name](value).items():
                assert in_order(now[wire]) == in_order(wanted), name
            return
        field, wire = self.fields[name], self.wire(name)
        if not wire or (name == "id" and self.switches.server_chosen_ids):
            return
        kept = now[wire]
        if name in self.sample.written_back:
            assert [part.strip() for part in kept.split(",")] == value
            return
        wanted = to_wire((field,), {name: value})[wire]
        if field.compare == SET:
            assert set(wanted) <= set(kept) if field.server_adds else sorted(wanted) == sorted(kept), name
        elif field.fields:
            for one, other in zip(wanted, kept, strict=True):
                assert {key: other.get(key) for key in one} == one, name
        else:
            assert kept == wanted, name
