# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One stage of the tests: what it is, and what its work may use while it runs."""

from __future__ import annotations

import re
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

import venvs
from common import BUILD, ROOT, Failed, ansible_settings, clean_environment, stop

TIME_LIMIT = 30 * 60
LOGS = BUILD / "logs"
_WARNING = re.compile(r"\[(?:DEPRECATION )?WARNING\]")


@dataclass(frozen=True)
class Stage:
    """A name that can be asked for alone, what it checks, the work, and the ansible-core version it runs with (its environment)."""

    name: str
    about: str
    work: Callable[[Run], None]
    core: str
    tools: bool = False
    weight: int = 1
    unavailable: str = ""
    servers: bool = False

    @property
    def environments(self) -> tuple[str, ...]:
        """The virtual environments that have to be there before it starts."""
        more = [name for name, wanted in ((venvs.TOOLS, self.tools), (venvs.SERVERS, self.servers)) if wanted]
        return (f"core-{self.core}", *more)


@dataclass
class Run:
    """A stage at work. Everything goes to its log; counts are those of the test runner inside, or of the stage itself."""

    stage: Stage
    stopping: threading.Event = field(default_factory=threading.Event)
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    problems: list[str] = field(default_factory=list)
    took: float = 0.0
    began: float = field(default_factory=time.monotonic)

    @property
    def core(self) -> str:
        """The ansible-core version of the stage."""
        return self.stage.core

    @property
    def log(self) -> Path:
        """Where the whole output goes."""
        return LOGS / f"{self.stage.name}.log"

    @property
    def scratch(self) -> Path:
        """A folder of the stage's own below build."""
        path = BUILD / "work" / self.stage.name
        path.mkdir(parents=True, exist_ok=True)
        return path

    def note(self, text: str) -> None:
        """A line for the log."""
        with open(self.log, "a", encoding="utf-8") as log:
            log.write(text + "\n")

    def problem(self, text: str) -> None:
        """The stage has failed; its other steps go on."""
        self.note(f"FAILED: {text}")
        self.problems.append(text)

    def environment(self, **extra: str) -> dict[str, str]:
        """Variables for a child: programs of the stage's environments, nothing of the user's Ansible, nothing left in the user's home."""
        folders = [str(venvs.folder(name) / "bin") for name in self.stage.environments]
        base = clean_environment()
        home = BUILD / "home" / self.stage.name
        home.mkdir(parents=True, exist_ok=True)
        base.update(
            ANSIBLE_COLLECTIONS_PATH=str(BUILD / "collections"),
            ANSIBLE_CONFIG=ansible_settings(),
            ANSIBLE_HOME=str(home / ".ansible"),
            HOME=str(home),
            ANSIBLE_NOCOLOR="1",
            NO_COLOR="1",
            PATH=":".join([*folders, base.get("PATH", "/usr/bin:/bin")]),
            PYTHONUNBUFFERED="1",
        )
        base.update(extra)
        return base

    def step(
        self,
        command: Sequence[str | Path],
        *,
        cwd: Path = ROOT,
        warnings: bool = False,
        quiet: bool = False,
        **extra: str,
    ) -> str | None:
        """Run a command; returns what it printed, or None (and the stage has failed) when it ended with an error.

        warnings: ansible-core's warnings in the output are an error too. quiet: the output is worth reading only after an error.
        extra: more environment variables.
        """
        words = [str(word) for word in command]
        self.note(f"$ {' '.join(words)}")
        target = self.scratch / "output.txt"
        log, start = (target, 0) if quiet else (self.log, self.log.stat().st_size)
        target.unlink(missing_ok=True)
        code = self._run(words, cwd, self.environment(**extra), log)
        with open(log, "rb") as file:
            file.seek(start)
            output = file.read().decode("utf-8", "replace")
        warned = warnings and _WARNING.search(output)
        if quiet and (code != 0 or warned):
            self.note(output)
        if code != 0:
            self.problem(f"{Path(words[0]).name} ended with {code}")
        elif warned:
            self.problem(f"{Path(words[0]).name} printed a warning of ansible-core")
        return None if code != 0 or warned else output

    def _run(self, words: list[str], cwd: Path, environment: dict[str, str], log: Path) -> int | str:
        with open(log, "ab") as output:
            try:
                process = subprocess.Popen(
                    words,
                    cwd=cwd,
                    env=environment,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
            except OSError as error:
                return f"{error.strerror}"
        try:
            while process.poll() is None:
                if self.stopping.wait(0.05):
                    return "an interrupt"
                if time.monotonic() - self.began > TIME_LIMIT:
                    return f"no end after {TIME_LIMIT // 60} minutes"
            return process.returncode
        finally:
            stop(process)

    def count(self, report: Path) -> None:
        """Take over the counts of a JUnit report."""
        if not report.exists():
            return
        for suite in ElementTree.parse(report).getroot().iter("testsuite"):
            total, failed, skipped = (int(suite.get(name, 0)) for name in ("tests", "failures", "skipped"))
            failed += int(suite.get("errors", 0))
            self.passed += max(total - failed - skipped, 0)
            self.failed += failed
            self.skipped += skipped

    def execute(self) -> None:
        """Do the work; afterwards the counts, the problems and the time are set."""
        LOGS.mkdir(parents=True, exist_ok=True)
        self.log.write_text("", encoding="utf-8")
        self.began = time.monotonic()
        try:
            self.stage.work(self)
        except Failed as error:
            self.problem(str(error))
        except Exception as error:  # a fault of a tool must show as a failure of its stage, not end the run
            self.problem(f"{type(error).__name__}: {error}")
        self.took = time.monotonic() - self.began
        if self.problems and not self.failed:
            self.failed = 1
        if not (self.passed or self.failed or self.skipped):
            self.passed = 1
