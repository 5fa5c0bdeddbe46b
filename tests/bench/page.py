# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The results inside a page of the documentation, each part between two marks."""

from __future__ import annotations

import os
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from . import report

BEGIN = "<!-- results: written by make bench -->"
CLOUD_BEGIN = "<!-- results of Genesys Cloud: written by make bench -->"
END = "<!-- end of the results -->"


def write(path: Path, rows: list[dict], sliced: dict | None, cloud: list[dict] | None = None) -> None:
    """Replace what stands between the marks of each part that was measured. Raise ValueError when they are missing."""
    text = path.read_text(encoding="utf-8")
    if rows:
        text = _replaced(path, text, BEGIN, report.everything(rows, sliced, report.markdown))
    if cloud:
        text = _replaced(path, text, CLOUD_BEGIN, report.clients(cloud, report.markdown))
    path.write_text(text, encoding="utf-8")


def _replaced(path: Path, text: str, begin: str, tables: str) -> str:
    head, found, rest = text.partition(begin)
    _old, end, tail = rest.partition(END)
    if not found or not end:
        raise ValueError(f"{path} has not the lines {begin} and {END}")
    return f"{head}{begin}\n{where()}\n\n{tables}\n{end}{tail}"


def where() -> str:
    """When and on what these figures were measured."""
    done = subprocess.run(["ansible", "--version"], capture_output=True, text=True, check=True)
    core = done.stdout.partition("[core ")[2].partition("]")[0]
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    day = datetime.now(UTC).date().isoformat()
    return f"Measured on {day}: {cores} cores, ansible-core {core}, Python {platform.python_version()}, {platform.system()}."
