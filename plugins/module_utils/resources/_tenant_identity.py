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
    doc, of_role_tenant = course.steps.doc, parts_of.finds_contact_center(runs)
    domains = doc["tenant_contact_center"].get("domains")
    if not domains or not (of_role_tenant or _writes_chat(doc, runs)):
        return
    course.at = "contact center"
    if center is None:
        try:
            center = contact_center.find(course.steps.wanted_id, course.services)
        except (InvalidInput, Unauthorized, Forbidden):
            if of_role_tenant:  # else nobody can look, for Digital Channels may have other credentials
                raise
    identity.another_tenant(center or {}, domains, _line(course))


def _writes_chat(doc, runs):
    """Whether the setting with the address of the chat service may be written; a role's look does not know whether it is declared."""
    is_declared = doc["ready_for"] is not None or doc["digital_channels_chat_service_uri"]
    return bool(is_declared and "chat" in runs and not doc["digital_channels_contact_center_id"])


def _line(course):
    """What says the contact center's id, and of which tenant."""
    steps, tenant = course.steps, "of the tenant %s" % course.steps.doc["tenant_id"]
    if steps.wanted_id == steps.doc["tenant_id"]:
        return "tenant_id"
    line = "tenant_contact_center.id" if steps.wanted_id == course.asked["contact_center"] else "the state file"
    return "%s %s" % (line, tenant)
