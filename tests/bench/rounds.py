# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rounds: every variant from nothing, then again without a change; the variants alternate within each round."""

from __future__ import annotations

import os
import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import measure, memory, state, tenants
from .variants import VARIANTS, Variant

SCENARIOS = ("first", "rerun")
FLEET = 10  # from this number of tenants on, the play with uri takes minutes


@dataclass(frozen=True)
class Turn:
    """One variant's turn; ``watch`` its memory: ``dense`` disturbs the run, so its times do not count."""

    variant: Variant
    watch: str = ""

    @property
    def timed(self) -> bool:
        """Whether the seconds of this turn count."""
        return self.watch != "dense"


def default_rounds(count: int) -> int:
    """The more tenants, the longer a run and the smaller its variation."""
    return 5 if count < FLEET else 3 if count < 10 * FLEET else 2


def turns(count: int, names: list[str], rounds: int | None) -> list[list[Turn]]:
    """The rounds for a number of tenants, and one more with a close look at the memory.

    The play with uri over a fleet has at most two rounds, and none for the memory: it stays level for so long that a rare look is enough.
    """
    number = rounds or default_rounds(count)
    slow = {"uri"} if count >= FLEET else set()
    plan = []
    for turn in range(number):
        # Nobody is always the first.
        order = names[turn % len(names) :] + names[: turn % len(names)]
        kept = [name for name in order if rounds or name not in slow or turn < 2]
        plan.append([Turn(VARIANTS[name], "sparse" if name in slow else "") for name in kept])
    plan.append([Turn(VARIANTS[name], "dense") for name in names if name not in slow])
    return [one for one in plan if one]


class Course:
    """All rounds of one number of tenants. Raise RuntimeError when a variant does not do what it has to."""

    def __init__(self, services: Any, folder: Path, environment: dict[str, str], tell: Callable[[str], None]) -> None:
        self._services = services
        self._folder = folder
        self._environment = environment
        self._tell = tell
        self._expected: dict[int, dict] = {}

    def rows(self, count: int, names: list[str], rounds: int | None) -> list[dict]:
        """Run all rounds and return the medians, a row for each scenario and variant."""
        inventory = self._folder / f"inventory-{count}.json"
        tenants.write_inventory(inventory, range(1, count + 1), self._services)
        samples: dict[tuple[str, str], list[tuple[Turn, measure.Sample]]] = {}
        plan = turns(count, names, rounds)
        for number, one in enumerate(plan, 1):
            for turn in one:
                for scenario, sample in self._take(turn, count, inventory):
                    samples.setdefault((scenario, turn.variant.name), []).append((turn, sample))
                    what = f"{count} tenant(s), {turn.variant.name}, {scenario}"
                    self._tell(f"round {number} of {len(plan)}: {what}: {sample.wall_s:.2f} s")
        self._tell("")
        return [row(scenario, count, name, samples[scenario, name]) for scenario in SCENARIOS for name in names]

    def _take(self, turn: Turn, count: int, inventory: Path) -> Iterator[tuple[str, measure.Sample]]:
        self._services.reset()
        if turn.variant.needs_rows:
            tenants.add_gapi_rows(self._services, count)
        for scenario in SCENARIOS:
            words = turn.variant.words(inventory)
            sample = measure.run(words, self._environment, self._folder, self._services.control, turn.watch)
            self.check(turn.variant, scenario, count, sample.changed)
            if sample.ok > turn.variant.most_tasks * count:
                raise RuntimeError(f"{turn.variant.name} ran {sample.ok} tasks on {count} host(s)")
            yield scenario, sample

    def check(self, variant: Variant, scenario: str, count: int, changed: int) -> None:
        """The first run changes something, the second nothing, and all variants leave the same state."""
        if not variant.provisions:
            return
        if (changed == 0) != (scenario == "rerun"):
            raise RuntimeError(f"{variant.name}, {scenario}: changed={changed}")
        found = self._services.control.state()
        if state.tenants(found) != count:
            raise RuntimeError(f"{variant.name}, {scenario}: {state.tenants(found)} of {count} tenants are there")
        found = state.stable(found)
        different = state.difference(self._expected.setdefault(count, found), found)
        if different:
            raise RuntimeError(
                f"{variant.name}, {scenario} leaves another state than the variants before, at {different}"
            )


def row(scenario: str, count: int, name: str, taken: list[tuple[Turn, measure.Sample]]) -> dict:
    """The medians of one scenario, number of tenants and variant."""
    timed = [sample for turn, sample in taken if turn.timed] or [sample for _turn, sample in taken]
    walls = [sample.wall_s for sample in timed]
    return {
        "scenario": scenario,
        "tenants": count,
        "variant": name,
        "wall_s": round(statistics.median(walls), 3),
        "cpu_s": round(statistics.median(sample.cpu_s for sample in timed), 3),
        **peaks([sample.peak for _turn, sample in taken if sample.peak]),
        "requests": round(statistics.median(sample.requests for sample in timed)),
        "connections": round(statistics.median(sample.connections for sample in timed)),
        "tasks": timed[0].ok,
        "skipped": timed[0].skipped,
        "changed": timed[0].changed,
        "rounds": len(timed),
        "wall_min_s": round(min(walls), 3),
        "wall_max_s": round(max(walls), 3),
    }


def peaks(found: list[memory.Peak]) -> dict:
    """``peak_mb`` (PSS where the system tells it, as ``memory`` says) and ``peak_rss_mb``; null where nobody looked."""
    if not found:
        return {"peak_mb": None, "peak_rss_mb": None, "memory": None}
    rss = statistics.median(peak.rss for peak in found)
    known = [peak.pss for peak in found if peak.pss is not None]
    return {
        "peak_mb": round((statistics.median(known) if known else rss) / memory.MB, 1),
        "peak_rss_mb": round(rss / memory.MB, 1),
        "memory": "pss" if known else "rss",
    }


def environment() -> dict[str, str]:
    """The variables of everything that is measured."""
    return dict(os.environ, ANSIBLE_NOCOLOR="1")
