# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ansible-test installs for its sanity tests, with hashes.

ansible-test names its packages with versions, but without hashes, and downloads a script that brings pip. Here ``make lock`` writes the
hashes of just these versions into ``tools/requirements/ansible-test``, and each run puts them into the requirement files of
the ansible-test in our own environment. Its pip then installs nothing else.
"""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

import pins
import venvs
from common import Failed

_NAMED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;\\]+)(?P<rest>.*)$")
_PIP = re.compile(r"\bpip='([\d.]+)'")

# Of MarkupSafe 2.1.5 there is no wheel for Python 3.13, and what builds one would be installed without a hash.
WITHOUT_WHEELS = {"2.18": {(3, 13)}}

# What ansible-test is handed in place of the script that it would download: uv installs the pip that it asks for.
PUTS_PIP = """\
import os
import subprocess
import sys

words = [{uv!r}, "pip", "install", "--quiet", "--require-hashes", "--no-build", "--python", sys.executable, "-r", {lock!r}]
sys.exit(subprocess.call(words, env={{**os.environ, **{settings!r}}}))
"""


def lock_file(core: str) -> Path:
    """The lock of one ansible-core."""
    return venvs.REQUIREMENTS / "ansible-test" / f"{core}.txt"


def package(core: str) -> Path:
    """Where ansible-test lies in the environment of an ansible-core."""
    return next((venvs.folder(f"core-{core}") / "lib").glob("python3*/site-packages/ansible_test"))


def pip_version(base: Path) -> str:
    """The version of pip that an ansible-test asks for: the newest that it names, for the older ones are for Pythons below 3.8.

    base: its folder. Raises Failed when it names none.
    """
    found = _PIP.findall((base / "_internal/python_requirements.py").read_text(encoding="utf-8"))
    if not found:
        raise Failed(f"ansible-test in {base} names no version of pip")
    return max(found, key=lambda version: tuple(map(int, version.split("."))))


def requirement_files(base: Path) -> list[Path]:
    """The requirement files of all sanity tests."""
    return sorted((base / "_data/requirements").glob("sanity.*.txt"))


def wanted(base: Path) -> list[str]:
    """``name==version`` of all that the sanity tests install, pip first."""
    lines = [line for path in requirement_files(base) for line in path.read_text(encoding="utf-8").splitlines()]
    named = {f"{found['name']}=={found['version']}" for found in map(_NAMED.match, lines) if found}
    return [f"pip=={pip_version(base)}", *sorted(named, key=str.lower)]


def with_hashes(text: str, locked: dict[tuple[str, str], tuple[str, ...]]) -> str:
    """The text of a requirement file with the hashes of the lock behind each version. Raises Failed for what the lock lacks."""
    lines = []
    for line in text.splitlines():
        found = _NAMED.match(line)
        if found and "--hash" not in line:
            hashes = locked.get((pins.normal(found["name"]), found["version"]))
            if not hashes:
                raise Failed(f"{line} has no hash in tools/requirements/ansible-test: run make lock")
            line += "".join(f" --hash=sha256:{digest}" for digest in hashes)
        lines.append(line + "\n")
    return "".join(lines)


def provide_hashes(core: str) -> None:
    """Put the hashes into the requirement files of the environment's ansible-test, each at once (its pip may be reading)."""
    locked = {(pin.name, pin.version): pin.hashes for pin in pins.read(lock_file(core))}
    for path in requirement_files(package(core)):
        text = path.read_text(encoding="utf-8")
        complete = with_hashes(text, locked)
        if complete != text:
            _replace(path, complete)


def _replace(path: Path, text: str) -> None:
    """Write a new file: the old one may be the same as one in the cache of uv."""
    number, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(number, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(name, 0o644)
    os.replace(name, path)


def pip_lock(core: str) -> str:
    """The lock of pip alone, for PUTS_PIP."""
    version = pip_version(package(core))
    hashes = {pin.version: pin.hashes for pin in pins.read(lock_file(core)) if pin.name == "pip"}.get(version)
    if not hashes:
        raise Failed(f"pip {version} has no hash in tools/requirements/ansible-test: run make lock")
    return f"pip=={version}" + "".join(f" --hash=sha256:{digest}" for digest in hashes) + "\n"
