# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Paths, colours, locks and child processes: what every tool needs. Standard library only, for it runs before anything is installed."""

from __future__ import annotations

import contextlib
import fcntl
import functools
import locale
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build"
VENVS = ROOT / ".venvs"
NAMESPACE = "cxops"
NAME = "genesys"
COLLECTION = f"{NAMESPACE}.{NAME}"

_COLOURS = {"red": "31", "green": "32", "yellow": "33", "blue": "34", "cyan": "36", "bold": "1", "dim": "2"}


class Failed(Exception):
    """Something that the person at the keyboard has to know; the message says what and what to do."""


def colourful(stream=None) -> bool:
    """True when the stream is a terminal that wants colours (NO_COLOR and TERM=dumb say no)."""
    stream = stream or sys.stdout
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def paint(text: str, *colours: str) -> str:
    """The text in the given colours, or as it is when standard output is no colour terminal."""
    if not colourful():
        return text
    return "\033[" + ";".join(_COLOURS[colour] for colour in colours) + "m" + text + "\033[0m"


def seconds(value: float) -> str:
    """A duration for people: ``0.4 s``, ``75.2 s``, ``12 min 03 s``."""
    if value < 600:
        return f"{value:.1f} s"
    return f"{int(value) // 60} min {int(value) % 60:02d} s"


@contextlib.contextmanager
def locked(path: Path, what: str) -> Iterator[None]:
    """Hold a lock file, so that two runs in one clone do not write the same thing; waiting is announced once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "a", encoding="utf-8") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            print(f"Waiting for another run in this folder: {what}", flush=True)
            fcntl.flock(handle, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(handle, fcntl.LOCK_UN)


def stop(process: subprocess.Popen, patience: float = 5.0) -> None:
    """End a child that leads its own process group, and everything that it started: first politely, then by force."""
    for sign, wait in ((signal.SIGTERM, patience), (signal.SIGKILL, 2.0)):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, sign)
        deadline = time.monotonic() + wait
        while time.monotonic() < deadline:
            process.poll()
            if not _group_alive(process.pid):
                return
            time.sleep(0.05)


def _group_alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def ansible_settings() -> str:
    """An empty configuration file for ANSIBLE_CONFIG, so that no configuration of the computer or of the user is read."""
    path = BUILD / "ansible" / "empty.cfg"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("[defaults]\n", encoding="utf-8")
    return str(path)


def clean_environment(**extra: str) -> dict[str, str]:
    """The environment without what would change how Ansible, pytest or the collection behave, plus the given variables.

    A rehearsal must not meet the credentials or databases of the person who starts it.
    """
    unwanted = ("ANSIBLE_", "GENESYS_", "GENESYSCLOUD_", "MOLECULE_", "PYTEST_", "PG")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}
    for name in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "MAKEFLAGS", "MAKELEVEL", "MFLAGS", "__PYVENV_LAUNCHER__"):
        kept.pop(name, None)
    # Folders that this user may not enter (those of root after "su") turn "not found" into "permission denied".
    folders = kept.get("PATH", os.defpath).split(os.pathsep)
    kept["PATH"] = os.pathsep.join(folder for folder in folders if os.access(folder, os.X_OK))
    # The emulator listens on this computer; a proxy must not get between.
    for name in ("NO_PROXY", "no_proxy"):
        kept[name] = ",".join(part for part in (kept.get(name), "127.0.0.1", "localhost") if part)
    kept.update(utf8_locale())
    kept.update(extra)
    return kept


@functools.cache
def utf8_locale() -> dict[str, str]:
    """Variables that give a child a UTF-8 locale that this computer has; ansible-core starts in no other one. Empty where there is none."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        for name in ("", "C.UTF-8", "en_US.UTF-8", "C.utf8"):
            with contextlib.suppress(locale.Error):
                locale.setlocale(locale.LC_CTYPE, name)
                if locale.nl_langinfo(locale.CODESET).upper() == "UTF-8":
                    return {"LC_ALL": name} if name else {}
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    return {}
