# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""OAuth clients of Genesys Cloud that have one name: names are not unique (genesys-cloud-oauth-api.md §1.3). Pure."""

from __future__ import annotations

from ..core.errors import Ambiguous

WHICH = "Give client_id to say which one is meant. Nothing was changed."
MADE_AT_ONCE = "Somebody else made one at the same time. Keep one of them: give its client_id in the declaration, and delete or rename the other."


def twins(name, clients, hint=WHICH, secret_file_of=lambda client_id: None):
    """The Ambiguous that tells clients of one name apart: id, state, date, maker, and where the secret is.

    clients: by option names. secret_file_of: returns the file that has the secret of the client with this id, or None.
    """
    said = "; ".join(_told(one, secret_file_of(one["client_id"])) for one in clients)
    return Ambiguous(
        "There are %d OAuth clients named %s: %s." % (len(clients), name, said),
        hint,
        field="name",
        ids=[one["client_id"] for one in clients],
    )


def _told(client, secret_file):
    maker = client.get("created_by") if isinstance(client.get("created_by"), dict) else {}
    by = maker.get("name") or maker.get("id")
    said = [str(client.get("client_state"))]
    if client.get("date_created") or by:
        said.append(" ".join(["made", str(client.get("date_created") or ""), "by %s" % by if by else ""]).strip())
    if secret_file:
        said.append("its secret is in %s" % secret_file)
    return "%s (%s)" % (client["client_id"], ", ".join(said))
