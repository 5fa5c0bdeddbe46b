# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fault rules, over real connections."""

from __future__ import annotations

import json
import time
from email.utils import parsedate_to_datetime

import pytest
import requests

from emulator.client import ControlError
from emulator.samples import CLIENT

PATH = "/auth/v3/ops/clients"


def _create(api, **more):
    return api.data("POST", PATH, CLIENT, **more)


def _made(api):
    return len(api.control.state()["clients"])


@pytest.mark.parametrize(("when", "made"), [("before", 0), ("after", 1)])
@pytest.mark.parametrize("code", [500, 502, 503, 429])
def test_status(api, code, when, made):
    api.control.fault("status", status=code, method="POST", path=PATH, when=when, retry_after=2)
    answer = _create(api)
    assert answer.status_code == code and answer.headers["Retry-After"] == "2"
    assert _made(api) == made
    assert api.get(PATH).status_code == 200


def test_retry_after_as_date(api):
    api.control.fault("status", status=429, retry_after="date:30")
    wait = parsedate_to_datetime(api.get(PATH).headers["Retry-After"]).timestamp() - time.time()
    assert 25 < wait < 35


def test_which_calls(api):
    api.control.fault("status", status=500, path=PATH + "$", nth=2, times=2)
    api.control.fault("status", status=418, path="ping", service="auth", times=0)
    assert [api.get(PATH).status_code for _turn in range(4)] == [200, 500, 500, 200]
    assert [api.get("/auth/v3/ping").status_code for _turn in range(3)] == [418] * 3
    first, second = api.control.faults()
    assert (first["seen"], first["fired"], second["fired"]) == (4, 2, 3)
    api.control.clear_faults()
    assert api.get("/auth/v3/ping").status_code == 403


@pytest.mark.parametrize(("when", "made"), [("before", 0), ("after", 1)])
@pytest.mark.parametrize("effect", ["reset", "drop"])
def test_lost_connection(api, effect, when, made):
    api.control.fault(effect, method="POST", when=when)
    with pytest.raises(requests.ConnectionError) as caught:
        _create(api)
    assert ("reset" in str(caught.value).lower()) == (effect == "reset")
    assert _made(api) == made
    assert api.control.log()[-1]["status"] == 0


def test_cut_and_truncate(api):
    api.control.fault("truncate", method="POST")
    with pytest.raises(json.JSONDecodeError):
        json.loads(_create(api).text)
    assert _made(api) == 1
    api.control.fault("cut", path=PATH)
    with pytest.raises(requests.RequestException):
        api.get(PATH)


def test_other_answers(api):
    api.control.fault("html", status=502)
    answer = api.get(PATH)
    assert answer.status_code == 502 and answer.headers["Content-Type"].startswith("text/html")
    api.control.fault("code", code=7, message="odd")
    answer = api.get(PATH)
    assert answer.status_code == 200 and answer.json() == {"status": {"code": 7, "message": "odd"}}
    api.control.fault("redirect", location="http://127.0.0.1:9/", status=307)
    answer = api.get(PATH)
    assert answer.status_code == 307 and answer.headers["Location"] == "http://127.0.0.1:9/"
    api.control.fault("empty", status=403)
    answer = api.get(PATH)
    assert answer.status_code == 403 and answer.text == ""
    api.control.fault("huge", size=3_000_000)
    assert len(api.get(PATH).content) > 3_000_000
    api.control.fault("status", status=500, body="plain", content_type="text/plain")
    assert api.get(PATH).text == "plain"


def test_delay(api):
    api.control.fault("delay", seconds=0.4, path=PATH)
    with pytest.raises(requests.Timeout):
        api.get(PATH, timeout=0.1)
    api.control.clear_faults()
    api.control.fault("status", status=500, delay=0.2)
    begun = time.monotonic()
    assert api.get(PATH).status_code == 500
    assert time.monotonic() - begun >= 0.2


def test_drip(api):
    api.control.fault("drip", seconds=0.3)
    begun = time.monotonic()
    assert api.get(PATH).json() == {"status": {"code": 0}, "data": []}
    assert time.monotonic() - begun >= 0.25


def test_tokens_expire_right_before_the_call(api, cloud):
    api.tenant()
    token, path = api.person(), "/auth/v3/userinfo"
    api.control.fault("expire", nth=2, path=path)
    assert [api.bearer("GET", path, token).status_code for _turn in range(3)] == [200, 401, 401]
    assert cloud("GET", cloud.CLIENTS).status_code == 401
    assert [entry["fault"] for entry in api.control.log()] == [None, "expire", None, None]
    assert api.bearer("GET", path, api.person()).status_code == 200


def test_a_call_without_a_token_does_not_notice_that_tokens_expire(api):
    api.control.fault("expire", times=0)
    assert _create(api).status_code == 200
    assert api.token(grant_type="client_credentials").status_code == 200
    assert _made(api) == 1


@pytest.mark.parametrize(
    "rule",
    [
        {"effect": "expire", "when": "after"},
        {"effect": "magic"},
        {"effect": "reset", "status": 5},
        {"effect": "reset", "match": {"verb": "GET"}},
        {"effect": "reset", "when": "never"},
        {"effect": "redirect"},
        {"effect": "reset", "match": {"path": "("}},
        "reset",
    ],
)
def test_wrong_rules(api, rule):
    with pytest.raises(ControlError):
        api.control.call("POST", "faults", rule)
    assert api.control.faults() == []
