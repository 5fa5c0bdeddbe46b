# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A PostgreSQL that is restarted, ends a session or has another one in the way, at any statement: survived, or a clear failure and no half write."""

from __future__ import annotations

import threading

import pytest

from integration.support.good import GOOD, assert_failure
from integration.support.nexus_samples import GAPI
from trust.tls.support.moments import (
    LOCK,
    LOOK,
    LOOK_AGAIN,
    LOOK_UP,
    MOMENTS,
    STATEMENTS,
    Moments,
    Within,
    named,
    run,
)

OTHER = "Canary-other-secret"
DOUBLE = {"url": GAPI.create["url"], "clientid": "nexus_client", "apikey": "NA"}
CHANGES = {
    "add": ([], {}),
    "change": (["Canary-old-secret"], {"client_secret": OTHER}),
    "mend doubles": (["Canary-old-secret", OTHER, OTHER], {"client_secret": OTHER, "remove_duplicates": True}),
    "remove": ([OTHER, OTHER], {"state": "absent"}),
}
TERMINATE = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'cxops.genesys'"
WAYS = {
    "restarted": lambda world: world.database.server.restart("fast"),
    "crashed": lambda world: world.database.server.restart("immediate"),
    "terminated": lambda world: world.admin(TERMINATE),
}


@pytest.fixture
def moments(monkeypatch):
    return Moments(monkeypatch)


def prepared(world, secrets):
    world.control.reset()
    world.canaries |= {OTHER, *secrets}
    world.control.seed(gapis=[{**DOUBLE, "clientsecret": secret} for secret in secrets])


def outcome(world):
    """The rows without their times."""
    return [row[:-4] for row in world.rows()]


def every(long, few):
    """In the sample some of the moments."""
    return MOMENTS if long else [MOMENTS[number] for number in few]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("what", CHANGES)
def test_the_connection_ends(world, moments, cases, long, what, way):
    secrets, given = CHANGES[what]
    prepared(world, secrets)
    assert run(world, **given)["changed"]
    wanted = outcome(world)
    some = {"restarted": [4, 11], "crashed": [9], "terminated": [0, 1, 3, 6, 10]}[way] if what == "add" else [10]
    for moment in every(long, some):
        label = "%s, %s, %s" % (what, way, named(moment))
        with cases("%s, is survived" % label), Within(20):
            prepared(world, secrets)
            moments.at(moment, lambda: WAYS[way](world))
            result = run(world, retries=3, **given)
            assert moments.fired == 1
            assert result["changed"], result.get("msg")
            assert outcome(world) == wanted
            moments.at(None, None)
            assert run(world, retries=0, **given)["changed"] is False
        if moment == MOMENTS[0]:  # there is no connection yet
            continue
        with cases("%s, without retries" % label), Within(20):
            prepared(world, secrets)
            before = world.rows()
            moments.at(moment, lambda: WAYS[way](world))
            result = run(world, retries=0, **given)
            moments.at(None, None)
            if moment in MOMENTS[1:4] and not result.get("failed"):
                assert outcome(world) == wanted  # that was over: the next statement made a connection of its own
                continue
            assert_failure(result, "unreachable")
            assert "run again" in result["failure"]["hint"], result["msg"]
            assert world.rows() == before
            world.until(lambda: world.sessions() == 0)
            assert run(world, **given)["changed"] and outcome(world) == wanted


def test_it_ends_each_time(world, moments, cases):
    for number, when in MOMENTS:
        with cases(named((number, when))), Within(20):
            moments.at((number, when), lambda: WAYS["terminated"](world), always=True)
            result = run(world, retries=2)
            moments.at(None, None)
            if moments.seen and result.get("failed"):
                assert_failure(result, "unreachable")
                assert world.rows() == []
            assert moments.seen <= 3 * len(STATEMENTS)
    world.until(lambda: world.sessions() == 0)


GOOD_SQL = {good.name: good for good in GOOD if good.sql}


@pytest.mark.parametrize("name", GOOD_SQL)
def test_a_server_that_is_down_and_comes_up(world, moments, cases, name):
    good, running = GOOD_SQL[name], world.database.server
    good.prepare(world)
    before = world.rows()
    running.stop()
    try:
        with cases("%s: down" % name), Within(10):
            for check in (True, False):
                result = good.run(world, check, retries=2)
                assert_failure(result, "unreachable")
                assert "login_port" in result["failure"]["hint"]
        with cases("%s: up in a pause" % name):
            moments.in_pauses(lambda seconds: running.start() if not running._status() else None)
            result = good.run(world, retries=3)
            assert not result.get("failed"), result["msg"]
    finally:
        if not running._status():
            running.start()
    assert len(world.rows()) >= len(before)


def test_a_server_that_does_not_accept_connections_yet(world, cases):
    """As while it starts: a standby that is not open for reading says the same for as long as one wants."""
    running = world.database.server
    running.stop()
    running.configure(hot_standby="off")
    running.write("standby.signal", b"")
    try:
        running.start(wait=False)
        world.until(lambda: running._status() in ("standby", "ready"))
        for check in (True, False):
            with cases("check=%s" % check), Within(10):
                result = run(world, check, retries=1)
                assert_failure(result, "unreachable")
                assert "in a moment" in result["failure"]["hint"]
                assert "the database system is" in result["failure"]["message"]
    finally:
        running.stop()
        (running.data / "standby.signal").unlink()
        running.configure()
        running.start()


def test_a_session_that_was_idle_for_too_long(world, moments, cases):
    """The server ends it while the task holds its transaction; outside of one the task leaves nothing open."""
    world.admin("ALTER ROLE nexus SET idle_in_transaction_session_timeout = '30ms'")

    def idle():
        world.until(lambda: world.sessions() == 0)

    try:
        for number in (LOCK, LOOK_AGAIN):
            with cases("survived after the statement %d" % number):
                world.control.reset()
                moments.at((number, "after"), idle)
                result = run(world, retries=2)
                assert result["changed"], result
        with cases("clear without retries"):
            world.control.reset()
            moments.at((LOCK, "after"), idle)
            result = run(world)
            assert_failure(result, "unreachable")
            assert world.rows() == []
        with cases("not after a look"):
            moments.at((LOOK, "after"), threading.Event().wait)
            moments._call = lambda: threading.Event().wait(0.2)
            result = run(world)
            assert result["changed"], result
    finally:
        world.admin("ALTER ROLE nexus RESET idle_in_transaction_session_timeout")


def test_a_look_leaves_no_transaction_open(world, moments):
    seen = []
    text = "SELECT state FROM pg_stat_activity WHERE application_name = 'cxops.genesys'"
    for number in (LOOK_UP, LOOK):
        moments.at((number, "after"), lambda: seen.extend(world.admin(text)))
        run(world, True)
    assert seen == [("idle",)] * 2


def test_another_session_in_the_way(world, moments, cases):
    """Serialisation failures and deadlocks: the next attempt has its chance."""
    world.admin("CREATE SEQUENCE IF NOT EXISTS attempts", "GRANT ALL ON SEQUENCE attempts TO nexus")
    world.admin(
        """CREATE OR REPLACE FUNCTION in_the_way() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
           IF nextval('attempts') <= TG_ARGV[1]::int THEN RAISE EXCEPTION 'in the way' USING ERRCODE = TG_ARGV[0]; END IF;
           RETURN NEW; END $$"""
    )
    try:
        for code in ("40001", "40P01"):
            for times, retries in ((1, 1), (3, 3), (2, 1), (1, 0)):
                world.control.reset()
                world.admin(
                    "CREATE TRIGGER t BEFORE INSERT ON nex_gapis FOR EACH ROW EXECUTE FUNCTION in_the_way('%s', '%d')"
                    % (code, times),
                    "SELECT setval('attempts', 1, false)",
                )
                with cases("%s, %d times, %d retries" % (code, times, retries)):
                    result = run(world, retries=retries)
                    if retries >= times:
                        assert result["changed"], result
                        assert len(world.rows()) == 1
                    else:
                        assert_failure(result, "conflict")
                        assert result["failure"]["sqlstate"] == code and "run again" in result["failure"]["hint"]
                        assert world.rows() == []
    finally:
        world.control.reset()
        world.admin("DROP FUNCTION in_the_way", "DROP SEQUENCE attempts")


def test_a_real_deadlock(world, moments, cases):
    """The task holds its lock and needs another table; whoever has that wants the lock."""
    world.admin(
        "CREATE TABLE other (a int)",
        "GRANT ALL ON other TO nexus",
        """CREATE FUNCTION uses_other() RETURNS trigger LANGUAGE plpgsql AS
           $$ BEGIN LOCK TABLE other; RETURN NEW; END $$""",
        "CREATE TRIGGER t BEFORE INSERT ON nex_gapis FOR EACH ROW EXECUTE FUNCTION uses_other()",
        "ALTER ROLE nexus SET deadlock_timeout = '20ms'",
    )
    other = world.as_admin("SET deadlock_timeout = '20s'", "BEGIN", "LOCK TABLE other")
    cursor = other.cursor()
    waiting = threading.Thread(target=lambda: (cursor.execute("LOCK TABLE nex_gapis"), cursor.execute("COMMIT")))

    def want():
        waiting.start()
        world.until(lambda: world.admin("SELECT count(*) FROM pg_locks WHERE NOT granted")[0][0] == 1)

    try:
        moments.at((LOCK, "after"), want)
        result = run(world, retries=3, timeout=5)
        waiting.join()
        assert result["changed"], result
        assert len(world.rows()) == 1
        assert "deadlock detected" in world.database.server.log()
    finally:
        other.close()
        world.admin("ALTER ROLE nexus RESET deadlock_timeout")
        world.control.reset()
        world.admin("DROP TABLE other", "DROP FUNCTION uses_other")


def waits_for_lock(world):
    text = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'cxops.genesys' AND wait_event_type = 'Lock'"
    return world.admin(text)[0][0]


@pytest.mark.parametrize("what", CHANGES)
@pytest.mark.parametrize("mode", ["ROW EXCLUSIVE", "SHARE ROW EXCLUSIVE", "ACCESS EXCLUSIVE"])
def test_a_lock_of_another_session(world, cases, long, what, mode):
    secrets, given = CHANGES[what]
    prepared(world, secrets)
    before = world.rows()
    lock = ("BEGIN", "LOCK TABLE nex_gapis IN %s MODE" % mode)
    with cases("%s, %s: held" % (what, mode)), Within(5):
        other = world.as_admin(*lock)
        try:
            result = run(world, timeout=0.3, retries=3, **given)
        finally:
            other.close()
        assert_failure(result, "conflict")
        assert "pg_stat_activity" in result["failure"]["hint"] and "timeout" in result["failure"]["hint"]
        assert world.rows() == before
        world.until(lambda: world.sessions() == 0)
    if not long and what not in ("add", "remove"):
        return
    with cases("%s, %s: released in time" % (what, mode)), Within(15):
        other, results = world.as_admin(*lock), []
        thread = threading.Thread(target=lambda: results.append(run(world, timeout=10, **given)))
        thread.start()
        try:
            world.until(lambda: waits_for_lock(world))
        finally:
            other.close()
        thread.join()
        assert results[0]["changed"], results[0].get("msg")
        assert run(world, **given)["changed"] is False
