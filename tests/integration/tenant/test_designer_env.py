# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A file for DesignerEnv that names another contact center is neither replaced nor removed. Its addresses have one form."""

from __future__ import annotations

import json

import pytest

from emulator import defaults
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


def provision(world, playbooks, folder, file, *words, **more):
    """Run the playbook over an inventory with the tenant."""
    world.control.switches(OFFERED)
    tenant = dict(document(world, folder / "secrets"), digital_channels_designer_env_file=str(file), **more)
    world.canaries |= {defaults.OPS_PASSWORD, "Canary-configuration", "Canary-external"}
    inventory = folder / "inventory.json"
    tenant["ansible_python_interpreter"] = "{{ ansible_playbook_python }}"
    inventory.write_text(json.dumps({"all": {"hosts": {"acme": tenant}}}))
    env = dict(world.emulator.env, **world.database.env)
    return playbooks.play("cxops.genesys.provision", "-i", str(inventory), *words, warnings=True, env=env)


def test_the_roles_refuse_it_before_the_first_write(world, playbooks, tmp_path, file):
    file.write_text(FOREIGN)
    made = provision(world, playbooks, tmp_path, file)
    assert made.code == 2 and SAID in " ".join(made.output.split())
    assert world.writes() == [] and file.read_text() == FOREIGN


HOST = "https://digital.example.com"
FORMS = {
    "paths": ({}, "", "are paths without a host"),
    "host": ({"host": HOST + "/"}, HOST, "are URLs with a host"),
    "URLs": ({"baseurl": HOST + "/nexus/v1", "url": HOST + "/nexus/v3"}, HOST, "are URLs with a host"),
}


@pytest.mark.parametrize("one_task", [False, True], ids=["roles", "one task"])
@pytest.mark.parametrize(("given", "host", "said"), FORMS.values(), ids=FORMS)
def test_both_addresses_have_one_form_and_the_file_says_which(
    world, playbooks, tmp_path, file, given, host, said, one_task
):
    given = {"digital_channels_designer_env_" + name: value for name, value in given.items()}
    given.update(digital_channels_chat_service_uri="https://chat.example.com", genesys_one_task=one_task)
    predicted = provision(world, playbooks, tmp_path, file, "--check", **given)
    made = provision(world, playbooks, tmp_path, file, **given)
    assert made.code == 0, made.output[-3000:]
    assert predicted.changed == made.changed
    written = file.read_text()
    lines = dict(line.split(" = ") for line in written.splitlines() if " = " in line and not line.startswith("#"))
    assert lines["baseurl"] == host + "/nexus/v1" and lines["url"] == host + "/nexus/v3"
    assert "# Form of the addresses: baseurl and url " + said in written
    assert provision(world, playbooks, tmp_path, file, **given).changed == 0


@pytest.mark.parametrize("one_task", [False, True], ids=["roles", "one task"])
@pytest.mark.parametrize("check", [(), ("--check",)], ids=["real", "check"])
def test_two_forms_are_refused_before_any_request(world, playbooks, tmp_path, file, one_task, check):
    given = {"digital_channels_designer_env_url": "{{ 'https://digital.example.com' }}/nexus/v3"}
    made = provision(world, playbooks, tmp_path, file, *check, **given, genesys_one_task=one_task)
    said = " ".join(made.output.split())
    assert made.code == 2 and "digital_channels_designer_env_url: it has a host" in said, made.output[-3000:]
    assert world.log() == [] and not file.exists()
