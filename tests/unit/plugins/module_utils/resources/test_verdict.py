# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A comparison names every difference, in words and for machines, and none that is none."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.core import errors
from ansible_collections.cxops.genesys.plugins.module_utils.core.spec import MASK
from ansible_collections.cxops.genesys.plugins.module_utils.core.task import Report
from ansible_collections.cxops.genesys.plugins.module_utils.resources._verdict import (
    NEW,
    Verdict,
    is_of_the_connection,
)
from ansible_collections.cxops.genesys.plugins.module_utils.resources.registry import TASKS

STEP = SimpleNamespace(part="settings", task=SimpleNamespace(kind="setting"), title="setting x")


def looked(before, after, changed=None, **values):
    """The Report of a look."""
    changed = before != after if changed is None else changed
    return Report(changed, values, {"before": before, "after": after, "after_header": "setting x"})


def compared(before, after, trials=(), lacking=(), **more):
    verdict = Verdict()
    verdict.compared(STEP, looked(before, after, **more), trials, lacking)
    return verdict


@pytest.mark.parametrize(
    ("before", "after", "text", "fields"),
    [
        ({"a": 1}, {"a": 2}, "a is 1, declared 2", [{"field": "a", "declared": 2, "actual": 1}]),
        ({}, {"a": "x"}, None, None),
        ({"a": "x"}, {"a": None}, "a is x, and is to be empty", [{"field": "a", "declared": None, "actual": "x"}]),
        ({"b": 1}, {"a": "x", "b": 1}, "a is not set, declared x", [{"field": "a", "declared": "x", "actual": None}]),
        ({"a": "x"}, {"a": ""}, 'a is x, declared ""', [{"field": "a", "declared": "", "actual": "x"}]),
        ({"a": True, "b": 1}, {"a": False, "b": 2}, "a is true, declared false; b is 1, declared 2", None),
        ({"a": "5"}, {"a": "5 ;"}, 'a is "5", declared "5 ;"', None),
        ({"a": 8888}, {"a": "9"}, 'a is 8888, declared "9"', None),
        ({"a": "Environment"}, {"a": "Environment "}, 'a is Environment, declared "Environment "', None),
        ({"a": "true"}, {"a": "None"}, 'a is "true", declared "None"', None),
        ({"a": "a, declared b"}, {"a": "a;b"}, 'a is "a, declared b", declared "a;b"', None),
        ({"a": "https://x.example.com:1/y"}, {"a": "*"}, 'a is https://x.example.com:1/y, declared "*"', None),
        ({"a": ["x, y"]}, {"a": ["x", "y"]}, 'a: missing x, y; not declared "x, y"', None),
        ({"a": MASK}, {"a": NEW}, "a is not as declared", None),
        ({"a": "x"}, {"a": MASK}, "a is not as declared", None),
        (
            {"a": ["x", "y"]},
            {"a": ["y", "z"]},
            "a: missing z; not declared x",
            [{"field": "a", "missing": ["z"], "extra": ["x"]}],
        ),
        (
            {"a": None, "b": 1},
            {"a": ["z", "y"], "b": 1},
            "a: missing z, y",
            [{"field": "a", "missing": ["z", "y"], "extra": []}],
        ),
        ({"a": ["z", {"b": 1}]}, {"a": ["z"]}, 'a: not declared {"b": 1}', None),
        (
            {"a": ["x", "y"]},
            {"a": ["y", "x"]},
            'a is ["x", "y"], declared ["y", "x"]',
            [{"field": "a", "declared": ["y", "x"], "actual": ["x", "y"]}],
        ),
        ({"a": "x"}, {"a": ["x"]}, 'a is x, declared ["x"]', None),
        ({"a": {"b": 1, "c": 1}}, {"a": {"b": 2, "c": 1}}, "a.b is 1, declared 2", None),
        (
            {"a": [{"b": 1}, {"b": 2}]},
            {"a": [{"b": 1}, {"b": 3}]},
            "a[1].b is 2, declared 3",
            [{"field": "a[1].b", "declared": 3, "actual": 2}],
        ),
        (
            {"a": [{"b": 1}]},
            {"a": [{"b": 1}, {"b": 2}]},
            'a is [{"b": 1}], declared [{"b": 1}, {"b": 2}]',
            [{"field": "a", "declared": [{"b": 1}, {"b": 2}], "actual": [{"b": 1}]}],
        ),
        ({"a": "ä"}, {"a": ["ü"]}, 'a is ä, declared ["ü"]', None),
        ({"a": "x"}, {"a": {"c": 1, "b": 2}}, 'a is x, declared {"b": 2, "c": 1}', None),
        ({"a": {"b": 2}}, {"a": "x"}, 'a is {"b": 2}, declared x', None),
    ],
    ids=str,
)
def test_what_differs_is_named(before, after, text, fields):
    found = compared(before, after)
    text, problem = (text, "changed") if text else ("does not exist", "missing")
    (difference,) = found.differences
    assert (difference["text"], difference["problem"]) == (text, problem)
    assert fields is None or difference["fields"] == fields
    assert found.report == ["setting x: %s." % text] and found.not_verified == []
    assert {name: difference[name] for name in ("part", "kind", "name")} == {
        "part": "settings",
        "kind": "setting",
        "name": "setting x",
    }


def test_of_a_secret_that_is_due_the_reason_is_told():
    found = compared({"a": 1, "s": MASK}, {"a": 2, "s": NEW}, new_secret="regenerated, for its file was not there")
    assert found.report == ["setting x: a is 1, declared 2; s would be regenerated, for its file was not there."]


def test_what_is_noted_is_no_difference():
    verdict = Verdict()
    verdict.noted(STEP, "does not exist")
    assert verdict.report == ["setting x: does not exist."] and verdict.error() is None


@pytest.mark.parametrize(
    ("given", "report", "problems"),
    [
        ({"before": {"a": 1}, "after": {"a": 1}}, "as declared", []),
        ({"before": {}, "after": {}}, "as declared", []),
        ({"before": {"a": 1}, "after": {}}, "exists, but is declared absent", ["unwanted"]),
        ({"before": {}, "after": {"a": 1}}, "does not exist", ["missing"]),
        (
            {"before": {"a": 1}, "after": {"a": 1}, "lacking": ["its file is not there"]},
            "its file is not there",
            ["missing"],
        ),
        (
            {"before": {"a": 1}, "after": {"a": 2}, "lacking": ["its file is not there"]},
            "a is 1, declared 2; its file is not there",
            ["changed", "missing"],
        ),
        ({"before": {"a": 1}, "after": {"a": 1}, "trials": [(True, "it logs in")]}, "as declared; it logs in", []),
        ({"before": {"a": 1}, "after": {"a": 1}, "trials": [(False, "refused")]}, "as declared; refused", ["refused"]),
    ],
    ids=str,
)
def test_what_is_said_of_an_object(given, report, problems):
    found = compared(**given)
    assert found.report == ["setting x: %s." % report] and found.not_verified == []
    assert [one["problem"] for one in found.differences] == problems


SERVICE = SimpleNamespace(part="nexus_tenant", task=TASKS["nexus_tenant"], title="tenant x")


@pytest.mark.parametrize(
    ("not_seen", "text"),
    [
        (["backend_url"], "id and name as declared; backend_url not seen; it logs in"),
        (
            ["type", "backend_url", "username"],
            "id and name as declared; type, backend_url and username not seen; it logs in",
        ),
    ],
)
def test_an_object_that_was_seen_in_part_is_called_as_declared_only_in_that_part(not_seen, text):
    verdict, there = Verdict(), {"id": "x", "name": "t", "api_key_stored": False}
    verdict.compared(SERVICE, looked(there, there, observed=True, not_seen=not_seen), [(True, "it logs in")])
    assert verdict.report == ["setting x: %s." % text] and not verdict.differences
    assert [one["text"] for one in verdict.not_verified] == [text.split("; ")[1]]


def test_what_nobody_can_look_at_is_not_called_as_declared():
    found = compared({"a": 1}, {"a": 1}, [(None, "there is no key")], observed=False)
    said = ["the service offers no way to look at it", "there is no key"]
    assert [one["text"] for one in found.not_verified] == said and found.error() is None
    assert found.report == ["setting x: " + "; ".join("not verified, because %s" % one for one in said) + "."]
    assert found.not_verified[0] == {"part": "settings", "kind": "setting", "name": "setting x", "text": said[0]}


def test_the_error_names_each_difference():
    verdict = Verdict()
    assert verdict.error() is None
    verdict.missing(STEP, "its secret is missing")
    assert str(verdict.error()).startswith("1 difference between")
    verdict.failed(STEP, errors.Refused("The service said no.", "Ask it."))
    verdict.unproven(STEP, errors.Unproven("Nobody knows."))
    error = verdict.error()
    assert isinstance(error, errors.NotAsDeclared) and error.message.startswith("2 differences between")
    assert error.details["lines"] == ["setting x: its secret is missing.", "setting x: The service said no. Ask it."]
    assert verdict.values() == {
        "differences": verdict.differences,
        "not_verified": verdict.not_verified,
        "report": [*error.details["lines"], "setting x: not verified, because Nobody knows."],
    }
    assert [one["problem"] for one in verdict.differences] == ["missing", "failed"]


@pytest.mark.parametrize(
    ("error", "ends"),
    [
        (errors.Unreachable("x"), True),
        (errors.Unauthorized("x"), True),
        (errors.DatabaseError("x"), True),
        (KeyError("a defect"), True),
        (errors.Conflict("x"), False),
        (errors.InvalidInput("x"), False),
        (errors.Forbidden("x"), False),
    ],
    ids=repr,
)
def test_what_ends_a_comparison(error, ends):
    assert is_of_the_connection(error) is ends
