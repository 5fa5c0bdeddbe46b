# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options by which a task says where the services are, who it is, and what holds on the machine that it runs on.

Prefixed, so that they never meet a resource's own fields.
"""

from __future__ import annotations

from ..core import checks, expected_platform
from ..core.spec import Field
from . import cloud_hosts

MACHINE = (
    Field(
        "secret_file_owners",
        type="list",
        elements="str",
        env=("GENESYS_SECRET_FILE_OWNERS",),
        variable="genesys_secret_file_owners",
        no_log=False,
    ),
    Field("lock_dir", type="path", env=("GENESYS_LOCK_DIR",), variable="genesys_lock_dir"),
)

HTTP = (
    Field(
        "validate_certs", type="bool", default=True, env=("GENESYS_VALIDATE_CERTS",), variable="genesys_validate_certs"
    ),
    Field("ca_path", type="path", env=("GENESYS_CA_PATH",), variable="genesys_ca_path"),
    Field("client_cert", type="path", env=("GENESYS_CLIENT_CERT",), variable="genesys_client_cert"),
    Field("client_key", type="path", env=("GENESYS_CLIENT_KEY",), variable="genesys_client_key", no_log=False),
    Field(
        "timeout",
        type="float",
        default=30.0,
        env=("GENESYS_TIMEOUT",),
        variable="genesys_timeout",
        check=checks.wait,
    ),
    Field(
        "retries",
        type="int",
        default=3,
        env=("GENESYS_RETRIES",),
        variable="genesys_retries",
        check=checks.not_negative,
    ),
) + MACHINE

AUTH = (
    Field("auth_url", env=("GENESYS_AUTH_URL",), variable="genesys_auth_url", check=checks.base_url),
    Field(
        "environment_url", env=("GENESYS_ENVIRONMENT_URL",), variable="genesys_environment_url", check=checks.base_url
    ),
    Field(
        expected_platform.OPTION,
        type="raw",
        variable=expected_platform.VARIABLE,
        guard=True,
        check=expected_platform.pattern,
    ),
    Field("auth_username", env=("GENESYS_AUTH_USERNAME",), variable="genesys_auth_username", check=checks.basic_name),
    Field(
        "auth_password",
        env=("GENESYS_AUTH_PASSWORD",),
        variable="genesys_auth_password",
        secret=True,
        check=checks.plain_password,
    ),
    Field(
        "auth_client_id",
        env=("GENESYS_AUTH_CLIENT_ID",),
        variable="genesys_auth_client_id",
        check=checks.basic_name,
    ),
    Field(
        "auth_client_secret", env=("GENESYS_AUTH_CLIENT_SECRET",), variable="genesys_auth_client_secret", secret=True
    ),
    Field(
        "auth_client_secret_file",
        type="path",
        env=("GENESYS_AUTH_CLIENT_SECRET_FILE",),
        variable="genesys_auth_client_secret_file",
        no_log=False,
    ),
    Field(
        "auth_client_encoding",
        default="raw",
        env=("GENESYS_AUTH_CLIENT_ENCODING",),
        variable="genesys_auth_client_encoding",
        check=checks.client_encoding,
    ),
    Field(
        "environment_login",
        default="auto",
        env=("GENESYS_ENVIRONMENT_LOGIN",),
        variable="genesys_environment_login",
        check=checks.environment_login,
    ),
    Field(
        "access_token",
        env=("GENESYS_ACCESS_TOKEN",),
        variable="genesys_access_token",
        secret=True,
        check=checks.header,
    ),
    Field("api_key", env=("GENESYS_API_KEY",), variable="genesys_api_key", secret=True, check=checks.header),
) + HTTP

NEXUS = (
    Field("nexus_url", env=("GENESYS_NEXUS_URL",), variable="nexus_url", check=checks.base_url),
    Field("nexus_api_key", env=("GENESYS_NEXUS_API_KEY",), variable="nexus_api_key", secret=True, check=checks.header),
)

CLOUD = (
    Field(
        "cloud_region",
        env=("GENESYSCLOUD_REGION",),
        variable="genesys_cloud_region",
        check=cloud_hosts.unknown_region,
    ),
    Field(
        "cloud_client_id",
        env=("GENESYSCLOUD_OAUTHCLIENT_ID",),
        variable="genesys_cloud_client_id",
        check=checks.basic_name,
    ),
    Field(
        "cloud_client_secret",
        env=("GENESYSCLOUD_OAUTHCLIENT_SECRET",),
        variable="genesys_cloud_client_secret",
        secret=True,
    ),
    Field("cloud_client_secret_file", type="path", variable="genesys_cloud_client_secret_file", no_log=False),
    Field(
        "cloud_access_token",
        env=("GENESYSCLOUD_ACCESS_TOKEN",),
        variable="genesys_cloud_access_token",
        secret=True,
        check=checks.header,
    ),
    Field("cloud_organization", env=("GENESYSCLOUD_ORGANIZATION",), variable="genesys_cloud_organization", guard=True),
    Field("cloud_api_url", variable="genesys_cloud_api_url", check=checks.base_url),
    Field("cloud_login_url", variable="genesys_cloud_login_url", check=checks.base_url),
    Field("cloud_proxy_url", variable="genesys_cloud_proxy_url", secret=True, check=cloud_hosts.wrong_proxy),
    Field(
        "rate_limit_wait",
        type="float",
        default=180.0,
        variable="genesys_cloud_rate_limit_wait",
        check=checks.not_negative,
    ),
) + HTTP

POSTGRESQL = (
    Field("login_host", env=("PGHOST",), variable="nexus_db_host", check=checks.database_host),
    Field("login_port", type="int", default=5432, env=("PGPORT",), variable="nexus_db_port", check=checks.port),
    Field("login_user", env=("PGUSER",), variable="nexus_db_user"),
    Field("login_password", env=("PGPASSWORD",), variable="nexus_db_password", secret=True),
    Field("login_db", default="nexus", env=("PGDATABASE",), variable="nexus_db_name"),
    Field("schema", env=("GENESYS_NEXUS_DB_SCHEMA",), variable="nexus_db_schema"),
    Field(
        "ssl_mode",
        choices=("disable", "allow", "prefer", "require", "verify-ca", "verify-full"),
        default="prefer",
        env=("PGSSLMODE",),
        variable="nexus_db_ssl_mode",
    ),
    Field("ca_cert", type="path", env=("PGSSLROOTCERT",), variable="nexus_db_ca_cert", aliases=("ssl_rootcert",)),
)
