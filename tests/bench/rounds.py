# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rounds: every variant from nothing, then again without a change; the variants alternate within each round."""

from __future__ import annotations

import os
import statistics
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import measure, memory, state, targets, tenants
from .variants import VARIANTS, Variant

SCENARIOS = ("first", "rerun")
FLEET = 10  # from this number of tenants or clients on, the play with uri takes minutes


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


def turns(
    count: int,
    names: list[str],
    rounds: int | None,
    variants: Mapping[str, Variant] = VARIANTS,
    slow_rounds: int = 2,
) -> list[list[Turn]]:
    """The rounds for a number of tenants or clients, and one more with a close look at the memory.

    The play with uri over many has at most ``slow_rounds``, and none for the memory: it stays level for so long that a rare look is enough.
    """
    number = rounds or default_rounds(count)
    slow = {"uri"} if count >= FLEET else set()
    plan = []
    for turn in range(number):
        # Nobody is always the first.
        order = names[turn % len(names) :] + names[: turn % len(names)]
        kept = [name for name in order if rounds or name not in slow or turn < slow_rounds]
        plan.append([Turn(variants[name], "sparse" if name in slow else "") for name in kept])
    plan.append([Turn(variants[name], "dense") for name in names if name not in slow])
    return [one for one in plan if one]


class Course:
    """All rounds of one number of tenants. Raise RuntimeError when a variant does not do what it has to."""

    counted = "tenants"
    variants: Mapping[str, Variant] = VARIANTS
    slow_rounds = 2

    def __init__(self, services: Any, folder: Path, environment: dict[str, str], tell: Callable[[str], None]) -> None:
        self._services = services
        self._folder = folder
        self._environment = environment
        self._tell = tell
        self._expected: dict[int, dict] = {}

    def rows(self, count: int, names: list[str], rounds: int | None) -> list[dict]:
        """Run all rounds and return the medians, a row for each scenario and variant."""
        inventory = self._folder / f"inventory-{self.counted}-{count}.json"
        self.write_inventory(inventory, count)
        samples: dict[tuple[str, str], list[tuple[Turn, measure.Sample]]] = {}
        plan = turns(count, names, rounds, self.variants, self.slow_rounds)
        for number, one in enumerate(plan, 1):
            for turn in one:
                for scenario, sample in self._take(turn, count, inventory):
                    samples.setdefault((scenario, turn.variant.name), []).append((turn, sample))
                    what = f"{count} {self.counted}, {turn.variant.name}, {scenario}"
                    self._tell(f"round {number} of {len(plan)}: {what}: {sample.wall_s:.2f} s")
        self._tell("")
        return [self.row(scenario, count, name, samples[scenario, name]) for scenario in SCENARIOS for name in names]

    @staticmethod
    def most_for_uri(full: bool, quick: bool) -> int:
        """Up to how many the play with uri is measured, unless it is named."""
        return targets.FLEET if full else 1 if quick else FLEET

    def write_inventory(self, path: Path, count: int) -> None:
        """Describe what is to be provisioned."""
        tenants.write_inventory(path, range(1, count + 1), self._services)

    def prepare(self, variant: Variant, count: int) -> None:
        """Bring everything back to the start."""
        self._services.reset()
        if variant.needs_rows:
            tenants.add_gapi_rows(self._services, count)

    def row(self, scenario: str, count: int, name: str, taken: list[tuple[Turn, measure.Sample]]) -> dict:
        """What is kept of one scenario and variant."""
        return row(scenario, count, name, taken)

    def _take(self, turn: Turn, count: int, inventory: Path) -> Iterator[tuple[str, measure.Sample]]:
        self.prepare(turn.variant, count)
        with (
            tempfile.TemporaryDirectory() as left
        ):  # what runs leave for the next one is not about the services of before
            environment = dict(self._environment, TMPDIR=left, GENESYS_LOCK_DIR=os.path.join(left, "turns"))
            for scenario in SCENARIOS:
                words = turn.variant.words(inventory)
                sample = measure.run(words, environment, self._folder, self._services.control, turn.watch)
                self.check(turn.variant, scenario, count, sample.changed)
                if sample.ok > turn.variant.most_tasks * count:
                    raise RuntimeError(f"{turn.variant.name} ran {sample.ok} tasks for {count} {self.counted}")
                yield scenario, sample

    def check(self, variant: Variant, scenario: str, count: int, changed: int) -> None:
        """The first run changes something, the second nothing, and all variants leave the same state."""
        if not variant.provisions:
            return
        if (changed == 0) != (scenario == "rerun"):
            raise RuntimeError(f"{variant.name}, {scenario}: changed={changed}")
        there, found = self.outcome()
        if there != count:
            raise RuntimeError(f"{variant.name}, {scenario}: {there} of {count} {self.counted} are there")
        different = state.difference(self._expected.setdefault(count, found), found)
        if different:
            raise RuntimeError(
                f"{variant.name}, {scenario} leaves another state than the variants before, at {different}"
            )

    def outcome(self) -> tuple[int, dict]:
        """How many are provisioned to the end, and the state that all variants have to leave."""
        found = self._services.control.state()
        return state.tenants(found), state.stable(found)


def row(
    scenario: str, count: int, name: str, taken: list[tuple[Turn, measure.Sample]], counted: str = "tenants"
) -> dict:
    """The medians of one scenario, number of what is counted, and variant."""
    timed = [sample for turn, sample in taken if turn.timed] or [sample for _turn, sample in taken]
    walls = [sample.wall_s for sample in timed]
    return {
        "scenario": scenario,
        counted: count,
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
