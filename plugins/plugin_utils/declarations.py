# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables of a tenant as a task takes them, of this host and of others: a text such as JSON is the dict that Ansible makes of it."""

from __future__ import annotations

from ansible.errors import AnsibleError

from ansible_collections.cxops.genesys.plugins.module_utils.binding.shapes import as_taken
from ansible_collections.cxops.genesys.plugins.module_utils.resources._tenant_options import OF_ROLES

_WITH_MEMBERS = {field.variable: field for field in OF_ROLES if field.fields}


def declaration(name, value):
    """The plain value of a variable, with dicts in place of the texts that a task takes for them; None for an empty one.

    Raises AnsibleError for one of which no task makes what it wants: what it declares cannot be told.
    """
    if name not in _WITH_MEMBERS:
        return value
    try:
        return as_taken(_WITH_MEMBERS[name], value)
    except ValueError as error:
        raise AnsibleError("%s cannot be evaluated: %s." % (name, error)) from None
