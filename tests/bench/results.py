# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was measured, and the files that keep it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import report

TENANTS, CLOUD = "tenants", "cloud"  # the parts of the benchmark


@dataclass
class Results:
    """What was measured: rows of tenants, the slices, rows of clients of Genesys Cloud. A part that was left out is empty."""

    rows: list[dict] = field(default_factory=list)
    sliced: dict | None = None
    cloud: list[dict] = field(default_factory=list)

    def show(self) -> None:
        """Print all tables."""
        if self.rows:
            print(report.everything(self.rows, self.sliced, report.plain))
        if self.cloud:
            print("\n" * bool(self.rows) + report.clients(self.cloud, report.plain))


class Files:
    """The files of the results, all in the folder of the rows of tenants."""

    def __init__(self, rows: Path) -> None:
        self.rows = rows
        self.slices = rows.with_name("bench-slices.json")
        self.cloud = rows.with_name("bench-cloud.json")

    def read(self, parts: Sequence[str]) -> Results:
        """What an earlier run left of these parts. Raise SystemExit when it left nothing."""
        found = Results()
        if TENANTS in parts:
            found.rows, found.sliced = self._read(self.rows) or [], self._read(self.slices)
        if CLOUD in parts:
            found.cloud = self._read(self.cloud) or []
        if not found.rows and not found.cloud:
            raise SystemExit(f"{self.rows.parent} holds no results of {' or '.join(parts)}")
        return found

    def write(self, found: Results, parts: Sequence[str]) -> list[Path]:
        """Keep what was measured; returns the files."""
        self.rows.parent.mkdir(parents=True, exist_ok=True)
        if TENANTS in parts:
            self.slices.unlink(missing_ok=True)  # an older run's do not go with the new rows
        kept = {self.rows: found.rows, self.slices: found.sliced, self.cloud: found.cloud}
        kept = {path: content for path, content in kept.items() if content}
        for path, content in kept.items():
            path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
        return list(kept)

    @staticmethod
    def _read(path: Path) -> Any:
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None
