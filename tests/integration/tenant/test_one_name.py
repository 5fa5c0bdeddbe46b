# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two tenants whose tenants of Digital Channels have one name: the second one gets nothing of the first, and says so."""

from __future__ import annotations

import json

import pytest

from integration.support.sample import CCID, OTHER_ID
from integration.support.tenant_sample import connection, document

ALPHA, BETA = CCID, OTHER_ID
NAMES = {ALPHA: "tenant " + ALPHA, BETA: "tenant " + BETA}


class Two:
    """The documents of both, with a folder of secrets for each."""

    def __init__(self, world, folder):
        self.world = world
        self.folders = {ALPHA: folder / "alpha", BETA: folder / "beta"}

    def document(self, identity, **changes):
        given = document(self.world, self.folders[identity])
        if identity == BETA:
            given["tenant_id"] = BETA
            server = dict(given["tenant_environment"]["config_servers"][0], primary_address="beta.example.com")
            given["tenant_environment"] = dict(given["tenant_environment"], config_servers=[server])
            given["tenant_contact_center"] = {"domains": ["t200"]}
            secret = (self.folders[ALPHA] / "nexus_client.secret").read_text().strip()
            self.world.canaries.add(secret)
            given.update(auth_clients_list=[], digital_channels_client_secret=secret, tenant_data_centers=[])
            given["digital_channels_gapis"] = [dict(given["digital_channels_gapis"][0], shared=True)]
        return {**given, **changes}

    def run(self, identity, check=False, **changes):
        changed = self.document(identity, **changes)
        return self.world.run("genesys_tenant", check, **{**connection(self.world), **changed})

    def key(self, identity):
        path = self.folders[identity] / "t100.key"
        return path.read_text().strip() if path.exists() else None

    def keys(self):
        return {one["id"]: one["xapikey"] for one in self.world.state()["tenants"]}

    def nothing_of_alpha(self, before):
        """What the first one has at the services is as it was, and its key is nowhere in the second one's folder."""
        state, key = self.world.state(), self.key(ALPHA)
        for kind in ("tenants", "services", "settings", "contact_centers", "environments"):
            assert [one for one in before[kind] if one in state[kind]] == before[kind]
        assert all(key not in path.read_text() for path in self.folders[BETA].rglob("*") if path.is_file())


@pytest.fixture
def two(world, tmp_path):
    made = Two(world, tmp_path)
    result = made.run(ALPHA)
    assert not result.get("failed"), result["msg"]
    world.canaries.add(made.key(ALPHA))
    assert made.keys() == {ALPHA: made.key(ALPHA)}
    return made


def test_the_second_tenant_is_refused_before_its_first_write(two):
    before = two.world.state()
    told = [two.run(BETA, check) for check in (True, False)]
    for result in told:
        assert (result["failure"]["code"], result["failure"]["part"]) == ("unproven", "service connection PlatformUCS")
        assert "was made in this run" in result["msg"] and BETA in result["msg"] and "t100" in result["msg"]
    assert told[0]["failure"] == told[1]["failure"]
    assert two.world.state() == before and two.key(BETA) is None


def test_a_word_for_the_name_is_not_taken_for_a_new_contact_center(two):
    before = two.world.state()
    tenant = dict(two.document(BETA)["digital_channels_tenant"], adopt_by_name=True)
    assert two.run(BETA, digital_channels_tenant=tenant)["failure"]["code"] == "unproven"
    assert two.world.state() == before


def test_verify_says_that_the_tenant_is_not_verified(two):
    before = two.world.state()
    two.world.control.seed(
        environments=[{**before["environments"][0], "id": BETA}],
        contact_centers=[{**before["contact_centers"][0], "id": BETA, "environmentId": BETA, "domains": ["t200"]}],
    )
    checked = two.run(BETA, state="checked")
    for name in (NAMES[BETA], "service connection PlatformUCS"):
        (line,) = [line for line in checked["report"] if line.startswith(name + ": ")]
        assert "not verified, because " in line and "as declared" not in line
        assert name != NAMES[BETA] or "nex_apikeys holds a key named t100" in line
        assert name in [one["name"] for one in checked["not_verified"]]
        assert name not in [one["name"] for one in checked.get("differences", ())]
    assert "api_key" not in checked
    own = two.run(ALPHA, state="checked")
    (line,) = [line for line in own["report"] if line.startswith(NAMES[ALPHA] + ": ")]
    assert "as declared" in line


def test_verify_does_not_claim_a_file_whose_key_nobody_tells(two):
    two.world.control.switches(tenant_get="on_without_key")
    for path in two.folders[ALPHA].glob(".t100.key.tenant"):
        path.unlink()
    (two.folders[ALPHA] / "t100.key").write_text(BETA + "\n")
    checked = two.run(ALPHA, state="checked")
    (line,) = [line for line in checked["report"] if line.startswith(NAMES[ALPHA] + ": ")]
    assert "not verified, because nobody tells whether" in line


@pytest.mark.parametrize("column", ["tenant", "ccid"])
def test_with_a_column_that_tells_each_has_its_own(two, column):
    two.world.control.switches(apikey_column=column, tenant_delete="on", service_delete="on")
    two.world.database.query("UPDATE nex_apikeys SET %s = %%s WHERE name = 't100'" % column, (ALPHA,))
    before = two.world.state()
    foretold, made = two.run(BETA, True), two.run(BETA)
    assert not made.get("failed"), made["msg"]
    assert [one["name"] for one in foretold["resources"] if one["changed"]] == [
        one["name"] for one in made["resources"] if one["changed"]
    ]
    assert two.keys() == {ALPHA: two.key(ALPHA), BETA: two.key(BETA)} and len(set(two.keys().values())) == 2
    two.nothing_of_alpha(before)
    gone = two.run(BETA, state="absent")
    assert not gone.get("failed") and ALPHA in two.keys()
    again = two.run(BETA, state="absent")
    assert again["changed"] is False and "tenant" not in kinds(again)
    two.nothing_of_alpha(before)


def test_a_teardown_of_the_second_one_neither_takes_nor_waits_for_the_first(two):
    before, waits = two.world.state(), len(two.world.slept)
    for check in (True, False, True, False):
        gone = two.run(BETA, check, state="absent")
        assert gone["changed"] is False and not gone.get("failed") and "tenant" not in kinds(gone)
        assert any("left alone" in text for text in gone["warnings"])
        assert not any(one["changed"] for one in gone["resources"])
    state = two.world.state()
    assert [name for name in before if state[name] != before[name]] == [] and len(two.world.slept) == waits


def kinds(result):
    """The kinds of what stays."""
    return {one["kind"] for one in result["stays"]}


def test_a_file_that_the_record_binds_to_the_other_tenant_stays(two):
    path = two.folders[ALPHA] / "t100.key"
    refused = two.run(BETA, digital_channels_api_key_file=str(path))
    assert refused["failure"]["code"] in ("unproven", "secret_file")
    gone = two.run(BETA, state="absent", digital_channels_api_key_file=str(path))
    assert not gone.get("failed") and path.exists()
    assert any("is kept" in text and ALPHA in text for text in gone["warnings"])
    assert not two.run(ALPHA, state="absent").get("failed")
    left = {left.name for left in two.folders[ALPHA].iterdir()}
    assert left == {"nexus_client.secret", ".nexus_client.secret.client", ".t100.key.tenant"}, (
        "what stays keeps its record"
    )


@pytest.mark.parametrize("keeps", [True, False])
def test_after_a_teardown_on_a_platform_that_chooses_ids(world, tmp_path, keeps):
    """The old tenant cannot be deleted, and its key has the name: the new contact center gets a key of its own."""
    world.control.switches(server_chosen_ids=True, get_by_id="on")
    two = Two(world, tmp_path)
    made = two.run(ALPHA)
    assert not made.get("failed"), made["msg"]
    old, key = made["tenant"]["contact_center_id"], two.key(ALPHA)
    base = two.document(ALPHA)
    lines = {
        name: dict(base[name], id=made["tenant"][name[7:] + "_id"])
        for name in ("tenant_environment", "tenant_contact_center")
    }
    for keep in (True, keeps):  # the second teardown finds the contact center gone
        files = {"digital_channels_remove_secret_files": not keep}
        assert not two.run(ALPHA, state="absent", **lines, **files).get("failed")
        assert (two.key(ALPHA) == key) is keep and two.keys() == {old: key}
    again = two.run(ALPHA)
    assert not again.get("failed"), again["msg"]
    new = again["tenant"]["contact_center_id"]
    assert new != old and two.key(ALPHA) != key and two.keys() == {old: key, new: two.key(ALPHA)}


@pytest.mark.parametrize("state_dir", [False, True], ids=["", "with a state file"])
def test_after_a_teardown_without_a_record_nothing_is_taken(world, tmp_path, state_dir):
    """Nothing binds the old key to the contact center that is gone, so the new one is refused before its first write."""
    world.control.switches(server_chosen_ids=True, get_by_id="on")
    two = Two(world, tmp_path)
    folder = {"state_dir": str(tmp_path / "state")} if state_dir else {}
    assert not two.run(ALPHA, **folder).get("failed")
    base, made = two.document(ALPHA), two.world.state()
    ids = {
        "tenant_environment": made["environments"][0]["id"],
        "tenant_contact_center": made["contact_centers"][0]["id"],
    }
    lines = {} if state_dir else {name: dict(base[name], id=one) for name, one in ids.items()}
    assert not two.run(ALPHA, state="absent", **lines, **folder).get("failed")
    for path in two.folders[ALPHA].glob("*t100.key*"):
        path.unlink()
    before = world.state()
    assert [one["id"] for one in before["tenants"]] == [ids["tenant_contact_center"]] and not before["contact_centers"]
    told = [two.run(ALPHA, check, **folder)["failure"] for check in (True, False)]
    assert told[0] == told[1] and told[0]["code"] == "unproven" and "a key named t100" in told[0]["message"]
    assert world.state() == before and two.key(ALPHA) is None


def test_what_1_3_left_is_taken_over_without_a_change(two):
    """A file with the key and no record."""
    record = two.folders[ALPHA] / ".t100.key.tenant"
    record.unlink()
    again = two.run(ALPHA)
    assert not [one for one in again["resources"] if one["changed"] and "tenant" in one["kind"]]
    assert json.loads(record.read_text())["contact_center_id"] == ALPHA
    other = two.run(BETA)
    assert other["failure"]["code"] == "unproven"


def test_a_task_that_only_finds_refuses_as_the_whole_one(two):
    before, given = two.world.state(), {"find_only": True, "parts": ["environment", "contact_center"]}
    assert not two.run(BETA, **given).get("failed")
    parts = [*given["parts"], "services", "nexus_tenant"]
    assert two.run(BETA, find_only=True, parts=parts)["failure"] == two.run(BETA, True)["failure"]
    assert two.run(BETA, find_only=True, parts=["chat"])["failure"]["code"] == "invalid_input"
    logs = []
    for chosen in (parts[:2], parts):
        two.world.clear_log()
        found = two.run(BETA, find_only=True, parts=chosen, login_host=None)
        assert not found.get("failed"), found["msg"]
        logs.append([(entry["method"], entry["path"]) for entry in two.world.log()])
    assert logs[0] == logs[1], "without the database there is nothing more to ask"
    assert two.world.state() == before


class Play:
    """Plays of roles for both on one host."""

    def __init__(self, two, playbooks):
        self.two, self.playbooks = two, playbooks
        self.env = dict(two.world.emulator.env, **two.world.database.env)

    def __call__(self, roles, *arguments, **changes):
        tasks = [
            {
                "name": name,
                "ansible.builtin.import_role": {"name": "cxops.genesys." + name},
                "vars": self.two.document(identity, **changes),
            }
            for name, identity in roles
        ]
        self.two.world.clear_log()
        variables = {"ansible_python_interpreter": "{{ ansible_playbook_python }}", "cxops_genesys_variables": True}
        return self.playbooks.run(tasks, *arguments, vars=variables, env=self.env, warnings=True)

    def done(self, *arguments, **changes):
        made = self(*arguments, **changes)
        assert made.code == 0, made.output[-3000:]
        assert len([task for task, _result in made.results if "Find the" in task]) == 1
        return [(entry["method"], entry["path"]) for entry in self.two.world.writes()]

    def refused(self, *arguments, **changes):
        """The result of the task that refuses."""
        made = self(*arguments, **changes)
        assert made.code == 2, made.output[-3000:]
        task, result = made.results[-1]
        assert "Find the" in task and result["failure"]["code"] == "unproven", (task, result)
        return result


@pytest.fixture
def play(two, playbooks):
    return Play(two, playbooks)


@pytest.mark.parametrize("arguments", [("--check",), ()], ids=" ".join)
def test_roles_for_both_on_one_host(two, play, arguments):
    """The second one is refused before its first write, in the words of the one task."""
    before = two.world.state()
    result = play.refused([("provision_tenant", ALPHA), ("provision_tenant", BETA)], *arguments)
    assert two.world.state() == before and two.key(BETA) is None
    assert {entry["path"] for entry in two.world.writes()} <= {"/environment/v3/data-centers"}, "the first one's"
    assert result["failure"] == two.run(BETA, True)["failure"] and "was made in this run" in result["msg"]


@pytest.mark.parametrize("arguments", [("--check",), ()], ids=" ".join)
def test_the_role_of_digital_channels_by_itself(two, play, arguments):
    """What the role tenant has just made is as new for it as for the task that does all."""
    before = two.world.state()
    result = play.refused([("tenant", BETA), ("digital_channels", BETA)], *arguments)
    after = two.world.state()
    assert [name for name in before if after[name] != before[name]] == (
        [] if arguments else ["environments", "contact_centers", "settings"]
    )
    assert not [one for one in after["settings"] if one["contactCenterId"] == BETA and "chat" in one["name"]]
    assert BETA in result["msg"] and "was made in this run" in result["msg"]


def test_only_the_parts_that_run_are_looked_at(two, play):
    roles, alone = [("provision_tenant", BETA)], [("digital_channels", BETA)]
    assert play.done(roles, "--tags", "tenant")
    (write,) = play.done(roles, "--tags", "chat")
    assert BETA in write[1]
    before = two.world.state()
    for given, chosen in ((roles, "services"), (alone, "nexus_tenant")):
        result = play.refused(given, "--tags", chosen)
        assert "nothing proves that the tenant of the contact center " + BETA in result["msg"]
        assert two.world.state() == before and two.world.writes() == []
        lists = [one["path"] for one in two.world.log() if one["path"].endswith(("/environments", "/contact-centers"))]
        assert lists == ["/environment/v3/contact-centers"], "read once, for the names of the others"
    assert play.done(alone, "--skip-tags", "services,nexus_tenant") == []
