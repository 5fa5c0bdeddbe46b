# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the contact center that a document means is the declared tenant's, before anything is written."""

from __future__ import annotations

from ..core import identity
from ..core.errors import Forbidden, InvalidInput, Unauthorized
from . import _tenant_parts as parts_of
from . import contact_center


def refuse_another_tenant(course, center, runs):
    """Raises Ambiguous where the login domains say that the contact center of the declared id is another tenant's.

    course: the run of the document. center: as a look has found it, None where nobody has looked. runs: the parts that are about to
    be written.
    """
    doc, alone = course.steps.doc, not parts_of.finds_contact_center(runs)
    domains, digital = doc["tenant_contact_center"].get("domains"), doc["digital_channels_contact_center_id"]
    if not domains or alone and (digital or not parts_of.DIGITAL.intersection(runs)):
        return
    course.at = "contact center"
    if center is None:
        try:
            center = contact_center.find(course.steps.wanted_id, course.services)
        except (InvalidInput, Unauthorized, Forbidden):
            if not alone:  # else nobody can look, for Digital Channels may have other credentials
                raise
    identity.another_tenant(center or {}, domains, _line(course))


def _line(course):
    """What says the contact center's id, and of which tenant."""
    steps, tenant = course.steps, "of the tenant %s" % course.steps.doc["tenant_id"]
    if steps.wanted_id == steps.doc["tenant_id"]:
        return "tenant_id"
    line = "tenant_contact_center.id" if steps.wanted_id == course.asked["contact_center"] else "the state file"
    return "%s %s" % (line, tenant)
