# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The schema of the tables of Digital Channels, and sessions that are not ours alone: PGOPTIONS, pools before PostgreSQL."""

from __future__ import annotations

import psycopg2
import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.transport.postgres import Postgres
from integration.support.good import assert_failure
from integration.support.nexus_samples import GAPI
from trust.support.sql_proxy import SqlProxy

NAMES = ["digital", 'Digital "Channels"', "100%s of it's", "é" * 31]


def run(world, check=False, **given):
    return world.run("nexus_gapi_db", check=check, **{**world.sql, **GAPI.create, **given})


@pytest.fixture
def moved(world):
    """Moves the table into a schema; returns the schema's quoted name."""
    made = []

    def move(name):
        made.append('"%s"' % name.replace('"', '""'))
        world.database.query("CREATE SCHEMA " + made[-1])
        world.database.query("ALTER TABLE nex_gapis SET SCHEMA " + made[-1])
        return made[-1]

    yield move
    for name in made:
        world.database.query("DROP SCHEMA %s CASCADE" % name)
    world.database.reset()


@pytest.mark.parametrize("name", NAMES)
def test_the_option_names_the_schema(world, moved, name):
    schema = moved(name)
    assert_failure(run(world), "database")
    foretold = run(world, True, schema=name)
    done = run(world, schema=name)
    assert foretold["changed"] and done["changed"] and foretold["diff"] == done["diff"]
    assert run(world, schema=name)["changed"] is False
    assert world.database.query("SELECT url FROM %s.nex_gapis" % schema) == [{"url": GAPI.create["url"]}]
    assert run(world, schema=name, region="/usw1")["changed"] and run(world, schema=name, state="absent")["changed"]


@pytest.mark.parametrize("name", ["none_such", "é" * 31 + "x" * 5])
def test_a_schema_without_the_table(world, moved, name):
    """PostgreSQL cuts long names off, so that another schema would be found."""
    moved("é" * 31)
    result = run(world, schema=name)
    assert_failure(result, "database")
    assert name in result["msg"] and "option schema" in result["failure"]["hint"]


def test_the_search_path_of_the_environment_counts(world, moved, monkeypatch):
    moved("digital")
    monkeypatch.setenv("PGOPTIONS", "-c search_path=digital")
    assert run(world)["changed"] and run(world)["changed"] is False


def test_what_the_environment_forbids_stays_forbidden(world, monkeypatch):
    monkeypatch.setenv("PGOPTIONS", "-c default_transaction_read_only=on")
    result = run(world)
    assert_failure(result, "database")
    assert "PGOPTIONS" in result["failure"]["hint"]


def test_a_pool_gets_no_parameter_that_it_does_not_know(world):
    """PgBouncer's manual, ignore_startup_parameters: it refuses all but these."""
    with SqlProxy(world.database.params["host"], world.database.params["port"]) as proxy:
        assert run(world, login_host=proxy.host, login_port=proxy.port)["changed"]
    known = {
        "user",
        "database",
        "client_encoding",
        "datestyle",
        "timezone",
        "standard_conforming_strings",
        "application_name",
    }
    assert proxy.startups and all(set(map(str.lower, one[::2])) <= known for one in proxy.startups)


def test_nothing_of_a_session_is_left_to_the_next_client_of_a_pool(world):
    database = Postgres({**world.database.params}, timeout=7)
    try:
        database.query("Reading", "SELECT 1")
        inside = []
        with database.transaction():
            for name in ("lock_timeout", "statement_timeout"):
                inside += database.query("Reading", "SHOW " + name)[1]
        with database._connection.cursor() as cursor:
            cursor.execute("SELECT name, setting FROM pg_settings WHERE source = 'session' ORDER BY name")
            left = dict(cursor.fetchall())
        assert inside == [("7s",), ("14s",)]
        assert not {"lock_timeout", "statement_timeout", "search_path"} & set(left)
    finally:
        database.close()


def test_the_first_statement_of_a_transaction_is_bounded_too(world):
    with psycopg2.connect(world.database.dsn) as other, other.cursor() as cursor:
        cursor.execute("LOCK TABLE nex_gapis")
        for check in (True, False):  # the look waits for this lock, too
            assert_failure(run(world, check, timeout=0.2, retries=0), "conflict")
    other.close()
