# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls that the vendor does not document: tried, and where the service does not offer them, said plainly."""

from __future__ import annotations

from ..core.compare import same
from ..core.errors import InvalidInput, NotFound, NotOffered, Refused

MISSING = (404, 405, 501)
# What the roles' tags call the part that an object of this kind belongs to.
_TAGS = {
    "environment": "environment",
    "contact center": "contact_center",
    "data center": "data_centers",
    "service connection": "services",
    "tenant": "nexus_tenant",
}


def need_secret(resource, desired, current, name):
    """Refuse a change that would send the whole object without the secret that the service keeps and does not tell.

    name: the option with the secret. Raises InvalidInput before anything is written, in check mode too.
    """
    differing = [
        field.arg
        for field in resource.managed
        if field.arg in desired
        and field.arg not in resource.key
        and not same(field, desired[field.arg], current.get(field.arg))
    ]
    if differing and name not in desired:
        raise InvalidInput(
            "Changing %s of the %s sends it whole, and its secret is not known here."
            % (", ".join(differing), resource.kind),
            "Give %s too, an empty one if there is none; nothing was changed." % name,
            field=name,
            fields=[name],
        )


def put(service, path, body, title, changes):
    """PUT an object that is known to exist. changes: the options that differ. Raises NotOffered naming them."""
    operation = "Changing the %s" % title
    answer = service.call(operation, "PUT", path, json=body, allow=MISSING)
    if answer.status in MISSING:
        raise NotOffered(
            "%s failed: this service does not offer it (HTTP %d). What differs: %s."
            % (operation, answer.status, ", ".join(sorted(changes))),
            "Declare what is there, or leave these options out.%s" % _without(title),
            operation=operation,
            method="PUT",
            url=service.base_url + path,
            http_status=answer.status,
            fields=sorted(changes),
        )


def _without(title):
    """How a run of the roles goes on without this object."""
    tag = next((tag for kind, tag in _TAGS.items() if title.startswith(kind + " ")), None)
    if not tag:
        return ""
    said = " To do the other parts meanwhile, without genesys_one_task, add %s to the tags that the run skips: --skip-tags %s"
    return said % (tag, tag) + ", with a comma between several tags."


def delete(service, path, title, advice):
    """DELETE an object that is thought to exist.

    advice: what to do where the service does not offer it. Raises NotOffered, and Refused where the service still shows
    what it did not delete.
    """
    operation = "Deleting the %s" % title
    try:
        service.call(operation, "DELETE", path)
    except Refused as error:
        # HTTP 200 with another status code is how some versions say that there is none; but not of what they still show.
        if not isinstance(error, (NotFound, NotOffered)) and (
            error.details["http_status"] != 200 or _shows(service, path)
        ):
            raise
        raise NotOffered(
            "%s failed: this service does not offer it (HTTP %d)." % (operation, error.details["http_status"]),
            advice,
            **error.details,
        ) from error


def _shows(service, path):
    """The service offers to look at the object, and it is there."""
    try:
        return service.get("Looking for it again", path, allow=MISSING).status not in MISSING
    except Refused:
        return False
