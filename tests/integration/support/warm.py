# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ansible-playbook, without loading each time what is the same each time: two thirds of its start.

A process loads the libraries, and those parts of ansible-core that do not depend on its configuration. Each run is a fork of it that
has the environment, the folder and the output of its own, and loads the rest: configuration, plugins, playbooks.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import importlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

PROGRAM = Path(sys.executable).with_name("ansible-playbook")
CONFIGURATION = "ansible.constants"
LOADED = "ansible.cli.playbook, ansible.executor.playbook_executor, ansible.plugins.strategy.linear, psycopg2, requests"
_SCOUT = f"import sys, json, {LOADED}; print(json.dumps(list(sys.modules)))"


class Warm:
    """The process, which ends with this one. run: as subprocess.run, from as many threads as one likes."""

    def __init__(self):
        self._owner = os.getpid()
        self._folder = tempfile.TemporaryDirectory(prefix="cx")
        self._path = os.path.join(self._folder.name, "s")
        listening = socket.socket(socket.AF_UNIX)
        listening.bind(self._path)
        listening.listen(64)
        life, self._life = os.pipe()
        environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": self._folder.name}
        words = [sys.executable, "-P", __file__, str(listening.fileno()), str(life)]
        self._process = subprocess.Popen(
            words, env=environment, stdin=subprocess.DEVNULL, pass_fds=[listening.fileno(), life]
        )
        listening.close()
        os.close(life)

    def end(self):
        """End the process; what it has forked has ended before, for each run waits. A fork of this process ends nothing."""
        if os.getpid() != self._owner:
            return
        with contextlib.suppress(OSError):  # a test that watches this process may have closed what it found open
            os.close(self._life)
        self._process.kill()
        self._process.wait()
        self._folder.cleanup()

    def run(self, words, env, cwd, timeout):
        """Run ansible-playbook with these arguments; returns (exit code, output, errors)."""
        with (
            tempfile.TemporaryFile() as output,
            tempfile.TemporaryFile() as errors,
            socket.socket(socket.AF_UNIX) as asked,
        ):
            asked.connect(self._path)
            request = json.dumps({"words": words, "env": env, "cwd": str(cwd)}).encode()
            asked.sendall(b"%10d" % len(request))
            socket.send_fds(asked, [request[:1]], [output.fileno(), errors.fileno()])
            asked.sendall(request[1:])
            told = asked.makefile("r")
            pid = int(told.readline())
            asked.settimeout(timeout)
            try:
                code = int(told.readline())
            except TimeoutError:
                os.kill(pid, signal.SIGKILL)
                raise subprocess.TimeoutExpired(words, timeout) from None
            texts = []
            for file in (output, errors):
                file.seek(0)
                texts.append(file.read().decode())
            return code, *texts


_WARM = []


def run(words, env, cwd, timeout):
    """Run ansible-playbook; the process that it is a fork of begins with the first."""
    if not _WARM:
        _WARM.append(Warm())
        atexit.register(_WARM[0].end)
    return _WARM[0].run(words, env, cwd, timeout)


def load():
    """Load what a run of ansible-playbook loads, but for what depends on its configuration, directly or not."""
    scout = subprocess.run([sys.executable, "-c", _SCOUT], capture_output=True, check=True)
    sys.modules[CONFIGURATION] = None  # whoever wants it fails, and is not loaded
    for name in json.loads(scout.stdout):
        if not name.startswith(("__", "ansible.cli")):
            with contextlib.suppress(Exception):
                importlib.import_module(name)
    parse()
    del sys.modules[CONFIGURATION]
    gc.collect()
    gc.freeze()


def parse():
    """Parse two large files of ansible-core that each run would parse: where its plugins are, and which settings there are."""
    from ansible.config.manager import ConfigManager
    from ansible.utils.collection_loader import _collection_finder

    folder = Path(importlib.import_module("ansible.config").__file__).parent
    routing = (folder / "ansible_builtin_runtime.yml").read_bytes()
    settings = str(folder / "base.yml")
    read, to_dict = ConfigManager._read_config_yaml_file, _collection_finder._meta_yml_to_dict
    known = {routing: to_dict(routing, None)}
    defined = {settings: read(None, settings)}
    _collection_finder._meta_yml_to_dict = lambda data, name: known.get(data) or to_dict(data, name)
    ConfigManager._read_config_yaml_file = lambda self, path: defined.get(path) or read(self, path)


def receive(asked):
    """The request that comes over a connection, and the two files for the output."""
    size = int(asked.recv(10, socket.MSG_WAITALL))
    data, files, _flags, _address = socket.recv_fds(asked, 1, 2)
    while len(data) < size:
        data += asked.recv(size - len(data), socket.MSG_WAITALL)
    return json.loads(data), files


def answer(asked):
    """Fork for one request and tell its process and its exit code. Returns in the fork, as what ansible-playbook would find."""
    request, files = receive(asked)
    pid = os.fork()
    if pid:
        asked.sendall(b"%d\n" % pid)
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        with contextlib.suppress(OSError):
            asked.sendall(b"%d\n" % code)
        os._exit(0)
    asked.close()
    for number, file in enumerate(files, 1):
        os.dup2(file, number)
        os.close(file)
    os.environ.clear()
    os.environ.update(request["env"])
    os.chdir(request["cwd"])
    tempfile.tempdir = None
    sys.argv = [str(PROGRAM), *request["words"]]


def serve(listening, life):
    """Answer each connection in a process of its own until the other end of ``life`` is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who asks ends what runs
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        ready, _writable, _failed = select.select([listening, life], [], [])
        if life in ready:
            return False
        asked, _address = listening.accept()
        if os.fork() == 0:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.close(life)
            listening.close()
            answer(asked)
            return True
        asked.close()


if __name__ == "__main__":
    load()
    if serve(socket.socket(fileno=int(sys.argv[1])), int(sys.argv[2])):
        from ansible.cli.playbook import main

        sys.exit(main())
