# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the secrets of API clients that a tenant's steps use are the clients' own, as far as that can be seen before the first write."""

from __future__ import annotations

import os

from ..core.errors import Refused, Unauthorized
from ..transport import oauth, secret_file
from ..transport.memory import digest
from . import _tenant_needs as needs
from ._auth_secret import ALWAYS, NEVER
from ._client_secret import exists, may_look


class Clients:
    """The API clients of one run. steps: all that are to be present. services_of: step -> its Services."""

    def __init__(self, steps, services_of):
        self._own = [step.params for step in steps if step.part == "auth_clients"]
        self._services_of = services_of
        self._exist = {}

    def exists(self, client_id, services):
        """Whether the client is there; asked once."""
        if client_id not in self._exist:
            self._exist[client_id] = exists(services, client_id)
        return self._exist[client_id]

    def is_declared(self, client_id):
        """This run makes or changes the client."""
        return any(one["client_id"] == client_id for one in self._own)

    def of_file(self, client_id, path):
        """The options of the client's own item, if it keeps the secret in this file; else None."""
        found = (one for one in self._own if one["client_id"] == client_id and one.get("secret_file") == path)
        return next(found, None) if path else None

    def credential(self, step):
        """(client id, its secret, where it is, the options that give it), or None where it is not known or will be another."""
        params = step.params
        if step.part in ("auth_clients", "gapis"):
            client_id, option = params["client_id"], "client_secret"
            path, options = params.get("secret_file"), (step.where("secret_file"), step.where("client_secret"))
        elif needs.logs_in_by_client(step):
            client_id, option = params["auth_client_id"], "auth_client_secret"
            path, options = params.get("auth_client_secret_file"), ("auth_client_secret_file", "auth_client_secret")
            options = needs.CLIENT_SECRET[::-1] if step.own_login else options
        else:
            return None
        secret = params.get(option) or (secret_file.read_secret(path) if path else None)
        if secret is None or params.get("client_type") == "PUBLIC" or self._gets_another(client_id):
            return None
        return client_id, secret, path if path and not params.get(option) else options[-1], options

    def _gets_another(self, client_id):
        """A step of this run writes the client's secret, or finds out which one is the present one."""
        return any(replaces(one) or _in_doubt(one) for one in self._own if one["client_id"] == client_id)

    def prove(self, step, client_id, secret, place):
        """Have the secret obtain a token, unless that was seen in this run. Returns True, False for a client that is not there,
        or None where nobody tells. Raises Unauthorized when the client exists and this is not its secret.
        """
        services = self._services_of(step)
        services.secrets.add(secret)
        if services.memory.recall(_key(services, client_id, secret)):
            return True
        works = _works_by_login(step, services)
        if works is None:
            works = oauth.secret_works(services.auth, client_id, secret)
        if works is False and self._is_there(client_id, services):  # perhaps made by another run since the first try
            works = oauth.secret_works(services.auth, client_id, secret)
        if works:
            self.proven(services, client_id, secret)
        elif works is False and self._is_there(client_id, services):
            raise Unauthorized(
                "The secret of the API client %s in %s is refused by Genesys Authentication." % (client_id, place),
                "Put the client's present secret there%s." % self._instead(client_id, secret, place),
            )
        return works

    def _instead(self, client_id, secret, place):
        """What the user can do instead of finding the present secret, where the client's own item gives the one that is refused."""
        if self.of_file(client_id, place):
            line, effect = "regenerate_secret: always", "ends the present one and makes a new one"
        elif any(one["client_id"] == client_id and one.get("client_secret") == secret for one in self._own):
            line, effect = "update_secret: always", "ends the present one and writes this one"
        else:
            return ""
        return ", or set %s in the client's item of auth_clients_list for one run, which %s" % (line, effect)

    @staticmethod
    def proven(services, client_id, secret):
        """Remember for the run that this is the client's secret."""
        services.memory.record(_key(services, client_id, secret), True)

    def _is_there(self, client_id, services):
        """The client exists, as far as the ops user may look."""
        return bool(may_look(services) and self.exists(client_id, services))


def replaces(params):
    """The step writes the client's secret, if it is not known or not right."""
    how, path = params.get("regenerate_secret"), params.get("secret_file")
    lost = bool(path) and not os.path.lexists(path)
    return how == ALWAYS or params.get("update_secret") == "always" or (how != NEVER and how is not None and lost)


def needs_record(params):
    """The step ends a secret that is in no file, if the client exists: nothing but a record shows that it is not somebody else's."""
    return (
        replaces(params) and params.get("regenerate_secret") != ALWAYS and not _is_anywhere(params.get("secret_file"))
    )


def _is_anywhere(path):
    return not path or os.path.lexists(path) or os.path.lexists(secret_file.previous_path(path))


def _in_doubt(params):
    """An earlier run did not finish a new secret: the step finds out which one works."""
    path = params.get("secret_file")
    return bool(path) and os.path.lexists(secret_file.previous_path(path))


def _key(services, client_id, secret):
    return digest("client's secret works", services.auth.identity, client_id, secret)


def _works_by_login(step, services):
    """Whether the login to the environment service, whose token the run keeps, proves the client's secret: None where it does
    not tell. The person of Digital Channels is another matter (_tenant_access.py).
    """
    if step.part == "nexus_tenant" or not needs.logs_in_by_client(step):
        return None
    try:
        services.environment.auth.header()
    except Unauthorized as error:
        return error.details.get("http_status") != 401  # else it is the person who is refused, not the client
    except Refused:
        return None
    return True
