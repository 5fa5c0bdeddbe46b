# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What module_defaults of a play may not say for the tasks of the roles: what these do is said by their entry point and variables."""

from __future__ import annotations

from contextlib import suppress

from ansible.errors import AnsibleError
from ansible.module_utils.parsing.convert_bool import boolean

from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import InvalidInput
from ansible_collections.cxops.genesys.plugins.plugin_utils.upcoming import ROLE_OF_CLIENTS

COLLECTION = "cxops.genesys."
STEERS = {  # option to the value by which it changes nothing
    "state": "present",
    "look_for": "provision",
    "validate_only": False,
    "find_only": False,
    "keep_only": False,
    "contact_center_is_new": False,
    "parts": None,
    "ready_for": None,
    "teardown_run": None,
}


def refuse_steering(defaults, role, evaluated):
    """Refuse module_defaults that would make a role's tasks do something else than the role says. Raises InvalidInput.

    defaults: those of the task, a list of dicts, of which the last one counts. role: its full name. evaluated: a function for the
    value of a template, None for what is omitted; it raises AnsibleError. What cannot be evaluated yet is left to the task that needs it.
    """
    merged = {}
    for one in defaults or ():
        merged.update(one)
    for name, values in sorted(merged.items()):
        group, short = name.startswith("group/"), name.rpartition("/")[2]
        if not short.startswith(COLLECTION):
            continue
        if short.startswith(COLLECTION + "genesys_cloud") != (role == ROLE_OF_CLIENTS):
            continue  # it is for the tasks of other roles
        with suppress(AnsibleError):
            values = evaluated(values) if isinstance(values, str) else values
        for option in STEERS if isinstance(values, dict) else ():
            with suppress(AnsibleError):
                if option in values and _steers(STEERS[option], evaluated(values[option])):
                    raise InvalidInput(
                        "module_defaults give %s for %s%s, which would change what the tasks of the role %s do."
                        % (option, "the group " if group else "", short, role),
                        "No request was made. Remove it there, or give module_defaults to a block without the role.",
                        field=option,
                    )


def _steers(harmless, value):
    if value in (None, "", [], harmless):
        return False
    if harmless is False:
        return boolean(value, strict=False)
    return str(value).strip() != harmless
