# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The course of the demo: start, provision, provision again, verify, the same with an OAuth client of Genesys Cloud, show."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import tree
import venvs
from common import BUILD, COLLECTION, ROOT, Failed, ansible_settings, clean_environment, colourful, paint, seconds, stop
from emulation import Emulator, emulator

from . import summary

TENANT = ROOT / "tools" / "demo" / "inventory.yml"
ORGANISATION = ROOT / "tools" / "demo" / "cloud" / "inventory.yml"
LOGS = BUILD / "demo"
_RECAP = re.compile(r"^\S+\s+: (ok=\d+.*)$", re.MULTILINE)
_COUNT = re.compile(r"(\w+)=(\d+)")
_TASK = re.compile(r"^(?:TASK|RUNNING HANDLER) \[(.*?)\]")
# A warning of ansible-core. The collection's own word that something cannot be looked at is honest, and part of the show.
_WARNING = re.compile(r"\[(?:DEPRECATION )?WARNING\](?!: The service offers no way to look)")


@dataclass(frozen=True)
class Step:
    """One step that is done: its title, how long it took, ansible-playbook's counts, the requests that the services saw.

    tokens: those of Genesys Cloud that were obtained with the secret of a client that the demo made.
    """

    title: str
    took: float
    counts: dict[str, int]
    requests: int
    writes: int
    tokens: int = 0


class Show:
    """Prints the steps: a line that lives while one runs (on a terminal), and one that stays when it has ended."""

    def __init__(self) -> None:
        self.live = colourful()

    def doing(self, title: str, detail: str, began: float) -> None:
        """The line that lives."""
        if self.live:
            text = f"  …  {title}  {time.monotonic() - began:.0f} s  {detail}"
            sys.stdout.write("\r\033[K" + text[: shutil.get_terminal_size().columns - 1])
            sys.stdout.flush()

    def done(self, title: str, took: float, detail: str = "", good: bool = True) -> None:
        """The line that stays."""
        if self.live:
            sys.stdout.write("\r\033[K")
        mark = paint("✔", "green") if good else paint("✘", "red")
        print(
            f"  {mark}  {title:<28}{seconds(took):>9}   {paint(detail, 'dim') if detail else ''}".rstrip(), flush=True
        )


def run(core: str, verbose: bool = False) -> None:
    """The whole demo with an ansible-core version. Raises Failed."""
    began = time.monotonic()
    what = "A tenant and an OAuth client of Genesys Cloud from nothing"
    print(paint(f"{what}, with {COLLECTION} and ansible-core {core}", "bold"), flush=True)
    show = Show()
    collections = tree.linked()
    LOGS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="cxops-demo-") as folder:
        scratch = Path(folder)
        started = time.monotonic()
        show.doing("emulator and PostgreSQL", "starting", started)
        with emulator(core, scratch) as services:
            show.done("emulator and PostgreSQL", time.monotonic() - started, services.url)
            play = Player(core, collections, scratch, services, show, verbose)
            steps = [
                play("provision", "provision the tenant", TENANT),
                play("provision", "provision it again", TENANT),
                play("verify", "verify", TENANT),
                play("cloud_oauth_clients", "make an OAuth client", ORGANISATION),
                play("cloud_oauth_clients", "make it again", ORGANISATION),
                play("cloud_oauth_clients_verify", "verify it and its secret", ORGANISATION, needs_token=True),
            ]
            summary.show(services, steps, core, time.monotonic() - began)


class Player:
    """Runs the collection's playbooks against the services."""

    def __init__(
        self, core: str, collections: Path, scratch: Path, services: Emulator, show: Show, verbose: bool
    ) -> None:
        self.core, self.scratch, self.services, self.show_line, self.verbose = core, scratch, services, show, verbose
        self.environment = clean_environment(
            ANSIBLE_COLLECTIONS_PATH=str(collections),
            ANSIBLE_CONFIG=ansible_settings(),
            ANSIBLE_HOME=str(scratch / "ansible"),
            ANSIBLE_RETRY_FILES_ENABLED="0",
            CXOPS_DEMO_FOLDER=str(scratch),
            PATH=f"{venvs.folder(f'core-{core}') / 'bin'}:{clean_environment()['PATH']}",
            PYTHONUNBUFFERED="1",
            **services.variables,
        )
        if verbose and colourful():
            self.environment["ANSIBLE_FORCE_COLOR"] = "1"
        else:
            self.environment["ANSIBLE_NOCOLOR"] = "1"
        self.played: set[str] = set()

    def __call__(self, playbook: str, title: str, inventory: Path, needs_token: bool = False) -> Step:
        """Play one; a failure, a warning of ansible-core, a secret, or a change where none may be is the end of the demo.

        needs_token: so is a step that obtained no token with the secret of the new OAuth client.
        """
        again = playbook in self.played
        self.played.add(playbook)
        self.services.control.clear_log()
        log = LOGS / f"{title.replace(' ', '-')}.log"
        began = time.monotonic()
        code = self._play(playbook, title, inventory, log, began)
        took = time.monotonic() - began
        output = re.sub(r"\033\[[\d;]*m", "", log.read_text(encoding="utf-8", errors="replace"))
        counts: dict[str, int] = {}
        for recap in _RECAP.findall(output):
            for name, number in _COUNT.findall(recap):
                counts[name] = counts.get(name, 0) + int(number)
        entries = self.services.control.log()
        # A data center that is there already is refused: that is how the service tells it.
        writes = sum(1 for entry in entries if entry["mutating"] and (entry["status"] or 500) < 400)
        step = Step(title, took, counts, len(entries), writes, len(self.tokens(entries)))
        fault = ""
        if code or not counts:
            fault = f"ansible-playbook ended with {code}"
        elif _WARNING.search(output):
            fault = "ansible-core printed a warning"
        elif again and counts["changed"]:
            fault = f"the second run changed something (changed={counts['changed']}), which it must not"
        elif any(one["secret"] in output for one in self.services.control.state()["cloud"]["clients"]):
            fault = "the secret of an OAuth client was shown"
        elif needs_token and not step.tokens:
            fault = "no token was obtained with the secret of the OAuth client"
        detail = f"changed={counts.get('changed', 0)} ok={counts.get('ok', 0)}, {step.requests} requests"
        detail += ", a token with its secret" if needs_token and step.tokens else ""
        self.show_line.done(title, took, detail, not fault)
        if fault:
            raise Failed(f"{fault}. Its output ({log.relative_to(ROOT)}):\n\n" + ("" if self.verbose else output))
        return step

    def tokens(self, entries: list[dict]) -> list[dict]:
        """The requests by which clients other than the one that provisions obtained tokens of Genesys Cloud."""
        provisioner = self.services.variables["GENESYSCLOUD_OAUTHCLIENT_ID"]
        asked = [entry for entry in entries if entry["path"] == "/oauth/token" and entry["status"] == 200]
        return [entry for entry in asked if entry["authorization"]["principal"] != provisioner]

    def _play(self, playbook: str, title: str, inventory: Path, log: Path, began: float) -> int:
        words = [
            str(venvs.folder(f"core-{self.core}") / "bin" / "ansible-playbook"),
            "-i",
            str(inventory),
            f"{COLLECTION}.{playbook}",
        ]
        process = subprocess.Popen(
            words,
            cwd=self.scratch,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        task = "starting"
        try:
            with open(log, "w", encoding="utf-8") as output:
                for line in process.stdout:
                    output.write(line)
                    if self.verbose:
                        print(line, end="", flush=True)
                        continue
                    found = _TASK.match(line)
                    task = found.group(1) if found else task
                    self.show_line.doing(title, task, began)
            return process.wait()
        finally:
            stop(process)
