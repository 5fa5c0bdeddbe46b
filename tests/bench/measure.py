# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Running one program and measuring it."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from . import memory

SHOWN = 4000  # characters of a failed run's output: a fleet says the same a hundred times
_COUNT = re.compile(r"\b(ok|changed|skipped)=(\d+)")


@dataclass(frozen=True)
class Sample:
    """One run: seconds of wall and of CPU of the whole tree of processes, what the services saw, what the recap says.

    cpu_s counts a process once somebody waited for it, as ansible-playbook does for its workers and they for their modules.
    """

    wall_s: float
    cpu_s: float
    requests: int
    connections: int
    ok: int
    changed: int
    skipped: int
    peak: memory.Peak | None
    limited: int = 0  # requests that were refused because there were too many (HTTP 429)


def run(words: list[str], environment: dict[str, str], folder: Path, control, watch: str = "") -> Sample:
    """Run and measure; ``watch`` its memory ``dense`` or ``sparse``. Raise RuntimeError with the output when it fails."""
    control.clear_log()
    output = folder / f"output-{os.getpid()}.log"
    with open(output, "wb") as stream:
        began = time.monotonic()
        process = subprocess.Popen(
            words, env=environment, cwd=folder, stdin=subprocess.DEVNULL, stdout=stream, stderr=subprocess.STDOUT
        )
        with contextlib.ExitStack() as stack:
            sampler = None
            if watch and memory.available():
                sampler = stack.enter_context(memory.Sampler(process.pid, sparse=watch == "sparse"))
            try:
                _pid, status, usage = os.wait4(process.pid, 0)
            except BaseException:
                _end(process)
                raise
            wall = time.monotonic() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    text = output.read_text(encoding="utf-8", errors="replace")
    if process.returncode:
        raise RuntimeError(f"{' '.join(words)} ended with {process.returncode}:\n{text[:SHOWN]}")
    counts = {"ok": 0, "changed": 0, "skipped": 0}
    for name, count in _COUNT.findall(text):
        counts[name] += int(count)
    log = control.log()
    return Sample(
        wall_s=wall,
        cpu_s=usage.ru_utime + usage.ru_stime,
        requests=len(log),
        connections=len({entry["connection"] for entry in log}),
        peak=sampler.peak if sampler else None,
        limited=sum(1 for entry in log if entry.get("status") == 429),
        **counts,
    )


def _end(process: subprocess.Popen) -> None:
    """End a run that was interrupted: ansible-playbook takes its workers along when it is asked to."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
