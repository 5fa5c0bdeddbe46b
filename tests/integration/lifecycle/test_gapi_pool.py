# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real PgBouncer before PostgreSQL, with what it refuses by default, in transaction mode."""

from __future__ import annotations

import psycopg2
import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.transport.postgres import Postgres
from integration.support import pgbouncer
from integration.support.good import assert_failure
from integration.support.nexus_samples import GAPI

pytestmark = pytest.mark.skipif(pgbouncer.program() is None, reason=pgbouncer.ABSENT)


@pytest.fixture
def pool(world):
    """The connection to the pool, as libpq names it."""
    with pgbouncer.running(world.database.params) as port:
        yield {**world.database.params, "host": "127.0.0.1", "port": port}


@pytest.fixture
def run(world, pool):
    """Runs the module through the pool."""

    def through_it(check=False, **given):
        reached = {**world.sql, "login_host": pool["host"], "login_port": pool["port"]}
        return world.run("nexus_gapi_db", check=check, **{**reached, **GAPI.create, **given})

    return through_it


def test_a_row_s_life(run):
    assert run(True)["changed"] and run()["changed"] and run()["changed"] is False
    assert run(region="/usw1")["changed"] and run(state="absent")["changed"]


def test_its_next_client_finds_a_session_without_our_bounds(pool):
    """All clients take turns at one session of the server."""
    ours, other = Postgres(pool, timeout=7), Postgres(pool, timeout=9)
    try:
        with ours.transaction():
            assert ours.query("Reading", "SHOW lock_timeout")[1] == [("7s",)]
            session = ours.query("Reading", "SELECT pg_backend_pid()")[1]
        assert other.query("Reading", "SELECT pg_backend_pid()")[1] == session
        with psycopg2.connect(**pool) as third, third.cursor() as cursor:
            cursor.execute(
                "SELECT pg_backend_pid(), current_setting('lock_timeout'), current_setting('statement_timeout')"
            )
            assert cursor.fetchall() == [(*session[0], "0", "0")]
        third.close()
    finally:
        ours.close()
        other.close()


def test_a_lock_is_waited_for_no_longer_than_the_timeout(world, run):
    with psycopg2.connect(world.database.dsn) as holder, holder.cursor() as cursor:
        cursor.execute("LOCK TABLE nex_gapis")
        for check in (True, False):
            assert_failure(run(check, timeout=0.2, retries=0), "conflict")
    holder.close()


def test_what_it_refuses_is_told_as_a_pool_s(run, monkeypatch):
    monkeypatch.setenv("PGOPTIONS", "-c search_path=digital")
    result = run(retries=0)
    assert_failure(result, "database")
    assert "PGOPTIONS" in result["failure"]["hint"]
