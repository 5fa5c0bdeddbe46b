# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an OAuth client of Genesys Cloud may look like (genesys-cloud-oauth-api.md §1.4, §1.6). Pure."""

from __future__ import annotations

import re
from datetime import datetime, timezone

CLIENT_CREDENTIALS = "CLIENT-CREDENTIALS"
IMPLICIT = "TOKEN"
GRANT_TYPES = ("CODE", IMPLICIT, "SAML2-BEARER", "PASSWORD", CLIENT_CREDENTIALS)
OLD_SPELLINGS = {"SAML2BEARER": "SAML2-BEARER", "CLIENT_CREDENTIALS": CLIENT_CREDENTIALS}
MOST_URIS = 125
SHORTEST, LONGEST, LONGEST_OF_SCIM = 300, 172800, 38880000
DEFAULT_VALIDITY = 86400
HIPAA_IDLE = 900
_EMBEDDED = re.compile(r"^https://apps\.[^/?#]+/crm/", re.I)


def grant_type(value):
    """The service's spelling: hyphens; scripts and Terraform configurations hold older ones."""
    return OLD_SPELLINGS.get(value, value)


def validity(value):
    """A lifetime of tokens that is possible at all."""
    if isinstance(value, int) and SHORTEST <= value <= LONGEST_OF_SCIM:
        return None
    return "%r is not between %d and %d seconds" % (value, SHORTEST, LONGEST_OF_SCIM)


def is_embedded(redirect_uris):
    """Whether the client is for the Embeddable Framework, for which the vendor prescribes the implicit grant.

    Its pages are ``crm/index.html`` and ``crm/authWindow.html`` of ``apps.<domain of the region>`` (the vendor's page "Create an OAuth client").
    """
    return any(_EMBEDDED.match(uri) for uri in redirect_uris or ())


def moment(value):
    """A date and time as ISO 8601 has it, with its time zone."""
    return None if parsed(value) else "%r is not a time such as 2026-12-31T00:00:00Z" % value


def parsed(value):
    """The moment in seconds since the epoch, or None when this is no date and time with a zone."""
    text = str(value).strip().upper().replace(" ", "T")
    text = text[:-1] + "+0000" if text.endswith("Z") else text
    if text[-6:-5] in ("+", "-") and text[-3:-2] == ":":
        text = text[:-3] + text[-2:]
    for form in ("%Y-%m-%dT%H:%M:%S.%f%z", "%Y-%m-%dT%H:%M:%S%z"):
        try:
            return datetime.strptime(text, form).timestamp()
        except ValueError:
            continue
    return None


def date(seconds):
    """The moment as ISO 8601 has it."""
    return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def problems(client):
    """(option, what is wrong) of what is known of a client, given or complete: None means not known."""
    grant, roles, scopes = client.get("authorized_grant_type"), client.get("roles"), client.get("scopes")
    lifetime = client.get("access_token_validity_seconds")
    if grant == CLIENT_CREDENTIALS:
        if roles == []:
            yield "roles", "at least one is needed with %s" % grant
        if scopes:
            yield "scopes", "%s has no scopes; what its tokens may do comes from roles" % grant
    elif grant:
        if roles:
            yield (
                "roles",
                "only %s has roles; with %s the tokens have those of the person" % (CLIENT_CREDENTIALS, grant),
            )
        if scopes == []:
            yield "scopes", "at least one is needed with %s" % grant
        if lifetime is not None and lifetime > LONGEST:
            yield "access_token_validity_seconds", _TOO_LONG
    if roles and scopes:
        yield "scopes", "a client has either roles (%s) or scopes" % CLIENT_CREDENTIALS
    if scopes and lifetime is not None and lifetime > LONGEST:
        yield "access_token_validity_seconds", _TOO_LONG
    if len(client.get("registered_redirect_uris") or ()) > MOST_URIS:
        yield "registered_redirect_uris", "more than %d" % MOST_URIS


_TOO_LONG = "more than %d seconds are for %s with the SCIM Integration role only" % (LONGEST, CLIENT_CREDENTIALS)
