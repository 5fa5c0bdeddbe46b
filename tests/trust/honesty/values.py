# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values to draw: built from a resource's table of fields, and the other ways in which a service may write the same."""

from __future__ import annotations

from functools import cache

from hypothesis import strategies as st

from emulator.switches import Switches

IDS = tuple("%s0000000-0000-4000-8000-00000000000%s" % (letter, letter) for letter in "abcd")
SECRETS = ("Canary-secret-one", "Canary secret/+?&two", "Canary-dr\u00edtt\u00fd-three", "Canary-%s" % ("x" * 300))
TEXTS = (
    "default",
    "Cloud",
    "t100",
    "T100",
    "t200",
    "\u00dcn\u00efc\u00f6de \u540d\u524d",
    "  padded  ",
    "two\nlines",
    "8888",
    "true",
    "null",
    "a,b",
    "{{ 7 * 7 }}",
    "long " * 100,
)
URLS = (
    "https://gws.example.com",
    "https://gws.example.com:8443/path",
    "http://one.example.com",
    "http://two.example.com",
    "https://digital.example.com/chat/v3",
)
NUMBERS = (1, 2, 5, 7, 60, 300, 900, 8888, 43200, 65535, 86400, 172800)
PLACES = ("/", "/usw1", "/USE1", "/eu-west.1")
STRINGS = TEXTS + URLS + IDS + tuple(one.upper() for one in IDS) + PLACES
PLAIN = st.one_of(st.none(), st.booleans(), st.integers(-9, 9), st.sampled_from(TEXTS[:8]))
OBJECTS = st.dictionaries(
    st.sampled_from("abc"), st.recursive(PLAIN, lambda inner: st.lists(inner, max_size=2), max_leaves=3), max_size=3
)
THIRD, SAME, MIXED = st.integers(0, 2), st.just("same"), st.sampled_from(("same", "same", "other", "none"))
FOLDER = "@folder/"  # stands for the folder of the example

# Drawn apart: what a service is slow or strict with, in numbers that keep an example short.
STEPS = {
    "visible_after_gets": (0, 1, 3),
    "visible_after_seconds": (0, 2),
    "cloud_visible_after_gets": (0, 2),
    "cloud_rate_limit": (300, 0, 20),
    "cloud_token_rate": (60, 0, 3),
}


@cache
def _positions():
    """(name, value) of every position of every switch but the usual ones."""
    return tuple(
        (name, value)
        for name, about in Switches.describe().items()
        for value in STEPS.get(name) or about["values"]
        if value != about["default"]
    )


def switches(**fixed):
    """Some positions of all switches. fixed: name to the values to be drawn from, where not all of them are wanted."""
    usual = {name: about["default"] for name, about in Switches.describe().items()}
    some = st.lists(st.sampled_from(_positions()), max_size=12).map(dict)
    chosen = st.fixed_dictionaries({name: st.sampled_from(of) for name, of in fixed.items()})
    return st.tuples(some, chosen).map(
        lambda both: {name: value for name, value in {**both[0], **both[1]}.items() if value != usual[name]}
    )


def ways(draw):
    """How the members of one row came about: as they are wanted, all of them in every third row, or another, or none."""
    return SAME if draw(THIRD) == 0 else MIXED


@cache
def _texts(check):
    return st.sampled_from([one for one in STRINGS if check is None or check(one) is None])


@cache
def _numbers(check):
    return st.sampled_from([one for one in NUMBERS if check is None or check(one) is None])


@cache
def _choices(values):
    return st.sampled_from(values)


_LISTS = {}


def _list_of(member):
    """Each strategy is made once: making one takes longer than to draw from it."""
    return _LISTS.setdefault(id(member), (member, st.lists(member, max_size=4)))[1]


def value_of(field, apart=None):
    """A value for an option, from its type, its choices and its check. apart: strategies for options by name."""
    if apart and field.arg in apart:
        return apart[field.arg]
    if field.secret and field.type == "str":
        return _choices(SECRETS)
    if field.type == "bool":
        return st.booleans()
    if field.type in ("int", "float"):
        return _numbers(field.check)
    if field.fields:
        member = options_of(field.fields, apart)
        unique = (lambda one: str(one.get(field.key)).lower()) if field.key else None
        return st.lists(member, min_size=1, max_size=3, unique_by=unique)
    if field.type == "dict":
        return OBJECTS
    if field.type == "path":
        return _choices((FOLDER + "one.secret", FOLDER + "new/two.secret"))
    choices = _choices(field.choices) if field.choices else _texts(field.check)
    return _list_of(choices) if field.type == "list" else choices


def options_of(fields, apart=None, always=()):
    """Some of the options of a table, with those that are required and those that are always wanted."""
    must, may = {}, {}
    for field in fields:
        if field.option:
            (must if field.required or field.arg in always else may)[field.arg] = value_of(field, apart)
    return st.fixed_dictionaries(must, optional=may)


def spelt_otherwise(value, loose=None):
    """The same value as a service may tell it: in another order, another case, with a slash at its end, twice.

    loose: the normal form in which two spellings are the same, if there is one.
    """
    if isinstance(value, list) and value and isinstance(value[0], str):
        member = st.tuples(*(spelt_otherwise(one, loose) for one in value)).map(list)
        return st.one_of(st.permutations(value), member.flatmap(st.permutations))
    if isinstance(value, str) and loose is not None:
        ways = (value, value.upper(), value.swapcase(), value.title(), value + "/", value.rstrip("/"))
        return st.sampled_from([one for one in ways if loose(one) == loose(value)])
    return st.just(value)
