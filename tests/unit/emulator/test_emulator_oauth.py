# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""/auth/v3/oauth/token and relatives."""

from __future__ import annotations

import base64
import json
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from emulator.samples import CCID, CENTER, CLIENT, ENVIRONMENT, OPS, OTHER, SECRET

PERSON = {"username": CCID + "\\nexus", "password": "nexus-Passw0rd"}
EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
JWT = "urn:ietf:params:oauth:grant-type:jwt-bearer"


@pytest.fixture(autouse=True)
def there(api):
    api.tenant()


def test_client_credentials(api):
    answer = api.token(grant_type="client_credentials", scope="*")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store" and answer.headers["Pragma"] == "no-cache"
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    body = answer.json()
    assert set(body) == {"access_token", "token_type", "expires_in", "scope"}
    assert (body["token_type"], body["expires_in"], body["scope"]) == ("bearer", 43199, "*")


def test_parameters_in_the_query_string(api):
    query = "?grant_type=client_credentials&scope=*&client_id=nexus_client&client_secret=" + SECRET
    assert api("POST", "/auth/v3/oauth/token" + query, auth=("nexus_client", SECRET)).status_code == 200


@pytest.mark.parametrize("prefix", [CCID, "t100", "T100", CCID.upper()])
def test_password_of_a_person(api, prefix):
    body = api.token(grant_type="password", username=prefix + "\\nexus", password="nexus-Passw0rd").json()
    assert set(body) == {"access_token", "token_type", "refresh_token", "expires_in", "scope"}
    info = api.bearer("GET", "/auth/v3/userinfo", body["access_token"]).json()
    assert info["contactCenterId"] == CCID and info["loginName"] == "nexus"
    assert info["authorities"] == [{"name": "ROLE_AGENT", "privileges": []}]
    more = api.bearer("GET", "/auth/v3/openid/userinfo", body["access_token"]).json()
    assert more["contact_center_id"] == CCID and more["aud"] == "nexus_client"
    assert more["authorities"] == info["authorities"]


def test_password_of_ops(api):
    body = api.token(grant_type="password", username=OPS[0], password=OPS[1], client_id="nexus_client").json()
    assert api.bearer("GET", "/auth/v3/userinfo", body["access_token"]).json()["username"] == "ops"
    assert api.bearer("GET", "/environment/v3/environments", body["access_token"]).status_code == 200


@pytest.mark.parametrize(
    "form",
    [
        {**PERSON, "password": "wrong"},
        {**PERSON, "username": OTHER + "\\nexus"},
        {**PERSON, "username": "nexus"},
        {"username": "ops", "password": "nope"},
        {},
    ],
)
def test_bad_user(api, form):
    answer = api.token(grant_type="password", **form)
    assert answer.status_code == 400
    assert answer.json() == {"error": "invalid_grant", "error_description": "Bad credentials"}


def test_two_backslashes(api):
    form = {"username": CCID + "\\\\nexus", "password": PERSON["password"], "grant_type": "password"}
    assert api.token(**form).status_code == 400
    api.control.switches(double_backslash="accept")
    assert api.token(**form).status_code == 200


@pytest.mark.parametrize("auth", [("nexus_client", "wrong"), ("nobody", SECRET), OPS])
def test_bad_client(api, auth):
    answer = api.token(auth=auth, grant_type="client_credentials")
    assert answer.status_code == 401
    assert answer.json() == {"error": "Unauthorized", "error_description": "Bad credentials"}


def test_client_in_the_form(api):
    form = {"grant_type": "client_credentials", "client_id": "nexus_client", "client_secret": SECRET}
    assert api.token(auth=None, **form).status_code == 401
    api.control.switches(form_client_auth="accept")
    assert api.token(auth=None, **form).status_code == 200


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        ({}, 400, "invalid_request"),
        ({"grant_type": "magic"}, 400, "unsupported_grant_type"),
        ({"grant_type": "client_credentials", "client_id": "other"}, 401, "invalid_client"),
        ({"grant_type": "refresh_token", "refresh_token": "x"}, 400, "invalid_grant"),
        ({"grant_type": "refresh_token"}, 400, "invalid_request"),
        ({"grant_type": "authorization_code", "code": "x"}, 400, "invalid_grant"),
        ({"grant_type": JWT, "assertion": "x"}, 400, "invalid_grant"),
        ({"grant_type": EXCHANGE, "subject_token": "x", "subject_token_type": "y"}, 400, "invalid_grant"),
    ],
)
def test_errors(api, form, status, error):
    answer = api.token(**form)
    assert (answer.status_code, answer.json()["error"]) == (status, error)


def test_grant_and_scope_must_be_the_clients(api):
    api.control.seed(clients={**CLIENT, "internalClient": False, "authorizedGrantTypes": ["password"], "scope": ["a"]})
    assert api.token(grant_type="client_credentials").json()["error"] == "invalid_client"
    assert api.token(grant_type="password", scope="b", **PERSON).json()["error"] == "invalid_scope"
    assert api.token(grant_type="password", scope="a", **PERSON).json()["scope"] == "a"
    assert "refresh_token" not in api.token(grant_type="password", **PERSON).json()


def test_get_is_refused(api):
    answer = api.get("/auth/v3/oauth/token")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")


def test_tokens_are_reused(api):
    first = api.token(grant_type="client_credentials").json()
    api.control.advance(100)
    second = api.token(grant_type="client_credentials").json()
    assert second["access_token"] == first["access_token"] and 43090 < second["expires_in"] <= 43099
    api.control.switches(reuse_tokens=False)
    assert api.token(grant_type="client_credentials").json()["access_token"] != first["access_token"]


def test_tokens_end(api):
    path = "/environment/v3/environments"
    value = api.token(grant_type="client_credentials").json()["access_token"]
    assert api.bearer("GET", path, value).status_code == 200
    api.control.advance(43201)
    answer = api.bearer("GET", path, value)
    assert answer.status_code == 401
    assert answer.json() == {"error": "invalid_token", "error_description": "Invalid access token: " + value}
    value = api.token(grant_type="client_credentials").json()["access_token"]
    api.control.expire_tokens()
    assert api.bearer("GET", path, value).status_code == 401


@pytest.mark.parametrize("rotate", [False, True])
def test_refresh(api, rotate):
    api.control.switches(rotate_refresh_tokens=rotate)
    first = api.token(grant_type="password", **PERSON).json()
    second = api.token(grant_type="refresh_token", refresh_token=first["refresh_token"]).json()
    assert second["access_token"] != first["access_token"]
    assert (second["refresh_token"] != first["refresh_token"]) == rotate
    assert api.bearer("GET", "/auth/v3/userinfo", first["access_token"]).status_code == 401
    again = api.token(grant_type="refresh_token", refresh_token=first["refresh_token"])
    assert again.status_code == (400 if rotate else 200)
    api.control.advance(43201)
    late = api.token(grant_type="refresh_token", refresh_token=second["refresh_token"])
    assert late.status_code == 401


def test_authorization_code(api):
    uri = "https://gws.example.com/callback"
    query = {"response_type": "code", "client_id": "nexus_client", "redirect_uri": uri, "state": "s1"}
    auth = (PERSON["username"], PERSON["password"])
    answer = api.get("/auth/v3/oauth/authorize", params=query, auth=auth)
    assert answer.status_code == 302 and answer.headers["Location"].startswith(uri)
    found = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert found["state"] == ["s1"]
    form = {"grant_type": "authorization_code", "code": found["code"][0], "redirect_uri": uri}
    assert api.token(**form).json()["refresh_token"]
    assert api.token(**form).json()["error"] == "invalid_grant"
    bad = {**query, "redirect_uri": "https://evil.example.com"}
    assert api.get("/auth/v3/oauth/authorize", params=bad, auth=auth).status_code == 400
    code = api.control.issue_code("nexus_client", uri, PERSON["username"])
    assert api.token(**{**form, "code": code, "redirect_uri": "https://gws.example.com"}).status_code == 400
    code = api.control.issue_code("nexus_client", uri, PERSON["username"])
    assert api.token(**{**form, "code": code}).status_code == 200


def test_jwt_bearer_and_token_exchange(api):
    payload = base64.urlsafe_b64encode(json.dumps({"sub": "t100\\nexus"}).encode()).decode().rstrip("=")
    api.control.seed(assertions={"assertion": "seeded", "username": "ops"})
    assert api.token(grant_type=JWT, assertion="seeded").status_code == 200
    value = api.token(grant_type=JWT, assertion="x.%s.y" % payload).json()["access_token"]
    api.control.seed(clients={**CLIENT, "client_id": "second"})
    form = {"subject_token": value, "subject_token_type": "urn:ietf:params:oauth:token-type:access_token"}
    body = api.token(("second", SECRET), grant_type=EXCHANGE, **form).json()
    assert body["access_token"] != value and body["issued_token_type"].endswith("access_token")
    assert api.bearer("GET", "/auth/v3/userinfo", body["access_token"]).json()["contactCenterId"] == CCID


def test_userinfo_for_a_client(api):
    value = api.token(grant_type="client_credentials").json()["access_token"]
    assert api.bearer("GET", "/auth/v3/userinfo", value).status_code == 403
    api.control.switches(userinfo_client_token="client")
    told = api.bearer("GET", "/auth/v3/userinfo", value).json()
    assert told == {"username": "nexus_client", "authorities": [{"name": "ROLE_INTERNAL_CLIENT", "privileges": []}]}


def test_check_token(api):
    value = api.person()
    path, auth = "/auth/v3/oauth/check_token", ("nexus_client", SECRET)
    assert api("POST", path + "?token=" + value, auth=auth).json()["active"] is True
    assert api("POST", path, auth=auth, data={"token": value}).json()["user_name"] == "nexus"
    unknown = api("POST", path, auth=auth, data={"token": "x"})
    assert unknown.status_code == 400
    assert unknown.json() == {"error": "invalid_token", "error_description": "Token was not recognised"}


def test_ping_and_sign_out(api):
    value = api.person()
    assert api.get("/auth/v3/ping", auth=None).status_code == 403
    assert api.bearer("GET", "/auth/v3/ping", value).status_code == 200
    assert api.bearer("POST", "/auth/v3/sign-out", value, data={"global": "true"}).json() == {"status": {"code": 0}}
    assert api.bearer("GET", "/auth/v3/ping", value).status_code == 403
    person = api.person()
    answer = api.bearer("GET", "/auth/v3/sign-out?redirectUri=https://a.example.com/b%3Fc%3D1", person)
    assert (answer.status_code, answer.headers["Location"]) == (302, "https://a.example.com/b?c=1")
    assert api.bearer("GET", "/auth/v3/ping", person).status_code == 403
    answer = api.bearer("GET", "/auth/v3/sign-out?redirect_uri=https://a.example.com", api.person())
    assert answer.json() == {"status": {"code": 0}}


@pytest.mark.parametrize("odd", ["https://a.example.com/\u00fc\u2028", "https://a.example.com/\r\nSet-Cookie: x=y"])
def test_a_redirect_holds_nothing_that_is_no_uri(api, odd):
    answer = api.bearer("GET", "/auth/v3/sign-out", api.person(), params={"redirectUri": odd})
    assert answer.status_code == 302 and "Set-Cookie" not in answer.headers
    assert unquote(answer.headers["Location"]) == odd


def test_the_user_as_a_jwt_in_a_header(api):
    value = api.person()
    answer = api.bearer("GET", "/auth/v3/jwt-userinfo", value)
    assert answer.json() == {"status": {"code": 0}}
    head, claims, signature = answer.headers["X-GWS-User"].split(".")
    assert signature == "" and json.loads(base64.urlsafe_b64decode(head + "=="))["alg"] == "none"
    told = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
    assert told == api.bearer("GET", "/auth/v3/userinfo", value).json()
    assert api.bearer("GET", "/auth/v3/jwt-userinfo", "none").status_code == 401


def change(api, token=None, **members):
    data = {"newPassword": "another", "oldPassword": PERSON["password"], **members}
    header = {"Authorization": "Bearer " + token} if token else {}
    return api.data("POST", "/auth/v3/change-password", data, auth=None, headers=header)


def logs_in(api, password, **form):
    return api.token(grant_type="password", **{**PERSON, "password": password, **form}).status_code == 200


def test_a_person_changes_its_password(api):
    api.control.seed(environments={**ENVIRONMENT, "id": OTHER})
    api.control.seed(contact_centers={**CENTER, "id": OTHER, "domains": ["t200"]})
    refused = change(api, api.person(), oldPassword="wrong")
    assert refused.status_code == 403
    assert refused.json() == {"status": {"code": 403, "message": "Unable to update password"}}
    assert change(api, api.person(), userName="t200\\nexus").status_code == 403
    assert api.control.writes()[0]["path"] == "/auth/v3/change-password"
    value = api.person()
    assert change(api, value).json() == {"status": {"code": 0}}
    assert logs_in(api, "another") and not logs_in(api, PERSON["password"])
    assert logs_in(api, PERSON["password"], username="t200\\nexus"), "another contact center's person"
    assert api.bearer("GET", "/auth/v3/ping", value).status_code == 200
    assert change(api, value, userName="t100\\nexus", oldPassword="another", newPassword="third").status_code == 200
    assert change(api, value, newPassword="").status_code == 400


@pytest.mark.parametrize("how", ["token", "name"])
def test_who_may_change_a_password(api, how):
    api.control.switches(change_password=how)
    for token in (api.control.token("nexus_client", "ops"), api.control.token("nexus_client")):
        assert change(api, token).status_code == 403
    named = change(api, userName=PERSON["username"])
    assert named.status_code == (200 if how == "name" else 401)
    assert logs_in(api, "another") == (how == "name")
    for members in ({}, {"userName": "ops"}, {"userName": "t100\\nobody"}, {"userName": PERSON["username"]}):
        members = {"oldPassword": "wrong", **members}
        assert change(api, **members).status_code == (403 if how == "name" else 401)


def authorize(api, **query):
    given = {"response_type": "token", "client_id": "app", "redirect_uri": "https://gws.example.com/c", **query}
    auth = (PERSON["username"], PERSON["password"])
    return api.get("/auth/v3/oauth/authorize", params=given, auth=auth)


def test_implicit_grant(api):
    api.control.seed(clients={**CLIENT, "client_id": "app", "authorizedGrantTypes": ["implicit", "refresh_token"]})
    answer = authorize(api, state="s 1", scope="*", hideTenant="true")
    assert answer.status_code == 302
    place = urlsplit(answer.headers["Location"])
    assert (place.netloc, place.path, place.query) == ("gws.example.com", "/c", "")
    told = {name: value for name, [value] in parse_qs(place.fragment).items()}
    assert set(told) == {"access_token", "token_type", "expires_in", "scope", "state"}, "no refresh token"
    assert (told["token_type"], told["expires_in"], told["state"]) == ("bearer", "43199", "s 1")
    assert api.bearer("GET", "/auth/v3/userinfo", told["access_token"]).json()["contactCenterId"] == CCID
    for query in (
        {"redirect_uri": "https://evil.example.com"},
        {"redirect_uri": "https://gws.example.com/#x"},
        {"redirect_uri": "https://["},
        {"response_type": "id_token"},
        {"response_type": ""},
    ):
        assert authorize(api, **query).status_code == 400
    for response, client in (("code", "app"), ("token", "nexus_client")):
        refused = authorize(api, response_type=response, client_id=client)
        assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client")


def test_none_of_this_counts_as_a_write(api):
    api.token(grant_type="client_credentials")
    api("POST", "/auth/v3/oauth/check_token", auth=("nexus_client", SECRET))
    api.bearer("POST", "/auth/v3/sign-out", api.person())
    assert len(api.control.log()) == 3 and api.control.writes() == []
