# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every refusal of servers written by others becomes one clear message with the right advice, after one request."""

from __future__ import annotations

import pytest
import requests

from trust.support.oauth_servers import seeds
from trust.support.oauth_servers.elsewhere import MODULES
from trust.support.oauth_servers.running import VERIFIER

CLOUD = "genesys_cloud_token"
CODE = {"grant_type": "authorization_code", "redirect_uri": seeds.REDIRECT}
USED = "The code is used up or expired, or redirect_uri is not the one"
CLIENT = {
    "genesys_token": "Check the client id and the client secret",
    CLOUD: "Check cloud_client_id, cloud_client_secret",
}
# How a wrong password is told: as RFC 6749 §5.2 wants it, or as a request that is wrong.
PERSONS = {
    "django-oauth-toolkit": ("bad_credentials", "Check the user name and the password", "invalid_grant"),
    "authlib": ("refused", "its own words are in the message", "invalid_request"),
}
WORDS = "its own words are in the message"


def wrong(client, secret="Canary-wrong"):
    return {"id": client["id"], "secret": secret}


def scope(elsewhere):
    return "openid read" if elsewhere.server.kind == "oidc-provider" else "read"


@pytest.mark.parametrize("module", MODULES)
def test_clients(elsewhere, cases, module):
    path = "/oauth/token" if module == CLOUD else "/auth/v3/oauth/token"
    answer = requests.post(elsewhere.server.url + path, {"grant_type": "client_credentials"}, auth=("machine", "no"))
    assert answer.status_code == 401 and answer.headers["WWW-Authenticate"]
    for label, client in {
        "wrong secret": wrong(seeds.MACHINE),
        "the secret of another client": wrong(seeds.MACHINE, seeds.DESK["secret"]),
        "the secret in capitals": wrong(seeds.MACHINE, seeds.MACHINE["secret"].upper()),
        "unknown client": {"id": "nobody", "secret": seeds.MACHINE["secret"]},
        "the client's name in capitals": {"id": "MACHINE", "secret": seeds.MACHINE["secret"]},
    }.items():
        with cases(label):
            failure = elsewhere.refused(module, client, "bad_credentials", CLIENT[module])
            assert (failure["http_status"], failure["service_code"]) == (401, "invalid_client")
    with cases("a client that may not use the grant"):
        if elsewhere.server.kind == "oidc-provider":
            failure = elsewhere.refused(module, seeds.DESK, "refused", WORDS)
            assert "grant type is not allowed for this client" in failure["message"]
        else:
            failure = elsewhere.refused(module, seeds.DESK, "bad_credentials", CLIENT[module])
            assert failure["service_code"] == "unauthorized_client"
    with cases("a grant that the server does not have"):
        given = {"organization_name": "x"} if module == CLOUD else {}
        grant = "saml2_bearer" if module == CLOUD else "jwt_bearer"
        failure = elsewhere.refused(
            module, seeds.MACHINE, "refused", WORDS, grant_type=grant, assertion="Canary-assertion", **given
        )
        assert failure["service_code"] == "unsupported_grant_type"
    if module != CLOUD:
        with cases("a client without its secret"):
            elsewhere.refused(module, {"id": seeds.MACHINE["id"], "secret": None}, "bad_credentials", CLIENT[module])


@pytest.mark.parametrize("module", MODULES)
def test_codes(elsewhere, cases, module):
    server = elsewhere.server

    def code(client=None, **more):
        return server.code(client or seeds.DESK, seeds.PAT, scope(elsewhere), **more)

    def refused(given, client=None, hint=USED, kind="bad_credentials", **more):
        return elsewhere.refused(module, client or seeds.DESK, kind, hint, **{**CODE, "code": given, **more})

    with cases("made up"):
        refused("Canary-made-up")
    with cases("of another client"):
        refused(code(), seeds.OTHER_DESK)
    with cases("used"):
        used = code()
        token = elsewhere.obtained(module, seeds.DESK, code=used, **CODE)["access_token"]
        refused(used)
        # RFC 6749 §4.1.2: what it gave may be taken back; that is the server's own affair.
        assert elsewhere.server.accepts(token) in (True, False)
    with cases("expired"):
        old = code()
        server.later(3600)
        refused(old)
    with cases("right client, wrong secret"):
        refused(code(), wrong(seeds.DESK), CLIENT[module])
    with cases("another redirect_uri"):
        other = {"redirect_uri": "https://desk.example.com/other"}
        if server.kind == "django-oauth-toolkit":
            assert "edirect" in refused(code(), hint=WORDS, kind="refused", **other)["message"]
        else:
            refused(code(), **other)
    if module != CLOUD:
        return
    with cases("wrong verifier"):
        refused(code(**server.challenge()), code_verifier=VERIFIER + "x")
    with cases("a verifier where there was no challenge"):
        result = elsewhere.ask(module, seeds.DESK, **{**CODE, "code": code(), "code_verifier": VERIFIER})
        if result.get("failed"):  # not each server minds one too many
            assert result["failure"]["code"] in ("bad_credentials", "refused"), result["msg"]
            assert "code_challenge" in result["msg"] or USED in result["msg"]
    with cases("no verifier where there was a challenge"):
        result = elsewhere.ask(module, seeds.DESK, **{**CODE, "code": code(**server.challenge())})
        assert result["failure"]["code"] in ("bad_credentials", "refused"), result["msg"]
    with cases("a public client without a verifier: found before any request"):
        result = elsewhere.ask(module, seeds.APP, **CODE, code=code(seeds.APP))
        assert result["failure"]["code"] == "invalid_input" and result["requests"] == []


def test_persons(persons, cases):
    module = "genesys_token"
    kind, hint, error = PERSONS[persons.server.kind]
    for label, name, password in (
        ("wrong password", "pat", "Canary-wrong"),
        ("the password in capitals", "pat", seeds.PAT["password"].upper()),
        ("the password and a blank", "pat", seeds.PAT["password"] + " "),
        ("unknown user", "nobody", seeds.PAT["password"]),
        ("disabled user", seeds.GONE["name"], seeds.GONE["password"]),
        ("the password of another", "pat", seeds.GONE["password"]),
        ("a person of a tenant without the domain's backslash", "t100pat", seeds.TENANT["password"]),
        ("with two backslashes", "t100\\\\pat", seeds.TENANT["password"]),
    ):
        with cases(label):
            given = {"grant_type": "password", "username": name, "password": password}
            failure = persons.refused(module, seeds.PERSON, kind, hint, **given)
            assert (failure["http_status"], failure["service_code"]) == (400, error)
    right = {"grant_type": "password", "username": "pat", "password": seeds.PAT["password"]}
    with cases("right person, wrong secret of the client"):
        persons.refused(module, wrong(seeds.PERSON), "bad_credentials", CLIENT[module], **right)
    with cases("a client that is not for persons"):
        persons.refused(module, seeds.MACHINE, "bad_credentials", CLIENT[module], **right)
    with cases("domain and backslash: found before any request"):
        given = {**right, "username": "t100\\pat", "domain": "t100"}
        result = persons.ask(module, seeds.PERSON, **given)
        assert result["failure"]["code"] == "invalid_input" and result["requests"] == []


def test_whose_token_it_is(elsewhere, cases):
    """A token that is none is no token of the right organisation or contact center."""
    with cases("Genesys Cloud"):
        told = elsewhere.ask(CLOUD, None, grant_type="none", cloud_access_token="Canary-no-token")
        assert told["failure"]["code"] == "bad_credentials" and "cloud_access_token" in told["msg"]
    with cases("private edition"):
        told = elsewhere.ask("genesys_token", None, grant_type="none", access_token="Canary-no-token")
        assert told["failure"]["code"] == "bad_credentials"
        assert "The access token is not valid or has expired" in told["msg"]
    with cases("a client's token is not a person's of the contact center"):
        token = elsewhere.obtained("genesys_token", seeds.MACHINE)["access_token"]
        told = elsewhere.ask(
            "genesys_token", None, grant_type="none", access_token=token, verify_contact_center=seeds.ORGANIZATION
        )
        assert told["failure"]["code"] in ("verification_failed", "bad_credentials", "forbidden", "refused")
