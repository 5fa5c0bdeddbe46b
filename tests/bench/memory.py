# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Peak memory of a process and all its descendants, from /proc.

Forked workers share most of their pages with the parent: their resident sizes (RSS) count these pages many times, the proportional set
sizes (PSS) once. Reading a PSS costs about a millisecond for each process, so it is done in rounds of its own, or rarely.
"""

from __future__ import annotations

import os
import threading
import time
from dataclasses import dataclass

MB = 1_000_000
DENSE = 0.03  # seconds between two looks
SPARSE_SHARE = 0.02  # of the time of one core, where the run's time counts too


@dataclass(frozen=True)
class Peak:
    """The largest sums that were seen, in bytes; ``pss`` is None where the system does not tell it."""

    pss: int | None
    rss: int
    looks: int


def family(root: int) -> list[int]:
    """The process and its descendants, as far as they run now."""
    children: dict[int, list[int]] = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat", "rb") as file:
                    # The program's name may hold anything, even blanks and brackets.
                    parent = int(file.read().rpartition(b")")[2].split()[1])
            except (OSError, IndexError):
                continue
            children.setdefault(parent, []).append(int(name))
    found = [root]
    for pid in found:
        found += children.get(pid, [])
    return found


def sizes(pid: int) -> tuple[int | None, int]:
    """PSS (None when it may not be read) and RSS of one process in bytes; zeros when it has ended."""
    try:
        with open(f"/proc/{pid}/smaps_rollup", "rb") as file:
            lines = dict(line.split(b":", 1) for line in file.read().splitlines()[1:])
        return int(lines[b"Pss"].split()[0]) * 1024, int(lines[b"Rss"].split()[0]) * 1024
    except PermissionError:
        pass
    except (OSError, KeyError):
        return 0, 0
    try:
        with open(f"/proc/{pid}/statm", "rb") as file:
            return None, int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0, 0


class Sampler:
    """A thread that looks at the tree below ``root`` until it is stopped; a context manager."""

    def __init__(self, root: int, sparse: bool) -> None:
        self._root = root
        self._sparse = sparse
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._pss: int | None = 0
        self._rss = 0
        self._looks = 0

    @property
    def peak(self) -> Peak:
        """What was seen so far."""
        return Peak(self._pss, self._rss, self._looks)

    def _watch(self) -> None:
        pause = DENSE
        while not self._over.wait(pause):
            began = time.thread_time()
            self._look()
            cost = time.thread_time() - began
            pause = max(DENSE, cost / SPARSE_SHARE) if self._sparse else DENSE

    def _look(self) -> None:
        found = [sizes(pid) for pid in family(self._root)]
        rss = sum(one[1] for one in found)
        if any(one[0] is None for one in found):
            self._pss = None
        elif self._pss is not None:
            self._pss = max(self._pss, sum(one[0] for one in found))
        self._rss = max(self._rss, rss)
        self._looks += 1

    def __enter__(self) -> Sampler:
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._over.set()
        self._thread.join()


def available() -> bool:
    """Tell whether this system has /proc as Linux knows it."""
    return os.path.exists("/proc/self/stat")
