# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter differences_first: the report of a comparison as the message of the task that fails."""

from __future__ import annotations

DOCUMENTATION = r"""
---
name: differences_first
version_added: 2.0.0
short_description: The report of a comparison, with its differences counted and first
author:
  - cxops contributors (@cxops)
description:
  - Makes a message of what P(cxops.genesys.genesys_tenant#module) with C(state=checked) and the entry points C(verify) of the roles return. First comes the
    number of differences, then a line for each object that differs, at last those of the others.
options:
  _input:
    description: The result RV(cxops.genesys.genesys_tenant#module:report).
    type: list
    elements: str
    required: true
  differences:
    description: The result RV(cxops.genesys.genesys_tenant#module:differences).
    type: list
    elements: dict
    required: true
"""

EXAMPLES = r"""
---
- name: Report the tenant
  ansible.builtin.assert:
    that: found.differences | length == 0
    fail_msg: "{{ found.report | cxops.genesys.differences_first(found.differences) }}"
"""

RETURN = r"""
---
_value:
  description: The message, of several lines.
  type: str
"""

from ansible_collections.cxops.genesys.plugins.plugin_utils.foreign import foreign
from ansible_collections.cxops.genesys.plugins.plugin_utils.plain import plain

OTHERS = "Of the other objects:"


def differences_first(report, differences):
    """The lines of the report, those of objects that differ first, below their number."""
    report, differences = plain(report), plain(differences)
    starts = tuple("%s: " % one["name"] for one in differences)
    differing = [line for line in report if line.startswith(starts)]
    others = [line for line in report if not line.startswith(starts)]
    count = len(differences)
    lines = [
        "%d difference%s between the declaration and what is there." % (count, "" if count == 1 else "s"),
        *differing,
    ]
    return foreign("\n".join(lines + ([OTHERS, *others] if others else [])))


class FilterModule:
    """The filters of this file."""

    def filters(self):
        """Name to function."""
        return {"differences_first": differences_first}
