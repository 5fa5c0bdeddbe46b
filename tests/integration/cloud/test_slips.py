# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Slips of people: the caller's own client, secrets of a team, a teardown too early, a rename that is finished."""

from __future__ import annotations

import json
import os
import shutil
import time

import pytest

from emulator import defaults

DAY = 86400
MACHINE = {"authorized_grant_type": "CLIENT-CREDENTIALS", "roles": [{"role": "employee"}]}
PERSON = {"authorized_grant_type": "CODE", "scopes": ["users"]}
OWN = defaults.CLOUD_CLIENT_ID
SECOND = "c5000000-0000-4000-8000-00000000000a"


def record(path):
    return path.with_name(".%s.client" % path.name)


def both(cloud, **given):
    """The result, which check mode and the real run agree upon; neither wrote anything."""
    state, files = cloud.state()["cloud"]["clients"], files_of(cloud)
    cloud.clear_log()
    foretold, done = (cloud.client(check, **given) for check in (True, False))
    for name in ("failed", "changed", "failure", "warnings", "diff"):
        told = [result.get(name) for result in (foretold, done)]
        if name == "failure" and all(told):
            told = [
                {key: value for key, value in one.items() if key not in ("correlation_id", "message")} for one in told
            ]
        assert told[0] == told[1], name
    assert cloud.writes() == [] and cloud.state()["cloud"]["clients"] == state and files_of(cloud) == files
    return done


def files_of(cloud):
    folder = cloud.secret_file.parent
    return {path.name: path.read_text() for path in folder.iterdir()} if folder.exists() else {}


# --- the client with which the task works


@pytest.mark.parametrize(
    "given",
    [
        {"state": "absent", "confirm_delete": True},
        {"state": "inactive"},
        {"roles": [{"role": "employee"}]},
        {"roles": [{"role": "admin", "division": "Sales"}]},
        {"authorized_grant_type": "CODE", "scopes": ["users"]},
        {"extra_properties": {"allowedAddresses": ["192.0.2.0/24"]}},
    ],
    ids=str,
)
@pytest.mark.parametrize("found_by", ["name", "client_id"])
def test_the_caller_does_not_lock_itself_out(cloud, given, found_by):
    cloud.control.seed(cloud_fields=["allowedAddresses"])
    who = {"name": "provisioner"} if found_by == "name" else {"client_id": OWN.upper()}
    refused = both(cloud, **who, **given)
    assert refused["failure"]["code"] == "refused" and refused["failure"]["field"] == "allow_own_client"
    assert "the one with which this task works" in refused["msg"] and "Nothing was changed" in refused["msg"]
    allowed = cloud.client(True, allow_own_client=True, **who, **given)
    assert allowed["changed"], allowed


def test_the_caller_by_its_token_is_known_too(cloud):
    token = cloud.control.cloud_token()
    cloud.canaries.add(token)
    connection = {"cloud_access_token": token, "cloud_client_id": "", "cloud_client_secret": ""}
    refused = both(cloud, name="provisioner", state="inactive", **connection)
    assert refused["failure"]["field"] == "allow_own_client"
    found = cloud.run("genesys_cloud_oauth_client_info", exclude_own_client=True, **dict(cloud.cloud, **connection))
    assert found["oauth_clients"] == []


def test_what_takes_no_rights_away_is_no_reason_to_refuse(cloud):
    assert cloud.client(name="provisioner", description="works")["changed"]
    assert cloud.client(name="provisioner", state="inactive", allow_own_client=True)["changed"]


def test_another_client_may_have_its_roles_changed_without_a_word(cloud):
    cloud.made()
    cloud.twice(roles=[{"role": "admin"}])
    cloud.twice(state="absent", confirm_delete=True)


# --- secrets of a team


@pytest.fixture
def second(cloud, tmp_path):
    """Another person's folder; returns the file there."""
    return tmp_path / "second" / "app.secret"


def rotate(cloud):
    """Somebody else gives the only client a new secret."""
    with cloud.store.lock:
        client = next(one for one in cloud.store.cloud.clients.values() if one["name"] == "app")
        client["secret"] = "a-secret-that-somebody-else-made"
    cloud.canaries.add(client["secret"])


def test_a_lost_secret_is_made_anew_only_where_it_was(cloud, second):
    client = cloud.made()
    given = {"secret_file": str(second), "regenerate_secret": "when_lost"}
    asked = both(cloud, **given)
    assert asked["failure"]["field"] == "regenerate_secret_confirm" and asked["failure"]["missing"] == "secret"
    assert "regenerate_secret_confirm: %s" % client["client_id"] in asked["msg"] and not second.exists()
    wrong = both(cloud, regenerate_secret_confirm=SECOND, **given)
    assert wrong["failure"]["field"] == "regenerate_secret_confirm"
    first = cloud.kept()
    done = cloud.client(regenerate_secret_confirm=client["client_id"].upper(), **given)
    assert done["changed"] and second.read_text().strip() == cloud.one()["secret"] != first
    again = both(cloud, regenerate_secret_confirm=client["client_id"], **given)
    assert not again["changed"] and "remove it" in again["warnings"][0]
    cloud.secret_file.unlink()  # the first person's folder has the record
    assert cloud.client(secret_file=str(cloud.secret_file), regenerate_secret="when_lost")["changed"]


def test_two_people_do_not_rotate_each_others_secrets_for_ever(cloud, second):
    client = cloud.made()
    given = {"regenerate_secret": "when_lost", "verify_secret": True}
    confirmed = cloud.client(secret_file=str(second), regenerate_secret_confirm=client["client_id"], **given)
    assert confirmed["changed"]
    for _time in range(2):
        refused = both(cloud, secret_file=str(cloud.secret_file), **given)
        assert refused["failure"]["code"] == "verification_failed"
        assert "Somebody else gave the OAuth client app a new secret" in refused["msg"]
        assert "regenerate_secret: always" in refused["msg"] and "one place" in refused["msg"]
        assert not cloud.client(secret_file=str(second), **given)["changed"]
    assert second.read_text().strip() == cloud.one()["secret"]


@pytest.mark.parametrize("given", [MACHINE, PERSON], ids=["machine", "person"])
@pytest.mark.parametrize("how", ["never", "when_lost"])
def test_a_copied_folder_does_not_end_the_secret_that_another_made(cloud, second, given, how):
    cloud.client(secret_file=str(cloud.secret_file), **given)
    shutil.copytree(cloud.secret_file.parent, second.parent)
    for path in (cloud.secret_file, second):
        os.utime(path, (time.time() - 91 * DAY,) * 2)
    due = {"secret_max_age": 90, "regenerate_secret": how}
    assert cloud.client(secret_file=str(cloud.secret_file), **due)["changed"]
    refused = both(cloud, secret_file=str(second), **due)
    assert refused["failure"]["code"] == "verification_failed" and "Somebody else" in refused["msg"]
    assert cloud.kept() == cloud.one()["secret"]
    assert cloud.client(secret_file=str(second), regenerate_secret="always")["changed"]
    assert second.read_text().strip() == cloud.one()["secret"]


def test_a_file_that_was_damaged_is_lost(cloud):
    """The record tells it from a secret that somebody else replaced."""
    cloud.made()
    cloud.secret_file.write_text("damaged\n")
    cloud.canaries.add("damaged")
    cloud.twice(secret_file=str(cloud.secret_file), regenerate_secret="when_lost", verify_secret=True)
    assert cloud.kept() == cloud.one()["secret"]
    cloud.secret_file.write_text("damaged\n")
    cloud.age_secret(91)
    cloud.twice(secret_file=str(cloud.secret_file), regenerate_secret="when_lost", secret_max_age=90)
    assert cloud.kept() == cloud.one()["secret"]


def test_the_present_secret_that_was_put_there_counts_as_ours(cloud):
    cloud.made()
    rotate(cloud)
    given = {"secret_file": str(cloud.secret_file), "regenerate_secret": "when_lost", "verify_secret": True}
    assert cloud.client(**given)["failed"]
    cloud.secret_file.write_text(cloud.one()["secret"] + "\n")
    assert not cloud.client(**given)["changed"]
    cloud.age_secret(91)
    assert cloud.client(secret_max_age=90, **given)["changed"]


def test_a_record_holds_no_secret_and_belongs_to_its_owner(cloud):
    cloud.made()
    path = record(cloud.secret_file)
    assert path.stat().st_mode & 0o777 == 0o600
    assert cloud.kept() not in path.read_text()
    assert json.loads(path.read_text())["client_id"] == cloud.one()["id"]


@pytest.mark.parametrize("text", ["", "{", "[]", "\xff", '{"client_id": 7}', '{"client_id": null, "salt": 1}'])
def test_a_record_that_nobody_can_read_is_none(cloud, text):
    cloud.made()
    record(cloud.secret_file).write_text(text)
    given = {"secret_file": str(cloud.secret_file), "regenerate_secret": "when_lost"}
    assert not cloud.client(**given)["changed"]
    assert json.loads(record(cloud.secret_file).read_text())["client_id"] == cloud.one()["id"]


# --- folders of an earlier version, which have no records


def test_a_folder_without_records_goes_on_and_gets_them_where_the_secret_is_proved(cloud):
    cloud.made()
    given = {"secret_file": str(cloud.secret_file), "regenerate_secret": "when_lost"}
    record(cloud.secret_file).unlink()
    assert not cloud.client(True, **given)["changed"]
    assert not record(cloud.secret_file).exists()
    assert not cloud.client(**given)["changed"]
    assert record(cloud.secret_file).exists(), "it is as old as the client"
    record(cloud.secret_file).unlink()
    cloud.age_secret(80)
    cloud.clear_log()
    assert not cloud.client(**given)["changed"] and cloud.paths("POST").count("/oauth/token") == 2
    assert record(cloud.secret_file).exists(), "it was seen to work"
    cloud.clear_log()
    assert not cloud.client(**given)["changed"] and cloud.paths("POST").count("/oauth/token") == 1
    cloud.secret_file.unlink()
    assert cloud.client(**given)["changed"]
    assert cloud.kept() == cloud.one()["secret"]


def test_a_folder_without_records_whose_secret_is_dead(cloud):
    cloud.made()
    record(cloud.secret_file).unlink()
    rotate(cloud)
    cloud.age_secret(80)
    given = {"secret_file": str(cloud.secret_file), "regenerate_secret": "when_lost"}
    told = both(cloud, **given)
    assert not told["changed"] and "refuses the secret" in told["warnings"][0]
    asked = both(cloud, verify_secret=True, **given)
    assert asked["failure"]["field"] == "regenerate_secret_confirm"
    refused = both(cloud, secret_max_age=30, secret_file=str(cloud.secret_file))
    assert "Somebody else" in refused["msg"]


def test_a_folder_without_records_rotates_by_age(cloud):
    cloud.made()
    record(cloud.secret_file).unlink()
    cloud.age_secret(91)
    cloud.twice(secret_file=str(cloud.secret_file), secret_max_age=90)
    assert cloud.kept() == cloud.one()["secret"] and record(cloud.secret_file).exists()


def test_a_folder_that_cannot_be_written_is_no_failure(cloud, monkeypatch):
    cloud.made()
    record(cloud.secret_file).unlink()
    monkeypatch.setattr(
        "ansible_collections.cxops.genesys.plugins.module_utils.transport.secret_file.os.access", lambda *args: False
    )
    told = cloud.client(secret_file=str(cloud.secret_file), regenerate_secret="when_lost")
    assert not told.get("failed") and "not writable" in told["warnings"][0]


# --- verification


def test_a_secret_that_is_not_there_cannot_be_verified(cloud):
    cloud.made()
    cloud.secret_file.unlink()
    refused = both(cloud, secret_file=str(cloud.secret_file), verify_secret=True)
    assert refused["failure"]["code"] == "verification_failed" and refused["failure"]["missing"] == "secret"
    told = both(cloud, secret_file=str(cloud.secret_file))
    assert told["secret_kept"] is False and not told["changed"]


def test_a_failure_says_that_the_client_is_missing(cloud):
    cloud.made()
    cloud.client(state="absent", confirm_delete=True)
    for given in (
        {"secret_file": str(cloud.secret_file), **MACHINE},
        {"client_id": SECOND},
        {},
        MACHINE,
        {**MACHINE, "roles": [{"role": "supervisor"}], "integration_credential_name": "x"},
    ):
        assert both(cloud, **given)["failure"]["missing"] == "client"


# --- teardown


def gone_later(cloud):
    """Let the client be older than thirty days."""
    with cloud.store.lock:
        next(one for one in cloud.store.cloud.clients.values() if one["name"] == "app")["dateCreated"] = cloud.ago(40)


@pytest.mark.parametrize("recorded", [True, False])
def test_a_secret_stays_until_its_client_is_gone_for_good(cloud, recorded):
    cloud.made()
    gone_later(cloud)
    if not recorded:
        record(cloud.secret_file).unlink()
    secret = cloud.kept()
    gone = {
        "state": "absent",
        "confirm_delete": True,
        "secret_file": str(cloud.secret_file),
        "remove_secret_file": True,
    }
    first = cloud.twice(**gone)
    assert first["restorable"] is True and any("stays until" in text for text in first["warnings"])
    assert cloud.kept() == secret
    cloud.twice(secret_file=str(cloud.secret_file))
    assert cloud.one()["state"] == "active", "restored, and its secret is there"
    cloud.client(**gone)
    cloud.sleep(8 * DAY)
    assert cloud.clients() == []
    last = cloud.twice(**gone)
    assert last["restorable"] is False and last["diff"]["before"]["secret_file"] == str(cloud.secret_file)
    assert files_of(cloud) == {}


def test_the_secret_of_a_young_client_goes_with_it(cloud):
    cloud.made()
    gone = {"state": "absent", "confirm_delete": True, "secret_file": str(cloud.secret_file)}
    kept = files_of(cloud)
    nobody = both(cloud, name="nobody", **gone)
    assert (nobody["changed"], nobody["left_over"]) == (False, []), "it is the file of another client"
    assert cloud.twice(remove_secret_file=True, **gone)["left_over"] == []
    assert files_of(cloud) == {} and kept


def test_a_secret_file_that_a_deletion_leaves_is_told_each_time(cloud):
    cloud.made()
    gone = {"state": "absent", "confirm_delete": True, "secret_file": str(cloud.secret_file)}
    said = "The secret file %s stays with the record beside it: remove_secret_file is not true" % cloud.secret_file
    done = cloud.client(True, **gone), cloud.client(**gone), cloud.client(**gone)
    assert [one["changed"] for one in done] == [True, True, False]
    assert [[text.partition(" for it")[0] for text in one["left_over"]] for one in done] == [[said]] * 3


def test_the_secret_of_another_client_stays(cloud):
    cloud.made()
    cloud.client(name="other", **PERSON)
    gone = {
        "state": "absent",
        "confirm_delete": True,
        "secret_file": str(cloud.secret_file),
        "remove_secret_file": True,
    }
    for name in ("other", "other", "nobody"):
        told = cloud.client(name=name, **gone)
        assert any("the secret of another client" in text for text in told["warnings"])
        assert "the secret of another client" in told["left_over"][0]
    assert cloud.kept() == cloud.one()["secret"]


def test_the_secret_of_another_organisation_stays(cloud):
    """The same list with the credentials of another organisation finds no client."""
    cloud.made()
    cloud.client(state="absent", confirm_delete=True)
    cloud.control.seed(cloud_organization={"id": "c2000000-0000-4000-8000-0000000000ff"})
    gone = {
        "state": "absent",
        "confirm_delete": True,
        "secret_file": str(cloud.secret_file),
        "remove_secret_file": True,
    }
    told = both(cloud, **gone)
    assert not told["changed"] and "stays" in told["warnings"][0]


def test_a_file_that_cannot_be_removed_is_found_before(cloud, monkeypatch):
    cloud.made()
    monkeypatch.setattr(
        "ansible_collections.cxops.genesys.plugins.module_utils.transport.secret_file.os.access", lambda *args: False
    )
    gone = {
        "state": "absent",
        "confirm_delete": True,
        "secret_file": str(cloud.secret_file),
        "remove_secret_file": True,
    }
    assert both(cloud, **gone)["failure"]["code"] == "secret_file"


# --- a rename that is finished


@pytest.mark.parametrize("how", ["never", "when_lost"])
@pytest.mark.parametrize("given", [MACHINE, PERSON], ids=["machine", "person"])
def test_the_file_of_the_old_name_is_moved(cloud, how, given):
    old, new = cloud.secret_file, cloud.secret_file.with_name("renamed.secret")
    cloud.client(secret_file=str(old), **given)
    secret = cloud.kept()
    cloud.client(secret_file=str(old), new_name="renamed", regenerate_secret=how)
    cloud.age_secret(5)
    done = cloud.twice(name="renamed", secret_file=str(new), regenerate_secret=how)
    assert done["diff"]["before"]["secret_file"] == str(old) and done["diff"]["after"]["secret_file"] == str(new)
    assert done["secret_kept"] is True and "warnings" not in done
    assert cloud.one()["secret"] == secret == new.read_text().strip()
    assert sorted(files_of(cloud)) == [".renamed.secret.client", "renamed.secret"]
    assert 4 * DAY < time.time() - new.stat().st_mtime, "its age stays, too"


def test_a_moved_secret_is_rotated_when_it_is_due_and_written_to_its_credential(cloud):
    old, new = cloud.secret_file, cloud.secret_file.with_name("renamed.secret")
    cloud.made(integration_credential_name="data actions")
    cloud.client(new_name="renamed")
    cloud.age_secret(91)
    cloud.twice(name="renamed", secret_file=str(new), secret_max_age=90, integration_credential_name="data actions")
    assert not old.exists() and new.read_text().strip() == cloud.one()["secret"]
    (credential,) = cloud.state()["cloud"]["credentials"]
    assert credential["credentialFields"]["clientSecret"] == cloud.one()["secret"]


def test_no_file_of_another_client_is_moved_or_written_over(cloud):
    """Two clients whose names are exchanged: neither loses its secret."""
    first, second = cloud.secret_file, cloud.secret_file.with_name("second.secret")
    cloud.made()
    cloud.client(name="second", secret_file=str(second), **MACHINE)
    kept = files_of(cloud)
    swapped = {"secret_file": str(second), "regenerate_secret": "when_lost"}
    refused = both(cloud, **swapped)
    assert refused["failure"]["field"] == "regenerate_secret_confirm"
    confirmed = both(
        cloud, regenerate_secret_confirm=next(one["id"] for one in cloud.clients() if one["name"] == "app"), **swapped
    )
    assert confirmed["failure"]["code"] == "secret_file" and "another client" in confirmed["msg"]
    assert files_of(cloud) == kept and first.exists()


def test_a_move_that_fails_loses_nothing(cloud, monkeypatch):
    new = cloud.secret_file.with_name("renamed.secret")
    cloud.made()
    cloud.client(new_name="renamed")
    secret = cloud.kept()

    def fail(*args, **kwargs):
        raise OSError(1, "Operation not permitted")

    with monkeypatch.context() as patched:
        patched.setattr("ansible_collections.cxops.genesys.plugins.module_utils.transport.secret_file.os.link", fail)
        failed = cloud.client(name="renamed", secret_file=str(new), regenerate_secret="when_lost")
    assert failed["failure"]["code"] == "secret_file" and cloud.kept() == secret == cloud.one()["secret"]
    cloud.twice(name="renamed", secret_file=str(new), regenerate_secret="when_lost")


def test_a_file_of_the_same_name_elsewhere_stays_where_it_is(cloud):
    """Another path in the same folder is no rename: two tasks for one client would move its file to and fro."""
    cloud.made()
    kept = files_of(cloud)
    other = str(cloud.secret_file.with_name("elsewhere.secret"))
    assert both(cloud, secret_file=other)["secret_kept"] is False
    assert both(cloud, secret_file=other, regenerate_secret="when_lost")["failure"]["missing"] == "secret"
    assert files_of(cloud) == kept
