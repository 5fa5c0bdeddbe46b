# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Virtual environments below ``.venvs``: one for each ansible-core version, one for linters, documentation and packaging, and one for
servers written by others that tests talk to.

An environment is made when it is missing, when its pinned requirement files changed or when the clone was moved; otherwise asking for
it costs a few milliseconds.
"""

from __future__ import annotations

import concurrent.futures
import hashlib
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import node
import pythons
from common import BUILD, ROOT, VENVS, Failed, clean_environment, colourful, locked, seconds

REQUIREMENTS = ROOT / "tools" / "requirements"
TOOLS = "tools"
SERVERS = "servers"
_CHILDREN: set[subprocess.Popen] = set()

# The ansible-core versions that are tested, oldest first, each with the Pythons that it runs on, the preferred one first.
CORES: dict[str, tuple[tuple[int, int], ...]] = {
    "2.18": ((3, 11), (3, 12), (3, 13)),
    "2.19": ((3, 11), (3, 12), (3, 13)),
    "2.20": ((3, 12), (3, 13), (3, 14)),
    "2.21": ((3, 13), (3, 12), (3, 14)),
}


def default_core(minor: tuple[int, int] | None = None) -> str:
    """The newest ansible-core that the interpreter running this can run."""
    minor = minor or pythons.current().minor
    able = [core for core, minors in CORES.items() if minor in minors]
    if not able:
        raise Failed(
            f"Python {minor[0]}.{minor[1]} runs none of the tested ansible-core versions ({', '.join(CORES)}). "
            "Name another interpreter: make PYTHON=/path/to/python3.12 ..."
        )
    return able[-1]


def python_for(core: str) -> pythons.Python | None:
    """The interpreter for an ansible-core version; None when this computer has none."""
    here = pythons.current()
    if here.minor in CORES[core] and core == default_core(here.minor):
        return here
    found = pythons.find()
    for minor in CORES[core]:
        if minor in found and found[minor].venv:
            return found[minor]
    return None


def missing_python(core: str) -> str:
    """Why a version cannot be run here, for people."""
    wanted = " or ".join(f"{major}.{minor}" for major, minor in sorted(CORES[core]))
    return f"ansible-core {core} needs Python {wanted}, and none with venv was found here"


def checked(core: str) -> str:
    """The name of an ansible-core version as given by a person, for example ``2.19``; raises Failed for an unknown one."""
    if core not in CORES:
        raise Failed(
            f"CORE={core} is none of the ansible-core versions that this collection supports: {', '.join(CORES)}"
        )
    return core


def requirement_files(name: str) -> list[Path]:
    """The requirement files of an environment (``core-2.19``, ``tools`` or ``servers``)."""
    if name == SERVERS:
        return [REQUIREMENTS / "servers.txt"]
    if name == TOOLS:
        return [REQUIREMENTS / "tools.txt", REQUIREMENTS / f"ansible-{default_core()}.txt"]
    return [REQUIREMENTS / "common.txt", REQUIREMENTS / f"ansible-{name.removeprefix('core-')}.txt"]


def sources(name: str) -> list[Path]:
    """All files that decide what an environment holds."""
    more = [REQUIREMENTS / "node" / file for file in node.FILES] if name == SERVERS else []
    return requirement_files(name) + more


def folder(name: str) -> Path:
    """Where an environment lives."""
    return VENVS / name


def python(name: str) -> Path:
    """The interpreter of an environment."""
    return folder(name) / "bin" / "python"


def fingerprint(name: str) -> dict[str, str]:
    """What an environment was made from; a difference means that it has to be made again."""
    digest = hashlib.sha256()
    for path in sources(name):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return {"requirements": digest.hexdigest(), "folder": str(folder(name))}


def ready(name: str) -> bool:
    """True when the environment is complete and current."""
    try:
        stamp = json.loads((folder(name) / "made-from.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return stamp == fingerprint(name) and os.access(python(name), os.X_OK)


def ensure(name: str, watch=None) -> float:
    """Make the environment unless it is ready; returns the seconds that took.

    ``watch`` is called with pip's lines. Raises Failed with pip's whole output.
    """
    if ready(name):
        return 0.0
    began = time.monotonic()
    with locked(VENVS / f"{name}.lock", f"the virtual environment {name} is being made"):
        if not ready(name):
            _make(name, watch)
    return time.monotonic() - began


def ensure_all(names: list[str]) -> None:
    """Make the environments that are not ready, two at a time, with a line for each and signs of life between."""
    missing = [name for name in names if not ready(name)]
    if not missing:
        return
    doing: dict[str, str] = {}
    over = threading.Event()
    errors = []
    began = time.monotonic()
    print(
        f"Setting up {', '.join(missing)} in .venvs (once, and again when the pinned requirements change)", flush=True
    )

    def one(name: str) -> None:
        doing[name] = "starting"
        try:
            took = ensure(name, lambda line: doing.update({name: line}))
            _clear_line()
            print(f"  ready  {name}  {seconds(took)}", flush=True)
        except Failed as error:
            errors.append(error)
            _clear_line()
            print(f"  FAILED {name}", flush=True)
        finally:
            doing.pop(name, None)

    ticker = threading.Thread(target=_tick, args=(over, doing, began), daemon=True)
    ticker.start()
    try:
        with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
            try:
                list(pool.map(one, missing))
            except BaseException:
                for child in list(_CHILDREN):
                    child.terminate()
                pool.shutdown(cancel_futures=True)
                raise
    finally:
        over.set()
        ticker.join()
        _clear_line()
    if errors:
        raise Failed("\n\n".join(str(error) for error in errors))


def _clear_line() -> None:
    if colourful():
        sys.stdout.write("\r\033[K")


def _tick(over: threading.Event, doing: dict[str, str], began: float) -> None:
    live = colourful()
    while not over.wait(0.25 if live else 15):
        text = "; ".join(f"{name}: {what}" for name, what in list(doing.items()))
        if live:
            width = shutil.get_terminal_size().columns - 1
            sys.stdout.write("\r\033[K" + f"  {time.monotonic() - began:4.0f} s  {text}"[:width])
            sys.stdout.flush()
        else:
            print(f"  {time.monotonic() - began:4.0f} s  {text}", flush=True)


def install_command(interpreter: Path, files: list[Path]) -> list[str]:
    """pip for locked requirements: nothing that has no hash in them, and no source that would fetch what builds it without one."""
    words = [str(interpreter), "-I", "-m", "pip", "install", "--no-input", "--no-compile", "--progress-bar", "off"]
    words += ["--require-hashes", "--only-binary", ":all:"]
    for path in files:
        words += ["-r", str(path)]
    return words


def _make(name: str, watch=None) -> None:
    maker = pythons.current() if name in (TOOLS, SERVERS) else python_for(name.removeprefix("core-"))
    if maker is None:
        raise Failed(missing_python(name.removeprefix("core-")))
    target = folder(name)
    shutil.rmtree(target, ignore_errors=True)
    log = BUILD / "logs" / f"setup-{name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    install = install_command(python(name), requirement_files(name))
    with open(log, "w", encoding="utf-8") as output:
        for title, command in (("making", [maker.path, "-I", "-m", "venv", str(target)]), ("installing", install)):
            code = _logged(command, output, title, watch)
            if code:
                output.flush()
                shutil.rmtree(target, ignore_errors=True)
                raise Failed(
                    f"The virtual environment {name} could not be made with Python {maker} ({maker.path}); "
                    f"this command ended with {code}:\n  {' '.join(command)}\n\n{log.read_text(encoding='utf-8')}"
                )
        if name == SERVERS:
            node.install(REQUIREMENTS / "node", target / "node", output)
    (target / "made-from.json").write_text(json.dumps(fingerprint(name)), encoding="utf-8")


def _logged(command: list[str], output, title: str, watch) -> int:
    environment = clean_environment(PIP_USER="0", PIP_DISABLE_PIP_VERSION_CHECK="1", PYTHONUNBUFFERED="1")
    # The umask lets another user read the environment: PostgreSQL does not run as root, so root starts it as someone else.
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        env=environment,
        umask=0o022,
    )
    _CHILDREN.add(process)
    if watch:
        watch(title)
    try:
        for line in process.stdout:
            output.write(line)
            words = line.split()
            if watch and len(words) > 1 and words[0] in ("Collecting", "Downloading", "Building"):
                watch(f"{words[0].lower()} {words[1].split('/')[-1]}")
            elif watch and line.startswith("Installing"):
                watch("installing")
        return process.wait()
    finally:
        _CHILDREN.discard(process)
