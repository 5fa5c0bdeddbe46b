# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A proxy on the way to a service with TLS sees nothing; one that shows a certificate of its own is found out before it hears a word."""

from __future__ import annotations

import pytest

from integration.support.good import assert_failure
from trust.tls.support.front import Front
from trust.tls.support.https import BAD, FEW, HTTP, assert_untrusted, run
from trust.tls.support.proxies import Strict, Tunnels

pytestmark = pytest.mark.parametrize("world", [False], indirect=True)
NAMES = [FEW[0], FEW[1], FEW[3], FEW[4]]


@pytest.fixture
def through(monkeypatch):
    """Makes the tasks go through this proxy, by the environment or, where they have it, by their own option."""

    def use(name, by_option, url):
        if by_option:
            assert name.startswith("cloud")
            return {"cloud_proxy_url": url}
        for variable in ("no_proxy", "NO_PROXY"):
            monkeypatch.delenv(variable, raising=False)
        monkeypatch.setenv("HTTPS_PROXY", url)
        return {}

    return use


WAYS = [(name, by_option) for name in NAMES for by_option in (False, True) if not by_option or name.startswith("cloud")]


@pytest.mark.parametrize(("name", "by_option"), WAYS)
def test_a_proxy_in_between(world, fronts, certificates, through, cases, long, name, by_option):
    good = HTTP[name]
    good.prepare(world)
    before = world.state()
    kinds = BAD if long else ["unknown authority", "another name"]
    for kind in kinds:
        host, reason, hint = BAD[kind]
        with cases("%s: a tunnel to a service that shows: %s" % (name, kind)), Tunnels() as tunnels:
            front = fronts(kind)
            result = run(world, good, front.url(host), ca_path=certificates.ca, **through(name, by_option, tunnels.url))
            assert_untrusted(world, result, front, reason, hint)
            assert tunnels.seen == ["%s:%d" % (host, front.port)]
        with cases("%s: a proxy that itself shows: %s" % (name, kind)):
            front, there = fronts(kind), fronts("good")
            with Tunnels(instead=front.port) as tunnels:
                way = through(name, by_option, tunnels.url)
                result = run(world, good, there.url(host), ca_path=certificates.ca, **way)
            assert_untrusted(world, result, front, reason, hint)
            assert there.met == 0 and tunnels.seen == ["%s:%d" % (host, there.port)]
    assert world.state() == before
    with cases("%s: a tunnel to the right service" % name), Tunnels() as tunnels:
        front = fronts("good")
        result = run(world, good, front.url(), ca_path=certificates.ca, **through(name, by_option, tunnels.url))
        assert not result.get("failed"), result["msg"]
        assert tunnels.seen and front.heard


@pytest.mark.parametrize(("name", "by_option"), WAYS)
def test_a_proxy_with_tls_of_its_own(world, fronts, certificates, through, cases, name, by_option):
    good, target = HTTP[name], fronts("good")
    good.prepare(world)
    before = world.state()
    with Tunnels() as tunnels:
        for kind, reason in (("unknown authority", "not trusted"), ("another name", "another name")):
            front = Front(certificates.servers[kind], tunnels.port)
            with cases("%s: its certificate is of the kind: %s" % (name, kind)):
                way = through(name, by_option, front.url())
                result = run(world, good, target.url(), ca_path=certificates.ca, **way)
                assert_failure(result, "certificate")
                assert "proxy" in result["failure"]["message"] and reason in result["failure"]["message"]
                assert "cloud_proxy_url" in result["failure"]["hint"]
                assert front.heard == b"" and front.met and target.met == 0 and tunnels.seen == []
            front.close()
        assert world.state() == before
        front = Front(certificates.servers["good"], tunnels.port)
        with cases("%s: it is the right proxy" % name):
            way = through(name, by_option, front.url())
            result = run(world, good, target.url(), ca_path=certificates.ca, **way)
            assert not result.get("failed"), result["msg"]
            assert tunnels.seen and b"CONNECT " in front.heard
        front.close()


def test_a_proxy_that_ends_the_tunnel(world, fronts, certificates, through):
    """It is no matter of certificates."""
    good, front = HTTP["environment"], fronts("good")
    good.prepare(world)
    with Tunnels(instead=9) as tunnels:  # the port of the service that discards: nobody has it
        result = run(world, good, front.url(), ca_path=certificates.ca, **through("environment", False, tunnels.url))
    assert_failure(result, "unreachable")
    assert len(tunnels.seen) == 2, "it is tried again, as often as the user wants"


WRONG = {
    "a SOCKS proxy without its library": ("socks5://user:Canary-of-proxy@127.0.0.1:9", "missing_library", "PySocks"),
    "no host": ("http://", "invalid_input", "no URL of a proxy"),
    "credentials only": ("http://user:Canary-of-proxy@", "invalid_input", "no URL of a proxy"),
    "another scheme": ("ftp://127.0.0.1:9", "invalid_input", "no URL of a proxy"),
    "a port that there is not": ("http://127.0.0.1:99999", "invalid_input", "no URL of a proxy"),
    "a host that there cannot be": ("http://exa mple:9", "invalid_input", "no URL of a proxy"),
    "half an address": ("http://[::1", "invalid_input", "no URL of a proxy"),
}


@pytest.mark.parametrize("kind", WRONG)
@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "ALL_PROXY"])
def test_a_proxy_that_cannot_be_used(world, fronts, certificates, through, cases, monkeypatch, kind, variable):
    """It is told as the variable's, never as the URL option's, and the other credentials in it are not shown."""
    url, code, words = WRONG[kind]
    world.canaries.add("Canary-of-proxy")
    for name in NAMES:
        good, front = HTTP[name], fronts("good")
        good.prepare(world)
        through(name, False, url)
        monkeypatch.delenv("HTTPS_PROXY")
        monkeypatch.setenv(variable, url)
        with cases(name):
            result = run(world, good, front.url(), ca_path=certificates.ca)
            assert_failure(result, code)
            message = result["failure"]["message"]
            assert message.startswith(variable) and words in message, message
            assert "Check the URL" not in result["msg"] and result["requests"] == [] and front.met == 0


@pytest.mark.parametrize("has_tls", [False, True], ids=["http", "https"])
@pytest.mark.parametrize(("name", "by_option"), WAYS)
def test_a_proxy_that_wants_a_login(world, fronts, certificates, monkeypatch, through, name, by_option, has_tls):
    good, front = HTTP[name], fronts("good")
    good.prepare(world)
    before = world.state()
    with Strict() as proxy:
        way = through(name, by_option, proxy.url)
        if not by_option:
            monkeypatch.setenv("HTTP_PROXY", proxy.url)
        result = run(world, good, front.url() if has_tls else world.emulator.url, ca_path=certificates.ca, **way)
    assert_failure(result, "proxy")
    assert "the proxy" in result["failure"]["message"] and "407" in result["failure"]["message"], result["msg"]
    assert "user:password@host" in result["failure"]["hint"]
    assert len(proxy.seen) == 1, "it is not tried again"
    assert front.met == 0 and world.log() == [] and world.state() == before
