# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""YAML without a library: it says the same as that of the filter to_unsafe_yaml, whatever stands in a text."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.cxops.genesys.plugins.filter.to_unsafe_yaml import to_unsafe_yaml
from ansible_collections.cxops.genesys.plugins.module_utils.core.unsafe_yaml import Template, dump


class Loader(yaml.SafeLoader):
    """Tagged texts with their tag."""


Loader.add_constructor("!unsafe", lambda loader, node: ("!unsafe", node.value))
LOOKS_LIKE = (
    "", "~", "null", "yes", "No", "on", "y", "12", "-0x1F", "0b1", "017", "1:30", "1_000", "1.5", "1e3", "1.e+3", ".5", ".inf", "-.INF", ".nan",
    "2026-12-01", "2026-12-01T01:02:03Z", "2026-1-1 1:02:03.5 +01:00", "<<", "=", "*", "&", "!",
    "{{ x }}", "{% if %}", "it's", '"', "a: b", "# x", "- x", "!x", "&a",
    " x ", "a\nb", "\u2028", "\ud7ff", "\U0001f600", "\x00", "\x85", "\ufeff", "é", "---", "...", "%",
)  # fmt: skip
TEXTS = st.one_of(
    st.sampled_from(LOOKS_LIKE),
    st.text(st.characters(exclude_categories=("Cs",)), max_size=12),
    st.text("0123456789-+.:_eExXbTZ ", max_size=12),
)
NAMES = st.one_of(
    st.sampled_from(("a", "yes", "1", "a b", "it's", "{{x}}")), st.text("ab{}' \n", min_size=1, max_size=4)
)
VALUES = st.recursive(
    st.one_of(TEXTS, st.integers(), st.booleans(), st.none()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(NAMES, inner, max_size=3)),
    max_leaves=8,
)


def loaded(text):
    return yaml.load(text, Loader)  # noqa: S506


@given(st.dictionaries(NAMES, VALUES, max_size=4))
def test_it_says_what_the_filter_says(value):
    assert loaded(dump(value)) == loaded(str(to_unsafe_yaml(value)))


@pytest.mark.parametrize("text", LOOKS_LIKE, ids=repr)
def test_each_text_that_looks_like_something_else_stays_a_text(text):
    for written in (dump({"a": text}), dump({"a": [{"b": text}]})):
        (value,) = loaded(written).values()
        value = value if isinstance(value, (str, tuple)) else value[0]["b"]
        assert value in (text, ("!unsafe", text))
        assert "{" not in text or value == ("!unsafe", text)


def test_a_template_of_our_own_is_one():
    assert loaded(dump({"a": Template("{{ it's }}")})) == {"a": "{{ it's }}"}
    assert dump({}) == "{}\n"
