# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each answer of each module's run, changed in each place: the truth or a clear failure comes of it, and nothing is doubled or lost."""

from __future__ import annotations

import json
import random
import re
import zlib
from collections import Counter
from dataclasses import dataclass

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.core.task import Manage
from ansible_collections.cxops.genesys.plugins.module_utils.resources.registry import TASKS
from ansible_collections.cxops.genesys.plugins.module_utils.transport import http_service
from emulator.switches import Switches
from integration.support.good import GOOD, Good
from integration.support.http_samples import CENTER, ENVIRONMENT, ops
from integration.support.sample import CCID
from trust.hostile import mutate
from trust.hostile.outcome import assert_clear, timed

SAMPLE, LONG = 9, 400  # mutations of one run
_ID = re.compile("[0-9a-f-]{36}")  # chosen by a service anew in each run
ORIGINS = "https://one.example.com, https://two.example.com"
PRESENT, AGAIN, CHECK, ABSENT = "present", "again", "check", "absent"


def _seed_origins(world):
    setting = {"contactCenterId": CCID, "name": "cors-origins", "location": "/USW1", "value": ORIGINS, "shared": True}
    world.control.seed(environments=[ENVIRONMENT], contact_centers=[CENTER], settings=[setting])


def _merged(world):
    more = {"contact_center_id": CCID, "name": "cors-origins", "location": "/USW1"}
    return {**ops(world, Switches()), **more, "values": ["https://three.example.com"], "list_mode": "merge"}


CALLS = [*GOOD, Good("merged", "genesys_setting", _seed_origins, _merged)]


def runs():
    """(good, run) of each run of each module that makes requests."""
    for good in CALLS:
        manages = isinstance(TASKS[good.module], Manage) or good.module == "genesys_tenant"
        for run in (PRESENT, AGAIN, CHECK, ABSENT) if manages else (PRESENT,):
            if good.http:
                with_database = good.sql or good.name == "service"
                yield pytest.param(with_database, good, run, id="%s %s" % (good.name, run))


class Wire:
    """Stands between the task and what it is told: records the answers, or changes one."""

    def __init__(self, monkeypatch):
        self.begin()
        self._decode = http_service.decode
        monkeypatch.setattr(http_service, "decode", self.decode)

    def decode(self, status, headers, raw, about):
        self._answers.append(raw)
        self._requests.append((_ID.sub("an id", about["operation"]), about["method"]))
        if self._wanted == self._last():
            raw, self.changed = self._instead, True
        return self._decode(status, headers, raw, about)

    def begin(self):
        """Record from now on."""
        self._answers, self._requests = [], []
        self._wanted, self._instead, self.changed = None, b"", False

    def recorded(self):
        """(request, answer) of all since the last begin. request: what it was about, and its number among those."""
        return [(self._last(number), raw) for number, raw in enumerate(self._answers, 1)]

    def _last(self, number=None):
        """The request of this number, by default the last one."""
        requests = self._requests[:number]
        return requests[-1], requests.count(requests[-1])

    def change(self, request, instead):
        """From now on this request has another answer, however many others a busy machine makes of a run."""
        self.begin()
        self._wanted, self._instead = request, instead


def identities(state):
    """What there is, each by what tells it from others."""
    cloud, database = state["cloud"], state.get("database") or {}
    return (
        [("client", one["client_id"]) for one in state["clients"]]
        + [("environment", (one["configServers"] or [{}])[0].get("primaryAddress")) for one in state["environments"]]
        + [("contact center", tuple(one["domains"])) for one in state["contact_centers"]]
        + [("setting", one["name"], one["location"]) for one in state["settings"]]
        + [("data center", one["location"]) for one in state["data_centers"]]
        + [("tenant", one["id"]) for one in state["tenants"]]
        + [("cloud client", one["name"]) for one in cloud["clients"] if one.get("state") != "deleted"]
        + [("credential", one["name"]) for one in cloud.get("credentials", [])]
        + [("row", one["url"], one["clientid"]) for one in database.get("nex_gapis", [])]
    )


@dataclass
class Stage:
    """One run of one module, again and again from the same state."""

    world: object
    good: Good
    run: str
    wire: Wire

    def set_up(self):
        """The state before the run."""
        self.world.control.reset()
        self.good.prepare(self.world)
        if self.run in (AGAIN, ABSENT):
            self.wire.begin()
            result = self.good.run(self.world)
            assert not result.get("failed"), result["msg"]
        self.before = self.world.state()

    def play(self):
        """The run."""
        self.world.clear_log()
        more = {"state": "absent"} if self.run == ABSENT else {}
        if self.run == ABSENT and self.good.module == "genesys_cloud_oauth_client":
            more["confirm_delete"] = True
        return self.good.run(self.world, self.run == CHECK, **more)

    def judge(self, mutation, result, undisturbed):
        """Nothing is there twice, nothing went that nobody wanted to go, and what is said of it is so."""
        assert_clear(result)
        state = self.world.state()
        there = identities(state)
        if self.run == CHECK:
            assert state == self.before, "check mode wrote"
        if not mutation.likely:
            before = Counter(identities(self.before))
            twins = [one for one, count in Counter(there).items() if count > max(1, before[one])]
            assert not twins, "something is there twice: %s" % twins
        for setting in state["settings"]:
            if self.good.name == "merged" and not mutation.likely and self.run != ABSENT:
                assert set(ORIGINS.split(", ")) <= set(setting["value"].split(", ")), "origins are lost: %s" % setting
        if not result.get("failed") and not mutation.likely and self.run in (PRESENT, AGAIN):
            assert set(undisturbed) <= set(there), "it is said to be there"
        if self.run == PRESENT:
            assert set(identities(self.before)) <= set(there), "something went"
        return state == self.before


@pytest.mark.parametrize(("world", "good", "run"), list(runs()), indirect=["world"])
def test_an_answer_that_is_changed_in_one_place(world, good, run, monkeypatch, long, cases):
    stage = Stage(world, good, run, Wire(monkeypatch))
    stage.set_up()
    stage.wire.begin()
    stage.play()
    answers, undisturbed = stage.wire.recorded(), identities(world.state())
    tried = [
        (nth, request, answer, one)
        for nth, (request, raw) in enumerate(answers, 1)
        for answer in [json.loads(raw or b"null")]
        for one in mutate.mutations(answer)
    ]
    chosen = random.Random(zlib.crc32(("%s %s" % (good.name, run)).encode()))
    tried = chosen.sample(tried, min(len(tried), LONG if long else SAMPLE))
    fresh = False
    for nth, request, answer, mutation in tried:
        with cases("%s %s, answer %d, %s" % (good.name, run, nth, mutation)):
            if not fresh:
                stage.set_up()
            fresh = False
            stage.wire.change(request, mutate.apply(answer, mutation))
            fresh = stage.judge(mutation, timed(stage.play, 10), undisturbed)
            assert stage.wire.changed, "the answer was not changed"


MISREAD = [
    ("location", "is missing"),
    ("location", "is there under another name"),
    ("location", "null"),
    ("location", "-1"),
    ("name", "0"),
    ("name", "is missing"),
    ("value", "1.5"),
    ("value", "is missing"),
]


@pytest.mark.parametrize("world", [False], indirect=True)
@pytest.mark.parametrize(("member", "what"), MISREAD)
def test_a_list_is_not_merged_into_what_is_not_told(world, monkeypatch, member, what):
    """The setting that is there is taken for another one, or for an empty one: what is in it would be lost."""
    stage = Stage(world, CALLS[-1], PRESENT, Wire(monkeypatch))
    stage.set_up()
    stage.wire.begin()
    stage.play()
    ((request, raw), *_others) = stage.wire.recorded()
    answer = json.loads(raw)
    stage.set_up()
    stage.wire.change(request, mutate.apply(answer, mutate.Mutation(("data", "settings", 0, member), what, False)))
    result = stage.play()
    assert result["failed"] and result["failure"]["code"] == "bad_response", result
    assert world.state() == stage.before
