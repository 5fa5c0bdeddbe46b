# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The long form of the tests of trust: ``make chaos`` writes a row for each table of cases into build/trust.json."""

from __future__ import annotations

import json
import os
from pathlib import Path

from common import BUILD, ROOT, Failed, paint

REPORT = BUILD / "trust.json"
SUITE = "tests/trust"


def folders(words: list[str]) -> list[str]:
    """The folders of the tables that a person names; all of them when none is named. Raises Failed."""
    known = sorted(path.name for path in (ROOT / SUITE).iterdir() if path.is_dir() and list(path.glob("test_*.py")))
    for word in words:
        if word not in known:
            raise Failed(f"There is no table {word}. There are: {', '.join(known)}")
    return [f"{SUITE}/{word}" for word in words or known]


def command(*arguments: str) -> list[str]:
    """pytest over the tests of trust, in their long form."""
    # Much of the time is waiting for timeouts, so that more tests than processors are at work.
    workers = str(2 * (os.cpu_count() or 1))
    spread = ["-n", workers, "--dist", "worksteal"]  # some tests take many minutes: nothing is to wait behind them
    words = [
        "python",
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        "--long",
        "--nightly",
        f"--trust-report={REPORT}",
        "-q",
    ]
    return [*words, *spread, *arguments]


def show(report: Path, complete: bool) -> None:
    """Print the rows. Raises Failed when a case failed, and when a table of a complete run tried nothing."""
    if not report.exists():
        raise Failed("pytest left no report")
    rows = json.loads(report.read_text(encoding="utf-8"))
    print(f"\n{'':<38}{'tried':>8}{'passed':>8}{'failed':>8}")
    wrong = []
    for row in rows:
        line = f"{row['table']:<38}{row['tried']:>8}{row['passed']:>8}{row['failed']:>8}"
        if row["failed"] or (complete and not row["tried"]):
            wrong.append(row["table"])
            line = paint(line, "red")
        print(line)
    print(f"\n{report.relative_to(ROOT) if report.is_relative_to(ROOT) else report} written", flush=True)
    if wrong:
        raise Failed(f"not all is well in {', '.join(wrong)}")
