# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No layer reaches up: core imports the standard library only, resources know no Ansible, modules hold no logic."""

from __future__ import annotations

import ast
import sys
from importlib import import_module
from pathlib import Path

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.resources import private_file
from ansible_collections.cxops.genesys.plugins.module_utils.resources.registry import TASKS

ROOT = Path(__file__).resolve().parents[5]
UTILS = ROOT / "plugins" / "module_utils"
ALLOWED = {
    "core": {"core"},
    "transport": {"core", "transport", "requests", "psycopg2"},
    "resources": {"core", "transport", "resources"},
    "binding": {"core", "transport", "binding", "ansible"},
}
SUMMARY = {"genesys_summary", "genesys_report"}  # they have no task: they run on the controller only
PRIVATE_FILE = "genesys_private_file"  # its task is in no registry: it talks to no service
FILES = sorted(path for layer in ALLOWED for path in (UTILS / layer).rglob("*.py"))


def imported(path):
    """The layers and libraries that a file imports, also inside functions."""
    layer = path.relative_to(UTILS).parts[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name.split(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 1:
            yield layer
        elif isinstance(node, ast.ImportFrom) and node.level == 2:
            yield from ([node.module.split(".")[0]] if node.module else [name.name for name in node.names])
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "an import that leaves module_utils"
            yield node.module.split(".")[0]


def test_all_layers_are_there():
    assert {path.relative_to(UTILS).parts[0] for path in FILES} == set(ALLOWED)
    assert {path.name for path in UTILS.iterdir() if path.is_dir() and path.name != "__pycache__"} == set(ALLOWED)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(UTILS)))
def test_a_layer_imports_only_what_is_below_it(path):
    layer = path.relative_to(UTILS).parts[0]
    foreign = {name for name in imported(path) if name not in sys.stdlib_module_names}
    assert foreign <= ALLOWED[layer]


def test_requests_and_psycopg2_are_imported_in_one_place_each():
    places = {name: {p.name for p in FILES if name in set(imported(p))} for name in ("requests", "psycopg2")}
    assert places == {"requests": {"http_session.py"}, "psycopg2": {"postgres.py"}}


def test_only_the_binding_ends_the_process():
    callers = {
        path.name
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in ("fail_json", "exit_json")
    }
    assert callers == {"module.py"}


@pytest.mark.parametrize("name", sorted(SUMMARY))
def test_the_page_of_what_has_no_task_has_no_code(name):
    tree = ast.parse((ROOT / "plugins" / "modules" / (name + ".py")).read_text(encoding="utf-8"))
    assert {type(node) for node in tree.body} == {ast.ImportFrom, ast.Assign}


@pytest.mark.parametrize(
    "path",
    [path for path in sorted((ROOT / "plugins" / "modules").glob("*.py")) if path.stem not in SUMMARY],
    ids=lambda path: path.stem,
)
def test_modules_hold_no_logic(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    assert [function.name for function in functions] == ["main"]
    statements = [
        node for node in functions[0].body if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
    ]
    assert len(statements) == 1 and isinstance(statements[0], ast.Expr) and isinstance(statements[0].value, ast.Call)
    assert not [node for node in tree.body if isinstance(node, (ast.ClassDef, ast.For, ast.Try))]


PLUGINS = sorted(
    path for kind in ("inventory", "lookup", "plugin_utils") for path in (ROOT / "plugins" / kind).glob("*.py")
)


@pytest.mark.parametrize("path", PLUGINS, ids=lambda path: "%s/%s" % (path.parent.name, path.name))
def test_plugins_import_public_parts_of_ansible_and_what_is_below_them(path):
    nodes = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.ImportFrom)]
    own = "ansible_collections.cxops.genesys.plugins."
    for node in nodes:
        assert node.level == 0
        if node.module.startswith(own):
            assert node.module[len(own) :].split(".")[0] in ("module_utils", "plugin_utils")
        elif node.module.split(".")[0] not in sys.stdlib_module_names:
            assert node.module.split(".")[0] == "ansible" and "._" not in node.module
            assert not [name.name for name in node.names if name.name.startswith("_")]


COLLECTION = "ansible_collections.cxops.genesys.plugins."
ACTIONS = sorted((ROOT / "plugins" / "action").glob("*.py"))
PLUGIN_UTILS = sorted((ROOT / "plugins" / "plugin_utils").rglob("*.py"))
CONTROLLER = ACTIONS + PLUGIN_UTILS


def sources(path):
    """(where from, names) of all imports of a file, also inside functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((name.name, ()) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or ""), tuple(name.name for name in node.names)


@pytest.mark.parametrize("path", PLUGIN_UTILS, ids=lambda path: path.stem)
def test_plugin_utils_know_ansible_and_module_utils_only(path):
    for place, _names in sources(path):
        parts = place.split(".")
        if place.startswith(COLLECTION):
            assert parts[4] in ("module_utils", "plugin_utils"), place
        else:
            assert parts[0] == "ansible" or parts[0] in sys.stdlib_module_names, place


@pytest.mark.parametrize("path", ACTIONS, ids=lambda path: path.stem)
def test_an_action_is_a_class_that_names_its_task(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    if path.stem in SUMMARY:
        assert [type(node) for node in tree.body[1:]] == [ast.ImportFrom, ast.ImportFrom, ast.ClassDef]
        assert len(tree.body[-1].body) == 1  # a docstring
        return
    kinds = [type(node) for node in tree.body if not isinstance(node, ast.Expr)]
    assert kinds == [ast.ImportFrom, ast.ImportFrom, ast.ImportFrom, ast.ClassDef]
    places = [place for place, _names in sources(path)]
    assert places[0] == "__future__" and places[1].startswith(COLLECTION + "module_utils.resources.")
    assert places[2] == COLLECTION + "plugin_utils.in_process"
    (action,) = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    docstring, statement = action.body
    assert isinstance(statement, ast.Assign) and statement.targets[0].id == "task"
    assert isinstance(statement.value, ast.Name)


def test_every_module_has_an_action_of_its_name_and_the_reverse():
    modules = {path.stem for path in (ROOT / "plugins" / "modules").glob("*.py")}
    assert {path.stem for path in ACTIONS} == modules == {*TASKS, *SUMMARY, PRIVATE_FILE}


@pytest.mark.parametrize("path", [path for path in ACTIONS if path.stem not in SUMMARY], ids=lambda path: path.stem)
def test_an_action_has_the_very_task_of_the_registry(path):
    assert (
        import_module(COLLECTION + "action." + path.stem).ActionModule.task
        is dict(TASKS, **{PRIVATE_FILE: private_file.MODULE})[path.stem]
    )


@pytest.mark.parametrize("path", sorted((ROOT / "plugins").rglob("*.py")), ids=lambda path: path.stem)
def test_nothing_of_ansibles_own_inside_is_imported(path):
    for place, names in sources(path):
        if place.split(".")[0] == "ansible":
            private = [name for name in [*place.split("."), *names] if name.startswith("_")]
            assert not private, (place, private)
