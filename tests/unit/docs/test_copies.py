# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A document that is copied for another tenant, with another id and domain, keeps nothing of the first one's."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest
import yaml
from unit.docs.test_docs import PAGES, blocks, walk

from ansible_collections.cxops.genesys.plugins.module_utils.resources.registry import TASKS

ROOT = Path(__file__).resolve().parents[3]
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
ADDRESSES = ("primary_address", "backup_address")


def documents():
    """(where, text) of everything that people copy: examples of pages and modules, samples, inventories."""
    for page in PAGES:
        for number, block in enumerate(blocks(page, "yaml", "yml")):
            yield "%s %d" % (page.relative_to(ROOT), number), block
    for folder in ("docs/samples", "tools/demo", "extensions/molecule"):
        for path in sorted((ROOT / folder).rglob("*.yml")):
            yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")
    for name in sorted(TASKS):
        module = import_module("ansible_collections.cxops.genesys.plugins.modules." + name)
        yield name, module.EXAMPLES


def texts(value, key=""):
    """(key, text) of every text in a YAML value; members of a list have the key of the list."""
    if isinstance(value, dict):
        for name, member in value.items():
            yield from texts(member, str(name))
    elif isinstance(value, list):
        for member in value:
            yield from texts(member, key)
    elif isinstance(value, str):
        yield key, value


def names_of(content):
    """What the document calls its tenants: domains, tenants of Digital Channels, hosts with a tenant_id."""
    found = set()
    for part in walk(content):
        domains = part.get("domains")
        found.update(domains if isinstance(domains, list) else [])
        for key in ("digital_channels_tenant", "cxops.genesys.nexus_tenant"):
            found.add(part[key].get("name") if isinstance(part.get(key), dict) else None)
        found |= {name for name, value in part.items() if isinstance(value, dict) and "tenant_id" in value}
    return {name for name in found if isinstance(name, str) and re.match(r"^\w+\Z", name)}


def kept(text):
    """(key, value) of what a copy with another id and domain would keep of the first tenant."""
    content = list(yaml.safe_load_all(text))
    names = names_of(content)
    for key, value in texts(content):
        if UUID.search(value) and not UUID.fullmatch(value):
            yield key, value  # the id within an address or a path
        elif key in ADDRESSES and "{{" not in value:
            yield key, value
        elif (key.endswith("_file") or key in ADDRESSES) and names & set(re.findall(r"[a-z0-9]+", value)):
            yield key, value


@pytest.mark.parametrize(("where", "text"), [pytest.param(where, text, id=where) for where, text in documents()])
def test_a_copy_keeps_nothing_of_the_first_tenant(where, text):
    assert list(kept(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "tenant_environment: {config_servers: [{primary_address: tenant-6b9f3d0e-4a57-4c1e-9a51-0c7f5d1e2a10.svc}]}",
        "tenant_environment: {config_servers: [{primary_address: confserv.acme.example}]}",
        "{tenant_contact_center: {domains: [acme]}, digital_channels_api_key_file: /etc/genesys/acme.key}",
        "hosts: {acme: {tenant_id: 6b9f3d0e-4a57-4c1e-9a51-0c7f5d1e2a10, digital_channels_api_key_file: keys/acme.key}}",
    ],
)
def test_it_finds_what_a_copy_would_keep(text):
    assert len(list(kept(text))) == 1


def test_it_takes_what_follows_the_id_and_the_host():
    text = """
    tenant_id: 6b9f3d0e-4a57-4c1e-9a51-0c7f5d1e2a10
    tenant_contact_center: {domains: [acme]}
    tenant_environment: {config_servers: [{primary_address: "tenant-{{ tenant_id }}.svc"}]}
    digital_channels_api_key_file: "keys/{{ tenant_id }}.key"
    """
    assert list(kept(text)) == []
