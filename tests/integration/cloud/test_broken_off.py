# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run that is broken off when a secret was made: the next one knows that nobody has it, and ends no other secret."""

from __future__ import annotations

import json

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import SecretFileError
from ansible_collections.cxops.genesys.plugins.module_utils.resources import _cloud_begun

MACHINE = {"authorized_grant_type": "CLIENT-CREDENTIALS", "roles": [{"role": "employee"}]}
PERSON = {"authorized_grant_type": "CODE", "scopes": ["users"]}
WORD = "An earlier run was broken off"


class Killed(BaseException):
    """Nothing is done any more, not even what a task does at its end."""


@pytest.fixture
def broken_off(cloud, monkeypatch):
    """Runs the module until it has the secret, which it does not keep; what it reserved stays as after SIGKILL."""

    def run(**given):
        def kill(*args):
            raise Killed

        with monkeypatch.context() as patched:
            patched.setattr(_cloud_begun.Begun, "keep", kill)
            patched.setattr(_cloud_begun.Begun, "__exit__", lambda *exc_info: None)
            with pytest.raises(Killed):
                cloud.client(secret_file=str(cloud.secret_file), **given)
        assert ".app.secret.begun" in names(cloud)

    return run


def names(cloud):
    """What is in the secrets' folder."""
    return sorted(path.name for path in cloud.secret_file.parent.iterdir())


def note(cloud):
    return cloud.secret_file.with_name(".app.secret.begun")


def sound(cloud):
    """The only client's secret is kept, and nothing else."""
    assert cloud.kept() == cloud.one()["secret"]
    assert names(cloud) == [".app.secret.client", "app.secret"]
    for credential in cloud.store.cloud.credentials.values():
        assert credential["credentialFields"] == {"clientId": cloud.one()["id"], "clientSecret": cloud.kept()}


@pytest.mark.parametrize("credential", [{}, {"integration_credential_name": "data actions"}], ids=["", "credential"])
@pytest.mark.parametrize("given", [MACHINE, PERSON], ids=["machine", "person"])
def test_a_creation_that_was_broken_off_loses_no_secret(cloud, broken_off, given, credential):
    broken_off(**given, **credential)
    lost = cloud.one()["secret"]
    assert lost not in "".join(path.read_text() for path in cloud.secret_file.parent.iterdir())
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in cloud.secret_file.parent.iterdir())
    done = cloud.twice(secret_file=str(cloud.secret_file), **given, **credential)
    assert done["diff"]["after"]["client_secret"] == "******** (new)" and WORD in done["warnings"][0]
    sound(cloud)
    assert cloud.kept() != lost


@pytest.mark.parametrize("given", [MACHINE, PERSON], ids=["machine", "person"])
def test_a_renewal_that_was_broken_off_leaves_no_dead_secret(cloud, broken_off, given):
    cloud.client(secret_file=str(cloud.secret_file), integration_credential_name="data actions", **given)
    broken_off(regenerate_secret="always")
    assert cloud.kept() != cloud.one()["secret"]
    assert cloud.twice(secret_file=str(cloud.secret_file), integration_credential_name="data actions")["changed"]
    sound(cloud)


def test_a_secret_that_is_seen_to_work_is_left_alone(cloud, monkeypatch):
    """Broken off before the renewal had its effect."""
    cloud.client(secret_file=str(cloud.secret_file), **MACHINE)
    first = cloud.kept()
    cloud.control.fault("drop", method="POST", path="/secret$", times=0)
    assert cloud.client(secret_file=str(cloud.secret_file), regenerate_secret="always")["failed"]
    assert note(cloud).exists()
    cloud.control.clear_faults()
    for check in (True, False):
        again = cloud.client(check, secret_file=str(cloud.secret_file))
        assert not again["changed"] and "warnings" not in again
    assert cloud.kept() == first
    sound(cloud)


def test_a_renewal_that_was_refused_is_none(cloud):
    cloud.client(secret_file=str(cloud.secret_file), **PERSON)
    cloud.control.fault("status", method="POST", path="/secret$", status=403)
    assert (
        cloud.client(secret_file=str(cloud.secret_file), regenerate_secret="always")["failure"]["code"] == "forbidden"
    )
    sound(cloud)


def test_a_creation_that_was_refused_is_none(cloud):
    cloud.control.fault("status", method="POST", path="/clients$", status=403)
    assert cloud.client(secret_file=str(cloud.secret_file), **PERSON)["failure"]["code"] == "forbidden"
    assert names(cloud) == []


def test_a_creation_that_is_refused_after_one_that_was_broken_off_stays_in_doubt(cloud, broken_off):
    broken_off(**PERSON)
    cloud.control.fault("status", method="POST", path="/secret$", status=403)
    assert cloud.client(secret_file=str(cloud.secret_file))["failure"]["code"] == "forbidden"
    assert cloud.client(secret_file=str(cloud.secret_file))["changed"]
    sound(cloud)


def test_a_lost_answer_that_comes_to_nothing_leaves_the_word_that_one_was_asked(cloud):
    """The client is seen only later, when nobody expects its secret any more."""
    cloud.control.fault("drop", method="POST", path="/clients$", when="after")
    cloud.control.fault("status", method="GET", path="/clients", status=500, times=0, nth=2)
    assert cloud.client(secret_file=str(cloud.secret_file), **MACHINE)["failed"]
    cloud.control.clear_faults()
    assert cloud.client(secret_file=str(cloud.secret_file), **MACHINE)["changed"]
    sound(cloud)


@pytest.mark.parametrize("days", [-1, 1])
def test_a_client_of_that_name_that_somebody_made_at_another_time_keeps_its_secret(cloud, broken_off, days):
    broken_off(**PERSON)
    cloud.store.cloud.clients.pop(cloud.one()["id"])
    cloud.seed(dateCreated=cloud.ago(days))
    again = cloud.client(secret_file=str(cloud.secret_file))
    assert not again["changed"] and "does not tell it again" in again["warnings"][0]


@pytest.mark.parametrize("member", ["service", "client_id", "name"])
def test_the_note_is_about_one_client_of_one_service(cloud, broken_off, member):
    broken_off(**PERSON)
    told = json.loads(note(cloud).read_text())
    note(cloud).write_text(json.dumps(dict(told, **{member: "another"})))
    assert not cloud.client(secret_file=str(cloud.secret_file))["changed"]


@pytest.mark.parametrize("text", ["", "{", "[]", "\xff", '{"service": 1}', '{"begun": "x", "place": ["."]}'])
def test_a_note_that_nobody_can_read_says_nothing(cloud, text):
    cloud.made()
    note(cloud).write_text(text)
    again = cloud.client(secret_file=str(cloud.secret_file))
    assert not again["changed"] and not again.get("failed")
    assert cloud.client(secret_file=str(cloud.secret_file), regenerate_secret="always")["changed"]
    sound(cloud)


def test_a_note_that_cannot_be_written_is_found_before(cloud, monkeypatch):
    def full(self):
        note(cloud).touch()
        raise SecretFileError("No space left on device.")

    monkeypatch.setattr(_cloud_begun.Begun, "_leave_note", full)
    result = cloud.client(secret_file=str(cloud.secret_file), **MACHINE)
    assert result["failure"]["code"] == "secret_file" and "No space left" in result["msg"]
    assert cloud.clients() == [] and cloud.writes() == [] and names(cloud) == []


def test_the_note_removes_nothing_but_a_place_that_was_reserved(tmp_path):
    for name in ("other.secret", ".cxops-reserved"):
        (tmp_path / name).touch()
    for name in ("other.secret", "../other.secret", "/etc/x", ".cxops-reserved"):
        (tmp_path / ".app.secret.begun").write_text(json.dumps({"place": name}))
        _cloud_begun.done(str(tmp_path / "app.secret"))
    assert [path.name for path in tmp_path.iterdir()] == ["other.secret"]
