# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Paths of URLs: what is named is one segment, and stays below its collection."""

from __future__ import annotations

import posixpath
import re
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.cxops.genesys.plugins.module_utils.core import checks
from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import BadResponse
from ansible_collections.cxops.genesys.plugins.module_utils.core.paths import stays_below, under

DOTS = [
    ".",
    "..",
    "%2e",
    "%2E%2e",
    ".%2e",
    "%252e%252e",
    "..;",
    "..;a=b",
    "..%3b",
    "a/../b",
    "..%2f..%2fa",
    "..\\..",
    "..%5ca",
]
DOTS += ["..%00", "..%00.html", "%09..", ".%09./x", "..?", "..%23"]


@pytest.mark.parametrize("name", ["", *DOTS])
def test_what_cannot_be_a_segment(name):
    with pytest.raises(BadResponse, match="No request can be about it"):
        under("/things", name)
    assert checks.segment(name)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("a", "/things/a"),
        ("...", "/things/..."),
        ("a/..b", "/things/a%2F..b"),
        ("a;..", "/things/a%3B.."),
        ("a?b#c", "/things/a%3Fb%23c"),
        (7, "/things/7"),
    ],
)
def test_one_segment(name, path):
    assert under("/things", name) == path


@given(st.text(st.characters(blacklist_categories=["Cs"]), min_size=1))
def test_no_name_leaves_its_collection(name):
    try:
        path = under("/things", name)
    except BadResponse:
        assert re.search(r"(^|[/\\\x00- \x7f])\.\.?($|[/\\;?#\x00- \x7f])", unquote(name))
        return
    assert path.count("/") == 2 and posixpath.normpath(path).startswith("/things/")


def test_below():
    assert stays_below("/api/v2/x/y", "/api/v2/") and stays_below("/api/v2/x?a=/../", "/api/v2/")
    for path in ("/api/v2", "/api/v2/", "x/api/v2/y", *("/api/v2/x/%s/y" % dots for dots in DOTS), "/api/v2/.."):
        assert not stays_below(path, "/api/v2/"), path
