# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks of one process with other TLS settings each: no connection serves a task that would not have made it."""

from __future__ import annotations

from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.cxops.genesys.plugins.module_utils.transport.http_service import Transport
from ansible_collections.cxops.genesys.plugins.module_utils.transport.memory import Memory
from ansible_collections.cxops.genesys.plugins.module_utils.transport.services import Services
from ansible_collections.cxops.genesys.plugins.module_utils.transport.sessions import KeptSessions
from integration.support.playbooks import Playbooks

pytestmark = pytest.mark.parametrize("world", [False], indirect=True)


def trusts(certificates):
    """name -> (options, whether the service, of our authority and open to our clients only, is served with them)."""
    client = {"client_cert": certificates.clients["good"].both}
    stranger = {"client_cert": certificates.clients["another authority"].both}
    return {
        "blind": ({"validate_certs": False, **client}, True),
        "ours": ({"ca_path": certificates.ca, **client}, True),
        "ours in a folder": ({"ca_path": certificates.folder_ca, **client}, True),
        "another": ({"ca_path": certificates.other_ca, **client}, False),
        "the usual": (client, False),
        "no client": ({"ca_path": certificates.ca}, False),
        "blind, no client": ({"validate_certs": False}, False),
        "another client": ({"ca_path": certificates.ca, **stranger}, False),
    }


def options_of(world, front):
    return {**world.ops, "auth_url": front.url(), "environment_url": front.url(), "retries": 0}


def test_any_order_of_tasks_in_one_process(world, fronts, certificates, cases, long):
    front = fronts("good", clients=certificates.ca)
    known = trusts(certificates)
    examples = settings(max_examples=150 if long else 12)

    @examples
    @given(st.lists(st.sampled_from(sorted(known)), min_size=2, max_size=6), st.booleans())
    def every(order, remembers):
        cases.one()
        kept, memory, used = KeptSessions(), Memory() if remembers else None, {}

        def make(**options):
            made = Transport(kept=kept, **{**options, "sleep": world.sleep})
            # Older versions of the library do not tell connections of one session from another by their TLS settings.
            used.setdefault(made.session, (made.verify, made.cert))
            assert used[made.session] == (made.verify, made.cert), "a session is shared"
            return made

        for name in order:
            options, served = known[name]
            front.clear()
            result = world.run(
                "genesys_environment_info",
                make_services=partial(Services, make_transport=make, memory=memory),
                **options_of(world, front),
                **options,
            )
            assert result.get("failed", False) is not served, (order, name, result)
            if not served:
                assert result["failure"]["code"] in ("certificate", "unreachable"), result
                assert front.heard == b"", "the service was asked by a connection of another task"
        for session, _until in kept._mine().values():
            session.close()

    every()


@pytest.mark.parametrize("in_process", [True, pytest.param(False, marks=pytest.mark.long)])
def test_the_items_of_a_loop(world, fronts, certificates, tmp_path, in_process):
    """By ansible-playbook, where the items of a loop share their connections when they run in one process."""
    front = fronts("good", clients=certificates.ca)
    known = trusts(certificates)
    order = ["blind", "ours", "another", "ours", "the usual", "blind", "no client", "ours", "another client", "blind"]
    task = {
        "name": "look",
        "cxops.genesys.genesys_environment_info": {
            **options_of(world, front),
            "validate_certs": "{{ item.validate_certs | default(true) }}",
            "ca_path": "{{ item.ca_path | default(omit) }}",
            "client_cert": "{{ item.client_cert | default(omit) }}",
        },
        "loop": [known[name][0] for name in order],
        "ignore_errors": True,
    }
    world.canaries.add(world.ops["auth_password"])
    done = Playbooks(tmp_path, world).run([task], vars={"cxops_genesys_in_process": in_process})
    results = done["look"]["results"]
    assert [not one.get("failed", False) for one in results] == [known[name][1] for name in order]
    asked = front.heard.count(b" HTTP/1.1\r\n")
    assert len(world.log()) == asked
    # What one way of trust was told, later items of the same way may remember, but none of another way.
    assert len({name for name in order if known[name][1]}) <= asked <= sum(known[name][1] for name in order)
