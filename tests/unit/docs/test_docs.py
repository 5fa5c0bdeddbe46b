# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the pages name exists: YAML parses, modules, roles, options, variables, switches, codes, files and links are real."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
import yaml

from ansible_collections.cxops.genesys.plugins.module_utils.core import errors
from ansible_collections.cxops.genesys.plugins.module_utils.resources.registry import TASKS
from emulator.switches import Switches

ROOT = Path(__file__).resolve().parents[3]
PAGES = sorted(
    [
        *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")),
        *(ROOT / "docs").glob("*.md"),
        *(ROOT / "roles").glob("*/README.md"),
    ]
)
PREFIX = "cxops.genesys."
APART = {"genesys_summary", "genesys_report", "genesys_private_file"}  # modules that talk to no service
FENCE = re.compile(r"^(?P<indent> *)```(?P<language>\w*)[^\n]*\n(?P<text>.*?)^(?P=indent)```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\((?P<target>[^)\s]+)\)")
# Words after cxops.genesys. that are no module: groups of actions.
GROUPS = set(yaml.safe_load((ROOT / "meta/runtime.yml").read_text(encoding="utf-8"))["action_groups"])
# Variables that others than the modules read.
BY_LIBPQ = {
    "PGGSSENCMODE",
    "PGHOSTADDR",
    "PGOPTIONS",
    "PGPASSFILE",
    "PGSERVICE",
    "PGSERVICEFILE",
    "PGSYSCONFDIR",
}  # by itself
OTHER_VARIABLES = {"CXOPS_TEST_POSTGRES", "CXOPS_EMULATOR_URL", "CXOPS_EMULATOR_TOKEN", "CXOPS_EMULATOR_UCS_URL"}


def text(page):
    return page.read_text(encoding="utf-8")


def prose(page):
    """The page without its fenced blocks."""
    return FENCE.sub("", text(page))


def blocks(page, *languages):
    return [found["text"] for found in FENCE.finditer(text(page)) if found["language"] in languages]


def name(page):
    return str(page.relative_to(ROOT))


def walk(value):
    """Every dict inside a YAML value."""
    if isinstance(value, dict):
        yield value
    for member in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from walk(member)


def slug(title):
    """The anchor that GitHub makes of a heading."""
    return re.sub(r"[^\w\- ]", "", re.sub(r"[`*]", "", title).strip().lower()).replace(" ", "-")


def anchors(page):
    return {slug(title) for title in re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)}


def role_specs():
    """Role -> names of the options of all its entry points."""
    found = {}
    for path in (ROOT / "roles").glob("*/meta/argument_specs.yml"):
        specs = yaml.safe_load(text(path))["argument_specs"]
        found[path.parent.parent.name] = {option for spec in specs.values() for option in spec.get("options", {})}
    return found


ROLES = role_specs()
OPTIONS = {module: {field.arg: field for field in task.options} for module, task in TASKS.items()}
VARIABLES = {variable for fields in OPTIONS.values() for field in fields.values() for variable in field.env}
each_page = pytest.mark.parametrize("page", PAGES, ids=name)


def check_options(module, given):
    for option, value in given.items():
        assert option in OPTIONS[module], f"{module} has no option {option}"
        field = OPTIONS[module][option]
        parts = {part.arg for part in field.fields}
        if parts and isinstance(value, list):
            for member in value:
                assert set(member) <= parts, f"{module}.{option} has no member {set(member) - parts}"
        if field.choices and isinstance(value, str) and "{{" not in value:
            assert value in field.choices, f"{module}.{option} is none of {field.choices}"


@each_page
def test_yaml_parses_and_names_modules_and_options_that_exist(page):
    for block in blocks(page, "yaml", "yml"):
        for part in walk(list(yaml.safe_load_all(block))):
            for key, value in part.items():
                if isinstance(key, str) and key.startswith(PREFIX):
                    assert key.removeprefix(PREFIX) in {*TASKS, *APART}, key
                    if key.removeprefix(PREFIX) not in TASKS:
                        continue
                    check_options(key.removeprefix(PREFIX), value or {})
                elif isinstance(key, str) and key.startswith("group/" + PREFIX):
                    group = key.removeprefix("group/" + PREFIX)
                    members = yaml.safe_load(text(ROOT / "meta/runtime.yml"))["action_groups"][group]
                    for module in members:
                        check_options(module, value)


@each_page
def test_every_full_name_exists(page):
    playbooks = {path.stem for path in (ROOT / "playbooks").glob("*.yml")}
    plugins = {
        path.stem for kind in ("filter", "inventory", "lookup") for path in (ROOT / "plugins" / kind).glob("*.py")
    }
    for word in re.findall(r"(?<!ansible_collections\.)\bcxops\.genesys\.(\w+)", text(page)):
        assert word in set(TASKS) | APART | set(ROLES) | playbooks | plugins | GROUPS, word


@each_page
def test_variables_of_roles_exist(page):
    known = {option for options in ROLES.values() for option in options}
    heads = tuple(role + "_" for role in ROLES)
    for block in blocks(page, "yaml", "yml"):
        for part in walk(list(yaml.safe_load_all(block))):
            for key in part:
                if isinstance(key, str) and key.startswith(heads) and key not in ROLES:
                    assert key in known or any(key in fields for fields in OPTIONS.values()), key
    for word in re.findall(r"`(\w+)`", prose(page)):
        if word.startswith(("auth_clients_", "digital_channels_", "provision_tenant_")) and word not in ROLES:
            assert word in known, word


@each_page
def test_environment_variables_exist(page):
    for word in re.findall(r"\b(?:GENESYS|CXOPS)_[A-Z_]+\b", text(page)):
        assert word in VARIABLES | OTHER_VARIABLES, word
    for word in re.findall(r"`(PG[A-Z]+)`", text(page)):
        assert word in VARIABLES | BY_LIBPQ, word


@each_page
def test_links_lead_somewhere(page):
    for target in LINK.findall(prose(page)):
        if re.match(r"https?://", target):
            continue
        path, _hash, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        assert there.exists(), target
        if anchor:
            assert anchor in anchors(there), target


@each_page
def test_make_targets_and_stages_exist(page):
    makefile = text(ROOT / "Makefile")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    for word in re.findall(
        r"\bmake ([a-z]+)\b", "\n".join([*blocks(page, "sh"), *re.findall(r"`([^`]+)`", prose(page))])
    ):
        assert word in targets or word == "test", word


@each_page
def test_code_parses(page):
    for block in blocks(page, "python"):
        compile(block, name(page), "exec")
    for block in blocks(page, "sh"):
        answer = subprocess.run(["bash", "-n"], check=False, input=block, text=True, capture_output=True)
        assert answer.returncode == 0, answer.stderr


@each_page
def test_files_that_a_page_names_exist(page):
    bases = [ROOT / base for base in ("plugins/module_utils", "tests/unit/plugins/module_utils", "tests/integration")]
    for word in re.findall(r"`((?:core|transport|binding|resources|lifecycle|bad_input)/\w+\.py)`", prose(page)):
        assert any((base / word).exists() for base in bases), word
    folders = "plugins|tests|roles|playbooks|meta|tools|docs|extensions|changelogs"
    for word in re.findall(rf"`((?:{folders})/[\w./-]+)`", prose(page)):
        assert (ROOT / word).exists() or "queue" in word, word  # the queue is the imaginary example


def test_the_services_page_names_every_switch_and_no_other():
    rows = [line for line in prose(ROOT / "docs/services.md").splitlines() if line.startswith("|")]
    last = [row.rstrip()[:-1].rpartition("|")[2] for row in rows]
    named = {word for cell in last if "call " not in cell for word in re.findall(r"`(\w+)`", cell)}
    assert named == set(Switches().as_dict()) | {"code"}  # code: a fault, the only cell of its kind


def test_the_user_guide_explains_every_failure_code():
    def codes(kind):
        return {kind.code}.union(*(codes(child) for child in kind.__subclasses__()))

    table = re.findall(r"^\| `(\w+)` \|", prose(ROOT / "docs/user-guide.md"), re.MULTILINE)
    assert set(table) >= codes(errors.GenesysError) - {"error"} | {"internal"}


def test_the_readme_lists_every_module_and_role():
    page = text(ROOT / "README.md")
    for module in TASKS:
        assert re.search(rf"\b{module}\b", page), module
    for role in ROLES:
        assert f"`{role}`" in page, role
