# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options by which a task says where the services are and who it is.

Prefixed, so that they never meet a resource's own fields.
"""

from __future__ import annotations

from ..core import checks
from ..core.spec import Field

AUTH = (
    Field("auth_url", env=("GENESYS_AUTH_URL",), check=checks.base_url),
    Field("environment_url", env=("GENESYS_ENVIRONMENT_URL",), check=checks.base_url),
    Field("auth_username", env=("GENESYS_AUTH_USERNAME",)),
    Field("auth_password", env=("GENESYS_AUTH_PASSWORD",), secret=True, check=checks.plain_password),
    Field("auth_client_id", env=("GENESYS_AUTH_CLIENT_ID",)),
    Field("auth_client_secret", env=("GENESYS_AUTH_CLIENT_SECRET",), secret=True),
    Field("auth_client_secret_file", type="path", env=("GENESYS_AUTH_CLIENT_SECRET_FILE",), no_log=False),
    Field("access_token", env=("GENESYS_ACCESS_TOKEN",), secret=True),
    Field("api_key", env=("GENESYS_API_KEY",), secret=True),
    Field("validate_certs", type="bool", default=True, env=("GENESYS_VALIDATE_CERTS",)),
    Field("ca_path", type="path", env=("GENESYS_CA_PATH",)),
    Field("client_cert", type="path", env=("GENESYS_CLIENT_CERT",)),
    Field("client_key", type="path", env=("GENESYS_CLIENT_KEY",), no_log=False),
    Field("timeout", type="float", default=30.0, env=("GENESYS_TIMEOUT",), check=checks.duration),
    Field("retries", type="int", default=3, env=("GENESYS_RETRIES",), check=checks.not_negative),
)

NEXUS = (
    Field("nexus_url", env=("GENESYS_NEXUS_URL",), check=checks.base_url),
    Field("nexus_api_key", env=("GENESYS_NEXUS_API_KEY",), secret=True),
)

POSTGRESQL = (
    Field("login_host", env=("PGHOST",)),
    Field("login_port", type="int", default=5432, env=("PGPORT",), check=checks.port),
    Field("login_user", env=("PGUSER",)),
    Field("login_password", env=("PGPASSWORD",), secret=True),
    Field("login_db", default="nexus", env=("PGDATABASE",)),
    Field(
        "ssl_mode",
        choices=("disable", "allow", "prefer", "require", "verify-ca", "verify-full"),
        default="prefer",
        env=("PGSSLMODE",),
    ),
    Field("ca_cert", type="path", env=("PGSSLROOTCERT",), aliases=("ssl_rootcert",)),
)
