# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is known to each of the servers: clients and persons, with secrets that are looked for in all that is shown."""

from __future__ import annotations

import string

REDIRECT = "https://desk.example.com/callback"
CCID = "9350e2fc-a1dd-4c65-8d40-1f75a2e080dd"
ORGANIZATION = "3a1f5c2e-6a54-4b0e-8d8f-2f5c8f7f3b11"
SCOPES = {"read": "Reading", "write": "Writing", "*": "Everything"}

# The characters that look the same in a Basic header whether a client encodes them as RFC 6749 §2.3.1 says or not, for a server that
# decodes them and for one that does not; and secrets that are another one for a server that decodes.
PLAIN_SECRETS = {
    "marks": "Canary-marks-!*'()$,;@/?&=\"<>#^`{|}[]~:.",
    "blank": "Canary blank between",
    "backslash": "Canary\\back\\\\slash",
    "template": "Canary-{{ 7*7 }}-{% raw %}".replace("%", "&"),
    "long": "Canary-long-" + "0123456789abcdef" * 15,
}
ENCODED_SECRETS = {"plus": "Canary+plus+sign", "percent": "Canary%41percent", "broken": "Canary%zzbroken"}
UNICODE_SECRETS = {"unicode": "Canary-ünï-☕-密"}
ODD_IDS = {"odd id/?&=#": "Canary-of-odd-id", "CLIENT.with~marks!*'()": "Canary-of-marked-id"}
PRINTABLE = string.printable.strip() + " "
AT = len("Canary")  # where the character stands in the secret
EACH_CHARACTER = {"of character %d" % ord(one): "Canary%s-middle-%d" % (one, ord(one)) for one in PRINTABLE}


def client(identity, secret, grant):
    return {"id": identity, "secret": secret, "grant": grant}


MACHINE = client("machine", "Canary-machine-secret", "client_credentials")
PERSON = client("person", "Canary-person-secret", "password")
OPEN_PERSON = client("open person", "", "password")
DESK = client("desk", "Canary-desk-secret", "authorization_code")
OTHER_DESK = client("other desk", "Canary-other-desk-secret", "authorization_code")
APP = client("app", "", "authorization_code")
OTHERS = [
    client(name, secret, "client_credentials")
    for name, secret in {**PLAIN_SECRETS, **ENCODED_SECRETS, **UNICODE_SECRETS, **ODD_IDS, **EACH_CHARACTER}.items()
]
CLIENTS = [MACHINE, PERSON, OPEN_PERSON, DESK, OTHER_DESK, APP, *OTHERS]


def user(name, password, active=True):
    return {"name": name, "password": password, "active": active}


PAT = user("pat", "Canary-pat-password")
TENANT = user("t100\\pat", "Canary-tenant-password")
MARKED = user("müller ☕ & söhne=+%41", "Canary pässword +%41&=?#☕\\\"'")
GONE = user("gone", "Canary-gone-password", False)
EACH_PERSON = [
    user("u%sx %d" % (one, ord(one)), "Canary%s password %s%d" % (one, one, ord(one)), True) for one in PRINTABLE
]
USERS = [PAT, TENANT, MARKED, GONE, *EACH_PERSON]


def document():
    """All of it, as the servers read it."""
    return {
        "users": USERS,
        "clients": CLIENTS,
        "scopes": SCOPES,
        "redirect_uri": REDIRECT,
        "ccid": CCID,
        "organization": ORGANIZATION,
    }


def secrets():
    """All that must not be seen."""
    return {one["secret"] for one in CLIENTS if one["secret"]} | {one["password"] for one in USERS}
