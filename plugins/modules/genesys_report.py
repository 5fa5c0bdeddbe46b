#!/usr/bin/python

# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: genesys_report
version_added: 2.0.0
short_description: Report what a comparison has found
author:
  - cxops contributors (@cxops)
description:
  - Fails where a comparison has found differences between the declaration and what is there. The message is their number. The lines
    of the report stand in the result, a line for each object, those of objects that differ first.
  - The entry points C(verify) of the roles end with it. In a playbook of your own, use it where several comparisons are to be made
    before the play fails.
  - It makes no request and changes nothing.
attributes:
  check_mode:
    description: Can run in C(check_mode) and tell what would change, without changing anything.
    support: full
  diff_mode:
    description: Returns details on what has changed, or would change in C(check_mode).
    support: none
  idempotent:
    description: When run again with the same options, changes nothing and says so.
    support: full
  platform:
    description: Where the module runs.
    support: full
    platforms: posix
    details:
      - It runs on the controller only.
  async:
    description: Supports the keyword C(async).
    support: none
options:
  report:
    description:
      - The result RV(cxops.genesys.genesys_tenant#module:report) of M(cxops.genesys.genesys_tenant) with C(state=checked), or those of
        several such tasks.
    type: list
    elements: str
    required: true
  differences:
    description:
      - The result RV(cxops.genesys.genesys_tenant#module:differences) of the same tasks.
    type: list
    elements: dict
    required: true
seealso:
  - module: cxops.genesys.genesys_tenant
"""

EXAMPLES = r"""
---
- name: Compare the tenant
  cxops.genesys.genesys_tenant:
    tenant_id: "{{ tenant_id }}"
    tenant_contact_center: "{{ tenant_contact_center }}"
    state: checked
  register: found
  failed_when: found.report is not defined

- name: Report the tenant
  cxops.genesys.genesys_report:
    report: "{{ found.report }}"
    differences: "{{ found.differences }}"
"""

RETURN = r"""
---
msg:
  description: The number of differences.
  returned: always
  type: str
  sample: 2 differences between the declaration and what is there.
report:
  description: The lines of O(report), those of objects that differ first.
  returned: always
  type: list
  elements: str
"""
