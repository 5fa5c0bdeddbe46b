# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ansible's kinds of values as plain ones."""

from __future__ import annotations

import datetime
import json
from collections import OrderedDict
from decimal import Decimal

import pytest
from ansible.constants import DEFAULT_VAULT_IDENTITY
from ansible.parsing import vault
from ansible.parsing.dataloader import DataLoader
from ansible.parsing.vault import VaultLib, VaultSecret
from ansible.template import Templar
from ansible.utils.unsafe_proxy import wrap_var

from ansible_collections.cxops.genesys.plugins.plugin_utils.plain import plain

try:
    from ansible.template import trust_as_template
except ImportError:  # before ansible-core 2.19
    trust_as_template = None

KINDS = (dict, list, str, int, float, bool, type(None))


def exactly(value):
    """Whether the value and all in it are of Python's own kinds, not of others made from them."""
    kind = value.__class__
    if kind is dict:
        return all(name.__class__ is str and exactly(member) for name, member in value.items())
    if kind is list:
        return all(exactly(member) for member in value)
    return kind in KINDS


class Number(int):
    """A number with a tag, as Ansible has them."""


class Text(str):
    """A text of another kind."""


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        (None, None),
        (True, True),
        (0, 0),
        (-3, -3),
        (2.5, 2.5),
        (10**30, 10**30),
        (Number(4), 4),
        (Text("a"), "a"),
        ("", ""),
        ("{{ 1 + 1 }}", "{{ 1 + 1 }}"),
        (b"bytes", "bytes"),
        ("ü".encode(), "ü"),
        ((1, 2), [1, 2]),
        ({3}, [3]),
        (frozenset(), []),
        (OrderedDict(a=Text("b")), {"a": "b"}),
        ({1: {"x": (Number(1),)}}, {"1": {"x": [1]}}),
        (datetime.date(2024, 2, 3), "2024-02-03"),
        (datetime.datetime(2024, 2, 3, 4, 5), "2024-02-03T04:05:00"),
        (Decimal("1.50"), "1.50"),
        ({"a": 1}.keys(), ["a"]),
    ],
    ids=repr,
)
def test_kinds_of_values(value, wanted):
    found = plain(value)
    assert found == wanted and type(found) is type(wanted) and exactly(found)
    json.dumps(found)


def test_it_is_a_copy():
    value = {"a": [{"b": 1}]}
    copied = plain(value)
    copied["a"][0]["b"] = 2
    assert value == {"a": [{"b": 1}]}


@pytest.fixture
def vaulted(tmp_path):
    """A loader with a vault's secret, and what it reads of a file with a vaulted value."""
    loader = DataLoader()
    secrets = [(DEFAULT_VAULT_IDENTITY, VaultSecret(b"parity"))]
    loader.set_vault_secrets(secrets)
    if hasattr(vault, "VaultSecretsContext") and vault.VaultSecretsContext.current(optional=True) is None:
        vault.VaultSecretsContext.initialize(vault.VaultSecretsContext(secrets))  # since ansible-core 2.19
    cipher = VaultLib(secrets).encrypt("s3cret-é").decode()
    lines = "".join("    %s\n" % line for line in cipher.splitlines())
    (tmp_path / "vars.yml").write_text("password: !vault |\n" + lines)
    return loader, loader.load_from_file(str(tmp_path / "vars.yml"))


def test_vaulted_values(vaulted):
    _loader, read = vaulted
    assert plain(read["password"]) == "s3cret-é" and exactly(plain(read["password"]))
    assert plain({"list": [read["password"]]}) == {"list": ["s3cret-é"]}


def test_vaulted_values_by_way_of_a_variable(vaulted):
    loader, read = vaulted
    templar = Templar(loader=loader, variables=read)
    template = "{{ password }}" if trust_as_template is None else trust_as_template("{{ password }}")
    assert plain(templar.template(template)) == "s3cret-é"
    assert plain(templar.template(read["password"])) == "s3cret-é"


def test_lazy_containers_and_tagged_texts():
    variables = {
        "name": "x",
        "servers": [{"address": "{{ name }}.example.com", "port": "{{ 8000 + 888 }}"}, {"on": "{{ 1 == 1 }}"}],
    }
    template = "{{ servers }}"
    if trust_as_template is not None:
        variables["servers"] = [{n: trust_as_template(t) for n, t in one.items()} for one in variables["servers"]]
        template = trust_as_template(template)
    found = plain(Templar(loader=DataLoader(), variables=variables).template(template))
    assert found == [{"address": "x.example.com", "port": 8888}, {"on": True}] or found[0]["port"] == "8888"
    assert exactly(found)


def test_what_comes_out_is_no_template_any_more():
    if trust_as_template is None:
        return
    text = plain(trust_as_template("{{ 1 + 1 }}"))
    assert Templar(loader=DataLoader(), variables={}).template(text) == "{{ 1 + 1 }}"


def test_an_unsafe_text_is_a_plain_one():
    """str() of one of ansible-core 2.18 is an unsafe text again."""
    value = {wrap_var("{{ name }}"): [wrap_var("{{ member }}")]}
    assert exactly(plain(value)) and plain(value) == {"{{ name }}": ["{{ member }}"]}
