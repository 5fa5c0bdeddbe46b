# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the service leaves out, against what is wanted."""

from __future__ import annotations

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.core.compare import same
from ansible_collections.cxops.genesys.plugins.module_utils.core.spec import Field


@pytest.mark.parametrize(
    ("field", "desired", "equal"),
    [
        (Field("description", "description"), "", True),
        (Field("description", "description"), "x", False),
        (Field("description", "description"), " ", False),
        (Field("username", "username", needed=True), "", False),
        (Field("password", "password", secret=True), "", False),
        (Field("size", "size", type="int"), 0, False),
        (Field("shared", "shared", type="bool"), False, False),
    ],
)
def test_only_an_empty_text_may_be_left_out(field, desired, equal):
    """Of anything else nobody knows what it is where the service does not say it."""
    assert same(field, desired, None) is equal
    assert same(field, desired, desired)
