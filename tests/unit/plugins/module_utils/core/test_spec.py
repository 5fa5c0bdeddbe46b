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
    without_names_in_secrets,
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
        ({"secret": {"key:two": None, "api-key": "three"}}, {"key:two", "two", "three"}),
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


def test_names_in_a_secret_are_masked():
    given = {"name": {"a": 1}, "secret": {"key:one": None}, "servers": [{"port": 1}], "person": {"deep": {"key": "x"}}}
    assert without_names_in_secrets(FIELDS, given) == dict(given, secret=MASK)
    assert "key:one" in given["secret"]
    assert without_names_in_secrets(FIELDS, {"secret": {}, "other": 1}) == {"secret": {}, "other": 1}
