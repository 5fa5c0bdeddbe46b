# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which parts of a tenant's document a task is about, and what does not go with them. Pure."""

from __future__ import annotations

FOUND = ("environment", "contact_center")
TOLD_APART = ("services", "nexus_tenant")  # which may be those of another tenant of the same name
DIGITAL = frozenset(("chat", "services", "nexus_tenant"))
OF_A_TENANT = DIGITAL | {"environment", "contact_center", "cors", "settings"}
ALONE = DIGITAL | {"gapis", "designer_env"}  # the parts of the role digital_channels
_NEED_BOTH = OF_A_TENANT - DIGITAL
_NEED_CONTACT_CENTER = ALONE - {"gapis"}
_DECLARED_BY = {
    "data_centers": ("tenant_data_centers",),
    "cors": ("tenant_cors_origins",),
    "settings": ("tenant_settings",),
    "gapis": ("digital_channels_gapis",),
    "chat": ("digital_channels_chat_service_uri",),
    "services": ("digital_channels_services",),
    "nexus_tenant": ("digital_channels_tenant",),
}


def problem(params):
    """(option, what is wrong) where it is not said which tenant is meant, or what of it; None if all is well."""
    parts, absent = params["parts"], params["state"] == "absent"
    if parts is not None and not parts:
        return "parts", "names no part; leave it out for the whole document"
    if params["find_only"] and (params["state"] != "present" or set(parts or ()) - set(FOUND + TOLD_APART)):
        return "find_only", "goes with state present, and with the parts %s and %s only" % (
            ", ".join(FOUND + TOLD_APART[:-1]),
            TOLD_APART[-1],
        )
    if params.get("keep_only") and not absent:
        return "keep_only", "belongs to state: absent"
    parts = narrowed(params)["parts"]
    if params["ready_for"] is not None and parts:  # a role's, which has tasks for what is declared only
        parts = [part for part in parts if all(params[name] for name in _DECLARED_BY.get(part, ()))]
    if parts == []:
        return None
    if "designer_env" in (parts or ()) and not absent and params["ready_for"] is None:
        return "parts", "designer_env is a part of a teardown only"
    if params.get("tenant_id") or not (parts is None or OF_A_TENANT & set(parts)):
        return None
    elsewhere = params.get("digital_channels_contact_center_id") or (params["tenant_contact_center"] or {}).get("id")
    if parts is not None and elsewhere and not OF_A_TENANT & set(parts) - DIGITAL:
        return None
    return "tenant_id", "is missing: the UUID of the tenant"


def narrowed(params):
    """The options of a role's look, with those of its parts that are needed for what runs.

    Without a part of the role tenant, nobody but a state file can tell another contact center than the declared one.
    """
    runs = params["ready_for"]
    if not params["find_only"] or runs is None:
        return params
    needed = set(TOLD_APART).intersection(runs)
    if finds_contact_center(runs):
        needed.update(FOUND)
    elif params["state_dir"] and not params["digital_channels_contact_center_id"]:
        needed.update(("contact_center",) if _NEED_CONTACT_CENTER.intersection(runs) else ())
    return dict(params, parts=[part for part in params["parts"] or FOUND if part in needed])


def as_compared(params):
    """The options; a comparison sends nothing, so it does without what an object would need that is sent unseen."""
    if params["state"] != "checked":
        return params
    return dict(params, when_unobservable=params["when_unobservable"] or "assume_present")


def finds_contact_center(runs):
    """Whether a role that runs these parts finds environment and contact center before its first write."""
    return bool(_NEED_BOTH.intersection(runs))


def written_below_contact_center(doc, runs):
    """Those of these parts that write what is the contact center's in Digital Channels, or its address; a role's look does not know
    which of them are declared.
    """
    below = _NEED_CONTACT_CENTER.intersection(runs)
    if doc["ready_for"] is not None:
        return below
    return {part for part in below if all(doc.get(name) for name in _DECLARED_BY.get(part, ()))}


def is_made(part, params):
    """The task of this part runs, and makes what is not there."""
    return params["ready_for"] is None or part in params["ready_for"]
