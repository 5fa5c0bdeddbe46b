# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A file for DesignerEnv that names another contact center is neither replaced nor removed."""

from __future__ import annotations

import json

import pytest

from integration.support.sample import CCID, OFFERED, OTHER_ID
from integration.support.tenant_sample import connection, document

FOREIGN = (
    "# The values of the transaction DesignerEnv for other\n# (contact center %s).\n[nexus]\npassword = x\n" % OTHER_ID
)
SAID = "holds the values of DesignerEnv of the contact center %s, not of %s" % (OTHER_ID, CCID)
OWN = {
    "no line": "[nexus]\n",
    "own": FOREIGN.replace(OTHER_ID, CCID),
    "own in capitals": FOREIGN.replace(OTHER_ID, CCID.upper()),
    "damaged": "# (contact center x).\n",
}


@pytest.fixture
def file(tmp_path):
    return tmp_path / "designer_env.conf"


def run(world, folder, file, check=False, **more):
    world.control.switches(OFFERED)
    given = {**connection(world), **document(world, folder), "digital_channels_designer_env_file": str(file), **more}
    return world.run("genesys_tenant", check, **given)


@pytest.mark.parametrize("check", [True, False])
def test_it_is_refused_before_the_first_write(world, tmp_path, file, check):
    file.write_text(FOREIGN)
    refused = run(world, tmp_path / "secrets", file, check)
    assert refused["failed"] and SAID in refused["msg"] and refused["failure"]["code"] == "secret_file"
    assert world.writes() == [] and file.read_text() == FOREIGN


@pytest.mark.parametrize("parts", [{}, {"parts": ["designer_env"]}], ids=str)
def test_a_teardown_keeps_it_and_says_so(world, tmp_path, file, parts):
    made = run(world, tmp_path / "secrets", file)
    assert not made.get("failed"), made["msg"]
    file.write_text(FOREIGN)
    for check in (True, False):
        gone = run(world, tmp_path / "secrets", file, check, state="absent", **parts)
        assert not gone.get("failed"), gone["msg"]
        (stays,) = [one for one in gone["stays"] if one.get("path") == str(file)]
        assert stays["code"] == "another_contact_center" and "DesignerEnv" in stays["name"]
        assert [text for text in gone["warnings"] if "is kept" in text] and file.read_text() == FOREIGN


@pytest.mark.parametrize("text", OWN.values(), ids=OWN)
def test_the_tenant_s_own_and_one_that_names_nobody_are_taken(world, tmp_path, file, text):
    file.write_text(text)
    made = run(world, tmp_path / "secrets", file)
    assert not made.get("failed"), made["msg"]
    gone = run(world, tmp_path / "secrets", file, state="absent", parts=["designer_env"])
    assert gone["changed"] and not file.exists()


def test_the_roles_refuse_it_before_the_first_write(world, playbooks, tmp_path, file):
    file.write_text(FOREIGN)
    tenant = dict(document(world, tmp_path / "secrets"), digital_channels_designer_env_file=str(file))
    world.canaries |= {"Canary-configuration", "Canary-external"}
    inventory = tmp_path / "inventory.json"
    tenant["ansible_python_interpreter"] = "{{ ansible_playbook_python }}"
    inventory.write_text(json.dumps({"all": {"hosts": {"acme": tenant}}}))
    env = dict(world.emulator.env, **world.database.env)
    made = playbooks.play("cxops.genesys.provision", "-i", str(inventory), warnings=True, env=env)
    assert made.code == 2 and SAID in " ".join(made.output.split())
    assert world.writes() == [] and file.read_text() == FOREIGN
