# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role provision_tenant and the module genesys_tenant from the same variables: the same state, the same files, nothing to do for the other."""

from __future__ import annotations

import json

import pytest

from emulator import defaults
from integration.support.http_samples import CENTER, ENVIRONMENT
from integration.support.sample import CCID, OFFERED, OTHER_ID, SECRET
from integration.support.tenant_sample import document

ONE_TASK = ("-e", "genesys_one_task=true")
WAYS = {"roles": (), "one task": ONE_TASK}
PYTHON = {"ansible_python_interpreter": "{{ ansible_playbook_python }}"}
# What a service, its database or a run makes anew each time.
MADE = ("createdAt", "created", "encrypted_client_secret", "client_secret", "clientsecret", "xapikey", "token")


class Operator:
    """Runs the collection's playbooks over an inventory of its own. Files with secrets are kept in ``secrets``."""

    def __init__(self, world, playbooks, folder):
        self.world, self.playbooks, self.folder = world, playbooks, folder
        self.secrets = folder / "secrets"
        self.hosts = {}
        self.env = dict(world.emulator.env, **world.database.env)
        world.canaries |= {defaults.OPS_PASSWORD, "Canary-configuration", "Canary-external"}

    def __call__(self, playbook, *arguments):
        """Play it; the log holds its requests alone."""
        self.world.clear_log()
        inventory = self.folder / "inventory.json"
        inventory.write_text(json.dumps({"all": {"hosts": self.hosts, "vars": PYTHON}}))
        words = ("cxops.genesys." + playbook, "-i", str(inventory), "-e", "genesys_confirm_teardown=acme", *arguments)
        made = self.playbooks.play(*words, warnings=True, env=self.env, timeout=300)
        for content in self.files().values():
            for secret in content if isinstance(content, set) else ():
                assert secret not in made.output
        return made

    def files(self):
        """Name to mode and number of lines, for the secrets in them are made anew each time."""
        found = self.secrets.glob("*") if self.secrets.exists() else ()
        return {
            path.name: (oct(path.stat().st_mode), [line.split("=")[0] for line in path.read_text().splitlines()[:-2]])
            for path in found
        }

    def forget(self):
        """The world and the operator's machine as new."""
        self.world.control.reset()
        for path in self.secrets.glob("*") if self.secrets.exists() else ():
            path.unlink()


@pytest.fixture
def operator(world, playbooks, tmp_path):
    made = Operator(world, playbooks, tmp_path)
    variables = document(world, made.secrets)
    variables["auth_clients_list"].append(
        {"client_id": "t100_other", "client_secret": "Canary-external"}
    )  # it stays, as it does not say otherwise
    variables["digital_channels_designer_env_file"] = str(made.secrets / "designer_env.conf")
    made.hosts = {"acme": variables}
    return made


def comparable(value):
    """The state without what is made anew each time."""
    if isinstance(value, dict):
        return {name: comparable(member) for name, member in value.items() if name not in MADE}
    if isinstance(value, list):
        return sorted((comparable(member) for member in value), key=lambda member: json.dumps(member, sort_keys=True))
    return value


def provisioned(world):
    """All that is provisioned, comparable; of the keys in the database only the names."""
    state = comparable(world.state())
    state["database"]["nex_apikeys"] = sorted(row["name"] for row in state["database"]["nex_apikeys"])
    return state


def registered(world):
    """The Tenant Service was faster."""
    world.control.seed(
        environments=[dict(ENVIRONMENT, id=CCID, password="Canary-configuration")],
        contact_centers=[dict(CENTER, id=CCID, environmentId=CCID)],
    )


START = {"nothing": (lambda world: None, {}), "registered": (registered, OFFERED)}


@pytest.mark.parametrize(
    "start", [pytest.param("nothing", marks=pytest.mark.apart), pytest.param("registered", marks=pytest.mark.nightly)]
)
def test_role_and_module_leave_the_same_and_find_nothing_to_change_after_each_other(world, operator, start):
    prepare, switches = START[start]
    states, kept, left = {}, {}, {}
    for way, other in (("roles", "one task"), ("one task", "roles")):
        operator.forget()
        world.control.switches(switches)
        prepare(world)
        before = world.state()
        foretold = operator("provision", "--check", "--diff", *WAYS[way])
        assert foretold.code == 0 and world.writes() == [] and world.state() == before, foretold.output[-2000:]
        done = operator("provision", "--diff", *WAYS[way])
        assert done.code == 0, done.output[-2000:]
        assert changes(foretold) == changes(done) != []
        states[way], kept[way] = provisioned(world), operator.files()

        exactly = world.state()
        again = operator("provision", *WAYS[other])
        assert (again.code, again.changed) == (0, 0), again.output[-2000:]
        assert operator("verify", *WAYS[other]).code == 0
        assert not [entry for entry in world.writes() if entry["status"] == 200] and world.state() == exactly
        assert operator.files() == kept[way]

        down = operator("teardown", *WAYS[way])
        assert down.code == 0, down.output[-2000:]
        left[way] = (provisioned(world), operator.files())
        for twice in WAYS.values():
            made = operator("teardown", *twice)
            assert (made.code, made.changed) == (0, 0), made.output[-2000:]
    assert states["roles"] == states["one task"]
    assert kept["roles"] == kept["one task"] and set(kept["roles"]) >= {"t100.key", "designer_env.conf"}
    assert left["roles"] == left["one task"]
    gone, files = left["roles"]
    assert bool(gone["tenants"]) is (start == "nothing"), "only where its deletion is offered does it go"
    record = {".t100.key.tenant"} if gone["tenants"] else set()
    assert set(files) == {"nexus_client.secret", ".nexus_client.secret.client"} | record, (
        "what stays keeps its record: the client, and the tenant of Digital Channels where it is still there"
    )
    assert [client["client_id"] for client in gone["clients"]] == ["nexus_client", "t100_other"]
    assert not (gone["environments"] or gone["contact_centers"])
    assert [row["clientid"] for row in gone["database"]["nex_gapis"]] == ["nexus_client"]


def changes(made):
    """What changed at the services, by the title of the object, and what came out."""
    found = []
    for _task, result in made.results:
        for item in result.get("results", [result]):
            diff = item.get("diff") if item.get("changed") else None
            found += [
                (one["after_header"], one["after"])
                for one in (diff if isinstance(diff, list) else [diff] if diff else [])
                if "after_header" in one and not str(one["after_header"]).startswith(("/", "dynamically", "file "))
            ]
    return found


@pytest.mark.parametrize("way", WAYS)
def test_what_one_way_has_made_the_other_takes_down(world, operator, way):
    other = next(name for name in WAYS if name != way)
    world.control.switches(OFFERED)
    assert operator("provision", *WAYS[way]).code == 0
    down = operator("teardown", *WAYS[other])
    assert down.code == 0, down.output[-2000:]
    state = world.state()
    assert not (state["environments"] or state["contact_centers"] or state["tenants"] or state["services"])
    assert set(operator.files()) == {"nexus_client.secret", ".nexus_client.secret.client"}


def test_verify_in_one_task_names_each_part_that_differs(world, operator):
    assert operator("provision", *ONE_TASK).code == 0
    with world.store.lock:
        world.store.settings.rows.clear()
    operator.hosts["acme"]["auth_clients_list"][1]["description"] = "another"
    operator.hosts["acme"]["auth_clients_list"].append({"client_id": "new", "client_secret": SECRET})
    drifted = operator("verify", *ONE_TASK)
    assert drifted.code == 2 and world.writes() == []
    for text in (
        "API client t100_client: description is first, declared another;",
        "API client new: does not exist.",
        "setting cors-origins /: does not exist.",
        "setting a-list /: does not exist.",
        "data center /usw1: not verified",
    ):
        assert text in drifted.output, text


def test_one_task_is_one_task_for_each_host_that_wants_no_file_for_designer_env(world, operator):
    servers = [{"primary_address": "plain.example.com"}]
    operator.hosts["plain"] = {
        "tenant_id": OTHER_ID,
        "tenant_environment": {**operator.hosts["acme"]["tenant_environment"], "config_servers": servers},
        "tenant_contact_center": {"domains": ["plain"]},
    }
    done = operator("provision", "--limit", "plain", *ONE_TASK)
    assert done.code == 0 and len(done.results) == 2 and "designer_env.conf" not in operator.files()
    both = operator("provision", "--forks", "1", *ONE_TASK)
    assert both.code == 0, both.output[-2000:]
    assert "designer_env.conf" in operator.files()
    assert "plain                      : ok=1    changed=0" in both.output


def test_what_is_wrong_with_the_variables_is_told_with_its_place(world, operator):
    operator.hosts["acme"]["auth_clients_list"][0]["redirect_uris"] = ["/callback"]
    operator.hosts["acme"]["tenant_environment"]["local_timeout"] = 0
    wrong = operator("provision", *ONE_TASK)
    assert wrong.code == 2 and world.log() == []
    assert "auth_clients_list[0].redirect_uris: the redirect URI" in wrong.output
    assert "tenant_environment.local_timeout: " in wrong.output
    operator.hosts["acme"]["auth_clients_list"][0]["redirekt"] = []
    unknown = operator("provision", *ONE_TASK)
    assert unknown.code == 2 and "redirekt" in unknown.output and world.log() == []


def test_the_module_process_does_the_same(world, operator):
    done = operator("provision", "-e", "cxops_genesys_in_process=false", *ONE_TASK)
    assert done.code == 0, done.output[-2000:]
    again = operator("provision", *ONE_TASK)
    assert (again.code, again.changed) == (0, 0)
    assert world.state()["tenants"][0]["id"] == CCID
