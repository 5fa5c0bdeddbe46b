# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which client is meant, and what may be made of it."""

from __future__ import annotations

import pytest

from emulator import defaults

MACHINE = {"authorized_grant_type": "CLIENT-CREDENTIALS", "roles": [{"role": "employee"}]}
PERSON = {"authorized_grant_type": "CODE", "scopes": ["users", "routing"]}


def test_twins_are_an_error_that_lists_them(cloud):
    ids = [cloud.seed(), cloud.seed(state="inactive")]
    for state in ({}, {"state": "inactive"}, {"state": "absent", "confirm_delete": True}):
        result = cloud.client(**state)
        assert result["failure"]["code"] == "ambiguous"
        assert sorted(result["failure"]["ids"]) == sorted(ids)
        assert all(identity in result["msg"] for identity in ids)
    assert cloud.writes() == []
    done = cloud.twice(client_id=ids[0], name=None, description="the first")
    assert done["resource"]["client_id"] == ids[0]


def test_a_deleted_twin_is_none(cloud):
    cloud.control.switches(cloud_deleted_shows="deleted")
    cloud.made()
    cloud.client(state="absent", confirm_delete=True)
    cloud.secret_file.unlink()
    assert cloud.made()["client_state"] == "active"
    assert cloud.client(**MACHINE)["changed"] is False


def test_an_id_that_is_not_there(cloud):
    missing = "0b3f6a52-7d0e-4c5b-9a54-5d2f1f1c0a11"
    result = cloud.client(client_id=missing, description="x")
    assert result["failure"]["code"] == "not_found" and missing in result["msg"]
    assert result["failure"]["correlation_id"] in result["msg"]
    for state in ({"state": "inactive"}, {"state": "absent", "confirm_delete": True}):
        assert cloud.client(client_id=missing, **state)["changed"] is False


def test_renamed_once(cloud):
    first = cloud.made()["client_id"]
    done = cloud.twice(new_name="application")
    assert done["resource"]["name"] == "application" and done["resource"]["client_id"] == first
    assert [client["name"] for client in cloud.clients()] == ["application"]


def test_renamed_by_its_id(cloud):
    identity = cloud.seed()
    cloud.twice(client_id=identity, name="application")
    assert cloud.one()["name"] == "application"


def test_no_twin_is_made_by_renaming(cloud):
    first, second = cloud.seed(), cloud.seed(name="application")
    result = cloud.client(client_id=first, name="application")
    assert result["failure"]["code"] == "ambiguous" and result["failure"]["ids"] == [second]
    assert cloud.writes() == []


def test_no_description_is_as_good_as_an_empty_one(cloud):
    cloud.seed()
    assert cloud.client(description="")["changed"] is False
    cloud.twice(description="x")
    cloud.twice(description="")


@pytest.mark.parametrize("check", [True, False])
def test_a_client_to_be_renamed_that_is_not_there_is_named_with_both_names(cloud, check):
    failed = cloud.client(check, name="nosuch", new_name="other")
    assert failed["failed"] and cloud.clients() == []
    said = "There is no OAuth client named nosuch that could be renamed, nor one named other."
    assert said in failed["msg"] and "give authorized_grant_type, too" in failed["msg"]
    assert failed["failure"]["fields"] == ["authorized_grant_type"]


def test_a_new_client_gets_its_new_name_at_once(cloud):
    done = cloud.twice(new_name="application", **PERSON)
    assert done["diff"]["before"] == {} and "nor one named application. A new one is made." in str(done["warnings"])
    assert cloud.one()["name"] == "application"


def test_no_name_is_taken_from_another(cloud):
    ids = [cloud.seed(), cloud.seed(name="application")]
    result = cloud.client(new_name="application")
    assert result["failure"]["code"] == "ambiguous" and result["failure"]["ids"] == ids
    assert cloud.writes() == []


def test_what_the_table_does_not_know_survives_and_can_be_set(cloud):
    cloud.control.seed(cloud_fields=["allowedNetworks", "contact"])
    cloud.seed(allowedNetworks=["10.0.0.0/8"], contact={"mail": "a@example.com"})
    cloud.twice(description="changed")
    assert cloud.one()["allowedNetworks"] == ["10.0.0.0/8"]
    done = cloud.twice(extra_properties={"allowedNetworks": ["10.1.0.0/16"]})
    assert done["diff"]["before"]["extra_properties"]["allowedNetworks"] == ["10.0.0.0/8"]
    assert done["diff"]["after"]["extra_properties"]["allowedNetworks"] == ["10.1.0.0/16"]
    assert cloud.one()["allowedNetworks"] == ["10.1.0.0/16"]
    assert cloud.one()["contact"] == {"mail": "a@example.com"}
    cloud.twice(extra_properties={"contact": None})
    assert "contact" not in cloud.one()


@pytest.mark.parametrize("put", ["replace", "merge"])
def test_the_grant_type_takes_scopes_or_roles_with_it(cloud, put):
    cloud.control.switches(cloud_put=put)
    cloud.made(registered_redirect_uris=["https://a.example.com/cb"], description="kept")
    cloud.twice(**PERSON)
    client = cloud.one()
    assert sorted(client["scope"]) == ["routing", "users"] and not client.get("roleDivisions")
    assert client["description"] == "kept" and client["registeredRedirectUri"] == ["https://a.example.com/cb"]
    cloud.twice(**MACHINE)
    client = cloud.one()
    assert [one["roleId"] for one in client["roleDivisions"]] == [defaults.CLOUD_ROLES["employee"]]
    assert not client.get("scope")
    cloud.twice(authorized_grant_type="SAML2BEARER", scopes=["users"])
    assert cloud.one()["authorizedGrantType"] == "SAML2-BEARER"


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ({"authorized_grant_type": "CODE"}, "scopes"),
        ({"scopes": ["users"]}, "scopes"),
        ({"roles": []}, "roles"),
        ({"access_token_validity_seconds": 172801}, "SCIM Integration"),
        ({"roles": [{"role": "employe"}]}, "employee"),
        ({"roles": [{"role": "employee", "division": "Sale"}]}, "Sales"),
        ({"authorized_grant_type": "CODE", "scopes": ["usres"]}, "users"),
        ({"roles": [{"role": "employee"}, {"role": "supervisor"}]}, "supervisor"),
    ],
)
def test_what_the_service_would_refuse_is_refused_before(cloud, change, names):
    cloud.made()
    cloud.clear_log()
    for check in (True, False):
        result = cloud.client(check, **change)
        assert result.get("failed") and names in result["msg"]
        assert result["failure"]["field"] in {*change, "scopes"}
    assert cloud.writes() == []


def test_a_new_client_needs_what_its_grant_type_needs(cloud):
    for given, needed in (("CLIENT-CREDENTIALS", "roles"), ("CODE", "scopes"), ("", "authorized_grant_type")):
        result = cloud.client(**({"authorized_grant_type": given} if given else {}))
        assert result["failure"]["field"] == needed
    assert cloud.clients() == [] and cloud.writes() == []


def test_roles_and_divisions_by_name_by_id_and_all_of_them(cloud):
    roles, divisions = defaults.CLOUD_ROLES, defaults.CLOUD_DIVISIONS
    given = [
        {"role": "employee"},
        {"role": "Employee", "division": "sales"},
        {"role": roles["admin"], "division": divisions["Support"]},
        {"role": "admin", "division": "*"},
    ]
    done = cloud.twice(authorized_grant_type="CLIENT-CREDENTIALS", roles=given, secret_file=str(cloud.secret_file))
    assert sorted((one["roleId"], one["divisionId"]) for one in cloud.one()["roleDivisions"]) == sorted(
        [
            (roles["employee"], divisions["Home"]),
            (roles["employee"], divisions["Sales"]),
            (roles["admin"], divisions["Support"]),
            (roles["admin"], "*"),
        ]
    )
    assert [(one["role"], one["division"]) for one in done["resource"]["roles"]] == [
        ("admin", "*"),
        ("admin", "Support"),
        ("employee", "Home"),
        ("employee", "Sales"),
    ]
    cloud.twice(roles=[{"role": roles["employee"], "division": divisions["Sales"]}])
    assert len(cloud.one()["roleDivisions"]) == 1


def test_who_gives_ids_needs_not_read_names(cloud):
    """A caller without authorization:role:view may still manage clients."""
    cloud.clear_log()
    role = {"role": defaults.CLOUD_ROLES["employee"], "division": defaults.CLOUD_DIVISIONS["Sales"]}
    cloud.client(authorized_grant_type="CLIENT-CREDENTIALS", roles=[role], secret_file=str(cloud.secret_file))
    assert not any("/authorization/" in path for path in cloud.paths("GET"))


def test_a_role_is_checked_where_the_service_tells_who_holds_it(cloud):
    """A person's roles it does not tell; then its own refusal says what is wrong."""
    given = {
        "authorized_grant_type": "CLIENT-CREDENTIALS",
        "roles": [{"role": "supervisor"}],
        "secret_file": str(cloud.secret_file),
    }
    first = cloud.client(**given)
    assert first["failure"]["code"] == "forbidden" and "supervisor" in first["msg"]
    assert cloud.writes() == []
    person = cloud.control.cloud_token(builtin=True, roles=[defaults.CLOUD_ROLES["admin"]])
    second = cloud.client(**dict(given, cloud_access_token=person, cloud_client_secret=None))
    assert second["failure"]["http_status"] == 400 and "supervisor" in second["msg"]
    cloud.control.switches(cloud_tokens_me="404")
    assert cloud.client(**given)["failure"]["http_status"] == 400
    assert cloud.clients() == []


def test_who_edits_a_client_needs_its_roles(cloud):
    role = {"roleId": defaults.CLOUD_ROLES["supervisor"], "divisionId": "*"}
    cloud.seed(authorizedGrantType="CLIENT-CREDENTIALS", scope=None, roleDivisions=[role])
    assert cloud.client()["changed"] is False
    result = cloud.client(description="x")
    assert result["failure"]["code"] == "forbidden"
    assert defaults.CLOUD_ROLES["supervisor"] in result["msg"]


def test_redirect_uris_of_apps(cloud):
    uris = ["com.example.app:/oauth2redirect", "urn:ietf:wg:oauth:2.0:oob", "x://y"]
    cloud.twice(**PERSON, registered_redirect_uris=uris)
    assert sorted(cloud.one()["registeredRedirectUri"]) == sorted(uris)


LONG = 38880000


def test_long_lives_are_for_scim(cloud):
    held = [defaults.CLOUD_ROLES[name] for name in ("admin", "SCIM Integration", "SCIM copy")]
    given = {
        "authorized_grant_type": "CLIENT-CREDENTIALS",
        "access_token_validity_seconds": LONG,
        "cloud_access_token": cloud.control.cloud_token(builtin=True, roles=held),
    }
    for role in ("SCIM Integration", "SCIM copy"):
        scim = [{"role": role}, {"role": role, "division": "Sales"}]
        done = cloud.twice(name=role, roles=scim, secret_file="%s.%s" % (cloud.secret_file, role), **given)
        assert done["resource"]["access_token_validity_seconds"] == LONG
        assert not any("resets" in text for text in done.get("warnings", []))


def test_other_roles_reset_a_long_life_and_nothing_goes_round_in_circles(cloud):
    roles = [{"role": "SCIM Integration"}, {"role": "employee"}]
    done = cloud.twice(
        authorized_grant_type="CLIENT-CREDENTIALS",
        access_token_validity_seconds=LONG,
        roles=roles,
        secret_file=str(cloud.secret_file),
    )
    assert cloud.one()["accessTokenValiditySeconds"] == 86400
    assert done["resource"]["access_token_validity_seconds"] == 86400
    assert any("resets" in text for text in done["warnings"])


def test_a_long_life_ends_with_its_grant_type(cloud):
    cloud.made(roles=[{"role": "SCIM Integration"}], access_token_validity_seconds=LONG)
    cloud.twice(**PERSON)
    assert cloud.one()["accessTokenValiditySeconds"] == 86400


def test_hipaa_is_said_where_it_is_on(cloud):
    assert not any("HIPAA" in text for text in cloud.client(name="a", **PERSON).get("warnings", []))
    cloud.control.seed(cloud_organization={"features": {"hipaa": True}})
    assert any("HIPAA" in text for text in cloud.client(name="b", **PERSON)["warnings"])
    short = cloud.client(name="c", access_token_validity_seconds=600, **PERSON)
    assert not any("HIPAA" in text for text in short.get("warnings", []))


def test_the_implicit_grant_is_warned_of(cloud):
    done = cloud.client(authorized_grant_type="TOKEN", scopes=["users"])
    assert any("implicit grant" in text for text in done["warnings"])
    assert "warnings" not in cloud.client(authorized_grant_type="TOKEN", scopes=["users"])


@pytest.mark.parametrize(
    "uri",
    [
        "https://apps.mypurecloud.com/crm/index.html",
        "https://apps.euw2.pure.cloud/crm/authWindow.html",
        "https://Apps.mypurecloud.ie/crm/index.html?crm=salesforce",
    ],
)
@pytest.mark.parametrize("check", [True, False])
def test_the_embeddable_framework_needs_the_implicit_grant_and_nobody_warns(cloud, uri, check):
    given = {"authorized_grant_type": "TOKEN", "scopes": ["users"], "access_token_validity_seconds": 64800}
    uris = ["https://example.com/callback", uri]
    done = cloud.client(check, registered_redirect_uris=uris, **given)
    assert done["changed"] and "warnings" not in done
    if not check:
        cloud.twice(registered_redirect_uris=uris, **given)


def test_a_client_becomes_one_of_the_embeddable_framework_without_a_warning(cloud):
    cloud.seed(authorizedGrantType="CODE", scope=["users"], roleDivisions=[], roleIds=[])
    given = {"authorized_grant_type": "TOKEN", "scopes": ["users"]}
    done = cloud.client(registered_redirect_uris=["https://apps.mypurecloud.de/crm/index.html"], **given)
    assert done["changed"] and "warnings" not in done


@pytest.mark.parametrize(
    "uri", ["https://example.com/crm/index.html", "https://apps.example.com/other/crm/index.html", "http://apps.x/crm/"]
)
def test_another_page_is_none_of_the_embeddable_framework(cloud, uri):
    done = cloud.client(authorized_grant_type="TOKEN", scopes=["users"], registered_redirect_uris=[uri])
    (warning,) = done["warnings"]
    assert "Embeddable Framework" in warning and "CODE with PKCE" in warning


@pytest.mark.parametrize("state", ["present", "inactive", "absent"])
def test_a_disabled_client_is_left_to_the_vendor(cloud, state):
    cloud.seed(state="disabled")
    result = cloud.client(state=state, confirm_delete=True)
    assert result["failure"]["code"] == "refused" and "disabled" in result["msg"]
    assert cloud.writes() == []


def test_what_the_service_makes_otherwise_is_said(cloud):
    cloud.control.switches(cloud_date_to_delete="ignore")
    cloud.seed()
    done = cloud.client(state="inactive", date_to_delete="2031-01-01T00:00:00Z")
    assert done["changed"] and any("date_to_delete" in text for text in done["warnings"])
    assert done["resource"]["date_to_delete"] != "2031-01-01T00:00:00Z"


def test_pages_of_clients_are_all_read(cloud):
    cloud.control.switches(cloud_list_pages=True)
    for number in range(60):
        cloud.seed(name="app%d" % number)
    assert cloud.client(name="app59")["changed"] is False
    info = cloud.run("genesys_cloud_oauth_client_info", **cloud.cloud)
    assert len(info["oauth_clients"]) == 61


def test_another_organisation_is_not_touched(cloud):
    for wanted in (defaults.CLOUD_ORGANIZATION_ID.upper(), "example"):
        assert not cloud.client(True, cloud_organization=wanted, **PERSON).get("failed")
    result = cloud.client(cloud_organization="Another", **PERSON)
    assert result["failure"]["code"] == "verification_failed" and "Example" in result["msg"]
    assert cloud.clients() == []


def test_the_permission_that_is_missing_is_named(cloud):
    secret = "a-secret-of-a-weak-client"
    (weak,) = cloud.control.seed(
        cloud_clients=[
            {
                "name": "weak",
                "authorizedGrantType": "CLIENT-CREDENTIALS",
                "secret": secret,
                "roleDivisions": [{"roleId": defaults.CLOUD_ROLES["employee"], "divisionId": "*"}],
            }
        ]
    )["cloud_clients"]
    result = cloud.client(**dict(PERSON, cloud_client_id=weak, cloud_client_secret=secret))
    assert result["failure"]["code"] == "forbidden" and "oauth:client:view" in result["msg"]
    assert result["failure"]["service_code"] == "missing.permissions"
