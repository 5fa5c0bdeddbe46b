# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The planner is pure: what it promises is checked on random objects, wishes and tables."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import BadResponse, InvalidInput
from ansible_collections.cxops.genesys.plugins.module_utils.core.plan import CREATE, DELETE, NONE, UPDATE, Wanted, plan
from ansible_collections.cxops.genesys.plugins.module_utils.core.spec import (
    KEYED,
    MASK,
    MEMBERS,
    ORDERED,
    REFERENCE,
    SET,
    WRITE_ONLY,
    Field,
    Resource,
    from_wire,
    mask,
    to_wire,
)

SERVER = (
    Field("address", "primaryAddress", required=True),
    Field("port", "primaryPort", type="int", create=8888),
    Field("region", "locations"),
)
PAIR = (Field("one", "first", required=True), Field("other", "second", required=True))
RESOURCE = Resource(
    "thing",
    ("id",),
    (
        Field("id", "id", compare=REFERENCE),
        Field("name", "displayName", create=lambda values: values["id"]),
        Field("size", "size", type="int", create=7),
        Field("tags", "tags", type="list", elements="str", compare=SET),
        Field("grants", "grants", type="list", elements="str", compare=SET, server_adds=True),
        Field("steps", "steps", type="list", elements="str", compare=ORDERED),
        Field("servers", "servers", type="list", elements="dict", fields=SERVER, compare=KEYED, key="address"),
        Field(
            "pairs",
            "pairs",
            type="list",
            elements="dict",
            fields=PAIR,
            compare=SET,
            normal=lambda pair: (pair["one"], pair["other"]),
        ),
        Field("rest", apart=True, type="dict", compare=MEMBERS),
        Field("secret", "secret", secret=True, compare=WRITE_ONLY),
        Field("strict", type="bool", default=False),
    ),
)
WORDS = st.text(string.ascii_lowercase, min_size=1, max_size=4)
LISTS = st.lists(WORDS, max_size=4)
SERVERS = st.lists(
    st.fixed_dictionaries({"address": WORDS}, optional={"port": st.integers(1, 9), "region": WORDS}),
    max_size=3,
    unique_by=lambda server: server["address"],
)
PAIRS = st.lists(st.fixed_dictionaries({"one": WORDS, "other": WORDS}), max_size=3)
WIRED = {
    "name": WORDS,
    "size": st.integers(0, 9),
    "tags": LISTS,
    "grants": LISTS,
    "steps": LISTS,
    "servers": SERVERS,
    "pairs": PAIRS,
    "secret": WORDS,
}
OPTIONAL = dict(WIRED, rest=st.dictionaries(WORDS, st.one_of(st.none(), st.integers(0, 3)), max_size=3))
WISHES = st.fixed_dictionaries({"id": st.just("a1")}, optional=OPTIONAL)
STATES = st.one_of(st.none(), st.fixed_dictionaries({"id": st.sampled_from(["a1", "A1"])}, optional=OPTIONAL))


def readable(obj):
    """What the service shows of an object: everything but the secret."""
    return {name: value for name, value in obj.items() if name != "secret"}


@given(wish=WISHES, current=STATES, strict=st.booleans())
def test_what_was_planned_needs_no_second_run(wish, current, strict):
    current = readable(current) if current is not None else None
    first = plan(RESOURCE, Wanted(wish, strict=strict), current)
    again = plan(RESOURCE, Wanted(wish, strict=strict), readable(first.after))
    assert again.action == NONE
    assert again.patch == {}


@given(wish=WISHES, current=STATES)
def test_what_was_not_named_is_left_alone(wish, current):
    step = plan(RESOURCE, Wanted(wish), current)
    if step.action in (UPDATE, NONE):
        for name, value in (current or {}).items():
            if name not in wish:
                assert step.after[name] == value
        assert set(step.patch) <= set(wish)


@given(wish=WISHES, current=STATES)
def test_the_patch_is_exactly_the_difference(wish, current):
    step = plan(RESOURCE, Wanted(wish), current)
    assert step.before == (current or {})
    assert step.after == dict(step.before, **step.patch)
    assert (step.action == NONE) == (step.patch == {})
    for name in step.patch:
        assert step.patch[name] != step.before.get(name) or step.action == CREATE


@given(wish=WISHES, current=STATES)
def test_inputs_are_not_modified(wish, current):
    wish_before, current_before = repr(wish), repr(current)
    plan(RESOURCE, Wanted(wish), current)
    assert (repr(wish), repr(current)) == (wish_before, current_before)


@given(current=STATES)
def test_absent(current):
    step = plan(RESOURCE, None, current, "absent")
    assert step.action == (NONE if current is None else DELETE)
    assert step.after == {}


@given(extra=LISTS, wanted=LISTS)
def test_members_that_the_server_added_are_kept_unless_strict(extra, wanted):
    current = {"id": "a1", "grants": wanted[:1] + extra}
    lenient = plan(RESOURCE, Wanted({"id": "a1", "grants": wanted}), current)
    assert set(lenient.after["grants"]) == set(current["grants"]) | set(wanted)
    strict = plan(RESOURCE, Wanted({"id": "a1", "grants": wanted}, strict=True), current)
    assert set(strict.after["grants"]) == set(wanted)


def test_a_secret_is_written_only_when_it_is_to_be_rewritten():
    current = {"id": "a1"}
    assert plan(RESOURCE, Wanted({"id": "a1", "secret": "s"}), current).action == NONE
    step = plan(RESOURCE, Wanted({"id": "a1", "secret": "s"}, frozenset(["secret"])), current)
    assert (step.action, step.patch, step.rewrite) == (UPDATE, {"secret": "s"}, frozenset(["secret"]))


def test_creation_adds_defaults_also_to_members():
    step = plan(RESOURCE, Wanted({"id": "a1", "servers": [{"address": "x", "region": None}]}), None)
    assert step.after == {"id": "a1", "name": "a1", "size": 7, "servers": [{"address": "x", "port": 8888}]}


def test_creation_without_a_needed_value_is_refused():
    resource = Resource("thing", ("id",), (Field("id", "id"), Field("owner", "owner", needed=True)))
    with pytest.raises(InvalidInput, match="thing a1 does not exist yet, and creating it needs: owner"):
        plan(resource, Wanted({"id": "a1"}), None)


@pytest.mark.parametrize("empty", ["", []])
def test_a_needed_value_is_not_emptied(empty):
    resource = Resource("thing", ("id",), (Field("id", "id"), Field("owner", "owner", needed=True)))
    with pytest.raises(InvalidInput, match="thing a1 cannot be without: owner"):
        plan(resource, Wanted({"id": "a1", "owner": empty}), {"id": "a1", "owner": "x"})
    assert plan(resource, Wanted({"id": "a1", "owner": empty}), {"id": "a1", "owner": empty}).action == NONE


def test_a_member_keeps_what_the_user_left_open():
    current = {"id": "a1", "servers": [{"address": "X", "port": 1, "region": "/r"}]}
    step = plan(RESOURCE, Wanted({"id": "a1", "servers": [{"address": "x", "port": 2}]}), current)
    assert step.patch == {"servers": [{"address": "x", "port": 2, "region": "/r"}]}


def test_an_object_that_was_found_otherwise_keeps_its_key():
    assert plan(RESOURCE, Wanted({"id": "a1", "size": 7}), {"id": "b2", "size": 7}).action == NONE


@given(wish=st.permutations([("a", "b"), ("a", "c"), ("b", "b")]))
def test_pairs_are_a_set_whatever_they_share(wish):
    pairs = [{"one": one, "other": other} for one, other in wish]
    assert plan(RESOURCE, Wanted({"id": "a1", "pairs": pairs + pairs[:1]}), {"id": "a1", "pairs": pairs}).action == NONE
    step = plan(RESOURCE, Wanted({"id": "a1", "pairs": pairs[:2]}), {"id": "a1", "pairs": pairs})
    assert step.patch == {"pairs": pairs[:2]}


def test_of_members_only_the_given_ones_count():
    there = {"id": "a1", "rest": {"a": 1, "b": 2}}
    assert plan(RESOURCE, Wanted({"id": "a1", "rest": {"a": 1, "c": None}}), there).action == NONE
    assert plan(RESOURCE, Wanted({"id": "a1", "rest": {"a": 3}}), there).after["rest"] == {"a": 3, "b": 2}
    assert plan(RESOURCE, Wanted({"id": "a1", "rest": {"b": None}}), there).after["rest"] == {"a": 1, "b": None}


def test_what_is_kept_apart_is_planned_but_not_mapped():
    assert to_wire(RESOURCE.managed, {"id": "a1", "rest": {"a": 1}}) == {"id": "a1"}
    assert plan(RESOURCE, Wanted({"id": "a1", "rest": {"a": 1}}), {"id": "a1"}).patch == {"rest": {"a": 1}}


def test_a_message_calls_an_object_as_its_users_do():
    named = Resource("thing", ("id",), RESOURCE.fields, called=("name",))
    assert named.title({"id": "a1", "name": "first"}) == "thing first"
    assert named.title({"id": "a1"}) == "thing a1"
    assert RESOURCE.title({"id": "a1", "name": "first"}) == "thing a1"


def test_nothing_wanted_is_no_change():
    assert plan(RESOURCE, None, None).action == NONE
    step = plan(RESOURCE, None, {"id": "a1"})
    assert (step.action, step.before, step.after) == (NONE, {"id": "a1"}, {"id": "a1"})


@given(values=st.fixed_dictionaries({"id": WORDS}, optional=WIRED))
def test_mapping_round_trip(values):
    assert from_wire(RESOURCE.managed, to_wire(RESOURCE.managed, values)) == values


@given(values=st.fixed_dictionaries({"id": WORDS, "secret": st.just("hunter2")}, optional={"name": WORDS}))
def test_masked_values_hold_no_secret(values):
    shown = mask(RESOURCE.fields, values, {"secret"})
    assert "hunter2" not in repr(shown)
    assert shown["secret"] == MASK + " (new)"
    assert {k: v for k, v in shown.items() if k != "secret"} == readable(values)


@pytest.mark.parametrize(
    ("field", "wire", "value"),
    [
        (Field("a", "a", type="bool"), "true", True),
        (Field("a", "a", type="bool"), "False", False),
        (Field("a", "a", type="int"), "8888", 8888),
        (Field("a", "a"), 7, "7"),
        (Field("a", "a", type="list"), "one", ["one"]),
        (Field("a", "a"), "text", "text"),
    ],
)
def test_values_that_a_service_may_spell_otherwise(field, wire, value):
    assert field.from_wire(wire) == value


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (Field("a", "a", type="bool"), 1.5),
        (Field("a", "a", type="int"), "many"),
        (Field("a", "a", type="int"), "9" * 5000),
        (Field("a", "a", type="list"), {"b": 1}),
        (Field("a", "a", type="list"), [{"b": 1}]),
        (Field("a", "a", type="list", fields=SERVER), 5),
        (Field("a", "a", type="dict"), []),
        (Field("a", "a"), {"b": 1}),
    ],
)
def test_values_that_no_service_should_answer(field, value):
    with pytest.raises(BadResponse, match="cannot be"):
        field.from_wire(value)


def test_null_is_as_good_as_missing():
    assert from_wire(RESOURCE.managed, {"id": "a1", "size": None, "tags": None}) == {"id": "a1"}
