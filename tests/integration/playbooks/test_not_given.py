# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Variables that are null or empty, as a controller and a YAML line without a value leave them: each of every role, in roles and in one task.

A tenant is a host of one inventory, of which one variable is so.
"""

from __future__ import annotations

import json
import re
from uuid import UUID

import pytest
import yaml

from emulator import defaults
from integration.support.playbooks import ROOT
from integration.support.sample import CCID, OFFERED

FATAL = re.compile(r"fatal: \[(\w+)\]: FAILED! => (.*)")
NEEDED = ("tenant_id", "tenant_environment", "tenant_contact_center")  # without which a tenant cannot be made


def variables():
    """Those of the roles of a tenant."""
    found = set()
    for role in ("auth_clients", "tenant", "digital_channels"):
        specs = yaml.safe_load((ROOT / "roles" / role / "meta" / "argument_specs.yml").read_text(encoding="utf-8"))
        for entry in specs["argument_specs"].values():
            found |= set(entry.get("options") or {})
    return sorted(found)


def tenant(number):
    """A document that uses most parts, and what its requests can be told by."""
    name = "t%d" % number
    return {
        "tenant_id": str(UUID(int=UUID(CCID).int + number)),
        "auth_clients_list": [{"client_id": name, "client_secret": "Canary-%s" % name}],
        "tenant_environment": {
            "username": "default",
            "password": "Canary-configuration",
            "config_servers": [{"primary_address": name + ".example.com"}],
        },
        "tenant_contact_center": {"domains": [name]},
        "tenant_cors_origins": ["https://%s.example.com" % name],
        "tenant_settings": [{"name": "some-setting", "value": name}],
        "digital_channels_chat_service_uri": "https://chat.%s.example.com" % name,
        "digital_channels_gapis": [{"url": "https://%s.example.com" % name, "client_secret": "Canary-gapi"}],
    }


# Ansible templates them for tasks of the roles, where omit is no value. In one task the collection templates the rest.
READ_BY_TASKS = {
    "roles": set(variables()),
    "one task": {
        "digital_channels_designer_env_%s" % one for one in ("file", "tasks_file", "url", "baseurl", "host", "section")
    },
}
NIGHTLY = pytest.mark.nightly
VALUES = {"null": None, "empty": "", "omitted": "{{ nobody_gives_it | default(omit) }}"}
CASES = [("roles", "null"), pytest.param("one task", "omitted", marks=pytest.mark.matrix)] + [
    pytest.param(way, value, marks=NIGHTLY)
    for way, value in (("roles", "empty"), ("roles", "omitted"), ("one task", "null"), ("one task", "empty"))
]


@pytest.mark.parametrize(("way", "value"), CASES)
def test_a_variable_that_is_null_or_empty_is_not_given(world, playbooks, tmp_path, way, value):
    world.control.switches(OFFERED)
    world.canaries |= {defaults.OPS_PASSWORD, "Canary-configuration"}
    hosts = {name: dict(tenant(number), **{name: VALUES[value]}) for number, name in enumerate(variables(), 1)}
    inventory = tmp_path / "inventory.json"
    inventory.write_text(json.dumps({"all": {"hosts": hosts, "vars": {"ansible_python_interpreter": None}}}))
    made = playbooks.play(
        "cxops.genesys.provision",
        *("-i", str(inventory), "--forks", "10", "-e", json.dumps({"genesys_one_task": way == "one task"})),
        warnings=True,
        env=dict(world.emulator.env, **world.database.env),
        timeout=300,
    )
    failed = dict(FATAL.findall(made.output))
    refused = READ_BY_TASKS[way] if value == "omitted" else set()
    assert set(failed) == set(NEEDED) | refused, made.output[-4000:]
    for name in refused:
        assert "cannot be omit" in failed[name] and name in failed[name]
    wrote = json.dumps(world.writes())
    for name, told in failed.items():
        assert name in told and "t%d.example.com" % (list(hosts).index(name) + 1) not in wrote
    state = world.state()
    assert len(state["contact_centers"]) == len(hosts) - len(failed)
    assert "None" not in json.dumps(state)


@pytest.mark.parametrize("name", ["tenant_environment", pytest.param("tenant_settings", marks=NIGHTLY)])
def test_a_text_in_place_of_a_dict_is_refused_before_the_first_write(world, playbooks, name):
    given = tenant(1)
    given[name] = json.dumps(given[name]) if name == "tenant_environment" else [json.dumps(given[name][0])]
    env = dict(world.emulator.env, **world.database.env)
    made = playbooks.play("cxops.genesys.provision", "-e", json.dumps(given), warnings=True, env=env)
    assert made.code == 2 and "is a text, and has to be a dict" in " ".join(made.output.split()), made.output[-2000:]
    assert world.log() == []


@pytest.mark.parametrize("way", ["roles", "one task"])
@pytest.mark.parametrize(
    ("center", "message"),
    [
        pytest.param(
            {"domains": "globex"}, "tenant_contact_center.domains: a list is needed, and a text was given", id="a text"
        ),
        pytest.param(
            {"domain": ["globex"]},
            "tenant_contact_center.domain: there is no such option; did you mean domains?",
            id="a misspelled name",
        ),
    ],
)
def test_a_tenant_that_is_named_by_its_first_domain_has_one(world, playbooks, center, message, way):
    """The guide's document: the template must get neither a letter, nor hide what is wrong."""
    given = dict(tenant(1), tenant_contact_center=center, genesys_one_task=way == "one task")
    given["digital_channels_tenant"] = {
        "name": "{{ tenant_contact_center.domains[0] }}",
        "username": "nexus",
        "password": "secret-of-nexus",
    }
    env = dict(world.emulator.env, **world.database.env)
    for check in ((), ("--check",)):
        made = playbooks.play("cxops.genesys.provision", "-e", json.dumps(given), *check, warnings=True, env=env)
        assert made.code == 2 and message in " ".join(made.output.split()), made.output[-2000:]
        assert world.log() == [] and "has no attribute" not in made.output
