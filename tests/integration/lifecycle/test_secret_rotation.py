# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A new secret for an API client that exists: the secret that works is never lost, wherever the run ends."""

from __future__ import annotations

import os
import re
import stat
import time
from contextlib import nullcontext
from pathlib import Path

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import Unreachable
from ansible_collections.cxops.genesys.plugins.module_utils.resources import _auth_secret
from ansible_collections.cxops.genesys.plugins.module_utils.resources.auth_client import AuthClients
from ansible_collections.cxops.genesys.plugins.module_utils.transport import secret_file
from emulator import defaults
from emulator.switches import Switches
from integration.support.http_samples import AUTH_CLIENT, ops
from integration.support.nexus_samples import GAPI
from integration.support.tenant_sample import connection, document

WITHOUT_SECRET = {name: value for name, value in AUTH_CLIENT.create.items() if name != "client_secret"}
OLD = "Canary-old-secret-0"
DAY = 86400
http_only = pytest.mark.parametrize("world", [False], indirect=True)


class Client:
    """The client with its file: runs the module, and tells what is where."""

    def __init__(self, world, folder):
        self.world, self.path = world, folder / "client.secret"
        self.previous, self.refused = (Path("%s.%s" % (self.path, end)) for end in ("previous", "refused"))

    def __call__(self, check=False, **given):
        options = {**ops(self.world, Switches()), **WITHOUT_SECRET, "secret_file": str(self.path), **given}
        result = self.world.run("genesys_auth_client", check, **options)
        for path in (self.path, self.previous, self.refused):
            if path.exists():
                self.world.canaries.add(path.read_text().strip())
                assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
        return result

    @property
    def live(self):
        """The secret that the service has."""
        return self.world.state()["clients"][0]["client_secret"]

    @property
    def files(self):
        """The secrets in the file, that of the previous one, and that of the refused one."""
        paths = (self.path, self.previous, self.refused)
        return tuple(path.read_text().strip() if path.exists() else None for path in paths)

    def put(self, path, secret, mode=0o600):
        path.write_text(secret + "\n")
        path.chmod(mode)
        self.world.canaries.add(secret)


@pytest.fixture
def client(world, tmp_path):
    """A client that exists, with the secret OLD, which is in its file."""
    made = Client(world, tmp_path)
    made.put(made.path, OLD)
    assert made()["changed"] and made.live == OLD
    world.clear_log()
    return made


def foretold(client, **given):
    """The real run, after check mode has foretold it: nothing written, the same words and the same diff."""
    before, files = client.world.state(), client.files
    said = client(True, **given)
    assert (client.world.state(), client.files) == (before, files)
    done = client(**given)
    for name in ("changed", "diff", "resource", "new_secret"):
        assert said.get(name) == done.get(name), name
    return done


@http_only
def test_always_makes_a_new_secret_in_each_run(client):
    for _twice in range(2):
        before = client.live
        result = foretold(client, regenerate_secret="always")
        assert result["changed"] and result["diff"]["after"]["client_secret"] == "******** (new)"
        assert client.live != before and client.files == (client.live, None, None)
        assert "no_log" in result["client_secret"]
        assert result["new_secret"] == "regenerated (regenerate_secret: always)"
    assert client()["changed"] is False


@http_only
@pytest.mark.parametrize("option", [{"regenerate_secret": "when_lost"}, {"update_secret": "always"}], ids=str)
def test_a_secret_that_is_lost(client, option):
    assert foretold(client, **option)["changed"] is False, "it is not lost"
    client.path.unlink()
    assert client()["changed"] is False
    assert foretold(client, **option)["new_secret"] == "regenerated, for its file was not there"
    assert client.live != OLD and client.files == (client.live, None, None)
    assert foretold(client, **option)["changed"] is False


@http_only
@pytest.mark.parametrize("option", [{"regenerate_secret": "when_lost"}, {"update_secret": "always"}], ids=str)
def test_a_secret_that_somebody_else_may_be_using_is_ended_only_by_the_line_that_the_message_has(client, option):
    """The folder is another person's, or one of release 1.3, and the file is not there."""
    record = client.path.parent / ".client.secret.client"
    record.unlink()
    client.path.unlink()
    told = []
    for check in (True, False):
        refused = client(check, **option)
        assert refused["failure"]["field"] == "regenerate_secret_confirm" and client.world.writes() == []
        told.append(refused["msg"])
    line = re.search(r"set (regenerate_secret_confirm): (\S+) for one run", told[0])
    assert told[0] == told[1] and client.live == OLD and client.files == (None, None, None)
    done = foretold(client, **option, **{line[1]: line[2]})
    assert done["new_secret"] == "regenerated, for its file was not there" and client.files == (client.live, None, None)
    again = foretold(client, **option, **{line[1]: line[2]})
    assert again["changed"] is False and "no effect any more" in again["warnings"][-1]
    client.path.unlink()
    assert foretold(client, **option)["changed"], "now the folder has its own record"
    assert record.stat().st_mode & 0o777 == 0o600 and client.live not in record.read_text()


@http_only
def test_a_file_of_an_earlier_release_gets_its_record_when_its_secret_is_seen_to_work(client):
    record = client.path.parent / ".client.secret.client"
    record.unlink()
    assert client()["changed"] is False and not record.exists(), "nothing needs it"
    assert foretold(client, regenerate_secret="when_lost")["changed"] is False and record.exists()
    client.path.unlink()
    assert foretold(client, regenerate_secret="when_lost")["changed"]


@http_only
def test_the_record_of_a_client_goes_with_it(client):
    """One that somebody makes again under its id has another secret."""
    record = client.path.parent / ".client.secret.client"
    assert client(True, state="absent")["changed"] and record.exists()
    assert client(state="absent")["changed"] and not record.exists() and client.path.exists()


@http_only
def test_a_secret_that_is_too_old(client):
    assert "new_secret" not in foretold(client, secret_max_age=1)
    os.utime(client.path, (0, time.time() - 2 * DAY))
    assert foretold(client, secret_max_age=3)["changed"] is False
    assert foretold(client, secret_max_age=1)["new_secret"] == "rotated by age (secret_max_age: 1)"
    assert client.live != OLD and client.files == (client.live, None, None)
    assert foretold(client, secret_max_age=1)["changed"] is False


@http_only
@pytest.mark.parametrize("check", [True, False])
def test_a_secret_that_is_too_old_and_that_somebody_else_changed(client, check):
    client.put(client.path, "Canary-of-mine")
    os.utime(client.path, (0, time.time() - 2 * DAY))
    result = client(check, secret_max_age=1)
    assert (result["failure"]["code"], result["failure"]["field"]) == ("verification_failed", "secret_max_age")
    assert "somebody else" in result["msg"]
    assert client.world.writes() == [] and client.files == ("Canary-of-mine", None, None)


OPTIONS = [{"regenerate_secret": "always"}, {"secret_max_age": 1}]


@http_only
@pytest.mark.parametrize("option", OPTIONS, ids=str)
@pytest.mark.parametrize("grants", [["client_credentials"], ["password"]], ids=["client_credentials", "password only"])
@pytest.mark.parametrize(("position", "code"), [("refuse", "refused"), ("ignore", "verification_failed")])
def test_the_old_secret_is_put_back_where_the_service_does_not_take_the_new_one(client, option, grants, position, code):
    client.world.control.switches(add_internal_grants=False)
    client(authorized_grant_types=grants, strict=True)
    os.utime(client.path, (0, time.time() - 2 * DAY))
    age = client.path.stat().st_mtime
    client.world.control.switches(client_put_secret=position, add_internal_grants=False)
    before = client.world.state()
    result = client(authorized_grant_types=grants, **option)
    assert result["failure"]["code"] == code and "put back" in result["msg"]
    assert client.world.state() == before and client.live == OLD
    secret, previous, refused = client.files
    assert (secret, previous) == (OLD, None)
    assert client.path.stat().st_mtime == pytest.approx(age), "its age counts the next time, too"
    assert (refused is None) == (position == "refuse"), "what the service accepted is kept"
    assert client(authorized_grant_types=grants)["changed"] is False


@http_only
@pytest.mark.parametrize("position", ["refuse", "ignore"])
def test_without_an_old_secret_the_new_one_is_kept_only_where_the_service_may_have_it(client, position):
    client.path.unlink()
    client.world.control.switches(client_put_secret=position)
    result = client(regenerate_secret="when_lost")
    assert result["failed"] and client.live == OLD
    secret, previous, refused = client.files
    assert (secret, previous) == (None, None) and (refused is None) == (position == "refuse")


class Killed(BaseException):
    """Stands for a process that ends at once."""


def killing(monkeypatch, place, name, when):
    """The process ends before or after this call, at its first time."""
    real, calls = getattr(place, name), []

    def call(*args, **kwargs):
        calls.append(name)
        if when == "before" and len(calls) == 1:
            raise Killed
        result = real(*args, **kwargs)
        if len(calls) == 1:
            raise Killed
        return result

    monkeypatch.setattr(place, name, call)


STEPS = [
    (secret_file, "keep_previous", "before"),
    (secret_file, "keep_previous", "after"),
    (secret_file, "store_secret", "after"),
    (_auth_secret.SecretManager, "_prove", "before"),
    (secret_file, "drop_secret", "before"),
    (secret_file, "drop_secret", "after"),
]


@http_only
@pytest.mark.parametrize("option", [{}, *OPTIONS], ids=str)
@pytest.mark.parametrize("step", range(len(STEPS)), ids=lambda number: "%s %s" % STEPS[number][:0:-1])
def test_a_run_that_is_killed_at_any_step_is_settled_by_the_next(client, monkeypatch, step, option):
    os.utime(client.path, (0, time.time() - 2 * DAY))
    with monkeypatch.context() as patched:
        killing(patched, *STEPS[step])
        with pytest.raises(Killed):
            client(regenerate_secret="always")
    live = client.live
    assert live in client.files, "the secret that works is in a file"
    left = client.previous.exists()
    result = foretold(client, **option)
    assert client.files == (client.live, None, None)
    due = option == OPTIONS[0] or (option == OPTIONS[1] and live == OLD)
    assert result["changed"] is (left or due)
    if not due:
        assert client.live == live, "nothing is sent to the service"
        if left:
            assert result["diff"]["before"]["previous_secret_file"] == str(client.previous)
    assert client()["changed"] is False


@http_only
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_request_whose_fate_is_not_known_leaves_both_for_the_next_run(client, monkeypatch, when):
    def send(self, plan, verb, method, path):
        if when == "after":
            told = sent(self, plan, verb, method, path)
            assert told is not None
        raise Unreachable("No answer.", "Look.")

    sent = AuthClients._send
    with monkeypatch.context() as patched:
        patched.setattr(AuthClients, "_send", send)
        result = client(regenerate_secret="always")
    assert result["failure"]["code"] == "unreachable" and str(client.previous) in result["msg"]
    assert client.live in client.files[:2] and client.files[1] == OLD
    result = foretold(client)
    assert result["changed"] and client.files == (client.live, None, None)
    assert (client.live == OLD) == (when == "before")


@http_only
def test_both_secrets_stay_where_the_service_does_not_tell_which_works(client, monkeypatch):
    with monkeypatch.context() as untold:
        untold.setattr(_auth_secret.oauth, "secret_works", lambda *args: None)
        result = client(regenerate_secret="always")
        assert result["changed"] and any("cannot be seen" in text for text in result["warnings"])
        assert client.files == (client.live, OLD, None)
        again = client()
        assert again["changed"] is False and any(str(client.previous) in text for text in again["warnings"])
        refused = client(regenerate_secret="always")
        assert refused["failure"]["code"] == "verification_failed" and "Nothing was changed" in refused["msg"]
        assert client.files == (client.live, OLD, None)
    assert client()["changed"] and client.files == (client.live, None, None)


@http_only
def test_both_secrets_are_refused(client):
    client.put(client.path, "Canary-of-mine")
    client.put(client.previous, "Canary-of-yours")
    assert client()["changed"] is False and client.files == ("Canary-of-mine", "Canary-of-yours", None)
    os.utime(client.path, (0, time.time() - 2 * DAY))
    assert client(secret_max_age=1)["failure"]["code"] == "verification_failed"
    assert foretold(client, regenerate_secret="always")["changed"]
    assert client.files == (client.live, None, None)


@http_only
def test_a_link_to_the_file_stays_a_link(client, tmp_path):
    real = tmp_path / "elsewhere" / "real"
    real.parent.mkdir()
    client.path.rename(real)
    client.path.symlink_to(real)
    client(regenerate_secret="always")
    assert client.path.is_symlink() and real.read_text().strip() == client.live != OLD
    assert [path.name for path in real.parent.iterdir()] == ["real"]


@http_only
def test_a_public_client_gets_none(client):
    client.world.control.seed(clients=[])
    for given in ({"secret_max_age": 1}, {"regenerate_secret": "always"}, {"regenerate_secret": "when_lost"}):
        result = client(secret_file=None, client_secret=OLD, **given)
        assert result["failure"]["code"] == "invalid_input" and result["failure"]["fields"] == list(given)
    result = client(secret_file=None, client_secret=OLD, secret_max_age=0)
    assert result["failure"]["field"] == "secret_max_age"


def test_rows_that_hold_the_old_secret_are_named_and_written_in_the_same_run(world, tmp_path):
    """In check mode, too: the row's task is told that its file gets another secret."""
    given = document(world, tmp_path / "secrets")
    given["digital_channels_tenant"] = None
    given["digital_channels_services"] = given["tenant_data_centers"] = []
    given = {name: value for name, value in dict(connection(world), **given).items() if value is not None}
    assert world.run("genesys_tenant", **given)["changed"]
    assert world.run("genesys_tenant", **given)["changed"] is False
    others = {**world.sql, **{name: value for name, value in GAPI.create.items() if name != "client_secret"}}
    file = tmp_path / "secrets" / "nexus_client.secret"
    other = dict(others, url="https://other.example.com", client_id="nexus_client", secret_file=str(file))
    assert world.run("nexus_gapi_db", **other)["changed"]
    given["auth_clients_list"][0]["regenerate_secret"] = "always"
    before, old = world.state(), file.read_text().strip()
    said = world.run("genesys_tenant", True, **given)
    assert world.state() == before and file.read_text().strip() == old
    done = world.run("genesys_tenant", **given)
    assert said["diff"] == done["diff"] and len(done["diff"]) == 2
    new = file.read_text().strip()
    rows = {row["url"]: row["clientsecret"] for row in world.database.query("SELECT url, clientsecret FROM nex_gapis")}
    assert rows.pop("https://other.example.com") == old and set(rows.values()) == {new}
    for result in (said, done):
        assert any("https://other.example.com" in text for text in result["warnings"]), result["warnings"]
        assert old not in str(result) and new not in str(result)
    assert defaults.OPS_PASSWORD not in str(done)


@http_only
def test_two_runs_at_once_end_with_one_secret(client, monkeypatch):
    """The other run does all of its work between this one's decision and its turn with the file."""
    real = _auth_secret.SecretManager.replace

    def late(self, secret, send):
        monkeypatch.setattr(_auth_secret.SecretManager, "replace", real)
        assert client(regenerate_secret="always")["changed"]
        return real(self, secret, send)

    monkeypatch.setattr(_auth_secret.SecretManager, "replace", late)
    assert client(regenerate_secret="always")["changed"]
    assert client.live != OLD and client.files == (client.live, None, None)
    sent = [entry["body"]["data"]["client_secret"] for entry in client.world.writes() if entry["method"] == "PUT"]
    assert sent == [client.live] * 2


@http_only
def test_a_file_that_another_task_holds_is_not_touched(client, monkeypatch):
    monkeypatch.setattr(_auth_secret, "local_lock", lambda *args: nullcontext(False))
    result = client(regenerate_secret="always")
    assert result["failure"]["code"] == "timeout" and client.world.writes() == []
    assert client.files == (OLD, None, None)


@http_only
def test_what_others_may_read_is_private_once_it_is_the_previous_one(client, monkeypatch):
    client.path.chmod(0o644)
    monkeypatch.setattr(_auth_secret.oauth, "secret_works", lambda *args: None)
    result = client(regenerate_secret="always")
    assert any("0600" in text for text in result["warnings"]) and client.files == (client.live, OLD, None)


@http_only
@pytest.mark.parametrize("option", [{"regenerate_secret": "when_lost"}, {"update_secret": "always"}], ids=str)
def test_a_secret_that_the_service_may_know_is_kept_where_it_refuses_and_tells_nothing(client, monkeypatch, option):
    """The user removed the file; the service refuses the new secret, and its token endpoint does not say which one works."""
    client.path.unlink()
    client.world.control.switches(client_put_secret="refuse")
    monkeypatch.setattr(_auth_secret.oauth, "secret_works", lambda *args: None)
    result = client(**option)
    assert result["failure"]["code"] == "refused" and str(client.refused) in result["msg"]
    assert client.files[:2] == (None, None) and client.files[2]
