# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tenants of a platform as an inventory wants them: contact centers, each with its environment and settings."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase

from ..core.errors import InvalidInput, RateLimited, Refused, Unauthorized
from ..core.names import unknown_names
from ..core.task import Info, invalid, validate
from ..core.text import folded
from ..transport.options import AUTH
from . import contact_center, environment, setting

IDENTITY, OBSERVED, NONE = "identity", "observed", "none"
FILTERS = ("domains", "regions", "environment_ids")
TASK = Info(contact_center.CONTACT_CENTER, AUTH, (), "tenants")  # whose options those of the connection are


def read(services, settings=False, keep=lambda tenant: True):
    """(tenants, what went wrong with single ones), from one list of each kind.

    settings: False, True or names; they cost one request for each contact center. keep: decides before that request.
    A tenant is a dict of contact_center, environment (None where the service knows none) and, if asked for, settings,
    each by the option names of its module and without secrets. Raises GenesysError.
    """
    environments = {
        folded(one.get("id") or ""): one for one in environment.INFO.run({}, services).values["environments"]
    }
    tenants, troubles = {}, []
    for center in contact_center.INFO.run({}, services).values["contact_centers"]:
        if not center.get("id"):
            troubles.append("A contact center without an id is left out: %s." % (center.get("domains") or "no domain"))
            continue
        tenant = {"contact_center": center, "environment": environments.get(folded(center.get("environment_id") or ""))}
        if folded(center["id"]) not in tenants and keep(tenant):
            tenants[folded(center["id"])] = tenant
    for key in sorted(tenants) if settings else ():
        try:
            tenants[key]["settings"] = _settings(services, tenants[key]["contact_center"]["id"], settings)
        except (Unauthorized, RateLimited):
            raise
        except Refused as error:
            troubles.append(str(error))
    return [tenants[key] for key in sorted(tenants)], troubles


def _settings(services, center, wanted):
    task = setting.INFO
    found = task.run({"contact_center_id": center}, services).values["settings"]
    chosen = [one for one in found if wanted is True or one.get("name") in wanted]
    return sorted(chosen, key=lambda one: (str(one.get("name")), str(one.get("location"))))


def regions(tenant):
    """The regions of the tenant's Configuration Servers: /USW1 is the region usw1 (private-edition-api.md §3.1)."""
    servers = (tenant["environment"] or {}).get("config_servers") or []
    named = [_region(part) for server in servers for part in str(server.get("locations") or "").split(",")]
    return list(dict.fromkeys(name for name in named if name))


def _region(text):
    return folded(str(text).strip().strip("/"))


def domains(tenant):
    """The login domains of the tenant, in the service's order."""
    return tenant["contact_center"].get("domains") or []


def host_variables(tenant, kind=IDENTITY):
    """The host's variables: the facts as the services tell them, and what the roles take."""
    facts = {
        "genesys_contact_center": tenant["contact_center"],
        "genesys_environment": tenant["environment"] or {},
        "genesys_regions": regions(tenant),
        "genesys_discovered": True,  # the roles' teardown spares such hosts unless genesys_teardown_discovered is true
    }
    if "settings" in tenant:
        facts["genesys_settings"] = tenant["settings"]
    return dict(facts, **role_variables(tenant, kind))


def role_variables(tenant, kind=IDENTITY):
    """The variables of the roles that stand for the tenant.

    kind: ``identity`` says which tenant it is and leaves the rest to be declared elsewhere: omitted options change
    nothing. ``observed`` declares the state that was found. ``none``: nothing.
    """
    if kind == NONE:
        return {}
    center, found = tenant["contact_center"], tenant["environment"] or {}
    tenant_id = found.get("id") or center.get("environment_id") or center["id"]
    variables = {"tenant_id": tenant_id}
    if kind == OBSERVED:
        variables["tenant_environment"] = accepted(environment.MODULE, found, ("id",))
        own = accepted(contact_center.MODULE, center, ("environment_id",))
        variables["tenant_contact_center"] = dict(own, id=center["id"])
    elif folded(center["id"]) != folded(tenant_id):
        variables["tenant_contact_center"] = {"id": center["id"]}
    return variables


def accepted(task, found, elsewhere):
    """What was found, without what the module would not take as an option. elsewhere: options that the roles fill in."""
    given = {name: value for name, value in found.items() if name not in elsewhere}
    for item in task.resource.managed:
        needed = [part.arg for part in item.fields if part.required]
        if needed and any(member.get(name) is None for member in given.get(item.arg) or [] for name in needed):
            given.pop(item.arg)
    try:
        validate(task, dict({name: found.get(name) for name in elsewhere}, **given))
    except InvalidInput as wrong:
        refused = {re.split(r"[.\[]", name)[0] for name in wrong.details["fields"]}
        given = {name: value for name, value in given.items() if name not in refused}
    return given


class Selection:
    """Which tenants are wanted. options: lists of patterns by the names of FILTERS, or these after ``exclude_``.

    An empty list is no filter. Raises InvalidInput for other names and values.
    """

    def __init__(self, options):
        known = FILTERS + tuple("exclude_" + name for name in FILTERS)
        self._patterns = {}
        unknown = [("filters.%s" % name, wrong) for name, wrong in unknown_names(options or {}, known)]
        if unknown:
            raise invalid(unknown)
        for name, value in (options or {}).items():
            patterns = [value] if isinstance(value, str) else value
            if not isinstance(patterns, list):
                raise InvalidInput("filters: %s is no list." % name, "Give a list of patterns.", field="filters")
            self._patterns[name] = [_region(one) if name.endswith("regions") else folded(one) for one in patterns]

    def __call__(self, tenant):
        """Whether the tenant fits every filter."""
        facts = {
            "domains": domains(tenant),
            "regions": regions(tenant),
            "environment_ids": [tenant["contact_center"].get("environment_id") or ""],
        }
        for name, values in facts.items():
            wanted, unwanted = self._patterns.get(name), self._patterns.get("exclude_" + name)
            if wanted and not _fits(values, wanted) or unwanted and _fits(values, unwanted):
                return False
        return True


def _fits(values, patterns):
    return any(fnmatchcase(folded(value), pattern) for value in values for pattern in patterns)
