# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is noted beside an OAuth client's secret: whose it is, and that a request was begun whose answer tells it."""

from __future__ import annotations

import json
import os
import time

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import (
    Refused,
    SecretFileError,
    ServiceError,
    Unreachable,
)
from ansible_collections.cxops.genesys.plugins.module_utils.resources import _cloud_begun as begun
from ansible_collections.cxops.genesys.plugins.module_utils.resources._cloud_rules import date
from ansible_collections.cxops.genesys.plugins.module_utils.resources._secret_record import (
    ROUNDS,
    SecretRecord,
    file_of_former_name,
)
from ansible_collections.cxops.genesys.plugins.module_utils.transport import secret_file

URL, ID, OTHER = (
    "https://api.example.com",
    "9350e2fc-a1dd-4c65-8d40-1f75a2e080dd",
    "0b3f6a52-7d0e-4c5b-9a54-5d2f1f1c0a11",
)
ABOUT = {"service": URL, "client_id": ID, "name": "app"}
NEW = {"service": URL, "client_id": None, "name": "app"}


@pytest.fixture
def path(tmp_path):
    return str(tmp_path / "app.secret")


def names(path):
    return sorted(os.listdir(os.path.dirname(path)))


# The note of what was begun


def test_the_note_stays_until_the_secret_is_where_it_belongs(path):
    with begun.Begun(path, ABOUT) as reserved:
        assert begun.in_doubt(path, URL, {"client_id": ID})
        reserved.keep("s3cret")
    assert begun.in_doubt(path, URL, {"client_id": ID}) and secret_file.read_secret(path) == "s3cret"
    with begun.Begun(path, dict(ABOUT, client_id=OTHER)):
        assert begun.in_doubt(path, URL, {"client_id": OTHER}), "a later note takes the place of an earlier one"
    begun.done(path)
    assert not begun.in_doubt(path, URL, {"client_id": OTHER}) and names(path) == ["app.secret"]


@pytest.mark.parametrize(
    ("about", "service", "client", "expected"),
    [
        (ABOUT, URL, {"client_id": ID}, True),
        (ABOUT, URL, {"client_id": OTHER, "name": "app", "date_created": "now"}, False),
        (ABOUT, URL + "/x", {"client_id": ID}, False),
        (NEW, URL, {"client_id": ID, "name": "app", "date_created": "now"}, True),
        (NEW, URL, {"client_id": ID, "name": "other", "date_created": "now"}, False),
        (NEW, URL, {"client_id": ID, "name": "app", "date_created": None}, False),
        (NEW, URL, {"client_id": ID, "name": "app", "date_created": "nonsense"}, False),
        (NEW, URL, {"client_id": ID, "name": "app", "date_created": "2001-01-01T00:00:00.000Z"}, False),
    ],
    ids=str,
)
def test_which_client_s_secret_a_broken_run_may_have_made(path, about, service, client, expected):
    with begun.Begun(path, about):
        pass
    if client.get("date_created") == "now":
        client = dict(client, date_created=date(time.time()))
    assert begun.in_doubt(path, service, client) is expected


@pytest.mark.parametrize("moment", [None, "soon", True])
def test_a_note_without_a_time_is_about_no_new_client(path, moment):
    begun_note = os.path.join(os.path.dirname(path), ".app.secret.begun")
    secret_file.store_secret(begun_note, json.dumps(dict(NEW, begun=moment)))
    assert not begun.in_doubt(path, URL, {"name": "app", "date_created": date(time.time())})


@pytest.mark.parametrize(("seconds", "expected"), [(-301, False), (-300, True), (0, True), (900, True), (901, False)])
def test_a_client_was_made_by_a_request_of_about_that_time(seconds, expected):
    assert begun.is_at(10000.0 + seconds, 10000.0) is expected


@pytest.mark.parametrize(
    ("error", "stays"),
    [
        (Refused("no", http_status=400), False),
        (Refused("no"), False),
        (Unreachable("no"), False),
        (Refused("odd", http_status=200), True),
        (ServiceError("no", http_status=500), True),
    ],
    ids=repr,
)
@pytest.mark.parametrize("earlier", [False, True])
def test_a_request_that_had_no_effect_leaves_only_an_earlier_note(path, error, stays, earlier):
    if earlier:
        with begun.Begun(path, ABOUT):
            pass
    with begun.Begun(path, ABOUT) as reserved:
        reserved.failed(error)
    assert begun.in_doubt(path, URL, {"client_id": ID}) is (stays or earlier)


def test_the_place_of_a_run_that_was_killed_is_removed(path):
    folder = os.path.dirname(path)
    note = os.path.join(folder, ".app.secret.begun")
    for place, is_gone in ((".cxops-left", True), ("app.other", False), (".cxops-x/../app.other", False)):
        secret_file.store_secret(os.path.join(folder, os.path.basename(place)), "half")
        secret_file.store_secret(note, json.dumps(dict(ABOUT, place=place)), replace=True)
        begun.done(path)
        assert (os.path.basename(place) not in names(path)) is is_gone
    secret_file.store_secret(os.path.join(folder, ".cxops-left"), "half")
    secret_file.store_secret(note, json.dumps(dict(ABOUT, place=".cxops-left")), replace=True)
    with begun.Begun(path, ABOUT):
        assert ".cxops-left" not in names(path)


@pytest.mark.parametrize("earlier", [False, True])
def test_a_note_that_cannot_be_written_begins_nothing(path, monkeypatch, earlier):
    if earlier:
        with begun.Begun(path, ABOUT):
            pass
    before = names(path)

    store = secret_file.store_secret

    def full(*given, **more):
        store(*given, **more)
        raise SecretFileError("full")  # as where only the folder's entry could not be brought to the disk

    monkeypatch.setattr(secret_file, "store_secret", full)
    with pytest.raises(SecretFileError, match="full"), begun.Begun(path, ABOUT):
        raise AssertionError("no request is made")
    assert names(path) == before
    monkeypatch.undo()
    monkeypatch.delattr(secret_file.os, "O_TMPFILE", raising=False)  # a place then has a name, and goes, too
    monkeypatch.setattr(secret_file, "store_secret", full)
    with pytest.raises(SecretFileError, match="full"), begun.Begun(path, ABOUT):
        raise AssertionError("no request is made")
    assert names(path) == before


def test_the_note_moves_with_the_file(path):
    with begun.Begun(path, ABOUT):
        pass
    begun.move(path, path + "2")
    assert begun.in_doubt(path + "2", URL, {"client_id": ID}) and not begun.in_doubt(path, URL, {"client_id": ID})
    begun.move(path, path + "3")
    assert names(path) == [".app.secret2.begun"]


# The record of whose secret it is


def test_a_record_tells_whose_secret_it_is_and_not_the_secret(path):
    record = SecretRecord(path)
    assert (record.client_id, record.is_of(ID), record.is_of_another(ID), record.matches("s3cret")) == (
        "",
        False,
        False,
        False,
    )
    record.write(ID.upper(), "app", "org", "s3cret")
    again, note = SecretRecord(path), os.path.join(os.path.dirname(path), ".app.secret.client")
    for one in (record, again):
        assert (one.client_id, one.name, one.organization) == (ID, "app", "org")
        assert one.is_of(ID.upper()) and one.is_of_another(OTHER) and one.is_of_another(None) and not one.is_of("")
        assert one.matches("s3cret") and not one.matches("other")
    with open(note, encoding="utf-8") as stream:
        text = stream.read()
    assert "s3cret" not in text and os.stat(note).st_mode & 0o777 == 0o600 and len(json.loads(text)["salt"]) == 32
    assert ROUNDS == 20000, "another number makes every record of an earlier version one of another secret"
    again.remove()
    again.remove()
    assert names(path) == []


@pytest.mark.parametrize(
    ("client", "organization", "secret", "is_written"),
    [
        (ID, "org", "s3cret", False),
        (ID, "org", None, False),
        (ID, "org", "other", True),
        (ID, "org2", None, True),
        (ID, None, "s3cret", True),
        (OTHER, "org", None, True),
    ],
)
def test_a_record_is_written_when_it_says_something_else(path, monkeypatch, client, organization, secret, is_written):
    SecretRecord(path).write(ID, "app", "org", "s3cret")
    written, store = [], secret_file.store_secret
    monkeypatch.setattr(
        secret_file, "store_secret", lambda *given, **more: [written.append(given), store(*given, **more)]
    )
    SecretRecord(path).write(client, "app", organization, secret)
    assert bool(written) is is_written
    again = SecretRecord(path)
    assert again.is_of(client) and again.organization == organization
    assert again.matches(secret or "s3cret") is (secret is not None or not is_written)


@pytest.mark.parametrize("text", ["", "[]", '{"client_id": 5, "salt": 1, "fingerprint": "x"}', '{"salt": "a"}'])
def test_a_damaged_record_is_nobody_s(path, text):
    with open(os.path.join(os.path.dirname(path), ".app.secret.client"), "w", encoding="utf-8") as stream:
        stream.write(text)
    record = SecretRecord(path)
    assert record.client_id == "" and not record.is_of_another(ID) and not record.matches("s3cret")


def test_a_record_moves_with_the_file(path):
    SecretRecord(path).write(ID, "app", "org", "s3cret")
    record = SecretRecord(path)
    SecretRecord(path + "2").write(OTHER, "other", "org")
    record.move(path + "2", "new")
    assert names(path) == [".app.secret2.client"]
    again = SecretRecord(path + "2")
    assert again.is_of(ID) and again.name == "new" and again.matches("s3cret") and again.organization == "org"
    record.remove()
    assert names(path) == []


def test_the_file_of_a_renamed_client_is_found_by_its_record(tmp_path):
    folder = str(tmp_path)

    def kept(name, client, called, age=None):
        path = os.path.join(folder, name)
        SecretRecord(path).write(client, called, "org")
        if age is not None:
            secret_file.store_secret(path, "s")
            os.utime(path, (time.time() - age,) * 2)

    kept("gone", ID, "gone")
    kept("another", OTHER, "another", 1)
    kept("same", ID, "new", 1)
    assert file_of_former_name(ID, "new", folder) is None
    kept("older", ID, "older", 300)
    kept("newer", ID, "newer", 200)
    assert file_of_former_name(ID.upper(), "new", folder) == os.path.join(folder, "newer")
    assert file_of_former_name(ID, "new", folder + "/none") is None
