# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What release 2.0 refuses of declarations of Digital Channels that ran with 1.3.0, each with what runs: docs/user-guide.md, "From 1.3 to 2.0"."""

from __future__ import annotations

from contextlib import closing

import psycopg2
from psycopg2.extensions import make_dsn

from emulator import defaults
from integration.support.sample import CCID, OTHER_ID, SECRET
from integration.upgrade.breaks import CHANNELS, TENANT, refused


def has_channels(user, **changed):
    """Have them as release 1.3.0 leaves them: the key is in its file, without a record."""
    user.channels(digital_channels_api_key_file=str(user.folder / "t100.key"), **changed)
    made = user.play("provision")
    assert made.code == 0, made.output[-2000:]
    user.world.canaries.add((user.folder / "t100.key").read_text().strip())
    for path in user.folder.glob(".t100*"):
        path.unlink()


def second_tenant(user):
    """Copy the document for another tenant; what names files and the tenant of Digital Channels stays."""
    servers = [{"primary_address": "other.example.com", "primary_port": 8888}]
    environment = {**TENANT["tenant_environment"], "config_servers": servers}
    new = {"tenant_id": OTHER_ID, "tenant_contact_center": {"domains": ["t200"]}, "tenant_environment": environment}
    user.declare("t200", **user.hosts["t100"] | new)


def tenant_with(user, **more):
    return {**user.hosts["t100"]["digital_channels_tenant"], **more}


@refused("digital_channels_tenant: {adopt_by_name: true}")
def key_without_a_file(user):
    has_channels(user)
    user.declare(digital_channels_api_key_file=None)
    yield user.play("provision")
    user.declare(
        digital_channels_api_key_file=str(user.folder / "t100.key"),
        digital_channels_tenant=tenant_with(user, adopt_by_name=True),
    )
    yield user.play("provision")


@refused("digital_channels_tenant: {adopt_by_name: true}")
def key_of_another_file(user):
    has_channels(user)
    (user.folder / "t100.key").unlink()
    yield user.play("provision")
    user.declare(digital_channels_tenant=tenant_with(user, adopt_by_name=True))
    yield user.play("provision")


@refused("Give this tenant another name (digital_channels_tenant.name)")
def two_tenants_of_one_name(user):
    has_channels(user)
    second_tenant(user)
    yield user.play("provision", "--limit", "t200")
    user.declare(
        "t200",
        digital_channels_api_key_file=str(user.folder / "t200.key"),
        digital_channels_tenant=tenant_with(user, name="t200"),
    )
    yield user.play("provision", "--limit", "t200")


@refused("Give each tenant an api_key_file of its own (digital_channels_api_key_file).")
def two_tenants_with_one_file(user):
    has_channels(user)
    second_tenant(user)
    user.declare("t200", digital_channels_tenant=tenant_with(user, name="t200"))
    user.play("provision", "--limit", "t100")
    yield user.play("provision", "--limit", "t200")
    user.declare("t200", digital_channels_api_key_file=str(user.folder / "t200.key"))
    yield user.play("provision", "--limit", "t200")


@refused("Give each tenant a file of its own (digital_channels_designer_env_file).")
def two_tenants_with_one_file_for_designer_env(user):
    has_channels(user, digital_channels_designer_env_file=str(user.folder / "designer.conf"))
    second_tenant(user)
    key = str(user.folder / "t200.key")
    user.declare("t200", digital_channels_tenant=tenant_with(user, name="t200"), digital_channels_api_key_file=key)
    yield user.play("provision", "--limit", "t200")
    user.declare("t200", digital_channels_designer_env_file=str(user.folder / "t200.conf"))
    yield user.play("provision", "--limit", "t200")


@refused("In a task: 'adopt_by_name: true'.")
def key_of_a_service_connection(user):
    has_channels(user)
    service = {
        "contact_center_id": CCID,
        "name": "PlatformUCS",
        "url": "https://ucs.example.com",
        "tenant_name": "t100",
        "when_unobservable": "send_until_tenant",
    }
    yield user.module("nexus_service", **service)
    yield user.module("nexus_service", tenant_api_key_file=str(user.folder / "t100.key"), **service)


@refused("The person ... of the contact center ... cannot log in through the API client ...")
def person_who_cannot_log_in(user):
    has_channels(user)
    user.world.canaries.add("Canary-wrong-person")
    user.declare(digital_channels_tenant=tenant_with(user, password="Canary-wrong-person"))
    yield user.play("provision", "--check")
    user.declare(digital_channels_tenant=tenant_with(user, password=defaults.PERSON_PASSWORD))
    yield user.play("provision", "--check")


@refused("there is no file ...")
def check_without_the_secret_file(user):
    row = {"url": "https://gws.example.com", "client_id": "nexus_client", "secret_file": str(user.secret("crm.secret"))}
    has_channels(user, digital_channels_gapis=[*CHANNELS["digital_channels_gapis"], row])
    path = user.folder / "secrets/crm.secret"
    path.rename(path.with_name("away"))
    yield user.play("provision", "--check")
    path.with_name("away").rename(path)
    yield user.play("provision", "--check")


@refused("digital_channels_tenant.username: is not given.")
def check_without_a_person(user):
    has_channels(user)
    given = tenant_with(user)
    user.declare(digital_channels_tenant={name: value for name, value in given.items() if name != "username"})
    yield user.play("provision", "--check")
    user.declare(digital_channels_tenant=given)
    yield user.play("provision", "--check")


@refused("Correct digital_channels_contact_center_id, or leave it out.")
def channels_of_another_contact_center(user):
    has_channels(user)
    user.there(OTHER_ID, domain="t200", address="another.example.com")
    user.declare(digital_channels_contact_center_id=OTHER_ID, digital_channels_chat_service_uri="https://a.example.com")
    yield user.play("provision", "--tags", "chat")
    user.declare(digital_channels_contact_center_id=None)
    yield user.play("provision", "--tags", "chat")


@refused("which is neither the user of the session, nor the owner of the database, nor a superuser.")
def table_of_another_owner(user):
    row = {"url": "https://gws.example.com", "client_id": "nexus_client", "client_secret": SECRET}
    name = user.world.database.params["dbname"]
    with closing(psycopg2.connect(make_dsn(user.world.database.admin_dsn, dbname=name))) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE ROLE stranger; ALTER TABLE nex_gapis OWNER TO stranger; GRANT ALL ON nex_gapis TO PUBLIC"
            )
            yield user.module("nexus_gapi_db", **user.world.sql, **row)
            cursor.execute("ALTER TABLE nex_gapis OWNER TO nexus; DROP ROLE stranger")
    yield user.module("nexus_gapi_db", **user.world.sql, **row)


@refused("it has a host, and digital_channels_designer_env_baseurl has none")
def designer_env_in_two_forms(user):
    url = "https://digital.example.com"
    given = {"digital_channels_designer_env_file": str(user.folder / "designer_env.conf")}
    user.channels(
        **given, digital_channels_designer_env_url=url + "/chat", digital_channels_designer_env_baseurl="/nexus/v1"
    )
    yield user.play("provision")
    user.channels(
        **given,
        digital_channels_designer_env_url="/chat",
        digital_channels_designer_env_baseurl="/nexus/v1",
        digital_channels_designer_env_host=url,
    )
    yield user.play("provision")
