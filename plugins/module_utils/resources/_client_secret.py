# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The secret of an API client that other tasks use: whether a file that check mode does not find will be there in a real run."""

from __future__ import annotations

from . import auth_client
from ._auth_secret import planned_key


def may_look(services):
    """The options hold what it takes to look at API clients."""
    return all(services.options.get(name) for name in ("auth_url", "auth_username", "auth_password"))


def exists(services, client_id):
    """Whether the API client is there. The options hold the ops credentials."""
    options = dict(services.options, client_id=client_id)
    backend = auth_client.AuthClients(auth_client.AUTH_CLIENT, services, options, True)
    return backend.exists(client_id)


def is_foretold(services, client_id, path):
    """Whether a real run may find this secret file, which check mode does not: an earlier task makes it, or the client as well.

    A client that exists keeps its secret, unless an earlier task of this run has foretold a new one.
    """
    planned = services.memory.recall(planned_key(path))
    if planned and planned[-1]:
        return True
    return not (client_id and may_look(services) and exists(services, client_id))
