# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the person of Digital Channels logs in, and whether Digital Channels answers and takes the API key: seen before the first
write, when it is known whether the contact center is there.

A login that is refused may count towards the lock of an account. So nobody is tried where the contact center is not there yet, and a
refused login ends the run.
"""

from __future__ import annotations

from ..core.errors import Forbidden, InvalidInput, Refused, ServiceError, Unauthorized
from ..core.text import folded
from ..transport.memory import digest
from . import _nexus_keys, _nexus_login, contact_center, nexus_service, nexus_tenant
from ._tenant_clients import Clients
from ._tenant_needs import Problems, is_present
from ._tenant_parts import TOLD_APART

_ANY_REFUSAL = (*range(400, 500), 501)


def of_access(steps):
    """The options of a document for the steps that Access looks at: those of Digital Channels that have to be told apart, and
    the API clients that the run makes. steps: of the run, a role's look or the whole.
    """
    doc, parts = steps.doc, steps.parts.intersection(TOLD_APART)
    runs = steps.parts if doc["ready_for"] is None else doc["ready_for"]
    return dict(doc, parts=parts | {"auth_clients"}.intersection(runs) if parts else parts)


def is_center_there(doc, found, seen):
    """Whether the contact center of Digital Channels is there, None where nobody has looked.

    found: the id of the tenant's. seen: whether that is there, None where nobody has looked.
    """
    given = doc["digital_channels_contact_center_id"]
    if seen is None and doc["contact_center_is_new"]:
        return False
    return None if given and folded(given) != folded(found) else seen


class Access:
    """The look at what opens Digital Channels for some steps.

    steps: that are to run, with the real ids; also those of the API clients. services: of the whole task. services_of: step -> its
    Services. is_there: whether the contact center is; None where nobody has looked.
    """

    def __init__(self, steps, services, services_of, is_there):
        self._present = [step for step in steps if is_present(step)]
        self._services = services
        self._services_of = services_of
        self._is_there = is_there
        self._clients = Clients(self._present, services_of)
        self._problems = Problems()

    def problems(self):
        """A list of Problem, empty if all is well."""
        tenants = [step for step in self._present if step.part == "nexus_tenant"]
        logged_in = [step for step in tenants if self._log_in(step)]
        for step in self._present:
            if step.part == "services":
                self._try_key(step)
        for step in tenants if not self._problems.found else ():
            self._reach(step, step in logged_in)
        return self._problems.found

    # The person

    def _log_in(self, step):
        """Try the person's login, whose token the run keeps, or where there is nobody yet, the client alone. Returns whether the
        person has logged in.
        """
        found = self._clients.credential(step)
        if found is None:
            return False
        if self._is_there is False:
            with self._problems.noted(step, *found[3]):
                self._clients.prove(step, *found[:3])
            return False
        services, params = self._services_of(step), step.params
        services.secrets.add(found[1])
        person = _nexus_login.person_of(services, params["id"], params["username"], params["password"])
        try:
            person.header()
        except Unauthorized as error:
            if error.details.get("http_status") != 401:
                self._person_refused(step, found, error)
            else:
                self._client_refused(step, found, person)
            return False
        except ServiceError as error:
            with self._problems.noted(step):
                raise error
            return False
        self._clients.proven(services, *found[:2])
        return True

    def _person_refused(self, step, found, error):
        self._clients.proven(self._services_of(step), *found[:2])
        if not self._center_is_there(step.params["id"]):
            return
        places = step.where("username"), step.where("password")
        with self._problems.noted(step, *places):
            raise Unauthorized(
                "The person %s of the contact center %s cannot log in through the API client %s: %s"
                % (step.params["username"], step.params["id"], found[0], error.message),
                "Check %s and %s. The login was tried once, and is not tried again." % places,
                **error.details,
            ) from error

    def _client_refused(self, step, found, person):
        """The person's password was not looked at: the client is not there, has another secret, or may not use this grant."""
        with self._problems.noted(step, *found[3]):
            if self._clients.prove(step, *found[:3]) and not self._clients.is_declared(found[0]):
                person.header()

    def _center_is_there(self, contact_center_id):
        """Whether the contact center is there; True where nobody can look."""
        if self._is_there is None:
            task = contact_center.CONTACT_CENTER
            try:
                backend = task.backend(task, self._services, {"id": contact_center_id}, True)
                self._is_there = backend.collection.look_up(contact_center_id) is not None
            except (InvalidInput, Unauthorized, Forbidden):
                self._is_there = True
        return self._is_there

    # Digital Channels

    def _try_key(self, step):
        """Have Digital Channels answer with this API key, once in a run for the same URL and key.

        The connection's own task takes the answer, unless the contact center has to be made first: it may come with connections.
        """
        services = self._services_of(step)
        backend = nexus_service.NexusServices(step.task.resource, services, step.params, True)
        with self._problems.noted(step, "nexus_url", "nexus_api_key"):
            service = backend.nexus()
            key = digest("API key taken", service.base_url, service.headers["x-api-key"])
            with services.memory.turn(key):
                if services.memory.recall(key):
                    return
                try:
                    backend.look_ahead(keep=self._is_there is not False)
                except Refused as error:
                    if error.details.get("http_status") != 200 and self._speaks_against(step, services, error):
                        raise
                services.memory.record(key, True)
            _note_answer(services)

    def _speaks_against(self, step, services, error):
        """The refusal is about the key or the request, and not about a contact center that is not there."""
        if self._center_is_there(step.params["contact_center_id"]):
            return True
        if error.details.get("http_status") not in (401, 403):
            return False
        given = step.params.get("nexus_api_key")
        if _nexus_keys.has_database(step.params):
            return bool(given) and not _nexus_keys.is_key(services, given)
        return error.details["http_status"] == 401

    def _reach(self, step, is_logged_in):
        """See that Digital Channels answers, once in a run for the same URL. The tenant's own task takes the answer."""
        services = self._services_of(step)
        with self._problems.noted(step, "nexus_url"):
            if services.memory.recall(_answers(services)):
                return
            backend = nexus_tenant.NexusTenants(step.task.resource, services, step.params, True)
            if is_logged_in:
                try:
                    backend.look_ahead()
                except Refused as error:
                    if error.details.get("http_status") != 200:  # as for the tenant's own task: none, or a failure
                        raise
            else:
                services.nexus().get("Asking Digital Channels", backend.path, allow=_ANY_REFUSAL)
            _note_answer(services)


def _answers(services):
    return services.nexus().key("answers")


def _note_answer(services):
    services.memory.record(_answers(services), True)
