# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whose key a row of nex_apikeys is: the columns that tell, the record, what a table hides."""

from __future__ import annotations

import types

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import DatabaseError, SecretFileError, Unproven
from ansible_collections.cxops.genesys.plugins.module_utils.resources import _key_record, _nexus_keys
from ansible_collections.cxops.genesys.plugins.module_utils.resources._nexus_identity import TenantIdentity
from ansible_collections.cxops.genesys.plugins.module_utils.transport.sql_tables import Table

OURS = "9350e2fc-a1dd-4c65-8d40-1f75a2e080dd"
OTHERS = "0b3f6a52-7d0e-4c5b-9a54-5d2f1f1c0a11"
KEY, SECOND = "11111111-aaaa-4bbb-8ccc-000000000001", "11111111-aaaa-4bbb-8ccc-000000000002"


def services(*rows, refused=()):
    """Services whose table answers with these rows. refused: errors of the first statements."""
    errors = list(refused)

    def query(operation, sql, parameters):
        asked.append(sql)
        if errors:
            raise errors.pop(0)
        return ["id", "to_jsonb"], [(key, columns if "to_jsonb" in sql else None) for key, columns in rows], len(rows)

    def table(name):
        return Table(name, '"public"."%s"' % name, ())

    asked = []
    return types.SimpleNamespace(postgres=types.SimpleNamespace(query=query, table=table), secrets=set(), asked=asked)


@pytest.mark.parametrize("column", [*_nexus_keys.OWNER_COLUMNS, "contactCenterId", "CCID"])
@pytest.mark.parametrize("spell", [str.lower, str.upper])
def test_each_column_that_names_a_contact_center(column, spell):
    made = services((KEY, {"id": KEY, "name": "t", column: spell(OURS)}), (SECOND, {column: spell(OTHERS)}))
    assert TenantIdentity(made, OURS.upper(), "t").look().key == KEY
    assert TenantIdentity(made, OTHERS, "t").look().key == SECOND
    assert made.secrets == {KEY, SECOND}


@pytest.mark.parametrize("value", [None, "", "t100", 101, True, {"id": OURS}, [OURS]])
def test_what_is_no_id_names_no_contact_center(value):
    assert _nexus_keys.rows_named(services((KEY, {"tenant": value})), "t") == [(KEY, "")]


def test_a_contact_center_s_own_column_goes_before_a_tenant_s():
    row = {"tenantid": OTHERS, "ccid": OURS}
    assert _nexus_keys.rows_named(services((KEY, row)), "t") == [(KEY, OURS)]


def test_other_columns_count_for_nothing():
    assert _nexus_keys.rows_named(services((KEY, {"createdby": OURS, "id": OURS})), "t") == [(KEY, "")]


def test_columns_that_may_not_be_read_are_no_evidence():
    made = services((KEY, {"ccid": OURS}), refused=[DatabaseError("no", sqlstate="42501")])
    assert _nexus_keys.rows_named(made, "t") == [(KEY, "")] and len(made.asked) == 2
    with pytest.raises(DatabaseError):
        _nexus_keys.rows_named(services(refused=[DatabaseError("no", sqlstate="42P01")]), "t")


def test_record(tmp_path):
    path = str(tmp_path / ".t.key.tenant")
    assert _key_record.record_path(str(tmp_path / "t.key")) == path
    record = _key_record.KeyRecord(path)
    assert not (record.is_of(OURS) or record.is_of_another(OURS) or record.matches(KEY))
    record.begin(OURS, "t")
    assert record.pending and _key_record.KeyRecord(path).pending and not record.matches(KEY)
    record.cancel()
    assert not (tmp_path / ".t.key.tenant").exists()
    record.write(OURS.upper(), "t", KEY)
    again = _key_record.KeyRecord(path)
    assert again.is_of(OURS) and again.is_of_another(OTHERS) and again.matches(KEY) and not again.matches(SECOND)
    assert KEY not in (tmp_path / ".t.key.tenant").read_text()
    again.begin(OURS, "t")
    assert again.pending and again.matches(KEY), "what is known of the older key stays"
    again.cancel()
    assert _key_record.KeyRecord(path).matches(KEY) and not _key_record.KeyRecord(path).pending


def test_no_place_for_a_record():
    record = _key_record.KeyRecord(None)
    record.begin(OURS, "t")
    record.write(OURS, "t", KEY)
    record.cancel()


@pytest.mark.parametrize(
    "content", ["", "[]", "{", '{"contact_center_id": 7}', '{"contact_center_id": null, "salt": 1}']
)
def test_a_record_that_cannot_be_read_is_none(tmp_path, content):
    (tmp_path / "one").write_text(content)
    record = _key_record.KeyRecord(str(tmp_path / "one"))
    assert not (record.is_of_another(OURS) or record.is_of(OURS) or record.matches(KEY) or record.pending)


def test_every_row_that_may_be_ours_is_named_without_its_key():
    identity = TenantIdentity(services((KEY, {}), (SECOND, {})), OURS, "t100")
    proof = identity.look()
    assert proof.key is None and isinstance(proof.unproven, Unproven)
    text = str(proof.unproven)
    assert "2 keys named t100" in text and OURS in text and KEY not in text and SECOND not in text


def test_the_record_picks_one_of_several_rows(tmp_path):
    path = str(tmp_path / "t.key")
    identity = TenantIdentity(services((KEY, {}), (SECOND, {})), OURS, "t100", path)
    identity.record.write(OURS, "t100", SECOND)
    assert identity.look().key == SECOND


@pytest.mark.parametrize("pending", [True, False])
def test_a_file_whose_record_is_about_another_key(tmp_path, pending):
    """Somebody put it there, unless a run was killed between the file and its record."""
    path = tmp_path / "t.key"
    path.write_text(SECOND + "\n")
    identity = TenantIdentity(services((SECOND, {})), OURS, "t100", str(path))
    identity.record.write(OURS, "t100", KEY)
    if pending:
        identity.record.begin(OURS, "t100")
    assert identity.look().key == (SECOND if pending else None)


def test_the_name_alone_says_that_there_is_none():
    proof = TenantIdentity(services(), OURS, "t100").look()
    assert proof == (None, None, "", ())


@pytest.mark.parametrize("with_file", [True, False])
def test_only_other_files_beside_a_record_speak_against_it(tmp_path, with_file):
    """The file with its own key does not, nor does one that a record binds; a record of another contact center may come first."""
    own, mine, theirs = (
        tmp_path / "m.key",
        "9350e2fc-a1dd-4c65-8d40-1f75a2e080dd",
        "0b3f6a52-7d0e-4c5b-9a54-5d2f1f1c0a11",
    )
    own.write_text(KEY)
    _key_record.KeyRecord(_key_record.record_path(str(tmp_path / "a.key"))).write(theirs, "t100", "another key")
    record, path = _key_record.record_path(str(own)), str(own) if with_file else None
    if not with_file:
        _key_record.KeyRecord(record).write(mine, "t100", KEY)
    assert _key_record.claims(record, path, KEY, mine) == []
    other = tmp_path / "z.key"
    other.write_text(KEY + "\n")
    assert _key_record.claims(record, path, KEY, mine) == ["the file %s holds it, too" % other]
    _key_record.KeyRecord(_key_record.record_path(str(other))).write(theirs, "t100", KEY)
    (said,) = _key_record.claims(record, path, KEY, mine)
    assert "binds it to the contact center " + theirs in said


def test_a_row_that_names_another_contact_center_is_no_candidate():
    assert TenantIdentity(services((KEY, {"ccid": OTHERS})), OURS, "t100").look() == (None, None, "", ())
    assert TenantIdentity(services((KEY, {"ccid": OTHERS}), (SECOND, {})), OURS, "t100").look().fresh == (SECOND,)


@pytest.mark.parametrize("with_file", [True, False])
def test_the_file_of_another_contact_center_is_named(tmp_path, with_file):
    """The key's file, or the record alone where only that is known."""
    key = str(tmp_path / "t.key")
    record = _key_record.record_path(key)
    _key_record.KeyRecord(record).write(OTHERS, "t100", KEY)
    identity = TenantIdentity(services(), OURS, "t100", key if with_file else None, record)
    with pytest.raises(SecretFileError) as caught:
        identity.check_files()
    named = key if with_file else record
    assert caught.value.details["path"] == named
    assert str(caught.value).startswith("%s is of the contact center %s, not of %s" % (named, OTHERS, OURS))
