# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/vendor-pages.md names every section of the five pages of the vendor. The pages are not ours to keep: only their headings stand here."""

from __future__ import annotations

import re
from collections import Counter

import pytest
import yaml
from unit.docs.test_docs import ROOT, blocks, prose

from ansible_collections.cxops.genesys.plugins.module_utils.resources import _cloud_rules as rules
from ansible_collections.cxops.genesys.plugins.module_utils.transport.cloud_hosts import REGIONS

PAGE = ROOT / "docs/vendor-pages.md"
# Document -> (the title under which the page has it, its headings in their order).
DOCUMENTS = {
    "authentication-overview": (
        "Authentication Overview",
        [
            "API Details",
            "OAuth 2.0",
            "Supported OAuth flows",
            "Requirements",
            "The Authorization Code Grant flow, step by step",
            "How to use the access token",
            "Troubleshooting authentication issues",
            "Client libraries",
            "What About Basic Authentication?",
        ],
    ),
    "authentication-provision": (
        "Provision Genesys Authentication",
        [
            "Prerequisites",
            "Create a new API Client",
            "Create an authentication token",
            "Add a Genesys tenant/environment",
            "Add a contact center",
            "Add a data center",
            "Update CORS settings",
            "Clean up environments and contact centers",
            "Prerequisites (of the clean up)",
            "Delete an environment",
            "Delete a contact center",
        ],
    ),
    "digital-channels-enable-tenant": (
        "Enable a tenant for Digital Channels",
        [
            "Prerequisites",
            "Get contact center ID from GWS",
            "Add GWS to the list of available GWS services for Nexus",
            "Create the authentication client",
            "Sample request",
            "Expected response",
            "Verify client",
            "Add GWS to the nex_gapis table for Nexus",
            "Provision Digital Channels in GWS",
            "Get the authentication token",
            "Provision the Universal Contact Service connection",
            "Provision the tenant in Digital Channels",
            "Enable routing using Designer Applications",
        ],
    ),
    "genesys-cloud-oauth-client.en": (
        "Create an OAuth client",
        [
            "Prerequisites",
            "Add client",
            "Token Duration",
            "Grant Types",
            "Client Credentials Grant",
            "Code Authorization Grant",
            "Implicit Grant (Browser)",
            "SAML2 Bearer",
            "Roles",
            "Authorized redirect URIs",
            "Scope",
            "Prerequisites",  # of the part about the Embeddable Framework
            "App Name",
            "Token Duration",
            "Authorized redirect URIs",
            "Scope",
            "Client ID",
            "Prerequisites",  # of the part about SCIM
            "App Name",
            "Token Duration",
            "Roles",
        ],
    ),
    "genesys-cloud-oauth-client.fr": (
        "Créer un client OAuth",
        [
            "Créer un client OAuth",
            "Conditions préalables",
            "Ajouter un client",
            "Nom de l'application",
            "Description",
            "Types de subventions",
            "Subvention des informations d'identification du client",
            "Subvention d'autorisation de code",
            "Accès implicite par jeton (navigateur)",
            "Octroi implicite de jeton (navigateur)",
            "Identifiants client",
            "Porteur SAML2",
            "Rôles",
            "URI de redirection autorisés",
            "Portée",
            "Sauvegarder",
            "Identité du client",
            "Durée du jeton",
        ],
    ),
}
# What the pages state beside their headings, and must not get lost.
FACTS = [
    "cannot call endpoints of a user",
    "serves all regions",
    "least roles",
    "least scopes",
    "third party",
    "Salesforce",
    "Each division that SCIM manages",
    "UCS does not work without CORS",
    "Enable Nexus UX",
    "public deployment",
    "getAuthToken",
    "dedicatedLoginWindow",
    "crm/index.html",
    "crm/authWindow.html",
    "18 hours",
    "a new URI",
    "clientIds",
]


def sections():
    """Title of each second heading -> the first cells of the tables whose first column is the sections of that page."""
    found = {}
    for part in re.split(r"^## ", prose(PAGE), flags=re.M)[1:]:
        title, _break, body = part.partition("\n")
        found[title.strip()] = [
            line.split("|")[1].strip()
            for table in re.split(r"\n\n+", body)
            if table.lstrip().startswith("| Section |")
            for line in table.strip().splitlines()[2:]
        ]
    return found


@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_page_names_every_section_of_the_document(document):
    title, headings = DOCUMENTS[document]
    assert "`%s`" % document in PAGE.read_text(encoding="utf-8")
    assert Counter(headings) - Counter(sections()[title]) == Counter()


@pytest.mark.parametrize("document", list(DOCUMENTS)[:3])
def test_it_names_no_other_section_and_keeps_their_order(document):
    title, headings = DOCUMENTS[document]
    assert sections()[title] == headings


@pytest.mark.parametrize("fact", FACTS)
def test_it_states(fact):
    assert fact in PAGE.read_text(encoding="utf-8")


def test_each_index_leads_to_it():
    for index in (
        "README.md",
        "docs/docsite/links.yml",
        "docs/user-guide.md",
        "docs/services.md",
        "docs/genesys-cloud.md",
    ):
        assert "vendor-pages.md" in (ROOT / index).read_text(encoding="utf-8"), index


def test_the_client_of_the_embeddable_framework_is_one_of_which_nobody_warns():
    (play,) = [play for block in blocks(PAGE, "yaml") if "embeddable.yml" in block for play in yaml.safe_load(block)]
    given = play["tasks"][0]["cxops.genesys.genesys_cloud_oauth_client"]
    assert given["authorized_grant_type"] == rules.IMPLICIT and given["access_token_validity_seconds"] == 18 * 3600
    assert rules.is_embedded(given["registered_redirect_uris"]) and list(rules.problems(given)) == []
    for domain in REGIONS.values():
        assert rules.is_embedded(["https://apps.%s/crm/index.html" % domain])
