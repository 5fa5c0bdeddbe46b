# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""For the task by which a role looks at what its parts need: which of them run, and the variables that it does not read."""

from __future__ import annotations

import re

from ansible_collections.cxops.genesys.plugins.module_utils.resources._cloud_list import LIST as CLIENTS
from ansible_collections.cxops.genesys.plugins.module_utils.resources._tenant_options import CONNECTION, PARTS
from ansible_collections.cxops.genesys.plugins.module_utils.resources._tenant_parts import FOUND

_CREDENTIAL = re.compile(r"\{\{ (restore_\w+)")  # as _tenant_kept.py writes it
READY_FOR = "ready_for"
VALIDATE_ONLY = "validate_only"
# The tags of the tasks of each part, and the module that does it.
_TENANT, _DIGITAL = ("tenant",), ("digital_channels",)
_OF_PARTS = {
    "auth_clients": ((), "genesys_auth_client"),
    "environment": (_TENANT, "genesys_environment"),
    "contact_center": (_TENANT, "genesys_contact_center"),
    "data_centers": (_TENANT, "genesys_data_center"),
    "cors": (_TENANT, "genesys_setting"),
    "settings": (_TENANT, "genesys_setting"),
    "gapis": (_DIGITAL, "nexus_gapi_db"),
    "chat": (_DIGITAL, "genesys_setting"),
    "services": (_DIGITAL, "nexus_service"),
    "nexus_tenant": (_DIGITAL, "nexus_tenant"),
    "designer_env": (_DIGITAL, "nexus_tenant"),
}
TAGS = tuple(sorted({tag for part, (tags, _module) in _OF_PARTS.items() for tag in (part, *tags)}))
_PARTS_OF = {
    "cxops.genesys.tenant": [part for part, (tags, _module) in _OF_PARTS.items() if tags == _TENANT],
    "cxops.genesys.digital_channels": [part for part, (tags, _module) in _OF_PARTS.items() if tags == _DIGITAL],
}
ROLE_OF_CLIENTS = "cxops.genesys.cloud_oauth_clients"
_CONNECTION = frozenset(name for option in CONNECTION for name in (option.arg,) + option.aliases)


def parts_to_run(task, given, task_vars, finds=False):
    """The parts whose tasks run beside this one, as Ansible itself decides by tags and those that the task inherits.

    given: the task's arguments. Left out is a part whose module has connection options of its own in module_defaults, for
    this task does not know them. finds: the task finds out what is the tenant's, for all parts of its role.
    """
    found = []
    parts = _PARTS_OF.get(task_vars.get("ansible_role_name")) if finds else given.get("parts")
    for part in parts or PARTS:
        tags, module = _OF_PARTS[part]
        if not finds and given.get("state", "present") == "present" and _goes_another_way(task, module):
            continue
        if would_run(task, [part, *tags], task_vars):
            found.append(part)
    return found


def would_run(task, tags, task_vars):
    """Whether a task with these tags runs beside this one, as Ansible itself decides by them and those that both inherit."""
    play, probe = task.get_play(), task.copy(exclude_tasks=True)
    probe.tags = [*tags, *(task._parent.tags if task._parent else ())]  # those of the task itself hold "always" by now
    return bool(probe.evaluate_tags(play.only_tags, play.skip_tags, task_vars))


def parts_to_tell_apart(task, parts):
    """The parts of a look that finds what is the tenant's, without those that only their own tasks can look at."""
    return [part for part in parts if part in FOUND or not _goes_another_way(task, _OF_PARTS[part][1])]


def only_validates(task, given, task_vars):
    """The task looks at the list of OAuth clients for those that follow it in its role, and the tags leave them out."""
    if CLIENTS not in given or task_vars.get("ansible_role_name") != ROLE_OF_CLIENTS:
        return False
    return not would_run(task, [ROLE_OF_CLIENTS.rpartition(".")[2]], task_vars)


def wants_parts(given):
    """The task is a role's look ahead at what it is going to write, to delete or to compare. With both options it only validates."""
    ahead = bool(given.get("validate_only")) != bool(given.get("keep_only"))
    return ahead and READY_FOR not in given


def unread(options, params, failure, task_vars):
    """A sentence about the variables that would give what is missing, if the task read variables; else ''."""
    names = set(failure.get("fields") or ()) | {failure.get("field")}
    missing = [option for option in options if option.arg in names and not params.get(option.arg)]
    variables = [option.variable for option in missing if option.variable and task_vars.get(option.variable)]
    if failure.get("code") != "invalid_input" or not variables:
        return ""
    are, them = ("s %s are", "them") if len(variables) > 1 else (" %s is", "it")
    return "The variable%s set, but this task does not read %s: set cxops_genesys_variables: true." % (
        are % _listed(variables),
        them,
    )


def left_out(options, failure, task_vars):
    """A sentence about the credentials that the document of a teardown leaves out and that no variable gives; else ''.

    task_vars: as they are written, so that templates show. Nobody who applies the document has to find them one run after the other.
    """
    if failure.get("code") != "invalid_input":
        return ""
    written = [task_vars[option.variable] for option in options if option.variable in task_vars]
    names = dict.fromkeys(name for text in _texts(written) for name in _CREDENTIAL.findall(text))
    names = [name for name in names if task_vars.get(name) in (None, "")]
    if not names:
        return ""
    return "The document of a teardown takes credentials from variables, of which not given are: %s." % _listed(names)


def _texts(value):
    if isinstance(value, (list, tuple, dict)):
        for member in value.values() if isinstance(value, dict) else value:
            yield from _texts(member)
    elif isinstance(value, str):
        yield value


def _listed(names):
    return " and ".join([", ".join(names[:-1])] * (len(names) > 1) + names[-1:])


def _goes_another_way(task, module):
    """The module has defaults by its own name for the connection, and others than this task has."""
    for defaults in task.module_defaults or ():
        for name, values in defaults.items() if isinstance(defaults, dict) else ():
            if name in (module, "cxops.genesys." + module) and isinstance(values, dict):
                if any(task.args.get(option) != value for option, value in values.items() if option in _CONNECTION):
                    return True
    return False
