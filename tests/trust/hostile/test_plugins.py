# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changed answers for the inventory plugin and the lookup: hosts that can be used or a clear error, and a token or a clear error."""

from __future__ import annotations

import json
import random

import pytest
from ansible.errors import AnsibleError, AnsibleLookupError, AnsibleParserError
from ansible.inventory.data import InventoryData
from ansible.parsing.dataloader import DataLoader

from ansible_collections.cxops.genesys.plugins.inventory import tenants
from ansible_collections.cxops.genesys.plugins.lookup import access_token
from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import LONGEST_TEXT
from ansible_collections.cxops.genesys.plugins.module_utils.transport.memory import Memory
from emulator import defaults
from integration.support.http_samples import CENTER, ENVIRONMENT
from integration.support.inventories import loaded
from integration.support.nexus_samples import GAPI_CLIENT
from integration.support.sample import CCID, OTHER_ID, SECRET
from trust.hostile import mutate
from trust.hostile.outcome import WORDS, plain
from trust.hostile.test_misread import Wire

SAMPLE, LONG = 60, 3000
pytestmark = pytest.mark.parametrize("world", [False], indirect=True)
OPTIONS = """plugin: cxops.genesys.tenants
host_prefix: ""
settings: true
role_variables: %s
strict: false
groups: {chosen: genesys_environment.tenant is defined}
keyed_groups: [{key: genesys_regions}, {key: genesys_contact_center.domains, prefix: d}]
compose: {copied: "genesys_environment.config_servers[0].primary_address"}
hostnames: [genesys_environment.tenant, domain, id]
filters: {exclude_domains: ["nobody*"], exclude_regions: [nowhere]}
include_filters: [genesys_contact_center.id is defined]
"""


def clear(error):
    """One line that says what is wrong."""
    text = str(getattr(error, "message", error))
    assert text and len(text) < LONGEST_TEXT + 200, text
    assert "defect of the collection" not in text and "Unexpected" not in text, text
    for word in WORDS:
        assert word not in text, text


def chosen(wire, run, long):
    """(nth, request, mutation, answer) of some mutations of all that the run is answered."""
    wire.begin()
    run()
    tried = [
        (nth, request, one, answer)
        for nth, (request, raw) in enumerate(wire.recorded(), 1)
        for answer in [json.loads(raw)]
        for one in mutate.mutations(answer)
    ]
    return random.Random(5).sample(tried, min(len(tried), LONG if long else SAMPLE))


@pytest.mark.parametrize("kind", ["observed", pytest.param("identity", marks=pytest.mark.long)])
def test_the_inventory(world, kind, monkeypatch, long, cases, tmp_path):
    second = {
        **ENVIRONMENT,
        "id": OTHER_ID,
        "configServers": [{"primaryAddress": "b.example.com", "primaryPort": 1, "locations": "/USE1,/USW1"}],
    }
    world.control.seed(
        environments=[ENVIRONMENT, second],
        contact_centers=[CENTER, {**CENTER, "id": OTHER_ID, "environmentId": OTHER_ID, "domains": ["t200", "x"]}],
        settings=[{"contactCenterId": CCID, "name": "a", "location": "/", "value": "b", "shared": True}],
    )
    for name, value in (
        ("URL", world.emulator.url),
        ("USERNAME", defaults.OPS_USERNAME),
        ("PASSWORD", defaults.OPS_PASSWORD),
    ):
        monkeypatch.setenv("GENESYS_AUTH_" + name, value)
    monkeypatch.setenv("GENESYS_RETRIES", "0")
    source = tmp_path / "tenants.yml"
    source.write_text(OPTIONS % kind)

    def read():
        plugin, data = loaded("inventory", tenants, tenants.InventoryModule), InventoryData()
        plugin.parse(data, DataLoader(), str(source), cache=False)
        return data

    wire = Wire(monkeypatch)
    for nth, request, mutation, answer in chosen(wire, read, long):
        with cases("answer %d, %s" % (nth, mutation)):
            wire.change(request, mutate.apply(answer, mutation))
            try:
                data = read()
            except AnsibleParserError as error:
                assert wire.changed
                clear(error)
                continue
            assert wire.changed
            for name, host in data.hosts.items():
                assert name.replace("_", "").replace(".", "").replace("-", "").isalnum() and len(name) < 300000, name[
                    :99
                ]
                plain(
                    json.loads(
                        json.dumps(
                            {key: value for key, value in host.vars.items() if key != "ansible_python_interpreter"}
                        )
                    )
                )
            for name in data.groups:
                assert name.replace("_", "").isalnum(), name[:99]


def test_the_lookup(world, monkeypatch, long, cases):
    world.control.seed(clients=[GAPI_CLIENT])
    given = {
        "auth_url": world.emulator.url,
        "auth_client_id": "nexus_client",
        "auth_client_secret": SECRET,
        "retries": 0,
    }

    def ask(output="answer"):
        monkeypatch.setattr(access_token, "MEMORY", Memory())
        return loaded("lookup", access_token, access_token.LookupModule).run([], {}, output=output, **given)

    wire = Wire(monkeypatch)
    for nth, request, mutation, answer in chosen(wire, ask, long):
        for output in ("token", "answer"):
            with cases("%s, answer %d, %s" % (output, nth, mutation)):
                wire.change(request, mutate.apply(answer, mutation))
                try:
                    (told,) = ask(output)
                except AnsibleLookupError as error:
                    assert wire.changed
                    clear(error)
                    continue
                except AnsibleError as error:
                    raise AssertionError("another error: %r" % error) from error
                assert wire.changed
                token = told if output == "token" else told["access_token"]
                assert isinstance(token, str) and token.isprintable() and token.isascii() and token
                plain(told)
