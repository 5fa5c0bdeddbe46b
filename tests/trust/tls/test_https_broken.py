# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A TLS connection that just ends is no matter of certificates: it is tried again, and a creation is looked for before it is."""

from __future__ import annotations

import pytest

from integration.support.good import assert_failure
from trust.tls.support.breaking import MOMENTS, Breaking
from trust.tls.support.https import FEW, HTTP, run

pytestmark = pytest.mark.parametrize("world", [False], indirect=True)
NAMES = [FEW[0], FEW[1], "genesys_contact_center_info", "cloud_token"]


@pytest.mark.parametrize("hard", [False, True])
@pytest.mark.parametrize("name", NAMES)
def test_it_ends_once(world, certificates, cases, long, name, hard):
    good = HTTP[name]
    pair = certificates.servers["good"]
    with Breaking(pair, world.emulator.port, hard) as front:
        for moment in MOMENTS:
            for before in (0, 1) if long or moment == MOMENTS[3] else (0,):
                with cases("%s: %s, connection %d, hard=%s" % (name, moment, before, hard)):
                    world.control.reset()
                    good.prepare(world)
                    # Whoever broke a connection gives none of it to the next request.
                    front.due[:] = [moment] * (before + 1)
                    result = run(world, good, front.url, ca_path=certificates.ca, retries=3)
                    assert not result.get("failed"), result["msg"]
                    assert front.due == []
                    if good.module.endswith(("auth_client", "environment")):
                        assert result["changed"]
                        again = run(world, good, front.url, ca_path=certificates.ca)
                        assert again["changed"] is False, again


@pytest.mark.parametrize("name", NAMES)
def test_it_always_ends(world, certificates, cases, name):
    good = HTTP[name]
    good.prepare(world)
    before = world.state()
    with Breaking(certificates.servers["good"], world.emulator.port) as front:
        for moment in MOMENTS[:3]:
            with cases("%s: %s" % (name, moment)):
                front.due[:] = [moment] * 20
                result = run(world, good, front.url, ca_path=certificates.ca, retries=2)
                assert_failure(result, "unreachable")
                assert "client_cert" in result["failure"]["hint"]
                assert len(front.due) == 17
    assert world.state() == before
