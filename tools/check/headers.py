# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Licence headers: every source file names its copyright and licence, and the package names the same licence."""

from __future__ import annotations

import re
from pathlib import Path

import tree
from common import ROOT

from .stage import Run

HEADER = (
    "# Copyright: (c) 2026, cxops contributors",
    "# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)",
    "# SPDX-License-Identifier: GPL-3.0-or-later",
)
LICENCE = "GPL-3.0-or-later"
_SHELL = re.compile(r"#!.*\b(ba|da|)sh\b")


def source(path: str, first: str) -> bool:
    """True for a file that needs the header: Python, shell and make files."""
    return path.endswith((".py", ".sh")) or Path(path).name == "Makefile" or bool(_SHELL.match(first))


def shell_scripts() -> list[str]:
    """The repository's shell scripts."""
    return [path for path in tree.files() if path.endswith(".sh") or _SHELL.match(_first(ROOT / path))]


def faults(path: str, text: str) -> list[str]:
    """What is wrong with the beginning of a source file; empty files need nothing."""
    if not text.strip():
        return []
    top = text.splitlines()[:8]
    found = [f"{path}: missing line: {line}" for line in HEADER if line not in top]
    code = any(line.strip() and not line.startswith("#") for line in text.splitlines())
    if path.endswith(".py") and code and "\nfrom __future__ import annotations\n" not in text:
        found.append(f"{path}: missing line: from __future__ import annotations")
    return found


def check(run: Run) -> None:
    """Look at every file of the repository."""
    found = []
    number = 0
    for path in tree.files():
        file = ROOT / path
        if file.is_symlink() or not file.is_file() or not source(path, _first(file)):
            continue
        number += 1
        found += faults(path, file.read_text(encoding="utf-8"))
    if f"- {LICENCE}\n" not in (ROOT / "galaxy.yml").read_text(encoding="utf-8"):
        found.append(f"galaxy.yml: the licence is not {LICENCE}")
    if "GNU GENERAL PUBLIC LICENSE" not in (ROOT / "LICENSE").read_text(encoding="utf-8")[:200]:
        found.append("LICENSE: is not the text of the GPL")
    run.note(f"{number} source files")
    for fault in found:
        run.note(fault)
    if found:
        run.problem(f"{len(found)} faults")


def _first(path: Path) -> str:
    try:
        with open(path, encoding="utf-8") as file:
            return file.readline()
    except (OSError, UnicodeDecodeError):
        return ""
