# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Genesys Cloud: tokens, permissions, rate limits, errors, faults, and what all answers have."""

from __future__ import annotations

import pytest
import requests

from emulator import defaults

ERROR = {"message", "code", "status", "messageParams", "contextId", "details", "errors"}


def refused(answer, status, code, field=None):
    body = answer.json()
    assert (answer.status_code, body["status"], body["code"]) == (status, status, code), body
    assert set(body) - {"entityId", "limit"} == ERROR and body["message"]
    assert body["contextId"] == answer.headers["ININ-Correlation-Id"]
    assert field is None or [one["fieldName"] for one in body["details"]] == [field]
    return True


def test_who_calls(cloud):
    path = "/api/v2/oauth/clients"
    assert refused(cloud.api("GET", path, auth=None), 401, "authentication.required")
    assert refused(cloud.api("GET", path), 401, "authentication.required")
    assert refused(cloud("GET", "oauth/clients", token="unknown"), 401, "bad.credentials")
    cloud.control.expire_tokens()
    assert refused(cloud("GET", "oauth/clients"), 401, "credentials.expired")


def test_what_is_not_offered(cloud):
    assert refused(cloud("GET", "nonsense"), 404, "not.found")
    assert refused(cloud("PATCH", "oauth/clients"), 405, "method.not.allowed")
    assert refused(cloud("GET", "oauth/clients/unknown"), 404, "not.found")
    assert cloud("GET", "oauth/clients/unknown").json()["entityId"] == "unknown"


def test_every_answer_has_its_own_id(cloud):
    answers = [cloud("GET", "organizations/me") for _turn in range(3)] + [cloud("GET", "nonsense")]
    assert len({answer.headers["ININ-Correlation-Id"] for answer in answers}) == 4


@pytest.mark.parametrize(
    ("method", "path", "permission"),
    [
        ("GET", "oauth/clients", "oauth:client:view"),
        ("POST", "oauth/clients", "oauth:client:add"),
        ("GET", "oauth/clients/x", "oauth:client:view"),
        ("PUT", "oauth/clients/x", "oauth:client:edit"),
        ("DELETE", "oauth/clients/x", "oauth:client:delete"),
        ("POST", "oauth/clients/x/secret", "oauth:client:edit"),
        ("GET", "authorization/roles", "authorization:role:view"),
        ("GET", "authorization/subjects/x", "authorization:grant:view"),
        ("GET", "integrations/credentials", "integrations:integration:view"),
        ("POST", "integrations/credentials", "integrations:integration:add"),
        ("GET", "integrations/credentials/x", "integrations:integration:view"),
        ("PUT", "integrations/credentials/x", "integrations:integration:edit"),
        ("DELETE", "integrations/credentials/x", "integrations:integration:delete"),
    ],
)
def test_permissions(cloud, method, path, permission):
    value = cloud.control.cloud_token(cloud.make()["id"])
    answer = cloud(method, path, token=value)
    assert refused(answer, 403, "missing.permissions")
    assert "[%s]" % permission in answer.json()["message"]


@pytest.mark.parametrize(
    "path", ["oauth/scopes", "authorization/divisions", "authorization/divisions/home", "organizations/me", "tokens/me"]
)
def test_what_anybody_may(cloud, path):
    value = cloud.control.cloud_token(cloud.make()["id"])
    assert cloud("GET", path, token=value).status_code == 200


def test_a_role_may_give_some_permissions(cloud):
    rows = [{"roleId": defaults.CLOUD_ROLES["supervisor"], "divisionId": "*"}]
    seeded = {"name": "s", "authorizedGrantType": "CLIENT-CREDENTIALS", "roleDivisions": rows}
    value = cloud.control.cloud_token(cloud.control.seed(cloud_clients=seeded)["cloud_clients"][0])
    assert cloud("GET", "oauth/clients", token=value).status_code == 200
    assert refused(cloud("POST", "oauth/clients", token=value, json={}), 403, "missing.permissions")


def test_rate_limit(cloud):
    cloud.control.switches(cloud_rate_limit=3)
    answers = [cloud("GET", "organizations/me") for _turn in range(3)]
    assert [answer.headers["inin-ratelimit-count"] for answer in answers] == ["1", "2", "3"]
    assert {answer.headers["inin-ratelimit-allowed"] for answer in answers} == {"3"}
    assert 58 <= int(answers[-1].headers["inin-ratelimit-reset"]) <= 60
    late = cloud("GET", "organizations/me")
    assert refused(late, 429, "too.many.requests")
    wait = late.headers["Retry-After"]
    assert "Retry the request in [%s] seconds" % wait in late.json()["message"] and 58 <= int(wait) <= 60
    assert late.json()["limit"]["value"] == 3
    other = cloud.control.cloud_token()
    assert cloud("GET", "organizations/me", token=other).headers["inin-ratelimit-count"] == "1"
    cloud.control.advance(int(wait))
    assert cloud("GET", "organizations/me").headers["inin-ratelimit-count"] == "1"


def test_the_usual_rate_limit_and_none(cloud):
    codes = [cloud("HEAD", "tokens/me").status_code for _turn in range(301)]
    assert codes == [200] * 300 + [429]
    cloud.control.switches(cloud_rate_limit=0)
    answer = cloud("GET", "organizations/me")
    assert answer.status_code == 200 and "inin-ratelimit-count" not in answer.headers


def test_hipaa_tokens_end_when_idle(cloud):
    assert "dateTokenIdles" not in cloud.get("tokens/me")
    cloud.control.seed(cloud_organization={"features": {"hipaa": True}})
    assert cloud.get("tokens/me")["dateTokenIdles"].endswith("Z")
    cloud.control.advance(890)
    assert cloud("GET", "organizations/me").status_code == 200
    cloud.control.advance(890)
    assert cloud("GET", "organizations/me").status_code == 200
    cloud.control.advance(901)
    assert refused(cloud("GET", "organizations/me"), 401, "credentials.expired")


def test_tokens_me(cloud):
    shown = cloud.get("tokens/me")
    assert (
        shown["organization"] == shown["homeOrganization"] == {"id": defaults.CLOUD_ORGANIZATION_ID, "name": "Example"}
    )
    client = shown["OAuthClient"]
    assert (client["id"], client["name"], client["state"]) == (defaults.CLOUD_CLIENT_ID, "provisioner", "active")
    held = {one["roleId"] for one in client["roleDivisions"]}
    assert held == {defaults.CLOUD_ROLES[name] for name in ("admin", "employee", "SCIM Integration")}
    assert {one["divisionId"] for one in client["roleDivisions"]} == {"*"}
    assert client["organization"]["id"] == defaults.CLOUD_ORGANIZATION_ID
    head = cloud("HEAD", "tokens/me")
    assert head.status_code == 200 and head.content == b""
    assert cloud("DELETE", "tokens/me").status_code == 200
    assert refused(cloud("GET", "tokens/me"), 401, "bad.credentials")
    assert cloud("HEAD", "tokens/me").status_code == 401


def test_tokens_me_of_a_person(cloud):
    value = cloud.control.cloud_token(builtin=True)
    shown = cloud.get("tokens/me", token=value)["OAuthClient"]
    assert shown["organization"] == {"id": "purecloud-builtin"} and "roleDivisions" not in shown
    assert cloud("GET", "oauth/clients", token=value).status_code == 200
    made = cloud(
        "POST", "oauth/clients", token=value, json={"name": "n", "authorizedGrantType": "CODE", "scope": ["users"]}
    )
    assert made.json()["createdBy"] == {
        "id": defaults.CLOUD_USER_ID,
        "selfUri": "/api/v2/users/" + defaults.CLOUD_USER_ID,
    }


@pytest.mark.parametrize("mode", ["on", "404"])
def test_tokens_me_may_be_missing(cloud, mode):
    cloud.control.switches(cloud_tokens_me=mode)
    codes = [cloud(method, "tokens/me").status_code for method in ("GET", "HEAD", "DELETE")]
    assert codes == ([200] * 3 if mode == "on" else [404] * 3)
    if mode == "404":
        assert refused(cloud("GET", "tokens/me", token="unknown"), 401, "bad.credentials")


@pytest.mark.parametrize(
    ("status", "code"), [(400, "bad.request"), (429, "too.many.requests"), (502, "service.unavailable")]
)
@pytest.mark.parametrize("path", ["/api/v2/organizations/me", "/oauth/token"])
def test_injected_status(cloud, path, status, code):
    cloud.control.fault("status", status=status, service="cloud", retry_after=7)
    answer = cloud.api("POST" if path == "/oauth/token" else "GET", path)
    assert refused(answer, status, code) and answer.headers["Retry-After"] == "7"
    assert status != 429 or "[7]" in answer.json()["message"]


def test_other_faults(cloud):
    cloud.control.fault("status", status=500, service="cloud", body={"own": 1})
    answer = cloud("GET", "organizations/me")
    assert answer.json() == {"own": 1} and answer.headers["ININ-Correlation-Id"]
    assert answer.headers["inin-ratelimit-count"] == "0"
    cloud.control.fault("html", service="cloud")
    assert cloud("GET", "organizations/me").headers["ININ-Correlation-Id"]
    cloud.control.fault("truncate", service="cloud")
    answer = cloud("GET", "organizations/me")
    assert answer.headers["ININ-Correlation-Id"] and not answer.text.endswith("}")
    cloud.control.fault("reset", path="/oauth/clients$", method="POST", when="after")
    with pytest.raises(requests.ConnectionError):
        cloud.post()
    assert len(cloud.control.state()["cloud"]["clients"]) == 2


def test_openapi(api):
    document = api.get("/openapi.json").json()
    clients = document["paths"]["/api/v2/oauth/clients"]
    assert clients["post"]["tags"] == ["Genesys Cloud"] and clients["post"]["security"] == [{"cloudToken": []}]
    assert "genesys-cloud-oauth-api.md §1.3" in clients["post"]["description"]
    schema = clients["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert schema["required"] == ["name", "authorizedGrantType"] and "data" not in schema["properties"]
    assert "/oauth/token" in document["paths"] and "/_control/cloud/tokens" in document["paths"]
    assert "/api/v2/integrations/credentials/{credential_id}" in api.get("/docs").text
