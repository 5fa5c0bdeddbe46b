# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Genesys Cloud: which OAuth clients the service refuses."""

from __future__ import annotations

import pytest

from emulator import defaults

ROLES, DIVISIONS = defaults.CLOUD_ROLES, defaults.CLOUD_DIVISIONS
CC = "CLIENT-CREDENTIALS"
ADMIN, SCIM, COPY = ({"roleId": ROLES[name], "divisionId": "*"} for name in ("admin", "SCIM Integration", "SCIM copy"))
LONG = 400 * 86400


def blamed(answer):
    """Return the code of an HTTP 400 and the field that it blames."""
    body = answer.json()
    assert answer.status_code == 400, body
    return body["code"], *[one["fieldName"] for one in body["details"]]


def test_only_json(cloud):
    for more in ({"data": {"name": "n"}}, {"data": "{}", "headers": {"Content-Type": "text/plain"}}, {}):
        answer = cloud("POST", "oauth/clients", **more)
        assert (answer.status_code, answer.json()["code"]) == (415, "unsupported.media.type")
    for text in ("{", "[]", "1", ""):
        answer = cloud("POST", "oauth/clients", data=text, headers={"Content-Type": "application/json; charset=utf-8"})
        assert blamed(answer) == ("bad.request",)


@pytest.mark.parametrize("method", ["POST", "PUT"])
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", None),
        ("name", ""),
        ("name", 1),
        ("authorizedGrantType", None),
        ("description", 1),
        ("accessTokenValiditySeconds", 299),
        ("accessTokenValiditySeconds", 38880001),
        ("accessTokenValiditySeconds", 172801),
        ("accessTokenValiditySeconds", "600"),
        ("accessTokenValiditySeconds", 600.5),
        ("accessTokenValiditySeconds", True),
        ("registeredRedirectUri", "https://a.example.com"),
        ("registeredRedirectUri", ["/relative"]),
        ("registeredRedirectUri", ["a.example.com"]),
        ("registeredRedirectUri", ["https://"]),
        ("registeredRedirectUri", ["https://a b.example.com"]),
        ("registeredRedirectUri", [1]),
        ("registeredRedirectUri", ["https://a.example.com/%d" % number for number in range(126)]),
        ("scope", ["users"]),
        ("scope", "users"),
        ("roleDivisions", None),
        ("roleDivisions", []),
        ("roleDivisions", ["x"]),
        ("roleDivisions", [{}]),
        ("roleDivisions", [{"roleId": "unknown"}]),
        ("roleDivisions", [{"roleId": ROLES["admin"], "divisionId": "unknown"}]),
        ("roleDivisions", [{"roleId": ROLES["admin"], "division": "*"}]),
        ("dateToDelete", "tomorrow"),
        ("dateToDelete", 5),
        ("ipAllowList", ["10.0.0.0/8"]),
    ],
)
def test_wrong_members(cloud, method, field, value):
    good = {"name": "n", "authorizedGrantType": CC, "roleDivisions": [ADMIN]}
    path = "oauth/clients" if method == "POST" else "oauth/clients/" + cloud.make()["id"]
    before = cloud.control.state()
    assert blamed(cloud(method, path, json={**good, field: value})) == ("bad.request", field)
    assert cloud.control.state() == before
    assert cloud(method, path, json=good).status_code == 200


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("authorizedGrantType", "CLIENT_CREDENTIALS"),
        ("authorizedGrantType", "SAML2BEARER"),
        ("authorizedGrantType", "CODE_PKCE"),
        ("state", "disabled"),
        ("state", "deleted"),
    ],
)
def test_values_out_of_a_list(cloud, field, value):
    answer = cloud.post(**{field: value})
    assert blamed(answer) == ("invalid.value", field)
    assert answer.json()["message"].startswith("Value [%s] is not valid for field type [%s]. Allow" % (value, field))


@pytest.mark.parametrize("grant", ["CODE", "TOKEN", "SAML2-BEARER", "PASSWORD"])
def test_grants_of_persons_need_scopes(cloud, grant):
    assert cloud.post(grant).status_code == 200
    assert blamed(cloud.post(grant, scope=[])) == ("bad.request", "scope")
    assert blamed(cloud.post(grant, scope=None)) == ("bad.request", "scope")
    assert blamed(cloud.post(grant, scope=["users", "nonsense"])) == ("bad.request", "scope")
    assert blamed(cloud.post(grant, roleDivisions=[ADMIN])) == ("bad.request", "roleDivisions")
    assert blamed(cloud.post(grant, roleIds=[ROLES["admin"]])) == ("bad.request", "roleIds")
    assert cloud.post(grant, roleDivisions=[], roleIds=None).status_code == 200
    assert blamed(cloud.post(grant, accessTokenValiditySeconds=LONG)) == ("bad.request", "accessTokenValiditySeconds")


def test_what_is_allowed(cloud):
    uris = ["https://a.example.com/%d" % number for number in range(124)] + ["myapp://callback"]
    client = cloud.make(registeredRedirectUri=uris, scope=[], accessTokenValiditySeconds=172800)
    assert len(client["registeredRedirectUri"]) == 125
    body = {"name": "n", "authorizedGrantType": CC, "roleIds": ["unknown"]}
    assert blamed(cloud("POST", "oauth/clients", json=body)) == ("bad.request", "roleIds")


def test_scim(cloud):
    cloud.control.switches(cloud_ownership="off")
    for row in (SCIM, COPY, {"roleId": ROLES["SCIM Integration"]}):
        client = cloud.make(roleDivisions=[row], accessTokenValiditySeconds=LONG)
        assert client["accessTokenValiditySeconds"] == LONG
    for more in (ADMIN, SCIM):
        after = cloud.put(client, roleDivisions=[COPY, more]).json()
        assert after["accessTokenValiditySeconds"] == 86400
    assert cloud.make(roleDivisions=[SCIM, ADMIN], accessTokenValiditySeconds=600)["accessTokenValiditySeconds"] == 600
    both = [{**SCIM, "divisionId": DIVISIONS[name]} for name in ("Home", "Sales")]
    assert cloud.make(roleDivisions=both, accessTokenValiditySeconds=LONG)["accessTokenValiditySeconds"] == LONG


def test_scim_with_further_permissions(cloud):
    """The vendor's page: other permissions of the role reset the duration, too."""
    cloud.control.switches(cloud_ownership="off")
    more = [{"domain": "routing", "entityName": "queue", "actionSet": ["view"]}]
    cloud.control.seed(cloud_roles=[{"id": ROLES["SCIM Integration"], "permissionPolicies": more}])
    assert cloud.make(roleDivisions=[SCIM], accessTokenValiditySeconds=LONG)["accessTokenValiditySeconds"] == 86400


@pytest.mark.parametrize("mode", ["400", "403", "off"])
def test_ownership(cloud, mode):
    cloud.control.switches(cloud_ownership=mode)
    rows = [ADMIN, {"roleId": ROLES["supervisor"], "divisionId": DIVISIONS["Sales"]}]
    seeded = {"name": "s", "authorizedGrantType": CC, "roleDivisions": rows}
    key = cloud.control.seed(cloud_clients=seeded)["cloud_clients"][0]
    answers = [
        cloud.post(roleDivisions=rows),
        cloud.put(cloud.make(), roleIds=None, roleDivisions=rows),
        cloud.put({"id": key, **seeded}, roleDivisions=[ADMIN]),
    ]
    for answer in answers:
        if mode == "400":
            assert blamed(answer) == ("bad.request", "roleDivisions") and "[supervisor]" in answer.json()["message"]
        elif mode == "403":
            assert (answer.status_code, answer.json()["code"]) == (403, "not.authorized")
        else:
            assert answer.status_code == 200


def test_ownership_of_a_person(cloud):
    body = {"name": "n", "authorizedGrantType": CC, "roleDivisions": [ADMIN]}
    value = cloud.control.cloud_token(builtin=True)
    assert blamed(cloud("POST", "oauth/clients", token=value, json=body)) == ("bad.request", "roleDivisions")
    value = cloud.control.cloud_token(builtin=True, roles=["admin"])
    assert cloud("POST", "oauth/clients", token=value, json=body).status_code == 200


def test_fields_that_the_future_may_bring(cloud):
    cloud.control.seed(cloud_fields=["ipAllowList"])
    client = cloud.make(ipAllowList=["10.0.0.0/8"])
    assert cloud.one(client).json()["ipAllowList"] == ["10.0.0.0/8"]
    del client["ipAllowList"]
    cloud.control.switches(cloud_put="merge")
    assert cloud.put(client).json()["ipAllowList"] == ["10.0.0.0/8"]
    cloud.control.switches(cloud_put="replace", cloud_null_members="null")
    assert cloud.put(client).json()["ipAllowList"] is None
    assert blamed(cloud.put(client, other=1)) == ("bad.request", "other")


@pytest.mark.parametrize("mode", ["count", "ignore"])
def test_a_role_that_no_longer_exists(cloud, mode):
    """Whether a client that has one can be changed is UNKNOWN (switch cloud_gone_roles)."""
    gone = "c3000000-0000-4000-8000-00000000dead"
    cloud.control.switches(cloud_gone_roles=mode)
    client = cloud.make()
    roles = [*client["roleDivisions"], {"roleId": gone, "divisionId": DIVISIONS["Home"]}]
    cloud.control.seed(cloud_clients=[{"id": client["id"], "roleDivisions": roles}])
    body = {name: value for name, value in client.items() if name not in ("id", "secret")}
    answer = cloud.put(client, **dict(body, roleDivisions=roles, description="new"))
    if mode == "count":
        assert answer.status_code == 400
        assert gone in cloud.put(client, **dict(body, description="new")).text, "the caller cannot have it"
    else:
        assert answer.status_code == 200 and answer.json()["roleDivisions"] == client["roleDivisions"]
