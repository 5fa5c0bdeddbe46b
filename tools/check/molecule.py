# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Molecule scenarios of roles and playbooks, against an emulator of the stage's own."""

from __future__ import annotations

import shutil

from common import ROOT, Failed
from emulation import emulator

from .stage import Run


def check(run: Run) -> None:
    """Every scenario: create, converge, idempotence, verify, teardown, as its molecule.yml says."""
    scenarios = sorted(path.parent.name for path in (ROOT / "extensions/molecule").glob("*/molecule.yml"))
    if not scenarios:
        raise Failed("extensions/molecule has no scenario")
    with emulator(run.core, run.scratch) as running:
        run.note(f"emulator: {running.url}")
        for scenario in scenarios:
            ephemeral = run.scratch / "ephemeral" / scenario
            shutil.rmtree(ephemeral, ignore_errors=True)
            output = run.step(
                ["molecule", "test", "--scenario-name", scenario],
                cwd=ROOT,
                warnings=True,
                **running.variables,
                MOLECULE_EPHEMERAL_DIRECTORY=str(ephemeral),
            )
            run.passed += output is not None
            run.failed += output is None
