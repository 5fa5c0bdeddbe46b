# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An OAuth client of Genesys Cloud on its way to the service and back: PUT replaces, so the whole of it goes."""

from __future__ import annotations

import time
from types import SimpleNamespace

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.resources import _cloud_clients as clients
from ansible_collections.cxops.genesys.plugins.module_utils.resources._cloud_rules import date
from ansible_collections.cxops.genesys.plugins.module_utils.resources.cloud_client import CLOUD_CLIENT
from ansible_collections.cxops.genesys.plugins.module_utils.transport.memory import Memory

THERE = {
    "id": "i", "secret": None, "name": "app", "description": "d", "authorizedGrantType": "CLIENT-CREDENTIALS", "state": "active",
    "accessTokenValiditySeconds": 600, "registeredRedirectUri": ["https://a"], "scope": None,
    "roleDivisions": [{"roleId": "r", "divisionId": "*", "since": "2026"}], "roleIds": ["r"], "dateCreated": "2026-01-01T00:00:00.000Z",
    "dateModified": "2026-01-01T00:00:00.000Z", "createdBy": {"id": "u"}, "modifiedBy": {"id": "u"}, "selfUri": "/x",
    "allowedNetworks": ["10.0.0.0/8"], "contact": None,
}  # fmt: skip


@pytest.fixture
def collection():
    service = SimpleNamespace(transport=SimpleNamespace(sleep=None), memory=Memory())
    return clients.Clients(service, "OAuth client", CLOUD_CLIENT.managed, service.memory)


def test_the_whole_client_goes_without_what_the_service_keeps_by_itself(collection):
    body = collection.body(THERE, {})
    assert body == {
        "name": "app", "description": "d", "authorizedGrantType": "CLIENT-CREDENTIALS", "state": "active", "accessTokenValiditySeconds": 600,
        "registeredRedirectUri": ["https://a"], "roleDivisions": THERE["roleDivisions"], "allowedNetworks": ["10.0.0.0/8"],
    }  # fmt: skip
    assert not set(body) & set(clients.READ_ONLY)


@pytest.mark.parametrize(
    ("patch", "changes"),
    [
        ({"description": "x"}, {"description": "x"}),
        ({"description": ""}, {"description": ""}),
        ({"client_id": "other"}, {}),
        ({"client_secret": "made by the service", "integration_credential_name": "x"}, {}),
        ({"registered_redirect_uris": []}, {"registeredRedirectUri": []}),
        ({"extra_properties": {"allowedNetworks": [], "more": 1}}, {"allowedNetworks": [], "more": 1}),
        (
            {"roles": [{"role": "employee", "division": "Home", "role_id": "r2", "division_id": "d2"}]},
            {"roleDivisions": [{"roleId": "r2", "divisionId": "d2"}]},
        ),
    ],
    ids=str,
)
def test_what_differs_is_changed_and_nothing_else(collection, patch, changes):
    assert collection.body(THERE, patch) == {**collection.body(THERE, {}), **changes}


def test_another_grant_type_takes_roles_or_scopes_away(collection):
    person = collection.body(THERE, {"authorized_grant_type": "CODE", "scopes": ["users"], "roles": []})
    assert "roleDivisions" not in person and person["scope"] == ["users"]
    machine = collection.body(dict(THERE, scope=["users"], roleDivisions=[]), {"scopes": []})
    assert "scope" not in machine and "roleDivisions" not in machine


def test_an_active_client_has_no_day_on_which_it_goes(collection):
    going = dict(THERE, state="inactive", dateToDelete="2099-01-01T00:00:00Z")
    assert collection.body(going, {"client_state": "active"}).get("dateToDelete") is None
    assert collection.body(going, {"description": "x"})["dateToDelete"] == "2099-01-01T00:00:00Z"
    later = {"date_to_delete": "2100-01-01T00:00:00Z", "client_state": "inactive"}
    assert collection.body(THERE, later)["dateToDelete"] == "2100-01-01T00:00:00Z"


def test_members_that_the_table_does_not_know_are_told(collection):
    told = collection.mapped(THERE)
    assert told["extra_properties"] == {"allowedNetworks": ["10.0.0.0/8"]}
    assert "extra_properties" not in collection.mapped({"id": "i", "name": "app", "contact": None})
    assert told["client_id"] == "i" and told["roles"] == [{"role_id": "r", "division_id": "*"}]


@pytest.mark.parametrize(
    ("days", "old"),
    [(0, False), (29, False), (31, True), (4000, True), (-1, False), (None, False), ("nonsense", False)],
)
def test_clients_that_go_in_seven_days_only(days, old):
    made = date(time.time() - days * 86400) if isinstance(days, int) else days
    assert clients.Clients.is_old({"date_created": made}) is old


def test_every_member_has_a_place():
    """No extra property may be a member that an option or the service itself is for."""
    wires = {field.wire for field in CLOUD_CLIENT.fields if field.wire}
    assert wires | {"secret", "roleIds"} == set(clients.KNOWN_MEMBERS)
