# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Said before any of these modules is imported: their assertions tell what was compared."""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite("integration.support", "trust.support")
