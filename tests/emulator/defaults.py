# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values that a fresh emulator starts with; none of them is a secret of any real system."""

from __future__ import annotations

import base64
import hashlib

OPS_USERNAME = "ops"
OPS_PASSWORD = "ops-Passw0rd"

PERSON_USERNAME = "nexus"
PERSON_PASSWORD = "nexus-Passw0rd"

DATABASE_PASSWORD = "nexus-db-Passw0rd"
GATEWAY_API_KEY = "gateway-5f0d3c1e7a"

CLUSTER_API_KEY = "c1000000-0000-4000-8000-000000000001"
IWD_CLUSTER_API_KEY = "c1000000-0000-4000-8000-000000000002"
PORTICO_CLUSTER_API_KEY = "c1000000-0000-4000-8000-000000000003"
CXCONTACT_API_KEY = "c1000000-0000-4000-8000-000000000004"

# private-edition-api.md §4.5: the rows that a fresh Nexus finds in nex_apikeys (CONFIRMED names, made-up ids).
SEEDED_API_KEYS = {
    CLUSTER_API_KEY: "Cluster API Key",
    IWD_CLUSTER_API_KEY: "iWD Cluster API Key",
    PORTICO_CLUSTER_API_KEY: "Portico Cluster API Key",
    CXCONTACT_API_KEY: "CXContact API Key",
}


def bcrypt_look(password: str) -> str:
    """Return a text that looks like the bcrypt hash of ``password`` (60 characters, ``$2a$10$...``).

    It is not a real hash: the services never accept a hash as a password, so its look is all that matters
    (private-edition-api.md §0.2, CONFIRMED).
    """
    digest = hashlib.sha512(b"bcrypt look " + password.encode()).digest()
    return "$2a$10$" + base64.b64encode(digest).decode().replace("+", ".").replace("=", "")[:53]


OPS_BCRYPT = bcrypt_look(OPS_PASSWORD)
