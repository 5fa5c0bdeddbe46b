# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Genesys Cloud: POST /oauth/token."""

from __future__ import annotations

import pytest

from emulator import defaults

PAIR = (defaults.CLOUD_CLIENT_ID, defaults.CLOUD_CLIENT_SECRET)
SAML = "urn:ietf:params:oauth:grant-type:saml2-bearer"
URI = "https://app.example.com/callback"


def refused(answer, error, description=None):
    body = answer.json()
    assert (answer.status_code, body["error"]) == (400, error), body
    assert set(body) == {"error", "description", "error_description"}
    assert body["description"] == body["error_description"]
    assert description is None or body["description"].startswith(description)
    assert answer.headers["ININ-Correlation-Id"]
    return True


def test_client_credentials(cloud):
    answer = cloud.login(PAIR)
    assert answer.status_code == 200 and answer.headers["ININ-Correlation-Id"]
    body = answer.json()
    assert set(body) == {"access_token", "token_type", "expires_in"}
    assert (body["token_type"], body["expires_in"]) == ("bearer", 86399)
    assert cloud.get("tokens/me", token=body["access_token"])["OAuthClient"]["id"] == PAIR[0]
    assert cloud.login(PAIR).json()["access_token"] != body["access_token"]


def test_the_client_decides_how_long(cloud):
    client = cloud.make(accessTokenValiditySeconds=300)
    body = cloud.login(client).json()
    assert body["expires_in"] == 299
    cloud.control.advance(298)
    assert cloud("GET", "organizations/me", token=body["access_token"]).status_code == 200
    cloud.control.advance(2)
    answer = cloud("GET", "organizations/me", token=body["access_token"])
    assert (answer.status_code, answer.json()["code"]) == (401, "credentials.expired")


def test_bad_credentials(cloud):
    assert refused(cloud.login((PAIR[0], "wrong")), "invalid_client", "authentication failed")
    assert refused(cloud.login(("nobody", PAIR[1])), "invalid_client", "client not found")
    assert refused(cloud.login(None), "invalid_client", "client not found")
    garbage = cloud.api("POST", "/oauth/token", None, data={"grant_type": "client_credentials"}, headers=BROKEN)
    assert refused(garbage, "invalid_client", "client not found")
    in_form = cloud.login(None, client_id=PAIR[0], client_secret=PAIR[1])
    assert refused(in_form, "invalid_client")


BROKEN = {"Authorization": "Basic not-base64"}


def test_bad_requests(cloud):
    assert refused(cloud.login(PAIR, ""), "invalid_request")
    assert refused(cloud.login(PAIR, "magic"), "unsupported_grant_type")
    body = cloud.api("POST", "/oauth/token", auth=PAIR, json={"grant_type": "client_credentials"})
    assert refused(body, "invalid_request")
    assert cloud.api("GET", "/oauth/token").json()["code"] == "method.not.allowed"


@pytest.mark.parametrize("when", ["after_secret", "before_secret"])
def test_another_grant(cloud, when):
    cloud.control.switches(cloud_grant_check=when)
    client = cloud.make("CODE")
    text = "client is not authorized to use the client_credential grant type"
    assert refused(cloud.login(client), "unauthorized_client", text)
    wrong = cloud.login((client["id"], "wrong"))
    assert refused(wrong, "invalid_client" if when == "after_secret" else "unauthorized_client")
    assert refused(cloud.login(PAIR, "authorization_code"), "unauthorized_client")


@pytest.mark.parametrize("state", ["inactive", "disabled"])
def test_only_active_clients(cloud, state):
    client = cloud.make()
    value = cloud.login(client).json()["access_token"]
    assert cloud("GET", "tokens/me", token=value).status_code == 200
    cloud.control.seed(cloud_clients={"id": client["id"], "state": state})
    assert cloud("GET", "tokens/me", token=value).json()["code"] == "bad.credentials"
    assert refused(cloud.login(client), "invalid_client", "client not found")
    cloud.control.seed(cloud_clients={"id": client["id"], "state": "active"})
    assert cloud("GET", "tokens/me", token=value).status_code == 401
    assert cloud.login(client).status_code == 200


def test_code(cloud):
    client = cloud.make("CODE", registeredRedirectUri=[URI])
    form = {"grant_type": "authorization_code", "redirect_uri": URI}
    code = cloud.control.cloud_code(client["id"], URI)
    body = cloud.login(client, code=code, **form).json()
    assert set(body) == {"access_token", "token_type", "refresh_token", "expires_in"}
    assert cloud.get("tokens/me", token=body["access_token"])["authorizedScope"] == ["users"]
    assert refused(cloud.login(client, code=code, **form), "invalid_grant")
    code = cloud.control.cloud_code(client["id"], "https://other.example.com")
    assert refused(cloud.login(client, code=code, **form), "invalid_grant")
    code = cloud.control.cloud_code(client["id"], URI)
    cloud.control.advance(301)
    assert refused(cloud.login(client, code=code, **form), "invalid_grant")


def test_code_with_pkce(cloud):
    client = cloud.make("CODE", registeredRedirectUri=[URI])
    form = {"redirect_uri": URI, "client_id": client["id"], "code_verifier": "v" * 43}
    code = cloud.control.cloud_code(client["id"], URI)
    assert cloud.login(None, "authorization_code", code=code, **form).json()["access_token"]
    assert refused(cloud.login(None, "refresh_token", **form), "invalid_client")


@pytest.mark.parametrize("rotate", [False, True])
def test_refresh(cloud, rotate):
    cloud.control.switches(rotate_refresh_tokens=rotate)
    client = cloud.make("CODE", registeredRedirectUri=[URI])
    code = cloud.control.cloud_code(client["id"], URI)
    first = cloud.login(client, "authorization_code", code=code, redirect_uri=URI).json()["refresh_token"]
    second = cloud.login(client, "refresh_token", refresh_token=first).json()
    assert cloud("GET", "tokens/me", token=second["access_token"]).status_code == 200
    assert (second["refresh_token"] != first) is rotate
    again = cloud.login(client, "refresh_token", refresh_token=first)
    assert again.status_code == (400 if rotate else 200)
    assert refused(cloud.login(cloud.make("CODE"), "refresh_token", refresh_token=first), "invalid_grant")
    cloud.put(client, state="inactive")
    cloud.put(client, state="active")
    gone = cloud.login(client, "refresh_token", refresh_token=second["refresh_token"])
    assert refused(gone, "invalid_grant")


def test_saml(cloud):
    client = cloud.make("SAML2-BEARER")
    assertion = cloud.control.cloud_assertion("example")
    body = cloud.login(client, SAML, assertion=assertion, orgName="example").json()
    assert set(body) == {"access_token", "token_type", "expires_in"}
    assert refused(cloud.login(client, SAML, assertion=assertion, orgName="other"), "invalid_grant")
    assert refused(cloud.login(client, SAML, assertion="other", orgName="example"), "invalid_grant")


def test_rate(cloud):
    cloud.control.switches(cloud_token_rate=2)
    client = cloud.make()
    assert [cloud.login(PAIR).status_code for _turn in range(3)] == [200, 200, 400]
    assert refused(cloud.login(PAIR), "invalid_request", "rate limit exceeded")
    assert cloud.login(client).status_code == 200
    cloud.control.advance(60)
    assert cloud.login(PAIR).status_code == 200
    cloud.control.switches(cloud_token_rate=0)
    assert {cloud.login(PAIR).status_code for _turn in range(5)} == {200}


def test_the_usual_rate(cloud):
    assert [cloud.login(PAIR).status_code for _turn in range(61)] == [200] * 60 + [400]


def test_none_of_this_counts_as_a_write(cloud):
    cloud.login(PAIR)
    cloud("HEAD", "tokens/me")
    cloud("DELETE", "tokens/me")
    assert [one["service"] for one in cloud.control.log()] == ["cloud"] * 3 and cloud.control.writes() == []
