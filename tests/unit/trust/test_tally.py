# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tally counts what it says: cases that pass and fail, tests that break, tests without cases, skipped ones, with xdist too."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[2]
CONFTEST = """
import pytest
from trust.support import tally

def pytest_addoption(parser):
    parser.addoption("--trust-report")

def pytest_configure(config):
    config.pluginmanager.register(tally.Tally(config), "trust-tally")

@pytest.fixture
def cases(request):
    return tally.cases_of(request.node)
"""
SUITE = """
import pytest

def test_some_fail(cases):
    for number in range(5):
        with cases("case %d" % number):
            assert number not in (1, 3)

def test_breaks_between_cases(cases):
    with cases("good"):
        pass
    raise ValueError

def test_counts_itself(cases):
    cases.one(10)

def test_without_cases():
    pass

def test_skipped(cases):
    pytest.skip("not here")

@pytest.fixture
def broken():
    raise ValueError

def test_setup_breaks(broken):
    pass
"""


@pytest.mark.parametrize("workers", [[], ["-n", "2"]])
def test_what_is_tried_and_what_fails_is_counted(tmp_path, workers):
    folder = tmp_path / "tests" / "trust"
    (folder / "faults").mkdir(parents=True)
    (folder / "tls").mkdir()
    (tmp_path / "pytest.ini").write_text("[pytest]\npythonpath = %s\naddopts = --import-mode=importlib\n" % TESTS)
    (folder / "conftest.py").write_text(CONFTEST)
    (folder / "faults" / "test_a.py").write_text(SUITE)
    (folder / "tls" / "test_b.py").write_text("def test_one():\n    pass\n")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        "--trust-report=report.json",
        *workers,
        "tests/trust",
    ]
    done = subprocess.run(command, check=False, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 1, done.stdout
    rows = {row["table"].partition(".")[0]: row for row in json.loads((tmp_path / "report.json").read_text())}
    assert len(rows) == 10
    # Five cases, one and the break, ten, one, and the fixture that breaks.
    assert {name: rows["1"][name] for name in ("tried", "passed", "failed")} == {"tried": 19, "passed": 15, "failed": 4}
    assert (rows["6"]["tried"], rows["6"]["passed"], rows["6"]["failed"]) == (1, 1, 0)
    assert rows["2"]["tried"] == 0
    at_once = done.stdout.partition("= FAILURES =")[0]
    assert "test_a.py::test_some_fail failed:\n" in at_once and at_once.count(" failed:\n") == 3
    assert at_once.count("2 of 5 cases failed") == 1
    assert "2 of 5 cases failed" in done.stdout and "case 3: AssertionError" in done.stdout
