# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A secret that is told once: kept before it can be lost, renewed when it is due, never shown."""

from __future__ import annotations

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.transport import secret_file

MACHINE = {"authorized_grant_type": "CLIENT-CREDENTIALS", "roles": [{"role": "employee"}]}
PERSON = {"authorized_grant_type": "CODE", "scopes": ["users"]}


def secret(cloud):
    return cloud.one()["secret"]


def test_kept_in_its_file_and_it_works(cloud):
    client = cloud.made(verify_secret=True)
    assert cloud.kept() == secret(cloud)
    assert client["client_secret"] == "********"
    assert cloud.token_status(client["client_id"], cloud.kept()) == 200
    assert cloud.client(**MACHINE, secret_file=str(cloud.secret_file), verify_secret=True)["changed"] is False


def test_returned_only_where_nothing_is_shown(cloud):
    shown = cloud.client(**PERSON)
    assert shown["client_secret"] == "hidden: set no_log on the task to get it"
    assert any("told once" in text for text in shown["warnings"])
    hidden = cloud.client(name="other", no_log=True, **MACHINE)
    assert hidden["client_secret"] == next(one["secret"] for one in cloud.clients() if one["name"] == "other")
    assert "warnings" not in hidden


def test_no_client_for_machines_is_made_whose_secret_nobody_keeps(cloud):
    for check in (True, False):
        result = cloud.client(check, **MACHINE)
        assert result["failure"]["field"] == "secret_file" and "would lose it" in result["msg"]
    assert cloud.clients() == [] and cloud.writes() == []


def test_the_integrations_may_be_the_only_ones_who_know_a_secret(cloud):
    done = cloud.client(integration_credential_name="data actions", **MACHINE)
    assert "warnings" not in done
    assert credentials(cloud)[0][1]["clientSecret"] == secret(cloud)


def test_check_mode_foretells_the_word_about_a_secret_that_nobody_keeps(cloud):
    assert cloud.client(True, **PERSON)["warnings"] == cloud.client(**PERSON)["warnings"]


def test_another_secret_in_the_file_is_not_overwritten(cloud):
    cloud.made()
    other = cloud.kept()
    cloud.clear_log()
    for check in (True, False):
        result = cloud.client(check, name="other", secret_file=str(cloud.secret_file), **MACHINE)
        assert result["failure"]["code"] == "secret_file" and result["failure"]["path"] == str(cloud.secret_file)
    assert cloud.writes() == [] and cloud.kept() == other
    for check in (True, False):
        spared = cloud.client(
            check, name="other", secret_file=str(cloud.secret_file), regenerate_secret="when_lost", **MACHINE
        )
        assert spared["failure"]["code"] == "secret_file" and "the secret of another client" in spared["msg"]
    assert cloud.writes() == [] and cloud.kept() == other
    cloud.client(state="absent", confirm_delete=True)
    cloud.twice(name="other", secret_file=str(cloud.secret_file), regenerate_secret="when_lost", **MACHINE)
    assert cloud.kept() == next(one["secret"] for one in cloud.clients() if one["name"] == "other")


def test_a_place_that_cannot_be_written_is_found_before(cloud):
    cloud.secret_file.parent.touch()
    for check in (True, False):
        result = cloud.client(check, secret_file=str(cloud.secret_file), **MACHINE)
        assert result["failure"]["code"] == "secret_file" and "is no folder" in result["msg"]
    assert cloud.clients() == [] and cloud.writes() == []


def test_a_full_disk_is_found_before(cloud, monkeypatch):
    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(secret_file.os, "fsync", full)
    result = cloud.client(secret_file=str(cloud.secret_file), **MACHINE)
    assert result["failure"]["code"] == "secret_file" and "No space left" in result["msg"]
    assert cloud.clients() == [] and cloud.writes() == []
    assert list(cloud.secret_file.parent.iterdir()) == []


def test_a_secret_that_could_not_be_kept_can_be_had_anew(cloud, monkeypatch):
    def fail(*args, **kwargs):
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patched:
        patched.setattr(secret_file.os, "link", fail)
        result = cloud.client(secret_file=str(cloud.secret_file), **MACHINE)
    assert result["failure"]["code"] == "secret_file" and "regenerate_secret" in result["msg"]
    done = cloud.twice(secret_file=str(cloud.secret_file), regenerate_secret="when_lost", **MACHINE)
    assert done["changed"] and cloud.kept() == secret(cloud)


def test_a_lost_secret_is_said_and_renewed_on_request(cloud):
    cloud.made()
    cloud.secret_file.unlink()
    told = cloud.client(secret_file=str(cloud.secret_file))
    assert told["changed"] is False and "does not tell it again" in told["warnings"][0]
    assert "set regenerate_secret: when_lost." in told["warnings"][0]
    done = cloud.twice(secret_file=str(cloud.secret_file), regenerate_secret="when_lost")
    assert done["diff"]["after"]["client_secret"] == "******** (new)"
    assert done["new_secret"] == "regenerated, for its file was not there" and "new_secret" not in told
    assert cloud.kept() == secret(cloud)


def test_all_that_a_lost_secret_without_a_record_takes_is_said_at_once(cloud):
    made = cloud.made()
    cloud.secret_file.unlink()
    (cloud.secret_file.parent / (".%s.client" % cloud.secret_file.name)).unlink()
    given = {"secret_file": str(cloud.secret_file)}
    line = "regenerate_secret_confirm: %s for one run" % made["client_id"]
    for more in ({}, {"verify_secret": True}):
        told = cloud.client(**given, **more)
        said = " ".join([*told.get("warnings", ()), told.get("msg", "")])
        assert "set regenerate_secret: when_lost and, because" in said and line in said
    cloud.twice(regenerate_secret="when_lost", regenerate_secret_confirm=made["client_id"], **given)


def test_rotated_when_it_is_old_enough(cloud):
    client = cloud.made()
    given = {"secret_file": str(cloud.secret_file), "secret_max_age": 90}
    cloud.age_secret(89)
    assert cloud.client(**given)["changed"] is False
    first = cloud.kept()
    cloud.age_secret(91)
    done = cloud.twice(**given)
    assert done["changed"] and cloud.kept() == secret(cloud) != first
    assert done["new_secret"] == "rotated by age (secret_max_age: 90)"
    assert cloud.token_status(client["client_id"], first) == 400
    assert cloud.token_status(client["client_id"], cloud.kept()) == 200


def test_always_is_each_time(cloud):
    cloud.made()
    seen = {cloud.kept()}
    for _number in range(2):
        assert cloud.client(secret_file=str(cloud.secret_file), regenerate_secret="always")["changed"]
        assert cloud.kept() == secret(cloud)
        seen.add(cloud.kept())
    assert len(seen) == 3


def test_no_secret_is_ended_for_one_that_nobody_keeps(cloud):
    cloud.made()
    cloud.clear_log()
    for check in (True, False):
        result = cloud.client(check, regenerate_secret="always")
        assert result["failure"]["field"] == "regenerate_secret"
    assert cloud.writes() == []
    assert cloud.client(regenerate_secret="always", no_log=True)["client_secret"] == secret(cloud)


def test_a_stored_secret_that_is_wrong(cloud):
    cloud.made()
    cloud.secret_file.write_text("not-the-secret-of-this-client\n")
    cloud.canaries.add("not-the-secret-of-this-client")
    given = {"secret_file": str(cloud.secret_file), "verify_secret": True}
    for check in (True, False):
        result = cloud.client(check, **given)
        assert result["failure"]["code"] == "verification_failed" and "token endpoint" in result["msg"]
    cloud.twice(regenerate_secret="when_lost", **given)
    assert cloud.kept() == secret(cloud)


@pytest.mark.parametrize("order", ["after_secret", "before_secret"])
def test_where_the_token_endpoint_does_not_tell(cloud, order):
    """The secret of a client for persons cannot be tried without a person."""
    cloud.control.switches(cloud_grant_check=order)
    cloud.client(**PERSON, secret_file=str(cloud.secret_file), verify_secret=True)
    cloud.clear_log()
    assert cloud.client(secret_file=str(cloud.secret_file), verify_secret=True)["changed"] is False
    assert cloud.paths("POST") == ["/oauth/token"]  # its own token


def test_a_renewal_whose_answer_was_lost_is_repeated(cloud):
    cloud.made()
    cloud.control.fault("drop", method="POST", path="/secret$", when="after")
    assert cloud.client(secret_file=str(cloud.secret_file), regenerate_secret="always")["changed"]
    assert cloud.kept() == secret(cloud)


def test_a_renewal_that_is_never_answered_says_what_is_not_known(cloud):
    cloud.made()
    cloud.control.fault("drop", method="POST", path="/secret$", when="after", times=0)
    result = cloud.client(secret_file=str(cloud.secret_file), regenerate_secret="always")
    assert "not known" in result["msg"] and "regenerate_secret: always" in result["msg"]
    cloud.control.clear_faults()
    assert cloud.client(secret_file=str(cloud.secret_file), regenerate_secret="always")["changed"]
    assert cloud.kept() == secret(cloud)


def test_a_file_that_others_may_read_is_said(cloud):
    cloud.made()
    cloud.secret_file.chmod(0o644)
    assert any("0600" in text for text in cloud.client(secret_file=str(cloud.secret_file))["warnings"])
    cloud.client(secret_file=str(cloud.secret_file), regenerate_secret="always")
    assert cloud.kept() == secret(cloud)


def credentials(cloud):
    return [(one["name"], one["credentialFields"]) for one in cloud.state()["cloud"]["credentials"]]


def test_the_credential_of_the_integrations_goes_with_the_secret(cloud):
    given = {"secret_file": str(cloud.secret_file), "integration_credential_name": "data actions"}
    done = cloud.twice(**MACHINE, **given)
    fields = {"clientId": cloud.one()["id"], "clientSecret": secret(cloud)}
    assert credentials(cloud) == [("data actions", fields)]
    assert done["resource"]["integration_credential_name"] == "data actions"
    assert done["resource"]["integration_credential_id"]
    assert cloud.client(regenerate_secret="always", **given)["changed"]
    assert credentials(cloud) == [("data actions", {"clientId": cloud.one()["id"], "clientSecret": secret(cloud)})]
    cloud.twice(state="absent", confirm_delete=True, integration_credential_name="data actions")
    assert credentials(cloud) == [] and cloud.clients() == []


@pytest.mark.parametrize("days", [0, 31])
def test_a_deletion_that_is_refused_leaves_the_credential_and_one_that_broke_off_is_finished(cloud, days):
    given = {"secret_file": str(cloud.secret_file), "integration_credential_name": "data actions"}
    cloud.client(**MACHINE, **given)
    (client,) = (one for one in cloud.store.cloud.clients.values() if one["name"] == "app")
    client["dateCreated"] = cloud.ago(days)
    gone = {"state": "absent", "confirm_delete": True, "integration_credential_name": "data actions"}
    cloud.control.fault("status", method="PUT", path="/clients/", status=403)
    assert cloud.client(**gone)["failure"]["code"] == "forbidden"
    assert len(credentials(cloud)) == 1
    cloud.control.fault("status", method="DELETE", path="/credentials/", status=403)
    assert cloud.client(**gone)["failure"]["code"] == "forbidden"
    cloud.twice(**gone)
    assert credentials(cloud) == []
    assert [one["state"] for one in cloud.clients()] == (["inactive"] if days else [])


def test_a_credential_is_made_later_from_the_file(cloud):
    cloud.made()
    cloud.twice(secret_file=str(cloud.secret_file), integration_credential_name="data actions")
    assert credentials(cloud)[0][1]["clientSecret"] == secret(cloud)


def test_no_credential_without_the_secret(cloud):
    cloud.seed()
    cloud.clear_log()
    for check in (True, False):
        result = cloud.client(check, integration_credential_name="data actions")
        assert result["failure"]["field"] == "integration_credential_name" and "not known" in result["msg"]
    assert cloud.writes() == []


def test_a_credential_that_was_not_written_is_mended(cloud):
    """It cannot be read back; that the secret is younger than it tells."""
    given = {"secret_file": str(cloud.secret_file), "integration_credential_name": "data actions"}
    cloud.client(**MACHINE, **given)
    old = cloud.ago(1)
    (credential,) = cloud.store.cloud.credentials.values()
    credential["modifiedDate"] = old
    credential["credentialFields"]["clientSecret"] = "an-old-one"
    cloud.canaries.add("an-old-one")
    cloud.control.fault("status", method="PUT", path="/integrations/credentials/", status=400)
    assert cloud.client(**given)["failure"]["code"] == "refused"
    done = cloud.twice(**given)
    assert done["changed"]
    assert credentials(cloud)[0][1]["clientSecret"] == secret(cloud)


def test_a_credential_whose_creation_was_not_answered_is_there_once(cloud):
    cloud.control.fault("drop", method="POST", path="/integrations/credentials", when="after")
    given = {"secret_file": str(cloud.secret_file), "integration_credential_name": "data actions"}
    assert cloud.client(**MACHINE, **given)["changed"]
    assert len(credentials(cloud)) == 1


def test_twin_credentials_are_an_error(cloud):
    fields = {"clientId": "x", "clientSecret": "a-foreign-secret"}
    row = {"name": "data actions", "type": {"name": "pureCloudOAuthClient"}, "credentialFields": fields}
    cloud.control.seed(cloud_credentials=[row, row])
    cloud.seed()
    assert cloud.client(integration_credential_name="data actions")["failure"]["code"] == "ambiguous"


def test_an_answer_without_a_secret_is_said(cloud):
    cloud.made()
    body = {"id": cloud.one()["id"], "name": "app"}
    cloud.control.fault("status", method="POST", path="/secret$", status=200, body=body)
    result = cloud.client(secret_file=str(cloud.secret_file), regenerate_secret="always")
    assert result["failure"]["code"] == "bad_response" and "regenerate_secret" in result["msg"]
