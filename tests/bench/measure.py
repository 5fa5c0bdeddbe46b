# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Running one ansible-playbook and measuring it."""

from __future__ import annotations

import os
import re
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

_COUNT = re.compile(r"changed=(\d+)")


@dataclass(frozen=True)
class Sample:
    """One run: wall and CPU seconds of the whole tree of processes, requests that the services saw, tasks that changed something."""

    wall_s: float
    cpu_s: float
    requests: int
    changed: int


def run(words: list[str], environment: dict[str, str], folder: Path, control) -> Sample:
    """Run and measure; raises RuntimeError with the output when the run fails or warns."""
    control.clear_log()
    output = folder / "output.log"
    with open(output, "wb") as stream:
        began = time.monotonic()
        process = subprocess.Popen(
            words, env=environment, cwd=folder, stdin=subprocess.DEVNULL, stdout=stream, stderr=subprocess.STDOUT
        )
        _pid, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    text = output.read_text(encoding="utf-8", errors="replace")
    if process.returncode:
        raise RuntimeError(f"{' '.join(words)} ended with {process.returncode}:\n{text}")
    changed = sum(int(count) for count in _COUNT.findall(text))
    return Sample(wall, usage.ru_utime + usage.ru_stime, len(control.log()), changed)
