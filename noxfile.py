# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands behind the Makefile, as sessions of nox: ``tools/run SESSION [ARGUMENTS]``.

Each virtual environment is a session, each stage of the tests is one that requires its environments, and so is each command.
CORE (an ansible-core version) and V (more output) come from the environment.
"""

from __future__ import annotations

import logging
import os
import shutil
import signal
import sys
from pathlib import Path

import nox

sys.path.insert(0, str(Path(__file__).resolve().parent / "tools"))

import emulation
import stages
import tree
import venvs
from common import BUILD, ROOT, VENVS, Failed, ansible_settings, clean_environment

nox.options.sessions = []
nox.options.envdir = str(VENVS / "nox-sessions")
logging.getLogger("nox").setLevel(logging.ERROR)
os.umask(0o022)  # PostgreSQL does not run as root: root starts it as another user, who has to read the environments
try:
    CORE = venvs.checked(os.environ.get("CORE") or venvs.default_core())
except Failed as wrong:
    sys.exit(f"Failed: {wrong}")
HERE = f"core-{CORE}"
PATIENCE = {"interrupt_timeout": 60, "terminate_timeout": 10}  # seconds for programs that end what they have started


def _interrupt(_number, _frame):
    raise KeyboardInterrupt


for _number in (signal.SIGTERM, signal.SIGHUP):
    signal.signal(_number, _interrupt)  # every request to end is an interrupt: what was started is ended first


def session(name: str, function, *requires: str) -> None:
    """Offer a function as a session; a Failed that it raises is told without its traceback."""

    def run(session: nox.Session) -> None:
        try:
            function(session)
        except Failed as error:
            session.error(f"Failed: {error}")

    run.__doc__ = function.__doc__
    nox.session(run, name=name, venv_backend="none", default=False, requires=requires, allow_parallel=True)


def command(*requires: str):
    """Offer the function as the session of its name."""
    return lambda function: session(function.__name__.replace("_", "-"), function, *requires)


for _name in venvs.names():
    session(_name, venvs.maker(_name))
for _stage in stages.stages(CORE):
    session(_stage.name, _stage.run, *([] if _stage.unavailable else _stage.environments))


def call(session: nox.Session, *words: str | Path, log: bool = False, **variables: str) -> None:
    """Run a program of the environment of ansible-core, with nothing of the person's Ansible."""
    environment = clean_environment(
        ANSIBLE_COLLECTIONS_PATH=str(tree.linked()),
        ANSIBLE_CONFIG=ansible_settings(),
        ANSIBLE_HOME=str(BUILD / "ansible" / session.name),
        CXOPS_CORE=CORE,
        PATH=f"{venvs.folder(HERE) / 'bin'}:{venvs.folder(venvs.TOOLS) / 'bin'}:{clean_environment()['PATH']}",
        **variables,
    )
    program = shutil.which(words[0], path=environment["PATH"]) or str(words[0])
    words = [program, *map(str, words[1:])]
    session.run(*words, env=environment, include_outer_env=False, external=True, log=log, **PATIENCE)


@command(HERE, venvs.TOOLS)
def setup(session):
    """Make the virtual environments: that of ansible-core and that of the tools."""
    tree.linked()
    print(f"Ready. ansible-core {CORE}: {venvs.folder(HERE).relative_to(ROOT)}/bin")


@command(HERE)
def demo(session):
    """A tenant from nothing, again, and verified."""
    from demo import course

    course.run(CORE, bool(os.environ.get("V")))


@command()
def test(session):
    """All stages of make test, or those that are named."""
    stages.run(session, stages.chosen(stages.stages(CORE), session.posargs or [stages.TEST]))


@command()
def test_all(session):
    """The full matrix: every stage with every ansible-core version and every Python."""
    stages.run(session, stages.chosen(stages.stages(CORE), session.posargs or [stages.ALL]))


@command()
def nightly(session):
    """What is too slow for each change: long samples, the benchmark's real run, mutations."""
    stages.run(session, stages.chosen(stages.stages(CORE), session.posargs or [stages.NIGHTLY]))


@command()
def list_stages(session):
    """List the stages."""
    for stage in stages.stages(CORE):
        skipped = f"  (skipped: {stage.unavailable})" if stage.unavailable else ""
        print(f"  {stage.name:<20}{stage.about}  [{', '.join(stage.runs)}]{skipped}")


@command(HERE, venvs.TOOLS, venvs.SERVERS)
def chaos(session):
    """Try to break it: the long form of the tests of trust; writes build/trust.json."""
    import chaos

    chosen = chaos.folders([word for word in session.posargs if not word.startswith("-")])
    options = [word for word in session.posargs if word.startswith("-")]
    chaos.REPORT.unlink(missing_ok=True)
    try:
        call(session, *chaos.command(*options, *chosen))
    finally:
        chaos.show(chaos.REPORT, complete=not session.posargs)


@command(HERE)
def mutate(session):
    """Change the code in random places and see whether the tests notice."""
    call(session, "python", "tools/mutate.py", *session.posargs)


@command(HERE)
def measure(session):
    """Measure provisioning beside other ways to do the same; writes build/bench.json."""
    call(session, "python", "-m", "bench", *session.posargs, PYTHONPATH=str(ROOT / "tests"))


@command(HERE)
def emulator(session):
    """The emulator with PostgreSQL until Ctrl-C."""
    words, environment = emulation.command(CORE, *session.posargs)
    session.run(*words, env=environment, include_outer_env=False, external=True, log=False, **PATIENCE)


@command(venvs.TOOLS)
def style(session):
    """Bring the Python sources into the common style."""
    call(session, "ruff", "format", "--no-cache", ".")
    call(session, "ruff", "check", "--no-cache", "--fix", ".")
    call(session, "ruff", "format", "--no-cache", ".")


@command()
def site(session):
    """Build the documentation site into build/docs."""
    stages.run(session, stages.chosen(stages.stages(CORE), ["docs"]))
    print("The site: build/docs/index.html")


@command(HERE)
def build(session):
    """Build the collection's archive into build/dist."""
    target = BUILD / "dist"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    with session.chdir(tree.copied("build") / tree.PLACE):
        call(session, "ansible-galaxy", "collection", "build", "--output-path", target)


@command(HERE, venvs.TOOLS)
def changelog_release(session):
    """Turn the changelog fragments into the release of galaxy.yml's version."""
    with session.chdir(tree.linked() / tree.PLACE):
        call(session, "antsibull-changelog", "release", "--verbose")


@command()
def lock(session):
    """Lock what tests and tools need: tools/requirements/*.in to *.txt with hashes; --upgrade for newer versions."""
    import lock

    lock.run(session.posargs)


@command(venvs.TOOLS)
def sbom(session):
    """Write the software bills of materials."""
    session.run(str(venvs.python(venvs.TOOLS)), "tools/sbom.py", env=clean_environment(), external=True, log=False)


@command()
def clean(session):
    """Remove what the tools made."""
    shutil.rmtree(BUILD, ignore_errors=True)
