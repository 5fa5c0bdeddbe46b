# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who a tenant of Digital Channels is handled as: a person of its contact center (private-edition-api.md §4.1)."""

from __future__ import annotations

from ..core.errors import InvalidInput
from ..transport import oauth

REFUSED = (
    "Check username and password of the person, in the variables of the roles digital_channels_tenant.username and "
    "digital_channels_tenant.password. The person has to exist in the configuration of the contact center %s, which somebody makes by "
    "hand; the name is that of the person alone, or domain\\name."
)


def login_of(services, options):
    """The authorisation that these options of a tenant give. Raises InvalidInput where they give none."""
    token = options.get("access_token")
    ccid, username, password = (options.get(name) for name in ("id", "username", "password"))
    if username and password and options.get("auth_client_id"):
        return person_of(services, ccid, username, password, token)
    if token:
        return oauth.Bearer(token)
    if username and password:
        raise InvalidInput(
            "The API client is missing through which the tenant's person logs in.",
            "Give auth_client_id with auth_client_secret or auth_client_secret_file, or a person's access_token.",
            field="auth_client_id",
        )
    raise InvalidInput(
        "The tenant's person is missing: the API takes the token of a person of the contact center.",
        "Give username and password of the person with auth_client_id, or a person's access_token.",
        field="password" if username else "username",
    )


def person_of(services, contact_center_id, username, password, token=None):
    """The authorisation of a person of the contact center, who logs in through the API client, or has a token, which goes first."""
    login = username if "\\" in username else "%s\\%s" % (contact_center_id, username)
    return services.person(login, password, token, REFUSED % contact_center_id)
