# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""genesys_token: every grant, in every position of the switches that concern tokens."""

from __future__ import annotations

import json
import uuid

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.resources.registry import TASKS
from ansible_collections.cxops.genesys.plugins.module_utils.transport import oauth
from emulator import defaults
from integration.support.http_samples import CENTER, ENVIRONMENT
from integration.support.nexus_samples import GAPI_CLIENT
from integration.support.sample import CCID, EVERYWHERE, OTHER_ID, SECRET, positions

SWITCHES = (
    "reuse_tokens",
    "rotate_refresh_tokens",
    "form_client_auth",
    "double_backslash",
    "userinfo_client_token",
) + EVERYWHERE
CASES = [pytest.param(False, switches, id=name) for name, switches in positions(SWITCHES) if "offered" not in name]
GRANTS = ["client_credentials", "password", "refresh_token", "authorization_code", *oauth.WIRE_GRANTS.values()]
PERSON = "%s\\%s" % (CCID, defaults.PERSON_USERNAME)
REDIRECT = "https://gws.example.com/callback"
# For each field of the module what shows it here; a new field needs a test.
TRIED = {
    "grant_type": "all", "username": "password", "password": "password", "domain": "password", "contact_center_id": "password",
    "scope": "scope", "refresh_token": "refresh_token", "code": "authorization_code", "redirect_uri": "authorization_code",
    "assertion": "jwt_bearer", "subject_token": "token_exchange", "subject_token_type": "token_exchange", "verify_contact_center": "verify",
}  # fmt: skip


def prepare(world):
    world.control.seed(
        environments=[ENVIRONMENT],
        contact_centers=[CENTER],
        clients=[dict(GAPI_CLIENT, authorizedGrantTypes=GRANTS, redirectURIs=["https://gws.example.com"])],
        assertions=[{"assertion": "Canary-assertion", "username": PERSON}],
    )


def run(world, check=False, no_log=True, **given):
    gateway = {"api_key": defaults.GATEWAY_API_KEY} if world.store.switches.gateway else {}
    client = {"auth_url": world.emulator.url, "auth_client_id": "nexus_client", "auth_client_secret": SECRET}
    return world.run("genesys_token", check, no_log, **{**gateway, **client, "retries": 1, **given})


def parameters(world, grant):
    """What each grant needs, obtained as a person would."""
    if grant == "password":
        return {"username": PERSON, "password": defaults.PERSON_PASSWORD}
    if grant == "refresh_token":
        return {"refresh_token": run(world, grant_type="password", **parameters(world, "password"))["refresh_token"]}
    if grant == "authorization_code":
        return {"code": world.control.issue_code("nexus_client", REDIRECT, PERSON), "redirect_uri": REDIRECT}
    if grant == "jwt_bearer":
        return {"assertion": "Canary-assertion"}
    if grant == "token_exchange":
        return {"subject_token": world.control.token("nexus_client", PERSON)}
    return {}


def test_every_field_is_tried():
    own = {field.arg for field in TASKS["genesys_token"].options} - {
        field.arg for field in TASKS["genesys_token"].connection
    }
    assert own == set(TRIED)


@pytest.mark.parametrize("grant", oauth.GRANTS)
@pytest.mark.parametrize(("world", "switches"), CASES, indirect=["world"])
def test_every_grant(world, switches, grant):
    world.control.switches(switches)
    prepare(world)
    given = dict(parameters(world, grant), grant_type=grant)
    before = world.state()
    result = run(world, **given)
    assert not result.get("failed"), result["msg"]
    assert uuid.UUID(result["access_token"])
    assert result["changed"] is False
    assert 0 < result["token"]["expires_in"] <= 43200
    assert world.state() == before
    assert "access_token" not in result["token"]
    assert ("refresh_token" in result) is (
        grant not in ("client_credentials", "token_exchange")
        or (grant == "token_exchange" and "refresh_token" in result)
    )
    shown = run(world, no_log=False, **dict(given, **parameters(world, grant)))
    assert "no_log" in shown["access_token"]


@pytest.mark.parametrize("grant", oauth.GRANTS)
@pytest.mark.parametrize("world", [False], indirect=True)
def test_check_mode_uses_nothing_up(world, grant):
    prepare(world)
    given = parameters(world, grant)
    assert not run(world, check=True, grant_type=grant, **given).get("failed")
    result = run(world, grant_type=grant, **given)
    assert result["access_token"]


@pytest.mark.parametrize("world", [False], indirect=True)
@pytest.mark.parametrize(
    "given",
    [
        {"username": "nexus", "contact_center_id": CCID},
        {"username": "nexus", "domain": "t100"},
        {"username": "t100\\nexus"},
        {"username": PERSON},
    ],
    ids=str,
)
def test_a_tenant_s_person_in_every_spelling(world, given):
    prepare(world)
    result = run(world, grant_type="password", password=defaults.PERSON_PASSWORD, verify_contact_center=CCID, **given)
    assert result["user"]["contact_center_id"] == CCID
    assert result["user"]["environment_id"] == CCID


@pytest.mark.parametrize("world", [False], indirect=True)
def test_the_ops_user_and_another_contact_center(world):
    prepare(world)
    given = {"grant_type": "password", "username": defaults.OPS_USERNAME, "password": defaults.OPS_PASSWORD}
    assert run(world, **given)["access_token"]
    result = run(world, verify_contact_center=CCID, **given)
    assert result["failure"]["code"] == "verification_failed"
    person = parameters(world, "password")
    result = run(world, grant_type="password", verify_contact_center=OTHER_ID, **person)
    assert result["failure"]["code"] == "verification_failed"
    assert CCID in result["msg"] and OTHER_ID in result["msg"]


@pytest.mark.parametrize("world", [False], indirect=True)
@pytest.mark.parametrize(("position", "code"), [("refuse", "forbidden"), ("client", "verification_failed")])
def test_the_contact_center_of_a_token_without_user(world, position, code):
    world.control.switches(userinfo_client_token=position)
    prepare(world)
    assert run(world, verify_contact_center=CCID)["failure"]["code"] == code


@pytest.mark.parametrize("world", [False], indirect=True)
@pytest.mark.parametrize(
    ("given", "code", "hint"),
    [
        ({"auth_client_secret": "Canary-wrong"}, "bad_credentials", "client secret"),
        ({"auth_client_id": "nobody"}, "bad_credentials", "client id"),
        ({"grant_type": "password", "username": PERSON, "password": "Canary-wrong"}, "bad_credentials", "password"),
        (
            {"grant_type": "password", "username": "nexus", "password": defaults.PERSON_PASSWORD},
            "bad_credentials",
            "CCID\\user",
        ),
        ({"grant_type": "refresh_token", "refresh_token": OTHER_ID}, "bad_credentials", "refresh token"),
        ({"grant_type": "authorization_code", "code": OTHER_ID, "redirect_uri": REDIRECT}, "bad_credentials", "code"),
        ({"grant_type": "jwt_bearer", "assertion": "Canary-none"}, "bad_credentials", "assertion"),
        ({"grant_type": "none", "access_token": OTHER_ID}, "bad_credentials", "token"),
        ({"grant_type": "password"}, "invalid_input", "No request"),
        ({"grant_type": "none"}, "invalid_input", "No request"),
        ({"grant_type": "password", "username": PERSON, "password": "x-y-z", "domain": "t100"}, "invalid_input", ""),
        (
            {
                "grant_type": "password",
                "username": "n",
                "password": "x-y-z",
                "domain": "t100",
                "contact_center_id": CCID,
            },
            "invalid_input",
            "",
        ),
    ],
    ids=str,
)
def test_what_is_refused_says_why(world, given, code, hint):
    prepare(world)
    result = run(world, no_log=False, **given)
    assert result["failure"]["code"] == code
    assert hint in result["failure"]["hint"]
    if code == "invalid_input":
        assert not result.get("requests")


@pytest.mark.parametrize("world", [False], indirect=True)
@pytest.mark.parametrize(("scope", "kept"), [("*", "*"), ("read", "read")])
def test_scope(world, scope, kept):
    prepare(world)
    assert run(world, scope=scope)["token"]["scope"] == kept


@pytest.mark.parametrize("world", [False], indirect=True)
def test_a_token_is_verified(world):
    prepare(world)
    token = world.control.token("nexus_client", PERSON)
    result = run(world, grant_type="none", access_token=token, verify_contact_center=CCID)
    assert result["user"]["contact_center_id"] == CCID
    assert [entry["path"] for entry in result["requests"]] == ["/auth/v3/userinfo"]
    world.canaries.add(token)
    assert token not in json.dumps(run(world, no_log=False, grant_type="none", access_token=token))
