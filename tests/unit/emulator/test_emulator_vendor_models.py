# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the emulator answers is what the vendor's generated clients of the private edition read.

Neither client is in a package registry, so their names and types stand here as a table. Sources (OpenAPI 9.0.000.68.2560): the folders
``model`` and ``api`` of GenesysPureEngage/authentication-client-js at f65146d and of authentication-client-java at 13ef203, which agree.
The Java client reads strictly: a list where its model has a text is an error.
"""

from __future__ import annotations

import pytest

from emulator import oauth, userinfo
from emulator.samples import CLIENT, SECRET

# Model -> member -> type: a class, the name of another model, a list of one of these, or a map of texts. "!" after a name: required.
MODELS = {
    "UserRole": {"name": str, "privileges": [str]},
    "CloudUserDetails": {
        "authorities!": ["UserRole"],
        "username!": str,
        "cmeUserName": str,
        "contactCenterId": str,
        "dbid": int,
        "environmentId": str,
        "loginName": str,
        "properties": {str: str},
    },
    "OpenIdUserInfo": {
        "authorities!": ["UserRole"],
        "aud": str,
        "contact_center_id": str,
        "dbid": int,
        "email": str,
        "environment_id": str,
        "family_name": str,
        "given_name": str,
        "properties": {str: str},
        "sub": str,
        "user_name": str,
    },
    "DefaultOAuth2AccessToken": {
        "access_token": str,
        "expires_in": int,
        "refresh_token": str,
        "scope": str,
        "token_type": str,
    },
    "ResponseStatus": {"code": int, "detail": dict, "message": str},
    "ErrorResponse": {"status!": "ResponseStatus"},
    "ApiResponse": {"status!": "ResponseStatus", "data": dict, "errors": ["ErrorResponse"], "path": str},
}
# Each operation of AuthenticationApi: method, path, parameters of the query or the form.
OPERATIONS = [
    ("GET", "/oauth/authorize", {"client_id", "hideTenant", "redirect_uri", "response_type", "scope"}),
    ("POST", "/change-password", set()),
    ("GET", "/openid/userinfo", set()),
    ("GET", "/userinfo", set()),
    ("GET", "/jwt-userinfo", set()),
    ("GET", "/ping", set()),
    (
        "POST",
        "/oauth/token",
        {"client_id", "code", "grant_type", "password", "refresh_token", "scope", "username"},
    ),
    ("POST", "/sign-out", {"global"}),
    ("GET", "/sign-out", {"global", "redirectUri"}),
]
PASSWORD = {"grant_type": "password", "username": "t100\\nexus", "password": "nexus-Passw0rd"}


def misfits(value, kind, where):
    """What a client with this model cannot read in the value."""
    if isinstance(kind, str):
        members = {name.rstrip("!"): one for name, one in MODELS[kind].items()}
        if not isinstance(value, dict):
            return ["%s is no %s" % (where, kind)]
        found = [
            "%s has no %s" % (where, name[:-1]) for name in MODELS[kind] if name[-1] == "!" and name[:-1] not in value
        ]
        found += ["%s has %s, which the model does not" % (where, name) for name in value if name not in members]
        return found + [
            one
            for name in value
            if name in members
            for one in misfits(value[name], members[name], "%s.%s" % (where, name))
        ]
    if isinstance(kind, list):
        if not isinstance(value, list):
            return ["%s is no list" % where]
        return [one for entry in value for one in misfits(entry, kind[0], where + "[]")]
    if kind == {str: str}:
        return [] if isinstance(value, dict) and all(isinstance(one, str) for one in value.values()) else [where]
    return [] if type(value) is kind else ["%s is no %s" % (where, kind.__name__)]


def test_the_check_finds_what_the_java_client_cannot_read():
    assert misfits({"authorities": ["ROLE"], "username": "u"}, "CloudUserDetails", "x") == [
        "x.authorities[] is no UserRole"
    ]
    assert misfits({"aud": ["a"], "more": 1}, "OpenIdUserInfo", "x") == [
        "x has no authorities",
        "x has more, which the model does not",
        "x.aud is no str",
    ]


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: " ".join(one[:2]))
def test_each_operation_is_offered_with_its_parameters(operation):
    method, path, names = operation
    routes = [one for one in oauth.ROUTES + userinfo.ROUTES if (one.method, one.path) == (method, "/auth/v3" + path)]
    (route,) = routes
    assert names <= {*route.query, *route.form}


def test_the_model_of_the_request_is_the_vendors():
    """ApiRequestOfChangePasswordOperation and ChangePasswordOperation."""
    schema = userinfo.PASSWORDS.schema()
    assert set(schema["properties"]) == {"data", "operationId"}
    assert set(schema["properties"]["data"]["properties"]) == {"newPassword", "oldPassword", "userName"}
    assert schema["properties"]["data"]["required"] == ["newPassword", "oldPassword"]


@pytest.mark.parametrize("who", ["person", "ops", "client"])
def test_the_clients_read_every_answer(api, who):
    api.tenant()
    api.control.switches(userinfo_client_token="client")
    form = {"person": PASSWORD, "ops": {**PASSWORD, "username": "ops", "password": "ops-Passw0rd"}}
    body = api.token(**form.get(who, {"grant_type": "client_credentials"})).json()
    assert misfits(body, "DefaultOAuth2AccessToken", "token") == []

    def answer(method, path, status=200, **more):
        told = api.bearer(method, "/auth/v3" + path, body["access_token"], **more)
        assert told.status_code == status, told.text
        return told.json()

    assert misfits(answer("GET", "/userinfo"), "CloudUserDetails", "userinfo") == []
    assert misfits(answer("GET", "/openid/userinfo"), "OpenIdUserInfo", "openid") == []
    for path in ("/ping", "/jwt-userinfo"):
        assert misfits(answer("GET", path), "ApiResponse", path) == []
    data = {"newPassword": "another", "oldPassword": PASSWORD["password"]}
    status = 200 if who == "person" else 403
    changed = answer("POST", "/change-password", status, json={"data": data, "operationId": "x"})
    assert misfits(changed, "ApiResponse", "change-password") == []
    out = {"headers": {"Content-Type": "application/json"}, "params": {"global": "true"}}
    assert misfits(answer("POST", "/sign-out", **out), "ApiResponse", "sign-out") == []
    renewed = api.token(grant_type="client_credentials", client_id=CLIENT["client_id"], auth=("nexus_client", SECRET))
    assert (
        misfits(api.bearer("GET", "/auth/v3/sign-out", renewed.json()["access_token"]).json(), "ApiResponse", "") == []
    )
