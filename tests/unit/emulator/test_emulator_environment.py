# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Environments and contact centers: strictness, and both positions of every switch."""

from __future__ import annotations

import pytest

from emulator.samples import CCID, CENTER, CLIENT, ENVIRONMENT, OTHER

ENVIRONMENTS = "/environment/v3/environments"
CENTERS = "/environment/v3/contact-centers"
SETTING = {"contactCenterId": CCID, "name": "cors-origins", "location": "/", "value": "https://a.example.com"}


def _without(row, name):
    return {key: value for key, value in row.items() if key != name}


def test_life_of_an_environment(api):
    assert api.get(ENVIRONMENTS).json() == {"status": {"code": 0}, "data": {"genesysEnvironments": []}}
    answer = api.data("POST", ENVIRONMENTS, ENVIRONMENT)
    assert answer.status_code == 200
    assert answer.json() == {"status": {"code": 0}, "path": "/environments/" + CCID}
    (seen,) = api.get(ENVIRONMENTS).json()["data"]["genesysEnvironments"]
    added = {"readFromDb": False, "useConfigExporter": False, "initDb": False}
    servers = [{**ENVIRONMENT["configServers"][0], **added}]
    assert seen == {**ENVIRONMENT, "configServers": servers, "proxyPort": 0}
    assert api("DELETE", "%s/%s" % (ENVIRONMENTS, CCID)).json() == {"status": {"code": 0}}
    assert api.get(ENVIRONMENTS).json()["data"]["genesysEnvironments"] == []


def test_life_of_a_contact_center(api):
    api.control.seed(environments=ENVIRONMENT)
    answer = api.data("POST", CENTERS, CENTER)
    assert answer.json() == {"status": {"code": 0}, "path": "/contact-centers/" + CCID}
    for path in (CENTERS, CENTERS + "/"):
        assert api.get(path).json() == {"status": {"code": 0}, "data": {"contactCenters": [CENTER]}}
    assert api("DELETE", "%s/%s" % (CENTERS, CCID)).json() == {"status": {"code": 0}}


def test_status_may_be_absent_on_get(api):
    api.control.switches(status_on_get=False)
    assert api.get(CENTERS).json() == {"data": {"contactCenters": []}}
    assert api.data("POST", ENVIRONMENTS, ENVIRONMENT).json()["status"] == {"code": 0}


def test_ids(api):
    path = api.data("POST", ENVIRONMENTS, _without(ENVIRONMENT, "id")).json()["path"]
    assert len(path.split("/")[2]) == 36
    upper = api.data("POST", ENVIRONMENTS, {**ENVIRONMENT, "id": CCID.upper()})
    assert upper.json()["path"] == "/environments/" + CCID
    api.control.switches(server_chosen_ids=True)
    for path, row in ((ENVIRONMENTS, {**ENVIRONMENT, "id": OTHER}), (CENTERS, {**CENTER, "id": OTHER})):
        made = api.data("POST", path, row).json()["path"]
        assert made.split("/")[2] not in (CCID, OTHER)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"nonsense": 1}, "nonsense"),
        ({"id": "t100"}, "id"),
        ({"username": ""}, "username"),
        ({"password": None}, "password"),
        ({"tlsEnabled": "false"}, "tlsEnabled"),
        ({"localTimeout": "5"}, "localTimeout"),
        ({"configServers": []}, "configServers"),
        ({"configServers": {}}, "configServers"),
        ({"configServers": [{"primaryAddress": "a"}]}, "primaryPort"),
        ({"configServers": [{"primaryAddress": "a", "primaryPort": 0}]}, "primaryPort"),
        ({"configServers": [{"primaryAddress": "a", "primaryPort": 65536}]}, "primaryPort"),
        ({"configServers": [{"primaryAddress": "a", "primaryPort": 1, "locations": ["/USW1"]}]}, "locations"),
        ({"configServers": [{"primaryAddress": "a", "primaryPort": 1, "more": 1}]}, "more"),
    ],
)
def test_wrong_environment(api, change, named):
    answer = api.data("POST", ENVIRONMENTS, {**ENVIRONMENT, **change})
    assert answer.status_code == 400 and named in answer.json()["status"]["message"]
    assert api.control.state()["environments"] == []


@pytest.mark.parametrize("field", ["username", "password", "configServers"])
def test_required_of_an_environment(api, field):
    answer = api.data("POST", ENVIRONMENTS, _without(ENVIRONMENT, field))
    assert answer.status_code == 400 and field in answer.json()["status"]["message"]


def test_backup_server(api):
    server = {**ENVIRONMENT["configServers"][0], "backupAddress": "b.example.com", "backupPort": 8889}
    row = {**ENVIRONMENT, "configServers": [server]}
    api.control.switches(backup_server_fields="refuse")
    assert "backupAddress" in api.data("POST", ENVIRONMENTS, row).json()["status"]["message"]
    api.control.switches(backup_server_fields="accept")
    assert api.data("POST", ENVIRONMENTS, row).status_code == 200


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"nonsense": 1}, "nonsense"),
        ({"id": "x"}, "id"),
        ({"environmentId": "x"}, "environmentId"),
        ({"environmentId": OTHER}, "environment " + OTHER),
        ({"domains": "t100"}, "domains"),
        ({"domains": []}, "domains"),
        ({"domains": ["t100.example"]}, "domains"),
        ({"domains": ["a", "A"]}, "domains"),
        ({"auth": "magic"}, "auth"),
    ],
)
def test_wrong_contact_center(api, change, named):
    api.control.seed(environments=ENVIRONMENT)
    answer = api.data("POST", CENTERS, {**CENTER, **change})
    assert answer.status_code == 400 and named in answer.json()["status"]["message"]


@pytest.mark.parametrize("code", [200, 400, 409])
def test_duplicates(api, code):
    api.tenant()
    api.control.switches(duplicate_code=code)
    tries = [
        (ENVIRONMENTS, ENVIRONMENT),
        (CENTERS, CENTER),
        (CENTERS, {**CENTER, "id": OTHER, "domains": ["T100"]}),
    ]
    for path, row in tries:
        answer = api.data("POST", path, row)
        assert answer.status_code == code and answer.json()["status"]["code"] == 409


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("not_found", "environment %s not found"),
        ("does_not_exist", "The environment %s doesn't exist"),
        ("none_exists", "No such environment %s exists"),
    ],
)
def test_words_of_what_is_missing(api, text, said):
    api.control.switches(missing_text=text, get_by_id="on")
    for answer in (api.data("POST", CENTERS, CENTER), api.get("%s/%s" % (ENVIRONMENTS, CCID))):
        assert answer.json()["status"]["message"] == said % CCID


@pytest.mark.parametrize("form", ["list", "empty_data"])
def test_lists_without_members(api, form):
    api.control.switches(empty_lists=form, data_center_get="on")
    for path, name in ((ENVIRONMENTS, "genesysEnvironments"), (CENTERS, "contactCenters")):
        assert api.get(path).json() == {"status": {"code": 0}, "data": {name: []} if form == "list" else {}}
    api.tenant()
    settings = "%s/%s/settings" % (CENTERS, CCID)
    assert api.get(settings).json()["data"] == ({"settings": []} if form == "list" else {})
    api.data("POST", settings, {"name": "a", "location": "/", "value": "b"})
    assert len(api.get(settings).json()["data"]["settings"]) == 1


@pytest.mark.parametrize(("text", "said"), [("exists", "already exists"), ("taken", "is taken")])
@pytest.mark.parametrize("status", [409, 1])
def test_words_and_status_code_of_a_duplicate(api, text, said, status):
    api.tenant()
    api.control.switches(duplicate_text=text, duplicate_status=status)
    told = api.data("POST", ENVIRONMENTS, ENVIRONMENT).json()["status"]
    assert said in told["message"] and told["code"] == status


@pytest.mark.parametrize("code", [200, 404])
@pytest.mark.parametrize("path", [ENVIRONMENTS, CENTERS])
def test_missing(api, path, code):
    api.control.switches(missing_code=code, get_by_id="on", put_environment="on", put_contact_center="on")
    for method in ("GET", "PUT", "DELETE"):
        answer = api.data(method, "%s/%s" % (path, CCID), {})
        assert answer.status_code == code and answer.json()["status"]["code"] == 404
        assert api.data(method, path + "/no-uuid", {}).status_code == 400


@pytest.mark.parametrize("path", [ENVIRONMENTS, CENTERS])
def test_get_by_id(api, path):
    api.tenant()
    one = "%s/%s" % (path, CCID)
    assert api.get(one).status_code == 404
    api.control.switches(get_by_id="405")
    assert api.get(one).status_code == 405
    assert api.get(one, auth=("ops", "wrong")).status_code == 401
    api.control.switches(get_by_id="on")
    assert api.get(one).json()["data"]["id"] == CCID


@pytest.mark.parametrize("mode", ["on", "merge", "replace"])
def test_put_environment(api, mode):
    api.tenant()
    one = "%s/%s" % (ENVIRONMENTS, CCID)
    assert api.data("PUT", one, {}).status_code == 405
    api.control.switches(put_environment="404")
    assert api.data("PUT", one, {}).status_code == 404
    api.control.switches(put_environment=mode)
    assert api.data("PUT", one, {"id": OTHER}).status_code == 400
    assert api.data("PUT", one, {"localTimeout": 9}).status_code == (400 if mode == "replace" else 200)
    small = {key: ENVIRONMENT[key] for key in ("username", "password", "configServers")}
    assert api.data("PUT", one, small).json() == {"status": {"code": 0}}
    state = api.control.state()["environments"][0]
    assert state["remoteTimeout"] == (90 if mode == "replace" else 7)
    assert state["localTimeout"] == (60 if mode == "replace" else 9)


@pytest.mark.parametrize("mode", ["on", "merge", "replace"])
def test_put_contact_center(api, mode):
    api.tenant()
    one = "%s/%s" % (CENTERS, CCID)
    assert api.data("PUT", one, {}).status_code == 405
    api.control.switches(put_contact_center="404")
    assert api.data("PUT", one, {}).status_code == 404
    api.control.switches(put_contact_center=mode)
    assert api.data("PUT", one, {"domains": ["t100", "t101"]}).status_code == (400 if mode == "replace" else 200)
    assert api.data("PUT", one, {**CENTER, "domains": ["t9"]}).status_code == 200
    assert api.control.state()["contact_centers"][0]["domains"] == ["t9"]
    assert api.data("PUT", one, {**CENTER, "environmentId": OTHER}).status_code == 400


@pytest.mark.parametrize(("mode", "code"), [("allow", 200), ("refuse", 409), ("cascade", 200)])
def test_environment_delete(api, mode, code):
    api.tenant()
    api.control.seed(settings=SETTING)
    api.control.switches(environment_delete=mode)
    assert api("DELETE", "%s/%s" % (ENVIRONMENTS, CCID)).status_code == code
    state = api.control.state()
    assert len(state["environments"]) == (1 if mode == "refuse" else 0)
    assert len(state["contact_centers"]) == len(state["settings"]) == (0 if mode == "cascade" else 1)


@pytest.mark.parametrize(("mode", "code"), [("cascade", 200), ("refuse", 409), ("orphan", 200)])
def test_contact_center_delete(api, mode, code):
    api.tenant()
    api.control.seed(settings=SETTING)
    api.control.switches(contact_center_delete=mode)
    assert api("DELETE", "%s/%s" % (CENTERS, CCID)).status_code == code
    state = api.control.state()
    assert len(state["contact_centers"]) == (1 if mode == "refuse" else 0)
    assert len(state["settings"]) == (0 if mode == "cascade" else 1)


def test_who_may_call(api):
    api.tenant()
    api.control.seed(clients={**CLIENT, "client_id": "outside", "internalClient": False})
    issue = api.control.token
    assert api.bearer("GET", CENTERS, issue("nexus_client")).status_code == 200
    assert api.bearer("GET", CENTERS, issue("outside", "ops")).status_code == 200
    assert api.bearer("GET", CENTERS, issue("outside")).status_code == 403
    assert api.bearer("GET", CENTERS, api.person()).status_code == 403
    api.control.switches(person_bearer="accept")
    assert api.bearer("GET", CENTERS, api.person()).status_code == 200
    assert api.bearer("GET", CENTERS, "unknown").json()["error"] == "invalid_token"
    assert api.get(CENTERS, auth=None).status_code == 401
    assert api.get(CENTERS, auth=("ops", "bad")).json()["error_description"] == "Bad credentials"


def test_visible_after_gets(api):
    api.control.switches(visible_after_gets=2)
    api.data("POST", ENVIRONMENTS, ENVIRONMENT)
    seen = [len(api.get(ENVIRONMENTS).json()["data"]["genesysEnvironments"]) for _turn in range(4)]
    assert seen == [0, 0, 1, 1]
    assert api.data("POST", ENVIRONMENTS, ENVIRONMENT).json()["status"]["code"] == 409
    api("DELETE", "%s/%s" % (ENVIRONMENTS, CCID))
    seen = [len(api.get(ENVIRONMENTS).json()["data"]["genesysEnvironments"]) for _turn in range(4)]
    assert seen == [1, 1, 0, 0]


def test_visible_after_seconds(api):
    api.control.switches(visible_after_seconds=60, put_environment="on")
    api.control.seed(environments=ENVIRONMENT)
    api.control.advance(61)
    api.data("PUT", "%s/%s" % (ENVIRONMENTS, CCID), {"localTimeout": 33})
    assert api.get(ENVIRONMENTS).json()["data"]["genesysEnvironments"][0]["localTimeout"] == 5
    api.control.advance(61)
    assert api.get(ENVIRONMENTS).json()["data"]["genesysEnvironments"][0]["localTimeout"] == 33


def test_visibility_of_settings_is_by_contact_center(api):
    api.tenant()
    api.control.switches(visible_after_gets=1)
    path = "%s/%s/settings" % (CENTERS, CCID)
    for value in ("a", "b"):
        api.data("POST", path, {"name": "n", "location": "/", "value": value})
    api.get(CENTERS)
    assert api.get(path).json()["data"]["settings"] == []
    assert api.get(path).json()["data"]["settings"][0]["value"] == "b"


def test_preflight_requests_of_browsers(api):
    """Who may call is the setting cors-origins of any contact center; by default nobody knows how the service answers."""
    api.tenant()
    api.control.seed(settings=[SETTING])

    def ask(origin, path="/auth/v3/oauth/token", method="POST"):
        headers = {"Origin": origin, "Access-Control-Request-Method": method}
        return api("OPTIONS", path, auth=None, headers={name: value for name, value in headers.items() if value})

    assert ask("https://a.example.com").status_code == 405
    api.control.switches(cors_preflight="on")
    allowed = ask("https://a.example.com")
    assert allowed.status_code == 200 and allowed.headers["Access-Control-Allow-Origin"] == "https://a.example.com"
    assert allowed.headers["Access-Control-Allow-Methods"] == "POST"
    refused = ask("https://b.example.com")
    assert refused.status_code == 403 and refused.text == "Invalid CORS request"
    assert "Access-Control-Allow-Origin" not in ask("https://a.example.com", method="").headers
    assert api.get("/auth/v3/nothing").status_code == 404, "what OPTIONS takes is no route for others"
    assert not [entry for entry in api.control.log() if entry["method"] == "OPTIONS" and entry["mutating"]]


def test_how_answers_spell_what_was_sent(api):
    api.control.switches(connection_protocol="addp", location_case="lower", url_slash="add", data_center_get="on")
    server = {**ENVIRONMENT["configServers"][0], "locations": "/USW1"}
    api.data("POST", ENVIRONMENTS, {**ENVIRONMENT, "connectionProtocol": "adpp", "configServers": [server]})
    (found,) = api.get(ENVIRONMENTS).json()["data"]["genesysEnvironments"]
    assert found["connectionProtocol"] == "addp" and found["configServers"][0]["locations"] == "/usw1"
    api.data("POST", CENTERS, CENTER)
    settings = "%s/%s/settings" % (CENTERS, CCID)
    for place, value in (("/USW1", "https://a.example.com"), ("/usw1", "https://b.example.com"), ("/", "a")):
        assert api.data("POST", settings, {"name": "x", "location": place, "value": value}).status_code == 200
    found = api.get(settings).json()["data"]["settings"]
    assert [(one["location"], one["value"]) for one in found] == [("/usw1", "https://b.example.com/"), ("/", "a")]
    row = {"location": "/EUC1", "entryPoint": "https://a.example.com/x", "readOnly": False}
    api.data("POST", "/environment/v3/data-centers", row)
    (found,) = api.get("/environment/v3/data-centers").json()["data"]["dataCenters"]
    assert (found["location"], found["entryPoint"]) == ("/euc1", "https://a.example.com/x/")


@pytest.mark.parametrize("mode", ["accept", "refuse", "disabled"])
@pytest.mark.parametrize("path", ["/environment/v3/environments", "/environment/v3/data-centers"])
def test_basic_may_be_disabled(api, mode, path):
    api.control.switches(environment_basic=mode, data_center_get="on")
    api.tenant()
    answer = api.get(path)
    assert answer.status_code == (200 if mode == "accept" else 401)
    assert ("intentionally disabled" in answer.text) is (mode == "disabled")
    token = api.bearer("GET", path, api.control.token("nexus_client", "ops"))
    assert token.status_code == (401 if mode == "accept" and path.endswith("data-centers") else 200)
    assert api.get("/auth/v3/ops/clients").status_code == 200, "the ops API takes nothing else"
