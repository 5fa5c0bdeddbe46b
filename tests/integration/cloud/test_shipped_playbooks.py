# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role cloud_oauth_clients and its playbooks, with the list that the documentation shows: run, verify, teardown."""

from __future__ import annotations

import json
import os
import threading
import time
from collections import Counter
from pathlib import Path

import pytest
import yaml

from emulator import defaults
from integration.support.world import assert_clean

pytestmark = pytest.mark.parametrize("world", [False], indirect=True)
SAMPLE = Path(__file__).resolve().parents[3] / "docs" / "samples" / "genesys_cloud"
DECLARED = yaml.safe_load((SAMPLE / "oauth_clients.yml").read_text(encoding="utf-8"))["cloud_oauth_clients_list"]
MADE = [client["name"] for client in DECLARED if client.get("state") != "inactive"]
GROUP = "group/cxops.genesys.genesys_cloud"
ROLE = "cxops.genesys.cloud_oauth_clients"
LOOK = ROLE + " : Look at the OAuth clients"
WRONG_UUID = "c5000000-0000-4000-8000-00000000000f"


class Operator:
    """Runs the playbooks with everything visible that Ansible can show, and looks for secrets. ``files`` holds those of the clients."""

    def __init__(self, world, playbooks, folder):
        self.world, self.playbooks, self.folder = world, playbooks, folder
        self.files = folder / "secrets"
        world.canaries.add(defaults.CLOUD_CLIENT_SECRET)
        self.variables = {
            "genesys_cloud_api_url": world.emulator.url,
            "genesys_cloud_login_url": world.emulator.url,
            "vault_cloud_client_id": defaults.CLOUD_CLIENT_ID,
            "vault_cloud_client_secret": defaults.CLOUD_CLIENT_SECRET,
            "cloud_oauth_clients_secret_dir": str(self.files),
        }

    def __call__(self, what="", *arguments, env=None, sample=True, answers=None, **variables):
        """Play what: run (nothing), verify or teardown. answers: what is typed. The log holds its requests alone."""
        self.world.clear_log()
        (self.folder / "own.json").write_text(json.dumps(dict(self.variables, **variables)))
        given = [SAMPLE / "oauth_clients.yml", SAMPLE / "vault.yml"] if sample else []
        words = [word for path in [*given, self.folder / "own.json"] for word in ("-e", "@%s" % path)]
        name = "_".join(filter(None, [ROLE, what]))
        made = self.playbooks.play(
            name, *words, "-vvv", *arguments, warnings=True, env=env, timeout=300, answers=answers
        )
        assert_clean(made.output, set(self.world.tokens()))
        return made

    def clients(self):
        """The clients of the service by name, without the one that provisions."""
        return {one["name"]: one for one in self.world.state()["cloud"]["clients"] if one["name"] != "provisioner"}

    def kept(self):
        """Name of the file to secret, without the records beside them."""
        assert not self.files.exists() or self.files.stat().st_mode & 0o077 == 0
        found = list(self.files.iterdir()) if self.files.exists() else []
        assert not [path for path in found if path.stat().st_mode & 0o077]
        return {path.name: path.read_text().strip() for path in found if not path.name.endswith(".client")}


@pytest.fixture
def operator(world, playbooks, tmp_path):
    return Operator(world, playbooks, tmp_path)


def changes(made):
    """(title, what comes out) of every client that changes."""
    return [
        (item["diff"]["after_header"], item["diff"]["after"])
        for _task, result in made.results
        for item in result.get("results", [])
        if "after_header" in item.get("diff", {}) and item["changed"]
    ]


def calls(entries):
    return Counter("%s %s" % (entry["method"], entry["path"].rpartition("/api/v2/")[2][:13]) for entry in entries)


def reads(entries):
    """How often the list of clients may be read in a run that makes clients: before, after that for twins, and when it is 15 seconds old."""
    return 2 + int((entries[-1]["time"] - entries[0]["time"]) / 15)


@pytest.mark.ends
def test_check_foretells_what_is_done_verified_and_taken_down(world, operator):
    empty = world.state()
    foretold = operator("", "--check", "--diff")
    assert foretold.code == 0, foretold.output[-3000:]
    assert world.writes() == [] and world.state() == empty and operator.kept() == {}

    done = operator("", "--diff")
    assert done.code == 0, done.output[-3000:]
    assert changes(done) == changes(foretold) and len(changes(done)) == len(MADE)
    assert calls(world.writes()) == {"POST oauth/clients": len(MADE), "POST integrations/": 1}
    (foreseen,), (told,) = (one["Summary"]["summary"]["tenants"] for one in (foretold, done))
    assert told["created"] == ["OAuth client " + name for name in MADE] and not told["changed"]
    assert dict(foreseen, files=[]) == dict(told, files=[]) and len(told["new_secrets"]) == len(MADE)
    assert all(Path(one["file"]).parent == operator.files for one in told["new_secrets"])
    clients = operator.clients()
    assert list(clients) == MADE
    for name, client in clients.items():
        assert operator.kept()[name.replace(" ", "_") + ".secret"] == client["secret"]

    before = world.state()
    for what, arguments in (("", ()), ("verify", ()), ("", ("--check",))):
        again = operator(what, *arguments)
        assert (again.code, again.changed) == (0, 0), again.output[-3000:]
        assert world.writes() == [] and world.state() == before
    assert report(operator("verify")) == [
        "OAuth client %s: %s." % (one["name"], verified(operator, one)) for one in DECLARED
    ]
    (told,) = operator("", "--check")["Summary"]["summary"]["tenants"]
    assert told["missing"] == ["OAuth client Old wallboard"]

    refused = operator("teardown")
    assert refused.code == 2 and "cloud_oauth_clients_confirm_delete" in refused.output
    assert world.log() == [] and world.state() == before

    meant = {"cloud_oauth_clients_confirm_delete": True, "cloud_oauth_clients_remove_secret_files": True}
    foretold = operator("teardown", "--check", "--diff", **meant)
    assert foretold.code == 0 and world.writes() == [] and world.state() == before
    down = operator("teardown", "--diff", **meant)
    assert down.code == 0, down.output[-3000:]
    (foreseen,), (told,) = (one["Summary"]["summary"]["tenants"] for one in (foretold, down))
    assert (
        told["stays"]
        == foreseen["stays"]
        == [
            "OAuth client SCIM of the identity provider stays, if it is there: its item says shared: true.",
            "The secret file %s/SCIM_of_the_identity_provider.secret stays, with what is noted beside it: the OAuth client SCIM of "
            "the identity provider is shared." % operator.files,
        ]
    )
    assert told["deleted"] == foreseen["deleted"]
    assert {"OAuth client CRM sync", "file %s/CRM_sync.secret" % operator.files} <= set(told["deleted"])
    assert changes(down) == changes(foretold) and len(changes(down)) == len(MADE) - 1
    shared = "SCIM of the identity provider"
    gone = [clients[name]["id"] for name in reversed(MADE) if name != shared]
    deleted = [entry["path"].rpartition("/")[2] for entry in world.writes() if entry["method"] == "DELETE"]
    assert [key for key in deleted if key in gone] == gone
    assert list(operator.clients()) == [shared] and list(operator.kept()) == ["SCIM_of_the_identity_provider.secret"]
    assert world.state()["cloud"]["credentials"] == []
    twice = operator("teardown", **meant)
    assert (twice.code, twice.changed) == (0, 0)


def test_verify_names_all_that_is_not_as_declared_and_writes_nothing(world, operator):
    assert operator().code == 0
    clients = operator.clients()
    crm, board, gone = (clients[name] for name in ("CRM sync", "Supervisor board", "Nightly export"))
    world.control.seed(
        cloud_clients=[dict(crm, description="Changed by hand"), dict(board, scope=["users"], state="inactive")]
    )
    with world.store.lock:
        world.store.cloud.remove(world.store.cloud.clients[gone["id"]])
    before = world.state()
    drifted = operator("verify")
    assert (drifted.code, drifted.changed) == (2, 0)
    lines = dict(line.split(": ", 1) for line in report(drifted))
    wanted = {"OAuth client %s" % one["name"]: verified(operator, one) + "." for one in DECLARED}
    board = lines.pop("OAuth client Supervisor board")
    assert lines == dict(
        kept_without(wanted, "OAuth client Supervisor board"),
        **{
            "OAuth client CRM sync": 'description is "Changed by hand", declared "Copies contacts, owned by the CRM team".',
            "OAuth client Nightly export": "does not exist.",
        },
    )
    assert "client_state is inactive, declared active; date_to_delete is " in board
    assert "scopes: missing analytics:readonly, routing:readonly, user-basic-info; not declared users." in board
    assert world.writes() == [] and world.state() == before


def verified(operator, client):
    """What verify says of a client that is as declared."""
    if client.get("state") == "inactive":
        return "does not exist, and state: inactive makes none"
    if client.get("verify_secret"):
        return "as declared; its secret in %s/%s.secret obtains a token" % (
            operator.files,
            client["name"].replace(" ", "_"),
        )
    return "as declared; its secret was not tried"


def report(made):
    """The lines of what verify found."""
    said = made["cxops.genesys.cloud_oauth_clients : Report the OAuth clients"]["report"]
    return [one for one in said if one != "Of the other objects:"]


def test_verify_reports_every_failure_and_every_difference_at_once(world, operator):
    base = {"authorized_grant_type": "CLIENT-CREDENTIALS", "roles": [{"role": "employee", "division": "Sales"}]}
    names = ["good", "lost", "unverified", "unproved", "drifted", "refused", "removed"]
    clients = {name: dict(base, name=name, description="d") for name in names}
    assert operator(cloud_oauth_clients_list=list(clients.values())).code == 0
    for name in ("lost", "unverified", "unproved"):
        (operator.files / (name + ".secret")).unlink()
    (operator.files / ".unproved.secret.client").unlink()
    grants = [{"roleId": defaults.CLOUD_ROLES["admin"], "divisionId": defaults.CLOUD_DIVISIONS["Sales"]}]
    found = operator.clients()
    world.control.seed(
        cloud_clients=[dict(found["drifted"], roleDivisions=grants), dict(found["unverified"], description="x")]
    )
    clients["unverified"].update(verify_secret=True)
    clients["unproved"].update(regenerate_secret="when_lost")
    clients["refused"].update(scopes=["users"])
    removed = operator.clients()["removed"]["id"]
    with world.store.lock:
        world.store.cloud.remove(world.store.cloud.clients[removed])
    before = world.state()
    made = operator("verify", cloud_oauth_clients_list=[*clients.values(), dict(base, name="missing")])
    lines = report(made)
    assert made.code == 2 and world.writes() == [] and world.state() == before
    wanted = [
        "lost: its secret is not in %s/lost.secret." % operator.files,
        "unverified: description is x, declared d; its secret is not in %s/unverified.secret." % operator.files,
        "unproved: its secret is missing: The secret of the OAuth client unproved is not in %s/unproved.secret, and there is no record"
        % operator.files,
        'drifted: roles: missing "employee in Sales"; not declared "admin in Sales".',
        "refused: scopes: CLIENT-CREDENTIALS has no scopes",
        "removed: does not exist, and cannot be made: The OAuth client removed does not exist yet, but the secret file ",
        "missing: does not exist.",
        "good: as declared; its secret was not tried.",
    ]
    told = [line.partition("OAuth client ")[2].startswith(start) for line, start in zip(lines, wanted, strict=True)]
    assert told == [True] * len(wanted) and made.changed == 0, lines


def test_a_rename_is_finished_and_a_teardown_leaves_what_can_be_restored(world, operator):
    base = {
        "authorized_grant_type": "CLIENT-CREDENTIALS",
        "roles": [{"role": "employee"}],
        "regenerate_secret": "when_lost",
    }
    first = [dict(base, name="old"), dict(base, name="aged"), dict(base, name="young")]
    assert operator(cloud_oauth_clients_list=first).code == 0
    kept = operator.kept()
    first[0]["new_name"] = "new"
    assert operator(cloud_oauth_clients_list=first).code == 0 and operator.kept() == kept
    first[0] = dict(base, name="new")
    foretold = operator("", "--check", "--diff", cloud_oauth_clients_list=first)
    done = operator("", "--diff", cloud_oauth_clients_list=first)
    assert (done.code, done.changed) == (0, 1) and changes(done) == changes(foretold)
    assert world.writes() == [] and operator.kept() == dict(
        kept_without(kept, "old.secret"), **{"new.secret": kept["old.secret"]}
    )
    assert operator(cloud_oauth_clients_list=first).changed == 0

    with world.store.lock:
        next(one for one in world.store.cloud.clients.values() if one["name"] == "aged")["dateCreated"] = (
            "2025-01-01T00:00:00.000Z"
        )
    meant = {
        "cloud_oauth_clients_list": first, "cloud_oauth_clients_confirm_delete": True, "cloud_oauth_clients_remove_secret_files": True,
    }  # fmt: skip
    day = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 7 * 86400))
    stays = (
        "The OAuth client aged is more than 30 days old: Genesys Cloud keeps it, inactive, and deletes it on %s" % day
    )
    for arguments in (["--check"], [], []):
        down = operator("teardown", *arguments, **meant)
        assert down.code == 0, down.output[-3000:]
        told = down["Summary"]["summary"]["tenants"][0]
        assert [one.partition(".")[0] for one in told["stays"]] == [stays]
        if down.changed:
            assert told["changed"] == ["OAuth client aged"] and "OAuth client aged" not in told["deleted"]
            assert "OAuth client young" in told["deleted"]
        (line,) = told["by_hand"]
        assert line.startswith("%s/aged.secret: the OAuth client aged can be restored" % operator.files)
    assert operator.kept() == {"aged.secret": kept["aged.secret"]}
    world.control.advance(8 * 86400)
    last = operator("teardown", **meant)
    assert last.changed == 1 and list(operator.files.iterdir()) == []
    assert last["Summary"]["summary"]["tenants"][0]["deleted"] == ["file %s/aged.secret" % operator.files]
    assert operator("teardown", **meant).changed == 0


def kept_without(kept, name):
    return {other: secret for other, secret in kept.items() if other != name}


def test_verify_wants_no_confirmation_and_no_new_secret_but_names_one_that_is_due(world, operator):
    client = dict(DECLARED[0], regenerate_secret="always", integration_credential_name="")
    assert operator(cloud_oauth_clients_list=[client]).code == 0
    assert operator("verify", cloud_oauth_clients_list=[client]).code == 0
    old = operator.files / "CRM_sync.secret"
    os.utime(old, (time.time() - 91 * 86400,) * 2)
    due = operator("verify", cloud_oauth_clients_list=[dict(client, regenerate_secret="never")])
    assert due.code == 2 and report(due) == [
        "OAuth client CRM sync: client_secret would be rotated by age (secret_max_age: 90); "
        "its secret in %s obtains a token." % old
    ]
    lost = dict(client, verify_secret=True, regenerate_secret="when_lost", secret_max_age=None)
    os.utime(old)
    old.write_text("damaged\n")
    refused = operator("verify", cloud_oauth_clients_list=[lost])
    assert refused.code == 2 and report(refused) == [
        "OAuth client CRM sync: client_secret would be regenerated, for the one in its file did not work; "
        "its secret in %s is refused." % old
    ]
    absent = [{"name": "CRM sync", "state": "absent"}, {"name": "nobody", "state": "absent"}]
    there = operator("verify", cloud_oauth_clients_list=absent)
    assert report(there) == [
        "OAuth client CRM sync: exists, but is declared absent.",
        "OAuth client nobody: as declared.",
    ]
    assert world.writes() == []


def test_a_list_rotates_renames_restores_and_deletes(world, operator):
    """What members of one list say, each in its own way."""
    base = {"authorized_grant_type": "CLIENT-CREDENTIALS", "roles": [{"role": "employee"}]}
    names = ["rotated", "renamed", "restored", "deleted", "deactivated"]
    first = [dict(base, name=name, description="d", secret_max_age=30) for name in names]
    assert operator(cloud_oauth_clients_list=first).code == 0
    clients, kept = operator.clients(), operator.kept()
    world.control.seed(cloud_clients=[dict(clients["restored"], state="inactive")])
    os.utime(operator.files / "rotated.secret", (time.time() - 31 * 86400,) * 2)
    second = [
        dict(first[0], description=""),
        {"name": "renamed", "new_name": "by its name", "secret_file": str(operator.files / "renamed.secret")},
        {"client_id": clients["restored"]["id"], "name": "by its id", "secret_file": str(operator.files / "restored.secret")},
        {"name": "deleted", "state": "absent", "confirm_delete": True},
        {"name": "deactivated", "state": "inactive", "description": None},
    ]  # fmt: skip
    foretold = operator("", "--check", "--diff", cloud_oauth_clients_list=second)
    assert world.writes() == [] and operator.kept() == kept
    done = operator("", "--diff", cloud_oauth_clients_list=second)
    assert done.code == 0, done.output[-3000:]
    assert changes(done) == changes(foretold) and len(changes(done)) == 5
    after = operator.clients()
    assert {name: client["state"] for name, client in after.items()} == {
        "rotated": "active", "by its name": "active", "by its id": "active", "deactivated": "inactive",
    }  # fmt: skip
    assert after["rotated"]["description"] == "" and after["deactivated"]["description"] == "d"
    assert operator.kept() == dict(kept, **{"rotated.secret": after["rotated"]["secret"]}) != kept
    again = operator(cloud_oauth_clients_list=second)
    assert (again.code, again.changed, world.writes()) == (0, 0, []), again.output[-3000:]
    assert operator("verify", cloud_oauth_clients_list=second).code == 0
    meant = {"cloud_oauth_clients_confirm_delete": True, "cloud_oauth_clients_list": second}
    assert operator("teardown", **meant).code == 0 and operator.clients() == {}
    assert len(operator.kept()) == len(names)


WRONG = {
    "nothing": ([], "No OAuth client is declared. cloud_oauth_clients_list is empty for each host of this play"),
    "same file": ([{"name": "CRM sync"}, {"name": "crm/Sync"}],
                  "The secret of crm/Sync would be kept in the file of another client, /nowhere/crm_Sync.secret: give secret_file."),
    "same file given twice": ([{"name": "a", "secret_file": "/x"}, {"name": "b", "secret_file": "/x"}],
                              "The secret of b would be kept in the file of another client, /x"),
    "same file given": ([{"name": "a"}, {"name": "b", "secret_file": "{{ cloud_oauth_clients_secret_dir }}/a.secret"}],
                        "The secret of b would be kept in the file of another client, /nowhere/a.secret"),
    "twice": ([{"name": "a"}, {"name": "b"}, {"name": "a", "secret_file": "/x"}], "a is declared more than once."),
    "twice by id": ([{"client_id": WRONG_UUID, "name": "a"}, {"client_id": WRONG_UUID, "name": "b"}], "is declared more than once."),
    "unconfirmed": ([{"name": "a"}, {"name": "b", "state": "absent"}], "b is declared absent: confirm_delete says"),
    "refused by the item": ([{"name": "b", "state": "absent", "confirm_delete": False}], "b is declared absent: confirm_delete says"),
    "no such member": ([{"name": "a", "scope": ["x"]}], "scope: there is no such option; did you mean scopes?"),
    "neither": ([{"name": "a"}, {"description": "x"}], "cloud_oauth_clients_list[1] has neither name nor client_id"),
    "wrong type": ([{"name": "a", "access_token_validity_seconds": "long"}], "access_token_validity_seconds"),
    "wrong role": ([{"name": "a", "roles": [{"division": "Sales"}]}], "missing required arguments: role"),
}  # fmt: skip


def test_a_wrong_list_is_found_before_the_first_request(world, playbooks, operator):
    """All in one play."""
    tasks = [
        {"name": title, "block": [{"ansible.builtin.include_role": {"name": ROLE}, "vars": {"cloud_oauth_clients_list": items}}],
         "rescue": [{"name": title, "ansible.builtin.debug": {"msg": "{{ ansible_failed_result.msg }}"}}]}
        for title, (items, _message) in WRONG.items()
    ]  # fmt: skip
    made = playbooks.run(tasks, defaults={GROUP: world.cloud}, vars={"cloud_oauth_clients_secret_dir": "/nowhere"})
    assert made.code == 0, made.output[-3000:]
    for title, (_items, message) in WRONG.items():
        assert message in made[title]["msg"], title
    assert world.log() == []


def test_what_speaks_against_one_client_stops_the_list_before_the_first_write(world, operator):
    """The caller's own client, twins, a role that nobody has, a file that may hold another secret: all in one message."""
    good = {"authorized_grant_type": "CODE", "scopes": ["users"]}
    machine = {"authorized_grant_type": "CLIENT-CREDENTIALS", "roles": [{"role": "employee"}]}
    operator.files.mkdir(mode=0o700)
    (operator.files / "kept.secret").write_text("of another\n")
    world.control.seed(cloud_clients=[{"name": "twin", "authorizedGrantType": "CODE", "scope": ["users"]}] * 2)
    clients = [
        dict(good, name="one"),
        {"client_id": defaults.CLOUD_CLIENT_ID, "state": "inactive"},
        dict(good, name="twin"),
        dict(machine, name="misspelled", roles=[{"role": "employe"}]),
        dict(machine, name="also misspelled", roles=[{"role": "employe"}]),
        dict(machine, name="kept"),
        {"client_id": WRONG_UUID, "description": "x"},
        dict(good, name="six"),
    ]
    before = world.state()
    tried = [operator("", *words, cloud_oauth_clients_list=clients) for words in (["--check"], [])]
    for made in tried:
        assert made.code == 2 and changes(made) == [] and world.writes() == [] and world.state() == before
        (said,) = made["Summary"]["summary"]["tenants"][0]["failed"]
        for words in (
            "6 of 8 OAuth clients cannot be as they are declared, so that none was written.",
            "the one with which this task works. Making it inactive can take away its own rights",
            "There are 2 OAuth clients named twin",
            "OAuth client misspelled (and 1 more): There is no role employe in this organisation. Do you mean employee?",
            "but the secret file %s/kept.secret does" % operator.files,
            "There is no OAuth client with the id %s." % WRONG_UUID,
        ):
            assert words in said["message"]
    assert tried[0][LOOK]["failure"]["lines"] == tried[1][LOOK]["failure"]["lines"]


def test_a_single_failure_keeps_its_words_and_a_teardown_looks_first_too(world, operator):
    client = {"authorized_grant_type": "CODE", "scopes": ["users"], "name": "one"}
    assert operator(cloud_oauth_clients_list=[client]).code == 0
    before = world.state()
    own = {"name": "provisioner", "roles": [{"role": "employee"}]}
    meant = {"cloud_oauth_clients_confirm_delete": True, "cloud_oauth_clients_list": [own, client]}
    for what, words in (("", "Changing its roles"), ("teardown", "Deleting it")):
        for arguments in (["--check"], []):
            made = operator(
                what,
                *arguments,
                **dict(meant, cloud_oauth_clients_list=meant["cloud_oauth_clients_list"][:: 1 if what else -1]),
            )
            assert made.code == 2 and world.writes() == [] and world.state() == before
            assert made[LOOK]["failure"]["field"] == "allow_own_client" and words in made[LOOK]["msg"]
            (said,) = made["Summary"]["summary"]["tenants"][0]["failed"]
            assert said["message"] == made[LOOK]["msg"]
    kept = dict(meant, cloud_oauth_clients_list=[dict(own, shared=True), client])
    assert operator("teardown", **kept).code == 0 and operator.clients() == {}


def test_what_is_wrong_with_a_list_is_in_the_summary_too(world, operator):
    """The member that may be meant, and what is not confirmed: neither is a task of Ansible's own."""
    misspelled = [{"name": "one", "authorized_grant_type": "CODE", "scope": ["users"]}]
    for what, given, words in (
        ("", {"cloud_oauth_clients_list": misspelled}, "cloud_oauth_clients_list[0].scope"),
        ("", {"cloud_oauth_clients_list": [{"name": "a"}, {"name": "a"}]}, "\na is declared more than once.\n"),
        ("teardown", {}, "set cloud_oauth_clients_confirm_delete to true. No request was made."),
    ):
        made = operator(what, **given)
        (said,) = made["Summary"]["summary"]["tenants"][0]["failed"]
        assert made.code == 2 and words in said["message"] and world.log() == []
    assert "scopes" in operator("", cloud_oauth_clients_list=misspelled)[LOOK]["msg"]


def test_a_client_that_the_service_refuses_does_not_stop_the_others(world, operator):
    """It cannot be known before."""
    good = {"authorized_grant_type": "CODE", "scopes": ["users"]}
    names = ["one", "two", "three"]
    world.control.fault("status", method="POST", path="/clients$", status=403)
    made = operator("", cloud_oauth_clients_list=[dict(good, name=name) for name in names])
    assert made.code == 2 and len(changes(made)) == 2
    assert list(operator.clients()) == names[1:]


def test_two_organisations_are_looked_at_each_for_itself(world, operator, tmp_path):
    """One whose list is refused stops no other; what is not selected by tags is not looked at."""
    good = {"authorized_grant_type": "CODE", "scopes": ["users"]}
    own = {"name": "provisioner", "state": "inactive"}
    hosts = {
        "refused": {"cloud_oauth_clients_list": [dict(good, name="first"), own]},
        "works": {"cloud_oauth_clients_list": [dict(good, name="second")]},
    }
    inventory = tmp_path / "hosts.json"
    inventory.write_text(json.dumps({"all": {"hosts": hosts}}))
    given = {name: value for name, value in operator.variables.items() if not name.startswith("vault_")}
    given.update(
        genesys_cloud_client_id=defaults.CLOUD_CLIENT_ID, genesys_cloud_client_secret=defaults.CLOUD_CLIENT_SECRET
    )
    operator.variables = given
    none = operator("", "-i", str(inventory), "--tags", "other", sample=False)
    assert none.code == 2 and "no part" in none.output.lower() and world.log() == [], none.output[-800:]
    made = operator("", "-i", str(inventory), sample=False)
    assert made.code == 2 and list(operator.clients()) == ["second"]
    told = {one["host"]: one for one in made["Summary"]["summary"]["tenants"]}
    assert "take away its own rights" in told["refused"]["failed"][0]["message"]
    assert told["works"]["created"] == ["OAuth client second"]
    lists = [entry for entry in world.log() if entry["method"] == "GET" and entry["path"].endswith("/oauth/clients")]
    assert len(lists) <= reads(world.log())


@pytest.mark.matrix
def test_the_role_in_another_play_with_tags_and_defaults(world, playbooks, operator):
    tasks = [
        {"name": "before", "ansible.builtin.debug": {"msg": "x"}, "tags": ["other"]},
        {"name": "clients", "ansible.builtin.import_role": {"name": ROLE}, "tags": ["clients"]},
    ]
    play = {
        "defaults": {GROUP: dict(world.cloud, cloud_organization="Example")},
        "vars": {"cloud_oauth_clients_list": [dict(DECLARED[3], secret_file=str(operator.files / "board"))]},
    }
    none = playbooks.run(tasks, "--tags", "other", **play)
    assert (none.code, world.log()) == (0, []) and none["before"]
    for tag, changed in (("clients", 1), ("cloud_oauth_clients", 0)):
        made = playbooks.run(tasks, "-vvv", "--tags", tag, **play)
        assert (made.code, made.changed) == (0, changed), made.output[-3000:]
        assert "before" not in [name for name, _result in made.results]
    assert operator.kept() == {"board": operator.clients()["Supervisor board"]["secret"]}


@pytest.mark.nightly
def test_ordinary_modules_do_the_same_for_one_organisation_of_an_inventory(world, operator, tmp_path):
    """Not in process, and the credentials from environment variables."""
    inventory = tmp_path / "hosts.yml"
    python = {"ansible_python_interpreter": "{{ ansible_playbook_python }}"}
    inventory.write_text(yaml.safe_dump({"all": {"vars": python, "hosts": {"tenant": {}}, "children": {"cloud": {"hosts": {"example": {}}}}}}))  # fmt: skip
    own = {name: value for name, value in operator.variables.items() if not name.startswith("vault_")}
    operator.variables = dict(own, cloud_oauth_clients_list=DECLARED[:4], cxops_genesys_in_process=False)
    meant = {"cloud_oauth_clients_confirm_delete": True, "genesys_cloud_organizations": "cloud"}
    wanted = {"": 4, "verify": 0, "teardown": 3}
    for what in ("", "", "verify", "teardown"):
        made = operator(what, "-i", str(inventory), env=world.emulator.env, sample=False, **meant)
        assert made.code == 0, made.output[-3000:]
        assert len(changes(made)) == wanted.pop(what, 0), what
        assert "tenant" not in made.output.rpartition("PLAY RECAP")[2]
    assert list(operator.clients()) == ["SCIM of the identity provider"] and len(operator.kept()) == 4


def twin(world, name, run):
    """Let another machine make a client of this name as soon as run() has made one; returns what run() does, and the other's id."""
    ids = []

    def meanwhile():
        while not ids:
            if name in [one["name"] for one in world.state()["cloud"]["clients"]]:
                seed = {"name": name, "authorizedGrantType": "CODE", "scope": ["users"]}
                ids.extend(world.control.seed(cloud_clients=[seed])["cloud_clients"])

    other = threading.Thread(target=meanwhile, daemon=True)
    other.start()
    made = run()
    other.join(timeout=5)
    return made, ids[0]


@pytest.mark.parametrize("refused", [False, True], ids=["all are made", "a later one is refused"])
def test_a_twin_of_a_client_in_the_list_is_told_in_the_same_run(world, operator, refused):
    clients = [{"name": name, "authorized_grant_type": "CODE", "scopes": ["users"]} for name in ("first", "second")]
    effect = {"effect": "status", "status": 403, "delay": 1.5} if refused else {"effect": "delay", "seconds": 1.5}
    world.control.fault(method="POST", path="/oauth/clients$", nth=2, when="before", **effect)
    made, other = twin(world, "first", lambda: operator(cloud_oauth_clients_list=clients))
    assert made.code == 2, made.output[-3000:]
    assert len(changes(made)) == 2 - refused
    said = made[ROLE + " : Look for twins of the OAuth clients that were made"]
    assert (
        said["failure"]["code"] == "ambiguous" and other in said["failure"]["ids"] and len(said["failure"]["ids"]) == 2
    )
    assert "its secret is in %s" % (operator.files / "first.secret") in said["msg"]
    told = [one["message"] for tenant in made["Summary"]["summary"]["tenants"] for one in tenant["failed"]]
    assert any("There are 2 OAuth clients named first" in text for text in told), told
    again = operator(cloud_oauth_clients_list=clients)
    assert again.code == 2 and again[LOOK]["failure"]["code"] == "ambiguous", "and by each run after that"


def test_a_client_that_is_declared_by_its_name_and_by_its_id_is_refused(world, operator):
    by_name = {"name": "first", "authorized_grant_type": "CODE", "scopes": ["users"]}
    assert operator(cloud_oauth_clients_list=[by_name]).code == 0
    by_id = {"client_id": operator.clients()["first"]["id"].upper(), "description": "another"}
    for what in ("", "verify", "teardown"):
        made = operator(what, cloud_oauth_clients_list=[by_name, by_id], cloud_oauth_clients_confirm_delete=True)
        assert made.code == 2 and world.writes() == [], made.output[-3000:]
        assert "is declared more than once" in made.output and "is the same client" in made.output


def test_a_hundred_clients_are_one_task_and_read_the_organisation_once(world, operator):
    world.control.switches(cloud_rate_limit=0)
    clients = [
        {"name": "client %03d" % number, "authorized_grant_type": "CLIENT-CREDENTIALS", "roles": [{"role": "employee", "division": "Sales"}]}
        for number in range(100)
    ]  # fmt: skip
    done = operator(cloud_oauth_clients_list=clients)
    assert done.code == 0, done.output[-3000:]
    assert len(done.results) == 4 and len(changes(done)) == len(operator.kept()) == 100
    assert len({entry["connection"] for entry in world.log()}) == 3  # of the look, the loop, and the look for twins
    assert len(world.log()) <= 100 + reads(world.log()) + 6
    again = operator(cloud_oauth_clients_list=clients)
    assert (again.code, again.changed) == (0, 0)
    assert len(world.log()) <= 6


@pytest.mark.parametrize("what", ["", "teardown"])
def test_who_refuses_the_look_step_by_step_writes_nothing(world, operator, what):
    made = operator(what, "--step", answers="n\nc\n", cloud_oauth_clients_confirm_delete=True)
    assert made.code == 2 and world.log() == [], made.output[-2000:]
    assert "No look at the OAuth clients has gone well in this run." in " ".join(made.output.split())


@pytest.mark.parametrize("pages", [False, True], ids=["one answer", "pages"])
def test_the_list_of_clients_is_read_once_for_all_entries(world, operator, pages):
    """By id or by name, changed or not; once more before clients are made later than that, and after that for twins."""
    number = 60
    world.control.switches(cloud_rate_limit=0, cloud_list_pages=pages)
    seed = {"authorizedGrantType": "CODE", "scope": ["users"]}
    ids = world.control.seed(cloud_clients=[dict(seed, name="other %03d" % one) for one in range(number)])[
        "cloud_clients"
    ]
    once = -(-(number + 1) // 25) if pages else 1
    by_id = [{"client_id": one} for one in ids]
    same = operator(cloud_oauth_clients_list=by_id)
    assert (same.code, same.changed) == (0, 0), same.output[-3000:]
    assert len(world.log()) <= once + 3  # the token, whose it is
    given = {"authorized_grant_type": "CODE", "scopes": ["users"]}
    new = [dict(given, name="new %02d" % one) for one in range(40)]
    made = operator(cloud_oauth_clients_list=new)
    assert made.code == 0 and len(changes(made)) == 40, made.output[-3000:]
    once = -(-(number + 41) // 25) if pages else 1
    lists = once * reads(world.log())
    assert calls(world.log())["GET oauth/clients"] <= lists
    assert len(world.log()) <= 40 + lists + 4  # the token, whose it is, scopes, the organisation
    described = [dict(one, description="changed") for one in by_id[:20]]
    described += [{"name": "other %03d" % one, "description": "changed"} for one in range(20, 40)]
    changed = operator(cloud_oauth_clients_list=described)
    assert changed.code == 0 and len(changes(changed)) == 40, changed.output[-3000:]
    assert calls(world.log())["PUT oauth/clients"] == 40
    assert len(world.log()) <= 3 * 40 + once + 3


# To include the role; for each organisation to check its variables, and its two tasks, or three.
STEPPED = {"main": "y" + "yyny" + "ynyy", "teardown": "y" + "yyn" + "yny", "verify": "y" + "yyy" + "yny"}


@pytest.mark.parametrize("what", STEPPED)
@pytest.mark.parametrize("other", ["organisation", "list"])
def test_a_look_counts_for_its_own_organisation_and_list_alone(world, playbooks, what, other):
    """Two in a loop: the second look is left out, step by step, so what the first one has found is still registered."""
    url, elsewhere = world.emulator.url, world.emulator.url.replace("127.0.0.1", "localhost")
    client = {"name": "one-app", "authorized_grant_type": "CODE", "scopes": ["users"]}
    if what != "main":
        world.control.seed(cloud_clients=[{"name": "one-app", "authorizedGrantType": "CODE", "scope": ["users"]}])
    turns = [
        {"url": url, "name": "one-app"},
        {"url": elsewhere, "name": "one-app"} if other == "organisation" else {"url": url, "name": "two-app"},
    ]
    role = {
        "ansible.builtin.include_role": {"name": "cxops.genesys.cloud_oauth_clients", "tasks_from": what},
        "loop": turns,
        "vars": {"cloud_oauth_clients_list": [{**client, "name": "{{ item.name }}"}]},
    }
    cloud = dict(world.cloud, cloud_api_url="{{ item.url }}", cloud_login_url="{{ item.url }}")
    meant = {"cloud_oauth_clients_confirm_delete": True, "cxops_genesys_variables": True}
    if what != "main":  # the connection by variables, else by module_defaults
        meant.update(("genesys_" + name, value) for name, value in cloud.items())
    made = playbooks.run(
        [role],
        "--step",
        answers="\n".join(STEPPED[what]) + "\n",
        defaults={GROUP: cloud if what == "main" else {}},
        vars=meant,
        warnings=True,
    )
    assert made.code == 2 and world.writes() == [], made.output[-3000:]
    assert "No look at the OAuth clients has gone well in this run." in " ".join(made.output.split())
