# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter for names that are shown."""

from __future__ import annotations

import pytest

from ansible_collections.cxops.genesys.plugins.filter.one_line import as_one_line


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("CRM sync", "CRM sync"),
        ("a\x1b[31mb\x9b2Jc\nd\u202ee\u2066f\x07", "a [31mb 2Jc d e f"),
        (12, "12"),
        ("", ""),
        ({"client_secret": "S3cret"}, "(a dict)"),
        ([["S3cret"]], "(a list)"),
    ],
)
def test_a_name_does_nothing_to_a_terminal(name, shown):
    assert as_one_line(name) == shown
