# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ways to do the same work."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

FORKS = 10
PLAYS = Path(__file__).resolve().parent / "plays"
ROOT = Path(__file__).resolve().parents[2]
PLAYBOOK = "cxops.genesys.provision"
ONE_TASK = ("-e", "genesys_one_task=true")


@dataclass(frozen=True)
class Variant:
    """One way: the playbook with its arguments, or a program; what it is called; what it does."""

    name: str
    about: str
    arguments: tuple[str, ...]
    program: tuple[str, ...] = ("ansible-playbook", "--forks", str(FORKS))
    provisions: bool = True
    # The table nex_gapis is no web service: what cannot write it finds its rows there.
    needs_rows: bool = False
    # More tasks on a host than this, and it is not the variant that its name promises.
    most_tasks: int = 1000

    def words(self, inventory: Path) -> list[str]:
        """The command."""
        return [*self.program, "-i", str(inventory), *self.arguments]


VARIANTS = {
    one.name: one
    for one in (
        Variant("role", "the roles, with the playbook cxops.genesys.provision", (PLAYBOOK,)),
        Variant(
            "genesys_tenant",
            "the same playbook with one task for each tenant",
            (PLAYBOOK, *ONE_TASK),
            most_tasks=4,
        ),
        Variant("uri", "the same calls as tasks of ansible.builtin.uri", (str(PLAYS / "uri.yml"),), needs_rows=True),
        Variant(
            "debug",
            "one task on each host that does nothing: Ansible itself",
            (str(PLAYS / "debug.yml"),),
            provisions=False,
        ),
        Variant(
            "python",
            "the same calls from one Python process, one tenant after another, without Ansible",
            (),
            (sys.executable, "-m", "bench.client"),
        ),
    )
}


def offered() -> list[str]:
    """The variants that this clone has."""
    missing = set() if (ROOT / "plugins/modules/genesys_tenant.py").exists() else {"genesys_tenant"}
    return [name for name in VARIANTS if name not in missing]
