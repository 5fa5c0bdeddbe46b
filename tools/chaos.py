# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The long form of the tests of trust: ``make chaos`` writes a row for each table of cases into build/trust.json."""

from __future__ import annotations

import json
import os
import subprocess
import time
from pathlib import Path

import tree
import venvs
from common import BUILD, ROOT, Failed, ansible_settings, clean_environment, paint, seconds, stop

REPORT = BUILD / "trust.json"
SUITE = "tests/trust"


def environments(core: str) -> list[str]:
    """The virtual environments that the tests of trust need."""
    return [f"core-{core}", venvs.SERVERS, venvs.TOOLS]


def folders(words: list[str]) -> list[str]:
    """The folders of the tables that a person names; all of them when none is named. Raises Failed."""
    known = sorted(path.name for path in (ROOT / SUITE).iterdir() if path.is_dir() and list(path.glob("test_*.py")))
    for word in words:
        if word not in known:
            raise Failed(f"There is no table {word}. There are: {', '.join(known)}")
    return [f"{SUITE}/{word}" for word in words or known]


def command(core: str, *arguments: str) -> list[str]:
    """pytest over the tests of trust."""
    return [str(venvs.python(f"core-{core}")), "-m", "pytest", "-p", "no:cacheprovider", *arguments]


def run(core: str, arguments: list[str]) -> int:
    """Try everything; returns the exit code. Arguments: folders of tables, and options of pytest."""
    chosen = folders([word for word in arguments if not word.startswith("-")])
    options = [word for word in arguments if word.startswith("-")]
    venvs.ensure_all(environments(core))
    home = BUILD / "home" / "chaos"
    home.mkdir(parents=True, exist_ok=True)
    environment = clean_environment(
        ANSIBLE_COLLECTIONS_PATH=str(tree.linked()),
        ANSIBLE_CONFIG=ansible_settings(),
        ANSIBLE_HOME=str(home / ".ansible"),
        HOME=str(home),
        PATH=f"{venvs.folder(f'core-{core}') / 'bin'}:{clean_environment()['PATH']}",
        CXOPS_CORE=core,
    )
    REPORT.unlink(missing_ok=True)
    # Much of the time is waiting for timeouts, so that more tests than processors are at work.
    workers = str(2 * (os.cpu_count() or 1))
    spread = ["-n", workers, "--dist", "worksteal"]  # some tests take many minutes: nothing is to wait behind them
    words = command(core, "--long", f"--trust-report={REPORT}", "-q", *spread, *options, *chosen)
    began = time.monotonic()
    process = subprocess.Popen(words, cwd=ROOT, env=environment, start_new_session=True)
    try:
        code = process.wait()
    finally:
        stop(process)
    return show(REPORT, code, time.monotonic() - began, complete=not arguments)


def show(report: Path, code: int, took: float, complete: bool) -> int:
    """Print the rows; returns the exit code: a table of a complete run that tried nothing is a failure too."""
    if not report.exists():
        raise Failed(f"pytest ended with {code} and left no report")
    rows = json.loads(report.read_text(encoding="utf-8"))
    print(f"\n{'':<38}{'tried':>8}{'passed':>8}{'failed':>8}")
    for row in rows:
        wrong = row["failed"] or (complete and not row["tried"])
        line = f"{row['table']:<38}{row['tried']:>8}{row['passed']:>8}{row['failed']:>8}"
        print(paint(line, "red") if wrong else line)
        code = code or int(bool(wrong))
    print(f"\n{report.relative_to(ROOT) if report.is_relative_to(ROOT) else report} written after {seconds(took)}")
    return code
