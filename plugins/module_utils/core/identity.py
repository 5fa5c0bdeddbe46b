# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which object is meant: the one of the declared id. Objects that look like it are named, never taken and never deleted."""

from __future__ import annotations

from .errors import Ambiguous
from .text import folded


def another_id(resource, identity, others, what):
    """The error for an object that is not there, while others are that look like it.

    identity: the declared id. others: ids of those. what: they have in common with the declaration.
    """
    operation = "Looking for the %s" % resource.kind
    return Ambiguous(
        "%s: there is none with the id %s, but %s has %s." % (operation, identity, few(others), what),
        "It is left as it is. If it is the one that is meant, %s" % lines(resource, others[0]),
        operation=operation,
        field="id",
        ids=others,
    )


def needs_id(resource, identity):
    """The error for a deletion without an id. identity: of the object that fits the options."""
    return Ambiguous(
        "The %s %s fits the options, but is not deleted without its id." % (resource.kind, identity),
        "It is left as it is. If it is the one that is meant, %s" % lines(resource, identity),
        field="id",
        ids=[identity],
    )


def left_alone(resource, identity, other, what):
    """The warning at a deletion that found nothing."""
    return "There is no %s %s. %s has %s and is left alone." % (resource.kind, identity, other, what)


def chosen_by_service(resource, identity, requested, state_file=None):
    """The warning for an object that the service made with another id than the requested one. state_file: the path of what tells the id
    to later runs, if anything does.
    """
    when = "The state file %s remembers it: where that is not found" % state_file if state_file else "From now on"
    text = "The service made the %s %s instead of %s. %s, %s"
    return text % (resource.kind, identity, requested, when, lines(resource, identity))


def few(members):
    """Names in a message: the first ten, and how many more there are."""
    members = list(members)
    more = len(members) - 10
    return ", ".join(members[:10]) + (" and %d more" % more if more > 0 else "")


def same_domains(found, domains, line):
    """Raise Ambiguous where a contact center that is to be taken down has none of the declared domains: it may be another tenant's.

    line: what says its id.
    """
    there = sorted(found.get("domains") or ())
    if there and not common(there, domains):
        raise Ambiguous(
            "The contact center %s has the domain %s, and none of the declared %s: it may be another tenant's."
            % (found["id"], few(there), few(domains)),
            "Nothing was deleted. If it is the one that is meant, declare its domains. Else correct the id, which comes from %s."
            % line,
            field="tenant_contact_center",
            ids=[found["id"]],
        )


def another_tenant(found, domains, line):
    """Raise Ambiguous where a contact center that is to be made or changed has none of the declared domains: it may be another
    tenant's. line: what says its id.
    """
    there = sorted(found.get("domains") or ())
    if there and not common(there, domains):
        raise Ambiguous(
            "The contact center %s (by %s) has the domain %s, and none of the declared %s: it may be another tenant's."
            % (found["id"], line, few(there), few(domains)),
            "Nothing was written. Correct the id. If all of its domains are to change, declare one that it has beside the new ones for one"
            " run, in the variables of the roles 'tenant_contact_center: {domains: [%s]}', beside what else is there."
            % few([*domains, there[0]]),
            field="tenant_contact_center",
            ids=[found["id"]],
        )


def another_digital(found, domains, tenant_id):
    """Raise Ambiguous where the contact center that digital_channels_contact_center_id names has none of the declared domains."""
    there = sorted(found.get("domains") or ())
    if there and not common(there, domains):
        raise Ambiguous(
            "The contact center %s (by digital_channels_contact_center_id of the tenant %s) has the domain %s, and none of the declared %s:"
            " it may be another tenant's." % (found["id"], tenant_id, few(there), few(domains)),
            "Nothing was written. Correct digital_channels_contact_center_id, or leave it out. If Digital Channels is meant for that contact"
            " center, declare it in a document of its own, with the domains of that one.",
            field="digital_channels_contact_center_id",
            ids=[found["id"]],
        )


def another_environment(found, addresses, line, absent):
    """Raise Ambiguous where an environment that nothing else proves to be the tenant's has none of the declared primary addresses.

    line: what says its id. absent: it is to be deleted.
    """
    there = [str(server.get("primary_address")) for server in found.get("config_servers") or ()]
    if not there or common(there, addresses):
        return
    variable = "'tenant_environment: {config_servers: [%s]}', beside what else is there."
    if absent:
        hint = "Nothing was deleted. If it is the one that is meant, declare one of its addresses, in the variables of the roles "
    else:
        hint = "Nothing was written. Correct the id. If it is the one that is meant, leave config_servers out, or declare one of its"
        hint += " addresses; if all are to change, beside the new ones for one run, in the variables of the roles "
    wanted = there[:1] if absent else [*addresses, there[0]]
    raise Ambiguous(
        "The environment %s (by %s) has the Configuration Server %s, and none of the declared %s: it may be another tenant's."
        % (found["id"], line, few(there), few(addresses)),
        hint + variable % few("{primary_address: %s}" % one for one in wanted),
        field="tenant_environment",
        ids=[found["id"]],
    )


def nobody_else(identity, others, domains, line):
    """Raise Ambiguous where the contact center that is to be taken down is not there, and another one has a declared domain.

    line: what says its id.
    """
    users = [other["id"] for other in others if common(other.get("domains") or (), domains)]
    if users:
        raise Ambiguous(
            "There is no contact center %s, but %s has a declared domain (%s): what is declared may be in use there."
            % (identity, few(users), few(domains)),
            "Nothing was deleted. The id comes from %s: correct it if it is wrong. If %s is the one that is meant all the same, give its id and"
            " that of its environment, in the variables of the roles 'tenant_contact_center: {id: %s}' and 'tenant_environment: {id: ...}',"
            " beside what else is there." % (line, users[0], users[0]),
            field="tenant_contact_center",
            ids=users,
        )


def domain_in_use(found, identity, others, domains, line):
    """Raise Ambiguous where a contact center is to get a domain that another one has, which should be unique.

    found: the contact center as it is, {} for one that is not there. identity: its id. others: the contact centers of the platform.
    line: what says the id.
    """
    new = [one for one in domains if not common([one], found.get("domains") or ())]
    users = [o for o in others if folded(o["id"]) != folded(identity) and common(o.get("domains") or (), new)]
    if not users:
        return
    ids = [str(other["id"]) for other in users]
    taken = few(one for one in new if any(common([one], other.get("domains") or ()) for other in users))
    hint = "Nothing was written. Correct the domains, or remove them there first."
    if found:
        said = "The contact center %s is to get the domain %s, but %s has it, and it should be unique."
        said %= (identity, taken, few(ids))
    else:
        said = "There is no contact center %s, but %s has a declared domain (%s), which should be unique."
        said %= (identity, few(ids), taken)
        hint = (
            "Nothing was written. The id comes from %s: correct it if it is wrong. If a domain is wrong, correct that. If %s is the one that is"
            " meant all the same, give its id and that of its environment, in the variables of the roles 'tenant_contact_center: {id: %s}' and"
            " 'tenant_environment: {id: %s}', beside what else is there."
            % (line, ids[0], ids[0], users[0].get("environment_id") or "...")
        )
    raise Ambiguous(said, hint, field="tenant_contact_center", ids=ids)


def common(some, others):
    """The names that both have, in lower case."""
    return {folded(one) for one in some} & {folded(one) for one in others}


def lines(resource, identity):
    """What to write into a task, or into the variables of the roles."""
    variable = "tenant_" + resource.kind.replace(" ", "_")
    return (
        "give its id. In a task: 'id: %s'. In the variables of the roles: '%s: {id: %s}', beside what else is there."
        % (
            identity,
            variable,
            identity,
        )
    )
