# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several ansible-playbook provision the same tenant at the same time, by roles and by one task."""

from __future__ import annotations

import pytest
import requests

from emulator import defaults
from integration.support.sample import OFFERED
from integration.support.tenant_sample import CLIENT, document

from .players import Players

ONE_TASK, ROLES = ("-e", "genesys_one_task=true"), ()
CREATIONS = ("POST .*/clients$", "POST .*/environments$", "POST .*/contact-centers$", "POST .*/settings$")
LONG = pytest.mark.long
# How many, how (in turn), on machines of their own, with the secrets in one folder, what the services offer.
PARTIES = [
    pytest.param(2, [ONE_TASK, ROLES], False, {}, id="2 by both ways", marks=pytest.mark.nightly),
    pytest.param(4, [ONE_TASK], True, OFFERED, id="4 in one task, machines apart, all offered"),
    *(
        pytest.param(number, ways, apart, switches, id=name % number, marks=LONG)
        for number in (2, 4, 8)
        for name, ways, apart, switches in (
            ("%d by roles", [ROLES], False, {}),
            ("%d in one task, apart", [ONE_TASK], True, {}),
            ("%d by both, all offered", [ONE_TASK, ROLES], False, OFFERED),
            ("%d by roles, apart, all offered", [ROLES], True, OFFERED),
        )
    ),
]


def secrets_work(world, folder):
    """Each file holds what the services take: the client's secret, the tenant's API key."""
    files = {path.name: path for path in folder.iterdir()}
    assert set(files) == {CLIENT + ".secret", ".%s.secret.client" % CLIENT, "t100.key", ".t100.key.tenant"}
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in files.values())
    secret = files[CLIENT + ".secret"].read_text().strip()
    url = world.emulator.url + "/auth/v3/oauth/token"
    answer = requests.post(url, {"grant_type": "client_credentials"}, auth=(CLIENT, secret), timeout=30)
    assert answer.status_code == 200, "the stored secret does not work"
    state = world.state()
    assert [row["clientsecret"] for row in state["database"]["nex_gapis"]] == [secret]
    (tenant,) = state["tenants"]
    assert files["t100.key"].read_text().strip() == tenant["xapikey"]
    assert [row["id"] for row in state["database"]["nex_apikeys"] if row["name"] == "t100"] == [tenant["xapikey"]]


def once(world, given):
    """Each object of the document is there once, and nothing else."""
    state = world.state()
    assert sorted(one["client_id"] for one in state["clients"]) == sorted(
        one["client_id"] for one in given["auth_clients_list"]
    )
    kinds = ("environments", "contact_centers", "data_centers", "services", "tenants")
    assert {kind: len(state[kind]) for kind in kinds} == dict.fromkeys(kinds, 1)
    assert len(state["database"]["nex_gapis"]) == 1
    (origins,) = [row["value"] for row in state["settings"] if row["name"] == "cors-origins"]
    assert sorted(origins.split(",")) == sorted(given["tenant_cors_origins"])
    assert sorted(row["name"] for row in state["settings"]) == sorted(
        ["cors-origins", "chat-service-uri", *(one["name"] for one in given["tenant_settings"])]
    )


@pytest.mark.parametrize(("number", "ways", "apart", "switches"), PARTIES)
def test_one_tenant_comes_out_and_no_secret_is_lost(world, tmp_path, cases, long, number, ways, apart, switches):
    world.control.switches(switches)
    world.canaries |= {defaults.OPS_PASSWORD, "Canary-configuration", "Canary-external"}
    secrets = tmp_path / "secrets"
    given = document(world, secrets)
    names = ["p%d" % one for one in range(number)]
    players = Players(world, tmp_path, names, apart, [secrets])
    for what in CREATIONS:
        players.meet(what)
    parts = {
        name: ("provision", {"acme": given}, *ways[index % len(ways)], "--forks", "1")
        for index, name in enumerate(names)
    }
    with cases("%d at once" % number):
        players.together(parts)
        once(world, given)
        secrets_work(world, secrets)
    before = world.state()
    for name in names[: len(ways) if long else 1]:
        with cases("%s again" % name):
            made = players.start(name, *parts[name])
            assert (made.code, made.changed) == (0, 0), [task for task, one in made.results if one.get("changed")]
            assert world.state() == before
