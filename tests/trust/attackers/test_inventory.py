# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A platform that chooses names against the inventory: of machines, of groups, of other tenants, for terminals, and with the password in them."""

from __future__ import annotations

import json
import os

import pytest
import yaml

from ansible_collections.cxops.genesys.plugins.module_utils.core.spec import MASK
from emulator import defaults
from integration.inventory.conftest import FIRST, SECOND, THIRD, center, environment
from integration.support.inventories import Read

pytestmark = pytest.mark.parametrize("world", [False], indirect=True)
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can make what another user owns")
MALLORY = 12345
MACHINES = """[databases]
db1
db2 ansible_connection=ssh

[domain_controllers]
dc1
"""


class Victim:
    """Somebody's inventory: machines, and the contact centers of a platform that means harm."""

    def __init__(self, world, folder, monkeypatch):
        self.world, self.folder = world, folder
        for name, value in (
            ("URL", world.emulator.url),
            ("USERNAME", defaults.OPS_USERNAME),
            ("PASSWORD", defaults.OPS_PASSWORD),
        ):
            monkeypatch.setenv("GENESYS_AUTH_" + name, value)
        monkeypatch.setenv("GENESYS_RETRIES", "0")
        self.machines = folder / "hosts.ini"
        self.machines.write_text(MACHINES)

    def platform(self, *centers, **more):
        """What the services tell."""
        environments = more.pop("environments", [environment(one["environmentId"]) for one in centers])
        self.world.control.seed(**more)
        store = self.world.store
        with store.lock:  # past the checks of an honest service
            store.environments.rows.update({one["id"]: one for one in environments})
            store.contact_centers.rows.update({one["id"]: one for one in centers})

    def source(self, name="tenants.yml", **options):
        """A source of the plugin."""
        path = self.folder / name
        path.write_text(yaml.safe_dump({"plugin": "cxops.genesys.tenants", **options}))
        return path


@pytest.fixture
def victim(world, tmp_path, monkeypatch):
    return Victim(world, tmp_path, monkeypatch)


@pytest.mark.parametrize("prefix", [None, "", "genesys_"])
@pytest.mark.parametrize("local", [False, True])
@pytest.mark.parametrize("name", ["db1", "db2", "DB1", "databases", "genesys_tenants", "domain_x", "all", "localhost"])
def test_a_contact_center_is_called_like_a_machine_or_a_group(victim, name, local, prefix):
    victim.platform(center(FIRST, name), center(SECOND, "x"))
    options = {} if prefix is None else {"host_prefix": prefix}
    alone = Read(victim.machines)
    read = Read(victim.machines, victim.source(local_connection=local, **options))
    for machine in alone.hosts:
        assert read.variables(machine) == alone.variables(machine)
        assert read.groups(machine) == alone.groups(machine)
    found = {host: read.variables(host) for host in read.hosts - alone.hosts}
    assert sorted(one["tenant_id"] for one in found.values()) == [FIRST, SECOND]
    for variables in found.values():
        assert ("ansible_connection" in variables) is local
    assert {group: one.vars for group, one in read.data.groups.items() if one.vars} == {}
    (own,) = [host for host, variables in found.items() if variables["tenant_id"] == FIRST]
    if name in ("db1", "databases") and not prefix:
        assert own == "genesys_" + FIRST and "becomes the host genesys_" + FIRST in read.said


def test_a_machine_of_a_later_source_gets_no_connection(victim):
    """Its source cannot be known when the plugin reads, so nothing that says where tasks run is set."""
    victim.platform(center(FIRST, "db1"))
    read = Read(victim.source(), victim.machines)
    assert read.connection("db1") == {} and read.connection("db2") == {"ansible_connection": "ssh"}
    assert "Add the line 'host_prefix: genesys_'" in read.said
    apart = Read(victim.source(host_prefix="genesys_", local_connection=True), victim.machines)
    assert apart.connection("db1") == {} and "tenant_id" not in apart.variables("db1")
    assert apart.variables("genesys_db1")["tenant_id"] == FIRST


@pytest.mark.parametrize(
    "options", [{}, {"keyed_groups": [{"key": "genesys_contact_center.domains", "prefix": "domain"}]}]
)
def test_a_contact_center_does_not_join_a_group_of_machines(victim, options):
    victim.platform(center(FIRST, "controllers"))
    read = Read(victim.machines, victim.source(host_prefix="genesys_", local_connection=True, **options))
    assert {one.name for one in read.data.groups["domain_controllers"].get_hosts()} == {"dc1"}
    assert "genesys_domain_controllers" in read.groups("genesys_controllers") and "domain_controllers" in read.said


@pytest.mark.parametrize(
    ("below", "domain", "options"),
    [
        ("domain_evil", "evil", {}),
        ("empty", "empty", {"keyed_groups": [{"key": "genesys_contact_center.domains", "separator": ""}]}),
        ("prod", "prod", {"keyed_groups": [{"key": "genesys_contact_center.domains", "separator": ""},
                                           {"key": "'x'", "parent_group": "other"}]}),
        ("empty", "empty", {"keyed_groups": [
            {"key": "'x'", "parent_group": "{{ genesys_contact_center.domains[0] }}"}]}),
    ],
)  # fmt: skip
def test_a_contact_center_does_not_join_them_through_a_group_below(victim, below, domain, options):
    """An empty group that another source has made for later, or one two levels below."""
    texts = ["[prod:children]\n%s\n", "[between]\n[prod:children]\nbetween\n[between:children]\n%s\n"]
    for text in texts if below != "prod" else ["# %s\n"]:
        victim.machines.write_text("[prod]\ndb1\n" + text % below + "[%s]\n" % below)
        victim.platform(center(FIRST, domain))
        read = Read(victim.machines, victim.source(host_prefix="p_", **options))
        assert {one.name for one in read.data.groups["prod"].get_hosts()} == {"db1"}
        assert "genesys_" + below in read.groups("p_" + domain) and below in read.said


@pytest.mark.parametrize(
    ("domains", "parents"),
    [
        (["ops"], ["ops"]),
        (["OPS", "ops"], ["ops"]),
        (["all", "ungrouped", "genesys_tenants"], ["ops"]),
        (["genesys_tenants", "all"], ["genesys_tenants"]),
        (["x", "ops"], ["ops", "x"]),
        (["x", "ops"], ["{{ genesys_contact_center.domains[0] }}", "{{ genesys_contact_center.domains[1] }}"]),
    ],
)
def test_a_domain_named_like_a_group_s_parent(victim, domains, parents):
    """No group is put below itself, and no machine gets into one."""
    victim.platform(center(FIRST, *domains), center(SECOND, "acme", "b"))
    keyed = [{"key": "genesys_contact_center.domains", "separator": "", "parent_group": one} for one in parents]
    read = Read(victim.machines, victim.source(host_prefix="", hostnames=["id"], group_by=[], keyed_groups=keyed))
    assert read.hosts == {"db1", "db2", "dc1", FIRST, SECOND}
    stated = {one for one in parents if "{" not in one}
    assert stated <= read.groups(FIRST) and stated <= read.groups(SECOND)
    for name, group in read.data.groups.items():
        if name not in ("all", "databases", "domain_controllers"):
            assert {one.name for one in group.get_hosts()} <= {FIRST, SECOND}


def test_a_machine_of_another_source_that_declares_the_tenant_gets_facts_only(victim):
    """What compose makes of the platform's texts is none, and its groups are made of it all the same."""
    victim.machines.write_text("acme tenant_id=%s ansible_host=10.0.0.1 keep=mine\n" % FIRST)
    victim.platform(center(FIRST, "acme"), center(SECOND, "other"))
    domain = "genesys_contact_center.domains[0]"
    options = {
        "compose": {"keep": domain, "ansible_host": domain, "made": "'x' ~ " + domain},
        "keyed_groups": [{"key": "made", "prefix": "k"}],
        "strict": True,
    }
    read = Read(victim.machines, victim.source(host_prefix="", **options))
    known = read.variables("acme")
    assert (known["ansible_host"], known["keep"], "made" in known) == ("10.0.0.1", "mine", False)
    assert known["genesys_contact_center"]["domains"] == ["acme"] and "k_xacme" in read.groups("acme")
    assert read.variables("other")["ansible_host"] == "other" and "k_xother" in read.groups("other")


@pytest.mark.parametrize("prefix", ["", "p-"])
@pytest.mark.parametrize(
    "domains",
    [
        ("localhost", "localhost_" + FIRST),
        ("t100", "T100", "t100_" + FIRST),
        ("t100", "t100", "t100_" + SECOND),
        ("db1", "genesys_" + FIRST),
        ("db1", "genesys_" + FIRST, "GENESYS_" + FIRST),
    ],
)
def test_no_two_contact_centers_become_one_host(victim, domains, prefix):
    ids = (FIRST, SECOND, THIRD)[: len(domains)]
    victim.platform(*[center(one, prefix + domain) for one, domain in zip(ids, domains, strict=True)])
    read = Read(victim.machines, victim.source(host_prefix=""))
    found = {host: read.variables(host) for host in read.hosts if "genesys_contact_center" in read.variables(host)}
    assert sorted(one["tenant_id"] for one in found.values()) == sorted(ids)
    for variables in found.values():
        assert (
            variables["tenant_id"]
            == variables["genesys_contact_center"]["id"]
            == variables["genesys_environment"]["id"]
        )
    assert len({host.lower() for host in read.hosts}) == len(read.hosts)


def test_a_sign_that_looks_like_a_letter_is_another_one(victim):
    """The Kelvin sign, which Unicode folds to k."""
    victim.platform(center(FIRST, "\u212aelvin"), center(SECOND, "kelvin"))
    chosen = Read(victim.source(host_prefix="", filters={"domains": ["kelvin"]}))
    assert chosen.hosts == {"kelvin"} and chosen.variables("kelvin")["tenant_id"] == SECOND
    grouped = Read(victim.source(host_prefix=""))
    assert {one.name for one in grouped.data.groups["domain_kelvin"].get_hosts()} == {"kelvin"}


CONTROLS = "a\u001b[2Jb\u202ec\u009b31md\u2066e\u200bf\ng"


def test_names_do_nothing_to_a_terminal(victim):
    victim.platform(
        center(FIRST, CONTROLS),
        center(SECOND, CONTROLS),
        center(CONTROLS, "c", environmentId=CONTROLS + "x"),
        environments=[environment(FIRST, CONTROLS), environment(SECOND, CONTROLS + "x")],
    )
    keyed = [{"key": "genesys_contact_center.domains"}, {"key": "genesys_contact_center.environment_id"}]
    read = Read(victim.source(keyed_groups=keyed, hostnames=["domain"]))
    left_out = Read(victim.source("b.tenants.yml", exclude_filters=["genesys_contact_center.domains[0] | from_json"]))
    assert len(read.hosts) == 3 and left_out.hosts == set() and len(read.warnings + left_out.warnings) >= 6
    assert all(map(str.isprintable, [*read.hosts, *read.data.groups, *read.warnings, *left_out.warnings]))


@pytest.mark.parametrize("strict", [True, False])
def test_an_error_about_a_text_of_the_platform_does_nothing_to_a_terminal(victim, strict):
    victim.platform(center(FIRST, CONTROLS))
    options = {"compose": {"x": "genesys_contact_center.domains[0] | from_json"}, "strict": strict}
    try:
        said = Read(victim.source(host_prefix="", **options)).said
    except Exception as error:
        said = str(error)
        assert strict and "Could not set x" in said
    assert said.isprintable()


@pytest.mark.parametrize("cache", [False, True])
def test_a_platform_tells_the_password_of_the_connection(victim, cache):
    password = defaults.OPS_PASSWORD
    victim.platform(
        center(FIRST, "t100", "x" + password),
        environments=[environment(FIRST, "/" + password, tenant=password)],
        settings=[
            {"contactCenterId": FIRST, "name": "n", "location": "/", "value": json.dumps(password), "shared": True}
        ],
    )
    folder = victim.folder / "cache"
    kept = {"cache": True, "cache_plugin": "jsonfile", "cache_connection": str(folder)} if cache else {}
    source = victim.source(host_prefix="", settings=True, hostnames=["genesys_contact_center.domains[1]"], **kept)
    for _nth in range(2):
        read = Read(source, cache=True)
        (host,) = read.hosts
        shown = json.dumps([host, read.variables(host), list(read.data.groups), read.warnings], default=str)
        assert password not in shown and password.lower() not in shown.lower() and MASK in shown
    for path in folder.iterdir() if cache else ():
        assert password not in path.read_text()


@pytest.mark.parametrize("existing", [None, 0o755, 0o700])
def test_the_cache_is_private(victim, existing, monkeypatch):
    """At no moment may others read it, not only in the end."""
    victim.platform(center(FIRST, "t100"))
    folder = victim.folder / "a" / "cache"
    if existing:
        folder.mkdir(parents=True)
        folder.chmod(existing)
    moments, by_path = [], []
    change, name = os.chmod, os.replace

    def changed(path, mode, **more):
        by_path.append(os.path.dirname(path))
        change(path, mode, **more)

    def named(path, target):
        moments.append(os.lstat(path).st_mode & 0o777)
        name(path, target)

    monkeypatch.setattr(os, "chmod", changed)
    monkeypatch.setattr(os, "replace", named)
    source = victim.source(host_prefix="", cache=True, cache_plugin="jsonfile", cache_connection=str(folder))
    Read(source, cache=True)
    (path,) = folder.iterdir()
    assert path.stat().st_mode & 0o777 == 0o600 and moments == [0o600]
    assert not [one for one in by_path if one.startswith(str(folder))], "a link could have taken the file's place"
    assert folder.stat().st_mode & 0o777 == (existing or 0o700)
    if not existing:
        assert folder.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("mode", [0o666, 0o620])
def test_a_cache_file_that_others_can_write_is_not_used(victim, mode):
    victim.platform(center(FIRST, "t100"))
    folder = victim.folder / "cache"
    source = victim.source(host_prefix="", cache=True, cache_plugin="jsonfile", cache_connection=str(folder))
    Read(source, cache=True)
    (path,) = folder.iterdir()
    path.write_text(path.read_text().replace("t100", "t666"))
    assert Read(source, cache=True).hosts == {"t666"}
    path.chmod(mode)
    read = Read(source, cache=True)
    assert read.hosts == {"t100"} and "is not used" in read.said
    assert path.stat().st_mode & 0o777 == 0o600
    link = victim.folder / "forged"
    link.write_text(path.read_text().replace("t100", "t666"))
    path.unlink()
    path.symlink_to(link)
    assert Read(source, cache=True).hosts == {"t100"} and not path.is_symlink()


def cached_source(victim, folder):
    return victim.source(host_prefix="", cache=True, cache_plugin="jsonfile", cache_connection=str(folder))


@pytest.mark.parametrize(
    "make", [pytest.param("mallory", marks=needs_root), pytest.param("link", marks=needs_root), "everybody"]
)
@pytest.mark.parametrize("below", [False, True])
def test_a_cache_where_somebody_else_decides_is_neither_read_nor_written(victim, tmp_path, make, below):
    """He made the folder before us, leads there, or may exchange what is in it: what is there, and what is to be made below."""
    victim.platform(center(FIRST, "t100"))
    place = tmp_path / "inventory"
    place.mkdir()
    source = cached_source(victim, place / "cache" if below else place)
    Read(source, cache=True)
    for path in place.rglob("*k*"):
        if path.is_file():
            path.write_text(path.read_text().replace("t100", "t666"))
    if make == "everybody":
        place.chmod(0o777)
    else:
        os.chown(place, MALLORY, MALLORY)
    if make == "link":
        place.rename(tmp_path / "elsewhere")
        os.chown(tmp_path / "elsewhere", 0, 0)
        place.symlink_to("elsewhere")
        os.chown(place, MALLORY, MALLORY, follow_symlinks=False)
    before = sorted((path, path.lstat().st_mtime_ns) for path in place.rglob("*"))
    read = Read(source, cache=True)
    assert read.hosts == {"t100"} and "The cache in %s" % place in read.said and "is not used" in read.said
    assert before == sorted((path, path.lstat().st_mtime_ns) for path in place.rglob("*"))
    for path in [*place.rglob("*")][::-1]:
        path.rmdir() if path.is_dir() else path.unlink()
    assert Read(source, cache=True).hosts == {"t100"} and list(place.iterdir()) == []


def test_a_cache_that_holds_the_password_of_the_connection(victim, tmp_path):
    """As an older release left it; it is masked when it is used."""
    victim.platform(center(FIRST, "t100", "t200"))
    source = cached_source(victim, tmp_path / "cache")
    Read(source, cache=True)
    (path,) = (tmp_path / "cache").iterdir()
    path.write_text(path.read_text().replace("t200", defaults.OPS_PASSWORD))
    read = Read(source, cache=True)
    shown = json.dumps([read.variables("t100"), list(read.data.groups), read.warnings], default=str)
    assert defaults.OPS_PASSWORD not in shown and MASK in shown and "t200" not in shown


def test_a_cache_in_a_folder_that_its_group_may_write_to(victim, tmp_path):
    """Who is in the group exchanges two files of the user's: one inventory is taken for another."""
    victim.platform(center(FIRST, "t100"))
    folder = tmp_path / "cache"
    source = cached_source(victim, folder)
    Read(source, cache=True)
    (path,) = folder.iterdir()
    path.write_text(path.read_text().replace("t100", "t666"))
    for mode, hosts in ((0o2770, {"t100"}), (0o775, {"t100"}), (0o1770, {"t666"}), (0o750, {"t666"})):
        folder.chmod(mode)
        read = Read(source, cache=True)
        assert read.hosts == hosts and ("its group may exchange" in read.said) is (hosts == {"t100"}), oct(mode)
        assert "t666" in path.read_text()


@needs_root
def test_a_cache_file_that_is_exchanged_after_the_look_is_not_used(victim, tmp_path, monkeypatch):
    victim.platform(center(FIRST, "t100"))
    source = cached_source(victim, tmp_path / "cache")
    Read(source, cache=True)
    (path,) = (tmp_path / "cache").iterdir()
    forged = tmp_path / "forged"
    forged.write_text(path.read_text().replace("t100", "t666"))
    os.chown(forged, MALLORY, MALLORY)
    look = os.lstat

    def exchanged(name, **more):
        found = look(name, **more)
        if str(name) == str(path) and forged.exists():
            os.replace(forged, path)
        return found

    monkeypatch.setattr(os, "lstat", exchanged)
    read = Read(source, cache=True)
    assert not forged.exists() and read.hosts == {"t100"} and "belongs to" in read.said


def test_a_cache_file_that_cannot_be_read_is_replaced(victim, tmp_path):
    """Not an error of this run and of each one after it."""
    victim.platform(center(FIRST, "t100"))
    source = cached_source(victim, tmp_path / "cache")
    Read(source, cache=True)
    (path,) = (tmp_path / "cache").iterdir()
    kept = path.read_text()
    path.write_text("{")
    assert Read(source, cache=True).hosts == {"t100"} and path.read_text() == kept


def test_a_cached_entry_expires_by_its_file(victim, tmp_path):
    victim.platform(center(FIRST, "t100"))
    source = cached_source(victim, tmp_path / "cache")
    Read(source, cache=True)
    (path,) = (tmp_path / "cache").iterdir()
    path.write_text(path.read_text().replace("t100", "t666"))
    assert Read(source, cache=True).hosts == {"t666"}
    os.utime(path, (1, 1))
    assert Read(source, cache=True).hosts == {"t100"}
