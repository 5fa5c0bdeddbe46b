# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where Genesys Cloud is: its regions and their hosts (genesys-cloud-oauth-api.md §1.1)."""

from __future__ import annotations

import difflib
from urllib.parse import urlsplit

from ..core import checks
from ..core.text import folded

REGIONS = {
    "us-east-1": "mypurecloud.com",
    "us-east-2": "use2.us-gov-pure.cloud",
    "us-west-2": "usw2.pure.cloud",
    "ca-central-1": "cac1.pure.cloud",
    "sa-east-1": "sae1.pure.cloud",
    "mx-central-1": "mxc1.pure.cloud",
    "eu-west-1": "mypurecloud.ie",
    "eu-west-2": "euw2.pure.cloud",
    "eu-central-1": "mypurecloud.de",
    "eu-central-2": "euc2.pure.cloud",
    "eusc-de-east-1": "edee1.eusc-pure.cloud",
    "me-central-1": "mec1.pure.cloud",
    "ap-northeast-1": "mypurecloud.jp",
    "ap-northeast-2": "apne2.pure.cloud",
    "ap-northeast-3": "apne3.pure.cloud",
    "ap-southeast-1": "apse1.pure.cloud",
    "ap-southeast-2": "mypurecloud.com.au",
    "ap-south-1": "aps1.pure.cloud",
}


def domain(region):
    """The domain of a region, given by its AWS name or by the domain itself, letter case apart; None for any other."""
    name = folded(str(region).strip())
    return REGIONS.get(name) or (name if name in REGIONS.values() else None)


def unknown_region(value):
    """What is wrong with the name of a region, or None."""
    if domain(value):
        return None
    known = list(REGIONS) + list(REGIONS.values())
    close = difflib.get_close_matches(folded(value), known, 1)
    return "%r is no region of Genesys Cloud%s" % (value, "; do you mean %s?" % close[0] if close else "")


def wrong_proxy(value):
    """What is wrong with the URL of a proxy, which may hold its credentials and so is not repeated; or None."""
    try:
        parts = urlsplit(str(value))
        fine = parts.scheme in ("http", "https") and parts.port != 0 and str(value).isprintable()
        fine = fine and checks.names_host(parts.netloc) and "@" not in parts.path + parts.query + parts.fragment
    except ValueError:
        fine = False
    return None if fine else "this is no URL of a proxy such as http://proxy.example.com:8080"


def url(part, options):
    """The base URL of ``api`` or ``login``, or None when the options name neither it nor a region."""
    given = options.get("cloud_%s_url" % part)
    region = options.get("cloud_region")
    return given or ("https://%s.%s" % (part, domain(region)) if region else None)
