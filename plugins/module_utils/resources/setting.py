# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings of a contact center, such as CORS origins (private-edition-api.md §3.3)."""

from __future__ import annotations

from urllib.parse import quote

from ..core import checks
from ..core.errors import Ambiguous, NotFound, Refused
from ..core.paths import under
from ..core.plan import DELETE, NONE, Wanted
from ..core.plan import plan as make_plan
from ..core.spec import Field, Resource, to_wire
from ..core.task import Info, Manage
from ..core.text import folded
from ..transport.options import AUTH
from . import contact_center
from ._collection import Collection, CollectionBackend

CORS = "cors-origins"
LIST_MODES = ("merge", "remove", "replace")
FRESH = 0.03  # seconds for which what was read may be written upon; whoever wrote looks again when they are over
LOOKS = 4  # of a machine that is so busy that none is fresh
AMONG_OTHERS = 3  # pauses, where others are seen to write
LONGEST_PAUSE = 2.0  # seconds

NOT_YET = "an earlier task has to create it."


def _value(text):
    """A value as values are compared: a service may drop the line break at its end, and an URL's final slash."""
    return checks.normal_base_url(checks.normal_text(text))


FIELDS = (
    Field("contact_center_id", required=True, check=checks.uuid),
    Field("name", "name", required=True, check=checks.segment),
    Field("location", "location", default="/", check=checks.location, normal=folded),
    Field("value", "value", normal=_value),
    Field("values", type="list", elements="str"),
    Field("list_mode", choices=LIST_MODES, default="merge"),
    Field("shared", "shared", type="bool", create=lambda values: values["name"] == CORS),
)


class Settings(CollectionBackend):
    """Access to the settings of one contact center.

    The service replaces a whole value, so lists are read, changed, written and read again.
    """

    def __init__(self, resource, services, options, check_mode=False):
        super().__init__(resource, services, options, check_mode)
        self.path = under("/environment/v3/contact-centers", options["contact_center_id"]) + "/settings"
        self.collection = Collection(services.environment, self.path, "settings", resource.kind, resource.managed)
        self.rereads = options.get("values") is not None
        self._clock = services.transport.clock
        self._lists = ()  # all settings of this name that are not empty
        self._location = None  # where it is written, as the service spells it
        self._asked = self._told = self._clock()  # when the last look began, and when it was answered
        self._written = None  # the value that this task wrote last
        self._took = 0.0  # seconds from the look to that
        if self.rereads:
            self.collection.insist()
            self.collection.explicit = options.get("list_mode") != "replace"

    def guarded(self):
        """The service knows no "change only if unchanged": tasks of this machine take turns, others are found by reading again."""
        return self.turn(self.path)

    def find(self, desired):
        """The setting by name and location. An empty value counts as absent, for the vendor documents no deletion.

        Where a list was written and others are seen to write it too, the last look comes after another pause.
        """
        found = self._look(desired)
        if self._written is not None and (found or {}).get("value") != self._written:
            self._pause(AMONG_OTHERS)
            found = self._look(desired)
        return found

    def _look(self, desired):
        self.collection.forget()
        absent = self.options.get("state") == "absent"
        self._asked = self._clock()
        try:
            members = self.collection.all()
            self._told = self._clock()
        except (NotFound, Refused) as error:
            if type(error) not in (NotFound, Refused) or self._contact_center_exists():
                raise
            if absent:
                return None
            if self.check_mode:
                self.warnings = ["There is no contact center %s yet: %s" % (self.options["contact_center_id"], NOT_YET)]
                return None
            raise NotFound(
                "There is no contact center %s at this service." % self.options["contact_center_id"],
                "Create it first (genesys_contact_center), or check contact_center_id.",
                **dict(error.details, field="contact_center_id"),
            ) from error
        if not all(member.get("name") for member in members):
            raise self.collection.unreadable("with a setting without a name")
        wanted = (desired["name"], desired.get("location") or "/")
        if self.collection.explicit:
            self._check_told(*wanted)
        self._lists = [one for one in members if one["name"] == wanted[0] and one.get("value")]
        found = _at(members, *wanted)
        self._location = _place(found) if found else wanted[1]
        if found is not None:
            found = dict(found, location=wanted[1])  # as it is declared; not every service tells it
        return None if absent and found and not found.get("value") else found

    @property
    def reads_back(self):
        """Not a list, which is looked at again in any case."""
        return self.options.get("values") is None

    def _check_told(self, name, location):
        """Members are added only to what is told in texts: what is misread as another setting, or as none, would be lost."""
        for told in self.collection.told():
            if self.collection.with_text(told, "name")["name"] == name:
                for member in ("location", "value"):
                    untold = told.get(member) is None and (member == "value" or location == "/")
                    if not untold and not isinstance(told.get(member), str):
                        raise self.collection.unreadable("with the setting %s, but without its %s" % (name, member))

    def list(self):
        """All settings of the contact center."""
        return self.collection.all()

    def resolve(self, desired, current):
        """Turn ``values`` and ``list_mode`` into the value;

        text and separators stay as they are when nothing changes.
        """
        value, values = desired.get("value"), self.options.get("values")
        if values is not None:
            if current is not None and current.get("value") is None and self.options.get("list_mode") != "replace":
                raise self.collection.unreadable("with the setting %s, but without its value" % desired["name"])
            text = (current or {}).get("value") or ""
            value = combined(text, values, self.options.get("list_mode") or "merge", normaliser(desired["name"]))
        self._tell_others(desired, value or "")
        if current is None and not value:
            return None  # an empty setting is as good as none
        return Wanted(dict(desired, value=value))

    def _tell_others(self, desired, value):
        """Warn of other lists of CORS origins at other locations, which stay as they are: which one a service uses, its region decides."""
        here, origins = folded(desired.get("location") or "/"), _origins(value)
        others = [
            _place(one) for one in self._lists if folded(_place(one)) != here and _origins(one["value"]) != origins
        ]
        text = (
            "The contact center has %s at %s, too, which is not changed. A service of a region is likely to use the list at the location of its "
            "region, and the one at / only where there is none. If that one is meant, give it as location (tenant_cors_location)."
            % (CORS, ", ".join(sorted(others)))
        )
        if desired["name"] == CORS and others and text not in self.warnings:
            self.warnings.append(text)

    def shown(self, before, after):
        """In the diff, each member of a list has a line of its own, unless only what separates them differs."""
        if self.options.get("values") is None and self.options.get("name") != CORS:
            return before, after
        lists = tuple(
            dict(one, value=split(one["value"])) if isinstance(one.get("value"), str) else one
            for one in (before, after)
        )
        return (before, after) if lists[0] == lists[1] else lists

    def create(self, plan):
        """POST the setting: the service adds or replaces it."""
        self._post(plan)

    def update(self, plan):
        """POST the whole setting with the new values."""
        self._post(plan)

    def confirm(self, plan):
        """Before a list is read again, whoever read it before this write gets the time to write, so that it is seen here."""
        if self.rereads and plan.action != DELETE:
            self._pause()

    def _pause(self, times=1):
        self.services.transport.sleep(min(times * self._took, LONGEST_PAUSE))

    def delete(self, plan):
        """DELETE the setting; where the service does not offer that, empty its value, which is documented."""
        self.collection.forget()
        title = self.resource.title(plan.before)
        path = "%s?location=%s" % (
            under(self.path, plan.before["name"]),
            quote(self._location, safe=""),
        )
        answer = self.services.environment.call("Deleting the %s" % title, "DELETE", path, allow=(404, 405, 501))
        self.collection.spoil()
        if answer.status >= 400:
            self.warnings.append(
                "The service does not offer to delete the %s (HTTP %d): its value was emptied." % (title, answer.status)
            )
            emptied = self._wire(dict(plan.before, value=""))
            self.services.environment.call("Emptying the %s" % title, "POST", self.path, json={"data": emptied})
            self.results["emptied"] = True

    def _wire(self, values):
        return to_wire(self.resource.managed, dict(values, location=self._location))

    def _contact_center_exists(self):
        centers = Collection(
            self.services.environment, contact_center.PATH, "contactCenters", "contact center", contact_center.FIELDS
        )
        wanted = folded(self.options["contact_center_id"])
        return any(folded(center.get("id")) == wanted for center in centers.all())

    def _post(self, plan):
        plan = self._newest(plan) if self.rereads else plan
        if plan.action == NONE:
            return  # another writer wrote the same meanwhile
        self.collection.forget()
        body = {"data": self._wire(plan.after)}
        self.services.environment.call("Writing the %s" % self.resource.title(plan.after), "POST", self.path, json=body)
        self.collection.spoil()
        if self.rereads:
            self._written = plan.after["value"]
            self._took = FRESH + self._clock() - self._asked

    def _newest(self, plan):
        """The plan, made from a look just now: what others wrote since an older one would be lost."""
        desired = self.resource.desired(self.options)
        for _look in range(LOOKS):
            if plan.action == NONE or self._clock() - self._told <= FRESH:
                break
            current = self.find(desired)
            plan = make_plan(self.resource, self.resolve(desired, current), current)
        return plan


def _place(member):
    return member.get("location") or "/"


def _at(members, name, location):
    """The setting of this name and location, or None: the one that is spelled so, else the one in other letter case. Raises Ambiguous."""
    found = [one for one in members if one["name"] == name and folded(_place(one)) == folded(location)]
    same = [one for one in found if _place(one) == location]
    if len(found) > 1 and not same:
        raise Ambiguous(
            "%d settings %s have the location %s in another letter case: %s."
            % (len(found), name, location, ", ".join(map(_place, found))),
            "Write the location of the one that is meant as the service does.",
            field="location",
        )
    return next(iter(same or found), None)


def split(text):
    """The members of a list setting: separated by commas, with or without spaces."""
    return [member.strip() for member in str(text).split(",") if member.strip()]


def _origins(text):
    return {checks.normal_origin(member) for member in split(text)}


def normaliser(name):
    """How members of this setting compare: CORS origins as browsers do, others letter by letter."""
    return checks.normal_origin if name == CORS else str.strip


def combined(text, values, mode, normal):
    """The new text of a list setting.

    text: as the service has it. values: what the user gives. mode: merge adds what is missing, remove takes out,
    replace leaves just the given ones. The text is returned unchanged when it already says the same; else its own
    separator is kept.
    """
    members = split(text)
    present = {normal(member) for member in members}
    given = {}
    for value in values:
        if value.strip():
            given.setdefault(normal(value.strip()), value.strip())
    if mode == "merge":
        result = members + [_clean(key, value, normal) for key, value in given.items() if key not in present]
    elif mode == "remove":
        result = [member for member in members if normal(member) not in given]
    elif present == set(given):
        result = members
    else:
        result = [
            next((m for m in members if normal(m) == key), _clean(key, value, normal)) for key, value in given.items()
        ]
    if result == members:
        return text
    return (", " if ", " in text else ",").join(result)


def _clean(key, value, normal):
    return key if normal is checks.normal_origin else value


def problems(options):
    """What is wrong with the options together."""
    values = options.get("values")
    if options.get("state") == "present" and (options.get("value") is None) == (values is None):
        yield "value", "give either value or values"
    for value in values or []:
        if "," in value:
            yield "values", "%r holds a comma, which separates the members" % value
        elif options.get("name") == CORS and checks.origin(value):
            yield "values", checks.origin(value)


SETTING = Resource("setting", ("name", "location"), FIELDS, Settings, unconfirmed=("delete",), problems=problems)
FILTERS = (
    Field("contact_center_id", required=True, check=checks.uuid),
    Field("name", "name", check=checks.segment),
    Field("location", "location", check=checks.location, normal=folded),
)
MODULE = Manage(SETTING, AUTH)
INFO = Info(SETTING, AUTH, FILTERS, "settings")
