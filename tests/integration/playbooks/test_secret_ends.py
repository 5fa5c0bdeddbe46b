# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets of the roles' variables that end with a line break are refused by name before any request. Of every module: bad_input/test_options.py."""

from __future__ import annotations

import pytest

from integration.support.tenant_sample import connection, document

BAD = "ab-Cd-Ef-12345678\n"
PLACES = [
    (
        "auth_clients",
        "auth_clients_list",
        [{"client_id": "c", "client_secret": BAD}],
        "auth_clients_list[0].client_secret",
    ),
    ("tenant", "tenant_environment", {"username": "u", "password": BAD}, "tenant_environment.password"),
    ("digital_channels", "digital_channels_client_secret", BAD, "digital_channels_client_secret"),
]


@pytest.mark.parametrize(("role", "name", "value", "option"), PLACES)
def test_a_role_refuses_it(playbooks, world, role, name, value, option):
    world.canaries.add(BAD.strip())
    play = playbooks.run(
        [{"name": "The role", "ansible.builtin.include_role": {"name": "cxops.genesys." + role}}],
        defaults={"group/cxops.genesys.genesys": connection(world)},
        vars={**document(world), name: value},
    )
    assert play.code != 0
    assert option in play.output and "line break" in play.output
    assert world.log() == []
