# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ids of a tenant's state file: when they count, when they may be another tenant's, and what is kept of them."""

from __future__ import annotations

import os
from types import SimpleNamespace

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.core.backend import Backend
from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import SecretFileError
from ansible_collections.cxops.genesys.plugins.module_utils.core.spec import REFERENCE, Field, Resource
from ansible_collections.cxops.genesys.plugins.module_utils.resources import _remembered
from ansible_collections.cxops.genesys.plugins.module_utils.resources._looked_ahead import LIST_AGE, Look
from ansible_collections.cxops.genesys.plugins.module_utils.resources._remembered import ManageRemembered, Remembered
from ansible_collections.cxops.genesys.plugins.module_utils.transport.answer import Answer
from ansible_collections.cxops.genesys.plugins.module_utils.transport.memory import Memory
from ansible_collections.cxops.genesys.plugins.module_utils.transport.state_file import StateFile

TENANT, OWN, OTHER = (
    "9350e2fc-a1dd-4c65-8d40-1f75a2e080dd",
    "0b3f6a52-7d0e-4c5b-9a54-5d2f1f1c0a11",
    "33333333-7d0e-4c5b-9a54-5d2f1f1c0a33",
)
URL = "https://g.example.com"
ENVIRONMENT = {"config_servers": [{"primary_address": "cs1"}]}
CENTER = {"domains": ["T100"], "environment_id": OWN}


class World:
    """A platform. there: (owner, id) to the object, or to a list of what is found one after the other."""

    def __init__(self, folder, monkeypatch):
        self.folder = str(folder / "state")
        self.there, self.asked, self.waits, self.calls = {}, [], [], []
        self.services = SimpleNamespace(secrets=set())
        monkeypatch.setattr(_remembered, "_resource", self._resource)

    def _resource(self, owner):
        def backend(_resource, _services, options, check_mode):
            assert check_mode
            calls = ("forget", "insist", "spoil")
            steps = {name: lambda name=name: self.calls.append(name) for name in calls}
            look_up = self._look_up(owner, options["id"])
            return SimpleNamespace(collection=SimpleNamespace(look_up=look_up, **steps))

        fields = (Field("password", "password", secret=True),)
        return SimpleNamespace(kind=owner.replace("_", " "), fields=fields, backend=backend)

    def _look_up(self, owner, asked):
        def look_up(identity):
            assert identity == asked
            self.asked.append((owner, identity))
            found = self.there.get((owner, identity))
            return found.pop(0) if isinstance(found, list) else found

        return look_up

    @property
    def file(self):
        return StateFile(self.folder, URL, TENANT)

    def has(self, **ids):
        self.file.write({name + "_id": one for name, one in ids.items()})

    def state(self, check_mode=False, compares=False, **more):
        params = {"environment_url": None, "auth_url": URL.upper() + "/", "state_dir": self.folder, **more}
        return Remembered(params, TENANT.upper(), check_mode, compares)

    def recall(self, state=None, services=True, owners=_remembered.OWNERS, **lines):
        lines = {owner: lines.get(owner, {}) for owner in _remembered.OWNERS}
        state = state or self.state()
        return state.recall(self.services if services else None, lines, owners, self.waits.append), state.warnings

    @property
    def kept(self):
        content = self.file.read()[0]
        return content and {name: content.get(name + "_id") for name in _remembered.OWNERS}


@pytest.fixture
def world(tmp_path, monkeypatch):
    return World(tmp_path, monkeypatch)


def test_without_a_folder_an_address_or_a_tenant_nothing_is_remembered(world):
    world.has(environment=OWN)
    for state in (
        world.state(state_dir=None),
        world.state(auth_url=None),
        Remembered({"auth_url": URL, "state_dir": world.folder}, None, False),
    ):
        assert world.recall(state, services=False) == ({}, [])
        state.keep("environment", OTHER, TENANT)
        state.forget("environment")
    assert world.kept["environment"] == OWN


def test_the_environment_service_s_own_address_counts(world):
    assert world.state(environment_url="https://e.example.com/").url == "https://e.example.com"
    assert world.state().url == URL


def test_ids_that_the_declaration_does_not_say_count(world):
    world.has(environment=OWN.upper(), contact_center=TENANT)
    world.there["environment", OWN] = {"id": OWN, "password": "s3cret"}
    assert world.recall(services=False) == ({"environment": OWN}, [])
    assert world.recall(owners=("contact_center",)) == ({}, [])
    assert world.recall() == ({"environment": OWN}, [])
    assert world.services.secrets == {"s3cret"} and world.asked == [("environment", OWN)] and world.waits == []


@pytest.mark.parametrize(
    ("owner", "found"), [("environment", {"contact_center": OTHER}), ("contact_center", {})], ids=str
)
def test_what_the_declaration_says_goes_before(world, owner, found):
    world.has(environment=OWN, contact_center=OTHER)
    given = "77777777-7d0e-4c5b-9a54-5d2f1f1c0a77"
    claims, warnings = world.recall(services=False, **{owner: {"id": given}})
    assert claims == found
    (text,) = warnings
    assert world.file.path in text and given in text and owner.replace("_", " ") in text and "which counts" in text
    same = world.recall(services=False, **{owner: {"id": (OWN if owner == "environment" else OTHER).upper()}})
    assert same[1] == [] and owner not in same[0]


@pytest.mark.parametrize(
    ("appears", "waits", "counts"), [(1, [0.5], True), (3, [0.5, 1.0, 2.0], True), (4, [0.5, 1.0, 2.0], False)]
)
def test_an_object_that_is_gone_does_not_count(world, appears, waits, counts):
    world.has(environment=OWN)
    world.there["environment", OWN] = [None] * appears + [{"id": OWN}]
    found, warnings = world.recall()
    assert found == ({"environment": OWN} if counts else {}) and world.waits == waits
    assert world.calls == ["forget", "insist", "spoil"] * len(waits)
    assert ["is not there any more: it does not count" in text for text in warnings] == [True] * (not counts)


@pytest.mark.parametrize(
    ("environment", "center", "lines", "counts"),
    [
        (ENVIRONMENT, CENTER, {"environment": {"config_servers": [{"primary_address": "CS1"}]}}, True),
        (ENVIRONMENT, CENTER, {"contact_center": {"domains": ["t100", "x"]}}, True),
        (ENVIRONMENT, CENTER, {}, True),
        (ENVIRONMENT, CENTER, {"environment": {"config_servers": [{"primary_address": "cs2"}]}}, False),
        (ENVIRONMENT, CENTER, {"contact_center": {"domains": ["x"]}}, False),
        (
            ENVIRONMENT,
            CENTER,
            {"environment": {"config_servers": [{"primary_address": "cs2"}]}, "contact_center": {"domains": ["t100"]}},
            True,
        ),
    ],
    ids=str,
)
def test_what_has_nothing_of_the_declaration_may_be_another_tenant_s(world, environment, center, lines, counts):
    world.has(environment=OWN, contact_center=OTHER)
    world.there = {("environment", OWN): environment, ("contact_center", OTHER): center}
    state = world.state()
    found, warnings = world.recall(state, **lines)
    assert found == ({"environment": OWN, "contact_center": OTHER} if counts else {})
    assert ["has nothing of the declaration: it does not count" in text for text in warnings] == [True, True] * (
        not counts
    )
    if not counts:
        assert "'id: %s'" % OWN in warnings[0] and "'id: %s'" % OTHER in warnings[1]
    state.forget("environment")
    state.forget("contact_center")
    assert bool(world.kept) is not counts, "what may be another tenant's is not forgotten"


@pytest.mark.parametrize(
    ("inside", "given", "counts"),
    [(TENANT, None, True), (OWN, None, False), (OWN, OWN.upper(), True), (TENANT, OWN, False)],
)
def test_a_contact_center_of_another_environment_may_be_another_tenant_s(world, inside, given, counts):
    world.has(contact_center=OTHER)
    world.there["contact_center", OTHER] = {"domains": ["y"], "environment_id": inside}
    found, _warnings = world.recall(contact_center={"domains": ["x"]}, environment={"id": given})
    assert bool(found) is counts


@pytest.mark.parametrize(("inside", "counts"), [(OWN.upper(), True), (OTHER, False), (None, False)])
@pytest.mark.parametrize("bound", [TENANT, OTHER])
def test_an_environment_that_the_tenant_s_contact_center_uses_is_its_own(world, inside, counts, bound):
    world.has(environment=OWN, contact_center=bound)
    world.there = {
        ("environment", OWN): ENVIRONMENT,
        ("contact_center", bound): {"environment_id": inside} if inside else [None] * 4,
    }
    lines = {"environment": {"config_servers": [{"primary_address": "new"}]}}
    if bound == OTHER:
        lines["contact_center"] = {"id": OTHER}
    assert bool(world.recall(**lines)[0]) is counts


def test_ids_that_are_none_do_not_count(world):
    world.has(environment="../x", contact_center=OTHER)
    assert world.recall()[0] == {}
    (text,) = world.recall()[1]
    assert text == "The state file %s does not count, because it is damaged." % world.file.path
    with open(world.file.path, "w", encoding="utf-8") as stream:
        stream.write("{")
    assert "because it is damaged" in world.recall()[1][0] and world.asked == []


@pytest.mark.parametrize("check_mode", [True, False])
def test_a_file_that_could_not_be_written_is_known_before_the_first_write(world, check_mode):
    with open(world.folder, "w", encoding="utf-8"):
        pass
    with pytest.raises(SecretFileError, match="state file"):
        world.recall(world.state(check_mode))
    assert world.recall(world.state(compares=True)) == ({}, []), "a comparison writes nothing"


@pytest.mark.parametrize(
    ("before", "owner", "found", "asked", "after"),
    [
        ({}, "environment", TENANT, TENANT.upper(), None),
        ({}, "environment", OWN.upper(), TENANT, {"environment": OWN, "contact_center": None}),
        ({"environment": OWN}, "contact_center", TENANT, TENANT, {"environment": OWN, "contact_center": TENANT}),
        ({"environment": OWN}, "environment", OTHER, TENANT, {"environment": OTHER, "contact_center": None}),
        ({"environment": OWN}, "environment", TENANT, TENANT, None),
        ({"environment": OWN, "contact_center": TENANT}, "environment", "", TENANT, None),
    ],
    ids=str,
)
def test_what_is_kept_of_an_object(world, before, owner, found, asked, after):
    if before:
        world.has(more=5, **before)
    for state in (world.state(check_mode=True), world.state(compares=True)):
        world.recall(state, services=False)
        state.keep(owner, found, asked)
        assert {name: one for name, one in (world.kept or {}).items() if one} == before
    state = world.state()
    world.recall(state, services=False)
    state.keep(owner, found, asked)
    assert world.kept == after and state.warnings == []
    if before and after:
        assert world.file.read()[0]["more_id"] == 5, "what else is in the file stays"


def test_what_is_as_it_was_kept_is_not_written_again(world):
    world.has(environment=OWN)
    os.utime(world.file.path, (1, 1))
    state = world.state()
    world.recall(state, services=False)
    state.keep("environment", OWN, TENANT)
    assert os.stat(world.file.path).st_mtime == 1


def test_the_file_goes_with_the_last_id(world):
    world.has(environment=OWN, contact_center=OTHER)
    state = world.state()
    world.recall(state, services=False)
    state.forget("contact_center")
    assert world.kept == {"environment": OWN, "contact_center": None}
    state.forget("environment")
    assert not os.path.exists(world.file.path)


def test_an_id_that_cannot_be_kept_is_a_warning_for_the_work_is_done(world):
    state = world.state()
    world.recall(state)
    with open(world.folder, "w", encoding="utf-8"):
        pass
    state.keep("environment", OWN, TENANT)
    (text,) = state.warnings
    assert text.endswith("From now on, the ids have to be given.")


# A module whose object gets another id


class Chooses(Backend):
    """A service that chooses the ids. there: id to object."""

    there = {}

    def find(self, desired):
        return self.there.get(desired.get("id"))

    def create(self, plan):
        self.there[OWN] = dict(plan.after, id=OWN)
        return self.there[OWN]

    def delete(self, plan):
        del self.there[plan.before["id"]]


RESOURCE = Resource(
    "environment", ("id",), (Field("id", "id", compare=REFERENCE), Field("name", "name")), Chooses, chooses_id=True
)
MODULE = ManageRemembered(RESOURCE, (Field("auth_url"),), owner="environment")


def run(world, state="present", check_mode=False, **given):
    params = {
        "id": TENANT,
        "name": "n",
        "auth_url": URL,
        "state_dir": world.folder,
        "state": state,
        "retries": 0,
        **given,
    }
    return MODULE.run(params, world.services, check_mode, world.waits.append)


def test_a_module_keeps_the_id_that_the_service_chose(world, monkeypatch):
    monkeypatch.setattr(Chooses, "there", {})
    assert [option.arg for option in MODULE.options] == ["id", "name", "state", "auth_url", "state_dir"]
    foretold = run(world, check_mode=True)
    assert foretold.changed and world.kept is None and "requested_id" not in foretold.values
    params = {"id": TENANT, "name": "n", "auth_url": URL, "state_dir": world.folder, "state": "present", "retries": 0}
    report = MODULE.run(params, world.services)
    assert report.changed and world.kept["environment"] == OWN
    assert (report.values["requested_id"], report.values["environment_url"]) == (TENANT, URL)
    world.there["environment", OWN] = {"id": OWN}
    again = run(world)
    assert not again.changed and again.values["resource"]["id"] == OWN and again.values["requested_id"] == TENANT
    gone = run(world, "absent")
    assert gone.changed and Chooses.there == {} and world.kept is None


def test_a_module_s_object_of_another_environment_is_left_alone(world, monkeypatch):
    monkeypatch.setattr(Chooses, "there", {})
    monkeypatch.setattr(world, "there", {("contact_center", OWN): {"environment_id": OTHER, "domains": ["y"]}})
    world.has(contact_center=OWN)
    center = ManageRemembered(RESOURCE, (), owner="contact_center")
    params = {"id": TENANT, "auth_url": URL, "state_dir": world.folder, "state": "absent", "retries": 0}
    report = center.run(dict(params, domains=["x"], environment_id=TENANT), world.services)
    assert not report.changed and "it does not count" in report.warnings[0] and world.kept["contact_center"] == OWN


def test_a_module_without_an_id_keeps_none(world, monkeypatch):
    monkeypatch.setattr(Chooses, "there", {})
    report = run(world, id=None)
    assert report.changed and world.kept is None and not os.path.exists(world.folder)
    assert "requested_id" not in report.values


# The look ahead


class Service:
    def __init__(self):
        self.memory = Memory()
        self.asked = []

    def key(self, *what):
        return repr(what).encode()

    def get(self, operation, path, allow=()):
        self.asked.append(path)
        return Answer(404, {"number": len(self.asked)})


def test_what_was_asked_ahead_is_not_asked_again_by_one_task(monkeypatch):
    service = Service()
    Look("/a").ahead(service, "Asking")
    look = Look("/a")
    assert not look.from_cache
    answer = look.get(service, "Asking")
    assert (answer.status, answer.body, look.from_cache, service.asked) == (404, {"number": 1}, True, ["/a"])
    assert look.get(service, "Asking").body == {"number": 2} and not look.from_cache
    other = Look("/a")
    assert other.get(service, "Asking").body == {"number": 3} and not other.from_cache


@pytest.mark.parametrize("how", ["not kept", "old", "another path", "no list is shared", "second look"])
def test_what_was_not_left_for_this_task_is_asked_anew(monkeypatch, how):
    service, look = Service(), Look("/b" if how == "another path" else "/a")
    if how == "second look":
        look.get(service, "Asking")
    Look("/a").ahead(service, "Asking", keep=how != "not kept")
    if how == "old":
        (left,) = service.memory.recall(look._key(service))
        left["at"] -= LIST_AGE + 1
    if how == "no list is shared":
        service.memory.scope = None
    assert look.get(service, "Asking").body["number"] == len(service.asked) and not look.from_cache


def test_an_answer_is_young_enough_for_some_seconds():
    service, look = Service(), Look("/a")
    look.ahead(service, "Asking")
    service.memory.recall(look._key(service))[0]["at"] -= LIST_AGE - 5
    look.get(service, "Asking")
    assert look.from_cache
