# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ansible-playbook watched from the inside and the outside: files, folders, processes, whatever it prints and keeps."""

from __future__ import annotations

import json
import os
import shutil
import threading
from contextlib import contextmanager
from pathlib import Path

from trust.leaks import spy
from trust.leaks.canaries import NAMES, all_secrets
from trust.support import sweep
from trust.support.watched import Watched

HERE = Path(__file__).parent
BY_MODULE = {"cxops_genesys_in_process": False}
# Written by a run on purpose, and meant for no secret: swept like everything else.
EVERYTHING = {
    "ANSIBLE_RETRY_FILES_ENABLED": "1",
    "ANSIBLE_CALLBACKS_ENABLED": "results,ansible.builtin.junit,ansible.builtin.tree",
    "ANSIBLE_SHOW_TASK_PATH_ON_FAILURE": "1",
    "ANSIBLE_DISPLAY_ARGS_TO_STDOUT": "1",
    "JUNIT_INCLUDE_SETUP_TASKS_IN_REPORT": "1",
}


class Descendants:
    """Reads the command lines and environments of all processes that this one starts, as quickly as it can."""

    def __init__(self):
        self.texts = set()
        self.looks = 0
        self._before = set(self._below(os.getpid()))
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def _below(self, pid):
        try:
            for task in os.listdir("/proc/%d/task" % pid):
                for child in Path("/proc/%d/task/%s/children" % (pid, task)).read_text().split():
                    yield int(child)
                    yield from self._below(int(child))
        except OSError:  # it has ended
            return

    def _watch(self):
        while not self._over.wait(0.005):
            self.looks += 1
            for pid in set(self._below(os.getpid())) - self._before:
                for name in ("cmdline", "environ"):
                    try:
                        raw = Path("/proc/%d/%s" % (pid, name)).read_bytes()
                    except OSError:
                        continue
                    self.texts.add(raw.replace(b"\0", b"\n").decode("utf-8", "replace"))

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *exc_info):
        self._over.set()
        self._thread.join(10)


@contextmanager
def generous():
    """Whatever is created without a mode can be read by all: only what asks for its privacy gets it."""
    before = os.umask(0)
    try:
        yield
    finally:
        os.umask(before)


class Hunt(Watched):
    """Runs playbooks under every watch. private: folders whose files nobody else may read at any moment. variables: extra
    ones, secrets among them; they are in a file that is meant for them.
    """

    forked = False  # the watches are set when a process starts

    def __init__(self, folder, world, private=(), variables=None, secrets=()):
        self.entered = folder / "entered"  # by Ansible's own modules
        private = [folder / "secrets", self.entered, *private]
        meant = [folder / "variables.yml", folder / "canaries.json", *private]
        super().__init__(folder, world, meant, NAMES)
        self.private, self.variables, self.outside = private, dict(variables or {}), False
        world.canaries |= all_secrets(world) | set(secrets)
        (folder / "spy").mkdir()
        shutil.copy(HERE / "spy.py", folder / "spy" / "sitecustomize.py")
        (folder / "tmp").mkdir()

    def environment(self, **more):
        folder = self.folder
        own = {
            **EVERYTHING,
            "PYTHONPATH": str(folder / "spy"),
            "TMPDIR": str(folder / "tmp"),
            "GENESYS_LOCK_DIR": str(folder / "tmp" / "cxops-genesys-turns"),
            "ANSIBLE_RETRY_FILES_SAVE_PATH": str(folder / "retry"),
            "ANSIBLE_CALLBACK_TREE_DIR": str(folder / "tree"),
            "ANSIBLE_ASYNC_DIR": str(folder / "async"),
            spy.NOTES: str(folder / "spy.jsonl"),
            spy.CANARIES: str(folder / "canaries.json"),
            spy.FOLDERS: os.pathsep.join(map(str, self.private)),
        }
        made = super().environment(**{**own, **more})
        made["ANSIBLE_CALLBACK_PLUGINS"] += os.pathsep + str(HERE / "callback")
        return made

    def write_variables(self, **more):
        """The file of the extra variables: texts in it are no templates unless they are meant to be."""
        lines = [
            "%s: %s%s" % (name, _tag(value), json.dumps(value, ensure_ascii=False)) for name, value in more.items()
        ]
        path = self.folder / "variables.yml"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        path.chmod(0o600)

    def play(self, playbook, *arguments, outside=None, variables=None, **more):
        """Play it, and search everything. outside: the processes are looked at from outside, too."""
        self.write_variables(**{**self.variables, **(variables or {})})
        (self.folder / "canaries.json").write_text(json.dumps(sorted(self.secrets())))
        notes = self.folder / "spy.jsonl"
        notes.unlink(missing_ok=True)
        outside = self.outside if outside is None else outside
        with generous(), Descendants() if outside else _nobody() as seen:
            made = super().play(playbook, "-e", "@variables.yml", *arguments, **dict(more, warnings=True))
        made.notes = [json.loads(line) for line in notes.read_text(encoding="utf-8").splitlines()]
        secrets = self.secrets()
        self.processes(made.notes, secrets)
        self.files(made.notes)
        if seen:
            assert seen.looks > 20 and len(seen.texts) > 2, "the processes were not looked at"
            nothing(sweep.found_in("\n".join(seen.texts), secrets, NAMES), "a process shows a secret")
        return made

    def processes(self, notes, secrets):
        """No process was started with a secret in its arguments or its environment, nor did it get the run's memory."""
        started = [note for note in notes if note["kind"] in ("start", "child")]
        assert started, "the spy heard of nothing"
        for note in started:
            text = json.dumps([note["argv"], note["env"]], ensure_ascii=False)
            plain = "\n".join([*note["argv"], *(note["env"] or {}).values()])
            nothing(sweep.found_in(text + plain, secrets, NAMES), "a child is given a secret")
            nothing([path for path in note.get("fds", ()) if "cxops" in path], "a child has the memory of the run")
            nothing(note.get("exposed"), "what a child is given in a file can be read by others")

    def files(self, notes):
        """No secret could be read by others at any moment, no link was followed, and nothing temporary is left."""
        for kind, member, what in (
            ("lost", "why", "the spy was disturbed"),
            ("wide", "mode", "a secret file was not private"),
            ("written", "follows", "a link would have been followed"),
            ("gone", "exposed", "something temporary held a secret, and was not private"),
        ):
            found = [note for note in notes if note["kind"] == kind and note[member]]
            nothing([note for note in found if kind != "written" or str(self.entered) not in note["path"]], what)
        left = [path for name in ("tmp", "ansible/tmp", "remote") for path in (self.folder / name).glob("*")]
        nothing([path for path in left if not path.name.startswith("cxops-genesys-")], "files are left")
        for place in self.private:
            for path in [place, *place.rglob("*")] if place.exists() else []:
                assert path.stat().st_mode & 0o077 == 0, "%s is not private" % path


def nothing(found, what):
    """Fail when something was found, and say what."""
    assert not found, "%s: %s" % (what, found)


@contextmanager
def _nobody():
    yield None


def _tag(value):
    return "!unsafe " if isinstance(value, str) and any(mark in value for mark in ("{{", "{%", "{#")) else ""
