# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several hosts of the database, or several addresses of one: who does not answer leaves the others their time."""

from __future__ import annotations

import socket
import time
from contextlib import ExitStack

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.transport import sql_hosts
from integration.support.good import assert_failure
from integration.support.nexus_samples import GAPI
from trust.support.sql_proxy import SqlProxy

OTHER = "127.0.0.2"


@pytest.fixture
def proxy(world):
    """The database, at a port that other addresses of this machine have free."""
    with SqlProxy(world.database.params["host"], world.database.params["port"]) as made:
        yield made


@pytest.fixture(params=["takes connections and says nothing", "swallows packets"])
def silent(request, proxy):
    """A host at the same port that never answers."""
    with ExitStack() as stack:
        server = stack.enter_context(socket.socket())
        server.bind((OTHER, proxy.port))
        server.listen(0 if "swallows" in request.param else 9)
        for _full in range(3 if "swallows" in request.param else 0):  # until there is no room for another
            one = stack.enter_context(socket.socket())
            one.setblocking(False)
            one.connect_ex((OTHER, proxy.port))
        yield OTHER


def run(world, proxy, host, **given):
    reached = {**world.sql, "login_host": host, "login_port": proxy.port}
    return world.run("nexus_gapi_db", **{**reached, **GAPI.create, "timeout": 2, "retries": 0, **given})


def test_the_next_host_is_tried(world, proxy, silent):
    began = time.monotonic()
    assert run(world, proxy, silent + ",127.0.0.1")["changed"]
    assert time.monotonic() - began < 2
    assert run(world, proxy, silent + ",127.0.0.1")["changed"] is False


def test_the_next_address_of_a_name_is_tried(world, proxy, silent, monkeypatch):
    monkeypatch.setattr(sql_hosts, "addresses", lambda name, port: [silent, "127.0.0.1"])
    assert run(world, proxy, "many.invalid")["changed"]


def test_libpq_s_own_bound_holds_for_each(world, proxy, silent, monkeypatch):
    monkeypatch.setenv("PGCONNECT_TIMEOUT", "1")
    began = time.monotonic()
    assert run(world, proxy, silent + ",127.0.0.1", timeout=60)["changed"]
    assert time.monotonic() - began < 20


def test_nobody_answers(world, proxy, silent):
    began = time.monotonic()
    result = run(world, proxy, "%s,%s" % (silent, silent), timeout=0.5)
    assert_failure(result, "timeout")
    assert silent in result["msg"] and time.monotonic() - began < 5


def test_a_host_without_a_server_is_passed_by(world, proxy):
    assert run(world, proxy, OTHER + ",127.0.0.1")["changed"]


def test_who_is_refused_is_refused_once(world, proxy):
    """A wrong password would count once for each host."""
    result = run(world, proxy, "127.0.0.1,127.0.0.1", login_password="Canary-wrong-0001")
    assert_failure(result, "bad_credentials")
    assert len(proxy.startups) == 1
