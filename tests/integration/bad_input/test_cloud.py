# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Genesys Cloud refuses, fails at, or answers in part: one clear error that names its request, and nothing changed."""

from __future__ import annotations

import json
import uuid

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.core.task import Manage
from ansible_collections.cxops.genesys.plugins.module_utils.resources.registry import TASKS
from emulator import cloud_errors, defaults
from integration.support.good import GOOD, assert_failure

API = "^/api/v2/"
CLIENTS = "/oauth/clients"
CLOUD = [good for good in GOOD if good.module.startswith("genesys_cloud")]
GOODS = [pytest.param(good, id=good.name) for good in CLOUD if good.module != "genesys_cloud_token"]
MANAGED = [pytest.param(good, id=good.name) for good in CLOUD if isinstance(TASKS[good.module], Manage)]
EVERY = [pytest.param(good, id=good.name) for good in CLOUD]
pytestmark = pytest.mark.parametrize("world", [False], indirect=True)

# The HTTP status of the answer, and the code of the failure that comes of it.
STATUSES = {
    400: "refused", 401: "bad_credentials", 403: "forbidden", 404: "not_found", 405: "not_offered", 408: "refused", 409: "conflict",
    413: "refused", 415: "refused", 429: "rate_limited", 500: "service_error", 503: "service_error", 504: "service_error",
}  # fmt: skip


def both(world, good, **given):
    """The result in check mode and that of the real run."""
    for check in (True, False):
        world.clear_log()
        yield good.run(world, check, **{"retries": 0, "rate_limit_wait": 0, **given})


def assert_named(result, request=None):
    """The failure has the service's own name for its request, and says it."""
    found = result["failure"]["correlation_id"]
    assert uuid.UUID(found)
    assert "(inin-correlation-id: %s)" % found in result["msg"]


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("good", GOODS)
def test_the_status_of_an_answer(world, good, status):
    good.prepare(world)
    before = world.state()
    world.control.fault("status", path=API, status=status, times=0)
    code, said = cloud_errors.MESSAGES[status]
    for result in both(world, good):
        assert_failure(result, STATUSES[status])
        assert_named(result)
        assert result["failure"]["http_status"] == status
        assert result["failure"]["service_code"] == code
        assert said.split("[")[0].rstrip(".") in result["failure"]["message"]
        assert not world.writes()
    assert world.state() == before


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("good", MANAGED)
def test_the_status_of_the_answer_to_a_creation(world, good, status):
    good.prepare(world)
    before = world.state()
    world.control.fault("status", method="POST", path=CLIENTS, status=status, times=0)
    result = good.run(world, retries=0, rate_limit_wait=0)
    assert_failure(result, STATUSES[status])
    assert result["failure"]["http_status"] == status
    assert result["failure"]["operation"].startswith("Creating the OAuth client")
    assert world.state() == before


@pytest.mark.parametrize(
    ("method", "state", "operation"),
    [("PUT", "present", "Changing"), ("PUT", "absent", "Making"), ("DELETE", "absent", "Deleting")],
)
@pytest.mark.parametrize("status", [400, 401, 403, 405, 409, 413, 429, 500, 503, 504])
@pytest.mark.parametrize("good", MANAGED)
def test_the_status_of_the_answer_to_another_write(world, good, status, method, state, operation, tmp_path):
    keeps = {"secret_file": str(tmp_path / "app.secret"), "integration_credential_name": None}
    good.prepare(world)
    assert good.run(world, **keeps)["changed"]
    before = world.state()
    world.control.fault("status", method=method, path=CLIENTS, status=status, times=0)
    result = good.run(world, retries=0, rate_limit_wait=0, state=state, description="changed", **keeps)
    assert_failure(result, STATUSES[status])
    assert result["failure"]["http_status"] == status
    assert result["failure"]["operation"].startswith(operation)
    if method == "PUT":
        assert world.state() == before
    else:  # the client is inactive by then, which the next run ends
        world.control.clear_faults()
        assert good.run(world, state=state, **keeps)["changed"]


@pytest.mark.parametrize("good", GOODS)
def test_the_fields_that_the_service_blames_are_named(world, good):
    body = {
        "message": "The request could not be understood by the server due to malformed syntax.",
        "code": "bad.request",
        "status": 400,
        "details": [{"errorCode": "bad", "fieldName": "scope"}, {"fieldName": "description"}, "no object", {}],
        "errors": [],
    }
    world.control.fault("status", path=API, status=400, body=body, times=0)
    result = good.run(world)
    assert_failure(result, "refused")
    assert "(field scope, description)" in result["failure"]["message"]


BODIES = [
    None, [], "text", 7, {}, {"code": None}, {"code": "x"}, {"status": "400", "code": "x"}, {"status": 400, "code": 7},
    {"status": 400, "code": "x", "details": {}}, {"status": 400, "code": "x", "message": None, "details": None},
    {"message": {"a": 1}}, {"error": None}, {"error": {}, "error_description": []}, {"entities": None},
]  # fmt: skip


@pytest.mark.parametrize("status", [200, 400, 500])
@pytest.mark.parametrize("body", BODIES, ids=json.dumps)
@pytest.mark.parametrize("good", EVERY)
def test_a_body_that_is_no_error_of_the_service(world, good, body, status):
    """Odd bodies at the API and at the token endpoint never lead to a defect."""
    good.prepare(world)
    before = world.state()
    for path in (API, "/oauth/token"):
        world.control.clear_faults()
        world.control.fault("status", path=path, status=status, body=body, times=0)
        for result in both(world, good, introspect=True if good.name == "cloud_token" else None):
            assert_failure(result, "bad_response", "refused", "service_error", "bad_credentials")
            assert not world.writes()
    assert world.state() == before


LISTS = [
    {"entities": [None, "text", 7, []]}, {"entities": [{}]}, {"entities": [{"id": None, "name": None}]}, {"entities": [], "nextUri": 7},
    {"entities": [], "nextUri": "https://evil.example.com/api/v2/oauth/clients?pageNumber=2"}, {"entities": [], "nextUri": "/elsewhere"},
    {"entities": [], "pageCount": "many"}, {"entities": [], "pageCount": 2}, {"entities": [], "nextUri": "/api/v2/oauth/clients/../../../x"},
]  # fmt: skip


@pytest.mark.parametrize("body", LISTS, ids=json.dumps)
@pytest.mark.parametrize("good", GOODS)
def test_a_list_with_odd_members(world, good, body):
    """They are none that is looked for; no other host is ever asked."""
    good.prepare(world)
    world.control.fault("status", method="GET", path="/(clients|credentials)$", status=200, body=body, times=0)
    result = good.run(world, True)
    if result.get("failed"):
        assert_failure(result, "bad_response")
    assert len([entry for entry in world.log() if entry["path"].endswith("/clients")]) <= 2


ODD = {
    "id": 7, "name": ["x"], "description": {}, "authorizedGrantType": 1, "accessTokenValiditySeconds": "many",
    "registeredRedirectUri": "https://one.example.com", "scope": {"a": 1}, "roleDivisions": ["x", {"roleId": None}], "state": None,
    "dateToDelete": 5, "dateCreated": "yesterday", "createdBy": "me", "modifiedBy": [], "selfUri": {},
}  # fmt: skip


@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize("good", GOODS)
def test_a_client_with_an_odd_member(world, good, name):
    given = good.options(world)
    client = {
        "id": "c6000000-0000-4000-8000-000000000001", "name": given.get("name", "odd"), "state": "active", "authorizedGrantType": "CODE",
        "scope": ["users"], "accessTokenValiditySeconds": 86400, "dateCreated": "2026-01-01T00:00:00.000Z", name: ODD[name],
    }  # fmt: skip
    world.control.fault("status", method="GET", path=CLIENTS + "$", status=200, body={"entities": [client]}, times=0)
    world.control.fault("status", method="GET", path=CLIENTS + "/", status=200, body=client, times=0)
    result = good.run(world, True, roles=None)
    if result.get("failed"):
        assert_failure(result, "bad_response", "invalid_input", "refused")


@pytest.mark.parametrize("good", EVERY)
def test_a_token_that_is_refused(world, good):
    """Unknown, ended or of another region: the service says the same."""
    good.prepare(world)
    expired = world.control.cloud_token()
    world.control.expire_tokens()
    before = world.state()
    more = {"grant_type": "none"} if good.name == "cloud_token" else {}
    for token, code in (("Canary-of-another-region", "bad.credentials"), (expired, "credentials.expired")):
        alone = {"cloud_client_id": None, "cloud_client_secret": None, "cloud_access_token": token}
        for result in both(world, good, **alone, **more):
            assert_failure(result, "bad_credentials")
            assert_named(result)
            assert result["failure"]["service_code"] == code
            assert "cloud_access_token" in result["failure"]["hint"] and "cloud_region" in result["failure"]["hint"]
            assert len(world.log()) == 1
    assert world.state() == before


@pytest.mark.parametrize("good", EVERY)
def test_the_token_endpoint_says_no(world, good):
    """Its errors are HTTP 400, the texts those of the service."""
    good.prepare(world)
    world.control.seed(cloud_clients=[{"id": "c7000000-0000-4000-8000-000000000001", "name": "code", "authorizedGrantType": "CODE",
                                       "scope": ["users"], "secret": "Canary-of-code"}])  # fmt: skip
    before = world.state()
    cases = (
        ({"cloud_client_secret": "Canary-wrong"}, "invalid_client", "authentication failed"),
        ({"cloud_client_id": "c8000000-0000-4000-8000-000000000001"}, "invalid_client", "client not found"),
        ({"cloud_client_id": "c7000000-0000-4000-8000-000000000001", "cloud_client_secret": "Canary-of-code"},
         "unauthorized_client", "client is not authorized to use the client_credential grant type"),
    )  # fmt: skip
    for given, code, said in cases:
        for result in both(world, good, **given):
            assert_failure(result, "bad_credentials")
            assert_named(result)
            assert (result["failure"]["service_code"], result["failure"]["http_status"]) == (code, 400)
            assert said in result["failure"]["message"]
            assert "cloud_client_id, cloud_client_secret and cloud_region" in result["failure"]["hint"]
            assert [entry["path"] for entry in world.log()] == ["/oauth/token"]
    assert world.state() == before


@pytest.mark.parametrize("good", EVERY)
def test_the_wrong_organisation(world, good):
    good.prepare(world)
    before = world.state()
    for result in both(world, good, cloud_organization="Another"):
        assert_failure(result, "verification_failed")
        assert result["failure"]["field"] == "cloud_organization"
        assert "Another" in result["msg"] and "Example" in result["msg"]
        assert [entry["path"] for entry in world.log()] == ["/oauth/token", "/api/v2/tokens/me"]
    world.control.switches(cloud_tokens_me="404")
    for result in both(world, good, cloud_organization="Example"):
        assert_failure(result, "not_found")
    assert world.state() == before


@pytest.mark.parametrize("good", EVERY)
def test_an_empty_guard_is_refused(world, good, monkeypatch):
    """A controller injects a field that was left empty as an empty text, which would switch the guard off."""
    for value in ("", " "):
        monkeypatch.setenv("GENESYSCLOUD_ORGANIZATION", value)
        for given in ({}, {"cloud_organization": value}):
            for result in both(world, good, **given):
                assert_failure(result, "invalid_input")
                assert result["failure"]["field"] == "cloud_organization"
                assert "the environment variable GENESYSCLOUD_ORGANIZATION" in result["msg"]
                assert world.log() == []
    monkeypatch.setenv("GENESYSCLOUD_ORGANIZATION", "Another")
    for result in both(world, good):
        assert_failure(result, "verification_failed")


@pytest.mark.parametrize("good", GOODS)
def test_a_region_is_enough_and_its_hosts_are_not_reached(world, good, monkeypatch):
    """Nothing listens behind the proxy, so that no real host is ever asked."""
    world.control.reset()
    result = good.run(
        world, cloud_api_url=None, cloud_login_url=None, cloud_region="eu-west-1", cloud_proxy_url="http://127.0.0.1:1", retries=0
    )  # fmt: skip
    assert_failure(result, "unreachable")
    assert result["failure"]["url"] == "https://login.mypurecloud.ie/oauth/token"
    assert "proxy" in result["failure"]["message"] and "cloud_proxy_url" in result["failure"]["hint"]
    assert world.log() == []


@pytest.mark.parametrize("good", MANAGED)
@pytest.mark.parametrize(
    ("role", "permission"),
    [("supervisor", "oauth:client:add"), ("role 06", "oauth:client:view")],
)
def test_a_permission_that_is_missing(world, good, role, permission):
    """The caller may look but not write, or not even look."""
    good.prepare(world)
    secret = "Canary-of-a-weak-client"
    (weak,) = world.control.seed(
        cloud_clients=[
            {
                "name": "weak", "authorizedGrantType": "CLIENT-CREDENTIALS", "secret": secret,
                "roleDivisions": [{"roleId": defaults.CLOUD_ROLES[role], "divisionId": "*"}],
            }
        ]
    )["cloud_clients"]  # fmt: skip
    before = world.state()
    ids = [{"role": defaults.CLOUD_ROLES[role], "division": defaults.CLOUD_DIVISIONS["Sales"]}]
    roles = {"roles": ids} if good.name == "cloud_client" else {}
    result = good.run(world, cloud_client_id=weak, cloud_client_secret=secret, **roles)
    assert_failure(result, "forbidden")
    assert_named(result)
    assert result["failure"]["service_code"] == "missing.permissions" and permission in result["msg"]
    assert "role with the permission" in result["failure"]["hint"]
    assert world.state() == before


EFFECTS = ["drop", "reset", "truncate", "cut", "html", "status", "empty"]


@pytest.mark.parametrize("effect", EFFECTS)
@pytest.mark.parametrize(
    ("method", "state"), [("POST", "present"), ("PUT", "present"), ("PUT", "absent"), ("DELETE", "absent")]
)
@pytest.mark.parametrize("good", MANAGED)
def test_an_answer_that_is_lost_after_its_effect(world, good, method, state, effect):
    """The module looks again, or says plainly what it was answered; afterwards there is one client, as it was asked for."""
    good.prepare(world)
    if method != "POST":
        assert good.run(world)["changed"]
    world.control.fault(effect, method=method, path=CLIENTS, when="after")
    given = {"state": state, "description": "changed"}
    result = good.run(world, **given)
    if result.get("failed"):
        assert effect == "empty"
        assert_failure(result, "bad_response")
    else:
        assert result["changed"] is True
    assert not good.run(world, **given).get("failed")
    again = good.run(world, **given)
    assert again["changed"] is False
    made = [client for client in world.state()["cloud"]["clients"] if "createdBy" in client]
    assert [client["description"] for client in made] == (["changed"] if state == "present" else [])


@pytest.mark.parametrize(
    "body", [[], {}, "text", {"id": None}, {"id": 7, "secret": 5}, {"secret": None}], ids=json.dumps
)
@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", CLIENTS + "$"), ("POST", "/secret$"), ("PUT", CLIENTS), ("POST", "/credentials$"), ("DELETE", "")],
)
@pytest.mark.parametrize("good", MANAGED)
def test_an_odd_answer_to_a_write(world, good, method, path, body, tmp_path):
    """It had its effect: no defect, no second client, and the next run brings everything to where it has to be."""
    good.prepare(world)
    keeps = {"secret_file": str(tmp_path / "app.secret"), "integration_credential_name": "data actions"}
    if path != CLIENTS + "$":
        first = dict(keeps, integration_credential_name=None) if path == "/credentials$" else keeps
        assert good.run(world, description="before", **first)["changed"]
    world.control.fault("status", method=method, path=path, when="after", status=200, body=body)
    given = {"state": "absent"} if method == "DELETE" else keeps
    result = good.run(world, regenerate_secret="when_lost" if path != "/secret$" else "always", **given)
    if result.get("failed"):
        assert_failure(result, "bad_response", "verification_failed", "refused", "not_found", "invalid_input")
    world.control.clear_faults()
    done = good.run(world, regenerate_secret="always" if given == keeps else None, **given)
    assert not done.get("failed"), done["msg"]
    state = world.state()["cloud"]
    made = [client for client in state["clients"] if "createdBy" in client]
    if method == "DELETE":
        assert made == []
        return
    assert [client["secret"] for client in made] == [(tmp_path / "app.secret").read_text().strip()]
    assert {one["credentialFields"]["clientSecret"] for one in state["credentials"]} == {made[0]["secret"]}


LOOKED_AT = [
    "authorization/roles$",
    "authorization/divisions$",
    "divisions/home$",
    "oauth/scopes$",
    "organizations/me$",
    "tokens/me$",
]
LOOKS = [
    {}, {"entities": []}, {"entities": [None, 7]}, {"entities": [{}]}, {"entities": [{"id": None, "name": None}]}, {"id": 7, "name": None},
    {"entities": [{"id": "x", "name": "employee", "permissionPolicies": "x", "permissions": {}}]}, {"features": ["hipaa"]},
    {"OAuthClient": "x", "organization": "x"}, {"OAuthClient": {"roleDivisions": ["x", {}]}, "organization": {}},
]  # fmt: skip


@pytest.mark.parametrize("body", LOOKS, ids=json.dumps)
@pytest.mark.parametrize("path", LOOKED_AT)
@pytest.mark.parametrize("good", MANAGED)
def test_an_odd_answer_to_a_look_at_the_organisation(world, good, path, body):
    good.prepare(world)
    world.control.fault("status", method="GET", path=path, status=200, body=body, times=0)
    for result in both(world, good):
        if result.get("failed"):
            assert_failure(result, "bad_response", "invalid_input", "forbidden", "refused", "verification_failed")
            assert not world.writes()


@pytest.mark.parametrize("good", MANAGED)
def test_an_id_in_capitals_is_the_same_id(world, good):
    """The service writes ids in small letters; a client that is there must never be taken for one that is gone."""
    good.prepare(world)
    identity = good.run(world)["resource"]["client_id"]
    given = {"client_id": identity.upper(), "name": None}
    assert good.run(world, **given)["changed"] is False
    found = world.run("genesys_cloud_oauth_client_info", **world.cloud, client_id=identity.upper())["oauth_clients"]
    assert [client["client_id"] for client in found] == [identity]
    assert good.run(world, state="absent", **given)["changed"] is True
    assert [client for client in world.state()["cloud"]["clients"] if client["id"] == identity] == []
