# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of a tenant's document: those of its parts' own tables, as members of the variables that the roles have too."""

from __future__ import annotations

from dataclasses import replace

from ..core import checks
from ..core.spec import Field
from ..core.task import STATE
from ..transport.options import AUTH, NEXUS, POSTGRESQL
from ._remembered import STATE_DIR
from .auth_client import AUTH_CLIENT
from .contact_center import CONTACT_CENTER
from .data_center import DATA_CENTER
from .environment import ENVIRONMENT
from .nexus_gapi import NEXUS_GAPI
from .nexus_service import NEXUS_SERVICE
from .nexus_tenant import NEXUS_TENANT
from .setting import LIST_MODES, SETTING

CONNECTION = AUTH + NEXUS + POSTGRESQL
CHECKED = "checked"
# The parts of a document in the vendor's order; the roles have a tag for each.
PARTS = (
    "auth_clients",
    "environment",
    "contact_center",
    "data_centers",
    "cors",
    "settings",
    "gapis",
    "chat",
    "services",
    "nexus_tenant",
    "designer_env",
)
SHARED = Field("shared", type="bool")  # only false lets a teardown delete it
ELSEWHERE = (Field("client_id"), Field("url"), Field("host"), Field("environment_id"))


def members(resource, without=(), optional=(), more=(), indexed=()):
    """A resource's own options as members of a variable.

    without: those that the document tells elsewhere. optional: those that need not be given here. indexed: lists of which other
    variables take members. What is left out is left to the resource, so a member has no default.
    """
    own = (f for f in resource.fields if f.option and f.arg not in without)
    return (
        tuple(
            replace(f, default=None, required=f.required and f.arg not in optional, no_text=f.arg in indexed)
            for f in own
        )
        + more
    )


def _list(arg, fields):
    return Field(arg, type="list", elements="dict", default=[], fields=fields)


def _by_variables(*fields):
    """Each option is also the variable of its name, which the roles read."""
    return tuple(replace(field, variable=field.arg) for field in fields)


# What the document says of its tenant, or the run finds out.
_OF_ITS_TENANT = ("tenant_name", "tenant_api_key_file", "tenant_record_file", "adopt_by_name", "contact_center_is_new")
_TOLD_ELSEWHERE = ("id", "api_key_file", "designer_env_file", "contact_center_is_new")

# A dict has no default: Ansible would write its members' defaults into it, and the next task would take them for given.
OPTIONS = _by_variables(
    Field("tenant_id", check=checks.uuid),
    _list("auth_clients_list", members(AUTH_CLIENT, more=(STATE, SHARED))),
    Field("auth_clients_secret_dir", type="path", default="", no_log=False),
    Field("auth_clients_remove_secret_files", type="bool", default=False, no_log=False),
    Field("tenant_environment", type="dict", fields=members(ENVIRONMENT)),
    Field(
        "tenant_contact_center",
        type="dict",
        fields=members(CONTACT_CENTER, without=("environment_id",), indexed=("domains",)),
    ),
    _list("tenant_data_centers", members(DATA_CENTER, more=(STATE,))),
    Field("tenant_cors_origins", type="list", elements="str", default=[], no_text=True),
    Field("tenant_cors_list_mode", choices=LIST_MODES, default="merge"),
    Field("tenant_cors_location", default="/", check=checks.location),
    Field("tenant_cors_shared", type="bool", default=True),
    _list("tenant_settings", members(SETTING, without=("contact_center_id",), more=(STATE,))),
    Field("tenant_remove_data_centers", type="bool", default=False),
    Field("digital_channels_contact_center_id", check=checks.uuid),
    Field("digital_channels_client_id", default="nexus_client", check=checks.basic_segment),
    Field("digital_channels_client_secret", default="", secret=True),
    Field("digital_channels_client_secret_file", type="path", no_log=False),
    _list("digital_channels_gapis", members(NEXUS_GAPI, optional=("client_id",), more=(STATE, SHARED))),
    Field("digital_channels_chat_service_uri", default=""),
    _list(
        "digital_channels_services",
        members(NEXUS_SERVICE, without=("contact_center_id",) + _OF_ITS_TENANT, more=(STATE,)),
    ),
    Field("digital_channels_tenant", type="dict", fields=members(NEXUS_TENANT, without=_TOLD_ELSEWHERE)),
    Field("digital_channels_api_key_file", type="path", default="", no_log=False),
    Field("digital_channels_designer_env_file", type="path", default=""),
    Field("digital_channels_remove_secret_files", type="bool", default=False, no_log=False),
) + (
    Field("parts", type="list", elements="str", choices=PARTS),
    Field("when_unobservable", choices=("send", "assume_present", "fail")),
    Field("validate_only", type="bool", default=False),
    Field("find_only", type="bool", default=False),
    Field("contact_center_is_new", type="bool", default=False),
    replace(STATE_DIR, variable="genesys_state_dir"),
    Field("ready_for", type="list", elements="str", choices=PARTS),
    Field("teardown_dir", type="path", variable="genesys_teardown_dir"),
    Field("teardown_run"),
    Field("keep_only", type="bool", default=False),
    _list("declared_elsewhere", ELSEWHERE),
    replace(STATE, choices=STATE.choices + (CHECKED,)),
)

# Variables of the roles, among them those that only a role uses; a role's first task looks at their values.
OF_ROLES = tuple(field for field in OPTIONS if field.variable == field.arg)
OF_DESIGNER_ENV = _by_variables(
    *(Field("digital_channels_designer_env_" + name) for name in ("section", "baseurl", "url", "host", "tasks_file"))
)

# The options that a part needs; a task for some parts reads the variables of these alone.
_CLIENT = ("auth_clients_secret_dir", "digital_channels_client_id") + (
    "digital_channels_client_secret",
    "digital_channels_client_secret_file",
)
_PLACE = ("tenant_id", "tenant_environment", "tenant_contact_center", "state_dir")
_DIGITAL = _PLACE + ("digital_channels_contact_center_id", "digital_channels_tenant")
_KEY_FILES = ("digital_channels_api_key_file", "digital_channels_designer_env_file")
OPTIONS_OF = {
    "auth_clients": ("tenant_id", "tenant_contact_center", "digital_channels_contact_center_id")
    + ("auth_clients_list", "auth_clients_secret_dir", "auth_clients_remove_secret_files"),
    "environment": _PLACE,
    "contact_center": _PLACE,
    "data_centers": ("tenant_data_centers", "tenant_remove_data_centers"),
    "cors": _PLACE + ("tenant_cors_origins", "tenant_cors_list_mode", "tenant_cors_location", "tenant_cors_shared"),
    "settings": _PLACE + ("tenant_settings",),
    "gapis": ("digital_channels_gapis",) + _CLIENT,
    "chat": _DIGITAL + ("digital_channels_chat_service_uri",),
    "services": _DIGITAL + _KEY_FILES + ("digital_channels_services",),
    "nexus_tenant": _DIGITAL + _CLIENT + _KEY_FILES + ("digital_channels_remove_secret_files",),
    "designer_env": _DIGITAL + _KEY_FILES + ("digital_channels_remove_secret_files",),
}
# With the contact center goes what the record of its API key says.
OF_RELEASE = _KEY_FILES + ("digital_channels_tenant",)
