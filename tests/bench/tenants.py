# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tenants that all variants provision, and the inventories that describe them."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from pathlib import Path

from emulator import defaults

SPACE = uuid.UUID("6f0f3a52-3f5e-4f0f-9a70-5f1f6f3f7c11")
CLIENT_SECRET = "benchmark-client-secret"
CONFIG_SERVER_PASSWORD = "benchmark-config-password"


def tenant(number: int, services, keys: Path) -> dict:
    """The variables of one tenant; the role's own names, and ``bench_*`` for the plays with uri."""
    identity = str(uuid.uuid5(SPACE, str(number)))
    name = f"t{number}"
    client = f"nexus_client_{number}"
    origins = [f"https://{part}.{name}.example.com" for part in ("gauth", "gws", "wwe", "prov")]
    return {
        "ansible_connection": "local",
        "genesys_auth_url": services.url,
        "genesys_auth_username": defaults.OPS_USERNAME,
        "genesys_auth_password": defaults.OPS_PASSWORD,
        "nexus_url": services.url,
        "nexus_db_host": services.database["host"],
        "nexus_db_port": int(services.database["port"]),
        "nexus_db_user": services.database["user"],
        "nexus_db_password": services.database["password"],
        "nexus_db_name": services.database["dbname"],
        "bench_cluster_key": defaults.CLUSTER_API_KEY,
        "bench_client": client,
        "bench_client_secret": CLIENT_SECRET,
        "bench_origins": origins,
        "bench_ucs_url": services.ucs_url,
        "tenant_id": identity,
        "auth_clients_list": [
            {
                "client_id": client,
                "client_secret": CLIENT_SECRET,
                "redirect_uris": [f"https://digital.{name}.example.com"],
            }
        ],
        "tenant_environment": {
            "username": "default",
            "password": CONFIG_SERVER_PASSWORD,
            "config_servers": [{"primary_address": f"tenant-{identity}.example.com", "locations": "/USW1"}],
        },
        "tenant_contact_center": {"domains": [name]},
        "tenant_data_centers": [
            {"location": f"/region{number}", "entry_point": f"https://{name}.example.com", "when_unobservable": "send"}
        ],
        "tenant_cors_origins": origins,
        "digital_channels_client_id": client,
        "digital_channels_client_secret": CLIENT_SECRET,
        "digital_channels_gapis": [
            {"url": f"https://gws.{name}.example.com", "client_id": client, "client_secret": CLIENT_SECRET}
        ],
        "digital_channels_chat_service_uri": services.url,
        "digital_channels_services": [{"name": "PlatformUCS", "url": services.ucs_url}],
        "digital_channels_tenant": {
            "name": name,
            "backend_url": f"https://gws.{name}.example.com",
            "username": defaults.PERSON_USERNAME,
            "password": defaults.PERSON_PASSWORD,
        },
        "digital_channels_api_key_file": f"{keys}/{name}.key",
    }


def write_inventory(path: Path, numbers: Sequence[int], services, keys: Path | None = None) -> None:
    """Write an inventory with these tenants. keys: the folder of their API keys, by default beside the inventory."""
    hosts = {f"tenant{n}": tenant(n, services, keys or path.parent / "keys") for n in numbers}
    path.write_text(json.dumps({"all": {"hosts": hosts}}), encoding="utf-8")


def add_gapi_rows(services, count: int) -> None:
    """The rows of nex_gapis, for the plays with uri cannot write them: the table is no web service."""
    services.execute(
        "INSERT INTO nex_gapis (url, clientid, apikey, clientsecret, created) VALUES (%s, %s, 'NA', %s, now())",
        [(f"https://gws.t{n}.example.com", f"nexus_client_{n}", CLIENT_SECRET) for n in range(1, count + 1)],
    )
