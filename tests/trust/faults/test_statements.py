# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each SQL statement of a tenant's life is disturbed in each way, BEGIN and COMMIT included, and it is run again."""

from __future__ import annotations

import pytest

from trust.support import journeys, kinds


@pytest.mark.parametrize("kind", kinds.SQL, ids=str)
@pytest.mark.parametrize("step", journeys.TENANT, ids=str)
def test_a_statement_is_disturbed(tried, step, kind):
    tried(step, kinds.SQL, kind)
