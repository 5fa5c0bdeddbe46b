# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several ansible-playbook at the same time on one platform: tenants that have clients and rows in common, and one list for all."""

from __future__ import annotations

import uuid

import pytest

from emulator import defaults
from integration.support.http_samples import CENTER, ENVIRONMENT
from integration.support.sample import CCID
from integration.support.tenant_sample import CLIENT, OWN_CLIENT, document

from .players import Players, failed, overlapped
from .test_same_tenant import ONE_TASK, ROLES

LONG = pytest.mark.long
CONFIRMED = ("-e", "genesys_confirm_teardown=t0")
SHARED = (OWN_CLIENT, CLIENT)


def tenant(world, secrets, number):
    """The document of one tenant; the clients and the row of nex_gapis are those of the other tenants, too."""
    identity, name = str(uuid.UUID(int=number + 1)), "t%d" % number
    base = document(world, secrets)
    address = {"primary_address": "cfg-%s.example.com" % name, "primary_port": 8888, "locations": "/USW1"}
    return dict(
        base,
        tenant_id=identity,
        auth_clients_list=[dict(client, shared=True) for client in base["auth_clients_list"]],
        tenant_environment=dict(base["tenant_environment"], config_servers=[address]),
        tenant_contact_center={"domains": [name]},
        tenant_cors_origins=["https://%s.example.com" % name],
        digital_channels_gapis=[dict(row, shared=True) for row in base["digital_channels_gapis"]],
        digital_channels_tenant=dict(base["digital_channels_tenant"], name=name),
        digital_channels_api_key_file=str(secrets / (name + ".key")),
    )


def tenants_stand(world, secrets, numbers):
    """These tenants are there, each object once, what they share once for all; each stored secret works."""
    state = world.state()
    assert sorted(client["client_id"] for client in state["clients"]) == sorted(SHARED)
    identities = {str(uuid.UUID(int=number + 1)) for number in numbers}
    for kind, member in (("environments", "id"), ("contact_centers", "id"), ("services", "ccid")):
        assert sorted(one[member] for one in state[kind]) == sorted(identities), kind
    assert len(state["data_centers"]) == 1
    (row,) = state["database"]["nex_gapis"]
    secret = next(client["client_secret"] for client in state["clients"] if client["client_id"] == CLIENT)
    assert (secrets / (CLIENT + ".secret")).read_text().strip() == row["clientsecret"] == secret
    keys = {one["id"]: one["xapikey"] for one in state["tenants"]}
    for number in numbers:
        assert (secrets / ("t%d.key" % number)).read_text().strip() == keys[str(uuid.UUID(int=number + 1))]
    origins = {one["contactCenterId"]: one["value"] for one in state["settings"] if one["name"] == "cors-origins"}
    assert {origins[one] for one in identities} == {"https://t%d.example.com" % number for number in numbers}


@pytest.fixture
def secrets(world, tmp_path):
    world.canaries |= {defaults.OPS_PASSWORD, "Canary-configuration", "Canary-external"}
    return tmp_path / "secrets"


PARTIES = [
    pytest.param(2, [ONE_TASK], False, id="2 and a teardown, in one task"),
    *(
        pytest.param(number, ways, apart, id="%d and a teardown, %s%s" % (number, name, apart * ", apart"), marks=LONG)
        for number in (3, 7)
        for name, ways in (("roles", [ROLES]), ("both ways", [ROLES, ONE_TASK]))
        for apart in (False, True)
    ),
]


@pytest.mark.parametrize(("number", "ways", "apart"), PARTIES)
def test_tenants_come_while_another_goes(world, tmp_path, cases, long, secrets, number, ways, apart):
    """The one that goes leaves what the others share."""
    world.control.switches(tenant_get="on", tenant_delete="on", service_delete="on")
    names = ["t%d" % one for one in range(number + 1)]
    players = Players(world, tmp_path, names, apart, [secrets])
    parts = {
        name: ("provision", {name: tenant(world, secrets, one)}, *CONFIRMED, *ways[one % len(ways)])
        for one, name in enumerate(names)
    }
    first = players.start("t0", *parts["t0"])
    assert first.code == 0, failed(first)
    for what in ("POST .*/clients$", "DELETE .*/settings", "POST .*/environments$"):
        players.meet(what)
    with cases("together"):
        players.together(dict(parts, t0=("teardown", *parts["t0"][1:])))
        tenants_stand(world, secrets, range(1, number + 1))
    before = world.state()
    for name in ["t1", "t0"] if long else ["t1"]:
        with cases("%s again" % name):
            made = players.start(name, "teardown" if name == "t0" else "provision", *parts[name][1:])
            assert (made.code, made.changed) == (0, 0), failed(made)
            assert world.state() == before


STRATEGIES = ["linear", "free"]
FORKS = [
    pytest.param(4, "free", ONE_TASK, id="4 hosts, free, one task"),
    *(
        pytest.param(number, strategy, way, id="%d hosts, %s, %s" % (number, strategy, name), marks=LONG)
        for number in (8,)
        for strategy in STRATEGIES
        for name, way in (("roles", ROLES), ("one task", ONE_TASK))
    ),
]


@pytest.mark.parametrize(("number", "strategy", "way"), FORKS)
def test_forks_of_one_playbook(world, tmp_path, cases, secrets, number, strategy, way):
    """Each host is a tenant of the platform."""
    players = Players(world, tmp_path, ["all"], kept=[secrets])
    marks = ["mark-host-%02d" % one for one in range(number)]
    hosts = {"h%d" % one: dict(tenant(world, secrets, one), genesys_api_key=marks[one]) for one in range(number)}
    words = ("provision", hosts, "--forks", str(number), *way)
    world.clear_log()
    with cases("together"):
        made = players.start("all", *words, ANSIBLE_STRATEGY=strategy)
        assert made.code == 0, failed(made)
        tenants_stand(world, secrets, range(number))
        overlapped([entry["api_key"] for entry in world.log()], marks)
    before = world.state()
    with cases("again"):
        made = players.start("all", *words, ANSIBLE_STRATEGY=strategy)
        assert (made.code, made.changed) == (0, 0), failed(made)
        assert world.state() == before


OLD = ["https://old-%d.example.com" % number for number in range(16)]
LISTS = [
    pytest.param(4, True, id="4, machines apart"),
    *(
        pytest.param(number, apart, id="%d, %s, long" % (number, "apart" if apart else "one machine"), marks=LONG)
        for number in (2, 4, 8)
        for apart in (False, True)
        for _round in range(2)
    ),
]


@pytest.mark.parametrize(("number", "apart"), LISTS)
def test_one_list_and_one_row_for_all(world, tmp_path, cases, number, apart):
    """Each adds origins of its own and removes some that were there, one by one, and wants the same row of nex_gapis."""
    world.canaries |= {defaults.OPS_PASSWORD, "Canary-row"}
    row = {"contactCenterId": CCID, "name": "cors-origins", "location": "/", "shared": False, "value": ",".join(OLD)}
    world.control.seed(environments=[ENVIRONMENT], contact_centers=[CENTER], settings=[row])
    names = ["p%d" % one for one in range(number)]
    players = Players(world, tmp_path, names, apart)
    players.meet("POST .*/settings$")
    hosts = {"platform": {"row_secret": "Canary-row"}}
    parts, result = {}, set(OLD)
    for one, name in enumerate(names):
        own = ["https://%s-%d.example.com" % (name, part) for part in range(3)]
        gone = OLD[2 * one : 2 * one + 2]
        result = result - set(gone) | set(own)
        parts[name] = (players.tasks(name, list_tasks(own, gone)), hosts)
    with cases("together"):
        players.together(parts)
        (row,) = [one for one in world.state()["settings"] if one["name"] == "cors-origins"]
        members = row["value"].split(",")
        assert len(members) == len(set(members))
        assert set(members) == result, {"lost": result - set(members), "left": set(members) - result}
        assert len(world.state()["database"]["nex_gapis"]) == 1
    before = world.state()
    with cases("again"):
        made = players.start(names[0], *parts[names[0]])
        assert (made.code, made.changed) == (0, 0), failed(made)
        assert world.state() == before


def list_tasks(own, gone):
    """The tasks of one player."""

    def setting(values, mode):
        given = {"contact_center_id": CCID, "name": "cors-origins", "values": values, "list_mode": mode}
        return {"name": "%s %s" % (mode, values[0]), "cxops.genesys.genesys_setting": given}

    gapi = {"url": "https://gws.example.com", "client_id": CLIENT, "client_secret": "{{ row_secret }}"}
    return [
        setting(own[:1], "merge"),
        {"name": "the row", "cxops.genesys.nexus_gapi_db": gapi},
        setting(gone[:1], "remove"),
        setting(own[1:], "merge"),
        setting(gone[1:], "remove"),
    ]
