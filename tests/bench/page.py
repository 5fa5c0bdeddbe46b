# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The results inside a page of the documentation, between two marks."""

from __future__ import annotations

import os
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from . import report

BEGIN = "<!-- results: written by make bench -->"
END = "<!-- end of the results -->"


def write(path: Path, rows: list[dict], sliced: dict | None) -> None:
    """Replace what stands between the marks. Raise ValueError when they are missing."""
    text = path.read_text(encoding="utf-8")
    head, begin, rest = text.partition(BEGIN)
    _old, end, tail = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{path} has not the lines {BEGIN} and {END}")
    tables = report.everything(rows, sliced, report.markdown)
    path.write_text(f"{head}{begin}\n{where()}\n\n{tables}\n{end}{tail}", encoding="utf-8")


def where() -> str:
    """When and on what these figures were measured."""
    done = subprocess.run(["ansible", "--version"], capture_output=True, text=True, check=True)
    core = done.stdout.partition("[core ")[2].partition("]")[0]
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    day = datetime.now(UTC).date().isoformat()
    return f"Measured on {day}: {cores} cores, ansible-core {core}, Python {platform.python_version()}, {platform.system()}."
