# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Redirects and other invitations to go elsewhere: nobody follows, and no credentials get to another host or into the clear."""

from __future__ import annotations

import pytest

from integration.support.good import GOOD
from trust.hostile.nonsense import BODY
from trust.hostile.outcome import BY_NAME, assert_clear, urls
from trust.support.raw_server import RawServer, always, answer

STATUSES = (301, 302, 303, 307, 308)
HTTP = [pytest.param(good.sql or good.name == "service", good, id=good.name) for good in GOOD if good.http]


@pytest.fixture
def elsewhere():
    """Another host, to which nothing may come."""
    with RawServer(always(answer(BODY))) as server:
        yield server
        assert server.seen == [] and server.connections == 0, "somebody went there: %s" % server.seen


def places(here, elsewhere):
    """Where a redirect may lead."""
    port = elsewhere.port
    return [
        elsewhere.url + "/steal",
        "http://localhost:%d/" % port,
        "//127.0.0.1:%d/x" % port,
        "http://ops:secret@127.0.0.1:%d/" % port,
        here + "/environment/v3/environments",  # the same host
        "/environment/v3/environments",
        "",
        "file:///etc/passwd",
        "https://127.0.0.1:%d/" % port,
        "gopher://127.0.0.1:%d/_x" % port,
        "http://127.0.0.1:%d\\@127.0.0.1/" % port,
        "javascript:alert(1)",
        "http://127.0.0.1:%d/" % port + "x" * 5000,
        "{{ lookup('pipe', 'id') }}",
    ]


@pytest.mark.parametrize(("world", "good"), HTTP, indirect=["world"])
def test_a_redirect_of_any_request(world, good, elsewhere, long, cases):
    """Each request of the run is answered by a redirect once; the run ends there, for the answer is none of the service."""
    good.prepare(world)
    world.clear_log()
    assert not good.run(world).get("failed")
    count = len(world.log())
    locations = places(world.emulator.url, elsewhere)
    for nth in range(1, count + 1) if long else sorted({1, count}):
        for number in range(len(locations) if long else 2):
            status, location = STATUSES[(nth + number) % 5], locations[(nth + 7 * number) % len(locations)]
            with cases("request %d, HTTP %d to %s" % (nth, status, location)):
                world.control.reset()
                good.prepare(world)
                world.control.fault("redirect", status=status, location=location, nth=nth, when="before")
                result = good.run(world)
                assert_clear(result)
                if result.get("failed"):  # else it was a request that may fail
                    assert result["failure"]["code"] == "redirected", result["msg"]
                    assert "{{" not in result["msg"] and "secret@" not in result["msg"]
                    assert not [entry for entry in world.writes() if entry["n"] > nth]


INVITATIONS = {
    "a challenge for Basic": ("401 X", "WWW-Authenticate: Basic realm=x"),
    "a challenge for Negotiate": ("401 X", "WWW-Authenticate: Negotiate"),
    "a challenge for Digest": ("401 X", 'WWW-Authenticate: Digest realm="x", nonce="y"'),
    "a challenge of a proxy": ("407 X", "Proxy-Authenticate: Basic realm=x"),
    "use a proxy": ("305 Use Proxy", "Location: %(elsewhere)s"),
    "a refresh": ("200 OK", "Refresh: 0; url=%(elsewhere)s"),
    "another place of the content": ("200 OK", "Content-Location: %(elsewhere)s/x"),
    "another service": ("200 OK", 'Alt-Svc: http/1.1="127.0.0.1:%(port)d"; ma=86400'),
    "a location without a redirect": ("200 OK", "Location: %(elsewhere)s/x"),
    "several choices": ("300 Multiple Choices", "Location: %(elsewhere)s/x"),
    "two locations": ("302 Found", "Location: %(elsewhere)s/x", "Location: %(elsewhere)s/y"),
    "an early hint": ("103 Early Hints\r\nLink: <%(elsewhere)s/x>; rel=preconnect\r\n\r\nHTTP/1.1 200 OK",),
    "created elsewhere": ("201 Created", "Location: %(elsewhere)s/x"),
}


@pytest.mark.parametrize("world", [False], indirect=True)
@pytest.mark.parametrize("name", ["token", "genesys_environment_info", "environment", "cloud_client"])
def test_other_invitations(world, name, elsewhere, cases):
    good, about = BY_NAME[name], {"elsewhere": elsewhere.url, "port": elsewhere.port}
    for label, lines in INVITATIONS.items():
        with cases(label), RawServer(always(answer(BODY, *(line % about for line in lines)))) as server:
            result = world.run(good.module, **{**good.options(world), **urls(good, server.url), "retries": 0})
            assert_clear(result)
            assert len(server.seen) <= 6


@pytest.mark.parametrize("world", [False], indirect=True)
def test_from_https_into_the_clear(world, certificate, elsewhere, cases):
    """Neither to another host nor to the same one; the same port answers in the clear, too."""
    for status in STATUSES:
        for name in ("token", "genesys_environment_info", "environment", "cloud_client", "cloud_token"):
            redirect = answer(b"", "%d Moved" % status, "Location: %s/x" % elsewhere.url)
            with cases("%s, HTTP %d" % (name, status)), RawServer(always(redirect), certificate[0]) as server:
                good = BY_NAME[name]
                given = {**good.options(world), **urls(good, server.url), "retries": 0, "ca_path": certificate[1]}
                result = world.run(good.module, **given)
                assert_clear(result)
                assert result["failure"]["code"] == "redirected", result["msg"]
                assert server.seen, "not even the first request came"


@pytest.mark.parametrize("world", [False], indirect=True)
def test_cookies_are_not_kept(world, cases):
    """Neither for the host that set them nor for another one of the same name."""
    cookies = (
        "Set-Cookie: canary=1",
        "Set-Cookie: canary=1; Path=/; Domain=127.0.0.1",
        "Set-Cookie: canary=1; Max-Age=99999",
        "Set-Cookie2: canary=1; Version=1",
        "Set-Cookie: " + "canary=" + "x" * 4000,
    )
    token = b'{"access_token": "t-1", "expires_in": 3600, "status": {"code": 0}, "data": {"genesysEnvironments": []}}'
    for cookie in cookies:
        with cases(cookie[:60]), RawServer(always(answer(token, "200 OK", cookie))) as server:
            result = world.run(
                "genesys_environment_info",
                auth_url=server.url,
                environment_url=server.url,
                auth_client_id="x",
                auth_client_secret="Canary-of-client",
                retries=0,
            )
            assert not result.get("failed"), result["msg"]
            assert len(server.seen) == 2
            assert b"canary=" not in b"".join(server.seen).lower() and b"cookie" not in b"".join(server.seen).lower()
