# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a message shows of names that there are not, which may hold a secret."""

from __future__ import annotations

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.core.names import (
    HIDDEN_NAME,
    distance,
    secrets_in,
    shown_name,
    unknown_names,
)

KNOWN = ("client_id", "client_secret", "scope", "scopes")
CUT = "its name is cut here, for it may hold a secret: is the blank after the colon missing?"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("client_id", "client_id"),
        ("_x9", "_x9"),
        ("client_secret:S3cret", "client_secret..."),
        ("client_secret=S3cret:x", "client_secret..."),
        ("client_secret :S3cret", "client_secret..."),
        ("client_secret:", "client_secret..."),
        ("client_secret S3cret", HIDDEN_NAME),
        ("S3cret/of-a:x", HIDDEN_NAME),
        ("client_id\n", HIDDEN_NAME),
        ("9a", HIDDEN_NAME),
        ("", HIDDEN_NAME),
        (None, "None"),
        (5, HIDDEN_NAME),
    ],
)
def test_what_is_shown_of_a_name(name, shown):
    assert shown_name(name) == shown


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (["client_id"], []),
        (["clientid"], [("clientid", "did you mean client_id?")]),
        (["client_id", "scoop"], [("scoop", "did you mean scope?")]),
        (["clientid", "client_id"], [("clientid", "there are client_id, client_secret, scope, scopes")]),
        (["client_secret:S"], [("client_secret...", CUT)]),
        (["a b"], [(HIDDEN_NAME, "its name has other characters than letters, digits and _")]),
    ],
)
def test_a_name_that_there_is_not(given, found):
    assert list(unknown_names(given, KNOWN)) == [(name, "there is no such option; " + why) for name, why in found]


@pytest.mark.parametrize(
    ("name", "found"),
    [("password:S", ["password:S", "S"]), ("a = S\nx", ["a = S\nx", "S\nx"]), ("a:", []), ("api-key", []), (5, [])],
)
def test_what_may_be_secret_in_a_name(name, found):
    assert secrets_in(name) == found


@pytest.mark.parametrize(
    ("one", "other", "changes"),
    [
        ("", "", 0),
        ("a", "", 1),
        ("abc", "abc", 0),
        ("abc", "axc", 1),
        ("abc", "bac", 2),
        ("abc", "abcde", 2),
        ("abc", "abcdef", 3),
        ("kitten", "sitting", 3),
    ],
)
def test_distance(one, other, changes):
    pairs = [(one, other), (other, one)]  # in either direction
    assert [distance(*pair) for pair in pairs] == [changes, changes]
