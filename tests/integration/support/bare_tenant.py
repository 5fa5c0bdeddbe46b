# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A tenant of which only the API client is there, and what may be wrong with what it needs."""

from __future__ import annotations

import socket
from uuid import UUID

from emulator import defaults

from .nexus_samples import GAPI_CLIENT
from .sample import CCID, SECRET

ROLE_CLIENT = "client_of_%s"
OTHER = "Canary-another-secret"
# The variables of the connection by option.
VARIABLES = {
    "auth_url": "genesys_auth_url",
    "environment_url": "genesys_environment_url",
    "auth_username": "genesys_auth_username",
    "auth_password": "genesys_auth_password",
    "retries": "genesys_retries",
    "timeout": "genesys_timeout",
    "nexus_url": "nexus_url",
    "nexus_api_key": "nexus_api_key",
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
