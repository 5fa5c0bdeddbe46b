# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real ansible-playbook in a process of its own, with nothing of the person's Ansible, and its results as data."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import weakref
from pathlib import Path

import yaml

from . import warm

ROOT = Path(__file__).resolve().parents[3]
WARNING = re.compile(r"\[(?:DEPRECATION )?WARNING\][^\n]*")


class Play:
    """What came of one ansible-playbook. code: its exit code. output: all that it printed. results: (task, result) in order. lines: the same with hosts."""

    def __init__(self, code, output, lines):
        self.code = code
        self.output = output
        self.lines = [json.loads(line) for line in lines]
        self.results = [(line["task"], line["result"]) for line in self.lines]
        self.changed = sum(bool(result.get("changed")) for _task, result in self.results)

    def __getitem__(self, name):
        """The result of the only run of the task of this name."""
        (result,) = [result for task, result in self.results if task == name]
        return result


def _short_way_to(folder):
    """A link to the folder: ansible-core 2.21 has a socket in its temporary folder, whose path may have 107 bytes."""
    way = Path(tempfile.mkdtemp(prefix="cx"))
    way.rmdir()
    way.symlink_to(folder, target_is_directory=True)
    return way


class Playbooks:
    """Runs plays below a folder of the test's own. forked: whether from a process that has loaded most already, see warm.py."""

    forked = True

    def __init__(self, folder, world):
        self.folder = folder
        self.world = world
        self.count = 0
        (folder / "ansible.cfg").touch()
        (folder / "locks").mkdir(exist_ok=True)
        self._temporary = _short_way_to(folder / "locks")
        weakref.finalize(self, self._temporary.unlink, missing_ok=True)

    def environment(self, **more):
        """Variables of the process; the collection comes from the link that the tools make."""
        return {
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
            "HOME": str(self.folder),
            "TMPDIR": str(self._temporary),
            "GENESYS_LOCK_DIR": str(self.folder / "locks" / "turns"),
            "LANG": "C.UTF-8",
            "ANSIBLE_HOME": str(self.folder / "ansible"),
            "ANSIBLE_CONFIG": str(self.folder / "ansible.cfg"),
            "ANSIBLE_COLLECTIONS_PATH": str(ROOT / "build" / "collections"),
            "ANSIBLE_NOCOLOR": "1",
            "ANSIBLE_PIPELINING": "1",
            "ANSIBLE_REMOTE_TMP": str(self.folder / "remote"),
            "ANSIBLE_CALLBACK_PLUGINS": str(Path(__file__).parent / "callback"),
            "ANSIBLE_CALLBACKS_ENABLED": "results",
            "ANSIBLE_LOCALHOST_WARNING": "false",
            "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
            "no_proxy": "*",
            **more,
        }

    def _without_secrets(self, value, held):
        """The play with its secrets as variables, as users have them: ansible-core quotes the play's file beside an error."""
        if isinstance(value, dict):
            return {name: self._without_secrets(member, held) for name, member in value.items()}
        if isinstance(value, list):
            return [self._without_secrets(member, held) for member in value]
        if isinstance(value, str) and value in self.world.canaries:
            name = "secret_%d" % sorted(self.world.canaries).index(value)
            held[name] = value
            return "{{ %s }}" % name
        return value

    def run(self, tasks, *arguments, defaults=None, warnings=False, env=None, answers=None, **play):
        """Run these tasks on the implicit localhost. defaults: module_defaults. warnings: whether ansible-core may warn. answers: see play()."""
        self.count += 1
        path = self.folder / ("play%d.yml" % self.count)
        content = {
            "hosts": "localhost",
            "gather_facts": False,
            "module_defaults": defaults or {},
            **play,
            "tasks": tasks,
        }
        held = {}
        path.write_text(yaml.safe_dump([self._without_secrets(content, held)], sort_keys=False))
        (self.folder / "secrets.json").write_text(json.dumps(held))
        return self.play(str(path), "-e", "@secrets.json", *arguments, warnings=warnings, env=env, answers=answers)

    def play(self, playbook, *arguments, warnings=False, env=None, timeout=300, answers=None):
        """Run a playbook by its path or its name in the collection; looks at what it printed before it returns the Play.

        answers: what is typed, as for ``--step``.
        """
        self.count += 1
        lines = self.folder / ("results%d.jsonl" % self.count)
        lines.touch()
        words, environment = [playbook, *arguments], self.environment(CXOPS_RESULTS=str(lines), **(env or {}))
        forked = self.forked and answers is None and not any(name.startswith("PYTHON") for name in environment)
        if forked:
            code, output = self._forked(words, environment, timeout)
        else:
            code, output = self._started(words, environment, timeout, answers)
        made = Play(code, output, lines.read_text().splitlines())
        for secret in self.world.canaries:
            assert secret not in made.output + lines.read_text(), "a secret is shown"
        assert "Traceback" not in made.output
        if not warnings:
            assert WARNING.findall(made.output) == []
        return made

    def _forked(self, words, environment, timeout):
        code, output, errors = warm.run(words, environment, self.folder, timeout)
        return code, output + errors

    def _started(self, words, environment, timeout, answers):
        program = str(Path(sys.executable).with_name("ansible-playbook"))
        done = subprocess.run(
            [program, *words],
            check=False,
            env=environment,
            cwd=self.folder,
            capture_output=True,
            text=True,
            input=answers,
            timeout=timeout,
        )
        return done.returncode, done.stdout + done.stderr
