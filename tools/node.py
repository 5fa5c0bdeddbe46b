# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Packages of Node.js, for the one server of others that is written in it. They are not needed: where the computer has no Node.js,
the tests that talk to that server are skipped, with the reason.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from common import VENVS, clean_environment

FILES = ("package.json", "package-lock.json")
MISSING = "missing.txt"


def install(source: Path, target: Path, output) -> None:
    """Install exactly what is locked, no script of a package run; what kept it from that is told in missing.txt."""
    target.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        shutil.copy(source / name, target / name)
    reason = _install(target, output)
    if reason:
        shutil.rmtree(target / "node_modules", ignore_errors=True)
        (target / MISSING).write_text(reason + "\n", encoding="utf-8")


def _install(target: Path, output) -> str:
    npm = shutil.which("npm")
    if not npm or not shutil.which("node"):
        return "Node.js with npm was not found when the virtual environment was made"
    words = [npm, "ci", "--prefix", str(target), "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel", "error"]
    words += ["--cache", str(VENVS / "npm-cache")]
    output.write(" ".join(words) + "\n")
    output.flush()
    code = subprocess.run(
        words,
        env=clean_environment(),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        umask=0o022,
        check=False,
    ).returncode
    return f"npm could not install the packages: it ended with {code}" if code else ""
