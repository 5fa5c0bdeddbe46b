# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an OAuth client of Genesys Cloud may look like, and moments in all their spellings."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.cxops.genesys.plugins.module_utils.resources import _cloud_rules as rules

ROLE = {"role": "employee"}
MACHINE = {"authorized_grant_type": "CLIENT-CREDENTIALS", "roles": [ROLE]}
PERSON = {"authorized_grant_type": "CODE", "scopes": ["users"]}


@pytest.mark.parametrize(
    ("text", "same_as"),
    [
        ("2026-12-31T00:00:00Z", "2026-12-31T00:00:00+00:00"),
        ("2026-12-31T00:00:00Z", "2026-12-31T00:00:00.000Z"),
        ("2026-12-31T00:00:00Z", "2026-12-31 00:00:00Z"),
        ("2026-12-31T00:00:00Z", " 2026-12-31t00:00:00z "),
        ("2026-12-31T00:00:00Z", "2026-12-31T02:00:00+02:00"),
        ("2026-12-31T00:00:00Z", "2026-12-30T18:30:00-0530"),
        ("2026-12-31T00:00:00.5Z", "2026-12-31T00:00:00.500Z"),
    ],
)
def test_spellings_of_one_moment(text, same_as):
    assert rules.parsed(text) is not None and rules.parsed(text) == rules.parsed(same_as)
    assert rules.moment(text) is None and rules.moment(same_as) is None


@pytest.mark.parametrize("value", ["", None, 5, {}, "tomorrow", "2026-12-31", "2026-12-31T00:00:00", "2026-13-31T00:00:00Z",
                                   "2026-12-31T25:00:00Z", "2026-12-31T00:00Z", "2026-12-31T00:00:00Zulu", "Z", "+02:00"])  # fmt: skip
def test_what_is_no_moment(value):
    assert rules.parsed(value) is None
    assert repr(value) in rules.moment(value)


@given(
    st.datetimes(datetime(1971, 1, 1), datetime(2400, 1, 1)),
    st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes))),
)
def test_any_moment_with_a_zone(moment, zone):
    moment = moment.replace(tzinfo=zone)
    assert rules.parsed(moment.isoformat()) == moment.timestamp()
    assert rules.parsed(rules.date(moment.timestamp())) == int(moment.timestamp() // 1)


@given(st.text())
def test_any_text_is_a_moment_or_none(text):
    assert rules.parsed(text) is None or isinstance(rules.parsed(text), float)


@pytest.mark.parametrize("value", [300, 86400, 172800, 172801, 38880000])
def test_lives_that_are_possible(value):
    assert rules.validity(value) is None


@pytest.mark.parametrize("value", [-1, 0, 299, 38880001, "300", None, 300.5])
def test_lives_that_are_not(value):
    assert "300" in rules.validity(value)


def test_old_spellings_of_grant_types():
    assert rules.grant_type("SAML2BEARER") == "SAML2-BEARER"
    assert rules.grant_type("CLIENT_CREDENTIALS") == rules.CLIENT_CREDENTIALS
    assert [rules.grant_type(one) for one in rules.GRANT_TYPES] == list(rules.GRANT_TYPES)
    assert rules.grant_type(None) is None
    assert set(rules.OLD_SPELLINGS.values()) <= set(rules.GRANT_TYPES)


GOOD = [
    {},
    MACHINE,
    PERSON,
    {"roles": [ROLE]},
    {"scopes": ["users"]},
    {"roles": [], "scopes": ["users"]},
    dict(MACHINE, roles=None),
    dict(MACHINE, access_token_validity_seconds=38880000),  # which roles allow it is not known here
    dict(MACHINE, scopes=[]),
    dict(PERSON, roles=[]),
    dict(PERSON, access_token_validity_seconds=172800),
    dict(PERSON, registered_redirect_uris=["https://a.example.com"] * 125),
    {"access_token_validity_seconds": 38880000},
]
BAD = [
    (dict(MACHINE, roles=[]), ["roles"]),
    (dict(MACHINE, scopes=["users"]), ["scopes", "scopes"]),
    ({"authorized_grant_type": "CLIENT-CREDENTIALS", "scopes": ["users"]}, ["scopes"]),
    (dict(PERSON, roles=[ROLE]), ["roles", "scopes"]),
    (dict(PERSON, scopes=[]), ["scopes"]),
    (dict(PERSON, scopes=None, access_token_validity_seconds=172801), ["access_token_validity_seconds"]),
    ({"scopes": ["users"], "access_token_validity_seconds": 172801}, ["access_token_validity_seconds"]),
    ({"roles": [ROLE], "scopes": ["users"]}, ["scopes"]),
    (dict(MACHINE, registered_redirect_uris=["https://a.example.com"] * 126), ["registered_redirect_uris"]),
]


@pytest.mark.parametrize("client", GOOD, ids=str)
def test_clients_that_can_be(client):
    assert list(rules.problems(client)) == []


@pytest.mark.parametrize(("client", "names"), BAD, ids=lambda value: str(value)[:60])
def test_clients_that_cannot_be(client, names):
    assert [name for name, _text in rules.problems(client)] == names
    assert all(text for _name, text in rules.problems(client))


@pytest.mark.parametrize("grant", [one for one in rules.GRANT_TYPES if one != rules.CLIENT_CREDENTIALS])
def test_every_other_grant_has_scopes_and_no_roles(grant):
    assert list(rules.problems({"authorized_grant_type": grant, "scopes": ["users"]})) == []
    assert [name for name, _text in rules.problems({"authorized_grant_type": grant, "roles": [ROLE]})] == ["roles"]
    assert [name for name, _text in rules.problems({"authorized_grant_type": grant, "scopes": []})] == ["scopes"]
