# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random typos of variables and of names inside dicts: nothing is asked or written, and what is said names the typo."""

from __future__ import annotations

import json

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from ansible_collections.cxops.genesys.plugins.module_utils.core.spec import Field
from ansible_collections.cxops.genesys.plugins.module_utils.resources.registry import TASKS
from ansible_collections.cxops.genesys.plugins.plugin_utils.guarded import KNOWN
from trust.slips import tenants
from trust.slips.platform import Platform
from trust.slips.typos import typos

SAMPLE, LONG = (1, 40), (6, 80)  # plays, hosts of each
WAYS = {
    "provision, one task": ("provision", True),
    "provision": ("provision", False),
    "verify": ("verify", False),
    "teardown": ("teardown", False),
    "teardown, one task": ("teardown", True),
}


def options(fields: tuple[Field, ...]):
    """All names of options, at any depth."""
    for field in fields:
        yield from (field.arg, *field.aliases)
        yield from options(field.fields or ())


def connection(world):
    """How the services are reached, as variables of the inventory."""
    params = world.database.params
    return {
        "genesys_auth_url": world.emulator.url,
        "genesys_environment_url": world.emulator.url,
        "genesys_auth_username": world.ops["auth_username"],
        "genesys_auth_password": world.ops["auth_password"],
        "nexus_url": world.emulator.url,
        "nexus_db_host": params["host"],
        "nexus_db_port": params["port"],
        "nexus_db_user": params["user"],
        "nexus_db_password": params["password"],
        "nexus_db_name": params["dbname"],
    }


@pytest.mark.parametrize(
    "way", [name if not number else pytest.param(name, marks=pytest.mark.long) for number, name in enumerate(WAYS)]
)
def test_misspelled_names(world, playbooks, long, cases, way):
    playbook, one_task = WAYS[way]
    platform = Platform(world, playbooks.folder / "secrets", ("alpha",))
    platform.provision("alpha")
    before, known = platform.look(), KNOWN | set(options(TASKS["genesys_tenant"].options))
    plays, hosts = LONG if long else SAMPLE
    drawn = typos(platform.documents["alpha"], connection(world), known).filter(bool)

    @settings(max_examples=plays, phases=(Phase.generate,))
    @given(found=st.lists(drawn, min_size=hosts, max_size=hosts, unique_by=str))
    def holds(found):
        inventory = playbooks.folder / "inventory.json"
        hosts = {
            # each with another tenant, so that no host is refused because of another one
            "host%d" % number: dict(
                _with_own_id(typo.variables, number), ansible_python_interpreter="{{ ansible_playbook_python }}"
            )
            for number, typo in enumerate(found)
        }
        inventory.write_text(json.dumps({"all": {"hosts": hosts}}))
        world.clear_log()
        words = ["-i", str(inventory), "-e", json.dumps({"genesys_one_task": one_task})]
        if playbook == "teardown":
            words += ["-e", "genesys_confirm_teardown=" + ",".join(hosts)]
        made = playbooks.play("cxops.genesys." + playbook, *words, warnings=True)
        told = {}
        for line in made.lines:
            if line["kind"] == "failed":
                told.setdefault(line["host"], []).append(str(line["result"].get("msg")))
        for number, typo in enumerate(found):
            with cases(str(typo)):
                said = " ".join(told.get("host%d" % number, ()))
                assert said, "the run was green"
                assert typo.wrong in said, said
                assert typo.right in said or "did you mean" in said, said  # several may be as near
        assert world.log() == [] and platform.look() == before, [str(entry["path"]) for entry in world.log()]

    holds()


def _with_own_id(variables, number):
    identity = tenants.IDS["alpha"][:-4] + "%04d" % number
    return {name: identity if value == tenants.IDS["alpha"] else value for name, value in variables.items()}
