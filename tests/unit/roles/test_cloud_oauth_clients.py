# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role cloud_oauth_clients declares what the module takes, and hands it on; every variable of it is documented."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from ansible_collections.cxops.genesys.plugins.module_utils.binding.argument_spec import argument_spec
from ansible_collections.cxops.genesys.plugins.module_utils.resources import cloud_client
from ansible_collections.cxops.genesys.plugins.module_utils.resources.registry import TASKS

ROLE = Path(__file__).resolve().parents[3] / "roles" / "cloud_oauth_clients"
SPECS = yaml.safe_load((ROLE / "meta" / "argument_specs.yml").read_text(encoding="utf-8"))["argument_specs"]
CLIENTS = SPECS["main"]["options"]["cloud_oauth_clients_list"]
TASK = TASKS["genesys_cloud_oauth_client"]
CONNECTION = {field.arg for field in TASK.connection}
OF_A_LIST = {field.arg: field for field in cloud_client.OF_A_LIST}
# What the role adds, and the one default that a variable of the role gives.
OF_THE_ROLE = {"shared"}
BY_A_VARIABLE = {"confirm_delete"}


def shape(options, top=True):
    """What the two specs have to agree on."""
    return {
        name: {
            "type": option.get("type", "str"),
            "elements": option.get("elements"),
            "choices": list(option.get("choices", [])),
            "required": option.get("required", False),
            "secret": bool(option.get("no_log")),
            "default": None if top and name in BY_A_VARIABLE else option.get("default"),
            "options": shape(option.get("options") or {}, False),
        }
        for name, option in options.items()
    }


def test_an_item_has_the_options_of_the_module_apart_from_the_connection():
    own = argument_spec([field for field in TASK.options if field.arg not in CONNECTION and field.arg not in OF_A_LIST])
    assert set(CLIENTS["options"]) - set(own) == OF_THE_ROLE
    declared = {name: option for name, option in CLIENTS["options"].items() if name not in OF_THE_ROLE}
    assert shape(declared) == shape(own)
    assert CLIENTS["options"]["confirm_delete"].get("default") is None


def test_no_option_of_an_item_is_a_secret():
    """The outputs of the role's loops show names and files; nothing else of an item could need hiding either."""
    assert not [field.arg for field in TASK.options if field.secret and field.arg not in CONNECTION]


@pytest.mark.parametrize("entry", ["main", "verify", "teardown"])
def test_every_entry_point_has_the_same_variables_with_their_defaults(entry):
    assert (ROLE / "tasks" / ("%s.yml" % entry)).exists()
    defaults = yaml.safe_load((ROLE / "defaults" / "main.yml").read_text(encoding="utf-8"))
    assert {name: option["default"] for name, option in SPECS[entry]["options"].items()} == defaults
    assert SPECS[entry]["version_added"] == "1.2.0"


def test_the_readme_explains_every_variable():
    page = (ROLE / "README.md").read_text(encoding="utf-8")
    rows = set(re.findall(r"^\| `(cloud_oauth_clients_\w+)` \|", page, re.MULTILINE))
    assert rows == set(SPECS["main"]["options"])


def test_the_look_at_the_list_has_the_variables_as_options_and_takes_the_same_members():
    assert set(SPECS["main"]["options"]) < set(OF_A_LIST)
    members = argument_spec(OF_A_LIST["cloud_oauth_clients_list"].fields)
    assert set(members) == set(CLIENTS["options"])
    assert {name: option["type"] for name, option in members.items()} == {
        name: option["type"] for name, option in CLIENTS["options"].items()
    }
    assert not [name for name, option in members.items() if "default" in option], "those are the task's own options"


def test_every_variable_of_its_own_has_the_role_in_its_name():
    text = "".join(path.read_text(encoding="utf-8") for path in ROLE.glob("tasks/*.yml"))
    own = set(re.findall(r"(?:register|loop_var|index_var): (\w+)", text))
    assert own == {"cloud_oauth_clients__seen", "cloud_oauth_clients__client", "cloud_oauth_clients__done"}
