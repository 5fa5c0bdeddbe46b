# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""/auth/v3/ops/clients: strict where the reference is CONFIRMED, both positions of every switch."""

from __future__ import annotations

import pytest

from emulator import defaults
from emulator.samples import CLIENT, OPS, SECRET

PATH = "/auth/v3/ops/clients"
BAD_CREDENTIALS = {"error": "Unauthorized", "error_description": "Bad credentials"}


def test_create_answers_as_the_page_shows(api):
    answer = api.data("POST", PATH, {**CLIENT, "client_secret": "secret"})
    assert answer.status_code == 200
    body = answer.json()
    assert set(body) == {"status", "data"} and body["status"] == {"code": 0}
    data = body["data"]
    assert data["client_secret"] == "secret"
    assert data["encrypted_client_secret"] == "A34BOmXDedZwbTKrwmd4eA=="
    assert isinstance(data["createdAt"], int) and data["createdAt"] > 1_600_000_000_000
    added = {"urn:ietf:params:oauth:grant-type:token-exchange", "urn:ietf:params:oauth:grant-type:jwt-bearer"}
    assert set(data["authorizedGrantTypes"]) == set(CLIENT["authorizedGrantTypes"]) | added
    assert data["redirectURIs"] != CLIENT["redirectURIs"] and set(data["redirectURIs"]) == set(CLIENT["redirectURIs"])


def test_encrypted_secret_depends_on_the_secret_only(api):
    first = api.data("POST", PATH, CLIENT).json()["data"]["encrypted_client_secret"]
    second = api.data("POST", PATH, {**CLIENT, "client_id": "b"}).json()["data"]["encrypted_client_secret"]
    third = api.data("POST", PATH, {**CLIENT, "client_id": "c", "client_secret": "x"}).json()["data"]
    assert first == second != third["encrypted_client_secret"]


def test_get_never_shows_secrets(api):
    api.control.seed(clients=CLIENT)
    one = api.get(PATH + "/nexus_client").json()["data"]
    (listed,) = api.get(PATH).json()["data"]
    for seen in (one, listed):
        assert seen["client_id"] == "nexus_client"
        assert "client_secret" not in seen and "encrypted_client_secret" not in seen
    assert SECRET not in api.get(PATH).text


def test_switches_of_the_answer(api):
    api.control.switches(shuffle_sets=False, add_internal_grants=False)
    data = api.data("POST", PATH, CLIENT).json()["data"]
    assert data["authorizedGrantTypes"] == CLIENT["authorizedGrantTypes"]
    assert data["redirectURIs"] == CLIENT["redirectURIs"]


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"nonsense": 1}, "nonsense"),
        ({"client_id": 5}, "client_id"),
        ({"client_id": ""}, "client_id"),
        ({"scope": "*"}, "scope"),
        ({"internalClient": "true"}, "internalClient"),
        ({"accessTokenExpirationTimeout": True}, "accessTokenExpirationTimeout"),
        ({"accessTokenExpirationTimeout": 0}, "accessTokenExpirationTimeout"),
        ({"clientType": "OTHER"}, "clientType"),
        ({"authorizedGrantTypes": ["magic"]}, "authorizedGrantTypes"),
        ({"redirectURIs": ["/relative"]}, "redirectURIs"),
        ({"redirectURIs": ["https://a.example.com/#top"]}, "redirectURIs"),
        ({"contactCenterIds": ["t100"]}, "contactCenterIds"),
    ],
)
def test_wrong_fields_are_refused_by_name(api, change, named):
    answer = api.data("POST", PATH, {**CLIENT, **change})
    assert answer.status_code == 400
    assert answer.json()["status"]["code"] != 0
    assert named in answer.json()["status"]["message"]
    assert api.control.state()["clients"] == []


@pytest.mark.parametrize("field", ["client_id", "client_secret", "name", "clientType"])
def test_required_fields(api, field):
    answer = api.data("POST", PATH, {key: value for key, value in CLIENT.items() if key != field})
    assert answer.status_code == 400 and field in answer.json()["status"]["message"]


def test_the_envelope_is_required(api):
    assert api("POST", PATH, json=CLIENT).status_code == 400
    assert "'data' is required" in api("POST", PATH, json={}).json()["status"]["message"]
    assert api("POST", PATH, json={"data": CLIENT, "more": 1}).status_code == 400
    assert api("POST", PATH, json={"data": [CLIENT]}).status_code == 400
    assert api("POST", PATH, json={"data": CLIENT, "operationId": "x"}).status_code == 200


def test_content_type_and_json(api):
    assert api("POST", PATH, data="{}", headers={"Content-Type": "text/plain"}).status_code == 415
    assert api("POST", PATH, data="{", headers={"Content-Type": "application/json"}).status_code == 400


@pytest.mark.parametrize(
    "auth", [("ops", "wrong"), ("ops", defaults.OPS_BCRYPT), ("other", OPS[1]), ("nexus_client", SECRET)]
)
def test_bad_credentials(api, auth):
    api.control.seed(clients=CLIENT)
    answer = api.get(PATH, auth=auth)
    assert answer.status_code == 401 and answer.json() == BAD_CREDENTIALS


def test_a_stored_bcrypt_hash_is_no_password(api):
    api.control.switches(ops_password_store="bcrypt")
    stored = api.control.state()["ops"]["password"]
    assert stored.startswith("$2") and len(stored) == 60
    assert api.get(PATH, auth=("ops", stored)).json() == BAD_CREDENTIALS
    assert api.get(PATH).status_code == 200
    api.control.switches(ops_password_store="plain")
    assert api.control.state()["ops"]["password"] == OPS[1]


def test_only_basic_gets_in(api):
    api.control.seed(clients=CLIENT)
    assert api.bearer("GET", PATH, api.control.token("nexus_client", "ops")).status_code == 401
    assert api.get(PATH, auth=None).status_code == 401
    assert api.get(PATH, auth=None, headers={"Authorization": "Basic %%%"}).json() == BAD_CREDENTIALS


@pytest.mark.parametrize("code", [200, 400, 409])
def test_duplicate_code(api, code):
    api.control.switches(duplicate_code=code)
    api.data("POST", PATH, CLIENT)
    before = api.control.state()
    again = api.data("POST", PATH, {**CLIENT, "name": "another"})
    assert again.status_code == code and again.json()["status"]["code"] == 409
    assert api.control.state() == before


@pytest.mark.parametrize(
    ("mode", "kept"), [("keep", " A  b\n"), ("trim", "A  b"), ("squeeze", "A b"), ("lower", " a  b\n")]
)
def test_stored_texts(api, cloud, mode, kept):
    api.control.switches(stored_texts=mode)
    given = {"name": " A  b\n", "description": " A  b\n"}
    shown = api.data("POST", PATH, {**CLIENT, **given}).json()["data"]
    assert [shown["name"], shown["description"]] == [kept, kept]
    assert api.data("PUT", PATH + "/nexus_client", {"name": " A  b\n"}).status_code == 200
    assert api.get(PATH + "/nexus_client").json()["data"]["name"] == kept
    assert cloud.make("CODE", **given)["name"] == kept


@pytest.mark.parametrize("code", [200, 404])
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_missing_code(api, code, method):
    api.control.switches(missing_code=code)
    answer = api.data(method, PATH + "/nobody", {})
    assert answer.status_code == code and answer.json()["status"]["code"] == 404 and "data" not in answer.json()


def test_put_changes_only_what_is_given(api):
    api.control.seed(clients=CLIENT)
    before = api.control.state()["clients"][0]
    answer = api.data("PUT", PATH + "/nexus_client", {"redirectURIs": ["https://new.example.com"]})
    assert answer.status_code == 200 and answer.json() == {"status": {"code": 0}}
    assert api.control.state()["clients"][0] == {**before, "redirectURIs": ["https://new.example.com"]}
    assert api.data("PUT", PATH + "/nexus_client", {"client_id": "x"}).status_code == 400
    assert api.data("PUT", PATH + "/nexus_client", {"nonsense": 1}).status_code == 400


@pytest.mark.parametrize(
    "uri", ["com.example.app:/oauth2redirect", "urn:ietf:wg:oauth:2.0:oob", "x://y", "http://127.0.0.1:5100/cb"]
)
def test_redirect_uris_of_apps(api, cloud, uri):
    assert api.data("POST", PATH, {**CLIENT, "redirectURIs": [uri]}).json()["data"]["redirectURIs"] == [uri]
    assert cloud.make("CODE", registeredRedirectUri=[uri])["registeredRedirectUri"] == [uri]
    form = {"response_type": "code", "client_id": "nexus_client", "redirect_uri": uri}
    answer = api.get("/auth/v3/oauth/authorize", params=form)
    assert answer.status_code == 302 and answer.headers["location"].startswith(uri + "?code=")


@pytest.mark.parametrize(
    "uri", ["/relative", "com.example.app:", "com.example.app:/cb#top", "com.example.app:/c b", "https:/x"]
)
def test_what_is_no_redirect_uri(api, cloud, uri):
    assert api.data("POST", PATH, {**CLIENT, "redirectURIs": [uri]}).status_code == 400
    assert cloud.post("CODE", registeredRedirectUri=[uri]).status_code == 400


def test_put_echo(api):
    api.control.seed(clients=CLIENT)
    api.control.switches(client_put_echo=True)
    data = api.data("PUT", PATH + "/nexus_client", {"name": "n"}).json()["data"]
    assert data["name"] == "n" and "client_secret" not in data


@pytest.mark.parametrize("how", ["apply", "ignore", "refuse"])
def test_put_secret(api, how):
    api.control.seed(clients=CLIENT)
    api.control.switches(client_put_secret=how)
    answer = api.data("PUT", PATH + "/nexus_client", {"client_secret": "secret"})
    assert answer.status_code == (400 if how == "refuse" else 200)
    client = api.control.state()["clients"][0]
    assert client["client_secret"] == ("secret" if how == "apply" else SECRET)
    assert (client["encrypted_client_secret"] == "A34BOmXDedZwbTKrwmd4eA==") == (how == "apply")


def test_empty_secret(api):
    assert api.data("POST", PATH, {**CLIENT, "client_secret": ""}).status_code == 400
    api.control.switches(empty_client_secret="accept")
    assert api.data("POST", PATH, {**CLIENT, "client_secret": ""}).status_code == 200


def test_delete_ends_the_tokens(api):
    api.tenant()
    token = api.control.token("nexus_client", "ops")
    assert api.bearer("GET", "/auth/v3/userinfo", token).status_code == 200
    assert api("DELETE", PATH + "/nexus_client").json() == {"status": {"code": 0}}
    assert api.bearer("GET", "/auth/v3/userinfo", token).status_code == 401


def test_status_code_as_text(api):
    api.control.switches(status_code_type="string")
    assert api.data("POST", PATH, CLIENT).json()["status"] == {"code": "0"}
    assert api.data("POST", PATH, CLIENT).json()["status"]["code"] == "409"


@pytest.mark.parametrize("method", ["PATCH", "POST"])
def test_calls_that_nobody_offers(api, method):
    assert api(method, PATH + "/x", json={}).status_code == 405


@pytest.mark.parametrize("form", ["envelope", "spring", "html", "empty"])
def test_body_of_unknown_routes(api, form):
    api.control.switches(unknown_route=form)
    answer = api.get("/auth/v3/nothing")
    assert answer.status_code == 404
    if form == "envelope":
        assert answer.json()["status"]["code"] == 404
    elif form == "spring":
        assert answer.json()["status"] == 404
    else:
        assert answer.headers["Content-Type"].startswith("text/") and ("<html>" in answer.text) == (form == "html")


def test_gateway(api):
    assert api.get(PATH).status_code == 200
    api.control.switches(gateway=True)
    for headers in ({}, {"x-api-key": "wrong"}):
        answer = api.get(PATH, headers=headers)
        assert answer.status_code == 403 and answer.json() == {"message": "Forbidden"}
    assert api.get(PATH, headers={"x-api-key": defaults.GATEWAY_API_KEY}).status_code == 200


@pytest.mark.parametrize("form", ["keep", "leave_out"])
def test_an_empty_description(api, form):
    api.control.switches(empty_texts=form)
    api.data("POST", PATH, {**CLIENT, "description": ""})
    told = api.get("%s/%s" % (PATH, CLIENT["client_id"])).json()["data"]
    assert ("description" in told) is (form == "keep")
