# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What release 2.0 refuses of what ran with 1.3.0: one message, before any write, and the line that runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from integration.upgrade import breaks_channels, breaks_cloud, breaks_tenant  # noqa: F401 (they add their rows)
from integration.upgrade.breaks import BREAKS, Operator

NIGHTLY = pytest.mark.nightly
OFTEN = ("contact_center_of_another_id", "key_without_a_file")
GUIDE = Path(__file__).resolve().parents[3] / "docs" / "user-guide.md"


def pattern(says):
    """A message of the page, in which three dots stand for what differs."""
    return ".+?".join(map(re.escape, says.split("...")))


@pytest.mark.parametrize(
    "row", [row if row.name in OFTEN else pytest.param(row, marks=NIGHTLY) for row in BREAKS], ids=lambda row: row.name
)
def test_the_former_line_is_refused_and_the_new_one_runs(world, tmp_path, row):
    plays = row.run(Operator(world, tmp_path))
    made = next(plays)
    said = " ".join(made.output.split())
    assert made.code != 0 and re.search(pattern(row.says), said), made.output[-3000:]
    assert row.writes or world.writes() == []
    again = next(plays)
    assert again.code == 0, again.output[-3000:]


def test_the_page_has_each_message_and_no_other():
    section = GUIDE.read_text(encoding="utf-8").split("\n## From 1.3 to 2.0\n")[1].split("\n## ")[0]
    rows = [line.split(" | ") for line in section.splitlines() if line.startswith("| ") and line.count(" | ") == 2]
    told = {message for _former, says, _new in rows for message in re.findall(r"`([^`]+)`", says)}
    assert told == {row.says for row in BREAKS}
