# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter for loops over lists whose members hold secrets."""

from __future__ import annotations

import pytest
from ansible.errors import AnsibleFilterError

from ansible_collections.cxops.genesys.plugins.filter.names import names


def test_the_names_of_the_members():
    assert names([], "name") == []
    assert names([{"name": "b", "more": 1}, {"name": 7}], "name") == ["b", 7]


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ("S3cret", "A list of dicts with name is needed"),
        ({"name": "S3cret"}, "A list of dicts with name is needed"),
        ([{"name": "a"}, "S3cret"], r"\[1\]: a dict with name is needed"),
        ([[{"name": "S3cret"}]], r"\[0\]: a dict with name is needed"),
        ([{"name": {"x": "S3cret"}}], r"\[0\]\.name: a single value is needed"),
        ([{"name": ["S3cret"]}], r"\[0\]\.name: a single value is needed"),
        ([{"name:S3cret": None}], r"\[0\]\.name: a single value is needed"),
    ],
)
def test_what_is_no_name_is_not_handed_on(members, words):
    with pytest.raises(AnsibleFilterError, match=words) as told:
        names(members, "name")
    assert "S3cret" not in str(told.value)
