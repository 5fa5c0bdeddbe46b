# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts cases by the tables of the report, which are the folders of the tests; the rows are what ``make chaos`` writes."""

from __future__ import annotations

import json
from contextlib import contextmanager
from pathlib import Path

import pytest

TABLES = {
    "faults": "1. Crash and fault matrix",
    "concurrency": "2. Concurrency",
    "leaks": "3. Leak hunt",
    "honesty": "4. Check mode is honest",
    "hostile": "5. Hostile answers",
    "tls": "6. TLS and PostgreSQL",
    "oauth": "7. OAuth servers of others",
    "supply": "8. Security policy and supply chain",
    "slips": "9. Slips",
    "attackers": "10. Attackers",
}
SHOWN = 1500  # characters of a failure, while the others go on
_CASES = pytest.StashKey()


class Cases:
    """The cases of one test. A case that fails does not keep the others from being tried; the test fails in the end."""

    def __init__(self):
        self.tried = 0
        self.failures = []

    @contextmanager
    def __call__(self, label):
        """Try one case."""
        self.tried += 1
        try:
            yield
        except Exception as problem:
            self.failures.append("%s: %s: %s" % (label, type(problem).__name__, problem))

    def one(self, count=1):
        """Count a case that the test itself tries, such as an example of Hypothesis; when it fails, the test fails at once."""
        self.tried += count

    def check(self):
        """Fail the test when a case failed."""
        if self.failures:
            text = "\n\n".join(self.failures)
            pytest.fail("%d of %d cases failed\n\n%s" % (len(self.failures), self.tried, text), pytrace=False)


def cases_of(item):
    """The cases of a test, made when first asked for."""
    return item.stash.setdefault(_CASES, Cases())


def table_of(nodeid):
    """The table that a test belongs to."""
    return Path(nodeid.partition("::")[0]).parts[2]


class Tally:
    """The plugin: sums up the cases of all tests, with or without xdist. With a report, it shows at once what fails: a run is long."""

    def __init__(self, config):
        self.config = config
        self.path = config.getoption("--trust-report")
        self.worker = hasattr(config, "workerinput")
        self.rows = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item):
        cases = cases_of(item)
        broken = 1  # what breaks between the cases is one more that failed
        try:
            result = yield
            broken = 0
            cases.check()
            return result
        finally:
            tried, failed = cases.tried + broken, len(cases.failures) + broken
            item.user_properties.append(("cases", "%d/%d" % (max(tried, 1), failed)))

    def pytest_runtest_logreport(self, report):
        if report.failed and self.path and not self.worker:
            terminal = self.config.pluginmanager.getplugin("terminalreporter")
            terminal.ensure_newline()
            terminal.write_line("%s failed:\n%s" % (report.nodeid, report.longreprtext[-SHOWN:]), red=True)
        counted = dict(report.user_properties).get("cases", "1/1")
        tried, failed = map(int, counted.split("/"))
        if report.when != "call":
            if not report.failed:
                return
            tried = failed = 1
        elif report.skipped:
            return
        row = self.rows.setdefault(table_of(report.nodeid), [0, 0])
        row[0] += tried
        row[1] += failed

    def report(self):
        """The rows: table, tried, passed, failed."""
        return [
            {"table": title, "tried": tried, "passed": tried - failed, "failed": failed}
            for folder, title in TABLES.items()
            for tried, failed in [self.rows.get(folder, (0, 0))]
        ]

    def pytest_sessionfinish(self):
        if self.path and not self.worker:
            Path(self.path).write_text(json.dumps(self.report(), indent=2) + "\n", encoding="utf-8")

    def pytest_terminal_summary(self, terminalreporter):
        terminalreporter.section("cases by table")
        for row in self.report():
            if row["tried"]:
                terminalreporter.line("%-40s %6d tried %6d passed %4d failed" % tuple(row.values()))
