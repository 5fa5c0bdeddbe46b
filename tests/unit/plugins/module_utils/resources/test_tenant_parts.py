# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a role's first look is about, by the parts that run."""

from __future__ import annotations

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.resources._tenant_options import PARTS
from ansible_collections.cxops.genesys.plugins.module_utils.resources._tenant_parts import (
    FOUND,
    TOLD_APART,
    is_made,
    narrowed,
)

BOTH, EVERYTHING = list(FOUND), [*FOUND, *TOLD_APART]
DIGITAL = ["gapis", "chat", "services", "nexus_tenant", "designer_env"]
STATE, ELSEWHERE = {"state_dir": "/state"}, {"digital_channels_contact_center_id": "an id"}


def options(runs, **given):
    nowhere = {"state_dir": None, "digital_channels_contact_center_id": None}
    return {"find_only": True, "ready_for": runs, "parts": EVERYTHING, **nowhere, **given}


@pytest.mark.parametrize(
    ("runs", "given", "expected"),
    [
        (list(PARTS), {}, EVERYTHING),
        (list(PARTS), {"parts": BOTH}, BOTH),
        (["cors"], {}, BOTH),
        (["environment", "services"], {}, [*BOTH, "services"]),
        (["auth_clients", "data_centers", "gapis"], STATE, []),
        (DIGITAL, {}, list(TOLD_APART)),
        (DIGITAL, STATE, ["contact_center", *TOLD_APART]),
        (DIGITAL, {**STATE, **ELSEWHERE}, list(TOLD_APART)),
        (["designer_env"], STATE, ["contact_center"]),
        (["chat"], {}, []),
        ([], STATE, []),
        (None, STATE, EVERYTHING),
        (["cors"], {"find_only": False}, EVERYTHING),
    ],
    ids=str,
)
def test_only_what_the_parts_need_that_run_is_looked_at(runs, given, expected):
    assert narrowed(options(runs, **given))["parts"] == expected


def test_a_contact_center_is_made_by_its_own_part_only():
    assert is_made("contact_center", options(None)) and is_made("contact_center", options(list(PARTS)))
    assert not is_made("contact_center", options(["cors", "services"]))
