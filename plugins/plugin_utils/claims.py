# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a host's task handles alone: its tenant, contact centers and environment. Pure functions, without Ansible."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import InvalidInput
from ansible_collections.cxops.genesys.plugins.module_utils.core.text import folded
from ansible_collections.cxops.genesys.plugins.module_utils.resources._tenant_parts import DIGITAL

TENANT, CENTER, ENVIRONMENT = "tenant", "contact center", "environment"
_OF_CENTER = frozenset(("contact_center", "cors", "settings"))
OF_ROLES = {"tenant": ("environment", "contact_center"), "digital_channels": tuple(sorted(DIGITAL)), "auth_clients": ()}


@dataclass(frozen=True)
class Claim:
    """One object that a host handles.

    kind, id: which one. field, line: the option that says so, and what it says. content: what is declared of an
    environment; two hosts with the same content may share it.
    """

    kind: str
    id: str
    field: str = "tenant_id"
    content: Optional[str] = None

    @property
    def line(self):
        """Where its id comes from."""
        return "%s: %s" % (self.field, self.id)


def centers(read, parts=None):
    """The claims of the contact centers that these parts are about. read: a function for an option's value; None: all parts."""
    wanted = _one(CENTER, read, "tenant_contact_center")
    digital, found = read("digital_channels_contact_center_id"), []
    if parts is None or _OF_CENTER.intersection(parts):
        found += wanted
    if parts is None or DIGITAL.intersection(parts):
        found += [Claim(CENTER, _id(digital), "digital_channels_contact_center_id")] if _id(digital) else wanted
    return list({one.id: one for one in reversed(found)}.values())


def environments(read, parts=None):
    """The claim of the environment, in a list, if the parts are about it."""
    return _one(ENVIRONMENT, read, "tenant_environment") if parts is None or "environment" in parts else []


def of_task(read, parts, digest):
    """All claims of a task. digest: gives a text for what is declared of an environment, which may hold secrets.

    An environment is claimed by who declares more of it than its id: several contact centers may refer to one.
    """
    found = [Claim(TENANT, _id(read("tenant_id")))] if _id(read("tenant_id")) else []
    found += centers(read, parts)
    declared = {name: value for name, value in _members(read("tenant_environment")).items() if _is_given(name, value)}
    if declared:
        found += [Claim(one.kind, one.id, one.field, digest(declared)) for one in environments(read, parts)]
    return found


def check_found(host, tenant_id, found):
    """Refuse a host that the inventory plugin found as one tenant and another source declares as another one. Raises InvalidInput.

    found: a function for the host's variables. Where sources give one name to two tenants, Ansible mixes them. A tenant_id that the
    platform does not know is right where the ids of contact center and environment are declared.
    """
    center, there = _members(found("genesys_contact_center")), _members(found("genesys_environment"))
    ids = [_id(one) for one in (center.get("id"), center.get("environment_id"), there.get("id"))]
    declared = [_id(_members(found(name)).get("id")) for name in ("tenant_contact_center", "tenant_environment")]
    if tenant_id and _id(center.get("id")) and _id(tenant_id) not in ids and not set(declared) <= set(ids) - {""}:
        raise InvalidInput(
            "The host %s is declared as the tenant %s, but the inventory plugin found the contact center %s under its name."
            % (host, tenant_id, center["id"]),
            "No request was made. Give host_prefix in the source of the plugin, or rename the host.",
            field="tenant_id",
        )


def check(host, holder, tenant_id, claim, is_found=lambda host: False):
    """Refuse a second host for the same object of the same platform in one task. Raises InvalidInput.

    holder: None, or the host that has claimed it, with its tenant's id and the content of its claim. is_found: says of a host whether the
    inventory plugin found it.
    """
    if not holder or holder[0] == host or claim.content is not None and claim.content == holder[2]:
        return
    shared = ""
    if claim.kind != TENANT:
        what = " and declares it in another way" if claim.content is not None else ""
        shared = " Host %s has the same %s%s, by %s." % (host, claim.kind, what, claim.line)
    found = [one for one in (holder[0], host) if is_found(one)]
    raise InvalidInput(
        "The host %s handles the tenant %s in this task already.%s" % (holder[0], holder[1] or tenant_id, shared),
        "No request was made. One host is one tenant: use run_once, a condition on inventory_hostname, or --limit%s.%s"
        % (
            ", or correct that line" if shared else "",
            " The inventory plugin found %s: give its source after the others, or remove the host." % found[-1]
            if found
            else "",
        ),
        field=claim.field,
    )


def differs(platform, other):
    """Both platforms are known, and they are not the same."""
    return bool(platform and other) and platform != other


def _one(kind, read, name):
    own = _id(_members(read(name)).get("id"))
    tenant_id = _id(read("tenant_id"))
    if own:
        return [Claim(kind, own, name + ".id")]
    return [Claim(kind, tenant_id)] if tenant_id else []


def _members(value):
    return value if isinstance(value, dict) else {}


def _id(value):
    return folded(value.strip()) if isinstance(value, str) else ""


def _is_given(name, value):
    return name not in ("id", "state") and value not in (None, "", [], {})
