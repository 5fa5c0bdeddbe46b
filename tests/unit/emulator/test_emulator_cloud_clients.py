# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Genesys Cloud: OAuth clients, from their creation to their change."""

from __future__ import annotations

import re

import pytest

from emulator import defaults

ROLES, DIVISIONS = defaults.CLOUD_ROLES, defaults.CLOUD_DIVISIONS
UNSET = {"description", "registeredRedirectUri", "scope", "dateToDelete"}
MEMBERS = {"id", "name", "authorizedGrantType", "accessTokenValiditySeconds", "state", "roleDivisions", "roleIds"}
MORE = {"dateCreated", "dateModified", "createdBy", "modifiedBy", "selfUri"}


@pytest.mark.parametrize("status", [200, 201])
def test_creation(cloud, status):
    cloud.control.switches(cloud_create_status=status)
    answer = cloud.post()
    client = answer.json()
    assert answer.status_code == status and set(client) == MEMBERS | MORE | {"secret"}
    assert (client["state"], client["accessTokenValiditySeconds"]) == ("active", 86400)
    assert client["selfUri"] == "/api/v2/oauth/clients/" + client["id"]
    assert client["roleDivisions"] == [{"roleId": ROLES["employee"], "divisionId": DIVISIONS["Home"]}]
    assert client["roleIds"] == [ROLES["employee"]]
    assert client["createdBy"] == client["modifiedBy"]
    assert (client["createdBy"]["id"], client["createdBy"]["name"]) == (defaults.CLOUD_CLIENT_ID, "provisioner")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", client["dateCreated"])
    assert cloud.login(client).status_code == 200


def test_the_secret_is_shown_once(cloud):
    client = cloud.make()
    assert len(client["secret"]) > 20
    assert "secret" not in cloud.one(client).json() and "secret" not in cloud.put(client).json()
    assert all("secret" not in one for one in cloud.get("oauth/clients")["entities"])
    assert cloud.login(client).status_code == 200


def test_new_secret(cloud):
    client = cloud.make()
    answer = cloud("POST", "oauth/clients/%s/secret" % client["id"])
    fresh = answer.json()
    assert answer.status_code == 200 and set(fresh) == set(client) and fresh["secret"] != client["secret"]
    assert cloud.login(client).json()["description"] == "authentication failed"
    assert cloud.login(fresh).status_code == 200
    cloud.control.seed(cloud_clients={"id": client["id"], "state": "disabled"})
    assert cloud("POST", "oauth/clients/%s/secret" % client["id"]).status_code == 400


def test_names_are_not_unique(cloud):
    first, second = cloud.make(name="twin"), cloud.make(name="twin")
    names = [one["name"] for one in cloud.get("oauth/clients")["entities"]]
    assert first["id"] != second["id"] and names == ["provisioner", "twin", "twin"]


@pytest.mark.parametrize("mode", ["replace", "merge"])
def test_put(cloud, mode):
    cloud.control.switches(cloud_put=mode)
    client = cloud.make(
        description="d", accessTokenValiditySeconds=600, registeredRedirectUri=["https://a.example.com"]
    )
    small = {name: client[name] for name in ("name", "authorizedGrantType", "roleDivisions")}
    path = "oauth/clients/" + client["id"]
    after = cloud("PUT", path, json={**small, "name": "m"}).json()
    assert after["name"] == "m" and after["dateCreated"] == client["dateCreated"]
    kept = (after.get("description"), after["accessTokenValiditySeconds"], "registeredRedirectUri" in after)
    assert kept == ((None, 86400, False) if mode == "replace" else ("d", 600, True))
    bare = cloud("PUT", path, json={"name": "m", "authorizedGrantType": "CLIENT-CREDENTIALS"})
    assert bare.status_code == (400 if mode == "replace" else 200)
    cleared = cloud("PUT", path, json={**small, "description": None, "registeredRedirectUri": []}).json()
    assert "description" not in cleared and cleared.get("registeredRedirectUri", []) == []
    assert cloud("PUT", path, json={"name": "m"}).status_code == 400


@pytest.mark.parametrize("mode", ["replace", "merge"])
def test_put_of_another_grant_type(cloud, mode):
    cloud.control.switches(cloud_put=mode)
    client = cloud.make()
    body = {"name": "n", "authorizedGrantType": "CODE", "scope": ["users", "oauth"]}
    after = cloud("PUT", "oauth/clients/" + client["id"], json=body).json()
    assert sorted(after["scope"]) == ["oauth", "users"] and "roleDivisions" not in after and "roleIds" not in after
    body = {"name": "n", "authorizedGrantType": "CLIENT-CREDENTIALS", "roleDivisions": client["roleDivisions"]}
    after = cloud("PUT", "oauth/clients/" + client["id"], json=body).json()
    assert "scope" not in after and after["roleIds"] == client["roleIds"]


def test_put_of_what_get_shows_changes_nothing(cloud):
    client = cloud.make("CODE", description="d", registeredRedirectUri=["https://a.example.com"], scope=["users"])
    cloud.control.advance(60)
    after = cloud.put(client).json()
    changed = {name for name in after if after[name] != client[name]}
    assert changed == {"dateModified"} and set(client) - set(after) == {"secret"}
    assert cloud.put(client, id="other", selfUri="/", createdBy=None, secret="other").json()["id"] == client["id"]
    assert cloud.put({"id": "unknown"}, **client | {"id": "unknown"}).status_code == 404


@pytest.mark.parametrize("mode", ["leave_out", "null"])
def test_members_that_are_not_set(cloud, mode):
    cloud.control.switches(cloud_null_members=mode)
    for shown in (cloud.one(cloud.make()).json(), cloud.get("oauth/clients")["entities"][0]):
        assert {name for name in UNSET if name in shown} == (UNSET if mode == "null" else set())
        assert all(shown[name] is None for name in UNSET & set(shown))
    client = cloud.make("CODE")
    assert client.get("roleDivisions") is client.get("roleIds") is None
    assert cloud.put(cloud.one(client).json()).status_code == 200


@pytest.mark.parametrize("shuffle", [True, False])
def test_order_of_sets(cloud, shuffle):
    cloud.control.switches(shuffle_sets=shuffle)
    uris = ["https://a.example.com/%d" % number for number in range(5)]
    client = cloud.make("CODE", registeredRedirectUri=uris, scope=["users", "oauth", "routing"])
    shown = cloud.one(client).json()
    assert sorted(shown["registeredRedirectUri"]) == uris
    assert (shown["registeredRedirectUri"] != uris) is shuffle
    assert (shown["scope"] != ["users", "oauth", "routing"]) is shuffle


def test_roles_by_id_are_in_the_home_division(cloud):
    body = {"name": "n", "authorizedGrantType": "CLIENT-CREDENTIALS", "roleIds": [ROLES["admin"]]}
    client = cloud("POST", "oauth/clients", json=body).json()
    assert client["roleDivisions"] == [{"roleId": ROLES["admin"], "divisionId": DIVISIONS["Home"]}]
    rows = [{"roleId": ROLES["employee"], "divisionId": one} for one in ("*", DIVISIONS["Sales"])]
    client = cloud.put(client, roleDivisions=rows + rows).json()
    assert sorted(one["divisionId"] for one in client["roleDivisions"]) == sorted(["*", DIVISIONS["Sales"]])
    assert client["roleIds"] == [ROLES["employee"]]


@pytest.mark.parametrize("pages", [False, True])
def test_list(cloud, pages):
    cloud.control.switches(cloud_list_pages=pages)
    ids = {cloud.make()["id"] for _turn in range(30)} | {defaults.CLOUD_CLIENT_ID}
    shown = cloud.get("oauth/clients?pageSize=3&name=x")
    assert (shown["total"], shown["pageNumber"], shown["pageCount"]) == (31, 1, 2 if pages else 1)
    assert len(shown["entities"]) == (25 if pages else 31) and ("nextUri" in shown) is pages
    found = [one["id"] for one in shown["entities"]]
    while "nextUri" in shown:
        assert shown["pageSize"] == 25 and "pageNumber=2" in shown["nextUri"]
        shown = cloud.get(shown["nextUri"].removeprefix("/api/v2/"))
        found += [one["id"] for one in shown["entities"]]
    assert len(found) == 31 and set(found) == ids
    assert ("previousUri" in shown) is pages


@pytest.mark.parametrize("gets", [0, 2])
def test_new_clients_appear_late(cloud, gets):
    cloud.control.switches(cloud_visible_after_gets=gets)
    client = cloud.make()
    assert [cloud.one(client).status_code for _turn in range(3)] == [404] * gets + [200] * (3 - gets)
    client = cloud.make()
    seen = [client["id"] in [one["id"] for one in cloud.get("oauth/clients")["entities"]] for _turn in range(3)]
    assert seen == [False] * gets + [True] * (3 - gets)
    client = cloud.make()
    assert cloud.login(client).status_code == 200 and cloud.put(client).status_code == 200
