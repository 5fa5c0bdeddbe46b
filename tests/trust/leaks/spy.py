# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sits in every Python that a run starts, and writes down exactly what a look from outside could miss.

An audit hook hears of every file, folder and process before the system does, so between any two of its events the state of a
folder is known. Only the standard library, of any supported Python: it is loaded as sitecustomize of the children.
"""

from __future__ import annotations

import json
import os
import stat
import sys
import threading

# Events that may change a file or come after such a change; "import" and its like come far more often.
FILES = ("open", "os.", "shutil.", "tempfile.", "subprocess.", "socket.", "fcntl.")
FOLDERS = "CXOPS_SPY_FOLDERS"  # with files that nobody else may read at any moment
CANARIES = "CXOPS_SPY_CANARIES"  # a file with the secrets of the run, as JSON
NOTES = "CXOPS_SPY_NOTES"  # where the lines go
NAMELESS = getattr(os, "O_TMPFILE", 0)
WITHOUT = "CXOPS_SPY_WITHOUT"  # a library that is missing


class Spy:
    """Notes what happens in this process. note: takes a dict. folders: with secret files. canaries: the secrets, as bytes."""

    def __init__(self, note, folders, canaries=()):
        self.note = note
        self.folders = [os.path.abspath(folder) for folder in folders]
        self.canaries = list(canaries)
        self.active = True
        self._seen = set()
        self._busy = threading.local()

    def hear(self, event, args):
        """The audit hook: it must never disturb what it hears of."""
        if not self.active or not event.startswith(FILES) or getattr(self._busy, "now", False):
            return
        self._busy.now = True
        try:
            self.look(event)
            self._special(event, args)
        except (OSError, ValueError, TypeError, UnicodeError) as problem:
            self.note({"kind": "lost", "event": event, "why": repr(problem)})
        finally:
            self._busy.now = False

    def look(self, event="end"):
        """Note every file or folder in the watched ones that somebody else may read something in at this moment."""
        for folder in self.folders:
            places = [folder] if os.path.isdir(folder) else []
            for base, names, files in os.walk(folder):
                places += [os.path.join(base, name) for name in names + files]
            for place in places:
                try:
                    found = os.lstat(place)
                except FileNotFoundError:
                    continue
                mode = stat.S_IMODE(found.st_mode)
                empty = stat.S_ISREG(found.st_mode) and not found.st_size
                if empty or stat.S_ISLNK(found.st_mode) or not mode & 0o077 or (place, mode) in self._seen:
                    continue
                self._seen.add((place, mode))
                self.note({"kind": "wide", "path": place, "mode": oct(mode), "before": event})

    def _special(self, event, args):
        if event == "subprocess.Popen":
            self.note({"kind": "child", "argv": _texts(args[1]), "env": _environment(args[3])})
        elif event in ("os.exec", "os.posix_spawn"):
            self.note({"kind": "child", "argv": _texts(args[1]), "env": _environment(args[2])})
        elif event == "os.system":
            self.note({"kind": "child", "argv": _texts([args[0]]), "env": None})
        elif event == "open" and isinstance(args[0], (str, bytes)):
            self._opened(os.path.abspath(os.fsdecode(args[0])), args[2] or 0)
        elif event in ("os.remove", "os.rename") and not isinstance(args[0], int):
            self._leaves(os.fsdecode(args[0]), args[1 if event == "os.remove" else 2])

    def _opened(self, path, flags):
        nameless = flags & NAMELESS == NAMELESS != 0  # a new file in the folder that is named
        inside = any((path + os.sep * nameless).startswith(folder + os.sep) for folder in self.folders)
        if flags & (os.O_WRONLY | os.O_RDWR) and inside:
            safe = nameless or flags & os.O_NOFOLLOW or (flags & os.O_CREAT and flags & os.O_EXCL)
            self.note({"kind": "written", "path": path, "follows": not safe})

    def _leaves(self, path, folder):
        """A file goes from its place: whether it holds a secret, and whether others could have read it there."""
        if folder is not None and folder >= 0:
            path = os.path.join(os.readlink("/proc/self/fd/%d" % folder), path)
        if not os.path.isfile(path) or os.path.islink(path):
            return
        try:
            with open(path, "rb") as stream:
                content = stream.read(1 << 20)
            found = any(canary in content for canary in self.canaries) and {"path": path, "exposed": exposed(path)}
        except FileNotFoundError:  # another process was faster
            return
        if found:
            self.note({"kind": "gone", **found})


def exposed(path):
    """Somebody else could read the file: by its own mode, and by that of the folder that it is in."""
    modes = [os.stat(place).st_mode for place in (path, os.path.dirname(path))]
    return all(mode & 0o077 for mode in modes)


def _texts(values):
    values = [values] if isinstance(values, (str, bytes)) else values or []
    return [os.fsdecode(value) for value in values]


def _environment(given):
    if given is None:
        return None
    return {os.fsdecode(name): os.fsdecode(value) for name, value in dict(given).items()}


def _into(path):
    """A function that appends a line to the file, whole, whoever else does the same."""
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def note(what):
        line = json.dumps(dict(what, pid=os.getpid())) + "\n"
        os.write(handle, line.encode("utf-8"))

    return note


def begin():
    """Watch this process as its environment says, from its very start."""
    note = _into(os.environ[NOTES])
    with open(os.environ[CANARIES], encoding="utf-8") as stream:
        canaries = [text.encode("utf-8") for text in json.load(stream)]
    argv = getattr(sys, "orig_argv", sys.argv)
    links = [os.readlink("/proc/self/fd/" + name) for name in os.listdir("/proc/self/fd") if _is_link(name)]
    files = [path for path in argv if os.path.isfile(path) and "ansible-tmp" in path]
    note(
        {
            "kind": "start",
            "argv": list(argv),
            "env": dict(os.environ),
            "fds": links,
            "exposed": [path for path in files if exposed(path)],
            "payloads": files,
        }
    )
    sys.addaudithook(Spy(note, os.environ[FOLDERS].split(os.pathsep), canaries).hear)


class Without:
    """A library that cannot be imported, as if it were not installed."""

    def find_spec(self, name, path=None, target=None):
        """For the import system."""
        if name.partition(".")[0] == os.environ[WITHOUT]:
            raise ModuleNotFoundError("No module named " + name, name=name)


def _is_link(name):
    return os.path.lexists("/proc/self/fd/" + name)


if __name__ == "sitecustomize" and NOTES in os.environ:
    begin()
    if WITHOUT in os.environ:
        sys.meta_path.insert(0, Without())
