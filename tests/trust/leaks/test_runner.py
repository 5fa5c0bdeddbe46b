# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ansible-runner, which AWX uses: its artifacts keep every event of a run, with all that a callback is handed."""

from __future__ import annotations

import json

import pytest
import yaml

from trust.leaks import failing
from trust.leaks.canaries import NAMES
from trust.leaks.hunt import BY_MODULE
from trust.support import sweep

runner = pytest.importorskip("ansible_runner")


@pytest.mark.parametrize(
    "way", ["in process", pytest.param("by modules", marks=pytest.mark.long)], ids=lambda way: way.replace(" ", "_")
)
def test_artifacts(world, hunt, tmp_path, cases, way):
    folder = tmp_path / "runner"
    (folder / "project").mkdir(parents=True)
    (folder / "env").mkdir(mode=0o700)
    tasks = failing.tasks(few=way == "in process")
    play = {"hosts": "localhost", "gather_facts": False, "tasks": tasks}
    (folder / "project" / "play.yml").write_text(yaml.safe_dump([play], sort_keys=False))
    failing.prepare(world)
    variables = {**failing.variables(world), **(BY_MODULE if way == "by modules" else {})}
    variables.pop("s_braces")  # the runner writes variables as templates
    (folder / "env" / "extravars").write_text(json.dumps(dict(variables, s_braces="none")))
    settings = {"idle_timeout": 300, "job_timeout": 300, "suppress_ansible_output": True}
    done = runner.run(
        private_data_dir=str(folder),
        playbook="play.yml",
        ident="one",
        cmdline="-vvvv --diff",
        settings=settings,
        envvars=hunt.environment(
            CXOPS_RESULTS=str(tmp_path / "results.jsonl"),
            PYTHONPATH="",
            ANSIBLE_DISPLAY_ARGS_TO_STDOUT="0",  # the runner would write the task's final arguments: Ansible warns of that
        ),
        quiet=True,
    )
    assert done.rc == 0, (folder / "artifacts" / "one" / "stdout").read_text()[-3000:]
    hunt.settle()
    secrets = {text for text in hunt.secrets() if len(text) >= sweep.SHORTEST}
    secrets |= {text for text in failing.SECRETS.values() if isinstance(text, str)}
    events = list((folder / "artifacts" / "one" / "job_events").glob("*.json"))
    assert len(events) > 2 * len(tasks)
    for path in sweep.files_below(folder / "artifacts"):
        with cases("%s: %s" % (way, path.name[:40])):
            assert sweep.found_in(sweep.text_of(path), secrets, NAMES) == []
    kept = [folder / "env" / "extravars", tmp_path / "variables.yml", tmp_path / "canaries.json"]
    assert sweep.leaks(tmp_path, secrets, NAMES, kept) == []
