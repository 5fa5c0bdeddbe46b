# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One stage of the tests: what it is, what its work may use while it runs, and what came of it."""

from __future__ import annotations

import json
import re
import shutil
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import venvs
from common import BUILD, ROOT, Failed, ansible_settings, clean_environment

if TYPE_CHECKING:
    import nox

SHORT_LIMIT, LONG_LIMIT = 30, 120  # minutes for a stage that every change has to pass, and for others
LOGS = BUILD / "logs"
WORK = BUILD / "work"
_WARNING = re.compile(r"\[(?:DEPRECATION )?WARNING\]")


@dataclass
class Outcome:
    """What came of a stage. The counts are those of the test runner inside; a stage without one counts as one test."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    took: float = 0.0

    def __str__(self) -> str:
        if self.passed + self.failed + self.skipped <= 1:
            return ""
        counts = {"passed": self.passed, "failed": self.failed, "skipped": self.skipped}
        return ", ".join(f"{number} {word}" for word, number in counts.items() if number or word == "passed")


@dataclass(frozen=True)
class Stage:
    """A name that can be asked for alone, what it checks, the work, and the ansible-core version it runs with.

    runs: the targets of make that it is part of. weight: how long it takes beside the others; the longest begin. more: virtual
    environments beside the main one. unavailable: why it cannot run on this computer. main: the virtual environment, if it is not that of
    the ansible-core version alone.
    """

    name: str
    about: str
    work: Callable[[Run], None]
    core: str
    runs: tuple[str, ...]
    weight: int = 1
    more: tuple[str, ...] = ()
    unavailable: str = ""
    main: str = ""

    @property
    def environments(self) -> tuple[str, ...]:
        """The virtual environments that have to be there before it starts, the main one first."""
        return (self.main or f"core-{self.core}", *self.more)

    @property
    def limit(self) -> int:
        """Minutes after which it is interrupted."""
        return SHORT_LIMIT if "test" in self.runs else LONG_LIMIT

    @property
    def result(self) -> Path:
        """Where its outcome is kept."""
        return WORK / self.name / "outcome.json"

    def run(self, session: nox.Session) -> None:
        """Do the work as a session: all output goes to the log, and is shown when something failed."""
        run = Run(self, session)
        began = time.monotonic()
        signal.signal(signal.SIGALRM, run.overdue)
        signal.alarm(self.limit * 60)
        try:
            self.work(run)
        except Failed as error:
            run.problem(str(error))
        except Exception as error:  # a fault of a tool has to show as a failure of its stage
            run.problem(f"{type(error).__name__}: {error}")
        except KeyboardInterrupt:
            run.problem("interrupted")
            raise
        finally:
            signal.alarm(0)
            outcome = run.outcome
            outcome.took = time.monotonic() - began
            if run.problems:
                outcome.failed = outcome.failed or 1
            elif not (outcome.passed or outcome.skipped):
                outcome.passed = 1
            self.result.write_text(json.dumps(asdict(outcome)), encoding="utf-8")
            print(outcome if not run.problems else run.log.read_text(encoding="utf-8", errors="replace"), flush=True)
        if outcome.failed:
            session.error(f"{self.name} failed; its output is in build/logs/{run.log.name}")


@dataclass
class Run:
    """A stage at work."""

    stage: Stage
    session: nox.Session
    outcome: Outcome = field(default_factory=Outcome)
    problems: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        shutil.rmtree(self.scratch, ignore_errors=True)
        LOGS.mkdir(parents=True, exist_ok=True)
        self.scratch.mkdir(parents=True)
        self.log.write_text("", encoding="utf-8")

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
        """A folder of the stage's own, empty at its beginning."""
        return self.stage.result.parent

    def overdue(self, _number, _frame) -> None:
        """The stage takes too long: it is interrupted."""
        self.problem(f"no end after {self.stage.limit} minutes")
        raise KeyboardInterrupt

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
            CXOPS_CORE=self.core,
            PATH=":".join([*folders, base.get("PATH", "/usr/bin:/bin")]),
            PYTHONUNBUFFERED="1",
        )
        return {**base, **extra}

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
        from nox.command import CommandFailed  # only sessions have nox

        environment = self.environment(**extra)
        words = [str(word) for word in command]
        self.note(f"$ {' '.join(words)}")
        program = shutil.which(words[0], path=environment["PATH"]) or words[0]
        target = self.scratch / "output.txt"
        log, start = (target, 0) if quiet else (self.log, self.log.stat().st_size)
        fine = True
        with open(log, "wb" if quiet else "ab") as output, self.session.chdir(cwd):
            try:
                own = {"env": environment, "include_outer_env": False, "stdout": output}
                own |= {"external": True, "log": False, "interrupt_timeout": 10, "terminate_timeout": 5}
                self.session.run(program, *words[1:], **own)
            except CommandFailed as error:
                fine = False
                self.problem(f"{Path(words[0]).name}: {error}".rstrip(": "))
        text = log.read_bytes()[start:].decode("utf-8", "replace")
        warned = warnings and _WARNING.search(text)
        if warned:
            self.problem(f"{Path(words[0]).name} printed a warning of ansible-core")
        if quiet and (not fine or warned):
            self.note(text)
        return text if fine and not warned else None

    def count(self, *reports: Path) -> None:
        """Take over the counts of JUnit reports."""
        for report in reports:
            for suite in ElementTree.parse(report).getroot().iter("testsuite"):
                total, failed, skipped = (int(suite.get(name, 0)) for name in ("tests", "failures", "skipped"))
                failed += int(suite.get("errors", 0))
                self.outcome.passed += max(total - failed - skipped, 0)
                self.outcome.failed += failed
                self.outcome.skipped += skipped
