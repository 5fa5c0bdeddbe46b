# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Virtual environments below ``.venvs``: one for each ansible-core version, one with the oldest of everything, one for linters, documentation
and packaging, and one for servers written by others that tests talk to.

uv makes them of the locks, and of nothing else: each file has to have a hash that its lock names. Where all is there already that
takes a tenth of a second.
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import node
import pythons
from common import BUILD, ROOT, VENVS, Failed, clean_environment, locked, seconds

REQUIREMENTS = ROOT / "tools" / "requirements"
TOOLS = "tools"
SERVERS = "servers"
LOWEST = "lowest-libraries"

# The ansible-core versions that are tested, oldest first, each with the Pythons that it runs on, the preferred one first. One more
# version is one more line here, and a tools/requirements/ansible-*.in for make lock.
CORES: dict[str, tuple[tuple[int, int], ...]] = {
    "2.16": ((3, 11), (3, 12)),
    "2.17": ((3, 11), (3, 12)),
    "2.18": ((3, 11), (3, 12), (3, 13)),
    "2.19": ((3, 11), (3, 12), (3, 13)),
    "2.20": ((3, 12), (3, 13), (3, 14)),
    "2.21": ((3, 13), (3, 12), (3, 14)),
    "2.22": ((3, 13), (3, 14)),
}
OLDEST = next(iter(CORES))
LOWEST_PYTHONS = ((3, 11),)  # the oldest that tests run on; urllib3 of that age runs on none that is newer
CANDIDATES = ("2.22",)  # not released yet: tested like the others, but what nobody has asked for does not run with them


def names() -> list[str]:
    """The names of all environments."""
    return [*(f"core-{core}" for core in CORES), LOWEST, TOOLS, SERVERS]


def default_core(minor: tuple[int, int] | None = None) -> str:
    """The newest released ansible-core that the interpreter running this can run."""
    minor = minor or pythons.current()[0]
    able = [core for core, minors in CORES.items() if minor in minors and core not in CANDIDATES]
    if not able:
        raise Failed(
            f"Python {minor[0]}.{minor[1]} runs none of the tested ansible-core versions ({', '.join(CORES)}). "
            "Name another interpreter: make PYTHON=/path/to/python3.12 ..."
        )
    return able[-1]


def python_for(core: str, minors: tuple[tuple[int, int], ...] = ()) -> str | None:
    """The interpreter for an ansible-core version; None when this computer has none. minors: the Pythons, if not all that it runs on."""
    minor, here = pythons.current()
    minors = minors or CORES[core]
    if minor in minors and core == default_core(minor):
        return here
    found = pythons.find()
    return next((found[minor] for minor in minors if minor in found), None)


def missing_python(core: str, minors: tuple[tuple[int, int], ...] = ()) -> str:
    """Why a version cannot be run here, for people; empty when it can. minors: as for ``python_for``."""
    if python_for(core, minors):
        return ""
    wanted = " or ".join(f"{major}.{minor}" for major, minor in sorted(minors or CORES[core]))
    return f"ansible-core {core} needs Python {wanted}, and none was found here"


def checked(core: str) -> str:
    """The name of an ansible-core version as given by a person, for example ``2.19``; raises Failed for an unknown one."""
    if core not in CORES:
        raise Failed(
            f"CORE={core} is none of the ansible-core versions that this collection supports: {', '.join(CORES)}"
        )
    return core


def requirement_files(name: str) -> list[Path]:
    """The requirement files of an environment (``core-2.19``, ``lowest-libraries``, ``tools`` or ``servers``)."""
    if name == SERVERS:
        return [REQUIREMENTS / "servers.txt"]
    if name == LOWEST:
        return [REQUIREMENTS / f"{LOWEST}.txt", REQUIREMENTS / f"ansible-{OLDEST}.txt"]
    if name == TOOLS:
        return [REQUIREMENTS / "tools.txt", REQUIREMENTS / f"ansible-{default_core()}.txt"]
    return [REQUIREMENTS / "common.txt", REQUIREMENTS / f"ansible-{name.removeprefix('core-')}.txt"]


def folder(name: str) -> Path:
    """Where an environment lives."""
    return VENVS / name


def python(name: str) -> Path:
    """The interpreter of an environment."""
    return folder(name) / "bin" / "python"


def uv() -> str:
    """The program that makes environments and locks; tools/run installs it with nox."""
    return str(ROOT / ".venvs" / "nox" / "bin" / "uv")


def settings() -> dict[str, str]:
    """The environment of uv: an index and certificates that are set for pip count for it too, and it makes no Python of its own."""
    own = {"UV_PYTHON_DOWNLOADS": "never", "UV_NO_CONFIG": "1", "UV_NO_PROGRESS": "1"}
    told = pythons.pip_settings()
    for option, variable in (("index-url", "UV_DEFAULT_INDEX"), ("cert", "SSL_CERT_FILE")):
        if told.get(option):
            own.setdefault(variable, told[option])
    if told.get("index-url") and told.get("extra-index-url"):
        own.update(UV_INDEX=told["extra-index-url"], UV_INDEX_STRATEGY="unsafe-best-match")  # as pip does it
    if told.get("no-index"):
        own.update(UV_NO_INDEX="1", UV_FIND_LINKS=told.get("find-links", ""))
    return clean_environment(**own)


def make_command(name: str, interpreter: str) -> list[str]:
    """uv for an empty environment that has nothing but Python. It may be moved with its clone."""
    return [uv(), "venv", "--quiet", "--clear", "--relocatable", "--python", interpreter, str(folder(name))]


def install_command(interpreter: Path, files: list[Path]) -> list[str]:
    """uv for locked requirements: nothing that has no hash in them, and no source that would fetch what builds it without one.

    What is installed besides is removed.
    """
    words = [uv(), "pip", "sync", "--require-hashes", "--no-build", "--python", str(interpreter)]
    return [*words, *map(str, files)]


def ensure(name: str) -> None:
    """Make the environment, or bring it up to date. Raises Failed with the whole output of uv."""
    core = OLDEST if name == LOWEST else name.removeprefix("core-") if name.startswith("core-") else None
    minors = LOWEST_PYTHONS if name == LOWEST else ()
    interpreter = python_for(core, minors) if core else pythons.current()[1]
    if interpreter is None:
        raise Failed(missing_python(core, minors))
    log = BUILD / "logs" / f"setup-{name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with locked(VENVS / f"{name}.lock", f"the virtual environment {name} is being made"):
        new = not _runs(name, interpreter)
        if new:
            print(f"Making the virtual environment {name} (once, and again for another Python)", flush=True)
        began = time.monotonic()
        with open(log, "w", encoding="utf-8") as output:
            if new:
                _logged(make_command(name, interpreter), output)
            _logged(install_command(python(name), requirement_files(name)), output)
            if name == SERVERS:
                node.install(REQUIREMENTS / "node", folder(name) / "node", output)
        if new:
            print(f"  ready: {name}, {seconds(time.monotonic() - began)}", flush=True)


def maker(name: str) -> Callable[[object], None]:
    """The work of the session that makes an environment."""

    def make(_session: object) -> None:
        ensure(name)

    make.__doc__ = f"The virtual environment {name}."
    return make


def _runs(name: str, interpreter: str) -> bool:
    """Whether the environment is there with this interpreter."""
    try:
        made_from = (folder(name) / "bin" / "python").resolve(strict=True)
    except OSError:
        return False
    return made_from == Path(interpreter).resolve() and (folder(name) / "pyvenv.cfg").is_file()


def _logged(words: list[str], output) -> None:
    output.write(" ".join(words) + "\n")
    output.flush()
    done = subprocess.run(
        words, env=settings(), cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, check=False
    )
    if done.returncode:
        text = Path(output.name).read_text(encoding="utf-8", errors="replace")
        raise Failed(f"A virtual environment could not be made; this ended with {done.returncode}:\n{text}")
