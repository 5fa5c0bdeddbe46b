# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets are taken out of whatever is shown, plain or URL-encoded, and nothing else changes."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ansible_collections.cxops.genesys.plugins.module_utils.binding.redaction import HIDDEN, SHORTEST, redact, revealed
from ansible_collections.cxops.genesys.plugins.module_utils.core.spec import MASK

SECRETS = st.text(
    st.characters(min_codepoint=33, max_codepoint=0x2FF, exclude_categories=["Cs"]), min_size=SHORTEST, max_size=20
).filter(lambda secret: secret.strip("*") and not set(secret) <= set("*/"))
TEXT = st.text(max_size=10)


def nested(leaf):
    return st.recursive(
        leaf, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3), max_leaves=8
    )


@given(secret=SECRETS, before=TEXT, after=TEXT, encode=st.sampled_from([str, lambda s: quote(s, safe="")]))
def test_no_secret_survives(secret, before, after, encode):
    needle = encode(secret)
    shown = redact({"a": [{"b": before + needle + after}], "c": (needle,)}, {secret})
    assume(needle not in before + MASK + after and needle not in before + MASK and needle not in MASK + after)
    assert needle not in shown["a"][0]["b"]
    assert shown["c"] == [MASK]


@given(secret=SECRETS, other=SECRETS, value=st.data())
def test_no_secret_survives_anywhere(secret, other, value):
    found = redact(
        value.draw(nested(st.sampled_from([secret, "x%sy" % secret, other, "plain", 7, None, True]))), {secret, other}
    )
    text = json.dumps(found, ensure_ascii=False)
    for needle in (secret, other):
        if (
            needle not in MASK
            and not any(needle in word for word in ("plain", "xy", "true", "null"))
            and '"' not in needle
            and "\\" not in needle
        ):
            assert all(needle not in leaf for leaf in leaves(found)), text


def leaves(value):
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for member in value.values() for text in leaves(member)]
    if isinstance(value, list):
        return [text for member in value for text in leaves(member)]
    return []


@given(value=nested(st.one_of(st.integers(), st.booleans(), st.none(), st.text(st.sampled_from("abc"), max_size=6))))
def test_what_holds_no_secret_stays(value):
    assert redact(value, {"hunter22", "s3cret"}) == value
    assert redact(value, set()) == value


def test_the_longer_secret_wins():
    assert redact("abcd-efgh", {"abcd", "abcd-efgh"}) == MASK


def test_short_secrets_do_not_turn_words_into_masks():
    assert redact("ops at the shop", {"ops", ""}) == "ops at the shop"


@pytest.mark.parametrize("word", ["changed", "secret", "failed", "resource", "nexus"])
def test_a_secret_that_is_an_ordinary_word_leaves_the_names_of_members(word):
    """The vendor's own default secrets are such words."""
    result = {
        "changed": True,
        "failed": False,
        "resource": {"client_secret": word, "secret_file": "/x"},
        "nexus_url": 1,
    }
    shown = redact(result, {word})
    assert set(shown) == set(result)
    assert shown["resource"]["client_secret"] == MASK
    assert "secret_file" in shown["resource"]


@pytest.mark.parametrize(("no_log", "value"), [(True, "s3cret"), (False, HIDDEN)])
def test_secrets_are_revealed_only_to_tasks_with_no_log(no_log, value):
    assert revealed({"token": "s3cret"}, no_log) == {"token": value}
