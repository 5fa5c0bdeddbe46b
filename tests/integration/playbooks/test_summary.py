# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The summary at the end of a playbook: for all tenants, whatever becomes of them, in check mode too, and without a secret."""

from __future__ import annotations

import json
import re

import pytest

from integration.support.http_samples import CENTER, ENVIRONMENT
from integration.support.sample import CCID, OFFERED, OTHER_ID

pytestmark = pytest.mark.parametrize("world", [False], indirect=True)
THIRD = "c5000000-0000-4000-8000-00000000000f"
ORIGINS = {"tenant_cors_origins": ["https://a.example.com"], "tenant_cors_shared": False}
CORS = "setting cors-origins /"


class Operator:
    """Runs playbooks over a tenant that fails, one that has something to do, and one that is as declared."""

    def __init__(self, world, playbooks, folder):
        self.world, self.playbooks, self.file = world, playbooks, folder / "reporting.secret"
        known = (OTHER_ID, THIRD)
        world.control.switches(OFFERED)
        world.control.seed(
            environments=[dict(ENVIRONMENT, id=one) for one in known],
            contact_centers=[dict(CENTER, id=one, environmentId=one, domains=["t" + one[:3]]) for one in known],
        )
        client = {"client_id": "reporting", "redirect_uris": ["https://a.example.com"]}
        self.hosts = {
            "fails": {"tenant_id": CCID, **ORIGINS},
            "changes": {
                "tenant_id": OTHER_ID,
                "auth_clients_list": [dict(client, secret_file=str(self.file))],
                "tenant_contact_center": {"domains": ["t" + OTHER_ID[:3], "changes"]},
                **ORIGINS,
            },
            "stays": {"tenant_id": THIRD, "tenant_contact_center": {"domains": ["t" + THIRD[:3]]}},
        }

    def __call__(self, playbook, *arguments, **everybody):
        """Play it; no secret of a file may be shown, and check mode writes nothing."""
        self.world.clear_log()
        path = self.playbooks.folder / "inventory.json"
        everybody = {"ansible_python_interpreter": "{{ ansible_playbook_python }}", **everybody}
        path.write_text(json.dumps({"all": {"hosts": self.hosts, "vars": everybody}}))
        words = ("cxops.genesys." + playbook, "-i", str(path), *arguments)
        made = self.playbooks.play(*words, warnings=True, env=self.world.emulator.env)
        assert "--check" not in arguments or self.world.writes() == []
        if self.file.exists():
            assert self.file.read_text().strip() not in made.output + str(made.results)
        return made


@pytest.fixture
def operator(world, playbooks, tmp_path):
    return Operator(world, playbooks, tmp_path)


def told(made):
    """The summary's data by host."""
    return {one["host"]: one for one in made["Summary"]["summary"]["tenants"]}


def compared(tenants):
    """What check mode and the real run have in common: all but the files that are there."""
    return {host: {name: value for name, value in one.items() if name != "files"} for host, one in tenants.items()}


def test_it_shows_failures_first_and_check_mode_foretells_it(world, operator):
    foretold = operator("provision", "--check")
    assert foretold.code == 2, foretold.output[-3000:]
    text = foretold.output[foretold.output.index("TASK [Summary]") :]
    assert "Check mode: nothing was written." in text
    assert "3 tenants: 1 failed, 1 changed, 1 unchanged" in text
    heads = (
        "\nfails: failed\n",
        "\nchanges: 2 would be created, 1 would be changed, 1 unchanged\n",
        "\nstays:  2 unchanged\n",
    )
    assert [text.index(head) for head in heads] == sorted(text.index(head) for head in heads)
    assert "contact center (domains)" in text and "to be kept in %s" % operator.file in " ".join(text.split())

    done = operator("provision")
    assert done.code == 2 and compared(told(done)) == compared(told(foretold))
    assert list(told(done)) == ["fails", "changes", "stays"]
    fails, changes, stays = told(done).values()
    assert fails["status"] == "failed" and "creating it needs" in fails["failed"][0]["message"]
    assert changes["created"] == ["API client reporting", CORS]
    assert changes["changed"] == ["contact center " + OTHER_ID]
    assert changes["new_secrets"] == [
        {"name": "API client reporting", "reason": "generated for the new client", "file": str(operator.file)}
    ]
    assert changes["files"] == [str(operator.file)] and told(foretold)["changes"]["files"] == []
    assert stays["status"] == "unchanged" and OTHER_ID not in str([fails, stays])


def test_the_one_task_tells_the_same_also_as_a_module_and_with_any_tags(world, operator):
    roles = operator("provision", "--check")
    one_task = operator("provision", "--check", "-e", "genesys_one_task=true", cxops_genesys_in_process=False)
    for made in (roles, one_task):
        told(made)["fails"]["failed"].clear()
    assert told(one_task) == told(roles)
    tagged = operator("provision", "--check", "--tags", "cors", "--limit", "changes")
    assert told(tagged)["changes"]["created"] == [CORS] and list(told(tagged)) == ["changes"]


def test_it_can_be_switched_off(world, operator):
    done = operator("provision", "--check", "--limit", "stays", genesys_summary=False)
    assert done.code == 0 and "summary" not in done["Summary"] and "2 unchanged" not in done.output


@pytest.mark.parametrize("words", [(), ("-e", "genesys_one_task=true")], ids=["roles", "one task"])
def test_a_variable_that_cannot_be_evaluated_is_named_there_too(world, operator, words):
    operator.hosts["stays"]["tenant_contact_center"] = {"domains": ["{{ no_such_variable }}"]}
    failed = operator("provision", "--check", "--limit", "stays", *words)
    (said,) = told(failed)["stays"]["failed"]
    assert failed.code == 2 and "no_such_variable" in said["message"] and world.log() == []


def test_a_teardown_that_fails_for_every_host_has_one_too(world, operator):
    refused = operator("teardown", "--limit", "changes")
    assert refused.code == 2 and world.log() == []
    assert "has to be confirmed" in told(refused)["changes"]["failed"][0]["message"]
    operator.hosts["changes"]["tenant_contact_center"]["domains"] = ["t" + OTHER_ID[:3]]
    done = operator("teardown", "--limit", "changes", "-e", "genesys_confirm_teardown=changes")
    assert done.code == 0, done.output[-3000:]
    assert told(done)["changes"]["deleted"] == ["contact center " + OTHER_ID, "environment " + OTHER_ID]


def test_in_a_playbook_of_one_s_own_it_tells_two_tenants_of_one_host_apart(world, operator, playbooks):
    tasks = [
        {"cxops.genesys.genesys_tenant": {"tenant_id": one, "parts": ["cors"], **ORIGINS}} for one in (OTHER_ID, THIRD)
    ]
    summary = {"name": "Summary", "cxops.genesys.genesys_summary": None}
    made = playbooks.run(
        [*tasks, dict(summary, name="First"), summary], defaults={"group/cxops.genesys.genesys": world.ops}
    )
    assert made.code == 0, made.output[-3000:]
    tenants = made["First"]["summary"]["tenants"]
    assert [(one["tenant_id"], one["created"]) for one in tenants] == [(OTHER_ID, [CORS]), (THIRD, [CORS])]
    assert [one["status"] for one in made["Summary"]["summary"]["tenants"]] == ["idle"]


def test_without_a_summary_what_is_to_be_done_by_hand_is_said_when_the_file_is_written(
    world, operator, playbooks, tmp_path
):
    role = {"name": "cxops.genesys.digital_channels"}
    path = tmp_path / "designer_env.conf"
    variables = {
        "tenant_id": CCID,
        "digital_channels_tenant": {"name": "t"},
        "digital_channels_designer_env_file": str(path),
        "cxops_genesys_variables": True,
    }
    task = {"name": "File", "ansible.builtin.import_role": role, "vars": variables}
    env = dict(world.emulator.env, GENESYS_ACCESS_TOKEN="x")
    made = playbooks.run([task], "--check", "--tags", "designer_env", env=env, warnings=True)
    said = [result["msg"] for task, result in made.results if task.endswith("Show what is to be done by hand")]
    assert made.code == 0, made.output[-3000:]
    assert said == ["Enter the transaction DesignerEnv by hand: %s holds its values and says how." % path]


@pytest.mark.parametrize("words", [(), ("-e", "genesys_one_task=true")], ids=["roles", "one task"])
def test_no_heading_is_shown_for_each_host(world, operator, words):
    """One heading a task, however many hosts: ansible-core prints that of a meta task for each host."""
    made = operator("provision", "--check", *words)
    headings = [line for line in made.output.splitlines() if line.startswith("TASK [")]
    assert len(headings) == len(set(headings)), headings


ONE_TASK = ("-e", "genesys_one_task=true")


@pytest.mark.parametrize("words", [(), ONE_TASK], ids=["roles", "one task"])
@pytest.mark.parametrize(
    ("playbook", "fault", "not_done"),
    [
        (
            "provision",
            {"method": "POST", "path": "/contact-centers"},
            [CORS, "setting greeting /"],
        ),
        (
            "provision",
            {"method": "POST", "path": "/ops/clients"},
            ["environment " + CCID, "contact center " + CCID, CORS, "setting greeting /"],
        ),
    ],
    ids=["at the contact center", "at the client"],
)
def test_it_names_what_a_failed_run_has_not_come_to(world, operator, playbook, fault, not_done, words):
    operator.hosts = {"fails": dict(operator.hosts["changes"], tenant_id=CCID)}
    operator.hosts["fails"].update(
        tenant_environment={
            "username": "default",
            "password": "Canary-configuration",
            "config_servers": [{"primary_address": "a.example.com"}],
        },
        tenant_contact_center={"domains": ["t1"]},
        tenant_settings=[{"name": "greeting", "value": "hello"}],
    )
    world.control.fault("status", status=400, times=0, **fault)
    made = operator(playbook, *words)
    assert made.code == 2 and told(made)["fails"]["not_done"] == not_done, made.output[-3000:]
    row = re.search(r"\n  not done +(.*(?:\n {8,}.*)*)", made.output)[1]
    assert "settings cors-origins, greeting" in row and ("contact center" in row) is (
        "contact center " + CCID in not_done
    )


@pytest.mark.parametrize("words", [("--tags", "contact_center"), ("--tags", "auth_clients,contact_center")], ids=str)
def test_what_the_tags_leave_out_is_none_of_it(world, operator, words):
    world.control.fault("status", status=400, times=0, method="PUT", path="/contact-centers")
    made = operator("provision", "--limit", "changes", *words)
    assert made.code == 2 and told(made)["changes"]["not_done"] == [], made.output[-3000:]


@pytest.mark.parametrize("words", [(), ONE_TASK], ids=["roles", "one task"])
def test_nor_is_what_was_not_there_to_be_taken_down(world, operator, words):
    operator.hosts["changes"]["tenant_contact_center"]["domains"] = ["t" + OTHER_ID[:3]]
    world.control.fault("status", status=400, times=0, method="DELETE", path="/contact-centers/")
    confirmed = ("--limit", "changes", "-e", "genesys_confirm_teardown=changes")
    made = operator("teardown", *confirmed, *words)
    assert made.code == 2, made.output[-3000:]
    assert told(made)["changes"]["not_done"] == ["environment " + OTHER_ID]


@pytest.mark.parametrize("words", [(), ONE_TASK], ids=["roles", "one task"])
def test_a_lost_secret_is_to_be_put_there_by_hand(world, operator, words):
    made = operator("provision", "--limit", "changes", *words)
    assert made.code == 0 and told(made)["changes"]["by_hand"] == [], made.output[-3000:]
    operator.file.unlink()
    for check in ((), ("--check",)):
        made = operator("provision", "--limit", "changes", *check, *words)
        (text,) = told(made)["changes"]["by_hand"]
        assert made.code == 0 and text.startswith(
            "The secret of the API client reporting is not in %s." % operator.file
        )
    checked = operator("verify", "--limit", "changes", *words)
    assert checked.code == 2 and "its secret is not in %s" % operator.file in checked.output
