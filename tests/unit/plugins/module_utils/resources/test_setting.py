# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List settings: merging, removing and replacing, on random lists and spellings."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.cxops.genesys.plugins.module_utils.core import checks
from ansible_collections.cxops.genesys.plugins.module_utils.resources.setting import (
    CORS,
    LIST_MODES,
    Settings,
    combined,
    normaliser,
    split,
)

HOSTS = st.sampled_from(["gws", "gauth", "wwe", "prov", "iwd"])
SPELLINGS = st.sampled_from(
    [
        "https://%s.example.com",
        "HTTPS://%s.Example.com",
        "https://%s.example.com/",
        "https://%s.example.com:443",
        "http://%s.example.com:8080",
    ]
)
ORIGINS = st.builds(lambda spelling, host: spelling % host, SPELLINGS, HOSTS)
LISTS = st.lists(ORIGINS, max_size=6)
TEXTS = st.builds(lambda separator, members: separator.join(members), st.sampled_from([",", ", ", " ,  "]), LISTS)
MODES = st.sampled_from(LIST_MODES)
NORMAL = checks.normal_origin


def members(text):
    return [NORMAL(member) for member in split(text)]


@given(text=TEXTS, values=LISTS, mode=MODES)
def test_a_second_time_changes_nothing(text, values, mode):
    once = combined(text, values, mode, NORMAL)
    assert combined(once, values, mode, NORMAL) == once


@given(text=TEXTS, values=LISTS)
def test_merge_keeps_what_is_there_in_its_order_and_adds_the_rest(text, values):
    result = combined(text, values, "merge", NORMAL)
    assert split(result)[: len(split(text))] == split(text)
    assert set(members(result)) == set(members(text)) | {NORMAL(value) for value in values}
    added = members(result)[len(split(text)) :]
    assert len(added) == len(set(added)) and not set(added) & set(members(text))


@given(text=TEXTS, values=LISTS)
def test_remove_takes_out_just_the_given_ones(text, values):
    gone = {NORMAL(value) for value in values}
    assert split(combined(text, values, "remove", NORMAL)) == [
        member for member in split(text) if NORMAL(member) not in gone
    ]


@given(text=TEXTS, values=LISTS)
def test_replace_leaves_just_the_given_ones(text, values):
    assert set(members(combined(text, values, "replace", NORMAL))) == {NORMAL(value) for value in values}


@given(text=TEXTS, values=LISTS, mode=MODES)
def test_what_says_the_same_is_the_same_text(text, values, mode):
    result = combined(text, values, mode, NORMAL)
    if members(result) == members(text):
        assert result == text


@given(text=TEXTS, mode=MODES)
def test_giving_what_is_there_changes_no_letter(text, mode):
    if mode != "remove":
        assert combined(text, split(text), mode, NORMAL) == text
        assert combined(text, [NORMAL(member) for member in split(text)], mode, NORMAL) == text


@given(text=TEXTS, values=LISTS, mode=MODES)
def test_the_separator_stays(text, values, mode):
    result = combined(text, values, mode, NORMAL)
    if result != text and len(split(result)) > 1:
        assert (", " in result) is (", " in text)


@pytest.mark.parametrize(
    ("text", "values", "mode", "result"),
    [
        ("", ["https://A.example.com/"], "merge", "https://a.example.com"),
        ("https://a", ["https://b"], "merge", "https://a,https://b"),
        ("https://a, https://b", ["https://c"], "merge", "https://a, https://b, https://c"),
        ("https://a,,https://b,", ["https://a"], "merge", "https://a,,https://b,"),
        ("https://a", [" ", ""], "merge", "https://a"),
        ("https://a", [], "replace", ""),
        ("*", ["*"], "replace", "*"),
    ],
)
def test_examples(text, values, mode, result):
    assert combined(text, values, mode, NORMAL) == result


def test_other_lists_compare_letter_by_letter():
    assert normaliser(CORS) is checks.normal_origin
    assert combined("a,B", ["b"], "merge", normaliser("other")) == "a,B,b"


def shown(before, after, **options):
    """The two sides of the diff."""
    sides = ({"value": text, "name": "x"} if text is not None else {} for text in (before, after))
    return [side.get("value") for side in Settings.shown(SimpleNamespace(options=options), *sides)]


@pytest.mark.parametrize("options", [{"name": CORS}, {"name": "x", "values": ["a"]}, {"name": CORS, "state": "absent"}])
def test_the_diff_has_one_member_a_line(options):
    assert shown("a, b", "a,b,c", **options) == [["a", "b"], ["a", "b", "c"]]
    assert shown("a,b", None, **options) == [["a", "b"], None]
    assert shown(None, "", **options) == [None, []]


def test_the_diff_has_the_text_where_only_what_separates_the_members_differs_or_it_is_no_list():
    assert shown("a,b", "a, b", name=CORS) == ["a,b", "a, b"]
    assert shown("Hello, world", "Hello", name="greeting") == ["Hello, world", "Hello"]
