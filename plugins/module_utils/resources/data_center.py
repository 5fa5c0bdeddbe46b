# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Data centers of the environment service (private-edition-api.md §3.4): only their creation is documented."""

from __future__ import annotations

from ..core import checks
from ..core.errors import NotObservable, NotOffered
from ..core.spec import Field, Resource, to_wire
from ..core.task import Manage
from ..core.text import folded
from ..transport.options import AUTH
from . import _undocumented
from ._collection import ANY, Collection, CollectionBackend

PATH = "/environment/v3/data-centers"

FIELDS = (
    Field("location", "location", required=True, check=checks.location, normal=folded),
    Field("entry_point", "entryPoint", needed=True, check=checks.base_url, normal=checks.normal_url),
    Field("read_only", "readOnly", type="bool", create=False),
    Field("when_unobservable", choices=("send", "assume_present", "fail"), default="send"),
)


class DataCenters(CollectionBackend):
    """Access to the data centers, by HTTP Basic as documented.

    Looking is tried, for the vendor documents no way to look.
    """

    reads_back = False

    def __init__(self, resource, services, options, check_mode=False):
        super().__init__(resource, services, options, check_mode)
        self.collection = Collection(
            services.environment_basic, PATH, ANY, resource.kind, resource.managed, "location", documented=False
        )

    def find(self, desired):
        """The data center from the list, if the service offers one. Raises NotObservable if not."""
        self.collection.forget()
        try:
            return self.collection.in_list(desired["location"])
        except NotOffered as error:
            raise NotObservable(
                "The service offers no way to look at data centers (GET answers HTTP %d), so the state of %s is not known."
                % (error.details["http_status"], desired["location"]),
                "Set when_unobservable to send or assume_present.",
                **error.details,
            ) from error

    def create(self, plan):
        """POST the data center."""
        obj = to_wire(self.resource.managed, plan.after)
        title = self.resource.title(plan.after)
        self.services.environment_basic.call("Adding the %s" % title, "POST", PATH, json={"data": obj})
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


DATA_CENTER = Resource("data center", ("location",), FIELDS, DataCenters, unconfirmed=("update", "delete"))
MODULE = Manage(DATA_CENTER, AUTH)
