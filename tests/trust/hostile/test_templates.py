# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a service says is never templated: not in a result, nor where a play or a role passes it on, nor as a host's variable or name."""

from __future__ import annotations

import base64
import json
import sys

import pytest
import yaml

from emulator import defaults
from integration.support.http_samples import CENTER, ENVIRONMENT
from integration.support.nexus_samples import GAPI_CLIENT
from integration.support.playbooks import ROOT
from integration.support.sample import CCID, SECRET
from trust.support.raw_server import RawServer, always, answer
from trust.support.watched import Watched

CORES = sorted(path.parent.name for path in (ROOT / ".venvs").glob("core-*/bin"))
HERE = next((name for name in CORES if ("/%s/" % name) in sys.executable), None)
ALL_CORES = [HERE, *(pytest.param(name, marks=pytest.mark.long) for name in CORES if name != HERE)]
LIFETIME = 600


class Stage(Watched):
    """Plays that meet templates in what the services say; each would leave a file behind."""

    def __init__(self, folder, world):
        super().__init__(folder, world)
        world.canaries |= {SECRET, defaults.OPS_PASSWORD, defaults.CLOUD_CLIENT_SECRET}
        self.marker = folder / "owned"
        self.defaults = {
            "group/cxops.genesys.genesys": {**world.ops, "timeout": 30},
            "group/cxops.genesys.genesys_cloud": world.cloud,
        }

    def evil(self, kind=0):
        """A text that makes the file when it is templated."""
        what = "lookup('pipe', 'touch %s')" % self.marker
        return ("{{ %s }}" % what, "{%% set x = %s %%}{{ x }}" % what, "x {# y #} {{%s}}" % what)[kind]

    def look(self, tasks, *arguments, must=0, **play):
        """Run the tasks; nothing was templated, and the texts did come by, at least so often."""
        done = self.run(tasks, *arguments, warnings=True, **play)
        told = json.dumps([result for _task, result in done.results])
        assert not self.marker.exists(), "it was templated: %s" % told
        assert told.count(str(self.marker)) >= must, told[:3000] + done.output[-2000:]
        return done


@pytest.fixture
def stage(request, world, tmp_path, monkeypatch):
    """By this ansible-core."""
    core = getattr(request, "param", None)
    if core and core != HERE:
        monkeypatch.setattr(sys, "executable", str(ROOT / ".venvs" / core / "bin" / "python"))
    return Stage(tmp_path, world)


def everywhere(world, stage):
    """The texts in everything that the services tell."""
    world.control.seed(
        clients=[dict(GAPI_CLIENT, name=stage.evil(), description=stage.evil(1), scope=[stage.evil(2)])],
        environments=[dict(ENVIRONMENT, tenant=stage.evil(), appName=stage.evil(1), username=stage.evil(2))],
        contact_centers=[CENTER],
        settings=[
            {"contactCenterId": CCID, "name": "x", "location": "/", "value": stage.evil(), "shared": True},
            {"contactCenterId": CCID, "name": stage.evil(1), "location": "/", "value": "y", "shared": True},
            {"contactCenterId": CCID, "name": "cors-origins", "location": "/", "value": stage.evil(2), "shared": True},
        ],
        cloud_clients=[
            {"name": "app", "description": stage.evil(), "authorizedGrantType": "CODE", "scope": ["users"]},
            {"name": stage.evil(1), "authorizedGrantType": "CODE", "scope": ["users"], "description": "x"},
        ],
        cloud_roles=[{"name": stage.evil(2)}],
    )
    for center in world.store.contact_centers.rows.values():  # no service would take these
        center.update(domains=["t100", stage.evil(), stage.evil(1)], auth=stage.evil(2))


def passed_on(name):
    """What plays do with a result."""
    return [
        {"ansible.builtin.debug": {"var": name}},
        {"ansible.builtin.debug": {"msg": "{{ %s }}" % name}},
        {"ansible.builtin.set_fact": {"kept": "{{ %s }}" % name}},
        {"ansible.builtin.debug": {"msg": "{{ kept | to_json }}"}},
        {
            "ansible.builtin.debug": {"msg": "{{ item }} {{ twice }}"},
            "loop": "{{ %s | dict2items }}" % name,
            "loop_control": {"label": "{{ item.key }}"},
            "vars": {"twice": "{{ item.value }}"},
        },
        {
            "ansible.builtin.assert": {
                "that": ["%s | string | length > 0" % name],
                "success_msg": "told {{ %s }}" % name,
            },
            "when": "%s | to_json is search('o')" % name,
        },
        {"ansible.builtin.copy": {"content": "{{ %s | to_nice_yaml }}" % name, "dest": "./copy.yml", "mode": "0600"}},
    ]


READS = (
    "genesys_auth_client_info",
    "genesys_environment_info",
    "genesys_contact_center_info",
    "genesys_setting_info",
    "genesys_cloud_oauth_client_info",
)


def together(count):
    """A variable of all that was registered, for plays that look at it as one."""
    return "{{ {%s} }}" % ", ".join("'told %d': told%d" % (number, number) for number in range(count))


@pytest.mark.parametrize("stage", ALL_CORES, indirect=True)
@pytest.mark.parametrize("world", [False], indirect=True)
@pytest.mark.parametrize("in_process", [True, pytest.param(False, marks=pytest.mark.long)])
def test_results(world, stage, in_process):
    everywhere(world, stage)
    calls = [(module, {"contact_center_id": CCID} if module == "genesys_setting_info" else {}, {}) for module in READS]
    for module, given in (
        ("genesys_environment", {"id": CCID, "local_timeout": 9}),
        ("genesys_contact_center", {"id": CCID, "environment_id": CCID, "domains": ["t100", "t200"]}),
        ("genesys_setting", {"contact_center_id": CCID, "name": "cors-origins", "values": ["https://a.example.com"]}),
        ("genesys_setting", {"contact_center_id": CCID, "name": "x", "value": "new"}),
        ("genesys_auth_client", {"client_id": "nexus_client", "internal_client": False}),
        ("genesys_cloud_oauth_client", {"name": "app", "access_token_validity_seconds": LIFETIME}),
    ):
        calls += [
            (module, given, {"diff": True, "ignore_errors": True, "check_mode": check}) for check in (True, False)
        ]
    tasks = [
        {"cxops.genesys." + module: given, "register": "told%d" % number, **more}
        for number, (module, given, more) in enumerate(calls)
    ]
    variables = {"cxops_genesys_in_process": in_process, "all_told": together(len(tasks))}
    done = stage.look(tasks + passed_on("all_told"), "-vv", must=60, defaults=stage.defaults, vars=variables)
    assert done.code == 0, done.output[-3000:]


@pytest.mark.parametrize("stage", ALL_CORES, indirect=True)
@pytest.mark.parametrize("world", [False], indirect=True)
def test_failures_and_tokens(world, stage):
    """What a service says of an error, its correlation id, and what stands beside a token."""
    text = stage.evil()
    token = {
        "access_token": "Canary-t0ken-0001",
        "expires_in": 9999,
        "token_type": "bearer",
        "scope": text,
        "more": [stage.evil(1)],
    }
    errors = [
        answer(json.dumps({"status": {"code": 7, "message": text}}).encode()),
        answer(json.dumps({"error": text, "error_description": stage.evil(1)}).encode(), "400 X"),
        answer(json.dumps({"message": stage.evil(2), "code": text, "status": 400}).encode(), "400 X"),
        answer(b"{}", "500 X", "inin-correlation-id: " + text),
        answer(b"{}", "429 X", "Retry-After: " + text),
        answer(b"{}", "302 X", "Location: " + text),
    ]
    world.canaries.add("Canary-t0ken-0001")
    servers = [RawServer(always(data)) for data in [*errors, answer(json.dumps(token).encode())]]
    tasks = []
    for number, server in enumerate(servers[:-1]):
        given = {"auth_url": server.url, "environment_url": server.url, "retries": 0}
        rescue = [
            {"ansible.builtin.set_fact": {"told%d" % number: "{{ ansible_failed_result }}"}},
            {"ansible.builtin.fail": {"msg": "again: {{ ansible_failed_result.msg }}"}, "ignore_errors": True},
        ]
        tasks += [{"block": [{"cxops.genesys.genesys_environment_info": given}], "rescue": rescue}]
    client = {"auth_url": servers[-1].url, "auth_client_id": "x", "auth_client_secret": SECRET}
    tasks += [{"cxops.genesys.genesys_token": client, "register": "told%d" % len(errors)}, *passed_on("all_told")]
    connection = ", ".join("%s='%s'" % pair for pair in client.items() if pair[0] != "auth_client_secret")
    lookup = "lookup('cxops.genesys.access_token', output='answer', auth_client_secret=held, %s)" % connection
    shown = "(%s | dict2items | rejectattr('key', 'equalto', 'access_token') | items2dict)" % lookup
    refused = "lookup('cxops.genesys.access_token', auth_client_id='x', auth_url='%s', retries=0)" % servers[1].url
    tasks += [
        {"ansible.builtin.debug": {"msg": "{{ %s }}" % shown}},
        {"ansible.builtin.set_fact": {"kept": "{{ %s }}" % shown}},
        {"ansible.builtin.debug": {"msg": "{{ kept }} {{ kept.scope }}"}},
        {"ansible.builtin.debug": {"msg": "{{ item }}"}, "loop": "{{ [kept.scope] + kept.more }}"},
        {"ansible.builtin.debug": {"msg": "{{ %s }}" % refused}, "ignore_errors": True, "register": "failed_lookup"},
        {"ansible.builtin.debug": {"msg": "{{ failed_lookup.msg }}"}},
    ]
    variables = {"held": SECRET, "all_told": together(len(servers))}
    try:
        done = stage.look(tasks, "-vv", must=30, defaults=stage.defaults, vars=variables)
    finally:
        for server in servers:
            server.close()
    assert done.code == 0, done.output[-3000:]


@pytest.mark.parametrize("stage", ALL_CORES, indirect=True)
@pytest.mark.parametrize("world", [False], indirect=True)
def test_roles(world, stage, long):
    """The roles say in words of their own what is not as declared."""
    everywhere(world, stage)
    variables = {
        "cxops_genesys_variables": True,
        "genesys_auth_url": world.emulator.url,
        "genesys_auth_username": defaults.OPS_USERNAME,
        "genesys_auth_password": "{{ held }}",
        "genesys_cloud_api_url": world.emulator.url,
        "genesys_cloud_login_url": world.emulator.url,
        "genesys_cloud_client_id": defaults.CLOUD_CLIENT_ID,
        "genesys_cloud_client_secret": "{{ cloud_held }}",
        "held": defaults.OPS_PASSWORD,
        "cloud_held": defaults.CLOUD_CLIENT_SECRET,
        "tenant_id": CCID,
        "auth_clients_list": [{"client_id": "nexus_client", "client_secret": SECRET, "description": "declared"}],
        "tenant_environment": {"tenant": "declared", "username": "declared"},
        "tenant_contact_center": {"domains": ["t100"], "auth": "declared"},
        "tenant_cors_origins": ["https://a.example.com"],
        "tenant_settings": [{"name": "x", "value": "declared"}],
        "cloud_oauth_clients_list": [{"name": "app", "description": "declared"}],
    }
    tasks = [
        {
            "block": [{"ansible.builtin.import_role": {"name": "cxops.genesys." + role, "tasks_from": part}}],
            "rescue": [{"ansible.builtin.debug": {"msg": "{{ ansible_failed_result }}"}}],
        }
        for part in (("verify", "main", "verify") if long else ("verify",))
        for role in ("auth_clients", "tenant", "cloud_oauth_clients")
    ]
    done = stage.look(tasks, "-vv", must=6, vars=variables)
    assert done.code == 0, done.output[-3000:]


@pytest.mark.parametrize("stage", ALL_CORES, indirect=True)
@pytest.mark.parametrize("world", [False], indirect=True)
def test_hosts_of_the_inventory(world, stage):
    """Variables, groups and names that the services gave, also where options make others of them."""
    everywhere(world, stage)
    bare = stage.evil().replace(" ", "")
    world.control.seed(
        environments=[{**ENVIRONMENT, "id": "22222222-aaaa-4c65-8d40-1f75a2e080dd", "configServers": [
            {"primaryAddress": "b.example.com", "primaryPort": 1, "locations": "/" + bare}]}],
        contact_centers=[{**CENTER, "id": "22222222-aaaa-4c65-8d40-1f75a2e080dd", "domains": ["t200"],
                          "environmentId": "22222222-aaaa-4c65-8d40-1f75a2e080dd"}],
    )  # fmt: skip
    for center in world.store.contact_centers.rows.values():
        if center["id"] != CCID:
            center["domains"] = [bare]
    source = stage.folder / "tenants.yml"
    options = {
        "plugin": "cxops.genesys.tenants",
        "host_prefix": "",
        "settings": True,
        "role_variables": "observed",
        "hostnames": ["genesys_environment.tenant | default('')", "domain"],
        "compose": {"copied": "genesys_environment", "made": "'made of ' ~ genesys_environment.tenant"},
        "groups": {"chosen": "genesys_environment.tenant is defined"},
        "keyed_groups": [
            {"key": "genesys_environment.tenant", "prefix": "k"},
            {"key": "genesys_contact_center.domains"},
        ],
        "include_filters": ["genesys_environment.tenant is search('.') or true"],
    }
    source.write_text(yaml.safe_dump(options))
    environment = {
        "GENESYS_AUTH_URL": world.emulator.url,
        "GENESYS_AUTH_USERNAME": defaults.OPS_USERNAME,
        "GENESYS_AUTH_PASSWORD": defaults.OPS_PASSWORD,
    }
    names = ("genesys_environment", "genesys_settings", "genesys_contact_center", "genesys_regions", "copied", "made",
             "tenant_environment", "tenant_contact_center", "inventory_hostname", "group_names")  # fmt: skip
    tasks = [
        {"ansible.builtin.debug": {"msg": ["{{ %s }}" % name for name in names]}},
        {"ansible.builtin.set_fact": {"kept_" + name: "{{ %s }}" % name for name in names}},
        {"ansible.builtin.debug": {"msg": ["{{ kept_%s }}" % name for name in names]}},
        {"ansible.builtin.debug": {"var": "kept_tenant_environment"}},
        {"ansible.builtin.debug": {"msg": "{{ item }} {{ hostvars[item] }}"}, "loop": "{{ groups.all }}"},
        {"ansible.builtin.debug": {"msg": "{{ groups }}"}},
    ]
    done = stage.look(tasks, "-i", str(source), "-vv", must=30, hosts="genesys_tenants", env=environment)
    assert done.code == 0, done.output[-3000:]


def replaced(text):
    """The text with harmless signs for those that templates need."""
    for sign, other in SIGNS.items():
        text = text.replace(sign, other)
    return text


SIGNS = {"{{": "--", "}}": "++", "'": "@", "(": "=/", ")": "/="}
BACK = " | ".join("replace('%s', %s)" % (other, json.dumps(sign)) for sign, other in SIGNS.items())
# What makes a template of a harmless word, and how the word is made. One text that looks like a template would have all of them wrapped.
DISGUISES = {"b64decode": lambda text: base64.b64encode(text.encode()).decode(), BACK: replaced}


@pytest.mark.parametrize("stage", ALL_CORES, indirect=True)
@pytest.mark.parametrize("world", [False], indirect=True)
@pytest.mark.parametrize("way", DISGUISES)
def test_a_filter_makes_a_template_of_what_the_platform_tells(world, stage, way):
    """In compose, and in a play that uses a host's variables."""
    text = DISGUISES[way](stage.evil())
    world.control.seed(
        environments=[ENVIRONMENT],
        contact_centers=[CENTER],
        settings=[
            {"contactCenterId": CCID, "name": "cors-origins", "location": "/", "value": text, "shared": True},
        ],
    )
    for center in world.store.contact_centers.rows.values():  # no service would take it
        center["domains"] = ["t100", text]
    places = {
        "setting": "genesys_settings[0].value",
        "domain": "genesys_contact_center.domains[1]",
        "cleaned": "genesys_contact_center.domains[1] | cxops.genesys.one_line",
    }
    shown = {name: "%s | %s" % (place, way) for name, place in places.items()}
    source = stage.folder / "tenants.yml"
    options = {"plugin": "cxops.genesys.tenants", "host_prefix": "", "settings": True, "compose": shown, "strict": True}
    source.write_text(yaml.safe_dump(options))
    environment = {
        "GENESYS_AUTH_URL": world.emulator.url,
        "GENESYS_AUTH_USERNAME": defaults.OPS_USERNAME,
        "GENESYS_AUTH_PASSWORD": defaults.OPS_PASSWORD,
    }
    tasks = [
        task
        for name, made in shown.items()
        for task in (
            {"ansible.builtin.debug": {"var": name}},
            {"ansible.builtin.debug": {"msg": "{{ %s }} {{ here }}" % made}, "vars": {"here": "{{ %s }}" % made}},
            {"ansible.builtin.set_fact": {"kept": "{{ %s }}" % made}},
            {"ansible.builtin.debug": {"var": "kept"}},
        )
    ]
    done = stage.look(tasks, "-i", str(source), "-vv", must=12, hosts="genesys_tenants", env=environment)
    assert done.code == 0, done.output[-3000:]


@pytest.mark.parametrize("world", [False], indirect=True)
def test_the_file_would_be_there(world, stage):
    """A template of the play's own does it."""
    stage.run([{"ansible.builtin.debug": {"msg": stage.evil()}}])
    assert stage.marker.exists()
