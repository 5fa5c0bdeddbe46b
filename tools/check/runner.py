# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs stages two at a time, with one line each, signs of life between, and the whole output of what failed."""

from __future__ import annotations

import os
import queue
import shutil
import sys
import threading
import time

import tree
import venvs
from common import BUILD, colourful, locked, paint, seconds

from .stage import LOGS, Run, Stage

_WORDS = {
    "ok": ("ok", "green"),
    "failed": ("FAILED", "red"),
    "skipped": ("skipped", "yellow"),
    "stopped": ("stopped", "yellow"),
}


class Board:
    """What is shown: lines that stay, and on a terminal one that tells what is going on."""

    def __init__(self, names: int) -> None:
        self.names = names
        self.running: dict[str, float] = {}
        self.waiting = 0
        self.lock = threading.Lock()
        self.live = colourful()

    def line(self, text: str) -> None:
        """Print a line that stays."""
        with self.lock:
            if self.live:
                sys.stdout.write("\r\033[K")
            print(text, flush=True)

    def ended(self, state: str, name: str, took: float, remark: str = "") -> None:
        """Print the line of a stage."""
        self.line(row(state, name, took, remark, self.names))

    def tick(self, over: threading.Event) -> None:
        """Show life until told to end: several times a second on a terminal, every half minute elsewhere."""
        while not over.wait(0.2 if self.live else 30):
            now = time.monotonic()
            doing = ", ".join(f"{name} {now - began:.0f} s" for name, began in list(self.running.items()))
            text = f"running: {doing}" + (f"; {self.waiting} to go" if self.waiting else "")
            if not doing:
                continue
            if self.live:
                with self.lock:
                    sys.stdout.write("\r\033[K" + text[: shutil.get_terminal_size().columns - 1])
                    sys.stdout.flush()
            else:
                self.line(f"        {text}")


def row(state: str, name: str, took: float, remark: str, width: int) -> str:
    """One line of the list, for example ``ok      unit          12.3 s  214 passed``."""
    word, colour = _WORDS[state]
    return f"{paint(f'{word:<8}', colour)}{name:<{width}}{seconds(took):>14}  {remark}".rstrip()


def remark(run: Run) -> str:
    """What is worth saying about a stage that ended."""
    if run.passed + run.failed + run.skipped <= 1:
        return ""
    words = [f"{run.passed} passed"]
    if run.failed:
        words.append(f"{run.failed} failed")
    if run.skipped:
        words.append(f"{run.skipped} skipped")
    return ", ".join(words)


def run(stages: list[Stage], jobs: int | None = None) -> int:
    """Run the stages; returns the exit code."""
    began = time.monotonic()
    width = max(len(stage.name) for stage in stages) + 2
    board = Board(width)
    possible = [stage for stage in stages if not stage.unavailable]
    venvs.ensure_all(sorted({name for stage in possible for name in stage.environments}))
    tree.linked()
    LOGS.mkdir(parents=True, exist_ok=True)
    runs: dict[str, Run] = {}
    stopping = threading.Event()
    for stage in stages:
        if stage.unavailable:
            board.ended("skipped", stage.name, 0, stage.unavailable)
    todo: queue.SimpleQueue[Stage] = queue.SimpleQueue()
    for stage in sorted(possible, key=lambda stage: -stage.weight):
        todo.put(stage)

    def worker() -> None:
        while not stopping.is_set():
            try:
                stage = todo.get_nowait()
            except queue.Empty:
                return
            one = Run(stage, stopping)
            with locked(BUILD / "locks" / f"{stage.name}.lock", f"stage {stage.name}"):
                board.waiting = todo.qsize()
                board.running[stage.name] = time.monotonic()
                one.execute()
                board.running.pop(stage.name)
            if not stopping.is_set():
                runs[stage.name] = one
                show(board, one)

    over = threading.Event()
    ticker = threading.Thread(target=board.tick, args=(over,), daemon=True)
    ticker.start()
    workers = [threading.Thread(target=worker) for _number in range(jobs or min(2, os.cpu_count() or 1))]
    try:
        for thread in workers:
            thread.start()
        for thread in workers:
            thread.join()
    except KeyboardInterrupt:
        stopping.set()
        board.line("Interrupted: ending what is running.")
        for thread in workers:
            thread.join()
    finally:
        over.set()
        ticker.join()
    return close(stages, runs, width, time.monotonic() - began, stopping.is_set())


def show(board: Board, one: Run) -> None:
    """The line of a stage that ended, and all its output when it failed."""
    state = "failed" if one.failed or one.problems else "ok"
    board.ended(state, one.stage.name, one.took, remark(one))
    if state == "failed":
        text = one.log.read_text(encoding="utf-8", errors="replace").rstrip()
        title = f"----- output of {one.stage.name} (build/logs/{one.log.name}) "
        board.line(f"{title:-<100}\n{text}\n{'':-<100}")


def close(stages: list[Stage], runs: dict[str, Run], width: int, took: float, stopped: bool) -> int:
    """The list of all stages and the closing line; returns the exit code."""
    passed = failed = skipped = 0
    if len(stages) > 1 or stopped:
        print(f"\n{paint('Summary', 'bold')}", flush=True)
    for stage in stages:
        one = runs.get(stage.name)
        if one is None:
            state, line = ("skipped", stage.unavailable) if stage.unavailable else ("stopped", "")
            skipped += 1
            entry = row(state, stage.name, 0, line, width)
        else:
            passed, failed, skipped = passed + one.passed, failed + one.failed, skipped + one.skipped
            entry = row("failed" if one.failed else "ok", stage.name, one.took, remark(one), width)
        if len(stages) > 1 or stopped:
            print(entry)
    print(f"\n{len(runs)} of {len(stages)} stages in {seconds(took)}")
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""), flush=True)
    return 130 if stopped else int(bool(failed))
