# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles over a platform that chooses the ids, with and without a folder for the state; and what they refuse before the first write."""

from __future__ import annotations

import json

import pytest

from emulator import server
from integration.support.http_samples import CENTER, ENVIRONMENT
from integration.support.sample import CCID, OFFERED, OTHER_ID
from integration.support.tenant_sample import document

NIGHTLY = pytest.mark.nightly
CHOSEN = dict(OFFERED, server_chosen_ids=True)
WAYS = {"roles": (), "one task": ("-e", "genesys_one_task=true"), "module": ("-e", "cxops_genesys_in_process=false")}
EACH_WAY = [way if way == "roles" else pytest.param(way, marks=NIGHTLY) for way in WAYS]


class Operator:
    """Runs the shipped playbooks for one tenant."""

    def __init__(self, world, playbooks):
        self.world, self.playbooks = world, playbooks
        self.state = playbooks.folder / "state"
        self.tenant = dict(document(world), genesys_state_dir=str(self.state))
        self.env = dict(world.emulator.env, **(world.database.env if world.database else {}))
        world.canaries |= {"Canary-configuration", "Canary-external"}

    def __call__(self, playbook, *arguments, **changes):
        self.world.clear_log()
        inventory = self.playbooks.folder / "inventory.json"
        python = {"ansible_python_interpreter": "{{ ansible_playbook_python }}"}
        inventory.write_text(json.dumps({"all": {"hosts": {"acme": dict(self.tenant, **changes)}, "vars": python}}))
        words = ("-i", str(inventory), "-e", "genesys_confirm_teardown=acme", *arguments)
        return self.playbooks.play("cxops.genesys." + playbook, *words, warnings=True, env=self.env)


@pytest.fixture
def operator(world, playbooks):
    return Operator(world, playbooks)


def done(play, changed=None):
    assert play.code == 0, play.output[-3000:]
    assert changed is None or play.changed == changed, play.output[-3000:]
    return play


@pytest.mark.parametrize("way", EACH_WAY)
def test_the_roles_find_the_chosen_ids_again(world, operator, way):
    words = WAYS[way]
    world.control.switches(CHOSEN)
    done(operator("provision", "--check", *words))
    assert not operator.state.exists() and world.writes() == []
    made = done(operator("provision", *words))
    state = world.state()
    environment, center = state["environments"][0]["id"], state["contact_centers"][0]["id"]
    assert "tenant_contact_center: {id: %s}" % center in " ".join(made.output.split())
    (path,) = operator.state.glob("*.*")
    assert path.stat().st_mode & 0o777 == 0o600
    content = json.loads(path.read_text())
    assert (content["environment_id"], content["contact_center_id"]) == (environment, center)
    assert "From now on" not in made.output and "The state file %s remembers it" % path in " ".join(made.output.split())
    again = done(operator("provision", *words), changed=0)
    assert "From now on" not in again.output and "The state file" not in again.output and world.state() == state
    if way == "roles":
        given = {"tenant_cors_origins": ["https://new.example.com"]}
        assert done(operator("provision", "--tags", "cors", *words, **given), changed=1)
        given = {"digital_channels_chat_service_uri": "https://chat.example.com"}
        assert done(operator("provision", "--tags", "chat", *words, **given), changed=1)
        done(operator("provision", "--skip-tags", "tenant,chat", *words), changed=0)
    assert {row["contactCenterId"] for row in world.state()["settings"]} == {center}
    assert [tenant["id"] for tenant in world.state()["tenants"]] == [center]
    done(operator("provision", *words))
    done(operator("verify", *words))
    done(operator("teardown", "--check", *words))
    assert world.writes() == [] and path.exists()
    down = done(operator("teardown", *words))
    left = world.state()
    assert not (left["environments"] or left["contact_centers"] or left["tenants"] or left["services"]), down.output
    assert list(operator.state.glob("*.*")) == []


@pytest.mark.parametrize("way", EACH_WAY)
def test_without_the_file_nothing_is_written_and_the_lines_do_it(world, operator, way):
    world.control.switches(CHOSEN)
    done(operator("provision", *WAYS[way]))
    (path,) = operator.state.glob("*.*")
    path.unlink()
    before = world.state()
    environment, center = before["environments"][0]["id"], before["contact_centers"][0]["id"]
    changed = [{"client_id": "new_client", "client_secret": "Canary-external"}]  # would be written first
    operator.tenant["auth_clients_list"] = [*operator.tenant["auth_clients_list"], *changed]
    refused = operator("provision", *WAYS[way])
    assert refused.code == 2 and "'tenant_environment: {id: %s}'" % environment in refused.output
    operator.tenant["tenant_environment"] = dict(operator.tenant["tenant_environment"], id=environment, app_name="New")
    refused = operator("provision", *WAYS[way])
    assert refused.code == 2 and "'tenant_contact_center: {id: %s}'" % center in refused.output
    assert world.writes() == [] and world.state() == before
    operator.tenant["tenant_contact_center"] = dict(operator.tenant["tenant_contact_center"], id=center)
    done(operator("provision", *WAYS[way]), changed=1 if way == "one task" else 2)
    assert len(world.state()["environments"]) == len(world.state()["contact_centers"]) == 1


ROLE = {"name": "The tenant", "ansible.builtin.import_role": {"name": "cxops.genesys.tenant"}}


@pytest.mark.parametrize("world", [False], indirect=True)
@pytest.mark.parametrize(
    "arguments",
    [(), pytest.param(("--check",), marks=NIGHTLY), pytest.param(("--skip-tags", "data_centers"), marks=NIGHTLY)],
)
def test_the_role_looks_at_the_contact_center_before_it_writes_the_environment(world, playbooks, arguments):
    """The environment would be changed, and then the contact center refused."""
    world.control.switches(OFFERED)
    world.control.seed(environments=[ENVIRONMENT], contact_centers=[dict(CENTER, id=OTHER_ID)])
    before = world.state()
    given = {name: value for name, value in document(world).items() if name.startswith("tenant_")}
    more = {"connection": "local", "warnings": True, "env": world.emulator.env}
    refused = playbooks.run([ROLE], *arguments, vars=given, **more)
    assert refused.code == 2 and "'tenant_contact_center: {id: %s}'" % OTHER_ID in refused.output
    assert world.writes() == [] and world.state() == before
    if not arguments:
        only = playbooks.run([ROLE], "--tags", "data_centers", vars=given, **more)
        assert only.code == 0 and {entry["path"] for entry in world.log()} >= {"/environment/v3/data-centers"}
        assert not [entry for entry in world.writes() if "data-centers" not in entry["path"]]


@pytest.mark.parametrize("world", [False], indirect=True)
def test_the_same_id_on_two_platforms_in_one_run(world, playbooks):
    """One host, one tenant id, two platforms that choose the ids: each role writes to its own platform's objects."""
    with server.start() as other:
        state = playbooks.folder / "state"
        given = {
            name: value
            for name, value in document(world).items()
            if name in ("tenant_id", "tenant_environment", "tenant_contact_center", "tenant_cors_origins")
        }
        given.update(digital_channels_chat_service_uri="https://chat.example.com", cxops_genesys_variables=True)
        world.canaries.add("Canary-configuration")
        platforms = {"one": world.emulator, "two": other}
        for emulator in platforms.values():
            emulator.control.switches(CHOSEN)

        def role(name, platform, entry="main"):
            url = platforms[platform].url
            return {
                "name": "%s %s" % (name, platform),
                "ansible.builtin.import_role": {"name": "cxops.genesys." + name, "tasks_from": entry},
                "vars": {"genesys_auth_url": url, "genesys_environment_url": url},
            }

        def play(*tasks, state_dir="", arguments=()):
            variables = dict(
                given, genesys_state_dir=state_dir, ansible_python_interpreter="{{ ansible_playbook_python }}"
            )
            more = {"connection": "local", "warnings": True, "env": world.emulator.env}
            return playbooks.run(list(tasks), *arguments, vars=variables, **more)

        order = [("tenant", "one"), ("digital_channels", "one"), ("tenant", "two"), ("digital_channels", "two")]
        done(play(*(role(*each) for each in order)))
        centers = {}
        for name, emulator in platforms.items():
            found = emulator.control.state()
            (centers[name],) = [one["id"] for one in found["contact_centers"]]
            assert {row["contactCenterId"] for row in found["settings"]} == {centers[name]}
            assert len(found["settings"]) == 2 and len(found["environments"]) == 1
            emulator.control.reset()
            emulator.control.switches(CHOSEN)
        assert centers["one"] != centers["two"]

        refused = play(role("tenant", "one"), role("tenant", "two"), role("digital_channels", "one"))
        assert refused.code == 2 and "There is no contact center " + CCID in refused.output, "not that of the other one"
        for emulator in platforms.values():
            emulator.control.reset()
            emulator.control.switches(CHOSEN)

        order = [order[number] for number in (0, 2, 1, 3)]
        done(play(*(role(*each) for each in order), state_dir=str(state)))
        assert len(list(state.glob("*.*"))) == 2
        done(play(*(role(*each) for each in order[::-1]), state_dir=str(state)), changed=0)
        before = platforms["one"].control.state()
        down = [role("digital_channels", "two", "teardown"), role("tenant", "two", "teardown")]
        done(play(*down, state_dir=str(state), arguments=("-e", "genesys_confirm_teardown=" + CCID)))
        assert platforms["one"].control.state() == before and not platforms["two"].control.state()["contact_centers"]
        (left,) = state.glob("*.*")
        assert json.loads(left.read_text())["environment_url"] == platforms["one"].url
