# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulator as its OpenAPI document tells it: looked at here, and tried by Schemathesis, with the same examples each time."""

from __future__ import annotations

import json
import re
import subprocess

import common
import pytest
import venvs

from emulator import defaults
from emulator.samples import CCID, CENTER, CLIENT, ENVIRONMENT, OPS, SECRET
from emulator.switches import Switches

# What is not checked: that all which fits the schema is taken (services have rules between their objects), and that missing
# credentials are 401 (the vendor documents 403 for /ping, Genesys Cloud answers 400 at its token endpoint).
CHECKS = "not_a_server_error,unsupported_method,allow_header_conformance,negative_data_rejection,ignored_auth"
PERSON = CCID + "\\nexus"
ENDING = "/(sign-out|change-password|tokens/me)$"  # what ends the credentials that the others need
RUNS = {
    "services": ["--exclude-path-regex", "^/_control|" + ENDING],
    "ending": ["--include-path-regex", ENDING],
    "control": ["--include-path-regex", "^/_control"],
}


def every_call():
    """Switches that offer each call."""
    return {
        name: values[-1]
        for name, one in Switches.describe().items()
        for values in [one["values"]]
        if (isinstance(values, tuple) and values[:1] in (("404",), ("405",))) or name == "cors_api"
    }


def calls(api):
    paths = api.get("/openapi.json", auth=None).json()["paths"]
    return {(method.upper(), path): one for path, methods in paths.items() for method, one in methods.items()}


def schemas(node):
    """All schemas with a pattern or a format below the node."""
    if isinstance(node, dict):
        if isinstance(node.get("pattern"), str) or isinstance(node.get("format"), str):
            yield node
        for one in node.values():
            yield from schemas(one)
    elif isinstance(node, list):
        for one in node:
            yield from schemas(one)


def test_patterns_are_ecma_262(api):
    found = {one["pattern"] for one in schemas(api.get("/openapi.json", auth=None).json()) if "pattern" in one}
    assert found
    for pattern in found:
        assert (
            pattern.startswith("^") and pattern.endswith("$") and not re.search(r"\\[AZz]|\(\?P|\(\?[aimsux]", pattern)
        )


@pytest.mark.parametrize(("location", "fits"), [("/usw1", True), ("/", True), ("/usw1\n", False), ("usw1", False)])
def test_the_whole_text_has_to_match(api, location, fits):
    data = {"location": location, "entryPoint": "https://a.example.com", "readOnly": False}
    assert api.data("POST", "/environment/v3/data-centers", data).status_code == (200 if fits else 400)


def test_path_parameters_that_are_uuids_say_so(api):
    api.control.switches(every_call())
    told = {
        (one["name"], one["schema"].get("format"))
        for call in calls(api).values()
        for one in call.get("parameters", ())
        if one["in"] == "path"
    }
    assert {name for name, form in told if form == "uuid"} == {"id", "ccid"}
    assert {name for name, form in told if form is None}.isdisjoint({"id", "ccid"})


def test_the_document_tells_what_is_offered(api):
    before = set(calls(api))
    one = ("GET", "/environment/v3/environments/{id}")
    assert one not in before and ("GET", "/environment/v3/cors") not in before
    api.control.switches(every_call())
    assert before | {one, ("GET", "/environment/v3/cors")} <= set(calls(api))


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("PUT", "/auth/v3/ops/clients", "GET, POST"),
        ("PATCH", "/auth/v3/userinfo", "GET"),
        ("PUT", "/environment/v3/environments/" + CCID, "DELETE"),
        ("GET", "/environment/v3/data-centers", "POST"),
        ("DELETE", "/environment/v3/data-centers/usw1", ""),
        ("DELETE", "/oauth/token", "POST"),
        ("PUT", "/api/v2/oauth/clients", "GET, POST"),
        ("PUT", "/_control/log", "DELETE, GET"),
        ("POST", "/openapi.json", "GET, HEAD"),
    ],
)
def test_405_tells_what_is_allowed(api, method, path, allow):
    header = {"Authorization": "Bearer " + api.emulator.control_token} if "_control" in path else {}
    answer = api(method, path, auth=None if header else OPS, headers=header, json={})
    assert (answer.status_code, answer.headers["Allow"]) == (405, allow)


def test_405_of_each_spelling_tells_what_is_allowed(api):
    for spelling in ("envelope", "spring", "html", "empty"):
        api.control.switches(unknown_route=spelling)
        assert api("PUT", "/auth/v3/ops/clients").headers["Allow"] == "GET, POST"


def test_credentials_come_before_the_path(api):
    api.control.switches(every_call())
    tried = 0
    for (method, path), call in calls(api).items():
        if not call.get("security") or "{" not in path or path.startswith("/_control"):
            continue
        answer = api(method, re.sub("{[^}]+}", "none", path), auth=None, json={})
        assert answer.status_code == 401, (method, path)
        tried += 1
    assert tried > 20


@pytest.mark.parametrize("number", ["8888.0", "8.888e3"])
def test_a_whole_number_is_an_integer_however_it_is_written(api, number):
    body = json.dumps({"data": ENVIRONMENT}).replace("8888", number)
    assert api("POST", "/environment/v3/environments", data=body, headers=JSON).status_code == 200
    (told,) = api.get("/environment/v3/environments").json()["data"]["genesysEnvironments"]
    assert repr(told["configServers"][0]["primaryPort"]) == "8888"


JSON = {"Content-Type": "application/json"}
WRONG = ["8888.5", "1e999", "NaN", "Infinity", "1e400", '"8888"', "true", "9" * 5000, "[" * 100000, '"\\ud800"']


@pytest.mark.parametrize("value", WRONG, ids=lambda value: value[:9])
def test_what_is_no_such_number_is_refused(api, value):
    body = json.dumps({"data": ENVIRONMENT}).replace("8888", value)
    assert api("POST", "/environment/v3/environments", data=body, headers=JSON).status_code == 400


@pytest.mark.parametrize("text", ["\0", "a\0b", "\ud800"])
def test_a_text_that_no_database_holds_is_refused(api, text):
    body = json.dumps({"data": {**CLIENT, "name": text}})
    assert api("POST", "/auth/v3/ops/clients", data=body, headers=JSON).status_code == 400


@pytest.mark.parametrize("header", ["Basic \xfc", "Basic " + "\xff" * 8, "Basic !!!", "Bearer \xfc"])
def test_credentials_that_are_garbage_are_refused(api, header):
    for path in ("/auth/v3/ops/clients", "/environment/v3/environments", "/api/v2/oauth/clients"):
        answer = api.get(path, auth=None, headers={"Authorization": header.encode("latin-1")})
        assert answer.status_code == 401


@pytest.mark.parametrize("body", ["null", "[null]", "[]", "1", '"x"', '{"nonsense": 1}', '{"seconds": "1"}', "{"])
def test_control_calls_refuse_a_body_that_makes_no_sense(api, body):
    tried = 0
    header = {**JSON, "Authorization": "Bearer " + api.emulator.control_token}
    for (method, path), call in calls(api).items():
        if not path.startswith("/_control") or "requestBody" not in call:
            continue
        if body == "[]" and path == "/_control/faults":  # a list of no rules
            continue
        answer = api(method, path, auth=None, data=body, headers=header)
        assert answer.status_code == 400 and answer.json(), (method, path, answer.text)
        tried += 1
    assert tried > 8


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("seed", {"persons": None}),
        ("seed", {"persons": [{"username": 5, "password": "x"}]}),
        ("seed", {"ops": {"username": "ops", "password": ["x"]}}),
        ("seed", {"gateway_keys": [None]}),
        ("seed", {"clients": ["x"]}),
        ("seed", {"assertions": {"assertion": [], "username": "ops"}}),
        ("seed", {"cloud_roles": [[]]}),
        ("time", {"seconds": 1e300}),
        ("tokens", {"client_id": "nexus_client", "scope": 5}),
        ("tokens", {"client_id": ["nexus_client"]}),
        ("faults", {"effect": "status", "match": {"path": "("}}),
        ("faults", {"effect": "status", "match": None}),
    ],
)
def test_control_calls_refuse_members_that_make_no_sense(api, path, body):
    api.tenant()
    before = api.control.state()
    header = {"Authorization": "Bearer " + api.emulator.control_token}
    assert api("POST", "/_control/" + path, auth=None, json=body, headers=header).status_code == 400
    assert api.control.state() == before


def program():
    """Schemathesis, from the environment of what others have written."""
    found = venvs.folder(venvs.SERVERS) / "bin" / "schemathesis"
    if not found.exists():
        pytest.skip("no schemathesis in .venvs/servers: run make test, or tools/run servers")
    return str(found)


@pytest.mark.parametrize("run", RUNS)
def test_schemathesis_finds_nothing(full, tmp_path, run):
    """Examples of all that the schema allows and of what it does not; each call is offered, with its credentials."""
    schemathesis = program()
    full.tenant()
    grants = ["client_credentials", "authorization_code", "refresh_token", "password", "implicit"]
    full.control.seed(clients={**CLIENT, "authorizedGrantTypes": grants})
    full.control.seed(environments=ENVIRONMENT, contact_centers=CENTER)
    full.control.switches(every_call(), cloud_rate_limit=0, cloud_token_rate=0)
    credentials = {
        "ops": {"username": OPS[0], "password": OPS[1]},
        "client": {"username": "nexus_client", "password": SECRET},
        "person": {"username": PERSON, "password": defaults.PERSON_PASSWORD},
        "cloudClient": {"username": defaults.CLOUD_CLIENT_ID, "password": defaults.CLOUD_CLIENT_SECRET},
        "bearer": {"bearer": full.person()},
        "cloudToken": {"bearer": full.control.cloud_token()},
        "control": {"bearer": full.emulator.control_token},
    }
    lines = ["[parameters]", '"header.x-api-key" = "%s"' % defaults.CLUSTER_API_KEY, '"header.x-ccid" = "%s"' % CCID]
    for name, values in credentials.items():
        lines += ["[auth.openapi.%s]" % name, *("%s = %s" % (key, json.dumps(one)) for key, one in values.items())]
    config = tmp_path / "schemathesis.toml"
    config.write_text("\n".join(lines) + "\n")
    words = [schemathesis, "--config-file", str(config), "run", full.emulator.url + "/openapi.json", "--no-color"]
    words += ["--checks", CHECKS, "--phases", "coverage,fuzzing", "--max-examples", "3", "--generation-deterministic"]
    words += ["--warnings", "off", "--output-sanitize", "false", *RUNS[run]]
    environment = common.clean_environment(HOME=str(tmp_path))
    done = subprocess.run(
        words, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout[-20000:] + done.stderr
    assert re.search(r"Tested: *[1-9]", done.stdout), done.stdout
