# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the contact centers that a document means are the declared tenant's, before anything is written."""

from __future__ import annotations

from ..core import identity
from ..core.errors import Forbidden, InvalidInput, Unauthorized
from ..core.text import folded
from . import _tenant_parts as parts_of
from . import contact_center


def refuse_another_tenant(course, center, runs):
    """Raises Ambiguous where the login domains say that the contact center of a declared id is another tenant's.

    course: the run of the document. center: as a look has found it, None where nobody has looked. runs: the parts that are about to
    be written.
    """
    doc, of_role_tenant = course.steps.doc, parts_of.finds_contact_center(runs)
    domains, digital = doc["tenant_contact_center"].get("domains"), doc["digital_channels_contact_center_id"]
    if domains and (of_role_tenant or not digital and parts_of.written_below_contact_center(doc, runs)):
        course.at = "contact center"
        if center is None:
            center = _find(course, course.steps.wanted_id, of_role_tenant)
        identity.another_tenant(center or {}, domains, _line(course))
    refuse_another_digital(course, runs)


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


def _line(course):
    """What says the contact center's id, and of which tenant."""
    steps, tenant = course.steps, "of the tenant %s" % course.steps.doc["tenant_id"]
    if steps.wanted_id == steps.doc["tenant_id"]:
        return "tenant_id"
    line = "tenant_contact_center.id" if steps.wanted_id == course.asked["contact_center"] else "the state file"
    return "%s %s" % (line, tenant)
