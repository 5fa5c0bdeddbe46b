# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks of one machine in threads that begin at the same moment, many times over: as chance orders them, with real locks and waits."""

from __future__ import annotations

import threading
import time

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.binding.execute import execute
from ansible_collections.cxops.genesys.plugins.module_utils.resources.registry import TASKS
from integration.support.http_samples import CENTER, ENVIRONMENT
from integration.support.nexus_samples import GAPI
from integration.support.sample import CCID, SECRET
from integration.support.tenant_sample import CLIENT, connection, document

from .writers import failures

THREADS = 4
ORIGINS = ["https://old-%d.example.com" % number for number in range(THREADS)]


def at_once(world, tasks, honest=()):
    """Run the tasks, (module, options) by name, each in a thread; none fails, but with an honest refusal."""
    start, results = threading.Barrier(len(tasks)), {}

    def work(name, module, given):
        options = world.options(module, **given)
        start.wait()
        results[name] = execute(TASKS[module], options)

    threads = [threading.Thread(target=work, args=(name, *task)) for name, task in tasks.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wrong = {name: one for name, one in results.items() if one.get("failed") and one["failure"]["code"] not in honest}
    assert failures(wrong) == {}
    return results


def rounds(long):
    """How many, by the clock: threads on a machine that is busy say little more in the tenth minute."""
    deadline = time.monotonic() + (30 if long else 1.5)
    number = 0
    while number < 3 or (number < 200 and time.monotonic() < deadline):
        yield number
        number += 1


def ops(world):
    return dict(world.ops, timeout=30)


@pytest.mark.parametrize("world", [False], indirect=True)
def test_a_list(world, cases, long):
    for _round in rounds(long):
        cases.one()
        world.control.reset()
        row = {"contactCenterId": CCID, "name": "cors-origins", "location": "/", "shared": False}
        row["value"] = ", ".join(ORIGINS)
        world.control.seed(environments=[ENVIRONMENT], contact_centers=[CENTER], settings=[row])
        place = dict(ops(world), contact_center_id=CCID, name="cors-origins")
        tasks = {}
        for number, origin in enumerate(ORIGINS):
            if number % 2:
                tasks[number] = ("genesys_setting", dict(place, values=[origin], list_mode="remove"))
            else:
                tasks[number] = ("genesys_setting", dict(place, values=["https://new-%d.example.com" % number]))
        at_once(world, tasks)
        assert sorted(world.state()["settings"][0]["value"].split(", ")) == sorted(
            ORIGINS[::2] + ["https://new-0.example.com", "https://new-2.example.com"]
        )


@pytest.mark.parametrize("world", [False], indirect=True)
def test_an_environment_whose_id_the_service_chooses(world, cases, long):
    given = {"username": "u", "password": SECRET, "config_servers": [{"primary_address": "cfg.example.com"}]}
    for _round in rounds(long):
        cases.one()
        world.control.reset()
        task = ("genesys_environment", dict(ops(world), **given))
        results = at_once(world, dict.fromkeys(range(THREADS), task))
        assert len(world.state()["environments"]) == 1
        assert sum(result["changed"] for result in results.values()) == 1


@pytest.mark.parametrize("world", [False], indirect=True)
@pytest.mark.parametrize("shared", [True, False], ids=["one folder", "a folder each"])
def test_an_api_client_with_its_secret(world, cases, long, tmp_path, shared):
    for number in rounds(long):
        cases.one()
        world.control.reset()
        files = [tmp_path / ("%d-%d.secret" % (number, 0 if shared else one)) for one in range(THREADS)]
        given = dict(ops(world), client_id="app", authorized_grant_types=["client_credentials"])
        at_once(
            world, {one: ("genesys_auth_client", dict(given, secret_file=str(path))) for one, path in enumerate(files)}
        )
        (client,) = world.state()["clients"]
        kept = {path.read_text().strip() for path in set(files) if path.exists()}
        assert kept == {client["client_secret"]}


def test_a_row(world, cases, long):
    for _round in rounds(long):
        cases.one()
        world.control.reset()
        task = ("nexus_gapi_db", {**world.sql, **GAPI.create})
        results = at_once(world, dict.fromkeys(range(THREADS), task))
        assert len(world.database.query("SELECT * FROM nex_gapis")) == 1
        assert sum(result["changed"] for result in results.values()) == 1


def test_a_whole_tenant(world, cases, long, tmp_path):
    for number in rounds(long):
        cases.one()
        world.control.reset()
        secrets = tmp_path / ("secrets-%d" % number)
        given = dict(document(world, secrets), **connection(world))
        at_once(world, dict.fromkeys(range(THREADS), ("genesys_tenant", dict(given, timeout=30))))
        state = world.state()
        kinds = ("environments", "contact_centers", "data_centers", "services", "tenants")
        assert {kind: len(state[kind]) for kind in kinds} == dict.fromkeys(kinds, 1)
        secret = (secrets / (CLIENT + ".secret")).read_text().strip()
        assert [row["clientsecret"] for row in state["database"]["nex_gapis"]] == [secret]
        assert {one["client_id"]: one["client_secret"] for one in state["clients"]}[CLIENT] == secret
        assert (secrets / "t100.key").read_text().strip() == state["tenants"][0]["xapikey"]
        assert world.run("genesys_tenant", **given)["changed"] is False


def test_a_whole_tenant_with_a_folder_each(world, cases, long, tmp_path):
    """Only the one that makes the client knows its secret. The others say so; what is kept works."""
    for number in rounds(long):
        cases.one()
        world.control.reset()
        tasks = {}
        for one in range(THREADS):
            secrets = tmp_path / ("secrets-%d-%d" % (number, one))
            given = dict(document(world, secrets), **connection(world))
            tasks[secrets] = ("genesys_tenant", dict(given, timeout=30))
        # unproven: one made the contact center, and the maker of the client the tenant in it before that one came to it
        results = at_once(world, tasks, ["secret_file", "unproven"])
        secret = next(one["client_secret"] for one in world.state()["clients"] if one["client_id"] == CLIENT)
        (maker,) = [secrets for secrets in tasks if (secrets / (CLIENT + ".secret")).exists()]
        assert (maker / (CLIENT + ".secret")).read_text().strip() == secret
        assert not results[maker].get("failed"), results[maker]
        assert [row["clientsecret"] for row in world.state()["database"]["nex_gapis"]] == [secret]
        for secrets, result in results.items():
            if secrets != maker:
                assert result["failed"] and any(
                    # said at its own task, or before the first write by a run that came later
                    words in text
                    for words in ("does not tell its secret", "is not known: there is no file")
                    for text in [*result.get("warnings", []), result["msg"]]
                )


def test_clients_of_genesys_cloud(cloud, cases, long, tmp_path):
    for number in rounds(long):
        cases.one()
        cloud.control.reset()
        cloud.control.switches(cloud_rate_limit=0, cloud_token_rate=0)
        path = tmp_path / ("%d.secret" % number)
        given = dict(cloud.cloud, name="app", secret_file=str(path), timeout=30)
        given.update(authorized_grant_type="CLIENT-CREDENTIALS", roles=[{"role": "employee"}])
        results = at_once(cloud, dict.fromkeys(range(THREADS), ("genesys_cloud_oauth_client", given)))
        assert path.read_text().strip() == cloud.one()["secret"]
        assert sum(result["changed"] for result in results.values()) == 1
