# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The look at a whole list of OAuth clients: what it asks, what stops the list, and what it tells of each."""

from __future__ import annotations

import os
from types import SimpleNamespace

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import (
    Conflict,
    InvalidInput,
    NotAsDeclared,
    Refused,
    Unreachable,
)
from ansible_collections.cxops.genesys.plugins.module_utils.core.task import Manage, Report
from ansible_collections.cxops.genesys.plugins.module_utils.resources import cloud_client
from ansible_collections.cxops.genesys.plugins.module_utils.resources._cloud_backend import AMONG_OTHERS

MODULE = cloud_client.MODULE
CODE = {"authorized_grant_type": "CODE", "scopes": ["users"]}


class World:
    """outcome: name of a client to what its own task comes to: (before, after), a Report or an error."""

    def __init__(self, monkeypatch):
        self.outcome, self.ran, self.connected, self.failing = {}, [], 0, None
        monkeypatch.setattr(Manage, "run", self._run)

    def _run(self, params, services, check_mode=False, sleep=None):
        assert check_mode is True and services is self.services
        self.ran.append(params)
        outcome = self.outcome.get(params["name"], ({"name": "x"}, {"name": "x"}))
        if isinstance(outcome, Exception):
            raise outcome
        if isinstance(outcome, Report):
            return outcome
        before, after = outcome
        return Report(
            before != after, {}, {"before": before, "after": after, "after_header": "OAuth client " + params["name"]}
        )

    @property
    def services(self):
        world = self

        class Services:
            @property
            def cloud(self):
                return SimpleNamespace(api=world._connect())

        self._services = getattr(self, "_services", None) or Services()
        return self._services

    def _connect(self):
        self.connected += 1
        if self.failing:
            raise self.failing

    def look(self, *items, **more):
        given = {field.arg: field.default for field in MODULE.options}
        params = dict(given, cloud_oauth_clients_list=[dict(CODE, **item) for item in items], **more)
        return MODULE.run(params, self.services, True)


@pytest.fixture
def world(monkeypatch):
    return World(monkeypatch)


def test_each_client_is_looked_at_with_its_own_options(world):
    report = world.look({"name": "a"}, {"name": "b"}, description="given for all")
    assert not report.changed and [one["title"] for one in report.values["clients"]] == [
        "OAuth client a",
        "OAuth client b",
    ]
    assert [one["options"]["name"] for one in report.values["clients"]] == ["a", "b"]
    assert [(one["name"], one["description"]) for one in world.ran] == [("a", "given for all"), ("b", "given for all")]
    assert all(one[AMONG_OTHERS] is True and one["cloud_oauth_clients_list"] is None for one in world.ran)
    assert world.connected == 1


def test_what_is_wrong_with_the_list_is_told_before_any_request(world):
    with pytest.raises(InvalidInput, match="a is declared more than once") as refused:
        world.look({"name": "a"}, {"name": "a"})
    assert "No request was made" in refused.value.hint and refused.value.details["field"] == "cloud_oauth_clients_list"
    assert world.connected == 0 and world.ran == []


def test_what_is_wrong_with_the_list_hides_nothing_of_its_clients(world):
    with pytest.raises(InvalidInput, match="4 things are wrong with the list") as refused:
        world.look(
            {"name": "a"}, {"name": "a"}, {"name": ""}, {"name": "b", "scopes": []}, {"name": "c", "state": "absent"}
        )
    lines = refused.value.details["lines"]
    for number, said in enumerate(
        ("a is declared", "has neither name", "c is declared absent", "OAuth client b: scopes:")
    ):
        assert said in lines[number], lines
    assert world.connected == 0 and world.ran == []


def test_a_teardown_that_is_not_confirmed_blames_the_confirmation(world):
    with pytest.raises(InvalidInput) as refused:
        world.look({"name": "a"}, look_for="teardown")
    assert refused.value.details["field"] == "cloud_oauth_clients_confirm_delete" and world.ran == []


def test_what_is_wrong_with_one_client_is_told_before_any_request(world):
    with pytest.raises(InvalidInput, match="scopes"):
        world.look({"name": "a"}, {"name": "b", "scopes": []})
    assert world.connected == 0 and world.ran == []


@pytest.mark.parametrize("look_for", ["provision", "verify"])
def test_validate_only_asks_nothing(world, look_for):
    report = world.look({"name": "a"}, validate_only=True, look_for=look_for)
    assert world.connected == 0 and world.ran == [] and report.error is None


def test_an_empty_list_asks_nothing(world):
    assert world.look().values["clients"] == [] and world.connected == 0


def test_one_failure_is_its_own_error(world):
    world.outcome["b"] = Conflict("Two have this name.", "Look.", field="name")
    with pytest.raises(Conflict, match="Two have this name") as failed:
        world.look({"name": "a"}, {"name": "b"}, {"name": "c"})
    assert len(world.ran) == 3, "all are looked at"
    assert failed.value.details == {"field": "name"}


def test_several_failures_are_told_at_once_each_with_its_clients(world):
    world.outcome = {
        "a": Conflict("Two.", field="name"),
        "b": Conflict("Two.", field="name"),
        "c": InvalidInput("Two.", "Look. Nothing was changed.", field="roles"),
        "d": InvalidInput("Nobody has the role.", "Nothing was changed."),
    }
    with pytest.raises(Conflict) as failed:
        world.look(*({"name": name} for name in "abcde"))
    error = failed.value
    assert error.message == "4 of 5 OAuth clients cannot be as they are declared, so that none was written."
    assert error.details["lines"] == [
        "OAuth client a (and 1 more): Two.",
        "OAuth client c: Two. Look.",
        "OAuth client d: Nobody has the role.",
    ]
    assert error.details["field"] == "name" and error.details["fields"] == ["name", "roles"]


def test_what_is_wrong_with_several_clients_is_told_once_each(world):
    with pytest.raises(InvalidInput, match="2 of 3 OAuth clients") as refused:
        world.look({"name": "a", "scopes": []}, {"name": "b"}, {"name": "c", "roles": [{"role": "r"}]})
    assert refused.value.hint == "No request was made." and world.connected == 0
    assert len(refused.value.details["lines"]) == 2 and "No request" not in str(refused.value.details["lines"])


@pytest.mark.parametrize("look_for", ["provision", "verify"])
def test_a_failure_of_the_connection_ends_the_look(world, look_for):
    world.outcome["a"] = Unreachable("No connection.")
    with pytest.raises(Unreachable):
        world.look({"name": "a"}, {"name": "b"}, look_for=look_for)
    assert len(world.ran) == 1
    world.failing = Unreachable("No token.")
    with pytest.raises(Unreachable, match="No token"):
        world.look({"name": "a"}, look_for=look_for)
    assert len(world.ran) == 1


@pytest.mark.parametrize("look_for", ["provision", "verify", "teardown"])
def test_one_client_that_two_items_find_is_refused(world, look_for):
    """Such as by its name and by its id alone: only the service knows that both are one."""
    identity = "c5000000-0000-4000-8000-00000000000a"
    world.outcome = {
        name: ({"client_id": one, "name": "a"},) * 2 for name, one in (("a", identity), ("b", identity.upper()))
    }
    more = {"look_for": look_for, "cloud_oauth_clients_confirm_delete": True}
    if look_for == "verify":
        report = world.look({"name": "a"}, {"name": "b"}, **more)
        assert [one["problem"] for one in report.values["differences"]] == ["failed"]
        said = str(report.values["report"])
    else:
        with pytest.raises(InvalidInput) as refused:
            world.look({"name": "a"}, {"name": "b"}, **more)
        said = str(refused.value)
    assert "is declared more than once: OAuth client " in said and "is the same client" in said


# Comparing


def test_a_comparison_names_each_difference(world):
    def missing(what):
        return InvalidInput("It would be lost.", missing=what)

    world.outcome = {
        "b": ({}, {"name": "b"}),
        "c": missing("client"),
        "d": missing("secret"),
        "e": Refused("The service said no."),
    }
    report = world.look(*({"name": name} for name in "abcde"), look_for="verify")
    assert isinstance(report.error, NotAsDeclared)
    assert report.values["report"] == [
        "OAuth client a: as declared.",
        "OAuth client b: does not exist.",
        "OAuth client c: does not exist, and cannot be made: It would be lost.",
        "OAuth client d: its secret is missing: It would be lost.",
        "OAuth client e: The service said no.",
    ]
    assert [one["problem"] for one in report.values["differences"]] == ["missing", "missing", "missing", "failed"]
    assert report.error.details["lines"] == report.values["report"][1:]
    assert {one["part"] for one in report.values["differences"]} == {"clients"}


def test_a_client_that_is_wrong_is_a_difference_beside_others(world):
    report = world.look({"name": "a", "scopes": []}, {"name": "b"}, look_for="verify")
    assert [one["problem"] for one in report.values["differences"]] == ["failed"] and len(world.ran) == 1


def test_roles_are_compared_as_texts(world):
    def client(*roles):
        return {"name": "a", "roles": [{"role": role, "division": division} for role, division in roles]}

    world.outcome["a"] = (client(("admin", "*")), client(("admin", "*"), ("agent", "Home")))
    report = world.look({"name": "a"}, look_for="verify")
    assert report.values["report"] == ['OAuth client a: roles: missing "agent in Home".']
    world.outcome["a"] = (client(), client(("admin", "*")))
    assert world.look({"name": "a"}, look_for="verify").values["report"] == [
        'OAuth client a: roles: missing "admin in all divisions".'
    ]


@pytest.mark.parametrize(
    ("before", "after", "kept", "folder", "lacks"),
    [
        ({"name": "a"}, {"name": "a"}, False, True, True),
        ({"name": "a"}, {"name": "a"}, True, True, False),
        ({"name": "a"}, {"name": "a"}, None, True, False),
        ({"name": "a"}, {"name": "a"}, False, False, False),
        ({}, {"name": "a"}, False, True, False),
        ({"name": "a"}, {"name": "b"}, False, True, True),
    ],
)
def test_a_secret_that_is_not_kept_is_a_difference(world, before, after, kept, folder, lacks, tmp_path):
    values = {} if kept is None else {"secret_kept": kept}
    diff = {"before": before, "after": after, "after_header": "OAuth client a"}
    world.outcome["a"] = Report(before != after, values, diff)
    where = {"cloud_oauth_clients_secret_dir": str(tmp_path)} if folder else {}
    report = world.look({"name": "a"}, look_for="verify", **where)
    text = "its secret is not in %s" % (tmp_path / "a.secret")
    assert (text in report.values["report"][0]) is lacks


@pytest.mark.parametrize(
    ("values", "said", "fails"),
    [
        ({"secret_kept": True}, "as declared; its secret was not tried", False),
        ({"secret_kept": True, "secret_works": True}, "as declared; its secret in {file} obtains a token", False),
        ({"secret_kept": True, "secret_works": False}, "as declared; its secret in {file} is refused", True),
        ({}, "as declared", False),
    ],
    ids=str,
)
def test_it_is_told_whether_a_secret_was_tried(world, tmp_path, values, said, fails):
    same = {"name": "a"}
    world.outcome["a"] = Report(False, values, {"before": same, "after": same, "after_header": "OAuth client a"})
    report = world.look({"name": "a"}, look_for="verify", cloud_oauth_clients_secret_dir=str(tmp_path))
    assert report.values["report"] == ["OAuth client a: %s." % said.format(file=tmp_path / "a.secret")]
    assert bool(report.error) is fails


@pytest.mark.parametrize("state", ["inactive", "absent"])
def test_an_inactive_client_that_is_not_there_is_not_called_as_declared(world, state):
    world.outcome["a"] = ({}, {})
    report = world.look({"name": "a", "state": state}, look_for="verify")
    said = {"inactive": "does not exist, and state: inactive makes none", "absent": "as declared"}
    assert report.values["report"] == ["OAuth client a: %s." % said[state]] and report.error is None


@pytest.mark.parametrize("there", [True, False])
def test_a_comparison_makes_no_secret_and_deletes_nothing(world, tmp_path, there):
    path = tmp_path / "a.secret"
    if there:
        path.write_text("s")
    item = {"name": "a", "secret_file": str(path), "regenerate_secret": "always", "verify_secret": True}
    world.look(item, look_for="verify")
    (ran,) = world.ran
    assert ran["regenerate_secret"] == "never" and ran["confirm_delete"] is True and ran["verify_secret"] is there
    world.look(dict(item, regenerate_secret="when_lost"), look_for="verify")
    assert world.ran[1]["regenerate_secret"] == "when_lost"
    world.look(item)
    ran = world.ran[2]
    assert (ran["regenerate_secret"], ran["confirm_delete"], ran["verify_secret"]) == ("always", False, True)
    assert os.path.exists(path) is there
