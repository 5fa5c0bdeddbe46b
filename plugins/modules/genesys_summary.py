#!/usr/bin/python

# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: genesys_summary
version_added: 2.0.0
short_description: Show what a play did, tenant by tenant
author:
  - cxops contributors (@cxops)
description:
  - Prints for each tenant or organisation of the play what the tasks of this collection created, changed, deleted and found
    unchanged, what failed and what was not done then, which secrets are new and why, what is to be done by hand, what stays after a
    teardown, and where the files with secrets lie.
  - In check mode it prints what the real run would do.
  - The playbooks of this collection that write end with it. In a play of your own, use it once, as the last task, with
    C(run_once=true). One task tells of all hosts of the play; without C(run_once) it is printed for each host.
  - It knows what the tasks of this play did since it was used last. It makes no request and changes nothing.
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
  show:
    description:
      - Whether the summary is printed and returned.
      - Set it to V(false) to use only O(require_part).
    type: bool
    default: true
  require_part:
    description:
      - Fail where the tags of the run (C(--tags), C(--skip-tags)) select no task of the play but those that run always. The
        message lists the tags that exist.
      - A run with C(--tags always) asks for no more, so it does not fail.
      - A playbook of this collection that another playbook imports warns instead, for the tags may be those of other plays.
    type: bool
    default: false
notes:
  - Where the name of the standard output's callback holds C(json), nothing is printed; the result holds the same.
  - Tasks with C(no_log) or C(async) are not in it. A failure of a task that is not of this collection is mentioned without its message.
  - To have it also when a host fails, put it into the C(always) of a block around the other tasks, with C(run_once=true).
"""

EXAMPLES = r"""
---
- name: Provision a tenant, and show what was done whatever becomes of it
  block:
    - name: Have the tenant
      cxops.genesys.genesys_tenant:
        tenant_id: "{{ tenant_id }}"
        tenant_contact_center: "{{ tenant_contact_center }}"
  always:
    - name: Show what was done
      cxops.genesys.genesys_summary:
      run_once: true

- name: Fail where the tags of the run have selected nothing of this play
  cxops.genesys.genesys_summary:
    show: false
    require_part: true
  run_once: true
  tags: [always]
"""

RETURN = r"""
---
summary:
  description: What the play did, or would do in check mode. It holds no secret.
  returned: when O(show=true)
  type: dict
  contains:
    check_mode:
      description: Whether nothing was written.
      type: bool
      returned: always
    tenants:
      description: Each tenant or organisation; failures first, then those that changed.
      type: list
      elements: dict
      returned: always
      contains:
        host:
          description: The inventory's name of it.
          type: str
          returned: always
        tenant_id:
          description: The tenant's id; empty where there is none.
          type: str
          returned: always
        about:
          description: Its id, domains and platform, for people.
          type: str
          returned: always
        status:
          description: V(failed), V(changed), V(unchanged), or V(idle) where nothing was to be done.
          type: str
          returned: always
        created:
          description: What was created, or would be in check mode.
          type: list
          elements: str
          returned: always
        changed:
          description: What was changed, or would be in check mode.
          type: list
          elements: str
          returned: always
        deleted:
          description: What was deleted, or would be in check mode.
          type: list
          elements: str
          returned: always
        unchanged:
          description: What was found as it is declared, as far as the service shows it.
          type: list
          elements: str
          returned: always
        not_looked_at:
          description: What the service offers no way to look at, and to which nothing was sent. Whether it is as declared is not known.
          type: list
          elements: str
          version_added: 2.0.0
          returned: always
        missing:
          description: What is declared inactive and does not exist, so that nothing was done.
          type: list
          elements: str
          returned: always
        failed:
          description: What failed.
          type: list
          elements: dict
          returned: always
          contains:
            name:
              description: What the object is called; empty where the failure is of no single object.
              type: str
              returned: always
            message:
              description: The message of the failed task.
              type: str
              returned: always
        not_done:
          description: After a failure, the objects that the run has not come to, as far as the roles or M(cxops.genesys.genesys_tenant) were to do them.
          type: list
          elements: str
          returned: always
        new_secrets:
          description: Which secrets are new.
          type: list
          elements: dict
          returned: always
          contains:
            name:
              description: What the secret belongs to.
              type: str
              returned: always
            reason:
              description: Why it is new.
              type: str
              returned: always
            file:
              description: The path of its file; empty where it is kept in none.
              type: str
              returned: always
        files:
          description: The paths of the files with secrets that are there.
          type: list
          elements: str
          returned: always
        by_hand:
          description: What is to be done by hand.
          type: list
          elements: str
          returned: always
        stays:
          description: What a teardown has left behind, and why.
          type: list
          elements: str
          returned: always
        documents:
          description: The paths of the documents of what a teardown has deleted, which can be applied again.
          type: list
          elements: str
          returned: always
"""
