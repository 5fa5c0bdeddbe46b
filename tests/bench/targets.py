# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the collection wants to reach, as ratios within one run."""

from __future__ import annotations

from dataclasses import dataclass

FLEET = 100
FLOOR = ("debug", "python")


@dataclass(frozen=True)
class Target:
    """A limit for one variant and number of tenants: a ratio of wall time to another variant's, or megabytes."""

    variant: str
    tenants: int
    against: str  # a variant, or "" for megabytes
    first: float
    rerun: float

    @property
    def title(self) -> str:
        """The target in words."""
        tenants = "1 tenant" if self.tenants == 1 else f"{self.tenants} tenants"
        what = f"wall time / {self.against}" if self.against else "peak memory, MB"
        return f"{self.variant}, {tenants}: {what}"

    def limit(self, scenario: str) -> float:
        """The limit of a scenario."""
        return self.first if scenario == "first" else self.rerun

    def measured(self, rows: list[dict], scenario: str) -> float | None:
        """The value in these rows; None when it was not measured."""
        found = self._found(rows, scenario)
        if self.variant not in found:
            return None
        if not self.against:
            return found[self.variant]["peak_mb"]
        return found[self.variant]["wall_s"] / found[self.against]["wall_s"] if self.against in found else None

    def floor(self, rows: list[dict], scenario: str) -> float | None:
        """The ratio of Ansible's own time and that of the calls alone, together; None when they were not measured."""
        found = self._found(rows, scenario)
        if not self.against or not {self.against, *FLOOR} <= set(found):
            return None
        return sum(found[name]["wall_s"] for name in FLOOR) / found[self.against]["wall_s"]

    def _found(self, rows: list[dict], scenario: str) -> dict[str, dict]:
        return {row["variant"]: row for row in rows if (row["scenario"], row["tenants"]) == (scenario, self.tenants)}


TARGETS = (
    Target("role", 1, "uri", 0.22, 0.22),
    Target("role", 10, "uri", 0.09, 0.15),
    Target("genesys_tenant", 10, "uri", 0.035, 0.06),
    Target("genesys_tenant", FLEET, "debug", 2.0, 2.0),
    Target("role", FLEET, "", 200, 200),
    Target("genesys_tenant", FLEET, "", 200, 200),
)
