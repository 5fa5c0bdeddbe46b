# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A tenant's document through its life, in every position of the switches.

Look, make it, make it again, look at its removal, remove it, remove it again. Check mode has to foretell what the real
run does and to write nothing; what cannot be done has to be said plainly, with what was done until then.
"""

from __future__ import annotations

import pytest

from emulator import defaults
from emulator.switches import Switches
from integration.support.sample import CCID, not_offered, positions
from integration.support.tenant_sample import CLIENT, connection, document

# A service without HTTP Basic needs a client that is there before: lifecycle/test_environment_login.py.
CONCERNED = tuple(name for name in Switches.describe() if name not in ("late_columns", "environment_basic"))
POSITIONS = positions(CONCERNED)


def _late(name):
    """Over services that offer everything, what differs is what happens to single objects: test_life_cycle tries that."""
    return [pytest.mark.nightly] if name.startswith("all offered, ") else []


CASES = [
    pytest.param(switches, id=name, marks=[pytest.mark.ends] if name == "default" else _late(name))
    for name, switches in POSITIONS
]
# Where a service refuses a part, and which part that is.
STOPPED = {
    "cors_api": "setting cors-origins /",
    "gapis_cached": "tenant %s" % CCID,
}


class Life:
    """One tenant in one position of the switches."""

    def __init__(self, world, folder, switches):
        self.world, self.folder, self.ids = world, folder, {}
        self.switches = Switches().changed(switches)
        world.control.switches(switches)

    def run(self, check=False, **given):
        """Run the task once; the log holds its requests alone."""
        self.world.clear_log()
        options = {**connection(self.world), **document(self.world, self.folder), **given}
        for name, identity in self.ids.items():
            options["tenant_" + name[: -len("_id")]]["id"] = identity
        if self.switches.gateway:
            options["api_key"] = defaults.GATEWAY_API_KEY
        if self.switches.tenant_id_field == "genesystenantid":
            options["digital_channels_tenant"]["tenant_id_field"] = "genesystenantid"
        result = self.world.run("genesys_tenant", check, **options)
        said = [(entry["method"], entry["status"]) for entry in result["requests"]]
        assert said == [(entry["method"], entry["status"]) for entry in self.world.log()], "the evidence is complete"
        assert len({entry["connection"] for entry in self.world.log()}) <= 1, "one session for all parts"
        if not result.get("failed"):
            assert result["changed"] is any(part["changed"] for part in result["resources"])
            assert len(result.get("diff", [])) == sum(part["changed"] for part in result["resources"])
        return result

    def wrote(self, result):
        """What the last run wrote."""
        statements = [
            s["sql"] for s in result.get("statements", []) if not s["sql"].startswith(("SELECT", "WITH", "LOCK"))
        ]
        return self.world.writes() + statements


def story(result):
    """What was done to what."""
    return [(part["kind"], part["name"], part["action"], part["changed"]) for part in result["resources"]]


def files(folder):
    """Name to content of the files with secrets."""
    return {path.name: path.read_text() for path in folder.glob("*")} if folder.exists() else {}


def sure(result, switches):
    """The changes that are known to be ones, apart from what is sent without looking."""
    blind = ["data center"] if not_offered(switches.data_center_get) else []
    return [step for step in story(result) if step[3] and step[0] not in blind]


@pytest.mark.parametrize("switches", CASES)
def test_a_tenant_s_life(world, tmp_path, switches):
    life = Life(world, tmp_path / "a" / "secrets", switches)
    empty = world.state()
    looked = life.run(check=True)
    assert not looked.get("failed"), looked.get("msg")
    assert life.wrote(looked) == [] and world.state() == empty and files(life.folder) == {}

    made = life.run()
    stopped = [part for name, part in STOPPED.items() if getattr(life.switches, name)]
    if stopped:
        assert made["failed"] and made["failure"]["part"] == stopped[0], made.get("msg")
        assert made["changed"] and story(made) == story(looked)[: len(made["resources"])]
        return
    assert not made.get("failed"), made["msg"]
    assert {step[2] for step in story(made)} == {"create"}
    if not life.switches.server_chosen_ids:
        assert story(looked) == story(made) and looked["diff"] == made["diff"]
    world.settle()
    state, kept = world.state(), files(life.folder)
    assert set(kept) == {"nexus_client.secret", ".nexus_client.secret.client", "t100.key", ".t100.key.tenant"}
    (center,) = state["contact_centers"]
    assert made["tenant"] == {"environment_id": state["environments"][0]["id"], "contact_center_id": center["id"]}
    assert center["environmentId"] == made["tenant"]["environment_id"]
    assert [setting["contactCenterId"] for setting in state["settings"]] == [center["id"]] * 4
    assert len(state["tenants"]) == len(state["services"]) == 1

    if life.switches.server_chosen_ids:
        assert life.run()["failure"]["code"] == "ambiguous", "the ids have to be given from now on"
        life.ids = made["tenant"]
    again = life.run()
    assert not again.get("failed"), again["msg"]
    assert sure(again, life.switches) == []
    world.settle()
    if life.switches.data_center_duplicate == "refuse":
        assert not again["changed"]
    assert (world.state(), files(life.folder)) == (state, kept)

    foretold = life.run(check=True, state="absent")
    assert not foretold.get("failed"), foretold["msg"]
    assert life.wrote(foretold) == [] and (world.state(), files(life.folder)) == (state, kept)
    gone = life.run(state="absent")
    world.settle()
    if life.switches.contact_center_delete == "refuse" and not_offered(life.switches.setting_delete):
        assert gone["failure"]["code"] == "not_offered" and gone["failure"]["part"] == "contact center %s" % CCID
        assert gone["changed"] and story(gone)[-1][1] == "setting cors-origins /" and gone["left_over"]
        return
    assert not gone.get("failed"), gone["msg"]
    expected = [
        step
        for step in story(foretold)
        if not (step[0] == "tenant" and not_offered(life.switches.tenant_delete))
        and not (step[0] == "service connection" and not_offered(life.switches.service_delete))
    ]
    assert story(gone) == expected
    left = world.state()
    assert [client["client_id"] for client in left["clients"]] == [CLIENT], "it is the vendor's"
    assert not (left["environments"] or left["contact_centers"])
    # The record of the key, which holds no key, stays as long as the tenant of Digital Channels.
    record = {".t100.key.tenant"} if not_offered(life.switches.tenant_delete) else set()
    assert [row["clientid"] for row in left["database"]["nex_gapis"]] == [CLIENT], "it is of the vendor's client"
    assert set(files(life.folder)) == {CLIENT + ".secret", ".%s.secret.client" % CLIENT} | record
    assert len(left["data_centers"]) == 1, "they belong to the platform"
    refused = [one for one in gone["stays"] if one["code"] == "not_offered"]
    assert len(refused) == len(story(foretold)) - len(story(gone)) and foretold["stays"] == [
        one
        for one in gone["stays"]
        if one not in refused and one["code"] != "tenant_stays"  # which follows from a refusal
    ]
    assert gone["teardown_document"] == foretold["teardown_document"] != ""

    twice = life.run(state="absent")
    assert not twice.get("failed") and not twice["changed"] and not twice["teardown_document"], twice.get("msg")
    assert world.state() == left
