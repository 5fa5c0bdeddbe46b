# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A client of Digital Channels gets a new secret: the same run writes its row and uses it, by the roles and by the one task."""

from __future__ import annotations

import json

import pytest

from emulator import defaults
from integration.support.sample import OFFERED
from integration.support.tenant_sample import CLIENT, document


@pytest.mark.parametrize("way", [(), ("-e", "genesys_one_task=true")], ids=["roles", "one task"])
def test_the_row_gets_the_new_secret_in_the_same_run_and_check_mode_foretells_it(world, playbooks, tmp_path, way):
    world.control.switches(OFFERED)
    secrets = tmp_path / "secrets"
    variables = document(world, secrets)
    world.canaries |= {defaults.OPS_PASSWORD, "Canary-configuration", "Canary-external"}
    env = dict(world.emulator.env, **world.database.env)

    def provision(*arguments):
        inventory = tmp_path / "inventory.json"
        inventory.write_text(json.dumps({"all": {"hosts": {"acme": variables}}}))
        words = ("cxops.genesys.provision", "-i", str(inventory), "--diff", *way, *arguments)
        done = playbooks.play(*words, warnings=True, env=env, timeout=300)
        assert done.code == 0, done.output[-3000:]
        world.canaries.add((secrets / (CLIENT + ".secret")).read_text().strip())
        return done

    def changes(done):
        results = [item for _task, result in done.results for item in result.get("results", [result])]
        diffs = [item["diff"] for item in results if item.get("changed") and item.get("diff")]
        return [
            one for diff in diffs for one in (diff if isinstance(diff, list) else [diff]) if one.get("after_header")
        ]

    provision()
    old = (secrets / (CLIENT + ".secret")).read_text().strip()
    variables["auth_clients_list"][0]["regenerate_secret"] = "always"
    before = world.state()
    foretold = provision("--check")
    assert world.state() == before
    done = provision()
    assert changes(foretold) == changes(done)
    assert [one["after_header"].split()[0] for one in changes(done)] == ["API", "row"]
    new = (secrets / (CLIENT + ".secret")).read_text().strip()
    state = world.state()
    live = {one["client_id"]: one["client_secret"] for one in state["clients"]}
    assert live[CLIENT] == new != old and [row["clientsecret"] for row in state["database"]["nex_gapis"]] == [new]
    assert sorted(path.name for path in secrets.iterdir() if CLIENT in path.name) == [CLIENT + ".secret"]
    del variables["auth_clients_list"][0]["regenerate_secret"]
    assert provision().changed == 0
