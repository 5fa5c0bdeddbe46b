# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Letter case: A to Z are small, all other letters are those that they are."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.cxops.genesys.plugins.module_utils.core.text import folded

LOOKALIKES = ["\u212aelvin", "\u0130stanbul", "\u212bngstrom", "stra\u1e9ee", "\u00c4", "\uff21"]


@given(st.text(st.characters(max_codepoint=127)))
def test_ascii(text):
    assert folded(text) == text.lower()


@given(st.text())
def test_other_letters_stay(text):
    assert [one for one in folded(text) if ord(one) > 127] == [one for one in text if ord(one) > 127]
    assert re.search("[A-Z]", folded(text)) is None and len(folded(text)) == len(text)


@pytest.mark.parametrize("text", LOOKALIKES)
def test_what_looks_alike_is_not_the_same(text):
    assert folded(text) != text.lower() != text


def test_what_is_no_text():
    assert (folded(None), folded(7)) == ("none", "7")
