# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Variables of the roles that are no containers, each in every shape that it must not have: a slip of indentation puts a secret there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from trust.attackers.shapes import TENANT_ID
from trust.support import sweep

PREFIX = "cxops.genesys."
ROOT = Path(__file__).resolve().parents[3]
# What a run needs to come to the variable.
NEEDED = {
    "tenant_contact_center": {"domains": ["a"]},
    "cloud_oauth_clients_list": [{"name": "a"}],
}


def variables(role):
    """{name: what the documentation calls its type} of the variables without members."""
    path = ROOT / "roles" / role / "meta" / "argument_specs.yml"
    options = yaml.safe_load(path.read_text(encoding="utf-8"))["argument_specs"]["main"]["options"]
    return {name: option for name, option in options.items() if "options" not in option}


ROLES = ("auth_clients", "cloud_oauth_clients", "digital_channels", "tenant")


def wrong(option, canary):
    """{what is wrong: the value of the variable}. option: as the role documents it."""
    found = {
        "a dict": {"password": canary},
        "the blank after a colon missing": {"password:%s" % canary: None},
        "a dict in a list": [{"password": canary}],
        "a list in a list": [[canary]],
    }
    if not isinstance(option["default"] if "default" in option else "", list):
        found["a list"] = [canary]
    if isinstance(option.get("default"), bool):
        found["a text"] = "password: %s" % canary
    return found


class Slips:
    """The cases of one play, each a role included with one wrong variable; what came of it is a debug task of the case's name."""

    def __init__(self, playbooks):
        self.playbooks = playbooks
        self.values, self.tasks, self.cases = {}, [], {}

    def add(self, role, entry, name, what, value, canary):
        title, held = "%s %s, %s: %s" % (role, entry, name, what), "v%d" % len(self.values)
        self.values[held], self.cases[title] = value, (canary, name)
        given = {**NEEDED, "tenant_id": TENANT_ID, name: "{{ %s }}" % held}
        block = [{"ansible.builtin.include_role": {"name": PREFIX + role, "tasks_from": entry}, "vars": given}]
        told = {"name": title, "ansible.builtin.debug": {"msg": "{{ ansible_failed_result }}"}}
        self.tasks.append({"name": title, "block": block, "rescue": [told]})

    def play(self, *arguments):
        """Run them, with everything shown. Returns what was printed and {title: the failed result}."""
        (self.playbooks.folder / "values.json").write_text(json.dumps(self.values))
        made = self.playbooks.run(self.tasks, "-e", "@values.json", "-vvv", "--diff", *arguments, warnings=True)
        assert made.code == 0, made.output[-3000:]
        return "\n".join([made.output, *map(json.dumps, made.lines)]), {
            task: result.get("msg") for task, result in made.results
        }


def slips_of(playbooks, role, entry):
    slips = Slips(playbooks)
    for name, option in variables(role).items():
        for what in wrong(option, ""):
            canary = "Canary%dof-a-wrong/shape" % len(slips.values)
            slips.add(role, entry, name, what, wrong(option, canary)[what], canary)
    return slips


@pytest.mark.parametrize("world", [False], indirect=True)
@pytest.mark.parametrize(
    "entry", ["main", *(pytest.param(one, marks=pytest.mark.long) for one in ("verify", "teardown"))]
)
@pytest.mark.parametrize("role", ROLES)
def test_a_wrong_shape_of_a_variable_without_members(world, playbooks, role, entry, cases):
    """Nobody quotes it: it is refused by name before any request."""
    slips = slips_of(playbooks, role, entry)
    shown, told = slips.play()
    for title, (canary, name) in slips.cases.items():
        with cases(title):
            assert sweep.found_in(shown, [canary]) == []
            if entry != "main" and name.startswith("digital_channels_designer_env_") and not name.endswith("env_file"):
                continue  # it is not read
            said = str((told.get(title) or {}).get("msg"))
            assert name.removeprefix("genesys_") in said, said
            assert " needed, and " in said, said
    assert world.log() == [], "a request was made"


@pytest.mark.parametrize("world", [False], indirect=True)
@pytest.mark.parametrize("role", ROLES)
def test_a_wrong_shape_without_the_check_before(world, playbooks, role, cases):
    """Tags leave out the tasks that look at everything first."""
    slips = slips_of(playbooks, role, "main")
    shown, _told = slips.play("--skip-tags", "always")
    for title, (canary, _name) in slips.cases.items():
        with cases(title):
            assert sweep.found_in(shown, [canary]) == []


def refused():
    """(role, variable, value): of the right shape, and none of those that there are."""
    for role in ROLES:
        for name, option in variables(role).items():
            if isinstance(option.get("default"), bool):
                yield role, name, "perhaps"
    yield "tenant", "tenant_cors_list_mode", "perhaps"


@pytest.mark.parametrize("world", [False], indirect=True)
def test_a_value_that_there_is_not_is_refused_by_name(world, playbooks, cases):
    """Before any request, by each entry point."""
    slips = Slips(playbooks)
    for role, name, value in refused():
        for entry in ("main", "verify", "teardown"):
            slips.add(role, entry, name, value, value, "")
    _shown, told = slips.play()
    for title, (_canary, name) in slips.cases.items():
        with cases(title):
            said = str((told.get(title) or {}).get("msg"))
            assert "Validation of arguments" not in said, "those would quote it"
            assert name in said and ("true or false is needed" in said or "merge, remove, replace" in said), said
    assert world.log() == [], "a request was made"
