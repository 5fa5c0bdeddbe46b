# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs that want the same API client and generate its secret, in every order of their steps: no secret is lost, none is wrong."""

from __future__ import annotations

import pytest
import requests

from emulator.switches import Switches
from integration.support.http_samples import ops

from .writers import every_order, failures

pytestmark = pytest.mark.parametrize("world", [False], indirect=True)
CLIENT = {"client_id": "shared_client", "authorized_grant_types": ["client_credentials"]}


def works(world, secret):
    """The token endpoint takes the secret of the client."""
    url = world.emulator.url + "/auth/v3/oauth/token"
    auth = (CLIENT["client_id"], secret)
    return requests.post(url, {"grant_type": "client_credentials"}, auth=auth, timeout=10).status_code == 200


class Runs:
    """Runs of one machine or of several, with one folder of secrets for all or with one for each."""

    def __init__(self, world, folder, shared):
        self.world = world
        self.folder = folder
        self.shared = shared

    def file(self, name):
        return self.folder / ("secret" if self.shared else name + ".secret")

    def prepare(self, world):
        for path in self.folder.iterdir():
            path.unlink()

    def tasks(self, names, **more):
        given = dict(ops(self.world, Switches()), **CLIENT)
        return {
            name: ("genesys_auth_client", dict(given, secret_file=str(self.file(name)), **more.get(name, {})))
            for name in names
        }

    def look(self, results, trace):
        """One client, whose secret is where somebody finds it; no file with one that does not work, none left over."""
        (client,) = self.world.state()["clients"]
        found = list(self.folder.iterdir())
        files = [path for path in found if not path.name.startswith(".")]
        assert files, "the secret is lost\n" + "\n".join(trace)
        records = {path.name for path in found} - {path.name for path in files}
        assert records == {".%s.client" % path.name for path in files}, "\n".join(trace)
        for path in files:
            assert path.name.endswith("secret"), path
            assert path.stat().st_mode & 0o777 == 0o600
            assert path.read_text().strip() == client["client_secret"], "\n".join([path.name, *trace])
            assert works(self.world, path.read_text().strip())
        assert len(files) == 1
        made = [name for name, result in results.items() if result["changed"]]
        assert len(made) == 1
        for name in results:
            path = self.file(name)
            warned = results[name].get("warnings", [])
            assert path.exists() or "does not tell its secret" in warned[0], warned


def again(world, tasks):
    for module, given in tasks.values():
        assert world.run(module, **given)["changed"] is False


@pytest.mark.parametrize("shared", [True, False], ids=["one folder", "a folder each"])
@pytest.mark.parametrize("together", [True, False], ids=["one machine", "two machines"])
def test_two_runs(world, cases, long, tmp_path, shared, together):
    runs = Runs(world, tmp_path, shared)
    for writers in every_order(world, runs.prepare, together, None if long else 10):
        cases.one()
        tasks = runs.tasks(["one", "two"])
        results = writers.run(tasks)
        assert failures(results) == {}, writers.turns.trace
        runs.look(results, writers.turns.trace)
        again(world, tasks)


@pytest.mark.long
@pytest.mark.parametrize("shared", [True, False], ids=["one folder", "a folder each"])
def test_three_runs(world, cases, tmp_path, shared):
    runs = Runs(world, tmp_path, shared)
    for writers in every_order(world, runs.prepare, False, 600):
        cases.one()
        results = writers.run(runs.tasks(["one", "two", "three"]))
        assert failures(results) == {}, writers.turns.trace
        runs.look(results, writers.turns.trace)


def test_one_that_the_service_refuses_takes_no_secret_of_another_away(world, cases, long, tmp_path):
    """The one asks for what the service does not take, so that the secret which it had generated is of no use to it."""
    runs = Runs(world, tmp_path, True)
    for writers in every_order(world, runs.prepare, True, None if long else 10):
        cases.one()
        results = writers.run(runs.tasks(["one", "two"], one={"name": ""}))
        assert list(failures(results)) == ["one"], (results, writers.turns.trace)
        assert results["one"]["failure"]["code"] == "refused"
        (client,) = world.state()["clients"]
        assert runs.file("two").read_text().strip() == client["client_secret"], "\n".join(writers.turns.trace)


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("shared", [True, False], ids=["one folder", "a folder each"])
def test_one_whose_answer_is_lost_keeps_no_secret_that_is_not_the_clients(world, cases, long, tmp_path, shared, when):
    """The client that it finds then may be its own, or that of the other."""
    runs = Runs(world, tmp_path, shared)

    def prepare(world):
        runs.prepare(world)
        world.control.fault("drop", method="POST", path="/ops/clients$", when=when)

    for writers in every_order(world, prepare, False, 300 if long else 10):
        cases.one()
        results = writers.run(runs.tasks(["one", "two"]))
        assert failures(results) == {}, writers.turns.trace
        (client,) = world.state()["clients"]
        # One that was seen not to be the client's is moved out of the file, and kept: the service may know it and not tell yet.
        records = {path.name for path in tmp_path.iterdir() if path.name.startswith(".")}
        files = [path for path in tmp_path.iterdir() if path.suffix != ".refused" and path.name not in records]
        kept = {path.name: path.read_text().strip() for path in files}
        assert records == {".%s.client" % name for name in kept}, "\n".join([str(records), *writers.turns.trace])
        assert set(kept.values()) == {client["client_secret"]}, "\n".join([str(kept), *writers.turns.trace])
