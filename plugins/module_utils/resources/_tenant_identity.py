# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the contact centers and the environment that a document means are the declared tenant's, before anything is written."""

from __future__ import annotations

from ..core import identity
from ..core.errors import Forbidden, InvalidInput, Unauthorized
from ..core.text import folded
from . import _tenant_parts as parts_of
from . import contact_center
from . import environment as environments


def refuse_another_tenant(course, found, runs):
    """Raises Ambiguous where login domains or addresses say that the contact center or the environment of a declared id is another
    tenant's, and where another contact center has a domain that this one is to get.

    course: the run of the document. found: "environment" and "contact_center" as looks have found them, {} for one that is not there;
    one that is missing nobody has looked at. runs: the parts that are about to be written.
    """
    doc, of_role_tenant = course.steps.doc, parts_of.finds_contact_center(runs)
    domains, digital = doc["tenant_contact_center"].get("domains"), doc["digital_channels_contact_center_id"]
    center = found.get("contact_center")
    if domains and (of_role_tenant or not digital and parts_of.written_below_contact_center(doc, runs)):
        course.at = "contact center"
        if center is None:
            center = _find(course, course.steps.wanted_id, of_role_tenant) or {}
        identity.another_tenant(center, domains, line_of_contact_center(course))
    refuse_another_digital(course, runs)
    environment = found.get("environment")
    if "environment" in runs or "contact_center" in runs and not center:
        if environment is None:
            environment = environments.find(course.steps.environment_id, course.services)
        refuse_another_environment(course, environment, center)
    if (
        "contact_center" in runs
        and domains
        and len(identity.common(center.get("domains") or (), domains)) < len(domains)
    ):
        course.at = "contact center"
        others = contact_center.everyone(course.services)
        identity.domain_in_use(
            center, center.get("id") or course.steps.wanted_id, others, domains, line_of_contact_center(course)
        )


def refuse_another_environment(course, found, center):
    """The same of an environment, unless the contact center says that it is the tenant's: that has a declared domain, and refers to
    this environment. found, center: as looks have found them, None or {} for one that is not there. A teardown asks, too.
    """
    doc = course.steps.doc
    addresses = [one["primary_address"] for one in doc["tenant_environment"].get("config_servers") or ()]
    domains = doc["tenant_contact_center"].get("domains") or ()
    is_proven = center and found and folded(center.get("environment_id")) == folded(found["id"])
    if found and addresses and not (is_proven and identity.common(center.get("domains") or (), domains)):
        course.at = "environment"
        line = _line(course, "environment", course.steps.environment_id)
        identity.another_environment(found, addresses, line, doc["state"] == "absent")


def refuse_another_digital(course, runs):
    """The same of the contact center of Digital Channels where the document says another id for it; a teardown asks, too."""
    doc = course.steps.doc
    domains, digital = doc["tenant_contact_center"].get("domains"), doc["digital_channels_contact_center_id"]
    if not domains or not digital or folded(digital) == folded(course.steps.wanted_id):
        return
    if parts_of.written_below_contact_center(doc, runs):
        course.at = "Digital Channels"
        identity.another_digital(_find(course, digital, False) or {}, domains, doc["tenant_id"])


def _find(course, wanted, is_needed):
    """The contact center of this id, or None. is_needed: somebody has to be able to look, for all writes go to the environment
    service; Digital Channels may have other credentials.
    """
    try:
        return contact_center.find(wanted, course.services)
    except (InvalidInput, Unauthorized, Forbidden):
        if is_needed:
            raise
    return None


def line_of_contact_center(course):
    """What says the id of the contact center, such as "tenant_id"."""
    return _line(course, "contact_center", course.steps.wanted_id)


def _line(course, owner, wanted):
    """What says this id of the contact center or the environment, and of which tenant."""
    tenant_id = course.steps.doc["tenant_id"]
    if wanted == tenant_id:
        return "tenant_id"
    line = "tenant_%s.id" % owner if wanted == course.asked[owner] else "the state file"
    return "%s of the tenant %s" % (line, tenant_id)
