# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An API client's secret: when a new one is due, and that none of those that may be the client's is lost."""

from __future__ import annotations

import os
import time
from contextlib import contextmanager
from types import SimpleNamespace

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import (
    DatabaseError,
    InvalidInput,
    Refused,
    SecretFileError,
    TimedOut,
    Unreachable,
    VerificationFailed,
)
from ansible_collections.cxops.genesys.plugins.module_utils.resources import _auth_secret
from ansible_collections.cxops.genesys.plugins.module_utils.resources._auth_secret import (
    DAY,
    SecretManager,
    planned_key,
    rows_key,
)
from ansible_collections.cxops.genesys.plugins.module_utils.resources._secret_record import SecretRecord
from ansible_collections.cxops.genesys.plugins.module_utils.transport import oauth, secret_file
from ansible_collections.cxops.genesys.plugins.module_utils.transport.memory import Memory

OLD, FORMER, NEW = "the-old-secret", "the-former-secret", "the-new-secret"
DOUBT = {"": OLD, ".previous": FORMER}  # what a rotation that was broken off leaves


class World:
    """A client, its secret's files, and a service. tells: what it says of a secret, or a list of what it says one after the other."""

    def __init__(self, folder, monkeypatch):
        self.path = str(folder / "c.secret")
        self.tells, self.waits, self.warnings, self.sent = {}, [], [], []
        monkeypatch.setattr(oauth, "secret_works", self._secret_works)
        transport = SimpleNamespace(timeout=0.01, sleep=self.waits.append)
        self.services = SimpleNamespace(transport=transport, memory=Memory(), secrets=set(), auth=None)
        self.services.memory.record(rows_key("c", self.path), [[]])

    def _secret_works(self, _service, client_id, secret):
        assert client_id == "c"
        told = self.tells.get(secret, False)
        told = told.pop(0) if isinstance(told, list) else told
        if isinstance(told, Exception):
            raise told
        return told

    def holds(self, **files):
        for ending, secret in files.items():
            secret_file.store_secret(self.path + ending, secret, replace=True)

    def records(self, client_id="c", platform=""):
        SecretRecord(self.path).write(client_id, client_id, None, platform=platform)

    @property
    def recorded(self):
        """The client of the record, or ""."""
        return SecretRecord(self.path).client_id

    def manager(self, check_mode=False, **options):
        given = {"client_id": "c", "secret_file": self.path, "regenerate_secret": "never", "update_secret": "on_create"}
        return SecretManager(self.services, {**given, **options}, check_mode, "API client c", self.warnings.append)

    def send(self, secret, error=None):
        self.sent.append(secret)
        if error:
            raise error
        return "told"

    @property
    def files(self):
        """Ending to secret, of all files there are."""
        folder, name = os.path.split(self.path)
        found = [one for one in os.listdir(folder) if one.startswith(name)]
        return {one[len(name) :]: secret_file.read_secret(os.path.join(folder, one)) for one in found}


@pytest.fixture
def world(tmp_path, monkeypatch):
    return World(tmp_path, monkeypatch)


def aged(path, days):
    when = time.time() - days * DAY
    os.utime(path, (when, when))


@pytest.mark.parametrize(
    ("files", "options", "reason"),
    [
        ({}, {}, None),
        ({}, {"regenerate_secret": "when_lost"}, "its file was not there"),
        ({}, {"update_secret": "always"}, "its file was not there"),
        ({"": OLD}, {"regenerate_secret": "when_lost"}, None),
        ({"": OLD}, {"regenerate_secret": "always"}, "regenerate_secret: always"),
        ({"": OLD}, {"secret_max_age": 9}, None),
        ({"": OLD}, {"secret_max_age": 7}, "rotated by age"),
        ({"": OLD}, {"secret_max_age": 0}, "rotated by age"),
    ],
    ids=str,
)
@pytest.mark.parametrize("check_mode", [True, False])
def test_when_a_new_secret_is_due(world, files, options, reason, check_mode):
    world.holds(**files)
    world.tells[OLD] = True
    world.records()
    if files:
        aged(world.path, 8)
    made = world.manager(check_mode, **options)
    secret, is_new, settles = made.decide()
    assert (is_new, settles, bool(secret)) == (reason is not None, False, reason is not None)
    if reason:
        assert reason in made.reason and secret not in (OLD, "") and secret in world.services.secrets
        assert world.services.memory.recall(planned_key(world.path)) == [check_mode]
    else:
        assert secret is None and world.services.memory.recall(planned_key(world.path)) is None
    assert world.files == files, "deciding writes nothing"


def test_a_secret_is_as_old_as_it_may_become(world, monkeypatch):
    world.holds(**{"": OLD})
    world.tells[OLD] = True
    monkeypatch.setattr(secret_file, "age", lambda path: 7 * 86400.0)
    assert world.manager(secret_max_age=7).decide() == (None, False, False)


@pytest.mark.parametrize(("tells", "kept"), [(False, False), (None, True), (Unreachable("no"), True)], ids=str)
def test_an_old_secret_that_somebody_else_changed_is_not_rotated(world, tells, kept):
    world.holds(**{"": OLD})
    aged(world.path, 8)
    world.tells[OLD] = tells
    if kept:
        assert world.manager(secret_max_age=7).decide()[1] is True
        return
    with pytest.raises(VerificationFailed, match="is 8 days old .* it is not that of the API client c") as refused:
        world.manager(secret_max_age=7).decide()
    assert refused.value.details["field"] == "secret_max_age" and "Nothing was changed" in refused.value.hint


@pytest.mark.parametrize(("tells", "written"), [(True, None), (False, OLD), (None, OLD)])
def test_a_secret_that_is_to_be_right_is_written_again_unless_it_works(world, tells, written):
    world.holds(**{"": OLD})
    world.tells[OLD] = tells
    assert world.manager(update_secret="always").decide() == (written, False, False)


def test_a_secret_that_others_may_read_is_told(world):
    world.holds(**{"": OLD})
    made = world.manager()
    made.decide()
    assert world.warnings == [] and made.previous_path is None
    assert world.manager(secret_file=None).previous_path is None
    os.chmod(world.path, 0o644)
    world.manager().decide()
    (text,) = world.warnings
    assert world.path in text and "0600" in text and world.services.secrets == {OLD}


# A rotation that was broken off


@pytest.mark.parametrize(
    ("files", "tells", "settled", "after", "told"),
    [
        (DOUBT, {OLD: True}, True, {"": OLD}, ""),
        (DOUBT, {FORMER: True}, True, {"": FORMER}, "previous one works and is put back"),
        (DOUBT, {}, False, DOUBT, "both are kept"),
        (DOUBT, {OLD: None, FORMER: None}, False, DOUBT, "both are kept"),
        ({"": OLD, ".previous": OLD}, {}, True, {"": OLD}, ""),
        ({".previous": FORMER}, {FORMER: True}, True, {"": FORMER}, "previous one works and is put back"),
        ({".previous": FORMER}, {}, False, {".previous": FORMER}, "both are kept"),
    ],
    ids=str,
)
def test_the_next_run_keeps_the_secret_that_works(world, files, tells, settled, after, told):
    world.holds(**files)
    world.tells = tells
    made = world.manager()
    assert made.previous_path == world.path + ".previous"
    assert made.decide() == (None, False, settled) and world.files == files
    made.settle()
    assert world.files == after and told in " ".join(world.warnings) and bool(told) is bool(world.warnings)


def test_nothing_is_settled_when_another_task_was_faster(world):
    world.holds(**DOUBT)
    world.tells = {FORMER: True}
    made = world.manager()
    made.decide()
    world.holds(**{"": NEW})
    made.settle()
    assert world.files == {"": NEW, ".previous": FORMER}


@pytest.mark.parametrize(
    ("files", "how", "tells", "may"),
    [
        (DOUBT, "always", {}, True),
        (DOUBT, "always", {OLD: None}, False),
        (DOUBT, "always", {FORMER: None}, False),
        (DOUBT, "always", {FORMER: True}, True),
        ({".previous": FORMER}, "when_lost", {}, True),
        ({".previous": FORMER}, "when_lost", {FORMER: None}, False),
        ({".previous": FORMER}, "never", {}, False),
    ],
    ids=str,
)
def test_a_new_secret_takes_the_place_of_none_that_may_be_the_client_s(world, files, how, tells, may):
    """update_secret: always makes one due that is not in its file, whatever regenerate_secret says."""
    world.holds(**files)
    world.records()
    world.tells = tells
    made = world.manager(regenerate_secret=how, update_secret="always")
    if may:
        secret, is_new, goes = made.decide()
        assert is_new and goes and secret not in (None, OLD, FORMER)
    else:
        with pytest.raises(VerificationFailed, match="cannot be seen") as refused:
            made.decide()
        assert "Nothing was changed" in refused.value.hint
        assert refused.value.details["path"] == world.path + ".previous"
    assert world.files == files


def test_the_age_of_a_secret_that_is_put_back_is_its_own(world):
    world.holds(**DOUBT)
    world.tells = {FORMER: True}
    aged(world.path, 30)
    assert world.manager(secret_max_age=7, update_secret="always").decide() == (None, False, True)
    aged(world.path + ".previous", 8)
    made = world.manager(secret_max_age=7)
    assert made.decide()[1:] == (True, True) and "rotated by age (secret_max_age: 7)" in made.reason


# A new secret


@pytest.mark.parametrize("old", [OLD, None])
@pytest.mark.parametrize(
    ("told", "waits"),
    [([True], []), ([None], []), ([False, True], [0.5]), ([False] * 3 + [True], [0.5, 1.0, 2.0])],
    ids=str,
)
def test_a_new_secret_replaces_the_old_one_when_it_is_seen_to_work(world, old, told, waits):
    world.holds(**({"": old} if old else {}))
    is_unknown = told == [None]
    world.tells = {NEW: list(told)}
    made = world.manager(regenerate_secret="always")
    made.decide()

    def send(secret):
        assert world.files == {"": NEW, **({".previous": OLD} if old else {})}, "both are on disk before it is sent"
        return world.send(secret)

    assert made.replace(NEW, send) == ("told", NEW)
    assert world.sent == [NEW] and world.waits == waits
    assert world.files == {"": NEW, **({".previous": OLD} if old and is_unknown else {})}
    said = "the previous one in" if old else "It is kept in"
    assert [said in text for text in world.warnings] == [True] * is_unknown


@pytest.mark.parametrize(
    ("old", "tells", "after", "told"),
    [
        (OLD, {OLD: True}, {"": OLD, ".refused": NEW}, "was put back into"),
        (OLD, {OLD: None}, {"": NEW, ".previous": OLD}, "the next run looks which of them works"),
        (OLD, {}, {"": NEW, ".previous": OLD}, "the next run looks which of them works"),
        (None, {}, {".refused": NEW}, "The new one was moved to"),
    ],
    ids=str,
)
def test_a_service_that_does_not_take_the_new_secret(world, old, tells, after, told):
    world.holds(**({"": old} if old else {}))
    world.tells = tells
    made = world.manager(regenerate_secret="always")
    made.decide()
    with pytest.raises(VerificationFailed, match="accepted the new secret .* but does not take it") as failed:
        made.replace(NEW, world.send)
    assert world.files == after and told in failed.value.hint and world.waits == list(_auth_secret.PAUSES)


@pytest.mark.parametrize(
    ("old", "status", "tells", "after", "told"),
    [
        (OLD, 400, {OLD: True}, {"": OLD}, "The new one was dropped"),
        (OLD, 400, {}, {"": OLD}, "The new one was dropped"),
        (OLD, None, {OLD: True}, {"": OLD}, "The new one was dropped"),
        (OLD, 200, {OLD: True}, {"": OLD, ".refused": NEW}, "is kept in"),
        (OLD, 400, {NEW: None}, {"": OLD, ".refused": NEW}, "is kept in"),
        (OLD, 400, {NEW: True}, {"": NEW}, "works all the same"),
        (OLD, 400, {NEW: True, OLD: True}, {"": NEW, ".previous": OLD}, "works all the same"),
        (OLD, 400, {NEW: True, OLD: None}, {"": NEW, ".previous": OLD}, "works all the same"),
        (None, 400, {}, {}, "The new one was dropped"),
        (None, 200, {}, {".refused": NEW}, "is kept in"),
    ],
    ids=str,
)
def test_a_refused_request_leaves_the_secret_that_works(world, old, status, tells, after, told):
    world.holds(**({"": old} if old else {}))
    world.tells = tells
    made = world.manager(regenerate_secret="always")
    made.decide()
    with pytest.raises(Refused) as refused:
        made.replace(NEW, lambda secret: world.send(secret, Refused("no", "Look.", http_status=status)))
    assert world.files == after and refused.value.hint.startswith("Look. ") and told in refused.value.hint
    assert ("The previous secret was put back" in refused.value.hint) is (old is not None and after[""] == OLD)


@pytest.mark.parametrize(("old", "told"), [(OLD, "the previous one in"), (None, "It is kept in")])
def test_an_answer_that_is_lost_keeps_both(world, old, told):
    world.holds(**({"": old} if old else {}))
    made = world.manager(regenerate_secret="always")
    made.decide()
    with pytest.raises(TimedOut) as lost:
        made.replace(NEW, lambda secret: world.send(secret, TimedOut("lost")))
    assert world.files == {"": NEW, **({".previous": OLD} if old else {})} and told in lost.value.hint


@pytest.mark.parametrize(("works", "again"), [(True, None), (None, NEW), (False, NEW)])
def test_a_second_look_sends_the_same_secret_again(world, works, again):
    """The engine decides anew when an answer was lost: another secret must not be made."""
    made = world.manager(regenerate_secret="always")
    made.decide()
    with pytest.raises(TimedOut):
        made.replace(NEW, lambda secret: world.send(secret, TimedOut("lost")))
    world.tells = {NEW: works}
    assert made.decide() == (again, False, False)


@pytest.mark.parametrize(("meanwhile", "sent"), [(FORMER, FORMER), (None, NEW)])
def test_the_secret_of_a_task_that_was_faster_is_sent(world, meanwhile, sent):
    world.holds(**{"": OLD})
    made = world.manager(regenerate_secret="always")
    made.decide()
    os.remove(world.path)
    world.holds(**({"": meanwhile} if meanwhile else {}))
    assert made.replace(NEW, world.send) == ("told", sent)
    assert world.files == {"": sent} and world.sent == [sent]


def test_a_file_with_which_another_task_is_busy_stays_as_it_is(world, monkeypatch):
    @contextmanager
    def busy(name, wait, sleep):
        assert os.path.realpath(world.path) in name and wait == 0.01
        yield False

    world.holds(**{"": OLD})
    made = world.manager(regenerate_secret="always")
    made.decide()
    monkeypatch.setattr(_auth_secret, "local_lock", busy)
    with pytest.raises(TimedOut, match="nothing was changed"):
        made.replace(NEW, world.send)
    assert world.files == {"": OLD} and world.sent == []


# The rows of nex_gapis, which hold the secret, too


def database(world, answer):
    """A database that has this to say, and a run that left nothing."""

    def query(_operation, sql, parameters):
        assert '"public"."nex_gapis"' in sql and parameters == ("c",)
        if isinstance(answer, Exception):
            raise answer
        return [], answer, len(answer)

    table = SimpleNamespace(sql='"public"."nex_gapis"')
    world.services.postgres = SimpleNamespace(table=lambda name: table, query=query)
    world.services.memory.record(rows_key("c", world.path), [])


def test_rows_that_keep_the_old_secret_are_named_once(world):
    world.services.memory.record(rows_key("c", world.path), [["https://a", "https://b"]])
    world.manager(regenerate_secret="always").decide()
    (text,) = world.warnings
    assert text.startswith("Rows of nex_gapis hold the old secret") and text.endswith(": https://a, https://b.")
    world.manager(regenerate_secret="always").decide()
    assert "Which ones is not known" in world.warnings[1], "the run left them for one task"


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ([("https://a", OLD), ("https://b", None)], ["until they are written", "https://a, https://b."]),
        ([], []),
        (DatabaseError("No login."), ["could not be read: No login.", "Which ones is not known"]),
    ],
    ids=str,
)
def test_rows_are_looked_up_where_there_is_a_database(world, answer, told):
    database(world, answer)
    world.manager(regenerate_secret="always", login_host="db").decide()
    said = " ".join(world.warnings)
    assert all(one in said for one in told) and bool(told) is bool(world.warnings)


def test_a_row_that_has_the_new_secret_is_no_concern(world, monkeypatch):
    monkeypatch.setattr(secret_file, "generate_secret", lambda: NEW)
    database(world, [("https://a", NEW)])
    world.manager(regenerate_secret="always", login_host="db").decide()
    assert world.warnings == []


def test_a_run_that_knows_that_all_rows_are_written_has_nothing_to_say(world):
    world.manager(regenerate_secret="always").decide()
    assert world.warnings == []


def test_a_place_where_no_secret_can_be_kept_is_known_before_the_first_request(world, monkeypatch):
    def refused(path):
        raise SecretFileError("%s is not writable" % path)

    monkeypatch.setattr(secret_file, "check_writable", refused)
    with pytest.raises(SecretFileError, match="not writable"):
        world.manager(regenerate_secret="when_lost").decide()
    assert world.services.memory.recall(planned_key(world.path)) is None


# The record that the secret was here

LOST = [{"regenerate_secret": "when_lost"}, {"update_secret": "always"}]


@pytest.mark.parametrize("option", LOST, ids=str)
@pytest.mark.parametrize("check_mode", [True, False])
@pytest.mark.parametrize(
    ("record", "more"),
    [
        (None, {}),
        (("C", ""), {}),
        (("other", ""), {}),
        (("c", "https://a.example.com"), {"auth_url": "https://b.example.com"}),
        (None, {"regenerate_secret_confirm": "C"}),
    ],
    ids=str,
)
def test_a_lost_secret_that_may_be_somebody_else_s_is_not_ended(world, option, check_mode, record, more):
    if record:
        world.records(*record)
    with pytest.raises(InvalidInput, match="no record that it ever was there") as refused:
        world.manager(check_mode, **option, **more).decide()
    assert "set regenerate_secret_confirm: c for one run" in refused.value.hint
    assert refused.value.details["field"] == "regenerate_secret_confirm"
    assert world.services.memory.recall(planned_key(world.path)) is None


@pytest.mark.parametrize("option", LOST, ids=str)
def test_it_is_ended_where_the_record_or_the_user_says_so(world, option):
    url = {"auth_url": "HTTPS://a.example.com:443/"}
    assert world.manager(**option, **url, regenerate_secret_confirm="c").decide()[1]
    world.records(platform="https://a.example.com")
    assert world.manager(**option, **url).decide()[1]


@pytest.mark.parametrize("check_mode", [True, False])
@pytest.mark.parametrize("works", [True, False, None])
@pytest.mark.parametrize("option", LOST, ids=str)
def test_a_folder_without_records_gets_one_where_its_secret_is_seen_to_work(world, option, works, check_mode):
    world.holds(**{"": OLD})
    world.tells = {OLD: works}
    world.manager(check_mode, **option).decide()
    assert world.recorded == ("c" if works and not check_mode else "")


def test_a_secret_that_is_never_replaced_is_not_tried_for_a_record(world):
    world.holds(**{"": OLD})
    world.tells = {OLD: AssertionError("it was tried")}
    assert world.manager().decide() == (None, False, False)


def test_a_new_secret_is_recorded_and_a_deleted_client_is_not(world):
    world.tells = {NEW: True}
    made = world.manager(regenerate_secret="always")
    made.decide()
    made.replace(NEW, world.send)
    assert world.recorded == "c"
    world.manager(client_id="C").forget()
    assert world.recorded == "c"
    world.manager().forget()
    assert world.recorded == ""


def test_a_record_that_cannot_be_written_is_a_warning(world, monkeypatch):
    def refused(*given, **more):
        raise SecretFileError("The record cannot be written.")

    monkeypatch.setattr(SecretRecord, "write", refused)
    world.manager().record()
    assert world.warnings == [
        "The record cannot be written. The next run cannot tell whose secret is in %s." % world.path
    ]


def test_a_confirmation_that_is_not_needed_is_a_warning(world):
    world.holds(**{"": OLD})
    world.manager(regenerate_secret_confirm="c").decide()
    assert "regenerate_secret_confirm has no effect any more" in world.warnings[0]
