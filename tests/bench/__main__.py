# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``python -m bench``: measure, print the tables, write the rows and the chart."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from . import chart, page, report, rounds, services, slices
from .targets import FLEET
from .variants import VARIANTS, offered


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure or read, then report; returns the exit code."""
    options = parse(arguments)
    rows_file, slices_file = options.output, options.output.with_name("bench-slices.json")
    if options.reuse:
        rows = json.loads(rows_file.read_text(encoding="utf-8"))
        sliced = json.loads(slices_file.read_text(encoding="utf-8")) if slices_file.exists() else None
        print(report.everything(rows, sliced, report.plain))
    else:
        began = time.monotonic()
        rows, sliced = run(options)
        print(f"\nMeasured in {(time.monotonic() - began) / 60:.1f} minutes.")
        rows_file.parent.mkdir(parents=True, exist_ok=True)
        rows_file.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
        slices_file.unlink(missing_ok=True)
        if sliced:
            slices_file.write_text(json.dumps(sliced, indent=1) + "\n", encoding="utf-8")
    written = [rows_file, *([slices_file] if sliced else [])]
    for path in [rows_file.with_suffix(".svg"), *([options.chart] if options.chart else [])]:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(chart.draw(rows), encoding="utf-8")
        written.append(path)
    if options.page:
        page.write(options.page, rows, sliced)
        written.append(options.page)
    print(f"Written: {', '.join(os.path.relpath(path) for path in written)}")
    return 0


def run(options: argparse.Namespace) -> tuple[list[dict], dict | None]:
    """All measurements; each number of tenants is shown as soon as it is known."""
    rows: list[dict] = []
    sliced = None
    environment = rounds.environment()
    with tempfile.TemporaryDirectory(prefix="cxops-bench-") as scratch, services.start() as running:
        course = rounds.Course(running, Path(scratch), environment, progress)
        for count in options.tenants:
            names = chosen(options, count)
            if names:
                rows += course.rows(count, names, options.rounds)
            for scenario in rounds.SCENARIOS if names else ():
                print("\n" + report.plain(report.table(rows, count, scenario)), flush=True)
        if options.slices and FLEET in options.tenants:
            fleet = slices.Slices(running, Path(scratch), environment, course, progress)
            sliced = fleet.measured(FLEET, options.slices, chosen(options, FLEET), rows, options.full)
            print("\n" + report.plain(report.slices(sliced)))
    print("\n" + report.plain(report.targets(rows)))
    return rows, sliced


def chosen(options: argparse.Namespace, count: int) -> list[str]:
    """The variants for a number of tenants."""
    most = FLEET if options.full else 1 if options.quick else 10
    return [name for name in options.variants if name != "uri" or count <= most or options.named]


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The command's options."""
    parser = argparse.ArgumentParser(
        prog="make bench ARGS=...",
        description="Provisioning with this collection, measured beside other ways to do the same.",
    )
    there = offered()
    add = parser.add_argument
    add("--tenants", type=int, nargs="+", metavar="N", help="numbers of tenants (default: 1 10 100)")
    add(
        "--variants",
        nargs="+",
        choices=list(VARIANTS),
        help="; ".join(f"{v.name}: {v.about}" for v in VARIANTS.values()),
    )
    add("--rounds", type=int, help="rounds of each variant (default: 5, 3 and 2, fewer of uri for a fleet)")
    add("--slices", type=int, default=4, help="slices of the fleet of 100 for ansible-runner (default 4; 0: none)")
    add("--quick", action="store_true", help="one round, 1 and 10 tenants, uri for one tenant only")
    add(
        "--full",
        action="store_true",
        help="uri for 100 tenants too, and slices two at a time; so does FULL=1 in the environment",
    )
    add(
        "--output", type=Path, default=Path("build/bench.json"), help="the file for the rows (default build/bench.json)"
    )
    add("--chart", type=Path, help="a second file for the chart")
    add("--page", type=Path, help="a page of the documentation to write the tables into")
    add("--reuse", action="store_true", help="measure nothing, report what the file for the rows holds")
    options = parser.parse_args(arguments)
    options.full = options.full or os.environ.get("FULL", "") not in ("", "0")
    options.tenants = sorted(set(options.tenants or ([1, 10] if options.quick else [1, 10, FLEET])))
    if options.tenants[0] < 1 or (options.rounds is not None and options.rounds < 1) or options.slices < 0:
        parser.error("at least one tenant and one round, and no negative number of slices")
    if options.quick:
        options.rounds = options.rounds or 1
    options.named = bool(options.variants)
    missing = [name for name in options.variants or () if name not in there]
    if missing:
        parser.error(f"this clone has no {', '.join(missing)}")
    options.variants = [name for name in there if name in (options.variants or there)]
    return options


def interrupt(_number: int, _frame: object) -> None:
    """Every request to end is an interrupt; a second one does not disturb the cleaning up."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def progress(text: str) -> None:
    """One line that is overwritten on a terminal, and a line each elsewhere."""
    if sys.stderr.isatty():
        width = shutil.get_terminal_size().columns - 1
        sys.stderr.write("\r\033[K" + text[:width])
        sys.stderr.flush()
    elif text:
        print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, interrupt)
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
