# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Locks what the tests and tools need: each ``tools/requirements/*.in``, written by hand, becomes a ``*.txt`` that names everything
that comes with it, in one version, with the hashes of all files of that version (every Python, every platform).

Versions that are locked stay as they are unless ``--upgrade`` or ``--upgrade-package NAME`` is given. The packages of Node.js, which
one of the servers of others consists of, are locked in the same way by npm, where the computer has it. What ansible-test installs is locked, too.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

import sanity_packages
import venvs
from common import ROOT, Failed

NODE = "node"
OLDEST = (3, 11)
# ansible-core comes from ansible-*.txt, whichever version an environment is for.
ELSEWHERE = {"tools": ("ansible-core", "resolvelib")}


def names() -> list[str]:
    """The locks, those first that constrain the others."""
    return ["nox", "common", *(f"ansible-{core}" for core in venvs.CORES), venvs.LOWEST, venvs.TOOLS, venvs.SERVERS]


def oldest(name: str) -> str:
    """The oldest Python that a lock is for."""
    core = name.removeprefix("ansible-")
    major, minor = max(OLDEST, min(venvs.CORES[core])) if core in venvs.CORES else OLDEST
    return f"{major}.{minor}"


def command(name: str, folder: Path, options: list[str]) -> list[str]:
    """What makes one lock; the paths are relative, for they are told in it."""
    words = [venvs.uv(), "pip", "compile", "--quiet", "--no-config", "--universal"]
    words += ["--generate-hashes", "--python-version", oldest(name), "--custom-compile-command", "make lock"]
    for package in ELSEWHERE.get(name, ()):
        words += ["--no-emit-package", package]
    place = folder.relative_to(ROOT)
    if name == venvs.LOWEST:
        words += ["--override", str(place / f"{name}.override")]
    return [*words, *options, "--output-file", str(place / f"{name}.txt"), str(place / f"{name}.in")]


def node_command(folder: Path) -> list[str] | None:
    """What locks the packages of Node.js; None where there is no npm."""
    npm = shutil.which("npm")
    options = [
        "--package-lock-only",
        "--ignore-scripts",
        "--omit-lockfile-registry-resolved",
        "--no-audit",
        "--no-fund",
    ]
    return [npm, "install", "--prefix", str(folder / NODE), *options] if npm else None


def run(options: list[str]) -> None:
    """Make all locks. Raises Failed with the output of what could not be resolved."""
    for name in names():
        print(f"tools/requirements/{name}.txt", flush=True)
        _call(command(name, venvs.REQUIREMENTS, options))
    for core in venvs.CORES:
        print(f"tools/requirements/ansible-test/{core}.txt", flush=True)
        _lock_ansible_test(core)
    words = node_command(venvs.REQUIREMENTS)
    print(f"tools/requirements/{NODE}/package-lock.json{'' if words else ': left as it is, there is no npm'}")
    if words:
        _call(words)


def _lock_ansible_test(core: str) -> None:
    """Lock what the ansible-test of an ansible-core installs: which versions, its own requirement files say."""
    python = venvs.python_for(core)
    if python is None:
        raise Failed(venvs.missing_python(core))
    with tempfile.TemporaryDirectory() as folder:
        words = [
            venvs.uv(),
            "pip",
            "install",
            "--quiet",
            "--require-hashes",
            "--no-build",
            "--no-deps",
            "--python",
            python,
        ]
        _call([*words, "--target", folder, "-r", str(venvs.REQUIREMENTS / f"ansible-{core}.txt")])
        source = Path(folder) / f"ansible-test-{core}.in"
        named = sanity_packages.wanted(Path(folder) / "ansible_test")
        source.write_text("".join(f"{line}\n" for line in named), encoding="utf-8")
        words = [
            venvs.uv(),
            "pip",
            "compile",
            "--quiet",
            "--no-config",
            "--universal",
            "--no-deps",
            "--generate-hashes",
        ]
        words += [
            "--no-annotate",
            "--python-version",
            oldest(f"ansible-{core}"),
            "--custom-compile-command",
            "make lock",
        ]
        _call([*words, "--output-file", str(sanity_packages.lock_file(core)), str(source)])


def _call(words: list[str]) -> None:
    done = subprocess.run(
        words, cwd=ROOT, env=venvs.settings(), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Failed(f"{' '.join(words)}\n{done.stdout}{done.stderr}")
