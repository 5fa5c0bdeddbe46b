# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ansible-playbook is killed at a request or a statement: whatever was begun, a rerun makes it good.

The long form kills at every request and every statement, before its effect and, if it can have one, after it. Each is tried in one of WAYS, in
turn; those that write are tried in all of them, but for the journeys IN_TURN, whose runs are long. A sample is in test_playbooks.py, which has what
it needs at hand.
"""

from __future__ import annotations

import signal

import pytest

from trust.support.kinds import AFTER, BEFORE, has_effect
from trust.support.plays import BY_MODULE, JOURNEYS, MAKE, PROVISION, PROVISION_IN_ONE, RENEW, TEARDOWN

WHEN = (BEFORE, AFTER)
# Who dies: ansible-playbook with all that it started, or alone, so that what it started goes on without it.
WAYS = {
    "everything": (True, {}),
    "ansible-playbook alone": (False, {}),
    "everything, modules": (True, BY_MODULE),
    "ansible-playbook alone, modules": (False, BY_MODULE),
}
IN_TURN = (PROVISION, PROVISION_IN_ONE, TEARDOWN)
SIGNALS = {"Ctrl-C": (signal.SIGINT, {}), "SIGTERM, modules": (signal.SIGTERM, BY_MODULE)}
WRITING = ("POST", "PUT", "DELETE")
CHANGING = ("INSERT", "UPDATE", "DELETE", "COMMIT")
WITH_DATABASE = tuple(journey for journey in JOURNEYS if journey.database)


def chosen(way, journey, sent, changing):
    """(number, when) of those that are tried in this way. changing: how those begin that are tried in every way."""
    turn, changing = list(WAYS).index(way), () if journey in IN_TURN else changing
    pairs = [(number, when) for number, one in enumerate(sent) for when in (WHEN if has_effect(one) else WHEN[:1])]
    return [
        (number + 1, when)
        for place, (number, when) in enumerate(pairs)
        if sent[number].startswith(changing) or (place + place // len(WAYS)) % len(WAYS) == turn
    ]


@pytest.mark.long
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("journey", JOURNEYS, ids=str)
def test_killed_at_each_request(theatre, journey, way, cases):
    everything, variables = WAYS[way]
    play = theatre(journey, **variables)
    for nth, when in chosen(way, journey, play.calls, WRITING):
        with cases("%s, %s, killed %s the effect of %d %s" % (journey, way, when, nth, play.calls[nth - 1])):
            play.killed_at_request(nth, when, everything)


@pytest.mark.long
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("journey", WITH_DATABASE, ids=str)
def test_killed_at_each_statement(theatre, sql_proxy, journey, way, cases):
    everything, variables = WAYS[way]
    play = theatre(journey, sql_proxy, **variables)
    for nth, when in chosen(way, journey, play.statements, CHANGING):
        with cases("%s, %s, killed %s the effect of %d %s" % (journey, way, when, nth, play.statements[nth - 1][:40])):
            play.killed_at_statement(nth, when, everything)


@pytest.mark.long
@pytest.mark.parametrize("number, variables", SIGNALS.values(), ids=SIGNALS)
@pytest.mark.parametrize("journey", [PROVISION_IN_ONE, MAKE, RENEW, TEARDOWN], ids=str)
def test_interrupted_at_each_write(theatre, journey, number, variables, cases):
    play = theatre(journey, **variables)
    for nth, call in enumerate(play.calls, 1):
        for when in WHEN if call.startswith(WRITING) else ():
            with (
                cases("%s, %s %s the effect of %d %s" % (journey, number.name, when, nth, call)),
                play.stage() as stage,
            ):
                stage.hold(nth, when)
                stage.begin()
                stage.reached(when)
                assert stage.interrupt(number) != 0
                play.recovers(stage)


@pytest.mark.long
@pytest.mark.parametrize("journey", [PROVISION_IN_ONE, MAKE, RENEW, TEARDOWN], ids=str)
def test_run_again_while_the_orphans_of_the_killed_run_are_still_at_work(theatre, journey, cases):
    play = theatre(journey)
    for nth, call in enumerate(play.calls, 1):
        for when in WHEN if call.startswith(WRITING) else ():
            with cases("%s, orphans %s the effect of %d %s" % (journey, when, nth, call)), play.stage() as stage:
                stage.hold(nth, when)
                stage.begin()
                stage.reached(when)
                stage.kill(everything=False)
                stage.perform()  # it may fail, for two are at work
                play.recovers(stage)
