# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter names: what a loop may show of a list whose items hold secrets."""

from __future__ import annotations

DOCUMENTATION = r"""
---
name: names
version_added: 2.0.0
short_description: Names of the members of a list, for a loop that shows no member
author:
  - cxops contributors (@cxops)
description:
  - Takes one value from each dict of a list, such as its name, so that a loop goes over these and shows nothing else.
  - A member that is no dict, or whose value is missing or is a list or dict, is an error. It names the place, and never a value, where
    C(map(attribute=...)) would hand on whatever stands there, with the secrets in it.
positional: attribute
options:
  _input:
    description: The list.
    type: raw
    required: true
  attribute:
    description: What to take from each member.
    type: str
    required: true
"""

EXAMPLES = r"""
---
- name: Work on each client without its secret in the output
  ansible.builtin.debug:
    msg: "{{ item | cxops.genesys.one_line }}"
  loop: "{{ auth_clients_list | cxops.genesys.names('client_id') }}"
"""

RETURN = r"""
---
_value:
  description: The names, in the order of the list.
  type: list
  elements: raw
"""

from collections.abc import Mapping

from ansible.errors import AnsibleFilterError

SINGLE = (str, bytes, int, float)


def names(members, attribute):
    """The value of the attribute of each member. Raises AnsibleFilterError, whose message holds no value."""
    if not isinstance(members, (list, tuple)):
        raise AnsibleFilterError("A list of dicts with %s is needed." % attribute)
    found = []
    for number, member in enumerate(members):
        if not isinstance(member, Mapping):
            raise AnsibleFilterError("[%d]: a dict with %s is needed." % (number, attribute))
        value = member.get(attribute)
        if not isinstance(value, SINGLE):
            raise AnsibleFilterError("[%d].%s: a single value is needed." % (number, attribute))
        found.append(value)
    return found


class FilterModule:
    """The filters of this file."""

    def filters(self):
        """Name to function."""
        return {"names": names}
