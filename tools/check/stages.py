# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of stages, and the work of those that only call a program or two."""

from __future__ import annotations

import fnmatch

import tree
import venvs
from common import Failed

from . import headers, molecule, packaging, sanity
from .stage import Run, Stage


def lint(run: Run) -> None:
    """Style and mistakes of Python, YAML and shell."""
    run.step(["ruff", "check", "--no-cache", "."])
    run.step(["ruff", "format", "--no-cache", "--check", "--diff", "."])
    run.step(["yamllint", "--strict", "."])
    run.step(["shellcheck", *headers.shell_scripts()])


def pytest(*arguments: str):
    """The work of a stage that runs pytest in the environment of the stage's ansible-core."""

    def work(run: Run) -> None:
        report = run.scratch / "junit.xml"
        report.unlink(missing_ok=True)
        python = venvs.python(f"core-{run.core}")
        own = ["-p", "no:cacheprovider", f"--junitxml={report}", "-o", "junit_logging=no", "-q", "--durations=10"]
        code = run.step([python, "-m", "pytest", *own, *arguments], CXOPS_CORE=run.core)
        run.count(report)
        if code is not None and not run.passed:
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


def docs(run: Run) -> None:
    """The documentation of plugins and roles: complete, well-formed, every reference known; and the site builds without a warning."""
    base = tree.copied("docs")
    place = base / tree.PLACE
    where = {"ANSIBLE_COLLECTIONS_PATH": str(base)}
    run.step(
        [
            "antsibull-docs",
            "lint-collection-docs",
            "--plugin-docs",
            "--validate-collection-refs=all",
            "--disallow-unknown-collection-refs",
            ".",
        ],
        cwd=place,
        **where,
    )
    packaging.site(run, base)


def changelog(run: Run) -> None:
    """Fragments and the changelog itself."""
    place = tree.copied("changelog") / tree.PLACE
    run.step(["antsibull-changelog", "lint"], cwd=place)
    if (place / "changelogs/changelog.yaml").exists():
        run.step(["antsibull-changelog", "lint-changelog-yaml", "changelogs/changelog.yaml"], cwd=place)


def stages(core: str) -> list[Stage]:
    """Every stage, in the order of the summary; ``core`` is the ansible-core of those that run once."""
    unit = pytest("tests/unit")
    matrix_unit = pytest("tests/unit", "--ignore=tests/unit/tools")
    whole = pytest("tests/integration")
    others = [name for name in venvs.CORES if name != core]
    once = [
        Stage("lint", "ruff, yamllint and shellcheck", lint, core, tools=True, weight=5),
        Stage("license", "licence headers", headers.check, core),
        Stage("changelog", "changelog fragments", changelog, core, tools=True, weight=5),
        Stage("docs", "documentation of plugins and roles, and its site", docs, core, tools=True, weight=20),
        Stage("ansible-lint", "ansible-lint, production profile", ansible_lint, core, tools=True, weight=10),
        Stage("galaxy", "build, install and import the collection", packaging.galaxy, core, tools=True, weight=20),
        Stage("unit", "unit, property and contract tests", unit, core, weight=60),
        Stage("integration", "real ansible-playbook and PostgreSQL, life cycles", whole, core, weight=90),
        Stage("trust", "a sample of make chaos", pytest("tests/trust"), core, tools=True, weight=95, servers=True),
        Stage("molecule", "scenarios of roles and playbooks", molecule.check, core, tools=True, weight=80),
        Stage("sanity", "ansible-test sanity", sanity.check, core, tools=True, weight=100),
    ]
    matrix = []
    for other in others:
        reason = "" if venvs.python_for(other) else venvs.missing_python(other)
        for name, about, work, tools, weight in (
            ("unit", "unit tests of the plugins", matrix_unit, False, 50),
            ("integration", "the tests marked matrix", pytest("tests/integration", "-m", "matrix"), False, 70),
            ("sanity", "ansible-test sanity", sanity.check, True, 95),
        ):
            matrix.append(
                Stage(f"{name}@{other}", f"{about}, ansible-core {other}", work, other, tools, weight, reason)
            )
    return once + sorted(matrix, key=lambda stage: ("unit", "integration", "sanity").index(stage.name.split("@")[0]))


def chosen(every: list[Stage], wanted: str) -> list[Stage]:
    """The stages that a person asks for: names, patterns, ``matrix``, or ``unit-matrix`` and the like; separated by commas or blanks."""
    if not wanted.strip():
        return every
    found: list[Stage] = []
    for word in wanted.replace(",", " ").split():
        pattern = (
            "*@*" if word == "matrix" else f"{word.removesuffix('-matrix')}@*" if word.endswith("-matrix") else word
        )
        matching = [stage for stage in every if fnmatch.fnmatch(stage.name, pattern)]
        if not matching:
            raise Failed(f"There is no stage {word}. There are: {', '.join(stage.name for stage in every)}")
        found += [stage for stage in matching if stage not in found]
    return found
