# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tenants of one platform, each with something of every kind, and everything of one of them bears its name."""

from __future__ import annotations

IDS = {
    "alpha": "a1000000-0000-4000-8000-0000000000a1",
    "beta": "b2000000-0000-4000-8000-0000000000b2",
    "gamma": "d3000000-0000-4000-8000-0000000000d3",
}
SHARED_CLIENT = "platform_client"
PARTS = {
    "auth_clients": ("auth_clients",),
    "tenant": ("environment", "contact_center", "data_centers", "cors", "settings"),
    "digital_channels": ("gapis", "chat", "services", "nexus_tenant"),
}
ROLES = tuple(PARTS)


def password(name):
    """The password of the tenant's person."""
    return name + "-Canary-person"


def declared(name, url, folder):
    """The document of a tenant. url: of all services. folder: of the secrets of all tenants."""
    return {
        "tenant_id": IDS[name],
        "auth_clients_list": [
            {"client_id": name + "_client", "redirect_uris": ["https://%s.example.com" % name], "shared": False},
            {"client_id": SHARED_CLIENT, "redirect_uris": ["https://gws.example.com"], "shared": True},
        ],
        "auth_clients_secret_dir": str(folder),
        "auth_clients_remove_secret_files": True,
        "tenant_environment": {
            "username": name + "-user",
            "password": name + "-Canary-server",
            "config_servers": [{"primary_address": name + ".cfg.example.com", "primary_port": 8888}],
        },
        "tenant_contact_center": {"domains": [name]},
        "tenant_data_centers": [{"location": "/" + name, "entry_point": "https://%s.example.com" % name}],
        "tenant_remove_data_centers": True,
        "tenant_cors_origins": ["https://%s.example.com" % name],
        "tenant_settings": [{"name": name + "-setting", "value": "one"}],
        "digital_channels_client_id": name + "_client",
        "digital_channels_gapis": [{"url": url, "shared": False}],
        "digital_channels_chat_service_uri": "https://chat.%s.example.com" % name,
        "digital_channels_services": [{"name": "PlatformUCS", "url": url + "/ucs", "data": {"of": name}}],
        "digital_channels_tenant": {
            "name": name,
            "backend_url": url,
            "username": name + "-person",
            "password": password(name),
        },
        "digital_channels_api_key_file": "%s/%s.key" % (folder, name),
        "digital_channels_remove_secret_files": True,
    }


def person(name):
    """The person by whom the tenant of Digital Channels logs in, as the emulator's seed takes it."""
    return {"username": name + "-person", "password": password(name)}
