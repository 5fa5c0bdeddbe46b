# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reports a comparison, and fails where it has found differences."""

from __future__ import annotations

from ansible_collections.cxops.genesys.plugins.plugin_utils.reporting import ReportAction


class ActionModule(ReportAction):
    """See ReportAction."""
