# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A client of Digital Channels gets a new secret: the same run writes its row and uses it, by the roles and by the one task."""

from __future__ import annotations

import json

import pytest

from emulator import defaults
from integration.support.sample import OFFERED, SECRET
from integration.support.tenant_sample import CLIENT, connection, document


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
    assert "hold the old secret" not in foretold.output + done.output, "the run writes the only row"
    assert changes(foretold) == changes(done)
    assert [one["after_header"].split()[0] for one in changes(done)] == ["API", "row"]
    new = (secrets / (CLIENT + ".secret")).read_text().strip()
    state = world.state()
    live = {one["client_id"]: one["client_secret"] for one in state["clients"]}
    assert live[CLIENT] == new != old and [row["clientsecret"] for row in state["database"]["nex_gapis"]] == [new]
    assert sorted(path.name for path in secrets.iterdir() if CLIENT in path.name) == [
        ".%s.secret.client" % CLIENT,
        CLIENT + ".secret",
    ]
    del variables["auth_clients_list"][0]["regenerate_secret"]
    assert provision().changed == 0


def test_only_rows_that_the_run_does_not_write_are_named(world, tmp_path):
    """By check mode, too; a run without the rows names all of them."""
    world.control.switches(OFFERED)
    given = {**connection(world), **document(world, tmp_path / "secrets")}
    literal = {"url": "https://literal.example.com", "client_secret": SECRET, "shared": False}
    given["digital_channels_gapis"].append(literal)
    assert not world.run("genesys_tenant", **given).get("failed")
    world.emulator.app.database.add_gapi(
        {"url": "https://by-hand.example.com", "clientid": CLIENT, "clientsecret": "Canary-old"}
    )
    given["auth_clients_list"][0]["regenerate_secret"] = "always"
    own = given["digital_channels_gapis"][0]["url"]

    def named(check, **more):
        result = world.run("genesys_tenant", check, **given, **more)
        assert not result.get("failed"), result["msg"]
        return [text for text in result["warnings"] if "old secret" in text]

    for check in (True, False):
        (warning,) = named(check)
        assert "https://by-hand.example.com, https://literal.example.com." in warning and own + "," not in warning
        (warning,) = named(check, parts=["auth_clients"])
        assert own in warning, "a run without the rows leaves all of them"
