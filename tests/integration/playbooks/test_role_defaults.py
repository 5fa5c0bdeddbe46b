# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles in a play with module_defaults: what is declared goes before the defaults of a module, and those before the defaults of its group."""

from __future__ import annotations

import pytest

from emulator import defaults
from integration.support.sample import CCID, OFFERED
from integration.support.tenant_sample import connection, document

pytestmark = pytest.mark.matrix
PLATFORM = ("auth_client", "environment", "contact_center", "data_center", "setting", "token")
NOWHERE = "http://127.0.0.1:9"


def role(name, entry="main"):
    return {"name": name, "ansible.builtin.import_role": {"name": "cxops.genesys." + name, "tasks_from": entry}}


def test_defaults_of_the_play_count_in_the_roles_of_a_tenant(world, playbooks):
    """The group's URLs lead nowhere, so that the defaults of each module are needed; the omitted description is not the item's."""
    right = connection(world)
    password = right.pop("auth_password")
    world.canaries.add(defaults.OPS_PASSWORD)
    http = {name: right[name] for name in ("auth_url", "environment_url")}
    by_name = {"cxops.genesys.genesys_" + name: dict(http) for name in PLATFORM}
    by_name["cxops.genesys.genesys_auth_client"].update(access_token_expiration_timeout=600, description="of the play")
    by_name["cxops.genesys.genesys_data_center"].update(entry_point="https://of-the-play.example.com")
    by_name["cxops.genesys.genesys_setting"].update(shared=True)
    by_name["cxops.genesys.nexus_gapi_db"] = dict(http, region="of the play", login_port=right["login_port"])
    for name in ("service", "tenant"):
        by_name["cxops.genesys.nexus_" + name] = dict(
            http, nexus_url=world.emulator.url, login_port=right["login_port"]
        )
    by_name["cxops.genesys.nexus_tenant"].update(genesys_tenant_id=7)
    by_name["cxops.genesys.genesys_tenant"] = dict(by_name["cxops.genesys.nexus_service"])  # by which a role may verify
    group = {name: value for name, value in right.items() if name in ("auth_username", "retries", "timeout")}
    nexus = {name: value for name, value in right.items() if name.startswith("login_") or name == "ssl_mode"}
    play_defaults = {
        "group/cxops.genesys.genesys": dict(group, auth_password=password, auth_url=NOWHERE, environment_url=NOWHERE),
        "group/cxops.genesys.nexus": dict(nexus, nexus_url=NOWHERE, login_port=9),
        **by_name,
    }
    given = document(world)
    given["auth_clients_list"][0]["access_token_expiration_timeout"] = 700
    given["tenant_data_centers"].append({"location": "/usw2"})
    given["tenant_settings"][0]["shared"] = False
    roles = ("auth_clients", "tenant", "digital_channels")

    def play(*entry):
        return playbooks.run(
            [role(name, *entry) for name in roles],
            defaults=play_defaults,
            warnings=True,
            connection="local",
            vars=dict(given, ansible_python_interpreter="{{ ansible_playbook_python }}"),
        )

    done = play()
    assert done.code == 0, done.output[-3000:]
    assert "unsafe" not in done.output.lower()
    state = world.state()
    clients = {one["client_id"]: one for one in state["clients"]}
    assert [one["accessTokenExpirationTimeout"] for _id, one in sorted(clients.items())] == [700, 600]
    assert [one["description"] for _id, one in sorted(clients.items())] == ["of the play", "first"]
    centers = {one["location"]: one for one in state["data_centers"]}
    assert centers["/usw1"] != centers["/usw2"]
    shared = {one["name"]: one["shared"] for one in state["settings"]}
    assert (shared["some-setting"], shared["a-list"]) == (False, True)
    assert [row["region"] for row in state["database"]["nex_gapis"]] == ["of the play"]
    assert [one["genesysenantid"] for one in state["tenants"]] == [7] and state["tenants"][0]["id"] == CCID

    again = play()
    assert (again.code, again.changed) == (0, 0), again.output[-3000:]
    verified = play("verify")
    assert verified.code == 0, [line for line in verified.output.splitlines() if "fatal" in line or "failed" in line]
    assert world.state() == state


@pytest.mark.parametrize("world", [False], indirect=True)
def test_defaults_of_the_play_count_in_the_role_of_genesys_cloud(world, playbooks):
    world.canaries.add(defaults.CLOUD_CLIENT_SECRET)
    right = world.cloud
    client = {
        "authorized_grant_type": "CODE",
        "registered_redirect_uris": ["https://x.example.com"],
        "scopes": ["users"],
    }
    given = {
        "cloud_oauth_clients_list": [
            dict(client, name="one"),
            dict(client, name="two", access_token_validity_seconds=700),
        ],
        "cloud_oauth_clients_secret_dir": str(playbooks.folder / "secrets"),
        "cloud_oauth_clients_confirm_delete": True,
    }
    hosts = {"cloud_api_url": NOWHERE, "cloud_login_url": NOWHERE}
    play_defaults = {
        "group/cxops.genesys.genesys_cloud": dict(right, **hosts),
        "cxops.genesys.genesys_cloud_oauth_client": {
            "cloud_api_url": right["cloud_api_url"],
            "cloud_login_url": right["cloud_login_url"],
            "access_token_validity_seconds": 600,
            "description": "of the play",
        },
    }

    def play(*entry):
        role_task = role("cloud_oauth_clients", *entry)
        return playbooks.run([role_task], defaults=play_defaults, warnings=True, connection="local", vars=given)

    for _twice in range(2):
        done = play()
        assert done.code == 0, done.output[-3000:]
    assert done.changed == 0
    made = {one["name"]: one for one in world.state()["cloud"]["clients"]}
    validity = [made[name]["accessTokenValiditySeconds"] for name in ("one", "two")]
    assert (validity, made["one"]["description"]) == ([600, 700], "of the play")
    assert play("verify").code == 0
    down = play("teardown")
    assert down.code == 0, down.output[-3000:]


STEERED = {
    "a contact center": ("tenant", "main", {"cxops.genesys.genesys_contact_center": {"state": "absent"}}),
    "an API client": ("auth_clients", "main", {"cxops.genesys.genesys_auth_client": {"state": "absent"}}),
    "a group": ("provision_tenant", "main", {"group/cxops.genesys.genesys": {"state": "absent"}}),
    "a document that only validates": (
        "provision_tenant",
        "document",
        {"cxops.genesys.genesys_tenant": {"validate_only": True}},
    ),
    "a role that only finds": ("provision_tenant", "main", {"cxops.genesys.genesys_tenant": {"find_only": True}}),
}


@pytest.mark.parametrize("name", STEERED)
def test_defaults_of_the_play_do_not_change_what_a_role_does(world, playbooks, name):
    named, entry, play_defaults = STEERED[name]
    world.control.switches(OFFERED)
    made = world.run("genesys_tenant", **connection(world), **document(world))
    assert not made.get("failed"), made.get("msg")
    before = world.state()
    world.clear_log()
    env = dict(world.emulator.env, **world.database.env)
    more = dict(document(world), ansible_python_interpreter="{{ ansible_playbook_python }}")
    refused = playbooks.run(
        [role(named, entry)], defaults=play_defaults, connection="local", warnings=True, env=env, vars=more
    )
    ((option, _value),) = next(iter(play_defaults.values())).items()
    said = " ".join(refused.output.split())
    assert refused.code == 2 and "module_defaults give %s for" % option in said, refused.output[-3000:]
    assert world.log() == [] and world.state() == before
