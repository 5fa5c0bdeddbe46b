# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""API keys of Digital Channels, read from its table nex_apikeys (private-edition-api.md §4.5: id is the key itself)."""

from __future__ import annotations

from ..core.errors import Ambiguous

CLUSTER_KEY = "Cluster API Key"


def has_database(options):
    """PostgreSQL options are given, so the table can be asked."""
    return bool(options.get("login_host"))


def key_named(services, name):
    """The API key of this name, or None. Raises Ambiguous when several rows have the name."""
    _columns, rows, _count = services.postgres.query(
        "Reading nex_apikeys", "SELECT DISTINCT id::text FROM nex_apikeys WHERE name = %s", (name,)
    )
    rows = [row for row in rows if row[0] and isinstance(row[0], str)]
    services.secrets.update(row[0] for row in rows)
    if len(rows) > 1:
        raise Ambiguous(
            "nex_apikeys holds %d keys named %s." % (len(rows), name),
            "Remove those that are not used, or give the key itself.",
            field="name",
        )
    return rows[0][0] if rows else None
