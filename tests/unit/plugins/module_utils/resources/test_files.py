# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of a tenant: whose they are, what is removed, and what a file with private text holds."""

from __future__ import annotations

import os

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import InvalidInput, SecretFileError
from ansible_collections.cxops.genesys.plugins.module_utils.core.task import validate
from ansible_collections.cxops.genesys.plugins.module_utils.resources import _designer_env as designer_env
from ansible_collections.cxops.genesys.plugins.module_utils.resources._key_record import (
    KeyRecord,
    claims,
    record_path,
    remove,
)
from ansible_collections.cxops.genesys.plugins.module_utils.resources.private_file import MODULE
from ansible_collections.cxops.genesys.plugins.module_utils.transport import secret_file

OURS, OTHER = "9350e2fc-a1dd-4c65-8d40-1f75a2e080dd", "0b3f6a52-7d0e-4c5b-9a54-5d2f1f1c0a11"
KEY, SECOND = "11111111-aaaa-4bbb-8ccc-000000000001", "11111111-aaaa-4bbb-8ccc-000000000002"


# The values of DesignerEnv


@pytest.fixture
def env(tmp_path):
    """A function that writes a file with the values of this contact center."""

    def write(contact_center_id, text="# (contact center %s).\n"):
        path = tmp_path / "env.txt"
        path.write_text("# Values.\n" + text % contact_center_id + "A=b\n")
        return str(path)

    return write


def record_of(tmp_path, contact_center_id, released=False):
    record = KeyRecord(str(tmp_path / ".key.tenant"))
    record.write(contact_center_id, "t", KEY)
    if released:
        record.release(contact_center_id)
    return record


def test_whose_values_a_file_holds(env, tmp_path):
    none = KeyRecord(None)
    assert designer_env.owner(env(OURS.upper())) == OURS
    assert designer_env.owner(env(OURS, "# (contact center %s)\n")) == designer_env.owner(str(tmp_path)) == ""
    path = env(OTHER)
    assert designer_env.another_owner(path, OURS, none) == OTHER
    assert designer_env.another_owner(path, OTHER.upper(), none) == designer_env.another_owner(path, "", none) == ""
    assert designer_env.another_owner(None, OURS, none) == ""
    assert designer_env.another_owner(path, OURS, record_of(tmp_path, OTHER)) == OTHER
    assert designer_env.another_owner(path, OURS, record_of(tmp_path, OTHER, True)) == ""


def test_a_file_with_another_tenant_s_values_is_refused(env, tmp_path):
    path = env(OTHER)
    with pytest.raises(
        SecretFileError, match="holds the values of DesignerEnv of the contact center " + OTHER
    ) as refused:
        designer_env.check(path, OURS, KeyRecord(None))
    assert refused.value.details["path"] == path
    designer_env.check(path, OTHER, KeyRecord(None))


@pytest.mark.parametrize("check_mode", [True, False])
@pytest.mark.parametrize(
    ("owner", "released", "goes"), [(OURS, False, True), (OTHER, False, False), (OTHER, True, True)]
)
def test_only_the_tenant_s_own_file_is_removed(env, tmp_path, check_mode, owner, released, goes):
    path = env(owner)
    record = record_of(tmp_path, owner, released).path
    params = {"path": path, "contact_center_id": OURS, "record": record}
    report = designer_env.DesignerEnvFile().run(params, None, *[True] * check_mode)
    assert report.changed is goes and os.path.exists(path) is (check_mode or not goes)
    assert bool(report.diff["before"]) is goes and report.diff["after"] == {} and report.values["observed"]
    assert [OTHER in text and path in text for text in report.warnings] == [True] * (not goes)
    assert report.action == ("delete" if goes else "none")


# The record of a tenant's API key


def test_a_record_whose_contact_center_is_deleted_lets_another_one_in(tmp_path):
    path = str(tmp_path / ".key.tenant")
    record = KeyRecord(path)
    record.write(OURS, "t", KEY)
    assert KeyRecord(path).refuses(OTHER) and not KeyRecord(path).refuses(OURS) and KeyRecord(path).former == []
    record.release(OTHER)
    assert not record.released and not KeyRecord(path).released
    record.release(OURS.upper())
    again = KeyRecord(path)
    assert again.released and not again.refuses(OTHER) and again.is_of_another(OTHER) and again.former == [OURS]
    again.begin(OTHER.upper(), "u")
    begun = KeyRecord(path)
    assert (
        begun.is_of(OTHER)
        and begun.pending
        and not begun.released
        and begun.former == [OURS]
        and not begun.matches(KEY)
    )
    begun.write(OTHER, "u", SECOND)
    done = KeyRecord(path)
    assert done.matches(SECOND) and not done.pending and done.former == [OURS]
    done.release(OTHER)
    assert KeyRecord(path).former == [OURS, OTHER]
    KeyRecord(path).begin(OURS, "t")
    assert KeyRecord(path).former == [OTHER], "one that is made again is no former one"


@pytest.mark.parametrize("released", [False, True])
def test_a_creation_that_had_no_effect_leaves_what_was_recorded(tmp_path, released):
    path = str(tmp_path / ".key.tenant")
    KeyRecord(path).cancel()
    first = KeyRecord(path)
    first.begin(OURS, "t")
    first.cancel()
    assert not os.path.exists(path) and not first.pending and not first.is_of(OURS)
    KeyRecord(path).write(OURS, "t", KEY)
    if released:
        KeyRecord(path).release(OURS)
    KeyRecord(path).begin(OURS, "t")
    assert KeyRecord(path).pending and not KeyRecord(path).released and KeyRecord(path).matches(KEY)
    KeyRecord(path).cancel()
    again = KeyRecord(path)
    assert again.matches(KEY) and not again.pending and again.is_of(OURS)
    before = os.stat(path).st_mtime_ns
    again.cancel()
    again.write(OURS, "t", KEY)
    assert os.stat(path).st_mtime_ns == before, "what is recorded is not written again"
    again.begin(OURS, "t")
    again.write(OURS, "t", KEY)
    assert not KeyRecord(path).pending
    remove(path)
    remove(path)
    assert KeyRecord(path).contact_center_id == "" and not KeyRecord(path).is_of_another(OURS)


def test_a_record_without_a_place_keeps_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    record = KeyRecord(None)
    record.write(OURS, "t", KEY)
    record.begin(OURS, "t")
    assert list(tmp_path.iterdir()) == [] and not record.pending


@pytest.mark.parametrize(
    "text",
    [
        '{"contact_center_id": 5, "former": "x", "pending": 1, "released": 1}',
        "[]",
        '{"former": [5, null], "salt": 1, "fingerprint": "x"}',
    ],
)
def test_a_damaged_record_binds_nothing(tmp_path, text):
    (tmp_path / ".key.tenant").write_text(text)
    record = KeyRecord(str(tmp_path / ".key.tenant"))
    assert (record.contact_center_id, record.former, record.pending, record.released) == ("", [], False, False)
    assert not record.matches(KEY)


def test_what_says_that_a_key_is_another_contact_center_s(tmp_path):
    key = str(tmp_path / "t.key")
    secret_file.store_secret(key, KEY)
    own = record_path(key)
    assert claims(own, key, KEY, OURS) == [], "its own file is no other one"
    KeyRecord(own).write(OURS, "t", KEY)
    assert claims(own, key, KEY, OURS) == []
    (found,) = claims(own, key, KEY, OTHER)
    assert own in found and found.endswith("binds it to the contact center " + OURS)
    beside = str(tmp_path / "beside.key")
    secret_file.store_secret(beside, KEY)
    assert claims(own, key, KEY, OURS) == ["the file %s holds it, too" % beside]
    assert claims(own, key, SECOND, OURS) == []
    KeyRecord(record_path(beside)).write(OURS, "t", SECOND)
    assert claims(own, key, KEY, OURS) == [], "a file that has a record tells by that"
    for name in ("named.tenant", ".hidden"):
        (tmp_path / name).write_text(KEY)
        assert claims(own, key, KEY, OURS) == ["the file %s holds it, too" % (tmp_path / name)]
        (tmp_path / name).unlink()
    os.symlink(key, str(tmp_path / "link"))
    (tmp_path / "long").write_text(KEY + " " * 40)
    (tmp_path / "bytes").write_bytes(b"\xff")
    (tmp_path / "folder").mkdir()
    assert claims(own, key, KEY, OURS) == ["the file %s holds it, too" % (tmp_path / "long")]
    assert claims(str(tmp_path / "none" / ".x.tenant"), None, KEY, OURS) == []


# A private file


def run(path, content, check_mode=False):
    return MODULE.run({"path": str(path), "content": content}, None, check_mode)


def test_a_private_file_is_written_when_it_is_not_as_it_should_be(tmp_path):
    path = tmp_path / "new" / "file"
    assert run(path, "one\ntwo\n", True).changed and not path.parent.exists()
    report = MODULE.run({"path": str(path), "content": "one\ntwo\n"}, None)
    assert report.changed and report.values == {"path": str(path)} and path.read_text() == "one\ntwo\n"
    assert path.stat().st_mode & 0o777 == 0o600 and not run(path, "one\ntwo").changed
    path.chmod(0o644)
    assert run(path, "one\ntwo", True).changed and path.stat().st_mode & 0o777 == 0o644
    assert run(path, "one\ntwo").changed and path.stat().st_mode & 0o777 == 0o600
    link = tmp_path / "link"
    link.symlink_to(path)
    assert run(link, "three").changed and link.is_symlink() and path.read_text() == "three\n"


def refuse(path):
    raise SecretFileError("%s is not writable" % path)


def test_the_options_of_a_private_file():
    options = {item.arg: item for item in MODULE.options}
    assert set(options) == {"path", "content", "secret_file_owners"}
    assert options["path"].required and options["content"].required and options["content"].secret


def test_a_private_file_that_cannot_be_written_or_is_too_long_is_refused(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    for check_mode in (True, False):
        with pytest.raises(SecretFileError):
            run(tmp_path / "file" / "x", "text", check_mode)
    monkeypatch.setattr(secret_file, "check_writable", lambda path, replaced=False: refuse(path))
    with pytest.raises(SecretFileError, match="not writable"):
        run(tmp_path / "new", "text", True)
    given = {item.arg: item.default for item in MODULE.options}
    validate(MODULE, dict(given, path="/x", content="x" * (secret_file.LARGEST - 1)))
    with pytest.raises(InvalidInput, match="content: is longer than 65536 characters") as refused:
        validate(MODULE, dict(given, path="/x", content="x" * secret_file.LARGEST))
    assert len(str(refused.value)) < 300
    assert MODULE.title({"path": "/x"}) == "file /x"
