# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which hosts of an inventory handle a tenant: one for each, and never another one's machine."""

from __future__ import annotations

import json

import pytest

from integration.support.http_samples import CENTER, ENVIRONMENT
from integration.support.sample import CCID, OFFERED, OTHER_ID

pytestmark = pytest.mark.parametrize("world", [False], indirect=True)
NIGHTLY = pytest.mark.nightly
WEB = ["web1", "web2", "web3"]
ORIGINS = {"tenant_id": CCID, "tenant_cors_origins": ["https://a.example.com"], "tenant_cors_shared": False}


class Company:
    """An inventory of web servers, as most have one, and one tenant in a group of its own."""

    def __init__(self, world, playbooks):
        self.world, self.playbooks = world, playbooks
        self.inventory = playbooks.folder / "inventory.json"
        self.say({})
        world.control.seed(
            environments=[dict(ENVIRONMENT, id=one) for one in (CCID, OTHER_ID)],
            contact_centers=[
                dict(CENTER, id=one, environmentId=one, domains=["t" + one[:3]]) for one in (CCID, OTHER_ID)
            ],
        )

    def say(self, tenant, **everybody):
        """Write the inventory. tenant: the variables of the host acme; everybody: of all."""
        everybody["ansible_python_interpreter"] = "{{ ansible_playbook_python }}"
        groups = {"web": {"hosts": dict.fromkeys(WEB)}, "tenants": {"hosts": {"acme": tenant}}}
        self.inventory.write_text(json.dumps({"all": {"children": groups, "vars": everybody}}))

    def shipped(self, playbook, *arguments, inventory=True):
        """Run a shipped playbook."""
        self.world.clear_log()
        words = ("-i", str(self.inventory)) if inventory else ()
        return self.playbooks.play(
            "cxops.genesys." + playbook, *words, *arguments, warnings=True, env=self.world.emulator.env
        )

    def own(self, role="tenant", task=None, **play):
        """Run a playbook of somebody's own over the web servers."""
        self.world.clear_log()
        task = {"ansible.builtin.import_role": {"name": "cxops.genesys." + role}, **(task or {})}
        play = {"hosts": "web", "connection": "local", "vars": ORIGINS, **play}
        return self.playbooks.run([task], "-i", str(self.inventory), warnings=True, env=self.world.emulator.env, **play)


@pytest.fixture
def company(world, playbooks):
    return Company(world, playbooks)


TENANT = ("-e", json.dumps(ORIGINS))


@pytest.mark.parametrize("playbook", ["provision", pytest.param("verify", marks=NIGHTLY)])
@pytest.mark.parametrize("way", ["roles", pytest.param("one task", marks=NIGHTLY)])
def test_several_hosts_for_one_tenant_are_refused_with_the_line_to_add(world, company, playbook, way):
    words = (*TENANT, "-e", "genesys_one_task=true") if way == "one task" else TENANT
    refused = company.shipped(playbook, *words)
    assert refused.code == 2 and "-e genesys_tenants=localhost, or --limit" in refused.output
    assert world.log() == []
    assert company.shipped("provision", *words, "-e", "genesys_tenants=localhost").code == 0
    assert len(world.writes()) == 1
    again = company.shipped(playbook, *words, "--limit", "web1")
    assert (again.code, again.changed) == (0, 0) and world.log() != []


@pytest.mark.parametrize(
    "arguments",
    [
        ("--limit", "web1", "-e", "genesys_tenants=tenants"),
        pytest.param(("-e", "genesys_tenants=nobody"), marks=NIGHTLY),
        pytest.param(("--limit", "web1", "-e", '{"genesys_tenants": ["acme", "nobody"]}'), marks=NIGHTLY),
    ],
    ids=str,
)
def test_no_host_is_an_error(world, company, arguments):
    refused = company.shipped("provision", *TENANT, *arguments)
    assert refused.code != 0 and "No host is selected." in refused.output and world.log() == []


EMPTY = ("[]", '[""]', "[[]]", "null", '""', '" "', '","', "false")


@pytest.mark.parametrize(
    ("playbook", "value"),
    [
        ("teardown", "[]"),
        ("verify", '""'),
        ("cloud_oauth_clients", "null"),
        *(pytest.param("provision", value, marks=NIGHTLY) for value in EMPTY),
    ],
)
def test_a_selection_that_names_nothing_is_not_everything(world, company, playbook, value):
    name = "genesys_cloud_organizations" if playbook.startswith("cloud") else "genesys_tenants"
    refused = company.shipped(playbook, "-e", '{"%s": %s}' % (name, value))
    said = "%s is given, but names no host. To select all: -e %s=all" % (name, name)
    assert refused.code != 0 and said in " ".join(refused.output.split()) and world.log() == []


@pytest.mark.parametrize(
    ("playbook", "arguments"),
    [
        ("cloud_oauth_clients_verify", ("-e", "genesys_cloud_organizations=organisations")),
        ("cloud_oauth_clients_teardown", ("-e", "genesys_cloud_organizations=tenants", "--limit", "web")),
        pytest.param("cloud_oauth_clients", ("-e", "genesys_cloud_organizations=organisations"), marks=NIGHTLY),
    ],
    ids=str,
)
def test_no_organisation_is_an_error(world, company, playbook, arguments):
    refused = company.shipped(playbook, *arguments)
    assert refused.code != 0 and "No host is selected." in refused.output and world.log() == []


def test_a_limit_that_leaves_nothing_of_no_inventory_is_an_error(world, company):
    refused = company.shipped("verify", *TENANT, "--limit", "acme", inventory=False)
    assert refused.code != 0 and "No host is selected." in refused.output and world.log() == []


@pytest.mark.parametrize(
    "play", [{}, *(pytest.param(one, marks=NIGHTLY) for one in ({"serial": 1}, {"strategy": "free"}))]
)
@pytest.mark.parametrize("role", ["tenant", pytest.param("provision_tenant", marks=NIGHTLY)])
def test_a_second_host_with_the_same_tenant_makes_no_request(world, company, role, play):
    done = company.own(role, **play)
    assert done.code == 2 and "handles the tenant %s in this task already" % CCID in done.output
    assert len(world.writes()) == 1
    assert done.output.count("fatal: [") == (1 if "serial" in play else 2)


def test_a_loop_over_include_role_is_one_task(world, company):
    task = {"ansible.builtin.include_role": {"name": "cxops.genesys.tenant"}, "loop": ["{{ inventory_hostname }}"]}
    done = company.playbooks.run(
        [task],
        "-i",
        str(company.inventory),
        warnings=True,
        env=world.emulator.env,
        hosts="web",
        connection="local",
        vars=ORIGINS,
    )
    assert done.code == 2 and "handles the tenant %s in this task already" % CCID in done.output
    assert len(world.writes()) == 1 and done.output.count("fatal: [") == 2


OF_WEB1 = "{{ {'web1': '%s'}.get(inventory_hostname, '%s') }}" % (CCID, OTHER_ID)
PASTED = {"tenant_contact_center": {"id": CCID}}
ADDRESS = "{{ 'cfg.example.com' if inventory_hostname == 'web1' else 'other.example.com' }}"
SERVERS = [{"primary_address": ADDRESS, "primary_port": 8888, "locations": "/USW1"}]
SHARED = {
    "contact center": (PASTED, "Host web2 has the same contact center, by tenant_contact_center.id: " + CCID),
    "environment": (
        {"tenant_environment": {"id": CCID, "config_servers": SERVERS}},
        "Host web2 has the same environment and declares it in another way, by tenant_environment.id: " + CCID,
    ),
}


@pytest.mark.parametrize("name", ["contact center", pytest.param("environment", marks=NIGHTLY)])
def test_a_copied_document_with_the_lines_of_another_tenant_makes_no_request(world, company, name):
    more, said = SHARED[name]
    world.control.switches(OFFERED)
    done = company.own(vars={**ORIGINS, "tenant_id": OF_WEB1, **more}, hosts="web1,web2", serial=1)
    assert "fatal: [web2]" in done.output and "fatal: [web1]" not in done.output
    assert done.code == 2 and said in " ".join(done.output.split())
    assert not [one for one in world.writes() if OTHER_ID in str(one)]


FREE = {
    "one environment": {
        "vars": {**ORIGINS, "tenant_id": OF_WEB1, "tenant_environment": {"id": CCID}},
        "hosts": "web1,web2",
    },
    "run_once": {"task": {"run_once": True}},
    "when": {"task": {"when": "inventory_hostname == 'web2'"}},
    "tenants of their own": {
        "vars": {**ORIGINS, "tenant_id": OF_WEB1},
        "hosts": "web1,web2",
    },
    "two platforms": {
        "vars": {**ORIGINS, "genesys_environment_url": "{{ ambient if inventory_hostname == 'web1' else other }}"},
        "hosts": "web1,web2",
    },
}


@pytest.mark.parametrize("name", [pytest.param(one, marks=() if one == "run_once" else NIGHTLY) for one in FREE])
def test_one_host_for_each_tenant_is_free(world, company, name):
    more = dict(FREE[name])
    if name == "two platforms":  # two addresses of the one emulator
        url = world.emulator.url
        more["vars"] = {
            **more["vars"],
            "cxops_genesys_variables": True,
            "ambient": url,
            "other": url.replace("127.0.0.1", "localhost"),
        }
    if name == "one environment":
        world.control.seed(contact_centers=[dict(CENTER, id=OTHER_ID, environmentId=CCID, domains=["t0b3"])])
    done = company.own(**more)
    assert done.code == 0, done.output[-2000:]
    assert world.writes() != []


@pytest.mark.parametrize(
    ("expected", "message"),
    [("https://*.prod.example.com", "not the expected platform"), ("", "an empty guard guards nothing")],
)
@pytest.mark.parametrize("way", ["roles", pytest.param("module", marks=NIGHTLY)])
def test_the_right_tenant_on_the_wrong_platform(world, company, expected, message, way):
    """The credentials point elsewhere than the inventory expects, by the environment."""
    company.say(ORIGINS, genesys_expected_platform=expected, cxops_genesys_in_process=way == "roles")
    refused = company.shipped("provision", "--limit", "acme")
    assert refused.code == 2 and message in refused.output and world.log() == []
    company.say(ORIGINS, genesys_expected_platform=world.emulator.url, cxops_genesys_in_process=way == "roles")
    assert company.shipped("provision", "--limit", "acme").code == 0 and len(world.writes()) == 1


def test_the_right_tenant_on_the_platform_of_the_plays_own_environment(world, company):
    """What the shell says is right, and the modules do not see it."""
    elsewhere = {name: value for name, value in world.emulator.env.items() if name.startswith("GENESYS_")}
    expected = {"genesys_expected_platform": "https://*.prod.example.com", **ORIGINS}
    play = {"hosts": "acme", "connection": "local", "vars": expected, "environment": elsewhere}
    role = {"ansible.builtin.import_role": {"name": "cxops.genesys.tenant"}}
    words, shell = ("-i", str(company.inventory)), {"GENESYS_AUTH_URL": "https://gauth.prod.example.com"}
    refused = company.playbooks.run([role], *words, warnings=True, env=shell, **play)
    assert refused.code == 2 and "not the expected platform" in " ".join(refused.output.split()) and world.log() == []


def test_the_right_tenant_with_a_database_elsewhere(world, company):
    """The URLs are those of the platform, the database is another one's."""
    row = {
        "url": "https://gws.example.com",
        "client_id": "c",
        "client_secret": "Canary-row",
        "login_host": "db.test.example.com",
    }
    world.canaries.add("Canary-row")
    task = {"name": "A row", "cxops.genesys.nexus_gapi_db": row}
    for expected, said in (
        ("https://*.prod.example.com", "login_host is db.test.example.com"),
        ("", "an empty guard guards nothing"),
    ):
        refused = company.playbooks.run([task], warnings=True, env={}, vars={"genesys_expected_platform": expected})
        assert refused.code == 2 and said in " ".join(refused.output.split())
