# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Service connections of Digital Channels, such as PlatformUCS (private-edition-api.md §4.2):

only their creation is documented.
"""

from __future__ import annotations

from ..core import checks
from ..core.errors import InvalidInput, NotObservable, Refused
from ..core.paths import under
from ..core.spec import REFERENCE, WRITE_ONLY, Field, Resource, from_wire, to_wire
from ..core.task import Manage
from ..transport.options import AUTH, NEXUS, POSTGRESQL
from . import _nexus_keys, _undocumented
from ._looked_ahead import Look
from ._nexus_identity import of_service
from ._rewritten import RewritingBackend
from ._undocumented import MISSING

FIELDS = (
    Field("contact_center_id", required=True, check=checks.uuid, compare=REFERENCE),
    Field("name", required=True, check=checks.segment),
    Field("url", "url", needed=True, check=checks.base_url, normal=checks.normal_url),
    Field("data", "data", type="dict", create={}),
    Field("secret", "secret", type="dict", create={}, secret=True, compare=WRITE_ONLY),
    Field("update_secret", choices=("on_create", "always"), default="on_create", no_log=False),
    Field("when_unobservable", choices=("send", "send_until_tenant", "assume_present", "fail"), default="send"),
    Field("tenant_name", check=checks.name),
    Field("tenant_api_key_file", type="path", no_log=False),
    Field("tenant_record_file", type="path"),
    Field("adopt_by_name", type="bool", default=False),
    Field("contact_center_is_new", type="bool", default=False),
    Field("api_key_name", default=_nexus_keys.CLUSTER_KEY, no_log=False, check=checks.name),
)


class NexusServices(RewritingBackend):
    """Access to one service connection. Looking is tried, for the vendor documents no way to look."""

    def __init__(self, resource, services, options, check_mode=False):
        super().__init__(resource, services, options, check_mode)
        ccid = options["contact_center_id"]
        self.path = under(under("/nexus/v3/provisioning/services", ccid), options["name"])
        self._service = None
        self._look = Look(self.path)

    @property
    def from_cache(self):
        """It was looked at before the first write of the run."""
        return self._look.from_cache

    @property
    def reads_back(self):
        """Only data has texts that a service may make others of; to look costs a request, which few services may offer."""
        return bool(self.options.get("data"))

    def place(self, plan, told):
        """See RewritingBackend."""
        return "%s %s" % (checks.platform_url(self.options["nexus_url"]), self.path)

    def look_ahead(self, keep=True):
        """Look before the first write of the run. keep: in place of the connection's own task."""
        self._look.ahead(self.nexus(), "Reading the %s" % self._title, keep)

    def find(self, desired):
        """The connection, if the service tells it.

        404 may mean that there is none or that looking is not offered: then NotObservable.
        """
        try:
            answer = self._look.get(self.nexus(), "Reading the %s" % self._title)
        except Refused as refused:
            if refused.details.get("http_status") != 200:
                raise
            raise self._unseen(200) from refused  # HTTP 200 with another status code: none, or a failure
        if answer.status in MISSING:
            raise self._unseen(answer.status)
        told = answer.data or answer.body
        found = from_wire(self.resource.managed, told if isinstance(told, dict) else {})
        if not found.get("url"):
            raise self._unseen(answer.status)
        found.pop("secret", None)
        return dict({"data": {}}, **found)

    def resolve(self, desired, current):
        """Write the secret anew only where the user wants that: the service does not tell it."""
        wanted = super().resolve(desired, current)
        if current is not None:
            _undocumented.need_secret(self.resource, desired, current, "secret")
        if current is not None and self.options.get("update_secret") == "always" and desired.get("secret"):
            return type(wanted)(wanted.values, frozenset(["secret"]), wanted.strict)
        return wanted

    def unobservable_policy(self):
        """``send_until_tenant``:

        in the vendor's order the tenant comes after its services, so its key proves that they were sent. Raises Unproven
        where it may be the key of another contact center's tenant.
        """
        policy = self.options["when_unobservable"]
        if policy != "send_until_tenant":
            return policy
        identity = of_service(self.services, self.options)
        identity.check_files()
        proof = identity.look()
        if proof.unproven:
            raise proof.unproven
        if proof.warning:
            self.warnings.append(proof.warning)
        return "assume_present" if proof.key else "send"

    def create(self, plan):
        """POST the connection."""
        body = to_wire(self.resource.managed, plan.after)
        self.nexus().call("Creating the %s" % self._title, "POST", self.path, json=body)

    def update(self, plan):
        """PUT the connection whole, with the given secret."""
        body = to_wire(self.resource.managed, dict(plan.after, secret=self.options["secret"]))
        _undocumented.put(self.nexus(), self.path, body, self._title, plan.patch)

    def delete(self, plan):
        """DELETE the connection, if the service offers it."""
        _undocumented.delete(self.nexus(), self.path, self._title, "Remove it in Digital Channels by hand.")

    @property
    def _title(self):
        return "%s %s" % (self.resource.kind, self.options["name"])

    def _unseen(self, status):
        return NotObservable(
            "The service offers no way to look at the %s (GET answers HTTP %d), so its state is not known."
            % (self._title, status),
            "Set when_unobservable to send, send_until_tenant or assume_present.",
            operation="Reading the %s" % self._title,
            http_status=status,
        )

    def nexus(self):
        """The service with the API key, which is given or read from the table. Raises InvalidInput where there is none."""
        if self._service is None:
            key = self.options.get("nexus_api_key")
            if not key and _nexus_keys.has_database(self.options):
                key = _nexus_keys.key_named(self.services, self.options["api_key_name"])
            if not key:
                raise InvalidInput(
                    "The API key for the %s is missing." % self._title,
                    "Give nexus_api_key, or the PostgreSQL options and an api_key_name that nex_apikeys holds.",
                    field="nexus_api_key",
                )
            headers = {"x-api-key": key, "x-ccid": self.options["contact_center_id"]}
            self._service = self.services.nexus(headers=headers, scheme="api_key")
        return self._service


def problems(options):
    """What is wrong with the options together."""
    if not options.get("nexus_api_key") and not _nexus_keys.has_database(options):
        yield "nexus_api_key", "give nexus_api_key, or login_host and its kin so that the key is read from nex_apikeys"
    if options.get("when_unobservable") == "send_until_tenant":
        if not options.get("tenant_name"):
            yield "tenant_name", "when_unobservable=send_until_tenant needs it, to see whether the tenant has its key"
        if not _nexus_keys.has_database(options):
            yield "when_unobservable", "send_until_tenant needs login_host, to see whether the tenant has its key"


NEXUS_SERVICE = Resource(
    "service connection", ("name",), FIELDS, NexusServices, unconfirmed=("update", "delete"), problems=problems
)
MODULE = Manage(NEXUS_SERVICE, AUTH + NEXUS + POSTGRESQL)
