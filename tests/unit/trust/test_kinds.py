# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which kinds of faults are tried where: all of them at what has an effect, and at what only reads no kind a second time."""

from __future__ import annotations

import pytest

from trust.support import kinds

LIMITS = "SET LOCAL lock_timeout = 1; SET LOCAL statement_timeout = 2; "
READING = (
    "GET /environment/v3/environments",
    "SELECT ctid, * FROM nex_gapis",
    LIMITS + "SELECT ctid, * FROM nex_gapis",
)
CHANGING = (
    "POST /auth/v3/oauth/token",
    "PUT /environment/v3/environments",
    "DELETE /api/v2/oauth/clients/x",
    "INSERT INTO nex_gapis (url) VALUES ('x')",
    "SELECT pg_advisory_lock(7)",
    "LOCK TABLE nex_gapis IN SHARE ROW EXCLUSIVE MODE",
    LIMITS + "LOCK TABLE nex_gapis IN SHARE ROW EXCLUSIVE MODE",
    "BEGIN",
    "COMMIT",
)


@pytest.mark.parametrize("some", [kinds.HTTP, kinds.SQL], ids=["HTTP", "SQL"])
@pytest.mark.parametrize("sent", CHANGING)
def test_all_are_tried_at_what_has_an_effect(some, sent):
    assert kinds.has_effect(sent)
    assert kinds.differing(some, sent) == list(some)


@pytest.mark.parametrize("some", [kinds.HTTP, kinds.SQL], ids=["HTTP", "SQL"])
@pytest.mark.parametrize("sent", READING)
def test_what_is_left_out_has_its_like(some, sent):
    assert not kinds.has_effect(sent)
    tried = {kind.name for kind in kinds.differing(some, sent)}
    left_out = {kind.name for kind in some} - tried
    assert left_out
    assert {name.replace("after", "before") for name in left_out} <= tried
    assert "answer lost after the effect" in tried
