# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each request of the teardown of a tenant is disturbed in each way, and it is run again."""

from __future__ import annotations

import pytest

from trust.support import journeys, kinds

each_kind = pytest.mark.parametrize("kind", kinds.HTTP, ids=str)


@each_kind
def test_a_request_is_disturbed(tried, kind):
    tried(journeys.TEARDOWN, kinds.HTTP, kind)


@pytest.mark.long
@each_kind
@pytest.mark.parametrize("step", journeys.CONTRARY_TEARDOWNS, ids=str)
def test_a_request_to_services_that_do_otherwise_is_disturbed(tried, step, kind):
    tried(step, kinds.HTTP, kind, everywhere=False)
