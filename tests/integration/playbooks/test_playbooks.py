# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The modules as users run them: ansible-playbook with groups of defaults, environment variables, check and diff mode, -vvv."""

from __future__ import annotations

import json

import pytest

from emulator import defaults as emulated
from integration.support.nexus_samples import GAPI, GAPI_CLIENT, SERVICE, TENANT
from integration.support.sample import CCID, SECRET

pytestmark = pytest.mark.matrix
GENESYS, NEXUS = "group/cxops.genesys.genesys", "group/cxops.genesys.nexus"


def task(module, title=None, /, **options):
    """A task of this module with these options, named after the module."""
    return {"name": title or module, "cxops.genesys." + module: options}


def provisioning(world):
    """A small tenant with every module that keeps an object."""
    origins = ["https://gws.example.com", "https://gauth.example.com"]
    servers = [{"primary_address": "cfg.example.com", "locations": "/USW1"}]
    return [
        task("genesys_auth_client", client_id="nexus_client", client_secret=SECRET, redirect_uris=origins),
        task("genesys_environment", id=CCID, username="default", password=SECRET, config_servers=servers),
        task("genesys_contact_center", id=CCID, environment_id=CCID, domains=["t100"]),
        task("genesys_data_center", location="/usw1", entry_point="https://gauth.example.com"),
        task("genesys_setting", contact_center_id=CCID, name="cors-origins", values=origins, shared=True),
        task("nexus_gapi_db", url=world.emulator.url, client_id="nexus_client", client_secret=SECRET),
        task("nexus_service", contact_center_id=CCID, name="PlatformUCS", url=world.emulator.ucs_url, secret={"token": SECRET},
             when_unobservable="send_until_tenant", tenant_name="t100", tenant_record_file=world.record_file),
        task("nexus_tenant", id=CCID, name="t100", backend_url=world.emulator.url, username=emulated.PERSON_USERNAME, password=emulated.PERSON_PASSWORD,
             record_file=world.record_file),
    ]  # fmt: skip


@pytest.fixture
def connection(world):
    """module_defaults for all modules, and canaries for what must never be printed."""
    world.canaries |= {SECRET, emulated.OPS_PASSWORD, emulated.PERSON_PASSWORD, emulated.CLUSTER_API_KEY}
    ops = {name: value for name, value in world.ops.items() if name not in ("retries", "timeout")}
    nexus = dict(
        ops,
        **world.sql,
        nexus_url=world.emulator.url,
        auth_client_id="nexus_client",
        auth_client_secret=SECRET,
        nexus_api_key=emulated.CLUSTER_API_KEY,
    )
    return {GENESYS: ops, NEXUS: nexus}


def test_groups_of_defaults_carry_the_credentials_and_the_second_run_changes_nothing(world, playbooks, connection):
    world.control.switches(service_get="on")
    first = playbooks.run(provisioning(world), "-vvv", "--diff", defaults=connection, warnings=True)
    assert first.code == 0, first.output[-2000:]
    assert first.changed == len(first.results) == 8
    before = world.state()
    again = playbooks.run(provisioning(world), "--diff", defaults=connection, warnings=True)
    assert again.code == 0, again.output[-2000:]
    assert [name for name, result in again.results if result["changed"]] == []
    assert world.state() == before
    for _name, result in first.results + again.results:
        assert {"changed", "resource", "observed", "requests"} <= set(result)


def test_check_mode_writes_nothing_and_foretells_the_diff(world, playbooks, connection):
    before = world.state()
    tasks = provisioning(world)[:5]
    looked = playbooks.run(tasks, "--check", "--diff", defaults=connection, warnings=True)
    assert looked.code == 0, looked.output[-2000:]
    assert looked.changed == 5
    assert world.state() == before
    assert world.writes() == []
    done = playbooks.run(tasks, "--diff", defaults=connection, warnings=True)
    assert [result["diff"] for _name, result in done.results] == [result["diff"] for _name, result in looked.results]
    assert "+" in looked.output and "cfg.example.com" in looked.output


def test_environment_variables_carry_the_credentials(world, playbooks, connection):
    env = dict(world.emulator.env, **world.database.env)
    env.update(
        GENESYS_NEXUS_API_KEY=emulated.CLUSTER_API_KEY,
        GENESYS_AUTH_CLIENT_ID="nexus_client",
        GENESYS_AUTH_CLIENT_SECRET=SECRET,
    )
    env.pop("GENESYS_API_KEY", None)
    made = playbooks.run(provisioning(world), "-vvv", env=env, warnings=True)
    assert made.code == 0, made.output[-2000:]
    assert made.changed == 8


BLOCKED = """\
import hashlib

def blocked(name, new):
    def refuse(*arguments, usedforsecurity=True, **more):
        if usedforsecurity:
            raise ValueError(name + " is blocked")
        return new(*arguments, **more)
    return refuse

for name in ("blake2b", "blake2s", "md5"):
    setattr(hashlib, name, blocked(name, getattr(hashlib, name)))
new = hashlib.new
hashlib.new = lambda name, *more, **named: getattr(hashlib, name)(*more, **named) if hasattr(hashlib, name) else new(name, *more, **named)
"""


@pytest.mark.parametrize("in_process", [True, False])
def test_on_a_system_that_blocks_weak_hashes(world, playbooks, connection, tmp_path, in_process):
    """As FIPS mode does: everything runs without BLAKE2 and MD5."""
    (tmp_path / "blocked").mkdir()
    (tmp_path / "blocked" / "sitecustomize.py").write_text(BLOCKED)
    token = "lookup('cxops.genesys.access_token', auth_client_id='nexus_client', auth_client_secret=%r)" % SECRET
    url = "auth_url=%r" % world.emulator.url
    tasks = [
        *provisioning(world),
        {"name": "blocked", "ansible.builtin.debug": {"msg": "{{ '' | hash('blake2b') }}"}, "ignore_errors": True},
        {"name": "token", "ansible.builtin.assert": {"that": "%s, %s) | length > 20" % (token[:-1], url)}},
    ]
    env = {"PYTHONPATH": str(tmp_path / "blocked")}
    defaults = {"cxops_genesys_in_process": in_process}
    made = playbooks.run(tasks, defaults=connection, env=env, warnings=True, vars=defaults)
    assert made.code == 0, made.output[-2000:]
    assert made.changed == 8 and "is blocked" in made["blocked"]["msg"]


def test_texts_from_anywhere_reach_the_services(world, playbooks, connection):
    """Registered results, lookups and !unsafe are texts of ansible-core's own kinds, which old versions of requests refuse in a header."""
    world.canaries.discard(SECRET)  # the results of echo and the lookup show it
    for group in connection.values():
        group.update(
            auth_password="{{ (password | default({})).stdout | default(omit) }}",
            auth_username="{{ lookup('ansible.builtin.env', 'WHO') }}",
        )
    connection[NEXUS].update(
        nexus_api_key="{{ key }}", auth_client_secret="{{ lookup('ansible.builtin.env', 'SECRET') }}"
    )
    world.canaries -= {emulated.OPS_PASSWORD, emulated.CLUSTER_API_KEY}
    tasks = [
        {"name": "echo", "ansible.builtin.command": {"argv": ["echo", emulated.OPS_PASSWORD]}, "register": "password"},
        *provisioning(world),
    ]
    unsafe = {"__ansible_unsafe": emulated.CLUSTER_API_KEY}
    env = {"WHO": emulated.OPS_USERNAME, "SECRET": SECRET}
    made = playbooks.run(tasks, "-e", json.dumps({"key": unsafe}), defaults=connection, env=env, warnings=True)
    assert made.code == 0, made.output[-2000:]
    assert made.changed == 9


def test_an_option_wins_over_defaults_and_environment(world, playbooks, connection):
    env = {"GENESYS_AUTH_URL": "http://127.0.0.1:1", "GENESYS_AUTH_PASSWORD": "Canary-env", "GENESYS_RETRIES": "0"}
    world.canaries.add("Canary-env")
    made = playbooks.run([task("genesys_environment_info")], defaults=connection, env=env)
    assert made.code == 0, made.output
    made = playbooks.run(
        [task("genesys_environment_info", environment_url="http://127.0.0.1:2")], defaults=connection, env=env
    )
    assert made["genesys_environment_info"]["failure"]["code"] == "unreachable"


def test_without_warnings(world, playbooks, connection):
    """What is confirmed runs without any warning of ours or of ansible-core."""
    tasks = [one for one in provisioning(world)[:6] if one["name"] != "genesys_data_center"]
    for arguments in (["--check"], [], []):
        made = playbooks.run(tasks, *arguments, defaults=connection, warnings="--check" in arguments)
        assert made.code == 0, made.output[-2000:]


def test_info_modules_return_what_is_there(world, playbooks, connection):
    TENANT.prepare(world)
    infos = {
        "genesys_auth_client_info": "auth_clients",
        "genesys_environment_info": "environments",
        "genesys_contact_center_info": "contact_centers",
    }
    made = playbooks.run([task(name) for name in infos], "-vvv", defaults=connection)
    assert made.code == 0, made.output
    for name, member in infos.items():
        assert len(made[name][member]) == 1 and not made[name]["changed"]


def test_secrets_reach_a_task_with_no_log_and_nobody_else(world, playbooks, connection, tmp_path):
    TENANT.prepare(world)
    token = dict(
        task("genesys_token", grant_type="password", username="%s\\nexus" % CCID, password=emulated.PERSON_PASSWORD),
        no_log=True,
        register="held",
    )
    token["cxops.genesys.genesys_token"].update(auth_client_id="nexus_client", auth_client_secret=SECRET)
    keep = {
        "name": "keep",
        "ansible.builtin.copy": {"content": "{{ held.access_token }}", "dest": str(tmp_path / "token"), "mode": "0600"},
        "no_log": True,
    }
    shown = {"name": "shown", **{k: v for k, v in token.items() if k not in ("no_log", "name", "register")}}
    tenant = task("nexus_tenant", "tenant", **TENANT.create)
    made = playbooks.run([token, keep, shown, tenant], "-vvv", defaults=connection, warnings=True)
    assert made.code == 0, made.output[-2000:]
    kept = (tmp_path / "token").read_text()
    assert kept in world.store.tokens
    assert kept not in made.output
    assert "no_log" in made["shown"]["access_token"]
    assert "no_log" in made["tenant"]["api_key"]
    key = world.state()["tenants"][0]["xapikey"]
    assert key not in made.output


SPOILT = {
    "no such url": ("genesys_environment_info", {"environment_url": "http://127.0.0.1:1", "retries": 0}, "unreachable"),
    "no url": ("genesys_environment_info", {"environment_url": "gauth.example.com"}, "invalid_input"),
    "wrong password": ("genesys_environment_info", {"auth_password": "Canary-wrong"}, "bad_credentials"),
    "bcrypt hash": ("genesys_auth_client", {"auth_password": emulated.OPS_BCRYPT, "client_id": "x"}, "invalid_input"),
    "fragment": (
        "genesys_auth_client",
        {"client_id": "x", "client_secret": SECRET, "redirect_uris": ["https://a.example.com/#f"]},
        "invalid_input",
    ),
    "wrong uuid": ("genesys_contact_center", {"id": "343dd264", "domains": ["t100"]}, "invalid_input"),
    "port 0": (
        "genesys_environment",
        {"id": CCID, "config_servers": [{"primary_address": "a", "primary_port": 0}]},
        "invalid_input",
    ),
    "unknown contact center": ("genesys_setting", {"contact_center_id": CCID, "name": "x", "value": "y"}, "not_found"),
    "database password": ("nexus_gapi_db", {**GAPI.create, "login_password": "Canary-wrong-sql"}, "bad_credentials"),
    "unknown key": ("nexus_service", {**SERVICE.create, "nexus_api_key": CCID}, "forbidden"),
}


def test_bad_input_is_one_clear_message(world, playbooks, connection):
    """All in one play: each fails, says why, and changes nothing."""
    world.control.seed(clients=[GAPI_CLIENT])
    world.canaries |= {"Canary-wrong", "Canary-wrong-sql", emulated.OPS_BCRYPT}
    before = world.state()
    tasks = [
        dict(task(module, title, **options), ignore_errors=True) for title, (module, options, _code) in SPOILT.items()
    ]
    made = playbooks.run(tasks, "-vvv", "--diff", defaults=connection)
    for title, (_module, _options, code) in SPOILT.items():
        result = made[title]
        assert result["failure"]["code"] == code, (title, result["msg"])
        assert result["failure"]["hint"] in result["msg"]
        assert "Traceback (" not in str(result.get("exception"))
    assert world.state() == before


@pytest.mark.parametrize(
    ("fault", "code"),
    [("html", "bad_response"), ("truncate", "bad_response"), ("code", "refused"), ("redirect", "redirected")],
)
def test_services_that_answer_nonsense(world, playbooks, connection, fault, code):
    options = {"html": {"status": 200}, "redirect": {"location": "https://evil.example.com"}}.get(fault, {})
    world.control.fault(fault, times=0, **options)
    made = playbooks.run([task("genesys_environment_info", retries=0)], "-vvv", defaults=connection)
    result = made["genesys_environment_info"]
    assert made.code == 2 and result["failure"]["code"] == code
    assert result["requests"]


def test_a_missing_library(world, playbooks, connection, tmp_path):
    (tmp_path / "shadow").mkdir()
    for library in ("requests", "psycopg2"):
        (tmp_path / "shadow" / ("%s.py" % library)).write_text("raise ImportError('not installed')\n")
    options = {"ansible_python_interpreter": "{{ ansible_playbook_python }}"}
    play = {"environment": {"PYTHONPATH": str(tmp_path / "shadow")}, "vars": options}
    tasks = [
        dict(task("genesys_environment_info"), ignore_errors=True),
        dict(task("nexus_gapi_db", **GAPI.create), ignore_errors=True),
    ]
    made = playbooks.run(tasks, defaults=connection, **play)
    for name, library in (("genesys_environment_info", "requests"), ("nexus_gapi_db", "psycopg2")):
        assert made[name]["failure"]["code"] == "missing_library"
        assert made[name]["failure"]["library"] == library
        assert "pip install" in made[name]["msg"]


def test_options_that_do_not_exist_are_refused(world, playbooks, connection):
    made = playbooks.run([task("genesys_environment_info", no_such_option=1)], defaults=connection)
    assert made.code == 2
    assert "no_such_option" in made.output
