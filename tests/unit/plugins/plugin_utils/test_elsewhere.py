# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What other hosts of the inventory declare; no Ansible."""

from __future__ import annotations

import json

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import InvalidInput
from ansible_collections.cxops.genesys.plugins.plugin_utils.claims import Claim
from ansible_collections.cxops.genesys.plugins.plugin_utils.elsewhere import (
    Declared,
    candidates,
    check_centers,
    declared,
    read,
    sharing,
)

A, B = "9350e2fc-a1dd-4c65-8d40-1f75a2e080dd", "6b9f3d0e-4a57-4c1e-9a51-0c7f5d1e2a10"
URL, ROW = "https://gauth.example.com", ("https://gws.example.com", "nexus_client")
OWN = Declared("acme", A, URL, "db.example.com")
THEIRS = {
    "tenant_id": B,
    "genesys_auth_url": URL,
    "nexus_db_host": "db.example.com",
    "auth_clients_list": [{"client_id": "crm"}, {"client_id": "old", "state": "absent"}],
    "digital_channels_gapis": [{"url": "https://GWS.example.com/"}],
}


def host(name="beta", **changes):
    """What a host with these variables declares; an exception is one that cannot be evaluated."""
    variables = {**THEIRS, **changes}

    def value(variable):
        found = variables.get(variable)
        if isinstance(found, LookupError):
            raise found
        return found

    made = read(name, value)
    assert Declared.loaded(json.loads(json.dumps(made.as_dict()))) == made
    return made


def kept(*others, own=OWN, clients=("crm", "old", "nexus_client"), rows=(ROW,)):
    """Which of them are declared elsewhere: the ids, and the URLs of rows."""
    found = declared(own, others, clients, rows)
    assert all(one["host"] for one in found)
    return sorted({one.get("url") or one["client_id"] for one in found})


def test_clients_and_rows_of_another_host():
    assert kept(host()) == ["crm", ROW[0], "nexus_client"]
    assert kept(host(), own=Declared("acme")) == ["crm", ROW[0], "nexus_client"], (
        "what is not known differs from nothing"
    )
    assert kept(host(digital_channels_client_id="other")) == ["crm"]
    assert kept(host(digital_channels_gapis=[], digital_channels_tenant={"name": "t"})) == ["crm", "nexus_client"]
    assert kept(host(auth_clients_list=None, digital_channels_gapis="nonsense")) == []


@pytest.mark.parametrize(
    "other",
    [
        host("acme"),
        host(tenant_id=A.upper()),
        host(genesys_auth_url="https://gauth.other.example", nexus_db_host="other"),
    ],
    ids=["the host itself", "another host of the tenant", "another platform"],
)
def test_the_same_tenant_and_other_platforms_do_not_count(other):
    assert kept(other) == []


def test_the_same_database_of_another_platform_counts_for_rows():
    assert kept(host(genesys_auth_url="https://gauth.other.example")) == [ROW[0]]
    assert kept(host(genesys_auth_url="https://gauth.other.example", tenant_id=A)) == [ROW[0]]


@pytest.mark.parametrize("spelling", ["HTTPS://Gauth.example.com", URL + ":443", URL + "./", URL + "/x/../"])
def test_the_same_platform_in_another_spelling(spelling):
    own = Declared("acme", A, URL)
    assert kept(host(genesys_auth_url=spelling), own=own) == ["crm", ROW[0], "nexus_client"]
    assert kept(host(genesys_auth_url=spelling, tenant_id=A), own=own) == []
    assert sharing((B,), "acme", URL, [host(genesys_auth_url=spelling)]) == ("beta",)


@pytest.mark.parametrize("spelling", ["DB.example.com.", "standby.example.com, db.example.com"])
def test_the_same_database_in_another_spelling(spelling):
    other = host(genesys_auth_url="https://gauth.other.example", nexus_db_host=spelling)
    assert kept(other) == [ROW[0]]


@pytest.mark.parametrize("url", ["https://gws.example.com:443", "https://gws.EXAMPLE.com:443/"])
def test_the_same_row_in_another_spelling(url):
    assert kept(host(digital_channels_gapis=[{"url": url}])) == ["crm", ROW[0], "nexus_client"]


@pytest.mark.parametrize("name", ["auth_clients_list", "digital_channels_gapis"])
def test_a_host_that_cannot_be_evaluated_counts_as_declaring_everything(name):
    assert kept(host(**{name: LookupError(name)})) == ["crm", ROW[0], "nexus_client", "old"]


PARAMS = {
    "auth_clients_list": [{"client_id": "a", "shared": False}, {"client_id": "b", "shared": None}],
    "digital_channels_gapis": [{"url": URL + "/", "shared": False}, {"url": URL, "client_id": "c", "shared": True}],
    "digital_channels_client_id": "mine",
}


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (None, (["a"], [(URL, "mine")])),
        (["auth_clients"], (["a"], [])),
        (["gapis"], ([], [(URL, "mine")])),
        (["cors"], ([], [])),
    ],
    ids=str,
)
def test_only_what_could_go_is_looked_for(parts, expected):
    assert candidates(dict(PARAMS, parts=parts)) == expected


PASTED = Claim("contact center", B, "tenant_contact_center.id")
UNKNOWN = LookupError("tenant_contact_center")


@pytest.mark.parametrize(
    ("other", "line"),
    [
        (host(), "host acme says tenant_contact_center.id: %s, host beta says tenant_id: %s" % (B, B)),
        (host(tenant_id="c", tenant_contact_center={"id": B.upper()}), "host beta says tenant_contact_center.id: " + B),
        (host(tenant_id="c", digital_channels_contact_center_id=B), "beta says digital_channels_contact_center_id: " + B),
        (host(tenant_contact_center=UNKNOWN, tenant_id="c"), "its tenant_contact_center cannot be evaluated"),
        (host(tenant_contact_center={"id": A}), None),
        (host(tenant_id=A, tenant_contact_center={"id": B}), None),
        (host(genesys_auth_url="https://gauth.other.example"), None),
        (host("acme"), None),
        (host(tenant_contact_center=UNKNOWN, tenant_id=None), None),
    ],
    ids=str,
)  # fmt: skip
def test_a_contact_center_of_another_host_is_refused(other, line):
    check_centers(OWN, [other], [])
    if line is None:
        return check_centers(OWN, [other], [PASTED])
    with pytest.raises(InvalidInput) as caught:
        check_centers(OWN, [other], [PASTED])
    assert line in caught.value.message


@pytest.mark.parametrize(
    ("other", "is_kept"),
    [
        (host(), True),
        (host(tenant_id="c", tenant_environment={"id": B}), True),
        (host(tenant_id="c", tenant_environment=LookupError("x")), True),
        (host(tenant_id=None, tenant_environment=LookupError("x")), False),
        (host(tenant_environment={"id": A}), False),
        (host(tenant_id=A, tenant_environment={"id": B}), False),
        (host(genesys_auth_url="https://gauth.other.example"), False),
    ],
    ids=str,
)
def test_an_environment_of_another_host_stays(other, is_kept):
    assert declared(OWN, [other], (), (), [B]) == ([{"environment_id": B, "host": "beta"}] if is_kept else [])


@pytest.mark.parametrize(
    ("other", "shares"),
    [
        (host(tenant_id=A.upper()), True),
        (host(tenant_contact_center={"id": A}), True),
        (host(tenant_id=A, genesys_auth_url=""), True),  # a platform that is not known may be the same
        (host(), False),
        (host("acme", tenant_id=A), False),
        (host(tenant_id=A, genesys_auth_url="https://gauth.other.example"), False),
    ],
)
def test_hosts_with_the_same_tenant_or_contact_center(other, shares):
    assert sharing((A,), "acme", URL, [other]) == (("beta",) if shares else ())
