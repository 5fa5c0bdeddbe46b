# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sample objects after the guides' own samples, for tests and rehearsals."""

from __future__ import annotations

from . import defaults

CCID = "9350e2fc-a1dd-4c65-8d40-1f75a2e080dd"
OTHER = "6350e2fc-a1dd-4c65-8d40-1f75a2e080dd"
OPS = (defaults.OPS_USERNAME, defaults.OPS_PASSWORD)
SECRET = "s3cret-of-nexus"

CLIENT = {
    "client_id": "nexus_client",
    "client_secret": SECRET,
    "name": "nexus_client",
    "clientType": "CONFIDENTIAL",
    "internalClient": True,
    "authorities": ["ROLE_INTERNAL_CLIENT"],
    "scope": ["*"],
    "authorizedGrantTypes": ["client_credentials", "authorization_code", "refresh_token", "password"],
    "redirectURIs": ["https://gws.example.com", "https://prov.example.com"],
    "accessTokenExpirationTimeout": 43200,
    "refreshTokenExpirationTimeout": 43200,
}
ENVIRONMENT = {
    "id": CCID,
    "username": "default",
    "password": "password",
    "connectionProtocol": "addp",
    "remoteTimeout": 7,
    "localTimeout": 5,
    "appName": "Cloud",
    "traceMode": "CFGTMBoth",
    "tlsEnabled": False,
    "tenant": "Environment",
    "configServers": [
        {"primaryAddress": "t.example.com", "primaryPort": 8888, "readOnly": False, "locations": "/USW1"}
    ],
}
CENTER = {"id": CCID, "environmentId": CCID, "domains": ["t100"], "auth": "configServer"}
