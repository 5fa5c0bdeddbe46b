# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Contact centers of the environment service (private-edition-api.md §3.2)."""

from __future__ import annotations

from urllib.parse import quote

from ..core import checks
from ..core import identity as identity_rules
from ..core.errors import Ambiguous, Conflict, GenesysError, NotFound, Refused
from ..core.paths import under
from ..core.spec import REFERENCE, SET, Field, Resource, from_wire, to_wire
from ..core.task import Info
from ..core.text import folded
from ..transport.options import AUTH
from . import _undocumented, environment
from ._collection import Collection, CollectionBackend
from ._remembered import ManageRemembered

PATH = "/environment/v3/contact-centers"


def _auth(value):
    """The vendor's samples print "config" for what they create as "configServer" (§3.2)."""
    return "configserver" if folded(value) in ("config", "configserver") else folded(value)


FIELDS = (
    Field("id", "id", compare=REFERENCE, check=checks.uuid),
    Field("environment_id", "environmentId", compare=REFERENCE, check=checks.uuid, needed=True),
    Field(
        "domains",
        "domains",
        type="list",
        elements="str",
        compare=SET,
        check=checks.domain,
        needed=True,
        normal=folded,
    ),
    Field("auth", "auth", create="configServer", normal=_auth, check=checks.name),
)
_PLACE = FIELDS[1:3]


class ContactCenters(CollectionBackend):
    """Access to the contact centers: by id where offered, else by the list."""

    def __init__(self, resource, services, options, check_mode=False):
        super().__init__(resource, services, options, check_mode)
        self.collection = Collection(services.environment, PATH, "contactCenters", resource.kind, resource.managed)

    def guarded(self):
        """PUT replaces the whole, and a service that chooses the ids may take a twin: the tasks of this machine take turns."""
        place = self.options.get("id") or "%s %s" % (self.options.get("environment_id"), self.options.get("domains"))
        return self.turn("%s %s" % (PATH, place))

    def find(self, desired):
        """The contact center of this id, and no other one. Without an id, the one in this environment with one of these
        domains, unless it is to be deleted.
        """
        self.collection.forget()
        identity, absent = desired.get("id"), self.options.get("state") == "absent"
        found = self.collection.look_up(identity) if identity else self._by_place(desired)
        if identity and found is None:
            self._look_out_for_another(identity, desired, absent)
        if absent and found is not None and not identity:
            raise identity_rules.needs_id(self.resource, found["id"])
        return found

    def find_made(self, values):
        """The contact center that was just made, whatever id the service gave it."""
        self.collection.forget()
        return self.collection.look_up(values["id"]) or self._by_place(values)

    def list(self):
        """All contact centers."""
        return self.collection.all()

    def resolve(self, desired, current):
        """What is given. Check mode says what a real run may fail at, unless an earlier task changes it."""
        wanted = _domains(desired) - _domains(current or {}) if self.check_mode else set()
        for other in self.collection.all() if wanted else ():
            taken = sorted(wanted & _domains(other))
            if taken and other.get("id") != (current or {}).get("id"):
                self.warnings.append(
                    "The contact center %s has the domain %s, which should be unique: the service may refuse it."
                    % (other.get("id"), " and ".join(taken))
                )
        return super().resolve(desired, current)

    def create(self, plan):
        """POST the contact center; the service may choose another id than the one asked for."""
        obj = to_wire(self.resource.managed, plan.after)
        try:
            answer = self.services.environment.call("Creating the contact center", "POST", PATH, json={"data": obj})
        except Refused as refused:
            if type(refused) in (Refused, NotFound, Conflict):
                self._refuse_without_environment(plan.after["environment_id"], refused)
            raise
        told = dict(plan.after, id=self.made(plan, answer))
        if answer.new_id:
            self.collection.wrote(dict(obj, id=told["id"]))
        return told

    def update(self, plan):
        """PUT the whole contact center."""
        self.collection.replace(plan.before["id"], plan.after, plan.patch)

    def delete(self, plan):
        """DELETE the contact center. A service that refuses it while it has settings has them deleted first."""
        identity = plan.before["id"]
        try:
            self.collection.remove(identity)
        except Conflict:
            self._delete_settings("%s/settings" % self.collection.url(identity))
            self.collection.remove(identity)

    def _delete_settings(self, path):
        settings = self.services.environment.get("Listing the settings", path).data.get("settings")
        for member in settings if isinstance(settings, list) else []:
            if not isinstance(member, dict) or not isinstance(member.get("name"), str):
                continue  # what cannot be named cannot be deleted; the service then says that it is there
            name, location = str(member.get("name")), str(member.get("location") or "/")
            _undocumented.delete(
                self.services.environment,
                "%s?location=%s" % (under(path, name), quote(location, safe="")),
                "setting %s %s of the contact center" % (name, location),
                "This service keeps a contact center that has settings, and offers no way to delete them: do it by hand.",
            )

    def _refuse_without_environment(self, identity, refused):
        """Raises NotFound where the contact center was refused because its environment is not there, which is not waited for."""
        try:
            found = environment.is_there(identity, self.services)
        except GenesysError:
            return
        if not found:
            raise NotFound(
                "%s There is no environment %s at this service." % (refused.message, identity),
                "Create it first (genesys_environment), or check environment_id.",
                **dict(refused.details, field="environment_id"),
            ) from refused

    def _look_out_for_another(self, identity, desired, absent):
        """A contact center of the same environment and domain with another id may be this one, or another tenant's: nobody
        but the user can tell. Raises Ambiguous, unless there is nothing to be made.
        """
        others = [str(other.get("id")) for other in self._at_place(desired)]
        what = "the same environment and domain"
        if others and not absent:
            raise identity_rules.another_id(self.resource, identity, others, what)
        for other in others:
            self.warnings.append(identity_rules.left_alone(self.resource, identity, other, what))

    def _at_place(self, desired):
        return self.collection.where(lambda obj: _same_place(obj, desired))

    def _by_place(self, desired):
        twins = self._at_place(desired)
        if len(twins) > 1:
            raise Ambiguous(
                "%d contact centers have this environment and one of these domains: %s."
                % (len(twins), ", ".join(str(t.get("id")) for t in twins)),
                "Give the id of the one that is meant.",
                field="id",
                ids=[t.get("id") for t in twins],
            )
        return twins[0] if twins else None


def find(identity, services):
    """The contact center of this id, or None; others are not looked for. Raises GenesysError."""
    return ContactCenters(CONTACT_CENTER, services, {"id": identity}, True).collection.look_up(identity)


def everyone(services):
    """All contact centers of the platform. Raises GenesysError."""
    return ContactCenters(CONTACT_CENTER, services, {}, True).list()


def _same_place(obj, desired):
    there = from_wire(_PLACE, obj)
    environment = folded(desired.get("environment_id") or "")
    if not environment or folded(there.get("environment_id", "")) != environment:
        return False
    return bool(_domains(desired) & _domains(there))


def _domains(values):
    return {folded(name) for name in values.get("domains") or ()}


def problems(options):
    """What is wrong with the options together."""
    if not options.get("id") and not (options.get("environment_id") and options.get("domains")):
        yield "id", "give id, or environment_id and domains, to say which contact center is meant"


CONTACT_CENTER = Resource(
    "contact center", ("id",), FIELDS, ContactCenters, unconfirmed=("update",), problems=problems, chooses_id=True
)
FILTERS = (
    Field("id", "id", compare=REFERENCE, check=checks.uuid),
    Field("environment_id", "environmentId", compare=REFERENCE, check=checks.uuid),
    Field("domain", check=checks.domain),
)


def _has_domain(params, member):
    wanted = params.get("domain")
    return not wanted or folded(wanted) in [folded(name) for name in member.get("domains") or []]


MODULE = ManageRemembered(CONTACT_CENTER, AUTH, owner="contact_center")
INFO = Info(CONTACT_CENTER, AUTH, FILTERS, "contact_centers", _has_domain)
