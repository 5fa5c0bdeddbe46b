# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Said before any of these modules is imported: their assertions tell what was compared."""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite("integration.support", "trust.support")


def pytest_addoption(parser):
    parser.addoption("--nightly", action="store_true", help="also the tests that are marked nightly")


def pytest_collection_modifyitems(config, items):
    if not config.getoption("--nightly"):
        late = [item for item in items if item.get_closest_marker("nightly")]
        config.hook.pytest_deselected(items=late)
        items[:] = [item for item in items if not item.get_closest_marker("nightly")]
