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

# Genesys Cloud (genesys-cloud-oauth-api.md): the organisation, the client that provisions, and whom it may give what.
CLOUD_ORGANIZATION_ID = "c2000000-0000-4000-8000-000000000001"
CLOUD_CLIENT_ID = "c2000000-0000-4000-8000-000000000002"
CLOUD_CLIENT_SECRET = "provisioner-Cl0ud-5ecret-7f31"
CLOUD_USER_ID = "c2000000-0000-4000-8000-000000000003"
CLOUD_ROLE_NAMES = ("admin", "employee", "supervisor", "SCIM Integration", "SCIM copy")
CLOUD_DIVISION_NAMES = ("Home", "Sales", "Support")


def _thirty(prefix: str, names: tuple[str, ...], filler: str) -> dict[str, str]:
    """Return name -> id for ``names`` and so many fillers that a list needs a second page."""
    fillers = ["%s %02d" % (filler, number) for number in range(len(names) + 1, 31)]
    return {name: "%s-0000-4000-8000-%012d" % (prefix, at) for at, name in enumerate([*names, *fillers], 1)}


CLOUD_ROLES = _thirty("c3000000", CLOUD_ROLE_NAMES, "role")
CLOUD_DIVISIONS = _thirty("c4000000", CLOUD_DIVISION_NAMES, "division")
CLOUD_HOME_ID = CLOUD_DIVISIONS["Home"]


def bcrypt_look(password: str) -> str:
    """Return a text that looks like the bcrypt hash of ``password`` (60 characters, ``$2a$10$...``).

    It is not a real hash: the services never accept a hash as a password, so its look is all that matters
    (private-edition-api.md §0.2, CONFIRMED).
    """
    digest = hashlib.sha512(b"bcrypt look " + password.encode()).digest()
    return "$2a$10$" + base64.b64encode(digest).decode().replace("+", ".").replace("=", "")[:53]


OPS_BCRYPT = bcrypt_look(OPS_PASSWORD)
