# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the table of fields says that secrets are."""

from __future__ import annotations

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.core.spec import (
    MASK,
    Field,
    secret_values,
    without_unknown,
)

MEMBERS = (Field("port", type="int"), Field("key", secret=True, aliases=("token",)))
FIELDS = (
    Field("name"),
    Field("password", secret=True),
    Field("secret", type="dict", secret=True),
    Field("servers", type="list", elements="dict", fields=MEMBERS),
    Field("person", type="dict", fields=(Field("deep", type="dict", fields=MEMBERS),)),
    Field("places", type="list", elements="dict", fields=(Field("port", type="int"),)),
)


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"password": "one"}, {"one"}),
        ({"password": 12345}, {"12345"}),
        ({"secret": {"a": ["two", {"b": 3}], "c": None, "d": True}}, {"two", "3"}),
        ({"secret": "no dict"}, {"no dict"}),
        ({"servers": [{"key": "three"}, {"port": 1}]}, {"three"}),
        ({"person": {"deep": {"key": "four"}}}, {"four"}),
        ({"servers": ["key: five", {"key": "six"}]}, {"key: five", "six"}),
        ({"servers": "seven"}, {"seven"}),
        ({"servers": ["}", "abc"]}, set()),
        ({"person": ["eight"]}, {"eight"}),
        ({"person": {"deep": "nine"}}, {"nine"}),
        ({"places": ["not one"], "name": "nor this"}, set()),
        ({"servers": None, "person": {}, "password": ""}, set()),
    ],
)
def test_secret_values(values, found):
    assert secret_values(FIELDS, values) == found


def test_what_has_a_name_that_there_is_not_is_masked():
    given = {
        "name": "x",
        "pasword": "one",
        "servers": [{"port": 1, "kye": "two", "token": "three"}, "text"],
        "person": {"deep": {"keys": ["four"]}, "dep": {"key": "five"}},
        "places": "text",
    }
    assert without_unknown(FIELDS, given) == {
        "name": "x",
        "pasword": MASK,
        "servers": [{"port": 1, "kye": MASK, "token": "three"}, "text"],
        "person": {"deep": {"keys": MASK}, "dep": MASK},
        "places": "text",
    }
    assert given["pasword"] == "one"
