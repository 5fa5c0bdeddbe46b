# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP against a real server: retries, deadlines, what is never repeated, and what never leaves this machine."""

from __future__ import annotations

import email.utils
import socket
import struct
import time

import pytest
import requests
import trustme

from ansible_collections.cxops.genesys.plugins.module_utils.core import errors
from ansible_collections.cxops.genesys.plugins.module_utils.transport import http_service, http_session
from ansible_collections.cxops.genesys.plugins.module_utils.transport.http_service import (
    LONGEST_WAIT,
    Service,
    Transport,
)
from ansible_collections.cxops.genesys.plugins.module_utils.transport.oauth import Basic, Bearer
from emulator import server

OK = (200, {"Content-Type": "application/json"}, b'{"status": {"code": 0}, "data": [1]}')


def status(code, **headers):
    return (
        code,
        {name.replace("_", "-"): value for name, value in headers.items()},
        b'{"status": {"code": %d, "message": "no"}}' % code,
    )


def reset(handler):
    """Answer with a TCP reset."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.close_connection = True
    handler.connection.close()


@pytest.mark.parametrize("code", [429, 500, 502, 503, 504])
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_a_passing_failure_of_an_idempotent_request_is_repeated(scripted, service, waits, method, code):
    scripted.answers = [status(code), status(code), OK]
    assert service.call("Trying", method, "/x").data == [1]
    assert len(scripted.seen) == 3
    assert len(waits) == 2
    assert all(0 < wait <= 8 for wait in waits)
    assert [entry["status"] for entry in service.transport.log] == [code, code, 200]


def test_retries_end(scripted, service, waits):
    scripted.answers = [status(503)]
    with pytest.raises(errors.ServiceError, match="HTTP 503") as caught:
        service.get("Trying", "/x")
    assert len(scripted.seen) == 3 and caught.value.hint
    assert caught.value.details["http_status"] == 503


@pytest.mark.parametrize("code", [400, 401, 403, 404, 405, 409, 501])
def test_a_final_answer_is_not_repeated(scripted, service, code):
    scripted.answers = [status(code)]
    with pytest.raises(errors.Refused):
        service.get("Trying", "/x")
    assert len(scripted.seen) == 1


@pytest.mark.parametrize(
    ("value", "least", "most"), [("7", 7, 7), ("0", 0, 0), ("date", 3, 6), ("past", 0, 0), ("nonsense", 0.01, 8)]
)
def test_retry_after_is_honoured(scripted, service, waits, value, least, most):
    moment = {"date": time.time() + 5, "past": time.time() - 50}.get(value)
    scripted.answers = [status(429, Retry_After=email.utils.formatdate(moment, usegmt=True) if moment else value), OK]
    service.get("Trying", "/x")
    assert least <= waits[0] <= most


def test_a_service_that_wants_too_long_a_wait_is_not_waited_for(scripted, service, waits):
    scripted.answers = [status(429, Retry_After=str(int(LONGEST_WAIT) + 1))]
    with pytest.raises(errors.RateLimited):
        service.get("Trying", "/x")
    assert waits == []


def test_a_post_that_was_not_processed_is_repeated(scripted, service, waits):
    scripted.answers = [status(429, Retry_After="1"), OK]
    service.call("Adding", "POST", "/x", json={})
    assert len(scripted.seen) == 2 and waits == [1]


@pytest.mark.parametrize(
    "answer", [status(500), status(503, Retry_After="3"), reset, (200, {}, b'{"status": {"co'), (200, {}, b"<html>")]
)
def test_a_post_that_may_have_been_processed_is_never_repeated(scripted, service, waits, answer):
    scripted.answers = [answer]
    with pytest.raises(errors.AnswerLost) as lost:
        service.call("Adding", "POST", "/x", json={})
    assert len(scripted.seen) == 1
    assert waits == []
    assert lost.value.cause.hint and lost.value.wait >= 0


def test_a_form_only_asks_for_a_token_so_it_is_repeated(scripted, service):
    scripted.answers = [reset, status(503), OK]
    service.call("Obtaining", "POST", "/x", form={"a": "b"})
    assert scripted.seen[-1][3] == b"a=b"


def test_a_connection_that_could_not_be_made_is_tried_again(transport, waits):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        nowhere = Service(transport, "http://127.0.0.1:%d" % probe.getsockname()[1])
        with pytest.raises(errors.Unreachable, match="no connection") as caught:
            nowhere.call("Adding", "POST", "/x", json={})
    assert not isinstance(caught.value, errors.AnswerLost)
    assert len(waits) == 2


class Renewing:
    scheme = "bearer"

    def __init__(self):
        self.token = 0

    def header(self):
        return "Bearer %d" % self.token

    def renew(self, answer=None):
        self.token += 1
        return True


def test_a_token_that_is_refused_is_renewed_once(scripted, transport):
    scripted.answers = [status(401), OK]
    service = Service(transport, scripted.url, Renewing())
    service.call("Adding", "POST", "/x", json={"a": 1})
    assert [seen[2]["authorization"] for seen in scripted.seen] == ["Bearer 0", "Bearer 1"]
    assert [seen[3] for seen in scripted.seen] == [b'{"a": 1}'] * 2


def test_and_not_twice(scripted, transport):
    scripted.answers = [status(401)]
    with pytest.raises(errors.Unauthorized):
        Service(transport, scripted.url, Renewing()).get("Trying", "/x")
    assert len(scripted.seen) == 2


@pytest.mark.parametrize("auth", [Basic("ops", "pw"), Bearer("t")])
def test_what_cannot_be_renewed_is_not_tried_again(scripted, transport, auth):
    scripted.answers = [status(401)]
    with pytest.raises(errors.Unauthorized):
        Service(transport, scripted.url, auth).get("Trying", "/x")
    assert len(scripted.seen) == 1


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_redirects_are_not_followed(scripted, service, code):
    scripted.answers = [status(code, Location=scripted.url + "/elsewhere")]
    with pytest.raises(errors.Redirected):
        service.get("Trying", "/x")
    assert [seen[1] for seen in scripted.seen] == ["/x"]


def test_netrc_is_not_read(scripted, service, monkeypatch, tmp_path):
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login someone password from-netrc\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    scripted.answers = [OK]
    service.get("Trying", "/x")
    Service(service.transport, scripted.url, Bearer("t")).get("Trying", "/x")
    assert "authorization" not in scripted.seen[0][2]
    assert scripted.seen[1][2]["authorization"] == "Bearer t"


@pytest.fixture(scope="module")
def secure():
    with server.start(tls=True) as emulator:
        yield emulator


def test_the_environment_does_not_override_validate_certs(secure, monkeypatch, tmp_path):
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "other.pem"))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "other.pem"))
    monkeypatch.setenv("CURL_CA_BUNDLE", str(tmp_path / "other.pem"))
    for verify in (False, secure.ca_path):
        made = Transport(timeout=5, retries=0, verify=verify)
        with pytest.raises(errors.Forbidden):
            Service(made, secure.url).get("Pinging", "/auth/v3/ping")
        made.close()
    made = Transport(timeout=5, retries=0)
    with pytest.raises(errors.CertificateError):
        Service(made, secure.url).get("Pinging", "/auth/v3/ping")
    made.close()


def test_a_certificate_that_is_not_trusted_is_not_tried_again(secure, waits):
    made = Transport(timeout=5, retries=3, sleep=waits.append)
    with pytest.raises(errors.CertificateError, match="not trusted|self-signed"):
        Service(made, secure.url).get("Trying", "/x")
    assert waits == [] and len(made.log) == 1
    made.close()


def test_headers(scripted, transport):
    scripted.answers = [OK]
    Service(transport, scripted.url, headers={"x-api-key": "k", "x-none": None}).get(
        "Trying", "/x", headers={"x-more": "m"}
    )
    headers = scripted.seen[0][2]
    assert (headers["x-api-key"], headers["x-more"], headers["accept"]) == ("k", "m", "application/json")
    assert "x-none" not in headers


@pytest.mark.parametrize("kind", [requests.exceptions.InvalidHeader, requests.exceptions.InvalidJSONError])
def test_what_the_library_does_not_send_is_not_told_as_an_answer(scripted, transport, monkeypatch, kind):
    """Old versions refuse texts of ansible-core's own kinds; the library's own words quote the header."""

    def refuse(*_arguments, **_more):
        raise kind("Header value Canary-1234 is not a string")

    monkeypatch.setattr(transport.session, "request", refuse)
    with pytest.raises(errors.InvalidInput, match=r"did not send it \(Invalid.*This request was not made\.") as caught:
        Service(transport, scripted.url).get("Looking", "/x")
    assert "Canary" not in str(caught.value) and scripted.seen == []


def test_an_answer_has_a_largest_size(scripted, service, monkeypatch):
    monkeypatch.setattr(http_service, "MAX_BODY", 1 << 20)
    scripted.answers = [(200, {}, b'"' + b"x" * (2 << 20) + b'"')]
    with pytest.raises(errors.BadResponse, match="more than 1 MiB") as caught:
        service.transport.retries = 0
        service.get("Trying", "/x")
    assert caught.value.hint


def test_a_slow_drip_ends_with_the_timeout(scripted):
    def drip(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        try:
            for _byte in range(1000):
                handler.wfile.write(b" ")
                handler.wfile.flush()
                time.sleep(0.02)
        except OSError:
            handler.close_connection = True

    scripted.answers = [drip]
    made = Transport(timeout=0.3, retries=0)
    start = time.monotonic()
    with pytest.raises(errors.TimedOut):
        Service(made, scripted.url).get("Trying", "/x")
    assert time.monotonic() - start < 2
    made.close()


def test_one_connection_for_a_whole_task(scripted, service):
    scripted.answers = [OK]
    other = Service(service.transport, scripted.url, Basic("a", "b"))
    for _number in range(5):
        service.get("Trying", "/x")
        other.call("Adding", "POST", "/y", json={})
    assert len(scripted.peers) == 1


def test_allowed_statuses_are_returned(scripted, service):
    scripted.answers = [status(404)]
    assert service.get("Trying", "/x", allow=(404,)).status == 404


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'{"status": {"code": 7, "message": "broken"}}', errors.Refused),
        (b'{"status": {"code": "7"}}', errors.Refused),
        (b'{"status": {"code": 409, "message": "it is taken"}}', errors.Conflict),
        (b'{"status": {"code": "409"}}', errors.Conflict),
        (b'{"status": {"code": 7, "message": "it already exists"}}', errors.Refused),
        (b'{"status": {"code": 7, "message": "No such region exists"}}', errors.Refused),
        (b'{"status": {"code": "FAILURE"}}', errors.Refused),
        (b'{"error": "invalid_token"}', errors.Refused),
    ],
)
def test_http_200_with_another_status_code_is_a_failure(scripted, service, body, kind):
    scripted.answers = [(200, {}, body)]
    with pytest.raises(kind) as caught:
        service.get("Trying", "/x")
    assert caught.type is kind


@pytest.mark.parametrize(
    "body",
    [
        b'{"status": {"code": 0}}',
        b'{"status": {"code": "0"}}',
        b'{"status": {"code": "SUCCESS"}}',
        b'{"data": {}}',
        b'{"status": {}}',
    ],
)
def test_success(scripted, service, body):
    scripted.answers = [(200, {}, body)]
    assert service.get("Trying", "/x").status == 200


def test_evidence_holds_no_query_secret_and_no_header(scripted, service):
    scripted.answers = [OK]
    service.get("Trying", "/x?y=1", headers={"Authorization": "Bearer secret"})
    assert service.transport.log == [{"method": "GET", "path": "/x?y=1", "status": 200}]


LIMITED = {
    "429": (429, b'{"message": "Rate limit exceeded the maximum.", "code": "too.many.requests", "status": 429}'),
    "429 without a body": (429, b""),
    "the token endpoint's 400": (
        400,
        b'{"error": "invalid_request", "description": "x", "error_description": "rate limit exceeded, wait"}',
    ),
}


@pytest.fixture
def patient(scripted, waits):
    """A service that limits requests, which is put up with for three minutes; nothing else is repeated."""
    made = Transport(timeout=2.0, retries=0, patience=180.0, sleep=waits.append)
    yield Service(made, scripted.url)
    made.close()


def limited(kind="429", **headers):
    status_code, body = LIMITED[kind]
    return status_code, {name.replace("_", "-"): value for name, value in headers.items()}, body


@pytest.mark.parametrize("kind", LIMITED)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_a_rate_limit_is_waited_for_whatever_was_asked(scripted, patient, waits, kind, method):
    """Such a request was not processed, so a POST is no lost answer; and it is none of the retries."""
    scripted.answers = [limited(kind), limited(kind), OK]
    assert patient.call("Trying", method, "/x", json={"a": 1} if method != "GET" else None).data == [1]
    assert len(scripted.seen) == 3 and len(waits) == 2
    assert waits[0] >= 1 and len({seen[3] for seen in scripted.seen}) == 1


@pytest.mark.parametrize(
    ("headers", "least", "most"),
    [
        ({"Retry_After": "7"}, 7, 7.8),
        ({"Retry_After": "90"}, 90, 91.1),
        ({"Retry_After": "date"}, 18, 22),
        ({"Retry_After": "past"}, 0, 2),
        ({"Retry_After": "0"}, 0, 2),
        ({"Retry_After": "5", "inin_ratelimit_reset": "50"}, 5, 5.6),
        ({"inin_ratelimit_reset": "12", "inin_ratelimit_count": "301", "inin_ratelimit_allowed": "300"}, 12, 13.3),
        ({"Retry_After": "soon", "inin_ratelimit_reset": "12"}, 12, 13.3),
        ({"inin_ratelimit_reset": "soon"}, 1, 1.2),
        ({"inin_ratelimit_reset": "-5"}, 1, 1.2),
        ({"Retry_After": "\u00b2"}, 1, 1.2),
        ({}, 1, 1.2),
    ],
    ids=str,
)
def test_how_long_a_rate_limit_is_waited_for(scripted, patient, waits, headers, least, most):
    moments = {"date": time.time() + 20, "past": time.time() - 50}
    given = {
        name: email.utils.formatdate(moments[value], usegmt=True) if value in moments else value
        for name, value in headers.items()
    }
    scripted.answers = [limited(**given), OK]
    patient.get("Trying", "/x")
    assert len(waits) == 1 and least <= waits[0] <= most


def test_without_a_word_it_waits_ever_longer_until_patience_ends(scripted, patient, waits):
    scripted.answers = [limited() for _number in range(100)] + [OK]
    with pytest.raises(errors.RateLimited):
        patient.get("Trying", "/x")
    assert 140 <= sum(waits) <= 180 and max(waits) <= 31.1
    assert len(scripted.seen) == len(waits) + 1 < 20
    assert all(later > 0.8 * before for before, later in zip(waits, waits[1:], strict=False))


@pytest.mark.parametrize(
    "headers",
    [{"Retry_After": "0"}, {"Retry_After": "Thu, 01 Jan 1970 00:00:00 GMT"}, {"inin_ratelimit_reset": "0"}],
    ids=str,
)
def test_patience_ends_even_when_the_service_asks_for_no_wait(scripted, patient, waits, headers):
    scripted.answers = [limited(**headers) for _number in range(1000)] + [OK]
    with pytest.raises(errors.RateLimited):
        patient.get("Trying", "/x")
    assert len(scripted.seen) < 300


@pytest.mark.parametrize("kind", LIMITED)
def test_who_would_have_to_wait_too_long_does_not_wait_at_all(scripted, patient, waits, kind):
    scripted.answers = [limited(kind, Retry_After="181")]
    with pytest.raises(errors.RateLimited) as caught:
        patient.get("Trying", "/x")
    assert waits == [] and len(scripted.seen) == 1
    assert "Retry-After 181" in caught.value.hint and caught.value.details["http_status"] == LIMITED[kind][0]


def test_patience_is_for_one_request(scripted, patient, waits):
    scripted.answers = [limited(Retry_After="100"), OK, limited(Retry_After="100"), OK]
    patient.get("Trying", "/x")
    patient.get("Trying", "/x")
    assert len(waits) == 2 and min(waits) >= 100


@pytest.mark.parametrize("patience", [0, 0.0])
def test_no_patience(scripted, waits, patience):
    made = Transport(timeout=2.0, retries=3, patience=patience, sleep=waits.append)
    scripted.answers = [limited()]
    with pytest.raises(errors.RateLimited):
        Service(made, scripted.url).get("Trying", "/x")
    assert waits == [] and len(scripted.seen) == 1
    made.close()


def test_patience_is_for_rate_limits_alone(scripted, patient, waits):
    scripted.answers = [status(503, Retry_After="1")]
    with pytest.raises(errors.ServiceError):
        patient.get("Trying", "/x")
    with pytest.raises(errors.AnswerLost):
        patient.call("Adding", "POST", "/x", json={})
    assert waits == [] and len(scripted.seen) == 2


def test_the_token_endpoint_s_other_errors_are_final(scripted, patient, waits):
    for body in (
        b'{"error": "invalid_client", "error_description": "rate limit exceeded"}',
        b'{"error": "invalid_request"}',
    ):
        scripted.answers = [(400, {}, body)]
        with pytest.raises(errors.Refused):
            patient.call("Obtaining", "POST", "/oauth/token", form={"a": "b"})
    assert waits == [] and len(scripted.seen) == 2


def test_the_service_s_name_for_a_request(scripted, service):
    assert service.transport.correlation_id is None
    scripted.answers = [
        (200, {"ININ-Correlation-Id": "one"}, OK[2]),
        (404, {"inin-correlation-id": "two"}, b"{}"),
        OK,
        reset,
    ]
    service.get("Trying", "/x")
    assert service.transport.correlation_id == "one"
    with pytest.raises(errors.NotFound):
        service.get("Trying", "/x")
    assert service.transport.correlation_id == "two"
    service.get("Trying", "/x")
    assert service.transport.correlation_id is None, "that of another request would mislead"
    scripted.answers = [(200, {"ININ-Correlation-Id": "three"}, OK[2]), reset]
    service.get("Trying", "/x")
    with pytest.raises(errors.Unreachable):
        service.get("Trying", "/x")
    assert service.transport.correlation_id is None


def test_a_proxy_of_the_service_s_own(scripted, transport, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    scripted.answers = [OK]
    Service(transport, "http://somewhere.example.com", proxy=scripted.url).get("Trying", "/x")
    assert [(seen[0], seen[1]) for seen in scripted.seen] == [("GET", "http://somewhere.example.com/x")]
    assert Service(transport, "http://somewhere.example.com").proxies["http"] == "http://127.0.0.1:1"


@pytest.mark.parametrize(
    "proxy", ["localhost:%d", "127.0.0.1:%d", "user:Pr0xyS3cret@localhost:%d", "http://localhost:%d"]
)
def test_a_proxy_of_the_environment_without_a_scheme(scripted, transport, monkeypatch, proxy):
    """As curl takes it, also where it looks like a URL of another scheme."""
    monkeypatch.setenv("HTTP_PROXY", proxy % int(scripted.url.rpartition(":")[2]))
    scripted.answers = [OK]
    Service(transport, "http://somewhere.example.com").get("Trying", "/x")
    assert [(seen[0], seen[1]) for seen in scripted.seen] == [("GET", "http://somewhere.example.com/x")]


@pytest.mark.parametrize("proxy", ["//localhost:1", "user:Pr0xyS3cret@", "localhost:port"])
def test_a_proxy_without_a_scheme_that_cannot_be_used(transport, monkeypatch, proxy):
    monkeypatch.setenv("HTTP_PROXY", proxy)
    with pytest.raises(errors.InvalidInput, match="HTTP_PROXY: ") as caught:
        Service(transport, "http://somewhere.example.com")
    assert "Pr0xyS3cret" not in str(caught.value)


def test_without_requests(monkeypatch):
    monkeypatch.setattr(http_session, "requests", None)
    with pytest.raises(errors.MissingLibrary, match="requests"):
        Transport()
