# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The clone as Ansible wants to find it: below ``ansible_collections/cxops/genesys``.

Playbooks and unit tests use a link to the clone (always current). ansible-test, ansible-lint and the packaging tools write into the
collection or read everything below it, so they get copies of what belongs to the repository.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from common import BUILD, NAME, NAMESPACE, ROOT, locked

PLACE = Path("ansible_collections") / NAMESPACE / NAME

# What never belongs to the repository; used when there is no git to ask.
_NOT_OURS = ("build", "output", "__pycache__", ".git", ".venvs")


def linked(root: Path = ROOT, build: Path = BUILD) -> Path:
    """Make sure that the link is there; returns the folder for ANSIBLE_COLLECTIONS_PATH."""
    base = build / "collections"
    link = base / PLACE
    target = os.path.relpath(root, link.parent)
    if not link.is_symlink() or os.readlink(link) != target:
        link.parent.mkdir(parents=True, exist_ok=True)
        temporary = link.with_name(f".{NAME}.{os.getpid()}")
        temporary.symlink_to(target)
        temporary.replace(link)
    return base


def files(root: Path = ROOT) -> list[str]:
    """The repository's files, those not committed yet included, ignored ones not; relative paths, sorted."""
    try:
        answer = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=root,
            capture_output=True,
            check=True,
        )
        inside = subprocess.run(["git", "rev-parse", "--show-prefix"], cwd=root, capture_output=True, check=True)
        if inside.stdout.strip():
            raise ValueError("the clone lies in somebody else's repository")
        names = {os.fsdecode(name) for name in answer.stdout.split(b"\0") if name}
    except (OSError, subprocess.CalledProcessError, ValueError):
        paths = (path.relative_to(root) for path in root.rglob("*") if not path.is_dir())
        names = {str(path) for path in paths if not set(path.parts) & set(_NOT_OURS) and path.suffix != ".pyc"}
    return sorted(name for name in names if os.path.lexists(root / name))


def copied(name: str, root: Path = ROOT, build: Path = BUILD) -> Path:
    """Make a copy of what belongs to the repository. Returns the folder for ANSIBLE_COLLECTIONS_PATH.

    Every user of a copy has its own (``name``), so that two checks side by side do not meet each other's output.
    """
    base = build / "tree" / name
    with locked(build / "tree" / f"{name}.lock", f"the copy {name} is being made"):
        shutil.rmtree(base, ignore_errors=True)
        for path in files(root):
            target = base / PLACE / path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / path, target, follow_symlinks=False)
    return base
