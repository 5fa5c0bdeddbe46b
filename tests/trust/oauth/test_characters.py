# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names and secrets with every character.

The client id and the secret go into the Basic header as they are, which is what the services of Genesys take (their own
instructions use ``curl -u``). RFC 6749 §2.3.1 wants them form-encoded first, and servers decode them as forms are, or the percent signs
only: there, ``+`` and ``%`` may mean something else, for which there is ``auth_client_encoding``. All other characters look the same in all these ways.
"""

from __future__ import annotations

import string
from urllib.parse import quote_plus

import requests

from trust.support.oauth_servers import seeds
from trust.support.oauth_servers.elsewhere import MODULES

# What is no escape stands for itself; a plus is one for those only that decode as forms are.
LENIENT = {"django-oauth-toolkit": ["broken"], "authlib": ["broken", "plus"]}
HINTS = ("client secret", "cloud_client_secret", "its own words")


def each(names, table):
    return [(name, {"id": name, "secret": table[name]}) for name in names]


def test_client_secrets_and_ids(elsewhere, cases):
    for module in MODULES:
        for label, client in each(seeds.PLAIN_SECRETS, seeds.PLAIN_SECRETS) + each(seeds.ODD_IDS, seeds.ODD_IDS):
            with cases("%s: %s" % (module, label)):
                elsewhere.obtained(module, client)


def test_every_printable_character_in_a_secret(elsewhere, cases, long):
    for identity, secret in seeds.EACH_CHARACTER.items():
        if secret[seeds.AT] not in "+%" and (long or not secret[seeds.AT].isalnum()):
            with cases(repr(secret[seeds.AT])):
                elsewhere.obtained("genesys_token", {"id": identity, "secret": secret})


def test_what_a_server_that_decodes_takes_for_another_secret(elsewhere, cases):
    """It refuses, with one clear message; the same secret encoded would have been taken, so it is really about that."""
    for label, client in each(seeds.ENCODED_SECRETS, seeds.ENCODED_SECRETS):
        with cases(label):
            encoded = tuple(quote_plus(client[part]) for part in ("id", "secret"))
            ask = {"grant_type": "client_credentials"}
            answer = requests.post(elsewhere.server.url + "/oauth/token", ask, auth=encoded, timeout=10)
            assert answer.status_code == 200
            for module in MODULES:
                result = elsewhere.ask(module, client)
                if label in LENIENT.get(elsewhere.server.kind, ()):
                    assert not result.get("failed"), result["msg"]
                    continue
                assert result["failure"]["code"] in ("bad_credentials", "refused"), result["msg"]
                assert any(hint in result["failure"]["hint"] for hint in HINTS)
                assert ("auth_client_encoding to form" in result["failure"]["hint"]) is ("cloud" not in module)
                assert len(result["requests"]) == 1


def test_a_server_that_decodes_is_told_encoded_ones(elsewhere, cases):
    for label, client in each(seeds.ENCODED_SECRETS, seeds.ENCODED_SECRETS):
        with cases(label):
            elsewhere.obtained("genesys_token", client, auth_client_encoding="form")


def test_unicode(elsewhere, cases):
    for label, client in each(seeds.UNICODE_SECRETS, seeds.UNICODE_SECRETS):
        for module in MODULES:
            with cases("%s %s" % (module, label)):
                if elsewhere.server.kind == "oidc-provider":  # it has no such secrets
                    assert elsewhere.ask(module, client)["failure"]["code"] == "refused"
                else:
                    elsewhere.obtained(module, client)


def test_persons(persons, cases, long):
    """The form is encoded as the standard says, so that persons may be called what they like."""
    for person in (seeds.MARKED, *seeds.EACH_PERSON):
        if not long and person["name"][1].isalnum():
            continue
        with cases(person["name"]):
            given = {"grant_type": "password", "username": person["name"], "password": person["password"]}
            persons.obtained("genesys_token", seeds.PERSON, **given)
    assert len(seeds.EACH_PERSON) == len(string.printable.strip()) + 1
