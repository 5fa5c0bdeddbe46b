# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Data centers of the environment service (private-edition-api.md §3.4): only their creation is documented."""

from __future__ import annotations

from ..core import checks
from ..core.backend import Backend
from ..core.errors import NotObservable
from ..core.spec import Field, Resource, from_wire, to_wire
from ..core.task import Manage
from ..transport.options import AUTH
from . import _undocumented
from ._collection import Collection
from ._undocumented import MISSING

PATH = "/environment/v3/data-centers"

FIELDS = (
    Field("location", "location", required=True, check=checks.location, normal=str.lower),
    Field("entry_point", "entryPoint", needed=True, check=checks.base_url, normal=checks.normal_url),
    Field("read_only", "readOnly", type="bool", create=False),
    Field("when_unobservable", choices=("send", "assume_present", "fail"), default="send"),
)


class DataCenters(Backend):
    """Access to the data centers, by HTTP Basic as documented.

    Looking is tried, for the vendor documents no way to look.
    """

    def find(self, desired):
        """The data center from the list, if the service offers one. Raises NotObservable if not."""
        answer = self.services.environment_basic.get("Listing the data centers", PATH, allow=MISSING)
        if answer.status in MISSING:
            raise NotObservable(
                "The service offers no way to look at data centers (GET answers HTTP %d), so the state of %s is not known."
                % (answer.status, desired["location"]),
                "Set when_unobservable to send or assume_present.",
                operation="Listing the data centers",
                http_status=answer.status,
            )
        members = answer.data
        if isinstance(members, dict):
            members = next((value for value in members.values() if isinstance(value, list)), [])
        known = [from_wire(self.resource.managed, member) for member in members if isinstance(member, dict)]
        return next((m for m in known if str(m.get("location")).lower() == desired["location"].lower()), None)

    def create(self, plan):
        """POST the data center."""
        self.services.environment_basic.call(
            "Adding the %s" % self.resource.title(plan.after),
            "POST",
            PATH,
            json={"data": to_wire(self.resource.managed, plan.after)},
        )

    def update(self, plan):
        """PUT the data center, if the service offers it."""
        self._collection().replace(plan.before["location"].strip("/"), plan.after, plan.patch)

    def delete(self, plan):
        """DELETE the data center, if the service offers it."""
        _undocumented.delete(
            self.services.environment_basic,
            self._collection().url(plan.before["location"].strip("/")),
            self.resource.title(plan.before),
            "The vendor documents no way to remove a data center: ask the platform's operator.",
        )

    def _collection(self):
        return Collection(
            self.services.environment_basic, PATH, None, self.resource.kind, self.resource.managed, "location"
        )


DATA_CENTER = Resource("data center", ("location",), FIELDS, DataCenters, unconfirmed=("update", "delete"))
MODULE = Manage(DATA_CENTER, AUTH)
