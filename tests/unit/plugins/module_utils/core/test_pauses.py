# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Waits before another try: they grow, they end, and no two processes wait the same."""

from __future__ import annotations

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.core.pauses import LONGEST, back_off


@pytest.mark.parametrize(("attempt", "most"), [(0, 0.25), (1, 0.5), (2, 1.0), (5, 8.0), (6, 8.0), (10**6, 8.0)])
def test_the_wait_grows_up_to_a_limit(attempt, most):
    waits = [back_off(attempt) for _once in range(200)]
    assert most / 2 <= min(waits) and max(waits) <= most <= LONGEST
    assert len(set(waits)) > 100
