# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ansible-test sanity, kept from what breaks it on ordinary computers: shims, a missing shellcheck, a file host out of reach."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pythons
import sanity_packages
import tree
import venvs
from common import BUILD, VENVS
from stage import Run

_RUNNING = re.compile(r"^Running sanity test ", re.MULTILINE)
_FATAL = re.compile(r"^FATAL: The (\d+) sanity test", re.MULTILINE)

PROGRAM = "ansible_test._util.target.cli.ansible_test_cli_stub"

# The tests whose verdict depends on ansible-core: its schema of documentation, its loader, its data.
DEPENDS = ("ansible-doc", "validate-modules", "runtime-metadata")


# What is not shipped: ruff has looked at it, and complete() does.
ELSEWHERE = ("--exclude", "tests/", "--exclude", "tools/")


def check(run: Run) -> None:
    """All sanity tests of what is shipped; the one that imports every file with the lowest and the highest Python."""
    ready = prepared(run)
    ready("--skip-test", "import", *ELSEWHERE)
    found = _importing(run)
    for major, minor in sorted({found[0], found[-1]}):
        ready("--test", "import", "--python", f"{major}.{minor}")
    count(run)


def complete(run: Run) -> None:
    """All sanity tests with each Python that is here."""
    ready = prepared(run)
    ready("--skip-test", "import")
    for major, minor in _importing(run):
        ready("--test", "import", "--python", f"{major}.{minor}")
    count(run)


def short(run: Run) -> None:
    """The sanity tests that depend on ansible-core."""
    prepared(run)(*(word for name in DEPENDS for word in ("--test", name)))
    count(run)


def prepared(run: Run) -> Callable[..., str | None]:
    """What calls ansible-test in a copy of the collection and with a home of its own."""
    base = tree.copied(run.stage.name)
    _provide_ignored(run.core, base / tree.PLACE)
    home = VENVS / f"ansible-test-{run.core}"
    sanity_packages.provide_hashes(run.core)
    _provide_pip(run, home)
    _provide_pip_settings(home)
    folder = pythons.link_folder(BUILD / "pythons")
    # Not its script: of ansible-core 2.16 that breaks in an environment that may be moved.
    words = [venvs.python(f"core-{run.core}"), "-m", PROGRAM, "sanity", "--color", "no", "--truncate", "0"]
    environment = {
        "ANSIBLE_TEST_CONTENT_ROOT": str(base / tree.PLACE),
        "HOME": str(home),
        "PATH": f"{folder}:{run.environment()['PATH']}",
    }
    return lambda *options: run.step([*words, *options], cwd=base / tree.PLACE, **environment)


def _provide_ignored(core: str, place: Path) -> None:
    """Put what a core's tests are not to find fault with where they look for it. Galaxy takes no such file, so it is not shipped."""
    ignored = venvs.REQUIREMENTS / "ansible-test" / f"ignore-{core}"
    if ignored.exists():
        (place / "tests/sanity").mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ignored, place / f"tests/sanity/ignore-{core}.txt")


def count(run: Run) -> None:
    """Count the single tests, as ansible-test tells them: ``Running sanity test "compile" on Python 3.8``."""
    text = run.log.read_text(encoding="utf-8", errors="replace")
    run.outcome.failed = sum(map(int, _FATAL.findall(text)))
    run.outcome.passed = max(len(_RUNNING.findall(text)) - run.outcome.failed, 0)


def _supported(run: Run) -> list[tuple[int, int]]:
    """The Pythons that this ansible-test knows and the collection runs on."""
    text = (sanity_packages.package(run.core) / "_util/target/common/constants.py").read_text(encoding="utf-8")
    found = [(int(major), int(minor)) for major, minor in re.findall(r"'(\d)\.(\d+)'", text)]
    return [one for one in found if one >= (3, 8)]


def _importing(run: Run) -> list[tuple[int, int]]:
    """The Pythons that are here and for which all packages of the test ``import`` have wheels."""
    return sorted(set(_supported(run)) & set(pythons.find()) - sanity_packages.WITHOUT_WHEELS.get(run.core, set()))


def _provide_pip(run: Run, home: Path) -> None:
    """Put the script that ansible-test would download where it looks for it first, and the hash of the pip that it installs beside it."""
    told = {name: value for name, value in venvs.settings().items() if name.startswith(("UV_", "SSL_"))}
    cache = home / ".ansible/test/cache"
    lock = cache / "pip.txt"
    _private(lock, sanity_packages.pip_lock(run.core))
    text = sanity_packages.PUTS_PIP.format(uv=venvs.uv(), settings=told, lock=str(lock))
    version = sanity_packages.pip_version(sanity_packages.package(run.core))
    _private(cache / f"get_pip_{version.replace('.', '_')}.py", text)


def _private(path: Path, text: str) -> None:
    """Write a file that nobody else reads: an index may be told with a password."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)


def _provide_pip_settings(home: Path) -> None:
    """ansible-test drops the environment and has another home: hand it the settings of pip (index, certificates) as a file.

    They also make sure that nothing is installed without a hash, and nothing is built, for what builds it would have no hash.
    """
    refused = "config-file user require-virtualenv target prefix verbose".split()
    told = {name: value for name, value in pythons.pip_settings().items() if name not in refused}
    told |= {"require-hashes": "true", "only-binary": ":all:"}
    told |= {"quiet": "1", "progress-bar": "off", "cache-dir": str(VENVS / "pip-cache")}
    lines = (f"{name} = {value}\n".replace("\n", "\n    ", value.count("\n")) for name, value in told.items())
    _private(home / ".config/pip/pip.conf", "[global]\n" + "".join(lines))
