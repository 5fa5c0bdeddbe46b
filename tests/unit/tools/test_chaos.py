# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""make chaos: which tables it runs, and what its report says."""

from __future__ import annotations

import json

import chaos
import pytest
from common import Failed

from trust.support import tally


def rows(**failed):
    return [
        {"table": title, "tried": 3, "passed": 3 - failed.get(folder, 0), "failed": failed.get(folder, 0)}
        for folder, title in tally.TABLES.items()
    ]


def shown(tmp_path, content, complete=True):
    report = tmp_path / "trust.json"
    report.write_text(json.dumps(content))
    chaos.show(report, complete)


def test_every_table_has_tests():
    assert chaos.folders([]) == ["tests/trust/" + folder for folder in sorted(tally.TABLES)]


def test_tables_can_be_chosen():
    assert chaos.folders(["tls", "faults"]) == ["tests/trust/tls", "tests/trust/faults"]
    with pytest.raises(Failed, match="no table nonsense. There are: attackers, concurrency, faults"):
        chaos.folders(["nonsense"])


def test_the_rows_are_shown_and_all_is_well(tmp_path, capsys):
    shown(tmp_path, rows())
    printed = capsys.readouterr().out
    for title in tally.TABLES.values():
        assert title in printed
    assert "trust.json written" in printed


def test_a_failed_case_fails_the_run(tmp_path):
    with pytest.raises(Failed, match="not all is well in %s" % tally.TABLES["tls"]):
        shown(tmp_path, rows(tls=1))


def test_a_table_that_tried_nothing_fails_a_complete_run_only(tmp_path):
    empty = rows()
    empty[3].update(tried=0, passed=0)
    with pytest.raises(Failed, match=empty[3]["table"]):
        shown(tmp_path, empty)
    shown(tmp_path, empty, complete=False)


def test_no_report_is_a_failure(tmp_path):
    with pytest.raises(Failed, match="left no report"):
        chaos.show(tmp_path / "none.json", True)
