# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows of nex_gapis in a real PostgreSQL: late columns, duplicates, runs at the same time, users without rights, TLS."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import psycopg2
import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.core.spec import MASK
from integration.support.nexus_samples import GAPI, LATE
from integration.support.sample import SECRET

ROOT = Path(__file__).resolve().parents[3]
LATE_VALUES = {name: GAPI.changes[name] for name in LATE}


def run(world, check=False, **given):
    return world.run("nexus_gapi_db", check=check, **{**world.sql, **GAPI.create, **given})


def rows(world):
    return world.database.query("SELECT * FROM nex_gapis ORDER BY created, clientsecret")


@pytest.fixture
def old_table(world):
    """The table as it is before the second start of Digital Channels."""
    world.control.switches(late_columns="absent")
    return world


def test_without_the_late_columns_a_row_that_needs_none_is_written(old_table):
    assert run(old_table)["changed"]
    assert run(old_table)["changed"] is False
    assert run(old_table, client_secret="Canary-new-secret")["changed"]


@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize("name", LATE)
def test_a_missing_column_is_said_with_the_restart_that_adds_it(old_table, name, check):
    result = run(old_table, check, **{name: LATE_VALUES[name]})
    assert result["failure"]["code"] == "database"
    assert result["failure"]["fields"] == [name]
    assert "restart" in result["failure"]["hint"]
    assert rows(old_table) == []
    old_table.control.restart_nexus()
    assert run(old_table, **{name: LATE_VALUES[name]})["changed"]


def test_another_url_spelling_is_the_same_row(world):
    assert run(world)["changed"]
    assert run(world, url="http://GWS-service-proxy.gws/")["changed"] is False
    assert run(world, client_id="other")["changed"]
    assert len(rows(world)) == 2


def duplicate(world, *secrets):
    world.control.seed(
        gapis=[
            {"url": GAPI.create["url"], "clientid": "nexus_client", "clientsecret": s, "apikey": "NA"} for s in secrets
        ]
    )


def test_duplicates_are_reported_and_left(world):
    duplicate(world, SECRET, SECRET, SECRET)
    before = rows(world)
    result = run(world)
    assert result["changed"] is False
    assert result["resource"]["duplicates"] == 2
    assert "3 rows" in result["warnings"][0]
    assert rows(world) == before


def test_of_duplicates_each_is_mended(world):
    duplicate(world, SECRET, "old-secret-1", "old-secret-2")
    world.canaries |= {"old-secret-1", "old-secret-2"}
    assert run(world)["changed"]
    assert [row["clientsecret"] for row in rows(world)] == [SECRET] * 3
    assert run(world)["changed"] is False


def test_duplicates_are_removed_on_request(world):
    duplicate(world, "old-secret-1", SECRET, "old-secret-2")
    world.canaries |= {"old-secret-1", "old-secret-2"}
    foretold = run(world, True, remove_duplicates=True)
    assert len(rows(world)) == 3
    done = run(world, remove_duplicates=True)
    assert done["changed"] and foretold["changed"]
    assert done["diff"] == foretold["diff"]
    assert [row["clientsecret"] for row in rows(world)] == [SECRET]
    assert run(world, remove_duplicates=True)["changed"] is False


def test_absent_removes_all_duplicates_and_nothing_else(world):
    duplicate(world, "a-secret", "b-secret")
    world.control.seed(
        gapis=[{"url": GAPI.create["url"], "clientid": "someone_else", "clientsecret": "x", "apikey": "NA"}]
    )
    assert run(world, state="absent")["changed"]
    assert [row["clientid"] for row in rows(world)] == ["someone_else"]
    assert run(world, state="absent")["changed"] is False


def test_statements_are_told_without_their_secrets(world):
    result = run(world, gapi_key="Canary-key-value")
    insert = next(s for s in result["statements"] if s["sql"].startswith("INSERT"))
    assert insert["parameters"].count(MASK) == 2
    assert GAPI.create["url"] in insert["parameters"]
    assert [s["sql"].split()[0] for s in run(world, gapi_key="Canary-key-value")["statements"]] == ["WITH", "SELECT"]


def test_threads_at_the_same_time_leave_one_row(world):
    results, start = [], threading.Barrier(8)

    def add():
        start.wait()
        results.append(run(world))

    threads = [threading.Thread(target=add) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [result.get("msg") for result in results if result.get("failed")] == []
    assert len(rows(world)) == 1
    assert sorted(result["changed"] for result in results) == [False] * 7 + [True]


PROCESS = """
import json, sys
from ansible_collections.cxops.genesys.plugins.module_utils.binding.execute import execute
from ansible_collections.cxops.genesys.plugins.module_utils.resources.registry import TASKS
given = json.loads(sys.stdin.read())
print(json.dumps(execute(TASKS["nexus_gapi_db"], given)))
"""


def test_processes_at_the_same_time_leave_one_row(world):
    import json

    options = world.options("nexus_gapi_db", **world.sql, **GAPI.create)
    path = "%s:%s" % (ROOT / "build" / "collections", ROOT / "tests")
    running = [
        subprocess.Popen(
            [sys.executable, "-c", PROCESS],
            env={"PYTHONPATH": path},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _number in range(4)
    ]
    for process in running:
        process.stdin.write(json.dumps(options))
        process.stdin.flush()
    for process in running:
        process.stdin.close()
    results = [json.loads(process.stdout.read()) for process in running]
    for process in running:
        process.stdout.close()
        assert process.wait() == 0
    assert len(rows(world)) == 1
    assert sorted(result["changed"] for result in results) == [False] * 3 + [True]


def test_a_lock_that_someone_holds_is_waited_for_no_longer_than_the_timeout(world):
    connection = psycopg2.connect(world.database.dsn)
    try:
        connection.cursor().execute("LOCK TABLE nex_gapis IN SHARE ROW EXCLUSIVE MODE")
        result = run(world, timeout=0.2)
    finally:
        connection.close()
    assert result["failure"]["code"] == "conflict"
    assert "pg_stat_activity" in result["failure"]["hint"]
    assert rows(world) == []


def test_a_server_without_tls(world):
    result = run(world, ssl_mode="require")
    assert result["failure"]["code"] == "certificate"
    assert "ssl_mode" in result["failure"]["hint"]


def test_a_table_that_is_not_there(world):
    world.database.execute("DROP TABLE nex_gapis")
    result = run(world)
    assert result["failure"]["code"] == "database"
    assert "login_db" in result["failure"]["hint"]


def test_a_database_that_is_not_there(world):
    result = run(world, login_db="none_such")
    assert result["failure"]["code"] == "database"
    assert "login_db" in result["failure"]["hint"]


# What libpq 17 reads from the environment by itself.
LIBPQ = """
    PGAPPNAME PGCHANNELBINDING PGCLIENTENCODING PGCONNECT_TIMEOUT PGDATABASE PGDATESTYLE PGGEQO PGGSSDELEGATION PGGSSENCMODE PGGSSLIB PGHOST
    PGHOSTADDR PGKRBSRVNAME PGLOADBALANCEHOSTS PGOPTIONS PGPASSFILE PGPASSWORD PGPORT PGREQUIREAUTH PGREQUIREPEER PGREQUIRESSL PGSERVICE
    PGSERVICEFILE PGSSLCERT PGSSLCERTMODE PGSSLCOMPRESSION PGSSLCRL PGSSLCRLDIR PGSSLKEY PGSSLMAXPROTOCOLVERSION PGSSLMINPROTOCOLVERSION
    PGSSLMODE PGSSLNEGOTIATION PGSSLROOTCERT PGSSLSNI PGTARGETSESSIONATTRS PGTZ PGUSER
""".split()


@pytest.mark.parametrize("name", [*LIBPQ, "all of them"])
def test_an_empty_variable_of_libpq_s_environment_counts_as_not_given(world, monkeypatch, name):
    """A controller injects every field of a credential that was left empty as an empty text; libpq refuses many of them."""
    for one in LIBPQ if name == "all of them" else [name]:
        monkeypatch.setenv(one, "")
    assert run(world)["changed"]
    assert run(world)["changed"] is False
