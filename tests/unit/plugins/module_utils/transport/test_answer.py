# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is taken from a service's own words."""

from __future__ import annotations

import json

import psycopg2
import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.binding.redaction import redact
from ansible_collections.cxops.genesys.plugins.module_utils.core import errors
from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import one_line
from ansible_collections.cxops.genesys.plugins.module_utils.transport import answer
from ansible_collections.cxops.genesys.plugins.module_utils.transport.answer import (
    Answer,
    check,
    decode,
    is_rate_limit,
    service_status,
)
from ansible_collections.cxops.genesys.plugins.module_utils.transport.sql_errors import translate
from ansible_collections.cxops.genesys.plugins.module_utils.transport.waiting import retry_after

SECRET = "Canary-of-some-length-0123456789"


@pytest.mark.parametrize("before", range(460, 500))
def test_a_long_message_is_never_cut_within_a_secret(before):
    words = ("x" * (before % 7 + 1) + " ") * before
    body = {"status": {"code": 7, "message": words[:before].strip() + " " + SECRET + " more" * 50}}
    _code, message = service_status(body)
    assert len(message) <= 500
    assert "Canary" not in redact(message, {SECRET})


UNSEEN = "\ufeff\u200b\xad\ue000\x07\0\x1b\x7f\x9b\u202e\U000e0041"


@pytest.mark.parametrize("unseen", UNSEEN, ids=ascii)
@pytest.mark.parametrize("secret", ["%sCorrectHorse9", "Corr%sectHorse9", "CorrectHorse9%s", "Correct%s %sHorse9"])
@pytest.mark.parametrize("said", ["wrong password %s.", "%s", "sent (%s) to me"])
def test_a_secret_with_characters_that_are_not_printable(unseen, secret, said):
    """They are taken out of what a service says, but not before the secret is masked."""
    secret = secret.replace("%s", unseen)
    told = said % secret
    _code, message = service_status({"status": {"code": 7, "message": told}})
    by_database = psycopg2.OperationalError("FATAL:  " + told)
    texts = [
        message,
        str(translate(by_database, "Reading", {}, True)),
        repr(told),
        json.dumps(told),
        told.strip(unseen),
    ]
    for text in texts:
        shown = one_line(redact(text, {secret}))
        assert "Horse9" not in shown and "Corr" not in shown and shown.isprintable()


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
        (400, error_body(message="Role [x] exists in no division."), "cloud", errors.Refused, "its own words"),
        (422, error_body(message="It already exists."), "cloud", errors.Refused, "its own words"),
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


ABOUT = {"operation": "Trying", "method": "GET", "url": "https://a.example.com/x"}


@pytest.mark.parametrize(
    "raw",
    [
        b'{"a": NaN}',
        b'{"a": -Infinity}',
        b'{"a": 1e999}',
        b'{"a": %s}' % (b"1" * 101),
        b'{"a": 1, "a": 1}',
        b'{"b": {"a": 1, "c": 2, "a": 3}}',
        b'{"a": "\\ud800"}',
        b'{"\\uDC00": 1}',
        b'{"a": ' + b"[" * 64 + b"]" * 64 + b"}",
        b'{"a": ' * 70 + b"1" + b"}" * 70,
        b"[" * 100000,
        b"\xef\xbb\xbf\xef\xbb\xbf{}",
        b"{\xef\xbb\xbf}",
        b'{"a": "\xff"}',
        b'{"a": 1}x',
        b"\0",
    ],
    ids=lambda raw: raw[:30].decode("latin-1"),
)
def test_json_that_nobody_should_go_on_with(raw):
    with pytest.raises(errors.BadResponse, match="Trying was answered with JSON that is broken") as caught:
        decode(200, {}, raw, ABOUT)
    assert caught.value.hint
    assert decode(400, {}, raw, ABOUT).body is None, "an error is one, whatever comes with it"


def test_a_byte_order_mark_counts_for_nothing():
    """RFC 8259 §8.1."""
    mark = b"\xef\xbb\xbf"
    assert decode(200, {}, mark + b'{"data": ["\xc3\xa9"]}', ABOUT).data == ["é"]
    assert decode(400, {}, mark + b'{"error": "invalid_grant"}', ABOUT).body == {"error": "invalid_grant"}
    assert decode(204, {}, mark, ABOUT).body is None
    with pytest.raises(errors.BadResponse, match="web page"):
        decode(200, {}, mark + b"<html>", ABOUT)


def test_json_that_is_odd_and_good():
    assert decode(200, {}, b'{"a": %s}' % (b"1" * 100), ABOUT).body == {"a": int("1" * 100)}
    assert decode(200, {}, b'{"a": "\\ud83d\\ude00", "\\u00e9": 1e3}', ABOUT).body == {
        "a": "\U0001f600",
        "\xe9": 1000.0,
    }
    deep = b'{"a": ' + b"[" * 63 + b"]" * 63 + b"}"
    assert decode(200, {}, deep, ABOUT).size == len(deep)
    wide = b'{"a": [%s]}' % b",".join([b"{}"] * 1000)
    assert decode(200, {}, wide, ABOUT).body == {"a": [{}] * 1000}


def test_more_objects_than_the_memory_has_room_for(monkeypatch):
    monkeypatch.setattr(answer, "MOST_PARTS", 1000)
    with pytest.raises(errors.BadResponse):
        decode(200, {}, b"[%s]" % b",".join([b"{}"] * 1000), ABOUT)


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("a\x1b[2Jb", "a\x1b[2Jb"),  # until secrets are masked
        ("a\r\n\tb\u2028c d", "a b c d"),
        ({"a": [1]}, "{'a': [1]}"),
        (7, "7"),
        (None, None),
        ("x" * 600, "..."),
        ("a " * 9000000, ("a " * 248)[:-1] + " ..."),
    ],
    ids=["escapes", "lines", "object", "number", "nothing", "long word", "endless"],
)
def test_what_a_service_says_is_one_short_line(told, shown):
    _code, message = service_status({"status": {"code": 7, "message": told}})
    assert message == shown
    code, _message = service_status({"status": {"code": told}})
    assert code == shown


@pytest.mark.parametrize("before", range(19950, 20010))
def test_a_secret_at_the_end_of_what_is_looked_at(before):
    """What is cut off first leaves no half of it, not even where blanks come together."""
    body = {"status": {"code": 7, "message": "x" + " " * before + SECRET + " more" * 50}}
    _code, message = service_status(body)
    assert "Canary" not in redact(message, {SECRET})


@pytest.mark.parametrize("details", [7, "x", {"a": 1}, [7, None], True])
def test_details_that_are_none(details):
    assert service_status(error_body(details=details)) == ("bad.request", "It is not so")


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/environments/9350e2fc-a1dd-4c65-8d40-1f75a2e080dd", "9350e2fc-a1dd-4c65-8d40-1f75a2e080dd"),
        ("/environments/9350e2fc-a1dd-4c65-8d40-1f75a2e080dd/", "9350e2fc-a1dd-4c65-8d40-1f75a2e080dd"),
        ("/environments/", None),
        ("/environments/..", None),
        ("/environments/9350e2fc-a1dd-4c65-8d40-1f75a2e080dd\n", None),
        ("", None),
        (7, None),
        (None, None),
        (["9350e2fc-a1dd-4c65-8d40-1f75a2e080dd"], None),
    ],
)
def test_the_id_of_what_was_made(path, found):
    assert Answer(200, {"path": path}).new_id == found
    assert Answer(200, [path]).new_id is None


@pytest.mark.parametrize("status", [300, 304, 305, 399, 500, 600, 999])
def test_what_says_neither_yes_nor_no_is_no_refusal(status):
    """A refusal means that the request had no effect, so that the secret made for it is thrown away."""
    with pytest.raises(errors.ServiceError) as caught:
        check(Answer(status, {}), dict(ABOUT, method="POST"), {})
    assert not isinstance(caught.value, errors.Refused)


@pytest.mark.parametrize(
    "value",
    [
        "Fri, 31 Dec 99999999 23:59:59 GMT",
        "Fri, 31 Dec 2026 99:99:99 GMT",
        "-5",
        "1e9",
        "nan",
        "",
        "x" * 5000,
        "0x10",
        "1,2",
        ":::",
    ],
)
def test_a_retry_after_that_is_none(value):
    waited = retry_after({"retry-after": value})
    assert waited is None or waited >= 0


@pytest.mark.parametrize(
    ("status", "raw", "kind", "hint"),
    [
        (403, b"{'message': 'Forbidden'}", errors.Forbidden, "x-api-key"),
        (403, b"\xef\xbb\xbf {'message':'Forbidden'}\n", errors.Forbidden, "x-api-key"),
        (400, b"{'error': 'invalid_grant', 'error_description': 'Bad credentials'}", errors.Unauthorized, "password"),
        (401, b"{'error': 'Unauthorized', 'error_description': 'Bad credentials'}", errors.Unauthorized, "client"),
        (400, b"{'status': {'code': 409, 'message': 'taken'}}", errors.Conflict, "Another"),
    ],
)
def test_errors_in_single_quotes(status, raw, kind, hint):
    """As the vendor prints them (authentication-overview.txt)."""
    with pytest.raises(errors.GenesysError) as caught:
        check(decode(status, {}, raw, ABOUT), ABOUT, {"scheme": "client", "grant": "password"})
    assert caught.value.__class__ is kind and hint in caught.value.hint
    with pytest.raises(errors.BadResponse, match="broken"):
        decode(200, {}, raw, ABOUT)


@pytest.mark.parametrize(
    "raw", [b"{'a': 'it's'}", b"{'a': \"b\"}", b"{'a': 'b\\n'}", b"'a'", b"{'a': 1, 'a': 2}", b"{" * 99]
)
def test_what_is_no_error_in_single_quotes(raw):
    assert decode(400, {}, raw, ABOUT).body is None
