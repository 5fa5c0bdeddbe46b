# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Playbooks over found hosts that something else is mixed into: a later source, or what an earlier reading left in a controller."""

from __future__ import annotations

import json

import pytest

from integration.inventory.conftest import FIRST, SECOND

pytestmark = [pytest.mark.apart, pytest.mark.parametrize("world", [False], indirect=True)]
ORIGINS = {"tenant_cors_origins": ["https://new.example.com"]}


def static(sources, hosts, **variables):
    """A source with these hosts."""
    path = sources.folder / "static.json"
    path.write_text(json.dumps({"all": {"hosts": hosts, "vars": variables}}))
    return str(path)


def test_a_later_source_makes_another_tenant_of_a_found_host(platform, sources):
    """Ansible mixes both into one host; what was found of one tenant is not used for the other one."""
    static(sources, {"t100": {"tenant_id": SECOND}}, **ORIGINS)
    words = ("-i", sources.write(), "-i", str(sources.folder / "static.json"), "--limit", "t100")
    done = sources.play("cxops.genesys.provision", *words, warnings=True)
    said = " ".join(done.output.split())
    assert (
        done.code == 2
        and "is declared as the tenant %s, but the inventory plugin found the contact center %s" % (SECOND, FIRST)
        in said
    )
    assert platform.writes() == []


def test_a_controller_that_kept_the_hosts_of_an_earlier_reading(platform, sources):
    """AWX without Overwrite: after a change of host_prefix, the tenants are there twice. The second host of each is refused."""
    found = sources.list(host_prefix="genesys_", filters={"domains": ["t100"]}).hosts
    (name,) = found
    former = dict(found[name], ansible_connection="local")
    inventory = static(sources, {"t100": former, name: found[name]}, **ORIGINS)
    done = sources.play("cxops.genesys.provision", "-i", inventory, warnings=True)
    said = " ".join(done.output.split())
    assert done.code == 2 and "handles the tenant %s in this task already" % FIRST in said
    assert "The inventory plugin found" in said and "or remove the host" in said
    assert {entry["path"].rsplit("/", 2)[-2] for entry in platform.writes()} == {FIRST}
