# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A tenant's whole document: a sample with something of every part, and what the emulator needs to know for it."""

from __future__ import annotations

from emulator import defaults

from .sample import CCID, SECRET

CLIENT = "nexus_client"  # one of the vendor's own: no teardown deletes it
OWN_CLIENT = "t100_client"
# The variables for what the document of a teardown cannot hold.
RESTORE = {
    "restore_environment_password": "Canary-configuration",
    "restore_client_secret_t100_client": "Canary-external",
    "restore_client_secret_nexus_client": SECRET,
    "restore_digital_channels_client_secret": SECRET,
    "restore_person_password": defaults.PERSON_PASSWORD,
}


def connection(world):
    """Addresses and credentials of all services."""
    return dict(world.ops, **world.sql, nexus_url=world.emulator.url)


def document(world, folder=None, **changes):
    """The document. folder: where its secrets are kept; without one the client's secret is a given one."""
    url = world.emulator.url
    world.canaries |= {SECRET, defaults.PERSON_PASSWORD, defaults.CLUSTER_API_KEY}
    secret = {} if folder else {"client_secret": SECRET}
    given = {
        "tenant_id": CCID,
        "auth_clients_list": [
            {"client_id": CLIENT, "redirect_uris": ["https://digital.example.com"], "shared": False, **secret},
            {
                "client_id": OWN_CLIENT,
                "shared": False,
                "description": "first",
                "redirect_uris": ["https://gws.example.com"],
                "client_secret": "Canary-external",
            },
        ],
        "tenant_environment": {
            "username": "default",
            "password": "Canary-configuration",
            "config_servers": [{"primary_address": "cfg.example.com", "primary_port": 8888, "locations": "/USW1"}],
        },
        "tenant_contact_center": {"domains": ["t100"]},
        "tenant_data_centers": [{"location": "/usw1", "entry_point": "https://usw1.example.com"}],
        "tenant_cors_origins": ["https://gws.example.com", "https://wwe.example.com"],
        "tenant_settings": [{"name": "some-setting", "value": "one"}, {"name": "a-list", "values": ["a", "b"]}],
        "digital_channels_gapis": [{"url": url, "shared": False}],
        "digital_channels_chat_service_uri": "https://digital.example.com",
        "digital_channels_services": [{"name": "PlatformUCS", "url": url + "/ucs"}],
        "digital_channels_tenant": {
            "name": "t100",
            "backend_url": url,
            "username": defaults.PERSON_USERNAME,
            "password": defaults.PERSON_PASSWORD,
            **({} if folder else {"record_file": world.record_file}),
        },
        "digital_channels_api_key_file": str(folder / "t100.key") if folder else "",
        "digital_channels_remove_secret_files": bool(folder),
        "auth_clients_remove_secret_files": bool(folder),
    }
    given.update({"auth_clients_secret_dir": str(folder)} if folder else {"digital_channels_client_secret": SECRET})
    given.update(changes)
    return {name: value for name, value in given.items() if value is not None}
