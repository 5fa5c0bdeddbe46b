# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every module of the collection by name, for whoever needs all of them:

tests, documentation, the whole-tenant task.
"""

from __future__ import annotations

from . import (
    auth_client,
    cloud_client,
    cloud_token,
    contact_center,
    data_center,
    environment,
    nexus_gapi,
    nexus_service,
    nexus_tenant,
    setting,
    tenant_document,
    token,
)

TASKS = {
    "genesys_auth_client": auth_client.MODULE,
    "genesys_auth_client_info": auth_client.INFO,
    "genesys_token": token.TOKEN,
    "genesys_cloud_oauth_client": cloud_client.MODULE,
    "genesys_cloud_oauth_client_info": cloud_client.INFO,
    "genesys_cloud_token": cloud_token.TOKEN,
    "genesys_environment": environment.MODULE,
    "genesys_environment_info": environment.INFO,
    "genesys_contact_center": contact_center.MODULE,
    "genesys_contact_center_info": contact_center.INFO,
    "genesys_data_center": data_center.MODULE,
    "genesys_setting": setting.MODULE,
    "genesys_setting_info": setting.INFO,
    "genesys_tenant": tenant_document.MODULE,
    "nexus_gapi_db": nexus_gapi.MODULE,
    "nexus_service": nexus_service.MODULE,
    "nexus_tenant": nexus_tenant.MODULE,
}
