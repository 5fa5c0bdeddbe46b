# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All ordered pairs of entry points of the roles, for two tenants on one host: what is left of the one never decides about the other."""

from __future__ import annotations

import random

import pytest

from integration.support.playbooks import Playbooks
from trust.slips import tenants
from trust.slips.platform import Platform
from trust.slips.steps import ACTIONS, POINTS, Lenient, Referee, Step, Walk, looped, pairs_of, play

LENGTH = 50  # steps of one play; the last one is the first of the next play
SAMPLE = (
    ("tenant", "main"),
    ("digital_channels", "main"),
    ("digital_channels", "teardown"),
    ("provision_tenant", "document"),
)
CONFIRMED = "genesys_confirm_teardown=" + ",".join(tenants.IDS[name] for name in sorted(tenants.IDS))


def runs(steps):
    """Parts of the steps, each of which begins with the last step of the one before."""
    return [steps[at : at + LENGTH + 1] for at in range(0, len(steps) - 1, LENGTH)]


def run(world, folder, steps, how, cases, referee_of=Referee, **switches):
    """Play the steps, and count each as a case."""
    platform = Platform(world, folder / "secrets", sorted({step.tenant for step in steps}))
    referee = referee_of(platform, steps, **switches)
    referee.prepare()
    playbooks = Playbooks(folder, world)
    env = dict(world.emulator.env, **world.database.env, ANSIBLE_ACTION_PLUGINS=str(ACTIONS))
    with referee.listening() as url:
        tasks = looped(steps, url, folder) if how == "loop" else play(steps, url, how)
        made = playbooks.run(
            tasks,
            "-e",
            CONFIRMED,
            connection="local",
            warnings=True,
            env=env,
            vars={"declared": platform.documents, "ansible_python_interpreter": "{{ ansible_playbook_python }}"},
        )
    assert referee.problems == []
    assert referee.judged == set(range(len(steps))), made.output[-3000:]
    failures = [(task, result.get("msg")) for task, result in made.results if result.get("failed")]
    for number, (before, step) in enumerate(zip([None, *steps], steps, strict=False)):
        with cases("%s after %s" % (step, before)):
            assert not referee.found[number], "%s (failed: %s)" % ("; ".join(referee.found[number]), failures)


def test_some_pairs(world, tmp_path, cases):
    run(world, tmp_path, pairs_of(SAMPLE), "include_role", cases)


@pytest.mark.long
def test_some_pairs_where_the_service_chooses_the_ids(world, tmp_path, cases):
    """Then only the result of the run that made an object tells its id."""
    run(
        world,
        tmp_path,
        pairs_of((*SAMPLE, ("provision_tenant", "main"))),
        "loop",
        cases,
        Lenient,
        server_chosen_ids=True,
    )


@pytest.mark.long
@pytest.mark.parametrize("number", range(len(runs(pairs_of(POINTS)))))
def test_all_pairs(world, tmp_path, cases, number):
    run(world, tmp_path, runs(pairs_of(POINTS))[number], ("import_role", "loop")[number % 2], cases)


@pytest.mark.long
@pytest.mark.parametrize("number", range(6))
def test_random_walks(world, tmp_path, cases, number):
    chance = random.Random()
    seed = chance.randrange(2**32)
    print("seed", seed)
    chance.seed(seed)
    steps = [Step(*chance.choice(POINTS), chance.choice(sorted(tenants.IDS))) for _step in range(LENGTH)]
    run(world, tmp_path, steps, ("include_role", "loop")[number % 2], cases, Walk)
