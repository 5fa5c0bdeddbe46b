# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every grant, with servers written by others: what they issue is a token that their own protected resources take."""

from __future__ import annotations

import pytest

from trust.support.oauth_servers import seeds
from trust.support.oauth_servers.elsewhere import MODULES
from trust.support.oauth_servers.running import VERIFIER

CLOUD = "genesys_cloud_token"
CODE = {"grant_type": "authorization_code", "redirect_uri": seeds.REDIRECT}


def openid(elsewhere, *more):
    """The scopes that make the server tell who the person is."""
    return " ".join((("openid",) if elsewhere.server.kind == "oidc-provider" else ()) + (*more, "read"))


@pytest.mark.parametrize("module", MODULES)
def test_client_credentials(elsewhere, cases, module):
    with cases("by Basic"):
        token = elsewhere.obtained(module, seeds.MACHINE)["token"]
        assert token["token_type"] == "Bearer" and token["expires_in"] >= 3600
    with cases("each time another token, or the same, but a good one"):
        first, second = (elsewhere.obtained(module, seeds.MACHINE)["access_token"] for _count in range(2))
        assert elsewhere.server.accepts(first) and elsewhere.server.accepts(second)
    with cases("without no_log"):
        result = elsewhere.run(module, **elsewhere.reach(module, seeds.MACHINE))
        assert result["access_token"].startswith("hidden") and not result.get("failed")
    with cases("in check mode too, for it changes nothing"):
        assert not elsewhere.run(module, **elsewhere.reach(module, seeds.MACHINE), check=True).get("failed")


@pytest.mark.parametrize("module", MODULES)
def test_the_secret_comes_from_a_file(elsewhere, tmp_path, module):
    kept = tmp_path / "client.secret"
    kept.write_text(seeds.MACHINE["secret"] + "\n")
    kept.chmod(0o600)
    option = "cloud_client_secret_file" if module == CLOUD else "auth_client_secret_file"
    elsewhere.obtained(module, {"id": seeds.MACHINE["id"], "secret": None}, **{option: str(kept)})


def test_whose_token_it_is(elsewhere, cases):
    with cases("Genesys Cloud's introspection"):
        told = elsewhere.obtained(CLOUD, seeds.MACHINE, introspect=True)
        assert told["oauth_client"]["id"] == seeds.MACHINE["id"]
        assert told["organization"] == {"id": seeds.ORGANIZATION}
    with cases("the organisation that was asked for"):
        elsewhere.obtained(CLOUD, seeds.MACHINE, cloud_organization=seeds.ORGANIZATION)
    with cases("another organisation"):
        result = elsewhere.ask(CLOUD, seeds.MACHINE, cloud_organization="another")
        assert result["failure"]["code"] == "verification_failed"
    with cases("verified alone"):
        token = elsewhere.obtained(CLOUD, seeds.MACHINE)["access_token"]
        told = elsewhere.ask(CLOUD, None, grant_type="none", cloud_access_token=token)
        assert told["oauth_client"]["id"] == seeds.MACHINE["id"]


@pytest.mark.parametrize("module", MODULES)
def test_authorization_code(elsewhere, cases, module):
    server = elsewhere.server
    with cases("a client with a secret"):
        got = elsewhere.obtained(module, seeds.DESK, code=server.code(seeds.DESK, seeds.PAT, openid(elsewhere)), **CODE)
        assert got["refresh_token"] and got["token"]["scope"].split()[-1] == "read"
    with cases("in check mode the code is kept for the real run"):
        code = server.code(seeds.DESK, seeds.PAT, openid(elsewhere))
        looked = elsewhere.run(module, check=True, **elsewhere.reach(module, seeds.DESK), code=code, **CODE)
        assert looked["requests"] == [] and looked["warnings"]
        elsewhere.obtained(module, seeds.DESK, code=code, **CODE)
    if module == CLOUD:
        for method in ("S256", "plain"):
            for client in (seeds.APP, seeds.DESK):
                if method == "plain" and server.kind == "oidc-provider":
                    continue  # it takes no plain verifier
                with cases("PKCE, %s, %s" % (method, client["id"])):
                    code = server.code(client, seeds.PAT, openid(elsewhere), **server.challenge(method))
                    elsewhere.obtained(module, client, code=code, code_verifier=VERIFIER, **CODE)
    else:
        with cases("a public client, named in the form"):
            code = server.code(seeds.APP, seeds.PAT, openid(elsewhere))
            elsewhere.obtained(module, seeds.APP, code=code, **CODE)
        with cases("the person behind the token"):
            code = server.code(seeds.DESK, seeds.PAT, openid(elsewhere))
            token = elsewhere.obtained(module, seeds.DESK, code=code, **CODE)["access_token"]
            told = elsewhere.ask(module, None, grant_type="none", access_token=token, verify_contact_center=seeds.CCID)
            assert told["user"]["username"] == seeds.PAT["name"]


@pytest.mark.parametrize("module", MODULES)
def test_refresh_tokens_rotate(elsewhere, cases, module):
    """Each can be used once. What is refused then is told as that."""
    code = elsewhere.server.code(seeds.DESK, seeds.PAT, openid(elsewhere))
    first = elsewhere.obtained(module, seeds.DESK, code=code, **CODE)["refresh_token"]
    again = {"grant_type": "refresh_token"}
    hint = "obtain a new token by another grant"
    with cases("in check mode it is not used up"):
        looked = elsewhere.run(module, check=True, **elsewhere.reach(module, seeds.DESK), refresh_token=first, **again)
        assert looked["requests"] == []
    with cases("used"):
        second = elsewhere.obtained(module, seeds.DESK, refresh_token=first, **again)
        assert second["refresh_token"] not in (None, first)
    with cases("the next one"):
        third = elsewhere.obtained(module, seeds.DESK, refresh_token=second["refresh_token"], **again)
    with cases("of another client"):
        elsewhere.refused(
            module, seeds.OTHER_DESK, "bad_credentials", hint, refresh_token=third["refresh_token"], **again
        )
    with cases("used again"):
        failure = elsewhere.refused(module, seeds.DESK, "bad_credentials", hint, refresh_token=first, **again)
        assert (failure["http_status"], failure["service_code"]) == (400, "invalid_grant")
    with cases("made up"):
        elsewhere.refused(module, seeds.DESK, "bad_credentials", hint, refresh_token="Canary-made-up", **again)
    if module != CLOUD:
        with cases("a public client"):
            code = elsewhere.server.code(seeds.APP, seeds.PAT, openid(elsewhere))
            token = elsewhere.obtained(module, seeds.APP, code=code, **CODE)["refresh_token"]
            elsewhere.obtained(module, seeds.APP, refresh_token=token, **again)


def test_password(persons, cases):
    ask = {"grant_type": "password", "username": seeds.PAT["name"], "password": seeds.PAT["password"]}
    with cases("a client with a secret"):
        got = persons.obtained("genesys_token", seeds.PERSON, **ask)
        assert got["refresh_token"]
    with cases("a public client"):
        persons.obtained("genesys_token", seeds.OPEN_PERSON, **ask)
    with cases("it can be refreshed"):
        persons.obtained("genesys_token", seeds.PERSON, grant_type="refresh_token", refresh_token=got["refresh_token"])
    tenant = {**ask, "password": seeds.TENANT["password"]}
    with cases("a person of a tenant, by the domain"):
        persons.obtained("genesys_token", seeds.PERSON, **tenant, domain="t100")
    with cases("a person of a tenant, spelt out"):
        persons.obtained("genesys_token", seeds.PERSON, **{**tenant, "username": seeds.TENANT["name"]})
    with cases("whose token it is"):
        told = persons.obtained(
            "genesys_token", seeds.PERSON, **tenant, domain="t100", verify_contact_center=seeds.CCID
        )
        assert told["user"]["username"] == seeds.TENANT["name"]


def test_scopes(elsewhere, cases):
    with cases("one of two"):
        got = elsewhere.obtained("genesys_token", seeds.MACHINE, scope="write")
        assert got["token"]["scope"] == "write"
    with cases("both"):
        got = elsewhere.obtained("genesys_token", seeds.MACHINE, scope="read write")
        assert sorted(got["token"]["scope"].split()) == ["read", "write"]
    if elsewhere.server.kind == "oidc-provider":
        with cases("an unknown one, dropped without a word"):
            got = elsewhere.obtained("genesys_token", seeds.MACHINE, scope="read unheard-of")
            assert got["token"]["scope"] == "read"
    else:
        with cases("an unknown one"):
            failure = elsewhere.refused("genesys_token", seeds.MACHINE, "refused", "its own words", scope="unheard-of")
            assert (failure["http_status"], failure["service_code"]) == (400, "invalid_scope")
