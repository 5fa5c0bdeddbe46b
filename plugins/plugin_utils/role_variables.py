# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables of a role, checked by the first task of each of its entry points, whatever that task is about: those that have no members
wholly, of the others whether they are a list or a dict at all.

Ansible's check of a role would quote what it refuses, so it is left nothing to refuse: meta/argument_specs.yml.
"""

from __future__ import annotations

from ansible.errors import AnsibleError

from ansible_collections.cxops.genesys.plugins.module_utils.binding.shapes import misshapen
from ansible_collections.cxops.genesys.plugins.module_utils.core.task import invalid

_TEXTS = ("str", "path")


def check_variables(fields, role, task_vars, evaluated, together=lambda values: ()):
    """Raises InvalidInput for a value of a wrong shape, and for one of which there is no such choice. It quotes neither.

    fields: those that are variables. role: the role's name. evaluated: a function for the value of a Field's variable.
    together: a function that takes the values by their names, and gives (name, what is wrong) for those that do not go together.
    """
    problems, values = [], {}
    for field in fields:
        if field.variable in task_vars and _is_of(role, field):
            written = value = task_vars[field.variable]
            if _may_be_wrong(field, written):
                try:
                    value = evaluated(field)
                except AnsibleError:
                    continue  # who uses it tells
                if value not in (None, ""):
                    problems += list(misshapen((field,), {field.arg: value})) or _no_choice(field, value)
            values[field.arg] = value
    problems = problems or list(together(values))
    if problems:
        raise invalid(problems)


def _is_of(role, field):
    """The role of a whole tenant has the variables of all."""
    name = role.rpartition(".")[2]
    return name == "provision_tenant" or field.variable.startswith(name + "_")


def _may_be_wrong(field, written):
    """A text where a text is wanted is right, unless it is a template: to evaluate one costs every host of a fleet its time.

    What is in a list or dict is looked at by the task that uses it.
    """
    if field.fields:
        return not isinstance(written, list if field.type == "list" else dict)
    return field.choices or field.type not in _TEXTS or not isinstance(written, str) or "{" in written


def _no_choice(field, value):
    if field.choices and value not in field.choices:
        yield field.arg, "it must be one of %s" % ", ".join(field.choices)
