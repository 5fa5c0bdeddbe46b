# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Find the Python interpreters of this computer that really run."""

from __future__ import annotations

import functools
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from common import BUILD

# Where version managers keep what they install; "~" is the home of whoever runs this.
MANAGERS = (
    "~/.pyenv/versions/*/bin",
    "~/.asdf/installs/python/*/bin",
    "~/.local/share/mise/installs/python/*/bin",
    "~/.local/share/uv/python/*/bin",
    "~/.local/share/rtx/installs/python/*/bin",
    "~/.rye/py/*/bin",
    "~/miniconda3/envs/*/bin",
    "/opt/hostedtoolcache/Python/*/*/bin",
    "/opt/homebrew/opt/python@*/bin",
    "/usr/local/opt/python@*/bin",
    "/opt/python*/bin",
    "/usr/local/bin",
    "/usr/bin",
)
_NAME = re.compile(r"python3(\.\d+)?$")
_PROBE = (
    "import sys, json, importlib.util as u; "
    "print(json.dumps({'version': list(sys.version_info[:3]), 'path': getattr(sys, '_base_executable', None) or sys.executable, "
    "'venv': bool(u.find_spec('venv') and u.find_spec('ensurepip'))}))"
)


class Python:
    """One interpreter: ``path`` (its own, not a shim), ``version`` (major, minor, micro), ``venv`` (can it make environments)."""

    def __init__(self, path: str, version: tuple[int, int, int], venv: bool) -> None:
        self.path, self.version, self.venv = path, version, venv

    @property
    def minor(self) -> tuple[int, int]:
        """The version that matters to packages, such as (3, 12)."""
        return self.version[0], self.version[1]

    def __str__(self) -> str:
        return ".".join(str(part) for part in self.version)


def current() -> Python:
    """The interpreter that runs this."""
    path = os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable)
    return Python(path, tuple(sys.version_info[:3]), True)


def candidates(environ: Mapping[str, str] | None = None) -> Iterator[str]:
    """Every file that may be a Python 3: those of PATH first, then those of the version managers."""
    environ = os.environ if environ is None else environ
    # Shims are slow and may not run; what they stand for is found in the version manager's own folder.
    folders = [
        folder for folder in environ.get("PATH", "").split(os.pathsep) if folder and Path(folder).name != "shims"
    ]
    patterns = list(MANAGERS)
    if environ.get("PYENV_ROOT"):
        patterns.insert(0, os.path.join(environ["PYENV_ROOT"], "versions/*/bin"))
    for pattern in patterns:
        base = Path(os.path.expanduser(pattern))
        anchor = Path(base.anchor)
        try:
            folders += sorted(str(found) for found in anchor.glob(str(base.relative_to(anchor))))
        except (OSError, ValueError):
            continue
    seen = set()
    for folder in folders:
        try:
            names = sorted(name for name in os.listdir(folder) if _NAME.match(name))
        except OSError:
            continue
        for name in names:
            path = os.path.join(folder, name)
            if path not in seen and os.access(path, os.X_OK):
                seen.add(path)
                yield path


def probe(path: str) -> Python | None:
    """Ask an interpreter what it is; None when it does not run, as the shims of version managers often do not."""
    try:
        answer = subprocess.run([path, "-I", "-c", _PROBE], capture_output=True, text=True, timeout=20, check=True)
        facts = json.loads(answer.stdout)
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
    return Python(os.path.realpath(facts["path"]), tuple(facts["version"]), facts["venv"])


@functools.cache
def find(cache: Path | None = None) -> dict[tuple[int, int], Python]:
    """The interpreters by minor version, the newest patch level of each. What an unchanged file is gets remembered in ``cache``."""
    cache = cache or BUILD / "pythons.json"
    try:
        known = json.loads(cache.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        known = {}
    remembered: dict[str, list] = {}
    found: dict[tuple[int, int], Python] = {current().minor: current()}
    for path in candidates():
        real = os.path.realpath(path)
        if real in remembered:
            continue
        stamp = os.stat(real).st_mtime_ns
        entry = known.get(real)
        if entry and entry[0] == stamp and os.access(entry[1], os.X_OK):
            python = Python(entry[1], tuple(entry[2]), entry[3])
        else:
            python = probe(path)
        if python is None:
            continue
        remembered[real] = [stamp, python.path, list(python.version), python.venv]
        best = found.get(python.minor)
        if best is None or (python.venv, python.version) > (best.venv, best.version):
            found[python.minor] = python
    if remembered != known:
        cache.parent.mkdir(parents=True, exist_ok=True)
        temporary = cache.with_suffix(f".{os.getpid()}")
        temporary.write_text(json.dumps(remembered, indent=1), encoding="utf-8")
        temporary.replace(cache)
    return dict(sorted(found.items()))


def link_folder(folder: Path) -> Path:
    """A folder for PATH with ``python3.N`` links to the real interpreters: shims that fail would break ansible-test (they exit with 127)."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = {f"python{major}.{minor}": python.path for (major, minor), python in find().items()}
    for entry in folder.iterdir():
        if entry.name not in wanted or not entry.is_symlink() or os.readlink(entry) != wanted[entry.name]:
            entry.unlink(missing_ok=True)
    for name, target in wanted.items():
        link = folder / name
        if not link.is_symlink():
            link.symlink_to(target)
    return folder
