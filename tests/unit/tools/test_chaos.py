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


def shown(tmp_path, content, code=0, complete=True):
    report = tmp_path / "trust.json"
    report.write_text(json.dumps(content))
    return chaos.show(report, code, 61.0, complete)


def test_every_table_has_tests():
    assert chaos.folders([]) == ["tests/trust/" + folder for folder in sorted(tally.TABLES)]


def test_tables_can_be_chosen():
    assert chaos.folders(["tls", "faults"]) == ["tests/trust/tls", "tests/trust/faults"]
    with pytest.raises(Failed, match="no table nonsense. There are: concurrency, faults"):
        chaos.folders(["nonsense"])


def test_the_rows_are_shown_and_all_is_well(tmp_path, capsys):
    assert shown(tmp_path, rows()) == 0
    printed = capsys.readouterr().out
    for title in tally.TABLES.values():
        assert title in printed
    assert "written after 61.0 s" in printed


def test_a_failed_case_fails_the_run(tmp_path):
    assert shown(tmp_path, rows(tls=1)) == 1


def test_what_pytest_says_stays(tmp_path):
    assert shown(tmp_path, rows(), code=2) == 2


def test_a_table_that_tried_nothing_fails_a_complete_run_only(tmp_path):
    empty = rows()
    empty[3].update(tried=0, passed=0)
    assert shown(tmp_path, empty) == 1
    assert shown(tmp_path, empty, complete=False) == 0


def test_no_report_is_a_failure(tmp_path):
    with pytest.raises(Failed, match="ended with 3 and left no report"):
        chaos.show(tmp_path / "none.json", 3, 1.0, True)
