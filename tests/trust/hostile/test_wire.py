# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers that no decent server gives: one clear failure in bounded time, whatever was asked, and hardly anything else is asked."""

from __future__ import annotations

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.resources.registry import TASKS
from integration.support.good import GOOD, Good
from integration.support.proxy import Proxy
from trust.hostile import nonsense
from trust.hostile.outcome import BY_NAME, assert_clear, timed, urls
from trust.support.raw_server import RawServer, once

QUICK = 0.25  # seconds, the task's timeout where an answer never ends
SLACK = 0.6  # of this busy machine
REQUESTS = 6  # at most, for a look that failed
HTTP = [good for good in GOOD if good.http and not good.sql]
FEW = [BY_NAME[name] for name in ("genesys_environment_info", "token", "environment", "cloud_client")]
pytestmark = pytest.mark.parametrize("world", [False], indirect=True)


def some(number, long):
    """The calls of which each behaviour is tried: all of them, or one after the other."""
    return HTTP if long else [FEW[number % len(FEW)]]


def call(world, good: Good, url, **more):
    """Run the task against this server; nothing is waited for or tried again."""
    known = {field.arg for field in TASKS[good.module].options}
    given = {**good.options(world), **urls(good, url), "retries": 0, "timeout": 20, "rate_limit_wait": 0, **more}
    result = world.run(
        good.module, **{name: value for name, value in given.items() if name in known and value is not None}
    )
    assert_clear(result)
    return result


def assert_fails(result, codes):
    """It failed with one of the codes."""
    code = result["failure"]["code"] if result.get("failed") else "ok"
    assert code in codes, "%s: %s" % (code, result.get("msg"))
    if code != "ok":
        assert result["failure"]["operation"] and not result["changed"], result


def test_answers_that_are_none(world, long, cases):
    for number, (label, (behave, codes)) in enumerate(nonsense.fixed().items()):
        for good in some(number, long):
            # An answer that says nothing is that of a service which offers no way to look, or of one that is done.
            allowed = codes + (("ok", "not_observable") if good.name in ("service", "data_center") else ())
            with cases("%s: %s" % (good.name, label)), RawServer(behave) as server:
                assert_fails(timed(lambda: call(world, good, server.url), 10), allowed)
                assert len(server.seen) <= REQUESTS


def test_answers_that_are_odd_but_proper(world, cases):
    good = BY_NAME["genesys_environment_info"]
    for label, data in nonsense.PROPER.items():
        with cases(label), RawServer(once(lambda peer: peer.send(data))) as server:
            result = call(world, good, server.url)
            assert not result.get("failed") and result["environments"] == [], result.get("msg")


def test_answers_that_end_by_themselves(world, long, cases):
    for number, (label, (behave, codes)) in enumerate(nonsense.ENDING.items()):
        for good in some(number, long):
            with cases("%s: %s" % (good.name, label)), RawServer(behave) as server:
                assert_fails(timed(lambda: call(world, good, server.url), 10), codes)
                assert len(server.seen) <= REQUESTS


def assert_given_up(world, good, server, **more):
    """The task's timeout bounds each of its requests as a whole."""
    result = timed(lambda: call(world, good, server.url, timeout=QUICK, **more), 3 * QUICK + SLACK)
    assert_fails(result, ("timeout",))
    requests = len(result["requests"])
    assert requests <= 3
    return requests


def test_answers_without_an_end(world, long, cases):
    for number, (label, behave) in enumerate(nonsense.ENDLESS.items()):
        for good in some(number, long):
            with cases("%s: %s" % (good.name, label)), RawServer(behave) as server:
                assert_given_up(world, good, server)


def test_through_tls(world, long, cases, certificate):
    behaviours = nonsense.ENDLESS if long else {name: nonsense.ENDLESS[name] for name in SLOW}
    good = BY_NAME["genesys_environment_info"]
    for label, behave in behaviours.items():
        with cases(label), RawServer(behave, certificate[0]) as server:
            assert_given_up(world, good, server, ca_path=certificate[1])
    for label, behave in (("a handshake that does not begin", once(lambda peer: peer.hold())), HALF_A_HANDSHAKE):
        with cases(label), RawServer(behave) as server:
            result = timed(
                lambda: call(world, good, server.url.replace("http", "https"), timeout=QUICK),
                QUICK + SLACK,
            )
            assert_fails(result, ("timeout",))


SLOW = ("the status line byte by byte", "headers byte by byte", "the body byte by byte")
HALF_A_HANDSHAKE = ("a handshake byte by byte", lambda peer: peer.drip(b"\x16\x03\x03\x40\x00" + b"\x02" * 5000))


def test_through_proxies(world, monkeypatch, long, cases, certificate):
    """A slow service behind a proxy, in the clear and in a tunnel, and a slow proxy."""
    good = BY_NAME["genesys_environment_info"]
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    behaviours = nonsense.ENDLESS if long else {name: nonsense.ENDLESS[name] for name in SLOW}
    for label, behave in behaviours.items():
        with cases("in a tunnel: " + label), Proxy() as proxy, RawServer(behave, certificate[0]) as server:
            monkeypatch.setenv("https_proxy", proxy.url)
            assert_given_up(world, good, server, ca_path=certificate[1])
            assert proxy.seen[0][0] == "CONNECT"
        for scheme, name in (("http", "http_proxy"), ("https", "https_proxy")):
            with cases("a proxy for %s: %s" % (scheme, label)), RawServer(behave) as server:
                monkeypatch.setenv(name, server.url)
                result = timed(
                    lambda: call(world, good, scheme + "://127.0.0.1:9", timeout=QUICK),
                    QUICK + SLACK,
                )
                # What follows the status line of a tunnel may be its end: then TLS begins, and finds none.
                assert_fails(result, ("timeout",) + (("certificate", "unreachable") if scheme == "https" else ()))
