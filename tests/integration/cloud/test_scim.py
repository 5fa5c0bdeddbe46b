# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role SCIM Integration that was changed or is missing (genesys-cloud-oauth-api.md §1.6 rule 7)."""

from __future__ import annotations

import pytest

from emulator import cloud_catalogue, defaults

LONG = 38880000
SCIM, COPY, EMPLOYEE = (defaults.CLOUD_ROLES[name] for name in ("SCIM Integration", "SCIM copy", "employee"))
RESETS = "Genesys Cloud resets access_token_validity_seconds"
RESTORED = "The role SCIM Integration is missing, so the default roles of the organisation are restored."


@pytest.fixture
def given(cloud):
    """What makes a client for SCIM, by a person who holds all roles."""
    return {
        "authorized_grant_type": "CLIENT-CREDENTIALS",
        "access_token_validity_seconds": LONG,
        "roles": [{"role": "SCIM Integration"}],
        "secret_file": str(cloud.secret_file),
        "cloud_access_token": cloud.control.cloud_token(builtin=True, roles=[SCIM, COPY, EMPLOYEE]),
    }


def extend(cloud):
    """Somebody gives the role further permissions."""
    more = {"domain": "routing", "entityName": "queue", "actionSet": ["view"], "allowConditions": False}
    policies = cloud_catalogue.role(SCIM, "SCIM Integration")["permissionPolicies"]
    cloud.control.seed(cloud_roles=[{"id": SCIM, "name": "SCIM Integration", "permissionPolicies": [*policies, more]}])


def remove(cloud):
    cloud.control.seed(cloud_roles=[{"id": SCIM, "absent": True}])


def test_a_role_with_further_permissions_names_the_cause_and_comes_to_rest(cloud, given):
    extend(cloud)
    done = cloud.client(**given)
    assert done["changed"] and cloud.one()["accessTokenValiditySeconds"] == 86400
    assert any(text.startswith(RESETS) and "further permissions" in text for text in done["warnings"])
    cloud.clear_log()
    for check in (True, False):
        again = cloud.client(check, **given)
        assert again["changed"] is False
        assert any(text.startswith(RESETS) for text in again["warnings"]), "as long as it is declared so"
    assert cloud.writes() == []


def test_the_cause_is_named_where_the_client_was_there_before(cloud, given):
    cloud.client(**dict(given, access_token_validity_seconds=600))
    extend(cloud)
    assert any(text.startswith(RESETS) for text in cloud.client(**given)["warnings"])
    cloud.forget_tasks()
    again = cloud.client(**given)
    assert any(text.startswith(RESETS) for text in again["warnings"]), "a machine that does not know it yet"
    assert cloud.client(**given)["changed"] is False


@pytest.mark.parametrize("change", [remove, extend])
def test_a_custom_role_with_the_same_permissions(cloud, given, change):
    change(cloud)
    done = cloud.twice(**dict(given, roles=[{"role": "SCIM copy"}]))
    assert done["resource"]["access_token_validity_seconds"] == LONG == cloud.one()["accessTokenValiditySeconds"]
    assert not any("reset" in text for text in done.get("warnings", []))


def test_a_role_without_these_permissions_is_refused(cloud, given):
    result = cloud.client(**dict(given, roles=[{"role": "employee"}]))
    assert result["failure"]["field"] == "access_token_validity_seconds"
    assert cloud.writes() == []


def test_where_the_role_is_missing_the_hint_names_the_remedy(cloud, given):
    remove(cloud)
    for check in (True, False):
        result = cloud.client(check, **given)
        assert result["failure"]["field"] == "roles"
        for words in ("POST /api/v2/authorization/roles/default", "restore_default_roles: true", "Nothing was changed"):
            assert words in result["failure"]["hint"]
    assert cloud.writes() == []
    other = cloud.client(**dict(given, roles=[{"role": "nobody"}]))
    assert "restore" not in other["msg"]


def test_the_role_is_restored_where_that_is_wanted(cloud, given):
    remove(cloud)
    cloud.clear_log()
    foretold = cloud.client(True, restore_default_roles=True, **given)
    assert foretold["changed"] and foretold["warnings"] == [RESTORED] and cloud.writes() == []
    done = cloud.client(restore_default_roles=True, **given)
    assert done["changed"] and done["warnings"] == foretold["warnings"]
    assert [one["path"] for one in cloud.writes()] == ["/api/v2/authorization/roles/default", "/api/v2/oauth/clients"]
    assert cloud.one()["accessTokenValiditySeconds"] == LONG
    again = cloud.client(restore_default_roles=True, **given)
    assert again["changed"] is False and "warnings" not in again


def test_the_answer_to_the_restoration_may_be_lost(cloud, given):
    remove(cloud)
    cloud.control.fault("reset", method="POST", path="roles/default", when="after")
    assert cloud.client(restore_default_roles=True, **given)["changed"]
    assert cloud.one()["accessTokenValiditySeconds"] == LONG


def test_a_client_that_could_not_give_the_role_does_not_restore_it(cloud, given):
    remove(cloud)
    del given["cloud_access_token"]
    for check in (True, False):
        result = cloud.client(check, restore_default_roles=True, **given)
        assert result["failure"]["code"] == "forbidden" and result["failure"]["field"] == "restore_default_roles"
    assert cloud.writes() == []


def test_nothing_is_restored_that_is_there(cloud, given):
    cloud.clear_log()
    cloud.twice(restore_default_roles=True, **given)
    assert all("default" not in one["path"] for one in cloud.log())
