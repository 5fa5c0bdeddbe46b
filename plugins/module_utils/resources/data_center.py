# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Data centers of the environment service (private-edition-api.md §3.4): only their creation is documented."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass

from ..core import checks
from ..core.errors import AnswerLost, Conflict, InvalidInput, NotObservable, NotOffered
from ..core.plan import plan as make_plan
from ..core.spec import Field, Resource, to_wire
from ..core.task import Manage
from ..core.text import folded
from ..transport.options import AUTH
from . import _undocumented
from ._collection import ANY, Collection, CollectionBackend
from ._remembered import STATE_DIR
from ._sent import WAY_OUT, Sent

PATH = "/environment/v3/data-centers"

FIELDS = (
    Field("location", "location", required=True, check=checks.location, normal=folded),
    Field("entry_point", "entryPoint", needed=True, check=checks.base_url, normal=checks.normal_url),
    Field("read_only", "readOnly", type="bool", create=False),
    Field("when_unobservable", choices=("send", "assume_present", "fail"), default="send"),
)


class DataCenters(CollectionBackend):
    """Access to the data centers, by HTTP Basic as documented.

    Looking is tried, for the vendor documents no way to look. Where the service offers none, what a task has sent is remembered in the
    state file, if there is a folder for it. A contact center proves nothing: its Tenant Service makes it before the first run.
    """

    reads_back = False

    def __init__(self, resource, services, options, check_mode=False):
        super().__init__(resource, services, options, check_mode)
        self.collection = Collection(
            services.environment_basic, PATH, ANY, resource.kind, resource.managed, "location", documented=False
        )
        self._sent = Sent(options, resource.managed, check_mode)
        self._sent.warnings = self.warnings
        self._is_seen = False
        self._is_lost = False  # the answer of a creation was lost

    @contextmanager
    def guarded(self):
        """Where it is remembered, the tasks of this machine take turns, so that the second one finds what the first one sent."""
        if not self._sent.path:
            yield
            return
        with self.turn("%s %s" % (PATH, self.options["location"])):
            yield

    def find(self, desired):
        """The data center from the list, if the service offers one. Raises NotObservable if not."""
        self.collection.forget()
        try:
            found = self.collection.in_list(desired["location"])
        except NotOffered as error:
            raise NotObservable(
                "The service offers no way to look at data centers (GET answers HTTP %d), so the state of %s is not known."
                % (error.details["http_status"], desired["location"]),
                "Set when_unobservable to send or assume_present.",
                **error.details,
            ) from error
        self._is_seen = True
        if found is None and self._sent.recall():
            self.warnings.append(
                "The state file %s says that the data center was sent, but the service does not have it: it does not count."
                % self._sent.path
            )
            self._sent.forget()
        return found

    def unobservable_policy(self):
        """As given; what was sent as it is declared now need not be sent again."""
        policy, remembered = super().unobservable_policy(), self._recall()
        if remembered:
            self.results["remembered"] = remembered
        return "assume_present" if policy == "send" and remembered and remembered["as_declared"] else policy

    def _recall(self):
        desired = self.resource.desired(self.options)
        try:
            values = make_plan(self.resource, self.resolve(desired, None), None).after
        except InvalidInput:  # not all is declared that a creation needs
            values = None
        return self._sent.recall(values)

    @property
    def ways_out(self):
        """What the user can do about a data center that is sent."""
        remembered = self.results.get("remembered")
        if remembered:
            return "The state file says that something else was sent on %s." % remembered["since"]
        if self._sent.path:
            return "The state file remembers it from then on."
        return (
            "So that it is sent once only, give state_dir (genesys_state_dir), a folder where later runs find what was sent, or set "
            "when_unobservable to assume_present once it is there."
        )

    def there_already(self, values):
        """See Backend; of one that is remembered it is known that what is declared now was not taken."""
        remembered = self.results.get("remembered")
        if not remembered or remembered["as_declared"]:
            return super().there_already(values)
        own = [one for one in self.resource.managed if one.arg not in self.resource.key and one.arg in values]
        said = ", ".join(
            "%s %s" % (one.arg, str(values[one.arg]).lower() if one.type == "bool" else values[one.arg]) for one in own
        )
        return (
            "It is there already, and the service refuses a second creation: what is declared now (%s) was not taken. On %s something "
            "else was sent: %s." % (said, remembered["since"], WAY_OUT % remembered["path"])
        )

    def create(self, plan):
        """POST the data center, and remember it where the service cannot tell it."""
        obj = to_wire(self.resource.managed, plan.after)
        title = self.resource.title(plan.after)
        if not self._is_seen:
            self._sent.check_writable()
        try:
            self.services.environment_basic.call("Adding the %s" % title, "POST", PATH, json={"data": obj})
        except AnswerLost:
            self._is_lost = True
            raise
        except Conflict:
            if self._is_lost and not self._is_seen:  # then it is the one whose answer was lost
                self._sent.keep(plan.after)
            raise
        if not self._is_seen:
            self._sent.keep(plan.after)
        self.collection.wrote(obj)

    def update(self, plan):
        """PUT the data center, if the service offers it."""
        self.collection.replace(plan.before["location"].strip("/"), plan.after, plan.patch)

    def delete(self, plan):
        """DELETE the data center, if the service offers it."""
        _undocumented.delete(
            self.services.environment_basic,
            self.collection.url(plan.before["location"].strip("/")),
            self.resource.title(plan.before),
            "The vendor documents no way to remove a data center: ask the platform's operator.",
        )
        self.collection.spoil()
        self._sent.forget()


@dataclass(frozen=True)
class _ManageSent(Manage):
    """A module whose object may be one that the service cannot tell, and that the state file remembers."""

    @property
    def options(self):
        """All options of the module."""
        return super().options + (STATE_DIR,)


DATA_CENTER = Resource("data center", ("location",), FIELDS, DataCenters, unconfirmed=("update", "delete"))
MODULE = _ManageSent(DATA_CENTER, AUTH)
