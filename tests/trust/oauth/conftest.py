# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The servers of others, each started once for a process that runs tests."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from trust.support.oauth_servers import running, scripted
from trust.support.oauth_servers.elsewhere import Elsewhere


@pytest.fixture(scope="session")
def servers(tmp_path_factory):
    """Starts a server by its kind when it is first asked for; skips the test where it cannot run."""
    started = {}
    with ExitStack() as stack:

        def one(kind):
            if kind not in started:
                folder = tmp_path_factory.mktemp("oauth") / kind
                try:
                    started[kind] = stack.enter_context(running.start(kind, folder))
                except running.Absent as reason:
                    started[kind] = reason
            if isinstance(started[kind], running.Absent):
                pytest.skip("%s: %s" % (kind, started[kind]))
            return started[kind]

        yield one


@pytest.fixture(params=list(running.KINDS))
def elsewhere(request, servers):
    """The modules against each of the servers."""
    return Elsewhere(servers(request.param))


@pytest.fixture(params=["django-oauth-toolkit", "authlib"])
def persons(request, servers):
    """The modules against each of the servers that take the password of a person."""
    return Elsewhere(servers(request.param))


@pytest.fixture
def django(servers):
    """The modules against django-oauth-toolkit, whose protected resources may refuse without a word."""
    return Elsewhere(servers("django-oauth-toolkit"))


@pytest.fixture
def odd():
    """The modules against an endpoint that says what the test tells it to."""
    with scripted.start() as server:
        yield Elsewhere(server)
