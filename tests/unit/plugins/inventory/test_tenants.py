# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inventory plugin apart from real runs: reading, filters, names, role variables; its documentation is its options."""

from __future__ import annotations

import importlib
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.cxops.genesys.plugins.doc_fragments import auth, auth_plugin, http_options
from ansible_collections.cxops.genesys.plugins.inventory import tenants
from ansible_collections.cxops.genesys.plugins.lookup import access_token
from ansible_collections.cxops.genesys.plugins.module_utils.binding.argument_spec import argument_spec
from ansible_collections.cxops.genesys.plugins.module_utils.core import errors
from ansible_collections.cxops.genesys.plugins.module_utils.resources import inventory_hosts, tenant_inventory
from ansible_collections.cxops.genesys.plugins.module_utils.transport.answer import Answer
from ansible_collections.cxops.genesys.plugins.module_utils.transport.memory import Memory
from ansible_collections.cxops.genesys.plugins.module_utils.transport.options import AUTH

ROOT = Path(__file__).resolve().parents[4]
ID = "9350e2fc-a1dd-4c65-8d40-1f75a2e080dd"
OTHER = "0b3f6a52-7d0e-4c5b-9a54-5d2f1f1c0a11"
FRAGMENT = yaml.safe_load(auth_plugin.ModuleDocFragment.DOCUMENTATION)


class Service:
    """Answers GET from a dict of path to data or error, and remembers what was asked."""

    base_url, memory = "https://gauth.example.com", Memory(None)
    transport = SimpleNamespace(clock=time.monotonic)

    def __init__(self, answers):
        self.answers = answers
        self.asked = []

    def get(self, operation, path, allow=()):
        path = path.removeprefix("/environment/v3/")
        self.asked.append(path)
        answer = self.answers[path]
        if isinstance(answer, Exception):
            raise answer
        return Answer(200, {"data": answer})

    def key(self, *parts):
        return parts

    @property
    def environment(self):
        return self


def platform(centers, environments=(), **settings):
    """A service with these lists."""
    answers = {
        "contact-centers": {"contactCenters": centers},
        "environments": {"genesysEnvironments": list(environments)},
    }
    answers.update({"contact-centers/%s/settings" % center: found for center, found in settings.items()})
    return Service(answers)


def center(identity=ID, environment=ID, domains=("t100",)):
    return {"id": identity, "environmentId": environment, "domains": list(domains), "auth": "configServer"}


def environment(identity=ID, *locations, **more):
    servers = [
        {"primaryAddress": "cfg%d" % n, "primaryPort": 8888, "locations": where} for n, where in enumerate(locations)
    ]
    return {"id": identity, "username": "default", "password": "hidden", "configServers": servers, **more}


def tenant(**parts):
    """The only tenant of a platform."""
    (one,), _troubles = tenant_inventory.read(platform([center()], [environment(**parts)] if parts else []))
    return one


def test_environments_are_joined_whatever_the_letter_case_and_without_passwords():
    service = platform([center(OTHER), center(ID.upper(), ID.upper())], [environment(ID, "/USW1")])
    found, troubles = tenant_inventory.read(service)
    assert [one["contact_center"]["id"] for one in found] == [OTHER, ID.upper()] and troubles == []
    assert found[0]["environment"] == found[1]["environment"] and "password" not in str(found)
    assert service.asked == ["environments", "contact-centers"]


def test_settings_of_single_contact_centers_may_fail():
    settings = {
        ID: {"settings": [{"name": "b", "value": "1"}, {"name": "a", "value": "2"}]},
        OTHER: errors.Forbidden("No."),
    }
    found, troubles = tenant_inventory.read(platform([center(), center(OTHER)], **settings), settings=True)
    assert troubles == ["No."] and [tenant.get("settings") for tenant in found] == [
        None,
        [{"name": "a", "value": "2"}, {"name": "b", "value": "1"}],
    ]


@pytest.mark.parametrize("error", [errors.Unauthorized, errors.RateLimited, errors.Unreachable, errors.BadResponse])
def test_other_failures_end_the_reading(error):
    with pytest.raises(error):
        tenant_inventory.read(platform([center()], **{ID: error("No.")}), settings=["a"])


def test_a_contact_center_without_an_id_is_left_out_and_one_that_comes_twice_counts_once():
    found, troubles = tenant_inventory.read(platform([{"domains": ["t1"]}, center(), center(ID.upper())]))
    assert len(found) == 1 and len(troubles) == 1 and "t1" in troubles[0]


@pytest.mark.parametrize(
    ("locations", "found"), [(("/USW1",), ["usw1"]), (("/", None), []), (("/usw1, /USE1/", "/USW1"), ["usw1", "use1"])]
)
def test_regions(locations, found):
    one = {"environment": {"config_servers": [{"locations": where} for where in locations]}}
    assert tenant_inventory.regions(one) == found


@pytest.mark.parametrize(
    ("text", "name"),
    [("t100", "t100"), ("../etc/passwd", "_etc_passwd"), ("-x", "x"), ("a b,c:d", "a_b_c_d"), ("{{ 1 }}", "___1___"), ("..", ""), ("", "")],
)  # fmt: skip
def test_names_are_safe(text, name):
    assert inventory_hosts.safe_name(text) == name


def test_names_are_unique_whatever_the_order():
    wanted = [("a", "1"), ("A", "2"), ("b", "3"), ("localhost", "4"), ("all", "5")]
    names, twins = inventory_hosts.unique_names(wanted)
    assert names == ["a_1", "A_2", "b", "localhost_4", "all_5"] and twins == ["a"]
    assert sorted(inventory_hosts.unique_names(wanted[::-1])[0]) == sorted(names)


HOSTILE = st.lists(
    st.tuples(st.text("aA_1", min_size=1, max_size=6), st.text("aA_1-", max_size=4)),
    max_size=6,
    unique_by=lambda one: one[1].lower(),
)


@given(wanted=HOSTILE, taken=st.sets(st.text("a_1", min_size=1, max_size=8), max_size=4))
def test_names_are_unique_whatever_names_and_ids_a_platform_chooses(wanted, taken):
    names, _twins = inventory_hosts.unique_names(wanted, taken)
    assert len({name.lower() for name in names} - taken) == len(wanted)
    backwards, _twins = inventory_hosts.unique_names(wanted[::-1], taken)
    assert backwards == names[::-1]


def test_role_variables_say_which_tenant_it_is():
    roles = tenant_inventory.role_variables
    assert roles(tenant()) == {"tenant_id": ID} and roles(tenant(), "none") == {}
    (one,), _troubles = tenant_inventory.read(platform([center(OTHER)], [environment()]))
    assert roles(one) == {"tenant_id": ID, "tenant_contact_center": {"id": OTHER}}


def test_observed_variables_are_options_of_the_roles():
    specs = yaml.safe_load((ROOT / "roles/tenant/meta/argument_specs.yml").read_text())["argument_specs"]["main"][
        "options"
    ]
    found = tenant_inventory.role_variables(
        tenant(
            locations=None,
            backupAddress="x",
            tlsEnabled="false",
            configServers=[{"primaryAddress": "c", "readOnly": "true"}],
        ),
        "observed",
    )
    for name in ("tenant_environment", "tenant_contact_center"):
        assert found[name] and set(found[name]) <= set(specs[name]["options"])
    assert found["tenant_environment"]["config_servers"] == [{"primary_address": "c", "read_only": True}]
    assert "password" not in found["tenant_environment"]


@pytest.mark.parametrize(
    "servers",
    [[{"primaryPort": 1}], [{"primaryAddress": "c", "primaryPort": 0}], [{"primaryAddress": "c", "backupPort": 1}]],
)
def test_observed_variables_hold_nothing_that_the_modules_refuse(servers):
    found = tenant_inventory.role_variables(tenant(configServers=servers), "observed")
    assert "config_servers" not in found["tenant_environment"] and found["tenant_environment"]["username"] == "default"


@pytest.mark.parametrize("wrong", [{"domain": ["x"]}, {"domains": 1}, {"regions": {"a": 1}}])
def test_filters_that_are_none(wrong):
    with pytest.raises(errors.InvalidInput):
        tenant_inventory.Selection(wrong)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [("tenants.yml", True), ("prod.tenants.yaml", True), ("genesys.yml", True), ("genesys_tenants.yml", True), ("hosts.yml", False), ("tenants.ini", False)],
)  # fmt: skip
def test_names_of_sources(tmp_path, name, wanted):
    (tmp_path / name).touch()
    assert tenants.InventoryModule().verify_file(str(tmp_path / name)) is wanted
    assert not tenants.InventoryModule().verify_file(str(tmp_path / "no" / name))


def plugin_options(plugin):
    """The documented options with those of the collection's own fragment."""
    doc = yaml.safe_load(plugin.DOCUMENTATION)
    assert "cxops.genesys.auth_plugin" in doc["extends_documentation_fragment"]
    return {**FRAGMENT["options"], **doc["options"]}


def test_the_fragment_of_the_plugins_is_the_connection_table():
    spec = argument_spec(AUTH)
    assert set(FRAGMENT["options"]) == set(spec)
    for field in AUTH:
        option = FRAGMENT["options"][field.arg]
        assert (option["type"], option.get("default")) == (spec[field.arg]["type"], spec[field.arg].get("default"))
        assert [entry["name"] for entry in option.get("env", [])] == list(field.env)
        (variable,) = option["vars"]
        assert variable["name"] == field.variable
        assert ("This is a secret and never shown." in option["description"]) == field.secret


def test_the_fragments_of_modules_and_plugins_say_the_same():
    parts = [yaml.safe_load(part.ModuleDocFragment.DOCUMENTATION)["options"] for part in (auth, http_options)]
    modules = {**parts[0], **parts[1]}
    for name, option in FRAGMENT["options"].items():
        said = [words for words in modules[name]["description"] if not words.startswith("If not given,")]
        assert option["description"][: len(said)] == said


@pytest.mark.parametrize("plugin", [tenants, access_token])
def test_head_of_the_page(plugin):
    doc = yaml.safe_load(plugin.DOCUMENTATION)
    assert doc["name"] == plugin.__name__.rsplit(".", 1)[-1]
    assert doc["version_added"] == "1.1.0" and doc["author"] == ["cxops contributors (@cxops)"]
    assert doc["short_description"] and not doc["short_description"].endswith(".")


def test_documented_filters_and_values_are_those_of_the_code():
    options = plugin_options(tenants)
    names = tenant_inventory.FILTERS
    assert set(options["filters"]["suboptions"]) == {*names, *("exclude_" + name for name in names)}
    kinds = (tenant_inventory.IDENTITY, tenant_inventory.OBSERVED, tenant_inventory.NONE)
    assert set(options["role_variables"]["choices"]) == set(kinds)


def test_examples_of_sources_name_options_that_exist():
    known = set(plugin_options(tenants))
    for name in ("constructed", "inventory_cache"):
        fragment = importlib.import_module("ansible.plugins.doc_fragments." + name).ModuleDocFragment
        known |= set(yaml.safe_load(fragment.DOCUMENTATION)["options"])
    examples = list(yaml.safe_load_all(tenants.EXAMPLES))
    examples.append(yaml.safe_load((ROOT / "docs/samples/fleet/tenants.yml").read_text()))
    assert len(examples) == 5
    for example in examples:
        assert example["plugin"] == "cxops.genesys.tenants" and set(example) <= known
        tenant_inventory.Selection(example.get("filters"))
