# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A fleet in slices, each run by ansible-runner with AWX's five forks: what a job template with job slicing costs.

AWX gives slice n of k every k-th host from the n-th on. With a node for each slice, the fleet takes as long as the longest slice; on one
node the slices run one after another, or some at a time.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from . import measure, tenants
from .rounds import SCENARIOS, Course, peaks
from .variants import VARIANTS, Variant

FORKS = 5
SLICED = ("role", "genesys_tenant")
Member = TypeVar("Member")


def members(hosts: Sequence[Member], slices: int) -> list[Sequence[Member]]:
    """The hosts of each slice, as AWX deals them out."""
    return [hosts[number::slices] for number in range(slices)]


class Slices:
    """The measurement of a fleet in slices."""

    def __init__(
        self, services: Any, folder: Path, environment: dict[str, str], course: Course, tell: Callable[[str], None]
    ) -> None:
        self._services = services
        self._folder = folder / "slices"
        self._environment = environment
        self._course = course
        self._tell = tell

    def measured(self, count: int, slices: int, names: list[str], rows: list[dict], pairs: bool) -> dict:
        """The rows for each variant and scenario: in turn, and with ``pairs`` two at a time.

        rows: those of the whole fleet in one run, to compare with.
        """
        whole = {(row["variant"], row["scenario"]): row["wall_s"] for row in rows if row["tenants"] == count}
        found = []
        for name in (one for one in names if one in SLICED):
            turn = self._pass(VARIANTS[name], count, slices, 1, watch="sparse")
            pair = self._pass(VARIANTS[name], count, slices, 2) if pairs else {}
            for scenario in SCENARIOS:
                samples, wall, size = turn[scenario]
                found.append(
                    {
                        "scenario": scenario,
                        "variant": name,
                        "slice_wall_s": round(statistics.median(one.wall_s for one in samples), 3),
                        "longest_slice_s": round(max(one.wall_s for one in samples), 3),
                        "turn_wall_s": round(wall, 3),
                        "pair_wall_s": round(pair[scenario][1], 3) if pair else None,
                        "cpu_s": round(sum(one.cpu_s for one in samples), 3),
                        **peaks([one.peak for one in samples if one.peak]),
                        "requests": sum(one.requests for one in samples),
                        "connections": sum(one.connections for one in samples),
                        "artifacts_mb": round(size / 1_000_000 / slices, 2),
                        "whole_wall_s": whole.get((name, scenario)),
                    }
                )
        self._tell("")
        return {"tenants": count, "slices": slices, "forks": FORKS, "rows": found}

    def _pass(self, variant: Variant, count: int, slices: int, at_a_time: int, watch: str = "") -> dict:
        """Scenario -> samples of the slices, wall of all, bytes of their artifacts; ``at_a_time`` slices run side by side."""
        self._services.reset()
        found = {}
        for scenario in SCENARIOS:
            shutil.rmtree(self._folder, ignore_errors=True)
            places = [self._place(n, hosts) for n, hosts in enumerate(members(range(1, count + 1), slices), 1)]
            samples, wall = self._side_by_side(variant, places, at_a_time, watch)
            self._course.check(variant, scenario, count, sum(sample.changed for sample in samples))
            size = sum(path.stat().st_size for path in self._folder.rglob("artifacts/**/*") if path.is_file())
            found[scenario] = samples, wall, size
            how = f"{slices} slices, {at_a_time} at a time"
            self._tell(f"{count} tenants in {how}, {variant.name}, {scenario}: {wall:.2f} s")
        return found

    def _place(self, number: int, hosts: Sequence[int]) -> Path:
        folder = self._folder / str(number)
        (folder / "inventory").mkdir(parents=True)
        tenants.write_inventory(
            folder / "inventory" / "hosts.json", hosts, self._services, self._folder.with_suffix(".keys")
        )
        return folder

    def _side_by_side(
        self, variant: Variant, places: list[Path], at_a_time: int, watch: str
    ) -> tuple[list[measure.Sample], float]:
        samples: list[measure.Sample] = []
        problems: list[Exception] = []
        waiting = iter(places)
        lock = threading.Lock()

        def work() -> None:
            while not problems:
                with lock:
                    place = next(waiting, None)
                if place is None:
                    return
                words = [sys.executable, "-m", "bench.slice_run", str(place), str(FORKS), *variant.arguments]
                try:
                    # Requests are counted by the one that clears the log, so only where one slice runs at a time.
                    sample = measure.run(words, self._environment, place, self._services.control, watch)
                except Exception as problem:
                    problems.append(problem)
                    return
                samples.append(sample)

        began = time.monotonic()
        threads = [threading.Thread(target=work) for _number in range(at_a_time)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if problems:
            raise problems[0]
        return samples, time.monotonic() - began
