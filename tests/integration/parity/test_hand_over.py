# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What cannot run in process runs by the module, whatever the way; and many hosts."""

from __future__ import annotations

import os
import shutil
import sys
import sysconfig

import pytest

from emulator import server
from integration.parity import plays
from integration.parity.ways import assert_equal
from integration.support.sample import SECRET

HANDED_OVER = {
    "async with poll",
    "async that fails",
    "async without poll",
    "becomes another user",
    "environment of its own",
    "another Python",
}
NEVER_RUN = {
    "no Python",
    "undefined Python",
}  # ansible-core ends these before, or as soon as, the module's file is read


def other_python(folder):
    """A Python of another name in another folder with the same libraries, as a second virtual environment would be."""
    path = folder / "other" / "bin" / "python"
    path.parent.mkdir(parents=True)
    path.write_text('#!/bin/sh\nPYTHONPATH=%s exec %s "$@"\n' % (sysconfig.get_path("purelib"), sys.executable))
    path.chmod(0o755)
    return str(path)


@pytest.mark.apart
@pytest.mark.parametrize("world", [False], indirect=True)
def test_what_needs_another_process(ways, tmp_path):
    variables = {"other_python": other_python(tmp_path)}
    here = ways.run(plays.HAND_OVER, in_process=True, variables=variables)
    there = ways.run(plays.HAND_OVER, in_process=False, variables=variables)
    assert_equal(here, there)
    assert here.modules - NEVER_RUN == HANDED_OVER
    assert {"in process", "this Python", "empty environment", "takes too long", "afterwards"} <= there.modules
    assert here["async with poll"]["changed"] is True
    assert here["async status"]["finished"] in (1, True) and "auth_clients" in here["async status"]
    assert here["async that fails"]["failure"]["code"] == "invalid_input"
    assert "from-the-environment" in here["environment of its own"]["msg"]
    assert "auth_clients" in here["another Python"]
    late = here["takes too long"]  # ansible-core 2.16 says it in the message alone
    assert late["timedout"]["period"] == 2 if "timedout" in late else "expected time frame (2)" in late["msg"]
    assert "auth_clients" in here["afterwards"]
    if not shutil.which("sudo") or os.getuid() != 0:
        assert here.of("becomes another user")[-1][0] == "failed"


@pytest.mark.matrix
@pytest.mark.parametrize("world", [False], indirect=True)
def test_many_hosts(ways):
    hosts = ["a", "b", "c"]
    (ways.folder / "hosts").write_text(
        "".join("%s ansible_python_interpreter=%s\n" % (host, sys.executable) for host in hosts)
    )
    made = ways.both(plays.FLEET, "-i", "hosts", in_order=False)
    assert {event["host"] for event in made.events if event["task"] == "each its own"} == set(hosts)
    assert all("not_found" in str(result) for _kind, result in made.of("told to all"))
    assert made.of("nobody comes here") == []


@pytest.mark.matrix
@pytest.mark.parametrize("world", [False], indirect=True)
def test_a_defect_is_told_alike_and_shows_nothing(ways):
    """Code that raises what nobody expects, in a loop whose first item went well."""
    plugins, env = ways.copy()
    source = plugins / "module_utils" / "resources" / "auth_client.py"
    source.write_text(
        source.read_text().replace(
            "    def create(self, plan):\n",
            "    def create(self, plan):\n        if plan.after['client_id'] == 'two':\n            raise KeyError(plan.after['client_secret'])\n",
            1,
        )
    )
    assert "raise KeyError" in source.read_text()
    loop = {
        "name": "a defect in the middle",
        "cxops.genesys.genesys_auth_client": {
            **{name: ways.world.ops[name] for name in ("auth_url", "auth_username", "auth_password")},
            "client_id": "{{ item }}",
            "client_secret": "{{ secret }}",
        },
        "loop": ["one", "two", "three"],
        "register": "made",
    }
    made = ways.both(ways.text([loop]), env=env)
    first, second, third = made["a defect in the middle"]["results"]
    assert first["changed"] and third["changed"] and not second["changed"]
    assert second["failure"]["code"] == "internal" and "KeyError" in second["msg"]
    assert "resource" not in second and "diff" not in second


@pytest.mark.parametrize("world", [False], indirect=True)
def test_the_module_without_any_action_plugin_does_the_same(ways):
    """What the other tests compare with is the module behind the action plugin; here it is alone."""
    _plugins, env = ways.copy("action", "plugin_utils")
    text = plays.FLOW.split("    - name: what was registered", maxsplit=1)[0]
    here = ways.run(text, in_process=False)
    alone = ways.run(text, env=env)
    assert_equal(here, alone)
    assert here.modules == alone.modules and here.modules


@pytest.mark.parametrize("library", ["requests", "psycopg2"])
def test_a_library_that_the_controller_has_not(ways, library):
    """The module runs, and by a Python that has the library it would work."""
    (ways.folder / "shadow").mkdir()
    (ways.folder / "shadow" / ("%s.py" % library)).write_text("raise ImportError('not installed')\n")
    path = ways.folder / "python"
    path.write_text('#!/bin/sh\nunset PYTHONPATH\nexec %s "$@"\n' % sys.executable)
    path.chmod(0o755)
    web = {**ways.world.ops, "retries": 0}
    row = {"url": "http://x.example.com", "client_id": "x", "client_secret": SECRET, **ways.world.sql}
    if library == "requests":
        task = {"cxops.genesys.genesys_environment_info": web}
    else:
        task = {"cxops.genesys.nexus_gapi_db": row}
    elsewhere = {"vars": {"ansible_python_interpreter": str(path)}}
    made = ways.run(
        ways.text([{"name": "here", **task}, {"name": "elsewhere", **task, **elsewhere}], ignore_errors=True),
        env={"PYTHONPATH": str(ways.folder / "shadow")},
    )
    assert made.modules == {"here", "elsewhere"}
    assert made["here"]["failure"]["code"] == "missing_library" and made["here"]["failure"]["library"] == library
    assert "failure" not in made["elsewhere"]


@pytest.mark.parametrize("world", [False], indirect=True)
def test_libraries_say_nothing_and_one_item_leaves_nothing_to_the_next(ways):
    """Without the check of certificates, requests would warn; with it, the next item must fail."""
    with server.start(tls=True) as secure:
        info = {
            **ways.world.ops,
            "auth_url": secure.url,
            "environment_url": secure.url,
            "retries": 0,
            "validate_certs": "{{ item }}",
        }
        tasks = [
            {
                "name": "items",
                "cxops.genesys.genesys_environment_info": info,
                "loop": [False, True, False],
                "ignore_errors": True,
            },
            {
                "name": "later",
                "cxops.genesys.genesys_environment_info": dict(info, validate_certs=True),
                "ignore_errors": True,
            },
        ]
        made = ways.run(ways.text(tasks))
    assert made.modules == set()
    codes = [result.get("failure", {}).get("code") for result in made["items"]["results"]]
    assert codes == [None, "certificate", None] and made["later"]["failure"]["code"] == "certificate"
    for word in ("InsecureRequest", "urllib3", "Unverified", "warnings.warn"):
        assert word not in made.output
    assert made.warnings == []
