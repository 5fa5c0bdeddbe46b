# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A look counts for the tenant and the platform that the variables tell, which may be others by the next task: no play, no service."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar

from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import InvalidInput
from ansible_collections.cxops.genesys.plugins.module_utils.resources.registry import TASKS
from ansible_collections.cxops.genesys.plugins.module_utils.transport.memory import Memory
from ansible_collections.cxops.genesys.plugins.plugin_utils.foreign import own
from ansible_collections.cxops.genesys.plugins.plugin_utils.looks import CloudLooks, Looks, looks_of

A, B = "9350e2fc-a1dd-4c65-8d40-1f75a2e080dd", "6b9f3d0e-4a57-4c1e-9a51-0c7f5d1e2a10"
HERE, THERE = "https://gauth.one.example.com", "https://gauth.two.example.com"
ROLES = ("tenant", "digital_channels", "provision_tenant")
ACME = {"inventory_hostname": "ops1", "tenant_id": A, "genesys_auth_url": HERE, "genesys_environment_url": HERE}


@pytest.fixture
def looks():
    """A function for the look of a task of a role with these variables; all of them share what they remember."""
    memory = Memory()

    def make(module, role="tenant", args=None, **variables):
        known = {**ACME, "ansible_role_name": "cxops.genesys." + role, **variables}
        known = {name: own(value) if isinstance(value, str) else value for name, value in known.items()}
        action = SimpleNamespace(
            task=TASKS[module],
            _task=SimpleNamespace(args=args or {}),
            _templar=Templar(loader=DataLoader(), variables=known),
        )
        return Looks(action, known, memory)

    return make


def look(looks, result=(), **more):
    """The role's task that looks."""
    one = looks("genesys_tenant", **more)
    one.begin()
    one.end(dict(result))


def check(looks, **more):
    """What is refused of a task that writes, or ""."""
    try:
        looks("genesys_setting", **more).check()
    except InvalidInput as error:
        return str(error)
    return ""


@pytest.mark.parametrize("role", ROLES)
def test_without_a_look_nothing_is_written(looks, role):
    assert "No look at the tenant %s has gone well" % A in check(looks, role=role)
    look(looks, role=role)
    assert check(looks, role=role) == ""


@pytest.mark.parametrize(
    ("others", "is_refused"),
    [
        pytest.param({"tenant_id": B}, True, id="tenant"),
        pytest.param({"tenant_id": "{{ ids[1] }}", "ids": [A, B]}, True, id="tenant, by a template"),
        pytest.param({"tenant_id": ""}, True, id="no tenant"),
        pytest.param({"genesys_auth_url": THERE}, True, id="platform"),
        pytest.param({"genesys_environment_url": THERE}, True, id="platform of the environment service"),
        pytest.param({"genesys_environment_url": "{{ nobody_defined_this }}"}, True, id="?"),
        pytest.param({"inventory_hostname": "ops2"}, True, id="host"),
        pytest.param({"role": "digital_channels"}, True, id="role"),
        pytest.param({"tenant_id": A.upper(), "genesys_auth_url": HERE.upper() + ":443/"}, False, id="the same"),
        pytest.param({"tenant_id": "{{ 'x' and ids[0] }}", "ids": [A]}, False, id="the same, by a template"),
        pytest.param({"role": "auth_clients", "tenant_id": B}, False, id="a role without a look"),
    ],
)
def test_a_look_counts_for_its_own_tenant_and_platform_alone(looks, others, is_refused):
    look(looks)
    said = check(looks, **others)
    assert is_refused == ("has gone well in this run" in said)
    if others.get("tenant_id") and is_refused:
        assert "No look at the tenant %s has gone" % B in said


@pytest.mark.parametrize("last", [{"result": {"failed": True}}, {"tenant_id": B}, {"genesys_auth_url": THERE}], ids=str)
def test_the_last_look_counts(looks, last):
    look(looks)
    look(looks, **last)
    assert "has gone well" in check(looks)


@pytest.mark.parametrize("args", [{"state": "absent"}, {"state": "checked"}, {"validate_only": True}], ids=str)
def test_what_looks_at_nothing_that_is_written_neither_counts_nor_forgets(looks, args):
    look(looks, args=args)
    assert "has gone well" in check(looks)
    look(looks)
    look(looks, args=args, tenant_id=B)
    assert check(looks) == ""


def test_the_role_of_a_whole_tenant_looks_for_those_that_it_imports(looks):
    imported = {"ansible_parent_role_names": ["cxops.genesys.provision_tenant"]}
    look(looks, role="provision_tenant")
    assert [check(looks, role=role, **imported) for role in ("tenant", "digital_channels")] == ["", ""]
    assert "has gone well" in check(looks, role="tenant")


CLOUD = {"genesys_cloud_region": "eu", "cloud_oauth_clients_list": [{"name": "a"}]}
GIVEN = {"cloud_region": "eu"}


@pytest.fixture
def cloud(monkeypatch):
    """A function for the look of a task of the role of the OAuth clients; options: as they were checked, or None for the report."""
    memory = Memory()
    monkeypatch.setattr(CloudLooks, "_passed", set())

    def make(args, options, **variables):
        known = {
            "inventory_hostname": "org",
            "ansible_role_name": "cxops.genesys.cloud_oauth_clients",
            **CLOUD,
            **variables,
        }
        action = SimpleNamespace(
            _task=SimpleNamespace(args=args, _uuid=len(memory._records)),
            _templar=Templar(loader=DataLoader(), variables=known),
            _checked=options,
        )
        return looks_of(action, known, memory)

    def look(result=(), **more):
        one = make(
            {"cloud_oauth_clients_list": [], **more},
            {**GIVEN, "cloud_oauth_clients_list": [{"name": "a", "new_name": None}]},
        )
        one.begin()
        one.end(dict(result))

    def is_refused(options=None, args=(), **variables):
        CloudLooks._passed.clear()
        try:
            make(dict(args), options, **variables).check()
        except InvalidInput as error:
            assert "No look at the OAuth clients has gone well in this run. Nothing was written." in str(error)
            return True
        return False

    return SimpleNamespace(look=look, is_refused=is_refused)


@pytest.mark.parametrize(
    ("options", "variables", "is_refused"),
    [
        pytest.param(GIVEN, {}, False, id="the same"),
        pytest.param({"cloud_region": "us"}, {}, True, id="region"),
        pytest.param({**GIVEN, "cloud_client_id": "other"}, {}, True, id="client"),
        pytest.param(GIVEN, {"cloud_oauth_clients_list": [{"name": "b"}]}, True, id="list"),
        pytest.param(GIVEN, {"cloud_oauth_clients_list": [{"name": "a", "state": "absent"}]}, True, id="state"),
        pytest.param(GIVEN, {"cloud_oauth_clients_list": [{"name": "a", "description": "x"}]}, False, id="description"),
        pytest.param(None, {}, False, id="report"),
        pytest.param(None, {"genesys_cloud_region": "us"}, True, id="report, region"),
        pytest.param(None, {"cloud_oauth_clients_list": []}, True, id="report, list"),
        pytest.param(GIVEN, {"inventory_hostname": "other"}, True, id="host"),
    ],
)
def test_a_look_counts_for_its_own_organisation_and_list_alone(cloud, options, variables, is_refused):
    assert cloud.is_refused(options, **variables)
    cloud.look()
    assert cloud.is_refused(options, **variables) == is_refused


def test_a_comparison_that_differs_is_a_look_and_one_that_failed_or_is_for_twins_is_none(cloud):
    cloud.look(look_for="twins")
    assert cloud.is_refused(GIVEN)
    assert not cloud.is_refused(GIVEN, args={"cloud_oauth_clients_list": []})
    cloud.look({"failed": True, "report": ["a: differs"]}, look_for="verify")
    assert not cloud.is_refused()
    cloud.look({"failed": True})
    assert cloud.is_refused() and cloud.is_refused(GIVEN)
