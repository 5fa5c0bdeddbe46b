# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each request of the provisioning of a tenant is disturbed in each way, and it is run again; also where the vendor is silent."""

from __future__ import annotations

import pytest

from trust.support import journeys, kinds

each_kind = pytest.mark.parametrize("kind", kinds.HTTP, ids=str)


@each_kind
@pytest.mark.parametrize("step", [journeys.PROVISIONING, journeys.BY_MODULES, journeys.CHANGE], ids=str)
def test_a_request_is_disturbed(tried, step, kind):
    tried(step, kinds.HTTP, kind)


@pytest.mark.long
@each_kind
@pytest.mark.parametrize("step", journeys.CONTRARY, ids=str)
def test_a_request_to_services_that_do_otherwise_is_disturbed(tried, step, kind):
    tried(step, kinds.HTTP, kind, everywhere=step.name.partition(", ")[2] in journeys.EVERYWHERE)
