# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulator with its PostgreSQL as a child process, for the demo and for molecule."""

from __future__ import annotations

import contextlib
import os
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import venvs
from common import ROOT, Failed, clean_environment, stop

START_LIMIT = 60


@dataclass(frozen=True)
class Emulator:
    """A running emulator: its address, the environment variables that lead the collection to it, and its control API."""

    url: str
    variables: dict[str, str]
    control: Any


def command(core: str, *arguments: str) -> tuple[list[str], dict[str, str]]:
    """The command that starts the emulator in an environment, and the variables that it needs."""
    return [str(venvs.python(f"core-{core}")), "-m", "emulator", *arguments], clean_environment(
        PYTHONPATH=str(ROOT / "tests"), PYTHONUNBUFFERED="1"
    )


@contextlib.contextmanager
def emulator(core: str, scratch: Path, *arguments: str) -> Iterator[Emulator]:
    """Start the emulator, wait until it answers, and end it with its PostgreSQL afterwards, whatever happens.

    scratch: a folder for its output (``emulator.log``). Raises Failed with that output when it does not start.
    """
    scratch.mkdir(parents=True, exist_ok=True)
    exports, log = scratch / f"emulator-{os.getpid()}.env", scratch / "emulator.log"
    exports.unlink(missing_ok=True)
    words, environment = command(core, "--quiet", "--env-file", str(exports), *arguments)
    with open(log, "wb") as output:
        process = subprocess.Popen(
            words,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait(process, exports, log)
        variables = _read(exports)
        yield Emulator(variables["CXOPS_EMULATOR_URL"], variables, _control(variables))
    finally:
        # Its leader first: it ends PostgreSQL by itself. What remains of the group is ended after that.
        if process.poll() is None:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(10)
        stop(process)
        exports.unlink(missing_ok=True)


def _wait(process: subprocess.Popen, exports: Path, log: Path) -> None:
    deadline = time.monotonic() + START_LIMIT
    while not exports.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            how = "ended at once" if process.poll() is not None else f"did not answer within {START_LIMIT} s"
            raise Failed(f"The emulator {how}. Its output:\n{log.read_text(encoding='utf-8', errors='replace')}")
        time.sleep(0.05)


def _read(exports: Path) -> dict[str, str]:
    variables = {}
    for line in exports.read_text(encoding="utf-8").splitlines():
        for word in shlex.split(line.removeprefix("export ")):
            name, _equals, value = word.partition("=")
            variables[name] = value
    return variables


def _control(variables: dict[str, str]):
    folder = str(ROOT / "tests")
    if folder not in sys.path:
        sys.path.append(folder)
    from emulator.client import ControlClient

    return ControlClient(variables["CXOPS_EMULATOR_URL"], variables["CXOPS_EMULATOR_TOKEN"])
