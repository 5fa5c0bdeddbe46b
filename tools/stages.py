# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of stages, the work of those that only call a program or two, and how several run."""

from __future__ import annotations

import fnmatch
import json
import os
import shutil
import sys
import time
from typing import TYPE_CHECKING

import galaxy
import sanity
import tree
import venvs
from common import ROOT, Failed, paint, seconds
from emulation import emulator
from stage import Outcome, Run, Stage

if TYPE_CHECKING:
    import nox

TEST, NIGHTLY, ALL = "test", "nightly", "test-all"  # the targets of make that stages are part of


def lint(run: Run) -> None:
    """Style and mistakes of Python, YAML and shell."""
    run.step(["ruff", "check", "--no-cache", "."])
    run.step(["ruff", "format", "--no-cache", "--check", "--diff", "."])
    run.step(["yamllint", "--strict", "."])
    scripts = [name for name in tree.files() if name.endswith(".sh") or name in ("tools/run", ".ci/run")]
    run.step(["shellcheck", *scripts])


def pytest(*arguments: str):
    """The work of a stage that runs pytest in the environment of the stage's ansible-core."""

    def work(run: Run) -> None:
        report = run.scratch / "junit.xml"
        python = venvs.python(run.stage.environments[0])
        own = ["-p", "no:cacheprovider", f"--junitxml={report}", "-o", "junit_logging=no", "-q", "--durations=25"]
        fine = run.step([python, "-m", "pytest", *own, *arguments])
        run.count(*run.scratch.glob(report.name))
        if fine is not None and not run.outcome.passed:
            run.problem("no test ran")

    return work


def ansible_lint(run: Run) -> None:
    """ansible-lint with the production profile on a copy of the collection."""
    base = tree.copied("ansible-lint")
    run.step(
        ["ansible-lint", "--profile", "production", "--offline", "--strict", "--nocolor"],
        cwd=base / tree.PLACE,
        ANSIBLE_COLLECTIONS_PATH=str(base),
    )


def changelog(run: Run) -> None:
    """Fragments and the changelog itself."""
    place = tree.copied("changelog") / tree.PLACE
    run.step(["antsibull-changelog", "lint"], cwd=place)
    if (place / "changelogs/changelog.yaml").exists():
        run.step(["antsibull-changelog", "lint-changelog-yaml", "changelogs/changelog.yaml"], cwd=place)


def molecule(run: Run) -> None:
    """Every scenario, against an emulator of the stage's own: converge, idempotence, verify, teardown, as its molecule.yml says."""
    scenarios = sorted(path.parent.name for path in (ROOT / "extensions/molecule").glob("*/molecule.yml"))
    if not scenarios:
        raise Failed("extensions/molecule has no scenario")
    with emulator(run.core, run.scratch) as running:
        for scenario in scenarios:
            words = ["molecule", "test", "--scenario-name", scenario]
            place = str(run.scratch / "ephemeral" / scenario)
            fine = run.step(words, warnings=True, **running.variables, MOLECULE_EPHEMERAL_DIRECTORY=place)
            run.outcome.passed += fine is not None
            run.outcome.failed += fine is None


def benchmark(run: Run) -> None:
    """The benchmark's short form, to its end."""
    words = [venvs.python(f"core-{run.core}"), "-m", "bench", "--quick", "--output", run.scratch / "bench.json"]
    run.step(words, PYTHONPATH=str(ROOT / "tests"))


def mutations(run: Run) -> None:
    """Twenty random changes of module_utils, each of which a test has to notice."""
    run.step([venvs.python(f"core-{run.core}"), "tools/mutate.py"])


SUITES = ("tests/unit", "tests/integration", "tests/trust")
PLUGINS = ("tests/unit/plugins", "tests/unit/roles")
WITHOUT = [f"--ignore=tests/unit/plugins/module_utils/{name}" for name in ("core", "resources", "transport")]


def lowest(run: Run) -> None:
    """What the collection does on a user's machine, with the oldest libraries that it supports."""
    pytest(*PLUGINS)(run)
    pytest("tests/integration", "-m", "matrix or ends or apart")(run)


def stages(core: str) -> list[Stage]:
    """Every stage, in the order of the summary; ``core`` is the ansible-core of those that run once."""
    tools, both = (venvs.TOOLS,), (venvs.TOOLS, venvs.SERVERS)
    every, night = (TEST, ALL), (NIGHTLY, ALL)
    oldest, *_between, newest = venvs.CORES
    lives = pytest("tests/integration", *([] if core in (oldest, newest) else ["-m", "not apart or matrix"]))
    about_lowest = f"plugins and life cycles with the oldest of everything, ansible-core {oldest}"
    no_lowest = venvs.missing_python(oldest, venvs.LOWEST_PYTHONS)
    late = pytest("--nightly", "-m", "nightly or apart", *SUITES)
    found = [
        Stage("lint", "ruff, yamllint and shellcheck", lint, core, every, 5, tools),
        Stage("changelog", "changelog fragments", changelog, core, every, 5, tools),
        Stage("docs", "documentation of plugins and roles, and its site", galaxy.docs, core, every, 20, tools),
        Stage("ansible-lint", "ansible-lint, production profile", ansible_lint, core, every, 10, tools),
        Stage("galaxy", "build, install and import the collection", galaxy.galaxy, core, every, 20, tools),
        Stage("unit", "unit, property and contract tests", pytest("tests/unit"), core, every, 60, (venvs.SERVERS,)),
        Stage("integration", "life cycles against emulator and PostgreSQL", lives, core, every, 99),
        Stage("trust", "a sample of make chaos", pytest("tests/trust"), core, every, 95, (venvs.TOOLS, venvs.SERVERS)),
        Stage("lowest", about_lowest, lowest, oldest, every, 90, (), no_lowest, venvs.LOWEST),
        Stage("molecule", "scenarios of roles and playbooks", molecule, core, every, 80, tools),
        Stage("slow", "tests marked nightly or apart", late, core, night, 60, both),
        Stage("bench", "the benchmark's short form", benchmark, core, night, 90),
        Stage("mutations", "random changes that tests have to notice", mutations, core, night, 90),
    ]
    # ansible-test of a candidate may want a package of a code host, without a hash.
    whole_sanity = (oldest, [one for one in venvs.CORES if one not in venvs.CANDIDATES][-1])
    for other in venvs.CORES:
        ends, here = other in (oldest, newest), other == core
        about = "" if here else f", ansible-core {other}"
        suffix = "" if here else f"@{other}"
        missing = venvs.missing_python(other)
        if not here:
            whole = pytest("tests/integration", *PLUGINS)
            found += [Stage("whole" + suffix, "plugins and life cycles" + about, whole, other, (ALL,), 90, (), missing)]
        if not here and other != oldest:  # for which there is the stage lowest
            marked = pytest("tests/integration", "-m", "matrix or ends or apart" if ends else "matrix")
            plugins = pytest(*PLUGINS, *([] if ends else WITHOUT))
            found += [
                Stage("unit" + suffix, "unit tests of the plugins" + about, plugins, other, every, 50, (), missing),
                Stage("integration" + suffix, "what depends on it" + about, marked, other, (TEST,), 70, (), missing),
            ]
        what, work = ("all tests", sanity.check) if other in whole_sanity else ("what depends on it", sanity.short)
        complete = sanity.short if other in venvs.CANDIDATES else sanity.complete
        found += [
            Stage("sanity" + suffix, f"sanity, {what}{about}", work, other, (TEST,), 94 if ends else 30, (), missing),
            Stage("sanity-all" + suffix, f"sanity, each Python{about}", complete, other, (ALL,), 95, (), missing),
        ]
    order = list(dict.fromkeys(stage.name.partition("@")[0] for stage in found))
    return sorted(found, key=lambda stage: order.index(stage.name.partition("@")[0]))


def chosen(every: list[Stage], words: list[str]) -> list[Stage]:
    """The stages that a person asks for: names, patterns, targets of make, ``matrix``, or ``unit-matrix`` and the like."""
    found: list[Stage] = []
    for word in " ".join(words).replace(",", " ").split():
        pattern = (
            "*@*" if word == "matrix" else word.removesuffix("-matrix") + "@*" if word.endswith("-matrix") else word
        )
        matching = [stage for stage in every if word in stage.runs or fnmatch.fnmatch(stage.name, pattern)]
        if not matching:
            raise Failed(f"There is no stage {word}. There are: {', '.join(stage.name for stage in every)}")
        found += [stage for stage in matching if stage not in found]
    return found


def run(session: nox.Session, wanted: list[Stage]) -> None:
    """Run the stages, one more at a time than there are processors, for each waits now and then; show a line for each and the closing line.

    The session fails with them.
    """
    began = time.monotonic()
    tree.linked()
    possible = [stage for stage in wanted if not stage.unavailable]
    for stage in possible:
        shutil.rmtree(stage.result.parent, ignore_errors=True)
    environments = sorted({name for stage in possible for name in stage.environments})
    ordered = [stage.name for stage in sorted(possible, key=lambda stage: -stage.weight)]
    words = [
        sys.executable,
        "-m",
        "nox",
        "-f",
        str(ROOT / "noxfile.py"),
        "--parallel",
        str(min(3, 1 + (os.cpu_count() or 1))),
    ]
    patience = {"interrupt_timeout": 60, "terminate_timeout": 30}
    session.run(*words, "-s", *environments, *ordered, success_codes=[0, 1], external=True, log=False, **patience)
    if not close(wanted, time.monotonic() - began):
        session.error("Not all is well.")


def close(wanted: list[Stage], took: float) -> bool:
    """Show a line for each stage and the closing line; returns whether all is well."""
    total = Outcome(took=took)
    print(f"\n{paint('Summary', 'bold')}")
    width = max(len(stage.name) for stage in wanted) + 2
    for stage in wanted:
        if stage.unavailable:
            outcome, word, remark = Outcome(skipped=1), paint("skipped ", "yellow"), stage.unavailable
        elif stage.result.exists():
            outcome = Outcome(**json.loads(stage.result.read_text(encoding="utf-8")))
            word, remark = paint("FAILED  ", "red") if outcome.failed else paint("ok      ", "green"), str(outcome)
        else:
            outcome, word, remark = Outcome(failed=1), paint("FAILED  ", "red"), "it did not come to its end"
        print(f"{word}{stage.name:<{width}}{seconds(outcome.took):>14}  {remark}".rstrip())
        total.passed, total.failed = total.passed + outcome.passed, total.failed + outcome.failed
        total.skipped += outcome.skipped
    print(f"\n{len(wanted)} stages in {seconds(took)}")
    print(
        f"{total.passed} passed, {total.failed} failed" + (f", {total.skipped} skipped" if total.skipped else ""),
        flush=True,
    )
    return not total.failed
