# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is taken from a service's own words."""

from __future__ import annotations

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.binding.redaction import redact
from ansible_collections.cxops.genesys.plugins.module_utils.core import errors
from ansible_collections.cxops.genesys.plugins.module_utils.transport.answer import (
    Answer,
    check,
    is_rate_limit,
    service_status,
)

SECRET = "Canary-of-some-length-0123456789"


@pytest.mark.parametrize("before", range(460, 500))
def test_a_long_message_is_never_cut_within_a_secret(before):
    words = ("x" * (before % 7 + 1) + " ") * before
    body = {"status": {"code": 7, "message": words[:before].strip() + " " + SECRET + " more" * 50}}
    _code, message = service_status(body)
    assert len(message) <= 500
    assert "Canary" not in redact(message, {SECRET})


def error_body(**more):
    return {"message": "It is not so.", "code": "bad.request", "status": 400, "details": [], "errors": [], **more}


@pytest.mark.parametrize(
    ("body", "code", "message"),
    [
        (error_body(), "bad.request", "It is not so"),
        (error_body(details=[{"fieldName": "a"}, {"fieldName": "b.c"}]), "bad.request", "It is not so (field a, b.c)"),
        (error_body(details=[None, "x", {}, {"fieldName": None}]), "bad.request", "It is not so"),
        (error_body(details=None, message=None), "bad.request", "bad.request"),
        ({"code": "x", "status": 400}, "x", "x"),
        (
            {"error": "invalid_client", "description": "d", "error_description": "client not found"},
            "invalid_client",
            "client not found",
        ),
        ({"error": "invalid_client"}, "invalid_client", None),
        ({"status": {"code": 7, "message": "private"}}, "7", "private"),
        ({"status": "400", "code": "x", "message": "m"}, None, "m"),
        ({"status": 400, "message": "m"}, None, "m"),
        ([], None, None),
        (None, None, None),
    ],
    ids=str,
)
def test_codes_and_messages_of_all_services(body, code, message):
    assert service_status(body) == (code, message)


@pytest.mark.parametrize(
    ("status", "body", "limited"),
    [
        (429, None, True),
        (429, {"anything": 1}, True),
        (400, {"error": "invalid_request", "error_description": "rate limit exceeded, retry in [3] seconds"}, True),
        (400, {"error": "invalid_request", "error_description": "Rate Limit Exceeded"}, True),
        (400, {"error": "invalid_request", "error_description": "the rate limit exceeded"}, False),
        (400, {"error": "invalid_request", "error_description": "grant_type is missing"}, False),
        (400, {"error": "invalid_request"}, False),
        (400, {"error": "invalid_client", "error_description": "rate limit exceeded"}, False),
        (401, {"error": "invalid_request", "error_description": "rate limit exceeded"}, False),
        (400, error_body(message="rate limit exceeded"), False),
        (503, None, False),
        (400, None, False),
        (400, [], False),
    ],
    ids=str,
)
def test_what_is_a_rate_limit(status, body, limited):
    assert is_rate_limit(Answer(status, body)) is limited


@pytest.mark.parametrize(
    ("status", "body", "scheme", "kind", "hint"),
    [
        (401, error_body(status=401, code="bad.credentials"), "cloud", errors.Unauthorized, "cloud_access_token"),
        (403, error_body(status=403, code="missing.permissions"), "cloud", errors.Forbidden, "role with the permission"),
        (404, error_body(status=404, code="not.found"), "cloud", errors.NotFound, "id"),
        (409, error_body(status=409, code="conflict"), "cloud", errors.Conflict, "Another"),
        (429, error_body(status=429, code="too.many.requests"), "cloud", errors.RateLimited, "limits requests"),
        (400, error_body(), "cloud", errors.Refused, "its own words"),
        (500, error_body(status=500, code="internal.server.error"), "cloud", errors.ServiceError, "run again"),
        (400, {"error": "invalid_client", "error_description": "x"}, "cloud_client", errors.Unauthorized, "cloud_client_secret"),
        (400, {"error": "unauthorized_client", "error_description": "x"}, "cloud_client", errors.Unauthorized, "this grant"),
        (400, {"error": "invalid_grant", "error_description": "x"}, "cloud_client", errors.Unauthorized, ""),
    ],
    ids=str,
)  # fmt: skip
def test_what_comes_of_an_answer_of_genesys_cloud(status, body, scheme, kind, hint):
    about = {"operation": "Trying", "method": "GET", "url": "https://api.example.com/x"}
    with pytest.raises(errors.GenesysError) as caught:
        check(Answer(status, body), about, {"scheme": scheme})
    assert caught.value.__class__ is kind and hint in caught.value.hint
    assert caught.value.details["http_status"] == status
    assert caught.value.details["service_code"] == (body.get("code") or body.get("error"))


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_objects_of_genesys_cloud_are_no_errors(status):
    """Its objects have members of the same names as its errors, of other types."""
    about = {"operation": "Trying", "method": "PUT", "url": "https://api.example.com/x"}
    for body in (None, {"id": "x", "state": "active"}, {"status": "x"}, {"code": "x"}, {"message": "x"}):
        check(Answer(status, body), about, {})
