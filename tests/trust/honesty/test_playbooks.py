# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The same promise of real ansible-playbook, in process and by modules: plays of random tasks, looked at and then done."""

from __future__ import annotations

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from emulator import defaults
from integration.support.sample import SECRET
from trust.honesty import of_cloud, values
from trust.honesty.meaning import without
from trust.honesty.of_tenant import Documents
from trust.honesty.promise import ASSUMED, DOUBT
from trust.honesty.scene import Scene, Stage
from trust.honesty.test_sequences import MODULES
from trust.support.watched import Watched

SAMPLE, LONG = 1, 8
CLOUD = "genesys_cloud_oauth_client"
GROUPS = ("group/cxops.genesys.genesys", "group/cxops.genesys.nexus", "group/cxops.genesys.genesys_cloud")
DOCUMENTS, CLIENTS = Documents(), of_cloud.Clients()


def plain(value):
    """Without what Ansible would take for a template of the user's."""
    if isinstance(value, dict):
        return {name: plain(member) for name, member in value.items()}
    if isinstance(value, list):
        return [plain(member) for member in value]
    return value.replace("{{", "{ {") if isinstance(value, str) else value


@st.composite
def plays(draw):
    """What an earlier document made, and ten tasks or so: the parts of another one, one tenant more, OAuth clients."""
    folder = values.FOLDER + "secrets"
    first, then = (DOCUMENTS.document(draw, None) for _time in range(2))
    tasks = []
    for kind, options in DOCUMENTS.named(then):
        if kind in MODULES:
            options = {name: value for name, value in options.items() if name != "shared"}
            tasks.append((MODULES[kind], options))
    another = DOCUMENTS.document(draw, folder)
    another["tenant_id"] = values.IDS[3]
    another["tenant_contact_center"] = {"domains": ["another"]}
    another["tenant_environment"]["config_servers"] = [{"primary_address": "another.example.com", "primary_port": 1}]
    another.pop("digital_channels_tenant", None)
    for item in another["auth_clients_list"]:
        item["client_id"] += "_of_another"
    tasks.append(("genesys_tenant", dict(another, digital_channels_gapis=[], tenant_data_centers=[])))
    scene = draw(CLIENTS.scenes())
    tasks.append((CLOUD, scene.options))
    tasks.append(
        (CLOUD, {"name": "one more", "authorized_grant_type": "CODE", "scopes": ["users"], "description": "x"})
    )
    rows = {**DOCUMENTS.others(), **scene.rows}
    offered = {name: "on" for name in DOCUMENTS.answers() if name.endswith(("_get", "_put", "_delete", "by_id"))}
    made = Scene({}, {**offered, "put_environment": "on", "put_contact_center": "on"}, rows, scene.files)
    return made, plain(first), [(module, plain(options)) for module, options in tasks]


class Plays:
    """Plays the tasks of one example."""

    def __init__(self, stage, watched):
        self.stage = stage
        self.watched = watched
        world = stage.world
        ops = dict(world.ops, **world.sql, nexus_url=world.emulator.url, nexus_api_key=defaults.CLUSTER_API_KEY)
        options = {"genesys": set(world.ops), "nexus": set(ops)}
        self.defaults = {
            group: {k: v for k, v in ops.items() if k in options.get(group.rsplit(".", 1)[-1], ())} for group in GROUPS
        }
        self.defaults[GROUPS[2]] = world.cloud

    def prepare(self, scene, first):
        """The world as it is before the play."""
        self.stage.put(scene)
        options = {**DOCUMENTS.connection(self.stage, scene), **self.stage.resolved(first)}
        self.stage.world.run("genesys_tenant", **options)
        secrets = {
            SECRET,
            "Canary-configuration",
            defaults.OPS_PASSWORD,
            defaults.PERSON_PASSWORD,
            defaults.CLUSTER_API_KEY,
        }
        self.stage.world.canaries |= {*values.SECRETS, *secrets, defaults.CLOUD_CLIENT_SECRET}

    def play(self, tasks, in_process, *arguments):
        """The results of the tasks, in their order."""
        self.stage.world.clear_log()
        given = [
            {"name": "task %d" % number, "cxops.genesys." + module: self.stage.resolved(options), "ignore_errors": True}
            for number, (module, options) in enumerate(tasks)
        ]
        switch = {"cxops_genesys_in_process": in_process}
        made = self.watched.run(given, *arguments, defaults=self.defaults, warnings=True, vars=switch)
        assert made.code == 0 and len(made.results) == len(tasks), made.output[-3000:]
        return [result for _title, result in made.results]


def same(looked, done, task):
    """The result is what was foretold."""
    assert bool(looked.get("failed")) is bool(done.get("failed")), (task, looked.get("msg"), done.get("msg"))
    if looked.get("failed"):
        assert looked["failure"]["code"] == done["failure"]["code"], (task, looked["msg"], done["msg"])
        return
    assert looked["changed"] is done["changed"] and looked.get("diff") == done.get("diff"), task
    assert without(looked.get("warnings", ()), DOUBT, ASSUMED, "has to create it") == without(
        done.get("warnings", ())
    ), task


@pytest.mark.parametrize(
    "in_process",
    [pytest.param(True, id="in process"), pytest.param(False, id="by modules", marks=pytest.mark.nightly)],
)
def test_plays_of_random_tasks(world, tmp_path, long, cases, in_process):
    stage = Stage(world, tmp_path / "secrets")
    watched = Watched(tmp_path, world, kept=[tmp_path / "secrets"])
    plays_of = Plays(stage, watched)

    # The first that Hypothesis draws has least in it. By modules each task takes the better part of a second.
    most = None if long else 10 if in_process else 3

    @settings(max_examples=LONG if long else SAMPLE, phases=(Phase.generate,))
    @given(play=plays().filter(lambda play: len(play[2]) >= 9))
    def holds(play):
        scene, first, tasks = play
        tasks = (tasks[-3:] + tasks[:-3])[:most]
        plays_of.prepare(scene, first)
        before, files = stage.state(), stage.files()
        looked = plays_of.play(tasks, in_process, "--check")
        assert world.writes() == [] and stage.state() == before and stage.files() == files
        done = plays_of.play(tasks, in_process)
        for number, task in enumerate(tasks):
            cases.one()
            same(looked[number], done[number], task)
        after = stage.state()
        others = {
            kind: rows for kind, rows in before.items() if isinstance(rows, list) and not kind.startswith("cloud")
        }
        for kind, rows in others.items():
            for row in rows:
                assert row in after[kind] or not DOCUMENTS.is_other(kind, row), (kind, row)
        again = plays_of.play(tasks, in_process) if long else []
        moved = [task for task, one in zip(tasks, again, strict=False) if one["changed"]]
        assert [task for task in moved if task[1].get("regenerate_secret") != "always"] == []

    holds()
