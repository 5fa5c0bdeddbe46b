# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter folded: a text in the form in which ids and names are compared."""

from __future__ import annotations

DOCUMENTATION = r"""
---
name: folded
version_added: 2.0.0
short_description: A text without the letter case of A to Z
author:
  - cxops contributors (@cxops)
description:
  - Makes the letters A to Z of a text small and leaves all other letters as they are. The modules compare ids and names in this way.
  - The filter C(lower) is not fit for that. It makes an ordinary k of the Kelvin sign, so that a name that only looks like another one is
    taken for it.
options:
  _input:
    description: The text. Another value is made a text.
    type: raw
    required: true
"""

EXAMPLES = r"""
---
- name: Show the contact center, if it is the one that is meant
  ansible.builtin.debug:
    var: found.resource
  when: found.resource.id | cxops.genesys.folded == tenant_id | cxops.genesys.folded
"""

RETURN = r"""
---
_value:
  description: The text with small letters.
  type: str
"""

from ansible_collections.cxops.genesys.plugins.module_utils.core.text import folded
from ansible_collections.cxops.genesys.plugins.plugin_utils.foreign import foreign
from ansible_collections.cxops.genesys.plugins.plugin_utils.plain import plain


def as_folded(value):
    """The value as a text in which the letters A to Z are small."""
    return foreign(folded(plain(value)))


class FilterModule:
    """The filters of this file."""

    def filters(self):
        """Name to function."""
        return {"folded": as_folded}
