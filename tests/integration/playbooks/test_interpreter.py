# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which Python the shipped playbooks take: that of Ansible, whatever comes first on the path, unless the host names another one."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest
import yaml

from emulator import defaults
from integration.support.playbooks import ROOT
from integration.support.tenant_sample import document

SHIPPED = sorted((ROOT / "playbooks").glob("*.yml"))


@pytest.fixture
def fleet(world, playbooks, tmp_path):
    """Runs a playbook over one tenant, where the first Pythons on the path are such that only say something, like those of pyenv."""
    broken = tmp_path / "shims"
    broken.mkdir()
    for name in ["python", "python3"] + ["python3.%d" % minor for minor in range(6, 20)]:
        (broken / name).write_text("#!/bin/sh\necho pyenv: version is not installed\nexit 127\n")
        (broken / name).chmod(0o755)
    secrets = tmp_path / "secrets"
    variables = document(world, secrets)
    variables["digital_channels_designer_env_file"] = str(secrets / "designer_env.conf")
    world.canaries |= {defaults.OPS_PASSWORD, "Canary-configuration", "Canary-external"}
    path = os.pathsep.join([str(broken), str(Path(sys.executable).parent), os.environ["PATH"]])
    env = dict(world.emulator.env, **world.database.env, PATH=path)

    def run(playbook, *arguments, **more):
        inventory = tmp_path / "inventory.json"
        inventory.write_text(json.dumps({"all": {"hosts": {"acme": dict(variables, **more)}}}))
        return playbooks.play(
            "cxops.genesys." + playbook, "-i", str(inventory), *arguments, warnings=True, env=env, timeout=300
        )

    run.broken = str(broken / "python3")
    return run


@pytest.mark.matrix
def test_a_broken_python_on_the_path_breaks_nothing(world, fleet):
    for name in ("provision", "verify", "teardown"):
        done = fleet(name, "-e", "genesys_confirm_teardown=acme")
        assert done.code == 0, done.output[-3000:]
        assert "pyenv" not in done.output
    state = world.state()
    assert not (state["environments"] or state["contact_centers"])
    assert [client["client_id"] for client in state["clients"]] == ["nexus_client"]  # the vendor's, which stays


GIVEN = {"one that is looked for": "auto_silent", "null": None, "the host's own": "broken"}


@pytest.mark.parametrize("name", GIVEN)
def test_the_host_s_own_python_counts(fleet, name):
    """A task of Ansible's own needs one; the modules of the collection run in Ansible's process or say that there is none."""
    given = fleet.broken if GIVEN[name] == "broken" else GIVEN[name]
    done = fleet("provision", ansible_python_interpreter=given)
    assert (done.code == 0) == (given != fleet.broken), done.output[-3000:]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_playbook_says_it(path):
    for play in yaml.safe_load(path.read_text(encoding="utf-8")):
        if play.get("hosts"):
            assert "ansible_playbook_python" in play["vars"]["ansible_python_interpreter"]
            assert (
                "hostvars[inventory_hostname].ansible_python_interpreter" in play["vars"]["ansible_python_interpreter"]
            )


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_playbook_selects_its_hosts_in_the_same_way(path):
    """Which it is, tests/integration/playbooks/test_selection.py tries."""
    name = "genesys_cloud_organizations" if path.stem.startswith("cloud") else "genesys_tenants"
    (play,) = yaml.safe_load(path.read_text(encoding="utf-8"))
    (like,) = yaml.safe_load((ROOT / "playbooks" / "provision.yml").read_text(encoding="utf-8"))
    for one in ("hosts", "genesys__selected", "genesys__limit"):
        ours, wanted = (play, like) if one == "hosts" else (play["vars"], like["vars"])
        assert ours[one] == wanted[one].replace("genesys_tenants", name)
