# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module of this name, run in process where that is possible."""

from __future__ import annotations

from ansible_collections.cxops.genesys.plugins.module_utils.resources.private_file import MODULE
from ansible_collections.cxops.genesys.plugins.plugin_utils.in_process import InProcessAction


class ActionModule(InProcessAction):
    """See InProcessAction."""

    task = MODULE
