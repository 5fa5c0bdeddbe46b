# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each kind of fault at the requests and statements of the collection's own playbooks, by real ansible-playbook.

What is transient is survived within the run, which exits with 0; after anything else a clean rerun comes to the same; then nothing changes.

The long form tries every kind at every request of the provisioning by one task and of the creation of OAuth clients, and every kind at every
statement of the former. Of the longer journeys it tries SHARE kinds at each request, so that each kind comes in turn; the tests that run in one
process try all of them. A request that only reads has no effect, so that a fault before it and one after it are tried once here.
"""

from __future__ import annotations

import pytest

from trust.support import kinds
from trust.support.plays import BY_MODULE, DELETE, MAKE, PROVISION, PROVISION_IN_ONE, RENEW, TEARDOWN, TEARDOWN_IN_ONE

SHARE = 3
PARTS = 8  # into which a journey is divided, so that several processes can try it
WHOLLY = (PROVISION_IN_ONE, MAKE)
PARTLY = (PROVISION, TEARDOWN, TEARDOWN_IN_ONE, RENEW, DELETE)


def every(some, sent):
    """(number, kind) of all that differ at what was sent."""
    return [(nth, kind) for nth, one in enumerate(sent, 1) for kind in kinds.differing(some, one)]


def in_turn(some, sent):
    """The same of SHARE kinds at each, of which the next one gets the next."""
    found = []
    for nth, one in enumerate(sent, 1):
        at = kinds.differing(some, one)
        found += [(nth, at[(nth * SHARE + place) % len(at)]) for place in range(SHARE)]
    return found


def all_of(play, sent, chosen, cases):
    """Try what is chosen (number, kind) of what was sent."""
    for nth, kind in chosen:
        with cases("%s: %s at %d %s" % (play.journey, kind, nth, sent[nth - 1][:60])):
            play.disturb(kind, nth)


@pytest.mark.long
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("journey", WHOLLY, ids=str)
def test_every_kind_at_every_request(theatre, journey, part, cases):
    play = theatre(journey)
    all_of(play, play.calls, every(kinds.HTTP, play.calls)[part::PARTS], cases)


@pytest.mark.long
@pytest.mark.parametrize("part", range(PARTS // 2))
@pytest.mark.parametrize("journey", PARTLY, ids=str)
def test_some_kinds_at_every_request(theatre, journey, part, cases):
    play = theatre(journey)
    all_of(play, play.calls, in_turn(kinds.HTTP, play.calls)[part :: PARTS // 2], cases)


@pytest.mark.long
@pytest.mark.parametrize("part", range(PARTS // 2))
@pytest.mark.parametrize("journey", [PROVISION_IN_ONE, PROVISION, TEARDOWN_IN_ONE, TEARDOWN], ids=str)
def test_every_statement(theatre, sql_proxy, journey, part, cases):
    play = theatre(journey, sql_proxy)
    pairs = (every if journey in WHOLLY else in_turn)(kinds.SQL, play.statements)
    all_of(play, play.statements, pairs[part :: PARTS // 2], cases)


def named(some, name):
    """The kind of this name."""
    return next(kind for kind in some if kind.name == name)


@pytest.mark.nightly
def test_the_most_harmful_moments_of_an_oauth_client(theatre, cases):
    """The sample: what must not be done twice is not answered, a secret is told and not kept, an orphan goes on alone."""
    play = theatre(MAKE)
    client, credential = play.number("POST /api/v2/oauth/clients"), play.number("POST /api/v2/integrations")
    all_of(play, play.calls, [(client, named(kinds.HTTP, "answer lost after the effect"))], cases)
    with cases("killed after the client was made"):
        play.killed_at_request(client, "after", everything=True)
    with cases("ansible-playbook alone killed after a module made the credential"):
        play.killed_at_request(credential, "after", everything=False, **BY_MODULE)


def test_the_most_harmful_moments_of_a_tenant(theatre, sql_proxy, cases):
    """The sample: a refusal that is none, a row that is not committed."""
    play = theatre(PROVISION_IN_ONE, sql_proxy)
    tenant, commit = play.number("POST /nexus/v3/provisioning/tenants"), play.number("COMMIT", play.statements)
    all_of(play, play.calls, [(tenant, named(kinds.HTTP, "status code 7 after the effect"))], cases)
    with cases("killed before the commit"):
        play.killed_at_statement(commit, "before", everything=True)
