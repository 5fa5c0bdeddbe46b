# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``python -m bench``: measure, print a table, write the rows."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from emulator import database, server

from . import measure, tenants

PLAYS = Path(__file__).resolve().parent / "plays"
VARIANTS = {"role": "cxops.genesys.provision", "uri": str(PLAYS / "uri.yml")}
SCENARIOS = ("first", "rerun")


def main() -> int:
    """Run the rounds, the variants alternating, and report medians."""
    options = arguments()
    rows = []
    with tempfile.TemporaryDirectory(prefix="cxops-bench-") as scratch:
        folder = Path(scratch)
        with database.start() as postgres, server.start(database=postgres.dsn) as services:
            for count in options.tenants:
                inventory = folder / f"inventory-{count}.json"
                tenants.write_inventory(inventory, count, services, postgres)
                samples = rounds(options.rounds, inventory, count, folder, services, postgres)
                rows += [row(key, count, found) for key, found in samples.items()]
                show(count, rows)
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    print(f"\nWritten: {os.path.relpath(options.output)}")
    return 0


def arguments() -> argparse.Namespace:
    """The command's options."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each variant (default 5)")
    parser.add_argument("--tenants", type=int, nargs="+", default=[1], help="numbers of tenants (default 1)")
    parser.add_argument("--output", type=Path, default=Path("build/bench.json"), help="the file for the rows")
    return parser.parse_args()


def rounds(number: int, inventory: Path, count: int, folder: Path, services, postgres) -> dict:
    """Each round: every variant from nothing, then again without a change."""
    samples: dict[tuple[str, str], list[measure.Sample]] = {}
    for turn in range(number):
        for variant, playbook in VARIANTS.items():
            services.control.reset()
            postgres.reset()
            if variant == "uri":
                tenants.add_gapi_rows(postgres, count)
            for scenario in SCENARIOS:
                words = ["ansible-playbook", "-i", str(inventory), "--forks", "10", playbook]
                sample = measure.run(words, dict(os.environ, ANSIBLE_NOCOLOR="1"), folder, services.control)
                if (sample.changed == 0) != (scenario == "rerun"):
                    raise RuntimeError(f"{variant}, {scenario}: changed={sample.changed}")
                samples.setdefault((scenario, variant), []).append(sample)
                progress(
                    f"round {turn + 1} of {number}: {count} tenant(s), {variant}, {scenario}: {sample.wall_s:.2f} s"
                )
    progress("")
    return samples


def row(key: tuple[str, str], count: int, samples: list[measure.Sample]) -> dict:
    """The medians of one scenario and variant."""
    return {
        "scenario": key[0],
        "tenants": count,
        "variant": key[1],
        "wall_s": round(statistics.median(s.wall_s for s in samples), 3),
        "cpu_s": round(statistics.median(s.cpu_s for s in samples), 3),
        "requests": round(statistics.median(s.requests for s in samples)),
        "rounds": len(samples),
    }


def show(count: int, rows: list[dict]) -> None:
    """Print the table for one number of tenants, with the ratio to uri."""
    print(f"\n{count} tenant(s)      wall s    CPU s  requests   wall / uri")
    for scenario in SCENARIOS:
        found = {r["variant"]: r for r in rows if r["tenants"] == count and r["scenario"] == scenario}
        for variant, r in found.items():
            ratio = r["wall_s"] / found["uri"]["wall_s"]
            print(f"{scenario:<6} {variant:<7}{r['wall_s']:>10.2f}{r['cpu_s']:>9.2f}{r['requests']:>10}{ratio:>13.2f}")


def progress(text: str) -> None:
    """One line that is overwritten on a terminal, and a line each elsewhere."""
    if sys.stderr.isatty():
        width = shutil.get_terminal_size().columns - 1
        sys.stderr.write("\r\033[K" + text[:width])
        sys.stderr.flush()
    elif text:
        print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
