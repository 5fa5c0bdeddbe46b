# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Genesys Cloud: all its routes; §1.8 of genesys-cloud-oauth-api.md lists what they are strict about."""

from __future__ import annotations

from . import cloud_authz, cloud_clients, cloud_credentials, cloud_oauth, cloud_self

ROUTES = cloud_oauth.ROUTES + cloud_clients.ROUTES + cloud_authz.ROUTES + cloud_self.ROUTES + cloud_credentials.ROUTES
