# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes plugins/module_utils in random places, one at a time, and tells which changes no test notices: ``make mutate``.

A place is an expression or a statement; a change negates a condition, exchanges an operator, a constant or a result, or leaves out a
call. The unit tests try each change first; what they do not notice the integration tests in process try. The same seed gives the same
places in the same sources.
"""

from __future__ import annotations

import argparse
import ast
import concurrent.futures
import copy
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import tree
from common import ROOT, ansible_settings, clean_environment

CODE = "plugins/module_utils"
UNIT = ["tests/unit/plugins"]
INTEGRATION = [f"tests/integration/{name}" for name in ("lifecycle", "tenant", "cloud", "bad_input")]
INTEGRATION += ["-k", "not playbook"]
EXCHANGED = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.GtE,
    ast.GtE: ast.Lt,
    ast.Gt: ast.LtE,
    ast.LtE: ast.Gt,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
}


@dataclass(frozen=True)
class Change:
    """One change: in which file, at which line, from what to what. start, end: where the old text lies, in characters."""

    path: str
    line: int
    start: int
    end: int
    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.old!r} -> {self.new!r}"

    def applied(self, text: str) -> str:
        """The source with the change."""
        return text[: self.start] + self.new + text[self.end :]


def changed(node: ast.AST) -> ast.AST | None:
    """The node with its change; None when it has none."""
    new = copy.deepcopy(node)
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        new.ops = [EXCHANGED[type(node.ops[0])]()]
    elif isinstance(node, (ast.BoolOp, ast.BinOp)) and type(node.op) in EXCHANGED:
        new.op = EXCHANGED[type(node.op)]()
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        new = new.operand
    elif isinstance(node, ast.Constant) and isinstance(node.value, (bool, int)):
        new.value = not node.value if isinstance(node.value, bool) else node.value + 1
    elif isinstance(node, ast.Return) and node.value and not isinstance(node.value, ast.Constant):
        new.value = ast.Constant(None)
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        new.value = ast.Constant(None)
    else:
        return None
    return new


def nodes(node: ast.AST) -> Iterator[ast.AST]:
    """A node and all below it that do something: annotations do not, and parts of f-strings have no place of their own."""
    yield node
    for name, value in ast.iter_fields(node):
        if name not in ("annotation", "returns") and not isinstance(node, ast.JoinedStr):
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    yield from nodes(child)


def changes(path: str, text: str) -> Iterator[Change]:
    """All changes of a source."""
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for node in nodes(ast.parse(text)):
        new = changed(node)
        if new is not None:
            start = starts[node.lineno - 1] + node.col_offset
            end = starts[node.end_lineno - 1] + node.end_col_offset
            written = ast.unparse(new)
            written = written if isinstance(node, ast.stmt) else f"({written})"
            yield Change(path, node.lineno, start, end, text[start:end], written)


def chosen(seed: int, number: int, root: Path = ROOT) -> list[Change]:
    """Random changes. Columns are counted in bytes by Python, so that only sources of ASCII are looked at."""
    found = []
    for file in sorted((root / CODE).rglob("*.py")):
        text = file.read_text(encoding="utf-8")
        if text.isascii():
            found += list(changes(str(file.relative_to(root)), text))
    return random.Random(seed).sample(found, number)


def noticed(change: Change, place: Path, base: Path, tests: list[str]) -> bool:
    """Whether a test fails in a copy of the collection that has the change."""
    file = place / change.path
    text = file.read_text(encoding="utf-8")
    file.write_text(change.applied(text), encoding="utf-8")
    try:
        # On its own: no code compiled before, and no link to the sources without the change.
        environment = clean_environment(
            ANSIBLE_COLLECTIONS_PATH=str(base),
            ANSIBLE_CONFIG=ansible_settings(),
            PYTHONDONTWRITEBYTECODE="1",
            PYTHONPATH=str(base),
        )
        words = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests]
        done = subprocess.run(words, cwd=place, env=environment, capture_output=True, text=True, check=False)
    finally:
        file.write_text(text, encoding="utf-8")
    if done.returncode not in (0, 1, 2):  # 2: not even the imports work
        raise RuntimeError(done.stdout + done.stderr)
    return done.returncode != 0


def main(arguments: list[str]) -> int:
    """Try the changes, two at a time; the exit code says whether one was not noticed."""
    parser = argparse.ArgumentParser(prog="make mutate ARGS=...", description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--number", type=int, default=20)
    options = parser.parse_args(arguments)
    print(f"seed {options.seed}", flush=True)
    todo = chosen(options.seed, options.number)
    jobs = min(2, os.cpu_count() or 1)
    bases = [tree.copied(f"mutate-{number}") for number in range(jobs)]
    for base in bases:
        link = base / tree.PLACE / "build" / "collections"
        link.parent.mkdir(exist_ok=True)
        if not link.is_symlink():
            link.symlink_to(base)

    def attempt(tests: list[str], number: int, todo: list[Change]) -> list[Change]:
        """Those of a worker's changes that these tests do not notice."""
        missed = []
        for change in todo[number::jobs]:
            known = noticed(change, bases[number] / tree.PLACE, bases[number], tests)
            print(f"{'noticed    ' if known else 'NOT NOTICED'}  {change}", flush=True)
            missed += [] if known else [change]
        return missed

    for title, tests in (("unit tests", UNIT), ("integration tests in process", INTEGRATION)):
        print(f"{title}: {len(todo)} changes", flush=True)
        with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
            todo = [change for found in pool.map(partial(attempt, tests, todo=todo), range(jobs)) for change in found]
        if not todo:
            break
    print(f"{options.number - len(todo)} of {options.number} noticed, seed {options.seed}")
    return int(bool(todo))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
