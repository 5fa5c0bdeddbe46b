# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What release 2.0 refuses of playbooks, inventories and documents that ran with 1.3.0, each with what runs: docs/user-guide.md, "From 1.3 to 2.0"."""

from __future__ import annotations

import os

import yaml

from emulator import defaults
from integration.support.sample import CCID, OFFERED, OTHER_ID, SECRET
from integration.upgrade.breaks import TENANT, refused

THIRD = "33333333-aaaa-4c65-8d40-1f75a2e080dd"
OTHER_SERVER = {"config_servers": [{"primary_address": "other.example.com", "primary_port": 8888}]}


@refused("add: -e genesys_confirm_teardown=...")
def teardown(user):
    user.there()
    yield user.play("teardown")
    yield user.play("teardown", genesys_confirm_teardown="t100")


@refused("genesys_teardown_discovered: true")
def teardown_of_discovered_hosts(user):
    user.there()
    path = user.folder / "tenants.yml"
    path.write_text(yaml.safe_dump({"plugin": "cxops.genesys.tenants", "host_prefix": ""}))
    user.sources = (str(path),)
    declared = {name: value for name, value in TENANT.items() if name != "tenant_id"}
    yield user.play("teardown", genesys_confirm_teardown=CCID, **declared)
    yield user.play("teardown", genesys_confirm_teardown=CCID, genesys_teardown_discovered=True, **declared)


@refused("a text is needed, and true or false was given: to give such a word, put it into quotes.")
def boolean_for_a_text(user):
    user.there()
    user.declare(tenant_settings=[{"name": "a", "value": True}])
    yield user.play("provision")
    user.declare(tenant_settings=[{"name": "a", "value": "true"}])
    yield user.play("provision")


@refused("a single value is needed, and a list was given.")
def list_in_place_of_a_text(user):
    user.there()
    yield user.module("genesys_setting", contact_center_id=CCID, name="a", value=["b"])
    yield user.module("genesys_setting", contact_center_id=CCID, name="a", value="b")


@refused("a list is needed, and a text was given.")
def text_in_place_of_a_list_of_dicts(user):
    given = {"id": CCID, "username": "default", "password": SECRET}
    yield user.module("genesys_environment", config_servers="primary_address=cfg.example.com", **given)
    yield user.module("genesys_environment", config_servers=[{"primary_address": "cfg.example.com"}], **given)


@refused("tenant_contact_center.domains: a list is needed, and a text was given.")
def domains_as_a_text(user):
    user.declare(tenant_contact_center={"domains": "t100"})
    yield user.play("provision")
    user.declare(tenant_contact_center={"domains": ["t100"]})
    yield user.play("provision")


@refused("begins or ends with a blank.")
def name_with_a_blank(user):
    given = {"client_id": "crm", "client_secret": SECRET}
    yield user.module("genesys_auth_client", name="crm ", **given)
    yield user.module("genesys_auth_client", name="crm", **given)


@refused("it begins or ends with a line break, which is no part of a secret: take it away")
def secret_with_a_line_break(user):
    user.world.canaries.add(SECRET)
    yield user.module("genesys_auth_client", client_id="crm", client_secret="{{ 'x' * 9 ~ '\n' }}")
    yield user.module("genesys_auth_client", client_id="crm", client_secret="{{ 'x' * 9 }}")


@refused("has a colon, which no user name of HTTP Basic can have.")
def client_id_with_a_colon(user):
    yield user.module("genesys_auth_client", client_id="crm:sync", client_secret=SECRET)
    yield user.module("genesys_auth_client", client_id="crm-sync", client_secret=SECRET)


@refused("There is no variable tenant_cors_origin: did you mean tenant_cors_origins?")
def misspelled_variable(user):
    user.declare(tenant_cors_origin=["https://a.example.com"], tenant_cors_origins=None)
    yield user.play("provision")
    user.declare(tenant_cors_origin=None, tenant_cors_origins=["https://a.example.com"])
    yield user.play("provision")


@refused("Nothing is declared for ...: there is nothing to provision or verify.")
def nothing_declared(user):
    user.there()
    user.hosts["t100"] = {"tenant_id": CCID}
    yield user.play("provision")
    user.hosts["t100"] = TENANT
    yield user.play("provision")


@refused("filter: there is no such option; did you mean filters?")
def unknown_option_of_a_source(user):
    user.there()
    path = user.folder / "tenants.yml"
    user.sources = (str(path),)
    path.write_text(yaml.safe_dump({"plugin": "cxops.genesys.tenants", "filter": "x", "host_prefix": ""}))
    yield user.play("provision", tenant_cors_origins=["https://a.example.com"])
    path.write_text(yaml.safe_dump({"plugin": "cxops.genesys.tenants", "host_prefix": ""}))
    yield user.play("provision", tenant_cors_origins=["https://a.example.com"])


@refused("Add: -e genesys_tenants=localhost, or --limit ...")
def one_tenant_for_several_hosts(user):
    user.hosts = {"web1": {}, "web2": {}}
    yield user.play("provision", **TENANT)
    yield user.play("provision", genesys_tenants="localhost", **TENANT)


@refused("The host ... handles the tenant ... in this task already.", writes=True)
def second_host_of_a_tenant(user):
    user.hosts = {"web1": dict(TENANT), "web2": dict(TENANT)}
    yield user.role("tenant", hosts="all")
    yield user.role("tenant", hosts="web1")


@refused("The tenant_id of the host ... is ..., and -e gives it ...")
def tenant_id_of_another_host(user):
    user.there()
    user.declare("t200", tenant_id=OTHER_ID)
    yield user.play("provision", "--limit", "t200", tenant_id=CCID)
    yield user.play("provision", "--limit", "t100", tenant_id=CCID)


@refused("genesys_tenants is given, but names no host. To select all: -e genesys_tenants=all")
def empty_selection(user):
    yield user.play("provision", genesys_tenants="")
    yield user.play("provision", genesys_tenants="all")


@refused("No host is selected.")
def no_host(user):
    user.hosts["web1"] = {}
    yield user.play("provision", "--limit", "web1", genesys_tenants="t100")
    yield user.play("provision", "--limit", "t100", genesys_tenants="t100")


@refused("Nothing was done: the tags of this run select no part. These tags exist: ...")
def misspelled_tag(user):
    yield user.play("provision", "--tags", "evironment")
    yield user.play("provision", "--tags", "environment")


@refused("Nothing was done: with genesys_one_task no tag selects a part.")
def tags_with_one_task(user):
    user.there()
    yield user.play("provision", "--tags", "cors", genesys_one_task=True)
    yield user.play("provision", "--tags", "cors")


@refused("No look at the tenant ... has gone well in this run")
def without_the_look(user):
    yield user.role("tenant", words=("--skip-tags", "always"))
    yield user.role("tenant")


@refused('Each run of the role needs its task "Find the environment and the contact center"')
def start_at_a_task_that_writes(user):
    user.there()
    yield user.play("provision", "--start-at-task", "CORS origins")
    yield user.play("provision", "--start-at-task", "Find the environment and the contact center")


@refused("tenant_environment: {id: ...}")
def environment_of_another_id(user):
    user.there(CCID, OTHER_ID)
    yield user.play("provision")
    user.declare(tenant_environment={**TENANT["tenant_environment"], "id": OTHER_ID})
    yield user.play("provision")


@refused("tenant_contact_center: {id: ...}")
def contact_center_of_another_id(user):
    user.there(OTHER_ID, CCID)
    yield user.play("provision")
    user.declare(tenant_contact_center={**TENANT["tenant_contact_center"], "id": OTHER_ID})
    yield user.play("provision")


@refused("fits the options, but is not deleted without its id.")
def absent_without_an_id(user):
    user.there(domain=None)
    servers = TENANT["tenant_environment"]["config_servers"]
    yield user.module("genesys_environment", config_servers=servers, state="absent")
    yield user.module("genesys_environment", id=CCID, state="absent")


@refused("is not deleted, for it is used by contact center ...")
def environment_in_use(user):
    user.there()
    yield user.module("genesys_environment", id=CCID, state="absent")
    yield user.own(
        {"cxops.genesys.genesys_contact_center": {"id": CCID, "state": "absent"}},
        {"cxops.genesys.genesys_environment": {"id": CCID, "state": "absent"}},
    )


@refused("Nothing was deleted. If it is the one that is meant, declare its domains.")
def teardown_of_other_domains(user):
    user.there(domain="t200")
    yield user.play("teardown", genesys_confirm_teardown="t100")
    user.declare(tenant_contact_center={"domains": ["t200"]})
    yield user.play("teardown", genesys_confirm_teardown="t100")


@refused("tenant_contact_center: {domains: [...]}")
def all_domains_changed(user):
    user.world.control.switches(OFFERED)
    user.there(domain="t200")
    yield user.play("provision")
    user.declare(tenant_contact_center={"domains": ["t100", "t200"]})
    yield user.play("provision")


@refused("tenant_environment: {config_servers: [...]}")
def environment_of_other_addresses(user):
    user.there(domain=None, address="another.example.com")
    user.world.control.switches(OFFERED)
    yield user.play("provision")
    servers = [{"primary_address": one, "primary_port": 8888} for one in ("cfg.example.com", "another.example.com")]
    user.declare(tenant_environment={**TENANT["tenant_environment"], "config_servers": servers})
    yield user.play("provision")


@refused("has a declared domain (...), which should be unique.", ran=False)
def domain_of_another_contact_center(user):
    user.there(OTHER_ID, address="another.example.com")
    yield user.play("provision")
    user.declare(tenant_contact_center={"domains": ["t300"]})
    yield user.play("provision")


@refused("The contact center ... is also that of the host ..., and the two contradict each other")
def contact_center_of_another_host(user):
    user.there(THIRD, CCID)
    user.declare(tenant_contact_center={"domains": ["t100"], "id": THIRD})
    user.hosts["t200"] = dict(
        user.hosts["t100"],
        tenant_id=OTHER_ID,
        tenant_environment={**TENANT["tenant_environment"], **OTHER_SERVER},
    )
    yield user.play("provision", "--limit", "t100")
    user.declare("t200", tenant_contact_center={"domains": ["t200"]})
    yield user.play("provision", "--limit", "t100")


@refused("The environment ... is also that of the host ..., and the two contradict each other")
def environment_declared_in_two_ways(user):
    user.hosts["t200"] = dict(
        TENANT,
        tenant_id=OTHER_ID,
        tenant_contact_center={"domains": ["t200"]},
        tenant_environment={**TENANT["tenant_environment"], **OTHER_SERVER, "id": CCID},
    )
    yield user.play("provision", "--limit", "t100")
    user.declare("t200", tenant_environment={**TENANT["tenant_environment"], **OTHER_SERVER})
    yield user.play("provision", "--limit", "t100")


@refused("The credentials for the environment service are missing.")
def no_connection_for_the_look(user):
    user.there()
    user.env = {name: value for name, value in user.env.items() if not name.startswith("GENESYS_AUTH")}
    given = {"auth_url": user.url, "auth_username": "ops", "auth_password": defaults.OPS_PASSWORD}
    task, cors = {"ansible.builtin.import_role": {"name": "cxops.genesys.tenant"}}, ("--tags", "cors")
    yield user.own(task, words=cors, defaults={"cxops.genesys.genesys_setting": given})
    yield user.own(task, words=cors, defaults={"group/cxops.genesys.genesys": given})


@refused("Could not find specified file in role: tasks/find")
def internal_entry_point(user):
    user.there()
    user.declare(tenant_cors_origins=None)
    yield user.role("tenant", "find")
    yield user.role("tenant", "verify")


@refused("Failed to connect to the host via ssh")
def own_playbook_over_discovered_hosts(user):
    user.there()
    path = user.folder / "tenants.yml"
    user.sources = (str(path),)
    path.write_text(yaml.safe_dump({"plugin": "cxops.genesys.tenants"}))
    info = {"cxops.genesys.genesys_setting_info": {"contact_center_id": "{{ tenant_id }}"}}
    yield user.own(info, hosts="genesys_tenants", connection=None)
    yield user.own(info, hosts="genesys_tenants", vars={"ansible_python_interpreter": "{{ ansible_playbook_python }}"})


@refused(
    "The host ... is declared as the tenant ..., but the inventory plugin found the contact center ... under its name."
)
def source_names_another_tenant(user):
    user.there()
    path = user.folder / "tenants.yml"
    path.write_text(yaml.safe_dump({"plugin": "cxops.genesys.tenants", "host_prefix": ""}))
    user.declare(
        tenant_id=OTHER_ID,
        tenant_environment={**TENANT["tenant_environment"], **OTHER_SERVER},
        tenant_contact_center={"domains": ["t200"]},
    )
    user._sources()
    user.sources = (str(path), str(user.folder / "hosts.json"))
    yield user.play("provision")
    user.sources = (str(user.folder / "hosts.json"), str(path))
    yield user.play("provision", genesys_tenants="t100")


@refused("the URL carries credentials, or an @ that looks like theirs")
def at_sign_in_a_path(user):
    user.env["GENESYS_AUTH_URL"] = user.url
    yield user.play("provision", genesys_environment_url=user.url + "/a@b/..")
    yield user.play("provision")


@refused("Give a folder that can be written to: the option teardown_dir, or the variable genesys_teardown_dir.")
def no_folder_for_the_document(user):
    user.there()
    (user.folder / "state").write_text("")
    user.env["XDG_STATE_HOME"] = str(user.folder / "state")
    yield user.play("teardown", genesys_confirm_teardown="t100")
    yield user.play("teardown", genesys_confirm_teardown="t100", genesys_teardown_dir=str(user.folder / "kept"))


@refused("everybody may write to it. Take from others the right to write to it (chmod o-w)")
def secret_file_for_everybody(user):
    path = user.secret("crm.secret")
    user.hosts["t100"] = {"auth_clients_list": [{"client_id": "crm", "secret_file": str(path)}]}
    user.role("auth_clients")
    path.chmod(0o666)
    yield user.role("auth_clients")
    path.chmod(0o600)
    yield user.role("auth_clients")


@refused("name its owner in genesys_secret_file_owners.")
def secret_file_of_another_user(user):
    path = user.secret("crm.secret")
    user.hosts["t100"] = {"auth_clients_list": [{"client_id": "crm", "secret_file": str(path)}]}
    user.role("auth_clients")
    os.chown(path, 12345, -1)
    yield user.role("auth_clients")
    user.everybody["genesys_secret_file_owners"] = ["12345"]
    yield user.role("auth_clients")


@refused("is refused by Genesys Authentication.")
def refused_secret_of_a_client(user):
    user.hosts["t100"] = {"auth_clients_list": [{"client_id": "crm", "client_secret": SECRET}]}
    user.role("auth_clients")
    user.world.canaries.add("Canary-another")
    user.hosts["t100"]["auth_clients_list"][0]["client_secret"] = "Canary-another"
    yield user.role("auth_clients")
    user.hosts["t100"]["auth_clients_list"][0]["client_secret"] = SECRET
    yield user.role("auth_clients")


@refused("is not in ..., and there is no record that it ever was there")
def lost_secret_of_a_client(user):
    path = user.folder / "crm.secret"
    item = {"client_id": "crm", "secret_file": str(path), "update_secret": "always"}
    user.hosts["t100"] = {"auth_clients_list": [item]}
    made = user.role("auth_clients")
    assert made.code == 0, made.output[-2000:]
    user.world.canaries.add(path.read_text().strip())
    path.unlink()
    (user.folder / ".crm.secret.client").unlink(missing_ok=True)  # 1.3 left no such record
    user.world.control.switches(OFFERED)
    yield user.role("auth_clients")
    user.hosts["t100"]["auth_clients_list"][0]["regenerate_secret_confirm"] = "crm"
    yield user.role("auth_clients")


@refused("tenant_cors_origins: a list is needed, and a text was given.")
def origins_as_a_text(user):
    user.there()
    user.declare(tenant_cors_origins="https://gws.example.com,https://other.example.com")
    yield user.role("tenant")
    user.declare(tenant_cors_origins=["https://gws.example.com", "https://other.example.com"])
    yield user.role("tenant")
