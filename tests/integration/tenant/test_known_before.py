# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a tenant needs and what is missing or does not work is said before the first write: by one task and by roles, in check
mode as in a real run, in the same words.
"""

from __future__ import annotations

import json
import socket
import sys
from pathlib import Path
from uuid import UUID

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.transport import postgres
from emulator import defaults
from integration.support.nexus_samples import GAPI_CLIENT
from integration.support.sample import CCID, OFFERED, SECRET

ROLE_CLIENT = "client_of_%s"
OTHER = "Canary-another-secret"
PYTHON = "{{ ansible_playbook_python }}"
# The variables of the connection by option.
VARIABLES = {
    "auth_url": "genesys_auth_url",
    "environment_url": "genesys_environment_url",
    "auth_username": "genesys_auth_username",
    "auth_password": "genesys_auth_password",
    "retries": "genesys_retries",
    "timeout": "genesys_timeout",
    "nexus_url": "nexus_url",
    "login_host": "nexus_db_host",
    "login_port": "nexus_db_port",
    "login_user": "nexus_db_user",
    "login_password": "nexus_db_password",
    "login_db": "nexus_db_name",
    "ssl_mode": "nexus_db_ssl_mode",
}


def closed_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Tenant:
    """A document and its connection. Its API client exists, and the secret is in its file; of the rest nothing is there."""

    def __init__(self, world, folder, name="acme", number=1):
        self.client = ROLE_CLIENT % name
        self.id = str(UUID(int=UUID(CCID).int + number))
        self.file = folder / name / (self.client + ".secret")
        self.file.parent.mkdir()
        self.write(SECRET)
        world.control.seed(clients=[dict(GAPI_CLIENT, client_id=self.client, name=self.client)])
        world.canaries |= {SECRET, OTHER, defaults.PERSON_PASSWORD, defaults.CLUSTER_API_KEY}
        self.connection = dict(world.ops, **world.sql, nexus_url=world.emulator.url, retries=0)
        self.document = {
            "tenant_id": self.id,
            "auth_clients_list": [{"client_id": "first_" + name, "client_secret": SECRET}, {"client_id": self.client}],
            "auth_clients_secret_dir": str(self.file.parent),
            "tenant_environment": {
                "username": "default",
                "password": "Canary-configuration",
                "config_servers": [{"primary_address": "tenant-%s.example.com" % name}],
            },
            "tenant_contact_center": {"domains": [name.replace("_", "")]},
            "tenant_cors_origins": ["https://gws.example.com"],
            "digital_channels_client_id": self.client,
            "digital_channels_gapis": [{"url": "https://%s.example.com" % name.replace("_", ""), "shared": False}],
            "digital_channels_chat_service_uri": "https://chat.example.com",
            "digital_channels_services": [{"name": "PlatformUCS", "url": world.emulator.url + "/ucs"}],
            "digital_channels_tenant": {
                "name": name,
                "backend_url": "https://%s.example.com" % name.replace("_", ""),
                "username": defaults.PERSON_USERNAME,
                "password": defaults.PERSON_PASSWORD,
            },
            "digital_channels_api_key_file": str(folder / name / "tenant.key"),
        }

    def write(self, secret):
        self.file.write_text(secret + "\n")
        self.file.chmod(0o600)

    def options(self):
        given = {**self.connection, **self.document}
        return {name: value for name, value in given.items() if value is not None}

    def variables(self):
        """The same as variables of a host."""
        connection = {VARIABLES[name]: value for name, value in self.connection.items() if value is not None}
        return {**connection, **self.document}


def no_folder(tenant):
    tenant.document["auth_clients_secret_dir"] = ""


def wrong_database_password(tenant):
    tenant.connection["login_password"] = "Canary-wrong-sql"


def no_database(tenant):
    tenant.connection["login_port"] = closed_port()


def nowhere(tenant):
    for name in ("nexus_url", "auth_username", "login_host"):
        tenant.connection[name] = None


# What is wrong -> how it comes about, the code, what the message says.
ROWS = {
    "nexus_url": (
        lambda tenant: tenant.connection.update(nexus_url=None),
        "invalid_input",
        "nexus_url: is not given (variable nexus_url, environment variable GENESYS_NEXUS_URL).",
    ),
    "database_password": (wrong_database_password, "bad_credentials", "Connecting to PostgreSQL failed: FATAL: password "),
    "database_down": (no_database, "unreachable", "Connecting to PostgreSQL failed: "),
    "wrong_secret": (
        lambda tenant: tenant.write(OTHER),
        "bad_credentials",
        "The secret of the API client {client} in {file} is refused by Genesys Authentication.",
    ),
    "no_secret_file": (
        lambda tenant: tenant.file.unlink(),
        "secret_file",
        "The secret of the API client {client} is not known: there is no file {file}.",
    ),
    "no_secret_dir": (no_folder, "invalid_input", "The secret of the API client {client} is not known. Give digital_channels_client_secret"),
    "no_username": (
        lambda tenant: tenant.document["digital_channels_tenant"].pop("username"),
        "invalid_input",
        "digital_channels_tenant.username: is not given.",
    ),
    "file_of_two_lines": (lambda tenant: tenant.write("a\nb"), "secret_file", "does not hold one line with a secret."),
    "several": (nowhere, "invalid_input", "3 things that this tenant needs are missing or do not work. Nothing was written.\n"),
}  # fmt: skip


def spoilt(world, folder, name, number=1):
    tenant = Tenant(world, folder, name, number)
    world.canaries.add("Canary-wrong-sql")
    spoil, code, words = ROWS[name]
    spoil(tenant)
    return tenant, code, words.format(client=tenant.client, file=tenant.file)


@pytest.mark.parametrize("row", ROWS)
def test_one_task_says_it_before_the_first_write_in_the_same_words_in_check_mode(world, tmp_path, row):
    tenant, code, words = spoilt(world, tmp_path, row)
    before = world.state()
    looked, done = (world.run("genesys_tenant", check, **tenant.options()) for check in (True, False))
    for result in (looked, done):
        assert result["failed"] and not result["changed"] and result["failure"]["code"] == code, result["msg"]
        assert words in result["msg"] and "Nothing was written." in result["msg"], result["msg"]
        assert result["failure"]["problems"] and "the person" not in result["msg"].lower().split("give")[0]
    assert looked["msg"] == done["msg"] and looked["failure"] == done["failure"]
    assert world.writes() == [] and world.state() == before


def test_one_message_names_everything_by_option_variable_and_environment_variable(world, tmp_path):
    tenant, _code, _words = spoilt(world, tmp_path, "several")
    result = world.run("genesys_tenant", **tenant.options())
    assert result["failure"]["fields"] == ["auth_username", "nexus_url", "login_host"] and world.log() == []
    for names in (
        ("auth_username", "genesys_auth_username", "GENESYS_AUTH_USERNAME"),
        ("nexus_url", "nexus_url", "GENESYS_NEXUS_URL"),
        ("login_host", "nexus_db_host", "PGHOST"),
    ):
        assert "%s: is not given (variable %s, environment variable %s)." % names in result["msg"]
    assert [problem["variables"] for problem in result["failure"]["problems"]] == [
        ["genesys_auth_username"],
        ["nexus_url"],
        ["nexus_db_host"],
    ]


def test_a_library_that_is_missing_is_said_first(world, tmp_path, monkeypatch):
    tenant = Tenant(world, tmp_path)
    monkeypatch.setattr(postgres, "psycopg2", None)
    before = world.state()
    for check in (True, False):
        result = world.run("genesys_tenant", check, **tenant.options())
        assert result["failure"]["code"] == "missing_library" and "psycopg2" in result["msg"]
    assert world.log() == [] and world.state() == before


def test_a_teardown_needs_the_database_before_its_first_deletion(world, tmp_path):
    world.control.switches(OFFERED)
    tenant = Tenant(world, tmp_path)
    assert world.run("genesys_tenant", **tenant.options())["changed"]
    world.clear_log()
    before = world.state()
    wrong_database_password(tenant)
    world.canaries.add("Canary-wrong-sql")
    tenant.connection["nexus_url"] = None
    first = [world.run("genesys_tenant", check, state="absent", **tenant.options()) for check in (True, False)]
    tenant.connection["nexus_url"] = world.emulator.url
    for name in ("digital_channels_tenant", "digital_channels_services"):  # the address of the chat service comes next
        del tenant.document[name]
    second = [world.run("genesys_tenant", check, state="absent", **tenant.options()) for check in (True, False)]
    for (looked, done), code in ((first, "invalid_input"), (second, "bad_credentials")):
        assert looked["failure"]["code"] == code and looked["msg"] == done["msg"], looked["msg"]
    assert world.writes() == [] and world.state() == before


def test_what_the_same_run_makes_is_not_missing(world, tmp_path):
    """A client that does not exist yet, and its file; check mode says the same."""
    tenant = Tenant(world, tmp_path)
    tenant.file.unlink()
    with world.store.lock:
        del world.store.clients[tenant.client]
    foretold = world.run("genesys_tenant", True, **tenant.options())
    done = world.run("genesys_tenant", **tenant.options())
    assert not foretold.get("failed") and not done.get("failed"), (foretold.get("msg"), done.get("msg"))
    assert foretold["diff"] == done["diff"]


HOW = [{"regenerate_secret": "when_lost"}, {"update_secret": "always"}, "the client is gone, too"]


@pytest.mark.parametrize("how", HOW, ids=str)
def test_a_lost_secret_that_is_made_anew_is_not_missing(world, tmp_path, how):
    """The row gets it in the same run, as check mode foretells."""
    world.control.switches(OFFERED)
    tenant = Tenant(world, tmp_path)
    assert not world.run("genesys_tenant", **tenant.options()).get("failed")
    tenant.file.unlink()
    if isinstance(how, dict):
        tenant.document["auth_clients_list"][1].update(how)
    else:
        with world.store.lock:
            del world.store.clients[tenant.client]
    foretold = world.run("genesys_tenant", True, **tenant.options())
    done = world.run("genesys_tenant", **tenant.options())
    assert not foretold.get("failed") and not done.get("failed"), (foretold.get("msg"), done.get("msg"))
    assert [diff["after_header"].split()[0] for diff in done["diff"]] == ["API", "row"]
    assert foretold["diff"] == done["diff"]
    assert not world.run("genesys_tenant", **tenant.options())["changed"]


def test_only_the_parts_that_run_are_looked_at(world, tmp_path):
    tenant, _code, _words = spoilt(world, tmp_path, "database_password")
    tenant.connection["nexus_url"] = None
    parts = ["environment", "contact_center", "cors", "chat"]
    assert not world.run("genesys_tenant", parts=parts, **tenant.options()).get("failed")
    refused = world.run("genesys_tenant", parts=["gapis"], **tenant.options())
    assert refused["failure"]["code"] == "bad_credentials"


class Fleet:
    """One host for each row, run by the shipped playbook."""

    def __init__(self, world, playbooks, rows):
        self.world, self.playbooks = world, playbooks
        folder = playbooks.folder / "tenants"
        folder.mkdir()
        self.tenants, self.words = {}, {}
        for number, name in enumerate(rows, 1):
            self.tenants[name], _code, self.words[name] = spoilt(world, folder, name, number)
        self.without_psycopg2(folder)

    def without_psycopg2(self, folder):
        """A host whose modules run by a Python that cannot import it."""
        (folder / "shadow").mkdir()
        (folder / "shadow" / "psycopg2.py").write_text("raise ImportError('not installed')\n")
        python = folder / "python3"
        python.write_text('#!/bin/sh\nPYTHONPATH=%s exec %s "$@"\n' % (folder / "shadow", sys.executable))
        python.chmod(0o755)
        self.tenants["psycopg2"] = Tenant(self.world, folder, "psycopg2", 99)
        self.tenants["psycopg2"].document["ansible_python_interpreter"] = str(python)
        self.words["psycopg2"] = "The Python library psycopg2 is not installed for the Python that runs this module."

    def __call__(self, playbook, *arguments):
        """Host to the messages of its failed tasks."""
        inventory = self.playbooks.folder / "inventory.json"
        hosts = {name: tenant.variables() for name, tenant in self.tenants.items()}
        inventory.write_text(json.dumps({"all": {"hosts": hosts, "vars": {"ansible_python_interpreter": PYTHON}}}))
        self.world.clear_log()
        self.playbooks.play("cxops.genesys." + playbook, "-i", str(inventory), *arguments, warnings=True)
        lines = (self.playbooks.folder / ("results%d.jsonl" % self.playbooks.count)).read_text().splitlines()
        found = {}
        for line in map(json.loads, lines):
            if line["kind"] == "failed":
                found.setdefault(line["host"], []).append(line["result"]["msg"])
        return found


def test_roles_say_it_before_the_first_write_in_the_words_of_the_one_task(world, playbooks):
    fleet = Fleet(world, playbooks, ROWS)
    before = world.state()
    looked = fleet("provision", "--check")
    done = fleet("provision")
    assert world.writes() == [] and world.state() == before
    assert set(looked) == set(fleet.tenants) and looked == done
    for name, messages in done.items():
        (message,) = messages
        assert fleet.words[name] in message
        if name in ROWS:
            alone = world.run("genesys_tenant", **fleet.tenants[name].options())
            assert alone["msg"] == message


@pytest.mark.nightly
def test_the_playbook_with_one_task_says_the_same(world, playbooks):
    fleet = Fleet(world, playbooks, ROWS)
    before = world.state()
    looked, done = (fleet("provision", "-e", "genesys_one_task=true", *how) for how in (("--check",), ()))
    assert world.writes() == [] and world.state() == before
    assert set(looked) == set(fleet.tenants) and looked == done
    assert all(fleet.words[name] in messages[0] for name, messages in done.items())


@pytest.mark.parametrize(
    "words",
    [
        ("--tags", "cors,environment,contact_center"),
        pytest.param(("--skip-tags", "digital_channels"), marks=pytest.mark.nightly),
    ],
    ids=str,
)
def test_roles_look_at_what_the_tags_select(world, playbooks, words):
    fleet = Fleet(world, playbooks, ["database_password"])
    fleet.tenants["database_password"].connection["nexus_url"] = None
    del fleet.tenants["psycopg2"]
    assert fleet("provision", *words) == {}
    assert world.writes() != []
    (message,) = fleet("provision", "--tags", "gapis")["database_password"]
    assert fleet.words["database_password"] in message


def roles(playbooks, tenant, names, *arguments, variables=None, **role):
    """A play of somebody's own with these roles, each by itself; returns the messages of failed tasks, and the Play."""
    tasks = [{"ansible.builtin.import_role": {"name": "cxops.genesys." + name, **role}} for name in names]
    given = tenant.variables() if variables is None else variables
    inventory = playbooks.folder / "own.json"
    switches = {"ansible_python_interpreter": PYTHON}
    inventory.write_text(json.dumps({"all": {"hosts": {"acme": given}, "vars": switches}}))
    words = ("-i", str(inventory), "-e", "genesys_confirm_teardown=acme", *arguments)
    made = playbooks.run(tasks, *words, hosts="acme", connection="local", warnings=True)
    return [result["msg"] for _task, result in made.results if result.get("failure")], made


@pytest.mark.parametrize("row", ["nexus_url", pytest.param("no_secret_file", marks=pytest.mark.nightly)])
def test_a_role_by_itself_says_it_too(world, playbooks, row):
    tenant, _code, words = spoilt(world, playbooks.folder, row)
    given = dict(tenant.variables(), cxops_genesys_variables=True)
    before = world.state()
    (looked,), (done,) = (
        roles(playbooks, tenant, ["digital_channels"], *how, variables=given)[0] for how in (("--check",), ())
    )
    assert words in looked and looked == done
    assert world.writes() == [] and world.state() == before


def test_what_a_new_environment_or_contact_center_lacks_is_said_before_the_first_write(world, playbooks):
    tenant = Tenant(world, playbooks.folder)
    del tenant.document["tenant_environment"]["password"]
    before, said = world.state(), []
    for check in (True, False):
        result = world.run("genesys_tenant", check, **tenant.options())
        assert result["failure"]["code"] == "invalid_input" and "tenant_environment.password" in result["msg"]
        given = dict(tenant.variables(), cxops_genesys_variables=True)
        messages, made = roles(
            playbooks, tenant, ["provision_tenant"], *(["--check"] if check else []), variables=given
        )
        assert messages == [result["msg"]], made.output[-2000:]
        said.append(messages)
    assert said[0] == said[1] and world.writes() == [] and world.state() == before


def test_variables_that_are_set_and_not_read_are_named(world, playbooks):
    tenant = Tenant(world, playbooks.folder)
    tenant.connection["auth_url"] = None
    (message,), _made = roles(playbooks, tenant, ["tenant"])
    names = "genesys_auth_username and genesys_auth_password"
    said = "The variables %s are set, but this task does not read them: set cxops_genesys_variables: true." % names
    assert said in message
    assert world.log() == []


def test_roles_one_after_the_other_foretell_what_they_make_for_each_other(world, playbooks):
    """Each by itself: check mode knows the secret that the first one would make, and the real run has it."""
    world.control.switches(OFFERED)
    tenant = Tenant(world, playbooks.folder)
    tenant.file.unlink()
    with world.store.lock:
        del world.store.clients[tenant.client]
    given = dict(tenant.variables(), cxops_genesys_variables=True)
    names = ["auth_clients", "tenant", "digital_channels"]
    for arguments in (("--check",), ()):
        failed, made = roles(playbooks, tenant, names, *arguments, variables=given)
        assert failed == [] and made.code == 0, made.output[-3000:]
    assert Path(tenant.file).exists()


@pytest.mark.nightly
def test_the_teardown_of_a_role_by_itself_needs_the_database_before_its_first_deletion(world, playbooks):
    world.control.switches(OFFERED)
    tenant = Tenant(world, playbooks.folder)
    assert world.run("genesys_tenant", **tenant.options())["changed"]
    world.clear_log()
    wrong_database_password(tenant)
    world.canaries.add("Canary-wrong-sql")
    given = dict(tenant.variables(), cxops_genesys_variables=True)
    for role in ("digital_channels", "provision_tenant"):
        for arguments in (("--check",), ()):
            (message,), _made = roles(playbooks, tenant, [role], *arguments, variables=given, tasks_from="teardown")
            assert ROWS["database_password"][2] in message
    assert world.writes() == []
