# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers of a token endpoint that a good server does not give, but which come back from somewhere: used as far as they make sense,
else one clear message.
"""

from __future__ import annotations

import base64
from functools import partial

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.transport.http_service import Transport
from ansible_collections.cxops.genesys.plugins.module_utils.transport.memory import Memory
from ansible_collections.cxops.genesys.plugins.module_utils.transport.services import Services
from trust.support.oauth_servers import seeds
from trust.support.oauth_servers.elsewhere import MODULES

TOKEN = "Canary-token-0123456789"
GOOD = {"access_token": TOKEN, "token_type": "bearer", "expires_in": 3600}
BEARERS = {"genesys_token": "genesys_environment_info", "genesys_cloud_token": "genesys_cloud_oauth_client_info"}
MISSING = object()
JWT = ".".join(base64.urlsafe_b64encode(b"x" * size).decode().rstrip("=") for size in (30, 5700, 256))

# expires_in: (what the result says of it, whether the tasks of a run share the token)
LIFETIMES = [
    (3600, 3600, True),
    (43199, 43199, True),
    (31536000000, 31536000000, True),
    (10**60, 10**60, True),
    ("3600", 3600, True),
    ("31536000000", 31536000000, True),
    (3600.0, 3600, True),
    (3599.7, 3599, True),
    (29, 29, False),
    (1, 1, False),
    (0, 0, False),
    ("0", 0, False),
    (-1, -1, False),
    (-(10**60), -(10**60), False),
    (MISSING, MISSING, False),
    (None, MISSING, False),
    (True, MISSING, False),
    ("", MISSING, False),
    ("soon", MISSING, False),
    ("3600 s", MISSING, False),
    ("-5", MISSING, False),
    ("9" * 40, MISSING, False),
    ([3600], MISSING, False),
    ({"seconds": 3600}, MISSING, False),
]


def answer(**changes):
    return {name: value for name, value in {**GOOD, **changes}.items() if value is not MISSING}


def accepted(odd, module, body, **given):
    """The token is obtained and is good."""
    odd.server.token = body["access_token"]
    odd.server.says((200, body))
    return odd.obtained(module, seeds.MACHINE, **given)


@pytest.mark.parametrize("module", MODULES)
def test_lifetimes(odd, cases, module):
    for given, told, shared in LIFETIMES:
        with cases("expires_in %r" % (given if given is not MISSING else "missing")):
            body = answer(expires_in=given)
            token = accepted(odd, module, body)["token"]
            assert token.get("expires_in", MISSING) == told and isinstance(token.get("expires_in", 0), int)
            odd.server.says((200, body))
            memory = Memory(None)
            for _task in range(2):
                result = odd.run(
                    BEARERS[module],
                    make_services=lambda options, memory=memory: Services(
                        options, partial(Transport, sleep=odd.sleep), memory
                    ),
                    **odd.reach(BEARERS[module], seeds.MACHINE),
                )
                assert not result.get("failed"), result["msg"]
            assert odd.server.asked == (1 if shared else 2)


@pytest.mark.parametrize("module", MODULES)
def test_answers_that_make_sense(odd, cases, module):
    for label, body in {
        "no refresh token": answer(),
        "an empty refresh token": answer(refresh_token=""),
        "a refresh token of null": answer(refresh_token=None),
        "no type": answer(token_type=MISSING),
        "a type of null": answer(token_type=None),
        "Bearer": answer(token_type="Bearer"),
        "BEARER": answer(token_type="BEARER"),
        "a JWT of 8 KiB": answer(access_token=JWT),
        "one character": answer(access_token="x"),
        "every character of a token": answer(access_token="Canary" + "".join(map(chr, range(0x21, 0x7F)))),
        "a scope that is a list": answer(scope=["read", "write"]),
        "a scope in unicode": answer(scope="läse ☕"),
        "members that nobody knows": answer(warning="ünï", more={"deep": [1, None, {"x": "y"}]}),
        "an id token": answer(id_token="Canary.id.token"),
    }.items():
        with cases(label):
            accepted(odd, module, body)
            result = odd.run(BEARERS[module], **odd.reach(BEARERS[module], seeds.MACHINE))
            assert not result.get("failed"), result["msg"]
    assert len(JWT) > 7 * 1024


@pytest.mark.parametrize("module", MODULES)
def test_a_resource_that_takes_no_token_is_asked_twice(odd, module):
    """The endpoint goes on issuing tokens that the resource does not take: one renewal, and no loop."""
    odd.server.token = "another"
    odd.server.says(*[(200, answer(access_token="Canary-token-%d" % count)) for count in range(5)], (400, b""))
    result = odd.run(BEARERS[module], **odd.reach(BEARERS[module], seeds.MACHINE))
    assert result["failure"]["code"] == "bad_credentials", result
    assert [entry["status"] for entry in result["requests"]] == [200, 401, 200, 401]
    assert odd.server.asked == 2


def test_an_exchanged_token_may_be_of_another_type(odd):
    given = {"grant_type": "token_exchange", "subject_token": "Canary-subject"}
    accepted(odd, "genesys_token", answer(token_type="N_A"), **given)


@pytest.mark.parametrize("module", MODULES)
def test_answers_without_a_token_that_can_be_used(odd, cases, module):
    url = "cloud_login_url" if "cloud" in module else "auth_url"
    page = "<!DOCTYPE html><html><title>Sign in</title><body>password: Canary-page</body></html>"
    for label, body, hint in (
        ("no token", answer(access_token=MISSING), url),
        ("an empty one", answer(access_token=""), url),
        ("null", answer(access_token=None), url),
        ("a number", answer(access_token=5), url),
        ("a list", answer(access_token=[TOKEN]), url),
        ("with a line break", answer(access_token=TOKEN + "\r\nX-Injected: 1"), url),
        ("with a line break at its end", answer(access_token=TOKEN + "\n"), url),
        ("with a zero byte", answer(access_token=TOKEN + "\0"), url),
        ("in unicode", answer(access_token="Canary-tökén-☕"), url),
        ("half a character", b'{"access_token": "Canary-\\ud800", "token_type": "bearer"}', "Run again"),
        ("of type mac", answer(token_type="mac"), "bearer"),
        ("of type DPoP", answer(token_type="DPoP"), "bearer"),
        ("of type N_A", answer(token_type="N_A"), "bearer"),
        ("of a type that is a number", answer(token_type=1), "bearer"),
        ("of a type that is a list", answer(token_type=["bearer"]), "bearer"),
        ("the token in an envelope", {"status": {"code": 0}, "data": GOOD}, url),
        ("an empty object", {}, url),
        ("a list", [GOOD], "Check the URL"),
        ("a text", '"%s"' % TOKEN, "Check the URL"),
        ("null", "null", url),
        ("nothing", b"", url),
        ("blanks", b" \n ", url),
        ("a web page", page, "user interface"),
        ("cut off", '{"access_token": "%s", "tok' % TOKEN, "Run again"),
        ("twice", '{"access_token": "%s", "access_token": "other"}' % TOKEN, "Run again"),
        ("another encoding", '{"access_token": "tökén"}'.encode("latin-1"), "Run again"),
        ("form-encoded", "access_token=%s&token_type=bearer" % TOKEN, "Run again"),
    ):
        with cases(label):
            odd.server.says((200, body))
            odd.issued |= {TOKEN, "Canary-page"}
            # What cannot be read may have broken on its way, and a token may be asked for again.
            broken = hint == "Run again" or label == "a web page"
            failure = refused(odd, module, "bad_response", hint, 2 if broken else 1)
            assert failure["http_status"] == 200


def refused(odd, module, kind, hint, requests=1, **given):
    odd.slept.clear()
    result = odd.ask(module, seeds.MACHINE, **given)
    assert result.get("failed"), "a token was obtained"
    failure = result["failure"]
    assert failure["code"] == kind, result["msg"]
    assert hint in failure["hint"], result["msg"]
    assert failure["message"].startswith("Obtaining a token by ") and "\n" not in result["msg"]
    assert len(result["requests"]) == odd.server.asked == requests, result["requests"]
    return failure


@pytest.mark.parametrize("module", MODULES)
def test_errors(odd, cases, module):
    client = "cloud_client_secret" if "cloud" in module else "client secret"
    page = ("<html><body>%s</body></html>" % ("x" * 3000), {"Content-Type": "text/html"})
    html, plain = ({"Content-Type": "text/html"},), ({"Content-Type": "text/plain"},)
    for label, said, kind, hint, requests in (
        ("403 with nothing", (403, b""), "forbidden", "do not give this right", 1),
        ("403 of a gateway", (403, {"message": "Forbidden"}), "forbidden", "api_key", 1),
        ("401 with nothing", (401, b""), "bad_credentials", client, 1),
        ("401 as a page", (401, page[0], *html), "bad_credentials", client, 1),
        ("400 with nothing", (400, b""), "refused", "did not accept", 1),
        ("400 as a page", (400, page[0], *html), "refused", "did not accept", 1),
        ("400 as a text", (400, "no", *plain), "refused", "did not accept", 1),
        ("400 without a description", (400, {"error": "invalid_request"}), "refused", "did not accept", 1),
        ("400 invalid_client", (400, {"error": "invalid_client"}), "bad_credentials", client, 1),
        ("400 unicode", (400, {"error": "x", "error_description": "größe ☕ 密"}), "refused", "did not accept", 1),
        ("400 an error that is an object", (400, {"error": {"code": 5}}), "refused", "did not accept", 1),
        ("400 an error that is null", (400, {"error": None}), "refused", "did not accept", 1),
        ("400 a list", (400, [1]), "refused", "did not accept", 1),
        ("200 that is an error", (200, {"error": "invalid_client"}), "bad_credentials", client, 1),
        ("200 with a status that is none", (200, {"status": {"code": 7, "message": "no"}}), "refused", "did not", 1),
        ("404 as a page", (404, page[0], *html), "not_found", "Check the URL", 1),
        ("405", (405, b""), "not_offered", "does not offer", 1),
        ("302 to another host", (302, b"", {"Location": "https://evil.example/oauth"}), "redirected", "final URL", 1),
        ("307 to another host", (307, b"", {"Location": "http://127.0.0.2:1/x"}), "redirected", "final URL", 1),
        ("500 for good", (500, page[0], *html), "service_error", "look at its log", 2),
        ("502 as a page", (502, page[0], *html), "service_error", "look at its log", 2),
        ("503 with a wait", (503, b"", {"Retry-After": "7"}), "service_error", "look at its log", 2),
        ("503 with a wait that is too long", (503, b"", {"Retry-After": "86400"}), "service_error", "look at", 1),
        ("418", (418, b""), "refused", "did not accept", 1),
        ("204", (204, b""), "bad_response", "_url", 1),
    ):
        with cases(label):
            odd.server.says(said)
            failure = refused(odd, module, kind, hint, requests)
            assert failure["http_status"] == said[0]
    with cases("429 for good"):
        odd.server.says((429, b"", {"Retry-After": "100"}))
        failure = refused(odd, module, "rate_limited", "run again later", 2)
        assert sum(odd.slept) <= 180


@pytest.mark.parametrize("module", MODULES)
def test_passing_errors(odd, cases, module):
    for label, *said in (
        ("500", (500, b"")),
        ("502 as a page", (502, "<html>", {"Content-Type": "text/html"})),
        ("503 with a wait", (503, b"", {"Retry-After": "3"})),
        ("504", (504, b"")),
        ("429 with a wait", (429, b"", {"Retry-After": "3"})),
    ):
        with cases(label):
            odd.server.token = TOKEN
            odd.server.says(*said, (200, GOOD))
            assert len(odd.obtained(module, seeds.MACHINE)["requests"]) == 2


@pytest.mark.parametrize("module", MODULES)
def test_what_is_good_for_one_time_only(odd, cases, module):
    """When the answer to the first attempt was lost, a refusal of the second tells that the first may have been the reason."""
    refusal = (400, {"error": "invalid_grant", "error_description": "used up"})
    code = {"grant_type": "authorization_code", "code": "Canary-code", "redirect_uri": seeds.REDIRECT}
    for label, given, told in (
        ("a code", code, True),
        ("a refresh token", {"grant_type": "refresh_token", "refresh_token": "Canary-refresh"}, True),
        ("client credentials", {}, False),
    ):
        for lost in ((500, b""), (200, '{"access_token": "Canary-cut-o')):
            with cases("%s, %s" % (label, lost)):
                odd.server.says(lost, refusal)
                result = odd.ask(module, seeds.MACHINE, **given)
                assert result["failure"]["code"] == "bad_credentials" and len(result["requests"]) == 2
                assert ("may have used it up" in result["msg"]) == told
        with cases("%s, refused at once" % label):
            odd.server.says(refusal)
            assert "An attempt before" not in odd.ask(module, seeds.MACHINE, **given)["msg"]


@pytest.mark.parametrize("module", MODULES)
def test_errors_that_quote_what_was_sent(odd, cases, module):
    """Servers like to say what they did not like."""
    secret = seeds.MACHINE["secret"]
    pair = base64.b64encode(("%s:%s" % (seeds.MACHINE["id"], secret)).encode()).decode()
    given = {"grant_type": "refresh_token", "refresh_token": "Canary refresh/+%"}
    for label, text in {
        "the secret": "bad secret %s" % secret,
        "the header": "bad header Basic %s" % pair,
        "the refresh token": "Invalid refresh token: %s" % given["refresh_token"],
        "the refresh token, encoded": "refresh_token=Canary%20refresh%2F%2B%25",
        "the refresh token, encoded as in a form": "refresh_token=Canary+refresh%2F%2B%25",
        "all of it, long": ("%s %s " % (secret, given["refresh_token"])) * 200,
        "cut in the middle": "x" * (500 - len(secret) // 2) + secret,
    }.items():
        for body in ({"error": "invalid_grant", "error_description": text}, {"error": text}, {"message": text}):
            for status in (400, 401, 403, 500, 200):
                with cases("%s, %s, %d" % (label, ", ".join(body), status)):
                    odd.server.says((status, body))
                    result = odd.ask(module, seeds.MACHINE, **given)
                    assert result["failed"] and pair not in str(result)
                    for part in (secret, "Canary refresh", "Canary%20", "Canary+"):
                        assert part not in str(result)
