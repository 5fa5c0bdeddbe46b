# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Molecule scenarios of roles and playbooks, against an emulator of the stage's own."""

from __future__ import annotations

from common import BUILD, ROOT, Failed
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
            output = run.step(
                ["molecule", "test", "--scenario-name", scenario],
                cwd=ROOT,
                warnings=True,
                **running.variables,
                ANSIBLE_HOME=str(BUILD / "ansible" / "molecule"),
                MOLECULE_EPHEMERAL_DIRECTORY=str(run.scratch / "ephemeral" / scenario),
                XDG_CACHE_HOME=str(run.scratch / "cache"),
            )
            run.passed += output is not None
            run.failed += output is None
