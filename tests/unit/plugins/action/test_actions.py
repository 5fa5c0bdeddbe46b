# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each action plugin is its module's, and says nothing but which task it runs."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.resources.registry import TASKS
from ansible_collections.cxops.genesys.plugins.plugin_utils.in_process import InProcessAction

ROOT = Path(__file__).resolve().parents[4]
APART = {"genesys_summary", "genesys_report", "genesys_private_file"}  # they talk to no service
PLUGINS = "ansible_collections.cxops.genesys.plugins."


def test_every_module_has_its_action_plugin_and_the_reverse():
    names = {kind: {path.stem for path in (ROOT / "plugins" / kind).glob("*.py")} for kind in ("action", "modules")}
    assert names["action"] == names["modules"] == set(TASKS) | APART


@pytest.mark.parametrize("name", sorted(TASKS))
def test_it_runs_the_very_task_of_its_module(name):
    action = import_module(PLUGINS + "action." + name).ActionModule
    assert issubclass(action, InProcessAction)
    assert action.task is TASKS[name]
    assert {member for member in vars(action) if not member.startswith("_")} == {"task", "validator", "has_libraries"}
    assert action.has_libraries is True
    module = import_module(PLUGINS + "modules." + name)
    assert any(value is TASKS[name] for value in vars(module).values())
