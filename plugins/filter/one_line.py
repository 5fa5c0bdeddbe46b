# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter one_line: a text that can be shown, whatever stands in it."""

from __future__ import annotations

DOCUMENTATION = r"""
---
name: one_line
version_added: 2.0.0
short_description: A text that does nothing to a terminal
author:
  - cxops contributors (@cxops)
description:
  - Makes one line of a text, without control characters, escapes of terminals and marks that turn the direction of writing. Very
    long words and texts are shortened. The modules treat their messages in the same way.
  - It is for names that people or services chose, where they are shown, such as C(label) of a loop. It hides no secrets in a text.
  - A list or dict in place of a name may hold a secret. Only its kind is shown.
options:
  _input:
    description: The text. A number or a truth value is made a text.
    type: raw
    required: true
"""

EXAMPLES = r"""
---
- name: Show the OAuth clients
  ansible.builtin.debug:
    msg: "{{ item.name | cxops.genesys.one_line }}"
  loop: "{{ found.oauth_clients }}"
  loop_control:
    label: "{{ item.name | cxops.genesys.one_line }}"
"""

RETURN = r"""
---
_value:
  description: The line.
  type: str
"""

from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import one_line
from ansible_collections.cxops.genesys.plugins.plugin_utils.foreign import foreign
from ansible_collections.cxops.genesys.plugins.plugin_utils.plain import plain


def as_one_line(value):
    """The value as a text of one line that does nothing to a terminal; of a list or dict only its kind."""
    value = plain(value)
    if isinstance(value, (dict, list)):
        return "(a dict)" if isinstance(value, dict) else "(a list)"
    return foreign(one_line(str(value)))


class FilterModule:
    """The filters of this file."""

    def filters(self):
        """Name to function."""
        return {"one_line": as_one_line}
