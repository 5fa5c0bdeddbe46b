# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether all that a tenant's document needs is there and works, seen before the first write, in check mode as in a real run.

First what can be seen without a request: options (_tenant_needs.py) and secret files. Then, if all of that is there: libraries, a
login to the database, and the secrets of clients that exist. Nothing of it writes, and the tasks of a run ask nothing twice.
"""

from __future__ import annotations

import os
from contextlib import contextmanager

from ..core.errors import GenesysError, InvalidInput, Refused, Unauthorized
from ..transport import oauth, secret_file
from ..transport.memory import digest
from . import _tenant_needs as needs
from . import nexus_gapi
from ._auth_secret import ALWAYS, NEVER, planned_key
from ._client_secret import exists, is_foretold, may_look
from ._tenant_needs import Problem, is_present


class Readiness:
    """The look at what some steps need.

    steps: those that are to run, in their order. doc: the options of the document. services_of: step -> its Services.
    check_mode: whether a file that is missing may be made by an earlier task of the real run.
    """

    def __init__(self, steps, doc, services_of, check_mode):
        self._steps = [step for step in steps if step.task.kind != "file"]
        self._present = [step for step in self._steps if is_present(step)] if doc["state"] == "present" else []
        self._doc = doc
        self._services_of = services_of
        self._check_mode = check_mode
        self._exist = {}
        self._has_database = True
        self._found = []

    def problems(self):
        """A list of Problem, empty if all is well."""
        self._found = list(needs.missing(self._steps, self._doc["digital_channels_client_id"]))
        self._look_at_files()
        if not self._found:
            self._look_at_libraries()
        if not self._found:
            self._log_in_to_database()
            self._look_for_secrets()
            self._try_clients()
        return self._found

    @contextmanager
    def _noted(self, step, *options):
        """What fails in here is a problem of this step; the same failure counts once."""
        try:
            yield
        except GenesysError as error:
            for known in self._found:
                if (type(known.error), known.error.message) == (type(error), error.message):
                    known.more.append(step.title)
                    return
            self._found.append(Problem(step.title, error, options))

    def _look_at_files(self):
        for step in self._present:
            for option in ("secret_file", "auth_client_secret_file", "api_key_file"):
                path = step.params.get(option)
                if not path or (option == "auth_client_secret_file" and not _logs_in_by_client(step)):
                    continue
                with self._noted(step, step.where(option)):
                    secret_file.read_secret(path)
                    if option == "api_key_file":
                        secret_file.check_writable(path)
        if "designer_env" in (self._doc.get("ready_for") or ()) and self._doc["digital_channels_designer_env_file"]:
            for step in self._steps[-1:]:
                with self._noted(step, "digital_channels_designer_env_file"):
                    secret_file.check_writable(self._doc["digital_channels_designer_env_file"])

    def _look_at_libraries(self):
        """And at the files for TLS, which come with the connections."""
        for step in self._steps:
            for name, is_used in (("transport", step.part != "gapis"), ("postgres", needs.uses_database(step))):
                if is_used:
                    with self._noted(step):
                        getattr(self._services_of(step), name)

    def _log_in_to_database(self):
        """Once in a run for the same database and user."""
        for step in self._steps:
            if needs.uses_database(step):
                services = self._services_of(step)
                key = digest("database login", [services.options.get(name) for name in _LOGIN])
                if not services.memory.recall(key):
                    with self._noted(step, "login_host", "login_port", "login_user", "login_password", "login_db"):
                        self._has_database = False
                        services.postgres.log_in()
                        services.memory.record(key, True)
                        self._has_database = True
                return

    def _look_for_secrets(self):
        """A secret that a step needs and that is in no file has to be made by an earlier step."""
        for step in self._present:
            params, services = step.params, self._services_of(step)
            path = params.get("secret_file") or (_logs_in_by_client(step) and params.get("auth_client_secret_file"))
            client_id = params.get("auth_client_id" if step.part != "gapis" else "client_id")
            if step.part == "auth_clients":
                with self._noted(
                    step, "auth_clients_secret_dir", step.where("client_secret"), step.where("secret_file")
                ):
                    self._check_own_secret(step, services)
            elif path and not params.get(_LIKE[step.part == "gapis"]) and not os.path.lexists(path):
                with self._noted(step, *needs.CLIENT_SECRET):
                    # Another run may make them at this moment: the file first, then the client.
                    if not self._will_be_made(client_id, path, services) and not os.path.lexists(path):
                        raise needs.no_client_secret(client_id, path)
            elif step.part == "gapis" and not path and not params.get("client_secret") and self._has_database:
                with self._noted(step, *needs.CLIENT_SECRET):
                    rows = nexus_gapi.GapiRows(step.task.resource, services, params, True)
                    if rows.find(step.task.resource.desired(params)) is None:
                        raise needs.no_client_secret(client_id)

    def _check_own_secret(self, step, services):
        """A client that does not exist yet needs a secret, and a secret that is to be kept needs a place."""
        params, path = step.params, step.params.get("secret_file")
        if params.get("client_type") == "PUBLIC" or params.get("client_secret"):
            return
        if path and (not os.path.lexists(path) or _replaces(params)):
            try:
                secret_file.check_writable(path)
            except GenesysError:
                if _replaces(params) or not self._exists(params["client_id"], services):
                    raise
        elif not path and not self._exists(params["client_id"], services):
            raise InvalidInput(
                "The %s does not exist yet, and creating it needs a secret." % step.title,
                "Give auth_clients_secret_dir, or client_secret or secret_file in %s." % step.place,
            )

    def _will_be_made(self, client_id, path, services):
        """An earlier step makes the file: that of a client which does not exist yet, or which gets a new secret.

        In check mode an earlier task may make the client, too.
        """
        maker = next((step for step in self._present if _keeps(step, path)), None)
        if maker is not None:
            made = _replaces(maker.params) or not self._exists(maker.params["client_id"], self._services_of(maker))
            if made:  # steps that are looked at before it is made need not miss it
                services.memory.record(planned_key(path), True)
            return made
        return self._check_mode and is_foretold(services, client_id, path)

    def _exists(self, client_id, services):
        if client_id not in self._exist:
            self._exist[client_id] = exists(services, client_id)
        return self._exist[client_id]

    def _try_clients(self):
        """The secret of each client that exists obtains a token. A login that is needed anyway proves it, too."""
        tried = set()
        for step in sorted(self._present, key=lambda step: step.part != "nexus_tenant"):
            found = self._credential(step)
            if found is None or found[:2] in tried or not self._services_of(step).options.get("auth_url"):
                continue
            tried.add(found[:2])
            before = len(self._found)
            with self._noted(step, *found[3]):
                self._try(step, *found[:3])
            if any(not isinstance(problem.error, Unauthorized) for problem in self._found[before:]):
                if step.part == "gapis":  # which needs the database alone
                    del self._found[before:]
                return  # the service is in trouble: nobody needs to hear it for each client

    def _credential(self, step):
        """(client id, its secret, where it is, the options that give it), or None where it is not known or will be another."""
        params = step.params
        if step.part in ("auth_clients", "gapis"):
            client_id, option = params["client_id"], "client_secret"
            path, options = params.get("secret_file"), (step.where("secret_file"), step.where("client_secret"))
        elif _logs_in_by_client(step):
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
        own = (step.params for step in self._present if step.part == "auth_clients")
        return any(_replaces(one) or _in_doubt(one) for one in own if one["client_id"] == client_id)

    def _try(self, step, client_id, secret, place):
        """Raises Unauthorized when the client exists and this is not its secret."""
        services = self._services_of(step)
        services.secrets.add(secret)
        key = digest("client's secret works", services.auth.identity, client_id, secret)
        if services.memory.recall(key):
            return
        works = _works_by_login(step, services)
        if works is None:
            works = oauth.secret_works(services.auth, client_id, secret)
        if works is False and self._is_there(client_id, services):  # perhaps made by another run since the first try
            works = oauth.secret_works(services.auth, client_id, secret)
        if works:
            services.memory.record(key, True)
        elif works is False and self._is_there(client_id, services):
            raise Unauthorized(
                "The secret of the API client %s in %s is refused by Genesys Authentication." % (client_id, place),
                "Put the client's present secret there, or have a new one made: see regenerate_secret in auth_clients_list.",
            )

    def _is_there(self, client_id, services):
        """The client exists, as far as the ops user may look."""
        return bool(may_look(services) and self._exists(client_id, services))


_LOGIN = ("login_host", "login_port", "login_user", "login_password", "login_db", "ssl_mode", "ca_cert")
_LIKE = {True: "client_secret", False: "auth_client_secret"}


def _logs_in_by_client(step):
    """The step obtains a token through an API client."""
    params = step.params
    if not params.get("auth_client_id") or params.get("access_token"):
        return False
    if step.part == "nexus_tenant":
        return bool(params.get("username") and params.get("password"))
    if step.part in ("environment", "contact_center", "cors", "settings", "chat"):
        return not (params.get("auth_username") and params.get("auth_password"))
    return False


def _works_by_login(step, services):
    """Whether the step's own login, whose token the run keeps, proves the client's secret: None where it does not tell."""
    if not _logs_in_by_client(step):
        return None
    try:
        if step.part == "nexus_tenant":
            name = step.params["username"]
            name = name if "\\" in name else "%s\\%s" % (step.params["id"], name)
            services.person(name, step.params["password"]).header()
        else:
            services.environment.auth.header()
    except Unauthorized as error:
        return error.details.get("http_status") != 401  # else it is the person who is refused, not the client
    except Refused:
        return None
    return True


def _keeps(step, path):
    return step.part == "auth_clients" and _same_file(step.params.get("secret_file"), path)


def _same_file(one, other):
    return bool(one and other) and os.path.realpath(one) == os.path.realpath(other)


def _replaces(params):
    """The step writes the client's secret, if it is not known or not right."""
    how, path = params.get("regenerate_secret"), params.get("secret_file")
    lost = bool(path) and not os.path.lexists(path)
    return how == ALWAYS or params.get("update_secret") == "always" or (how != NEVER and how is not None and lost)


def _in_doubt(params):
    """An earlier run did not finish a new secret: the step finds out which one works."""
    path = params.get("secret_file")
    return bool(path) and os.path.lexists(secret_file.previous_path(path))
