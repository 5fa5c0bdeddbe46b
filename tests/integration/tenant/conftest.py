# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real ansible-playbook for the tests of this folder too."""

from __future__ import annotations

from integration.playbooks.conftest import playbooks

__all__ = ["playbooks"]
