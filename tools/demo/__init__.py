# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``make demo``: a tenant and an OAuth client of Genesys Cloud from nothing, again, and verified, against the emulator."""

from __future__ import annotations
