# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filters by which roles compare as the modules do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ansible_collections.cxops.genesys.plugins.filter.folded import FilterModule as Folded
from ansible_collections.cxops.genesys.plugins.filter.platform_url import FilterModule as PlatformUrl

ROOT = Path(__file__).resolve().parents[4]
SWITCH = "genesys_summary | default(true) | string | lower not in ['false', 'no', 'off', '0']"


@pytest.mark.parametrize(("value", "told"), [("AB-c", "ab-c"), ("\u212aELVIN", "\u212aelvin"), (7, "7"), ("", "")])
def test_ids_and_names(value, told):
    assert Folded().filters()["folded"](value) == told


@pytest.mark.parametrize(
    ("value", "told"),
    [("HTTPS://A.example.com:443/X/", "https://a.example.com/X"), ("https://a.", "https://a"), ("", ""), (None, "")],
)
def test_platforms(value, told):
    assert PlatformUrl().filters()["platform_url"](value) == told


def test_no_role_or_playbook_compares_in_another_way():
    """``lower`` folds letters that only look like those of A to Z."""
    found = [path for folder in ("roles", "playbooks") for path in (ROOT / folder).rglob("*.y*ml")]
    assert found
    for path in found:
        text = path.read_text(encoding="utf-8").replace(SWITCH, "")
        assert not re.search(r"\|\s*(lower|upper)\b|\.(lower|upper|casefold)\(", text), path
