# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report of a verification that fails: each line stands once in the output, for itself, and machines have all of it."""

from __future__ import annotations

import json

import pytest

from integration.support.http_samples import CENTER, ENVIRONMENT
from integration.support.sample import CCID, OFFERED

pytestmark = [pytest.mark.parametrize("world", [False], indirect=True), pytest.mark.matrix]
CENTER_LINE = "contact center %s: domains: missing wrong." % CCID
ORIGINS_LINE = "setting cors-origins /: does not exist."
COUNT = "2 differences between the declaration and what is there."
WAYS = {"roles": (), "one task": ("-e", "genesys_one_task=true")}
REPORT = "cxops.genesys.provision_tenant : Report the tenant"


@pytest.fixture
def verify(world, playbooks):
    world.control.switches(OFFERED)
    world.control.seed(
        environments=[dict(ENVIRONMENT, id=CCID)],
        contact_centers=[dict(CENTER, id=CCID, environmentId=CCID, domains=["acme"])],
    )
    acme = {
        "tenant_id": CCID,
        "tenant_environment": {"username": "default"},
        "tenant_contact_center": {"domains": ["acme", "wrong"]},
        "tenant_cors_origins": ["https://acme.example.com"],
    }
    inventory = playbooks.folder / "inventory.json"
    everybody = {"ansible_python_interpreter": "{{ ansible_playbook_python }}"}

    def play(*arguments, domains=None, more=None, **env):
        center = {"tenant_contact_center": {"domains": domains}, "tenant_cors_origins": []} if domains else {}
        inventory.write_text(
            json.dumps({"all": {"hosts": {"acme": {**acme, **center, **(more or {})}}, "vars": everybody}})
        )
        env = {name: value for name, value in world.emulator.env.items() if "NEXUS" not in name} | env
        return playbooks.play("cxops.genesys.verify", "-i", str(inventory), *arguments, warnings=True, env=env)

    return play


@pytest.mark.parametrize("way", WAYS)
def test_each_line_stands_once_and_for_itself(verify, way):
    made = verify(*WAYS[way])
    assert made.code == 2, made.output
    lines = [line.strip(' ",') for line in made.output.splitlines()]
    for text in (CENTER_LINE, ORIGINS_LINE):
        assert made.output.count(text) == 1 and text in lines, made.output
    assert made.output.count(COUNT) <= 2, "ansible-core prints a message twice since 2.19"
    assert lines.index(CENTER_LINE) < lines.index("Of the other objects:")


@pytest.mark.parametrize("way", WAYS)
def test_machines_have_the_number_the_report_and_the_differences(verify, way):
    made = verify(*WAYS[way], ANSIBLE_STDOUT_CALLBACK="ansible.builtin.minimal")
    said = made[REPORT]
    assert made.code == 2 and said["msg"] == COUNT and said["report"][:2] == [CENTER_LINE, ORIGINS_LINE]
    compared = [one for _task, result in made.results for one in result.get("differences", ())]
    assert [one["problem"] for one in compared] == ["changed", "missing"]
    for text in (COUNT, CENTER_LINE, ORIGINS_LINE):
        assert text in made.output


@pytest.mark.parametrize("way", WAYS)
def test_a_report_without_differences_is_green_and_has_a_line_for_each_object(verify, way):
    made = verify(*WAYS[way], domains=["acme"])
    assert made.code == 0, made.output
    said = made[REPORT]
    assert said["msg"] == "No differences between the declaration and what is there."
    assert said["report"] == ["environment %s: as declared." % CCID, "contact center %s: as declared." % CCID]


DIGITAL = {
    "digital_channels_gapis": [{"url": "https://gws.example.com"}],
    "digital_channels_services": [{"name": "PlatformUCS", "url": "https://ucs.example.com"}],
    "digital_channels_tenant": {"name": "acme", "username": "nexus", "password": "Canary-person"},
    "digital_channels_client_secret": "Canary-client",
}


@pytest.mark.parametrize("way", WAYS)
def test_a_connection_that_is_not_given_is_one_message(world, verify, way):
    world.clear_log()
    made = verify(*WAYS[way], more=DIGITAL)
    said = " ".join(made.output.split())
    assert made.code == 2 and world.log() == [] and REPORT not in dict(made.results), made.output
    for option, variable, name in (
        ("login_host", "nexus_db_host", "PGHOST"),
        ("nexus_url", "nexus_url", "GENESYS_NEXUS_URL"),
    ):
        assert "%s: is not given (variable %s, environment variable %s)" % (option, variable, name) in said


def test_what_the_tags_leave_out_needs_no_connection(verify):
    made = verify("--tags", "contact_center", domains=["acme"], more=DIGITAL)
    assert made.code == 0, made.output


@pytest.mark.parametrize(
    ("given", "said"),
    [({"report": []}, "differences"), ({"report": [], "differences": "x"}, "differences"), ({"more": 1}, "more")],
)
def test_wrong_options_are_refused(playbooks, given, said):
    made = playbooks.run([{"name": "report", "cxops.genesys.genesys_report": given}], warnings=True)
    assert made.code == 2 and said in made["report"]["msg"]
