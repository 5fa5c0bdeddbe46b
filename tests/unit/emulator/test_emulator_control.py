# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Control API, switches, OpenAPI page, TLS, the command line."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg2
import pytest
import requests

from emulator import app, server
from emulator import database as databases
from emulator.client import ControlError
from emulator.samples import CCID, CENTER, CLIENT, ENVIRONMENT, OPS
from emulator.switches import Switches

TESTS = Path(server.__file__).parents[1]


def test_reset_brings_the_start_back(api):
    start = api.control.state()
    api.tenant()
    api.control.switches(duplicate_code=200)
    api.control.advance(5)
    api.control.fault("reset")
    assert api.control.state() != start
    api.control.reset()
    assert api.control.state() == start and api.control.log() == [] and api.control.faults() == []
    assert api.control.switches() == Switches().as_dict()
    api.control.switches(duplicate_code=200)
    api.control.reset(switches=False)
    assert api.control.switches()["duplicate_code"] == 200


def test_seed(api):
    made = api.control.seed(
        clients=[CLIENT],
        environments=ENVIRONMENT,
        contact_centers=CENTER,
        settings={"contactCenterId": CCID, "name": "n", "location": "/", "value": "v"},
        data_centers={"location": "/usw1", "entryPoint": "https://x.example.com", "readOnly": False},
        persons={"username": "p", "password": "w", "contact_center": CCID},
        services={"ccid": CCID, "name": "PlatformUCS", "url": "https://u.example.com", "secret": {}, "data": {}},
        ops={"username": "root", "password": "pw"},
        gateway_keys="k",
    )
    assert made["environments"] == [CCID] and made["clients"] == ["nexus_client"]
    assert api.get("/auth/v3/ops/clients").status_code == 401
    assert api.get("/auth/v3/ops/clients", auth=("root", "pw")).status_code == 200
    answer = api.token(grant_type="password", username="t100\\p", password="w")
    assert answer.status_code == 200
    state = api.control.state(volatile=True)
    assert len(state["tokens"]) == len(state["refresh_tokens"]) == 1 and len(state["services"]) == 1
    assert "tokens" not in api.control.state()
    for wrong in ({"nonsense": []}, {"clients": {"client_id": "x"}}, {"gapis": {}}, {"settings": {}}):
        with pytest.raises(ControlError):
            api.control.seed(wrong)


def test_log(api):
    api.data("POST", "/auth/v3/ops/clients", CLIENT)
    api.token(grant_type="client_credentials")
    api.get("/environment/v3/environments?x=1", auth=("ops", "bad"))
    api("PUT", "/somewhere")
    first, second, third, fourth = api.control.log()
    assert (first["n"], first["method"], first["path"], first["status"]) == (1, "POST", "/auth/v3/ops/clients", 200)
    assert first["service"] == "auth" and first["mutating"] and first["body"] == {"data": CLIENT}
    assert first["authorization"] == {"kind": "basic", "principal": "ops"}
    assert second["body"] == {"grant_type": "client_credentials"} and not second["mutating"]
    assert (third["status"], third["query"], third["service"]) == (401, "x=1", "environment")
    assert (fourth["service"], fourth["status"], fourth["mutating"]) == ("none", 404, True)
    assert [entry["n"] for entry in api.control.writes()] == [1, 4]
    assert [entry["n"] for entry in api.control.log(service="auth", since=1)] == [2]
    assert api.control.connections() == 1
    requests.get(api.emulator.url + "/ucs", timeout=5)
    assert api.control.connections() == 2
    api.control.clear_log()
    assert api.control.log() == []


@pytest.mark.parametrize(
    "wrong", [{"nonsense": 1}, {"duplicate_code": 404}, {"gateway": "on"}, {"visible_after_gets": -1}]
)
def test_wrong_switches(api, wrong):
    with pytest.raises(ControlError):
        api.control.switches(wrong)
    with pytest.raises(ValueError, match=next(iter(wrong))):
        server.start(switches=wrong)
    assert api.control.switches() == Switches().as_dict()


def test_switches_of_the_start_come_back():
    with server.start({"get_by_id": "on"}, seed={"clients": CLIENT}) as emulator:
        assert len(emulator.control.state()["clients"]) == 1
        emulator.control.switches(get_by_id="405")
        emulator.control.reset()
        assert emulator.control.switches()["get_by_id"] == "on"


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("gateway", "on", True),
        ("gateway", "False", False),
        ("duplicate_code", "400", 400),
        ("visible_after_gets", "3", 3),
        ("get_by_id", "on", "on"),
        ("visible_after_seconds", "1.5", 1.5),
    ],
)
def test_switches_as_text(name, text, value):
    assert Switches.parse(name, text) == value


def test_every_switch_is_explained_and_tested():
    tests = "".join(path.read_text() for path in Path(__file__).parent.glob("test_*.py"))
    for name, one in Switches.describe().items():
        assert one["text"] and re.match(r"(cloud )?\d", one["section"]), name
        assert name in tests or name.startswith(("tenant_", "service_")), name


def test_openapi(api):
    document = api.get("/openapi.json").json()
    assert document["openapi"].startswith("3.")
    for _prefix, routes in app.SERVICES.values():
        for route in routes:
            operation = document["paths"].get(route.path.replace("*}", "}"), {}).get(route.method.lower())
            assert bool(operation) == (not route.offered(api.emulator.app.store.switches)), route
            assert operation is None or (operation["summary"] and operation["description"])
    assert "/_control/faults" in document["paths"]
    page = api.get("/docs")
    assert page.headers["Content-Type"].startswith("text/html") and "/auth/v3/oauth/token" in page.text
    assert "<script" not in page.text


def test_tls():
    with server.start(tls=True) as emulator:
        path = emulator.url + "/ucs"
        assert emulator.url.startswith("https://127.0.0.1:")
        assert requests.get(path, verify=emulator.ca_path, timeout=5).status_code == 200
        with pytest.raises(requests.exceptions.SSLError):
            requests.get(path, timeout=5)
        assert emulator.control.log()[0]["status"] == 200
        emulator.control.fault("reset")
        with pytest.raises(requests.ConnectionError):
            requests.get(path, verify=emulator.ca_path, timeout=5)
    assert not os.path.exists(emulator.ca_path)


def test_tls_with_client_certificates():
    with server.start(tls_client_auth=True) as emulator:
        path, pair = emulator.url + "/ucs", (emulator.client_cert, emulator.client_key)
        assert requests.get(path, verify=emulator.ca_path, cert=pair, timeout=5).status_code == 200
        with pytest.raises(requests.RequestException):
            requests.get(path, verify=emulator.ca_path, timeout=5)
        assert emulator.env["GENESYS_CLIENT_CERT"] == pair[0]


def _cli(*arguments, **more):
    environment = {**os.environ, "PYTHONPATH": str(TESTS)}
    environment.pop(databases.SERVER_VARIABLE, None)
    command = [sys.executable, "-m", "emulator", *arguments]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more)


def _variables(text):
    return dict(re.findall(r"^export (\w+)=(.*)$", text, re.M))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_command_line(tmp_path, number):
    file = tmp_path / "env"
    process = _cli("--set", "get_by_id=on", "--env-file", str(file))
    lines = []
    for line in process.stdout:
        lines.append(line)
        if "Ctrl-C" in line:
            break
    text = "".join(lines)
    env = _variables(text)
    assert "/docs" in text and env["GENESYS_AUTH_USERNAME"] == OPS[0]
    dsn = {key: env["PG" + key.upper()] for key in ("host", "port", "user", "password")} | {"dbname": env["PGDATABASE"]}
    psycopg2.connect(**dsn).close()
    session = requests.Session()
    session.trust_env = False
    headers = {"Authorization": "Bearer " + env["CXOPS_EMULATOR_TOKEN"]}
    answer = session.get(env["CXOPS_EMULATOR_URL"] + "/_control/switches", headers=headers, timeout=5)
    assert answer.json()["values"]["get_by_id"] == "on"
    session.close()
    process.send_signal(number)
    assert process.wait(10) == 0 and process.stderr.read() == ""
    with pytest.raises(psycopg2.OperationalError):
        psycopg2.connect(**dsn)
    assert not file.exists()


def test_postgres_ends_with_its_parent(tmp_path):
    file = tmp_path / "env"
    process = _cli("--quiet", "--env-file", str(file))
    while not file.exists():
        assert process.poll() is None
    env = _variables(file.read_text())
    process.kill()
    process.wait()
    for _attempt in range(200):
        try:
            psycopg2.connect(
                host=env["PGHOST"], port=env["PGPORT"], user="nexus", password="nexus", dbname="nexus"
            ).close()
        except psycopg2.OperationalError as problem:
            if "refused" in str(problem):
                return
        time.sleep(0.02)
    pytest.fail("PostgreSQL is still there")


def test_command_line_errors():
    for arguments in (["--set", "nonsense=1"], ["--set", "get_by_id=maybe"]):
        process = _cli("--no-database", *arguments)
        assert process.wait(10) == 2 and arguments[1].partition("=")[0] in process.stderr.read()
    process = _cli("--list-switches")
    output = process.communicate(timeout=10)[0]
    assert all(name in output for name in Switches().as_dict())
