# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """The options by which a task reaches the API of Digital Channels (transport/options.py, NEXUS)."""

    DOCUMENTATION = r"""
options:
  nexus_url:
    description:
      - Base URL of Digital Channels (Nexus), which answers below C(/nexus/v3), for example
        C(https://digital.example.com).
      - If not given, the environment variable E(GENESYS_NEXUS_URL) is used.
    type: str
  nexus_api_key:
    description:
      - Key that the provisioning of service connections asks for, sent as C(x-api-key) in place of O(api_key). The
        vendor's guide does not say which key is meant; before a tenant has its own, the one that its database calls
        C(Cluster API Key) is the likely one.
      - This is a secret and never shown.
      - If not given, the environment variable E(GENESYS_NEXUS_API_KEY) is used.
    type: str
"""
