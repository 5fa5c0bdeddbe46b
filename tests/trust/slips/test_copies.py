# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents that were copied and changed at some places: what they do not name stays byte for byte, and a green run has done something."""

from __future__ import annotations

import json

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from ansible_collections.cxops.genesys.plugins.module_utils.resources.registry import TASKS
from integration.support.sample import OFFERED
from integration.support.tenant_sample import connection
from trust.slips import tenants
from trust.slips.copies import MORE, PLACES, Named, Slip, but_for, names, slips, tasks
from trust.slips.platform import Platform

SAMPLE, LONG, TASKS_LONG = 100, 800, 3000
OTHERS = ("alpha", "beta")


class Bench:
    """alpha and beta are there; gamma's document was copied from alpha's."""

    def __init__(self, world, folder):
        self.world = world
        self.platform = Platform(world, folder, ("alpha", "beta", "gamma"))
        self.starts = {}
        for name in OTHERS:
            self.platform.provision(name)
        fresh = self.platform.stand.save()
        for roles in ((), ("tenant",), tenants.ROLES[:2], tenants.ROLES):
            self.platform.stand.restore(fresh)
            if roles:
                self.platform.provision("gamma", roles)
            self.starts[roles] = self.platform.stand.save()

    def put(self, slip):
        """Put all where the slip begins."""
        self.platform.stand.restore(self.starts[slip.registered])
        self.world.control.switches(dict(OFFERED, **slip.switches))

    def run(self, options, check):
        """Run the document; returns what is wrong with what it did."""
        platform, named = self.platform, Named(options)
        before = platform.look()
        self.world.clear_log()
        given = {name: value for name, value in options.items() if value is not None}
        result = self.world.run("genesys_tenant", check, **connection(self.world), **given)
        after, sent = platform.look(), platform.requests()
        wrong = untouched(platform, before, after, None if check else named)
        wrong += carried(platform, before, sent, named)
        if not result.get("failed") and not check:
            wrong += done(options, named, result, after)
        return wrong


def untouched(platform, before, after, named):
    """What changed of the tenants alpha and beta, and of what is nobody's, without being named. named: None in check mode."""
    own = platform.of("gamma", before)
    wrong = []
    for place, text in before.items():
        if (place in own and named) or after.get(place) == text:
            continue
        if named and (named.covers(place, after) or place[0] == "file" and named.owns(place[1])):
            continue
        if named and place[0] == "nex_apikeys" and _owner(before, place) == named.digital:
            continue
        wrong.append("%s was %s" % (place, "changed" if place in after else "deleted"))
    if named is None:
        wrong += ["%s is new" % (place,) for place in after if place not in before]
    return wrong


def _owner(objects, place):
    """The contact center of an API key."""
    for one, text in objects.items():
        if one[0] == "tenants" and json.loads(text)["xapikey"] == place[1]:
            return one[1]
    return None


def carried(platform, before, sent, named):
    """Requests that write and carry the id or the key of a tenant that is not named."""
    wrong = []
    for other in OTHERS:
        if tenants.IDS[other] in named.ids:
            continue
        marks = {tenants.IDS[other]} | {
            place[1]
            for place, text in before.items()
            if place[0] == "nex_apikeys" and json.loads(text)["name"] == other
        }
        for entry, text in sent:
            if entry["mutating"]:
                wrong += ["%s %s carries %s" % (entry["method"], entry["path"], one) for one in marks if one in text]
    return wrong


def done(options, named, result, after):
    """What a run that went well should have done, and did not."""
    if options["state"] == "absent":
        gone = [("contact_centers", named.center)] if "contact_center" in named.wanted else []
        return ["%s stayed" % (place,) for place in gone if place in after]
    unseen = {one["kind"] for one in result.get("not_verified", ())}
    unseen |= {part["kind"] for part in result["resources"] if not part.get("observed", True)}
    kinds = {"tenants": "tenant", "services": "service connection", "data_centers": "data center"}
    missing = [place for place in named.missing(after) if kinds.get(place[0]) not in unseen]
    return ["%s is not there, and the run was green" % (place,) for place in missing]


@pytest.fixture
def bench(world, tmp_path):
    return Bench(world, tmp_path / "secrets")


@pytest.mark.parametrize("number", [0, *(pytest.param(number, marks=pytest.mark.long) for number in range(1, 5))])
def test_copied_documents(bench, long, cases, number):
    source, own = bench.platform.documents["alpha"], bench.platform.documents["gamma"]

    @settings(
        max_examples=LONG if long else SAMPLE, phases=(Phase.generate, Phase.shrink) if long else (Phase.generate,)
    )
    @given(slip=slips(source, own))
    def holds(slip):
        bench.put(slip)
        for options, check in slip.runs:
            cases.one()
            wrong = bench.run(options, check)
            assert not wrong, (slip, wrong)

    holds()


ONE_SLIP = [*PLACES[1:], *MORE]


def one_slip(bench, slip, starts=((),)):
    """What is wrong with a document that is right but for this slip: provisioned, verified, and taken down.

    starts: the roles that the tenant has before.
    """
    source, own = bench.platform.documents["alpha"], bench.platform.documents["gamma"]
    made, wrong = but_for(source, own, slip), []
    for registered in starts:
        for state in ("present", "checked", "absent"):
            bench.put(Slip([], registered, {"tenant_get": "404"}))
            wrong += bench.run(dict(made, state=state), False)
    return wrong


def test_each_slip_alone(bench, long, cases):
    for slip in ONE_SLIP:
        with cases(slip):
            wrong = one_slip(bench, slip, bench.starts if long else [()])
            assert not wrong, wrong


def test_copied_tasks(bench, long, cases):
    """The same of tasks of single modules."""
    source, own = bench.platform.documents["alpha"], bench.platform.documents["gamma"]

    @settings(max_examples=TASKS_LONG if long else SAMPLE, phases=(Phase.generate,))
    @given(task=tasks(source, own), registered=st.sampled_from(sorted(bench.starts)))
    def holds(task, registered):
        cases.one()
        bench.put(Slip([], registered))
        module, options = task
        before = bench.platform.look()
        bench.world.clear_log()
        given_options = {**connection(bench.world), **options}
        taken = {field.arg for field in TASKS[module].options}
        result = bench.world.run(module, **{name: value for name, value in given_options.items() if name in taken})
        after = bench.platform.look()
        own_key = module == "nexus_tenant" and options["id"] == tenants.IDS["alpha"]
        wrong = [
            place
            for place, text in before.items()
            if after.get(place) != text
            and not names(module, options, place, text)
            and not (own_key and place[0] == "nex_apikeys")
            and not (place[0] == "nex_apikeys" and json.loads(text)["name"] == "gamma")
        ]
        assert not wrong, (task, registered, wrong, result.get("msg"))

    holds()
