# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A PostgreSQL that cannot be written, is full, hangs, or has another table: one clear failure in bounded time, nothing half done."""

from __future__ import annotations

import os
import resource
import signal
from contextlib import contextmanager

import pytest

from emulator.postgres import Postgres
from integration.support.good import assert_failure
from integration.support.nexus_samples import GAPI
from trust.tls.support import sql
from trust.tls.support.moments import LOCK, LOOK, LOOK_AGAIN, LOOK_UP, Moments, Within, run

OTHER = {"client_secret": "Canary-other-secret"}


@pytest.fixture
def moments(monkeypatch):
    return Moments(monkeypatch)


def assert_refused(world, code, hint, words="", **given):
    before = world.rows()
    with Within(12):
        result = run(world, **given)
    assert_failure(result, code)
    assert hint in result["failure"]["hint"], result["msg"]
    assert words in result["failure"]["message"], result["msg"]
    assert world.rows() == before
    return result


def test_a_replica(world, certificates, cases):
    """A hot standby answers questions, and says of all else that it is a replica."""
    primary = world.database.server
    assert run(world)["changed"]
    primary.stop()
    try:
        standby = Postgres(sql.setup(certificates, origin=primary, more_files={"standby.signal": b""}))
    finally:
        primary.start()
    try:
        there = {"login_port": standby.port}
        with cases("it is one"):
            (found,) = world.admin_of(standby, "SELECT pg_is_in_recovery()")
            assert found == (True,)
        with cases("nothing to change"):
            assert run(world, **there)["changed"] is False
            assert run(world, True, **there)["changed"] is False
            assert run(world, client_id="nobody", state="absent", **there)["changed"] is False
        for label, given in (
            ("change", OTHER),
            ("add", {"client_id": "another"}),
            ("remove", {"state": "absent"}),
        ):
            with cases("check mode foretells: %s" % label):
                assert run(world, True, **given, **there)["changed"] is True
            with cases(label):
                result = assert_refused(world, "database", "address of the primary", **given, **there)
                assert result["failure"]["sqlstate"] == "25006"
                assert "INSERT" not in str(result["statements"])
    finally:
        standby.close()


def test_transactions_that_are_read_only(world, cases):
    world.admin("ALTER ROLE nexus SET default_transaction_read_only = on")
    try:
        for given in ({}, {"state": "absent", "client_id": "x"}):
            with cases("add" if not given else "nothing to do"):
                if given:
                    assert run(world, **given)["changed"] is False
                else:
                    assert_refused(world, "database", "default_transaction_read_only", "read-only")
    finally:
        world.admin("ALTER ROLE nexus RESET default_transaction_read_only")
    assert run(world)["changed"]


RAISE = """CREATE OR REPLACE FUNCTION raises() RETURNS trigger LANGUAGE plpgsql AS
           $$ BEGIN RAISE EXCEPTION 'refused' USING ERRCODE = TG_ARGV[0], DETAIL = NEW::text, HINT = NEW::text; END $$"""
FULL = "disk or memory is full"


@pytest.mark.parametrize("verb", ["INSERT", "UPDATE"])
def test_what_a_trigger_says(world, cases, verb):
    """Also that a disk is full. Its DETAIL quotes the row, and with it the secret."""
    if verb == "UPDATE":
        run(world)
    world.canaries.add(OTHER["client_secret"])
    for state, code, hint in (
        ("53100", "database", FULL),
        ("53200", "database", FULL),
        ("23505", "database", "log"),
        ("42501", "forbidden", "SELECT"),
        ("P0001", "database", "log"),
        ("XX001", "database", "log"),
        ("25006", "database", "primary"),
        ("57014", "timeout", "timeout"),
    ):
        world.admin(
            RAISE,
            "DROP TRIGGER IF EXISTS t ON nex_gapis",
            "CREATE TRIGGER t BEFORE %s ON nex_gapis FOR EACH ROW EXECUTE FUNCTION raises('%s')" % (verb, state),
        )
        with cases("%s: %s" % (verb, state)):
            result = assert_refused(world, code, hint, "refused", **OTHER)
            assert result["failure"]["sqlstate"] == state
            world.until(lambda: world.sessions() == 0)
    world.admin("DROP FUNCTION raises CASCADE")
    assert run(world, **OTHER)["changed"]


def test_a_trigger_that_makes_it_otherwise(world, cases):
    """What the database makes of a write shows in the next look; a trigger of its own is no harm."""
    world.admin(
        "CREATE TABLE audit (what text)",
        "GRANT ALL ON audit TO nexus",
        "CREATE FUNCTION notes() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN INSERT INTO audit VALUES (TG_OP); RETURN NEW; END $$",
        "CREATE TRIGGER t AFTER INSERT OR UPDATE ON nex_gapis FOR EACH ROW EXECUTE FUNCTION notes()",
    )
    try:
        assert run(world)["changed"] and run(world, **OTHER)["changed"]
        assert run(world, **OTHER)["changed"] is False
        assert world.admin("SELECT what FROM audit") == [("INSERT",), ("UPDATE",)]
    finally:
        world.admin("DROP TABLE audit", "DROP FUNCTION notes CASCADE")


def test_a_statement_that_takes_too_long(world, cases):
    world.admin(
        "CREATE FUNCTION sleeps() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(30); RETURN NEW; END $$",
        "CREATE TRIGGER t BEFORE INSERT ON nex_gapis FOR EACH ROW EXECUTE FUNCTION sleeps()",
    )
    try:
        with Within(3):
            assert_refused(world, "timeout", "Raise timeout", "statement timeout", timeout=0.3, retries=3)
        world.until(lambda: world.sessions() == 0)
    finally:
        world.admin("DROP FUNCTION sleeps CASCADE")


@contextmanager
def asleep(world):
    """All sessions of the collection hang, as if their server's machine did."""
    text = "SELECT pid FROM pg_stat_activity WHERE application_name = 'cxops.genesys'"
    stopped = [pid for (pid,) in world.admin(text)]
    assert stopped
    for pid in stopped:
        os.kill(pid, signal.SIGSTOP)
    yield
    for pid in stopped:
        os.kill(pid, signal.SIGCONT)


@pytest.mark.parametrize("number", [LOOK_UP, LOOK, LOCK, LOOK_AGAIN])
def test_a_server_that_hangs(world, moments, number):
    """At the look, the lock, the second look for the table, the write: the task waits three timeouts for a statement, and no longer."""
    sleeping = []

    def hang():
        sleeping.append(asleep(world))
        sleeping[0].__enter__()

    moments.at((number, "after"), hang)
    try:
        with Within(6):
            result = run(world, timeout=0.5, retries=0)
    finally:
        sleeping[0].__exit__(None, None, None)
    assert_failure(result, "timeout")
    world.until(lambda: world.sessions() == 0)
    assert world.rows() == []
    assert run(world)["changed"]


def test_tables_that_are_not_as_they_should_be(world, cases):
    def changed(label, code, hint, words, *statements, **given):
        with cases(label):
            world.control.reset()
            world.admin(*statements)
            result = run(world, **given)
            assert_failure(result, code)
            assert hint in result["failure"]["hint"] and words in result["failure"]["message"], result["msg"]

    drop = "ALTER TABLE nex_gapis DROP COLUMN "
    changed("no table", "database", "login_db", "does not exist", "DROP TABLE nex_gapis")
    changed("no url", "database", "not the table", "does not exist", drop + "url")
    changed("no clientid", "database", "not the table", "does not exist", drop + "clientid")
    changed("no created", "database", "not the table", "does not exist", drop + "created")
    changed("no clientsecret", "database", "not the table", "no column clientsecret", drop + "clientsecret")
    changed("a region later", "database", "restart", "no column region", drop + "region", region="/usw1")
    changed("a view", "database", "log", "", "ALTER TABLE nex_gapis RENAME TO g", "CREATE VIEW nex_gapis AS TABLE g",
            "GRANT ALL ON nex_gapis TO nexus", "CREATE RULE r AS ON INSERT TO nex_gapis DO INSTEAD NOTHING",
            "GRANT ALL ON g TO nexus", "DROP VIEW nex_gapis", "CREATE MATERIALIZED VIEW nex_gapis AS TABLE g",
            "GRANT ALL ON nex_gapis TO nexus")  # fmt: skip
    world.admin("DROP MATERIALIZED VIEW nex_gapis", "ALTER TABLE g RENAME TO nex_gapis")
    changed(
        "too long", "database", "log", "too long", "ALTER TABLE nex_gapis ALTER region TYPE varchar(3)", region="/usw1"
    )
    world.control.reset()
    with cases("char instead of text"):
        world.admin("ALTER TABLE nex_gapis ALTER url TYPE varchar(200), ALTER clientsecret TYPE varchar(99)")
        assert run(world)["changed"] and run(world)["changed"] is False


def test_tables_in_another_schema(world, cases):
    world.admin("CREATE SCHEMA digital AUTHORIZATION nexus", "ALTER TABLE nex_gapis SET SCHEMA digital")
    try:
        with cases("it is not searched"):
            result = run(world)
            assert_failure(result, "database")
            assert "login_db" in result["failure"]["hint"]
        with cases("it is"):
            world.admin("ALTER ROLE nexus SET search_path = digital")
            assert run(world)["changed"] and run(world)["changed"] is False
            assert world.admin("SELECT count(*) FROM digital.nex_gapis") == [(1,)]
    finally:
        world.admin("ALTER ROLE nexus RESET search_path", "DROP SCHEMA digital CASCADE")
        world.database.reset()


def test_a_process_with_thousands_of_files(world):
    """select() knows 1024 of them."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < 1200:
        pytest.skip("this system allows no more than %d open files" % hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 1200), hard))
    taken = []
    try:
        while not taken or taken[-1] < 1030:
            taken.append(os.open(os.devnull, os.O_RDONLY))
        assert run(world)["changed"]
    finally:
        for descriptor in taken:
            os.close(descriptor)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_the_sample_is_no_other(world):
    """What the tests above write is one row in one statement."""
    result = run(world)
    assert [one["sql"].split()[0] for one in result["statements"]] == [
        "WITH",
        "SELECT",
        "LOCK",
        "WITH",
        "SELECT",
        "INSERT",
    ]
    assert result["resource"]["url"] == GAPI.create["url"]
