# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """What each module promises: check mode, diff mode, idempotence, platform and action groups."""

    DOCUMENTATION = r"""
options: {}
attributes:
  check_mode:
    description: Can run in C(check_mode) and tell what would change, without changing anything.
  diff_mode:
    description: Returns details on what has changed, or would change in C(check_mode).
  idempotent:
    description: When run again with the same options, changes nothing and says so.
  platform:
    description: Where the module runs. It needs no more than a network route to the services.
    support: full
    platforms: posix
  async:
    description: Supports the keyword C(async); the task then runs as a process of its own.
    support: full
  in_process:
    description:
      - Runs inside the process that Ansible has for the task, on the controller, instead of starting another Python. That saves most
        of the time of a task.
    support: full
    details:
      - Another machine, user, C(environment) or Python for the task, C(async), or a controller without the libraries make it an
        ordinary module, with the same result. The variable C(cxops_genesys_in_process) set to V(false) does so too.
  action_group:
    description: Use C(module_defaults) with these groups to give the connection options once.
"""

    MANAGE = r"""
options: {}
attributes:
  check_mode:
    support: full
    details:
      - Reads are made as in a real run, nothing is written, and the result and the diff come from the same plan. Where
        the vendor does not document an operation, check mode says in a warning that only the real run can tell.
  diff_mode:
    support: full
    details:
      - Secrets are masked on both sides; one that is written anew is marked V(******** (new\)).
"""

    INFO = r"""
options: {}
attributes:
  check_mode:
    support: full
    details:
      - The module only reads.
  diff_mode:
    support: N/A
  idempotent:
    support: full
"""

    GROUP_GENESYS = r"""
options: {}
attributes:
  action_group:
    support: full
    membership:
      - cxops.genesys.genesys
"""

    GROUP_NEXUS = r"""
options: {}
attributes:
  action_group:
    support: full
    membership:
      - cxops.genesys.genesys
      - cxops.genesys.nexus
"""

    GROUP_GENESYS_CLOUD = r"""
options: {}
attributes:
  action_group:
    support: full
    membership:
      - cxops.genesys.genesys_cloud
"""
