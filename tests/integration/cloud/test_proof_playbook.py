# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The proof: ansible-playbook takes an OAuth client through its whole life; each step is foretold by check mode and done once only."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from ansible_collections.cxops.genesys.plugins.module_utils.resources import _cloud_list
from ansible_collections.cxops.genesys.plugins.module_utils.resources.registry import TASKS
from emulator import defaults
from integration.support.world import assert_clean

PROOF = Path(__file__).parent / "proof"
STEPS = yaml.safe_load((PROOF / "steps.yml").read_text(encoding="utf-8"))["proof_steps"]
ANCIENT_SECRET = "Canary-ancient-5ecret"
EMPLOYEE = [{"roleId": defaults.CLOUD_ROLES["employee"], "divisionId": defaults.CLOUD_HOME_ID}]
CLIENT = {"authorizedGrantType": "CLIENT-CREDENTIALS", "roleDivisions": EMPLOYEE}
# What the service may do as well, for all that the vendor says.
OTHERWISE = {
    "shuffle_sets": True,
    "cloud_create_status": 201,
    "cloud_delete_status": 200,
    "cloud_deleted_shows": "deleted",
    "cloud_grant_check": "before_secret",
    "cloud_list_pages": True,
    "cloud_null_members": "null",
    "cloud_ownership": "403",
    "cloud_visible_after_gets": 1,
}


@pytest.fixture
def prove(world, playbooks, tmp_path):
    """Plays the proof, with everything visible that Ansible can show."""
    world.canaries |= {defaults.CLOUD_CLIENT_SECRET, ANCIENT_SECRET, "spoilt-5ecret"}
    (tmp_path / "ancient.secret").write_text(ANCIENT_SECRET + "\n")
    (tmp_path / "ancient.secret").chmod(0o600)
    variables = {
        "proof_url": world.emulator.url,
        "proof_token": world.emulator.control_token,
        "proof_folder": str(tmp_path),
        "proof_caller": defaults.CLOUD_CLIENT_ID,
        "proof_caller_secret": defaults.CLOUD_CLIENT_SECRET,
        "proof_tomorrow": (datetime.now(UTC) + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    (tmp_path / "proof.json").write_text(json.dumps(variables))

    def play():
        world.control.seed(
            cloud_fields=["allowedIps"],
            cloud_clients=[
                dict(CLIENT, id="c5000000-0000-4000-8000-000000000001", name="ancient", secret=ANCIENT_SECRET,
                     dateCreated="2024-01-01T00:00:00.000Z"),
                dict(CLIENT, name="twin"),
                dict(CLIENT, name="twin"),
                dict(CLIENT, name="disabled", state="disabled"),
            ],
        )  # fmt: skip
        return playbooks.play(
            str(PROOF / "proof.yml"), "-e", "@" + str(tmp_path / "proof.json"), "-vvv", warnings=True, timeout=300
        )

    return play


def test_the_steps_use_every_option_and_every_state():
    of_lists = {
        field.arg for field in _cloud_list.options(())
    }  # the role's look at its list: test_shipped_playbooks.py
    fields = [field for field in TASKS["genesys_cloud_oauth_client"].options if field.arg not in of_lists]
    connection = {field.arg for field in TASKS["genesys_cloud_oauth_client"].connection}
    used = {option for step in STEPS for option in step["options"]} | {"client_id" for step in STEPS if "by_id" in step}
    of_persons = {"restore_default_roles"}  # an OAuth client cannot hold the role that is missing: test_scim.py
    assert used == {field.arg for field in fields} - connection - of_persons
    for name in ("authorized_grant_type", "regenerate_secret", "state"):
        (field,) = [field for field in fields if field.arg == name]
        given = {step["options"].get(name, field.default) for step in STEPS} - {None}
        assert given >= set(field.choices)
    assert len({step["title"] for step in STEPS}) == len(STEPS)


@pytest.mark.parametrize("world", [False], indirect=True)
@pytest.mark.nightly
@pytest.mark.parametrize("switches", [pytest.param({}, id="as expected"), pytest.param(OTHERWISE, id="otherwise")])
def test_every_step_is_foretold_and_done_once(world, prove, switches):
    world.control.switches(switches)
    made = prove()
    assert made.code == 0, made.output[-3000:]
    titles = [step["title"] for step in STEPS]
    for form in ("%s: in check mode", "%s", "%s: again"):
        assert [name for name, _result in made.results if name in {form % title for title in titles}] == [
            form % title for title in titles
        ]
    issued = set(world.tokens())
    assert len(issued) > 10
    assert_clean(made.output, issued)
    (left,) = [client for client in world.state()["cloud"]["clients"] if client["name"] == "ancient"]
    assert left["state"] == "active" and left["secret"] == ANCIENT_SECRET
