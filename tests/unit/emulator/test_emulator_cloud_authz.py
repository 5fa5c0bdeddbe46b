# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Genesys Cloud: roles, divisions, scopes, the organisation, credentials of integrations."""

from __future__ import annotations

import pytest

from emulator import defaults

ROLES, DIVISIONS = defaults.CLOUD_ROLES, defaults.CLOUD_DIVISIONS
CREDENTIAL = {
    "name": "c",
    "type": {"name": "pureCloudOAuthClient"},
    "credentialFields": {"clientId": "i", "clientSecret": "s3cret-of-an-integration"},
}
PATH = "integrations/credentials"


@pytest.mark.parametrize(("kind", "there"), [("roles", ROLES), ("divisions", DIVISIONS)])
def test_pages(cloud, kind, there):
    path = "authorization/" + kind
    first = cloud.get(path)
    assert (first["pageSize"], first["pageNumber"], first["pageCount"], first["total"]) == (25, 1, 2, 30)
    assert len(first["entities"]) == 25 and "previousUri" not in first
    second = cloud.get(first["nextUri"].removeprefix("/api/v2/"))
    assert len(second["entities"]) == 5 and "nextUri" not in second and "previousUri" in second
    assert {one["name"]: one["id"] for one in first["entities"] + second["entities"]} == there
    assert len(cloud.get(path + "?pageSize=100")["entities"]) == 30
    assert cloud.get(path + "?pageNumber=9")["entities"] == []
    for wrong in ("pageSize=0", "pageSize=101", "pageSize=x", "pageNumber=0", "pageNumber=-1"):
        answer = cloud("GET", path + "?" + wrong)
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid.value")
    chosen = cloud.get(path + "?" + "&".join("id=" + key for key in list(there.values())[:2]))
    assert [one["name"] for one in chosen["entities"]] == list(there)[:2]


def test_roles(cloud):
    found = cloud.get("authorization/roles?name=scim%20integration")["entities"]
    assert [one["name"] for one in found] == ["SCIM Integration"] and found[0]["default"] is True
    assert {"id", "name", "description", "permissions", "permissionPolicies", "default", "selfUri"} <= set(found[0])
    copy = cloud.get("authorization/roles?name=SCIM+copy&userCount=false")["entities"][0]
    assert copy["permissionPolicies"] == found[0]["permissionPolicies"] and copy["default"] is False
    assert {"domain", "entityName", "actionSet"} <= set(copy["permissionPolicies"][0])
    assert cloud.get("authorization/roles?name=scim")["entities"] == []
    assert [one["name"] for one in cloud.get("authorization/roles?defaultRoleId=admin")["entities"]] == ["admin"]
    may = cloud.get("authorization/roles?permission=oauth:client:view")["entities"]
    assert [one["name"] for one in may] == ["admin", "supervisor"]


@pytest.mark.parametrize("force", [False, True])
def test_default_roles_come_back(cloud, force):
    cloud.control.seed(
        cloud_roles=[{"id": ROLES["SCIM Integration"], "absent": True}, {"id": ROLES["admin"], "name": "x"}]
    )
    assert cloud.get("authorization/roles?name=SCIM+Integration")["entities"] == []
    answer = cloud("POST", "authorization/roles/default" + ("?force=true" if force else ""))
    assert answer.status_code == 200 and len(answer.json()["entities"]) == 29
    assert len(cloud.get("authorization/roles?name=SCIM+Integration")["entities"]) == 1
    assert len(cloud.get("authorization/roles?name=admin")["entities"]) == int(force)


def test_divisions(cloud):
    home = cloud.get("authorization/divisions/home")
    assert (home["id"], home["name"], home["homeDivision"]) == (DIVISIONS["Home"], "Home", True)
    found = cloud.get("authorization/divisions?name=sale")["entities"]
    assert [(one["name"], one["homeDivision"]) for one in found] == [("Sales", False)]
    assert {"id", "name", "description", "homeDivision", "selfUri"} == set(found[0])


def test_divisions_by_cursor(cloud):
    path, pages, names = "authorization/divisions/query?pageSize=12", 0, []
    shown = cloud.get(path)
    assert "previousUri" not in shown
    while True:
        pages, names = pages + 1, names + [one["name"] for one in shown["entities"]]
        if "nextUri" not in shown:
            break
        shown = cloud.get(shown["nextUri"].removeprefix("/api/v2/"))
    assert pages == 3 and names == list(DIVISIONS)
    back = cloud.get(shown["previousUri"].removeprefix("/api/v2/"))
    assert [one["name"] for one in back["entities"]] == names[12:24]
    assert len(cloud.get("authorization/divisions/query")["entities"]) == 25
    assert len(cloud.get("authorization/divisions/query?pageSize=200")["entities"]) == 30
    assert cloud("GET", "authorization/divisions/query?after=x").status_code == 400
    assert cloud("GET", "authorization/divisions/query?pageSize=201").status_code == 400


def test_grants_of_a_client(cloud):
    client = cloud.make(roleDivisions=[{"roleId": ROLES["admin"], "divisionId": "*"}, {"roleId": ROLES["employee"]}])
    shown = cloud.get("authorization/subjects/" + client["id"])
    grants = {(one["role"]["name"], one["division"]["id"]) for one in shown["grants"]}
    assert shown["id"] == client["id"] and grants == {("admin", "*"), ("employee", DIVISIONS["Home"])}
    assert cloud("GET", "authorization/subjects/unknown").status_code == 404


def test_scopes(cloud):
    shown = cloud.get("oauth/scopes")
    ids = {one["id"] for one in shown["entities"]}
    assert shown["total"] == len(ids) > 14 and {"oauth", "users:readonly", "user-basic-info"} <= ids
    one = cloud.get("oauth/scopes/oauth:readonly")
    assert one in shown["entities"] and set(one) == {"id", "description", "selfUri"}
    assert cloud("GET", "oauth/scopes/nonsense").status_code == 404


def test_organization(cloud):
    shown = cloud.get("organizations/me")
    assert (shown["id"], shown["name"]) == (defaults.CLOUD_ORGANIZATION_ID, "Example")
    assert shown["features"] == {"hipaa": False}
    cloud.control.seed(cloud_organization={"name": "Other"})
    assert cloud.get("organizations/me")["name"] == cloud.get("tokens/me")["organization"]["name"] == "Other"


def test_credentials(cloud):
    made = cloud("POST", PATH, json=CREDENTIAL).json()
    assert set(made) == {"id", "name", "type", "selfUri", "createdDate", "modifiedDate"}
    assert made["type"] == {"name": "pureCloudOAuthClient"}
    one = PATH + "/" + made["id"]
    assert cloud.get(one) == made and cloud.get(PATH)["entities"] == [made]
    again = cloud("POST", PATH, json=CREDENTIAL).json()
    assert again["id"] != made["id"] and cloud.get(PATH + "?pageSize=1")["pageCount"] == 2
    cloud.control.advance(60)
    fields = {"clientId": "i2", "clientSecret": "another-s3cret"}
    after = cloud("PUT", one, json={**made, "name": "d", "credentialFields": fields}).json()
    assert (after["name"], after["createdDate"]) == ("d", made["createdDate"])
    assert after["modifiedDate"] > made["modifiedDate"]
    kept = cloud.control.state()["cloud"]["credentials"]
    assert [row["credentialFields"] for row in kept if row["id"] == made["id"]] == [fields]
    assert cloud("DELETE", one).status_code == 204
    assert [cloud(method, one, json=CREDENTIAL).status_code for method in ("GET", "PUT", "DELETE")] == [404] * 3


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", None),
        ("name", ""),
        ("type", None),
        ("type", {"name": "magic"}),
        ("type", "pureCloudOAuthClient"),
        ("credentialFields", None),
        ("credentialFields", {"clientId": "i"}),
        ("credentialFields", {"clientId": "i", "clientSecret": ""}),
        ("other", 1),
    ],
)
def test_wrong_credentials(cloud, field, value):
    for method, path in (("POST", PATH), ("PUT", PATH + "/" + cloud("POST", PATH, json=CREDENTIAL).json()["id"])):
        answer = cloud(method, path, json={**CREDENTIAL, field: value})
        assert answer.status_code == 400 and answer.json()["details"][0]["fieldName"] == field
    assert cloud("POST", PATH, data="x").status_code == 415
