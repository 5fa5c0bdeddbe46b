# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A task's result, whatever happens inside."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.binding.execute import execute
from ansible_collections.cxops.genesys.plugins.module_utils.core import errors
from ansible_collections.cxops.genesys.plugins.module_utils.core.spec import Field
from ansible_collections.cxops.genesys.plugins.module_utils.core.task import Report


@dataclass
class Task:
    """Does what the test says."""

    outcome: Any
    options = (
        Field("password", secret=True),
        Field("size", type="int", check=lambda value: "too small" if value < 1 else None),
    )
    connection = ()

    def problems(self, params):
        return ()

    def run(self, params, services, check_mode=False):
        services.secrets.add("token-that-came")
        if isinstance(self.outcome, BaseException):
            raise self.outcome
        return self.outcome


class Services:
    requests = [{"method": "GET", "path": "/x", "status": 200}]
    statements = ()
    warnings = ["of this machine"]
    correlation_id = None
    closed = False

    def __init__(self, options):
        self.secrets = set()

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        Services.closed = True


def run(outcome, no_log=False, **given):
    return execute(Task(outcome), {"password": "hunter22", "size": 1, **given}, no_log=no_log, make_services=Services)


def test_a_report_becomes_the_result():
    result = run(
        Report(
            True,
            {"resource": {"a": "token-that-came"}},
            {"before": {}, "after": {"x": "hunter22"}},
            {"key": "k3y-value"},
            ["warned of hunter22"],
        )
    )
    assert result["changed"] is True
    assert result["resource"] == {"a": "********"}
    assert result["diff"]["after"] == {"x": "********"}
    assert result["warnings"] == ["of this machine", "warned of ********"]
    assert result["requests"] == Services.requests
    assert "no_log" in result["key"]


def test_secrets_for_the_user_come_with_no_log():
    assert run(Report(secrets={"key": "k3y-value"}), no_log=True)["key"] == "k3y-value"


def kinds(base):
    for kind in base.__subclasses__():
        yield kind
        yield from kinds(kind)


@pytest.mark.parametrize("kind", [kind for kind in kinds(errors.GenesysError) if kind is not errors.AnswerLost])
def test_every_error_is_a_failure_with_its_code(kind):
    result = run(kind("It failed with hunter22.", "Do token-that-came.", http_status=7))
    assert result["failed"] is True and result["changed"] is False
    assert result["msg"] == "It failed with ********. Do ********."
    assert result["failure"] == {
        "code": kind.code,
        "message": "It failed with ********.",
        "hint": "Do ********.",
        "http_status": 7,
    }
    assert Services.closed


def test_a_failure_has_the_service_s_name_for_the_request(monkeypatch):
    monkeypatch.setattr(Services, "correlation_id", "5f0d-hunter22")
    result = run(errors.Refused("It failed.", "Do this."))
    assert result["failure"]["correlation_id"] == "5f0d-********"
    assert result["msg"] == "It failed. (inin-correlation-id: 5f0d-********) Do this."
    assert result["failure"]["message"] + " Do this." == result["msg"]
    assert "5f0d" not in json.dumps(run(Report()))
    assert run(ValueError("x"))["failure"]["correlation_id"]


@pytest.mark.parametrize(
    ("error", "is_the_service_s"),
    [
        (errors.SecretFileError("The file exists."), False),
        (errors.InvalidInput("It is missing."), False),
        (errors.InvalidInput("It is refused.", http_status=400), True),
        (errors.VerificationFailed("The secret is not in its file.", missing="secret"), False),
        (errors.VerificationFailed("It is not there."), True),
    ],
    ids=str,
)
def test_what_is_wrong_on_this_machine_is_none_of_the_service_s(monkeypatch, error, is_the_service_s):
    monkeypatch.setattr(Services, "correlation_id", "5f0d")
    result = run(error)
    assert ("correlation_id" in result["failure"]) is is_the_service_s
    assert ("inin-correlation-id" in result["msg"]) is is_the_service_s


def test_codes_are_distinct():
    codes = [kind.code for kind in kinds(errors.GenesysError)]
    assert len(codes) == len(set(codes))


def test_a_defect_shows_its_place_and_no_values():
    result = run(ValueError("hunter22 and more"))
    assert result["failed"] and result["failure"]["code"] == "internal"
    assert "ValueError in test_execute.py, line" in result["msg"]
    assert "more" not in result["msg"]


def test_wrong_options_are_found_before_any_service_is_made():
    result = execute(Task(None), {"size": 0, "password": "hunter22"}, make_services=None)
    assert result["failure"]["code"] == "invalid_input"
    assert result["failure"]["field"] == "size"
    assert "hunter22" not in json.dumps(result)


EVIL, SHOWN = "a\x1b[2J\x9b1m\u202eb", "a [2J 1m b"


def test_names_do_nothing_to_a_terminal_and_values_stay():
    values = {
        "resource": {"name": EVIL},
        "resources": [{"name": EVIL, "resource": {"name": EVIL}}],
        "differences": [{"name": EVIL, "text": EVIL, "fields": [{"actual": EVIL}]}],
        "stays": [{"name": EVIL, "reason": EVIL}],
        "report": [EVIL],
        "left_over": [EVIL],
        "teardown_notes": [EVIL],
    }
    diff = {"before_header": EVIL, "after_header": EVIL, "before": {"name": EVIL}, "after": {}}
    failure = errors.InvalidInput(EVIL, EVIL, lines=[EVIL], problems=[{"part": EVIL, "options": []}])
    result = run(Report(False, values, [diff], warnings=[EVIL], error=failure, part=EVIL))
    kept = {name: result.pop(name) for name in ("resource",)}
    kept.update(inner=result["resources"][0].pop("resource"), before=result["diff"][0].pop("before"))
    kept["fields"] = result["differences"][0].pop("fields")
    assert json.dumps(kept, ensure_ascii=False).count("\u202e") == 4
    text = json.dumps(result, ensure_ascii=False)
    assert "\u202e" not in text and "\\u001b" not in text and "\x9b" not in text and text.count(SHOWN) > 15


def test_a_secret_is_masked_before_a_name_is_shortened():
    secret = "longer-than-a-name-" * 30
    for result in (
        run(Report(False, {"report": [secret]}, {"after_header": "client " + secret}), password=secret),
        run(Report(error=errors.NotAsDeclared("x", lines=[secret]), part=secret), password=secret),
    ):
        assert "longer-than-a-name" not in json.dumps(result)
