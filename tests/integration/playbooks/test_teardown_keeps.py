# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a teardown by playbook and roles keeps: one document for a run, what other hosts declare, and one list of what stays."""

from __future__ import annotations

import json
import re

import pytest

from integration.support.sample import CCID, OFFERED, OTHER_ID
from integration.support.tenant_sample import CLIENT, OWN_CLIENT, RESTORE, connection, document

NIGHTLY = pytest.mark.nightly
ONE_TASK = ("-e", "genesys_one_task=true")
WAYS = {"roles": (), "one task": ONE_TASK, "module": (*ONE_TASK, "-e", "cxops_genesys_in_process=false")}
EACH_WAY = ["roles", "one task", pytest.param("module", marks=NIGHTLY)]
PYTHON = {"ansible_python_interpreter": "{{ ansible_playbook_python }}"}
HOSTILE = "{{ lookup('pipe', 'touch %s') }}"


class Owner:
    """Two tenants of one platform as hosts of an inventory, of which acme is there."""

    def __init__(self, world, playbooks):
        self.world, self.playbooks = world, playbooks
        self.env = dict(world.emulator.env, **world.database.env)
        self.folder = playbooks.folder / "kept"
        world.control.switches(OFFERED)
        self.hosts = {"acme": document(world), "beta": {"tenant_id": OTHER_ID}}
        self.everybody = dict(PYTHON, genesys_teardown_dir=str(self.folder), genesys_summary=False)
        made = world.run("genesys_tenant", **connection(world), **self.hosts["acme"])
        assert not made.get("failed"), made.get("msg")

    def __call__(self, playbook, *arguments):
        """Run a playbook of the collection for acme; the log holds its requests alone."""
        return self._play(lambda words: self.playbooks.play(playbook, *words, warnings=True, env=self.env), *arguments)

    def role(self, name, *arguments):
        """Run a role's teardown in somebody's own play."""
        task = {"ansible.builtin.import_role": {"name": "cxops.genesys." + name, "tasks_from": "teardown"}}
        return self._play(
            lambda words: self.playbooks.run(
                [task], *words, hosts="all", connection="local", warnings=True, env=self.env
            ),
            *arguments,
        )

    def _play(self, run, *arguments):
        self.world.clear_log()
        inventory = self.playbooks.folder / "inventory.json"
        inventory.write_text(json.dumps({"all": {"hosts": self.hosts, "vars": self.everybody}}))
        made = run(("-i", str(inventory), "--limit", "acme", "-e", "genesys_confirm_teardown=acme", *arguments))
        assert made.code == 0, made.output[-3000:]
        return made

    def documents(self):
        """The files in the folder of documents."""
        return sorted(self.folder.iterdir()) if self.folder.exists() else []


@pytest.fixture
def owner(world, playbooks):
    return Owner(world, playbooks)


def shown(made):
    """What the last task shows."""
    said = re.findall(
        r'^TASK \[[^\n]*Show what is left\][^\n]*\n(?:ok|skipping): \[acme\](?: => \{\n    "msg": (\[.*?\n    \]))?',
        made.output,
        re.M | re.S,
    )
    return json.loads([text for text in said if text][-1])


def comparable(world):
    """All that is provisioned, without what is made anew each time."""
    made = ("createdAt", "created", "encrypted_client_secret", "xapikey", "token", "nex_apikeys")

    def of(value):
        if isinstance(value, dict):
            return {name: of(one) for name, one in value.items() if name not in made}
        return sorted(map(of, value), key=repr) if isinstance(value, list) else value

    return of(world.state())


def test_one_document_and_one_list_for_a_run_and_provision_makes_it_again(world, owner, tmp_path):
    """Whichever way: the list and the document are the same."""
    never = tmp_path / "never"
    with world.store.lock:
        world.store.clients[OWN_CLIENT]["description"] = HOSTILE % never
    before, lists, texts = comparable(world), {}, {}
    restore = tmp_path / "restore.json"
    restore.write_text(json.dumps(RESTORE))
    for way in ("roles", "one task"):
        foretold = owner("cxops.genesys.teardown", "--check", *WAYS[way])
        assert comparable(world) == before and len(owner.documents()) == len(texts)
        down = owner("cxops.genesys.teardown", *WAYS[way])
        (path,) = set(owner.documents()) - {text[0] for text in texts.values()}
        assert path.stat().st_mode & 0o777 == 0o600
        texts[way] = (path, re.sub(r"# (Kept|Run): .*", "", path.read_text()))
        *lists[way], note = shown(down)
        assert note == "What was there is kept in %s. It is a file of variables, to be applied again." % path
        assert shown(foretold)[-1] == note.replace("is kept", "would be kept")
        assert set(shown(foretold)[:-1]) == set(lists[way])
        again = owner("cxops.genesys.teardown", *WAYS[way])
        assert again.changed == 0 and len(owner.documents()) == len(texts)
        back = owner("cxops.genesys.provision", "-e", "@%s" % path, "-e", "@%s" % restore, *WAYS[way])
        assert back.changed and comparable(world) == before
    assert sorted(lists["roles"]) == sorted(lists["one task"]) and texts["roles"][1] == texts["one task"][1]
    assert any("nexus_client stays" in text for text in lists["roles"]) and not never.exists()


@pytest.mark.parametrize("way", EACH_WAY)
def test_what_another_host_of_the_inventory_declares_stays(world, owner, way):
    """Of the item only its name is evaluated; a host whose list cannot be evaluated counts as declaring it."""
    secret = "{{ lookup('pipe', 'touch %s/never') }}" % owner.playbooks.folder
    row = {
        "url": "https://own.example.com",
        "client_id": OWN_CLIENT,
        "client_secret": "Canary-external",
        "shared": False,
    }
    owner.hosts["acme"]["digital_channels_gapis"].append(row)
    world.run("genesys_tenant", **connection(world), **owner.hosts["acme"], parts=["gapis"])
    owner.hosts["beta"].update(
        auth_clients_list=[{"client_id": OWN_CLIENT, "client_secret": secret}],
        digital_channels_gapis="{{ nothing_of_that_name }}",
    )
    down = owner("cxops.genesys.teardown", *WAYS[way])
    assert sum("the host beta declares it, too" in text for text in shown(down)) == 2
    state = world.state()
    assert {client["client_id"] for client in state["clients"]} == {OWN_CLIENT, CLIENT}
    assert len(state["database"]["nex_gapis"]) == 2 and state["contact_centers"] == []
    assert not (owner.playbooks.folder / "never").exists()


@pytest.mark.parametrize("way", EACH_WAY)
def test_the_contact_center_of_another_host_is_refused_and_its_environment_stays(world, owner, way):
    """Of beta's environment only the id is evaluated."""
    password = "{{ lookup('pipe', 'touch %s/never') }}" % owner.playbooks.folder
    owner.hosts["beta"]["tenant_contact_center"] = {"id": CCID}
    before, by_id = (
        world.state(),
        ("-e", "genesys_confirm_teardown=" + CCID),
    )  # a host's name is not enough where two have it
    for check in (("--check",), ()) if way == "roles" else ((),):
        with pytest.raises(AssertionError) as caught:
            owner("cxops.genesys.teardown", *check, *WAYS[way], *by_id)
        said = "host acme says tenant_id: %s, host beta says tenant_contact_center.id: %s" % (CCID, CCID)
        assert said in " ".join(str(caught.value).split())
        assert world.state() == before and world.writes() == []
    owner.hosts["beta"].update(tenant_contact_center={}, tenant_environment={"id": CCID, "password": password})
    foretold = owner("cxops.genesys.teardown", "--check", *WAYS[way])
    down = owner("cxops.genesys.teardown", *WAYS[way])
    for made in (foretold, down):
        assert sum("nvironment" in text and "the host beta declares it, too" in text for text in shown(made)) == 1
    state = world.state()
    assert state["contact_centers"] == [] and state["environments"] == before["environments"]
    assert not (owner.playbooks.folder / "never").exists()
    again = owner("cxops.genesys.teardown", *WAYS[way])
    assert again.changed == 0 and world.writes() == []


def test_an_extra_variable_that_makes_every_host_the_tenant_declares_nothing_for_others(world, owner):
    path = owner.playbooks.folder / "tenant.json"
    path.write_text(json.dumps(owner.hosts["acme"]))
    owner.hosts = {"acme": {}, "beta": {}}
    owner("cxops.genesys.teardown", *ONE_TASK, "-e", "@%s" % path, "-e", "genesys_confirm_teardown=" + CCID)
    assert [client["client_id"] for client in world.state()["clients"]] == [CLIENT]


ROLES = {"tenant": ("contact_centers", ()), "digital_channels": ("tenants", ()), "auth_clients": ("clients", (CLIENT,))}


@pytest.mark.parametrize(
    "role", [pytest.param(role, marks=() if role == "digital_channels" else NIGHTLY) for role in ROLES]
)
def test_a_role_of_its_own_keeps_its_parts_in_one_document(world, owner, role):
    kind, left = ROLES[role]
    down = owner.role(role)
    (path,) = owner.documents()
    assert shown(down)[-1].startswith("What was there is kept in %s" % path)
    assert [one.get("client_id") for one in world.state()[kind]] == list(left)
    text = path.read_text()
    for other, name in (
        ("tenant", "tenant_environment:"),
        ("digital_channels", "digital_channels_services:"),
        ("auth_clients", "auth_clients_list:"),
    ):
        assert ("\n" + name in text) is (other == role)


@NIGHTLY
@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        (("--tags", "cors"), {"tenant_cors_origins", "auth_clients_list"}),
        (("--skip-tags", "always"), {"tenant_cors_origins", "auth_clients_list"}),
        # the contact center goes with its settings
        (("--start-at-task", "Remove the data centers"), {"tenant_cors_origins", "auth_clients_list"}),
    ],
    ids=str,
)
def test_tags_do_not_take_the_document_away(world, owner, arguments, parts):
    """What is deleted stands in a document, if not in one for the whole run."""
    owner.role("provision_tenant", *arguments)
    texts = [path.read_text() for path in owner.documents()]
    assert parts == {
        part for part in ("tenant_cors_origins", "auth_clients_list") if any(part in text for text in texts)
    }
    assert len(texts) == 1 or "--tags" not in arguments, "a task that is left out cannot keep one for all others"


def test_a_password_that_is_a_word_of_the_path_makes_no_second_document(world, owner):
    """Results mask the path; the roles' later tasks know the document nevertheless."""
    owner.hosts["acme"]["tenant_environment"]["password"] = "kept"
    foretold = owner("cxops.genesys.teardown", "--check")
    down = owner("cxops.genesys.teardown")
    (path,) = owner.documents()
    text = path.read_text()
    assert all("\n%s:" % name in text for name in ("tenant_environment", "tenant_cors_origins", "auth_clients_list"))
    for made in (foretold, down):
        (note,) = [one for one in shown(made) if one.startswith("What was there")]
        assert str(path) not in note and "genesys_teardown_dir" in note
    assert world.state()["contact_centers"] == []


def test_the_folder_of_the_state_and_one_that_cannot_be_written_to(world, owner, tmp_path):
    owner.everybody = dict(PYTHON, genesys_state_dir=str(tmp_path / "state"))
    owner("cxops.genesys.teardown", "--tags", "cors")
    assert len(list((tmp_path / "state" / "teardown").iterdir())) == 1
    (tmp_path / "file").write_text("")
    owner.everybody = dict(PYTHON, genesys_teardown_dir=str(tmp_path / "file"))
    before = world.state()
    with pytest.raises(AssertionError, match="genesys_teardown_dir"):
        owner("cxops.genesys.teardown")
    assert world.state() == before and world.writes() == []
