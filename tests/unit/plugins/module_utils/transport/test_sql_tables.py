# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A table counts if nobody but those who are trusted owns it; statements name it so that no other one is meant."""

from __future__ import annotations

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import DatabaseError
from ansible_collections.cxops.genesys.plugins.module_utils.transport.sql_tables import found, statement

ROW = (0, "public", "nex_gapis", "r", "nexus", True, "nexus", True, [], [])
MEMBERS = (
    "way",
    "schema",
    "name",
    "kind",
    "owner",
    "is_trusted",
    "schema_owner",
    "is_schema_trusted",
    "triggers",
    "rules",
)


def look(name="nex_gapis", schema=None, **different):
    return found(name, schema, [_row(**different)])


def _row(**different):
    return tuple(different.get(member, one) for member, one in zip(MEMBERS, ROW, strict=True))


def test_where_a_table_is_looked_for():
    sql, parameters = statement("t")
    assert parameters == ("t",) and "pg_table_is_visible" in sql and sql.count("%s") == 1
    sql, parameters = statement("t", "s")
    assert parameters == ("t", "s") and "pg_table_is_visible" not in sql and sql.count("%s") == 2


@pytest.mark.parametrize(("schema", "where"), [(None, "in the search path of the session"), ("s", "in the schema s")])
def test_a_table_that_is_not_there(schema, where):
    with pytest.raises(DatabaseError, match="The table t does not exist " + where) as refused:
        found("t", schema, [])
    assert refused.value.details["table"] == "t" and "start Nexus once" in refused.value.hint


@pytest.mark.parametrize("kind", ["r", "p"])
def test_a_table_is_named_with_its_schema(kind):
    table = look(kind=kind)
    assert (table.name, table.sql, table.remarks) == ("nex_gapis", '"public"."nex_gapis"', ())
    assert look('a"b%c').sql == '"public"."a""b%%c"'


def test_a_stranger_s_table_is_refused():
    with pytest.raises(DatabaseError, match="belongs to the role nexus, which is neither") as refused:
        look(is_trusted=False)
    assert refused.value.details["table"] == "nex_gapis" and "log in as its owner" in refused.value.hint


@pytest.mark.parametrize("kind", ["v", "m", "f", "S"])
def test_what_is_no_table_is_refused(kind):
    with pytest.raises(DatabaseError, match="public.nex_gapis is no table"):
        look(kind=kind)


@pytest.mark.parametrize(
    ("different", "said"),
    [
        ({"triggers": ["a"]}, "The table public.nex_gapis has the trigger a, which"),
        ({"triggers": ["a", "b"]}, "has the triggers a, b, which"),
        ({"triggers": ["a"], "rules": ["r", "s"]}, "has the trigger a and the rules r, s, which"),
        ({"rules": ["r"]}, "has the rule r, which"),
        (
            {"is_schema_trusted": False, "schema_owner": "x"},
            "belongs to the role x, which can put another table in its place",
        ),
        ({"is_schema_trusted": False}, None),
        ({"schema_owner": "x"}, None),
    ],
    ids=str,
)
def test_what_the_user_should_know_of_a_table(different, said):
    remarks = look(**different).remarks
    assert len(remarks) == (said is not None) and (said is None or said in remarks[0])
    if "schema_owner" in different and said:
        assert 'ALTER SCHEMA "public" OWNER TO' in remarks[0]


def test_a_table_has_all_that_is_to_be_said_of_it():
    assert len(look(triggers=["a"], is_schema_trusted=False, schema_owner="x").remarks) == 2


@pytest.mark.parametrize(
    ("way", "said"), [(1, "which inherits from public.nex_gapis"), (-1, "from which public.nex_gapis inherits")]
)
def test_a_stranger_s_child_or_parent_is_refused(way, said):
    kin = _row(way=way, name="other", is_trusted=False, owner="x")
    with pytest.raises(DatabaseError, match="belongs to the role x") as refused:
        found("nex_gapis", None, [_row(), kin])
    assert said in refused.value.message and "let the owner of the database own" in refused.value.hint
    assert found("nex_gapis", None, [_row(), _row(way=way, name="other")]).remarks == ()
