# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writers of nex_gapis, in every order of their statements: the table has no unique key, so that only its lock helps."""

from __future__ import annotations

import pytest

from integration.support.nexus_samples import GAPI

from .writers import every_order, failures

ROW = dict(GAPI.create)
PLACE = {name: ROW[name] for name in ("url", "client_id")}
ISOLATION = ["read committed", "repeatable read", "serializable"]


@pytest.fixture
def isolation(request, world):
    """What the server isolates transactions by when nobody says otherwise."""
    name = world.database.params["dbname"]
    world.database.query("ALTER DATABASE %s SET default_transaction_isolation = '%s'" % (name, request.param))
    yield request.param
    world.database.query("ALTER DATABASE %s RESET default_transaction_isolation" % name)


def add(world, **more):
    return "nexus_gapi_db", {**world.sql, **ROW, **more}


def rows(world):
    return world.database.query("SELECT * FROM nex_gapis ORDER BY url, clientid")


def try_orders(world, cases, tasks, sample, prepare=lambda world: None):
    """Run the tasks in each order; yields their results."""
    for writers in every_order(world, prepare, False, sample):
        cases.one()
        results = writers.run(tasks)
        assert failures(results) == {}, "\n".join(writers.turns.trace)
        yield results, "\n".join(writers.turns.trace)


def nothing_to_do(world, tasks):
    before = rows(world)
    for module, given in tasks.values():
        assert world.run(module, **given)["changed"] is False
    assert rows(world) == before


@pytest.mark.parametrize("isolation", ISOLATION, indirect=True)
def test_the_same_row_is_there_once(world, isolation, cases, long):
    tasks = {"one": add(world), "two": add(world)}
    for results, trace in try_orders(world, cases, tasks, None if long else 8):
        assert len(rows(world)) == 1, trace
        assert sorted(result["changed"] for result in results.values()) == [False, True]
        nothing_to_do(world, tasks)


def test_other_spellings_of_its_address_are_the_same_row(world, cases, long):
    tasks = {"one": add(world), "two": add(world, url=ROW["url"].upper() + "/")}
    for _results, trace in try_orders(world, cases, tasks, None if long else 6):
        assert len(rows(world)) == 1, trace


def test_a_table_with_a_unique_key(world, cases, long):
    """Some operator may have added one: nobody is refused by it."""
    tasks = {"one": add(world), "two": add(world)}

    def prepare(world):
        world.database.query("CREATE UNIQUE INDEX ON nex_gapis (url, clientid)")

    for _results, trace in try_orders(world, cases, tasks, None if long else 6, prepare):
        assert len(rows(world)) == 1, trace


@pytest.mark.parametrize("isolation", ISOLATION, indirect=True)
def test_two_that_change_other_columns_of_a_row(world, isolation, cases, long):
    tasks = {"one": ("nexus_gapi_db", {**world.sql, **PLACE, "region": "/usw1"})}
    tasks["two"] = ("nexus_gapi_db", {**world.sql, **PLACE, "client_secret": "Canary-other-secret"})

    def prepare(world):
        assert world.run(*add(world)[:1], **add(world)[1])["changed"]

    for _results, trace in try_orders(world, cases, tasks, None if long else 6, prepare):
        (row,) = rows(world)
        assert (row["region"], row["clientsecret"]) == ("/usw1", "Canary-other-secret"), trace
        nothing_to_do(world, tasks)


def test_one_that_adds_and_one_that_removes(world, cases, long):
    """One row or none, whoever was first."""
    tasks = {"one": add(world), "two": ("nexus_gapi_db", {**world.sql, **PLACE, "state": "absent"})}

    def prepare(world):
        world.run(*add(world)[:1], **add(world, client_secret="Canary-old-secret")[1])

    for results, trace in try_orders(world, cases, tasks, None if long else 6, prepare):
        assert len(rows(world)) == (0 if trace.rstrip().rpartition("COMMIT")[0].endswith("two: ") else 1), trace
        assert results["two"]["changed"]


@pytest.mark.long
def test_three_and_other_rows(world, cases):
    tasks = {"one": add(world), "two": add(world), "three": add(world, client_id="another")}
    for _results, trace in try_orders(world, cases, tasks, 300):
        assert [row["clientid"] for row in rows(world)] == ["another", ROW["client_id"]], trace
