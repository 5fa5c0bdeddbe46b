# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""requests or psycopg2 is not installed: simulated by a Python that really cannot import it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from integration.support.good import GOOD, assert_clean, assert_failure

ROOT = Path(__file__).resolve().parents[3]
BLOCKER = """
import sys

class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] == %r:
            raise ModuleNotFoundError("No module named " + name, name=name)

sys.meta_path.insert(0, Blocker())
"""
RUN = """
import json, sys
from ansible_collections.cxops.genesys.plugins.module_utils.binding.execute import execute
from ansible_collections.cxops.genesys.plugins.module_utils.resources.registry import TASKS
given = json.loads(sys.stdin.read())
print(json.dumps({name: execute(TASKS[module], options, check) for name, module, options, check in given}))
"""


def run_all(world, folder, library, check):
    """Every call in one Python that cannot import the library."""
    (folder / "sitecustomize.py").write_text(BLOCKER % library)
    for good in GOOD:
        good.prepare(world)
    calls = [(good.name, good.module, world.options(good.module, **good.options(world)), check) for good in GOOD]
    path = os.pathsep.join([str(folder), str(ROOT / "build" / "collections")])
    done = subprocess.run(
        [sys.executable, "-c", RUN],
        env={"PYTHONPATH": path},
        input=json.dumps(calls),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    return json.loads(done.stdout)


@pytest.mark.matrix
@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize(("library", "package"), [("requests", "requests"), ("psycopg2", "psycopg2-binary")])
def test_a_library_that_is_missing(world, tmp_path, library, package, check):
    before_requests = len(world.log())
    results = run_all(world, tmp_path, library, check)
    needing = {good.name for good in GOOD if (good.http if library == "requests" else good.sql)}
    for name, result in results.items():
        assert_clean(json.dumps(result), world.canaries)
        if name not in needing:
            assert result.get("failure", {}).get("code") in (None, "not_offered"), (
                name,
                result["msg"],
            )  # they share one world
            continue
        if check and name == "tenant" and library == "requests":
            continue  # what its table proves needs no HTTP, and an earlier task of the run may make the rest
        assert_failure(result, "missing_library")
        assert result["failure"]["library"] == library
        assert "pip install %s" % package in result["failure"]["hint"]
    if library == "requests":
        assert len(world.log()) == before_requests
