# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inventory plugin beside other sources, in both orders: which hosts are one, which step aside, and which files are read."""

from __future__ import annotations

import json

import pytest
import yaml

from emulator import defaults
from integration.inventory.conftest import FIRST, SECOND, THIRD, center, environment
from integration.support.inventories import Read

pytestmark = pytest.mark.parametrize("world", [False], indirect=True)
FACTS = {"genesys_contact_center", "genesys_environment", "genesys_regions", "genesys_discovered"}


@pytest.fixture
def folder(world, tmp_path, monkeypatch):
    """A platform with the tenants acme and globex, and a folder for sources."""
    names = {FIRST: "acme", SECOND: "globex"}
    world.control.seed(
        environments=[environment(one) for one in names],
        contact_centers=[center(one, name) for one, name in names.items()],
    )
    given = (("URL", world.emulator.url), ("USERNAME", defaults.OPS_USERNAME), ("PASSWORD", defaults.OPS_PASSWORD))
    for name, value in given:
        monkeypatch.setenv("GENESYS_AUTH_" + name, value)
    return tmp_path


def ours(folder, name="tenants.yml", **options):
    """A source of the plugin."""
    path = folder / name
    path.write_text(yaml.safe_dump({"plugin": "cxops.genesys.tenants", **options}))
    return path


def static(folder, hosts, group="customers", **variables):
    """A source that somebody wrote: hosts with their variables, in a group with variables of its own."""
    path = folder / "static.yml"
    path.write_text(json.dumps({"all": {"children": {group: {"hosts": hosts, "vars": variables}}}}))
    return path


@pytest.mark.parametrize("group", ["customers", "genesys_tenants"])
@pytest.mark.parametrize(
    ("variables", "shared", "files"),
    [
        ({"tenant_id": FIRST.upper()}, {}, {}),
        ({"tenant_id": "{{ ids[inventory_hostname] }}"}, {"ids": {"acme": FIRST}}, {}),
        ({}, {"tenant_id": FIRST}, {}),
        ({}, {}, {"host_vars/acme.yml": {"tenant_id": FIRST}}),
        ({}, {}, {"group_vars/GROUP.yml": {"tenant_id": "{{ mine }}", "mine": FIRST}}),
        ({"tenant_id": FIRST, "tenant_contact_center": {"id": FIRST, "domains": ["acme"]}}, {}, {}),
    ],
)
def test_a_host_that_declares_the_tenant_is_its_host(folder, variables, shared, files, group):
    for name, content in files.items():
        path = folder / name.replace("GROUP", group)
        path.parent.mkdir()
        path.write_text(yaml.safe_dump(content))
    own = {"tenant_environment": {"app_name": "Cloud"}, **variables}
    read = Read(
        static(folder, {"acme": own}, group, **shared),
        ours(folder, host_prefix="", local_connection=True, role_variables="observed"),
    )
    assert read.hosts == {"acme", "globex"} and read.warnings == []
    found = read.variables("acme")
    assert FACTS <= set(found) and found["genesys_contact_center"]["id"] == FIRST
    assert found["tenant_environment"] == {"app_name": "Cloud"}, "what is declared stays"
    assert found.get("tenant_contact_center") == variables.get("tenant_contact_center")
    assert read.connection("acme") == {} and set(read.connection("globex")) == {
        "ansible_connection",
        "ansible_python_interpreter",
    }
    assert {group, "genesys_tenants", "domain_acme"} <= read.groups("acme")


@pytest.mark.parametrize(
    "variables",
    [
        {},
        {"tenant_id": THIRD},
        {"tenant_id": "{{ nothing }}"},
        {"tenant_id": ["x"]},
    ],
)
@pytest.mark.parametrize("group", ["customers", "genesys_tenants"])
def test_a_host_that_declares_no_tenant_or_another_one_is_left_alone(folder, variables, group):
    source = static(folder, {"acme": variables}, group)
    alone, read = Read(source), Read(source, ours(folder, host_prefix="", local_connection=True))
    assert read.hosts == {"acme", "globex", "genesys_" + FIRST}
    assert read.variables("acme") == alone.variables("acme") and read.groups("acme") == alone.groups("acme")
    assert "If it is the same tenant, add to the host acme: 'tenant_id: %s'." % FIRST in read.said
    assert read.variables("genesys_" + FIRST)["tenant_id"] == FIRST


def test_a_found_tenant_steps_aside_for_the_host_that_declares_it_and_that_is_said_once(folder):
    source = static(folder, {"north": {"tenant_id": FIRST}, "south": {"tenant_id": SECOND.upper()}})
    alone, read = Read(source), Read(source, ours(folder, host_prefix="genesys_", local_connection=True))
    assert read.hosts == alone.hosts and read.groups("north") == alone.groups("north")
    assert read.variables("north") == alone.variables("north")
    (said,) = read.warnings
    assert "genesys_acme (tenant_id %s) to north, genesys_globex (tenant_id %s) to south" % (FIRST, SECOND) in said


def test_another_contact_center_of_a_declared_environment_is_not_merged_into_its_host(world, folder):
    world.control.seed(contact_centers=[center(THIRD, "branch", environmentId=FIRST)])
    read = Read(static(folder, {"branch": {"tenant_id": FIRST}}), ours(folder, host_prefix=""))
    assert "tenant_contact_center" not in read.variables("branch") and "acme (tenant_id" in read.said
    assert read.hosts == {"branch", "globex"}


@pytest.mark.parametrize("declared", [{"id": FIRST}, json.dumps({"id": FIRST}), "id=%s" % FIRST], ids=str)
def test_a_host_that_declares_the_contact_center_under_a_tenant_id_of_its_own(folder, declared):
    """As where a platform chose the ids. A text is the dict that Ansible makes of it."""
    read = Read(
        static(folder, {"acme": {"tenant_id": THIRD, "tenant_contact_center": declared}}),
        ours(folder, host_prefix=""),
    )
    assert read.hosts == {"acme", "globex"} and "acme (tenant_id %s) to acme" % FIRST in read.said


def test_two_platforms_with_the_same_names(world, folder):
    """The second source finds other tenants under the names of the first one."""
    first = ours(folder, host_prefix="")
    read = Read(first, ours(folder, "b.tenants.yml", host_prefix="", filters={"domains": ["acme"]}))
    assert read.hosts == {"acme", "globex"} and read.warnings == []
    forged = static(folder, {"acme": {"tenant_id": THIRD, "genesys_discovered": True}})
    assert Read(forged, first).hosts == {"acme", "globex", "genesys_" + FIRST}


def test_a_later_source_adds_to_the_host_of_the_same_name(folder):
    """As docs/inventory.md says: a tenant that does not exist yet stands in a second source, and is the same host when it does."""
    new = static(folder, {"acme": {"tenant_id": FIRST, "tenant_cors_origins": ["https://a.example.com"]}})
    read = Read(ours(folder, host_prefix=""), new)
    assert read.hosts == {"acme", "globex"}
    found = read.variables("acme")
    assert found["tenant_cors_origins"] and FACTS <= set(found) and found["genesys_discovered"] is True


@pytest.mark.parametrize("prefix", [None, "", "genesys_"])
def test_files_of_the_unprefixed_name_are_named(folder, prefix):
    (folder / "host_vars" / "globex").mkdir(parents=True)
    for name in ("acme.yml", "globex/main.yml"):
        (folder / "host_vars" / name).write_text("tenant_cors_origins: [https://a.example.com]\n")
    read = Read(ours(folder, **({} if prefix is None else {"host_prefix": prefix})))
    renamed = "ename host_vars/acme.yml to host_vars/genesys_acme.yml, host_vars/globex to host_vars/genesys_globex."
    assert (renamed in read.said) is (prefix != "")
    assert ("tenant_cors_origins" in read.variables((prefix or "") + "acme")) is (not prefix)
    assert ("Add the line 'host_prefix: genesys_'" in read.said) is (prefix is None)


def test_files_that_declare_another_tenant_are_not_read_for_a_found_one(folder):
    (folder / "host_vars").mkdir()
    (folder / "host_vars" / "acme.yml").write_text("tenant_id: %s\n" % THIRD)
    read = Read(ours(folder, host_prefix=""))
    assert read.hosts == {"genesys_" + FIRST, "globex"} and "say another tenant_id" in read.said
    assert read.variables("genesys_" + FIRST)["tenant_id"] == FIRST


def test_a_file_that_needs_a_password_of_a_vault_says_nothing(folder):
    (folder / "host_vars").mkdir()
    (folder / "host_vars" / "acme.yml").write_text("$ANSIBLE_VAULT;1.1;AES256\n3030\n")
    assert Read(static(folder, {"acme": {}}), ours(folder, host_prefix="")).hosts >= {"acme", "genesys_" + FIRST}


@pytest.mark.parametrize("place", ["group_vars/all.yml", "group_vars/genesys_tenants.yml"])
def test_a_found_host_counts_as_discovered_whatever_group_variables_say(folder, place):
    (folder / "group_vars").mkdir()
    (folder / place).write_text("genesys_discovered: false\n")
    read = Read(ours(folder, host_prefix="genesys_"))
    assert [read.variables(host)["genesys_discovered"] for host in sorted(read.hosts)] == [True, True]


@pytest.mark.parametrize("prefix", ["-x", "a b", "a/b", ["a"], 7])
def test_a_prefix_that_is_none(folder, world, prefix):
    world.clear_log()
    with pytest.raises(Exception, match="host_prefix"):
        Read(ours(folder, host_prefix=prefix))
    assert world.log() == []
