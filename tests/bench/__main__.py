# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``python -m bench``: measure, print the tables, write the rows and the chart."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from . import chart, cloud, page, report, rounds, services, slices
from .results import CLOUD, TENANTS, Files, Results
from .targets import FLEET
from .variants import VARIANTS, offered


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure or read, then report; returns the exit code."""
    options = parse(arguments)
    files = Files(options.output)
    if options.reuse:
        found = files.read(options.parts)
        found.show()
        written = []
    else:
        began = time.monotonic()
        found = run(options)
        print(f"\nMeasured in {(time.monotonic() - began) / 60:.1f} minutes.")
        written = files.write(found, options.parts)
    if found.rows:
        for path in [files.rows.with_suffix(".svg"), *([options.chart] if options.chart else [])]:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(chart.draw(found.rows), encoding="utf-8")
            written.append(path)
    if options.page:
        page.write(options.page, found.rows, found.sliced, found.cloud)
        written.append(options.page)
    print(f"Written: {', '.join(os.path.relpath(path) for path in written) or 'nothing'}")
    return 0


def run(options: argparse.Namespace) -> Results:
    """All measurements; each number of tenants or clients is shown as soon as it is known."""
    found = Results()
    environment = rounds.environment()
    with tempfile.TemporaryDirectory(prefix="cxops-bench-") as scratch, services.start() as running:
        place = (running, Path(scratch), environment, progress)
        if TENANTS in options.parts:
            tenants(options, found, place)
        if CLOUD in options.parts:
            found.cloud = measured(cloud.Course(*place), options.clients, options)
    if TENANTS in options.parts:
        print("\n" + report.plain(report.targets(found.rows)))
    return found


def tenants(options: argparse.Namespace, found: Results, place: tuple) -> None:
    """Measure the numbers of tenants, and the fleet in slices."""
    course = rounds.Course(*place)
    found.rows = measured(course, options.tenants, options)
    if options.slices and FLEET in options.tenants:
        running, scratch, environment, tell = place
        fleet = slices.Slices(running, scratch, environment, course, tell)
        found.sliced = fleet.measured(FLEET, options.slices, chosen(options, FLEET), found.rows, options.full)
        print("\n" + report.plain(report.slices(found.sliced)))


def measured(course: rounds.Course, counts: list[int], options: argparse.Namespace) -> list[dict]:
    """The rows of these numbers of what the course counts."""
    rows: list[dict] = []
    for count in counts:
        names = chosen(options, count, course)
        if names:
            rows += course.rows(count, names, options.rounds)
        for scenario in rounds.SCENARIOS if names else ():
            print("\n" + report.plain(report.table(rows, count, scenario, course.counted)), flush=True)
    return rows


def chosen(
    options: argparse.Namespace, count: int, course: rounds.Course | type[rounds.Course] = rounds.Course
) -> list[str]:
    """The variants for a number of tenants or clients."""
    most = course.most_for_uri(options.full, options.quick)
    there = [name for name in options.variants if name in course.variants]
    return [name for name in there if name != "uri" or count <= most or options.named]


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The command's options."""
    parser = argparse.ArgumentParser(
        prog="make bench ARGS=...",
        description="Provisioning with this collection, measured beside other ways to do the same.",
    )
    there = offered()
    add = parser.add_argument
    add("--only", choices=[TENANTS, CLOUD], help="measure one part; so does naming the numbers of one part only")
    add("--tenants", type=int, nargs="+", metavar="N", help="numbers of tenants (default: 1 10 100)")
    add("--clients", type=int, nargs="+", metavar="N", help="numbers of clients of Genesys Cloud (default: 100)")
    add(
        "--variants",
        nargs="+",
        choices=list(VARIANTS),
        help="; ".join(f"{v.name}: {v.about}" for v in VARIANTS.values()),
    )
    add("--rounds", type=int, help="rounds of each variant (default: 5, 3 and 2, fewer of uri where it is slow)")
    add("--slices", type=int, default=4, help="slices of the fleet of 100 for ansible-runner (default 4; 0: none)")
    add("--quick", action="store_true", help="one round, 1 and 10 tenants, 10 clients, uri for one tenant only")
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
    options.parts = parts(options)
    options.tenants = sorted(set(options.tenants or ([1, 10] if options.quick else [1, 10, FLEET])))
    options.clients = sorted(set(options.clients or ([10] if options.quick else [cloud.CLIENTS])))
    fewest = min(options.tenants[0], options.clients[0])
    if fewest < 1 or (options.rounds is not None and options.rounds < 1) or options.slices < 0:
        parser.error("at least one tenant, client and round, and no negative number of slices")
    if options.quick:
        options.rounds = options.rounds or 1
    options.named = bool(options.variants)
    missing = [name for name in options.variants or () if name not in there]
    if missing:
        parser.error(f"this clone has no {', '.join(missing)}")
    options.variants = [name for name in there if name in (options.variants or there)]
    return options


def parts(options: argparse.Namespace) -> list[str]:
    """What is measured: the part that is asked for, else the one whose numbers are named, else all."""
    if options.only:
        return [options.only]
    named = [name for name, numbers in ((TENANTS, options.tenants), (CLOUD, options.clients)) if numbers]
    return named or [TENANTS, CLOUD]


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
