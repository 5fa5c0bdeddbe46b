# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether all that a tenant's document needs is there and works, seen before the first write, in check mode as in a real run.

First what can be seen without a request: options (_tenant_needs.py) and secret files. Then, if all of that is there: libraries, a
login to the database, and the secrets of clients that exist. Nothing of it writes, and the tasks of a run ask nothing twice.
"""

from __future__ import annotations

import os

from ..core.errors import GenesysError, InvalidInput, Unauthorized
from ..transport import secret_file
from ..transport.memory import digest
from . import _tenant_needs as needs
from . import contact_center, data_center, nexus_gapi
from ._auth_secret import check_lost, planned_key, rows_key
from ._client_secret import is_foretold
from ._tenant_clients import Clients, needs_record, replaces
from ._tenant_needs import is_present
from ._undocumented import MISSING


class Readiness:
    """The look at what some steps need.

    steps: those that are to run, in their order. doc: the options of the document. services_of: step -> its Services.
    check_mode: whether a file that is missing may be made by an earlier task of the real run. is_asked: the environment service is
    asked for the contact center before the first write, too.
    """

    def __init__(self, steps, doc, services_of, check_mode, is_asked=False):
        self._steps = [step for step in steps if step.task.kind != "file"]
        self._present = [step for step in self._steps if is_present(step)] if doc["state"] == "present" else []
        self._doc = doc
        self._services_of = services_of
        self._check_mode = check_mode
        self._is_asked = is_asked
        self._clients = Clients(self._present, services_of)
        self._has_database = True
        self._problems = needs.Problems()

    def problems(self):
        """A list of Problem, empty if all is well."""
        self._problems = needs.Problems(needs.missing(self._steps, self._doc["digital_channels_client_id"]))
        self._look_at_files()
        if not self._problems.found:
            self._look_at_libraries()
        if not self._problems.found:
            self._log_in_to_database()
            self._look_for_secrets()
            self._try_clients()
            self._ask_environment()
            self._note_rows()
        return self._problems.found

    def _look_at_files(self):
        for step in self._present:
            for option in ("secret_file", "auth_client_secret_file", "api_key_file"):
                path = step.params.get(option)
                if not path or (option == "auth_client_secret_file" and not needs.logs_in_by_client(step)):
                    continue
                with self._problems.noted(step, step.where(option)):
                    secret_file.read_secret(path)
                    if option == "api_key_file":
                        secret_file.check_writable(path)
        if "designer_env" in (self._doc.get("ready_for") or ()) and self._doc["digital_channels_designer_env_file"]:
            for step in self._steps[-1:]:
                with self._problems.noted(step, "digital_channels_designer_env_file"):
                    secret_file.check_writable(self._doc["digital_channels_designer_env_file"], replaced=True)

    def _look_at_libraries(self):
        """And at the files for TLS, which come with the connections."""
        for step in self._steps:
            for name, is_used in (("transport", step.part != "gapis"), ("postgres", needs.uses_database(step))):
                if is_used:
                    with self._problems.noted(step):
                        getattr(self._services_of(step), name)

    def _log_in_to_database(self):
        """Once in a run for the same database and user."""
        for step in self._steps:
            if needs.uses_database(step):
                services = self._services_of(step)
                writes = any(one.part == "gapis" for one in self._present)
                key = digest("database login", [writes] + [services.options.get(name) for name in _LOGIN])
                if not services.memory.recall(key):
                    with self._problems.noted(step, *_LOGIN[:6]):
                        self._has_database = False
                        services.postgres.log_in()
                        if writes:
                            services.postgres.table(nexus_gapi.TABLE)
                        services.memory.record(key, True)
                        self._has_database = True
                return

    def _look_for_secrets(self):
        """A secret that a step needs and that is in no file has to be made by an earlier step."""
        for step in self._present:
            params, services = step.params, self._services_of(step)
            path = params.get("secret_file") or (
                needs.logs_in_by_client(step) and params.get("auth_client_secret_file")
            )
            client_id = params.get("auth_client_id" if step.part != "gapis" else "client_id")
            if step.part == "auth_clients":
                with self._problems.noted(
                    step, "auth_clients_secret_dir", step.where("client_secret"), step.where("secret_file")
                ):
                    self._check_own_secret(step, services)
            elif path and not params.get(_LIKE[step.part == "gapis"]) and not os.path.lexists(path):
                with self._problems.noted(step, *needs.CLIENT_SECRET):
                    # Another run may make them at this moment: the file first, then the client.
                    if not self._will_be_made(client_id, path, services) and not os.path.lexists(path):
                        raise needs.no_client_secret(client_id, path, self._clients.of_file(client_id, path))
            elif step.part == "gapis" and not path and not params.get("client_secret") and self._has_database:
                with self._problems.noted(step, *needs.CLIENT_SECRET):
                    rows = nexus_gapi.GapiRows(step.task.resource, services, params, True)
                    if rows.find(step.task.resource.desired(params)) is None:
                        raise needs.no_client_secret(client_id)

    def _check_own_secret(self, step, services):
        """A client that does not exist yet needs a secret, and a secret that is to be kept needs a place."""
        params, path = step.params, step.params.get("secret_file")
        if params.get("client_type") == "PUBLIC" or params.get("client_secret"):
            return
        if path and (not os.path.lexists(path) or replaces(params)):
            try:
                secret_file.check_writable(path)
            except GenesysError:
                if replaces(params) or not self._clients.exists(params["client_id"], services):
                    raise
            # Another run may make them at this moment: the file first, then the client.
            if needs_record(params) and self._clients.exists(params["client_id"], services) and needs_record(params):
                check_lost(params, step.title)
        elif not path and not self._clients.exists(params["client_id"], services):
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
            made = replaces(maker.params) or not self._clients.exists(
                maker.params["client_id"], self._services_of(maker)
            )
            if made:  # steps that are looked at before it is made need not miss it
                services.memory.record(planned_key(path), True)
            return made
        return self._check_mode and is_foretold(services, client_id, path)

    def _try_clients(self):
        """The secret of each client that exists obtains a token, but for the one through which the person of Digital Channels logs
        in: that is tried when it is known whether the contact center is there (_tenant_access.py).
        """
        found = [(step, self._clients.credential(step)) for step in self._present]
        tried = {one[:2] for step, one in found if one and step.part == "nexus_tenant"}
        for step, one in found:
            if one is None or one[:2] in tried or not self._services_of(step).options.get("auth_url"):
                continue
            tried.add(one[:2])
            before = len(self._problems.found)
            with self._problems.noted(step, *one[3]):
                self._clients.prove(step, *one[:3])
            if any(not isinstance(problem.error, Unauthorized) for problem in self._problems.found[before:]):
                if step.part == "gapis":  # which needs the database alone
                    del self._problems.found[before:]
                return  # the service is in trouble: nobody needs to hear it for each client

    def _ask_environment(self):
        """The environment service, where nothing else asks it before another service is written to; once in a run."""
        steps = [step for step in self._present if step.part in _AFTER_OTHERS]
        if not steps or self._is_asked or not any(step.part in ("auth_clients", "gapis") for step in self._present):
            return
        step = min(steps, key=lambda one: one.part == "data_centers")
        services, path = self._services_of(step), data_center.PATH
        with self._problems.noted(step, "environment_url", "auth_url", "auth_username", "auth_password"):
            service = services.environment_basic if step.part == "data_centers" else services.environment
            if step.part != "data_centers":
                path = "%s/%s" % (contact_center.PATH, step.params["contact_center_id"])
            with services.memory.turn(service.key("answers")):
                if not services.memory.recall(service.key("answers")):
                    service.get("Asking the environment service", path, allow=MISSING)
                    services.memory.record(service.key("answers"), True)

    def _note_rows(self):
        """Leave to the task of each client that may get a new secret which rows of nex_gapis keep the old one after this run."""
        rows = [step for step in self._present if step.part == "gapis"]
        for step in self._present if rows and self._has_database else ():
            params, path = step.params, step.params.get("secret_file")
            if step.part != "auth_clients" or not path or not (replaces(params) or params.get("secret_max_age")):
                continue
            written = {
                nexus_gapi.row_url(row.params["url"])
                for row in rows
                if row.params["client_id"] == params["client_id"]
                and not row.params.get("client_secret")
                and _same_file(row.params.get("secret_file"), path)
            }
            services = self._services_of(rows[0])
            try:
                urls = nexus_gapi.urls_of(services, params["client_id"])
            except GenesysError:
                continue  # then the client's task says that the rows are not known
            kept = [url for url in urls if nexus_gapi.row_url(url) not in written]
            services.memory.record(rows_key(params["client_id"], path), [kept])


_AFTER_OTHERS = ("data_centers", "cors", "settings", "chat")  # parts that need the environment service
_LOGIN = ("login_host", "login_port", "login_user", "login_password", "login_db", "schema", "ssl_mode", "ca_cert")
_LIKE = {True: "client_secret", False: "auth_client_secret"}


def _keeps(step, path):
    return step.part == "auth_clients" and _same_file(step.params.get("secret_file"), path)


def _same_file(one, other):
    return bool(one and other) and os.path.realpath(one) == os.path.realpath(other)
