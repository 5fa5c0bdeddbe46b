# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ansible's own switches for developers, which show more than any user sees: tracebacks everywhere, and ANSIBLE_DEBUG."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from trust.leaks import failing
from trust.leaks.canaries import NAMES
from trust.leaks.hunt import BY_MODULE, nothing
from trust.support import sweep

pytestmark = pytest.mark.long
# With ANSIBLE_DEBUG ansible-core prints the arguments of each module that it starts, and what the module wrote, as they are.
OF_ANSIBLE = re.compile(r'done with _execute_module \(|^\{"failed": true, "msg": ')


@pytest.mark.parametrize("way", ["in process", "by modules"])
@pytest.mark.parametrize("switch", ["ANSIBLE_DISPLAY_TRACEBACK", "ANSIBLE_DEBUG"])
def test_switches_for_developers(world, hunt, tmp_path, way, switch):
    failing.prepare(world)
    hunt.write_variables(**{**failing.variables(world), **(BY_MODULE if way == "by modules" else {})})
    (tmp_path / "canaries.json").write_text("[]")
    play = {"hosts": "localhost", "gather_facts": False, "tasks": failing.tasks()}
    (tmp_path / "play.yml").write_text(yaml.safe_dump([play], sort_keys=False))
    value = {"ANSIBLE_DISPLAY_TRACEBACK": "always", "ANSIBLE_DEBUG": "1"}[switch]
    done = subprocess.run(
        [
            str(Path(sys.executable).with_name("ansible-playbook")),
            "play.yml",
            "-e",
            "@variables.yml",
            "-vvvv",
            "--diff",
        ],
        check=False,
        env=hunt.environment(CXOPS_RESULTS=os.devnull, **{switch: value}),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stdout[-3000:]
    hunt.settle()
    secrets = {text for text in failing.SECRETS.values() if isinstance(text, str)}
    secrets |= {one["secret"] for one in failing.SECRETS["s_list"]} | set(world.tokens())
    shown = done.stdout + done.stderr
    if switch == "ANSIBLE_DEBUG":
        whole, shown = shown, "\n".join(line for line in shown.split("\n") if not OF_ANSIBLE.search(line))
        # Of no use where modules run, as Ansible itself says; a task in Ansible's own process is shown by none of them.
        assert sweep.found_in(whole, secrets, NAMES), "Ansible hides it by now: take this exception away"
        tasks = {line.partition("_execute_module (")[2].partition(",")[0] for line in whole.split("\n")} - {""}
        expected = {"cxops.genesys.genesys_environment_info", "cxops.genesys.genesys_auth_client"}
        assert way == "by modules" or tasks - {"ansible.legacy.async_status"} == expected, tasks
    nothing(sweep.found_in(shown, secrets, NAMES), "a secret is shown")
    nothing(sweep.leaks(tmp_path, secrets, NAMES, hunt.kept), "a secret is kept")
