# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The collection's own playbooks, as an operator runs them over an inventory: provision, verify, teardown."""

from __future__ import annotations

from pathlib import Path

import pytest

from emulator import defaults

pytestmark = pytest.mark.matrix
INVENTORY = Path(__file__).resolve().parents[3] / "tools" / "demo" / "inventory.yml"
CONFIRMED = ("-e", "genesys_confirm_teardown=acme")


class Operator:
    """Runs the playbooks over the demo's inventory, with everything visible that Ansible can show."""

    def __init__(self, world, playbooks, folder):
        self.world, self.playbooks, self.folder = world, playbooks, folder
        world.canaries |= {defaults.OPS_PASSWORD, defaults.PERSON_PASSWORD, defaults.CLUSTER_API_KEY, "demo-Passw0rd"}
        self.env = dict(world.emulator.env, **world.database.env, CXOPS_DEMO_FOLDER=str(folder))

    def __call__(self, playbook, *arguments):
        """Play it, and look for the secrets that exist by then."""
        self.world.clear_log()
        words = ("cxops.genesys." + playbook, "-i", str(INVENTORY), "-vvv", *arguments)
        made = self.playbooks.play(*words, warnings=True, env=self.env, timeout=300)
        for path in (self.folder / "secrets").glob("*"):
            assert path.stat().st_mode & 0o077 == 0
            if path.suffix != ".conf":
                assert path.read_text().strip() not in made.output, path.name
        return made


@pytest.fixture
def operator(world, playbooks, tmp_path):
    return Operator(world, playbooks, tmp_path / "operator")


def changes(made):
    """(task, title, what comes out) of every change of a service."""
    return [
        (task, item["diff"]["after_header"], item["diff"]["after"])
        for task, result in made.results
        for item in result.get("results", [result])
        if item.get("changed") and isinstance(item.get("diff"), dict) and "after_header" in item["diff"]
    ]


def summed_up(made):
    """What the summary tells of the only tenant."""
    (tenant,) = made["Summary"]["summary"]["tenants"]
    return tenant


def test_check_foretells_provisioning_which_is_verified_and_taken_down(world, operator):
    empty = world.state()
    foretold = operator("provision", "--check", "--diff")
    assert foretold.code == 0, foretold.output[-3000:]
    assert world.writes() == [] and world.state() == empty

    done = operator("provision", "--diff")
    assert done.code == 0, done.output[-3000:]
    assert changes(done) == changes(foretold)
    told = summed_up(done)
    assert len(told["created"]) == len(changes(done)) and told["unchanged"] == []
    assert [one["name"].split()[0] for one in told["new_secrets"]] == ["API", "API", "tenant"]
    assert {one["file"] for one in told["new_secrets"]} < {
        str(path) for path in (operator.folder / "secrets").iterdir()
    }
    assert told["by_hand"][0].startswith("Restart Nexus: ") and "acme.designer_env.conf" in told["by_hand"][1]
    by_hand = [
        text.replace("will hold", "holds").replace("and say how", "and says how")
        for text in summed_up(foretold)["by_hand"]
    ]
    assert dict(summed_up(foretold), files=[], by_hand=by_hand) == dict(told, files=[])
    assert len(changes(done)) == len(world.writes()) + len(world.state()["database"]["nex_gapis"])

    before = world.state()
    again = operator("provision")
    assert (again.code, again.changed) == (0, 0)
    seen, unseen = summed_up(again)["unchanged"], summed_up(again)["not_looked_at"]
    assert (sorted(seen + unseen), summed_up(again)["new_secrets"]) == (sorted(told["created"]), [])
    assert unseen == [one for one in told["created"] if one.split()[0] in ("data", "service")]
    assert summed_up(again)["by_hand"] == []
    assert operator("verify").code == 0
    assert [entry for entry in world.writes() if entry["status"] == 200] == [] and world.state() == before

    down = operator("teardown", *CONFIRMED)
    assert down.code == 0, down.output[-3000:]
    assert set(summed_up(down)["deleted"]) < set(told["created"]) and summed_up(down)["stays"]
    left = world.state()
    assert not (left["environments"] or left["contact_centers"])
    assert {client["client_id"] for client in left["clients"]} == {"external_api_client", "nexus_client"}, (
        "the vendor's"
    )
    assert len(left["database"]["nex_gapis"]) == 1, "its item does not say that no other tenant uses it"
    twice = operator("teardown", *CONFIRMED)
    assert (twice.code, twice.changed) == (0, 0)


def test_verify_names_what_is_not_as_declared(world, operator):
    assert operator("provision").code == 0
    with world.store.lock:
        world.store.settings.rows.clear()
    drifted = operator("verify")
    assert drifted.code == 2
    assert "setting cors-origins /: does not exist" in drifted.output
    assert world.writes() == []
