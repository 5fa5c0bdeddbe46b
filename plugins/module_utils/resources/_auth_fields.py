# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of an API client of Genesys Authentication (private-edition-api.md §1), and what its options have to be together."""

from __future__ import annotations

from ..core import checks
from ..core.spec import SET, WRITE_ONLY, Field
from ..core.task import ABSENT
from ..core.text import folded
from ._auth_secret import ALWAYS, NEVER, WHEN_LOST

PREVIOUS = "previous_secret_file"
# The clients of the vendor's own services, which the tenants of a platform share (private-edition-api.md §1).
VENDOR_CLIENTS = frozenset(
    "bds-clientid cx_contact designer_client external_api_client gauth_client gcxi_client ges_client gws-app-provisioning"
    " gws-app-workspace iwd_client iwddm_client nexus_client pulse_client ucsx_api_client webrtc-clientid".split()
)
GRANT_TYPES = (
    "client_credentials",
    "authorization_code",
    "refresh_token",
    "password",
    "implicit",
    "urn:ietf:params:oauth:grant-type:token-exchange",
    "urn:ietf:params:oauth:grant-type:jwt-bearer",
)

FIELDS = (
    Field("client_id", "client_id", required=True, check=checks.segment),
    Field("client_secret", "client_secret", secret=True, compare=WRITE_ONLY),
    Field("name", "name", create=lambda values: values["client_id"], check=checks.name),
    Field("description", "description", normal=checks.normal_text),
    Field("client_type", "clientType", choices=("CONFIDENTIAL", "PUBLIC"), create="CONFIDENTIAL"),
    Field("internal_client", "internalClient", type="bool", create=True),
    Field(
        "authorities",
        "authorities",
        type="list",
        elements="str",
        compare=SET,
        create=["ROLE_INTERNAL_CLIENT"],
        check=checks.name,
    ),
    Field("scope", "scope", type="list", elements="str", compare=SET, create=["*"], check=checks.name),
    Field(
        "authorized_grant_types",
        "authorizedGrantTypes",
        type="list",
        elements="str",
        choices=GRANT_TYPES,
        compare=SET,
        server_adds=True,
        create=["client_credentials", "authorization_code", "refresh_token", "password"],
    ),
    Field(
        "redirect_uris", "redirectURIs", type="list", elements="str", compare=SET, create=[], check=checks.redirect_uri
    ),
    Field(
        "access_token_expiration_timeout",
        "accessTokenExpirationTimeout",
        type="int",
        create=43200,
        check=checks.duration,
    ),
    Field(
        "refresh_token_expiration_timeout",
        "refreshTokenExpirationTimeout",
        type="int",
        create=43200,
        check=checks.duration,
    ),
    Field(
        "contact_center_ids",
        "contactCenterIds",
        type="list",
        elements="str",
        compare=SET,
        check=checks.uuid,
        normal=folded,
    ),
    Field(PREVIOUS, apart=True, option=False),
    Field("secret_file", type="path"),
    Field("regenerate_secret", choices=(NEVER, WHEN_LOST, ALWAYS), default=NEVER, no_log=False),
    Field("regenerate_secret_confirm", no_log=False),
    Field("secret_max_age", type="int", no_log=False, check=checks.days),
    Field("update_secret", choices=("on_create", "always"), default="on_create", no_log=False),
    Field("strict", type="bool", default=False),
)


def problems(options):
    """What is wrong with the options together."""
    if options.get("update_secret") == "always" and not options.get("client_secret") and not options.get("secret_file"):
        yield "update_secret", "update_secret: always needs client_secret or secret_file"
    if options.get("state") != ABSENT and options.get("client_type") != "PUBLIC":
        wrong = checks.basic_name(options.get("client_id") or "")
        if wrong:
            yield "client_id", wrong
    if options.get("client_secret") and options.get("secret_file"):
        yield "client_secret", "give client_secret or secret_file, not both"
    if not options.get("secret_file"):
        if options.get("secret_max_age"):
            yield "secret_max_age", "needs secret_file, whose age counts"
        if options.get("regenerate_secret") in (WHEN_LOST, ALWAYS):
            yield (
                "regenerate_secret",
                "%s needs secret_file, where the new secret is kept" % options["regenerate_secret"],
            )
    if options.get("client_type") == "PUBLIC" and (options.get("client_secret") or options.get("secret_file")):
        yield "client_type", "a PUBLIC client has no secret: leave client_secret and secret_file out"
