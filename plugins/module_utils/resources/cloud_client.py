# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""OAuth clients of Genesys Cloud (genesys-cloud-oauth-api.md §1.3 to §1.6)."""

from __future__ import annotations

import re
import time

from ..core import checks
from ..core.spec import MEMBERS, REFERENCE, SET, WRITE_ONLY, Field, Resource
from ..core.task import ABSENT, PRESENT, Info, Manage
from ..core.text import folded
from ..transport.options import CLOUD
from . import _cloud_rules as rules
from ._cloud_backend import CloudClients
from ._cloud_clients import INACTIVE, KNOWN_MEMBERS
from ._cloud_list import LIST, options
from ._cloud_look import Look
from ._cloud_secret_policy import ALWAYS, NEVER, WHEN_LOST


def _name(value):
    return checks.name(value) if str(value).strip() else "it is empty"


def _a_positive_number(value):
    return None if value > 0 else "%r is no number of days above 0" % value


ROLE = (
    Field("role", required=True, check=_name),
    Field("division", check=checks.name),
    Field("role_id", "roleId", option=False),
    Field("division_id", "divisionId", option=False),
)


def _role_and_division(member):
    return (folded(member.get("role_id")), folded(member.get("division_id")))


FIELDS = (
    Field("client_id", "id", compare=REFERENCE, check=checks.uuid),
    Field("name", "name", needed=True, check=_name),
    Field("new_name", check=_name),
    Field("description", "description", normal=checks.normal_text),
    Field(
        "authorized_grant_type",
        "authorizedGrantType",
        choices=rules.GRANT_TYPES + tuple(rules.OLD_SPELLINGS),
        needed=True,
    ),
    Field(
        "access_token_validity_seconds",
        "accessTokenValiditySeconds",
        type="int",
        create=rules.DEFAULT_VALIDITY,
        no_log=False,
        check=rules.validity,
    ),
    Field(
        "registered_redirect_uris",
        "registeredRedirectUri",
        type="list",
        elements="str",
        compare=SET,
        check=checks.redirect_uri,
    ),
    Field("scopes", "scope", type="list", elements="str", compare=SET, check=checks.name),
    Field(
        "roles",
        "roleDivisions",
        type="list",
        elements="dict",
        compare=SET,
        fields=ROLE,
        normal=_role_and_division,
    ),
    Field("date_to_delete", "dateToDelete", normal=lambda value: rules.parsed(value) or value, check=rules.moment),
    Field("extra_properties", apart=True, type="dict", compare=MEMBERS),
    Field("integration_credential_name", apart=True, check=_name),
    Field("client_state", "state", option=False),
    Field("client_secret", apart=True, option=False, secret=True, compare=WRITE_ONLY),
    Field("integration_credential_id", apart=True, option=False),
    Field("date_created", "dateCreated", option=False),
    Field("date_modified", "dateModified", option=False),
    Field("created_by", "createdBy", type="dict", option=False),
    Field("modified_by", "modifiedBy", type="dict", option=False),
    Field("self_uri", "selfUri", option=False),
    Field("secret_file", apart=True, type="path"),
    Field("regenerate_secret", choices=(NEVER, WHEN_LOST, ALWAYS), default=NEVER, no_log=False),
    Field("regenerate_secret_confirm", no_log=False, check=checks.uuid),
    Field("secret_max_age", type="int", no_log=False, check=_a_positive_number),
    Field("verify_secret", type="bool", default=False, no_log=False),
    Field("confirm_delete", type="bool", default=False),
    Field("remove_secret_file", type="bool", default=False, no_log=False),
    Field("allow_own_client", type="bool", default=False),
    Field("restore_default_roles", type="bool", default=False),
)


def problems(options):
    """What is wrong with the options together, before any request."""
    state = options.get("state")
    if not options.get("client_id") and not options.get("name"):
        yield "name", "give name or client_id, by which the client is found"
    if state == ABSENT:
        if not options.get("confirm_delete"):
            yield (
                "confirm_delete",
                "deleting a client ends every application that uses it, also in other organisations: set it to true",
            )
        if options.get("remove_secret_file") and not options.get("secret_file"):
            yield "remove_secret_file", "needs secret_file"
        return
    if options.get("remove_secret_file"):
        yield "remove_secret_file", "only with state: absent"
    if options.get("new_name") and options.get("client_id"):
        yield "new_name", "with client_id the new name is given as name"
    if options.get("date_to_delete") and state != INACTIVE:
        yield "date_to_delete", "only with state: inactive"
    if not options.get("secret_file"):
        for name in ("secret_max_age", "verify_secret"):
            if options.get(name):
                yield name, "needs secret_file"
        if options.get("regenerate_secret") == WHEN_LOST:
            yield "regenerate_secret", "when_lost needs secret_file"
    for name in sorted(set(options.get("extra_properties") or ()) & set(KNOWN_MEMBERS)):
        yield "extra_properties", "%s %s" % (name, KNOWN_MEMBERS[name])
    given = dict(options, authorized_grant_type=rules.grant_type(options.get("authorized_grant_type")))
    yield from rules.problems(given)


def info_problems(options):
    """What is wrong with the filters."""
    try:
        re.compile(options.get("name_pattern") or "")
    except re.error as error:
        yield "name_pattern", "%r is no regular expression: %s" % (options["name_pattern"], error)


def _chosen(options, client):
    """The client passes the filters that look at more than one member, or at part of one."""
    role = folded(options.get("role") or "")
    roles = [folded(text) for member in client.get("roles") or () for text in (member.get("role"), member["role_id"])]
    return (
        (not options.get("name_pattern") or re.search(options["name_pattern"], client.get("name") or ""))
        and (not role or role in roles)
        and (not options.get("scope") or options["scope"] in (client.get("scopes") or ()))
        and (not options.get("client_state") or client.get("client_state") in options["client_state"])
    )


CLOUD_CLIENT = Resource("OAuth client", ("client_id",), FIELDS, CloudClients, problems=problems, called=("name",))
FILTERS = (
    Field("client_id", "id", compare=REFERENCE, check=checks.uuid),
    Field("name", "name"),
    Field("name_pattern"),
    Field("authorized_grant_type", "authorizedGrantType", choices=rules.GRANT_TYPES),
    Field("client_state", type="list", elements="str", choices=("active", INACTIVE, "disabled")),
    Field("role"),
    Field("scope"),
    Field("resolve_names", type="bool", default=False),
    Field("exclude_own_client", type="bool", default=False),
)
STATE = Field("state", choices=(PRESENT, ABSENT, INACTIVE), default=PRESENT)
OF_A_LIST = options(tuple(field for field in FIELDS if field.option) + (STATE,))


class ManageClients(Manage):
    """The module that keeps one client in a state. With a list it only looks at the clients of the list."""

    @property
    def options(self):
        """All options of the module."""
        return super().options + OF_A_LIST

    def title(self, params):
        """What the client of these options is called, or the list."""
        return "OAuth clients" if params.get(LIST) is not None else super().title(params)

    def problems(self, params):
        """(option, what is wrong) for options that do not go together. What a list says is looked at with its clients."""
        if params.get(LIST) is not None:
            return ()
        return super().problems(params)

    def run(self, params, services, check_mode=False, sleep=time.sleep):
        """Look, plan, write unless in check mode; returns a Report. A list is only looked at."""
        if params.get(LIST) is not None:
            return Look(self, params, services).report()
        return super().run(params, services, check_mode, sleep)


MODULE = ManageClients(CLOUD_CLIENT, CLOUD, STATE)
INFO = Info(CLOUD_CLIENT, CLOUD, FILTERS, "oauth_clients", _chosen, info_problems)
