# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands behind the Makefile: ``tools/run COMMAND``."""

from __future__ import annotations

import argparse
import shutil
import signal
import subprocess
import sys

import emulation
import tree
import venvs
from common import BUILD, COLLECTION, ROOT, VENVS, Failed, ansible_settings, clean_environment, paint

PASSING_ON = ("chaos", "emulator", "bench", "lock")  # commands whose other arguments belong to the program behind them


def setup(options: argparse.Namespace) -> int:
    """Make the virtual environments: that of ansible-core and that of the tools."""
    tree.linked()
    venvs.ensure_all([f"core-{options.core}", venvs.TOOLS])
    print(f"Ready. ansible-core {options.core}: {venvs.folder(f'core-{options.core}').relative_to(ROOT)}/bin")
    return 0


def demo(options: argparse.Namespace) -> int:
    """A tenant from nothing, again, and verified."""
    from demo import course

    return course.run(options.core, options.verbose)


def test(options: argparse.Namespace) -> int:
    """Run all stages, or those that are named."""
    from check import runner, stages

    every = stages.stages(options.core)
    if options.list:
        for stage in every:
            print(
                f"  {stage.name:<20}{stage.about}" + (f"  (skipped: {stage.unavailable})" if stage.unavailable else "")
            )
        return 0
    return runner.run(stages.chosen(every, " ".join(options.stages)), options.jobs)


def chaos(options: argparse.Namespace) -> int:
    """Try to break it: the long form of the tests of trust; writes build/trust.json."""
    import chaos as trust

    return trust.run(options.core, options.arguments)


def lock(options: argparse.Namespace) -> int:
    """Lock what tests and tools need: tools/requirements/*.in to *.txt with hashes; --upgrade for newer versions."""
    import lock as locks

    return locks.run(options.arguments)


def sbom(options: argparse.Namespace) -> int:
    """Write the software bills of materials."""
    venvs.ensure_all([venvs.TOOLS])
    return subprocess.call([venvs.python(venvs.TOOLS), ROOT / "tools" / "sbom.py"], env=clean_environment())


def emulate(options: argparse.Namespace) -> int:
    """The emulator with PostgreSQL until Ctrl-C."""
    venvs.ensure_all([f"core-{options.core}"])
    words, environment = emulation.command(options.core, *options.arguments)
    process = subprocess.Popen(words, cwd=ROOT, env=environment)
    try:
        return process.wait()
    except KeyboardInterrupt:
        process.terminate()
        return process.wait()


def style(options: argparse.Namespace) -> int:
    """Bring the Python sources into the common style."""
    venvs.ensure_all([venvs.TOOLS])
    ruff = venvs.folder(venvs.TOOLS) / "bin" / "ruff"
    code = subprocess.call([ruff, "check", "--no-cache", "--fix", "."], cwd=ROOT)
    return subprocess.call([ruff, "format", "--no-cache", "."], cwd=ROOT) or code


def bench(options: argparse.Namespace) -> int:
    """Measure provisioning beside other ways to do the same; writes build/bench.json."""
    venvs.ensure_all([f"core-{options.core}"])
    environment = clean_environment(
        ANSIBLE_COLLECTIONS_PATH=str(tree.linked()),
        ANSIBLE_CONFIG=ansible_settings(),
        ANSIBLE_HOME=str(BUILD / "ansible" / "bench"),
        PATH=f"{venvs.folder(f'core-{options.core}') / 'bin'}:{clean_environment()['PATH']}",
        PYTHONPATH=str(ROOT / "tests"),
    )
    words = [venvs.python(f"core-{options.core}"), "-m", "bench", *options.arguments]
    process = subprocess.Popen(words, cwd=ROOT, env=environment)
    try:
        return process.wait()
    except KeyboardInterrupt:
        # It ends what it measures and the services before it ends itself.
        process.terminate()
        process.wait()
        raise


def docs(options: argparse.Namespace) -> int:
    """Build the documentation site into build/docs."""
    options.stages, options.list, options.jobs = ["docs"], False, 1
    code = test(options)
    if not code:
        print(f"The site: {(BUILD / 'docs' / 'index.html').relative_to(ROOT)}")
    return code


def build(options: argparse.Namespace) -> int:
    """Build the collection's archive into build/dist."""
    venvs.ensure_all([f"core-{options.core}"])
    environment = clean_environment(ANSIBLE_CONFIG=ansible_settings(), ANSIBLE_HOME=str(BUILD / "ansible" / "build"))
    folder = venvs.folder(f"core-{options.core}") / "bin"

    target = BUILD / "dist"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    base = tree.copied("build")
    return subprocess.call(
        [folder / "ansible-galaxy", "collection", "build", "--output-path", target],
        cwd=base / tree.PLACE,
        env=environment,
    )


def changelog(options: argparse.Namespace) -> int:
    """Turn the changelog fragments into the release of galaxy.yml's version."""
    venvs.ensure_all([venvs.TOOLS])
    place = tree.linked() / tree.PLACE
    folder = venvs.folder(venvs.TOOLS) / "bin"
    environment = clean_environment(
        ANSIBLE_COLLECTIONS_PATH=str(tree.linked()),
        ANSIBLE_HOME=str(BUILD / "ansible" / "changelog"),
        PATH=f"{folder}:{clean_environment()['PATH']}",
    )
    return subprocess.call([folder / "antsibull-changelog", "release", "--verbose"], cwd=place, env=environment)


def clean(options: argparse.Namespace) -> int:
    """Remove what the tools made; with --all the virtual environments too."""
    for path in [BUILD, *([VENVS] if options.all else [])]:
        shutil.rmtree(path, ignore_errors=True)
    return 0


def parser() -> argparse.ArgumentParser:
    """The command line."""
    top = argparse.ArgumentParser(prog="tools/run", description=f"Development commands of {COLLECTION}.")
    commands = top.add_subparsers(dest="command", required=True)
    for name, function in (
        ("setup", setup),
        ("demo", demo),
        ("test", test),
        ("chaos", chaos),
        ("emulator", emulate),
        ("format", style),
        ("bench", bench),
        ("docs", docs),
        ("build", build),
        ("changelog", changelog),
        ("lock", lock),
        ("sbom", sbom),
        ("clean", clean),
    ):
        # --help too belongs to the program behind.
        command = commands.add_parser(name, help=function.__doc__.splitlines()[0], add_help=name not in PASSING_ON)
        command.set_defaults(function=function)
        command.add_argument("--core", default="", help=f"the ansible-core version: {', '.join(venvs.CORES)}")
        if name == "demo":
            command.add_argument("--verbose", action="store_true", help="show ansible-playbook's output")
        if name == "test":
            command.add_argument(
                "stages", nargs="*", help="stages to run (default: all); patterns, matrix, unit-matrix"
            )
            command.add_argument("--list", action="store_true", help="list the stages")
            command.add_argument("--jobs", type=int, help="stages side by side (default: 2)")
        if name == "clean":
            command.add_argument("--all", action="store_true", help="the virtual environments too")
    return top


def main(arguments: list[str] | None = None) -> int:
    """Run a command; returns the exit code."""
    commands = parser()
    options, others = commands.parse_known_args(arguments)
    options.arguments = others
    if others and options.command not in PASSING_ON:
        commands.error(f"unrecognized arguments: {' '.join(others)}")
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    try:
        if options.command != "clean":
            options.core = venvs.checked(options.core) if options.core else venvs.default_core()
        return options.function(options)
    except Failed as error:
        print(f"{paint('Failed:', 'red')} {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted; everything that was started has been ended.", file=sys.stderr)
        return 130


def _interrupt(_number, _frame) -> None:
    """Every request to end is an interrupt: what was started is ended first, and no second request disturbs that."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
