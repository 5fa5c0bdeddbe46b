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
_NOT_OURS = {
    ".ansible",
    ".git",
    ".hypothesis",
    ".idea",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    ".venvs",
    ".vscode",
    "__pycache__",
    "build",
    "output",
}


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
        names = set(_walk(root))
    return sorted(name for name in names if os.path.lexists(root / name))


def _walk(root: Path):
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name not in _NOT_OURS]
        for name in names:
            if not name.endswith((".pyc", ".pyo", ".swp", ".tar.gz")):
                yield os.path.relpath(os.path.join(folder, name), root)


def copied(name: str, root: Path = ROOT, build: Path = BUILD) -> Path:
    """Bring a copy up to date: what changed is copied, what is gone is removed. Returns the folder for ANSIBLE_COLLECTIONS_PATH.

    Every user of a copy has its own (``name``), so that two checks side by side do not meet each other's output.
    """
    base = build / "tree" / name
    place = base / PLACE
    with locked(build / "tree" / f"{name}.lock", f"the copy {name} is being brought up to date"):
        wanted = files(root)
        for path in wanted:
            _copy(root / path, place / path)
        keep = set(wanted)
        for folder, folders, names in os.walk(place, topdown=False):
            relative = os.path.relpath(folder, place)
            for entry in names + [entry for entry in folders if os.path.islink(os.path.join(folder, entry))]:
                if os.path.normpath(os.path.join(relative, entry)) not in keep:
                    os.unlink(os.path.join(folder, entry))
            if relative != "." and not os.listdir(folder):
                os.rmdir(folder)
    return base


def _copy(source: Path, target: Path) -> None:
    if source.is_dir() and not source.is_symlink():
        return
    before, now = _state(target), _state(source)
    if before == now:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.is_dir() and not target.is_symlink():
        shutil.rmtree(target)
    target.unlink(missing_ok=True)
    shutil.copy2(source, target, follow_symlinks=False)


def _state(path: Path):
    try:
        found = path.lstat()
    except OSError:
        return None
    if path.is_symlink():
        return os.readlink(path)
    return found.st_size, found.st_mtime_ns, found.st_mode
