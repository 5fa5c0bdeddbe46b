# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter platform_url: a URL in the form by which the same platform is known."""

from __future__ import annotations

DOCUMENTATION = r"""
---
name: platform_url
version_added: 2.0.0
short_description: A URL by which the same platform is known
author:
  - cxops contributors (@cxops)
description:
  - Brings the base URL of a service into the form in which two spellings compare equal, as the results of the modules tell it by
    C(environment_url). Letter case of the host, the default port, a period after the host, and slashes at the end do not count.
  - The result is empty for what no module takes as a base URL.
options:
  _input:
    description: The URL.
    type: raw
    required: true
"""

EXAMPLES = r"""
---
- name: Show the contact center, if it was made on this platform
  ansible.builtin.debug:
    var: made.resource
  when: made.environment_url | default('') == genesys_environment_url | cxops.genesys.platform_url
"""

RETURN = r"""
---
_value:
  description: The URL, or an empty text.
  type: str
"""

from ansible_collections.cxops.genesys.plugins.module_utils.core.checks import platform_url
from ansible_collections.cxops.genesys.plugins.plugin_utils.foreign import foreign
from ansible_collections.cxops.genesys.plugins.plugin_utils.plain import plain


def as_platform_url(value):
    """The value as the URL of a platform."""
    return foreign(platform_url(plain(value)))


class FilterModule:
    """The filters of this file."""

    def filters(self):
        """Name to function."""
        return {"platform_url": as_platform_url}
