# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Python interpreters of this computer that really run, as uv finds them, and how pip is set here."""

from __future__ import annotations

import ast
import functools
import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from common import VENVS, clean_environment

# Where version managers keep what they install, which uv does not look through by itself.
MANAGERS = (
    "~/.pyenv/versions/*/bin",
    "~/.asdf/installs/python/*/bin",
    "~/.local/share/mise/installs/python/*/bin",
    "~/.rye/py/*/bin",
    "~/miniconda3/envs/*/bin",
    "/opt/hostedtoolcache/Python/*/*/bin",
    "/opt/homebrew/opt/python@*/bin",
    "/usr/local/opt/python@*/bin",
    "/opt/python*/bin",
    "/usr/local/bin",
    "/usr/bin",
)


def current() -> tuple[tuple[int, int], str]:
    """Minor version and path of the interpreter that runs this; not that of a virtual environment."""
    return sys.version_info[:2], os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable)


def folders(environ: Mapping[str, str]) -> list[str]:
    """Where interpreters may be: PATH, but for shims, which may not run, then what the version managers have installed."""
    found = [one for one in environ.get("PATH", "").split(os.pathsep) if one and Path(one).name != "shims"]
    roots = [os.path.join(environ["PYENV_ROOT"], "versions/*/bin")] if environ.get("PYENV_ROOT") else []
    for pattern in (*roots, *MANAGERS):
        base = Path(os.path.expanduser(pattern))
        found += sorted(str(one) for one in Path(base.anchor).glob(str(base.relative_to(base.anchor))))
    return found


def listed(path: str) -> list[dict]:
    """What uv finds in these folders and among its own: version_parts and path of each. One that does not run is left out."""
    words = [
        VENVS / "nox" / "bin" / "uv",
        "python",
        "list",
        "--all-versions",
        "--only-installed",
        "--no-config",
    ]
    words += ["--no-python-downloads", "--output-format", "json"]
    done = subprocess.run(words, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=True)
    return [
        one for one in json.loads(done.stdout) if one["implementation"] == "cpython" and one["variant"] == "default"
    ]


@functools.cache
def find() -> dict[tuple[int, int], str]:
    """The interpreters by minor version: the newest patch level of each."""
    best: dict[tuple[int, int], tuple[int, str]] = {}
    for one in listed(os.pathsep.join(folders(os.environ))):
        version, path = one["version_parts"], os.path.realpath(one["path"])
        minor = (version["major"], version["minor"])
        if minor not in best or version["patch"] > best[minor][0]:
            best[minor] = (version["patch"], path)
    found = {minor: path for minor, (_patch, path) in best.items()}
    return dict(sorted({**found, current()[0]: current()[1]}.items()))


def link_folder(folder: Path) -> Path:
    """A folder for PATH with ``python3.N`` links to the real interpreters: shims that fail would break ansible-test (they exit with 127)."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = {f"python{major}.{minor}": path for (major, minor), path in find().items()}
    for entry in folder.iterdir():
        if wanted.get(entry.name) != os.path.realpath(entry):
            entry.unlink()
    for name, target in wanted.items():
        if not (folder / name).is_symlink():
            (folder / name).symlink_to(target)
    return folder


@functools.cache
def pip_settings() -> dict[str, str]:
    """How pip is set on this computer (index, certificates, ...), for programs that do not look there themselves."""
    words = [sys.executable, "-I", "-m", "pip", "config", "list"]
    answer = subprocess.run(words, capture_output=True, text=True, env=clean_environment(), check=False)
    found: dict[str, str] = {}
    for line in answer.stdout.splitlines():
        match = re.match(r"(global|install|:env:)\.([a-z-]+)=('.*'|\".*\")$", line)
        if match and (match[2] not in found or match[1] == ":env:"):
            found[match[2]] = ast.literal_eval(match[3]).strip()
    return found
